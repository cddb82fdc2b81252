"""Lists of the courts: a public body on one opens its case once; what is no body is told; a row with a fault opens nothing."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone, translation

from archives.models import Membership, Role, Subject
from discipline.court import entries, sheets
from discipline.court.models import CourtEntry
from discipline.models import Case
from integrity.errors import Refused
from tests import world

from .court import ROW, SAID, listed, looked_at, noticed, sheet, take
from .given import DAY, account, accused, unit

TODAY = timezone.localdate()
ID = "11010519491231002X"


@pytest.fixture(autouse=True)
def body(city):
    return accused()


def enter(*rows: dict, by: str = "zhou", today: date = DAY) -> int:
    return sheets.LAYOUT.enter(looked_at(*rows, by=by, today=today).good, by=account(by), today=today).made


def test_a_body_on_the_list_of_debtors_opens_its_case_in_the_name_of_the_office():
    assert enter({}) == 1
    entry = CourtEntry.objects.get()
    case = entry.case
    assert (case.accused.code, case.handler.code, case.source, case.kind.code) == (world.HOUSING, world.OFFICE, "court", "court-list")
    assert (case.status, case.breached_on, case.made_by.username) == ("verifying", DAY, "zhou")
    assert case.matter == "示范市中级人民法院 （2026）示01执123号：有履行能力而拒不履行付款义务"
    assert entry.until_on == date(2028, 9, 21), "two years, where the court names no end"


def test_false_litigation_opens_a_case_of_its_own_kind():
    enter({"kind": "虚假诉讼失信人名单", "court_no": "（2026）示01民初9号"})
    assert Case.objects.get().kind.code == "false-suit"


def test_the_same_list_twice_opens_nothing_twice():
    rows = ({}, {"court_no": "（2026）示01执124号"})
    assert enter(*rows) == 2
    seen = looked_at(*rows, by="sun")
    assert (seen.good, seen.unchanged, seen.errors) == ([], 2, [])
    assert enter({"court_no": "(2026) 示01执123号"}) == 0, "brackets and blanks make no other number"
    assert listed(by="sun") == CourtEntry.objects.get(court_no=SAID["court_no"])
    assert Case.objects.count() == CourtEntry.objects.count() == 2


def test_a_later_list_says_once_when_a_body_was_taken_off():
    enter({})
    off = (DAY + timedelta(days=9)).isoformat()
    assert enter({"removed_on": off}, today=DAY + timedelta(days=10)) == 1
    assert enter({"removed_on": off}, today=DAY + timedelta(days=11)) == 0
    entry = CourtEntry.objects.get()
    assert (entry.removed_on.isoformat(), entry.removed_by) == (off, account("zhou"))
    assert [CourtEntry.objects.standing(DAY + timedelta(days=n)).count() for n in (-1, 0, 8, 9)] == [0, 1, 1, 0]
    assert Case.objects.count() == 1


def test_an_entry_ends_by_its_day_with_nobody_doing_anything():
    enter({"until_on": "2026-09-23"})
    assert [CourtEntry.objects.standing(date(2026, 9, day)).count() for day in (22, 23)] == [1, 0]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"code": world.code("11990100MB0000099")}, "统一社会信用代码"),
        ({"code": ""}, "统一社会信用代码"),
        ({"name": "示范市教育局"}, "名称"),
        ({"name": ""}, "名称"),
        ({"kind": "限制高消费名单"}, "名单类别"),
        ({"court": ""}, "执行法院"),
        ({"court_no": ""}, "案号"),
        ({"matter": ""}, "具体情形"),
        ({"matter": "长" * 1501}, "具体情形"),
        ({"matter": f"被执行人{ID}"}, "具体情形"),
        ({"court": "甲\x07乙"}, "执行法院"),
        ({"listed_on": "昨天"}, "列入日期"),
        ({"listed_on": "2026-09-22"}, ""),
        ({"listed_on": "0001-01-01"}, ""),
        ({"until_on": DAY.isoformat()}, ""),
        ({"until_on": "2026-09-01", "listed_on": "2026-08-01"}, ""),
        ({"removed_on": "2026-09-22"}, ""),
        ({"removed_on": "2026-09-10", "listed_on": "2026-09-01"}, ""),
        ({"code": world.OFFICE, "name": "示范市信用工作办公室"}, ""),
    ],
)
def test_a_row_with_a_fault_is_told_by_row_and_column_and_opens_nothing(changed, column):
    seen = looked_at({"court_no": "另案"}, changed)
    assert [(error["row"], error["column"]) for error in seen.errors] == [(3, column)]
    assert seen.errors[0]["message"]
    assert ID not in json.dumps(seen.errors)
    assert len(seen.good) == 1
    assert not Case.objects.exists()


def test_what_is_no_public_body_is_told_and_is_no_error():
    Subject.objects.create(kind="enterprise", code=world.ENTERPRISE, name="示例机械有限公司")
    unknown = world.code("91990100MA0000019")
    seen = looked_at({}, {"code": world.ENTERPRISE, "name": "示例机械有限公司"}, {"code": unknown, "name": "某公司"})
    assert (len(seen.good), seen.errors, [row["row"] for row in seen.passed]) == (1, [], [3, 4])
    assert "信用信息" in seen.passed[0]["message"]
    assert seen.report(1)["passed"] == seen.passed


def test_the_same_matter_twice_in_one_sheet():
    seen = looked_at({}, {})
    assert [(error["row"], error["rule"]) for error in seen.errors] == [(3, "duplicate")]


def test_whoever_works_in_the_body_enters_nothing_about_it():
    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.CLERK, from_on=DAY)
    assert [error["rule"] for error in looked_at({}, by="sun").errors] == ["refused"]
    with pytest.raises(PermissionDenied):
        listed(by="sun")


@pytest.mark.parametrize("by", ["lin", "gao", "wu", "audit", "guard", "past", "closed", "nobody"])
def test_only_officers_enter_a_list(by):
    with pytest.raises(PermissionDenied):
        listed(by=by)
    assert not CourtEntry.objects.exists()


def test_a_list_without_a_rule_in_force_opens_nothing():
    with pytest.raises(Refused, match=r"rule|规则"):
        entries.list_body(kind="other", body=accused(), by=account("zhou"), today=DAY, listed_on=DAY, **SAID)


def test_the_page_looks_first_and_then_enters(door):
    zhou = door("zhou")
    page = zhou.post(
        "/court/lists/import/", {"file": sheet({"listed_on": TODAY.isoformat()}, {"name": "某局", "court_no": "二"})}
    ).content.decode()
    assert not Case.objects.exists(), "looking keeps nothing"
    assert SAID["court_no"] in page
    assert "录入无误的行" in page
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    assert door("sun").post("/court/lists/import/", {"sealed": sealed}).status_code == 409
    assert zhou.post("/court/lists/import/", {"sealed": sealed}).status_code == 302
    case = Case.objects.get()
    assert "失信被执行人名单" in zhou.get(f"/cases/{case.pk}/").content.decode(), "the case says what it was opened on"
    assert "text/csv" in zhou.get("/court/lists/import/template.csv")["Content-Type"]
    for name in ("lin", "wu", "audit"):
        assert door(name).post("/court/lists/import/", {"sealed": sealed}).status_code == 403


def test_the_list_of_entries_is_not_for_the_accused_body(door):
    listed()
    assert SAID["court_no"] in door("audit").get("/discipline/courtentry/").content.decode()
    assert door("wu").get("/discipline/courtentry/").status_code == 403
    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.PANEL, from_on=DAY)
    assert SAID["court_no"] not in door("sun").get("/discipline/courtentry/").content.decode()


def test_a_listing_that_a_notice_told_of_and_the_list_are_one_entry():
    notice = take(noticed("ahead"), "list")
    assert enter({}) == 0
    assert CourtEntry.objects.get() == notice.entry
    later = noticed("ahead", court_no="（2026）示01执9号")
    enter({"court_no": "（2026）示01执9号"})
    assert take(later, "list").entry.case_id == CourtEntry.objects.get(court_no="（2026）示01执9号").case_id
    assert Case.objects.count() == 2


def run(tmp_path, *rows, by="zhou", **how):
    file, out = tmp_path / "名单.csv", io.StringIO()
    file.write_bytes(sheet(*({"listed_on": TODAY.isoformat()} | row for row in rows)).read())
    code = 0
    try:
        call_command("import_court_list", str(file), by=by, json=True, stdout=out, **how)
    except SystemExit as ended:
        code = ended.code
    return json.loads(out.getvalue()), code


def test_the_command_reports_as_the_other_imports_do(tmp_path):
    empty = {"rejected": 0, "unchanged": 0, "errors": []}
    assert run(tmp_path, {}, dry_run=True) == ({"rows": 1, "accepted": 1, **empty}, 0)
    assert not Case.objects.exists()
    result, code = run(tmp_path, {}, {"name": "某局", "court_no": "二"})
    assert (result["accepted"], result["rejected"], code) == (0, 1, 1)
    assert set(result["errors"][0]) == {"row", "column", "value", "rule", "message"}
    assert run(tmp_path, {}) == ({"rows": 1, "accepted": 1, **empty}, 0)
    assert run(tmp_path, {}) == ({"rows": 1, "accepted": 0, **empty, "unchanged": 1}, 0)
    with pytest.raises(CommandError):
        run(tmp_path, {}, by="lin")


@pytest.mark.parametrize("change", ["removed_on = listed_on", "matter = 'x'", "case_id = NULL"])
def test_raw_sql_as_staff_sets_the_removal_once_and_nothing_else(change):
    listed(removed_on=None)
    if change.startswith("removed"):
        CourtEntry.objects.update(removed_on=DAY + timedelta(days=1), removed_by=account("zhou"))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE discipline_courtentry SET {change}")


def test_the_row_of_the_sheet_is_a_row_of_the_template():
    assert set(ROW) == set(sheets.HEADERS) == set(sheets.EXAMPLE)


def test_one_number_in_other_brackets_is_one_row_in_the_preview_and_at_entry():
    seen = looked_at({}, {"court_no": "(2026) 示01执123号"}, {"court_no": "〔2026〕示01执 9号"})
    assert [(error["row"], error["rule"]) for error in seen.errors] == [(3, "duplicate")]
    assert (seen.new, sheets.LAYOUT.enter(seen.good, by=account("zhou"), today=DAY)) == (2, (2, 0, 0))


def test_new_added_known_and_refused_are_told_apart(door):
    enter({}, {"court_no": "（2026）示01执124号"}, {"court_no": "（2026）示01执125号"})
    rows = ({"removed_on": "2026-09-25"}, {"court_no": "（2026）示01执124号"}, {"court_no": "（2026）示01执126号"}, {"court_no": ""})
    seen = looked_at(*rows, today=date(2026, 9, 28))
    assert (seen.new, len(seen.updates), seen.unchanged, seen.bad, seen.rows) == (1, 1, 1, 1, 4)
    assert [(row["row"], row["value"]) for row in seen.known] == [(3, "（2026）示01执124号")]
    page = door("zhou").post("/court/lists/import/", {"file": sheet(*rows)}).content.decode()
    assert "共4行：新增1行，更新1行，以前已录入1行，不予录入1行" in page
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    told = door("zhou").post("/court/lists/import/", {"sealed": sealed}, follow=True).content.decode()
    assert "新增1条名单条目" in told
    assert "1条名单条目补充了移出日期，不另行立案" in told


def test_a_row_that_only_adds_a_day_opens_nothing_and_says_so(door):
    enter({})
    page = door("zhou").post("/court/lists/import/", {"file": sheet({"removed_on": "2026-09-25"})}).content.decode()
    told = door("zhou").post("/court/lists/import/", {"sealed": re.search(r'name="sealed" value="([^"]+)"', page)[1]}, follow=True)
    assert "新增" not in "".join(str(message) for message in told.context["messages"])
    assert Case.objects.count() == 1


def test_the_template_as_it_is_enters_nothing(door):
    text = door("zhou").get("/court/lists/import/template.csv").content
    seen = sheets.LAYOUT.looked_at(io.BytesIO(text), "court-list.csv", by=account("zhou"), today=TODAY)
    assert (seen.good, seen.errors, [row["rule"] for row in seen.passed]) == ([], [], ["example"])
    bare = text.decode().replace("（示例）", "")
    seen = sheets.LAYOUT.looked_at(io.BytesIO(bare.encode()), "court-list.csv", by=account("zhou"), today=TODAY)
    assert (seen.good, len(seen.errors) > 0) == ([], True), "its body is none that is there"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"matter": "长" * 1501}, "最多1500字，现有1501字"),
        ({"kind": "黑名单"}, "失信被执行人名单、虚假诉讼失信人名单"),
        ({"listed_on": "昨天"}, "2026-03-31"),
        ({"court": ""}, "必须填写|不能为空|请填写"),
    ],
)
def test_what_is_wrong_is_said_in_sentences_of_our_own(changed, sentence):
    with translation.override("zh-hans"):
        (error,) = looked_at(changed).errors
    assert re.search(sentence, error["message"])
    assert "确保" not in error["message"]
    assert "有效的" not in error["message"]


def test_the_rules_of_lists_name_the_kind_of_breach_in_words(door):
    page = door("audit").get("/discipline/courtlistrule/").content.decode()
    assert ">court-list<" not in page
    assert ">false-suit<" not in page


def test_where_all_officers_work_in_the_body_it_is_said_who_opens_the_case_and_how():
    for name in ("zhou", "sun"):
        Membership.objects.create(user=account(name), unit=accused(), role=Role.CLERK, from_on="2020-01-01")
    (error,) = looked_at({}).errors
    for part in (unit(world.MARKET).name, str(account("lin"))):
        assert part in error["message"], "its superior, and the clerk there"
    assert not Case.objects.exists()


def test_who_works_in_the_body_is_told_which_colleague_does_not():
    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.CLERK, from_on=DAY)
    (error,) = looked_at({}, by="sun").errors
    assert str(account("zhou")) in error["message"]
