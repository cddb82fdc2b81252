"""What a determination, its notice and the notice of repair say: loss, impact, the proposed tier, the reasons, what was replied, the conditions."""

from __future__ import annotations

import pytest
from django.urls import reverse

from discipline.records import record_about_body
from integrity.workflow import advance
from repair.applications.law import load_methods
from tests import world
from tests.archives.documented import marked, words_of

from .given import AFTER, account, case_at, reply, take, vote

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def mark(city):
    load_methods(today=AFTER)
    return marked(world.MARKET, "示市监")


def determined(*said: str, tier: str = "2", reason: str = "经责令仍不履行。"):
    """A case determined after the replies ``said``; loss 320 万元 and considerable impact propose tier 2."""
    case = case_at("notified")
    for kind in said:
        reply(case, kind, words=f"{kind}之意见")
    case = take(case, "hear" if "tolerance" in said else "convene")
    if "tolerance" in said:
        for member in ("pan", "pei"):
            vote(case, "against", by=member)
        case = take(case, "deny")
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    return take(case, "determine", tier=tier, reason=reason)


def says(case, kind: str) -> str:
    return words_of(case.papers.get(kind=kind).document)


def test_the_notice_names_loss_impact_and_the_tier_they_propose():
    case = case_at("notified")
    for said in ("320", "影响较大", "拟认定为一般"):
        assert said in says(case, "notice").replace(" ", ""), said
    assert "320" in case.papers.get(kind="notice").ruling


def test_the_determination_says_why_it_is_the_proposed_tier():
    case = determined()
    words = says(case, "determination")
    for said in ("损失和影响", "320", "“一般”", "经责令仍不履行"):
        assert said in words, said
    assert "。。" not in words
    assert "另行" not in words


def test_a_tier_that_deviates_is_reasoned_in_the_determination():
    words = says(determined(tier="1", reason="主动消除影响"), "determination")
    for said in ("“一般”", "“轻微”", "主动消除影响"):
        assert said in words, said


def test_every_reply_stands_in_the_determination():
    words = says(determined("statement", "tolerance", "correction"), "determination")
    for said in ("statement之意见", "tolerance之意见", "correction之意见", "容错", "主动纠错申请", "320"):
        assert said in words, said
    assert "陈述和申辩。无" not in words


def test_the_notice_of_repair_asks_of_a_severe_tier_all_that_it_asks():
    words = says(determined(tier="3", reason="拒不整改"), "repair").replace(" ", "")
    for said in ("作出信用承诺", "完成整改、履行义务", "通过核查", "接受专题培训", "提交信用报告", "参加公益慈善", "至少20小时"):
        assert said in words, said
    moderate = determined()
    assert "专题培训" not in says(moderate, "repair")
    assert "作出信用承诺" in moderate.papers.get(kind="repair").ruling


def test_the_page_of_the_record_says_what_its_repair_asks(door):
    case = take(determined(tier="3", reason="拒不整改"), "file")
    advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    number = record_about_body(case).number
    page = door("wu").get(reverse("staff_record", args=[number])).content.decode()
    assert "参加公益慈善" in page
    assert "本等级必须" in page
