"""Rules of an objection: who may file, who may decide, what holds before each step; and that each is refused when broken."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from archives import actions as filing_actions
from archives.models import Membership, ObjectionMark, Record, Role, Subject
from integrity.errors import Refused
from integrity.workflow import advance
from repair import actions
from repair.flow import ARROWS
from repair.models import Objection
from tests import world

from .given import DAY, HONOUR, RIGHT, SAID, a_record, account, filed, held, objection_at, people, second_person, take

pytestmark = pytest.mark.usefixtures("city")


# ── who files ────────────────────────────────────────────────────────────────


def test_the_head_of_the_body_objects_and_nobody_else_does():
    record = a_record()
    for name in ("wu", "lin", "gao", "zhou", "audit", "guard", "closed", "nobody", "pan"):
        with pytest.raises(PermissionDenied):
            filed(record, by=name)
    for number in ("2026-9999999", ""):
        with pytest.raises(PermissionDenied):
            actions.file_own(number=number, by=account("he"), objector_name="x", today=DAY, **SAID)
    assert filed(record).version == record


def test_at_the_window_by_the_recording_unit_or_the_office_with_the_proof_that_was_seen():
    record = a_record()
    said = {**SAID, "objector_name": "示例律师事务所", "identity_seen": "营业执照、授权书", "objector_kind": "agent", "today": DAY}
    made = actions.take_in(number=record.number, by=account("lin"), **said)
    assert (made.channel, made.identity_seen, made.status) == ("window", "营业执照、授权书", "filed")
    with pytest.raises(Refused, match=r"proof of identity|身份证明"):
        actions.take_in(number=record.number, by=account("lin"), **(said | {"identity_seen": " "}))
    told = []
    for number in ("2026-9999999", record.number):  # one that is not there, and one that is not the clerk's: the same words
        with pytest.raises(Refused) as refusal:
            actions.take_in(number=number, by=account("wu"), **said)
        told.append(str(refusal.value).replace(number, ""))
    assert told[0] == told[1]
    for name in ("gao", "zhou", "audit", "guard", "past", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.take_in(number=record.number, by=account(name), **said)
    Membership.objects.create(user=account("nobody"), unit=Subject.objects.get(code=world.OFFICE), role=Role.CLERK, from_on="2020-01-01")
    assert actions.take_in(number=record.number, by=account("nobody"), **said).version == record


@pytest.mark.parametrize(
    "said",
    [{"wrong": ""}, {"part": " "}, {"should_be": ""}, {"contact": ""}, {"wrong": "身份证999999198203150012"}, {"wrong": "事" * 5001}],
)
def test_an_objection_says_what_is_wrong_and_holds_no_resident_id(said):
    with pytest.raises(Refused):
        filed(**said)
    assert not Objection.objects.exists()


# ── identity, acceptance ─────────────────────────────────────────────────────


def test_nothing_is_accepted_before_identity_was_checked():
    with pytest.raises(Refused, match=r"no longer possible|不能再"):
        take(filed(), "accept")
    assert not ObjectionMark.objects.exists()


def test_a_supplement_is_asked_for_once_and_given_by_the_objector():
    found = take(filed(), "incomplete")
    for name in ("sun", "zhou", "wu", "gao"):
        with pytest.raises(PermissionDenied):
            take(found, "supplement", by=name)
    again = take(found, "supplement")
    assert (again.status, again.supplemented_on, again.revision) == ("filed", DAY, found.revision + 1)
    with pytest.raises(Refused, match=r"changed after you opened|又有改动"):  # the page opened before it
        actions.take(objection=again, step="identify", by=account("sun"), reason="已核", seen=found.revision, today=DAY)
    with pytest.raises(Refused, match=r"once already|一次"):
        take(again, "incomplete")


def test_what_is_not_supplemented_is_not_accepted_after_the_term_and_not_before():
    found = take(filed(), "incomplete")
    # Five working days after Monday 21 September: 22, 23, 24 (3); 25 to 27 Mid-Autumn; 28, 29 (5).
    with pytest.raises(Refused, match=r"2026-09-29|2026年9月29日"):
        take(found, "refuse", today=DAY.replace(day=29), ground="not-supplemented")
    assert take(found, "refuse", today=DAY.replace(day=30), ground="not-supplemented").status == "refused"


def test_refused_on_a_listed_ground_with_a_reason():
    for ground in ("", "because"):
        with pytest.raises(Refused, match=r"listed grounds|情形"):
            take(filed(), "refuse", ground=ground)
    with pytest.raises(Refused, match=r"reason|理由"):
        take(filed(), "refuse", reason=" ")
    with pytest.raises(Refused, match=r"listed grounds|情形"):  # the order it cites was not in force yet
        take(filed(), "refuse", ground="document-itself", today=DAY.replace(month=3, day=31))


def test_a_record_that_no_longer_stands_is_not_put_under_objection():
    found = take(filed(), "identify")
    filing_actions.withdraw(number=found.record_no, by=account("zhou"), reason="文书撤销")
    with pytest.raises(Refused, match=r"No record|没有"):
        take(found, "accept")


def test_who_filed_it_decides_nothing_of_it():
    record = a_record()
    Membership.objects.create(user=account("sun"), unit=Subject.objects.get(code=world.MARKET), role=Role.CLERK, from_on="2020-01-01")
    said = {**SAID, "objector_name": "x", "identity_seen": "授权书", "objector_kind": "subject", "today": DAY}
    found = actions.take_in(number=record.number, by=account("sun"), **said)
    for step in ("incomplete", "identify", "refuse"):
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(found, step)
    found = take(take(found, "identify", by="zhou"), "accept", by="zhou")
    for step in ("uphold", "revoke", "correct"):
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(found, step)


def test_who_belongs_to_the_subject_stands_aside():
    found = filed()
    Membership.objects.create(user=account("sun"), unit=Subject.objects.get(code=world.HOUSING), role=Role.PANEL, from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        take(found, "identify")


# ── verification ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", ["correct", "revoke", "uphold"])
def test_who_entered_or_approved_the_record_does_not_verify(step):
    found = objection_at("accepted")
    with pytest.raises(Refused, match=r"entered or decided|录入或者"):
        take(found, step, by="hu")  # approved it
    Membership.objects.create(user=account("lin"), unit=Subject.objects.get(code=world.OFFICE), role=Role.OFFICER, from_on="2020-01-01")
    with pytest.raises(Refused, match=r"entered or decided|录入或者"):
        take(found, step, by="lin")  # entered it
    assert Record.objects.current().get(number=found.record_no).withdrawn_at is None
    assert take(found, step).status in {"correcting", "revoking", "upheld"}


def test_a_correction_results_in_a_new_version_by_two_officers():
    found = take(objection_at("accepted"), "correct")
    assert (found.outcome, found.filing.status, found.filing.made_by, found.filing.source) == (
        "corrected",
        "submitted",
        account("sun"),
        "mend",
    )
    with pytest.raises(Refused, match=r"colleague|同事"):
        advance(found.filing, "approve", by=account("sun"), seen=found.filing.revision)
    with pytest.raises(Refused, match=r"not approved yet|尚未"):
        take(found, "tell")
    second_person(found)
    old, new = Record.objects.filter(number=found.record_no).order_by("version")
    assert (old.content.facts["public"]["honour"], new.content.facts["public"]["honour"]) == (HONOUR, RIGHT)
    assert (new.known_from, new.key, new.ends_on, new.item_id) == (old.known_until, old.key, old.ends_on, old.item_id)
    assert take(found, "tell").status == "decided"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, r"changes something|至少"),
        ({"honour": HONOUR}, r"changes something|至少"),
        ({"doc_no": "示市监发〔2026〕999号"}, r"nothing that is corrected|不能更正|不属于"),
        ({"honour": ""}, r"must be filled|必填|必须填写"),
        ({"honour": "奖" * 201}, r"201"),
        ({"decided_on": "昨天"}, r"not a date|日期"),
        ({"decided_on": "2999-01-01"}, r"future|晚于今天|No edition|目录"),
        ({"honour": "身份证999999198203150012"}, r"resident id|身份号码"),
        ({"amount": "很多"}, r"not an amount|万元为单位"),
        ({"basis": ""}, r"must be filled|必填|必须填写"),
    ],
)
def test_a_correction_is_held_to_what_the_form_asks_and_keeps_nothing_when_refused(changes, sentence):
    found = objection_at("accepted")
    filings = Record.objects.get(number=found.record_no).filing.unit.filings.count()
    with pytest.raises(Refused, match=sentence):
        take(found, "correct", changes=changes)
    found.refresh_from_db()
    assert (found.status, found.filing, found.changes.count()) == ("accepted", None, 0)
    assert Record.objects.get(number=found.record_no).filing.unit.filings.count() == filings


def test_a_corrected_day_moves_the_period_by_the_rule_of_that_day():
    record = a_record()
    found = objection_at("accepted", record=record)
    found = take(found, "correct", changes={"decided_on": "2026-07-15"})
    second_person(found)
    new = Record.objects.current().get(number=record.number)
    # 表彰奖励: 24 months from the day of the decision (RY-LOCAL).
    assert (new.decided_on.isoformat(), new.ends_on.isoformat()) == ("2026-07-15", "2028-07-15")
    assert found.changes.get().new == "2026-07-15"


def test_a_returned_correction_is_verified_again():
    found = take(objection_at("accepted"), "correct")
    with pytest.raises(Refused, match=r"under way|办理中|仍在"):
        take(found, "resume")
    advance(found.filing, "return", by=account("zhou"), reason="名称有误", seen=found.filing.revision)
    found = take(found, "resume")
    assert (found.status, found.outcome, found.filing, found.verified_by) == ("accepted", "", None, None)
    second = take(found, "correct", changes={"honour": "年度诚信先进单位"})
    second_person(second)
    assert Record.objects.current().get(number=found.record_no).content.facts["public"]["honour"] == "年度诚信先进单位"


def test_a_revocation_takes_effect_at_once_and_is_told_after_its_confirmation():
    found = take(objection_at("accepted"), "revoke")
    record = Record.objects.current().get(number=found.record_no)
    assert (record.withdrawn_by, record.withdrawn_reason) == (account("sun"), "理由充分")
    with pytest.raises(Refused, match=r"not confirmed yet|尚未确认"):
        take(found, "tell")
    with pytest.raises(Refused, match=r"colleague|同事"):
        filing_actions.confirm_withdrawal(number=found.record_no, by=account("sun"))
    second_person(found)
    assert take(found, "tell").outcome == "revoked"


def test_upheld_with_reasons():
    found = objection_at("accepted")
    with pytest.raises(Refused, match=r"reason|理由"):
        take(found, "uphold", reason="")
    assert take(take(found, "uphold"), "tell").outcome == "upheld"


# ── the mark ─────────────────────────────────────────────────────────────────


def test_the_mark_stands_from_acceptance_to_closing():
    found = objection_at("decided")
    record = Record.objects.with_objections().get(number=found.record_no)
    assert record.objected_from == found.mark.from_at
    assert Record.objects.under_objection().filter(pk=record.pk).exists()
    found = take(found, "close")
    found.mark.refresh_from_db()
    assert (found.mark.by, found.mark.ended_by) == (account("sun"), account("sun"))
    assert found.mark.until_at >= found.mark.from_at
    assert Record.objects.with_objections().get(number=found.record_no).objected_from is None
    assert not Record.objects.under_objection().exists()


def test_of_two_objections_the_record_stays_under_the_other():
    record = a_record()
    first, second = objection_at("decided", record=record), objection_at("decided", record=record)
    take(first, "close")
    assert Record.objects.with_objections().get(pk=record.pk).objected_from == second.mark.from_at


# ── the complaint about the handling ─────────────────────────────────────────


def test_it_goes_to_another_person_who_confirms_or_reopens():
    found = objection_at("complained")
    for name in ("sun", "hu"):
        with pytest.raises(Refused):
            take(found, "confirm", by=name)
    opened = take(found, "reopen")
    assert (opened.status, opened.outcome, opened.verified_by, opened.decided_on, opened.reopened_on) == ("accepted", "", None, None, DAY)
    again = take(take(take(opened, "uphold"), "tell"), "close")
    with pytest.raises(Refused, match=r"once already|一次"):
        take(again, "complain")


def test_the_head_of_the_office_may_review_where_no_other_officer_is():
    people()
    found = objection_at("complained")
    boss = Membership.objects.create(
        user=account("nobody"), unit=Subject.objects.get(code=world.OFFICE), role=Role.HEAD, from_on="2020-01-01"
    )
    assert Objection.objects.visible_to(boss.user, DAY).get() == found
    with pytest.raises(PermissionDenied):
        take(objection_at("accepted"), "uphold", by="nobody")
    assert take(found, "confirm", by="nobody").status == "closed"


def test_it_is_not_sent_back_where_nobody_is_left_to_verify_it():
    found = objection_at("complained")
    held("zhou", "周文", world.OFFICE, "head")
    for officer in Membership.objects.filter(user__username__in=["sun", "zhou"], role="officer"):
        officer.until_on = DAY
        officer.save()
    with pytest.raises(Refused, match=r"enter another officer|增补"):  # hu is left, who approved the record
        take(found, "reopen")
    Membership.objects.create(user=account("ping"), unit=Subject.objects.get(code=world.OFFICE), role="officer", from_on=DAY)
    assert take(found, "reopen").status == "accepted"


def test_a_closed_objection_complained_of_and_reopened_is_marked_anew():
    found = objection_at("closed")
    with connection.cursor() as cursor:  # each step has a transaction of its own
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    found = take(found, "complain")
    assert found.closed_on is None
    assert Record.objects.with_objections().get(number=found.record_no).objected_from is None
    opened = take(found, "reopen")
    assert Record.objects.with_objections().get(number=found.record_no).objected_from == opened.mark.from_at


def test_only_in_its_time_and_only_by_the_objector():
    found = objection_at("closed")
    # Ten working days after Monday 21 September 2026: 22 to 24 (3), 28 to 30 (6), 8, 9 (8), Saturday 10 worked (9), Monday 12 (10).
    for name in ("sun", "zhou", "wu", "lin"):
        with pytest.raises(PermissionDenied):
            take(found, "complain", by=name)
    with pytest.raises(Refused, match=r"2026-10-12|2026年10月12日"):
        take(found, "complain", today=DAY.replace(month=10, day=13))
    assert take(found, "complain", today=DAY.replace(month=10, day=12)).status == "complained"


# ── what never left its unit ─────────────────────────────────────────────────


def test_postgresql_keeps_the_arrows_of_the_flow(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'repair_objection_by_arrow'")
        (source,) = cursor.fetchone()
    assert sorted(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", source)) == sorted((str(a), str(b), str(c)) for a, b, c in ARROWS)
