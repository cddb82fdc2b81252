"""The board of completeness, timeliness and correctness, per unit and month, as the monthly 双公示 report counts.

Completeness 上报率: what came of what was owed for periods ending in the month (records, zero reports, and what is
missed). Timeliness 及时率: records decided in the month and first submitted within the term from the decision
(发改办财金〔2018〕424号: 7 working days). Correctness 合规率: rows of filings received in the month without an error when they
were checked; rows that changed nothing are left out, what was discarded afterwards is not. A rate over nothing is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from .duties import REPORTED, tasks
from .models import ReportingDuty, Subject, Term
from .periods import add_months

TERM = "report"
MONTH = f"""
WITH {REPORTED}, filed AS (
  SELECT f.unit_id, sum(f.rows - f.unchanged)::bigint AS rows, sum(f.bad)::bigint AS bad
  FROM archives_filing f
  WHERE 'submitted' = ANY (f.stages) AND f.person_id IS NULL AND f.made_at >= %(since)s::timestamp AT TIME ZONE 'Asia/Shanghai' AND f.made_at < %(until)s::timestamp AT TIME ZONE 'Asia/Shanghai'
    AND f.status <> 'received' AND (%(units)s::bigint[] IS NULL OR f.unit_id = ANY(%(units)s))
  GROUP BY 1
), timely AS (
  SELECT r.unit_id, sum(r.n)::bigint AS records, coalesce(sum(r.n) FILTER (WHERE p.before < %(term)s), 0)::bigint AS in_time
  FROM reported r JOIN pairs p ON p.decided_on = r.decided_on AND p.day = r.day GROUP BY 1
)
SELECT unit_id, coalesce(t.records, 0), coalesce(t.in_time, 0), coalesce(f.rows, 0), coalesce(f.bad, 0)
FROM timely t FULL JOIN filed f USING (unit_id)
"""


@dataclass(frozen=True)
class Rate:
    """``part`` of ``whole``; over nothing there is no rate."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return (Decimal(100 * self.part) / self.whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.whole else None

    def __str__(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%"

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.part + other.part, self.whole + other.whole)


NONE = Rate(0, 0)


@dataclass
class Line:
    """One unit in one month. ``open`` counts periods whose day is still to come; ``zero`` and ``missed`` are part of what was owed."""

    unit: Subject | None
    complete: Rate = field(default=NONE)
    timely: Rate = field(default=NONE)
    correct: Rate = field(default=NONE)
    zero: int = 0
    missed: int = 0
    open: int = 0

    def __iadd__(self, other: Line) -> Line:
        self.complete += other.complete
        self.timely += other.timely
        self.correct += other.correct
        self.zero, self.missed, self.open = self.zero + other.zero, self.missed + other.missed, self.open + other.open
        return self


def board(month: date, *, today: date, units: list[int] | None = None) -> tuple[list[Line], Line]:
    """The lines of all units with anything to count in the month that begins on ``month``, and their sum; ``units``: only these."""
    after = add_months(month, 1)
    lines: dict[int, Line] = {}
    duties = ReportingDuty.objects.select_related("unit")
    if units is not None:
        duties = duties.filter(unit__in=units)
    for task in tasks(duties, since=month, until=after, today=today):
        line = lines.setdefault(task.duty.unit_id, Line(None))
        if task.state == "due":
            line.open += 1
        elif task.state == "missed":
            line.missed += 1
            line.complete += Rate(0, 1)
        else:
            line.zero += not task.records
            line.complete += Rate(task.records or 1, task.records or 1)
    with connection.cursor() as cursor:
        cursor.execute(MONTH, {"since": month, "until": after, "units": units, "term": Term.days_of(TERM, month)})
        for unit, records, in_time, rows, bad in cursor.fetchall():
            line = lines.setdefault(unit, Line(None))
            line.timely, line.correct = Rate(in_time, records), Rate(rows - bad, rows)
    named = Subject.objects.in_bulk(list(lines))
    for unit, line in lines.items():
        line.unit = named[unit]
    found = sorted(lines.values(), key=lambda line: (line.unit.sort_key, line.unit.code))
    total = Line(None)
    for line in found:
        total += line
    return found, total
