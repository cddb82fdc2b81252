"""Who decided is called by its own name, a body by a name of its own, and no typed word holds what nobody sees."""

import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.urls import reverse

from accounts.models import User
from archives import actions, reports, subject_actions
from archives.imports.layouts import PENALTY_LEGAL_2018 as LEGAL
from archives.models import Filing, Subject
from archives.undoing import undo
from integrity.errors import Refused
from integrity.signs import CONTROL, lettered, without_unseen
from tests import world
from tests.archives.appraisal import form
from tests.archives.officials import entered, register
from tests.archives.test_filing_names import L as PERSONS
from tests.archives.test_filing_names import sent
from tests.archives.test_subject_history import DAY, PAPER, body, paper  # noqa: F401
from tests.files import filled, row

MARKET = "示范市市场监督管理局"
NEW_CODE = world.code("11990100MB0000066")


# ── the issuer of a row ──────────────────────────────────────────────────────


def errors(filing: Filing) -> list[tuple]:
    return [(e["row"], e["column"], e["rule"], e["value"]) for e in reports.row_errors(filing)]


@pytest.mark.parametrize("name", [MARKET, "示范市 市场监督管理局", "示范市市场监督管理局　", "⽰范市市场监督管理局"])
def test_the_authority_of_the_code_is_taken_by_its_name(city, name):
    assert errors(sent([row(1, CF_CFJG=name)], layout=LEGAL)) == []


@pytest.mark.parametrize("name", ["示範市市場監督管理局", "示范市（市场）监督管理局", "“示范市市场监督管理局”", "示范市市场监督管理「局」", "示范巿市场监督管理局"])
def test_its_name_in_traditional_signs_brackets_or_quotation_marks_is_its_name(city, name):
    assert errors(sent([row(1, CF_CFJG=name)], layout=LEGAL)) == []


@pytest.mark.parametrize("name", ["示范市公安局", "市场监督管理局", "示范市市场监督管理局综合执法支队", "示范市住房和城乡建设局"])
@pytest.mark.parametrize("layout", [LEGAL, PERSONS])
def test_another_name_than_that_of_the_code_is_refused_at_its_cell(city, name, layout):
    filing = sent([filled(layout, 1, CF_CFJG=name, CF_CFLB="警告"), filled(layout, 2, CF_CFLB="警告")], layout=layout)
    assert errors(filing) == [(2, "CF_CFJG", "issuer_name", name)]
    assert (filing.rows, filing.bad, filing.new) == (2, 1, 1)
    (error,) = reports.row_errors(filing)
    assert MARKET in error["message"]


def test_an_earlier_name_is_taken_and_one_taken_back_is_not(paper):  # noqa: F811
    market = body(world.MARKET)
    change = subject_actions.rename(subject=market, name="示范市市场监管局", **paper)
    assert errors(sent([row(1), row(2, CF_CFJG="示范市市场监管局"), row(3, CF_CFJG="示范市工商局")], layout=LEGAL)) == [
        (4, "CF_CFJG", "issuer_name", "示范市工商局")
    ]
    undo(change=change, by=User.objects.get(username="sun"), document_no="示政发〔2024〕8号", reason="误录")
    assert errors(sent([row(4), row(5, CF_CFJG="示范市市场监管局")], layout=LEGAL)) == [(3, "CF_CFJG", "issuer_name", "示范市市场监管局")]


def test_brackets_of_any_kind_are_one(paper):  # noqa: F811
    subject_actions.rename(subject=body(world.MARKET), name="示范市市场监督管理局（知识产权局）", **paper)
    assert (
        errors(
            sent([row(1, CF_CFJG="示范市市场监督管理局(知识产权局)"), row(2, CF_CFJG="示范市市场监督管理局〔知识产权局〕")], layout=LEGAL)
        )
        == []
    )


def test_a_form_says_so_beside_its_field(city, person, door):
    unit = body(world.MARKET)
    with pytest.raises(ValidationError) as refused:
        actions.file_form(unit=unit, by=person("lin"), item_code="KP", data=form("KP", issuer_name="示范市公安局"))
    assert list(refused.value.message_dict) == ["issuer_name"]
    assert MARKET in str(refused.value)
    assert actions.file_form(unit=unit, by=person("lin"), item_code="KP", data=form("KP", issuer_name=" 示范市 市场监督管理局 ")).bad == 0
    page = door("lin").post(
        reverse("staff_enter", args=["KP"]), {"unit": unit.pk, **form("KP", issuer_name="示范市公安局", doc_no="示市监评〔2026〕2号")}
    )
    assert page.status_code == 400
    assert f"所填代码登记的机关名称为{MARKET}" in page.content.decode()
    assert Filing.objects.filter(item_code="KP").count() == 1


