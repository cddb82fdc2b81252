"""From a complaint to a restored name, through the real doors: the portal under its own login, the staff site by HTTP.

An enterprise complains that 住房和城乡建设局 broke an investment promise. Its superior 市场监督管理局 (lin, its head gao, its panel)
verifies, orders, notifies and determines; officers of the credit office publish, decide on an objection and on the repair.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archives import post_actions
from archives.models import Document, Filing, Record
from archives.periods import add_months
from complaints.models import Ticket
from discipline.models import Case, Execution, JointAction, Lifting
from repair.applications.models import Application
from repair.models import CorrectionNotice, Objection, PublicCorrection
from search.actions import keep_words
from tests import world
from tests.archives import officials
from tests.archives.appraisal import panel
from tests.archives.documented import marked, words_of
from tests.discipline.given import account, accused, unit
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.repair.given import held, people
from tests.walking import Town, receipt_of, shift, words

COMPLAINT = {
    "body": "示范市住房和城乡建设局",
    "kind": "breach",
    "contract_no": "示招商〔2025〕8号",
    "facts": "协议约定六月底交付的厂房至今没有交付5501",
    "wanted": "限期交付厂房并赔偿5502",
    "complainant_kind": "enterprise",
    "complainant_name": "示例机械制造有限公司5503",
    "contact": "0990-5504000",
}
SECRETS = ("5501", "5502", "5503", "5504", "示例机械制造")
FACTS = "招商协议约定六月底交付厂房，逾期未交付"
PROOF = "交接单第三号"


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


@pytest.fixture
def town(reader, committed):  # noqa: F811
    people()
    panel()
    body = accused()
    held("han", "韩雪", world.PARTY, "clerk")
    held("tao", "陶然", world.OFFICE, "officer")
    for code, mark in ((world.MARKET, "示市监"), (world.OFFICE, "示信用")):
        marked(code, mark)
    then, now = officials.register("欧阳明远", 1), officials.register("司马青", 2)
    today = timezone.localdate()
    post = post_actions.add_post(unit=body, name="局长", is_principal=True, by=account("ren"))
    first = post_actions.appoint(post=post, holder=then, from_on=today - timedelta(2000), document_no="任〔2021〕1号", by=account("ren"))
    post_actions.hand_over(
        appointment=first, holder=now, on=today - timedelta(20), document_no="任〔2026〕9号", note="移交", by=account("ren")
    )
    return Town(reader)


def scan(name: str = "证明材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 x", content_type="application/pdf")


def no_secret(page: str) -> None:
    assert not [secret for secret in SECRETS if secret in page]


def test_from_a_complaint_to_a_restored_name(town):
    receipt, ticket = complained(town)
    case = verified(town, ticket)
    answered(town, ticket, receipt)
    record = determined(town, case)
    execution = measures(town, record)
    corrected(town, record)
    repaired(town, record, execution)
    for address in ("/", f"/subjects/{world.HOUSING}/", "/complaints/quarters/", "/search/?q=厂房"):
        no_secret(town.portal(address))


def complained(town) -> tuple[dict, Ticket]:
    """1 and 2. A receipt is shown once; the unit complained of learns of nothing; accepted, and transferred to its superior."""
    receipt = receipt_of(town.send("/complaints/", {**COMPLAINT, "files": [scan("协议.pdf")]}))
    ticket = Ticket.objects.get()
    for name in ("wu", "he"):
        town.page(name, "staff_ticket", ticket.pk, status=404)
        assert ticket.number not in town.page(name, "admin:index")
    assert town.step("wu", "staff_ticket", ticket, "accept", status=404)
    town.step("lin", "staff_ticket", ticket, "accept", status=404)  # not with the superior yet
    town.step("sun", "staff_ticket", ticket, "accept")
    told = town.send("/complaints/follow/", receipt)
    assert "受理" in told
    assert town.send("/complaints/follow/", {**receipt, "paper": "1"}).startswith("%PDF")
    town.send("/complaints/follow/", {**receipt, "words": "补充催告函"})
    town.step("sun", "staff_ticket", ticket, "transfer")
    assert ticket.handler == unit(world.MARKET)
    letter = Document.objects.get(kind="transfer")
    no_secret(words_of(letter).replace("5501", "").replace("5502", ""))  # what is complained of goes to the superior, the name does not
    return receipt, ticket


def verified(town, ticket: Ticket) -> Case:
    """3. A case is opened and examined; a change of staff is no excuse; rectification is ordered, and refused."""
    day = (timezone.localdate() - timedelta(40)).isoformat()
    town.post(
        "lin",
        "staff_ticket_case",
        ticket.pk,
        kind="investment",
        contract_no="示招商〔2025〕8号",
        matter="承诺的厂房未交付",
        breached_on=day,
    )
    case = Case.objects.get()
    found = {"found": FACTS, "evidence": "协议、现场照片", "loss": "320", "impact": "2", "breached_on": day, "revision": case.revision}
    town.post("lin", "staff_case_examine", case.pk, **found)
    excuse = town.step("gao", "staff_case", case, "unfounded", status=409, plea="staff", reason="领导班子已经调整")
    assert "1103号" in excuse
    town.step("gao", "staff_case", case, "order", days="10", owed="12", owed_ground="协议第十二条", reason="限期交付厂房")
    assert case.status == "rectifying"
    for name in ("wu", "he"):
        town.page(name, "staff_case", case.pk, status=404)
    town.step("gao", "staff_case", case, "notify", status=409)  # the term of rectification runs
    town.step("lin", "staff_case", case, "refuse", status=409, reason="书面答复称无力履行")  # what was not handed over
    town.post("lin", "staff_case_order", case.pk, to="办公室主任", on=timezone.localdate().isoformat())
    town.step("lin", "staff_case", case, "refuse", reason="书面答复称无力履行")
    return case


def answered(town, ticket: Ticket, receipt: dict) -> None:
    """The ticket goes its own way: founded, answered by the head, revisited, closed."""
    town.step("lin", "staff_ticket", ticket, "handle", outcome="founded", reason="属实，已立案并责令整改")
    town.step("lin", "staff_ticket", ticket, "feedback", status=403, reason="x")
    town.step("gao", "staff_ticket", ticket, "feedback", reason="经核实属实，已责令限期整改")
    assert "经核实属实" in town.send("/complaints/follow/", receipt)
    town.step("zhou", "staff_ticket", ticket, "satisfied", reason="投诉人表示满意")
    town.step("zhou", "staff_ticket", ticket, "close", reason="办结")
    assert ticket.status == "closed"


def determined(town, case: Case) -> Record:
    """4 and 5. Notice, reply, panel, determination; records about the body and about who was in charge on the day of the breach."""
    today = timezone.localdate()
    town.step("gao", "staff_case", case, "notify")
    assert FACTS in town.page("wu", "staff_case_told", case.pk)
    town.post("wu", "staff_case_told", case.pk, kind="statement", words="资金正在筹措")
    early = town.step("lin", "staff_case", case, "convene", status=409)
    case.refresh_from_db()
    assert f"{case.reply_due_on.month}月{case.reply_due_on.day}日" in words(early)
    shift(
        "discipline_case",
        f"id = {case.pk}",
        opened_on=today - timedelta(60),
        ordered_on=today - timedelta(50),
        reported_on=today - timedelta(45),
        noticed_on=today - timedelta(30),
        reply_due_on=today - timedelta(23),
    )
    town.step("lin", "staff_case", case, "convene")
    town.post("pan", "staff_case_vote", case.pk, choice="for", reason="事实清楚9901")
    assert "9901" not in town.page("pei", "staff_case", case.pk)
    town.step("gao", "staff_case", case, "determine", status=409, tier="2", reason="尚未够法定票数")
    town.post("pei", "staff_case_vote", case.pk, choice="for", reason="依据充分")
    town.step("lin", "staff_case", case, "determine", status=403, tier="2", reason="属实")
    town.step("gao", "staff_case", case, "determine", tier="2", reason="经责令仍不履行")
    assert case.in_charge.holder.name == "欧阳明远"
    served = list(Document.objects.filter(about_kind="discipline.case", about_id=case.pk).order_by("pk").values_list("kind", flat=True))
    assert served == ["rectification", "notice", "determination", "repair_notice"]  # 两书同达
    town.step("lin", "staff_case", case, "file")
    town.approve("lin", case.filing, status=403)
    town.approve("hu", case.filing)
    record = Record.objects.select_related("content").get(filing=case.filing)
    assert record.content.doc_no == case.doc_no
    page = words(town.portal(f"/records/{record.number}/"))
    assert FACTS in page
    end = add_months(today, 12)
    assert f"{end.year}年{end.month}月{end.day}日" in page
    town.post("ren", "staff_case_person", case.pk)
    town.approve("hu", Filing.objects.get(item_code="GZ-SX"))
    assert Record.objects.filter(subject=case.in_charge.holder).count() == 1
    assert "欧阳明远" not in town.portal(f"/subjects/{world.HOUSING}/")
    return record


def measures(town, record: Record) -> Execution:
    """6. Measures of the closed list are initiated, decided by another, accepted and carried out; the board shows who is missing."""
    given = {
        "unit": unit(world.MARKET).pk,
        "ground": "经认定不履行招商协议",
        "units": "中共示范市委组织部",
        "use-honours": "on",
        "months-honours": "6",
        "use-explanation": "on",
        "days-explanation": "10",
    }
    town.post("lin", "staff_joint_action_new", query=f"?record={record.number}", **given)
    action = JointAction.objects.get()
    town.step("lin", "staff_joint_action", action, "decide", status=403)
    town.step("gao", "staff_joint_action", action, "decide")
    asked = {e.item.code: e for e in Execution.objects.select_related("item", "unit")}
    assert {code: e.unit.code for code, e in asked.items()} == {"honours": world.PARTY, "explanation": world.HOUSING}
    assert "中共示范市委组织部" in town.page("lin", "staff_joint_action", action.pk)
    honours = asked["honours"]
    town.page("wu", "staff_measure", honours.pk, status=200)  # the subject reads what is taken against it
    town.step("wu", "staff_measure", honours, "accept", status=403)
    town.step("han", "staff_measure", honours, "execute", status=409, reason="未先答复")
    town.step("han", "staff_measure", honours, "accept")
    town.step("han", "staff_measure", honours, "execute", reason="已取消其年度参评资格", files=[scan()])
    town.step("wu", "staff_measure", asked["explanation"], "execute", reason="因资金安排未到位，书面说明如下")
    said = town.post("sun", "staff_eligibility", status=200, who=world.HOUSING, purpose="honours")
    assert record.number in said
    assert "通报" not in town.portal("/")  # nothing of it is public
    return honours


def corrected(town, record: Record) -> None:
    """7. The subject objects: 异议中 at once, one value corrected by two persons, everybody who received the wrong one is told."""
    number = record.number
    town.staff("audit").get(reverse("api:record-detail", args=[number]))
    given = {"part": "金额", "wrong": "损失额应扣除已经支付的部分", "should_be": "300", "contact": "0990-7654321"}
    town.post("he", "staff_objection_file", query=f"?record={number}", **given)
    objection = Objection.objects.get()
    town.step("hu", "staff_objection", objection, "identify", reason="单位本人")
    town.step("sun", "staff_objection", objection, "accept")
    assert "异议中" in town.portal(f"/records/{number}/")
    assert "异议中" in town.portal(f"/subjects/{world.HOUSING}/")
    town.step("hu", "staff_objection", objection, "uphold", status=409, reason="我审核过该信息")
    new = {f"new-{key}": value for key, value in (("amount", "300"), ("basis", record.content.basis))}
    facts = record.content.facts["public"]
    town.step("sun", "staff_objection", objection, "correct", reason="经核对付款凭证", **new, **{f"new-{k}": v for k, v in facts.items()})
    town.step("sun", "staff_objection", objection, "tell", status=409, reason="未经第二人")
    town.approve("zhou", objection.filing)
    town.step("sun", "staff_objection", objection, "tell", reason="损失额已按付款凭证更正")
    notice = CorrectionNotice.objects.get(recipient__username="audit")
    assert "更正" in town.page("audit", "staff_correction", notice.pk)
    town.post("audit", "staff_correction", notice.pk)
    home = town.portal("/")
    assert PublicCorrection.objects.get().record_no == number
    assert f"/records/{number}/" in home
    assert [d.kind for d in Document.objects.filter(about_kind="repair.objection").order_by("pk")] == ["objection", "correction"]
    examined = Lifting.objects.get(unit__code=world.PARTY)  # the measure goes on; its unit says what it examined
    assert examined.ground == "corrected"
    town.post("han", "staff_lifting", examined.pk, status=409)
    town.post("han", "staff_lifting", examined.pk, put_right="核对后，取消参评资格的决定不受金额影响")
    assert "不受金额影响" in town.page("sun", "staff_lifting", examined.pk)
    assert number in town.post("sun", "staff_eligibility", status=200, who=world.HOUSING, purpose="honours")
    town.step("sun", "staff_objection", objection, "close")
    assert "异议中" not in town.portal(f"/records/{number}/")
    assert Record.objects.current().get(number=number).amount == 3_000_000  # 300 万元 instead of 320


def repaired(town, record: Record, execution: Execution) -> None:
    """8. Too early it is refused with the arithmetic; granted, nothing is shown, shared or used, and every measure is lifted."""
    number, today = record.number, timezone.localdate()
    preview = words(town.page("he", "staff_application_file", query=f"?record={number}"))
    soon = add_months(today, 3)
    assert f"{soon.year}年{soon.month}月{soon.day}日" in preview
    given = {"done": "厂房已经交付，赔偿已经支付", "methods": ["rectified"], "signer": "贺兰", "contact": "0990-7654321"}
    town.post("he", "staff_application_file", query=f"?record={number}", **given, files=[scan("交接单.pdf")])
    application = Application.objects.get()
    town.step("he", "staff_application", application, "submit")
    early = town.step("gao", "staff_application", application, "accept", status=409, reason="已核对身份证明")
    assert f"{soon.year}年{soon.month}月{soon.day}日" in words(early)
    start = today - timedelta(130)  # as if the record were of that day: three months and more have passed
    shift(
        "archives_record",
        f"number = '{number}'",
        decided_on=start,
        minimum_until=add_months(start, 3),
        ends_on=add_months(start, 12),
    )
    town.step("gao", "staff_application", application, "accept", status=409)  # says nothing of who applies
    town.step("gao", "staff_application", application, "accept", reason="已核对身份证明")
    promise = f"/letters/{application.commitment.address}/"
    assert promise in town.portal(f"/subjects/{world.HOUSING}/")
    assert "贺兰" not in town.portal(promise)  # who signed is nobody's business but the office's
    town.step("gao", "staff_application", application, "verify", reason="已现场核查，厂房已交付")
    town.step("gao", "staff_application", application, "grant", status=409, reason="同意")
    town.step("sun", "staff_application", application, "grant", status=409, reason="我经办过更正")
    assert FACTS in town.portal(f"/records/{number}/")
    town.step("tao", "staff_application", application, "grant", reason="符合修复条件")

    # In one transaction: nothing is shown, nothing is shared, every measure is lifted, decision and certificate are issued.
    keep_words()
    assert town.status(f"/records/{number}/") == 404
    assert number not in town.portal(f"/subjects/{world.HOUSING}/")
    assert number not in town.portal("/search/?item=SX")
    assert number not in town.portal("/search.csv?item=SX")
    assert town.status(f"/api/v1/records/{number}/") == 404
    assert town.status(promise) == 404
    assert promise not in town.portal(f"/subjects/{world.HOUSING}/")
    said = town.post("sun", "staff_eligibility", status=200, who=world.HOUSING, purpose="honours")
    assert number not in said
    kinds = list(Document.objects.filter(about_kind="repair.application").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["repair", "certificate"]
    lifting = Lifting.objects.get(unit__code=world.PARTY, ground="repaired")
    assert execution.pk in lifting.executions.values_list("pk", flat=True)
    assert lifting.executions.count() == 1
    assert reverse("staff_lifting", args=[lifting.pk]) in town.page("han", "admin:index")
    for one in Lifting.objects.filter(acknowledged_on=None).select_related("unit"):
        town.post("han" if one.unit.code == world.PARTY else "wu", "staff_lifting", one.pk, put_right="已核对")
    assert not Lifting.objects.filter(ground="repaired", acknowledged_on=None).exists()
    page = town.page("he", "staff_application", application.pk)
    assert "修复" in page
