"""Pages of documents: one with its hash and services, its file, and the texts with their preview."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archives.forms import show_faults, without_identities
from archives.models import DocumentKind, DocumentTemplate, Role
from archives.supplement_views import READERS
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.posted import offered, open_and_shut, take_posted

from . import actions
from .flow import draft_template, may_draft, must_read_well
from .forms import TemplateForm
from .kinds import KINDS, OF_ISSUING, samples
from .opening import opened
from .paper import Sheet, printed
from .wording import CLOSE, OPEN, filled

STATES = {"entered": "awaiting_review", "in_force": "approved", "discarded": "withdrawn"}
SAYS = ("title", "word", "body", "document", "article")


# A lower app knows no upper one: each registers (document, user) -> (address, words) of what it decides on, or nothing.
BEHIND: list = []


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


# ── documents ────────────────────────────────────────────────────────────────


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: what it is, its file with the hash, to whom it was served and who acknowledged it."""
    today = timezone.localdate()
    found = opened(request.user, pk, today)
    services = [
        {
            "row": row,
            "to": row.unit or found.addressee_name,
            "mine": row.acknowledged_at is None and actions.may_acknowledge(request.user, row, today),
        }
        for row in found.services.select_related("unit", "by", "acknowledged_by")
    ]
    context = _context(
        request,
        title=found.number,
        document=found,
        file=found.file,
        services=services,
        behind=[way for asked in BEHIND if (way := asked(found, request.user))],
        values=[(p.name, found.values[p.name]) for p in KINDS[found.kind] if p.name in found.values],
        list_url=open_list("archives_document", request.user),
    )
    return TemplateResponse(request, "staff/document.html", context)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, to be saved: the bytes that were stored when it was issued."""
    found = opened(request.user, pk, timezone.localdate())
    return pdf(bytes(found.file.content), f"{found.number}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A document to be saved, never shown by the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename=\"document.pdf\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def acknowledgement(request: HttpRequest, pk: int, service: int) -> HttpResponse:
    """Say that a document came."""
    found = opened(request.user, pk, timezone.localdate())
    actions.acknowledge(service=get_object_or_404(found.services, pk=service), by=request.user)
    messages.success(request, _("Acknowledged. Your name and the time stand with the document."))
    return redirect("staff_document", pk=pk)


# ── texts ────────────────────────────────────────────────────────────────────


def _must_read(request) -> None:
    if not Role.of(request.user) & READERS:
        raise PermissionDenied(_("The texts of documents are for those who work with records."))


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of document with the version in force, and the drafts."""
    _must_read(request)
    today = timezone.localdate()
    kinds = [{"kind": kind, "label": label, "now": DocumentTemplate.objects.in_force(kind, today)} for kind, label in DocumentKind.choices]
    drafts = DocumentTemplate.objects.filter(loaded=False).select_related("made_by", "approved_by").order_by("-id")[:50]
    context = _context(request, title=_("Texts of documents"), kinds=kinds, drafts=drafts, may_draft=may_draft(request.user, today))
    return TemplateResponse(request, "staff/document_templates.html", context)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a text, as it stands and as it reads filled in. POST takes a step."""
    _must_read(request)
    found = get_object_or_404(DocumentTemplate.objects.select_related("made_by", "approved_by"), pk=pk)
    refusal, status = "", 200
    if request.method == "POST":
        refused = take_posted(request, found)
        if refused is None:
            return redirect("staff_document_template", pk=pk)
        refusal, status = str(refused), 409
    today = timezone.localdate()
    can, cannot = open_and_shut(found, request.user, today)
    context = _context(
        request,
        title=str(found),
        template=found,
        now=DocumentTemplate.objects.in_force(found.kind, today),
        filled=filled(found.body, samples(found.kind)).split("\n"),
        refusal=refusal,
        can=offered(request, can, refusal),
        cannot=cannot,
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        state=STATES[found.status],
        may_draft=may_draft(request.user, today),
    )
    return TemplateResponse(request, "staff/document_template.html", context, status=status)


@require_GET
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a PDF with sample values, marked as a specimen."""
    _must_read(request)
    return _specimen(get_object_or_404(DocumentTemplate, pk=pk), timezone.localdate())


def _specimen(found: DocumentTemplate, today: date) -> HttpResponse:
    words = samples(found.kind)
    sheet = Sheet(
        words["制发单位"], words["文号"], filled(found.title, words), words["主送单位"], filled(found.body, words), today, specimen=True
    )
    return pdf(printed(sheet).content, f"样张 {DocumentKind(found.kind).label}.pdf")


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Draft the next version of the text of a kind. ``preview`` answers with the specimen and files nothing."""
    if kind not in KINDS:
        raise Http404
    today = timezone.localdate()
    if not may_draft(request.user, today):
        raise PermissionDenied(_("Only the credit office drafts the texts of documents."))
    now = DocumentTemplate.objects.in_force(kind, today)
    begun = {name: getattr(now, name) for name in SAYS} if now else {}
    form = TemplateForm(request.POST or None, initial=begun | {"valid_from": today})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _drafted(request, kind, form.cleaned_data, today)
            except ValidationError as error:
                show_faults(form, error)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
        without_identities(form)
    context = _context(
        request,
        title=_("Draft the text: %(kind)s") % {"kind": DocumentKind(kind).label},
        form=form,
        placeholders=[{"name": OPEN + p.name + CLOSE, "sample": p.sample, "optional": p.optional} for p in (*KINDS[kind], *OF_ISSUING)],
    )
    return TemplateResponse(request, "staff/document_template_form.html", context, status=status)


def _drafted(request, kind: str, said: dict, today: date) -> HttpResponse:
    if "preview" in request.POST:
        trial = DocumentTemplate(kind=kind, **said | {"body": said["body"].replace("\r\n", "\n")})
        must_read_well(trial, today)
        return _specimen(trial, today)
    made = draft_template(kind=kind, by=request.user, today=today, **said)
    messages.success(request, _("Drafted. A colleague must approve it before documents are issued by it."))
    return redirect("staff_document_template", pk=made.pk)
