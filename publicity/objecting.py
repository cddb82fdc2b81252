"""Objections on the portal: a form that is posted, a receipt that is shown once, and a page that the receipt opens.

The form takes any number of a record alike: neither its answer nor the page of the receipt tells whether a record stands
under it. As with complaints, nothing is stored on the way, and an unknown code and a wrong passphrase get the same answer.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from archives.forms import without_identities
from integrity.errors import Refused, SentAlready
from repair import intake
from repair.models import Objection

from .complaining import Filed, Files, Followed, ReceiptForm, Words, _number, _page, _too_many, paper_saved, papers_told, too_many_words

NUMBER = re.compile(r"[0-9]{4}[-0-9A-Za-z]{4,16}")
# What the objector reads, where staff distinguish more.
STATUS = {
    "filed": _("Received. The credit office checks who objects, and then decides whether the objection is accepted."),
    "incomplete": _("Something is missing: please supplement it."),
    "identified": _("Identity checked. The credit office decides whether the objection is accepted."),
    "refused": _("Not accepted."),
    "accepted": _("Accepted. The record is marked as under objection and is being verified."),
    "correcting": _("Accepted. The record is marked as under objection and is being verified."),
    "revoking": _("Accepted. The record is marked as under objection and is being verified."),
    "upheld": _("Accepted. The record is marked as under objection and is being verified."),
    "decided": _("Decided."),
    "complained": _("Your complaint about the handling is being looked at by another person."),
    "closed": _("Closed."),
}
OUTCOME = {"corrected": _("The record was corrected."), "revoked": _("The record was revoked."), "upheld": _("The record stands as it is.")}
HAPPENED = {
    "incomplete": _("A supplement was asked for"),
    "supplement": pgettext_lazy("objection", "Supplemented"),
    "identify": _("Identity checked"),
    "accept": _("Accepted"),
    "refuse": _("Not accepted"),
    "tell": pgettext_lazy("objection", "Decided"),
    "close": _("Closed"),
    "complain": _("You complained about the handling"),
    "confirm": _("The handling was confirmed"),
    "reopen": _("To be verified again"),
}


class ObjectionForm(forms.Form):
    """One objection to a record."""

    record_no = Words(
        label=_("Number of the record"),
        max_length=40,
        help_text=_("It stands on the page of the record, or in the notice you received."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    part = Words(
        label=_("What of it is wrong?"),
        max_length=100,
        help_text=_("The field as it is called on the page, such as the amount or the day."),
    )
    wrong = Words(
        label=_("Why is it wrong?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What shows it, and since when. No resident ids."),
    )
    should_be = Words(label=_("What should it be?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    objector_kind = forms.ChoiceField(label=_("You object as"), choices=Objection.Objector.choices)
    objector_name = Words(label=_("Your name, or that of the enterprise"), max_length=200)
    contact = Words(
        label=_("How can you be reached?"),
        max_length=200,
        help_text=_("Telephone or address. Only those who decide on the objection see name and contact."),
    )
    files = Files(
        label=_("Proof of who you are, and what shows the fault"),
        help_text=_(
            "Identity card or business licence, for an agent the power of attorney, and evidence: PDF, JPEG or PNG, five at most, 10 MB each."
        ),
    )

    def clean_record_no(self):
        number = "".join(self.cleaned_data["record_no"].split())
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_now("This is no number of a record; it looks like 2026-0000123."))
        return number


class SayForm(forms.Form):
    """What the objector adds or complains of."""

    words = Words(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    files = Files(label=_("Files"), required=False, help_text=_("PDF, JPEG or PNG, five at most, 10 MB each."))

    def __init__(self, *args, supplement: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _now("What you add") if supplement else _now("What was wrong with the handling?")
        if not supplement:
            del self.fields["files"]


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest) -> HttpResponse:
    """The form; posted, the receipt. The form bears a number of its own, so that one sent twice is one objection."""
    if request.method == "POST":
        form, refusal, status = ObjectionForm(request.POST, request.FILES), "", 400
        if form.is_valid() and not Filed().allow_request(request, None):  # only what could be taken in counts
            refusal, status = too_many_words(), 429
        elif form.is_valid():
            said = dict(form.cleaned_data)
            files = said.pop("files")
            try:
                receipt = intake.file(said=said, files=files, address=_number(request.POST.get("form_no", "")))
            except SentAlready:
                return _page(request, "publicity/sent_already.html", {"follow": "objection_follow", "anew": "object_to"}, 409)
            except Refused as refused:
                refusal, status = str(refused), 409
            else:
                return _page(request, "publicity/objection_receipt.html", {"receipt": receipt})
        without_identities(form)
        return _page(request, "publicity/objection.html", {"form": form, "refusal": refusal, "form_no": uuid4()}, status)
    asked = request.GET.get("record", "")
    form = ObjectionForm(initial={"record_no": asked if NUMBER.fullmatch(asked) else ""})
    return _page(request, "publicity/objection.html", {"form": form, "refusal": "", "form_no": uuid4()})


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where an objection stands, for who has the receipt; with ``words``, it is supplemented or its handling complained of."""
    if request.method != "POST":
        return _page(request, "publicity/objection_follow.html", {"form": ReceiptForm()})
    if not Followed().allow_request(request, None):
        return _too_many(request)
    code, passphrase = (request.POST.get(name, "")[:64] for name in ("code", "passphrase"))
    if "paper" in request.POST:
        return paper_saved(request, "objection", "publicity/objection_follow.html", code, passphrase)
    form = SayForm(request.POST, request.FILES, supplement="complaint" not in request.POST) if "words" in request.POST else None
    said, refusal = form is not None and form.is_valid(), ""
    try:
        found = (
            intake.say(code, passphrase, form.cleaned_data["words"], form.cleaned_data.get("files", []))
            if said
            else intake.follow(code, passphrase)
        )
    except Refused as refused:
        found, said, refusal = intake.follow(code, passphrase), False, str(refused)
    if found is None:
        return _page(request, "publicity/objection_follow.html", {"form": ReceiptForm(), "wrong": True}, 403)
    if found["state"] == intake.SLOW:
        return _too_many(request)
    if found["state"] == "ended":
        found, said = intake.follow(code, passphrase), False
    wrong = form if form is not None and not form.is_valid() else None
    if wrong is not None:
        without_identities(wrong)
    context = _told(found, wrong) | {"code": code, "passphrase": passphrase, "added": said, "refusal": refusal}
    return _page(request, "publicity/objection_told.html", context, 400 if wrong is not None or refusal else 200)


