"""Pages for those about whom a case is: what was served on the accused body and its reply; the record about the person in charge."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archives import people
from archives.models import ReadLog, Role
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.posted import whole
from integrity.uploads import taken_in

from . import actions, exhibits, papers, records, terms
from .case_page import conditions_of
from .measures.pages import on_record
from .models import Case, Exhibit, Paper, Reply, ToleranceCondition

S = Case.Status


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The cases in which something was served on a unit of one's own."""
    today = timezone.localdate()
    if not Role.of(request.user, today) & {Role.CLERK, Role.HEAD}:
        raise PermissionDenied(_("Only clerks and heads of units read what was served on their unit."))
    found = Case.objects.told_to(request.user, today).select_related("kind").order_by(F("noticed_on").desc(nulls_last=True), "-pk")
    for case in found:
        case.awaits_reply = case.status == S.NOTIFIED and today <= case.reply_due_on
    return TemplateResponse(request, "staff/case_notices.html", _context(request, title=_("Notices to my unit"), cases=found))


def _told(user, pk: int) -> Case:
    return get_object_or_404(Case.objects.told_to(user).select_related("kind", "accused", "handler"), pk=pk)


@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """What was served on one's unit in a case, and its reply: nothing else of the case. POST acknowledges or replies."""
    found = _told(request.user, pk)
    if request.method == "GET":
        return _told_page(request, found)
    try:
        said = _acknowledge(request, found) if "paper" in request.POST else _reply(request, found)
    except Refused as refusal:
        return _told_page(request, _told(request.user, pk), refusal)
    messages.success(request, said)
    return redirect("staff_case_told", pk=pk)


def _acknowledge(request, found: Case) -> str:
    paper = get_object_or_404(found.papers.filter(kind__in=Paper.TOLD), pk=whole(request.POST["paper"], 11))
    papers.acknowledge(paper=paper, by=request.user, today=timezone.localdate())
    return _("Acknowledged.")


def _reply(request, found: Case) -> str:
    given = {name: request.POST.get(name, "") for name in ("kind", "words", "recovered", "proof")}
    files = taken_in(request.FILES.getlist("files"))
    actions.reply(case=found, by=request.user, conditions=request.POST.getlist("conditions"), files=files, **given)
    return _("Sent to the handling unit; it stands below.")


# The steps that end a case without a determination after its notice: the accused body reads that, and the reason.
CLEARED = ("waive", "tolerate", "dismiss", "accept", "unfounded")


def _told_page(request, found: Case, refusal: Refused | None = None) -> HttpResponse:
    today = timezone.localdate()
    replies = list(found.replies.select_related("by"))
    open_now = found.status == S.NOTIFIED and today <= found.reply_due_on
    to_rectify = found.status == S.RECTIFYING
    ends = terms.deadline(found, today) if open_now or to_rectify else None
    said = {reply.kind for reply in replies}
    given = {name: mask_identities(request.POST.get(name, ""))[0] for name in ("kind", "words", "recovered", "proof")} if refusal else {}
    record = records.record_about_body(found)
    context = _context(
        request,
        title=str(found),
        case=found,
        measures=on_record(record.number, request.user, today) if record else [],
        papers=found.papers.filter(Q(kind__in=Paper.TOLD) | Q(handed_on__isnull=False)).select_related("acknowledged_by", "document"),
        replies=[{"row": reply, "conditions": conditions_of(reply)} for reply in replies],
        files=exhibits.of_case(found, Exhibit.Of.REPLY),
        kinds=[choice for choice in Reply.Kind.choices if choice[0] not in said] if open_now else [],
        conditions=ToleranceCondition.objects.in_force(today),
        ticked=request.POST.getlist("conditions") if refusal else [],
        given=given,
        ended=found.taken.filter(step__in=CLEARED).last() if found.status in Case.ENDS else None,
        refusal=str(refusal) if refusal else "",
        deadline=printed(ends, today) if ends else None,
        left=days_left(ends, today) if ends else "",
        term_heading=_("To be rectified by") if to_rectify else _("Your reply is possible until"),
        to_rectify=to_rectify,
    )
    return TemplateResponse(request, "staff/case_told.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What a personnel organ needs to file the record about whoever was in charge; POST files and submits it."""
    today = timezone.localdate()
    found = get_object_or_404(
        records.to_file_about_person(request.user, today).select_related(
            "kind", "accused", "handler", "in_charge__holder", "in_charge__post"
        ),
        pk=pk,
    )
    # Noted before the name is shown, as at every door to the archive of a person.
    about = f"失信案〔{found.year}〕{found.serial}号"
    people.reveal(
        by=request.user, person=found.in_charge.holder, what=ReadLog.What.FILING, today=today, about=about, item_code=records.PERSON
    )
    refusal = None
    if request.method == "POST":
        try:
            filing = records.file_about_person(case=found, by=request.user, today=today)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("Filed and submitted as %(filing)s; the credit office decides on it.") % {"filing": filing})
            return redirect("staff_filing", pk=filing.pk)
    context = _context(
        request,
        title=_("Record about the person in charge"),
        case=found,
        paper=found.papers.get(kind=Paper.Kind.DETERMINATION),
        refusal=str(refusal or ""),
    )
    return TemplateResponse(request, "staff/case_person.html", context, status=409 if refusal else 200)
