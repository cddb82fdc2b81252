"""From opening to filing: who does what, what each step needs, and what refuses it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse

from archives.models import Membership, Panel
from discipline import actions, papers, tiers
from discipline.flow import ARROWS
from discipline.models import Case, Paper
from integrity.errors import Refused
from integrity.models import StepTaken
from integrity.workflow import advance
from tests import world
from tests.conftest import role

from .given import AFTER, DAY, REPLY_DUE, account, accused, case_at, examined, opened, reply, take, unit, vote

pytestmark = pytest.mark.usefixtures("city")


def test_cases_are_numbered_by_handling_unit_and_year():
    first, second = opened(), opened()
    assert (first.number, second.number) == ("示范市市场监督管理局失信案〔2026〕1号", "示范市市场监督管理局失信案〔2026〕2号")
    assert opened(by="zhou", handler=world.OFFICE).number == "示范市信用工作办公室失信案〔2026〕1号"
    assert opened(today=date(2027, 1, 4)).number == "示范市市场监督管理局失信案〔2027〕1号"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "rain"}, r"listed kinds|所列"),
        (
            {"kind": "arrears", "today": date(2025, 5, 30), "breached_on": date(2025, 5, 1)},
            r"listed kinds|所列",
        ),  # 802号 began on 1 June 2025
        ({"breached_on": date(2026, 9, 22)}, r"after today|晚于"),
        ({"matter": "  "}, r"what the case is about|写明"),
        ({"source": "rumour"}, r"choose one|选择"),
        ({"matter": "经办人999999198203150012"}, r"resident id|身份号码"),
    ],
)
def test_what_no_case_is(said, sentence):
    with pytest.raises(Refused, match=sentence):
        opened(**said)
    assert not Case.objects.exists()


def test_a_case_belongs_to_the_superior_or_the_credit_office_and_is_about_a_body():
    with pytest.raises(PermissionDenied):
        opened(by="wu")
    with pytest.raises(PermissionDenied):  # the head decides, so somebody else opens
        opened(by="gao")
    Membership.objects.create(user=account("wu"), unit=unit(world.HOSPITAL), role="clerk", from_on="2020-01-01")
    with pytest.raises(Refused, match=r"neither the superior|既不是"):
        opened(by="wu", handler=world.HOSPITAL, accused=unit(world.TOWNSHIP))
    with pytest.raises(Refused, match=r"neither the superior|既不是"):
        opened(accused=unit(world.MARKET))
    enterprise = unit(world.HOUSING).__class__.objects.create(kind="enterprise", code=world.ENTERPRISE, name="示例有限公司")
    with pytest.raises(Refused, match=r"no public body|不是"):
        opened(by="zhou", handler=world.OFFICE, accused=enterprise)
    Membership.objects.create(user=account("lin"), unit=accused(), role="panel", from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        opened()


def test_the_examination_is_the_clerks_and_stands_once_decided_on():
    case = opened()
    with pytest.raises(Refused, match=r"not examined|尚未核实"):
        take(case, "order")
    for name in ("gao", "wu", "zhou", "pan"):
        with pytest.raises(PermissionDenied):
            examined(case, by=name)
    for wrong in ({"found": ""}, {"impact": 4}, {"loss": "很多"}, {"breached_on": date(2026, 9, 22)}, {"seen": 9}):
        with pytest.raises(Refused):
            examined(case, **wrong)
    case = examined(case, loss="86.5")
    assert (case.loss, case.examined_by, case.revision) == (Decimal(865000), account("lin"), 2)
    case = take(case, "order")
    with pytest.raises(Refused, match=r"past its examination|核实阶段"):
        examined(case)
    with pytest.raises(Error, match="stands once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_case SET loss = 1 WHERE id = %s", [case.pk])


def test_rectified_and_paid_it_ends_without_a_record():
    case = take(examined(), "order", owed="15.2", owed_ground="合同第十二条")
    assert (case.owed, case.rectify_days, case.ordered_on) == (Decimal(152000), 10, DAY)
    for given in ({}, {"paid": "15.1999", "paid_on": "2026-09-20", "paid_proof": "凭证"}):
        with pytest.raises(Refused, match=r"owed|赔偿"):
            take(case, "report", **given)
    for given in (
        {"paid": "15.2"},
        {"paid": "15.2", "paid_on": "2026-09-22", "paid_proof": "凭证"},
        {"paid": "15.2", "paid_on": "昨日", "paid_proof": "凭证"},
    ):
        with pytest.raises(Refused):
            take(case, "report", **given)
    case = take(case, "report", paid="15.2", paid_on="2026-09-20", paid_proof="国库凭证第5号")
    assert (case.paid, case.paid_on) == (Decimal(152000), date(2026, 9, 20))
    case = take(case, "accept")
    assert (case.status, case.closed_on, case.filing, case.determined_on) == ("closed", DAY, None, None)


def test_not_accepted_as_rectified_it_begins_anew_and_the_trail_keeps_the_first_proof():
    case = take(take(take(examined(), "order"), "report"), "rework")
    assert (case.status, case.proof, case.reported_by) == ("rectifying", "", None)
    assert "厂房已交付，交接单第3号" in case.history.values_list("proof", flat=True)


def test_a_change_of_staff_or_a_reorganisation_is_no_excuse():
    case = examined()
    with pytest.raises(Refused, match="1103号"):
        take(case, "unfounded", plea="staff")
    with pytest.raises(Refused, match=r"why it was no breach|不构成"):
        take(case, "unfounded", plea="")
    case = take(case, "order")
    with pytest.raises(Refused, match="1103号"):
        actions.extend(case=case, days=5, plea="staff", reason="局长调离", by=account("gao"), today=DAY)
    with pytest.raises(Error, match="case_no_such_excuse"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_case SET plea = 'staff' WHERE id = %s", [case.pk])


def test_the_notice_follows_a_refusal_or_the_day_of_the_order_and_nothing_else():
    case = take(examined(), "order")  # ten working days from 21 September: 12 October
    for day in (DAY, date(2026, 10, 12)):
        with pytest.raises(Refused, match="2026年10月12日"):
            take(case, "notify", today=day)
    overdue = take(case, "notify", today=date(2026, 10, 13))
    assert (overdue.status, overdue.reply_due_on) == ("notified", date(2026, 10, 20))
    refused = take(take(take(examined(), "order"), "refuse"), "notify")
    assert (refused.noticed_on, refused.reply_due_on) == (DAY, REPLY_DUE)


def test_nothing_is_determined_before_the_period_of_reply_has_run():
    case = case_at("notified")
    for day in (DAY, REPLY_DUE):
        with pytest.raises(Refused, match="2026年9月29日"):
            take(case, "convene", today=day)
    assert take(case, "convene", today=AFTER).convened_on == AFTER
    other = case_at("notified")
    with pytest.raises(Error, match="case_reply_has_run"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision) VALUES ('discipline.case', %s, 'convene', 'notified', 'panel', %s, '', 1)",
            [other.pk, account("lin").pk],
        )
        cursor.execute("UPDATE discipline_case SET status = 'panel', convened_on = reply_due_on WHERE id = %s", [other.pk])


def test_a_reply_is_the_accused_bodys_in_time_and_once():
    case = case_at("notified")
    for name in ("lin", "gao", "zhou", "nobody"):
        with pytest.raises(PermissionDenied):
            reply(case, "statement", by=name)
    with pytest.raises(Refused, match="2026年9月29日"):
        reply(case, "statement", today=AFTER)
    for kind, given in (
        ("tolerance", {"conditions": ["rain"]}),
        ("correction", {"recovered": ""}),
        ("correction", {"proof": ""}),
        ("statement", {"words": " "}),
    ):
        with pytest.raises(Refused):
            reply(case, kind, **given)
    made = reply(case, "tolerance", today=REPLY_DUE)
    assert (made.conditions, made.by) == (["force", "no-gain"], account("wu"))
    with pytest.raises(Refused, match=r"already|已经"):
        reply(case, "tolerance")
    assert reply(case, "correction").recovered == Decimal(3200000)
    with pytest.raises(Refused, match=r"no reply|不再"):
        reply(take(case, "hear"), "statement")


def test_tolerance_is_voted_on_first_and_granted_leaves_no_record():
    case = case_at("notified")
    with pytest.raises(Refused, match=r"Nobody claimed|未提出"):
        take(case, "hear")
    reply(case, "tolerance")
    with pytest.raises(Refused, match=r"votes on that first|先"):
        take(case, "convene")
    case = take(case, "hear")
    vote(case, "for", by="pan")
    with pytest.raises(Refused, match="1"):
        take(case, "tolerate")
    vote(case, "for", by="pei")
    with pytest.raises(Refused, match=r"in favour|赞成"):
        take(case, "deny")
    case = take(case, "tolerate")
    assert (case.status, case.filing, case.closed_on) == ("tolerated", None, AFTER)
    assert case.replies.count() == 1  # the file stays


def test_denied_tolerance_leads_to_the_vote_on_the_breach():
    case = case_at("tolerance")
    for member in ("pan", "pei"):
        vote(case, "against", by=member)
    with pytest.raises(Refused, match=r"did not vote in favour|未获表决通过"):
        take(case, "tolerate")
    case = take(case, "deny")
    for member in ("pan", "pei"):  # another question: they vote again
        vote(case, "for", by=member)
    assert take(case, "determine").status == "determined"


def test_who_took_part_or_is_concerned_is_recused():
    for name in ("lin", "gao"):
        Membership.objects.create(user=account(name), unit=unit(world.MARKET), role="panel", from_on="2020-01-01")
    Membership.objects.create(user=account("ping"), unit=accused(), role="panel", from_on="2020-01-01")
    case = case_at("panel")
    for name in ("lin", "gao", "ping"):
        with pytest.raises(Refused, match=r"recuse yourself|回避"):
            vote(case, "for", by=name)
        vote(case, "recused", by=name, reason="参与办理")
    with pytest.raises(Refused, match=r"0"):  # a recusal makes no quorum
        take(case, "determine")
    with pytest.raises(PermissionDenied):
        vote(case, "for", by="zhou")
    with pytest.raises(Refused, match=r"reason|理由"):
        vote(case, "for", by="pan", reason=" ")
    vote(case, "for", by="pan")
    with pytest.raises(Refused, match=r"already|已"):
        vote(case, "against", by="pan")


def test_self_correction_lightens_once_or_waives():
    case = case_at("notified")
    for step in ("lighten", "waive"):
        with pytest.raises(Refused, match=r"Nobody claimed|未提出"):
            take(case, step)
    reply(case, "correction")
    lightened = take(case, "lighten")
    assert (lightened.status, lightened.lightened_by) == ("notified", account("gao"))
    with pytest.raises(Refused, match=r"once|一次"):
        take(lightened, "lighten")
    assert tiers.proposed(lightened, AFTER) == 1  # 320 万元 and considerable impact propose 2
    assert case_at("waived").filing is None


def test_nothing_is_lightened_below_the_lowest_tier():
    case = take(take(examined(loss="0", impact=1), "order"), "refuse")
    case = take(case, "notify")
    reply(case, "correction")
    with pytest.raises(Refused, match=r"lowest tier|最低一档"):
        take(case, "lighten")
    case.refresh_from_db()
    assert case.lightened_by is None


@pytest.mark.parametrize(
    ("loss", "impact", "tier"),
    [("0", 1, 1), ("99.9999", 1, 1), ("100", 1, 2), ("0", 2, 2), ("99.9999", 3, 2), ("100", 3, 3), ("999.9999", 2, 2), ("1000", 1, 3)],
)
def test_loss_and_impact_propose_a_tier(loss, impact, tier):
    assert tiers.proposed(examined(loss=loss, impact=impact), AFTER) == tier


def test_the_determination_serves_two_documents_and_confirms_a_tier():
    case = case_at("panel")
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    with pytest.raises(Refused, match=r"tier|等级"):
        take(case, "determine", tier="")
    with pytest.raises(Refused, match=r"reason|理由"):
        take(case, "determine", reason="")
    case = take(case, "determine")
    assert (case.tier, case.proposed_tier, case.doc_no) == (2, 2, "示范市市场监督管理局失信认定〔2026〕1号")
    served = {paper.kind: paper for paper in case.papers.all()}
    assert set(served) == {"order", "notice", "determination", "repair"}
    # Order 36, tier moderate: three to twelve months from 30 September 2026.
    assert "2027年9月29日" in served["repair"].ruling  # the last day; on 30 September it is shown no more
    assert "2026年12月30日" in served["repair"].ruling
    assert all(paper.to == case.accused for paper in served.values())
    with pytest.raises(PermissionDenied):
        papers.acknowledge(paper=served["notice"], by=account("lin"), today=AFTER)
    with pytest.raises(PermissionDenied):  # the order is handed over on paper
        papers.acknowledge(paper=served["order"], by=account("wu"), today=AFTER)
    assert papers.acknowledge(paper=served["notice"], by=account("wu"), today=AFTER).acknowledged_by == account("wu")
    with pytest.raises(Refused):
        papers.acknowledge(paper=Paper.objects.get(pk=served["notice"].pk), by=account("wu"), today=AFTER)


def test_four_eyes_where_one_office_does_it_all():
    """zhou and sun are officers of the credit office, which handles the case: who opened and examined decides nothing."""
    Panel.objects.create(unit=unit(world.OFFICE), quorum=2, document="文", valid_from="2020-01-01")
    case = examined(opened(by="zhou", handler=world.OFFICE), by="zhou")
    for step in ("order", "unfounded"):
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(case, step, by="zhou")
    case = take(take(case, "order", by="sun"), "report", by="zhou")
    for step in ("accept", "rework"):
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(case, step, by="zhou")
    case = take(take(case, "rework", by="sun"), "refuse", by="sun")
    with pytest.raises(Refused, match=r"colleague|同事"):
        take(case, "notify", by="zhou")
    case = take(case, "notify", by="sun")
    for name in ("lin", "gao"):
        Membership.objects.create(user=account(name), unit=unit(world.OFFICE), role="panel", from_on="2020-01-01")
    case = take(case, "convene", by="sun")
    for name in ("lin", "gao"):
        vote(case, "for", by=name)
    for name in ("zhou", "sun"):  # opened and examined it; reported it
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(case, "determine", by=name)


def test_a_decision_names_the_revision_it_was_made_on():
    case = examined()
    seen = case.revision
    examined(case, loss="400")
    with pytest.raises(Refused, match=r"changed after you opened|改动|修改"):
        take(case, "order", seen=seen)
    case.refresh_from_db()
    assert (case.status, case.rectify_days) == ("verifying", None)
    with pytest.raises(Refused, match=r"revision|修订"):
        advance(case_at("rectified"), "accept", by=account("gao"), today=DAY)


@pytest.mark.parametrize(("days", "lawful"), [("0", False), ("61", False), ("", False), ("十", False), ("60", True), ("1", True)])
def test_rectification_is_ordered_within_the_longest_term(days, lawful):
    case = examined()
    if lawful:
        assert take(case, "order", days=days).rectify_days == int(days)
    else:
        with pytest.raises(Refused, match="60"):
            take(case, "order", days=days)


def test_staff_cannot_go_where_no_arrow_leads_nor_without_a_step():
    case = examined()
    for status, step in (("determined", None), ("rectifying", None), ("rectifying", ("notify", "verifying", "rectifying"))):
        with role("staff"), pytest.raises(Error, match=r"No step of a case|case_|no such step"), transaction.atomic(), connection.cursor() as cursor:
            if step:
                StepTaken.objects.create(
                    entry_kind="discipline.case",
                    entry_id=case.pk,
                    step=step[0],
                    source=step[1],
                    target=step[2],
                    by=account("gao"),
                    revision=1,
                )
            cursor.execute(
                "UPDATE discipline_case SET status = %s, decided_by_id = %s, ordered_on = '2026-09-21', rectify_days = 5 WHERE id = %s",
                [status, account("gao").pk, case.pk],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_postgresql_keeps_the_arrows_of_the_flow():
    source = import_module("discipline.migrations.0002_guards").ARROWS
    assert sorted(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", source)) == sorted((str(a), str(b), str(c)) for a, b, c in ARROWS if a != "refile")  # which changes no status


def test_a_case_is_waived_only_when_the_whole_loss_was_recovered():
    case = case_at("notified")
    reply(case, "correction", recovered="319.9999")
    with pytest.raises(Refused, match=r"3,199,999\.00元"):
        take(case, "waive")
    assert take(case, "lighten").lightened_by == account("gao")
    other = case_at("notified", matter="另一事项")
    reply(other, "correction", recovered="320")
    assert take(other, "waive").status == "waived"


def test_the_accused_body_reads_how_its_case_ended_and_why(door):
    case = case_at("notified")
    reply(case, "correction", recovered="320")
    told = reverse("staff_case_told", args=[case.pk])
    assert "处理结果" not in door("wu").get(told).content.decode()
    take(case, "waive", reason="损失已全部挽回，社会影响消除")
    shown = door("wu").get(told).content.decode()
    assert "处理结果" in shown
    assert "损失已全部挽回，社会影响消除" in shown


def test_a_panel_of_which_too_few_may_vote_is_not_asked():
    case = case_at("notified")
    for member in ("pan", "pei"):
        Membership.objects.create(user=account(member), unit=case.accused, role="clerk", from_on=DAY)
    with pytest.raises(Refused, match=r"substitutes|增补"):
        take(case, "convene")
    Membership.objects.filter(user=account("pei"), unit=case.accused).update(until_on=date(2026, 9, 22))
    assert take(case, "convene").status == "panel"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1949, 9, 30)])
def test_a_breach_lies_on_a_day_on_which_somebody_was_in_charge(day):
    with pytest.raises(Refused):
        opened(breached_on=day)
    with pytest.raises(Refused):
        examined(opened(), breached_on=day)


def test_nothing_is_paid_before_the_breach():
    with pytest.raises(Refused, match=r"before the breach|发生日"):
        take(case_at("rectifying"), "report", paid="1", paid_on="2026-06-29", paid_proof="凭证")


def test_the_public_record_says_what_became_of_the_order_and_not_why_it_was_determined():
    case = case_at("panel")
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    case = take(take(case, "determine", reason="举报人某某反映属实"), "file")
    text = case.filing.filed_rows.get().facts
    assert "拒不整改" in str(text)
    assert "举报人某某" not in str(text)
