"""Lists of the law: catalogue, rules, terms, duties."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from archives.duties import has_owed, refuse_end
from archives.models import (
    CatalogueEdition,
    CatalogueItem,
    EffectRule,
    ItemField,
    PeriodRule,
    Record,
    ReportingDuty,
    Role,
    Scope,
    Subject,
    Term,
    Tier,
    TierRule,
)
from archives.models.catalogue import PERIOD_KINDS
from archives.term_names import name_of

from .by_role import ByRole


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
    list_display = ["code", "name", "edition", "category", "document", "article", "disclosure"]
    list_filter = ["edition", "category"]
    list_select_related = ["edition"]
    inlines = [ItemFieldInline]
    exclude = ["subject_kinds", "period_kind", "scope"]
    readonly_fields = ["subjects", "period_label", "disclosure"]

    @admin.display(description=_("disclosure"), ordering="scope")
    def disclosure(self, item):
        return str(Scope(item.scope).label)

    @admin.display(description=_("subjects"))
    def subjects(self, item):
        return "、".join(str(Subject.Kind(kind).label) if kind in Subject.Kind.values else kind for kind in item.subject_kinds)

    @admin.display(description=_("period rule"))
    def period_label(self, item):
        return str(PERIOD_KINDS.get(item.period_kind, item.period_kind))


class LawAdmin(ByRole):
    """Numbers of the law, editable by the office until they are in force or a record was judged by them."""

    added_by = frozenset({Role.OFFICER})
    changed_by = frozenset({Role.OFFICER})


class PeriodKind(admin.SimpleListFilter):
    """Period rules of one kind, by its words."""

    title, parameter_name = _("kind"), "of"

    def lookups(self, request, model_admin):
        kinds = PeriodRule.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, str(PERIOD_KINDS.get(kind, kind))) for kind in kinds]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PeriodRuleForm(forms.ModelForm):
    """What was decided already keeps the rule it was judged by: a new one begins after today."""

    kind = forms.ChoiceField(label=_("kind"), choices=lambda: [("", "—"), *PERIOD_KINDS.items()])
    tier = forms.TypedChoiceField(label=_("tier"), choices=Tier.choices, coerce=int)

    def clean_valid_from(self):
        start = self.cleaned_data["valid_from"]
        if start <= timezone.localdate():
            raise forms.ValidationError(_("A rule begins after today, so that nothing decided already changes its period."))
        return start


@admin.register(PeriodRule)
class PeriodRuleAdmin(LawAdmin):
    form = PeriodRuleForm
    list_display = ["code", "kind_label", "tier_label", "min_months", "max_months", "published", "valid_from", "valid_until", "verified"]
    list_filter = [PeriodKind, "verified"]
    readonly_fields = ["kind_label", "tier_label"]
    as_words = {"kind": "kind_label", "tier": "tier_label"}

    def get_fields(self, request, obj=None):
        """Who only reads gets kind and tier in words; who writes chooses them."""
        fields = [field.name for field in PeriodRule._meta.fields if field.editable and not field.primary_key]
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return fields if writes else [self.as_words.get(name, name) for name in fields]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, rule):
        return str(PERIOD_KINDS.get(rule.kind, rule.kind))

    @admin.display(description=_("tier"), ordering="tier")
    def tier_label(self, rule):
        return Tier(rule.tier).label if rule.tier in Tier.values else rule.tier

    def has_change_permission(self, request, obj=None):
        used = obj is not None and Record.objects.filter(period_rule=obj).exists()
        return super().has_change_permission(request, obj) and not used and (obj is None or obj.valid_from > timezone.localdate())


class LoadedLawAdmin(ByRole):
    """Numbers by which running matters are judged: read here, and changed by nobody alone.

    A new version is an entry of ``standards/catalogue.yaml``, which is reviewed like the code and taken in by ``load_law``.
    """

    change_list_template = "staff/loaded_law_list.html"
    change_form_template = "staff/loaded_law.html"


@admin.register(TierRule)
class TierRuleAdmin(LoadedLawAdmin):
    list_display = ["item_code", "word", "min_amount", "tier", "valid_from", "valid_until", "article", "verified"]


@admin.register(Term)
class TermAdmin(LoadedLawAdmin):
    list_display = ["term", "days", "valid_from", "valid_until", "extension_days", "document", "verified"]

    @admin.display(description=_("term"), ordering="code")
    def term(self, term):
        return name_of(term.code)


@admin.register(EffectRule)
class EffectRuleAdmin(LoadedLawAdmin):
    list_display = ["item_code", "word", "months", "valid_from", "valid_until", "document", "article", "verified"]


class DutyForm(forms.ModelForm):
    """What was owed stays owed: a duty ends with a period that has not begun."""

    class Meta:
        model = ReportingDuty
        fields = ["unit", "item_code", "rhythm", "term_code", "valid_from", "valid_until", "basis", "for_others", "verified"]

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if self.instance.pk:
            stored = ReportingDuty.objects.get(pk=self.instance.pk)
            try:
                refuse_end(stored, until, timezone.localdate())
            except forms.ValidationError as error:
                raise forms.ValidationError(error.message_dict["valid_until"]) from None
        return until


@admin.register(ReportingDuty)
class ReportingDutyAdmin(ByRole, SimpleHistoryAdmin):
    form = DutyForm
    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["unit", "item_code", "rhythm", "term", "valid_from", "valid_until", "basis", "for_others", "verified"]
    list_filter = ["rhythm", "for_others", "verified"]
    list_select_related = ["unit"]
    search_fields = ["unit__name"]
    autocomplete_fields = ["unit"]

    @admin.display(description=_("term"), ordering="term_code")
    def term(self, duty):
        return name_of(duty.term_code)

    def get_readonly_fields(self, request, obj=None):
        # What was owed stays owed: a duty is ended by its last day, and a new one begins.
        if obj is None:
            return []
        fixed = ["unit", "item_code", "rhythm", "valid_from", "for_others"]
        return [*fixed, "term_code"] if has_owed(obj, timezone.localdate()) else fixed

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
