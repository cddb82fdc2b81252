"""A repaired record counts no more from its day on; what was known before is reproduced; a shield comes and goes by date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from archives import repairs
from archives.models import Relief
from scoring import actions, explain
from scoring.models import Run
from tests.scoring.scored import now
from tests.scoring.test_runs import equals_full

TODAY = timezone.localdate()
DAY = timedelta(days=1)
TIER2 = -40  # of the test standard, base 1000


@pytest.fixture
def body(archive):
    with connection.cursor() as cursor:  # who may decide on a relief is tested elsewhere
        cursor.execute("ALTER TABLE archives_relief DISABLE TRIGGER repair_relief_decided, DISABLE TRIGGER archives_relief_fixed")
    body = archive.body()
    archive.record(body, decided_on=TODAY - 100 * DAY, ends_on=TODAY + 900 * DAY, known_from=now() - 99 * DAY)
    return body


def record_of(body):
    return body.records.get()


def scored(body, day, known=None) -> int:
    return explain.lines(body.pk, day, known or now()).score


def back(days: int) -> None:
    """The relief was decided so many days earlier."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archives_relief SET from_at = from_at - %s * interval '1 day'", [days])


def test_repaired_it_counts_no_more_from_its_day_and_the_past_stays(body):
    before = now()
    old = actions.rescore(as_of=TODAY, live=True)
    assert scored(body, TODAY) == 960
    repairs.repair(number=record_of(body).number, document_no="修1号", ground="义务已履行", by=User.objects.get(username="system"))
    assert scored(body, TODAY) == 1000
    assert scored(body, TODAY - DAY) == 960  # it was right until then
    assert scored(body, TODAY, before) == 960  # as known before
    again = actions.rescore(as_of=TODAY, known_at=old.known_at)
    assert (again.digest, again.subjects) == (old.digest, old.subjects)
    assert actions.rescore_changed(today=TODAY) == 1
    assert explain.stored(body.pk, Run.objects.current()).score == 1000
    assert equals_full(Run.objects.current())


def test_a_shield_ends_by_date_alone_and_the_next_run_notices(body):
    repairs.shield(
        number=record_of(body).number,
        document_no="裁1号",
        ground="重整",
        until_on=TODAY + 2 * DAY,
        by=User.objects.get(username="system"),
        today=TODAY,
    )
    actions.rescore(as_of=TODAY, live=True)
    assert [scored(body, TODAY + n * DAY) for n in (-1, 0, 1, 2, 3)] == [960, 1000, 1000, 960, 960]
    assert actions.rescore_changed(today=TODAY + DAY) == 0
    assert actions.rescore_changed(today=TODAY + 2 * DAY) == 1
    assert explain.stored(body.pk, Run.objects.current()).score == 960
    assert equals_full(Run.objects.current())


def test_ended_early_it_counts_again_and_what_was_known_meanwhile_stays(body):
    system = User.objects.get(username="system")
    relief = repairs.shield(
        number=record_of(body).number, document_no="裁1号", ground="重整", until_on=TODAY + 20 * DAY, by=system, today=TODAY
    )
    back(5)
    actions.rescore(as_of=TODAY, live=True)
    between = now()
    repairs.end_shield(relief=Relief.objects.get(pk=relief.pk), by=system)
    assert scored(body, TODAY, between) == 1000
    assert scored(body, TODAY + 3 * DAY, between) == 1000
    assert scored(body, TODAY) == 960
    assert scored(body, TODAY - DAY) == 1000  # it was shielded then
    assert actions.rescore_changed(today=TODAY) == 1
    assert equals_full(Run.objects.current())


def test_a_repair_decided_in_the_past_changes_days_since_and_none_before(body):
    repairs.repair(number=record_of(body).number, document_no="修1号", ground="义务已履行", by=User.objects.get(username="system"))
    back(10)
    assert [scored(body, TODAY - n * DAY) for n in (11, 10, 9, 0)] == [960, 1000, 1000, 1000]
