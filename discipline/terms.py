"""The terms of a case: verifying, rectifying, checking, replying, deciding, filing; each with its first day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.actions import REPORT_TERM
from archives.duty_actions import deadlines_of
from archives.models import DeadlineExtension, Term
from integrity.calendar import Deadline, add_workdays

from .models import Case, Paper

S = Case.Status
# Terms of the law's data. ``RECTIFY`` is the longest that may be ordered; how long it is, the order says.
VERIFY, RECTIFY, CHECK, REPLY, DECIDE = "case-verify", "case-rectify", "case-check", "case-reply", "case-decide"


def running(case: Case, today: date) -> tuple[str, date] | None:
    """The term that runs and its first day; ``None`` once the case has ended."""
    if case.status == S.NOTIFIED:
        return (REPLY, case.noticed_on) if today <= case.reply_due_on else (DECIDE, case.reply_due_on)
    return {
        S.VERIFYING: (VERIFY, case.opened_on),
        S.RECTIFYING: (RECTIFY, case.ordered_on),
        S.RECTIFIED: (CHECK, case.reported_on),
        S.REFUSED: (CHECK, case.reported_on),
        S.TOLERANCE: (DECIDE, case.reply_due_on),
        S.PANEL: (DECIDE, case.reply_due_on),
        S.DETERMINED: (REPORT_TERM, case.determined_on),
    }.get(case.status)


def deadlines(cases: Iterable[Case], today: date) -> dict[int, Deadline]:
    """The deadlines of those cases whose term runs: case → deadline."""
    starts: dict[str, dict[int, date]] = {}
    found: dict[int, Deadline] = {}
    ordered = []
    for case in cases:
        term = running(case, today)
        if term is None:
            continue
        if term[0] == RECTIFY:
            ordered.append(case)
        elif term[0] == REPLY:  # the day the notice names
            found[case.pk] = Deadline(case.noticed_on, Term.days_of(REPLY, case.noticed_on), case.reply_due_on)
        else:
            starts.setdefault(term[0], {})[case.pk] = term[1]
    found |= rectifications(ordered)
    return found | {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Case, code, of).items()}


def rectifications(cases: Iterable[Case]) -> dict[int, Deadline]:
    """Until when it is to be rectified: as many working days as were ordered, and those of the extension.

    The order names the day, counted from its own; handed over later, the same number runs from the handing over, so that nobody
    is late with what was not in their hands.
    """
    cases = list(cases)
    rows = DeadlineExtension.objects.filter(entry_kind=Case._meta.label_lower, term_code=RECTIFY, entry_id__in=[case.pk for case in cases])
    longer = {row.entry_id: row for row in rows} if cases else {}
    handed = handed_over(cases)
    return {case.pk: _rectification(case, longer.get(case.pk), handed.get(case.pk)) for case in cases}


def handed_over(cases: Iterable[Case]) -> dict[int, date]:
    """On which day the order of each of ``cases`` was handed over; without those whose order was not."""
    orders = Paper.objects.filter(kind=Paper.Kind.ORDER, case__in=[case.pk for case in cases], handed_on__isnull=False).order_by()
    return dict(orders.values_list("case", "handed_on"))


def _rectification(case: Case, more: DeadlineExtension | None, handed: date | None) -> Deadline:
    counted = add_workdays(max(case.ordered_on, handed or case.ordered_on), case.rectify_days + (more.days if more else 0))
    if more is None:
        return counted
    return Deadline(counted.start_on, counted.days, counted.due_on, counted.provisional, more.days, more.reason)


def deadline(case: Case, today: date) -> Deadline | None:
    """The deadline of the term that runs, its extension counted in."""
    return deadlines([case], today).get(case.pk)
