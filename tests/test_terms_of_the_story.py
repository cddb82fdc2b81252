"""The deadlines of the story as its pages show them, over Mid-Autumn, National Day and the worked Saturday of 10 October 2026.

What runs from Monday 21 September 2026: 22, 23, 24, 28, 29, 30 September, 8, 9, 10 (a Saturday that is worked), 12, 13, 14, 15, 16, 19, 20, 21,
22, 23, 26 October … 25 to 27 September and 1 to 7 October are holidays. Counted by hand.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache

from tests import world
from tests.archives.appraisal import panel
from tests.complaints.given import ticket_at
from tests.conftest import role
from tests.discipline import given as cases
from tests.discipline import measured
from tests.repair import applied
from tests.repair import given as objections
from tests.walking import Town, shift, start_so_that, words

START = date(2026, 9, 21)


def ticket(status: str):
    return ticket_at(status), "staff_ticket", "lin" if status == "transferred" else "sun"


def received():
    made = ticket("received")
    return (*made, "complaints_ticket", "received_on")


def handled():
    return (*ticket("transferred"), "complaints_ticket", "accepted_on")


def ordered():
    panel()
    return cases.case_at("rectifying"), "staff_case", "lin", "discipline_case", "ordered_on"


def asked():
    return measured.at("asked", today=START), "staff_measure", "wu", "discipline_execution", "asked_on"


def to_be_carried_out():
    return measured.at("accepted", today=START), "staff_measure", "wu", "discipline_execution", "answered_on"


def lifted():
    (notice,) = measured.lifted(measured.at("executed", today=START), "repaired", today=START)
    return notice, "staff_lifting", "wu", "discipline_lifting", "made_on"


def objected():
    return objections.objection_at("accepted", today=START), "staff_objection", "sun", "repair_objection", "accepted_on"


def applied_for():
    return applied.application_at("submitted", today=START), "staff_application", "gao", "repair_application", "submitted_on"


def to_be_decided():
    return applied.application_at("accepted", today=START), "staff_application", "gao", "repair_application", "accepted_on"


TERMS = [  # where it stands, working days, the last day by hand
    (received, 10, date(2026, 10, 12)),
    (handled, 15, date(2026, 10, 19)),
    (ordered, 10, date(2026, 10, 12)),  # as many as were ordered
    (asked, 5, date(2026, 9, 29)),
    (to_be_carried_out, 20, date(2026, 10, 26)),
    (lifted, 5, date(2026, 9, 29)),
    (objected, 7, date(2026, 10, 8)),
    (applied_for, 3, date(2026, 9, 24)),
    (to_be_decided, 10, date(2026, 10, 12)),
]


@pytest.fixture
def town(committed):
    cache.clear()
    return Town(None)


@pytest.mark.parametrize(("stand", "days", "last"), TERMS, ids=[f"{stand.__name__}-{days}" for stand, days, _ in TERMS])
def test_the_page_shows_the_last_day_and_from_when_it_is_late(town, stand, days, last):
    with role("staff"):
        entry, view, name, table, column = stand()
    shift(table, f"id = {entry.pk}", **{column: START})
    said = words(town.page(name, view, entry.pk))
    assert f"{last.year}年{last.month}月{last.day}日" in said
    shift(table, f"id = {entry.pk}", **{column: start_so_that("next", days)})
    assert "已过 " not in words(town.page(name, view, entry.pk))
    shift(table, f"id = {entry.pk}", **{column: start_so_that("last", days)})
    assert "已过 1 个工作日" in words(town.page(name, view, entry.pk))


def test_the_reply_to_a_notice_runs_to_the_last_day_by_hand(committed):
    with role("staff"):
        case = cases.case_at("notified")
    assert case.reply_due_on == date(2026, 9, 29)
    assert case.accused.code == world.HOUSING
