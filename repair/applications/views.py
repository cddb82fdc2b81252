"""Pages of applications for repair and of shields on the staff site."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archives import people
from archives.documents.views import pdf
from archives.forms import without_identities
from archives.models import Membership, ReadLog, Record, Relief, Role
from commitments.actions import text_for
from commitments.letters import papers
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import offered, open_and_shut, posted_from, take_posted, whole
from integrity.uploads import download, taken_in

from ..duties import may_take_in
from . import actions, duties, facts, pages, shielding
from .conditions import required_codes
from .forms import OwnForm, ShieldForm, WindowForm, mark_required
from .models import Application, Shielding


def _page(request, template: str, status: int = 200, **extra) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **extra}, status=status)


def opened(user, pk: int) -> Application:
    """The application, if ``user`` may see it, else 404. What is about a natural person is noted in the read log first."""
    related = ("subject", "finder", "made_by", "commitment", "filing", "verified_by")
    found = get_object_or_404(Application.objects.visible_to(user).select_related(*related), pk=pk)
    if found.subject is not None and found.subject.is_person:
        today = timezone.localdate()
        for number in duties.numbers(found):
            people.reveal_handled(by=user, person=found.subject, what=ReadLog.What.RECORD, today=today, about=number)
    return found


@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: its conditions, what may be done by whom and until when, what happened. POST takes a step."""
    found = opened(request.user, pk)
    refusal = None
    if request.method == "POST" and (refusal := take_posted(request, found)) is None:
        return redirect("staff_application", pk=pk)
    more = {"title": str(found), "list_url": open_list("repair_application", request.user)}
    return _page(request, "staff/application.html", 409 if refusal else 200, **more, **pages.shown(request, found, refusal))


@posted_from("staff_application")
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the term of the decision longer, with a reason."""
    days = whole(request.POST.get("days", ""), 4) or 0
    actions.extend(application=opened(request.user, pk), days=days, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The term is extended; the arithmetic shows both."))
    return redirect("staff_application", pk=pk)


@require_POST
def false_material(request: HttpRequest, pk: int) -> HttpResponse:
    """File the record about false material."""
    found = actions.file_false_material(application=opened(request.user, pk), tier=request.POST.get("tier", "")[:1], by=request.user)
    messages.success(request, _("Filed as %(filing)s; the credit office reviews it.") % {"filing": found.filing})
    return redirect("staff_application", pk=pk)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of commitment of an application as PDF: what is signed at the window, and what was signed."""
    found, given = _with_letter(request.user, pk)
    return pdf(papers.repair_letter(given, found.number, found.finder), f"{found.number}-letter.pdf")


@require_GET
def letter_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The recording form of that letter as PDF."""
    found, given = _with_letter(request.user, pk)
    return pdf(papers.repair_record_form(given, found.number, found.finder, found.get_status_display()), f"{found.number}-record.pdf")


def _with_letter(user, pk: int):
    found = opened(user, pk)
    given = pages.letter_of(found)
    if given is None:
        raise Http404
    return found, given


@require_GET
def evidence(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of an application, to be saved and never shown."""
    found = get_object_or_404(opened(request.user, pk).evidence, pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_http_methods(["GET", "POST"])
@once
def file_own(request: HttpRequest) -> HttpResponse:
    """Apply for the repair of the own record; which one stands in the address. Shows what will be asked, and from when on."""
    today = timezone.localdate()
    number = request.GET.get("record", "")[:20].replace("\0", "")
    related = ("subject", "item", "period_rule")
    record = Record.objects.current().select_related(*related).filter(number=number, withdrawn_at__isnull=True).first()
    if record is None or not duties.may_apply(request.user, record, today):
        raise PermissionDenied(_("Here the subject of a record applies for its repair; for somebody else, a window takes it in."))
    name = request.user.name if record.subject.is_person else record.subject.name

    def file(said: dict) -> Application:
        return actions.apply_own(numbers=number, by=request.user, applicant=name, **said)

    form = OwnForm(request.POST or None, request.FILES or None)
    mark_required(form, required_codes(record.tier, record.item.code, today))
    return _form_page(
        request,
        form,
        file,
        "staff_application",
        title=_("Apply for the repair of record %(number)s") % {"number": number},
        lead=_("Nothing is sent yet: you read your draft once more, and then submit it."),
        lines=facts.preview(record, today),
        begins=record.minimum_until,
        commitment=text_for(record.subject.name, today),
    )


@require_http_methods(["GET", "POST"])
@once
def window(request: HttpRequest) -> HttpResponse:
    """Take in an application for repair at the service window."""
    today = timezone.localdate()
    if not may_take_in(request.user, today):
        raise PermissionDenied(_("Only information clerks take in applications at the window."))
    number = request.GET.get("record", "")[:20].replace("\0", "")
    record = (
        duties.for_window(request.user, today)
        .select_related("item", "period_rule")
        .filter(number=number, subject__address__isnull=True)
        .first()
    )
    form = WindowForm(request.POST or None, request.FILES or None, initial={"numbers": number})
    if record:
        mark_required(form, required_codes(record.tier, record.item.code, today))
    return _form_page(
        request,
        form,
        lambda said: actions.take_in(by=request.user, **said),
        "staff_application",
        title=_("Take in an application for repair at the window"),
        lead=_(
            "For somebody at the window. You have seen who it is. Have the commitment below signed on paper before you submit the draft."
        ),
        lines=facts.preview(record, today) if record else [],
        begins=record.minimum_until if record else None,
        commitment=text_for(_("(name of the subject)"), today),
    )


@require_http_methods(["GET", "POST"])
@once
def enter_shield(request: HttpRequest) -> HttpResponse:
    """Enter a court's ruling on restructuring."""
    if not Membership.holds(request.user, Role.OFFICER, timezone.localdate()):
        raise PermissionDenied(_("Only the credit office enters temporary shields."))
    return _form_page(
        request,
        ShieldForm(request.POST or None),
        lambda said: shielding.enter(by=request.user, **said),
        "staff_shielding",
        title=_("Enter a temporary shield"),
        lead=_(
            "Upon a court’s ruling on restructuring or settlement. A colleague compares the ruling and confirms; from then on the records are hidden and measures rest."
        ),
    )


def _form_page(request, form, file, leads: str, **words) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = dict(form.cleaned_data)
            try:
                if "files" in said:
                    said["files"] = taken_in(said["files"])
                made = file(said)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return redirect(leads, pk=made.pk)
        without_identities(form)
    return _page(request, "staff/repair_form.html", status, form=form, **words)


@require_http_methods(["GET", "POST"])
def shield(request: HttpRequest, pk: int) -> HttpResponse:
    """One shield: the ruling, the records, its day; POST takes a step."""
    found = get_object_or_404(Shielding.objects.visible_to(request.user).select_related("subject", "made_by", "confirmed_by"), pk=pk)
    refusal = None
    if request.method == "POST" and (refusal := take_posted(request, found)) is None:
        return redirect("staff_shielding", pk=pk)
    can, cannot = open_and_shut(found, request.user, timezone.localdate())
    return _page(
        request,
        "staff/shielding.html",
        409 if refusal else 200,
        title=str(found),
        list_url=open_list("repair_shielding", request.user),
        shielding=found,
        can=offered(request, can, refusal),
        cannot=cannot,
        refusal=str(refusal or ""),
        active=Relief.objects.in_force().filter(number__in=found.numbers, document_no=found.ruling_no).exists(),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
    )
