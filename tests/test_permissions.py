"""Who may what, written by hand: persona × step and persona × URL. A step or a URL without a row fails.

The tables are the specification; they are not derived from the code. Columns are the personas of ``tests/world.py``;
``anon`` is nobody logged in.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from archives import actions, exports, post_actions, subject_actions
from archives.calendar_flow import NOTICE, enter_notice
from archives.documents.flow import TEMPLATE
from archives.flow import FILING
from archives.identifiers import person_code
from archives.models import (
    Authority,
    CatalogueItem,
    CreditOffice,
    Division,
    Document,
    EffectRule,
    Filing,
    IssuerMark,
    Membership,
    Panel,
    PeriodRule,
    ReadLog,
    Record,
    ReportingDuty,
    Subject,
    Term,
    TierRule,
)
from archives.powers.flow import POWER
from archives.supplement_flow import SUPPLEMENT
from complaints.campaigns.models import HotspotRule
from complaints.flow import TICKET
from complaints.models import Attachment, MinimumSample, RefusalGround
from discipline.court.flow import COURT_NOTICE
from discipline.court.models import CourtListRule
from discipline.flow import CASE
from discipline.measures.flow import ACTION, EXECUTION
from discipline.models import BreachKind, EligibilityCheck, Exhibit, FeedbackFile, MeasureItem, TierThreshold, ToleranceCondition
from integrity import jobs
from integrity import notice as notices
from integrity.errors import Refused
from integrity.workflow import advance
from monitoring.actions import look
from monitoring.models import Warning
from repair.applications.flow import APPLICATION
from repair.applications.models import RepairMethod
from repair.applications.shielding import SHIELDING
from repair.flow import OBJECTION
from repair.models import CorrectionNotice, Proof
from repair.models import RefusalGround as ObjectionGround
from scoring.actions import load_standard
from scoring.models import Run
from tests import permitted_powers, world
from tests.archives import documented, officials
from tests.archives.appraisal import appraised
from tests.archives.test_local_supplement import drafted
from tests.commitments import permitted as promised
from tests.commitments import permitted_letters
from tests.complaints import campaigned
from tests.complaints import given as complained
from tests.conftest import role
from tests.discipline import court as in_court
from tests.discipline import given as judged
from tests.discipline import linked as in_links
from tests.discipline import measured
from tests.files import penalties, row, table
from tests.notices import NOTICE_2027
from tests.repair import applied
from tests.repair import given as objected
from tests.shifting import taken_for_granted

STANDARD = Path(__file__).resolve().parent.parent / "standards" / "bodies-2026.yaml"

PERSONAS = "lin gao wu zhou sun audit guard past closed nobody system pan".split()

# Y may, 403 has not the role, 409 a rule says no. The filing was made and submitted by lin for 市场监督管理局.
STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "check":       "403 403 403 403 403 403 403 403 403 403 Y   403",
    "submit":      "Y   403 403 403 403 403 403 403 403 403 403 403",
    "submit_good": "Y   403 403 403 403 403 403 403 403 403 403 403",
    "adopt":       "403 403 403 403 403 403 403 403 403 403 403 Y",
    "reject":      "403 403 403 403 403 403 403 403 403 403 403 Y",
    "sign":        "403 Y   403 403 403 403 403 403 403 403 403 403",
    "forward":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "approve":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "return":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "discard":     "Y   403 403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
BEFORE = {
    "check": "received", "submit": "checked", "submit_good": "checked", "adopt": "panel", "reject": "panel", "sign": "signing",
    "forward": "submitted", "approve": "submitted", "return": "submitted", "discard": "checked",
}  # fmt: skip


def filing_at(status: str, person, content: bytes | None = None) -> Filing:
    """A filing of 市场监督管理局 that reached ``status`` through the real steps."""
    market = Membership.objects.get(user=person("lin")).unit
    filing = actions.receive_file(unit=market, by=person("lin"), stream=io.BytesIO(content or penalties(3)), filename="三行.csv")
    if status == "received":
        return filing
    filing = actions.check_filing(filing=filing)
    return filing if status == "checked" else advance(filing, "submit", by=person("lin"))


# Steps that only an item needing panel and head, or an office of a district, knows.
REVIEWED = {"adopt", "reject", "sign", "forward"}


def reviewed(person, step: str) -> Filing:
    """A filing of 市场监督管理局 on which ``step`` can be taken: the panel has voted, against it for ``reject``."""
    if step == "forward":
        CreditOffice.objects.create(unit=Subject.objects.get(code=world.OFFICE), level="district", serves=Subject.objects.get(code=world.MARKET))
        return filing_at("submitted", person)
    filing = appraised(person)
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="against" if step == "reject" else "for", reason="理由")
    return advance(filing, "adopt", by=person("pei"), seen=filing.revision) if step == "sign" else filing
# The notice was entered by zhou.
NOTICE_STEPS = {
    "confirm":     "403 403 403 409 Y   403 403 403 403 403 403 403",
    "discard":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", NOTICE_STEPS)
def test_persona_by_step_of_a_notice(person, step):
    for name, expected in zip(PERSONAS, NOTICE_STEPS[step].split(), strict=True):
        with transaction.atomic():
            entry = notice_2027(person)
            if expected == "Y":
                assert advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision).status == NOTICE[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision)
            transaction.set_rollback(True)


def notice_2027(person):
    """A plausible notice for 2027, entered by zhou; nobody published it yet."""
    found = notices.read(NOTICE_2027)
    return enter_notice(year=found.year, document="国办发明电〔2026〕9号", holidays=found.holidays, by=person("zhou"))


# The draft was made by zhou.
SUPPLEMENT_STEPS = {
    "adopt":       "403 403 403 409 Y   403 403 403 403 403 403 403",
    "discard":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", SUPPLEMENT_STEPS)
def test_persona_by_step_of_a_supplement(person, step):
    for name, expected in zip(PERSONAS, SUPPLEMENT_STEPS[step].split(), strict=True):
        with transaction.atomic():
            entry = drafted(person("zhou"))
            if expected == "Y":
                entry = advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision, today=date(2026, 11, 23))
                assert entry.status == SUPPLEMENT[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision, today=date(2026, 11, 23))
            transaction.set_rollback(True)


# The complaint is about 住房和城乡建设局 (wu), entered by zhou, handled by lin of its superior 市场监督管理局 (gao).
TICKET_STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "accept":      "403 403 403 409 Y   403 403 403 403 403 403 403",
    "refuse":      "403 403 403 409 Y   403 403 403 403 403 403 403",
    "transfer":    "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "handle":      "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "return":      "403 Y   403 403 403 403 403 403 403 403 403 403",
    "feedback":    "403 Y   403 403 403 403 403 403 403 403 403 403",
    "satisfied":   "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "unsatisfied": "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "redo":        "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "close":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip
TICKET_BEFORE = {
    "accept": "received", "refuse": "received", "transfer": "accepted", "handle": "transferred", "return": "handled", "feedback": "handled",
    "satisfied": "answered", "unsatisfied": "answered", "redo": "answered", "close": "revisited",
}  # fmt: skip


@pytest.mark.parametrize("step", TICKET_STEPS)
def test_persona_by_step_of_a_ticket(person, step):
    ticket = complained.ticket_at(TICKET_BEFORE[step])
    if step == "unsatisfied":
        for again in ("redo", "handle", "feedback"):
            ticket = complained.take(ticket, again)
    for name, expected in zip(PERSONAS, TICKET_STEPS[step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert complained.take(ticket, step, by=name).status == TICKET[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    complained.take(ticket, step, by=name)
            transaction.set_rollback(True)


# The objection is to a record about 住房和城乡建设局 (wu), filed by its head (he); lin entered the record, hu approved it. What was
# verified and told was so by sun.
OBJECTION_STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "incomplete":  "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "supplement":  "403 403 403 403 403 403 403 403 403 403 403 403",  # the objector: he, tests/repair/test_flow.py
    "identify":    "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "accept":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "refuse":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "correct":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "revoke":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "uphold":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "resume":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "tell":        "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "close":       "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "complain":    "403 403 403 403 403 403 403 403 403 403 403 403",
    "confirm":     "403 403 403 Y   409 403 403 403 403 403 403 403",
    "reopen":      "403 403 403 Y   409 403 403 403 403 403 403 403",
}  # fmt: skip
OBJECTION_BEFORE = {
    "incomplete": "filed", "supplement": "incomplete", "identify": "filed", "accept": "identified", "refuse": "filed", "correct": "accepted",
    "revoke": "accepted", "uphold": "accepted", "resume": "correcting", "tell": "upheld", "close": "decided", "complain": "decided",
    "confirm": "complained", "reopen": "complained",
}  # fmt: skip


@pytest.mark.parametrize("step", OBJECTION_STEPS)
def test_persona_by_step_of_an_objection(person, step):
    objection = objected.objection_at(OBJECTION_BEFORE[step])
    if step == "resume":
        advance(objection.filing, "return", by=person("zhou"), reason="退回", seen=objection.filing.revision)
    for name, expected in zip(PERSONAS, OBJECTION_STEPS[step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert objected.take(objection, step, by=name).status == OBJECTION[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    objected.take(objection, step, by=name)
            transaction.set_rollback(True)


# The dishonesty is about 住房和城乡建设局 (wu), whose head (he) applies; lin of 市场监督管理局, which found it, entered the record, hu of the
# office approved it, and gao accepts and verifies: then nobody of the unit may decide, and an officer does.
APPLICATION_STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "submit":      "403 403 403 403 403 403 403 403 403 403 403 403",  # the applicant: he, tests/repair/test_applications.py
    "withdraw":    "403 403 403 403 403 403 403 403 403 403 403 403",
    "accept":      "409 Y   403 403 403 403 403 403 403 403 403 403",
    "reject":      "409 Y   403 403 403 403 403 403 403 403 403 403",
    "verify":      "409 Y   403 403 403 403 403 403 403 403 403 403",
    "falsify":     "409 Y   403 403 403 403 403 403 403 403 403 403",
    "grant":       "403 409 403 Y   Y   403 403 403 403 403 403 403",
    "refuse":      "403 409 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip
APPLICATION_BEFORE = {
    "submit": "draft", "withdraw": "submitted", "accept": "submitted", "reject": "submitted", "verify": "accepted", "falsify": "accepted",
    "grant": "verified", "refuse": "verified",
}  # fmt: skip
# The shield was entered by sun.
SHIELDING_STEPS = {
    "confirm":     "403 403 403 Y   409 403 403 403 403 403 403 403",
    "discard":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "end":         "403 403 403 Y   409 403 403 403 403 403 403 403",
}  # fmt: skip
SHIELDING_BEFORE = {"confirm": "entered", "discard": "entered", "end": "shielded"}


@pytest.mark.parametrize("step", [*APPLICATION_STEPS, *SHIELDING_STEPS])
def test_persona_by_step_of_a_repair(person, step):
    row = APPLICATION_STEPS.get(step) or SHIELDING_STEPS[step]
    entry = applied.application_at(APPLICATION_BEFORE[step]) if step in APPLICATION_STEPS else applied.shield_at(SHIELDING_BEFORE[step])
    for name, expected in zip(PERSONAS, row.split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert applied.take(entry, step, by=name).status == entry.flow[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    applied.take(entry, step, by=name)
            transaction.set_rollback(True)


# The case is about 住房和城乡建设局 (wu); lin of its superior 市场监督管理局 opened and examined it, gao heads it, pan is of its panel.
CASE_STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "unfounded":   "403 Y   403 403 403 403 403 403 403 403 403 403",
    "order":       "403 Y   403 403 403 403 403 403 403 403 403 403",
    "report":      "Y   403 403 403 403 403 403 403 403 403 403 403",
    "refuse":      "Y   403 403 403 403 403 403 403 403 403 403 403",
    "rework":      "403 Y   403 403 403 403 403 403 403 403 403 403",
    "accept":      "403 Y   403 403 403 403 403 403 403 403 403 403",
    "notify":      "403 Y   403 403 403 403 403 403 403 403 403 403",
    "lighten":     "403 Y   403 403 403 403 403 403 403 403 403 403",
    "waive":       "403 Y   403 403 403 403 403 403 403 403 403 403",
    "hear":        "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "convene":     "Y   Y   403 403 403 403 403 403 403 403 403 403",
    "tolerate":    "403 403 403 403 403 403 403 403 403 403 403 Y",
    "deny":        "403 403 403 403 403 403 403 403 403 403 403 Y",
    "dismiss":     "403 403 403 403 403 403 403 403 403 403 403 Y",
    "determine":   "403 Y   403 403 403 403 403 403 403 403 403 403",
    "file":        "Y   403 403 403 403 403 403 403 403 403 403 403",
    "refile":      "Y   403 403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
# Where the case stands before the step, what the accused body claimed, and how the panel voted.
CASE_BEFORE = {
    "unfounded": ("verifying", "", ""), "order": ("verifying", "", ""), "report": ("rectifying", "", ""), "refuse": ("rectifying", "", ""),
    "rework": ("rectified", "", ""), "accept": ("rectified", "", ""), "notify": ("refused", "", ""), "lighten": ("notified", "correction", ""),
    "waive": ("notified", "correction", ""), "hear": ("notified", "tolerance", ""), "convene": ("notified", "", ""), "tolerate": ("tolerance", "", "for"),
    "deny": ("tolerance", "", "against"), "dismiss": ("panel", "", "against"), "determine": ("panel", "", "for"), "file": ("determined", "", ""), "refile": ("filed", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("step", CASE_STEPS)
def test_persona_by_step_of_a_case(person, step):
    status, claim, choice = CASE_BEFORE[step]
    case = judged.case_at(status)
    if claim:
        judged.reply(case, claim)
    for member in ("pan", "pei") if choice else ():
        judged.vote(case, choice, by=member)
    if step == "refile":
        judged.returned(case)
    for name, expected in zip(PERSONAS, CASE_STEPS[step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert judged.take(case, step, by=name).status == CASE[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    judged.take(case, step, by=name)
            transaction.set_rollback(True)


# A text of documents drafted by zhou.
TEMPLATE_STEPS = {
    "approve":     "403 403 403 409 Y   403 403 403 403 403 403 403",
    "discard":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", TEMPLATE_STEPS)
def test_persona_by_step_of_a_template(person, step):
    for name, expected in zip(PERSONAS, TEMPLATE_STEPS[step].split(), strict=True):
        with transaction.atomic():
            entry = documented.drafted()
            if expected == "Y":
                entry = advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision, today=documented.DAY)
                assert entry.status == TEMPLATE[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision, today=documented.DAY)
            transaction.set_rollback(True)


# A joint action of 市场监督管理局, drafted by lin, about the hospital; 住房和城乡建设局 (wu) is asked.
ACTION_STEPS = {
    "decide":      "403 Y   403 403 403 403 403 403 403 403 403 403",
    "discard":     "Y   Y   403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
MEASURE_STEPS = {
    "accept":      "403 403 Y   403 403 403 403 403 403 403 403 403",
    "decline":     "403 403 Y   403 403 403 403 403 403 403 403 403",
    "execute":     "403 403 Y   403 403 403 403 403 403 403 403 403",
    "fail":        "403 403 Y   403 403 403 403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", [*ACTION_STEPS, *MEASURE_STEPS])
def test_persona_by_step_of_a_measure(person, step):
    row, flow = (ACTION_STEPS, ACTION) if step in ACTION_STEPS else (MEASURE_STEPS, EXECUTION)
    found = measured.drafted() if step in ACTION_STEPS else measured.at("asked" if step in {"accept", "decline"} else "accepted")
    for name, expected in zip(PERSONAS, row[step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                taken = advance(found, step, by=person(name), reason="理由充分", seen=found.revision, today=judged.DAY)
                assert taken.status == flow[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(found, step, by=person(name), reason="理由充分", seen=found.revision, today=judged.DAY)
            transaction.set_rollback(True)


# The notice is about 住房和城乡建设局 (wu), entered by zhou; what was reported in it was so by wu.
COURT_NOTICE_STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system pan
    "lose":        "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "announce":    "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "perform":     "403 403 Y   Y   Y   403 403 403 403 403 403 403",
    "confirm":     "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "reject":      "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "end":         "403 403 403 409 Y   403 403 403 403 403 403 403",
    "list":        "403 403 403 409 Y   403 403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", COURT_NOTICE_STEPS)
def test_persona_by_step_of_a_court_notice(person, step):
    notice = in_court.notice_at(in_court.NOTICE_BEFORE[step])
    target = "ahead" if step == "reject" else COURT_NOTICE[step].target
    for name, expected in zip(PERSONAS, COURT_NOTICE_STEPS[step].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                assert in_court.take(notice, step, by=name).status == target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    in_court.take(notice, step, by=name)
            transaction.set_rollback(True)


def test_every_step_has_a_row():
    assert set(permitted_powers.POWER_STEPS) == {step.name for step in POWER}
    assert set(ACTION_STEPS) == {step.name for step in ACTION}
    assert set(MEASURE_STEPS) == {step.name for step in EXECUTION}
    assert set(COURT_NOTICE_STEPS) == {step.name for step in COURT_NOTICE}
    assert set(OBJECTION_STEPS) == {step.name for step in OBJECTION}
    assert set(APPLICATION_STEPS) == {step.name for step in APPLICATION}
    assert set(SHIELDING_STEPS) == {step.name for step in SHIELDING}
    assert set(CASE_STEPS) == {step.name for step in CASE}
    assert set(TEMPLATE_STEPS) == {step.name for step in TEMPLATE}
    assert set(TICKET_STEPS) == {step.name for step in TICKET}
    assert set(STEPS) == {step.name for step in FILING}
    assert set(SUPPLEMENT_STEPS) == {step.name for step in SUPPLEMENT}
    assert set(NOTICE_STEPS) == {step.name for step in NOTICE}
    assert all(len(row.split()) == len(PERSONAS) for row in STEPS.values())


@pytest.mark.parametrize("step", STEPS)
def test_persona_by_step(person, step):
    for name, expected in zip(PERSONAS, STEPS[step].split(), strict=True):
        with transaction.atomic():
            _take(person, step, name, expected)
            transaction.set_rollback(True)  # each persona starts anew


def _take(person, step, name, expected):
    faulty = table([row(1), row(2, CF_SY="")]) if step == "submit_good" else None
    filing = filing_at(BEFORE[step], person, faulty) if step not in REVIEWED else reviewed(person, step)
    by = person(name)
    if expected == "Y":
        assert advance(filing, step, by=by, reason="理由充分", seen=filing.revision).status == FILING[step].target
    else:
        with pytest.raises(PermissionDenied if expected == "403" else Refused):
            advance(filing, step, by=by, reason="理由充分", seen=filing.revision)


def test_an_officer_who_is_also_the_clerk_cannot_decide_on_the_own_filing(person):
    zhou = person("zhou")
    market = Subject.objects.get(name="示范市市场监督管理局")
    Membership.objects.create(user=zhou, unit=market, role="clerk", from_on="2020-01-01")
    filing = actions.receive_file(unit=market, by=zhou, stream=io.BytesIO(penalties(2)), filename="自报.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=zhou)
    for step in ("approve", "return"):
        with pytest.raises(Refused, match=r"同事|colleague"):
            advance(filing, step, by=zhou, reason="理由", seen=filing.revision)
    assert advance(filing, "approve", by=person("sun"), seen=filing.revision).status == "approved"


VIEWERS = "lin gao wu zhou sun audit guard past closed nobody anon".split()
STAFF_READ = "200 200 200 200 200 200 403 403 302 403 302"  # everybody at work reads, the security administrator no data
OFFICER_ONLY = "403 403 403 200 200 403 403 403 302 403 302"
SECURITY_ONLY = "403 403 403 403 403 403 200 403 302 403 302"
SECURITY_READ = "403 403 403 403 403 200 200 403 302 403 302"
OVERSIGHT = "403 403 403 200 200 200 403 403 302 403 302"
AUDITOR_ONLY = "403 403 403 403 403 200 403 403 302 403 302"
NOBODY = "403 403 403 403 403 403 403 403 302 403 302"
ANY_ACCOUNT = "200 200 200 200 200 200 200 200 302 200 302"
OPEN = "200 200 200 200 200 200 200 200 200 200 200"
UNIT_AND_OFFICE = "200 200 404 200 200 200 404 404 302 404 302"  # another unit's filing answers as if it did not exist
# The API sends nobody to a login page: 401 without an account, 403 without a role.
API_READ = "200 200 200 200 200 200 403 403 401 403 401"
API_UNIT_AND_OFFICE = "200 200 404 200 200 200 403 403 401 403 401"
API_POST = "405 405 405 405 405 405 403 403 401 403 401"
REDIRECT_THERE = "302 302 302 302 302 302 302 302 302 302 302"

# URL name -> outcome of GET for each of VIEWERS, in order.
URLS = {
    **permitted_powers.urls(read=STAFF_READ, nobody=NOBODY, there=REDIRECT_THERE, unit_and_office=UNIT_AND_OFFICE),
    "healthz": OPEN,
    "readyz": None,  # depends on broker and timetable; tests/integrity/test_health.py
    "set_language": "302 302 302 302 302 302 302 302 302 302 302",
    "staff_import": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_choose_item": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_enter": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_filing": UNIT_AND_OFFICE,
    "staff_filing_errors": UNIT_AND_OFFICE,
    "staff_filing_sheet": UNIT_AND_OFFICE,
    "staff_layouts": STAFF_READ,
    "staff_layout_template": STAFF_READ,
    "staff_record": UNIT_AND_OFFICE,  # the record is not public; see test_public_record_is_seen_by_all_at_work
    "staff_filing_names": "405 405 405 405 405 405 405 405 302 405 302",  # POST: tests/archives/test_filing_names.py
    "staff_vote": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_batch": OFFICER_ONLY,
    "staff_compare": STAFF_READ,
    "staff_supplement": STAFF_READ,
    "staff_supplement_new": OFFICER_ONLY,
    "staff_supplement_draft": STAFF_READ,
    "staff_exports": STAFF_READ,
    "staff_export_records": STAFF_READ,
    "staff_export_read_log": AUDITOR_ONLY,
    "staff_export_redaction_log": AUDITOR_ONLY,
    "staff_withdrawal": "405 405 405 405 405 405 405 405 302 405 302",
    "api:subject-list": API_READ,
    "api:subject-detail": API_READ,
    "api:item-list": API_READ,
    "api:item-detail": API_READ,
    "api:record-list": API_READ,
    "api:record-detail": API_UNIT_AND_OFFICE,
    "api:record-life": API_UNIT_AND_OFFICE,
    "api:record-withdrawal": API_POST,
    "api:record-confirmation": API_POST,
    "api:filing-list": API_READ,
    "api:filing-detail": API_UNIT_AND_OFFICE,
    "api:filing-steps": API_UNIT_AND_OFFICE,
    "api:filing-votes": API_POST,
    "api:filing-errors": API_UNIT_AND_OFFICE,
    "api:schema": API_READ,
    # About a person whom ren's organ manages and with whom no officer has to do; ren and self_: tests/archives/test_read_log.py.
    "staff_my_archive": NOBODY,
    "staff_my_readings": NOBODY,
    "staff_people": OVERSIGHT,
    "staff_person": "403 403 403 403 403 200 403 403 302 403 302",
    "staff_person_register": NOBODY,
    "staff_person_authority": "403 403 403 403 403 403 403 403 302 403 302",
    "staff_extension": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_calendar": STAFF_READ,
    "staff_notice": STAFF_READ,
    "staff_duties": STAFF_READ,
    "staff_duties_csv": STAFF_READ,
    "staff_clerks_csv": STAFF_READ,
    "staff_people_csv": AUDITOR_ONLY,
    "staff_warnings_csv": STAFF_READ,
    "staff_save_list": "405 405 405 405 405 405 405 405 302 405 302",  # POST: tests/accounts/test_saved_lists.py
    "staff_forget_list": "405 405 405 405 405 405 405 405 302 405 302",
    "admin:list_csv": STAFF_READ,  # of the list of records; each list as its page: tests/archives/test_list_files.py
    "staff_report_nothing": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_clerks": STAFF_READ,
    "staff_quality": STAFF_READ,
    "staff_quality_csv": STAFF_READ,
    "staff_quality_xlsx": STAFF_READ,
    "admin:index": ANY_ACCOUNT,
    "admin:login": "302 302 302 302 302 302 302 302 200 302 200",
    "admin:logout": "405 405 405 405 405 405 405 405 302 405 302",
    "admin:password_change": ANY_ACCOUNT,
    "admin:password_change_done": ANY_ACCOUNT,
    "admin:autocomplete": None,  # tests below: needs parameters
    "admin:jsi18n": ANY_ACCOUNT,
    "admin:view_on_site": None,  # no model here has a public address of its own
    "admin:app_list": None,  # one page per app; the lists below say who sees what
    "admin:archives_subject_changelist": STAFF_READ,
    "admin:archives_subject_add": OFFICER_ONLY,
    "admin:archives_subject_change": STAFF_READ,
    "admin:archives_subject_delete": NOBODY,
    "admin:archives_subject_history": STAFF_READ,
    "admin:archives_subject_simple_history": STAFF_READ,
    "admin:archives_membership_changelist": SECURITY_READ,
    "admin:archives_membership_add": SECURITY_ONLY,
    "admin:archives_membership_change": SECURITY_READ,
    "admin:archives_membership_delete": NOBODY,
    "admin:archives_membership_history": SECURITY_READ,
    "admin:archives_membership_simple_history": SECURITY_READ,
    "admin:archives_reportingduty_changelist": STAFF_READ,
    "admin:archives_reportingduty_add": OFFICER_ONLY,
    "admin:archives_reportingduty_change": "200 200 302 200 200 200 403 403 302 403 302",  # another unit's is not there
    "admin:archives_reportingduty_delete": NOBODY,
    "admin:archives_reportingduty_history": "200 200 404 200 200 200 403 403 302 403 302",
    "admin:archives_reportingduty_simple_history": "200 200 404 200 200 200 403 403 302 403 302",
    "admin:accounts_user_changelist": SECURITY_READ,
    "admin:accounts_user_add": SECURITY_ONLY,
    "admin:accounts_user_change": SECURITY_READ,
    "admin:accounts_user_delete": NOBODY,
    "admin:accounts_user_history": SECURITY_READ,
    "admin:archives_filing_changelist": STAFF_READ,
    "admin:archives_filing_add": NOBODY,
    "admin:archives_filing_change": REDIRECT_THERE,  # to staff_filing, which decides
    "admin:archives_filing_delete": NOBODY,
    "admin:archives_filing_history": REDIRECT_THERE,  # its steps are its history
    "admin:archives_record_changelist": STAFF_READ,
    "admin:archives_record_add": NOBODY,
    "admin:archives_record_change": "302 302 404 302 302 302 404 404 302 404 302",
    "admin:archives_record_delete": NOBODY,
    "admin:archives_record_history": "302 302 404 302 302 302 404 404 302 404 302",
    **{
        f"admin:{model}_{page}": outcome
        for model, read, write in (
            ("archives_catalogueedition", STAFF_READ, NOBODY),
            ("archives_catalogueitem", STAFF_READ, NOBODY),
            ("archives_division", STAFF_READ, NOBODY),
            ("archives_periodrule", STAFF_READ, OFFICER_ONLY),
            ("archives_tierrule", STAFF_READ, NOBODY),
            ("archives_term", STAFF_READ, NOBODY),
            ("archives_panel", STAFF_READ, OFFICER_ONLY),
            ("archives_creditoffice", STAFF_READ, OFFICER_ONLY),
            ("archives_effectrule", STAFF_READ, NOBODY),
            ("archives_readlog", AUDITOR_ONLY, NOBODY),
            ("archives_redactedexport", AUDITOR_ONLY, NOBODY),
            ("complaints_refusalground", STAFF_READ, NOBODY),
            ("complaints_minimumsample", STAFF_READ, NOBODY),
            ("integrity_calendarday", STAFF_READ, NOBODY),
            ("integrity_job", OVERSIGHT, NOBODY),
            ("integrity_steptaken", OVERSIGHT, NOBODY),
            ("scoring_standard", STAFF_READ, NOBODY),
            ("scoring_run", STAFF_READ, NOBODY),
        )
        for page, outcome in (("changelist", read), ("change", read), ("history", read), ("add", write), ("delete", NOBODY))
    },
    "admin:archives_panel_simple_history": STAFF_READ,
    "admin:archives_creditoffice_simple_history": STAFF_READ,
    "staff_body": "200 200 200 200 200 200 404 404 302 404 302",
    "staff_body_change": OFFICER_ONLY,
    "staff_change_undo": OFFICER_ONLY,
    "staff_post_add": OFFICER_ONLY,  # and the personnel organ: tests/archives/test_posts.py
    "staff_appoint": OFFICER_ONLY,
    "staff_term": OFFICER_ONLY,
    "staff_handover": "200 200 403 200 200 200 404 404 302 404 302",
    "staff_warnings": STAFF_READ,
    "staff_warning": "200 200 404 200 200 200 403 403 302 403 302",  # answering it: tests/monitoring/test_answering.py
    "monitoring:warning-list": API_READ,
    "monitoring:warning-detail": API_UNIT_AND_OFFICE,
    "monitoring:warning-acknowledgement": API_POST,
    "monitoring:warning-outcome": API_POST,
    "admin:scoring_why": "200 200 403 200 200 200 403 403 302 403 302",
    # The complaint is about wu's unit, which must not see that it exists; lin and gao handle it.
    "staff_ticket": UNIT_AND_OFFICE,
    "staff_ticket_file": UNIT_AND_OFFICE,
    "staff_ticket_enter": OFFICER_ONLY,
    "staff_ticket_sheet": OFFICER_ONLY,
    "staff_ticket_sheet_template": OFFICER_ONLY,
    "staff_ticket_case": "200 403 404 403 403 403 404 404 302 404 302",
    "staff_ticket_extension": "302 302 302 302 302 302 302 302 302 302 302",  # POST: tests/complaints/test_terms.py
    "staff_ticket_message": "302 302 302 302 302 302 302 302 302 302 302",
    "admin:complaints_ticket_changelist": STAFF_READ,
    "admin:complaints_ticket_add": NOBODY,
    "admin:complaints_ticket_change": REDIRECT_THERE,  # to staff_ticket, which decides
    "admin:complaints_ticket_delete": NOBODY,
    "admin:complaints_ticket_history": REDIRECT_THERE,
    # The objection was filed by the head of wu's unit; lin received the wrong value and is told.
    "staff_objection": "404 404 404 200 200 200 404 404 302 404 302",
    "staff_objection_proof": "404 404 404 200 200 200 404 404 302 404 302",
    "staff_objection_file": NOBODY,  # the subject alone: tests/repair/test_flow.py
    "staff_objection_window": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_objection_extension": "302 302 302 302 302 302 302 302 302 302 302",
    "staff_correction": "200 404 404 200 200 200 404 404 302 404 302",
    "admin:repair_objection_changelist": STAFF_READ,
    "admin:repair_objection_add": NOBODY,
    "admin:repair_objection_change": REDIRECT_THERE,  # to staff_objection, which decides
    "admin:repair_objection_delete": NOBODY,
    "admin:repair_objection_history": REDIRECT_THERE,
    **{f"admin:repair_refusalground_{page}": STAFF_READ for page in ("changelist", "change", "history")},
    **{f"admin:repair_refusalground_{page}": NOBODY for page in ("add", "delete")},
    # The application was filed by the head of wu's unit and goes to lin's, which found the breach.
    "staff_application": UNIT_AND_OFFICE,
    "staff_application_evidence": UNIT_AND_OFFICE,
    "staff_application_letter": UNIT_AND_OFFICE,
    "staff_application_letter_record": UNIT_AND_OFFICE,
    "staff_application_file": NOBODY,  # the subject alone: tests/repair/test_applications.py
    "staff_application_window": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_application_extension": "302 302 302 302 302 302 302 302 302 302 302",
    "staff_application_false": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_shielding": "404 404 404 200 200 200 404 404 302 404 302",
    "staff_shielding_enter": OFFICER_ONLY,
    "admin:repair_application_changelist": STAFF_READ,
    "admin:repair_application_add": NOBODY,
    "admin:repair_application_change": REDIRECT_THERE,  # to staff_application, which decides
    "admin:repair_application_delete": NOBODY,
    "admin:repair_application_history": REDIRECT_THERE,
    "admin:repair_shielding_changelist": "403 403 403 200 200 200 403 403 302 403 302",
    "admin:repair_shielding_add": NOBODY,
    "admin:repair_shielding_change": REDIRECT_THERE,
    "admin:repair_shielding_delete": NOBODY,
    "admin:repair_shielding_history": REDIRECT_THERE,
    **{f"admin:repair_repairmethod_{page}": STAFF_READ for page in ("changelist", "change", "history")},
    **{f"admin:repair_repairmethod_{page}": NOBODY for page in ("add", "delete")},
    # The case is about wu's unit, which reads what was served on it and nothing else of the case.
    "staff_case": UNIT_AND_OFFICE,
    "staff_case_open": "200 403 200 200 200 403 403 403 302 403 302",
    "staff_case_notices": "200 200 200 403 403 403 403 403 302 403 302",
    "staff_case_examine": "302 302 404 302 302 302 404 404 302 404 302",  # past its examination: back to the case
    "staff_case_extension": "302 302 302 302 302 302 302 302 302 302 302",  # POST: tests/discipline/test_terms.py
    "staff_case_file": UNIT_AND_OFFICE,  # evidence of the examination
    "staff_case_order": "302 302 302 302 302 302 302 302 302 302 302",  # POST: tests/discipline/test_order_handed_over.py
    "staff_case_vote": "302 302 302 302 302 302 302 302 302 302 302",
    "staff_case_told": "404 404 200 404 404 404 404 404 302 404 302",
    "staff_case_person": "404 404 404 404 404 404 404 404 302 404 302",  # and ren: tests/discipline/test_story.py
    "admin:discipline_case_changelist": STAFF_READ,
    "admin:discipline_case_add": NOBODY,
    "admin:discipline_case_change": REDIRECT_THERE,  # to staff_case, which decides
    "admin:discipline_case_delete": NOBODY,
    "admin:discipline_case_history": REDIRECT_THERE,
    **{
        f"admin:{model}_{page}": outcome
        for model, write in (("discipline_breachkind", NOBODY), ("discipline_tolerancecondition", NOBODY), ("discipline_tierthreshold", OFFICER_ONLY))
        for page, outcome in (("changelist", STAFF_READ), ("change", STAFF_READ), ("history", STAFF_READ), ("add", write), ("delete", NOBODY))
    },
    # Measures of 市场监督管理局 about the hospital, at 住房和城乡建设局 (wu), lifted already.
    "staff_joint_action": UNIT_AND_OFFICE,
    "staff_joint_action_new": "200 403 403 200 200 403 403 403 302 403 302",
    "staff_measure": "200 200 200 200 200 200 404 404 302 404 302",
    "staff_measure_file": "200 200 200 200 200 200 404 404 302 404 302",
    "staff_lifting": "200 200 200 200 200 200 404 404 302 404 302",
    "staff_eligibility": "200 200 200 200 200 403 403 403 302 403 302",
    "measures:joint-action-list": API_READ,
    "measures:joint-action-detail": API_UNIT_AND_OFFICE,
    "measures:joint-action-steps": API_UNIT_AND_OFFICE,
    "measures:measure-list": API_READ,
    "measures:measure-detail": API_READ,
    "measures:measure-steps": API_READ,
    **{
        f"admin:discipline_{model}_{page}": outcome
        for model in ("jointaction", "execution", "lifting")
        for page, outcome in (("changelist", STAFF_READ), ("add", NOBODY), ("change", REDIRECT_THERE), ("delete", NOBODY), ("history", REDIRECT_THERE))
    },
    **{f"admin:discipline_measureitem_{page}": STAFF_READ for page in ("changelist", "change", "history")},
    **{f"admin:discipline_eligibilitycheck_{page}": OVERSIGHT for page in ("changelist", "change", "history")},
    **{f"admin:discipline_{model}_{page}": NOBODY for model in ("measureitem", "eligibilitycheck") for page in ("add", "delete")},
    # The legal representative of an enterprise, entered by 市场监督管理局 (lin); the letter by which the measure was lifted.
    "staff_linked_person": UNIT_AND_OFFICE,
    "staff_linked_persons": "200 200 200 200 200 200 403 403 302 403 302",
    "staff_linked_person_add": "200 403 200 200 200 403 403 403 302 403 302",
    "staff_measure_letter": "200 200 200 200 200 200 404 404 302 404 302",
    # A document of the credit office, served to 市场监督管理局 today.
    "staff_document": UNIT_AND_OFFICE,
    "staff_document_file": UNIT_AND_OFFICE,
    "staff_document_acknowledge": "405 405 405 405 405 405 405 405 302 405 302",  # POST: tests/archives/test_document_pages.py
    "staff_document_templates": STAFF_READ,
    "staff_document_template": STAFF_READ,
    "staff_document_specimen": STAFF_READ,
    "staff_document_draft": OFFICER_ONLY,
    "staff_ticket_paper": "405 405 405 405 405 405 405 405 302 405 302",  # POST: tests/complaints/test_papers.py
    "admin:archives_document_changelist": STAFF_READ,
    "admin:archives_document_add": NOBODY,
    "admin:archives_document_change": REDIRECT_THERE,  # to staff_document, which decides
    "admin:archives_document_delete": NOBODY,
    "admin:archives_document_history": REDIRECT_THERE,
    "admin:archives_issuermark_changelist": STAFF_READ,
    "admin:archives_issuermark_add": OFFICER_ONLY,
    "admin:archives_issuermark_change": STAFF_READ,
    "admin:archives_issuermark_delete": NOBODY,
    "admin:archives_issuermark_history": STAFF_READ,
    "admin:archives_issuermark_simple_history": STAFF_READ,
    # What a court tells of wu's unit, which reads the notice and nothing of the case that was opened on a list.
    "staff_court_sheet": OFFICER_ONLY,
    "staff_court_sheet_template": OFFICER_ONLY,
    "staff_court_notice_enter": OFFICER_ONLY,
    "staff_court_notice": "404 404 200 200 200 200 404 404 302 404 302",
    "court:court-notice-list": API_READ,
    **{f"court:court-notice-{page}": "404 404 200 200 200 200 403 403 401 403 401" for page in ("detail", "steps")},
    "admin:discipline_courtnotice_changelist": STAFF_READ,
    "admin:discipline_courtnotice_change": REDIRECT_THERE,  # to staff_court_notice, which decides
    "admin:discipline_courtnotice_history": REDIRECT_THERE,
    **{f"admin:discipline_courtentry_{page}": OVERSIGHT for page in ("changelist", "change", "history")},
    **{f"admin:discipline_courtlistrule_{page}": STAFF_READ for page in ("changelist", "change", "history")},
    **{f"admin:discipline_{model}_{page}": NOBODY for model in ("courtnotice", "courtentry", "courtlistrule") for page in ("add", "delete")},
    # A campaign of the credit office; wu's unit is on it and was talked to.
    "staff_campaign": "404 404 404 200 200 200 404 404 302 404 302",
    "staff_campaign_begin": OFFICER_ONLY,
    "staff_campaign_talk": OFFICER_ONLY,
    "staff_campaign_recheck": OFFICER_ONLY,
    "staff_talks": "200 200 200 404 404 404 404 404 302 404 302",
    "admin:complaints_campaign_changelist": OVERSIGHT,
    "admin:complaints_campaign_change": REDIRECT_THERE,  # to staff_campaign, which decides
    "admin:complaints_campaign_history": REDIRECT_THERE,
    **{f"admin:complaints_hotspotrule_{page}": STAFF_READ for page in ("changelist", "change", "history")},
    **{f"admin:complaints_{model}_{page}": NOBODY for model in ("campaign", "hotspotrule") for page in ("add", "delete")},
    **{f"complaints:ticket-{page}": outcome for page, outcome in (("list", API_READ), ("detail", API_UNIT_AND_OFFICE), ("steps", API_UNIT_AND_OFFICE))},
    **{f"discipline:case-{page}": outcome for page, outcome in (("list", API_READ), ("detail", API_UNIT_AND_OFFICE), ("steps", API_UNIT_AND_OFFICE))},
    # An objection and a shield, of which units know nothing, and an application to lin's unit, which found the breach.
    **{f"repair:{kind}-list": API_READ for kind in ("objection", "repair", "shield")},
    **{f"repair:{kind}-{page}": "404 404 404 200 200 200 403 403 401 403 401" for kind in ("objection", "shield") for page in ("detail", "steps")},
    **{f"repair:repair-{page}": API_UNIT_AND_OFFICE for page in ("detail", "steps")},
    **permitted_letters.URLS,
}


URLS |= promised.URLS


def _patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield prefix + pattern.name
        else:
            yield from _patterns(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))


def test_every_url_has_a_row():
    assert set(_patterns(get_resolver("integrity.urls"))) == set(URLS)


@pytest.fixture
def objects(person):
    return one_of_each(person)


def _file_of(ticket) -> Attachment:
    """As if it had come with the ticket."""
    with taken_for_granted():
        return Attachment.objects.create(ticket=ticket, name="合同.pdf", kind="pdf", content=b"%PDF-1.7")


def one_of_each(person) -> dict:
    """One object of each list; the filing and the record belong to 市场监督管理局 and are not public (tier minor)."""
    filing = filing_at("submitted", person)
    filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    record = Record.objects.filter(filing=filing, shown__isnull=True).first()
    official, objection, measures = officials.register(), objection_of(person) | application_of(), measure_of()
    duty = ReportingDuty.objects.create(unit=filing.unit, item_code="CF", rhythm="zero", term_code="report", valid_from="2026-01-01", basis="示信用办〔2026〕5号")
    promises = promised.objects() | permitted_letters.objects()  # before there is another credit office
    return {
        "filing": filing.pk,
        "number": record.number,
        "archives_record": record.pk,
        "archives_filing": filing.pk,
        "archives_subject": filing.unit_id,
        "archives_membership": Membership.objects.first().pk,
        "accounts_user": person("lin").pk,
        "archives_catalogueedition": CatalogueItem.objects.first().edition_id,
        "archives_catalogueitem": CatalogueItem.objects.first().pk,
        "archives_periodrule": PeriodRule.objects.first().pk,
        "archives_tierrule": TierRule.objects.first().pk,
        "archives_term": Term.objects.first().pk,
        "archives_panel": (panel := Panel.objects.create(unit=filing.unit, quorum=2, document="示市监发〔2026〕1号", valid_from="2020-01-01")).pk,
        "history of archives_panel": panel.history.first().pk,
        "archives_creditoffice": (office := CreditOffice.objects.create(unit=filing.unit, level="city", serves=filing.unit)).pk,
        "history of archives_creditoffice": office.history.first().pk,
        "archives_effectrule": EffectRule.objects.first().pk,
        "archives_readlog": ReadLog.objects.create(by=person("lin"), person=official, what="archive", acting_as="none", purpose="unstated", granted=False).pk,
        "person": official.address,
        "integrity_calendarday": "2026-10-01",
        "integrity_steptaken": filing.taken.first().pk,
        # About nothing that is still in its unit: that is the auditor's alone (tests/archives/test_whose_decisions.py).
        "integrity_job": jobs.ask("check filing", by=person("lin")).pk,
        "scoring_why": filing.unit.code,
        **posts_of(filing.unit, person("zhou")),
        "change": subject_actions.rename(subject=official.authorities.get().organ, name="改称", on=date(2026, 1, 5), document_no="文", reason="误录", by=person("zhou")).pk,
        "archives_reportingduty": duty.pk,
        "history of archives_reportingduty": duty.history.first().pk,
        "notice": notice_2027(person).pk,
        "supplement": drafted(person("zhou")).pk,
        **permitted_powers.objects(),
        "archives_redactedexport": exports.note(by=person("lin"), what="records", about="CF", rows=1, fields=[("a", "甲", "masked", "resident-id", 1)]).pk,
        "complaints_refusalground": RefusalGround.objects.first().pk,
        "complaints_minimumsample": MinimumSample.objects.first().pk,
        "complaints_ticket": (ticket := complained.ticket_at("transferred")).pk,
        "ticket_file": _file_of(ticket).pk,
        **objection,
        "discipline_case": judged.case_at("notified").pk,
        "exhibit": Exhibit.objects.latest("at").pk,
        "discipline_breachkind": BreachKind.objects.first().pk,
        "discipline_tolerancecondition": ToleranceCondition.objects.first().pk,
        "discipline_tierthreshold": TierThreshold.objects.first().pk,
        **measures,
        "history of archives_subject": filing.unit.history.first().pk,
        **document_for(filing.unit),
        **court_and_campaign(),
        **promises,
        "history of archives_membership": Membership.objects.first().history.first().pk,
    }


def court_and_campaign() -> dict:
    """A notice of a court, an entry of a list, and a campaign with a talk: about wu's unit, as of today."""
    today = timezone.localdate()
    entry, campaign = in_court.listed(today=today), campaigned.begun(today=today)
    return {
        "discipline_courtnotice": in_court.noticed(court_no="（2026）示01执7号").pk,
        "discipline_courtentry": entry.pk,
        "discipline_courtlistrule": CourtListRule.objects.first().pk,
        "complaints_campaign": campaign.pk,
        "complaints_hotspotrule": HotspotRule.objects.first().pk,
        "talk": campaigned.talked(campaign, today=today).pk,
        "talked to": entry.body_id,
    }


