"""A head without words of its own is a missing head: in every kind, in the template as it stands, and in the bulk entry."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from archives.models import Subject
from commitments import actions, wording
from commitments.models import TownshipService, Wording
from integrity.errors import Refused
from tests import world
from tests.shifting import taken_for_granted

from .given import account, drafted, owner

NEXT = date(2027, 1, 1)
DAY = date(2027, 3, 5)


def kind(code: str, begins: date = date(2018, 8, 1)) -> Wording:
    return Wording.objects.get(code=code, valid_from=begins)


@pytest.fixture
def market(city):
    return Subject.objects.get(code=world.MARKET)


@pytest.mark.parametrize(
    ("code", "begins", "empty"),
    [
        ("service_quality", date(2018, 8, 1), ["服务内容和标准", "达到的水平", "未达到时的处理"]),
        ("time_limit", date(2018, 8, 1), ["办理事项", "承诺时限"]),
        ("time_limit", NEXT, ["办理事项", "承诺时限"]),
        ("environment", date(2018, 8, 1), ["基准", "目标", "数据来源", "未完成时的整改"]),
        ("guarantee", date(2018, 8, 1), ["保障的内容", "完成的日期", "责任单位和责任人"]),
        ("guarantee", NEXT, ["保障的内容", "完成的日期", "责任单位和责任人"]),
        ("township", date(2018, 8, 1), ["服务事项", "达到的标准", "完成的日期"]),
        ("township", NEXT, ["服务事项", "达到的标准", "完成的日期"]),
        ("good_faith", NEXT, ["承诺事项", "兑现办法", "未兑现时的处理"]),
        ("purchaser", date(2018, 8, 1), []),  # its five heads are written out by the template
    ],
)
def test_the_untouched_template_leaves_its_heads_empty(market, code, begins, empty):
    chosen = kind(code, begins)
    assert wording.empty_heads(chosen, wording.text_of(chosen, market, DAY), market) == empty
    assert wording.empty_heads(chosen, wording.text_of(chosen, market, DAY).replace("\n", "\r\n"), market) == empty


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("一、办理事项：食品经营许可。\n二、承诺时限：自受理之日起7个工作日内办结。", []),
        ("一、办理事项：食品经营许可。二、承诺时限：自受理之日起7个工作日内办结。", []),
        ("一、办理事项：食品经营许可。\n二、承诺时限：自受理之日起若干个工作日内办结。", ["承诺时限"]),
        ("一、办理事项：食品经营许可。\n二、承诺时限：自受理之日起＿＿个工作日内办结。", ["承诺时限"]),
        ("一、办理事项：。\n二、承诺时限：7个工作日。", ["办理事项"]),
        ("一、办理事项：\n　　食品经营许可，含变更。\n二、承诺时限：\n7个工作日。", []),
        ("办理事项 食品经营许可\n承诺时限 7个工作日", []),
        ("一、办理事项：落实《若干措施》第三条的许可。二、承诺时限：7个工作日。", []),
    ],
)
def test_what_stands_below_a_head(market, text, empty):
    assert wording.empty_heads(kind("time_limit"), text, market) == empty


def test_name_and_day_below_the_last_head_are_a_signature(market):
    text = f"一、保障的内容：帮办窗口。二、完成的日期：2027年6月30日。三、责任单位和责任人：\n{market.name}\n2027年3月5日"
    assert wording.empty_heads(kind("guarantee", NEXT), text, market) == ["责任单位和责任人"]
    unsigned = "一、保障的内容：帮办窗口。\n三、责任单位和责任人：注册登记科。\n二、完成的日期：\n2027年6月30日"
    assert wording.empty_heads(kind("guarantee", NEXT), unsigned, market) == []


def test_a_head_of_the_intro_is_not_the_head(market):
    text = "示范市承诺下列环境保护和治理目标：\n一、基准：37。\n二、目标：\n三、数据来源：国控站，与目标口径一致。"
    assert wording.empty_heads(kind("environment"), text, market) == ["目标"]


def test_an_empty_head_is_refused_with_the_article(market):
    with translation.override("zh-hans"), pytest.raises(Refused) as refusal:
        drafted(text="一、服务内容和标准：\n二、达到的水平：百分之九十。")
    assert str(refusal.value) == (
        "“服务质量承诺”的下列必备内容没有写明：服务内容和标准。请逐项写明承诺的内容。 (国发〔2016〕76号；泰安市政务诚信建设实施方案守信践诺)"
    )


def test_a_template_may_leave_its_heads_open_and_not_lack_them(market):
    wording.must_be_a_template(kind("township", NEXT))
    with pytest.raises(Refused):
        wording.must_be_a_template(Wording(code="x", name="x", heads=["服务事项"], body="{{主体名称}}"))


def test_the_bulk_entry_writes_below_the_heads(market):
    today = timezone.localdate()
    with taken_for_granted():
        Subject.objects.filter(pk=market.pk).update(kind="township")
    market.refresh_from_db()
    services = {one.code: one for one in TownshipService.objects.all()}
    rows = [
        {"service": services["employment"], "title": "新增就业二百人", "target": Decimal("200.00"), "measure": "人"},
        {"service": services["elderly"], "title": "建成助餐点", "target": None, "measure": ""},
    ]
    made = actions.draft_services(unit=market, owner=owner(), basis="为民办实事", due_on=date(2030, 12, 31), rows=rows, by=account("lin"))
    first, second = (one.version.text for one in made)
    signed = f"{market.name}\n{today.year}年{today.month}月{today.day}日"
    begins = f"{market.name}向辖区居民公开承诺：\n一、服务事项："
    assert first == f"{begins}就业。新增就业二百人。\n二、达到的标准：不低于200人。\n三、完成的日期：2030年12月31日。\n{signed}"
    assert second == f"{begins}养老。建成助餐点。\n二、达到的标准：建成助餐点。\n三、完成的日期：2030年12月31日。\n{signed}"
    words = actions.service_words(services["property"], "报修三日内上门", date(2027, 12, 31), 3, "日", at_most=True)
    written = wording.written_below(kind("township", NEXT), market, DAY, words)
    assert "二、达到的标准：不高于3日。" in written
    assert wording.empty_heads(kind("township", NEXT), written, market) == []
