"""Pages of the local supplement: the drafts, the form that drafts a version of an item, and one draft with its difference."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from integrity.errors import Refused
from integrity.posted import offered, open_and_shut, take_posted, whole

from .forms import show_faults, without_identities
from .law_dates import versions_of
from .law_views import reads_differently
from .models import CatalogueEdition, CatalogueItem, ItemField, PeriodRule, Role, Scope, Subject, SupplementDraft
from .models.supplement import IN_RULES
from .supplement_flow import draft_item

READERS = {Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR}
OF_FIELD = ("key", "label", "label_en", "type", "scope", "required", "max_length", "official_code")
DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


PERIODS = {
    **dict(CatalogueItem.Category.choices),
    "internal": _("internal management"),
    "personal": _("matters of civil servants"),
    "dishonesty": _("dishonesty"),
}


WITHOUT_LAW = _("Nothing is added to the catalogue without a law or regulation; name the document and the article.")


class ItemForm(forms.Form):
    """What a version of an item says of itself; its own fields stand in :data:`Fields`."""

    code = forms.CharField(
        label=_("Code of the item"),
        max_length=20,
        help_text=_("A code of the supplement, such as DF-RY; the code of a national item is refused."),
    )
    name = forms.CharField(label=_("Name of the item"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100)
    document = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        error_messages={"required": WITHOUT_LAW},
        help_text=_("The law or regulation that allows it; without one nothing is recorded."),
    )
    article = forms.CharField(label=_("Article"), max_length=100, error_messages={"required": WITHOUT_LAW})
    valid_from = forms.DateField(label=_("In force from"), help_text=_("A day after today; the version before ends on it."), **DAY)
    valid_until = forms.DateField(
        label=_("In force until"), required=False, help_text=_("The first day on which it is no longer in force."), **DAY
    )
    category = forms.ChoiceField(label=_("Category"), choices=CatalogueItem.Category.choices)
    subject_kinds = forms.MultipleChoiceField(label=_("Subjects"), choices=[one for one in Subject.Kind.choices if one[0] != Subject.Kind.PERSON], widget=forms.CheckboxSelectMultiple)
    scope = forms.TypedChoiceField(label=_("Disclosure"), choices=Scope.choices, coerce=int)
    period_kind = forms.ChoiceField(
        label=_("Period rule"),
        help_text=_("How long a record is shown or counts as current; the rules themselves are under “Period rules”."),
    )
    tiered = forms.BooleanField(label=_("Has tiers (minor, moderate, severe)"), required=False)
    panel = forms.BooleanField(label=_("The panel votes"), required=False)
    sign_off = forms.BooleanField(label=_("The head of unit signs"), required=False)
    routing = forms.ChoiceField(label=_("Routing"), choices=CatalogueItem.Routing.choices, initial=CatalogueItem.Routing.CITY)
    masks_names = forms.BooleanField(label=_("Masks the names of natural persons on the portal"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = PeriodRule.objects.order_by("kind").values_list("kind", flat=True).distinct()
        self.fields["period_kind"].choices = [(kind, PERIODS.get(kind, kind)) for kind in kinds]


class FieldForm(forms.Form):
    """One field of the item; a row without a key is left out."""

    key = forms.CharField(label=_("Key"), max_length=40, required=False)
    label = forms.CharField(label=_("Label"), max_length=60, required=False)
    label_en = forms.CharField(label=_("Label in English"), max_length=60, required=False)
    type = forms.ChoiceField(label=_("Type"), choices=ItemField.Type.choices, initial=ItemField.Type.TEXT, required=False)
    scope = forms.ChoiceField(label=_("Disclosure"), choices=ItemField._meta.get_field("scope").choices, required=False)
    max_length = forms.IntegerField(label=_("Longest"), min_value=1, max_value=20000, required=False)
    official_code = forms.CharField(label=_("Official code"), max_length=20, required=False)
    required = forms.BooleanField(label=_("Required"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("label", "").strip() and not data.get("key", "").strip():
            self.add_error("key", _now("A field needs a key, such as facts."))
        return data


Fields = forms.formset_factory(FieldForm, extra=3, max_num=40, absolute_max=40)


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def _must_read(request) -> set:
    roles = Role.of(request.user)
    if not roles & READERS:
        raise PermissionDenied(_now("The catalogue is for those who work with records."))
    return roles


@require_GET
def supplement(request: HttpRequest) -> HttpResponse:
    """The local items in force or to come, and the drafts."""
    roles, today = _must_read(request), timezone.localdate()
    local = (
        CatalogueItem.objects.filter(edition__level=CatalogueEdition.Level.LOCAL)
        .select_related("edition")
        .order_by("code", "edition__valid_from")
    )
    standing = [item for item in local if item.valid_until is None or item.valid_until > today]
    drafts = SupplementDraft.objects.select_related("made_by", "adopted_by")[:50]
    context = _context(
        request,
        title=_now("Local supplement of the catalogue"),
        items=standing,
        drafts=drafts,
        may_draft=Role.OFFICER in roles,
        today=today,
    )
    return TemplateResponse(request, "staff/supplement.html", context)


def _begun(request) -> tuple[dict, list[dict]]:
    """What the form begins with: the latest version of an item (``of``), an earlier draft (``from``), or nothing."""
    if draft := SupplementDraft.objects.filter(pk=whole(request.GET.get("from", ""), 9)).first():
        said = {name: getattr(draft, name) for name in ("code", "name", "document", "article", "valid_from", "valid_until")}
        return {**said, **draft.rules}, draft.fields
    versions = versions_of(request.GET.get("of", "")[:20])
    if not versions:
        return {}, []
    last = versions[-1]
    said = {name: getattr(last, name) for name in ("code", "name", "document", "article", *IN_RULES)}
    return said, [{name: getattr(field, name) for name in OF_FIELD} for field in last.fields.all()]


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a version of a local item, new or after the one in force; an officer files it for a colleague."""
    if Role.OFFICER not in Role.of(request.user):
        raise PermissionDenied(_now("Only the credit office drafts the local supplement."))
    post = request.POST if request.method == "POST" else None
    said, kept = _begun(request)
    form = ItemForm(post, initial=said)
    rows = Fields(post, initial=kept, prefix="field")
    status = 200
    if post is not None:
        status = 400
        if form.is_valid() and rows.is_valid():
            try:
                made = _file(request.user, form.cleaned_data, rows.cleaned_data)
            except ValidationError as error:
                show_faults(form, error)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _now("Drafted. A colleague must adopt it before it comes into force."))
                return redirect("staff_supplement_draft", pk=made.pk)
        without_identities(form)
        for row in rows:
            without_identities(row)
    return TemplateResponse(
        request,
        "staff/supplement_form.html",
        _context(request, title=_now("Draft an item of the local supplement"), form=form, rows=rows),
        status=status,
    )


