"""Fairness towards the accused body and the panel: who reads the notice, who votes unseen, what two officers may not change."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archives import corrections
from archives.models import Membership, Record
from discipline.models import BreachKind, CaseVote
from integrity.errors import Refused
from integrity.workflow import advance

from .given import AFTER, DAY, account, accused, case_at, examined, opened, take, vote

pytestmark = pytest.mark.usefixtures("city")


def test_no_notice_is_served_on_a_body_of_which_nobody_would_read_it():
    case = case_at("refused")
    for held in Membership.objects.filter(unit=accused()):
        held.until_on = DAY
        held.save()
    with pytest.raises(Refused, match=r"neither head nor clerk|既无负责人"):
        take(case, "notify")
    Membership.objects.create(user=account("wu"), unit=accused(), role="clerk", from_on=DAY)
    assert take(case, "notify").status == "notified"


def test_a_member_reads_the_other_votes_after_voting(door):
    case = case_at("panel")
    vote(case, "for", by="pan", reason="第一位委员的理由")
    address = reverse("staff_case", args=[case.pk])
    before = door("pei").get(address).content.decode()
    assert "第一位委员的理由" not in before
    assert "投票后" in before
    assert "第一位委员的理由" in door("pan").get(address).content.decode()
    assert "第一位委员的理由" in door("gao").get(address).content.decode()
    vote(case, "against", by="pei", reason="第二位委员的理由")
    assert "第一位委员的理由" in door("pei").get(address).content.decode()
    assert CaseVote.objects.count() == 2


def test_nothing_names_a_breach_before_it_is_determined(door):
    case = case_at("panel")
    kind = case.kind.label
    title = f'<span class="phrase">{kind}</span>'
    assert title not in door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()
    told = door("wu").get(reverse("staff_case_told", args=[case.pk])).content.decode()
    assert title not in told
    assert f"涉嫌{kind}" in told
    vote(case, "for", by="pan")
    vote(case, "for", by="pei")
    case = take(case, "determine")
    assert title in door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()


def test_the_page_says_early_that_nobody_was_in_charge(door):
    case = examined(opened())
    assert "不知当日由谁负责" in door("lin").get(reverse("staff_case", args=[case.pk])).content.decode()


def test_what_the_panel_voted_on_is_not_corrected_by_two_officers():
    case = case_at("filed")
    filing = advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    record = Record.objects.current().get(filing=filing)
    keys = {field.key for field in corrections.correctable(record)}
    assert {"decided_on", "tier"}.isdisjoint(keys)
    assert {"amount", "basis", "facts"} <= keys
    with pytest.raises(Refused, match=r"tier|等级"):
        corrections.file_correction(record=record, changes={"tier": "1"}, by=account("zhou"), today=AFTER)


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("二", "甲〔2023〕1号第二部分"),
        ("二（三）；第六条（三）", "甲〔2023〕1号第二部分（三）；第六条（三）"),
        ("二、三；第六条（四）", "甲〔2023〕1号第二、三部分；第六条（四）"),
        ("第十条", "甲〔2023〕1号第十条"),
    ],
)
def test_a_section_of_a_notice_is_cited_as_a_part_of_it(article, cited):
    assert BreachKind(document="甲〔2023〕1号", article=article).cited == cited
