"""A look raises once, follows what changes and closes what is gone: twice, late, at once, and when law is missing."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from archives import duty_actions
from archives.models import Membership, Role, Term
from integrity.models import TaskRun
from monitoring import actions, tasks
from monitoring.models import Warning, WarningEvent
from tests import world
from tests.conftest import role

from .found import look, missed, owes, unit


def told(warning: Warning) -> list[tuple[str, str]]:
    return [(event.what, event.on.isoformat()) for event in warning.events.all()]


def report() -> Warning:
    return Warning.objects.get(kind="report")


@pytest.mark.django_db
def test_nothing_is_raised_where_nothing_is_wrong(city):
    assert look("2026-11-03").count == 0
    assert Warning.objects.count() == 0


def test_raised_once_however_often_one_looks(city):
    owes()
    assert look("2026-11-09").raised == 2  # the report, and the calendar that ends
    assert [look("2026-11-09").count, look("2026-11-09").count] == [0, 0]
    warning = report()
    assert (warning.level, warning.raised_on, warning.acts_in, warning.role) == ("yellow", date(2026, 11, 9), unit(), "clerk")
    assert told(warning) == [("raised", "2026-11-09")]


def test_it_worsens_and_closes_by_itself_with_the_day(city, person):
    owes()
    look("2026-11-09")
    look("2026-11-10")
    look("2026-11-11")
    warning = report()
    assert (warning.level, warning.raised_on, warning.seen_on) == ("red", date(2026, 11, 9), date(2026, 11, 11))
    duty_actions.report_nothing(unit=unit(), item_code="CF", period_from=date(2026, 10, 1), by=person("lin"), today=date(2026, 11, 12))
    assert look("2026-11-12").closed == 1
    warning = report()
    assert (warning.closed_on, warning.is_open, warning.level) == (date(2026, 11, 12), False, "red")
    assert told(warning) == [("raised", "2026-11-09"), ("worsened", "2026-11-11"), ("closed", "2026-11-12")]
    assert look("2026-11-13").closed == 0
    assert report().closed_on == date(2026, 11, 12)


def test_what_comes_back_is_a_new_warning(city):
    owes(until=None, since="2026-11-01")
    clerk = Membership.objects.get(unit=unit(), user__username="lin")
    clerk.until_on = "2026-11-20"
    clerk.save()
    look("2026-11-20")
    clerk.until_on = None
    clerk.save()
    look("2026-11-21")
    clerk.until_on = "2026-11-23"
    clerk.save()
    look("2026-11-23")
    closed = Warning.objects.filter(kind="vacant").order_by("pk").values_list("level", "raised_on", "closed_on")
    assert list(closed) == [("red", date(2026, 11, 20), date(2026, 11, 21)), ("red", date(2026, 11, 23), None)]


def test_it_eases_when_the_term_is_made_longer(city):
    owes()
    look("2026-11-11")
    with role("registry_owner"):  # the law of the month's end: ten working days, due on Friday 13 November
        Term.objects.filter(code="report").update(days=10)
    look("2026-11-12")
    assert (report().level, told(report())[-1]) == ("yellow", ("eased", "2026-11-12"))


def test_where_nobody_holds_the_role_the_next_is_asked(city):
    warning = missed()
    assert (warning.role, warning.acts_in) == ("clerk", unit())
    clerk = Membership.objects.get(unit=unit(), user__username="lin")
    clerk.until_on = "2026-11-12"
    clerk.save()
    look("2026-11-12")
    assert (report().role, report().acts_in, told(report())[-1]) == ("head", unit(), ("readdressed", "2026-11-12"))
    head = Membership.objects.get(unit=unit(), role=Role.HEAD)
    head.until_on = "2026-11-13"
    head.save()
    look("2026-11-13")
    assert (report().role, report().acts_in) == ("officer", None)


def test_a_check_without_its_law_is_left_out_and_its_warnings_stay(city):
    warning = missed()
    with role("registry_owner"):
        Term.objects.filter(code="warn-near").delete()
    look("2026-11-12")
    warning.refresh_from_db()
    assert (warning.is_open, warning.seen_on) == (True, date(2026, 11, 11))
    assert Warning.objects.get(kind="calendar").seen_on == date(2026, 11, 12)


def test_four_looks_at_the_same_moment_raise_one_warning(committed, login):
    owes()
    owes(world.HOUSING)
    raised = []

    def looks():
        try:
            raised.append(actions.look(today=date(2026, 11, 11)).raised)
        except Exception as error:
            raised.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=looks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(raised, key=str) == [0, 0, 0, 3]
    assert Warning.objects.filter(kind="report").count() == 2
    assert WarningEvent.objects.filter(what="raised").count() == 3


def test_the_task_looks_and_notes_that_it_ran(city):
    with role("worker"):
        tasks.look()
    assert TaskRun.objects.filter(name="look").exists()


@pytest.mark.parametrize(
    ("login_role", "change"),
    [
        ("staff", {"level": "yellow"}),
        ("staff", {"closed_on": "2026-11-30", "closed_at": "2026-11-30T00:00:00+08:00"}),
        ("staff", {"seen_on": "2026-11-30"}),
        ("worker", {"outcome_note": "x"}),
        ("worker", {"thing": "duty:0"}),
        ("portal", {"level": "yellow"}),
    ],
)
def test_each_login_writes_its_own_columns_only(city, login_role, change):
    warning = missed()
    with role(login_role), pytest.raises(ProgrammingError, match=r"permission denied|does not exist"), transaction.atomic():
        Warning.objects.filter(pk=warning.pk).update(**change)


def test_a_look_over_twenty_units_asks_no_more_than_over_two(city):
    def units(first, count):
        for n in range(first, first + count):
            made = type(unit()).objects.create(kind="organ", code=world.code(f"11990100MB00001{n:02d}"), name=f"某局{n}")
            owes(made.code)

    units(1, 2)
    few = asked_by("2026-11-11")
    few_followed = asked_by("2026-11-12")
    units(3, 18)
    many = asked_by("2026-11-12")
    assert Warning.objects.filter(kind="report").count() == 20
    many_followed = asked_by("2026-11-13")
    assert (many, many_followed) == (few, few_followed)


def asked_by(today: str) -> int:
    """How many queries a look of that day asks."""
    with CaptureQueriesContext(connection) as queries:
        look(today)
    return len(queries)
