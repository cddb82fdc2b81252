"""What units owe for a period and whether it came: derived from duties, records and zero reports, never stored.

A record counts for the unit whose filing brought it, on the day its first version was submitted (Asia/Shanghai); a
withdrawn record does not count. One query whatever the number of units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrity.calendar import Deadline, add_workdays
from integrity.said import in_words

from .models import Membership, ReportingDuty, Role, Subject, Term
from .periods import add_months

R = ReportingDuty.Rhythm
MONTHS = {R.DECISION: 1, R.ZERO: 1, R.MONTH: 1, R.QUARTER: 3, R.YEAR: 12}
VACANCY_AHEAD = 30  # days before its last clerk goes that a unit is warned
LABELS = {"due": _("due"), "done": _("done"), "late": _("reported late"), "missed": _("missed")}


def period_of(rhythm: str, day: date) -> tuple[date, date]:
    """The period of ``rhythm`` that holds ``day``: its first day and the first day after it."""
    months = MONTHS[rhythm]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months)


def periods(duty: ReportingDuty, since: date, today: date) -> list[tuple[date, date]]:
    """The periods of a duty ending on or after ``since`` and begun by ``today``; a period counts if the duty is in force on its last day."""
    found, ends = [], (duty.valid_until, duty.unit.ceased_on)  # a body that is no more owes nothing from its last day on
    first, after = period_of(duty.rhythm, max(since, duty.valid_from))
    while first <= today:
        last = after - timedelta(1)
        if any(end is not None and last >= end for end in ends):
            break
        found.append((first, after))
        first, after = after, add_months(after, MONTHS[duty.rhythm])
    return found


def next_period(duty: ReportingDuty, today: date) -> date:
    """The first day after the period that is running: from there on a duty may change."""
    return period_of(duty.rhythm, today)[1]


def has_owed(duty: ReportingDuty, today: date) -> bool:
    """Whether a period of the duty has ended: what it asked for then stays as it was."""
    return period_of(duty.rhythm, duty.valid_from)[1] <= today


def refuse_end(duty: ReportingDuty, until: date | None, today: date) -> None:
    """``ValidationError`` for an end that would take away, or bring back, what is owed: only the next period on is free."""
    if until == duty.valid_until:
        return
    if duty.valid_until is not None and duty.valid_until <= today:
        raise ValidationError(
            {"valid_until": _("This duty ended on %(day)s; what was owed stays as it was. Enter a new duty instead.") % {"day": in_words(duty.valid_until)}}
        )
    begins = next_period(duty, today)
    if until is not None and until < begins:
        raise ValidationError(
            {
                "valid_until": _("What was owed, and what is owed for the running period, stays owed; the duty ends on %(day)s at the earliest.")
                % {"day": in_words(begins)}
            }
        )


# First submissions of what stands, by unit, item, decision day and day of submission; ``before`` counts the working days
# after the decision that had passed the evening before the submission: late means before >= term.
REPORTED = """
reported AS MATERIALIZED (
  SELECT f.unit_id, i.code AS item_code, r.decided_on, (coalesce(f1.submitted_at, f.submitted_at) AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n
  FROM archives_record r
  JOIN archives_filing f ON f.id = r.filing_id
  JOIN archives_catalogueitem i ON i.id = r.item_id
  LEFT JOIN archives_record v1 ON r.version > 1 AND v1.number = r.number AND v1.version = 1
  LEFT JOIN archives_filing f1 ON f1.id = v1.filing_id
  WHERE r.known_until = '9999-12-31 00:00:00+00' AND r.withdrawn_at IS NULL AND f.left_at IS NOT NULL AND r.decided_on >= %(since)s AND r.decided_on < %(until)s
    AND (%(units)s::bigint[] IS NULL OR f.unit_id = ANY(%(units)s))
  GROUP BY 1, 2, 3, 4
), pairs AS MATERIALIZED (
  SELECT p.decided_on, p.day, CASE
    WHEN p.day <= p.decided_on THEN 0
    WHEN c.ordinal IS NOT NULL AND e.ordinal IS NOT NULL THEN e.ordinal - c.ordinal
    ELSE (SELECT count(*) FROM generate_series(p.decided_on + 1, p.day - 1, interval '1 day') s
          LEFT JOIN integrity_calendarday x ON x.day = s::date WHERE coalesce(x.is_workday, extract(isodow FROM s) < 6)) END AS before
  FROM (SELECT DISTINCT decided_on, day FROM reported) p
  LEFT JOIN integrity_calendarday c ON c.day = p.decided_on
  LEFT JOIN integrity_calendarday e ON e.day = p.day - 1
)"""

TASKS = f"""
WITH {REPORTED}, asked AS (
  SELECT * FROM unnest(%(duty)s::bigint[], %(unit)s::bigint[], %(item)s::text[], %(first)s::date[], %(after)s::date[], %(due)s::date[], %(term)s::int[])
    AS a (duty_id, unit_id, item_code, first, after, due_on, term)
)
SELECT a.duty_id, a.first, coalesce(sum(r.n), 0)::bigint,
  coalesce(sum(r.n) FILTER (WHERE CASE WHEN a.term IS NULL THEN r.day > a.due_on ELSE p.before >= a.term END), 0)::bigint, max(r.day),
  (SELECT (z.at AT TIME ZONE 'Asia/Shanghai')::date FROM archives_zeroreport z WHERE z.duty_id = a.duty_id AND z.period_from = a.first),
  EXISTS (SELECT FROM archives_filing w JOIN archives_filedrow o ON o.filing_id = w.id
    WHERE w.unit_id = a.unit_id AND w.status IN ('submitted', 'forwarded') AND o.item_code = a.item_code AND o.decided_on >= a.first AND o.decided_on < a.after)
FROM asked a
LEFT JOIN reported r ON r.unit_id = a.unit_id AND r.item_code = a.item_code AND r.decided_on >= a.first AND r.decided_on < a.after
LEFT JOIN pairs p ON p.decided_on = r.decided_on AND p.day = r.day
GROUP BY a.duty_id, a.unit_id, a.item_code, a.first, a.after
"""


@dataclass(frozen=True)
class Task:
    """What one duty asks for one period, and what came. ``state``: due, done, late (came after its day), missed (never)."""

    duty: ReportingDuty
    first: date
    after: date
    deadline: Deadline
    records: int
    late: int
    last_day: date | None
    nothing_on: date | None
    waiting: bool
    today: date

    @property
    def state(self) -> str:
        if self.records:
            return "late" if self.late else "done"
        if self.nothing_on:
            return "late" if self.nothing_on > self.deadline.due_on else "done"
        return "due" if self.waiting or self.today <= self.deadline.due_on else "missed"

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def last(self) -> date:
        return self.after - timedelta(1)

    @property
    def over(self) -> bool:
        return self.after <= self.today

    @property
    def anchor(self) -> str:
        """Where this task stands on the page of duties."""
        return f"duty-{self.duty.pk}-{self.first.isoformat()}"

    @property
    def to_report(self) -> bool:
        """The period is over, nothing came for it and nothing waits for decision."""
        return self.over and not self.waiting and self.state in ("due", "missed")

    @property
    def may_say_nothing(self) -> bool:
        return self.over and not self.records and self.nothing_on is None and not self.waiting


def tasks(duties: Iterable[ReportingDuty], *, since: date, today: date, until: date | None = None) -> list[Task]:
    """Every task of ``duties`` for the periods ending from ``since`` on and before ``until``, the latest first.

    A duty that asks for decisions only has no task for a month without any.
    """
    asked = [
        (d, first, after)
        for d in duties
        for first, after in periods(d, since, today)
        if after > since and (until is None or after <= until)
    ]
    if not asked:
        return []
    deadlines, terms = {}, {}
    for duty, _first, after in asked:
        last = after - timedelta(1)
        if (duty.term_code, last) not in deadlines:
            terms[duty.term_code, last] = Term.days_of(duty.term_code, last)
            deadlines[duty.term_code, last] = add_workdays(last, terms[duty.term_code, last])
    key = [(d.term_code, after - timedelta(1)) for d, _first, after in asked]
    arguments = {
        "since": min(first for _d, first, _after in asked),
        "until": max(after for _d, _first, after in asked),
        "units": sorted({d.unit_id for d, _first, _after in asked}),
        "duty": [d.pk for d, _first, _after in asked],
        "unit": [d.unit_id for d, _first, _after in asked],
        "item": [d.item_code for d, _first, _after in asked],
        "first": [first for _d, first, _after in asked],
        "after": [after for _d, _first, after in asked],
        "due": [deadlines[k].due_on for k in key],
        "term": [terms[k] if d.rhythm in (R.DECISION, R.ZERO) else None for k, (d, _first, _after) in zip(key, asked, strict=True)],
    }
    with connection.cursor() as cursor:
        cursor.execute(TASKS, arguments)
        found = {row[:2]: row[2:] for row in cursor.fetchall()}
    made = [Task(d, first, after, deadlines[k], *found[d.pk, first], today) for k, (d, first, after) in zip(key, asked, strict=True)]
    made = [t for t in made if t.records or t.duty.rhythm != R.DECISION]
    return sorted(made, key=lambda t: (-t.after.toordinal(), t.duty.unit.sort_key, t.duty.item_code))


@dataclass(frozen=True)
class Vacancy:
    """A unit that owes items and has no information clerk from ``since`` on; ``None``: has none today."""

    unit: Subject
    since: date | None


def vacancies(today: date, units=None) -> list[Vacancy]:
    """Units with a duty in force that have no clerk today, or none at some day of the next :data:`VACANCY_AHEAD`."""
    there = Q(ceased_on__isnull=True) | Q(ceased_on__gt=today)
    owing = Subject.objects.filter(there, pk__in=ReportingDuty.objects.in_force(today).values("unit"))
    if units is not None:
        owing = owing.filter(pk__in=units)
    until = today + timedelta(VACANCY_AHEAD)
    held: dict[int, list[tuple[date, date | None]]] = {}
    clerks = Membership.objects.filter(role=Role.CLERK, unit__in=owing, user__is_active=True, from_on__lte=until)
    for unit, first, after in clerks.order_by("from_on").values_list("unit_id", "from_on", "until_on"):
        held.setdefault(unit, []).append((first, after))
    found = []
    for unit in owing.order_by("sort_key", "code"):
        gap = today
        for first, after in held.get(unit.pk, []):
            if first <= gap and (after is None or after > gap):
                gap = after or date.max
        if gap <= until:
            found.append(Vacancy(unit, None if gap == today else gap))
    return found
