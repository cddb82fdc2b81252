"""Lists of applications for repair, of shields, of the methods the law knows, and of commitments."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from .awaiting import QUESTIONS, SHIELD_QUESTIONS
from .models import Application, RepairMethod, Shielding


class Waiting(Awaiting):
    questions = QUESTIONS


class ShieldsWaiting(Awaiting):
    questions = SHIELD_QUESTIONS


@admin.register(Application)
class ApplicationAdmin(FoundByNumber):
    """Nothing of the applicant stands in the list, nor in its file."""

    address = "staff_application"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "about", "records", "channel", "finder", "status", "filed_on", "accepted_on", "decided_on"]
    list_filter = [Waiting, "status", "channel"]
    list_select_related = ["finder", "subject"]
    search_fields = ["=applied__number"]

    @admin.display(description=_("application for repair"), ordering="id")
    def page(self, application):
        return self.link(application, application)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("applied")

    @admin.display(description=_("subject"))
    def about(self, application):
        """The body or organisation; of a natural person no name stands in a list."""
        return application.about

    @admin.display(description=_("records"))
    def records(self, application):
        return "、".join(applied.number for applied in application.applied.all())


@admin.register(Shielding)
class ShieldingAdmin(FoundByNumber):
    address = "staff_shielding"
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "subject", "court", "ruling_no", "until_on", "status"]
    list_filter = [ShieldsWaiting, "status"]
    list_select_related = ["subject"]
    search_fields = ["ruling_no"]

    @admin.display(description=_("temporary shield"), ordering="id")
    def page(self, shielding):
        return self.link(shielding, shielding)


@admin.register(RepairMethod)
class RepairMethodAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "tier", "need", "min_hours", "cap_hours", "document", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("method of repair"), ordering="code")
    def label(self, method):
        return method.label