def _file(user, said: dict, rows: list[dict]) -> SupplementDraft:
    given = [row for row in rows if row.get("key", "").strip()]
    defaults = {"type": ItemField.Type.TEXT, "scope": "internal", "max_length": 2000}
    fields = [
        {name: (row[name].strip() if isinstance(row[name], str) else row[name]) or defaults.get(name, row[name]) for name in OF_FIELD}
        for row in given
    ]
    for field in fields:
        field["label_en"] = field["label_en"] or field["label"]
    rules = {name: said[name] for name in IN_RULES}
    rest = {name: said[name] for name in ("code", "name", "document", "article", "valid_from", "valid_until")}
    return draft_item(**rest, rules=rules, fields=fields, by=user)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: what it says, what differs from the version before, and what may be done with it. POST takes a step."""
    _must_read(request)
    found = get_object_or_404(SupplementDraft.objects.select_related("made_by", "adopted_by", "item__edition"), pk=pk)
    refusal, status = "", 200
    if request.method == "POST":
        refused = take_posted(request, found)
        if refused is None:
            return redirect("staff_supplement_draft", pk=pk)
        refusal, status = str(refused), 409
    return TemplateResponse(request, "staff/supplement_draft.html", _entry_context(request, found, refusal), status=status)


def _entry_context(request, found: SupplementDraft, refusal: str) -> dict:
    can, cannot = open_and_shut(found, request.user, timezone.localdate())
    earlier = [v for v in versions_of(found.code) if v.edition.valid_from < found.valid_from and v.pk != found.item_id]
    before, item, fields = (earlier[-1] if earlier else None), found.as_item(), found.as_fields()
    return _context(
        request,
        title=str(found),
        draft=found,
        item=item,
        fields=fields,
        subjects=[Subject.Kind(kind).label for kind in item.subject_kinds],
        disclosure=Scope(item.scope).label,
        period=PERIODS.get(item.period_kind, item.period_kind),
        before=before,
        lines=reads_differently(before, item, before.fields.all(), fields) if before else [],
        refusal=refusal,
        can=offered(request, can, refusal),
        cannot=cannot,
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        state={"entered": "awaiting_review", "in_force": "approved", "discarded": "withdrawn"}[found.status],
        may_draft=Role.OFFICER in Role.of(request.user),
    )