def objection_of(person) -> dict:
    """An accepted objection with a proof and a notice to lin."""
    objection = objected.objection_at("accepted")
    with taken_for_granted():
        notice = CorrectionNotice.objects.create(objection=objection, recipient=person("lin"), how="api", received_at=timezone.now())
        proof = Proof.objects.create(objection=objection, name="证明.pdf", kind="pdf", content=b"%PDF-1.7")
    ground = ObjectionGround.objects.first()
    return {"repair_objection": objection.pk, "objection_proof": proof.pk, "correction": notice.pk, "repair_refusalground": ground.pk}


def application_of() -> dict:
    """A submitted application with its evidence, and a shield that awaits confirmation."""
    found = applied.application_at("submitted")
    shield = applied.shield_at("entered", applied.of_company())
    evidence = found.evidence.get().pk
    return {"repair_application": found.pk, "evidence": evidence, "repair_shielding": shield.pk, "repair_repairmethod": RepairMethod.objects.first().pk}


def measure_of() -> dict:
    """A measure with a feedback and its file, lifted as wrong, and a question after eligibility."""
    found = measured.at("executed", today=timezone.localdate())
    with taken_for_granted():
        proof = FeedbackFile.objects.create(execution=found, name="证明.pdf", kind="pdf", content=b"%PDF-1.7")
    link = in_links.linked()
    documented.marked(world.MARKET, "示市监")
    lifted = measured.lifted(found, "wrong", today=timezone.localdate())[0]
    check = EligibilityCheck.objects.create(subject=found.unit, purpose="honours", eligible=True, by=found.made_by)
    return {
        "discipline_jointaction": found.action_id,
        "discipline_execution": found.pk,
        "measure_file": proof.pk,
        "measured_record": found.action.record_no,
        "discipline_lifting": lifted.pk,
        "linked_person": link.pk,
        "linked_enterprise": link.subject_id,
        "lifting_letter": Document.objects.get(kind="lifting").pk,
        "discipline_measureitem": MeasureItem.objects.first().pk,
        "discipline_eligibilitycheck": check.pk,
    }


