"""What the public reads of a natural person: no name, no phone number, no home address, wherever somebody wrote it."""

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from archives import reports
from archives.filing_names import ALL, SIGNS, replaced
from archives.imports.layouts import LICENCE_NATURAL_2018, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.imports.names import plain_name
from archives.imports.persons import masked_name
from archives.imports.private import private_in, without_phones
from archives.imports.rules import describe
from archives.models import CatalogueItem, Filing, Record
from integrity.signs import lettered
from integrity.workflow import advance
from tests.archives.officials import account, entered, filed, register, resident_id
from tests.archives.test_filing_names import sent
from tests.conftest import role
from tests.files import filled

L = PENALTY_NATURAL_2018
NAME = "冯小勇"


def cells(number: int = 1, name: str = NAME, **changes) -> dict:
    return filled(L, number, CF_XDR_MC=name, CF_XDR_ZJHM=resident_id(number), CF_CFLB="罚款", CF_NR_FK="2", **changes)


def approved(filing: Filing) -> Record:
    filing = advance(filing, "submit", by=filing.made_by)
    advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    return Record.objects.select_related("subject").get(filing=filing)


def on_the_portal(record: Record) -> dict:
    """The one row of the public view about it."""
    with role("portal"), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(v) FROM pub.person_record v WHERE number = %s", [record.number])
        (row,) = cursor.fetchone()
    return json.loads(row) if isinstance(row, str) else row


# ── the name ─────────────────────────────────────────────────────────────────

WRITTEN = [  # the name on file, the text, what of it is shown: by hand
    ("冯小勇", "经查，当事人冯小勇销售假冒商品。", "经查，当事人冯某销售假冒商品。"),
    ("冯小勇", "冯 小　勇与冯小\n勇，均系一人", "冯某与冯某，均系一人"),
    ("冯小勇", "冯小刚另案处理", "冯小刚另案处理"),
    ("冯 小勇", "冯小勇", "冯某"),
    ("阿卜杜拉·买买提", "阿卜杜拉买买提、阿卜杜拉•买买提", "阿某、阿某"),
    ("John Smith", "JOHN SMITH and johnsmith, not John Smithson", "J某 and J某, not J某son"),
    ("A.B (C)", "a.b (c)*", "A某)*"),
    ("冯小勇", "冯、小、勇；冯.小/勇；冯*小_勇；冯　　小 勇；【冯】小勇；冯，小，勇", "冯某；冯某；冯某；冯某；【冯某；冯某"),
    ("冯小勇", "冯\u2063小\u3164勇", "冯某"),
    ("冯小勇", "冯12小勇与冯大小勇", "冯12小勇与冯大小勇"),  # an ideograph or two digits between: another word
    ("文明", "该公文，明确；公文。明日；文、明；文 明", "该公文，明确；公文。明日；文某；文某"),  # two signs: not over the end of a clause
    ("ALI Yusuf", "经查，Yusuf ALI与yusuf-ali、ALI, Yusuf及Yusufs", "经查，A某与A某、A某及Yusufs"),
    ("Jean Paul Martin", "MARTIN Jean Paul、Paul Martin Jean、Jean Paul", "J某、J某、J某"),
    ("ＡＬＩ Yusuf", "Ｙｕｓｕｆ ＡＬＩ", "A某"),
    ("马小勇", "⻢小勇、⾺⼩勇", "马某、马某"),
    ("⾺小勇", "马小勇", "马某"),
    ("冯小勇", "\u2ee2\uf9b4与冯\u2f29勇", "马領与冯某"),
    ("冯\\1勇", "冯\\1勇", "冯某"),
    ("李", "李某的李子", "李某的李子"),  # one sign is no name that could be told from a word
]


@pytest.mark.parametrize(("name", "text", "shown"), WRITTEN)
def test_the_name_is_masked_however_it_is_written(name, text, shown):
    name, text = lettered(name), lettered(text)  # as both are stored
    assert replaced(text, (name,), f"{name[:1]}某") == shown


# What no cell of a name takes any more, and older rows hold.
OLD = {"A.B (C)", "冯\\1勇", "李"}


