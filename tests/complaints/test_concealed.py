"""No text of a case names who complained, however it is written; a party of the contract is named on purpose, and that is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from archives import corrections
from complaints import actions as complaints
from complaints.models import Ticket
from discipline import actions
from discipline.concealing import Concealed, NamesComplainant, core, names, reaches
from discipline.models import Case, JointAction, Paper
from integrity.errors import Refused
from integrity.workflow import advance
from repair import actions as objections
from tests import world
from tests.discipline import measured
from tests.discipline.given import FOUND, account, case_at, examined
from tests.discipline.given import take as step
from tests.shifting import taken_for_granted

from . import campaigned
from .given import DAY, ticket_at, with_case

SOMEBODY = Concealed("示例机械有限公司", "0990-1234567")


def case_of() -> Case:
    return with_case(ticket_at("transferred")).case


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("示例机械有限公司", "示例机械"),
        ("示范市示例第7号有限公司", "示例第7号"),
        ("示例（集团）股份有限公司", "示例"),
        ("王五", "王五"),
        ("某厂", "某厂"),  # nothing would be left to tell it by
    ],
)
def test_a_name_is_told_by_what_is_its_own(name, told):
    assert core(name) == told


@pytest.mark.parametrize("text", ["示例机械反映的情况属实", "示 例 机 械 公司来信", "据“示例　机械”称", "示例·机械（公司）"])
def test_a_name_is_found_without_its_form_and_its_blanks(text):
    assert names(SOMEBODY, text)


def test_a_name_inside_that_of_the_accused_body_is_not_that_name():
    built = Concealed("示范市住房有限公司", "")
    assert not names(Concealed("住房和城乡有限公司", ""), "示范市住房和城乡建设局未付款", but=["示范市住房和城乡建设局"])
    assert not names(built, "示范市建设局未付款")


@pytest.mark.parametrize("text", ["联系电话0990-1234567", "电话 ０９９０１２３４５６７", "致电1234567", "0990 123 45 67"])
def test_a_contact_is_found_however_it_is_spaced(text):
    assert reaches(SOMEBODY, text)


def test_an_amount_or_a_day_is_no_contact():
    assert not reaches(SOMEBODY, "应付123.45万元，2026年6月7日到期")
    assert reaches(Concealed("某", "wx-name99"), "微信 wx name99")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "said", [{"found": "示例机械反映的情况属实"}, {"evidence": "示例 机械 提供的合同"}, {"evidence": "电话0990 1234567的录音"}]
)
def test_the_examination_names_nobody_who_complained(said):
    with pytest.raises(Refused, match=r"complainant|投诉人"):
        examined(case_of(), today=DAY, **said)
    assert not Case.objects.get().found


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "given", [{"reason": "请与示例机械联系"}, {"owed": "3", "owed_ground": "示例机械合同第七条"}, {"reason": "拨打1234567"}]
)
def test_the_order_names_nobody_who_complained(given):
    case = examined(case_of(), today=DAY)
    with pytest.raises(Refused, match=r"complainant|投诉人"):
        step(case, "order", **given)
    case.refresh_from_db()
    assert (case.status, case.owed_ground, Paper.objects.count()) == ("verifying", "", 0)


@pytest.mark.usefixtures("city")
def test_a_party_of_the_contract_is_named_on_purpose_and_that_stays_in_the_trail(door):
    case = examined(case_of(), today=DAY, found="与示例机械有限公司的招商协议未履行", named=True)
    case = step(case, "order", reason="向示例机械有限公司交付厂房", named="1")
    trail = case.history.filter(history_change_reason=actions.NAMED).order_by("history_date")
    assert [row.history_user.username for row in trail] == ["lin", "gao"]
    assert "当事方" in door("zhou").get(reverse("staff_case", args=[case.pk])).content.decode()
    with pytest.raises(Refused, match=r"reached|联系"):  # the contact never, whatever is ticked
        step(case, "refuse", reason="该单位称已致电0990-1234567", named="1")


@pytest.mark.usefixtures("city")
def test_the_tick_is_offered_where_a_name_was_refused_and_nowhere_before(door):
    case = case_of()
    way = reverse("staff_case_examine", args=[case.pk])
    assert 'name="named"' not in door("lin").get(way).content.decode()
    said = {name: str(value) for name, value in FOUND.items() if name != "files"} | {"breached_on": "2026-06-30", "found": "示例机械的合同"}
    answer = door("lin").post(way, said)
    assert answer.status_code == 409
    assert 'name="named"' in answer.content.decode()
    assert door("lin").post(way, said | {"named": "on"}).status_code == 302
    case.refresh_from_db()
    page = reverse("staff_case", args=[case.pk])
    asked = {"step": "order", "revision": case.revision, "days": "10", "reason": "向示例机械交付"}
    answer = door("gao").post(page, asked)
    assert answer.status_code == 409
    assert 'name="named"' in answer.content.decode()
    assert door("gao").post(page, asked | {"named": "1"}).status_code == 302


@pytest.mark.usefixtures("city")
def test_opening_names_nobody_either_unless_on_purpose():
    ticket = ticket_at("transferred")
    said = {"kind": "investment", "matter": "示例机械的厂房未交付", "breached_on": date(2026, 6, 30), "today": DAY, "by": account("lin")}
    with pytest.raises(NamesComplainant):
        complaints.open_case(ticket=ticket, **said)
    assert complaints.open_case(ticket=ticket, named=True, **said).history.filter(history_change_reason=actions.NAMED).exists()


@pytest.mark.usefixtures("city")
def test_neither_a_correction_nor_what_the_objector_reads_names_who_complained(door):
    case = case_at("filed")
    ticket = ticket_at("transferred")
    with taken_for_granted():
        Ticket.objects.filter(pk=ticket.pk).update(case=case)
    record = advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision).records.get()
    told = r"names who complained|写明投诉人"
    for value in ("拖欠示例机械有限公司货款", "电话 0990 123 4567"):
        with pytest.raises(Refused, match=told):
            corrections.file_correction(record=record, changes={"facts": value}, by=account("sun"), today=timezone.localdate())
    assert corrections.file_correction(record=record, changes={"facts": "拖欠货款，事实清楚"}, by=account("sun"), today=timezone.localdate())
    objection = objections.take_in(
        number=record.number, by=account("lin"), objector_kind="subject", part="事实", wrong="有出入", should_be="如实", objector_name="贺兰",
        contact="0990-7654321", identity_seen="工作证",
    )  # fmt: skip
    with pytest.raises(Refused, match=told):
        objections.take(objection=objection, step="incomplete", by=account("sun"), reason="请就示例机械反映的情况补充", seen=objection.revision)
    done = objections.take(objection=objection, step="incomplete", by=account("sun"), reason="请补充合同", seen=objection.revision)
    assert done.status == "incomplete"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("ground", ["据示例机械反映，予以惩戒", "投诉人电话 0990 123 4567"])
def test_the_ground_of_a_joint_action_names_nobody_who_complained(ground):
    case = case_at("filed")
    ticket = ticket_at("transferred")
    with taken_for_granted():
        Ticket.objects.filter(pk=ticket.pk).update(case=case)
    filing = advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    record = filing.records.get()
    with pytest.raises(Refused, match=r"names who complained|写明投诉人"):
        measured.drafted(on=record, ground=ground, today=timezone.localdate())
    assert not JointAction.objects.exists()
    fitting = measured.asked("honours", world.MARKET)
    assert measured.drafted(fitting, on=record, ground="政务失信，按清单实施", today=timezone.localdate()).pk


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("minutes", ["就示例机械的投诉进行约谈", "请联系1234567"])
def test_the_minutes_of_a_talk_name_nobody_who_complained(minutes):
    ticket_at("transferred")
    body = campaigned.on_the_list()
    campaign = campaigned.begun()
    with pytest.raises(Refused, match=r"names who complained|写明投诉人"):
        campaigned.talked(campaign, body=body, minutes=minutes)
    assert campaigned.talked(campaign, body=body, minutes="就履约情况进行约谈，要求限期整改").pk
