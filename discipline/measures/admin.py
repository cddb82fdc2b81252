"""Lists of measures: the closed list, joint actions, measures at units, liftings, and the log of eligibility."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber, OnItsOwnPage
from archives.models import Role

from ..models import EligibilityCheck, Execution, JointAction, Lifting, MeasureItem
from . import awaiting
from .eligibility import last_day

HANDLING = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})


class WaitingActions(Awaiting):
    questions = awaiting.ACTIONS


class WaitingMeasures(Awaiting):
    questions = awaiting.EXECUTIONS


class WaitingLiftings(Awaiting):
    questions = awaiting.LIFTINGS


@admin.register(MeasureItem)
class MeasureItemAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "sort", "executor", "min_months", "max_months", "document", "article", "valid_from", "valid_until", "verified"]
    list_filter = ["sort", "executor"]

    @admin.display(description=_("name"), ordering="code")
    def label(self, entry):
        return entry.label


@admin.register(JointAction)
class JointActionAdmin(FoundByNumber):
    address = "staff_joint_action"
    seen_by = HANDLING
    list_display = ["page", "subject", "sort", "status", "initiator", "record_no", "decided_on"]
    list_filter = [WaitingActions, "status", "sort"]
    list_select_related = ["subject", "initiator"]
    search_fields = ["=record_no", "subject__name"]

    @admin.display(description=_("joint action"), ordering="id")
    def page(self, action):
        return self.link(action, action)


@admin.register(Execution)
class ExecutionAdmin(OnItsOwnPage):
    address = "staff_measure"
    seen_by = HANDLING
    list_display = ["page", "subject", "unit", "status", "asked_on", "last_day"]
    list_filter = [WaitingMeasures, "status", "item__sort"]
    list_select_related = ["item", "unit", "link", "action__subject"]
    search_fields = ["=action__record_no", "action__subject__name"]

    def get_queryset(self, request):
        """What others answered about a measure on one's own body stands in no list; the measure itself is read beside the record."""
        found = super().get_queryset(request)
        return found.filter(pk__in=Execution.objects.answers_to(request.user).values("pk")).with_ends()

    @admin.display(description=_("measure"), ordering="item__code")
    def page(self, execution):
        return self.link(execution, f"{execution.item.label} · {execution.link.get_role_display()}" if execution.link_id else execution.item.label)

    @admin.display(description=_("until and including"), ordering="until_on")
    def last_day(self, execution):
        return last_day(execution)

    @admin.display(description=_("subject"), ordering="action__subject__sort_key")
    def subject(self, execution):
        return execution.action.subject


@admin.register(Lifting)
class LiftingAdmin(OnItsOwnPage):
    address = "staff_lifting"
    seen_by = HANDLING
    list_display = ["page", "unit", "ground", "made_on", "acknowledged_on"]
    list_filter = [WaitingLiftings, ("acknowledged_on", admin.EmptyFieldListFilter), "ground"]
    list_select_related = ["unit"]
    search_fields = ["=record_no"]

    @admin.display(description=_("number of the record"), ordering="id")
    def page(self, lifting):
        return self.link(lifting, lifting.record_no)


@admin.register(EligibilityCheck)
class EligibilityCheckAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["whom", "purpose", "eligible", "until_on", "by", "at"]
    list_filter = ["purpose", "eligible"]
    list_select_related = ["subject", "by"]
    fields = ["whom", "purpose", "eligible", "until_on", "because", "by", "at"]

    @admin.display(description=_("about"), ordering="subject__sort_key")
    def whom(self, check):
        return check.about