@pytest.mark.parametrize(("name", "text", "shown"), WRITTEN)
def test_the_portal_and_the_page_of_the_office_mask_alike(city, name, text, shown):
    if "\u3164" in text:  # refused at the door; older rows hold it
        text, kept = text.replace("\u3164", "").replace("\u2063", ""), text
    else:
        kept = ""
    given = cells(name=name, CF_SY=text, CF_YJ=f"基于{text}", CF_NR=f"处以{text}", CF_WSH=f"示罚〔2026〕1号{name}")
    filing = sent([given | ({"CF_XDR_MC": "占位人"} if name in OLD else {})])
    name = lettered(name)
    with role("registry_owner"):
        for row in filing.filed_rows.all():
            row.facts["internal"]["name"], row.subject_name = name, masked_name(name)
            row.facts["public"]["findings"] = kept or row.facts["public"]["findings"]
            row.save()
    (told,) = reports.in_full(filing, list(filing.filed_rows.all()))
    public = told["public"]
    row = on_the_portal(approved(filing))
    assert row["facts"]["findings"] == shown.strip()
    assert row["basis"] == f"基于{shown}"
    assert row["facts"]["content"] == f"处以{shown}"
    rest = ")" if name == "A.B (C)" else ""  # the last bracket belongs to no sign of the name
    assert row["doc_no"] == f"示罚〔2026〕1号{name if len(name) == 1 else name[:1] + '某' + rest}"
    assert {"name": row["name"], "doc_no": row["doc_no"], "basis": row["basis"]} == {
        key: public[key] for key in ("name", "doc_no", "basis")
    }
    assert [value for _label, value in public["fields"]] == [row["facts"][f.key] for f in filing_fields(filing) if row["facts"].get(f.key)]


def filing_fields(filing):
    item = CatalogueItem.objects.get(pk=filing.filed_rows.get().item_id)
    return [f for f in item.fields.all() if f.scope == "public"]


def test_the_reported_case(city):
    text = "经查，当事人冯小勇未按规定明码标价。"
    row = on_the_portal(approved(sent([cells(CF_SY=text, CF_NR="对冯小勇处罚款二万元", CF_YJ="冯小勇案所涉《价格法》第四十二条")])))
    assert NAME not in json.dumps(row, ensure_ascii=False)
    assert (row["name"], row["facts"]["findings"]) == ("冯某", "经查，当事人冯某未按规定明码标价。")


def test_the_honour_of_a_civil_servant_is_masked_as_its_heading_is(city, door):
    person = register("郑言", 7)
    filing = entered(person, "GZ-RY", honour="先进个人郑 言", basis="关于表彰郑言的决定")
    page = door("ren").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    seen = page.partition("data-public")[2].partition("</dl>")[0]
    assert "先进个人郑某" in seen
    assert "关于表彰郑某的决定" in seen
    assert "郑言" not in seen
    row = on_the_portal(approved(filing))
    assert (row["name"], row["facts"]["honour"], row["basis"]) == ("郑某", "先进个人郑某", "关于表彰郑某的决定")


def test_what_is_not_published_promises_nothing_to_the_public(city, door):
    filing = entered(register("郑言", 7), "GZ-ZW")
    assert "data-public" not in door("ren").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    person = filed(register("司徒晚晴", 8), "GZ-RY")
    assert on_the_portal(person)["name"] == "司某"


def test_portal_and_office_look_for_the_same_signs():
    """The class of signs stands in two languages."""
    sql = (Path(__file__).resolve().parents[2] / "archives" / "pub.sql").read_text()
    assert sql.count(f"'[{SIGNS}]'") == sql.count(f"'{ALL}'") == 1


# ── the cell of the name ─────────────────────────────────────────────────────

