"""Pages of the review: the vote of a panel member, and a batch of forms decided one by one on one page."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from integrity.errors import Refused
from integrity.posted import whole
from integrity.workflow import advance, objection_to

from . import actions, filing_names, reports
from .filing_views import ERRORS_SHOWN, asked_row, differences_of, filing_context, filing_page
from .models import Filing, Role
from .opening import opened_filing, refuse_personal_filing

BATCH = 20  # what a person can read before deciding


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast one's vote on a filing before the panel."""
    entry = opened_filing(request.user, pk)  # a refusal shows the page of the filing
    try:
        actions.vote(filing=entry, by=request.user, choice=request.POST.get("choice", ""), reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return filing_page(request, entry, str(refusal))
    messages.success(request, _("Your vote is recorded."))
    return redirect("staff_filing", pk=entry.pk)


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Up to twenty forms awaiting this officer, each in full; the chosen ones are approved one by one, each as it was seen."""
    _note_personal(request)
    if Role.OFFICER not in Role.of(request.user):
        raise PermissionDenied(_("Only the credit office decides on batches."))
    results = _approve(request) if request.method == "POST" else []
    waiting, today = [], timezone.localdate()
    # What is about a person is opened one by one, on its own page, where the read log notes it.
    forms = Filing.objects.visible_to(request.user).awaiting_decision().filter(source=Filing.Source.FORM, person__isnull=True).select_related("unit", "made_by")
    for entry in forms.order_by("left_at"):
        if objection_to(entry, entry.flow["approve"], request.user, today) is None:
            rows = reports.in_full(entry, list(entry.filed_rows.all()))
            waiting.append({"filing": entry, "rows_in_full": rows, "differences": reports.differences(entry) if entry.changed else []})
        if len(waiting) == BATCH:
            break
    context = {**admin.site.each_context(request), "title": _("Decide on several forms"), "waiting": waiting, "results": results, "most": BATCH}
    return TemplateResponse(request, "staff/batch.html", context, status=409 if any(not ok for _f, ok, _w in results) else 200)


def _note_personal(request) -> None:
    """What is about a person is in no batch; who names it stands in the read log, whatever the role."""
    for value in request.POST.getlist("filing")[:BATCH]:
        if (number := whole(value.partition(":")[0], 17)) is not None:
            refuse_personal_filing(request.user, number)


def _approve(request) -> list[tuple[Filing, bool, str]]:
    chosen = request.POST.getlist("filing")
    if len(chosen) > BATCH:
        raise Refused(_("At most %(n)d forms are decided at once, so that each is read.") % {"n": BATCH})
    results = []
    for value in chosen:
        number, _colon, seen = value.partition(":")
        number, seen = whole(number, 17), whole(seen)
        if number is None or seen is None:
            raise Refused(_("“%(value)s” is no filing.") % {"value": value[:40]})
        entry = get_object_or_404(Filing.objects.visible_to(request.user), pk=number)
        try:
            entry = advance(entry, "approve", by=request.user, seen=seen)
            results.append((entry, True, _("Approved")))
        except (Refused, PermissionDenied) as refusal:
            results.append((entry, False, str(refusal)))
    return results


@require_POST
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a filing about natural persons once more, with their names; the read log says so first."""
    refuse_personal_filing(request.user, pk)
    entry = opened_filing(request.user, pk)
    if not filing_names.holds_names(entry):
        raise Http404
    filing_names.reveal(by=request.user, filing=entry, today=timezone.localdate(), rows=_rows_shown(entry, asked_row(request.POST)))
    return TemplateResponse(request, "staff/filing.html", filing_context(request, entry, names=True))


def _rows_shown(entry: Filing, asked: int | None) -> list[int]:
    """The numbers of the rows that the page of ``entry`` shows anything of: sample or the one asked for, errors, differences."""
    shown = [asked] if asked else [r.row_no for r in reports.sample(entry)] if entry.status != "received" else []
    bad = [e["row"] for e in reports.row_errors(entry, rows=ERRORS_SHOWN)] if entry.bad else []
    return sorted({*shown, *bad, *[change["row"] for change in differences_of(entry)]})
