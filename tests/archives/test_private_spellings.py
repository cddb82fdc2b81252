"""Names in further spellings, names that are masked already, and what is private beside an organisation."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from archives import actions, reports
from archives.filing_names import BLANK, HIDDEN, LETTER, NO_WORD, ONE, replaced
from archives.imports.layouts import PENALTY_LEGAL_2018
from archives.imports.names import masked, named_beside
from archives.imports.private import may_be_private, private_in, without_phones
from archives.models import Subject
from integrity.writings import GROUPS, SIMPLIFIED, TRADITIONAL, simplified
from tests import world
from tests.archives.officials import register
from tests.archives.test_filing_names import sent
from tests.archives.test_private_words import approved, cells, on_the_portal
from tests.files import filled

# ── the name ─────────────────────────────────────────────────────────────────

WRITTEN = [  # the name on file, the text, what of it is shown: by hand
    ("阿卜杜拉·买买提", "阿卜杜拉未明码标价，买买提称，阿卜 杜拉", "阿某未明码标价，阿某称，阿某"),
    ("马·买买提", "马路边，买买提", "马路边，马某"),  # one sign is no name that could be told from a word
    ("John Ronald Smith", "John Smith与Smith John与Ronald-Smith与JOHN", "J某与J某与J某与J某"),
    ("J. R. Smith", "J. Smith, Jr., R. Smith", "J某, Jr., J某"),
    ("李雷", "李！雷、李!雷、李 ? 雷", "李某、李某、李某"),
    ("周杰", "周1杰、周a杰、周Ａ杰、周 1 杰", "周某、周某、周某、周某"),
    ("周杰", "周12杰、周小杰、周，杰", "周12杰、周小杰、周，杰"),
    ("冯小勇", "冯1小2勇与冯大小勇", "冯某与冯大小勇"),
    ("冯小勇", "馮小勇", "冯某"),
    ("張偉民", "张伟民与張伟民", "張某与張某"),
    # Signs of every kind in their other writings, and many to one.
    ("叶问", "葉問与叶問、葉问", "叶某与叶某、叶某"),
    ("钟后", "鐘後、鍾后，锺後", "钟某、钟某，钟某"),
    ("于谦", "於謙位於幸福路", "于某位於幸福路"),
    ("沈从文", "瀋從文", "沈某"),
    ("范冰", "範冰，模範冰棍", "范某，模范某棍"),
    ("李发", "李髮与李發，发放", "李某与李某，发放"),
    ("钱鍾书", "钱锺书、錢鐘書", "钱某、钱某"),
    ("万俟䇹", "万俟筴", "万俟筴"),
    # Some of its signs hidden.
    ("周小宝", "周某宝、周X宝、周×宝、周*宝、周○宝，周 某 宝", "周某、周某、周某、周某、周某，周某"),
    ("周小宝", "周小某与某小宝、周小×", "周某与周某、周某"),
    ("周小宝", "某宝、周大宝，BOX宝马、周某", "某宝、周大宝，BOX宝马、周某"),
    ("张国明", "张某明知是假冒商品而销售", "张某明知是假冒商品而销售"),
    ("欧阳小宝", "欧阳某宝、欧某宝、某小宝、欧阳某", "欧某、欧某、欧某、欧阳某"),
    ("馬小寶", "马某宝", "馬某"),
    # A part that stands alone.
    ("John Smith", "Mr Smith and JOHN, not Smithson or Blacksmith", "Mr J某 and J某, not Smithson or Blacksmith"),
    ("Li Yusuf", "Li和yusuf当事人", "Li和L某当事人"),
    ("José Núñez", "núñez、Jose", "J某、Jose"),
]


@pytest.mark.parametrize(("name", "text", "shown"), WRITTEN)
def test_portal_and_office_mask_the_spelling(city, name, text, shown):
    assert replaced(text, (name,), f"{name[:1]}某") == shown
    row = on_the_portal(approved(sent([cells(name=name, CF_SY=text)])))
    assert row["facts"]["findings"] == shown


def test_portal_and_office_know_the_same_signs():
    sql = Path(__file__).resolve().parents[2] / "archives" / "pub.sql"
    words = sql.read_text()
    assert [words.count(f"'{signs}'") for signs in (GROUPS, ONE, LETTER, HIDDEN, NO_WORD, BLANK)] == [1] * 6
    assert len(SIMPLIFIED) == len(TRADITIONAL) == len(set(TRADITIONAL)) > 4000
    assert not set(SIMPLIFIED) & set(TRADITIONAL)
    assert max(map(len, GROUPS.split(" "))) < 7  # as many as the view looks for on either side of a sign


def test_places_stay_in_simplified_signs():
    assert simplified("葉問於𠮷鐘後 ABC，錢鍾書") == "叶问于𠮷钟后 ABC，钱钟书"


# ── a name that is masked in its cell ────────────────────────────────────────

BESIDE = [
    ("张*", "张小明无照经营"), ("张某某", "经查，张小明无照经营"), ("冯*勇", "冯小勇无照经营"), ("马某某", "馬小勇无照经营"), ("欧阳**", "欧阳明远"), ("张*", "张 小明"),
    ("张*", "张某与张小明"), ("张*", "张·小明"), ("安某某", "安全无照经营"), ("于某", "当事人于小明"),
]  # fmt: skip
BARE = [
    ("张*", "张*无照经营"), ("张*", "张某无照经营"), ("张某某", "张某某无照经营"), ("张某某", "张某无照经营"), ("冯*勇", "冯*勇无照经营"), ("欧阳**", "欧阳某无照经营"),
    ("张*", "张、李二人"), ("安某某", "违反食品安全法"), ("于某", "位于幸福路8号"), ("金某", "处罚金额二万元"), ("应某", "应当停业"), ("张*", "当事人无照经营"),
    ("张小明", "张小明无照经营"),  # a whole name is hidden
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), BESIDE)
def test_a_masked_name_goes_with_no_whole_one(city, name, text):
    assert named_beside(name, text)
    filing = sent([cells(1, name=name, CF_SY=text), cells(2)])
    (error,) = reports.row_errors(filing)
    assert (filing.bad, error["row"], error["column"], error["rule"], error["value"]) == (1, 2, "CF_SY", "masked_name", "")


@pytest.mark.parametrize(("name", "text"), BARE)
def test_a_masked_name_in_masked_words_is_taken(city, name, text):
    assert not named_beside(name, text)
    assert sent([cells(1, name=name, CF_SY=text)]).bad == 0


def test_with_the_whole_name_the_row_is_taken_and_hidden(city):
    """The way out that the sentence names."""
    assert on_the_portal(approved(sent([cells(name="张小明", CF_SY="张小明无照经营")])))["facts"]["findings"] == "张某无照经营"


@pytest.mark.parametrize("name", ["郑*", "郑某某", "郑*言"])
def test_nobody_is_registered_under_a_mask(city, name):
    assert masked(name)
    with pytest.raises(ValidationError) as refusal:
        register(name, 7)
    assert list(refusal.value.message_dict) == ["name"]
    assert register("郑言", 8).name == "郑言"


# ── beside an organisation ───────────────────────────────────────────────────

L = PENALTY_LEGAL_2018
PRIVATE = [
    ("法定代表人张小明，住幸福小区3栋2单元501室", "address_in_text"), ("其家庭住址：示范市", "address_in_text"), ("户籍地示范县青石镇", "address_in_text"),
    ("张小明，住示范市幸福路8号", "address_in_text"), ("居于幸福小区2栋3单元", "address_in_text"), ("家在幸福小区2栋501室", "address_in_text"),
    ("手机13800112233", "phone_in_text"), ("一三八零零一一二二三三", "phone_in_text"), ("138·0011·2233", "phone_in_text"), ("１３８００１１２２３３", "phone_in_text"),
    ("微信zhangxm88", "account_in_text"), ("ＱＱ：12345678", "account_in_text"), ("zhang@qq.com", "account_in_text"), ("zhang(at)qq.com", "account_in_text"),
    ("zhang[AT]qq.com", "account_in_text"), ("卡号6222 0202 0011 2233 446", "card_in_text"), ("汇入6222020200112233446", "card_in_text"), ("护照号E12345678", "card_in_text"),
    ("护照：EA1234567", "card_in_text"),
]  # fmt: skip
OWN = [
    "住所：示范市幸福路8号", "住所地示范市幸福路8号", "注册地址：幸福路8号3单元501室", "经营地址为幸福小区2栋3单元", "该公司，示范市幸福路8号3单元501室", "联系电话0631-5231234",
    "违反住房公积金管理条例", "未登记入住客人，3号楼", "微信公众号发布广告", "通过微信销售", "货值13800元", "卡号6222020200112233447", "账户1234567890123456789",
    "统一社会信用代码911101051949123123", "许可证号JY13799010000123456", "违反户籍管理规定", "擅自改变幸福小区2栋外立面", "未查验护照", "安排员工居住在厂房内",
]  # fmt: skip


def legal(number: int = 1, **changes) -> dict:
    return filled(L, number, CF_CFLB="罚款", CF_NR_FK="2", **changes)


@pytest.mark.parametrize(("text", "rule"), PRIVATE)
def test_what_is_private_beside_an_organisation_is_refused(city, text, rule):
    assert private_in(f"经查，{text}。", of_person=False) == rule
    assert private_in(f"经查，{text}。") == rule
    assert may_be_private(f"经查，{text}。")
    filing = sent([legal(1, CF_SY=f"经查，{text}。"), legal(2)], layout=L)
    (error,) = reports.row_errors(filing)
    assert (filing.bad, error["column"], error["rule"]) == (1, "CF_SY", rule)
    if rule != "address_in_text":
        assert not re.search("[0-9]{4}|zhang|一三八", error["value"])
        assert not re.search("[0-9]{4}|zhang|一三八", without_phones(text))


@pytest.mark.parametrize("text", OWN)
def test_what_is_an_organisations_own_stays(city, text):
    assert private_in(f"经查，{text}。", of_person=False) == ""
    assert sent([legal(1, CF_SY=f"经查，{text}。")], layout=L).bad == 0


def test_in_what_only_the_unit_reads_it_may_stand(city):
    assert sent([legal(1, BZ="手机13800112233，住幸福小区3栋2单元501室")], layout=L).bad == 0


def test_a_form_about_a_body_is_refused_beside_its_field(city, person):
    data = {"subject_code": world.HOSPITAL, "issuer_code": world.MARKET, "issuer_name": "示范市市场监督管理局", "doc_no": "示〔2026〕1号",
            "decided_on": "2026-05-01", "basis": "表彰决定", "honour": "先进单位"}  # fmt: skip
    given = {"unit": Subject.objects.get(code=world.MARKET), "by": person("lin"), "item_code": "RY"}
    with pytest.raises(ValidationError) as refusal:
        actions.file_form(**given, data=data | {"honour": "先进单位（联系人手机13800112233）"})
    assert list(refusal.value.message_dict) == ["honour"]
    assert "1380011" not in str(refusal.value)
    assert actions.file_form(**given, data=data).bad == 0
