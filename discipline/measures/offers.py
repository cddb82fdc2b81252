"""What the page of a record offers to who may initiate measures on it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from . import rights


def initiating(version, user, today) -> list[tuple[str, str]]:
    """The address of the form that drafts a joint action on this record."""
    sort = rights.sort_of(version)
    if sort is None or not rights.open_to(user, today).filter(pk=version.pk).exists() or rights.stands_aside(version.subject, user, today):
        return []
    if not rights.initiating_units(user, version, today).exists():
        return []
    return [(f"{reverse('staff_joint_action_new')}?{urlencode({'record': version.number})}", _("Initiate measures"))]
