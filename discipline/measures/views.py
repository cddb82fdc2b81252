"""Pages of measures: a joint action with its board, one measure at a unit, a lifting, the draft of an action, and eligibility."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from archives import people
from archives.documents.views import pdf
from archives.forms import without_identities
from archives.models import Document, ReadLog, Role
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.posted import take_posted, whole
from integrity.uploads import download, taken_in

from .. import lifting as liftings
from ..models import Execution, JointAction, Lifting
from ..models.measure import units_of
from . import actions, eligibility, letters, lifting_letters, pages, rights, terms
from .forms import EligibilityForm, JointActionForm


def _page(request, template: str, status: int = 200, **context) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)


@require_http_methods(["GET", "POST"])
def joint_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One joint action and its board: who has answered, who is late. POST takes a step."""
    seen = JointAction.objects.visible_to(request.user).select_related("initiator", "subject", "version__content", "decided_by", "made_by")
    found, today, refused = get_object_or_404(seen, pk=pk), timezone.localdate(), None
    if request.method == "POST":
        refusal = take_posted(request, found)
        if refusal is None:
            return redirect("staff_joint_action", pk=pk)
        refused = (request.POST.get("step", ""), request.POST.get("reason", ""), refusal)
    papers = Document.objects.visible_to(request.user, today).filter(about_kind=letters.LABEL, about_id=pk)
    return _page(
        request,
        "staff/joint_action.html",
        409 if refused else 200,
        title=str(found),
        action=found,
        board=pages.board(found, today),
        objected=pages.under_objection(found.record_no),
        papers=papers.select_related("addressee"),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        list_url=open_list("discipline_jointaction", request.user),
        **pages.offered(found, request.user, today, refused),
    )


def _opened(user, pk: int) -> Execution:
    related = ("item", "unit", "link__person", "action__subject", "action__initiator", "action__version")
    return get_object_or_404(Execution.objects.visible_to(user).select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure at one unit: what is asked, until when, what was answered and fed back. POST takes a step."""
    found, refused = _opened(request.user, pk), None
    if request.method == "POST":
        step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
        try:
            files = taken_in(request.FILES.getlist("files"))
            revision = whole(request.POST.get("revision", ""))
            actions.take(execution=found, step=step, by=request.user, reason=reason, seen=revision, files=files)
        except Refused as refusal:
            found, refused = _opened(request.user, pk), (step, reason, refusal)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": found.flow[step].label})
            return redirect("staff_measure", pk=pk)
    context = pages.shown(found, request.user, timezone.localdate(), refused)
    list_url = open_list("discipline_execution", request.user)
    return _page(request, "staff/measure.html", 409 if refused else 200, title=str(found), list_url=list_url, **context)


@require_GET
def file(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of a feedback, to be saved and never shown; not for the subject of a measure of another unit."""
    found = _opened(request.user, pk)
    if not Execution.objects.answers_to(request.user).filter(pk=pk).exists():
        raise PermissionDenied(_("What a unit fed back is read by that unit, the initiating unit and the credit office."))
    stored = get_object_or_404(found.files, pk=file)
    return download(stored.name, stored.kind, bytes(stored.content))


@require_GET
def letter(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The letter by which a measure was lifted, to be saved: for whoever may see the measure, its subject as well."""
    found = get_object_or_404(lifting_letters.of_measure(_opened(request.user, pk)).select_related("file"), pk=document)
    return pdf(bytes(found.file.content), f"{found.number}.pdf")


@require_http_methods(["GET", "POST"])
def initiate(request: HttpRequest) -> HttpResponse:
    """Draft a joint action on the record that the address names."""
    today = timezone.localdate()
    record = rights.open_to(request.user, today).filter(number=request.GET.get("record", "")[:20].replace("\0", "")).first()
    units = rights.initiating_units(request.user, record, today) if record else None
    if record is None or not units.exists() or rights.sort_of(record) is None:
        raise PermissionDenied(_("Measures are initiated from the page of a record, by the unit that recorded it or by the credit office."))
    form = JointActionForm(request.POST or None, record=record, units=units, today=today)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.initiate(
                    number=record.number, unit=given["unit"], measures=form.asked(), ground=given["ground"], by=request.user, today=today
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Drafted. A colleague decides on it before anything is sent."))
                return redirect("staff_joint_action", pk=made.pk)
        without_identities(form)
    return _page(request, "staff/joint_action_form.html", status, title=_("Initiate measures"), form=form, record=record)


@require_http_methods(["GET", "POST"])
def lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """Notice that measures have ended, and its receipt."""
    found = get_object_or_404(Lifting.objects.visible_to(request.user).select_related("unit", "acknowledged_by", "made_by"), pk=pk)
    today, refusal = timezone.localdate(), None
    if request.method == "POST":
        try:
            liftings.acknowledge(lifting=found, by=request.user, put_right=request.POST.get("put_right", ""), today=today)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("Acknowledged."))
            return redirect("staff_lifting", pk=pk)
    due = terms.receipts([found])[found.pk]
    mine = found.acknowledged_on is None and found.unit_id in set(units_of(request.user, today).values_list("unit", flat=True))
    return _page(
        request,
        "staff/lifting.html",
        409 if refusal else 200,
        title=str(found),
        lifting=found,
        rows=found.executions.select_related("item", "link", "action__subject"),
        papers=lifting_letters.of_lifting(found),
        changes=pages.corrected_values(found),
        mine=mine,
        reversed=found.ground in Lifting.REVERSED,
        refusal=str(refusal or ""),
        deadline=None if found.acknowledged_on else printed(due, today),
        left=days_left(due, today),
        late=found.acknowledged_on is None and due.left(today) < 0,
        term_heading=_("To be acknowledged by"),
        list_url=open_list("discipline_lifting", request.user),
    )


def _note(who, by) -> None:
    """That a person was asked about stands in the read log, before the answer; the person reads it there."""
    if who is not None and who.is_person:
        people.reveal_handled(by=by, person=who, what=ReadLog.What.ELIGIBLE, today=timezone.localdate(), about="")


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def examine_eligibility(request: HttpRequest) -> HttpResponse:
    """Whether somebody may be given an honour, a project, funds or a model status; each question is logged."""
    if not Role.of(request.user) & eligibility.MAY:
        raise PermissionDenied(_("Eligibility is examined by clerks, heads of units and officers."))
    form, answered = EligibilityForm(request.POST or None), None
    status = 200
    if request.method == "POST":
        if form.is_valid():
            _note(form.cleaned_data["who"], request.user)
            answered = eligibility.check(subject=form.cleaned_data["who"], purpose=form.cleaned_data["purpose"], by=request.user)
        else:
            status = 400
        without_identities(form)
    return _page(request, "staff/eligibility.html", status, title=_("Examine eligibility"), form=form, answered=answered)
