"""Pages of the lists of powers on the staff site: one item with its versions, the forms that draft a change, one draft."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import open_and_shut, take_posted

from ..forms import show_faults, without_identities
from ..models import PowerDraft, PowerItem, Role
from ..models.power_draft import SAID
from .flow import draft_change, units_of
from .forms import DecisionForm, MergeForm, NewForm, WordsForm
from .letters import labels

P = PowerDraft.Purpose
COMPARED = (
    *("name", "kind", "duty", "document", "article", "is_matter", "statutory_days", "promised_days", "handling", "handled_with"),
    *("materials", "accepts"),
)
STATES = {"entered": "awaiting_review", "adopted": "approved", "refused": "returned", "discarded": "withdrawn"}


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def _must_read(request) -> None:
    if not Role.of(request.user) - {Role.SECURITY}:
        raise PermissionDenied(_("The lists of powers are for those who work with records."))


def shown(item: PowerItem, name: str) -> str:
    """One attribute of a version in words."""
    value = getattr(item, name)
    if name == "accepts":
        return "、".join(map(str, labels(value, item.valid_from))) or "—"
    if isinstance(value, list):
        return "；".join(value) or "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = getattr(item, f"get_{name}_display", None)
    return str(words() if words else value if value is not None else "") or "—"


def differences(old: PowerItem | None, new: PowerItem | None) -> list[dict]:
    """What a later version says otherwise, line by line: what, old, new; nothing where one of them is missing."""
    if old is None or new is None:
        return []
    return [
        {"what": _("Name of the item") if name == "name" else PowerItem._meta.get_field(name).verbose_name, "old": shown(old, name), "new": shown(new, name)}
        for name in COMPARED
        if getattr(old, name) != getattr(new, name)
    ]


def _versions(item: PowerItem) -> list[dict]:
    """All versions of the code, the latest first, each with what it says otherwise than the one before it."""
    versions = list(PowerItem.objects.filter(unit=item.unit_id, code=item.code).order_by("valid_from"))
    before: list[PowerItem | None] = [None, *versions[:-1]]
    return [{"item": new, "lines": differences(old, new)} for old, new in zip(before, versions, strict=True)][::-1]


@require_GET
def power(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of an item with all others of its code, and what may be drafted about it."""
    _must_read(request)
    found, today = get_object_or_404(PowerItem.objects.select_related("unit"), pk=pk), timezone.localdate()
    merged = PowerItem.objects.filter(unit=found.unit_id, code=found.merged_into).order_by("-valid_from").first()
    context = _context(
        request,
        title=str(found),
        item=found,
        letters=labels(found.accepts, today),
        versions=_versions(found),
        merged=merged if found.merged_into else None,
        came=PowerItem.objects.filter(unit=found.unit_id, merged_into=found.code).order_by("code"),
        drafts=PowerDraft.objects.visible_to(request.user, today).filter(unit=found.unit_id, code=found.code, status=PowerDraft.Status.ENTERED),
        may_draft=found.valid_until is None and units_of(request.user, today).filter(pk=found.unit_id).exists(),
        list_url=open_list("archives_poweritem", request.user),
        begun=found.valid_from <= today,
        over=found.valid_until is not None and found.valid_until <= today,
    )
    return TemplateResponse(request, "staff/power.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Draft an item that the list does not hold here yet."""
    units = units_of(request.user, timezone.localdate())
    if not units.exists():
        raise PermissionDenied(_("Only clerk and head of a unit draft changes of its list."))
    form = NewForm(request.POST or None, units=units, initial={"starts_on": timezone.localdate()})
    lead = _("A new item, or one that the list holds already and this register does not. The credit office adopts it.")
    return _form(request, form, _("Draft an item of the list of powers"), lead, lambda: _of_form(form, said=form.said))


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """Draft the next version of an item, its merger with others, or its cut."""
    item = get_object_or_404(PowerItem.objects.select_related("unit"), pk=pk, valid_until__isnull=True)
    if not units_of(request.user, timezone.localdate()).filter(pk=item.unit_id).exists():
        raise PermissionDenied(_("Only clerk and head of %(unit)s draft changes of its list.") % {"unit": item.unit})
    post, said = request.POST or None, {name: getattr(item, name) for name in SAID}
    fixed = {"unit": item.unit, "purpose": purpose}
    if purpose == P.CUT:
        form, title = DecisionForm(post), _("Cut: %(item)s") % {"item": item}
        lead = _("From its day on the unit no longer has this power; what was decided under it keeps it.")
        given = lambda: _of_form(form, code=item.code, **fixed)  # noqa: E731
    elif purpose == P.ADJUST:
        form, title = WordsForm(post, initial=said), _("Adjust: %(item)s") % {"item": item}
        lead = _("The next version of the item; the one of today stays readable beside it.")
        given = lambda: _of_form(form, code=item.code, said=form.said, **fixed)  # noqa: E731
    elif purpose == P.MERGE:
        form = MergeForm(post, unit=item.unit, initial={**said, "merges": [item.code], "code": item.code})
        title, lead = _("Merge into one: %(item)s and others") % {"item": item}, _("Several items end on one day, and one takes their place.")
        given = lambda: _of_form(form, said=form.said, **fixed)  # noqa: E731
    else:
        raise Http404
    return _form(request, form, title, lead, given, item)


def _of_form(form, **given) -> dict:
    """What the form holds of the decision, beside what is given."""
    return {name: form.cleaned_data[name] for name in ("unit", "purpose", "code", "authority", "starts_on", "merges") if name in form.cleaned_data} | given


def _form(request, form, title: str, lead: str, given, item=None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = draft_change(by=request.user, **given())
            except ValidationError as error:
                show_faults(form, error)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Drafted. The credit office decides on it."))
                return redirect("staff_power_draft", pk=made.pk)
        without_identities(form)
    back = reverse("staff_power", args=[item.pk]) if item else open_list("archives_poweritem", request.user)
    context = _context(
        request, title=title, lead=lead, form=form, button=_("Draft it"), list_url=back, list_title=str(item) if item else _("Lists of powers")
    )
    return TemplateResponse(request, "staff/plain_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: what it says, what differs from today, and what may be done with it. POST takes a step."""
    _must_read(request)
    found = get_object_or_404(PowerDraft.objects.visible_to(request.user).select_related("unit", "made_by", "decided_by", "item"), pk=pk)
    refusal, status = None, 200
    if request.method == "POST":
        refusal = take_posted(request, found)
        if refusal is None:
            return redirect("staff_power_draft", pk=pk)
        status = 409
    return TemplateResponse(request, "staff/power_draft.html", _draft_context(request, found, refusal), status=status)


def _draft_context(request, found: PowerDraft, refusal) -> dict:
    today = timezone.localdate()
    can, cannot = open_and_shut(found, request.user, today)
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    item, ended = found.as_item(), found.ends
    held = PowerItem.objects.filter(unit=found.unit_id, code__in=ended, valid_from__lt=found.starts_on).order_by("code", "-valid_from")
    old = {one.code: one for one in reversed(held)}
    return _context(
        request,
        title=str(found),
        draft=found,
        item=item,
        letters=labels(item.accepts, today) if item else [],
        old=list(old.values()),
        lines=differences(old.get(found.code), item),
        refusal=str(refusal) if refusal and step not in {s.name for s in can} else "",
        can=[_offered(s, reason if s.name == step else "", refusal if s.name == step else None) for s in can],
        cannot=cannot,
        revision=found.revision,
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        state=STATES[found.status],
        list_url=open_list("archives_powerdraft", request.user),
    )


def _offered(step, reason: str, refusal) -> dict:
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": _("Reason"),
        "stop": step.needs_reason,
        "reason": reason,
        "error": str(refusal) if refusal else "",
    }

