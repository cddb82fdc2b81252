"""The list of letters of enterprises."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.entries import FoundByNumber
from archives.models import Role

from ..models import SignedLetter


@admin.register(SignedLetter)
class SignedLetterAdmin(FoundByNumber):
    """Who signed stands on the page of a letter, not in the list."""

    address = "staff_letter"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "subject", "unit", "wording", "status", "signed_on", "valid_until"]
    list_filter = ["status", "wording"]
    list_select_related = ["subject", "unit", "wording"]
    search_fields = ["subject__name", "=subject__code", "=project_no"]

    @admin.display(description=_("letter"), ordering="id")
    def page(self, letter):
        return self.link(letter, letter)
