"""What the pages of measures show: the board of a joint action, one measure at a unit, measures on a record."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archives.corrections import correctable
from archives.models import Record
from integrity.deadlines import days_left, printed
from integrity.identity import mask_identities
from integrity.posted import open_and_shut

from ..models import Execution, JointAction, Lifting
from . import lifting_letters
from .eligibility import ends_on
from .terms import deadlines

S = Execution.Status
STATES = {S.ASKED: "awaiting_reply", S.ACCEPTED: "checking", S.DECLINED: "returned", S.EXECUTED: "approved", S.NOT_EXECUTED: "faulty"}
STOPS = {"decline", "fail", "discard"}
LABELS = {
    "decline": lambda: _("Why it is declined"),
    "execute": lambda: _("What was done, and by which document"),
    "fail": lambda: _("Why it was not carried out"),
}


def offered(item, user, today: date, refused=None) -> dict:
    """The steps open to ``user`` and the others; ``refused``: (step, reason, refusal) of a POST."""
    can, cannot = open_and_shut(item, user, today)
    step, reason, refusal = refused or ("", "", None)
    rows = [
        {
            "name": s.name,
            "label": s.label,
            "explains": s.explains,
            "needs_reason": s.needs_reason,
            "reason_label": LABELS.get(s.name, lambda: _("Reason"))(),
            "files": s.name in {"execute", "fail"},
            "stop": s.name in STOPS,
            "reason": mask_identities(reason)[0] if s.name == step else "",
            "error": str(refusal) if refusal and s.name == step else "",
        }
        for s in can
    ]
    return {"can": rows, "cannot": cannot, "refusal": str(refusal or ""), "revision": item.revision}


def under_objection(number: str) -> bool:
    """Whether the record on which measures rest is under objection: every page of them says so."""
    return Record.objects.current().filter(number=number).under_objection().exists()


def state_of(execution: Execution, today: date, ended: set[int]) -> tuple[str, str]:
    """Tag and words of where a measure stands; what has ended says so, whatever was answered before."""
    if execution.asked_on and execution.pk in ended and execution.status not in {S.DECLINED, S.NOT_EXECUTED}:
        return "expired", _("ended")
    if execution.status == S.ASKED and not execution.item.may_be_declined:
        return STATES[S.ASKED], _("awaits its feedback")
    return STATES[execution.status], execution.get_status_display()


def ended_among(rows: list[Execution], today: date) -> set[int]:
    """Those that rest on nothing any more on ``today``: lifted, past their period, or with a record that ended."""
    pks = [row.pk for row in rows]
    resting = Execution.objects.filter(pk__in=pks).resting(today).unlifted(today)
    return set(pks) - set(resting.values_list("pk", flat=True))


def board(action: JointAction, today: date) -> list[dict]:
    """One row a measure and unit: where it stands, until when, who is late."""
    rows = list(action.executions.with_ends().select_related("item", "unit", "link", "action", "answered_by", "fed_back_by"))
    ends, ended = deadlines(rows), ended_among(rows, today)
    return [_row(row, ends.get(row.pk), ended, today) for row in rows]


def _row(row: Execution, deadline, ended: set[int], today: date) -> dict:
    state, label = state_of(row, today, ended)
    due = deadline if deadline and row.pk not in ended else None
    return {
        "row": row,
        "state": state,
        "label": label,
        "due": due.due_on if due else None,
        "left": days_left(due, today) if due else "",
        "late": due is not None and due.left(today) < 0,
        "ends": ends_on(row) if row.asked_on and row.lasts else None,
    }


def shown(execution: Execution, user, today: date, refused=None) -> dict:
    """The context of ``staff/measure.html``. To the subject, what another unit answered is not shown."""
    deadline, ended = deadlines([execution]).get(execution.pk), ended_among([execution], today)
    told = Execution.objects.answers_to(user, today).filter(pk=execution.pk).exists()
    row = _row(execution, deadline, ended, today)
    if not told and execution.pk not in ended:
        row |= {"state": "awaiting_reply", "label": _("sent to the unit"), "late": False, "due": None}
    return {
        **offered(execution, user, today, refused),
        **row,
        "execution": execution,
        "action": execution.action,
        "objected": under_objection(execution.action.record_no),
        "in_force": Execution.objects.in_force(today).filter(pk=execution.pk).exists(),
        "told": told,
        "liftings": execution.liftings.exclude(ground=Lifting.Ground.CORRECTED).order_by("pk"),
        "letters": list(lifting_letters.of_measure(execution).order_by("pk")),
        "files": execution.files.defer("content") if told else [],
        "taken": [{"row": r, "label": execution.flow[r.step].label} for r in execution.taken.select_related("by")] if told else [],
        "deadline": printed(deadline, today) if row["due"] else None,
        "term_heading": pgettext("measure", "To be answered by")
        if execution.status == S.ASKED and execution.item.may_be_declined
        else _("To be fed back by"),
    }


def corrected_values(lifting: Lifting) -> list[dict]:
    """What the correction of a record changed for those who measured by it: label, value before, value now; never of a natural person."""
    rows = list(lifting.executions.select_related("action__version__subject", "action__version__item", "action__version__content")[:1])
    if lifting.ground != Lifting.Ground.CORRECTED or not rows or rows[0].action.version.subject.is_person:
        return []
    related = ("subject", "item", "content")
    now = {f.key: f for f in correctable(Record.objects.current().select_related(*related).get(number=lifting.record_no))}
    told = [f for f in correctable(rows[0].action.version) if f.scope in {"public", "shared"} and f.key in now]
    return [
        {"label": str(f), "before": f.worded(f.value), "after": f.worded(now[f.key].value)} for f in told if now[f.key].value != f.value
    ]


def on_record(number: str, user, today: date) -> list[dict]:
    """The measures in force on a record that ``user`` may see, each with until when, for the pages of record and case."""
    rows = Execution.objects.visible_to(user, today).in_force(today).about(number).select_related("item", "unit", "link", "action").order_by("pk")
    return [{"row": row, "ends": ends_on(row), "url": reverse("staff_measure", args=[row.pk])} for row in rows]


def part_of_record(version: Record, user, today: date) -> dict | None:
    """The part of the page of a record that measures add (``archives.record_views.PARTS``)."""
    rows = on_record(version.number, user, today)
    return {"template": "staff/measures_in_force.html", "rows": rows} if rows else None
