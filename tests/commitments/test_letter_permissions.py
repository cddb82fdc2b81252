"""Every step of letters, signings and templates × every persona, against the table written by hand, as a step and by API."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from commitments.letters import actions
from commitments.letters.flow import LETTER
from commitments.signings.flow import SIGNING
from commitments.templates_flow import TEMPLATE_DRAFT
from integrity.errors import Refused
from integrity.workflow import advance
from tests.test_permissions import PERSONAS
from tests.test_permissions_by_api import agrees

from .given import account
from .lettered import PDF, at, checked, event, template
from .permitted_letters import STEPS

FLOWS = {"letter": LETTER, "signing": SIGNING, "template": TEMPLATE_DRAFT}
BEFORE = {
    "print": "entered", "sign": "printed", "accept": "signed", "discard": "entered", "keep": "in_force", "allege": "in_force", "dismiss": "alleged",
    "break": "alleged", "refile": "broken", "mend": "broken", "rework": "mended", "repair": "mended",
}  # fmt: skip
ADDRESS = {"letter": "letters", "signing": "signings", "template": "template-drafts"}
ALL = [(kind, step) for kind, steps in STEPS.items() for step in steps]


def entry_before(kind: str, step: str):
    if kind != "letter":
        other = event() if kind == "signing" else template()
        other.refresh_from_db()
        return other
    made = at(BEFORE[step])
    if step == "sign":
        actions.add_copy(letter=made, files=[PDF], by=account("lin"))
    if step in {"keep", "mend"}:
        checked(made, "passed")
    if step == "allege":
        checked(made, "failed")
    if step == "refile":
        advance(made.filing, "return", by=account("sun"), reason="补正", seen=made.filing.revision)
    made.refresh_from_db()
    return made


def test_every_step_has_a_row():
    for kind, flow in FLOWS.items():
        assert set(STEPS[kind]) == {step.name for step in flow}


@pytest.mark.parametrize(("kind", "step"), ALL)
def test_persona_by_step(city, kind, step):
    entry = entry_before(kind, step)
    target = FLOWS[kind][step].leads_to(entry)
    for name, expected in zip(PERSONAS, STEPS[kind][step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert advance(entry, step, by=account(name), reason="理由充分", seen=entry.revision).status == target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(entry, step, by=account(name), reason="理由充分", seen=entry.revision)
            transaction.set_rollback(True)
        entry.refresh_from_db()


@pytest.mark.parametrize(("kind", "step"), ALL)
def test_persona_by_step_by_api(door, city, kind, step):
    entry = entry_before(kind, step)
    agrees(door, f"/api/v1/{ADDRESS[kind]}/{entry.pk}/steps/", STEPS[kind][step], entry, {"step": step})
