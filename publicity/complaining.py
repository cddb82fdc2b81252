"""Complaints on the portal: a form that is posted, a receipt that is shown once, and a page that the receipt opens.

Nothing of it is stored anywhere on the way, no page shows what somebody wrote to anybody but who holds the receipt, and an
unknown code and a wrong passphrase get the same answer after the same work (``complaints.intake``).
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from archives.forms import without_identities
from archives.models import DocumentKind
from complaints import intake
from complaints.forms import DAY
from complaints.models import Ticket
from integrity import receipts
from integrity.calendar import EARLIEST
from integrity.errors import Refused, SentAlready
from integrity.file_field import FilesField
from integrity.identity import mask_identities
from integrity.posted import whole
from integrity.signs import CONTROL, no_text, without_unseen
from integrity.uploads import taken_in

from .models import BODIES, PublicSubject
from .views import KEEP_NOTHING, page

OFFERED = 500  # bodies that the browser offers while a name is typed

# What the complainant reads, where staff distinguish more.
STATUS = {
    "received": _("Received. The credit office decides whether it is accepted."),
    "refused": _("Not accepted."),
    "accepted": _("Accepted. It goes to the superior of the body complained of."),
    "transferred": _("Being handled by the superior of the body complained of."),
    "handled": _("Being handled by the superior of the body complained of."),
    "answered": _("Answered. You will be asked whether you are satisfied."),
    "revisited": _("Answered and revisited."),
    "closed": _("Closed."),
}
# What became of the case that a founded complaint led to, told once it has ended.
CASE = {
    "determined": _("A breach of faith was determined."),
    "rectified": _("It was rectified as ordered."),
    "waived": _("The body put it right and made the loss good by itself; nothing was determined."),
    "not_found": _("No breach of faith was found."),
    "tolerated": _("It was tolerated under the listed conditions; nothing was determined."),
}
HAPPENED = {
    "accept": _("Accepted"),
    "refuse": _("Not accepted"),
    "transfer": _("Transferred to be handled"),
    "feedback": _("Answered"),
    "redo": _("To be handled again"),
    "close": _("Concluded"),
}


def _address(request) -> str:
    """Where a request comes from: what the outermost of our own proxies saw, whatever the client wrote before it."""
    proxies, told = settings.AXES_IPWARE_PROXY_COUNT, request.headers.get("X-Forwarded-For", "").split(",")
    return told[-proxies].strip() if proxies and len(told) >= proxies else request.META.get("REMOTE_ADDR", "")


class _Throttle(SimpleRateThrottle):
    """So many posts from one address and process; the database slows guessing as well, whatever the address."""

    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": _address(request)}


class Filed(_Throttle):
    scope = "complaints_filed"

    def get_rate(self) -> str:
        return settings.COMPLAINTS_RATE


class Followed(_Throttle):
    scope = "complaints_followed"

    def get_rate(self) -> str:
        return settings.RECEIPTS_RATE


class Words(forms.CharField):
    """Text that holds no resident id and no sign that nobody sees."""

    def clean(self, value):
        text = without_unseen(super().clean(value))
        if bad := CONTROL.search(text):
            raise forms.ValidationError(no_text(bad[0]))
        if mask_identities(text)[1]:
            raise forms.ValidationError(_now("A resident id stands in the text; remove it. Nobody needs it here."))
        return text


class Files(FilesField):
    """Several files, known by their content."""

    def clean(self, data, initial=None):
        files = super().clean(data, initial)
        if self.required and not files:
            raise forms.ValidationError(_now("Add what proves who you are; without it nobody can accept the objection."))
        try:
            return taken_in(files)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class ComplaintForm(forms.Form):
    """One complaint about a public body."""

    body = Words(
        label=_("Which public body is it about?"),
        max_length=200,
        help_text=_("Its whole official name, or its unified social credit code."),
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What is it about?"), choices=Ticket.Kind.choices)
    contract_no = Words(label=_("Number of the contract or agreement"), max_length=100, required=False)
    happened_on = forms.DateField(label=_("Since when is it not kept?"), required=False, **DAY)
    facts = Words(
        label=_("What happened?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What was agreed, by whom and when, and what was not kept. No resident ids."),
    )
    wanted = Words(label=_("What should be done?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    complainant_kind = forms.ChoiceField(label=_("You complain as"), choices=Ticket.Complainant.choices)
    complainant_name = Words(label=_("Your name, or that of the enterprise"), max_length=200)
    contact = Words(
        label=_("How can you be reached?"),
        max_length=200,
        help_text=_("Telephone or address. Only those who handle the complaint, and the auditor who examines how it was handled, see name and contact; the body complained of does not."),
    )
    files = Files(
        label=_("Files"), required=False, help_text=_("Contract, agreement, letters: PDF, JPEG or PNG, five at most, 10 MB each.")
    )

    def clean_body(self):
        """The code of the body, if exactly one bears this name or code."""
        text = self.cleaned_data["body"].strip()
        found = list(PublicSubject.objects.filter(kind__in=BODIES, code=text.upper())[:1])
        found = found or list(PublicSubject.objects.filter(kind__in=BODIES, name=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_now("No public body here bears exactly this name or code; look it up in the search and copy it."))
        return found[0].code

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_now("This day is still to come; what is not due yet cannot have been broken."))
        if day and day < EARLIEST:
            raise forms.ValidationError(_now("This day lies before %(day)s; correct it.") % {"day": EARLIEST.isoformat()})
        return day


class ReceiptForm(forms.Form):
    """Code and passphrase as printed on the receipt."""

    code = forms.CharField(
        label=_("Code of the receipt"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    passphrase = forms.CharField(label=_("Passphrase"), max_length=64, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))


class AdditionForm(forms.Form):
    words = Words(label=_("Add something"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    files = Files(label=_("Files"), required=False, help_text=_("PDF, JPEG or PNG, five at most, 10 MB each."))


def _page(request, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = page(request, template, context, KEEP_NOTHING)
    response.status_code = status
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def too_many_words() -> str:
    return _now("Too much was sent from your address in a short time, or the code was tried too often. Wait an hour and try again.")


def _too_many(request) -> HttpResponse:
    response = render(request, "fault.html", {"fault_title": _now("Too many attempts"), "fault": too_many_words()}, status=429)
    response.headers["Cache-Control"], response.headers["Retry-After"] = KEEP_NOTHING, "3600"
    return response


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The form; posted, the receipt. The form bears a number of its own, so that one sent twice is one complaint."""
    if request.method == "POST":
        form, refusal, status = ComplaintForm(request.POST, request.FILES), "", 400
        if form.is_valid() and not Filed().allow_request(request, None):  # only what could be taken in counts
            refusal, status = too_many_words(), 429
        elif form.is_valid():
            said = dict(form.cleaned_data)
            said["accused_code"], files = said.pop("body"), said.pop("files")
            try:
                receipt = intake.file(said=said, files=files, address=_number(request.POST.get("form_no", "")))
            except SentAlready:
                return _page(request, "publicity/sent_already.html", {"follow": "complaint_follow", "anew": "complain"}, 409)
            except Refused as refused:
                refusal, status = str(refused), 409
            else:
                return _page(request, "publicity/complaint_receipt.html", {"receipt": receipt})
        without_identities(form)
        return _page(request, "publicity/complaint.html", _asked(form, refusal), status)
    about = PublicSubject.objects.filter(kind__in=BODIES, code=request.GET.get("body", "")[:18]).first()
    return _page(request, "publicity/complaint.html", _asked(ComplaintForm(initial={"body": about.name if about else ""}), ""))


