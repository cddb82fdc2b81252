"""Measured, not claimed: what SQL says of handling times, against a count that shares no line with it."""

from __future__ import annotations

import math
import random
import statistics
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection
from django.utils import timezone

from commitments.handling.measured import Measured, measured
from integrity.models import CalendarDay
from tests.archives.powered import approval, drafted, matter, step

from . import given
from .handled import entered, promised

SINCE = date(2026, 1, 5)


def public(commitment) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE registry_owner")
        cursor.execute(
            "SELECT cases, median, ninetieth, within, asked_again, late_open FROM pub.commitment_measure WHERE number = %s",
            [commitment.number],
        )
        found = cursor.fetchone()
        cursor.execute("SET ROLE staff")
    return found


def counted(rows: list[tuple], days: int, since: date, until: date) -> Measured:
    """The same from the rows themselves: days are stepped through one by one."""
    worked = {day.day for day in CalendarDay.objects.filter(is_workday=True)}

    def taken(first: date, last: date) -> int:
        return sum((first + timedelta(n)) in worked for n in range(1, (last - first).days + 1))

    done = [row for row in rows if row[3] and since <= row[3] <= until]
    times = sorted(taken(row[2], row[3]) for row in done)
    late_open = sum(not row[3] and taken(row[2], until) > days for row in rows)
    again = sum(row[4] > 0 for row in done)
    if not times:
        return Measured(0, None, None, None, 0, late_open)
    share = Decimal(100) * sum(time <= days for time in times) / len(times)
    return Measured(
        len(times),
        Decimal(str(statistics.median(times))),
        Decimal(times[math.ceil(len(times) * 9 / 10) - 1]),
        share.quantize(Decimal("0.1"), ROUND_HALF_UP),
        again,
        late_open,
    )


def drawn(draw: random.Random, n: int, today: date) -> list[tuple]:
    rows = []
    for k in range(n):
        accepted = date(2025, 11, 1) + timedelta(draw.randrange((today - date(2025, 11, 1)).days))
        finished = accepted + timedelta(draw.choice([0, 1, 3, 7, 12, 13, 14, 15, 16, 20, 40]))
        rows.append(
            (f"M-{k}", "XK-001", accepted, finished if finished <= today and draw.random() < 0.95 else None, draw.choice([0, 0, 0, 1, 2]))
        )
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_figures_agree_with_an_independent_count(city, seed):
    draw, today = random.Random(seed), timezone.localdate()
    rows, days = drawn(draw, draw.choice([5, 6, 10, 11, 99, 300]), today), draw.choice([1, 5, 10])
    commitment = promised(approval(), days, since=SINCE)
    entered(rows)
    expected = counted(rows, days, SINCE, today)
    assert measured(commitment.version, today) == expected
    asked = (expected.cases, expected.median, expected.ninetieth, expected.within, expected.asked_again, expected.late_open)
    assert public(commitment) == (asked if expected.cases >= 5 else (None,) * 6)


def test_worked_by_hand(city):
    """Promised ten working days, accepted Monday 2026-03-02: to the 6th 4 days, the 13th 9, the 16th 10, the 17th 11, the 31st 21."""
    commitment = promised(approval(), 10, since=SINCE)
    ends = ["2026-03-06", "2026-03-13", "2026-03-16", "2026-03-17", "2026-03-31"]
    entered([(f"H-{n}", "XK-001", "2026-03-02", end, int(n == 4)) for n, end in enumerate(ends)])
    assert measured(commitment.version, date(2026, 6, 30)) == Measured(5, Decimal(10), Decimal(21), Decimal("60.0"), 1, 0)


def test_before_its_beginning_and_after_the_day_asked_about_nothing_counts(city):
    commitment = promised(approval(), 10, since=SINCE)
    entered(
        [
            ("B-1", "XK-001", "2025-12-01", "2026-01-04", 0),
            ("B-2", "XK-001", "2025-12-01", "2026-01-05", 0),
            ("B-3", "XK-001", "2026-03-02", "2026-03-20", 0),
        ]
    )
    assert measured(commitment.version, date(2026, 3, 19)).cases == 1
    assert measured(commitment.version, date(2026, 3, 20)).cases == 2
    assert measured(commitment.version, SINCE - timedelta(1)) is None


def test_cases_under_a_later_version_of_the_matter_count(city):
    item = approval()
    commitment = promised(item, 10, since=SINCE)
    step(drafted("adjust", "XK-001", said=matter(promised_days=5)))
    today = timezone.localdate()
    entered([("L-1", "XK-001", today, today, 0)])
    assert measured(commitment.version, today).cases == 1


def test_below_the_sample_not_even_the_number_is_told(city):
    commitment = promised(approval(), 10, since=SINCE)
    entered([(f"S-{n}", "XK-001", "2026-03-02", "2026-03-06", 0) for n in range(4)])
    assert public(commitment) == (None,) * 6
    entered([("S-9", "XK-001", "2026-03-02", "2026-03-06", 0)])
    assert public(commitment)[:2] == (5, Decimal(4))


def test_what_promises_no_time_is_not_measured(city):
    commitment = given.published()
    assert measured(commitment.version, timezone.localdate()) is None
    assert public(commitment) is None
