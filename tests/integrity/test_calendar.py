"""Working days, against the State Council's notice for 2026 (国办发明电〔2025〕7号) copied by hand."""

from datetime import date, timedelta

import pytest

from integrity import calendar
from integrity.calendar import add_workdays, workdays_between
from integrity.models import CalendarDay
from tests.conftest import role

pytestmark = pytest.mark.django_db

# First and last day off.
HOLIDAYS = {
    "元旦": ("2026-01-01", "2026-01-03"),
    "春节": ("2026-02-15", "2026-02-23"),
    "清明节": ("2026-04-04", "2026-04-06"),
    "劳动节": ("2026-05-01", "2026-05-05"),
    "端午节": ("2026-06-19", "2026-06-21"),
    "中秋节": ("2026-09-25", "2026-09-27"),
    "国庆节": ("2026-10-01", "2026-10-07"),
}
WORKED = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}


def day(text):
    return date.fromisoformat(text)


def test_every_day_of_2026_is_as_the_notice_has_it():
    wrong = []
    for n in range(365):
        on = date(2026, 1, 1) + timedelta(n)
        off = next((name for name, (first, last) in HOLIDAYS.items() if day(first) <= on <= day(last)), "")
        working = on.isoformat() in WORKED or (on.weekday() < 5 and not off)
        stored = CalendarDay.objects.get(pk=on)
        if (stored.is_workday, stored.name) != (working, off):
            wrong.append((on, stored.is_workday, stored.name))
    assert wrong == []


def test_2026_has_248_working_days():
    """365 days are 261 weekdays; 19 of them are holidays, and 6 weekend days are worked."""
    assert CalendarDay.objects.filter(day__year=2026, is_workday=True).count() == 248
    assert workdays_between(day("2025-12-31"), day("2026-12-31")) == 248


def test_the_calendar_ends_where_the_last_notice_does():
    assert CalendarDay.objects.order_by("-day").first().day == day("2026-12-31")


def test_seeding_again_gives_the_same_calendar():
    before = list(CalendarDay.objects.order_by("day").values_list())
    with role("registry_owner"):
        assert calendar.seed(2018, 2030) == len(before)
    assert list(CalendarDay.objects.order_by("day").values_list()) == before


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-09", 5, "2026-11-16"),  # Monday to Monday
        ("2026-11-06", 1, "2026-11-09"),  # over a weekend
        ("2026-09-30", 1, "2026-10-08"),  # over National Day
        ("2026-09-30", 3, "2026-10-10"),  # the Saturday after it is worked
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-09-18", 1, "2026-09-20"),  # a worked Sunday
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-02-13", 1, "2026-02-14"),  # the worked Saturday before the Spring Festival
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),  # and the one after it
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-10-03", 1, "2026-10-08"),  # an event on a day off
        ("2026-01-01", 7, "2026-01-12"),  # 4 (Sunday, worked), 5 to 9, 12
        ("2025-12-31", 1, "2026-01-04"),  # over New Year, into a worked Sunday
        ("2026-12-30", 1, "2026-12-31"),  # the last day there is
        ("2026-04-30", 7, "2026-05-13"),  # 6, 7, 8, 9 (Saturday, worked), 11, 12, 13
    ],
)
def test_a_term_ends_on(start, days, due):
    found = add_workdays(day(start), days)
    assert (found.due_on, found.provisional) == (day(due), False)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-12-31", 1, "2027-01-01"),  # Friday: nobody has said yet that it is a holiday
        ("2026-12-31", 7, "2027-01-11"),
        ("2026-12-25", 10, "2027-01-08"),  # four days of 2026, then six of Monday to Friday
        ("2027-03-01", 5, "2027-03-08"),  # wholly beyond
        ("1999-03-01", 5, "1999-03-08"),  # and wholly before
    ],
)
def test_beyond_the_calendar_a_term_is_provisional(start, days, due):
    found = add_workdays(day(start), days)
    assert (found.due_on, found.provisional) == (day(due), True)


def test_a_new_notice_makes_it_firm():
    last = CalendarDay.objects.get(pk=day("2026-12-31")).ordinal
    with role("registry_owner"):
        for n, (on, working) in enumerate([("2027-01-01", False), ("2027-01-02", False), ("2027-01-03", False), ("2027-01-04", True)]):
            CalendarDay.objects.create(day=day(on), is_workday=working, ordinal=last + (n == 3))
    found = add_workdays(day("2026-12-31"), 1)
    assert (found.due_on, found.provisional) == (day("2027-01-04"), False)


def test_the_table_is_the_truth():
    """The control of the table above: with the notice forgotten, the same term has another end."""
    with role("registry_owner"):
        CalendarDay.objects.filter(day__gte=day("2026-10-01")).delete()
    found = add_workdays(day("2026-09-30"), 1)
    assert (found.due_on, found.provisional) == (day("2026-10-01"), True)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-09-30", "2026-10-08", 1),
        ("2026-09-30", "2026-10-12", 4),
        ("2026-11-09", "2026-11-09", 0),
        ("2026-11-06", "2026-11-08", 0),
        ("2027-03-01", "2027-03-08", 5),  # beyond the calendar: Monday to Friday
    ],
)
def test_working_days_between(start, end, days):
    assert workdays_between(day(start), day(end)) == days


@pytest.mark.parametrize(
    ("today", "left"), [("2026-09-30", 3), ("2026-10-05", 3), ("2026-10-09", 1), ("2026-10-10", 0), ("2026-10-11", 0), ("2026-10-13", -2)]
)
def test_days_left_of_a_term(today, left):
    assert add_workdays(day("2026-09-30"), 3).left(day(today)) == left