def document_for(unit) -> dict:
    """A document of the credit office that was served to ``unit``, and the mark by which it is numbered."""
    document = documented.issued(to=unit, today=timezone.localdate())
    mark = IssuerMark.objects.get(body=document.body)
    return {
        "archives_document": document.pk,
        "service": documented.served(document).pk,
        "document_template": document.template_id,
        "archives_issuermark": mark.pk,
        "history of archives_issuermark": mark.history.first().pk,
    }


def posts_of(unit, by) -> dict:
    """A division, and a principal post of ``unit`` that was handed over."""
    holders = [Subject.objects.create(kind="civil_servant", code=person_code(f"T{n}"), name=f"某{n}") for n in (1, 2)]
    for holder in holders:
        Authority.objects.create(person=holder, organ=Subject.objects.get(code=world.OFFICE), serves_in=unit, from_on=date(2020, 1, 1))
    post = post_actions.add_post(unit=unit, name="局长", is_principal=True, by=by)
    first = post_actions.appoint(post=post, holder=holders[0], from_on=date(2021, 1, 1), document_no="任〔2021〕1号", by=by)
    handover = post_actions.hand_over(appointment=first, holder=holders[1], on=date(2022, 1, 1), document_no="任〔2022〕1号", note="移交", by=by)
    with role("registry_owner"):
        division = Division.objects.create(code="990100", name="示范市", province="示范省", level="prefecture", valid_from=1990)
    return {"post": post.pk, "term": handover.incoming_id, "handover": handover.pk, "archives_division": division.pk}


