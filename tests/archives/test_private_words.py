"""What the public reads of a natural person: no name, no phone number, no home address, wherever somebody wrote it."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from archives import reports
from archives.filing_names import replaced
from archives.imports.layouts import LICENCE_NATURAL_2018, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.imports.private import private_in
from archives.imports.rules import describe
from archives.models import CatalogueItem, Filing, Record
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
    ("A.B (C)", "a.b (c)*", "A某*"),
    ("冯\\1勇", "冯\\1勇", "冯某"),
    ("李", "李某的李子", "李某的李子"),  # one sign is no name that could be told from a word
]


@pytest.mark.parametrize(("name", "text", "shown"), WRITTEN)
def test_the_name_is_masked_however_it_is_written(name, text, shown):
    assert replaced(text, (name,), f"{name[:1]}某") == shown


@pytest.mark.parametrize(("name", "text", "shown"), WRITTEN)
def test_the_portal_and_the_page_of_the_office_mask_alike(city, name, text, shown):
    filing = sent([cells(name=name, CF_SY=text, CF_YJ=f"基于{text}", CF_NR=f"处以{text}", CF_WSH=f"示罚〔2026〕1号{name}")])
    (told,) = reports.in_full(filing, list(filing.filed_rows.all()))
    public = told["public"]
    row = on_the_portal(approved(filing))
    assert row["facts"]["findings"] == shown.strip()
    assert row["basis"] == f"基于{shown}"
    assert row["facts"]["content"] == f"处以{shown}"
    assert row["doc_no"] == f"示罚〔2026〕1号{name if len(name) == 1 else name[:1] + '某'}"
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


# ── phone numbers and home addresses ─────────────────────────────────────────

PHONES = [
    "电话13800001111", "手机号138 0000 1111", "１３８００００１１１１", "(138-0000-1111)", "+8613800001111", "0631-5231234", "（0631）5231234",
    "010-62345678", "联系电话：5231234", "座机0631 5231234",
]  # fmt: skip
ADDRESSES = [
    "当事人冯某（男，住示范市幸福路8号）", "住：幸福小区3栋", "住址幸福路8号", "现住幸福小区", "家庭住址：示范市", "户籍地示范市", "户籍所在地为示范市", "家住幸福里",
    "居住在幸福路", "汉族，住示范县青石镇北坡村", "住所：示范市幸福路8号",
]  # fmt: skip
ALLOWED = [
    "未按规定登记住宿旅客信息", "违反住房公积金管理条例", "入住旅客未登记", "在示范市幸福路8号摆摊经营", "违反户籍管理规定",
    "许可证号JY13799010000123456", "罚款13800元", "金额0.05万元", "2026-11-02", "住宅小区内违规饲养", "统一编号110105194912310020", "住建部门移送的线索",
    "《互联网信息服务管理办法》第13条", "当事人因病住院", "货值010-20元",
]  # fmt: skip


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_known(text):
    assert private_in(f"经查，{text}。") == "phone_in_text"


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
    """In what only the unit reads, and in a file about organisations: their address and number are no secret."""
    assert sent([cells(BZ="电话13800001111，住示范市幸福路8号")]).bad == 0
    legal = PENALTY_LEGAL_2018
    filing = sent([filled(legal, 1, CF_SY="电话13800001111，住示范市幸福路8号", CF_CFLB="罚款", CF_NR_FK="2")], layout=legal)
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
    for rule in ("phone_in_text", "address_in_text"):
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
