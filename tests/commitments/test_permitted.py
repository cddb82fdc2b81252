"""Persona × step of commitments, changes and disputes, taken as the pages take them and asked for by API."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commitments.disputes import DISPUTE
from commitments.flow import COMMITMENT
from commitments.versions import VERSION
from integrity.errors import Refused
from integrity.workflow import advance
from tests import test_permissions as table
from tests.test_permissions_by_api import agrees

from . import permitted
from .given import account
from .permitted import COMMITMENT_STEPS, DISPUTE_STEPS, VERSION_STEPS


def each(rows: str, act) -> None:
    """``act(person)`` for every persona, as the row says; each begins anew."""
    for name, expected in zip(table.PERSONAS, rows.split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                act(account(name))
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    act(account(name))
            transaction.set_rollback(True)


def test_every_step_has_a_row():
    assert set(COMMITMENT_STEPS) == {step.name for step in COMMITMENT}
    assert set(VERSION_STEPS) == {step.name for step in VERSION}
    assert set(DISPUTE_STEPS) == {step.name for step in DISPUTE}


@pytest.mark.parametrize("step", COMMITMENT_STEPS)
def test_persona_by_step_of_a_commitment(city, step):
    made = permitted.at(step)
    each(COMMITMENT_STEPS[step], lambda by: permitted.take(made, step, by))


@pytest.mark.parametrize("step", VERSION_STEPS)
def test_persona_by_step_of_a_change(city, step):
    made = permitted.proposed()
    each(VERSION_STEPS[step], lambda by: advance(made, step, by=by, reason="理由充分", seen=made.revision))


@pytest.mark.parametrize("step", DISPUTE_STEPS)
def test_persona_by_step_of_a_dispute(city, step):
    made = permitted.disputed(passed=step != "reopen")
    each(DISPUTE_STEPS[step], lambda by: advance(made, step, by=by, reason="理由充分", seen=made.revision))


WITH_FILES = {"report", "mend"}  # sent here without any, so they lack their proof; with them: test_entered_by_api


@pytest.mark.parametrize("step", COMMITMENT_STEPS)
def test_persona_by_step_of_a_commitment_by_api(door, step):
    made = permitted.at(step)
    rows = COMMITMENT_STEPS[step].replace("Y", "409") if step in WITH_FILES else COMMITMENT_STEPS[step]
    later = timezone.localdate() + timedelta(days=9)
    said = {"step": step} | ({"words": "增设窗口", "due_on": later.isoformat()} if step in {"plan", *WITH_FILES} else {})
    agrees(door, f"/api/v1/commitments/{made.pk}/steps/", rows, made, said)


@pytest.mark.parametrize("step", VERSION_STEPS)
def test_persona_by_step_of_a_change_by_api(door, step):
    made = permitted.proposed()
    agrees(door, f"/api/v1/commitment-changes/{made.pk}/steps/", VERSION_STEPS[step], made, {"step": step})


@pytest.mark.parametrize("step", DISPUTE_STEPS)
def test_persona_by_step_of_a_dispute_by_api(door, step):
    made = permitted.disputed(passed=step != "reopen")
    agrees(door, f"/api/v1/disputes/{made.pk}/steps/", DISPUTE_STEPS[step], made, {"step": step})