def _address(name: str, objects: dict):
    if found := promised.address(name, objects):
        return found
    if name in permitted_letters.URLS and (found := permitted_letters.address(name, objects)):
        return found
    if found := permitted_powers.address(name, objects):
        return found
    if name in {"staff_court_notice", "court:court-notice-detail", "court:court-notice-steps"}:
        return reverse(name, args=[objects["discipline_courtnotice"]])
    if name == "staff_campaign":
        return reverse(name, args=[objects["complaints_campaign"]])
    if name == "staff_campaign_talk":
        return reverse(name, args=[objects["complaints_campaign"], objects["talked to"]])
    if name == "staff_campaign_recheck":
        return reverse(name, args=[objects["talk"]])
    if name.startswith(("complaints:", "discipline:")) and not name.endswith("-list"):
        return reverse(name, args=[objects["complaints_ticket" if name.startswith("complaints:") else "discipline_case"]])
    if name.startswith("repair:") and not name.endswith("-list"):
        key = {"objection": "repair_objection", "repair": "repair_application", "shield": "repair_shielding"}[name[7:].partition("-")[0]]
        return reverse(name, args=[objects[key]])
    if name in {"staff_body", "staff_post_add"}:
        return reverse(name, args=[objects["archives_subject"]])
    if name == "staff_body_change":
        return reverse(name, args=[objects["archives_subject"], "rename"])
    if name == "staff_change_undo":
        return reverse(name, args=[objects["change"]])
    if name == "staff_appoint":
        return reverse(name, args=[objects["post"]])
    if name == "staff_term":
        return reverse(name, args=[objects["term"], "handover"])
    if name == "staff_handover":
        return reverse(name, args=[objects["handover"]])
    if name == "staff_document_acknowledge":
        return reverse(name, args=[objects["archives_document"], objects["service"]])
    if name in {"staff_document", "staff_document_file"}:
        return reverse(name, args=[objects["archives_document"]])
    if name in {"staff_document_template", "staff_document_specimen"}:
        return reverse(name, args=[objects["document_template"]])
    if name == "staff_document_draft":
        return reverse(name, args=["notice"])
    if name == "staff_ticket_paper":
        return reverse(name, args=[objects["complaints_ticket"], "acceptance"])
    if name == "staff_ticket_file":
        return reverse(name, args=[objects["complaints_ticket"], objects["ticket_file"]])
    if name.startswith("staff_ticket") and name not in {"staff_ticket_enter", "staff_ticket_sheet", "staff_ticket_sheet_template"}:
        return reverse(name, args=[objects["complaints_ticket"]])
    if name in {"staff_objection", "staff_objection_extension"}:
        return reverse(name, args=[objects["repair_objection"]])
    if name == "staff_objection_proof":
        return reverse(name, args=[objects["repair_objection"], objects["objection_proof"]])
    if name == "staff_application" or name.startswith(("staff_application_letter", "staff_application_extension", "staff_application_false")):
        return reverse(name, args=[objects["repair_application"]])
    if name == "staff_application_evidence":
        return reverse(name, args=[objects["repair_application"], objects["evidence"]])
    if name == "staff_shielding":
        return reverse(name, args=[objects["repair_shielding"]])
    if name == "staff_correction":
        return reverse(name, args=[objects["correction"]])
    if name == "staff_case_file":
        return reverse(name, args=[objects["discipline_case"], objects["exhibit"]])
    if name.startswith("staff_case") and name not in {"staff_case_open", "staff_case_notices"}:
        return reverse(name, args=[objects["discipline_case"]])
    if name == "staff_joint_action_new":
        return f"{reverse(name)}?record={objects['measured_record']}"
    if name == "staff_joint_action" or name in {"measures:joint-action-detail", "measures:joint-action-steps"}:
        return reverse(name, args=[objects["discipline_jointaction"]])
    if name == "staff_measure_file":
        return reverse(name, args=[objects["discipline_execution"], objects["measure_file"]])
    if name == "staff_measure_letter":
        return reverse(name, args=[objects["discipline_execution"], objects["lifting_letter"]])
    if name == "staff_linked_person":
        return reverse(name, args=[objects["linked_person"]])
    if name.startswith("staff_linked_person"):
        return reverse(name, args=[objects["linked_enterprise"]])
    if name == "staff_measure" or (name.startswith("measures:measure-") and not name.endswith("-list")):
        return reverse(name, args=[objects["discipline_execution"]])
    if name == "staff_lifting":
        return reverse(name, args=[objects["discipline_lifting"]])
    if name == "staff_supplement_draft":
        return reverse(name, args=[objects["supplement"]])
    if name == "admin:list_csv":
        return reverse(name, args=["archives", "record"])
    if name == "staff_forget_list":
        return reverse(name, args=[1])
    if name == "staff_export_records":
        return reverse(name) + "?item=CF"
    if name == "staff_notice":
        return reverse(name, args=[objects["notice"]])
    if name == "staff_report_nothing":
        return reverse(name, args=[objects["archives_reportingduty"]])
    if name in {"staff_filing", "staff_filing_errors", "staff_filing_names", "staff_vote", "staff_extension"}:
        return reverse(name, args=[objects["filing"]])
    if name in {"staff_record", "staff_withdrawal"}:
        return reverse(name, args=[objects["number"]])
    if name == "staff_filing_sheet":
        return reverse(name, args=[objects["filing"], "xlsx"])
    if name == "staff_layout_template":
        return reverse(name, args=["licence-legal-2018", "xlsx"])
    if name in {"staff_person", "staff_person_authority"}:
        return reverse(name, args=[objects["person"]])
    if name.startswith(("staff_warning", "monitoring:")) and not name.endswith(("warnings", "_csv", "-list")):
        with role("worker"):
            look(today=timezone.localdate())
        return reverse(name, args=[Warning.objects.get(kind="report", thing__endswith=":2026-10-01").pk])
    if name == "staff_enter":
        return reverse(name, args=["RY"])
    if name == "admin:scoring_why":
        return reverse(name, args=[objects["scoring_why"]])
    if name.startswith("api:") and not name.endswith(("-list", "schema")):
        key = {"subject": "scoring_why", "record": "number", "filing": "filing", "item": "archives_catalogueitem"}[name[4:].partition("-")[0]]
        return reverse(name, args=[objects[key]])
    model, _, page = name.removeprefix("admin:").rpartition("_")
    if name.endswith("_simple_history"):
        kind = model.removesuffix("_simple")
        return reverse(name, args=[objects[kind], objects[f"history of {kind}"]])
    if page in {"change", "delete", "history"} and name != "admin:password_change":
        return reverse(name, args=[objects[model]])  # a list without an object here fails
    return reverse(name)


