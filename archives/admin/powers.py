"""Lists of items of powers and of their drafts; each is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.models import PowerDraft, PowerItem, Role, Subject
from archives.powers.home import QUESTIONS

from .entries import Awaiting, OnItsOwnPage


class Waiting(Awaiting):
    questions = QUESTIONS


class OfUnit(admin.SimpleListFilter):
    """The list of one unit."""

    title, parameter_name = _("unit"), "unit"

    def lookups(self, request, model_admin):
        having = Subject.objects.filter(pk__in=PowerItem.objects.order_by().values("unit")).order_by("sort_key")
        return [(str(unit.pk), unit.name) for unit in having]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(unit=int(value)) if value and value.isdecimal() and len(value) < 10 else queryset


class InForceToday(admin.SimpleListFilter):
    """Versions that hold today, that are to come, or that have ended."""

    title, parameter_name = _("in force"), "force"

    def lookups(self, request, model_admin):
        return [("now", _("today")), ("coming", _("to come")), ("over", _("ended"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        return {
            "now": lambda: queryset.in_force(today),
            "coming": lambda: queryset.filter(valid_from__gt=today),
            "over": lambda: queryset.filter(Q(valid_until__lte=today)),
        }.get(self.value(), lambda: queryset)()


@admin.register(PowerItem)
class PowerItemAdmin(OnItsOwnPage):
    address = "staff_power"
    list_display = ["page", "unit", "kind", "is_matter", "promised_days", "change", "valid_from", "valid_until"]
    list_filter = [InForceToday, "is_matter", "kind", "change", OfUnit]
    list_select_related = ["unit"]
    search_fields = ["=code", "name", "unit__name"]

    @admin.display(description=_("Item of the list"), ordering="code")
    def page(self, item):
        return self.link(item, item)


@admin.register(PowerDraft)
class PowerDraftAdmin(OnItsOwnPage):
    address = "staff_power_draft"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "unit", "purpose", "starts_on", "authority", "standing", "made_by", "decided_by"]
    list_filter = [Waiting, "status", "purpose"]
    list_select_related = ["unit", "made_by", "decided_by"]
    search_fields = ["=code", "unit__name", "authority"]

    @admin.display(description=_("status"), ordering="status")
    def standing(self, draft):
        return draft.standing

    @admin.display(description=_("draft"), ordering="id")
    def page(self, draft):
        return self.link(draft, draft)
