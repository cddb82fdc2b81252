"""Pages of letters of enterprises: entering, one letter with its steps, copies and checks, prints, what is for supervision, the counter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archives.documents.views import pdf
from archives.forms import without_identities
from archives.models import Filing, Role
from integrity.errors import Refused
from integrity.lists import open_list, staff_list
from integrity.once import once
from integrity.posted import open_and_shut, take_posted
from integrity.uploads import download, taken_in

from ..models import LetterProof, SignedCopy, SignedLetter
from ..purchasers import purchaser_letter
from ..views import page
from ..writing_views import posted
from . import actions, counter, papers, records, rights
from .forms import CheckForm, CopyForm, CounterForm, EnterForm, PurchaserForm

S = SignedLetter.Status
STOPS = {"discard", "allege", "break", "rework"}
TAGS = {
    "entered": "draft",
    "printed": "awaiting_signoff",
    "signed": "awaiting_review",
    "in_force": "running",
    "alleged": "verifying",
    "kept": "kept",
    "broken": "broken",
    "mended": "rectifying",
    "repaired": "repaired",
    "discarded": "withdrawn",
}
READERS = {Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR}


def at_work(user) -> bool:
    return bool(Role.of(user) & READERS)


def supervises(user) -> bool:
    return bool(Role.of(user) & {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})


staff_list("staff_letter_counter", at_work)
staff_list("staff_letter_supervision", supervises)


def opened(user, pk: int) -> SignedLetter:
    related = (
        "unit",
        "subject",
        "wording",
        "matter",
        "filing",
        "made_by",
        "accepted_by",
        "alleged_by",
        "decided_by",
        "mended_by",
        "repaired_by",
    )
    return get_object_or_404(SignedLetter.objects.visible_to(user).select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a letter; the counter's question is asked again here, with the same sentence."""
    user, today = request.user, timezone.localdate()
    if not rights.receives_for(user, today).exists():
        raise PermissionDenied(_("Only clerks enter the letters that their units receive."))
    begun = {
        "signed_on": today,
        "kind": request.GET.get("kind", ""),
        "matter": request.GET.get("matter", ""),
        "code": request.GET.get("code", ""),
    }
    form = EnterForm(request.POST or None, initial=begun, user=user, today=today)

    def act(form):
        said = dict(form.cleaned_data)
        return actions.enter(subject=said.pop("code"), by=user, **said)

    def leads(made):
        messages.success(request, _("Entered. Release it, print it, and have it signed."))
        return redirect("staff_letter", pk=made.pk)

    return posted(
        request,
        form,
        act,
        leads,
        title=_("Enter a letter"),
        lead=_(
            "The text is the template of the kind as of the day of signature. It is printed, signed, uploaded, and a colleague puts it in force."
        ),
        button=_("Enter it"),
        list_url=open_list("commitments_signedletter", user),
        list_title=_("Letters of enterprises"),
    )


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: its text, copies, checks, record, and what may be done. POST takes a step."""
    found, refusal = opened(request.user, pk), None
    if request.method == "POST":
        refusal = take_posted(request, found)
        if refusal is None:
            return redirect("staff_letter", pk=pk)
        found = opened(request.user, pk)
    return page(request, "letter", 409 if refusal else 200, **_shown(request.user, found, str(refusal or "")))


def _shown(user, found: SignedLetter, refusal: str = "", check=None, copy=None) -> dict:
    today = timezone.localdate()
    can, cannot = open_and_shut(found, user, today)
    mine = rights.works_for(found.unit_id, user, today)
    seen = found.filing_id and Filing.objects.visible_to(user).filter(pk=found.filing_id).exists()
    return {
        "title": str(found),
        "letter": found,
        "tag_code": TAGS[found.status],
        "over": found.status == S.IN_FORCE and found.valid_until < today,
        "list_url": open_list("commitments_signedletter", user),
        "refusal": refusal,
        "can": [
            {"name": s.name, "label": s.label, "explains": s.explains, "needs_reason": s.needs_reason, "stop": s.name in STOPS} for s in can
        ],
        "cannot": cannot,
        "entry": found,
        "copies": found.copies.defer("content").select_related("by"),
        "checks": found.checks.select_related("by").prefetch_related(Prefetch("proofs", LetterProof.objects.defer("content"))),
        "copy": copy or (CopyForm() if mine and found.status in (S.PRINTED, S.SIGNED) else None),
        "check": check or (CheckForm(initial={"on": today}) if mine and found.status in actions.CHECKED else None),
        "record_no": counter.record_number(found) if found.filing_id else "",
        "filing": found.filing if seen else None,
        "rows": papers.rows(found),
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
    }


def _added(request, pk: int, form, name: str, act, done: str) -> HttpResponse:
    """A form of the page of a letter, posted on its own address."""
    found, status, refusal = opened(request.user, pk), 400, ""
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            said["files"] = taken_in(said["files"])
            act(letter=found, by=request.user, **said)
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            messages.success(request, done)
            return redirect("staff_letter", pk=pk)
    without_identities(form)
    return page(request, "letter", status, **_shown(request.user, opened(request.user, pk), refusal, **{name: form}))


@require_http_methods(["POST"])
@once
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the signed copy."""
    form = CopyForm(request.POST, request.FILES)
    return _added(request, pk, form, "copy", actions.add_copy, _("The signed copy is on file; the step itself is still to be taken below."))


