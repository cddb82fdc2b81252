"""Pages of tickets: one ticket with its steps, its files as downloads, and the form of other channels."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archives.forms import without_identities
from archives.models import Document, DocumentKind, Role, Term
from discipline.forms import ask_whether_named
from discipline.models import Case
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import open_and_shut, posted_from, whole
from integrity.uploads import download, taken_in

from . import actions, duties, papers
from .forms import CaseForm, EntryForm
from .models import RefusalGround, Ticket
from .terms import deadline, running

S = Ticket.Status
STATES = {
    S.RECEIVED: "awaiting_review",
    S.REFUSED: "returned",
    S.ACCEPTED: "checking",
    S.TRANSFERRED: "checking",
    S.HANDLED: "awaiting_review",
    S.ANSWERED: "checking",
    S.REVISITED: "checking",
    S.CLOSED: "approved",
}
RAIL = (S.RECEIVED, S.ACCEPTED, S.TRANSFERRED, S.HANDLED, S.ANSWERED, S.REVISITED, S.CLOSED)
STOPS = {"refuse", "return", "redo", "unsatisfied"}


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def opened(user, pk: int) -> Ticket:
    """The ticket, if ``user`` may see it: to the accused unit, as to a stranger, its number is no number (404)."""
    related = ("accused", "handler", "ground", "made_by", "handled_by", "case")
    return get_object_or_404(Ticket.objects.visible_to(user).select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket: what is complained of, what may be done by whom and until when, what happened. POST takes a step."""
    found = opened(request.user, pk)
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("reason", "ground", "outcome")}
        step = request.POST.get("step", "")
        try:
            actions.take(ticket=found, step=step, by=request.user, seen=whole(request.POST.get("revision", "")), **given)
        except Refused as refusal:
            found = opened(request.user, pk)
            return TemplateResponse(request, "staff/ticket.html", _shown(request, found, (step, given, refusal)), status=409)
        messages.success(request, _("Done: %(step)s.") % {"step": found.flow[step].label})
        return redirect("staff_ticket", pk=pk)
    return TemplateResponse(request, "staff/ticket.html", _shown(request, found))


def _shown(request, found: Ticket, refused=None) -> dict:
    today = timezone.localdate()
    can, cannot = steps_for(found, request.user, today)
    step, given, refusal = refused or ("", {}, None)
    return _context(
        request,
        title=str(found),
        ticket=found,
        list_url=open_list("complaints_ticket", request.user),
        state=STATES[found.status],
        rail=_rail(found),
        can=[_offered(s, given if s.name == step else {}, refusal if s.name == step else None) for s in can],
        goes_to=duties.handler_of(found.accused, request.user, today) if found.status == S.ACCEPTED and can else None,
        cannot=cannot,
        grounds=RefusalGround.objects.in_force(today) if found.status == S.RECEIVED else [],
        outcomes=Ticket.Outcome.choices,
        refusal=str(refusal or ""),
        files=found.attachments.defer("content").annotate(size=Length("content")),
        notes=found.notes.select_related("by"),
        may_open_case=actions.may_open_case(found, request.user, today),
        may_see_case=bool(found.case_id) and Case.objects.visible_to(request.user, today).filter(pk=found.case_id).exists(),
        may_write=_may_write(found, request.user, today),
        documents=papers.of(found).filter(pk__in=Document.objects.visible_to(request.user, today).values("pk")),
        lacking=_lacking(found, request.user, today),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        answer=found.taken.filter(step="feedback").last() if found.answered_on else None,
        who_acts=_who_acts(found),
        **_term(found, request.user, today),
    )


def steps_for(found: Ticket, user, today) -> tuple[list, list]:
    """The steps open to ``user`` and the others, on the page as in the API. What a step asks for on its form is no reason why it cannot be taken."""
    can, cannot = [], []
    asked = {
        "refuse": {"ground_id": RefusalGround.objects.in_force(today).values_list("pk", flat=True).first()},
        "handle": {"outcome": "founded" if found.case_id else "unfounded"},
    }
    for step in found.flow.from_status(found.status):
        trial = Ticket.objects.select_related("accused").get(pk=found.pk)
        for name, value in asked.get(step.name, {}).items():
            setattr(trial, name, value)
        open_now, shut = open_and_shut(trial, user, today)
        can += [s for s in open_now if s.name == step.name]
        cannot += [entry for entry in shut if entry["label"] == step.label]
    return can, cannot


def _offered(step, given: dict, refusal) -> dict:
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": _("Answer to the complainant")
        if step.name == "feedback"
        else _("Findings of the examination")
        if step.name == "handle"
        else _("Reason"),
        "stop": step.name in STOPS,
        "given": {name: mask_identities(value)[0] for name, value in given.items()},
        "error": str(refusal) if refusal else "",
    }


def _rail(found: Ticket) -> list[dict]:
    words = {
        S.RECEIVED: _("Received"), S.ACCEPTED: _("Accepted"), S.TRANSFERRED: _("With the superior"), S.HANDLED: _("Handled"),
        S.ANSWERED: _("Answered"), S.REVISITED: _("Revisited"), S.CLOSED: _("Concluded"),
    }  # fmt: skip
    if found.status == S.REFUSED:
        return [{"label": words[S.RECEIVED], "state": "done"}, {"label": found.get_status_display(), "state": "now"}]
    at = RAIL.index(found.status)
    return [{"label": words[code], "state": "done" if n < at else "now" if n == at else "ahead"} for n, code in enumerate(RAIL)]


