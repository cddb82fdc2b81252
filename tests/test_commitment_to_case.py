"""A commitment from its draft to a verified dispute and to the dishonesty case, through the real doors: staff site and portal.

示范市市场监督管理局 (its clerk lin) commits itself; zhou and sun of the credit office publish, verify, decide on the dispute of a
citizen, and approve what is filed by itself.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archives.models import Filing, Record
from commitments.models import Commitment, Dispute
from discipline.models import Case
from tests import world
from tests.commitments.given import owner, past, unit_of
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import Town, shift, words

TITLE = "窗口服务满意率达到九成"
SECRETS = ("两次排队三小时7701", "13700007702", "现场照片7703")
PAGE = "staff_commitment"


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


@pytest.fixture
def town(reader, committed):  # noqa: F811
    owner()
    return Town(reader)


def scan(name: str = "证明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 x", content_type="application/pdf")


def test_from_a_draft_to_a_dispute_and_to_the_case(town):
    made = published(town)
    kept(town, made)
    dispute = disputed(town, made)
    overturned(town, made, dispute)
    to_a_case(town, made)
    for address in (
        "/",
        "/commitments/",
        f"/commitments/{made.number}/",
        f"/subjects/{world.MARKET}/",
        "/commitments.csv",
        f"/api/v1/commitments/{made.number}/",
    ):
        if town.status(address) == 200:
            assert not [secret for secret in SECRETS if secret in town.portal(address)]


def published(town) -> Commitment:
    """Nothing is public before the credit office agrees; then text, yardstick and day are."""
    market = unit_of(world.MARKET)
    today = timezone.localdate()
    said = {
        "title": TITLE, "text": "一、服务内容和标准：企业开办窗口。二、达到的水平：满意率不低于百分之九十。", "yardstick": "level", "target": "90", "measure": "%",
        "due_on": (today + timedelta(90)).isoformat(), "owner": owner().pk, "basis": "《优化营商环境条例》第三十五条", "scope": "0",
    }  # fmt: skip
    query = f"?unit={market.pk}&kind=service_quality"
    assert "早于或者等于" not in town.page("lin", "staff_commitment_draft", query=query)
    town.post("lin", "staff_commitment_draft", query=query, status=409, **{**said, "due_on": today.isoformat()})
    town.post("lin", "staff_commitment_draft", query=query, **said)
    made = Commitment.objects.get()
    assert town.status(f"/commitments/{made.number}/") == 404
    town.step("lin", PAGE, made, "submit")
    town.step("lin", PAGE, made, "publish", status=403)
    town.step("zhou", PAGE, made, "publish")
    page = words(town.portal(f"/commitments/{made.number}/"))
    assert TITLE in page
    assert "公示中" in page
    assert "百分之九十" in page
    return made


def kept(town, made) -> None:
    """Reported with proof, verified by another, filed by itself and approved by a third; the portal links the record, the record the commitment."""
    today = timezone.localdate().isoformat()
    town.step("lin", PAGE, made, "report", status=409, words="都做到了", on=today)  # no proof
    town.step("lin", PAGE, made, "report", words="抽样二百件，满意一百九十件", on=today, value="95", files=[scan()])
    assert "已报告" in words(town.portal(f"/commitments/{made.number}/"))
    town.step("lin", PAGE, made, "keep", status=403, reason="自己核实")
    town.step("zhou", PAGE, made, "keep", reason="抽样和现场核查一致")
    assert "已践诺" in words(town.portal(f"/commitments/{made.number}/"))
    filing = made.filing
    town.approve("zhou", filing, status=409)  # who verified does not approve
    town.approve("sun", filing)
    record = Record.objects.get(filing=filing)
    assert outcome(record) == "已践诺"
    if made.person_filing:
        town.approve("sun", made.person_filing)
        assert Record.objects.get(filing=made.person_filing).subject == owner().holder
    assert f"/commitments/{made.number}/" in town.portal(f"/records/{record.number}/")
    assert f"/records/{record.number}/" in town.portal(f"/commitments/{made.number}/")


def outcome(record: Record) -> str:
    return record.content.facts["public"]["outcome"]


def disputed(town, made) -> Dispute:
    """A citizen says why it was not kept: it is being verified at once, and of the words nothing is told."""
    said = {"reason": SECRETS[0], "contact": SECRETS[1], "form_no": str(uuid4()), "files": [scan(f"{SECRETS[2]}.pdf")]}
    town.send(f"/commitments/{made.number}/dispute/", said)
    assert "核实中" in words(town.portal(f"/commitments/{made.number}/"))
    found = Dispute.objects.get()
    town.page("lin", "staff_dispute", found.pk, status=404)  # the unit reads the result like everybody
    assert SECRETS[0] in town.page("sun", "staff_dispute", found.pk)
    town.step("zhou", "staff_dispute", found, "overturn", status=409, reason="自己核实的")
    return found


def overturned(town, made, dispute) -> None:
    """The other officer decides; the mark goes at once, the record by a correction that a colleague approves."""
    town.step("sun", "staff_dispute", dispute, "overturn", status=409, reason="它的期限还没有到")
    past(made)
    town.step("sun", "staff_dispute", dispute, "reopen", status=409, reason="它的期限已经过了")
    town.step("sun", "staff_dispute", dispute, "overturn", reason="抽查发现满意率只有八成二")
    made.refresh_from_db()
    assert made.status == "broken"
    page = words(town.portal(f"/commitments/{made.number}/"))
    assert "违诺" in page
    assert "抽查发现满意率只有八成二" in page
    town.approve("sun", dispute.correction, status=409)
    town.approve("zhou", dispute.correction)
    first = Record.objects.filter(filing=made.filing).first()
    current = Record.objects.current().get(number=first.number)
    assert (outcome(current), current.version, current.filing) == ("违诺", 2, dispute.correction)
    assert Filing.objects.get(pk=dispute.correction_id).source == "mend"


def to_a_case(town, made) -> None:
    """A plan with its day; the day passes; the dishonesty case is opened from the commitment and cites it."""
    later = timezone.localdate() + timedelta(10)
    town.step("lin", PAGE, made, "plan", status=409, words="增设窗口", due_on=timezone.localdate().isoformat())
    town.step("lin", PAGE, made, "plan", words="增设窗口", due_on=later.isoformat())
    assert "整改中" in words(town.portal(f"/commitments/{made.number}/"))
    town.step("zhou", PAGE, made, "case", status=409, reason="想立案")  # its day has not passed
    shift("commitments_commitment", f"id = {made.pk}", planned_on=later - timedelta(60), plan_due_on=later - timedelta(30))
    town.step("zhou", PAGE, made, "case", reason="逾期未整改")
    case = Case.objects.get()
    assert (case.source, case.accused, made.case) == ("commitment", made.unit, case)
    assert made.number in case.matter
    assert case.number in town.page("zhou", PAGE, made.pk)
    public = words(town.portal(f"/commitments/{made.number}/"))
    assert "立案" in public
    assert case.number not in public
    assert reverse(PAGE, args=[made.pk]) not in town.portal(f"/commitments/{made.number}/")
