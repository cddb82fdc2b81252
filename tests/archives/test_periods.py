"""Month arithmetic, by a table worked by hand."""

from datetime import date

import pytest

from archives.periods import add_months


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-11-30", 3, "2027-02-28"),  # no 30 February
        ("2027-11-30", 3, "2028-02-29"),  # a leap year has one day more
        ("2026-11-28", 3, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", 11, "2026-12-15"),
        ("2026-03-31", 36, "2029-03-31"),
        ("2026-04-01", 12, "2027-04-01"),
        ("2026-04-01", 0, "2026-04-01"),
        ("2026-02-28", 12, "2027-02-28"),  # the last day of a month is no rule: it stays the 28th
        ("2027-02-28", 12, "2028-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-05-31", 24, "2028-05-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-31", 120, "2036-12-31"),
    ],
)
def test_the_same_day_some_months_later(day, months, result):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


def test_twelve_times_one_month_is_not_twelve_months():
    """Why a period is added once from the decision date and never month by month."""
    day = date(2026, 1, 31)
    for _ in range(12):
        day = add_months(day, 1)
    assert day == date(2027, 1, 28)
    assert add_months(date(2026, 1, 31), 12) == date(2027, 1, 31)
