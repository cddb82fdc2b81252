"""Months of publication against an oracle of its own: walk from the decision day by day, counting the turns of the month."""

from datetime import date, timedelta

import pytest

from archives.periods import add_months


def walked(day, months):
    """Walk until the month has turned ``months`` times, then to the same number of the day, or to the month's last day."""
    wanted, turned, last = day.day, 0, day
    while turned < months:
        following = last + timedelta(1)
        turned += following.month != last.month
        last = following
    while last.day < wanted and (last + timedelta(1)).month == last.month:
        last += timedelta(1)
    return last


@pytest.mark.parametrize("months", [3, 6, 12, 36])
def test_every_day_of_six_years(months):
    days = [date(2021, 1, 1) + timedelta(n) for n in range(2191)]
    assert days[-1] == date(2026, 12, 31)
    assert [(day, add_months(day, months), walked(day, months)) for day in days if add_months(day, months) != walked(day, months)] == []
