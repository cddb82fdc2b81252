"""On the home page: campaigns whose bodies still lack a talk or a re-check; talks held with a unit of one's own."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.home import duty
from archives.models import Role
from integrity.site import home_panel

from .bodies import rows_of
from .models import Campaign, Talk


@home_panel
def campaigns(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "tools": []}
    if Role.OFFICER in roles:
        panels["tools"].append({"title": _("Begin a campaign"), "url": reverse("staff_campaign_begin")})
        for campaign in Campaign.objects.visible_to(user, today).running(today).filter(officer=user):
            lacking = sum(bool(row.missing) for row in rows_of(campaign, user, today))
            if lacking:
                panels["duties"].append(_lacks(campaign, lacking, today))
    if roles & {Role.CLERK, Role.HEAD} and Talk.objects.told_to(user, today).exists():
        panels["tools"].append({"title": _("Talks with my unit"), "url": reverse("staff_talks")})
    return panels


def _lacks(campaign: Campaign, n: int, today) -> dict:
    words = ngettext("%(n)d body lacks its talk or its re-check", "%(n)d bodies lack their talk or their re-check", n)
    return duty(
        title=_("Carry on with %(campaign)s") % {"campaign": campaign},
        url=reverse("staff_campaign", args=[campaign.pk]),
        detail=words % {"n": n},
        deadline=None,
        button=_("Open it"),
        today=today,
    )
