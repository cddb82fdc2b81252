"""Lists of subjects and divisions, and who reviews what a unit files."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from archives.models import CreditOffice, Division, Panel, Role, Subject

from .by_role import ByRole


@admin.register(Subject)
class SubjectAdmin(ByRole, SimpleHistoryAdmin):
    change_form_template = "staff/subject_form.html"
    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["name", "kind", "code", "superior"]
    list_filter = ["kind"]
    list_select_related = ["superior"]
    search_fields = ["name", "code", "initials", "earlier_names__name", "=identifiers__value"]
    fields = ["kind", "code", "name", "sort_key", "initials", "superior", "division"]
    autocomplete_fields = ["superior", "division"]

    def has_view_permission(self, request, obj=None) -> bool:
        # The history asks with an object that no queryset narrowed: persons have no page here, nor any past.
        return super().has_view_permission(request, obj) and not (obj is not None and obj.is_person)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_person)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [choice for choice in Subject.Kind.choices if choice[0] not in Subject.PEOPLE]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "superior":
            kwargs["queryset"] = Subject.objects.filter(address__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        # The code is the address of the archive; a wrong one is a new subject. Name, kind, superior and division change by a
        # document, on the page of the body, where the change is kept with its day and reason.
        return ["kind", "code", "name", "superior", "division"] if obj else []


@admin.register(Division)
class DivisionAdmin(ByRole):
    list_display = ["code", "whole_name", "level", "valid_from", "valid_until", "successors"]
    list_filter = ["level"]
    search_fields = ["code", "name", "prefecture"]

    @admin.display(description=_("full name"))
    def whole_name(self, division):
        return division.full_name


@admin.register(Panel)
class PanelAdmin(ByRole, SimpleHistoryAdmin):
    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["unit", "quorum", "document", "valid_from", "valid_until"]
    list_select_related = ["unit"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "unit":
            kwargs["queryset"] = Subject.objects.bodies()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CreditOffice)
class CreditOfficeAdmin(ByRole, SimpleHistoryAdmin):
    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["unit", "level", "serves"]
    list_select_related = ["unit", "serves"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = Subject.objects.bodies()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
