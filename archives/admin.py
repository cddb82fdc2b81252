"""The admin's lists: read through ``visible_to``, written only by steps and actions.

Three questions and no Django permissions: may this role see the list, add to it, change it.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import User
from integrity.identity import mask_identities
from integrity.models import CalendarDay, Job, StepTaken
from integrity.seen import seeing

from . import home, home_duties  # noqa: F401 - register what awaits whom
from .forms import without_identities
from .identifiers import uscc_ok
from .models import (
    CatalogueEdition,
    CatalogueItem,
    CreditOffice,
    Division,
    EffectRule,
    Filing,
    ItemField,
    Membership,
    Panel,
    PeriodRule,
    ReadLog,
    Record,
    ReportingDuty,
    Role,
    Subject,
    Term,
    TierRule,
)

EVERYBODY_AT_WORK = frozenset({Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR})


# Groups carry no power here; a list of them would suggest that they do.
admin.site.unregister(Group)


class WithoutIdentities:
    """A form of the admin that keeps no resident id, in whichever field one was typed, and does not send it back."""

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and not (name == "code" and uscc_ok(value)) and name != "new_password" and mask_identities(value)[1]:
                self.add_error(name, _("A resident id stands in the text; remove it."))
        without_identities(self)
        return cleaned


class ByRole(admin.ModelAdmin):
    """Who sees, adds and changes, by role. Nobody deletes."""

    seen_by: frozenset = EVERYBODY_AT_WORK
    added_by: frozenset = frozenset()
    changed_by: frozenset = frozenset()
    show_full_result_count = False
    list_per_page = 50
    actions = None
    change_form_template = "staff/change_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Saving over somebody else's change is answered with 409 and with what changed."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        form = getattr(response, "context_data", None) and response.context_data.get("adminform")
        if form and getattr(form.form, "overtaken", False):
            response.status_code = 409
        return response

    def _roles(self, request) -> set:
        if not hasattr(request, "_roles"):
            request._roles = Role.of(request.user)
        return request._roles

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        """Only the filters that stand on the page; any other would answer questions about columns nobody is shown."""
        offered = {f if isinstance(f, str) else f[0] for f in self.list_filter} | {self.date_hierarchy}
        return any(f and (lookup == f or lookup.startswith(f"{f}__")) for f in offered)

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return bool(self._roles(request) & self.seen_by)

    def has_add_permission(self, request) -> bool:
        return bool(self._roles(request) & self.added_by)

    def has_change_permission(self, request, obj=None) -> bool:
        return bool(self._roles(request) & self.changed_by)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return seeing(type(form.__name__, (WithoutIdentities, form), {}))

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset


@admin.register(Subject)
class SubjectAdmin(ByRole, SimpleHistoryAdmin):
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
        # The code is the address of the archive; a wrong one is a new subject.
        return ["code"] if obj else []


@admin.register(Division)
class DivisionAdmin(ByRole):
    list_display = ["code", "full_name", "level", "valid_from", "valid_until", "successors"]
    list_filter = ["level"]
    search_fields = ["code", "name", "prefecture"]


class MembershipForm(forms.ModelForm):
    """A role is granted to somebody else."""

    granted_by = None

    class Meta:
        model = Membership
        fields = ["user", "unit", "role", "from_on", "until_on"]

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user == self.granted_by:
            raise forms.ValidationError(_("Nobody grants a role to the own account; another security administrator does."))
        return user


@admin.register(Membership)
class MembershipAdmin(ByRole, SimpleHistoryAdmin):
    form = MembershipForm
    seen_by = frozenset({Role.SECURITY, Role.AUDITOR})
    added_by = changed_by = frozenset({Role.SECURITY})
    list_display = ["user", "role", "unit", "from_on", "until_on", "delegated_from"]
    list_filter = ["role"]
    list_select_related = ["user", "unit", "delegated_from__user", "delegated_from__unit"]
    search_fields = ["user__name", "user__username", "unit__name"]
    fields = ["user", "unit", "role", "from_on", "until_on"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "unit":
            kwargs["queryset"] = Subject.objects.bodies()
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.granted_by = request.user
        return form

    def has_change_permission(self, request, obj=None) -> bool:
        """Nobody prolongs the own role, and a delegation ends as the head of unit said."""
        return super().has_change_permission(request, obj) and not (obj is not None and (obj.user_id == request.user.pk or obj.delegated_from_id))

    def get_readonly_fields(self, request, obj=None):
        # A role is ended by its last day, never turned into another one.
        return ["user", "unit", "role", "from_on"] if obj else []


@admin.register(Filing)
class FilingAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK | {Role.PERSONNEL}
    list_display = ["page", "unit", "item_code", "status", "rows", "new", "changed", "unchanged", "bad", "made_at"]
    list_display_links = None
    list_filter = ["status", "source"]
    list_select_related = ["unit"]
    search_fields = ["filename", "unit__name", "file_sha256"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("staff_filing", pk=object_id)

    @admin.display(description=_("filing"), ordering="id")
    def page(self, filing):
        return format_html('<a href="{}">{}</a>', reverse("staff_filing", args=[filing.pk]), filing)


@admin.register(Record)
class RecordAdmin(ByRole):
    list_display = ["page", "subject", "item", "doc_no", "decided_on", "tier", "ends_on", "is_withdrawn"]
    list_display_links = None
    list_filter = ["tier", "item__category"]
    list_select_related = ["subject", "item", "content"]
    search_fields = ["=number", "=subject__code", "subject__name"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).current()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("staff_record", number=get_object_or_404(self.get_queryset(request), pk=object_id).number)

    @admin.display(description=_("record"), ordering="number")
    def page(self, record):
        return format_html('<a href="{}">{}</a>', reverse("staff_record", args=[record.number]), record.number)

    @admin.display(description=_("document number"))
    def doc_no(self, record):
        return record.content.doc_no

    @admin.display(description=_("withdrawn at"), ordering="withdrawn_at", empty_value="")
    def is_withdrawn(self, record):
        return record.withdrawn_at


@admin.register(CatalogueEdition)
class CatalogueEditionAdmin(ByRole):
    list_display = ["code", "name", "level", "valid_from", "valid_until", "basis"]


class ItemFieldInline(admin.TabularInline):
    model = ItemField
    fields = ["label", "key", "official_code", "type", "scope", "required", "max_length"]
    can_delete = False
    extra = 0

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(CatalogueItem)
class CatalogueItemAdmin(ByRole):
    list_display = ["code", "name", "edition", "category", "document", "article", "scope"]
    list_filter = ["edition", "category"]
    list_select_related = ["edition"]
    inlines = [ItemFieldInline]


class LawAdmin(ByRole):
    """Numbers of the law, editable by the office as long as no record was judged by them."""

    added_by = frozenset({Role.OFFICER})
    changed_by = frozenset({Role.OFFICER})


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


@admin.register(PeriodRule)
class PeriodRuleAdmin(LawAdmin):
    list_display = ["code", "kind", "tier", "min_months", "max_months", "published", "valid_from", "valid_until", "verified"]
    list_filter = ["kind", "verified"]

    def has_change_permission(self, request, obj=None):
        used = obj is not None and Record.objects.filter(period_rule=obj).exists()
        return super().has_change_permission(request, obj) and not used


@admin.register(TierRule)
class TierRuleAdmin(LawAdmin):
    list_display = ["item_code", "word", "min_amount", "tier", "valid_from", "valid_until", "article", "verified"]


@admin.register(Term)
class TermAdmin(LawAdmin):
    list_display = ["code", "days", "valid_from", "valid_until", "extension_days", "document", "verified"]


@admin.register(ReportingDuty)
class ReportingDutyAdmin(ByRole, SimpleHistoryAdmin):
    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["unit", "item_code", "rhythm", "term_code", "valid_from", "valid_until", "basis", "verified"]
    list_filter = ["rhythm", "verified"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]
    autocomplete_fields = ["unit"]

    def get_readonly_fields(self, request, obj=None):
        # What was owed stays owed: a duty is ended by its last day, and a new one begins.
        return ["unit", "item_code", "rhythm", "valid_from"] if obj else []

    def history_view(self, request, object_id, extra_context=None):
        self._must_be_visible(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self._must_be_visible(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _must_be_visible(self, request, object_id) -> None:
        """The history reads past ``get_queryset``; another unit's duty is not there."""
        if self.has_view_permission(request):
            get_object_or_404(self.get_queryset(request), pk=object_id)


