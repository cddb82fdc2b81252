"""The home page asks the database the same number of times however much awaits a person, and prints the same deadlines."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archives import actions
from archives.models import Subject
from integrity import calendar
from integrity.calendar import add_workdays, kept, workdays_between
from integrity.deadlines import printed
from integrity.workflow import advance
from tests import world
from tests.files import row, table


def submitted(person, count, start):
    for n in range(start, start + count):
        unit = Subject.objects.get(code=world.MARKET)
        filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table([row(n)])), filename=f"{n}.csv")
        advance(actions.check_filing(filing=filing), "submit", by=person("lin"))


@pytest.mark.parametrize("who", ["zhou", "lin"])
def test_thirty_rows_cost_no_more_queries_than_three(door, person, who):
    client = door(who)
    submitted(person, 3, 1)
    client.get(reverse("admin:index"))  # what is asked once in the life of a process
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = client.get(reverse("admin:index")).content.decode()
    assert page.count("/filings/") >= 3
    submitted(person, 27, 4)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("admin:index"))
    # Twenty are shown of what was sent, fifty of what awaits: none asks a question of its own.
    assert len(many) == len(few)


@pytest.mark.parametrize("start", [date(2026, 9, 18), date(2026, 2, 13), date(2030, 12, 20), date(2017, 12, 30), date(2031, 3, 3)])
@pytest.mark.parametrize("days", [0, 1, 3, 7, 20])
def test_the_kept_calendar_counts_as_the_stored_one(city, start, days):
    today = start + timedelta(4)
    plain = add_workdays(start, days), workdays_between(start, today), printed(add_workdays(start, days), today)
    with kept():
        with CaptureQueriesContext(connection) as asked:
            assert (add_workdays(start, days), workdays_between(start, today), printed(add_workdays(start, days), today)) == plain
        assert len(asked) == 0
    assert calendar._kept.get() is None
    with CaptureQueriesContext(connection) as asked:
        add_workdays(start, days)
    assert len(asked) > 0  # outside, the table is asked again
