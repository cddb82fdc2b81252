"""The list of collective signings; who signed stands on the page of each."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK
from archives.admin.entries import FoundByNumber

from ..models import Signing


@admin.register(Signing)
class SigningAdmin(FoundByNumber):
    address = "staff_signing"
    seen_by = EVERYBODY_AT_WORK
    list_display = ["page", "unit", "held_on", "place", "status"]
    list_filter = ["status"]
    list_select_related = ["unit"]
    search_fields = ["title", "unit__name"]

    @admin.display(description=_("collective signing"), ordering="id")
    def page(self, signing):
        return self.link(signing, f"{signing.number}　{signing.title}")