# So many addresses are asked for in one small world: making one of each takes longer than asking.
SHARE = 24
ASKED = [name for name, row in URLS.items() if row]


@pytest.mark.parametrize("names", [ASKED[n : n + SHARE] for n in range(0, len(ASKED), SHARE)], ids=lambda names: names[0])
def test_persona_by_url(door, objects, names):
    with role("registry_owner"), open(STANDARD, "rb") as stream:
        standard = load_standard(stream=stream)[0]
        objects["scoring_standard"] = standard.pk
        objects["scoring_run"] = Run.objects.create(as_of=timezone.localdate(), known_at=timezone.now(), standard=standard).pk
    made = {k: v for k, v in objects.items() if v is not None}
    clients = {viewer: door(None if viewer == "anon" else viewer) for viewer in VIEWERS}
    wrong = {}
    for name in names:
        address = _address(name, made)
        got = {}
        for viewer, client in clients.items():
            before = transaction.savepoint()  # what one visit leaves behind is not there for the next
            got[viewer] = str(client.get(address).status_code)
            transaction.savepoint_rollback(before)
        expected = dict(zip(VIEWERS, URLS[name].split(), strict=True))
        if got != expected:
            wrong[name] = {viewer: f"{got[viewer]}, not {expected[viewer]}" for viewer in VIEWERS if got[viewer] != expected[viewer]}
    assert not wrong


