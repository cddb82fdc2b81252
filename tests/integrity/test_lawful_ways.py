"""What is asked at commit lets the lawful ways pass: every status reached by the real steps, and then everything is asked at once."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.complaints import given as complaints
from tests.discipline import given as cases
from tests.discipline import measured
from tests.repair import applied
from tests.repair import given as objections


@pytest.fixture(autouse=True)
def asked_in_the_end(city):
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("status", cases.WAYS)
def test_cases(status):
    assert cases.case_at(status).status == status


@pytest.mark.parametrize("step", ["rework", "lighten", "deny"])
def test_other_steps_of_cases(step):
    before = {"rework": "rectified", "lighten": "notified", "deny": "tolerance"}[step]
    case = cases.case_at(before)
    if step == "lighten":
        cases.reply(case, "correction")
    if step == "deny":
        for member in ("pan", "pei"):
            cases.vote(case, "against", by=member)
    cases.take(case, step)


@pytest.mark.parametrize("status", ["received", "refused", *complaints.AFTER.values()])
def test_tickets(status):
    assert complaints.ticket_at(status).status == status


def test_a_ticket_with_its_case_and_one_done_again():
    complaints.with_case(complaints.ticket_at("transferred"))
    again = complaints.take(complaints.ticket_at("answered", source_no="2"), "redo")
    assert again.status == "transferred"


@pytest.mark.parametrize(
    "status", ["refused", "incomplete", "accepted", "correcting", "revoking", "upheld", "decided", "closed", "complained"]
)
def test_objections(status):
    objections.objection_at(status)


@pytest.mark.parametrize("how", ["correct", "revoke"])
def test_objections_that_are_founded(how):
    objections.objection_at("closed", how=how)


@pytest.mark.parametrize("status", ["submitted", "accepted", "verified", "granted", "refused", "rejected", "withdrawn", "false"])
def test_applications(status):
    applied.application_at(status)


@pytest.mark.parametrize("status", ["entered", "shielded", "discarded", "ended"])
def test_shields(status):
    applied.shield_at(status)


@pytest.mark.parametrize("status", measured.WAYS)
def test_measures(status):
    measured.at(status)
