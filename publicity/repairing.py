"""Applications for repair on the portal, as objections are taken in; and the public letters of commitment.

The form takes any number of a record alike: neither its answer nor the page of the receipt tells whether a record stands under it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from archives.documents.wording import filled
from archives.documents.wording import said as wording_day
from archives.forms import without_identities
from integrity.errors import Refused, SentAlready
from repair import intake
from repair.applications.actions import numbers_in
from repair.applications.forms import DEEDS, mark_required

from .complaining import Filed, Files, Followed, ReceiptForm, Words, _number, _page, _too_many, paper_saved, papers_told, too_many_words
from .letters import PublicLetter, PublicWording
from .models import PublicRecord
from .objecting import NUMBER, _day
from .repair_methods import asked_of
from .signings import signed_letter

# What the applicant reads, where staff distinguish more.
STATUS = {
    "submitted": _("Received. The unit that found the breach decides whether the application is accepted."),
    "rejected": _("Not accepted. What is missing stands below; you may apply anew with it."),
    "accepted": _("Accepted. It is being verified."),
    "verified": _("Accepted. It is being decided."),
    "granted": _("Granted. The records are no longer shown, shared or used, and all measures are lifted."),
    "refused": _("Refused. The reason stands below; an objection, administrative review or a lawsuit remains, by law."),
    "withdrawn": _("Withdrawn."),
    "false": _("Ended, because material was false."),
}
HAPPENED = {
    "submit": _("Submitted"),
    "accept": _("Accepted"),
    "reject": _("Not accepted"),
    "grant": pgettext_lazy("repair", "Granted"),
    "refuse": pgettext_lazy("repair", "Refused"),
    "withdraw": _("Withdrawn"),
    "falsify": _("Ended, because material was false"),
}


class ApplicationForm(forms.Form):
    """One application for the repair of one or several records."""

    record_no = Words(
        label=_("Number of the record"),
        max_length=400,
        help_text=_("It stands on the page of the record, or in the repair notice; several of the same finding unit with blanks between."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    applicant = Words(label=_("Name of the subject that applies"), max_length=200)
    contact = Words(label=_("How can you be reached?"), max_length=200, help_text=_("Telephone or address. Only those who decide see it."))
    done = Words(
        label=_("How was the breach put right?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was rectified, paid or performed, and when. No resident ids."),
    )
    methods = forms.MultipleChoiceField(label=_("What was done for the repair"), choices=DEEDS, widget=forms.CheckboxSelectMultiple)
    hours = forms.IntegerField(label=_("Hours of public service"), min_value=0, max_value=9999, required=False)
    signer = Words(
        label=_("Who signs the public commitment"),
        max_length=200,
        help_text=_(
            "With the application this person signs the commitment for credit repair; it is published once the application is accepted."
        ),
    )
    files = Files(
        label=_("Proof of who you are, and of what was done"),
        help_text=_(
            "Business licence or identity card, proof of payment, rectification and service: PDF, JPEG or PNG, five at most, 10 MB each."
        ),
    )

    def clean_record_no(self):
        try:
            numbers = numbers_in(self.cleaned_data["record_no"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if not all(NUMBER.fullmatch(number) for number in numbers):
            raise forms.ValidationError(_now("This is no number of a record; it looks like 2026-0000123."))
        return numbers

    def clean(self):
        said = super().clean()
        hours, served = said.get("hours") or 0, "service" in said.get("methods", [])
        if bool(hours) != served:
            self.add_error(
                "hours", _now("Hours are written for public service, and public service is counted in hours; write both or neither.")
            )
        return {**said, "hours": hours}


class WithdrawForm(forms.Form):
    """Why the applicant withdraws."""

    words = Words(label=_("Why do you withdraw it?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form; posted, the receipt. The form bears a number of its own, so that one sent twice is one application."""
    if request.method != "POST":
        asked = request.GET.get("record", "")
        form = ApplicationForm(initial={"record_no": asked if NUMBER.fullmatch(asked) else ""})
        return _form(request, form)
    form, refusal, status = ApplicationForm(request.POST, request.FILES), "", 400
    if form.is_valid() and not Filed().allow_request(request, None):  # only what could be taken in counts
        refusal, status = too_many_words(), 429
    elif form.is_valid():
        said = dict(form.cleaned_data)
        files = said.pop("files")
        try:
            receipt = intake.file(said=said, files=files, address=_number(request.POST.get("form_no", "")), door=intake.APPLICATION)
        except SentAlready:
            return _page(request, "publicity/sent_already.html", {"follow": "repair_follow", "anew": "apply_for_repair"}, 409)
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            return _page(request, "publicity/repair_receipt.html", {"receipt": receipt})
    without_identities(form)
    return _form(request, form, refusal, status)