def _asked(form, refusal: str) -> dict:
    bodies = PublicSubject.objects.filter(kind__in=BODIES).order_by("sort_key", "code").values_list("name", flat=True)[:OFFERED]
    return {"form": form, "refusal": refusal, "form_no": uuid4(), "bodies": list(bodies)}


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a complaint stands, for who has the receipt; with ``words``, something is added to it."""
    if request.method != "POST":
        return _page(request, "publicity/complaint_follow.html", {"form": ReceiptForm()})
    if not Followed().allow_request(request, None):
        return _too_many(request)
    code, passphrase = (request.POST.get(name, "")[:64] for name in ("code", "passphrase"))
    if "paper" in request.POST:
        return paper_saved(request, "complaint", "publicity/complaint_follow.html", code, passphrase)
    addition = AdditionForm(request.POST, request.FILES) if "words" in request.POST else None
    added, refusal = addition is not None and addition.is_valid(), ""
    try:
        found = intake.supplement(code, passphrase, **addition.cleaned_data) if added else intake.follow(code, passphrase)
    except Refused as refused:
        found, added, refusal = intake.follow(code, passphrase), False, str(refused)
    if found is None:
        return _page(request, "publicity/complaint_follow.html", {"form": ReceiptForm(), "wrong": True}, 403)
    if found["state"] == intake.SLOW:
        return _too_many(request)
    if found["state"] == "ended":
        found, added = intake.follow(code, passphrase), False
    wrong = addition if addition is not None and not addition.is_valid() else None
    if wrong is not None:
        without_identities(wrong)
    context = _told(found) | {"code": code, "passphrase": passphrase, "addition": addition if refusal else wrong or AdditionForm(), "added": added}
    context["refusal"] = refusal
    return _page(request, "publicity/complaint_told.html", context, 400 if wrong is not None or refusal else 200)


def paper_saved(request, what: str, form_page: str, code: str, passphrase: str) -> HttpResponse:
    """An official document of ``what`` as a file, to who has the receipt; a wrong receipt is answered as on the page."""
    place = whole(request.POST["paper"], 4) or 0
    state, number, content = receipts.paper(code, passphrase, place, what)
    if state == receipts.SLOW:
        return _too_many(request)
    if content is None:
        return _page(request, form_page, {"form": ReceiptForm(), "wrong": True}, 403)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename=\"notice.pdf\"; filename*=UTF-8''{quote(number)}.pdf"
    response.headers["X-Content-Type-Options"], response.headers["Cache-Control"] = "nosniff", KEEP_NOTHING
    response.headers["Content-Security-Policy"], response.headers["Referrer-Policy"] = "sandbox; default-src 'none'", "no-referrer"
    return response


def papers_told(found: dict) -> list[dict]:
    """The official documents under a receipt: what each is, and its number."""
    return [{"label": DocumentKind(paper["kind"]).label, "number": paper["number"]} for paper in found["papers"]]


def _told(found: dict) -> dict:
    """What PostgreSQL told, in words and days."""
    english = translation.get_language() == "en"
    happened = [
        {"label": HAPPENED[entry["step"]], "at": datetime.fromisoformat(entry["at"]), "words": entry["words"]}
        for entry in found["happened"]
    ]
    notes = [{"mine": note["mine"], "at": datetime.fromisoformat(note["at"]), "words": note["words"]} for note in found["notes"]]
    days = {name: datetime.fromisoformat(found[name]).date() if found[name] else None for name in ("received_on", "accepted_on", "due")}
    return {
        "told": found | days | {"happened": happened, "notes": notes},
        "papers": papers_told(found),
        "status": STATUS[found["status"]],
        "case": CASE.get(found["case"]),
        "ground": found["ground_en"] if english else found["ground"],
        "may_add": found["status"] not in ("refused", "closed"),
        "due_words": _now("Accepted or not by") if found["status"] == "received" else _now("Answered by"),
    }
