"""Pages of the templates of commitments and letters: the kinds with their texts, one kind with its versions, a draft of the next."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from archives.models import Role
from integrity.lists import staff_list
from integrity.once import once
from integrity.posted import open_and_shut, take_posted

from .forms import DAY
from .letters.views import at_work
from .models import Wording, WordingDraft
from .templates_flow import draft_template, versions_of
from .views import page
from .wording import PLACEHOLDERS, text_of
from .writing_views import posted

STATES = {"entered": "awaiting_review", "in_force": "approved", "discarded": "withdrawn"}

staff_list("staff_wordings", at_work)


class TemplateForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("The text"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Its placeholders stand between double braces; the heads of the kind must all be there."),
    )
    document = forms.CharField(label=gettext_lazy("Legal basis"), max_length=200)
    article = forms.CharField(label=gettext_lazy("Article"), max_length=100)
    valid_from = forms.DateField(label=gettext_lazy("In force from"), help_text=gettext_lazy("A later day than today."), **DAY)


def _must_read(request) -> bool:
    """Whether who reads may draft, too."""
    if not at_work(request.user):
        raise PermissionDenied(_("The templates of commitments are for those who work with records."))
    return Role.OFFICER in Role.of(request.user)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind with its version in force, and the drafts."""
    may_draft, today = _must_read(request), timezone.localdate()
    drafts = WordingDraft.objects.select_related("made_by", "adopted_by")[:50]
    context = {"kinds": Wording.objects.in_force(today).order_by("-family", "pk"), "drafts": drafts, "may_draft": may_draft}
    return page(request, "wordings", title=_("Templates of commitments"), states=STATES, **context)


@require_GET
def template(request: HttpRequest, code: str) -> HttpResponse:
    """One kind with all its versions; what was signed under an old one keeps it."""
    may_draft, today = _must_read(request), timezone.localdate()
    versions = versions_of(code)
    if not versions:
        raise Http404
    now = next((v for v in reversed(versions) if v.valid_from <= today and (v.valid_until is None or today < v.valid_until)), versions[-1])
    sample = text_of(now, "示范市某某有限公司" if now.family == Wording.Family.LETTER else "示范市某某局", today)
    waiting = WordingDraft.objects.filter(code=code, status=WordingDraft.Status.ENTERED).first()
    return page(
        request,
        "wording",
        title=now.label,
        now=now,
        versions=versions[::-1],
        sample=sample,
        waiting=waiting,
        may_draft=may_draft,
        today=today,
    )


@require_http_methods(["GET", "POST"])
@once
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the next version of a text."""
    if not _must_read(request):
        raise PermissionDenied(_("Only the credit office drafts the templates of commitments."))
    versions = versions_of(code)
    if not versions:
        raise Http404
    last = versions[-1]
    form = TemplateForm(request.POST or None, initial={"body": last.body, "document": last.document, "article": last.article})

    def leads(made):
        messages.success(request, _("Drafted. A colleague must adopt it before it comes into force."))
        return redirect("staff_wording_draft", pk=made.pk)

    return posted(
        request,
        form,
        lambda form: draft_template(code=code, by=request.user, **form.cleaned_data),
        leads,
        "wording_form",
        title=_("Next version: %(kind)s") % {"kind": last.label},
        kind=last,
        placeholders=PLACEHOLDERS,
    )


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft beside the version it would follow; POST takes a step."""
    _must_read(request)
    found, refusal = get_object_or_404(WordingDraft.objects.select_related("made_by", "adopted_by"), pk=pk), None
    if request.method == "POST" and (refusal := take_posted(request, found)) is None:
        return redirect("staff_wording_draft", pk=pk)
    can, cannot = open_and_shut(found, request.user, timezone.localdate())
    before = [v for v in versions_of(found.code) if v.valid_from < found.valid_from]
    context = {
        "draft": found,
        "entry": found,
        "before": before[-1] if before else None,
        "state": STATES[found.status],
        "refusal": str(refusal or ""),
        "can": [
            {"name": s.name, "label": s.label, "explains": s.explains, "needs_reason": s.needs_reason, "stop": s.name == "discard"}
            for s in can
        ],
        "cannot": cannot,
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
    }
    return page(request, "wording_draft", 409 if refusal else 200, title=str(found), **context)
