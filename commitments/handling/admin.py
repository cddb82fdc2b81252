"""The list of handling times; each is read and acted on on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.admin.entries import OnItsOwnPage
from archives.models import Role

from ..models import Handling
from .rights import imports_for, units_of


class Finished(admin.SimpleListFilter):
    """Those that run, and those that were finished."""

    title, parameter_name = _("finished"), "done"

    def lookups(self, request, model_admin):
        return [("no", _("not finished")), ("yes", _("finished"))]

    def queryset(self, request, queryset):
        return {"no": queryset.filter(finished_on=None), "yes": queryset.exclude(finished_on=None)}.get(self.value(), queryset)


@admin.register(Handling)
class HandlingAdmin(OnItsOwnPage):
    address = "staff_handling"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "unit", "matter", "accepted_on", "finished_on", "asked_again"]
    list_filter = [Finished]
    list_select_related = ["unit", "matter"]
    change_list_template = "staff/handling_list.html"
    search_fields = ["=number", "=matter__code", "matter__name", "unit__name"]

    def changelist_view(self, request, extra_context=None):
        today = timezone.localdate()
        may = {"may_take_in": units_of(request.user, today).exists(), "may_import": imports_for(request.user, today).exists()}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    @admin.display(description=_("application"), ordering="number")
    def page(self, handling):
        return self.link(handling, handling)
