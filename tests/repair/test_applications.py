"""Rules of an application for repair: who files, who decides, what holds before each step; and that each is refused when broken."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

from archives.models import FOREVER, Filing, Membership, Record, Relief, Role, Subject, Term
from commitments.models import Letter
from discipline import lifting
from integrity.errors import Refused
from integrity.workflow import advance
from repair.applications import actions, checks, facts, granting
from repair.applications.flow import ARROWS
from repair.applications.models import Application
from repair.applications.terms import deadline
from tests import world
from tests.walking import shift

from .applied import DAY, SAID, SCAN, application_at, breach, drafted, take
from .given import account

pytestmark = pytest.mark.usefixtures("city")


def test_the_head_of_the_body_applies_and_nobody_else_does():
    record = breach()
    for name in ("wu", "lin", "gao", "zhou", "audit", "guard", "nobody"):
        with pytest.raises(PermissionDenied):
            drafted(record, by=name)
    with pytest.raises(PermissionDenied):
        actions.apply_own(numbers="2026-9999999", by=account("he"), methods=["rectified"], today=DAY, **SAID)
    made = drafted(record)
    assert (made.status, made.subject.code, made.finder.code) == ("draft", world.HOUSING, world.MARKET)
    assert not Application.objects.visible_to(account("gao")).exists()  # a draft is its author's


def test_at_the_window_with_the_proof_that_was_seen():
    record = breach()
    said = {**SAID, "numbers": record.number, "methods": ["rectified"], "files": [SCAN], "today": DAY}
    made = actions.take_in(by=account("lin"), identity_seen="营业执照", **said)
    assert (made.channel, made.made_by.username) == ("window", "lin")
    with pytest.raises(Refused, match=r"proof of identity|身份证明"):
        actions.take_in(by=account("lin"), identity_seen=" ", **said)
    with pytest.raises(Refused):
        actions.take_in(by=account("wu"), identity_seen="营业执照", **said)  # of the other unit: as if it were not there
    with pytest.raises(PermissionDenied):
        actions.take_in(by=account("gao"), identity_seen="营业执照", **said)


@pytest.mark.parametrize(
    "said",
    [
        {"done": ""}, {"contact": " "}, {"done": "身份证999999198203150012"}, {"done": "事" * 5001}, {"methods": ["prayer"]},
        {"methods": ["rectified"], "hours": 9}, {"methods": ["rectified", "service"], "hours": 0}, {"methods": ["service"], "hours": 10000},
    ],
)  # fmt: skip
def test_what_an_application_says_is_bounded(said):
    with pytest.raises(Refused):
        drafted(**said)
    assert not Application.objects.exists()


def test_records_of_one_subject_only_and_nothing_unknown_among_them():
    one, other = breach(), breach(subject=world.HOSPITAL)
    with pytest.raises(PermissionDenied):
        drafted(one, other)
    assert drafted(one, breach()).applied.count() == 2


def test_nothing_is_submitted_unsigned_and_nothing_accepted_that_is_not_eligible():
    with pytest.raises(Refused, match=r"not signed|未签署"):
        take(drafted(signer=""), "submit")
    early = take(drafted(breach(tier="3")), "submit")  # twelve months: may be asked from 2027-05-11
    with pytest.raises(Refused, match="2027年5月11日"):
        take(early, "accept")
    assert take(early, "reject", reason="最短公示期未满").status == "rejected"
    assert not Letter.objects.exists()


def test_the_commitment_is_published_with_acceptance_and_names_no_record():
    found = application_at("accepted")
    text = found.commitment.text
    assert "示范市住房和城乡建设局" in text
    assert "2026年9月21日" in text
    assert found.applied.get().number not in text
    assert found.applied.get().version.content.doc_no not in text
    assert found.commitment.records == [found.applied.get().number]


def test_four_eyes_who_entered_verified_or_belongs_to_the_subject_does_not_decide():
    found = take(drafted(), "submit")
    with pytest.raises(Refused, match=r"entered or decided|录入"):
        take(found, "accept", by="lin")
    for name in ("zhou", "hu", "wu", "he"):  # officers act only where nobody of the finding unit may; the subject never
        with pytest.raises(PermissionDenied):
            take(found, "accept", by=name)
    found = take(take(found, "accept"), "verify")
    with pytest.raises(Refused, match=r"verified|核查"):
        take(found, "grant", by="gao")
    with pytest.raises(Refused, match=r"entered or decided|录入"):
        take(found, "grant", by="hu")  # approved the record
    assert take(found, "grant", by="sun").status == "granted"


def test_an_officer_of_the_body_itself_stands_aside():
    found = application_at("verified")
    Membership.objects.create(user=account("zhou"), unit=Subject.objects.get(code=world.HOUSING), role=Role.CLERK, from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        take(found, "grant", by="zhou")


def test_a_second_head_of_the_finding_unit_decides_and_then_no_officer_does():
    found = application_at("verified")
    Membership.objects.create(user=account("nobody"), unit=Subject.objects.get(code=world.MARKET), role=Role.HEAD, from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        take(found, "grant", by="zhou")
    assert take(found, "grant", by="nobody").status == "granted"


def test_granted_repairs_every_record_and_lifts_by_number(monkeypatch):
    seen = []
    lift = lifting.lift
    monkeypatch.setattr(lifting, "lift", lambda **given: seen.append((given["number"], str(given["ground"]))) or lift(**given))
    one, two = breach(), breach()
    found = application_at("granted", one, two)
    assert sorted(seen) == sorted([(one.number, "repaired"), (two.number, "repaired")])
    assert set(Relief.objects.filter(kind="repaired").values_list("number", flat=True)) == {one.number, two.number}
    assert found.document_no
    assert granting.is_executed(found)  # no measure was on them, so nothing is left to acknowledge


def test_where_lifting_fails_nothing_is_repaired(monkeypatch):
    found = application_at("verified", breach(), breach())
    calls = []

    def fails(**given):
        calls.append(given)
        if len(calls) == 2:
            raise Refused("no")
        return []

    monkeypatch.setattr(lifting, "lift", fails)
    with pytest.raises(Refused), transaction.atomic():
        take(found, "grant")
    assert not Relief.objects.exists()
    found.refresh_from_db()
    assert (found.status, found.decided_on) == ("verified", None)
    assert Record.objects.public().filter(number__in=[n.number for n in found.applied.all()]).count() == 2


def test_refused_leaves_the_record_as_it_is():
    record = breach()
    found = application_at("refused", record)
    assert found.document_no
    assert not Relief.objects.exists()
    assert Record.objects.public().filter(number=record.number).exists()


def test_a_repaired_record_is_not_applied_for_again():
    record = breach()
    application_at("granted", record)
    with pytest.raises(Refused, match=r"is repaired|已修复"):
        drafted(record)


def test_one_application_for_a_record_is_under_way_at_a_time():
    record = breach()
    first = drafted(record)
    with pytest.raises(Refused, match=r"under way already|已有正在办理"):
        drafted(record)
    take(take(first, "submit"), "reject")
    assert drafted(record).status == "draft"


def test_who_repaired_first_leaves_nothing_to_accept():
    """Two came by the portal, whom nothing bars; the second finds the record repaired."""
    record = breach()
    early = take(drafted(record), "submit")
    shift("repair_application", f"id = {early.pk}", channel="portal", receipt_code="x", verifier_hash=b"x")
    application_at("granted", record)
    with pytest.raises(Refused, match=r"repaired already|已经修复|已修复"):
        take(early, "accept")


def test_what_comes_to_nothing_ends_its_commitment():
    for status in ("granted", "refused", "withdrawn", "false"):
        found = take(application_at("accepted"), "withdraw") if status == "withdrawn" else application_at(status)
        found.commitment.refresh_from_db()
        assert (found.commitment.ended_at is None) == (status == "granted"), status


def test_who_verified_does_not_end_it_for_false_material():
    found = application_at("verified")
    with pytest.raises(Refused, match=r"You verified|由您核查|您核查"):
        take(found, "falsify", by="gao")


def test_the_decision_says_what_was_verified():
    found = application_at("accepted")
    found = take(found, "verify", reason="现场复查属实9488")
    said = {line.label: line for line in facts.lines_of(found, DAY)}
    assert any(line.arithmetic == "现场复查属实9488" and line.met for line in said.values())
    assert not any("受理后核查" in line.arithmetic for line in said.values())


def test_false_material_ends_it_and_is_itself_recorded():
    found = application_at("false")
    assert not Relief.objects.exists()
    for name in ("gao", "zhou", "wu", "sun"):
        with pytest.raises(PermissionDenied):
            actions.file_false_material(application=found, tier="2", by=account(name), today=DAY)
    found = actions.file_false_material(application=found, tier="2", by=account("lin"), today=DAY)
    filing = found.filing
    assert filing.item_code == "XJ"
    assert filing.status != Filing.Status.APPROVED
    while filing.status != Filing.Status.APPROVED:
        filing = advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    made = Record.objects.get(filing=filing)
    assert (made.subject.code, made.tier, made.known_until) == (world.HOUSING, 2, FOREVER)
    with pytest.raises(Refused):
        actions.file_false_material(application=found, tier="2", by=account("lin"), today=DAY)


# ── terms, by hand ───────────────────────────────────────────────────────────


def test_three_working_days_to_accept_and_ten_to_decide_over_both_holidays():
    terms = {t.code: (t.days, t.extension_days, t.verified) for t in Term.objects.filter(code__startswith="repair-")}
    assert terms == {"repair-accept": (3, 0, False), "repair-decide": (10, 10, False)}
    found = take(drafted(), "submit")  # Monday 21 September: 22, 23, 24
    assert deadline(found).due_on == date(2026, 9, 24)
    found = take(found, "accept", today=date(2026, 9, 24))
    # 28, 29, 30 (3); 8, 9 October (5), Saturday 10 is worked (6), 12 to 15 (10).
    assert deadline(found).due_on == date(2026, 10, 15)
    with pytest.raises(PermissionDenied):
        actions.extend(application=found, days=10, reason="需到现场核查", by=account("zhou"), today=date(2026, 9, 28))
    with pytest.raises(Refused):
        actions.extend(application=found, days=11, reason="需到现场核查", by=account("gao"), today=date(2026, 9, 28))
    actions.extend(application=found, days=10, reason="需到现场核查", by=account("gao"), today=date(2026, 9, 28))
    # 16 (1); 19 to 23 (6); 26 to 29 (10).
    assert deadline(found).due_on == date(2026, 10, 29)
    with pytest.raises(Refused):
        actions.extend(application=found, days=1, reason="再核查", by=account("gao"), today=date(2026, 9, 29))


@pytest.mark.parametrize(
    ("day", "level"), [(date(2026, 9, 22), None), (date(2026, 9, 23), "yellow"), (date(2026, 9, 24), "yellow"), (date(2026, 9, 28), "red")]
)
def test_yellow_one_working_day_before_and_red_when_late(day, level):
    take(drafted(), "submit")  # due on 24 September; 25 to 27 are free
    assert [finding.level for finding in checks.late(day)] == ([level] if level else [])


# ── raw SQL as the staff login ───────────────────────────────────────────────


def refused_at_commit(sql: str, *given) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_raw_sql_repairs_nothing_and_takes_no_step():
    record = breach()
    found = application_at("verified", record)
    relief = "INSERT INTO archives_relief (number, kind, document_no, ground, by_id) VALUES (%s, 'repaired', 'x', 'x', %s)"
    refused_at_commit(relief, record.number, account("zhou").pk)
    refused_at_commit("UPDATE archives_record SET hidden = NULL WHERE number = %s", record.number)
    for status in ("granted", "refused", "accepted"):
        refused_at_commit("UPDATE repair_application SET status = %s WHERE id = %s", status, found.pk)
    refused_at_commit("UPDATE repair_application SET verified_by_id = NULL WHERE id = %s", found.pk)


def test_the_arrows_in_the_database_are_those_of_the_flow():
    from importlib import import_module

    kept = import_module("repair.migrations.0004_application_guards")
    from repair.applications.shielding import ARROWS as SHIELD

    assert set(kept.APPLICATION_ARROWS) == {":".join(arrow) for arrow in ARROWS}
    assert set(kept.SHIELD_ARROWS) == {":".join(arrow) for arrow in SHIELD}
