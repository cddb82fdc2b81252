"""A grant lifts every measure at every unit, each with its notice; carried out when all have acknowledged; maximum and shield by date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archives.models import Relief
from discipline import lifting
from discipline.models import Execution, Lifting
from repair.applications import granting
from tests import world
from tests.discipline import measured

from .applied import application_at, breach, of_company, shield_at, take
from .given import account, held

pytestmark = pytest.mark.usefixtures("city")
DAY = date(2026, 9, 21)


def measures_on(record):
    """Two units carry out measures on the body; each accepted."""
    held("han", "韩雪", world.HOSPITAL, "clerk")
    action = measured.decided(measured.drafted(measured.asked("project", world.OFFICE, world.HOSPITAL), on=record), today=DAY)
    held("ouyang", "欧阳", world.OFFICE, "clerk")
    for execution in action.executions.select_related("unit", "item"):
        by = "han" if execution.unit.code == world.HOSPITAL else "ouyang"
        measured.take(measured.take(execution, "accept", by=by), "execute", by=by)
    return action


def test_every_measure_is_lifted_and_each_unit_acknowledges():
    record = breach()
    measures_on(record)
    assert Execution.objects.about(record.number).in_force(DAY).count() == 2
    found = application_at("granted", record)
    assert not Execution.objects.about(record.number).in_force(DAY).exists()
    notices = Lifting.objects.filter(record_no=record.number)
    assert {(n.unit.code, n.ground) for n in notices} == {(world.OFFICE, "repaired"), (world.HOSPITAL, "repaired")}
    assert not granting.is_executed(found)
    for notice in notices:
        by = "han" if notice.unit.code == world.HOSPITAL else "ouyang"
        lifting.acknowledge(lifting=notice, by=account(by), today=DAY)
    assert granting.is_executed(found)


def test_the_repair_alone_ends_measures_by_the_predicate():
    record = breach()
    measures_on(record)
    found = application_at("verified", record)
    take(found, "grant")
    Lifting.objects.all()  # notices are one thing; that the record is repaired ends the measures anyway
    day = Relief.objects.get(number=record.number).from_at.date() + timedelta(1)
    assert not Execution.objects.about(record.number).resting(day).exists()


def test_a_shield_rests_measures_until_its_day_and_they_return():
    record = of_company()
    measures_on(record)
    shield_at("shielded", record, until_on=date(2026, 12, 1))
    about = Execution.objects.about(record.number)
    assert [about.unlifted(day).count() for day in (DAY, date(2026, 11, 30), date(2026, 12, 1))] == [0, 0, 2]
    assert {n.ground for n in Lifting.objects.all()} == {"restructuring"}


def test_ended_early_the_measures_are_in_force_again_from_that_day():
    record = of_company()
    measures_on(record)
    shield_at("ended", record, until_on=date(2026, 12, 1))
    assert Execution.objects.about(record.number).unlifted(DAY).count() == 2


def test_at_the_longest_period_everything_ends_by_date_and_the_notices_follow_in_the_next_cycle():
    record = breach(tier="1", decided_on="2026-08-20")  # minor under Order 36: three months at most, until 2026-11-20
    measures_on(record)
    last, after = record.ends_on - timedelta(1), record.ends_on
    about = Execution.objects.about(record.number)
    assert (about.resting(last).count(), about.resting(after).count()) == (2, 0)
    assert not Lifting.objects.exists()
    assert lifting.notice_endings(by=account("system"), today=after) == 2
    assert {n.ground for n in Lifting.objects.all()} == {"expired"}
    assert lifting.notice_endings(by=account("system"), today=after) == 0