def _form(request, form: ApplicationForm, refusal: str = "", status: int = 200) -> HttpResponse:
    """The form, with the commitment that is signed with it."""
    wording = PublicWording.objects.filter(code="repair").first()
    given = {"主体名称": _now("(name of the subject)"), "承诺日期": wording_day(timezone.localdate())}
    asked = form["record_no"].value() or ""
    found = PublicRecord.objects.filter(number=asked).first() if isinstance(asked, str) and NUMBER.fullmatch(asked) else None
    early = found if found and found.minimum_until and found.minimum_until > timezone.localdate() else None
    conditions = asked_of(found) if found else []
    mark_required(form, {row["code"] for row in conditions if row["required"]})
    context = {"form": form, "refusal": refusal, "form_no": uuid4(), "commitment": filled(wording.body, given) if wording else ""}
    context |= {"early": early, "asked": found, "conditions": conditions}
    return _page(request, "publicity/repair.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where an application stands, for who has the receipt; with ``words``, it is withdrawn."""
    if request.method != "POST":
        return _page(request, "publicity/repair_follow.html", {"form": ReceiptForm()})
    if not Followed().allow_request(request, None):
        return _too_many(request)
    code, passphrase = (request.POST.get(name, "")[:64] for name in ("code", "passphrase"))
    if "paper" in request.POST:
        return paper_saved(request, "application", "publicity/repair_follow.html", code, passphrase)
    form = WithdrawForm(request.POST) if "words" in request.POST else None
    said = form is not None and form.is_valid()
    found = intake.withdraw(code, passphrase, form.cleaned_data["words"]) if said else intake.follow(code, passphrase, intake.APPLICATION)
    if found is None:
        return _page(request, "publicity/repair_follow.html", {"form": ReceiptForm(), "wrong": True}, 403)
    if found["state"] == intake.SLOW:
        return _too_many(request)
    if found["state"] == "ended":
        found, said = intake.follow(code, passphrase, intake.APPLICATION), False
    wrong = form if form is not None and not said and form.errors else None
    if wrong is not None:
        without_identities(wrong)
    happened = [{"label": HAPPENED[e["step"]], "at": datetime.fromisoformat(e["at"]), "words": e["words"]} for e in found["happened"]]
    days = {name: _day(found[name]) for name in ("filed_on", "accepted_on", "decided_on", "due")}
    due_words = _now("Accepted or not by") if found["status"] == "submitted" else _now("To be granted or refused by")
    context = {
        "told": found | days | {"happened": happened},
        "papers": papers_told(found),
        "code": code,
        "passphrase": passphrase,
        "status": STATUS[found["status"]],
        "due_words": due_words,
        "city": settings.CITY_NAME,
        "form": (wrong or WithdrawForm()) if found["status"] in {"submitted", "accepted", "verified"} else None,
    }
    return _page(request, "publicity/repair_told.html", context, 400 if wrong is not None else 200)


@require_GET
def letter(request: HttpRequest, address: UUID) -> HttpResponse:
    """One public letter of commitment, as signed: of a repair, or of an enterprise by the kinds that are published."""
    found = signed_letter(address) or get_object_or_404(PublicLetter, address=address)
    return _page(request, "publicity/letter.html", {"letter": found})