@require_http_methods(["POST"])
@once
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a check with its proof."""
    form = CheckForm(request.POST, request.FILES)
    return _added(request, pk, form, "check", actions.check, _("The check is written down."))


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The text to be signed, as PDF; before its release there is nothing to sign."""
    found = opened(request.user, pk)
    if found.status == S.ENTERED:
        raise PermissionDenied(_("Release the letter for signature first; then it is printed."))
    return pdf(papers.letter(found), f"{found.number}.pdf")


@require_GET
def record_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The recording form of one letter, as PDF."""
    found = opened(request.user, pk)
    return pdf(papers.record_form(found), f"{found.number}-record.pdf")


@require_GET
def copy_file(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A signed copy, to be saved and never shown."""
    found = get_object_or_404(SignedCopy, letter=opened(request.user, pk), pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_GET
def proof(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A proof of a check, to be saved and never shown."""
    found = get_object_or_404(LetterProof, check_of__letter=opened(request.user, pk), pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_GET
def supervision(request: HttpRequest) -> HttpResponse:
    """For supervision: who broke which letter, since when, and did not make it good."""
    if not supervises(request.user):
        raise PermissionDenied(_("Broken letters are for those who supervise."))
    found = SignedLetter.objects.visible_to(request.user).unrepaired().select_related("unit", "subject", "wording", "matter", "filing")
    rows = [
        {"letter": one, "about": records.about(one) if one.matter_id or one.project_no else "—", "record_no": counter.record_number(one)} for one in found.order_by("decided_on", "pk")
    ]
    return page(request, "letter_supervision", title=_("Broken letters for supervision"), rows=rows)


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """The counter: which letters apply to a matter, may this applicant use one; and whether a purchaser has published its letter."""
    if not at_work(request.user):
        raise PermissionDenied(_("The counter is for those who work with records."))
    user, today = request.user, timezone.localdate()
    asked = set(request.GET) & {"matter", "code"}
    form = CounterForm(request.GET if asked else None, today=today)
    buys = PurchaserForm(request.GET if "purchaser" in request.GET else None)
    context = {
        "title": _("Counter: letters of commitment"),
        "form": form,
        "buys": buys,
        "may_enter": rights.receives_for(user, today).exists(),
    }
    context["asked"] = bool(asked)
    context["matters"] = (
        [] if asked else [{"item": item, "kinds": counter.for_matter(item, today)} for item in counter.matters(today)[:200]]
    )
    if asked and form.is_valid():
        context |= _answered(form.cleaned_data["matter"], form.cleaned_data["code"], today)
    if buys.is_bound and buys.is_valid():
        of = purchaser_letter(buys.cleaned_data["purchaser"], buys.cleaned_data["project_no"], today)
        context |= {"bought": True, "published": of}
    without_identities(form)
    without_identities(buys)
    return page(request, "letter_counter", **context)


def _answered(matter, subject, today) -> dict:
    kinds = counter.for_matter(matter, today) if matter else []
    name = subject.name if subject else "＿＿＿＿"
    entering = f"{reverse('staff_letter_enter')}?"
    return {
        "matter": matter,
        "kinds": [
            {
                "kind": kind,
                "text": counter.template_of(kind, name, today),
                "enter": f"{entering}kind={kind.code}&matter={matter.pk}&code={subject.code if subject else ''}",
            }
            for kind in kinds
        ],
        "subject": subject,
        "why_not": counter.why_not(subject) if subject else "",
        "article": counter.AGAIN,
    }
