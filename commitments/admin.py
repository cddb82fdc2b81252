"""Lists of commitments, disputes, letters, and of the kinds; each entry is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from . import awaiting, states
from .home import ways_to_draft
from .letters import admin as letters  # noqa: F401
from .models import Commitment, Dispute, TownshipService, Wording
from .signings import admin as signings  # noqa: F401


class Waiting(Awaiting):
    questions = awaiting.QUESTIONS


class WaitingDisputes(Awaiting):
    questions = awaiting.DISPUTES


class ByState(admin.SimpleListFilter):
    """The state of today, overdue, near and disputed ones too: what no column holds."""

    title, parameter_name = _("state today"), "state"
    DERIVED = (states.State.OVERDUE, states.State.SOON, states.State.DISPUTED)

    def lookups(self, request, model_admin):
        return [(state.value, states.LABELS[state]) for state in self.DERIVED]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == states.State.OVERDUE:
            return states.overdue(queryset, today)
        if self.value() == states.State.SOON:
            return states.near(queryset, today)
        return queryset.filter(status=Commitment.Status.KEPT, disputed=True) if self.value() == states.State.DISPUTED else queryset


class ByKind(admin.SimpleListFilter):
    """The kinds of the government, each once whatever versions its template has."""

    title, parameter_name = _("kind"), "kind"

    def lookups(self, request, model_admin):
        kinds = Wording.objects.filter(family=Wording.Family.PUBLIC).order_by("code", "valid_from")
        return list({kind.code: kind.label for kind in kinds}.items())

    def queryset(self, request, queryset):
        return queryset.filter(wording__code=self.value()) if self.value() else queryset


@admin.register(Commitment)
class CommitmentAdmin(FoundByNumber):
    """Everybody at work reads what is published; drafts are the unit's and the office's."""

    address = "staff_commitment"
    seen_by = EVERYBODY_AT_WORK
    list_display = ["page", "unit", "wording", "state_today", "due_on", "service"]
    list_filter = [Waiting, ByState, "status", ByKind, "service"]
    list_select_related = ["unit", "wording", "service"]
    search_fields = ["versions__title", "unit__name", "=project_no"]

    def get_queryset(self, request):
        return states.dated(super().get_queryset(request)).prefetch_related("versions")

    @admin.display(description=_("commitment"), ordering="id")
    def page(self, commitment):
        return self.link(commitment, f"{commitment.number}　{commitment.version.title}")

    @admin.display(description=_("state today"), ordering="status")
    def state_today(self, commitment):
        state = states.state_of(commitment, timezone.localdate())
        return states.LABELS[state] if state else commitment.get_status_display()

    def changelist_view(self, request, extra_context=None):
        links = ways_to_draft(request.user, timezone.localdate())
        return super().changelist_view(request, {**(extra_context or {}), "ways": links})

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
