"""What the handling times say of a commitment to a time limit: measured, not claimed.

``pub.commitment_measure`` in ``commitments/pub.sql`` asks the same for the portal; a test holds both against an independent count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from ..models import Version


@dataclass(frozen=True)
class Measured:
    """Of the cases finished from the beginning of a version to a day: how many, and their working days.

    ``median`` is the mean of the two in the middle where their number is even; ``ninetieth`` the fewest days within which nine of ten were
    finished; ``within`` the share in percent that took no longer than promised, to one decimal. ``asked_again`` counts cases in which
    material was asked for after the one-time notification, ``late_open`` those not finished whose promised time has passed.
    """

    cases: int
    median: Decimal | None
    ninetieth: Decimal | None
    within: Decimal | None
    asked_again: int
    late_open: int


# The working days of the handling time ``h``: by the calendar, where it has no year by weekdays.
DAYS = """
LEFT JOIN integrity_calendarday a ON a.day = h.accepted_on LEFT JOIN integrity_calendarday f ON f.day = coalesce(h.finished_on, %(until)s)
CROSS JOIN LATERAL (SELECT coalesce(f.ordinal - a.ordinal, (SELECT count(*) FROM generate_series(h.accepted_on + 1, coalesce(h.finished_on, %(until)s), '1 day') g
  WHERE extract(isodow FROM g) < 6)::int) AS days) t
"""


def _figures(promised: str) -> str:
    """The columns of :class:`Measured`, ``promised`` being the days promised."""
    return f"""count(h.finished_on)::int, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.days) FILTER (WHERE h.finished_on IS NOT NULL)::numeric,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY t.days) FILTER (WHERE h.finished_on IS NOT NULL)::numeric,
  round(100.0 * count(*) FILTER (WHERE h.finished_on IS NOT NULL AND t.days <= {promised}) / nullif(count(h.finished_on), 0), 1),
  count(*) FILTER (WHERE h.finished_on IS NOT NULL AND h.asked_again > 0)::int,
  count(*) FILTER (WHERE h.finished_on IS NULL AND t.days > {promised})::int"""


ASKED = f"""
SELECT {_figures("%(promised)s")}
FROM archives_poweritem p JOIN commitments_handling h ON h.matter_id = p.id AND (h.finished_on BETWEEN %(since)s AND %(until)s OR h.finished_on IS NULL)
{DAYS}
WHERE p.unit_id = %(unit)s AND p.code = %(code)s AND h.accepted_on <= %(until)s
"""
BY_MATTER = f"""
SELECT s.code, p.code, {_figures("p.promised_days")}
FROM archives_poweritem p JOIN archives_subject s ON s.id = p.unit_id
JOIN commitments_handling h ON h.matter_id = p.id AND (h.finished_on BETWEEN %(since)s AND %(until)s OR h.finished_on IS NULL)
{DAYS}
WHERE p.unit_id = ANY(%(units)s) AND h.accepted_on <= %(until)s GROUP BY s.code, p.code ORDER BY s.code, p.code
"""
NAMES = ("unit", "matter", "cases", "median", "ninetieth", "within_percent", "asked_again", "late_open")


def by_matter(units: list[int], since: date, until: date) -> list[dict]:
    """What the handling times of each matter of ``units`` say from ``since`` to ``until``, as :class:`Measured` does; each case is held to
    the days promised by the version of its own day. A matter without a case is left out."""
    with connection.cursor() as cursor:
        cursor.execute(BY_MATTER, {"units": units, "since": since, "until": until})
        return [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]


def measured(version: Version, today: date) -> Measured | None:
    """The figures of ``version`` as of ``today``; ``None`` where its yardstick is no handling time or it is not in force yet.

    Cases are of the matter under any of its versions. A version that ended is measured to the day before its end.
    """
    if version.yardstick != Version.Yardstick.TIME or version.valid_from is None or version.valid_from > today:
        return None
    until = (
        today
        if version.valid_until is None
        else min(today, date.fromordinal(max(version.valid_until.toordinal() - 1, version.valid_from.toordinal())))
    )
    matter = version.matter
    given = {"promised": version.days, "since": version.valid_from, "until": until, "unit": matter.unit_id, "code": matter.code}
    with connection.cursor() as cursor:
        cursor.execute(ASKED, given)
        return Measured(*cursor.fetchone())
