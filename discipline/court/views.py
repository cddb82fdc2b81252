"""Pages of what courts tell: their lists as a sheet, one notice with its steps, and the form of a notice."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from archives.forms import without_identities
from archives.sheet_views import SheetPages
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import day_of, open_and_shut, whole

from ..models import Case
from . import entries, notices, sheets
from .forms import NoticeForm
from .models import CourtList, CourtNotice

S = CourtNotice.Status
STATES = {
    S.SUED: "checking",
    S.LOST: "checking",
    S.AHEAD: "awaiting_review",
    S.PERFORMED: "awaiting_review",
    S.CLOSED: "approved",
    S.LISTED: "returned",
}
STOPS = {"reject", "list", "end"}
# What the field for a day is called, for the steps that take one, and whether it may be left empty.
DAYS = {
    "lose": (gettext_lazy("To be performed by"), True),
    "announce": (gettext_lazy("Listing planned on"), False),
    "list": (gettext_lazy("Listed on"), True),
}


def _must_enter(user) -> None:
    entries.must_be_officer(user, timezone.localdate())


def _done(n: int) -> str:
    words = ngettext(
        "%(n)d new entry of a court list entered; its case is opened and is to be verified.",
        "%(n)d new entries of court lists entered; a case is opened for each and is to be verified.",
        n,
    )
    return words % {"n": n}


def _updated(n: int) -> str:
    words = ngettext(
        "The day on which it was taken off was added to %(n)d entry; no case is opened on that.",
        "The day on which they were taken off was added to %(n)d entries; no case is opened on that.",
        n,
    )
    return words % {"n": n}


sheet, template = SheetPages(
    layout=sheets.LAYOUT,
    title=gettext_lazy("Take in a court list"),
    lead=gettext_lazy(
        "The lists of judgment debtors and of false litigation as the court hands them over. A public body on one opens a case; enterprises go into the import of records."
    ),
    whole=gettext_lazy("All rows are entered, or none. For each new one a case is opened in the name of your office."),
    list_name="discipline_courtentry",
    list_title=gettext_lazy("Entries of court lists"),
    template_name="staff_court_sheet_template",
    filename="court-list.csv",
    must=_must_enter,
    heads=[
        gettext_lazy("Case number of the court"),
        gettext_lazy("Body"),
        pgettext_lazy("of a court", "List"),
        gettext_lazy("Court"),
        gettext_lazy("Listed on"),
    ],
    cells=lambda row: [row["court_no"], row["name"], CourtList(row["kind"]).label, row["court"], row["listed_on"]],
    done=_done,
    example=lambda: sheets.EXAMPLE,
    updated=_updated,
).views()


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def opened(user, pk: int) -> CourtNotice:
    """The notice, if ``user`` may see it; else its number is no number (404)."""
    related = ("body", "made_by", "performed_by", "closed_by", "entry__case")
    return get_object_or_404(CourtNotice.objects.visible_to(user).select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: what the court says, what was done, until when, what may be done by whom. POST takes a step."""
    found = opened(request.user, pk)
    if request.method == "GET":
        return TemplateResponse(request, "staff/court_notice.html", _shown(request, found))
    step, given = request.POST.get("step", ""), {name: request.POST.get(name, "") for name in ("reason", "day")}
    try:
        day, seen = day_of(given["day"]), whole(request.POST.get("revision", ""))
        notices.take(notice=found, step=step, by=request.user, reason=given["reason"], seen=seen, day=day)
    except Refused as refusal:
        context = _shown(request, opened(request.user, pk), (step, given, refusal))
        return TemplateResponse(request, "staff/court_notice.html", context, status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": found.flow[step].label})
    return redirect("staff_court_notice", pk=pk)


def _shown(request, found: CourtNotice, refused=None) -> dict:
    today, user = timezone.localdate(), request.user
    step, given, refusal = refused or ("", {}, None)
    # The day that a step asks for on its form is no reason why it cannot be taken: it is tried with a lawful one.
    trial = CourtNotice.objects.select_related("body").get(pk=found.pk)
    trial.due_on = trial.due_on or trial.told_on
    can, cannot = open_and_shut(trial, user, today)
    ends = notices.deadline(found)
    context = _context(
        request,
        title=str(found),
        notice=found,
        list_url=open_list("discipline_courtnotice", user),
        state=STATES[found.status],
        can=[_offered(s, given if s.name == step else {}, refusal if s.name == step else None) for s in can],
        cannot=cannot,
        refusal=str(refusal or ""),
        may_see_case=bool(found.entry_id) and Case.objects.visible_to(user, today).filter(pk=found.entry.case_id).exists(),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        too_late=notices.told_too_late(found),
        who_acts=_who_acts(found),
    )
    if ends:
        context |= {"deadline": printed(ends, today), "left": days_left(ends, today), "late": ends.left(today) < 0}
        context["term_heading"] = _("The listing is planned on") if found.stage == S.AHEAD else _("To be performed by")
    return context


def _offered(step, given: dict, refusal) -> dict:
    label, must = DAYS.get(step.name, ("", False))
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": _("What was done, when, and by which document") if step.name == "perform" else _("Reason"),
        "day": label,
        "day_needed": must,
        "stop": step.name in STOPS,
        "given": {name: mask_identities(value)[0] for name, value in given.items()},
        "error": str(refusal) if refusal else "",
    }


def _who_acts(found: CourtNotice) -> str:
    if found.status == S.PERFORMED:
        return _("An officer of the credit office, not the one who reported")
    return (
        _("%(body)s performs and reports it; the credit office follows") % {"body": found.body}
        if found.status in CourtNotice.STAGES
        else ""
    )


@require_http_methods(["GET", "POST"])
@once
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a notice of a court."""
    _must_enter(request.user)
    form, status = NoticeForm(request.POST or None, initial={"received_on": timezone.localdate()}), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = notices.enter(by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Entered. The body sees it and may report what it did."))
                return redirect("staff_court_notice", pk=made.pk)
        without_identities(form)
    context = _context(
        request,
        title=_("Enter a notice of a court"),
        form=form,
        lead=_("What a court tells of a public body before it lists it: that it was sued, that it lost, that the listing is planned."),
        button=_("Enter the notice"),
        list_url=reverse("admin:discipline_courtnotice_changelist"),
        list_title=_("Notices of courts"),
    )
    return TemplateResponse(request, "staff/plain_form.html", context, status=status)
