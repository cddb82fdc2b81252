"""Lists of objections, of grounds of refusal and of correction notices; an objection is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from .applications import admin as of_applications  # noqa: F401  registers its own
from .awaiting import QUESTIONS
from .models import Objection, RefusalGround


class Waiting(Awaiting):
    questions = QUESTIONS


@admin.register(Objection)
class ObjectionAdmin(FoundByNumber):
    """Nothing of the objector and nothing of the record but its number stands in the list, nor in its file."""

    address = "staff_objection"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "record_no", "channel", "status", "outcome", "filed_on", "accepted_on", "decided_on"]
    list_filter = [Waiting, "status", "channel", "outcome"]
    search_fields = ["=record_no"]

    @admin.display(description=_("objection"), ordering="id")
    def page(self, objection):
        return self.link(objection, objection)


@admin.register(RefusalGround)
class RefusalGroundAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("ground"), ordering="code")
    def label(self, ground):
        return ground.label