@admin.register(CalendarDay)
class CalendarDayAdmin(ByRole):
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday"]
    date_hierarchy = "day"


@admin.register(StepTaken)
class StepTakenAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["at", "entry_kind", "entry_id", "step", "source", "target", "by", "reason"]
    list_filter = ["entry_kind", "step"]
    list_select_related = ["by"]
    date_hierarchy = "at"

    def get_queryset(self, request):
        """The office does not learn of what stayed in a unit; the auditor reads everything."""
        # The reasons of steps about a person are read on the filing, where the read log notes it.
        personal = Filing.objects.filter(person__isnull=False).values("pk")
        taken = super().get_queryset(request).exclude(entry_kind="archives.filing", entry_id__in=personal)
        if Role.AUDITOR in self._roles(request):
            return taken
        inside = Filing.objects.filter(left_at__isnull=True).values("pk")
        return taken.exclude(entry_kind="archives.filing", entry_id__in=inside)


@admin.register(Job)
class JobAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["kind", "state", "done", "total", "attempts", "asked_at", "finished_at", "error"]
    list_filter = ["kind", "state"]


@admin.register(EffectRule)
class EffectRuleAdmin(LawAdmin):
    list_display = ["item_code", "word", "months", "valid_from", "valid_until", "document", "article", "verified"]


@admin.register(ReadLog)
class ReadLogAdmin(ByRole):
    """Who read which personal archive and why: for the auditor; each person sees the own part in "my archive"."""

    seen_by = frozenset({Role.AUDITOR})
    list_display = ["at", "by", "acting_as", "person", "what", "about", "purpose", "reason", "granted"]
    list_filter = ["granted", "acting_as", "purpose"]
    list_select_related = ["by", "person"]
    date_hierarchy = "at"


@admin.register(User)
class UserAdmin(ByRole):
    """Accounts. There is no field for more power: roles are memberships, and superusers do not exist."""

    seen_by = frozenset({Role.SECURITY, Role.AUDITOR})
    added_by = changed_by = frozenset({Role.SECURITY})
    list_display = ["username", "name", "is_active", "last_login"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "email", "is_active", "new_password"]

    def has_change_permission(self, request, obj=None) -> bool:
        """The account of the timetable is nobody's."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.username == "system")

    def get_form(self, request, obj=None, **kwargs):
        from .account_form import AccountForm

        if self.has_change_permission(request, obj) or self.has_add_permission(request):
            kwargs["form"] = AccountForm
        else:
            kwargs["fields"] = ["username", "name", "email", "is_active"]
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request, obj=None):
        changing = self.has_change_permission(request, obj)
        return self.fields if changing else [f for f in self.fields if f != "new_password"]

    def save_model(self, request, obj, form, change):
        obj.is_staff = True
        super().save_model(request, obj, form, change)
