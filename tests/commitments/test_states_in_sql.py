"""The portal's state of a commitment is a predicate of PostgreSQL; it says of every status and on every edge day what ``commitments.states`` says."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Term
from commitments import states
from commitments.models import Commitment, Dispute
from commitments.states import State
from integrity.calendar import add_workdays, workdays_between
from integrity.models import CalendarDay
from publicity.commitments.models import PublicCommitment
from tests.conftest import role
from tests.shifting import taken_for_granted
from tests.walking import shift

from .given import account, drafted, kept, published, reported


def in_python(commitment: Commitment, today: date) -> State | None:
    return states.state_of(states.dated(Commitment.objects.filter(pk=commitment.pk)).get(), today)


def in_sql(commitment: Commitment) -> PublicCommitment | None:
    with role("portal"):
        return PublicCommitment.objects.filter(id=commitment.pk).first()


def put(commitment: Commitment, *, due: date, published_on: date) -> None:
    shift("commitments_version", f"commitment_id = {commitment.pk}", valid_from=published_on, due_on=due)
    shift("commitments_commitment", f"id = {commitment.pk}", published_on=published_on)


@pytest.fixture
def today(city) -> date:
    """The day the database has, in the middle of the known calendar or not: the pictures of both sides must be of one day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date")
        (day,) = cursor.fetchone()
    assert day == timezone.localdate()
    return day


def edges(today: date) -> list[date]:
    """Days around today, around the tenth working day, and around the end of the calendar."""
    tenth = add_workdays(today, Term.days_of(states.SOON, today)).due_on
    last = CalendarDay.objects.order_by("-day").first().day
    near = [day + timedelta(n) for day in (today, tenth, last) for n in range(-4, 5)]
    return [*near, last + timedelta(200), last + timedelta(2000)]


def test_the_day_on_which_it_is_due(today):
    one = published()
    seen = set()
    for due in edges(today):
        put(one, due=due, published_on=today - timedelta(400))
        told = in_sql(one)
        assert told.state == in_python(one, today), due
        assert told.workdays_left == (workdays_between(today, due) if due >= today else -workdays_between(due, today)), due
        seen.add(told.state)
    assert seen == {"overdue", "soon", "performing"}


def test_the_days_of_the_display(today):
    one = published()
    seen = set()
    for n in range(-30, 1):
        first = today + timedelta(n)
        put(one, due=today + timedelta(300), published_on=first)
        told = in_sql(one)
        assert told.displayed_until == states.display_ends(first), first
        assert told.state == in_python(one, today), first
        seen.add(told.state)
    assert seen == {"displayed", "performing"}


def test_a_display_past_the_end_of_the_calendar(today):
    one, last = published(), CalendarDay.objects.order_by("-day").first().day
    for n in range(-12, 12):
        put(one, due=last + timedelta(400), published_on=last + timedelta(n))
        assert in_sql(one).displayed_until == states.display_ends(last + timedelta(n)), n


def test_any_two_days(today):
    one, pick = published(), random.Random(20261122)
    for _ in range(60):
        first = today - timedelta(pick.randrange(0, 900))
        put(one, due=first + timedelta(pick.randrange(1, 1500)), published_on=first)
        assert in_sql(one).state == in_python(one, today), (first, one)


def test_every_status(today):
    one = published()
    put(one, due=today - timedelta(30), published_on=today - timedelta(90))
    for status, expected in {
        "published": "overdue", "reported": "reported", "kept": "kept", "broken": "broken", "rectifying": "rectifying", "mended": "rectifying",
        "rectified": "rectified", "case": "case", "ended": "ended",
    }.items():  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "ALTER TABLE commitments_commitment DROP CONSTRAINT IF EXISTS commitment_outcome_is_whole, DROP CONSTRAINT IF EXISTS commitment_kept_with_proof, DROP CONSTRAINT IF EXISTS commitment_case_is_named, DROP CONSTRAINT IF EXISTS commitment_planned_when_rectifying"
            )
            cursor.execute("UPDATE commitments_commitment SET status = %s WHERE id = %s", [status, one.pk])
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("SET ROLE staff")
        assert in_sql(one).state == in_python(one, today) == expected


def test_a_dispute_and_its_result(today):
    one = kept()
    assert in_sql(one).state == in_python(one, today) == "kept"
    with taken_for_granted():
        Dispute.objects.create(commitment=one, reason="不实", received_on=today, made_by=account("zhou"))
    assert in_sql(one).state == in_python(one, today) == "disputed"
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE commitments_dispute SET status = 'upheld', decided_by_id = 1, decided_on = received_on, result = '属实' WHERE commitment_id = %s",
            [one.pk],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET ROLE staff")
    assert in_sql(one).state == in_python(one, today) == "kept"


def test_what_was_not_published_or_is_not_public_is_not_there(today):
    assert in_sql(drafted()) is None
    assert in_python(drafted(), today) is None
    internal = published(scope=3)
    assert in_sql(internal) is None
    one = reported()
    assert in_sql(one).state == in_python(one, today) == "reported"
