"""Deadlines against an oracle that shares nothing with them: a naive walk over ``chinese_calendar``, day by day, six years."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from django.db import connection
from django.utils import timezone

from integrity.calendar import Deadline, add_workdays, workdays_between
from integrity.deadlines import arithmetic
from integrity.models import CalendarDay

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2021, 1, 1), date(2026, 12, 31)
TERMS = (1, 2, 3, 5, 7, 10, 15, 20, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def oracle(start, days):
    """The day reached after that many working days, and whether a day after 2026 was needed."""
    day, beyond = start, False
    while days:
        day += timedelta(1)
        if day > LAST:
            beyond = True
            days -= day.weekday() < 5
        else:
            days -= chinese_calendar.is_workday(day)
    return day, beyond


def every_day():
    return (FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1))


@pytest.mark.parametrize("term", TERMS)
def test_every_day_of_six_years(term):
    """The query of ``add_workdays`` for all 2191 days at once, then the function itself on every seventh and at every edge."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.day, e.day FROM integrity_calendarday c LEFT JOIN integrity_calendarday e ON e.ordinal = c.ordinal + %s AND e.is_workday
            WHERE c.day BETWEEN %s AND %s""",
            [term, FIRST, LAST],
        )
        table = dict(cursor.fetchall())
    assert len(table) == 2191
    wrong = [
        (day, table[day], oracle(day, term))
        for day in every_day()
        if (table[day] or LAST + timedelta(1)) != min(oracle(day, term)[0], LAST + timedelta(1))
    ]
    assert wrong == []
    edges = {d + timedelta(n) for d in every_day() if chinese_calendar.is_workday(d) != (d.weekday() < 5) for n in (-1, 0, 1)}
    asked = [d for n, d in enumerate(every_day()) if n % 7 == term % 7 or d in edges or d > date(2026, 11, 1)]
    found = {day: add_workdays(day, term) for day in asked}
    assert [(day, d.due_on, d.provisional) for day, d in found.items() if (d.due_on, d.provisional) != oracle(day, term)] == []


def test_working_days_between_any_two_days():
    for start in (date(2021, 1, 1), date(2022, 12, 31), date(2023, 9, 28), date(2026, 2, 14)):
        for n in range(0, 400, 3):
            end = min(start + timedelta(n), LAST)
            walked = sum(chinese_calendar.is_workday(start + timedelta(k)) for k in range(1, (end - start).days + 1))
            assert workdays_between(start, end) == walked, (start, end)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), date(2026, 9, 30)),  # 23:59:59 in Shanghai
        (datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC), date(2026, 10, 1)),  # midnight in Shanghai
        (datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 1, 0, 0, 0, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 10, 0, 0, 0, tzinfo=SHANGHAI), date(2026, 10, 10)),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_an_instant_begins_the_term_of_its_day_in_shanghai(instant, day):
    assert timezone.localdate(instant) == day
    assert add_workdays(timezone.localdate(instant), 7).due_on == oracle(day, 7)[0]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_postgres_reads_the_same_day_whatever_its_own_zone(zone):
    """As the board and the tasks do: AT TIME ZONE names the city's zone, not the session's."""
    instants = [datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC) + timedelta(seconds=n) for n in (0, 1, 8 * 3600, 86400)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        for instant in instants:
            cursor.execute("SELECT (%s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date", [instant])
            assert cursor.fetchone()[0] == timezone.localdate(instant)


def test_the_arithmetic_of_every_day_adds_up():
    """For each day: the stretches touch, the working days of all lines are the term, and no line counts a day the oracle does not."""
    for n, start in enumerate(every_day()):
        if n % 5 and start < date(2026, 12, 1):
            continue
        deadline = add_workdays(start, 7)
        lines = arithmetic(deadline)
        spans = [line for line in lines if line.kind in {"counted", "worked", "weekend", "holiday"}]
        assert lines[0].kind == "start"
        assert (lines[-1].kind, lines[-1].last, lines[-1].so_far, lines[-1].provisional) == (
            "due",
            deadline.due_on,
            7,
            deadline.provisional,
        )
        assert spans[0].first == start + timedelta(1)
        assert spans[-1].last == deadline.due_on
        assert all(a.last + timedelta(1) == b.first for a, b in itertools.pairwise(spans))
        for line in spans:
            covered = [line.first + timedelta(k) for k in range((line.last - line.first).days + 1)]
            worked = [d.weekday() < 5 if d > LAST else chinese_calendar.is_workday(d) for d in covered]
            assert set(worked) == {line.kind in {"counted", "worked"}}
            assert line.count == sum(worked)
            assert (line.kind == "worked") == (worked[0] and covered[0].weekday() > 4)


def test_the_arithmetic_over_national_day_line_by_line():
    lines = [
        (x.kind, x.first.isoformat(), x.last.isoformat(), x.count, x.so_far, x.name) for x in arithmetic(add_workdays(date(2026, 9, 30), 4))
    ]
    assert lines == [
        ("start", "2026-09-30", "2026-09-30", 0, 0, ""),
        ("holiday", "2026-10-01", "2026-10-07", 0, 0, "国庆节"),
        ("counted", "2026-10-08", "2026-10-09", 2, 2, ""),
        ("worked", "2026-10-10", "2026-10-10", 1, 3, ""),
        ("weekend", "2026-10-11", "2026-10-11", 0, 3, ""),
        ("counted", "2026-10-12", "2026-10-12", 1, 4, ""),
        ("due", "2026-10-12", "2026-10-12", 0, 4, ""),
    ]


def test_an_extension_shows_the_day_without_it():
    counted = add_workdays(date(2026, 9, 30), 5)
    lines = arithmetic(Deadline(counted.start_on, 5, counted.due_on, False, extended_by=2, why="案情复杂"))
    assert [(x.kind, x.first, x.count, x.name) for x in lines[-2:]] == [
        ("extended", date(2026, 10, 10), 2, "案情复杂"),
        ("due", date(2026, 10, 13), 0, ""),
    ]


def test_the_oracle_and_the_table_can_differ():
    """The control: one day taken away, and the walk finds it."""
    from tests.conftest import role

    with role("registry_owner"):
        CalendarDay.objects.filter(pk=date(2026, 10, 10)).update(is_workday=False)
    assert add_workdays(date(2026, 9, 30), 3).due_on != oracle(date(2026, 9, 30), 3)[0]
