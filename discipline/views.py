"""Pages of cases for those who handle them: one case with its steps, its examination, votes, and the form that opens one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archives.forms import without_identities
from integrity.errors import Refused
from integrity.once import once
from integrity.posted import day_of, posted_from, whole
from integrity.uploads import download, taken_in

from . import actions, exhibits, papers
from .case_page import shown
from .forms import ExamineForm, OpenForm, ask_whether_named
from .models import Case


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def opened(user, pk: int) -> Case:
    """The case, if ``user`` may see it: to the accused body, as to a stranger, its number is no number (404)."""
    related = (
        "accused__superior",
        "duty",
        "handler",
        "kind",
        "made_by",
        "examined_by",
        "determined_by",
        "in_charge__post",
        "filing",
    )
    return get_object_or_404(Case.objects.visible_to(user).select_related(*related), pk=pk)


def page(request: HttpRequest, found: Case, refused=None, status: int = 200) -> HttpResponse:
    """The page of a case. ``refused``: (step, what its form gave, the refusal)."""
    return TemplateResponse(request, "staff/case.html", _context(request, **shown(found, request.user, refused)), status=status)


@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what it is about, what may be done by whom and until when, what happened. POST takes a step."""
    found = opened(request.user, pk)
    if request.method == "GET":
        return page(request, found)
    given = {name: value for name, value in request.POST.items() if name not in {"step", "revision", "csrfmiddlewaretoken"}}
    step, reason = request.POST.get("step", ""), given.pop("reason", "")
    try:
        files, seen = taken_in(request.FILES.getlist("files")), whole(request.POST.get("revision", ""))
        actions.take(case=found, step=step, by=request.user, reason=reason, seen=seen, given=given, files=files)
    except Refused as refusal:
        return page(request, opened(request.user, pk), (step, {**given, "reason": reason}, refusal), status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": found.flow[step].label})
    return redirect("staff_case", pk=pk)


@posted_from("staff_case")
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the term of rectification longer, on a ground that counts."""
    found = opened(request.user, pk)
    days = whole(request.POST.get("days", ""), 4) or 0
    try:
        actions.extend(case=found, days=days, plea=request.POST.get("plea", ""), reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        given = {name: request.POST.get(name, "") for name in ("plea", "days", "reason")}
        return page(request, found, ("extended", given, refusal), status=409)
    messages.success(request, _("The term is extended; the arithmetic shows both."))
    return redirect("staff_case", pk=pk)


@posted_from("staff_case")
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who took the order to rectify, and on which day."""
    found, given = opened(request.user, pk), {name: request.POST.get(name, "") for name in ("to", "on")}
    try:
        papers.hand_over(case=found, to=given["to"], on=day_of(given["on"]), by=request.user, today=timezone.localdate())
    except Refused as refusal:
        return page(request, found, ("handed over", given, refusal), status=409)
    messages.success(request, _("Written down. The accused body can read the order here now."))
    return redirect("staff_case", pk=pk)


@posted_from("staff_case")
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast one's vote on what is before the panel."""
    found = opened(request.user, pk)
    try:
        actions.vote(case=found, choice=request.POST.get("choice", ""), reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        return page(request, found, ("", {}, refusal), status=409)
    messages.success(request, _("Your vote is recorded."))
    return redirect("staff_case", pk=pk)


@require_http_methods(["GET", "POST"])
@once
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case in the name of a unit of one's own."""
    today = timezone.localdate()
    units = actions.units_to_handle(request.user, today)
    if not units.exists():
        raise PermissionDenied(_("Only information clerks and officers of the credit office open cases."))
    asks = "duties" in request.POST
    form = OpenForm(None if asks else request.POST or None, units=units, today=today, initial=request.POST.dict() if asks else None)
    status = 200
    if request.method == "POST" and not asks:
        status = 400
        if form.is_valid():
            try:
                made = actions.open_case(by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Opened as %(number)s. Examine it next.") % {"number": made.number})
                return redirect("staff_case", pk=made.pk)
        without_identities(form)
    lead = _("The superior of the accused body, or the credit office, examines it. The body learns nothing of it before the notice.")
    context = _context(
        request,
        title=_("Open a case"),
        form=form,
        lead=lead,
        button=_("Open the case"),
        shows_duties=True,
        list_url=reverse("admin:discipline_case_changelist"),
    )
    return TemplateResponse(request, "staff/case_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the examination found."""
    found = opened(request.user, pk)
    said = {name: getattr(found, name) for name in ("breached_on", "found", "evidence", "impact")}
    loss = f"{found.loss / 10000:f}".rstrip("0").rstrip(".") if found.loss else ""
    form = ExamineForm(request.POST or None, request.FILES or None, initial={**said, "loss": loss})
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                given = form.cleaned_data | {"files": taken_in(form.cleaned_data["files"])}
                actions.examine(case=found, by=request.user, seen=whole(request.POST.get("revision", "")), **given)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status, refused = 409, refusal
            else:
                messages.success(request, _("Written down. Somebody else of the unit decides on it."))
                return redirect("staff_case", pk=pk)
        without_identities(form)
    elif found.status != Case.Status.VERIFYING:
        return redirect("staff_case", pk=pk)
    ask_whether_named(form, refused)
    lead = _("What is written here is what the head decides on, what the notice names, and what the record says.")
    context = _context(
        request, title=_("Examination"), form=form, lead=lead, button=_("Write it down"), case=found, revision=found.revision
    )
    return TemplateResponse(request, "staff/case_form.html", context, status=status)


@require_GET
def file(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of a case, to be saved and never shown; what one's own unit sent with a reply, to its clerks and head as well."""
    stored = get_object_or_404(exhibits.opened_by(request.user, timezone.localdate()), case=pk, pk=file)
    return download(stored.name, stored.kind, bytes(stored.content))