def _day(text: str | None) -> date | None:
    return datetime.fromisoformat(text).date() if text else None


def _ground(found: dict) -> str | None:
    """Why it was refused; the same of every number that is not public, whether it is a record of somebody else or none."""
    if found["nothing_of_yours"]:
        return _now(
            "This register holds no record of this number that concerns you, or it was not shown that you may object to it. "
            "With proof of who you are, the service window looks it up with you."
        )
    return found["ground_en"] if translation.get_language() == "en" else found["ground"]


def _words(entry: dict) -> str:
    """What staff wrote; where it is withheld, what is asked of everybody alike whose number is not public."""
    if entry["step"] == "incomplete" and not entry["words"]:
        return _now("Proof of who you are, for an agent also of the authority; and what exactly is wrong, with what shows it.")
    return entry["words"]


def _told(found: dict, wrong: SayForm | None) -> dict:
    """What PostgreSQL told, in words and days."""
    status, until = found["status"], _day(found["may_complain_until"])
    happened = [{"label": HAPPENED[e["step"]], "at": datetime.fromisoformat(e["at"]), "words": _words(e)} for e in found["happened"]]
    may_complain = until is not None and timezone.localdate() <= until
    may_supplement = status == "incomplete"
    due_words = {"filed": _now("Accepted or not by"), "identified": _now("Accepted or not by"), "incomplete": _now("To be supplemented by")}
    return {
        "told": found | {name: _day(found[name]) for name in ("filed_on", "accepted_on", "due")} | {"happened": happened},
        "status": STATUS[status],
        "outcome": OUTCOME.get(found["outcome"], ""),
        "papers": papers_told(found),
        "ground": _ground(found),
        "due_words": due_words.get(status, pgettext("until", "Decided by")),
        "until": until,
        "may_complain": may_complain,
        "may_say": may_complain or may_supplement,
        "form": wrong or (SayForm(supplement=may_supplement) if may_complain or may_supplement else None),
        "city": settings.CITY_NAME,
    }
