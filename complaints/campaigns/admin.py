"""Lists of campaigns and of the rule of hot spots."""

from __future__ import annotations

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
    list_display = ["page", "ground", "from_on", "until_on", "officer"]
    list_select_related = ["officer"]
    search_fields = ["name"]

    @admin.display(description=_("campaign"), ordering="id")
    def page(self, campaign):
        return self.link(campaign, campaign.name)


@admin.register(HotspotRule)
class HotspotRuleAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["tickets", "months", "document", "article", "valid_from", "valid_until", "verified"]
