"""Disputes of a kept mark: a form that anybody may post. No page shows what was written, or that a certain person wrote."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from archives.forms import without_identities
from commitments import intake
from commitments.models.dispute import LONGEST
from integrity.errors import Refused

from ..complaining import Filed, Files, Words, _number, _page, too_many_words
from . import pages


class Disputed(Filed):
    """Disputes have a count of their own: who disputes much may still complain."""

    scope = "commitments_disputed"


class DisputeForm(forms.Form):
    """Why a commitment that stands as kept was not kept."""

    reason = Words(
        label=_("What was not kept?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What you saw, where and when, and how it differs from what was promised. No resident ids, and nobody's name is needed."),
    )
    contact = Words(
        label=_("How can you be reached?"),
        max_length=200,
        required=False,
        help_text=_("Only for questions of the credit office. You need not say who you are; the unit does not see it."),
    )
    files = Files(label=_("Files"), required=False, help_text=_("What shows it: PDF, JPEG or PNG, five at most, 10 MB each."))


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """The form, and the answer with the commitment's number; the mark is 核实中 at once."""
    one = pages.found(number)
    if not one.may_be_disputed:
        raise Http404
    form, refusal, status = DisputeForm(), "", 200
    if request.method == "POST":
        form, status = DisputeForm(request.POST, request.FILES), 400
        if form.is_valid() and not Disputed().allow_request(request, None):
            refusal, status = too_many_words(), 429
        elif form.is_valid():
            address = _number(request.POST.get("form_no", ""))
            try:
                intake.dispute(commitment=one.number, address=address, **form.cleaned_data)
            except Refused as refused:
                refusal, status = str(refused), 409
            else:
                return _page(request, "publicity/commitments/disputed.html", {"one": pages.found(number), "form_no": address})
        without_identities(form)
    return _page(request, "publicity/commitments/dispute.html", {"one": one, "form": form, "refusal": refusal, "form_no": uuid4()}, status)
