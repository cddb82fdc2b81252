"""The terms of an objection: acceptance from its filing, verification from its acceptance, review from the complaint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.duty_actions import deadlines_of
from archives.models import Term
from integrity.calendar import Deadline, add_workdays

from .models import Objection

S = Objection.Status
ACCEPT, SUPPLEMENT, VERIFY, AGAIN = "objection-accept", "objection-supplement", "objection-verify", "objection-again"
COMPLAINT, REVIEW, RECEIPT = "objection-complaint", "objection-review", "correction-receipt"
OF_STAFF = [S.FILED, S.IDENTIFIED, S.ACCEPTED, S.CORRECTING, S.REVOKING, S.UPHELD, S.COMPLAINED]


def running(objection: Objection) -> tuple[str, date] | None:
    """The term that runs and its first day; ``None`` once the objector was told."""
    status = objection.status
    if status in {S.FILED, S.IDENTIFIED}:
        return ACCEPT, objection.supplemented_on or objection.filed_on
    if status == S.INCOMPLETE:
        return SUPPLEMENT, objection.asked_on
    if status in {S.ACCEPTED, S.CORRECTING, S.REVOKING, S.UPHELD}:
        return (AGAIN, objection.reopened_on) if objection.reopened_on else (VERIFY, objection.accepted_on)
    return (REVIEW, objection.complained_on) if status == S.COMPLAINED else None


def deadlines(objections: Iterable[Objection]) -> dict[int, Deadline]:
    """The deadlines of those objections whose term runs: objection number → deadline."""
    starts: dict[str, dict[int, date]] = {}
    for objection in objections:
        if term := running(objection):
            starts.setdefault(term[0], {})[objection.pk] = term[1]
    return {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Objection, code, of).items()}


def deadline(objection: Objection) -> Deadline | None:
    """The deadline of the term that runs, extension counted in."""
    return deadlines([objection]).get(objection.pk)


def may_complain_until(objection: Objection) -> Deadline:
    """The last day on which the objector may complain about how the objection was handled."""
    return add_workdays(objection.decided_on, Term.days_of(COMPLAINT, objection.decided_on))
