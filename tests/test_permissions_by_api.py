"""The tables of persona × step hold in the API too: the same steps of the same entries, asked for by JSON."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from integrity.workflow import advance
from tests import test_permissions as table
from tests.complaints import given as complained
from tests.discipline import court as in_court
from tests.discipline import given as judged
from tests.discipline import measured
from tests.repair import applied
from tests.repair import given as objected

# Who has not the role is told so, or does not see the entry, or has no account that is open.
ANSWERS = {"Y": {200}, "403": {401, 403, 404}, "409": {409}}


def agrees(door, address: str, rows: str, entry, said: dict) -> None:
    """Each persona posts the step and is answered as the table says; a refusal is one sentence and changes nothing."""
    for name, expected in zip(table.PERSONAS, rows.split(), strict=True):
        before = transaction.savepoint()
        answer = door(name).post(
            address, json.dumps(said | {"reason": "理由充分", "revision": entry.revision}), content_type="application/json"
        )
        assert answer.status_code in ANSWERS[expected], (name, expected, answer.status_code, answer.content.decode())
        if expected != "Y":
            assert len(answer.json()["detail"]) > 4
            assert type(entry).objects.get(pk=entry.pk).status == entry.status
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("step", table.COURT_NOTICE_STEPS)
def test_persona_by_step_of_a_court_notice(door, step):
    notice = in_court.notice_at(in_court.NOTICE_BEFORE[step])
    due = timezone.localdate() + timedelta(days=20)
    said = {"step": step} | ({"day": due.isoformat()} if step in {"lose", "announce"} else {})
    agrees(door, f"/api/v1/court-notices/{notice.pk}/steps/", table.COURT_NOTICE_STEPS[step], notice, said)


@pytest.mark.parametrize("step", table.TICKET_STEPS)
def test_persona_by_step_of_a_ticket(door, step):
    ticket = complained.ticket_at(table.TICKET_BEFORE[step])
    if step == "unsatisfied":
        for again in ("redo", "handle", "feedback"):
            ticket = complained.take(ticket, again)
    said = {"step": step} | {"refuse": {"ground": "litigation"}, "handle": {"outcome": "unfounded"}}.get(step, {})
    agrees(door, f"/api/v1/tickets/{ticket.pk}/steps/", table.TICKET_STEPS[step], ticket, said)


@pytest.mark.parametrize("step", table.CASE_STEPS)
def test_persona_by_step_of_a_case(door, step):
    status, claim, choice = table.CASE_BEFORE[step]
    case = judged.case_at(status)
    if claim:
        judged.reply(case, claim)
    for member in ("pan", "pei") if choice else ():
        judged.vote(case, choice, by=member)
    if step == "refile":
        judged.returned(case)
    if step in {"refuse", "notify"}:
        judged.handed_over(case)
    said = {"step": step, "given": judged.GIVEN.get(step, {})}
    agrees(door, f"/api/v1/cases/{case.pk}/steps/", table.CASE_STEPS[step], case, said)


@pytest.mark.parametrize("step", sorted(set(table.STEPS) - table.REVIEWED - {"check", "submit_good"}))
def test_persona_by_step_of_a_filing(door, person, step):
    filing = table.filing_at(table.BEFORE[step], person)
    agrees(door, f"/api/v1/filings/{filing.pk}/steps/", table.STEPS[step], filing, {"step": step})


@pytest.mark.parametrize("step", table.OBJECTION_STEPS)
def test_persona_by_step_of_an_objection(door, step):
    objection = objected.objection_at(table.OBJECTION_BEFORE[step], today=timezone.localdate())
    if step == "resume":
        advance(objection.filing, "return", by=objected.account("zhou"), reason="退回", seen=objection.filing.revision)
    said = {"step": step} | {"refuse": {"ground": "no-fault"}, "correct": {"changes": {"honour": objected.RIGHT}}}.get(step, {})
    agrees(door, f"/api/v1/objections/{objection.pk}/steps/", table.OBJECTION_STEPS[step], objection, said)


@pytest.mark.parametrize("step", table.APPLICATION_STEPS)
def test_persona_by_step_of_an_application(door, step):
    application = applied.application_at(table.APPLICATION_BEFORE[step], today=timezone.localdate())
    agrees(door, f"/api/v1/repairs/{application.pk}/steps/", table.APPLICATION_STEPS[step], application, {"step": step})


@pytest.mark.parametrize("step", table.SHIELDING_STEPS)
def test_persona_by_step_of_a_shield(door, step):
    today = timezone.localdate()
    shield = applied.shield_at(table.SHIELDING_BEFORE[step], until_on=today + timedelta(days=100), today=today)
    agrees(door, f"/api/v1/shields/{shield.pk}/steps/", table.SHIELDING_STEPS[step], shield, {"step": step})


@pytest.mark.parametrize("step", table.ACTION_STEPS)
def test_persona_by_step_of_a_joint_action(door, step):
    action = measured.drafted(on=measured.recent(), today=timezone.localdate())
    agrees(door, f"/api/v1/joint-actions/{action.pk}/steps/", table.ACTION_STEPS[step], action, {"step": step})


@pytest.mark.parametrize("step", table.MEASURE_STEPS)
def test_persona_by_step_of_a_measure(door, step):
    execution = measured.at("asked" if step in {"accept", "decline"} else "accepted", today=timezone.localdate())
    agrees(door, f"/api/v1/measures/{execution.pk}/steps/", table.MEASURE_STEPS[step], execution, {"step": step})
