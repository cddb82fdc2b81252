"""Whether a repair may be granted, by hand: the day before, on and after; the rule of the day of the decision; methods and hours."""

from __future__ import annotations

from datetime import date

import pytest

from repair.applications import facts
from repair.applications.eligibility import Found, Method, eligible, from_on, judged

from .applied import breach

MODERATE = Found("2026-0000001", "SX", 2, "一般", date(2026, 5, 11), date(2026, 8, 11), date(2027, 5, 12), 3, "第36号令")
RECTIFIED = Method("rectified", 2, "整改", True, "第36号令")
COMMITMENT = Method("commitment", 2, "承诺", True, "第36号令")
SERVICE = Method("service", 2, "公益", True, "细则", ("SX",), 8, 40)


def asked(*records, day=date(2026, 9, 21), methods=(RECTIFIED, COMMITMENT), deeds=None, signed=True, files=1):
    return judged(records or (MODERATE,), methods, {"rectified": 0} if deeds is None else deeds, signed=signed, files=files, today=day)


@pytest.mark.parametrize(("day", "met"), [(date(2026, 8, 10), False), (date(2026, 8, 11), True), (date(2026, 8, 12), True)])
def test_the_shortest_period_is_over_on_its_day_and_not_before(day, met):
    lines = asked(day=day)
    line = next(line for line in lines if "2026年8月11日" in line.arithmetic)
    assert (line.met, eligible(lines)) == (met, met)
    assert "2026年5月11日" in line.arithmetic
    assert line.source == "第36号令"


@pytest.mark.parametrize(
    "change",
    [{"signed": False}, {"files": 0}, {"deeds": {}}, {"day": date(2027, 5, 12)}],
    ids=["not signed", "no proof", "not rectified", "period over"],
)
def test_each_condition_alone_stands_against_it(change):
    assert eligible(asked())
    assert not eligible(asked(**change))


@pytest.mark.parametrize(
    ("hours", "met", "counted"), [(7, False, 7), (8, True, 8), (40, True, 40), (41, True, 40), (9999, True, 40), (0, False, 0)]
)
def test_hours_count_up_to_the_cap_and_from_the_least(hours, met, counted):
    lines = asked(methods=(RECTIFIED, COMMITMENT, SERVICE), deeds={"rectified": 0, "service": hours})
    line = lines[-1] if lines[-1].label == "公益" else next(line for line in lines if line.label == "公益")
    assert line.met is met
    assert str(counted) in line.arithmetic


def test_public_service_is_asked_only_of_items_that_permit_it():
    penalty = Found("2026-0000002", "CF", 2, "一般", date(2026, 5, 11), date(2026, 8, 11), date(2027, 5, 12), 3, "第36号令")
    assert eligible(asked(penalty, methods=(RECTIFIED, COMMITMENT, SERVICE)))
    assert "公益" not in [line.label for line in asked(penalty, methods=(SERVICE,))]


def test_of_several_records_the_last_day_and_the_heaviest_tier_count():
    severe = Found("2026-0000003", "SX", 3, "严重", date(2026, 5, 11), date(2027, 5, 11), date(2029, 5, 12), 12, "第36号令")
    assert from_on([MODERATE, severe]) == date(2027, 5, 11)
    training = Method("training", 3, "培训", True, "细则")
    lines = asked(MODERATE, severe, methods=(RECTIFIED, COMMITMENT, training), day=date(2027, 5, 11))
    assert [line.label for line in lines if line.met is False] == ["培训"]


@pytest.mark.parametrize("change", [{"repaired": True}, {"standing": False}, {"tier": 0}])
def test_what_is_repaired_withdrawn_or_of_no_tier_is_not_repaired(change):
    from dataclasses import replace

    assert not eligible(asked(replace(MODERATE, **change)))


# Order 58 held for decisions until 2026-03-31, Order 36 since; both three months for 一般, twelve for 严重, and none for 轻微 under Order 36.
@pytest.mark.parametrize(
    ("tier", "decided_on", "begins", "order"),
    [
        ("2", "2026-03-31", date(2026, 6, 30), "58"),
        ("2", "2026-04-01", date(2026, 7, 1), "36"),
        ("1", "2026-03-31", date(2026, 6, 30), "58"),
        ("1", "2026-04-01", date(2026, 4, 1), "36"),
        ("3", "2026-05-11", date(2027, 5, 11), "36"),
    ],
)
def test_the_rule_is_that_of_the_day_of_the_decision(city, tier, decided_on, begins, order):
    record = breach(tier=tier, decided_on=decided_on)
    (found,) = facts.found([record])
    assert found.minimum_until == begins
    assert order in found.source
    lines = facts.preview(record, begins)
    assert next(line for line in lines if f"{begins.year}年{begins.month}月{begins.day}日" in line.arithmetic).met is True
