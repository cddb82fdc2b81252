"""Lists of campaigns and of the rule of hot spots."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import OnItsOwnPage
from archives.models import Role

from .models import Campaign, HotspotRule


@admin.register(Campaign)
class CampaignAdmin(OnItsOwnPage):
    address = "staff_campaign"
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "ground", "from_on", "last_day", "officer"]
    list_select_related = ["officer"]
    search_fields = ["name"]

    @admin.display(description=_("last day (included)"), ordering="until_on")
    def last_day(self, campaign):
        return campaign.until_on - timedelta(days=1)

    @admin.display(description=_("campaign"), ordering="id")
    def page(self, campaign):
        return self.link(campaign, campaign.name)


@admin.register(HotspotRule)
class HotspotRuleAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["tickets", "months", "document", "article", "valid_from", "valid_until", "verified"]