def _who_acts(found: Ticket) -> str:
    """Who takes the next step, in words; empty where the ticket has ended."""
    if found.status in {S.REFUSED, S.CLOSED}:
        return ""
    office = _("An officer of the credit office")
    at_handler = {
        S.TRANSFERRED: _("%(unit)s: clerk or head") % {"unit": found.handler},
        S.HANDLED: _("%(unit)s: its head, not the one who handled it") % {"unit": found.handler},
    }
    return at_handler.get(found.status, office)


def _lacking(found: Ticket, user, today) -> list[dict]:
    """The documents that ``user`` may still issue."""
    if duties.stands_aside(found, user, today) or not duties.is_intake(found, user, today):
        return []
    return [{"kind": kind, "label": DocumentKind(kind).label} for kind in papers.lacking(found)]


def _may_write(found: Ticket, user, today) -> bool:
    if found.channel != Ticket.Channel.PORTAL or found.status in {S.REFUSED, S.CLOSED} or duties.stands_aside(found, user, today):
        return False
    return duties.is_intake(found, user, today) or duties.handles(found, user, today, Role.CLERK, Role.HEAD)


def _term(found: Ticket, user, today) -> dict:
    """The day that runs with its arithmetic, and by how much it may still be extended by ``user``."""
    ends = deadline(found)
    if ends is None:
        return {}
    code, start = running(found)
    may = duties.is_intake(found, user, today) and not duties.stands_aside(found, user, today)
    return {
        "deadline": printed(ends, today),
        "left": days_left(ends, today),
        "late": ends.left(today) < 0,
        "term_heading": _("To be accepted or refused by") if found.status == S.RECEIVED else _("To be answered by"),
        "may_extend": Term.on(code, start).extension_days if may and not ends.extended_by and today <= ends.due_on else 0,
        "extension_url": reverse("staff_ticket_extension", args=[found.pk]),
    }


def _refused(request: HttpRequest, found: Ticket, refusal: Refused) -> HttpResponse:
    """The page again with the sentence above it and what was typed in its form."""
    typed = {name: mask_identities(request.POST.get(name, ""))[0] for name in ("days", "reason", "words")}
    context = _shown(request, found, ("", {}, refusal)) | {"typed": typed}
    return TemplateResponse(request, "staff/ticket.html", context, status=409)


@posted_from("staff_ticket")
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the term of handling longer, with a reason."""
    found = opened(request.user, pk)
    days = whole(request.POST.get("days", ""), 4) or 0
    try:
        actions.extend(ticket=found, days=days, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("The term is extended; the arithmetic shows both."))
    return redirect("staff_ticket", pk=pk)


@posted_from("staff_ticket")
@once
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the complainant."""
    found = opened(request.user, pk)
    try:
        actions.write(ticket=found, words=request.POST.get("words", ""), by=request.user)
    except Refused as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Written; the complainant reads it with the receipt."))
    return redirect("staff_ticket", pk=pk)


@require_POST
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Issue the notice of acceptance or the letter of transfer where it was not issued with its step."""
    document = papers.issue(ticket=opened(request.user, pk), kind=kind, by=request.user)
    messages.success(request, _("Issued: %(number)s.") % {"number": document.number})
    return redirect("staff_ticket", pk=pk)


@require_GET
def attachment(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of a ticket, to be saved and never shown: nothing in it runs here (nosniff, attachment, sandbox)."""
    found = get_object_or_404(opened(request.user, pk).attachments, pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_http_methods(["GET", "POST"])
@once
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a complaint of the hotline, the mailbox or a petition."""
    if not actions.may_enter(request.user, timezone.localdate()):
        raise PermissionDenied(_("Only the credit office enters complaints."))
    form = EntryForm(request.POST or None, request.FILES or None, initial={"received_on": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = dict(form.cleaned_data)
            try:
                made = actions.enter(files=taken_in(said.pop("files")), by=request.user, **said)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Entered. A colleague decides whether it is accepted."))
                return redirect("staff_ticket", pk=made.pk)
        without_identities(form)
    return TemplateResponse(request, "staff/ticket_enter.html", _context(request, title=_("Enter a complaint"), form=form), status=status)


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the case that a founded complaint leads to."""
    found, today = opened(request.user, pk), timezone.localdate()
    if not actions.may_open_case(found, request.user, today):
        raise PermissionDenied(_("Only the clerks of the handling unit open a case, while it handles %(ticket)s.") % {"ticket": found})
    form = CaseForm(request.POST or None, today=today, accused=found.accused, initial={"contract_no": found.contract_no, "breached_on": found.happened_on})
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.open_case(ticket=found, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status, refused = 409, refusal
            else:
                messages.success(
                    request, _("Opened as %(number)s. Report the outcome of the complaint as founded next.") % {"number": made.number}
                )
                return redirect("staff_ticket", pk=pk)
        without_identities(form)
    ask_whether_named(form, refused)
    return TemplateResponse(
        request, "staff/ticket_case.html", _context(request, title=_("Open a case"), form=form, ticket=found), status=status
    )