def test_a_form_about_a_person_as_well(city):
    who = register("郑言", 7)
    with pytest.raises(ValidationError) as refused:
        entered(who, "GZ-RY", issuer_name="示范市公安局")
    assert list(refused.value.message_dict) == ["issuer_name"]
    assert entered(who, "GZ-RY").bad == 0


# ── one name for one body ────────────────────────────────────────────────────

# Each reads 示范市市场监督管理局.
LOOKS_ALIKE = [
    "示范市市场监督管理局 ",
    "示范市 市场监督管理局",
    "示范市\u3000市场监督管理局",
    "示范市市场\u200b监督管理局",
    "示范市市场\u202e监督管理局",
    "示范市市场\u2066监督管理局",
    "示范市市场\u3164监督管理局",
    "⽰范市市场监督管理局",
    "示范市市场监督管\uf9e4局",  # NFKC: 理
    "示範市市場監督管理局",
    "示范市市场监督管理侷",
    "示范市（市场监督管理局）",
    "示范市[市场]监督管理局",
    "“示范市市场监督管理局”",
    "示范市《市场》监督管理局",
    "示范市市场监督‘管理’局",
]


def added(door, name, **changes):
    data = {"kind": "organ", "code": NEW_CODE, "name": name, "sort_key": "", "initials": "", "superior": "", "division": ""} | changes
    return door("zhou").post(reverse("admin:archives_subject_add"), data)


@pytest.mark.parametrize("name", LOOKS_ALIKE)
def test_a_body_of_the_same_name_is_not_entered(door, paper, name):  # noqa: F811
    page = added(door, name)
    assert page.status_code == 200
    assert f"{MARKET}（{world.MARKET}）已使用此名称" in page.content.decode()
    assert not Subject.objects.filter(code=NEW_CODE).exists()
    with pytest.raises(Refused, match=f"{MARKET}.*{world.MARKET}"):
        subject_actions.rename(subject=body(world.HOUSING), name=name, **paper)
    assert body(world.HOUSING).name == "示范市住房和城乡建设局"


def test_another_name_is(door):
    assert added(door, "示范市市场监督管理局执法支队").status_code == 302
    assert Subject.objects.get(code=NEW_CODE).name == "示范市市场监督管理局执法支队"


def test_an_enterprise_may_be_called_as_another(door):
    """Two enterprises of one name are two codes; only public bodies are known by their name."""
    for n, code in enumerate((world.code("91990100MA0000066"), world.code("91990100MA0000067"))):
        assert added(door, "示例商贸有限公司", kind="enterprise", code=code).status_code == 302, n


def test_the_name_of_a_body_that_is_gone_is_free_and_then_it_does_not_come_back(door, paper):  # noqa: F811
    change = subject_actions.dissolve(subject=body(world.MARKET), **paper)
    assert added(door, MARKET).status_code == 302
    with pytest.raises(Refused, match=NEW_CODE):
        undo(change=change, by=User.objects.get(username="sun"), document_no="示政发〔2024〕8号", reason="误录")
    assert body(world.MARKET).ceased_on == DAY


