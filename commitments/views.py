"""Pages of commitments: one commitment with its steps and proof, the change that awaits adoption, one dispute."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from archives import people
from archives.determined import came_back
from archives.models import Filing, ReadLog, Scope
from discipline.models import Case
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import offered, open_and_shut, take_posted, unsent, whole
from integrity.uploads import download, taken_in

from . import actions, duties, records, states
from .flow import no_open_version
from .forms import PlanForm, ReportForm
from .handling.measured import measured
from .models import Commitment, Dispute, DisputeFile, Proof, Report, Version

S = Commitment.Status
# What a step asks for beside a reason: the form that stands inside it.
FORMS = {"report": ReportForm, "mend": ReportForm, "plan": PlanForm}
STOPS = {"return", "discard", "insufficient", "break", "case", "end", "rework", "refuse", "withdraw", "overturn", "reopen", "take_back"}
TERMS = {S.REPORTED: gettext_lazy("To be verified by"), S.MENDED: gettext_lazy("To be verified by"), S.BROKEN: gettext_lazy("Rectification plan due by")}
RAIL = (S.DRAFTED, S.REVIEWING, S.PUBLISHED, S.REPORTED, S.KEPT)
BROKEN_RAIL = (S.PUBLISHED, S.BROKEN, S.RECTIFYING, S.MENDED, S.RECTIFIED)


def page(request, template: str, status: int = 200, **extra) -> HttpResponse:
    """A page of the staff site."""
    return TemplateResponse(request, f"staff/{template}.html", {**admin.site.each_context(request), **extra}, status=status)


def opened(user, pk: int) -> Commitment:
    """The commitment, if ``user`` may see it."""
    related = (
        "unit",
        "wording",
        "service",
        "duty",
        "made_by",
        "published_by",
        "reported_by",
        "decided_by",
        "answered__post",
        "case",
        "filing",
        "person_filing",
    )
    found = states.dated(Commitment.objects.visible_to(user)).select_related(*related).prefetch_related("versions__matter")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
@once
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """One commitment: what it says, what may be done by whom and until when, what happened. POST takes a step or tells progress."""
    found = opened(request.user, pk)
    if request.method == "POST":
        step, form = request.POST.get("step", ""), None
        try:
            form = _form_for(step, request)
            if form is not None and not form.is_valid():
                return page(request, "commitment", 400, **_shown(request, opened(request.user, pk), step, form))
            _taken(request, found, step, form)
        except Refused as refusal:
            return page(request, "commitment", 409, **_shown(request, opened(request.user, pk), step, form, refusal))
        messages.success(request, _said(found, step))
        return redirect("staff_commitment", pk=pk)
    return page(request, "commitment", **_shown(request, found))


def _form_for(step: str, request=None):
    """The form inside a step, bound where one was posted; ``None`` for a bare step."""
    data = (request.POST, request.FILES) if request is not None else ()
    alone = {"initial": {"on": timezone.localdate()}, "auto_id": f"id_{step}_%s"}  # several forms stand on the page
    if step == "progress":
        return ReportForm(*data, progress=True, **alone)
    if step in FORMS:
        return FORMS[step](*data, **alone)
    return None


def _taken(request, found: Commitment, step: str, form) -> None:
    by, seen = request.user, whole(request.POST.get("revision", ""))
    said = dict(form.cleaned_data) if form is not None else {}
    if "files" in said:
        said["files"] = taken_in(said["files"])
    if step == "progress":
        actions.tell(commitment=found, kind=Report.Kind.PROGRESS, by=by, **said)
    elif step == "report":
        actions.report_kept(commitment=found, by=by, seen=seen, **said)
    elif step == "mend":
        said.pop("value")
        actions.report_mended(commitment=found, by=by, seen=seen, **said)
    elif step == "plan":
        actions.plan(commitment=found, by=by, seen=seen, **said)
    else:
        actions.take(commitment=found, step=step, by=by, reason=request.POST.get("reason", ""), seen=seen)


def _said(found: Commitment, step: str) -> str:
    if step == "progress":
        return _("Written down; everybody reads it beside the commitment.")
    return _("Done: %(step)s.") % {"step": found.flow[step].label}


def _shown(request, found: Commitment, tried: str = "", form=None, refusal=None) -> dict:
    user, today = request.user, timezone.localdate()
    can, cannot = steps_for(found, user, today)
    term = states.deadline(found)
    state = states.state_of(found, today)
    of_unit = duties.works_for(found.unit_id, user, today)
    progress = of_unit and found.status == S.PUBLISHED
    open_version = Version.objects.visible_to(user, today).filter(commitment=found, status="open").first() if found.published_on else None
    if form is not None and form.is_bound:
        for name, value in form.data.items():  # what is sent back holds no resident id
            form.data = form.data.copy()
            form.data[name] = mask_identities(value)[0]
    owner = found.owner_on(today)
    may_hand_over = of_unit and found.status not in {S.DRAFTED, S.DISCARDED, S.KEPT, S.ENDED, S.RECTIFIED, S.CASE}
    return {
        "title": str(found),
        "commitment": found,
        "version": found.version,
        "versions": [v for v in found.versions.all() if v.status == "adopted"],
        "list_url": open_list("commitments_commitment", user),
        "tag_code": states.TAGS.get(str(state or found.status), str(state or found.status)),
        "state_word": states.LABELS[state] if state else found.get_status_display(),
        "rail": _rail(found),
        "can": [_offered(found, s, tried, form, refusal, request) for s in can],
        "cannot": cannot,
        "progress": {
            "form": form if tried == "progress" else _form_for("progress"),
            "error": str(refusal or "") if tried == "progress" else "",
        }
        if progress
        else None,
        "unsent": unsent(request, can, refusal),
        "refusal": str(refusal) if refusal and tried != "progress" and tried not in {s.name for s in can} else "",
        "owner": owner,
        "owner_left": bool(owner and found.status in states.RUNNING and owner.appointment.until_on and owner.appointment.until_on <= today),
        "owners": found.ownerships.select_related("appointment__post", "appointment__holder", "made_by"),
        "reports": found.reports.select_related("by").prefetch_related(Prefetch("proofs", Proof.objects.defer("content"))),
        "disputes": found.disputes.exclude(status=Dispute.Status.RECEIVED),
        "open_disputes": Dispute.objects.visible_to(user, today).filter(commitment=found).open(),
        "open_version": open_version,
        "may_change": of_unit and found.status == S.PUBLISHED and open_version is None,
        "may_redraft": of_unit and found.status == S.DRAFTED,
        "may_hand_over": may_hand_over,
        "open_count": len(can) + progress + (of_unit and found.status == S.DRAFTED) + (progress and open_version is None) + may_hand_over,
        "returned": _returned(found),
        "term_heading": TERMS.get(found.status, ""),
        "filed": _filed(found, user),
        "may_see_case": bool(found.case_id) and Case.objects.visible_to(user, today).filter(pk=found.case_id).exists(),
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        "who_acts": _who_acts(found),
        "measured": measured(found.version, today),
        "deadline": printed(term, today) if term else None,
        "left": days_left(term, today) if term else "",
        "late": bool(term and term.left(today) < 0),
    }


def _returned(found: Commitment):
    """The step by which a draft came back, with who took it and why; ``None`` where it did not."""
    last = found.taken.select_related("by").last() if found.status == S.DRAFTED else None
    return last if last and last.step == "return" else None


def steps_for(found: Commitment, user, today) -> tuple[list, list]:
    """The steps open to ``user`` and the others; what a step asks for on its form is no reason why it cannot be taken."""
    can, cannot = open_and_shut(found, user, today)
    names = {step.name for step in can}
    may = duties.works_for(found.unit_id, user, today)
    asked = [step for step in found.flow.from_status(found.status) if step.name in FORMS and may and step.name not in names]
    blocked = {"report"} if found.published_on and found.versions.filter(status="open").exists() else set()
    asked = [step for step in asked if step.name not in blocked]
    if blocked:
        cannot = [
            entry | {"why": _why_blocked(found, user, today)} if entry["label"] == found.flow["report"].label else entry for entry in cannot
        ]
    labels = {str(step.label) for step in asked}
    hidden = {str(found.flow[name].label) for name in ("overturn", "reopen")}  # by the decision on a dispute alone
    return [*asked, *can], [entry for entry in cannot if str(entry["label"]) not in labels | hidden]


def _why_blocked(found: Commitment, user, today) -> str:
    """What stands in the way before any proof is asked for."""
    try:
        no_open_version(found, user, today)
    except Refused as refusal:
        return str(refusal)
    return ""


def _offered(found: Commitment, step, tried: str, form, refusal, request) -> dict:
    mine = step.name == tried
    return {
        "name": step.name,
        "label": step.label,
        "explains": _("From now on it is binding with its day and its yardstick, and only its unit and the credit office read it.")
        if step.name == "publish" and found.scope == Scope.INTERNAL
        else step.explains,
        "needs_reason": step.needs_reason,
        "stop": step.name in STOPS,
        "form": (form if mine and form is not None else _form_for(step.name)),
        "given": mask_identities(request.POST.get("reason", ""))[0] if mine else "",
        "error": str(refusal) if mine and refusal else "",
    }


def _rail(found: Commitment) -> list[dict]:
    stops = BROKEN_RAIL if found.status in Commitment.BREACHED else RAIL
    if found.status not in stops:
        return []
    at = stops.index(found.status)
    words = dict(Commitment.Status.choices)
    return [{"label": words[code], "state": "done" if n < at else "now" if n == at else "ahead"} for n, code in enumerate(stops)]


def _who_acts(found: Commitment) -> str:
    """Who takes the next step, in words; empty where it is over."""
    unit, office = _("%(unit)s: clerk or head") % {"unit": found.unit}, _("An officer of the credit office")
    at_unit = {S.DRAFTED: unit, S.PUBLISHED: unit, S.BROKEN: unit, S.RECTIFYING: unit}
    at_office = {S.REVIEWING: office, S.REPORTED: office, S.MENDED: office}
    return {**at_unit, **at_office}.get(found.status, "")


def _filed(found: Commitment, user) -> list[dict]:
    """The records that the outcome became, or the filings that wait; about the owner only for whoever may open it."""
    rows = []
    taken_back = found.disputes.filter(status=Dispute.Status.OVERTURNED).select_related("correction", "person_correction").last()
    corrections = (taken_back.correction, taken_back.person_correction) if taken_back else (None, None)
    pairs = ((found.filing, _("about the unit")), (found.person_filing, _("about the owner")))
    for (filing, label), correction in zip(pairs, corrections, strict=True):
        if filing is None:
            continue
        record, waits = records.record_of(filing), correction is not None and correction.status != Filing.Status.APPROVED
        rows.append(
            {
                "label": label,
                "filing": filing if opens(user, filing) else None,
                "record": record if record and filing.person_id is None else None,
                "word": _("on file") if record else filing.get_status_display(),
                "correction": correction if waits and opens(user, correction) else None,
                "correction_word": _("correction: %(status)s") % {"status": correction.get_status_display()} if waits else "",
            }
        )
    return rows


def opens(user, filing: Filing) -> bool:
    """Whether ``user`` may open ``filing``; one about a person is opened by whoever has to do with it."""
    if not Filing.objects.visible_to(user).filter(pk=filing.pk).exists():
        return False
    return filing.person_id is None or people.acting_as(user, filing.person, timezone.localdate(), item_code=filing.item_code) != ReadLog.As.NONE


def _waiting(found: Commitment, user) -> list[dict]:
    """The filings of the outcome that nobody decided on yet; a link for whoever may open them."""
    waiting = [one for one in (found.filing, found.person_filing) if one and records.record_of(one) is None and not came_back(one)]
    return [{"filing": one, "opens": opens(user, one)} for one in waiting]


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, pk: int, no: int) -> HttpResponse:
    """A change beside what it would replace; POST takes a step."""
    of = opened(request.user, pk)
    found = get_object_or_404(Version.objects.visible_to(request.user).filter(commitment=of).select_related("made_by", "adopted_by", "matter"), no=no)
    refusal = None
    if request.method == "POST" and (refusal := take_posted(request, found)) is None:
        return redirect("staff_commitment", pk=pk)
    can, cannot = open_and_shut(found, request.user, timezone.localdate())
    hidden = {"begin"}  # with the publication alone
    return page(
        request,
        "commitment_version",
        409 if refusal else 200,
        title=_("Change of %(commitment)s") % {"commitment": of.number},
        commitment=of,
        version=found,
        before=of.versions.filter(status="adopted", no__lt=no).last(),
        can=[step | {"stop": step["name"] in STOPS} for step in offered(request, can, refusal) if step["name"] not in hidden],
        cannot=[entry for entry in cannot if str(entry["label"]) != str(found.flow["begin"].label)],
        refusal=str(refusal or ""),
        unsent=unsent(request, can, refusal),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
    )


@require_GET
def proof(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A proof, to be saved and never shown."""
    found = get_object_or_404(Proof, report__commitment=opened(request.user, pk), pk=file)
    return download(found.name, found.kind, bytes(found.content))


