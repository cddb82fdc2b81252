"""What the page of a record offers to who may object to it, or take in an objection to it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from archives import record_views

from . import duties, own
from .applications import duties as applications


def objecting(version, user, today) -> list[tuple[str, str]]:
    """The address of the form of objection, and that of the window."""
    if not version.is_current or version.withdrawn_at:
        return []
    asked = urlencode({"record": version.number})
    found = []
    if mine := own.to_record(user, version.number):
        found.append((reverse("staff_objection", args=[mine.pk]), _("My objection %(number)s") % {"number": mine.number}))
    elif duties.may_object(user, version, today):
        found.append((f"{reverse('staff_objection_file')}?{asked}", _("Object to this record")))
    if duties.may_take_in(user, today) and duties.at_window(user, today).filter(pk=version.pk).exists():
        found.append((f"{reverse('staff_objection_window')}?{asked}", _("Take in an objection at the window")))
    return found + _repairing(version, asked, user, today)


def _repairing(version, asked: str, user, today) -> list[tuple[str, str]]:
    """The address of the form of an application for repair, and that of the window."""
    if not version.tier or version.is_hidden():
        return []
    found = []
    if applications.may_apply(user, version, today):
        found.append((f"{reverse('staff_application_file')}?{asked}", _("Apply for repair")))
    if duties.may_take_in(user, today) and duties.at_window(user, today).filter(pk=version.pk).exists():
        found.append((f"{reverse('staff_application_window')}?{asked}", _("Take in an application for repair at the window")))
    return found


record_views.OFFERS.append(objecting)
