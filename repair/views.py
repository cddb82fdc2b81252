"""Pages of objections: one objection with its steps, its files as downloads, the forms, and the notice of a correction."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archives import people
from archives.forms import without_identities
from archives.models import Delivery, ReadLog, Record
from archives.scopes import scopes_for
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import posted_from, whole
from integrity.uploads import download, taken_in

from . import actions, corrections, duties, pages, papers
from .forms import ObjectionForm, WindowForm
from .models import CorrectionNotice, Objection

HOW = {**dict(Delivery.How.choices), "read": ReadLog._meta.verbose_name}


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def opened(user, pk: int) -> Objection:
    """The objection, if ``user`` may see it, else 404. What is about a natural person is noted in the read log first."""
    related = ("version__subject", "version__item", "version__filing__unit", "ground", "made_by", "filing", "mark", "verified_by")
    found = get_object_or_404(Objection.objects.visible_to(user).select_related(*related), pk=pk)
    if found.version is not None and found.version.subject.is_person:
        people.reveal_handled(by=user, person=found.version.subject, what=ReadLog.What.RECORD, today=timezone.localdate(), about=found.record_no)
    return found


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what is said to be wrong, what may be done by whom and until when, what happened. POST takes a step."""
    found = opened(request.user, pk)
    if request.method == "POST":
        step = request.POST.get("step", "")
        given = {name: request.POST.get(name, "") for name in ("reason", "ground")}
        changes = (
            {key.removeprefix("new-"): value for key, value in request.POST.items() if key.startswith("new-")} if step == "correct" else {}
        )
        try:
            files = taken_in(request.FILES.getlist("files")) if step == "supplement" else []
            actions.take(
                objection=found,
                step=step,
                by=request.user,
                seen=whole(request.POST.get("revision", "")),
                changes=changes,
                files=files,
                **given,
            )
        except Refused as refusal:
            found.refresh_from_db()
            context = pages.shown(request, found, (step, given, changes, refusal))
            return TemplateResponse(request, "staff/objection.html", _context(request, **_more(request, found), **context), status=409)
        messages.success(request, _("Done: %(step)s.") % {"step": found.flow[step].label})
        return redirect("staff_objection", pk=pk)
    context = pages.shown(request, found)
    return TemplateResponse(request, "staff/objection.html", _context(request, **_more(request, found), **context))


def _more(request, found: Objection) -> dict:
    """What the page shows beside the steps; of a recipient, by which way the wrong value was received."""
    own = duties.is_objector(found, request.user)
    return {
        "title": str(found),
        "objection": found,
        "list_url": open_list("repair_objection", request.user),
        "files": found.proofs.defer("content").annotate(size=Length("content")),
        "changes": [] if own else found.changes.all(),
        "notices": [] if own else [{"row": n, "how": HOW.get(n.how, n.how)} for n in found.notices.select_related("recipient")],
        "published": found.publications.all(),
        "documents": papers.of(found, request.user, timezone.localdate()),
    }


@posted_from("staff_objection")
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the term of verification longer, with a reason."""
    days = whole(request.POST.get("days", ""), 4) or 0
    actions.extend(objection=opened(request.user, pk), days=days, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The term is extended; the arithmetic shows both."))
    return redirect("staff_objection", pk=pk)


@require_GET
def proof(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of an objection, to be saved and never shown."""
    found = get_object_or_404(opened(request.user, pk).proofs, pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_http_methods(["GET", "POST"])
@once
def file_own(request: HttpRequest) -> HttpResponse:
    """Object to the own record; which one stands in the address."""
    today = timezone.localdate()
    number = request.GET.get("record", "")[:20].replace("\0", "")
    record = Record.objects.current().select_related("subject", "item").filter(number=number, withdrawn_at__isnull=True).first()
    if record is None or not duties.may_object(request.user, record, today):
        raise PermissionDenied(_("Here the subject of a record objects to it; for somebody else, a window takes the objection in."))
    form = ObjectionForm(request.POST or None, request.FILES or None)
    name = request.user.name if record.subject.is_person else record.subject.name

    def file(said: dict) -> Objection:
        return actions.file_own(number=number, by=request.user, objector_name=name, **said)

    return _form_page(request, form, file, _("Object to record %(number)s") % {"number": number}, window=False)


@require_http_methods(["GET", "POST"])
@once
def window(request: HttpRequest) -> HttpResponse:
    """Take in an objection at the service window."""
    if not duties.may_take_in(request.user, timezone.localdate()):
        raise PermissionDenied(_("Only information clerks take in objections at the window."))
    form = WindowForm(request.POST or None, request.FILES or None, initial={"number": request.GET.get("record", "")[:20]})
    return _form_page(
        request, form, lambda said: actions.take_in(by=request.user, **said), _("Take in an objection at the window"), window=True
    )


def _form_page(request, form: forms.Form, file, title: str, *, window: bool) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = dict(form.cleaned_data)
            try:
                made = file({**said, "files": taken_in(said["files"])})
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Filed. The credit office checks identity first, and then decides whether it is accepted."))
                return redirect("staff_objection", pk=made.pk)
        without_identities(form)
    context = _context(request, title=title, form=form, at_window=window)
    return TemplateResponse(request, "staff/objection_file.html", context, status=status)


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of a correction to who received the wrong value; POST acknowledges it."""
    found = get_object_or_404(
        CorrectionNotice.objects.visible_to(request.user).select_related("objection__version__subject", "recipient"), pk=pk
    )
    if request.method == "POST":
        corrections.acknowledge(notice=found, by=request.user)
        messages.success(request, _("Acknowledged. Use the right value from now on."))
        return redirect("staff_correction", pk=pk)
    version = found.objection.version
    if version.subject.is_person:
        people.reveal_handled(by=request.user, person=version.subject, what=ReadLog.What.RECORD, today=timezone.localdate(), about=version.number)
    seen = scopes_for(found.recipient, version)
    context = _context(
        request,
        title=str(found),
        notice=found,
        how=HOW.get(found.how, found.how),
        revoked=found.objection.outcome == Objection.Outcome.REVOKED,
        changes=[change for change in found.objection.changes.all() if change.scope in seen],
        mine=found.recipient_id == request.user.pk,
    )
    return TemplateResponse(request, "staff/correction.html", context)