@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute: what is said, by when it is decided, and the decision, which everybody reads."""
    related = ("commitment__unit", "commitment__wording", "correction", "decided_by")
    found = get_object_or_404(Dispute.objects.visible_to(request.user).select_related(*related), pk=pk)
    refusal, today = None, timezone.localdate()
    if request.method == "POST" and (refusal := take_posted(request, found)) is None:
        return redirect("staff_dispute", pk=pk)
    can, cannot = open_and_shut(found, request.user, today)
    term = states.dispute_deadlines([found])[found.pk] if found.status == Dispute.Status.RECEIVED else None
    return page(
        request,
        "dispute",
        409 if refusal else 200,
        title=str(found),
        dispute=found,
        commitment=found.commitment,
        list_url=open_list("commitments_dispute", request.user),
        can=[
            {
                **s,
                "stop": s["name"] in STOPS,
                "reason_label": _("Result with its reasons"),
                "hint": _("Everybody reads it word for word; it names nobody who disputes."),
            }
            for s in offered(request, can, refusal)
        ],
        cannot=cannot,
        refusal=str(refusal or ""),
        unsent=unsent(request, can, refusal),
        waiting=_waiting(found.commitment, request.user) if found.status == Dispute.Status.RECEIVED else [],
        contact=found.contact if duties.reads_contact(found.commitment, request.user, today) else "",
        files=found.files.defer("content"),
        reports=found.commitment.reports.prefetch_related(Prefetch("proofs", Proof.objects.defer("content"))),
        taken=[{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        deadline=printed(term, today) if term else None,
    )


@require_GET
def dispute_file(request: HttpRequest, pk: int, file: UUID) -> HttpResponse:
    """A file of a dispute, to be saved and never shown."""
    found = get_object_or_404(Dispute.objects.visible_to(request.user), pk=pk)
    one = get_object_or_404(DisputeFile, dispute=found, pk=file)
    return download(one.name, one.kind, bytes(one.content))
