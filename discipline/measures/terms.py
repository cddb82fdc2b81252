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
    executions = list(executions)
    returned = _returned(executions)
    for execution in executions:
        if (term := running(execution)) is None:
            continue
        term = term[0], max(term[1], returned.get(execution.pk, term[1]))
        if term[0] == EXECUTE and execution.days:
            found[execution.pk] = add_workdays(term[1], execution.days)
        else:
            starts.setdefault(term[0], {})[execution.pk] = term[1]
    return found | {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Execution, code, of).items()}


def _returned(executions: list[Execution]) -> dict[int, date]:
    """Measures that rested for a shield → the day on which they are in force again: what was to be done is counted anew from it."""
    shields = Execution.liftings.through.objects.filter(
        execution__in=[execution.pk for execution in executions], lifting__ground=Lifting.Ground.RESTRUCTURING, lifting__resumed_on__isnull=False
    )
    return dict(shields.order_by("lifting__resumed_on").values_list("execution", "lifting__resumed_on"))


def receipts(liftings: Iterable[Lifting]) -> dict[int, Deadline]:
    """By when each lifting is to be acknowledged."""
    return {lifting.pk: add_workdays(lifting.made_on, Term.days_of(RECEIPT, lifting.made_on)) for lifting in liftings}
