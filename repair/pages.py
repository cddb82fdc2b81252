"""What the page of an objection shows: its steps with what each asks for, where it stands, who acts until when."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.corrections import DECIDED, correctable
from archives.models import Role, Term
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.workflow import objection_to

from . import duties
from .flow import a_correction, current_record, listed_ground, second_person_acted
from .models import Objection, RefusalGround
from .terms import VERIFY, deadline, running

S = Objection.Status
STATES = {
    S.FILED: "awaiting_review",
    S.INCOMPLETE: "awaiting_reply",
    S.IDENTIFIED: "awaiting_acceptance",
    S.REFUSED: "refused",
    S.ACCEPTED: "verifying",
    S.CORRECTING: "verifying",
    S.REVOKING: "verifying",
    S.UPHELD: "verifying",
    S.DECIDED: "approved",
    S.COMPLAINED: "disputed",
    S.CLOSED: "settled",
}
STOPS = {"refuse", "revoke", "reopen"}
ASKED_BY_FORM = (listed_ground, a_correction)  # what a step asks for on its form is no reason why it cannot be taken


def shown(request, found: Objection, refused=None) -> dict:
    """The context of the page but for what the view adds; ``refused``: (step, given, changes, refusal) of a POST."""
    today = timezone.localdate()
    can, cannot = steps_for(found, request.user, today)
    step, given, changes, refusal = refused or ("", {}, {}, None)
    ends = deadline(found)
    term = running(found)
    decides = duties.decides(found, request.user, today) and not duties.stands_aside(found, request.user, today)
    seen = _sees_record(found, request.user, today, decides)
    record = current_record(found) if seen else None
    names = {s.name for s in can}
    return {
        "state": STATES[found.status],
        "rail": _rail(found),
        "can": [_offered(s, given if s.name == step else {}, refusal if s.name == step else None) for s in can],
        "cannot": cannot,
        "refusal": str(refusal or ""),
        "grounds": RefusalGround.objects.in_force(today) if "refuse" in names else [],
        "fields": _fields(record, changes) if record and "correct" in names else [],
        "voted": bool(record and "correct" in names and any(ask(record) for ask in DECIDED)),
        "record": record,
        "record_url": reverse("staff_record", args=[found.record_no]) if record else "",
        "no_record": decides and found.version is None,
        "who_acts": who_acts(found),
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
        "answer": found.taken.filter(step="tell").last() if found.decided_on else None,
        "own": duties.is_objector(found, request.user),
        **({} if ends is None else {
            "deadline": printed(ends, today), "left": days_left(ends, today), "late": ends.left(today) < 0, "term_heading": _heading(found),
            "may_extend": Term.on(*term).extension_days if decides and term[0] == VERIFY and not ends.extended_by and today <= ends.due_on else 0,
            "extension_url": reverse("staff_objection_extension", args=[found.pk]),
        }),
    }  # fmt: skip


def _sees_record(found: Objection, user, today, decides: bool) -> bool:
    """Whether the page shows the record: to the subject, the auditor and who decides; about a person, not before acceptance."""
    if found.version is None:
        return False
    if (found.channel == Objection.Channel.SELF and duties.is_objector(found, user)) or Role.AUDITOR in Role.of(user, today):
        return True
    return (decides or duties.reviews(found, user, today)) and (
        not found.version.subject.is_person or (found.mark is not None and found.mark.until_at is None)
    )


def steps_for(found: Objection, user, today) -> tuple[list, list]:
    """The steps open to ``user`` and the others, each with its label and why not."""
    can, cannot = [], []
    for step in found.flow.from_status(found.status):
        trial = replace(step, rules=tuple(rule for rule in step.rules if rule not in ASKED_BY_FORM))
        why = objection_to(found, trial, user, today)
        if why is None:
            can.append(step)
        elif step.name not in {"supplement", "complain"} or duties.is_objector(found, user):
            cannot.append({"label": step.label, "why": str(why)})
    return can, cannot


def _offered(step, given: dict, refusal) -> dict:
    labels = {
        "incomplete": _("What is missing"),
        "supplement": _("What you add"),
        "identify": _("What was seen"),
        "tell": _("Answer to the objector"),
        "complain": _("What was wrong with the handling"),
    }
    told = step.name in {"incomplete", "refuse", "tell", "confirm", "reopen"}
    hint = _("The objector reads it word for word; it names nobody who is not concerned.") if told else _("Kept word for word with your name and the time.")
    if step.name == "refuse":
        hint += _(
            " Not so where no such record exists or it is not the objector’s, and the number is not public: then one and the same sentence is told, and this stays here."
        )
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": labels.get(step.name, _("Reason")),
        "hint": hint,
        "stop": step.name in STOPS,
        "given": {name: mask_identities(value)[0] for name, value in given.items()},
        "error": str(refusal) if refusal else "",
    }


def _fields(record, changes: dict) -> list[dict]:
    return [
        {
            "key": field.key,
            "label": str(field),
            "value": field.value,
            "shown": field.worded(field.value),
            "new": mask_identities(changes.get(field.key, field.value))[0],
            "options": [(option, field.worded(option)) for option in field.options],
            "long": len(field.value) > 20,
        }
        for field in correctable(record)
    ]


def _rail(found: Objection) -> list[dict]:
    words = [_("Filed"), _("Identity checked"), _("Accepted"), _("Verified"), _("Decided and told"), _("Closed")]
    if found.status == S.REFUSED:
        return [{"label": words[0], "state": "done"}, {"label": found.get_status_display(), "state": "now"}]
    at = {S.FILED: 0, S.INCOMPLETE: 0, S.IDENTIFIED: 1, S.ACCEPTED: 2, S.DECIDED: 4, S.COMPLAINED: 4, S.CLOSED: 5}.get(found.status, 3)
    return [{"label": word, "state": "done" if n < at else "now" if n == at else "ahead"} for n, word in enumerate(words)]


def who_acts(found: Objection) -> str:
    """Who takes the next step, in words; empty where the objection has ended."""
    if found.status in {S.REFUSED, S.CLOSED}:
        return ""
    if found.status == S.INCOMPLETE:
        return _("The objector, who supplements what was asked for")
    if found.is_inside:
        return _("%(unit)s: its head") % {"unit": found.version.filing.unit}
    if second_person_done(found):
        return _("An officer of the credit office, who tells the objector the decision")
    return {
        S.ACCEPTED: _("An officer of the credit office who neither entered nor approved the record"),
        S.CORRECTING: _("A second officer approves the correction; then the objector is told"),
        S.REVOKING: _("A second officer confirms the withdrawal; then the objector is told"),
        S.COMPLAINED: _("Another person of the credit office than those who handled it"),
    }.get(found.status, _("An officer of the credit office"))


def second_person_done(found: Objection) -> bool:
    """Whether the correction was approved, or the withdrawal confirmed, so that only the objector is left to be told."""
    try:
        second_person_acted(found, None, None)
    except Refused:
        return False
    return found.status in {S.CORRECTING, S.REVOKING}


def _heading(found: Objection) -> str:
    return {
        S.FILED: _("To be accepted or refused by"),
        S.IDENTIFIED: _("To be accepted or refused by"),
        S.INCOMPLETE: _("To be supplemented by"),
        S.COMPLAINED: _("To be reviewed by"),
    }.get(found.status, _("To be verified and told by"))
