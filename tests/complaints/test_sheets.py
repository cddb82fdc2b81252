"""Tickets from a sheet: looked at, entered whole, the same one twice changes nothing; what is wrong is told by row and column."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints import sheets
from complaints.models import Ticket
from integrity.errors import Refused

from .given import account, accused

TODAY = timezone.localdate()
ROW = {
    "channel": "12345热线",
    "source_no": "R1",
    "received_on": TODAY.isoformat(),
    "accused": "示范市住房和城乡建设局",
    "kind": "违约毁约、不兑现承诺",
    "contract_no": "示招商〔2025〕8号",
    "happened_on": "2026-06-30",
    "facts": "厂房至今未交付",
    "wanted": "限期交付",
    "complainant_kind": "企业或者其他组织",
    "complainant_name": "示例机械有限公司",
    "contact": "13900001234",
}
SECRETS = [ROW[name] for name in sheets.UNTOLD]
ID = "11010519491231002X"


@pytest.fixture(autouse=True)
def body(city):
    return accused()


def sheet(*rows: dict, headers=None, name="热线.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers or sheets.HEADERS.values())
    for row in rows:
        writer.writerow({**ROW, **row}[code] for code in sheets.HEADERS)
    return SimpleUploadedFile(name, text.getvalue().encode())


def look(*rows: dict, by="zhou", **how) -> sheets.Sheet:
    upload = sheet(*rows, **how)
    return sheets.looked_at(upload, upload.name, by=account(by), today=TODAY)


def carried(page: str) -> str:
    return re.search(r'name="sealed" value="([^"]+)"', page)[1]


def test_a_sheet_is_looked_at_and_entered(door):
    zhou = door("zhou")
    page = zhou.post("/complaints/import/", {"file": sheet({}, {"source_no": "R2", "channel": "信访"})}).content.decode()
    assert Ticket.objects.count() == 0, "looking keeps nothing"
    assert "R2" in page
    for secret in SECRETS:
        assert secret not in page, secret
    answer = zhou.post("/complaints/import/", {"sealed": carried(page)})
    assert answer.status_code == 302
    first, second = Ticket.objects.order_by("source_no")
    assert (first.channel, second.channel, first.made_by.username, first.status) == ("hotline", "petition", "zhou", "received")
    assert {name: getattr(first, name) for name in ("facts", "wanted", "contact", "contract_no", "complainant_name")} == {
        name: ROW[name] for name in ("facts", "wanted", "contact", "contract_no", "complainant_name")
    }
    assert (first.accused.name, first.received_on, first.happened_on.isoformat()) == (ROW["accused"], TODAY, "2026-06-30")


def test_the_same_sheet_again_changes_nothing(door):
    seen = look({}, {"source_no": "R2"})
    assert sheets.enter(seen.good, by=account("zhou"), today=TODAY).new == 2
    again = look({}, {"source_no": "R2"})
    assert (again.good, again.unchanged, again.errors) == ([], 2, [])
    assert sheets.enter(seen.good, by=account("sun"), today=TODAY).made == 0, "entered meanwhile by somebody else"
    assert Ticket.objects.count() == 2


def test_a_day_as_people_write_it_and_codes_instead_of_labels():
    seen = look(
        {"received_on": f"{TODAY.year}年{TODAY.month}月{TODAY.day}日", "channel": "mailbox", "kind": "arrears", "happened_on": "2026/6/30"}
    )
    assert seen.errors == []
    assert seen.good[0]["channel"] == "mailbox"


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"channel": "portal"}, "渠道"),
        ({"channel": "传真"}, "渠道"),
        ({"source_no": ""}, "渠道编号"),
        ({"accused": "没有这个单位"}, "被投诉单位"),
        ({"received_on": "昨天"}, "收到日期"),
        ({"received_on": (TODAY + timedelta(days=1)).isoformat()}, ""),
        ({"happened_on": (TODAY + timedelta(days=1)).isoformat()}, ""),
        ({"facts": ""}, "投诉内容"),
        ({"facts": "长" * 5001}, "投诉内容"),
        ({"wanted": f"退给{ID}"}, "诉求"),
        ({"contact": ID}, "联系方式"),
        ({"complainant_name": "甲\x07乙"}, "投诉人"),
        ({"complainant_kind": "政府"}, "投诉人类别"),
    ],
)
def test_a_row_with_a_fault_is_told_by_row_and_column_and_enters_nothing(changed, column):
    seen = look({}, {"source_no": "R2", **changed})
    assert [(error["row"], error["column"]) for error in seen.errors] == [(3, column)]
    assert seen.errors[0]["message"]
    assert len(seen.good) == 1
    told = json.dumps(seen.errors, ensure_ascii=False)
    assert ID not in told
    for secret in SECRETS:
        assert secret not in told
    assert Ticket.objects.count() == 0


def test_the_same_number_twice_in_one_sheet():
    seen = look({}, {}, {"channel": "信访"})
    assert [(error["row"], error["rule"]) for error in seen.errors] == [(3, "duplicate")]
    assert len(seen.good) == 2, "another channel counts its own numbers"


def test_nobody_enters_about_the_own_body():
    from archives.models import Membership, Role

    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.CLERK, from_on=TODAY)
    seen = look({}, by="sun")
    assert [error["rule"] for error in seen.errors] == ["refused"]


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (lambda: sheet(headers=["甲", "乙"]), "表头"),
        (lambda: sheet(), "没有数据"),
        (lambda: sheet({}, headers=[*list(sheets.HEADERS.values())[:-1], "姓名"]), "姓名"),
        (lambda: sheet({}, headers=[*list(sheets.HEADERS.values())[:-1], "投诉人"]), "投诉人"),
        (lambda: SimpleUploadedFile("x.csv", b""), "空"),
        (lambda: SimpleUploadedFile("x.xlsx", b"no workbook"), "工作簿"),
        (lambda: SimpleUploadedFile("x.csv", b"\xff\xfe\x00"), ""),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_whole(door, upload, words):
    answer = door("zhou").post("/complaints/import/", {"file": upload()})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_more_rows_than_a_sheet_holds():
    with pytest.raises(Refused, match="500"):
        look(*({"source_no": f"R{n}", "facts": ""} for n in range(501)))


@pytest.mark.parametrize("by", ["lin", "gao", "wu", "audit", "guard", "past", "nobody", "ren"])
def test_only_the_office_enters(door, by):
    assert door(by).get("/complaints/import/").status_code == 403
    assert door(by).post("/complaints/import/", {"file": sheet({})}).status_code == 403
    assert door(by).get("/complaints/import/template.csv").status_code == 403


def test_what_a_page_carries_is_of_who_looked(door):
    page = door("zhou").post("/complaints/import/", {"file": sheet({})}).content.decode()
    for forged in (carried(page)[:-2] + "xx", "x", signing.dumps({"by": account("sun").pk, "rows": []}, salt="another")):
        assert door("zhou").post("/complaints/import/", {"sealed": forged}).status_code == 409
    assert door("sun").post("/complaints/import/", {"sealed": carried(page)}).status_code == 409
    assert Ticket.objects.count() == 0


def test_only_good_rows_are_entered_where_others_have_faults(door):
    zhou = door("zhou")
    page = zhou.post("/complaints/import/", {"file": sheet({}, {"source_no": "R2", "accused": "没有"})}).content.decode()
    assert "录入无误的行" in page
    zhou.post("/complaints/import/", {"sealed": carried(page)})
    assert [ticket.source_no for ticket in Ticket.objects.all()] == ["R1"]


def test_the_template_comes_in_again(door):
    text = door("zhou").get("/complaints/import/template.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == list(sheets.HEADERS.values())
    upload = SimpleUploadedFile("tickets.csv", text.encode())
    assert sheets.looked_at(upload, upload.name, by=account("zhou"), today=TODAY).errors == []


def run(tmp_path, *rows, **how):
    file, out = tmp_path / "热线.csv", io.StringIO()
    file.write_bytes(sheet(*rows).read())
    code = 0
    try:
        call_command("import_tickets", str(file), by="zhou", json=True, stdout=out, **how)
    except SystemExit as ended:
        code = ended.code
    return json.loads(out.getvalue()), code, out.getvalue()


def test_the_command_enters_and_reports(tmp_path):
    result, code, _ = run(tmp_path, {}, {"source_no": "R2"}, dry_run=True)
    assert (result, code, Ticket.objects.count()) == ({"rows": 2, "accepted": 2, "rejected": 0, "unchanged": 0, "errors": []}, 0, 0)
    result, code, _ = run(tmp_path, {}, {"source_no": "R2", "accused": "没有"})
    assert (result["accepted"], result["rejected"], code, Ticket.objects.count()) == (0, 1, 1, 0)
    result, code, printed = run(tmp_path, {}, {"source_no": "R2", "facts": ""}, accept_good=True)
    assert (result["accepted"], result["rejected"], code, Ticket.objects.count()) == (1, 1, 0, 1)
    assert set(result["errors"][0]) == {"row", "column", "value", "rule", "message"}
    for secret in SECRETS:
        assert secret not in printed
    assert run(tmp_path, {})[0] == {"rows": 1, "accepted": 0, "rejected": 0, "unchanged": 1, "errors": []}


def test_the_command_refuses_whole(tmp_path):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_tickets", str(tmp_path / "none.csv"), by="zhou", json=True, stdout=out)
    assert json.loads(out.getvalue())["errors"][0]["rule"] == "refused"
    with pytest.raises(CommandError):
        call_command("import_tickets", str(tmp_path / "none.csv"), by="lin")


def test_looking_uses_up_no_number():
    first = sheets.enter(look({}).good, by=account("zhou"), today=TODAY)
    look(*({"source_no": f"S{n}"} for n in range(20)))
    sheets.enter(look({"source_no": "R2"}).good, by=account("zhou"), today=TODAY)
    assert first.new == 1
    one, two = Ticket.objects.order_by("pk").values_list("pk", flat=True)
    assert two == one + 1
