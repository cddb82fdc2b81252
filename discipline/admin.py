"""Lists of cases and of their law; a case is read and acted on on its own page."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, OnItsOwnPage
from archives.models import Role

from .awaiting import QUESTIONS
from .court import admin as court  # noqa: F401
from .measures import admin as measures_admin  # noqa: F401
from .models import BreachKind, Case, TierThreshold, ToleranceCondition


class Waiting(Awaiting):
    questions = QUESTIONS


@admin.register(Case)
class CaseAdmin(OnItsOwnPage):
    address = "staff_case"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "status", "accused", "kind", "handler", "opened_on", "tier"]
    list_filter = [Waiting, "status", "source", "kind"]
    list_select_related = ["accused", "handler", "kind"]
    search_fields = ["number", "contract_no", "accused__name", "doc_no"]

    @admin.display(description=_("case"), ordering="id")
    def page(self, case):
        return self.link(case, case.number)


class ListedAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("name"), ordering="code")
    def label(self, entry):
        return entry.label


admin.site.register(BreachKind, ListedAdmin)
admin.site.register(ToleranceCondition, ListedAdmin)


class ThresholdForm(forms.ModelForm):
    """What was determined keeps the threshold it was proposed by: a new one begins after today."""

    def clean_valid_from(self):
        start = self.cleaned_data["valid_from"]
        if start <= timezone.localdate():
            raise forms.ValidationError(_("A threshold begins after today, so that nothing determined already changes its proposal."))
        return start


@admin.register(TierThreshold)
class TierThresholdAdmin(ByRole):
    """Editable by the office until it is in force."""

    added_by = changed_by = frozenset({Role.OFFICER})
    form = ThresholdForm
    list_display = ["tier", "min_loss", "min_impact", "valid_from", "valid_until", "document", "verified"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.valid_from > timezone.localdate())
