"""Words as an official reads them: of this page and no other, a promised day that is no term, and why a step is shut."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archives.models import Subject
from commitments import actions
from commitments.models import Dispute
from integrity.calendar import Deadline
from integrity.deadlines import printed
from integrity.workflow import advance
from tests import world
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.shifting import taken_for_granted
from tests.walking import words

from .given import DUE, account, kept, owner, published, reported, said


def shown(door, name, address, *args) -> str:
    return words(door(name).get(reverse(address, args=args)).content.decode())


@pytest.fixture
def disputed(city):
    made = kept()
    with taken_for_granted():
        Dispute.objects.create(
            commitment=made, reason="两次都没有办到", contact="李四 13900000000", received_on=timezone.localdate(), made_by=account("system")
        )
    return Dispute.objects.get()


# ── a promised day ───────────────────────────────────────────────────────────


def test_a_promised_day_is_no_term_of_nought_days(door, city):
    soon = published(due_on=timezone.localdate() + timedelta(1))
    page = words(door("lin").get("/").content.decode())
    assert soon.number in page
    assert "承诺的日期" in page
    assert "0 个工作日" not in page
    named = Deadline(timezone.localdate(), 0, timezone.localdate() + timedelta(30))
    assert printed(named, timezone.localdate())["lines"] == []
    assert not Deadline(timezone.localdate(), 0, timezone.localdate()).is_named


# ── words of this page ───────────────────────────────────────────────────────


def test_the_day_by_which_it_is_verified_is_called_a_term(door, city):
    page = shown(door, "zhou", "staff_commitment", reported().pk)
    assert "下一步： 信用办工作人员 期限" in page
    assert "承诺主体" not in page


def test_the_list_of_commitments_has_commitments(door, city):
    published()
    page = shown(door, "lin", "admin:commitments_commitment_changelist")
    assert "承诺书" not in page.split("全部")[0]
    assert "1 承诺" in page


def test_a_decided_dispute_has_a_result_and_no_grade(door, disputed):
    filing = disputed.commitment.filing
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    advance(disputed, "uphold", by=account("sun"), reason="调取台账，与报告一致", seen=disputed.revision)
    page = shown(door, "zhou", "staff_dispute", disputed.pk)
    assert "核实结果 调取台账，与报告一致" in page
    assert "考核等次" not in page


def test_the_bulk_entry_says_everything_in_chinese_and_each_article_once(door, city):
    owner()
    with taken_for_granted():
        Subject.objects.filter(code=world.MARKET).update(kind="township")
    address = reverse("staff_commitment_services")
    form = {"owner": owner().pk, "basis": "为民办实事", "due_on": DUE.isoformat(), "s1_title": "新增就业一百人", "s5_title": "建成助餐点"}
    late = words(door("lin").post(address, {**form, "due_on": "2020-01-01"}).content.decode())
    assert late.count("国发〔2016〕76号：坚持守信践诺") == 1
    half = words(door("lin").post(address, {**form, "s5_target": "3"}).content.decode())
    assert "养老 · 目标值: 目标值和计量单位须同时填写" in half
    done = words(door("lin").post(address, form, follow=True).content.decode())
    assert "已起草2项承诺，请逐项提交公示。" in done
    assert "Submit" not in done


# ── why a step is shut ───────────────────────────────────────────────────────


def test_while_a_change_waits_the_report_says_so(door, city):
    made = published()
    actions.propose(commitment=made, by=account("lin"), said=said(target=85, reason="标准调整", authority="示政发〔2026〕9号"))
    page = shown(door, "lin", "staff_commitment", made.pk)
    assert "有变更待审定" in page
    assert "没有佐证" not in page


def test_who_verified_reads_why_a_colleague_decides(door, disputed):
    page = shown(door, "zhou", "staff_dispute", disputed.pk)
    assert f"{disputed.commitment}由您核实或者报告，质疑须由同事处理。" in page
    assert "不属于您的职责" not in page
    answer = door("zhou").post(
        reverse("staff_dispute", args=[disputed.pk]), {"step": "uphold", "revision": disputed.revision, "reason": "一致"}
    )
    assert answer.status_code == 409
    disputed.refresh_from_db()
    assert disputed.status == "received"


# ── how who disputes can be reached ──────────────────────────────────────────


@pytest.mark.parametrize(("name", "seen"), [("zhou", True), ("sun", True), ("audit", False)])
def test_the_contact_is_for_the_credit_office_alone(door, disputed, name, seen):
    page = shown(door, name, "staff_dispute", disputed.pk)
    assert "两次都没有办到" in page
    assert ("李四 13900000000" in page) is seen
    assert "审计员可以查阅，但看不到联系方式" in page
    answer = door(name).get(f"/api/v1/disputes/{disputed.pk}/").json()
    assert answer["contact"] == ("李四 13900000000" if seen else "")


# ── in public ────────────────────────────────────────────────────────────────


def test_everybody_reads_why_it_was_found_kept_and_the_record_is_named_by_it(committed, reader):  # noqa: F811
    made = kept(title="开办窗口满意")
    filing = made.filing
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    page = words(reader.read(f"/commitments/{made.number}/"))
    assert "认定已践诺的理由 抽样和现场核查一致" in page
    told = reader.get(f"/api/v1/commitments/{made.number}/").json()
    assert told["decided_reason"] == "抽样和现场核查一致"
    assert "开办窗口满意（已践诺）" in words(reader.read(f"/subjects/{world.MARKET}/"))
    assert "开办窗口满意（已践诺）" in words(reader.read("/"))


def test_the_file_has_each_head_once_and_numbers_as_numbers(committed, reader):  # noqa: F811
    from integrity.exports import lines

    published()
    head = reader.get("/commitments.csv").content.decode("utf-8-sig").splitlines()[0].split(",")
    assert len(head) == len(set(head))
    assert {'"承诺编号"', '"信用信息编号"'} <= set(head)
    assert list(lines(["n"], [[-14], ["-14+1"]]))[1:] == [b'"-14"\r\n', b'"\'-14+1"\r\n']
