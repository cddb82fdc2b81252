"""What a stranger wrote so that the register would show it: names in pinyin, numbers in formal numerals and letters, accounts and
homes in other words, what tells a person beside the name; and the innocent words beside them."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives import reports
from archives.imports.layouts import PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.imports.names import named_beside
from archives.imports.private import may_be_private, private_in, without_phones
from archives.imports.reading import text_of
from archives.imports.rows import RowReader, parse_wan
from archives.imports.spelled import spelled_beside
from archives.models import Subject
from tests.archives.officials import entered, register
from tests.archives.test_filing_names import sent
from tests.archives.test_private_words import cells
from tests.files import filled
from tests.world import MARKET

TODAY = date(2026, 11, 20)

# ── the name in letters ──────────────────────────────────────────────────────

SPELLED = [  # by hand, from the readings of Xiandai Hanyu Cidian; surnames by theirs
    ("周小宝", "Zhou Xiaobao"), ("周小宝", "ZHOU Xiao-Bao"), ("周小宝", "zhouxiaobao88"), ("周小宝", "Xiaobao Zhou"), ("周小宝", "Ｚｈｏｕ　Ｘｉａｏｂａｏ"),
    ("周小宝", "Zhōu Xiǎobǎo"), ("周小宝", "zhou1 xiao3 bao3"), ("周小宝", "z h o u x i a o b a o"), ("周小宝", "Zhou, Xiao Bao"), ("周小宝", "mrzhouxiaobao"), ("周小宝", "Zhōu Xiɑobao"),
    ("张伟", "ZHANG Wei"), ("张伟", "Wei Zhang"), ("张伟", "zhangwei"), ("張偉", "Zhang Wei"), ("李娥", "Li E"), ("张 伟", "Zhang·Wei"),
    ("单雄信", "Shan Xiongxin"), ("仇英", "Qiu Ying"), ("查良", "Zha Liang"), ("解缙", "Xie Jin"), ("曾国", "Zeng Guo"), ("尉迟恭", "Yuchi Gong"), ("欧阳小宝", "Xiaobao Ouyang"),
    ("吕布", "Lü Bu"), ("吕布", "LYU BU"), ("吕布", "Lv Bu"), ("重阳", "Chong Yang"), ("西安安", "Xi'an An"), ("阿卜杜拉·买买提", "Abudula"), ("阿卜杜拉·买买提", "Abudula Maimaiti"),
]  # fmt: skip
NOT_SPELLED = [
    ("周小宝", "Zhou Dabao"), ("周小宝", "WiFi"), ("周小宝", "Zhou"), ("周小宝", "小宝baozhou"), ("张伟", "Zhang Weimin"), ("张伟", "DHA、VC、USB"), ("李娥", "lie"), ("李娥", "believe"),
    ("何一", "he is"), ("安宁", "Manning"), ("张*", "Zhang Wei"), ("John Smith", "John Smith"), ("周小宝", "周小宝无照经营"), ("马丽", "Somalia"), ("周小宝", "微信abc"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), SPELLED)
def test_a_name_in_letters_is_known(name, words):
    assert spelled_beside(name, f"经查，{words}无照经营。")


@pytest.mark.parametrize(("name", "words"), NOT_SPELLED)
def test_letters_that_spell_another_word_are_left_alone(name, words):
    assert not spelled_beside(name, f"经查，{words}无照经营。")


@pytest.mark.parametrize("column", ["CF_SY", "CF_YJ", "CF_NR", "CF_WFXW"])
def test_a_row_that_spells_its_name_is_refused_at_its_cell(city, column):
    filing = sent(
        [cells(1, name="周小宝", **{column: "当事人Zhou Xiaobao"}), cells(2, name="周小宝", **{column: "品牌Zhou Dabao"}), cells(3)]
    )
    (error,) = reports.row_errors(filing)
    assert (filing.rows, filing.bad) == (3, 1)
    assert (error["row"], error["column"], error["rule"], error["value"]) == (2, column, "spelled_name", "")


def test_in_what_only_the_unit_reads_it_may_stand(city):
    assert sent([cells(name="周小宝", BZ="Zhou Xiaobao，1982年3月4日出生，鲁A12345")]).bad == 0


def test_a_form_says_so_beside_its_field(city):
    person = register("郑言", 7)
    for words in ("先进个人Zheng Yan", "先进个人（1982年3月4日出生）"):
        with pytest.raises(ValidationError) as refused:
            entered(person, "GZ-RY", honour=words)
        assert list(refused.value.message_dict) == ["honour"]
    assert entered(person, "GZ-RY", honour="先进个人Zheng Wei").bad == 0


# ── numbers, accounts, homes ─────────────────────────────────────────────────

PHONES = [
    "壹叁捌零零零零壹壹壹壹",
    "壹參捌零零零零壹壹壹壹",
    "138o0001111",
    "l38OOOO1111",
    "138-oo00-1111",
    "I38 0000 1111",
    "１３８ｏ０００１１１１",
]
ACCOUNTS = [
    "加微：abc12345", "加微abc12345", "加微信abc12345", "微 信：abc12345", "扣扣12345678", "Q Q：12345678", "抖音号dy_12345", "快手号：ks12345", "支付宝账号zhou@qq", "支付宝：zhou@qq",
    "a AT b DOT com", "zhou at qq dot com", "zhou艾特qq.com", "zhou@qq点com", "ｚｈｏｕ（ａｔ）ｑｑ．ｃｏｍ", "加V：abc12345", "+v abc123", "抖音賬號dy_12345", "支付寶：zhou@qq",
]  # fmt: skip
HOMES = ["当事人位于示范市幸福路8号2单元301的家中", "于幸福路12号家中", "幸福小区2栋501室的住处", "家庭地址：示范市", "家庭地址为幸福里"]
HIS = ["在其位于幸福路12号的住所内", "戶籍地示范縣"]
PARTICULARS = [
    "出生于1982年3月4日", "1982年3月4日出生", "生于1982年3月4日", "周小宝生于1982年3月4日", "男，1982年3月生", "出生日期：1982-03-04", "出生于19820304", "一九八二年三月四日出生",
    "出生年月：1982.3", "身份证尾号0015", "身份证号后四位0015", "身份证号码后四位为001X", "身份证（尾号0015）", "尾号0015的身份证", "身份证前六位990100", "身份证号末4位：0015",
    "鲁A12345", "鲁A·12345", "鲁AD12345", "鲁A12345D", "魯A12345", "鲁a12345", "鲁 A 12345", "鲁A1234挂", "京AB1234学", "新A12345",
]  # fmt: skip
INNOCENT = [
    "于2026年", "销售钟表", "发放补贴", "情节微小", "加微量元素", "加微量元素12345毫克", "出生率", "2025年出生率", "出生人口", "位于示范市幸福路8号的门店", "人民币壹万叁仟捌佰元", "壹拾叁万捌仟元",
    "罚款13800元", "1,380,000,111元", "示市监罚〔2026〕1号", "冀环罚〔2026〕12345号", "发生于2026年3月4日", "王先生于2026年3月4日", "医生于1999年3月4日", "2026年3月4日生产", "2026年3月4日生效",
    "2026年3月4日", "抖音平台", "在抖音发布", "快手直播", "支付宝收款1380元", "支付宝：13800元", "在淘宝网店", "更新V20261版", "粤B2-20201234", "添加VitaminC", "扣押物品12345件", "扣 12345678元",
    "微小企业12345", "伪造1999年3月4日出生医学证明", "银行卡尾号1234", "at 5 o'clock", "IP地址10.1.1.1", "OLED12345678901", "1.5@3", "抽检幸福路8号商家中的一家", "违反第8号公告，国家规定",
    "幸福路8号家具店", "8号未登记入住处罚", "身份证丢失", "鲁菜A12345", "京A级景区", "SO2排放138mg", "O3浓度138", "生日蛋糕2026年3月4日", "出具1999年3月4日生产日期",
]  # fmt: skip
RULES = [(PHONES, "phone_in_text"), (ACCOUNTS, "account_in_text"), (HOMES, "address_in_text")]
EVERYBODYS = [(text, rule) for texts, rule in RULES for text in texts]
PERSONS = [*EVERYBODYS, *((text, "address_in_text") for text in HIS), *((text, "particulars_in_text") for text in PARTICULARS)]


@pytest.mark.parametrize(("text", "rule"), PERSONS)
def test_of_a_person_it_is_refused(text, rule):
    told = without_phones(f"经查，{text}。")
    assert private_in(f"经查，{text}。") == rule
    assert told.startswith("经查")
    if rule != "address_in_text":
        assert not re.search("[0-9]{2}|[壹零一]{2}|abc|zhou|dy_", told.lower())


@pytest.mark.parametrize(("text", "rule"), EVERYBODYS)
def test_beside_an_organisation_as_well_and_the_quick_look_misses_none(text, rule):
    assert private_in(f"经查，{text}。", of_person=False) == rule
    assert may_be_private(f"经查，{text}。")


@pytest.mark.parametrize("text", [*HIS[:1], *PARTICULARS])
def test_what_only_tells_a_person_may_stand_beside_an_organisation(text):
    assert private_in(f"经查，{text}。", of_person=False) == ""


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_are_left_alone(text):
    assert private_in(f"经查，{text}。") == private_in(text) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("钟*", "销售钟表"),
        ("于某", "于2026年"),
        ("李某", "发放"),
        ("钟某", "30分钟后"),
        ("查某某", "经检查发现"),
        ("余某", "餘款"),
        ("张某", "张某明知"),
    ],
)
def test_everyday_words_beside_a_masked_name(name, text):
    assert not named_beside(name, text)


@pytest.mark.parametrize(("name", "text"), [("张*", "张成立"), ("叶某", "葉問"), ("张*", "张明知"), ("钟某", "鐘後"), ("李*", "李国家")])
def test_a_word_inside_a_name_hides_no_name(name, text):
    assert named_beside(name, text)


PIECES = ["138", "0000", "1111", "o", "O", "l", "I", "壹", "參", "參捌", "零", "⑩", "⑪", "１", " ", "-", "·", "加微", "加V", "微", "Q", "Ｑ", "q", "扣", "：", "abc12", "zhou", "@", "＠", "qq", "点", "ＡＴ", " at ", " dot ",
          "com", "抖音", "號", "账号", "支付寶", "家", "中", "的", "8号", "2栋", "住", "⾐", "⼾籍", "戶", "口所在", "居", "於", "家庭", "地址", "護", "照", "E12345678", "臺", "胞證", "12345678", "㏂", "，", "。", "护照"]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_the_quick_look_misses_nothing(text):
    assert may_be_private(text) or not private_in(text, of_person=False)


@pytest.mark.parametrize("layout", [PENALTY_NATURAL_2018, PENALTY_LEGAL_2018])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_ways_agree_about_such_words(city, layout, data):
    codes = [c.code for c in layout.columns]
    reader = RowReader(
        layout, list(range(len(codes))), {}, filing_id=1, today=TODAY, unit=Subject(code=MARKET, name="示范市市场监督管理局")
    )
    words = st.sampled_from([text for text, _rule in PERSONS] + [text for _name, text in SPELLED] + INNOCENT)
    names = st.sampled_from([*sorted({name for name, _text in SPELLED}), "张*"])
    changes = {"CF_SY": data.draw(words), "CF_YJ": data.draw(words), "CF_XDR_MC": data.draw(names)}
    raw = [(filled(layout, CF_CFLB="警告") | changes).get(code, "") for code in codes]
    quick = reader.usual(list(raw))
    assert quick is None or quick == reader.careful(list(raw))


# ── the sheet that goes back ─────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["电话13800001111", "加微：abc12345", "鲁A12345", "卡号6222020200112233446"])
def test_the_sheet_that_goes_back_repeats_it_no_more_than_the_error_does(city, door, text):
    filing = sent([cells(1, CF_SY=f"当事人，{text}"), cells(2, CF_SY="", BZ="电话13800002222")])
    data = b"".join(door("lin").get(reverse("staff_filing_sheet", args=[filing.pk, "csv"])).streaming_content).decode("utf-8-sig")
    (head, first, second) = csv.reader(io.StringIO(data))
    at = head.index("违法事实")
    error = next(e for e in reports.row_errors(filing) if e["row"] == 2)
    assert first[at] == error["value"]
    assert "*****" in first[at]
    assert not re.search("[0-9]{5}|abc", first[at])
    assert "13800002222" in second[head.index("备注")]  # what only the unit reads comes back as it was


# ── amounts ──────────────────────────────────────────────────────────────────

AMOUNTS = [
    ("1,000", "10000000"),
    ("１２．５", "125000"),
    ("1，000", "10000000"),
    ("0.00005", "0.5"),
    (".2", "2000"),
    ("2.", "20000"),
    ("+3", "30000"),
]


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS)
def test_an_amount_in_full_is_taken(text, yuan):
    assert parse_wan(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["1e5", "1E5", "1e-2", "１ｅ５", "1_000", "-1", "NaN", "inf", "1.2.3", "", "."])
def test_an_exponent_is_no_amount(text):
    assert parse_wan(text) is None


def test_the_error_says_how_to_write_it(city):
    filing = sent([cells(1) | {"CF_NR_FK": "1e5"}, cells(2)])
    (error,) = reports.row_errors(filing)
    assert (error["column"], error["rule"], error["value"]) == ("CF_NR_FK", "money", "1e5")
    assert "1e5" in error["mend"]


def test_a_small_number_of_a_workbook_is_written_in_full():
    assert (text_of(5e-05), text_of(0.1 + 0.2), text_of(3.0), text_of(1.5e-7)) == ("0.00005", "0.3", "3", "0.00000015")
