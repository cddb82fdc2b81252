"""What the page of an application shows: conditions, steps, who acts until when, what happened."""

from __future__ import annotations

from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archives.models import Term
from commitments.actions import unsigned
from commitments.letters import papers
from commitments.models import Letter
from discipline.models import Lifting
from integrity.deadlines import days_left, printed
from integrity.posted import open_and_shut

from . import duties, facts, granting
from .forms import FalseForm
from .models import Application
from .terms import DECIDE, deadline, running

S = Application.Status
STATES = {
    S.DRAFT: "draft",
    S.SUBMITTED: "awaiting_acceptance",
    S.REJECTED: "refused",
    S.ACCEPTED: "verifying",
    S.VERIFIED: "verifying",
    S.GRANTED: "repaired",
    S.REFUSED: "refused",
    S.WITHDRAWN: "withdrawn",
    S.FALSE: "refused",
}
OPEN = {S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.VERIFIED}
STOPS = {"reject", "refuse", "falsify", "withdraw"}


def shown(request, found: Application, refusal=None) -> dict:
    """The context of the page but for its title."""
    user, today = request.user, timezone.localdate()
    can, cannot = open_and_shut(found, user, today)
    applicant = duties.is_applicant(found, user)
    ends, term = deadline(found), running(found)
    may_extend = term is not None and term[0] == DECIDE and not duties.stands_aside(found, user, today)
    step = "verify" if found.status == S.ACCEPTED else "grant"
    may_extend = may_extend and duties.handles(found, user, step, today) and not duties.barred(found, user, step)
    posted = request.POST.get("step", "") if request.method == "POST" else ""
    lines_day = _lines_day(found, today)
    numbers = duties.numbers(found)
    others = Application.objects.visible_to(user, today).filter(applied__number__in=numbers, status__in=OPEN).exclude(pk=found.pk).distinct()
    return {
        "application": found,
        "state": STATES[found.status],
        "rail": _rail(found),
        "can": [_offered(step, request.POST.get("reason", "") if step.name == posted else "", refusal if step.name == posted else None) for step in can],
        "cannot": [] if applicant else cannot,
        "refusal": str(refusal or ""),
        "lines": facts.lines_of(found, lines_day) if lines_day else [],
        "lines_day": lines_day if lines_day != today else None,
        "others": others,
        "subject_name": found.subject and found.subject.name,
        "records": facts.records_of(found),
        "unknown": found.subject_id is None,
        "who_acts": _who_acts(found, today),
        **_letter(found),
        "files": found.evidence.defer("content").annotate(size=Length("content")),
        "documents": granting.of(found, user, today),
        "liftings": Lifting.objects.filter(record_no__in=duties.numbers(found), ground=Lifting.Ground.REPAIRED).select_related("unit")
        if found.status == S.GRANTED
        else [],
        "executed": granting.is_executed(found),
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        "own": applicant,
        "false_form": FalseForm() if _awaits_record(found) and duties.files_false_material(found, user, today) else None,
        **({} if ends is None else {
            "deadline": printed(ends, today), "left": days_left(ends, today), "late": ends.left(today) < 0,
            "term_heading": _("To be accepted or not by") if found.status == S.SUBMITTED else _("To be granted or refused by"),
            "may_extend": Term.on(*term).extension_days if may_extend and not ends.extended_by and today <= ends.due_on else 0,
            "extension_url": reverse("staff_application_extension", args=[found.pk]),
        }),
    }  # fmt: skip


def letter_of(found: Application) -> Letter | None:
    """The letter given with an application, or the one to be signed for it; ``None`` where nobody is known who would give it."""
    if found.commitment_id:
        return found.commitment
    if found.subject is None or found.finder is None or found.status not in OPEN:
        return None
    return unsigned(subject=found.subject, signer=found.signer, records=duties.numbers(found), day=found.filed_on)


def _letter(found: Application) -> dict:
    given = letter_of(found)
    rows = papers.repair_rows(given, found.number, found.finder, found.get_status_display()) if given else []
    return {"letter": given, "letter_rows": rows}


def _awaits_record(found: Application) -> bool:
    return found.status == S.FALSE and found.filing_id is None


def _lines_day(found: Application, today):
    """The day of the conditions: today while it is open, else that of its last step; none of what was granted: the decision has them."""
    if found.subject_id is None or found.status == S.GRANTED:
        return None
    return today if found.status in OPEN else timezone.localdate(found.taken.last().at)


def _offered(step, given: str, refusal) -> dict:
    labels = {
        "accept": _("How the identity of the applicant was checked"),
        "reject": _("What is missing"),
        "verify": _("What was checked"),
        "grant": _("Ground of the decision"),
    }
    told = step.name in {"reject", "refuse", "grant", "falsify"}
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": labels.get(step.name, _("Reason")),
        "hint": _("The applicant reads it word for word.") if told else _("Kept word for word with your name and the time."),
        "stop": step.name in STOPS,
        "given": given,
        "error": str(refusal) if refusal else "",
    }


def _rail(found: Application) -> list[dict]:
    words = [_("Submitted"), _("Accepted"), _("Verified"), pgettext("application", "Decided"), _("Measures lifted everywhere")]
    at = {S.DRAFT: -1, S.SUBMITTED: 0, S.ACCEPTED: 1, S.VERIFIED: 2, S.GRANTED: 3, S.REFUSED: 3}.get(found.status)
    if at is None:
        gone = words[: 3 if found.verified_by_id else 2 if found.accepted_on else 1]
        return [*({"label": word, "state": "done"} for word in gone), {"label": found.get_status_display(), "state": "now"}]
    if found.status == S.REFUSED:
        words = words[:4]
    at += granting.is_executed(found)
    return [{"label": word, "state": "done" if n < at else "now" if n == at else "ahead"} for n, word in enumerate(words)]


def _who_acts(found: Application, today) -> str:
    """Who takes the next step, in words; empty where the application has ended."""
    if found.status == S.DRAFT:
        return _("Whoever drafted it, who submits it")
    if _awaits_record(found):
        return _("A clerk of %(unit)s, who files the record about false material") % {"unit": found.finder}
    if found.status == S.GRANTED and not granting.is_executed(found):
        return _("The units that carried out measures, which acknowledge that they are lifted")
    steps = {S.SUBMITTED: "accept", S.ACCEPTED: "verify", S.VERIFIED: "grant"}
    if found.status not in steps:
        return ""
    if found.finder is None or not duties.somebody_of_finder(found, steps[found.status], today):
        return _("An officer of the credit office, because nobody of the finding unit may")
    unit = {"unit": found.finder}
    if found.status == S.VERIFIED:
        return _("%(unit)s: its head, if another person than who verified it") % unit
    return _("%(unit)s: a clerk or its head who neither entered nor approved the record") % unit