def test_of_two_officers_who_give_one_name_at_once_one_is_refused(committed):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE staff")
    by = User.objects.get(username="zhou")
    start, told = threading.Barrier(2), []

    def rename(code):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE staff")
            subject = body(code)
            start.wait(30)
            subject_actions.rename(subject=subject, name="示范市大局", by=by, on=DAY, **PAPER)
            told.append("done")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    both = [threading.Thread(target=rename, args=[code]) for code in (world.HOUSING, world.MARKET)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    done, refused = sorted(told, key=lambda words: words != "done")
    assert done == "done"
    assert "示范市大局" in refused
    assert Subject.objects.filter(name="示范市大局").count() == 1


def test_nobody_takes_the_place_of_another_in_the_order(door):
    page = added(door, "示范市港务局", sort_key=body(world.MARKET).sort_key)
    assert page.status_code == 200
    assert f"这是{MARKET}的拼音" in page.content.decode()
    assert not Subject.objects.filter(code=NEW_CODE).exists()
    address = reverse("admin:archives_subject_change", args=[body(world.HOUSING).pk])
    form_ = door("zhou").get(address).context["adminform"].form
    data = {name: form_[name].value() or "" for name in form_.fields} | {"sort_key": body(world.MARKET).sort_key.upper() + " "}
    assert "的拼音" in door("zhou").post(address, data).content.decode()
    # Another reading of a sign is written as it sounds.
    assert door("zhou").post(address, data | {"sort_key": "shi fan shi zhu fang he cheng xiang jian she ju 2"}).status_code == 302
    # Two that sound alike stand side by side.
    assert added(door, "示范市市场监督管里局", sort_key="").status_code == 302
    assert Subject.objects.filter(sort_key=body(world.MARKET).sort_key).count() == 2


# ── what is typed ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign", "\u202e\u202a\u2066\u200f\u200b\u00ad\ufeff\u061c\u3164\u115f\u2060\U000e0041")
def test_what_nobody_sees_is_left_out_of_every_field(door, sign):
    assert added(door, f"示范市{sign}港务局").status_code == 302
    assert Subject.objects.get(code=NEW_CODE).name == "示范市港务局"


@pytest.mark.parametrize("sign", ["\ue000", "\U000f0000", "\x85", "\ufffe"])
def test_what_is_no_text_is_refused_with_its_number(door, sign):
    page = added(door, f"示范市{sign}港务局")
    assert page.status_code == 400
    assert f"U+{ord(sign):04X}" in page.content.decode()
    assert "未作保存" in page.content.decode()
    assert not Subject.objects.filter(code=NEW_CODE).exists()


def test_what_is_written_stays(door):
    name = "示范市葛\U000e0100　𠮷 ① Ａ é局\u2028（二）"
    assert added(door, name).status_code == 302
    assert Subject.objects.get(code=NEW_CODE).name == name.replace("Ａ", "A")  # of letters the width alone


def test_words_that_come_as_json_are_treated_alike(city, door, person):
    filing = sent([row(1)], layout=LEGAL)
    to = reverse("api:filing-steps", args=[filing.pk])
    answer = door("lin").post(to, json.dumps({"step": "discard", "reason": "误\ue000报"}), content_type="application/json")
    assert (answer.status_code, "U+E000" in answer.json()["detail"]) == (400, True)
    assert (
        door("lin").post(to, json.dumps({"step": "discard", "reason": "误\u202e报\u200b"}), content_type="application/json").status_code
        == 200
    )
    assert filing.taken.get(step="discard").reason == "误报"


def test_a_password_is_left_as_it_is(db):
    """Whoever has a family of emoji in the password signs in with it."""
    from django.test import Client

    user = User.objects.get(username="lin")
    user.set_password("\U0001f468\u200d\U0001f469\u200d\U0001f467 correct horse")
    user.save()
    for word, there in (
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 correct horse", True),
        ("\U0001f468\U0001f469\U0001f467 correct horse", False),
    ):
        client = Client()
        client.post(reverse("admin:login"), {"username": "lin", "password": word, "next": "/"})
        assert ("_auth_user_id" in client.session) is there


@pytest.mark.parametrize("sign", "\ue000\u3164\u115f\uffa0\u2066\U000f0000")
def test_a_cell_that_holds_it_is_an_error(city, sign):
    assert errors(sent([row(1, CF_SY=f"违法{sign}事实"), row(2)], layout=LEGAL))[0][1:3] == ("CF_SY", "control_character")


def test_the_name_of_a_file_holds_none_of_them(city):
    assert sent([row(1)], layout=LEGAL, filename="十一月\u202evsc.exe\u200b.csv").filename == "十一月vsc.exe.csv"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("⾺⼩⻢", "马小马"),
        ("ＡＬＩ ａｌｉ", "ALI ali"),
        ("\uf9e4", "理"),
        ("㊎", "金"),
        ("（五）①Ⅱ℃１２，〔2026〕", "（五）①Ⅱ℃１２，〔2026〕"),
        ("Jose\u0301", "José"),
    ],
)
def test_letters_are_written_as_what_they_show(text, meant):
    assert lettered(text) == meant
    assert lettered(meant) == meant


def test_unseen_signs_are_control_signs_too():
    for number in range(0x110000):
        if without_unseen(chr(number)) == "":
            assert CONTROL.search(chr(number)), hex(number)
