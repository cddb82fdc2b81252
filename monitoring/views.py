"""Pages of the warnings: the list, and one with its evidence, its history and what its addressee answers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archives.home import duty
from archives.models import Role
from integrity import calendar
from integrity.deadlines import printed
from integrity.errors import Refused, Unreadable
from integrity.exports import streamed
from integrity.findings import deadline_in
from integrity.identity import mask_identities
from integrity.lists import CHUNK, staff_list

from . import actions
from .lists import Filters, header, told
from .models import Warning, WarningEvent

READERS = {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR, Role.PERSONNEL}
PAGE = 50
What = WarningEvent.What
MARKS = {
    What.RAISED: ("alert", "warn"),
    What.WORSENED: ("alert", "late"),
    What.EASED: ("turn", "info"),
    What.READDRESSED: ("turn", "info"),
    What.ACKNOWLEDGED: ("ring", "info"),
    What.OUTCOME: ("check", "ok"),
    What.CLOSED: ("minus", "done"),
}


def _must_work_here(user) -> None:
    if not Role.of(user) & READERS:
        raise PermissionDenied(_("Warnings are for those who answer for them, the credit office and the auditor."))


def _query(filters: Filters, **changes) -> str:
    kept = {name: filters.data.get(name, "") for name in ("kind", "unit")}
    return "?" + urlencode({name: value for name, value in {**kept, **changes}.items() if value})


@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """The warnings that the person may see; numbers above the list and the list come from the same question."""
    _must_work_here(request.user)
    today = timezone.localdate()
    filters = Filters(request.GET, user=request.user, today=today)
    context = {**admin.site.each_context(request), "title": _("Warnings"), "form": filters}
    if not filters.is_valid():
        return TemplateResponse(request, "staff/warnings.html", context | {"counts": [], "page": None}, status=400)
    counts = filters.counts()
    page = Paginator(filters.found(), PAGE).get_page(request.GET.get("page"))
    kept = urlencode({name: value for name, value in request.GET.items() if name != "page"})
    context["csv_url"] = reverse("staff_warnings_csv") + (f"?{kept}" if kept else "")
    context |= {
        "page": page,
        "kept": f"{kept}&" if kept else "",
        "counts": [
            {"label": _("Red, open"), "n": counts["red"], "url": _query(filters, level="red")},
            {"label": _("Yellow, open"), "n": counts["yellow"], "url": _query(filters, level="yellow")},
            {"label": _("Await my acknowledgement"), "n": counts["acknowledge"], "url": _query(filters, mine="acknowledge")},
            {"label": _("Closed"), "n": counts["closed"], "url": _query(filters, state="closed")},
        ],
    }
    return TemplateResponse(request, "staff/warnings.html", context)


@require_GET
def warnings_csv(request: HttpRequest) -> HttpResponse:
    """The list at the same filters as CSV, all of its pages, in its order."""
    _must_work_here(request.user)
    filters = Filters(request.GET, user=request.user, today=timezone.localdate())
    if not filters.is_valid():
        raise Unreadable(_("This list has no such filter; open the list again and choose one of those beside it."))
    return streamed("warnings.csv", header(), (told(warning) for warning in filters.found().iterator(CHUNK)))


staff_list("staff_warnings", lambda user: bool(Role.of(user) & READERS))


@require_http_methods(["GET", "POST"])
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning. POST acknowledges it or records the outcome."""
    _must_work_here(request.user)
    seen = Warning.objects.visible_to(request.user).select_related("unit", "acts_in", "acknowledged_by")
    entry = get_object_or_404(seen, pk=pk)
    if request.method == "GET":
        return TemplateResponse(request, "staff/warning.html", _context(request, entry))
    note = request.POST.get("note", "")[:2000]
    try:
        if request.POST.get("do") == "outcome":
            actions.record_outcome(warning=entry, by=request.user, outcome=request.POST.get("outcome", ""), note=note)
            messages.success(request, _("The outcome is recorded."))
        else:
            actions.acknowledge(warning=entry, by=request.user, note=note)
            messages.success(request, _("Acknowledged. The warning closes by itself when the fact is gone."))
    except Refused as refusal:
        context = _context(request, entry) | {"refusal": str(refusal), "note": mask_identities(note)[0]}
        return TemplateResponse(request, "staff/warning.html", context, status=409)
    return redirect("staff_warning", pk=entry.pk)


def _context(request, entry: Warning) -> dict:
    today = timezone.localdate()
    mine = entry.may_answer(request.user, today)
    colleague = entry.caused_by_id == request.user.pk
    with calendar.kept():
        deadline = deadline_in(entry.facts)
        counted = printed(deadline, entry.closed_on or today) if deadline else None
        left = duty(title="", url="", detail="", deadline=deadline, button="", today=today)["left_text"] if deadline and entry.is_open else ""
    history = [{"event": event, "shape": MARKS[event.what][0], "tone": MARKS[event.what][1]} for event in entry.events.select_related("by")]
    return {
        **admin.site.each_context(request),
        "title": str(entry),
        "warning": entry,
        "list_url": reverse("staff_warnings"),
        "deadline": counted,
        "left": left,
        "history": history,
        "mine": mine,
        "colleague": mine and colleague,
        "may_acknowledge": mine and not colleague and entry.is_open and not entry.acknowledged_at,
        "may_conclude": mine and not colleague and entry.acknowledged_at and not entry.outcome,
        "outcomes": Warning.Outcome.choices,
        "refusal": "",
        "note": "",
    }
