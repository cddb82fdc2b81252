"""Lists of tickets and of the grounds of refusal; a ticket is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from .awaiting import QUESTIONS
from .campaigns import admin as campaigns  # noqa: F401
from .models import MinimumSample, RefusalGround, Ticket


class Waiting(Awaiting):
    questions = QUESTIONS


@admin.register(Ticket)
class TicketAdmin(FoundByNumber):
    """Nothing of the complainant stands in the list, nor in its file."""

    address = "staff_ticket"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "channel", "kind", "accused", "status", "handler", "received_on", "answered_on"]
    list_filter = [Waiting, "status", "channel", "kind"]
    list_select_related = ["accused", "handler"]
    search_fields = ["=source_no", "contract_no", "accused__name", "=case_no"]

    @admin.display(description=_("ticket"), ordering="id")
    def page(self, ticket):
        return self.link(ticket, ticket)


@admin.register(RefusalGround)
class RefusalGroundAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("ground"), ordering="code")
    def label(self, ground):
        return ground.label


@admin.register(MinimumSample)
class MinimumSampleAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["n", "valid_from", "document", "article", "verified"]