NAMES = [
    "冯小勇", "王明", "欧阳明远", "阿卜杜拉·买买提", "买买提•艾力", "马克・吐温", "𠮷野家", "张 伟", "张　伟", "冯 小勇", "冯 小 勇", "欧阳 示例",
    "John Smith", "O'Brien", "Jean-Luc Picard", "J. R. Smith", "SMITH, John", "José", "张某某", "张*", "张**", "欧阳**", "冯*勇",
]  # fmt: skip
DECORATED = [
    "冯小勇（小冯）", "冯小勇(小冯)", "冯小勇 个体工商户", "冯小勇个体工商户", "冯小勇,男", "冯小勇，男", "冯小勇 男", "冯勇 男性", "冯小勇1", "冯小勇*", "冯小勇、王明",
    "冯/小勇", "·冯小勇", "冯小勇·", "冯··勇", "冯", "A", "A.B (C)", "冯\\1勇", "冯Ali", "John1", "АLI", "字" * 21, "冯小勇等三人", "冯小勇先生", "冯小勇。",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name(city, name):
    assert plain_name(name)
    assert sent([cells(name=name)]).bad == 0


@pytest.mark.parametrize("name", DECORATED)
def test_what_stands_beside_a_name_is_refused_at_its_cell(city, name):
    assert not plain_name(name)
    filing = sent([cells(1, name=name, CF_SY="冯小勇未明码标价"), cells(2)])
    assert (filing.rows, filing.bad) == (2, 1)
    (error,) = reports.row_errors(filing)
    assert (error["row"], error["column"], error["rule"]) == (2, "CF_XDR_MC", "person_name")
    assert "小勇" not in error["value"]


def test_beside_a_name_with_more_no_other_cell_of_the_row_is_repeated(city, door):
    """The name itself is in the text, and nothing can tell which part of the cell it is."""
    filing = sent([cells(1, name="冯小勇（小冯）", CF_SY="冯小勇加微信abc12345")])
    assert [(e["rule"], e["value"]) for e in reports.row_errors(filing)] == [("person_name", "冯某某"), ("account_in_text", "")]
    for address in (reverse("staff_filing", args=[filing.pk]), reverse("api:filing-errors", args=[filing.pk])):
        assert "小勇" not in door("lin").get(address).content.decode()


def test_a_person_is_registered_under_a_name_alone(city):
    with pytest.raises(ValidationError) as refusal:
        register("郑言（男）", 7)
    assert list(refusal.value.message_dict) == ["name"]
    assert register("⾺言", 8).name == "马言"


def test_look_alikes_are_stored_as_what_they_show(city):
    """Of a person's row: brackets, circled digits and Roman figures stay as written."""
    filing = sent([cells(name="⾺⼩勇", CF_SY="⾺⼩勇，①（五）Ⅱ类")])
    row = filing.filed_rows.get()
    assert (row.facts["internal"]["name"], row.facts["public"]["findings"]) == ("马小勇", "马小勇，①（五）Ⅱ类")


# ── phone numbers and home addresses ─────────────────────────────────────────

PHONES = [
    "电话13800001111", "手机号138 0000 1111", "１３８００００１１１１", "(138-0000-1111)", "+8613800001111", "0631-5231234", "（0631）5231234",
    "010-62345678", "联系电话：5231234", "座机0631 5231234",
    "138.0000.1111", "138_0000_1111", "138/0000/1111", "138 - 0000 - 1111", "1380000·1111", "1380 000 1111", "138 00001111", "+86.138.0000.1111",
    "1 3 8 0 0 0 0 1 1 1 1", "1、3、8、0、0、0、0、1、1、1、1", "13 80 00 01 11 1", "一三八零零零零一一一一", "一三八〇〇〇〇一一一一", "幺三八零零零零幺幺幺幺",
    "１３８．００００．１１１１",
]  # fmt: skip
ACCOUNTS = [
    "加微信abc12345", "微信号：zhang_3a", "QQ 12345678", "QQ号为12345678", "ＱＱ：１２３４５６７８", "VX:abc123", "vx abc123456", "QQ群号12345678",
    "邮箱 a.b@example.com", "wxid_a1b2c3d4",
]  # fmt: skip
ADDRESSES = [
    "当事人冯某（男，住示范市幸福路8号）", "住：幸福小区3栋", "住址幸福路8号", "现住幸福小区", "家庭住址：示范市", "户籍地示范市", "户籍所在地为示范市", "家住幸福里",
    "居住在幸福路", "汉族，住示范县青石镇北坡村", "住所：示范市幸福路8号",
    "地址：示范市幸福路8号", "联系地址为幸福路8号", "其居所为幸福里", "居所地示范市", "住宅：幸福路8号", "暂住示范市", "租住幸福小区", "户籍管理地示范县",
    "当事人，示范市幸福路8号3单元501室", "冯某，幸福小区2栋", "幸福花园三栋201室", "幸福路８号３单元５０１",
]  # fmt: skip
ALLOWED = [
    "未按规定登记住宿旅客信息", "违反住房公积金管理条例", "入住旅客未登记", "在示范市幸福路8号摆摊经营", "违反户籍管理规定",
    "许可证号JY13799010000123456", "罚款13800元", "金额0.05万元", "2026-11-02", "住宅小区内违规饲养", "统一编号110105194912310020", "住建部门移送的线索",
    "《互联网信息服务管理办法》第13条", "当事人因病住院", "货值010-20元",
    # Where something is made, sold or done is no home.
    "经营地址：示范市幸福路8号", "注册地址为幸福路8号3单元501室", "经营场所位于幸福路8号3单元501室", "违法行为发生地：幸福小区2栋", "店铺地址：幸福路8号",
    "在幸福小区2栋楼顶违法搭建", "于幸福小区2栋，擅自搭建", "擅自改变幸福小区2栋外立面", "改变住宅用途", "出租住房未登记", "未办理暂住登记", "邻居所有的车辆",
    "通过微信销售", "在QQ群发布", "微信公众号发布广告", "微信收款13800元", "微信13800元", "IP地址：192.168.100.10",
    "分别为1500、300、2000元", "第13、15、16、17、18、19项", "二〇二六年十一月二日", "13800000000000",
]  # fmt: skip


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_known(text):
    assert private_in(f"经查，{text}。") == "phone_in_text"


@pytest.mark.parametrize("text", ACCOUNTS)
def test_an_account_is_known(text):
    assert private_in(f"经查，{text}。") == "account_in_text"


@pytest.mark.parametrize("text", [*PHONES, *ACCOUNTS])
def test_what_an_error_repeats_tells_neither_number_nor_account(text):
    told = without_phones(f"经查，{text}。")
    assert told.startswith("经查,")
    assert not re.search("[0-9]{2}|[一二三四五六七八九〇零幺]{2}|abc|zhang|example", told.lower())


@pytest.mark.parametrize("text", ["1 " * 1000, "小区" * 1000, "一" * 2000, "1.3" * 700, "住" * 2000, "1单元1室" * 300, "a" * 2000, "a@" * 1000])
def test_no_text_takes_longer_than_its_length(text):
    """What a cell may hold is looked at in one go: what is twice as long is not looked at four times as long."""
    assert private_in(text) in {"", "address_in_text"}


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_home_address_is_known(text):
    assert private_in(f"经查，{text}。") == "address_in_text"


@pytest.mark.parametrize("text", ALLOWED)
def test_what_only_looks_like_one_is_left_alone(text):
    assert private_in(f"经查，{text}。") == ""


OPEN = ["CF_SY", "CF_YJ", "CF_NR", "CF_WFXW", "CF_NR_ZKDX"]


@pytest.mark.parametrize("column", OPEN)
@pytest.mark.parametrize(("text", "rule"), [("电话13800001111", "phone_in_text"), ("住示范市幸福路8号", "address_in_text")])
def test_a_row_about_a_person_that_would_show_it_is_refused_at_its_cell(city, column, text, rule):
    filing = sent([cells(1, **{column: f"当事人，{text}"}), cells(2)])
    assert (filing.rows, filing.bad, filing.new) == (2, 1, 1)
    (error,) = reports.row_errors(filing)
    assert (error["row"], error["column"], error["rule"]) == (2, column, rule)
    assert "13800001111" not in json.dumps(error)
    assert len(error["mend"]) > 5


def test_elsewhere_it_may_stand(city):
    """In what only the unit reads, and an organisation's own in a file about it: its address and number are no secret."""
    assert sent([cells(BZ="电话13800001111，住示范市幸福路8号")]).bad == 0
    legal = PENALTY_LEGAL_2018
    filing = sent([filled(legal, 1, CF_SY="电话0631-5231234，住所示范市幸福路8号", CF_CFLB="罚款", CF_NR_FK="2")], layout=legal)
    assert filing.bad == 0


def test_in_a_licence_as_well(city):
    layout = LICENCE_NATURAL_2018
    filing = sent([filled(layout, 1, XK_NR="准予从业，电话13800001111")], layout=layout)
    assert [e["rule"] for e in reports.row_errors(filing)] == ["phone_in_text"]


@pytest.mark.parametrize(
    ("field", "text"),
    [("honour", "先进个人（电话13900001111）"), ("basis", "决定，住示范市幸福路8号"), ("doc_no", "示政〔2026〕1号0631-5231234")],
)
def test_a_form_about_a_person_is_refused_beside_its_field(city, field, text):
    person = register("郑言", 7)
    with pytest.raises(ValidationError) as refusal:
        entered(person, "GZ-RY", **{field: text})
    assert list(refusal.value.message_dict) == [field]
    assert "1390000" not in str(refusal.value)
    assert entered(person, "GZ-RY", grounds="电话13900001111").bad == 0  # an internal field
    assert entered(person, "GZ-ZW", facts="住示范市幸福路8号").bad == 0  # nothing of this item is public


def test_both_rules_say_what_to_do():
    for rule in ("phone_in_text", "account_in_text", "address_in_text"):
        told = describe({"rule": rule, "column": "CF_SY", "value": ""}, L.code)
        assert told["header"] == "违法事实"
        assert told["message"] != told["mend"]


# ── the page of the filing ───────────────────────────────────────────────────


@pytest.fixture
def named(city):
    """A file named after two of its three persons, who stand in basis, number and facts, one of them in Latin letters."""
    rows = [
        cells(1, CF_YJ="冯小勇案《价格法》第四十二条", CF_WSH="示罚〔2026〕1号冯小勇"),
        cells(2, "John Smith", CF_SY="JOHN SMITH未明码标价", CF_YJ="johnsmith案"),
        cells(3, "诸葛孔明"),
    ]
    return sent(rows, filename="冯小勇和 JOHN-SMITH、john smith等人处罚.csv")


def test_no_name_in_basis_number_file_name_or_capitals(named, door):
    for name in ("lin", "gao"):
        for address in (
            reverse("staff_filing", args=[named.pk]),
            reverse("admin:archives_filing_changelist"),
            reverse("api:filing-detail", args=[named.pk]),
        ):
            page = door(name).get(address).content.decode()
            for words in (NAME, "JOHN SMITH", "johnsmith", "john smith", "JOHN-SMITH"):
                assert words not in page, (address, words)
    page = door("lin").get(reverse("staff_filing", args=[named.pk])).content.decode()
    assert "冯某某案" in page
    assert "J某某未明码标价" in page
    assert "系统无法识别" in page  # others who are named


def test_a_file_named_after_nobody_keeps_its_name(city):
    assert sent([cells()], filename="十一月处罚.csv").filename == "十一月处罚.csv"


def test_differences_mask_the_basis_and_the_number(city, door):
    approved(sent([cells(1, CF_YJ="冯小勇案《价格法》第四十条", CF_WSH="示罚〔2026〕1号冯小勇")]))
    again = sent([cells(1, CF_YJ="冯小勇案《价格法》第四十二条", CF_WSH="示罚〔2026〕1号冯小勇")])
    assert again.changed == 1
    (change,) = reports.differences(again)
    assert [(str(f["old"]), str(f["new"])) for f in change["fields"]] == [("冯某某案《价格法》第四十条", "冯某某案《价格法》第四十二条")]
    page = door("lin").get(reverse("staff_filing", args=[again.pk])).content.decode()
    assert NAME not in page
    assert NAME in door("lin").post(reverse("staff_filing_names", args=[again.pk])).content.decode()
