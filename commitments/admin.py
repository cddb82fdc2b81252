"""Lists of commitments, disputes, letters, and of the kinds; each entry is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from . import awaiting, states
from .models import Commitment, Dispute, TownshipService, Wording


class Waiting(Awaiting):
    questions = awaiting.QUESTIONS


class WaitingDisputes(Awaiting):
    questions = awaiting.DISPUTES


@admin.register(Commitment)
class CommitmentAdmin(FoundByNumber):
    """Everybody at work reads what is published; drafts are the unit's and the office's."""

    address = "staff_commitment"
    seen_by = EVERYBODY_AT_WORK
    list_display = ["page", "unit", "wording", "status", "due_on", "service"]
    list_filter = [Waiting, "status", "wording", "service"]
    list_select_related = ["unit", "wording", "service"]
    search_fields = ["versions__title", "unit__name", "=project_no"]

    def get_queryset(self, request):
        return states.dated(super().get_queryset(request)).prefetch_related("versions")

    @admin.display(description=_("commitment"), ordering="id")
    def page(self, commitment):
        return self.link(commitment, f"{commitment.number}　{commitment.version.title}")

    @admin.display(description=_("due on"), ordering="due")
    def due_on(self, commitment):
        return commitment.version.due_on


@admin.register(Dispute)
class DisputeAdmin(FoundByNumber):
    """Nothing of who disputes stands in the list, nor in its file."""

    address = "staff_dispute"
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "commitment", "status", "received_on", "decided_on"]
    list_filter = [WaitingDisputes, "status"]
    list_select_related = ["commitment"]
    search_fields = ["commitment__unit__name"]

    @admin.display(description=_("dispute"), ordering="id")
    def page(self, dispute):
        return self.link(dispute, dispute)


@admin.register(Wording)
class WordingAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "family", "document", "article", "valid_from", "valid_until", "verified"]
    list_filter = ["family"]

    @admin.display(description=_("kind"), ordering="code")
    def label(self, kind):
        return kind.label


@admin.register(TownshipService)
class TownshipServiceAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("service of townships"), ordering="position")
    def label(self, service):
        return service.label