def test_a_role_read_at_each_request_ends_with_its_last_day(door, objects):
    client = door("zhou")
    address = reverse("staff_filing", args=[objects["filing"]])
    assert client.get(address).status_code == 200
    Membership.objects.filter(user__username="zhou").update(until_on="2020-01-02")
    assert client.get(address).status_code == 404


def test_posting_a_step_without_the_role_changes_nothing(door, person):
    filing = filing_at("submitted", person)
    address = reverse("staff_filing", args=[filing.pk])
    for viewer, expected in (("lin", 403), ("gao", 403), ("wu", 404), ("audit", 403), ("guard", 404), ("nobody", 404)):
        answer = door(viewer).post(address, {"step": "approve", "revision": filing.revision})
        assert answer.status_code == expected, viewer
    filing.refresh_from_db()
    assert filing.status == "submitted"


def test_no_form_makes_a_superuser_or_another_persons_power(door):
    from accounts.models import User

    guard = door("guard")
    user = User.objects.get(username="nobody")
    data = {"username": "nobody", "name": "无角色", "email": "", "is_active": "on", "is_superuser": "on", "is_staff": "on", "groups": "1"}
    address = reverse("admin:accounts_user_change", args=[user.pk])
    data["seen"] = guard.get(address).context["adminform"].form["seen"].value()
    assert guard.post(address, data).status_code == 302
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.groups.exists()
    assert not user.get_all_permissions()
