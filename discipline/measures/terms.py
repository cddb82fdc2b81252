"""The terms of measures: to answer from the day they were sent, to feed back from the answer, to acknowledge a lifting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.duty_actions import deadlines_of
from archives.models import Term
from integrity.calendar import Deadline, add_workdays

from ..models import Execution, Lifting

S = Execution.Status
RESPOND, EXECUTE, RECEIPT = "measure-respond", "measure-execute", "lifting-receipt"


def running(execution: Execution) -> tuple[str, date] | None:
    """The term that runs and its first day; ``None`` before it is sent and once it was fed back or declined."""
    if execution.asked_on is None:
        return None
    if execution.status == S.ASKED:  # what is owed is not answered but done
        return (RESPOND if execution.item.may_be_declined else EXECUTE), execution.asked_on
    return (EXECUTE, execution.answered_on) if execution.status == S.ACCEPTED else None


def deadlines(executions: Iterable[Execution]) -> dict[int, Deadline]:
    """The deadlines of those measures whose term runs; an explanation or rectification has the days it was given."""
    starts: dict[str, dict[int, date]] = {}
    found: dict[int, Deadline] = {}
    for execution in executions:
        if (term := running(execution)) is None:
            continue
        if term[0] == EXECUTE and execution.days:
            found[execution.pk] = add_workdays(term[1], execution.days)
        else:
            starts.setdefault(term[0], {})[execution.pk] = term[1]
    return found | {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Execution, code, of).items()}


def receipts(liftings: Iterable[Lifting]) -> dict[int, Deadline]:
    """By when each lifting is to be acknowledged."""
    return {lifting.pk: add_workdays(lifting.made_on, Term.days_of(RECEIPT, lifting.made_on)) for lifting in liftings}
