"""The import ladder: one rung for every rule about a row, then what a file leaves behind and what it never does."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from archives import actions, subject_actions
from archives.identifiers import identity_hash
from archives.imports import layouts
from archives.imports.layouts import PENALTY_LEGAL_2018 as LAYOUT
from archives.imports.rows import FILED, RowReader, parse_date, parse_wan
from archives.imports.rules import RULES
from archives.models import CatalogueItem, Filing, Membership, PeriodRule, Record, ReportingDuty, Role, Subject
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.files import CODES, RESIDENT, filled, table, table_of
from tests.files import row as any_row
from tests.integrity.test_jobs import environment

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "real"
KEYS = ["rows", "accepted", "rejected", "unchanged", "errors"]
ERROR_KEYS = ["row", "column", "value", "rule", "message"]
DECIDED = "2024-05-06"  # under Order 58: a fine of 20,000 yuan is shown for three to thirty-six months


def row(number=1, **changes):
    return any_row(number, **{"CF_JDRQ": DECIDED, **changes})


def importer(folder):
    def command(rows, *, name="penalties.csv", unit=world.MARKET, by="lin", **options):
        path = folder / name
        path.write_bytes(rows if isinstance(rows, bytes) else table(rows))
        out = io.StringIO()
        code = 0
        try:
            call_command("import_records", str(path), unit=unit, by=by, json=True, stdout=out, **options)
        except SystemExit as end:
            code = end.code
        return json.loads(out.getvalue()), code

    return command


@pytest.fixture
def bring(city, tmp_path):
    """``bring(rows)`` imports a file through the command and answers its result and exit code."""
    return importer(tmp_path)


@pytest.fixture
def bring_committed(committed, tmp_path):
    """The same with a transaction of its own for each: a version is known from one instant until another."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE staff")
    return importer(tmp_path)


def everything():
    """How many rows each table has."""
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace")
        tables = sorted(name for (name,) in cursor.fetchall())
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


def found(result):
    return sorted((e["row"], e["column"], e["rule"], e["value"]) for e in result["errors"])


# ── one rung for every rule ──────────────────────────────────────────────────────────────────────

TOMORROW = (timezone.localdate() + timedelta(1)).isoformat()
REPLACED = world.code("91990100MA0000098")
UNREGISTERED = world.code("11990100MB0000099")
WRONG = world.ENTERPRISE[:17] + ("0" if world.ENTERPRISE[17] != "0" else "1")

# rule: what is wrong in the second of three rows, and every error that this makes (column, rule, value).
RUNGS = {
    "required": ({"CF_SY": ""}, [("CF_SY", "required", "")]),
    "too_long": ({"BZ": "长" * 513}, [("BZ", "too_long", "长" * 80)]),
    "control_character": ({"CF_SY": "无\x07证"}, [("CF_SY", "control_character", "无\N{REPLACEMENT CHARACTER}证")]),
    "uscc": ({"CF_XDR_SHXYM": WRONG}, [("CF_XDR_SHXYM", "uscc", WRONG)]),
    "dummy_code": ({"CF_XDR_SHXYM": "00000000000000000X"}, [("CF_XDR_SHXYM", "dummy_code", "00000000000000000X")]),
    "identity": ({"CF_FR_SFZH": "12345"}, [("CF_FR_SFZH", "identity", "*****")]),
    "identity_in_text": ({"CF_SY": f"当事人{RESIDENT}违法"}, [("CF_SY", "identity_in_text", "当事人**************002X违法")]),
    "document_number": ({"CF_WSH": "示市监罚字"}, [("CF_WSH", "document_number", "示市监罚字")]),
    "date": ({"CF_YXQ": "下周"}, [("CF_YXQ", "date", "下周")]),
    "date_serial": ({"CF_YXQ": "45448"}, [("CF_YXQ", "date_serial", "45448")]),  # 5 June 2024
    "future": ({"CF_JDRQ": TOMORROW}, [("CF_JDRQ", "future", TOMORROW)]),
    "money": ({"CF_NR_FK": "两万"}, [("CF_NR_FK", "money", "两万")]),
    "penalty_kind": ({"CF_CFLB": "口头教育"}, [("CF_CFLB", "penalty_kind", "口头教育")]),
    "not_in_catalogue": ({"CF_JDRQ": "2018-07-31"}, [("CF_JDRQ", "not_in_catalogue", "2018-07-31")]),
    "no_period_rule": ({"CF_JDRQ": "2020-05-06"}, [("CF_JDRQ", "no_period_rule", "2020-05-06")]),
    "beyond_maximum": ({"CF_GSJZQ": "2027-05-07"}, [("CF_GSJZQ", "beyond_maximum", "2027-05-07")]),
    "below_minimum": ({"CF_GSJZQ": "2024-08-05"}, [("CF_GSJZQ", "below_minimum", "2024-08-05")]),
    "unknown_issuer": ({"CF_CFJGDM": UNREGISTERED}, [("CF_CFJGDM", "unknown_issuer", UNREGISTERED)]),
    "issuer_name": ({"CF_CFJG": "示范市公安局"}, [("CF_CFJG", "issuer_name", "示范市公安局")]),
    "unknown_body": ({"CF_XDR_SHXYM": UNREGISTERED}, [("CF_XDR_SHXYM", "unknown_body", UNREGISTERED)]),
    "foreign_issuer": ({"CF_CFJGDM": world.HOUSING}, [("CF_CFJGDM", "foreign_issuer", world.HOUSING)]),
    "foreign_unit": ({"CF_SJLYDM": world.HOUSING}, [("CF_SJLYDM", "foreign_unit", world.HOUSING)]),
    "duplicate": ({"CF_WSH": "示市监罚（2026）1 号"}, [("CF_WSH", "duplicate", "示市监罚（2026）1 号")]),
    "filed_elsewhere": ({}, [("CF_WSH", "filed_elsewhere", "示市监罚〔2026〕2号")]),
    "wrong_subject": ({"CF_XDR_SHXYM": world.HOSPITAL}, [("CF_XDR_SHXYM", "wrong_subject", world.HOSPITAL)]),
    "replaced_code": ({"CF_XDR_SHXYM": REPLACED}, [("CF_XDR_SHXYM", "replaced_code", REPLACED)]),
    "ceased": ({"CF_CFJGDM": world.HOUSING, "CF_XDR_SHXYM": world.HOSPITAL}, [("CF_CFJGDM", "ceased", world.HOUSING)]),
    # Those that no change of one cell makes: see ``file_of``.
    "natural_person": ({}, [("CF_XDR_ZJHM", "natural_person", "***")]),
    "short_row": ({}, [("", "short_row", ""), ("CF_SJLYDM", "required", "")]),
    "long_row": ({}, [("", "long_row", "")]),
    "shifted_right": ({}, [("CF_JDRQ", "shifted_right", "")]),
    "shifted_left": ({}, [("CF_JDRQ", "shifted_left", "")]),
    "number_for_text": (
        {},
        [("CF_XDR_SHXYM", "number_for_text", "*" * 14 + str(int(float("9.111010519491231E+17")))[-4:]), ("CF_XDR_SHXYM", "required", "")],
    ),
}
NAMES = {"number_for_text": "penalties.xlsx"}

# The same about rows of the other layouts.
OTHERS = {
    "choice": (layouts.LICENCE_LEGAL_2018, {"XK_XKLB": "随意"}, ("XK_XKLB", "choice", "随意")),
    "validity": (layouts.LICENCE_LEGAL_2018, {"XK_YXQZI": "2024-05-05"}, ("XK_YXQZI", "validity", "2024-05-05")),
    # A fine of 20,000 yuan makes tier 2, whatever the unit thinks of it.
    "severity": (layouts.PENALTY_LEGAL_2016, {"CF_CFLB1": "罚款", "CF_NR_FK": "2", "CF_SXYZCD": "3"}, ("CF_SXYZCD", "severity", "3")),
    "other_authority": (layouts.PENALTY_LEGAL_2016, {"CF_XZJG": "示范市公安局"}, ("CF_XZJG", "other_authority", "示范市公安局")),
    "certificate": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_ZJHM": RESIDENT[:17] + "1"}, ("CF_XDR_ZJHM", "certificate", "**************0021")),
    "masked": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_ZJHM": "**************002X"}, ("CF_XDR_ZJHM", "masked", "**************002X")),
    "phone_in_text": (layouts.PENALTY_NATURAL_2018, {"CF_SY": "当事人电话13800001111"}, ("CF_SY", "phone_in_text", "当事人电话***********")),
    "account_in_text": (layouts.PENALTY_NATURAL_2018, {"CF_SY": "加微信abc12345购买"}, ("CF_SY", "account_in_text", "加微信********购买")),
    "card_in_text": (layouts.PENALTY_LEGAL_2018, {"CF_SY": "汇入卡号6222020200112233446"}, ("CF_SY", "card_in_text", "汇入卡号*******************")),
    "masked_name": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_MC": "张*", "CF_SY": "张小明无照经营"}, ("CF_SY", "masked_name", "")),
    "spelled_name": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_MC": "周小宝", "CF_SY": "Zhou Xiaobao无照经营"}, ("CF_SY", "spelled_name", "")),
    "particulars_in_text": (layouts.PENALTY_NATURAL_2018, {"CF_SY": "当事人1982年3月4日出生"}, ("CF_SY", "particulars_in_text", "当事人****年*月*日出生")),
    "person_name": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_MC": "王小明（小王）"}, ("CF_XDR_MC", "person_name", "王某某")),
    "address_in_text": (layouts.PENALTY_NATURAL_2018, {"CF_SY": "当事人住示范市幸福路8号"}, ("CF_SY", "address_in_text", "当事人住示范市幸福路8号")),
    "legal_person": (layouts.PENALTY_NATURAL_2018, {"CF_XDR_SHXYM": world.ENTERPRISE}, ("CF_XDR_SHXYM", "legal_person", "***")),
}
RUNGS |= {rule: ({}, [error]) for rule, (_layout, _bad, error) in OTHERS.items()}


def values(cells):
    return [cells.get(code, "") for code in CODES]


def written(lines):
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


def workbook(lines):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, cells in enumerate(lines):
        for m, cell in enumerate(cells):
            (sheet.write_number if isinstance(cell, (int, float)) else sheet.write_string)(n, m, cell)
    book.close()
    return out.getvalue()


def file_of(rule, bad):
    first, last = row(1), row(3)
    if rule in OTHERS:
        layout, bad, _error = OTHERS[rule]
        decided = {c.code: DECIDED for c in layout.columns if c.feeds in {"decided_on", "valid_from"}}
        more = ("CF_XDR_SHXYM",) if rule == "legal_person" else ()
        return table_of(layout, [filled(layout, n, **decided, **(bad if n == 2 else {})) for n in (1, 2, 3)], more=more)
    if rule == "shifted_right":  # a comma without quotation marks in the facts
        cells = values(row(2))
        return written([CODES, values(first), [*cells[:12], "且情节轻微", *cells[12:]], values(last)])
    if rule == "shifted_left":  # one of the empty cells is missing
        cells = values(row(2))
        return written([CODES, values(first), [*cells[:3], *cells[4:]], values(last)])
    if rule == "natural_person":
        return written([[*CODES, "CF_XDR_ZJHM"], [*values(first), ""], [*values(row(2)), RESIDENT], [*values(last), ""]])
    if rule == "short_row":
        return written([CODES, values(first), values(row(2))[:24], values(last)])
    if rule == "long_row":
        return written([CODES, values(first), [*values(row(2)), "多出的一格"], values(last)])
    if rule == "number_for_text":
        number = [911101051949123123 if code == "CF_XDR_SHXYM" else value for code, value in zip(CODES, values(row(2)), strict=True)]
        return workbook([CODES, values(first), number, values(last)])
    return table([first, row(2, **bad), last])


@pytest.fixture
def law(city):
    """Law as the rungs need it: a gap in the period rules, and an item that is not for institutions."""

    def bend(rule):
        if rule == "filed_elsewhere":  # another unit, charged to report for others, reported the second row before
            charged(world.HOUSING)
            wu, zhou = (User.objects.get(username=name) for name in ("wu", "zhou"))
            stream = io.BytesIO(table([row(2, CF_SJLYDM=world.HOUSING)]))
            filing = actions.receive_file(unit=Subject.objects.get(code=world.HOUSING), by=wu, stream=stream, filename="他单位.csv")
            filing = advance(actions.check_filing(filing=filing), "submit", by=wu)
            advance(filing, "approve", by=zhou, seen=filing.revision)
        if rule == "replaced_code":
            shop = Subject.objects.create(kind="enterprise", code=world.ENTERPRISE, name="示例商贸有限公司")
            subject_actions.add_identifier(subject=shop, kind="uscc", value=REPLACED, by=User.objects.get(username="zhou"))
        if rule == "ceased":  # on the very day of the decision
            housing, market = (Subject.objects.get(code=code) for code in (world.HOUSING, world.MARKET))
            by, on = User.objects.get(username="zhou"), date.fromisoformat(DECIDED)
            subject_actions.merge(subject=housing, successor=market, on=on, document_no="示政发〔2024〕9号", reason="机构改革", by=by)
        with role("registry_owner"):
            if rule == "no_period_rule":
                PeriodRule.objects.filter(code="N527").delete()
            if rule == "wrong_subject":
                CatalogueItem.objects.filter(code="CF").update(subject_kinds=["organ", "enterprise"])

    return bend


def charged(code, item="CF", **given):
    """A charge on record: the unit reports what others decided as well."""
    unit = Subject.objects.get(code=code)
    return ReportingDuty.objects.create(
        **{"unit": unit, "item_code": item, "rhythm": "decision", "term_code": "report", "valid_from": date(2020, 1, 1), "basis": "示信用办〔2026〕9号", "for_others": True} | given
    )


def test_every_rule_has_its_rung():
    assert set(RUNGS) == set(RULES)


@pytest.mark.parametrize("rule", RUNGS)
def test_a_rung(bring, law, rule):
    bad, expected = RUNGS[rule]
    law(rule)
    before = everything()
    data = file_of(rule, bad)
    name = NAMES.get(rule, "penalties.csv")
    result, code = bring(data, name=name)
    assert found(result) == sorted((3, *error) for error in expected)
    assert {key: result[key] for key in KEYS[:4]} == {"rows": 3, "accepted": 0, "rejected": 1, "unchanged": 0}
    assert code == 1
    assert everything() == before
    for error in result["errors"]:
        assert list(error) == ERROR_KEYS
        assert len(error["message"]) > 5
        assert "%(" not in error["message"]
        assert RESIDENT[:17] not in json.dumps(error)

    result, code = bring(data, name=name, accept_good=True)
    assert found(result) == sorted((3, *error) for error in expected)
    assert ([result[key] for key in KEYS[:4]], code) == ([3, 2, 1, 0], 0)
    filing = Filing.objects.latest("id")
    assert (filing.status, filing.good_only, filing.rows, filing.new, filing.bad) == ("submitted", True, 3, 2, 1)


def test_the_same_file_without_its_fault_is_accepted(bring):
    """The control of the ladder: three rows, nothing wrong with any."""
    for data, name in ((file_of("", {}), "a.csv"), (workbook([CODES, *(values(row(n)) for n in (11, 12, 13))]), "b.xlsx")):
        result, code = bring(data, name=name)
        assert (result, code) == ({"rows": 3, "accepted": 3, "rejected": 0, "unchanged": 0, "errors": []}, 0)


@pytest.mark.parametrize("column", [c.code for c in LAYOUT.columns if c.required])
def test_every_required_column_says_so_once(bring, column):
    result, _ = bring([row(1), row(2, **{column: "  "}), row(3)])
    assert found(result) == [(3, column, "required", "")]


@pytest.mark.parametrize(
    "changes",
    [
        {"CF_GSJZQ": "2027-05-06"},  # the last day allowed
        {"CF_GSJZQ": "2024-08-06"},  # the first
        {"CF_JDRQ": timezone.localdate().isoformat()},
        {"CF_JDRQ": "2018-08-01"},  # the first day of the first edition
        {"BZ": "长" * 512},
        {"CF_SY": "第一行\n第二行\t完"},
        {"CF_CFJG": "示范市 市场监督管理局"},
        {"CF_FR_SFZH": RESIDENT},
        {"CF_FR_SFZH": "G12345678"},
        {"CF_XDR_SHXYM": world.ENTERPRISE.lower()},
        {"CF_XDR_SHXYM": world.HOSPITAL},
        {"CF_WSH": "市监罚字第十二号"},
        {"CF_WSH": "示市监罚2026年12"},
        {"CF_NR_FK": "1,234.5678"},
        {"CF_CFLB": "罚款；没收违法所得、没收非法财物"},
        {"CF_YXQ": "2024年6月6日"},
        {"CF_SY": "证号110105194912310020"},  # eighteen digits that are no resident id
        {"CF_NR": "反斜杠\\ 引号\" 竖线| 制表"},
    ],
)
def test_what_is_just_allowed(bring, changes):
    result, code = bring([row(1), row(2, **changes), row(3)])
    assert (found(result), result["accepted"], code) == ([], 3, 0)


def test_an_error_of_every_row_is_told(bring):
    rows = [row(n, CF_NR_FK="x" if n % 2 else "2") for n in range(1, 201)]
    result, code = bring(rows)
    assert [e["row"] for e in result["errors"]] == [n + 1 for n in range(1, 201) if n % 2]
    assert (result["rejected"], code) == (100, 1)


def test_several_faults_of_one_row_stand_together(bring):
    result, _ = bring([row(1, CF_SY="", CF_NR_FK="x", CF_YXQ="y", CF_CFJGDM=UNREGISTERED)])
    assert found(result) == sorted([(2, "CF_SY", "required", ""), (2, "CF_NR_FK", "money", "x"), (2, "CF_YXQ", "date", "y"), (2, "CF_CFJGDM", "unknown_issuer", UNREGISTERED)])


# ── the arithmetic of a row, worked by hand ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.3.1", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026-03-31 00:00:00", date(2026, 3, 31)),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("31-03-2026", None),
        ("2026-03-31 13:00:00", None),
        ("20260301x", None),
        ("2026", None),
        ("", None),
    ],
)
def test_dates(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("0.2", "2000"), ("2", "20000"), ("0.000001", "0.01"), ("1,234.5", "12345000"), ("１２", "120000"), ("0", "0"), ("99999999999", "999999999990000"),
        ("0.0000001", None), ("-1", None), ("1e999", None), ("NaN", None), ("Infinity", None), ("", None), ("2万", None), ("1000000000000", None),
    ],
)  # fmt: skip
def test_money(text, yuan):
    got = parse_wan(text)
    assert (got is None) if yuan is None else (got == type(got)(yuan))


def staged(**changes):
    """The row as COPY would get it, by column."""
    reader = RowReader(LAYOUT, list(range(len(CODES))), {}, filing_id=1, today=date(2026, 12, 31))
    reader.rows = reader.bad = 0
    line = reader.line(2, values(row(1, **changes))).decode()
    return dict(zip(FILED, line.rstrip("\n").split("\t"), strict=True))


@pytest.mark.parametrize(
    ("decided", "kinds", "fine", "taken", "tier", "minimum", "ends", "shown"),
    [
        ("2024-05-06", "警告", "", "", 1, "2024-08-06", "2025-05-06", "f"),
        ("2024-05-06", "罚款", "0.99999", "", 1, "2024-08-06", "2025-05-06", "f"),
        ("2024-05-06", "罚款", "1", "", 2, "2024-08-06", "2027-05-06", "t"),
        ("2024-05-06", "罚款", "0.5", "0.5", 2, "2024-08-06", "2027-05-06", "t"),  # fine and confiscation count together
        ("2024-05-06", "罚款", "99.9999", "", 2, "2024-08-06", "2027-05-06", "t"),
        ("2024-05-06", "罚款", "100", "", 3, "2025-05-06", "2027-05-06", "t"),
        ("2024-05-06", "警告、吊销许可证", "", "", 3, "2025-05-06", "2027-05-06", "t"),  # the highest tier wins
        ("2023-04-30", "警告", "", "", 1, "2023-07-30", "2026-04-30", "t"),  # before Order 58
        ("2023-05-01", "警告", "", "", 1, "2023-08-01", "2024-05-01", "f"),  # its first day
        ("2026-03-31", "罚款", "2", "", 2, "2026-06-30", "2029-03-31", "t"),  # its last
        ("2026-04-01", "罚款", "2", "", 2, "2026-07-01", "2027-04-01", "t"),  # Order 36
        ("2026-04-01", "警告", "", "", 1, "2026-04-01", "2026-07-01", "f"),
        ("2026-11-30", "没收违法所得", "", "3", 2, "2027-02-28", "2027-11-30", "t"),  # no 30 February
        ("2026-04-01", "责令关闭", "", "", 3, "2027-04-01", "2029-04-01", "t"),
    ],
)
def test_tier_and_period(city, decided, kinds, fine, taken, tier, minimum, ends, shown):
    got = staged(CF_JDRQ=decided, CF_CFLB=kinds, CF_NR_FK=fine, CF_NR_WFFF=taken)
    assert (got["tier"], got["minimum_until"], got["ends_on"], got["published"]) == (str(tier), minimum, ends, shown)
    assert got["errors"] == "\x01"


def test_a_stated_end_is_kept(city):
    got = staged(CF_GSJZQ="2025-01-15")
    assert (got["minimum_until"], got["ends_on"]) == ("2024-08-06", "2025-01-15")


# ── what is filed, and filed again ───────────────────────────────────────────────────────────────


def records():
    return list(Record.objects.order_by("content__doc_no", "version").select_related("content"))


def test_approved_at_once_it_becomes_records(bring):
    result, code = bring([row(1), row(2)], approve_by="zhou")
    assert ([result[k] for k in KEYS[:4]], code) == ([2, 2, 0, 0], 0)
    first, second = records()
    assert (first.content.doc_no, first.version, first.tier, str(first.amount)) == ("示市监罚〔2026〕1号", 1, 2, "20000.00")
    assert (first.subject.code, first.subject.kind, first.issuer.code) == (world.ENTERPRISE, "enterprise", world.MARKET)
    assert first.number != second.number


def test_the_one_who_filed_cannot_approve_at_once(bring):
    before = everything()
    Membership.objects.create(user=User.objects.get(username="lin"), unit=Subject.objects.get(code=world.OFFICE), role=Role.OFFICER, from_on="2020-01-01")
    with pytest.raises(CommandError):
        bring([row(1)], approve_by="lin")
    assert everything()["archives_filing"] == before["archives_filing"]


def test_a_dry_run_leaves_nothing(bring):
    before = everything()
    result, code = bring([row(1), row(2)], dry_run=True)
    assert ([result[k] for k in KEYS[:4]], code) == ([2, 2, 0, 0], 0)
    assert everything() == before


def test_the_same_file_twice_writes_nothing(bring):
    rows = [row(n) for n in range(1, 6)]
    bring(rows, approve_by="zhou")
    before, kept = everything(), records()
    result, code = bring(rows, approve_by="zhou")
    assert (result, code) == ({"rows": 5, "accepted": 0, "rejected": 0, "unchanged": 5, "errors": []}, 0)
    assert everything() == before
    # The same rows in other bytes: no short cut, and still nothing.
    result, code = bring(table(rows).decode("utf-8-sig").encode("gb18030"), approve_by="zhou")
    assert (result, code) == ({"rows": 5, "accepted": 0, "rejected": 0, "unchanged": 5, "errors": []}, 0)
    assert everything() == before
    assert [r.pk for r in records()] == [r.pk for r in kept]


def test_the_same_rows_with_other_brackets_are_other_content_of_the_same_decision(bring_committed):
    bring_committed([row(1)], approve_by="zhou")
    result, _ = bring_committed([row(1, CF_WSH="示市监罚【2026】1号")], approve_by="zhou")
    assert [result[k] for k in KEYS[:4]] == [1, 1, 0, 0]
    assert [r.version for r in Record.objects.order_by("version")] == [1, 2]


def test_a_file_still_under_way_is_not_taken_twice(bring):
    bring([row(1)])
    before = everything()
    with pytest.raises(CommandError, match=Filing.objects.get().number):
        bring([row(1)])
    assert everything() == before


def test_a_changed_row_makes_a_new_version_and_closes_the_old(bring_committed):
    bring_committed([row(1), row(2)], approve_by="zhou")
    one, two = records()
    result, code = bring_committed([row(1), row(2, CF_SY="更正后的事实。"), row(3)], approve_by="zhou")
    assert (result, code) == ({"rows": 3, "accepted": 2, "rejected": 0, "unchanged": 1, "errors": []}, 0)
    untouched, old, new, third = records()
    assert (untouched.pk, untouched.known_until) == (one.pk, one.known_until)
    assert (old.pk, old.version, new.version, new.number) == (two.pk, 1, 2, two.number)
    assert old.known_until == new.known_from
    assert not old.is_current
    assert new.is_current
    assert (old.content.facts["public"]["findings"], new.content.facts["public"]["findings"]) == ("销售不符合强制性标准的产品。", "更正后的事实。")
    assert third.version == 1


def test_nothing_changes_until_it_is_approved(bring):
    bring([row(1)], approve_by="zhou")
    bring([row(1, CF_SY="更正后的事实。")])
    (only,) = records()
    assert only.is_current


def test_a_withdrawn_record_comes_back_as_a_new_version(bring_committed):
    bring_committed([row(1)], approve_by="zhou")
    (first,) = records()
    actions.withdraw(number=first.number, by=User.objects.get(username="zhou"), reason="复议撤销")
    actions.confirm_withdrawal(number=first.number, by=User.objects.get(username="sun"))
    result, _ = bring_committed([row(1)], approve_by="sun")
    assert [result[k] for k in KEYS[:4]] == [1, 1, 0, 0]
    old, new = records()
    assert (old.withdrawn_reason, old.is_current) == ("复议撤销", False)
    assert (new.version, new.number, new.withdrawn_at, new.is_current) == (2, first.number, None, True)


def test_two_filings_of_one_decision_the_second_is_refused_at_approval(bring):
    bring([row(1)])
    bring([row(1, CF_SY="另一说法。")])
    second, first = Filing.objects.order_by("-id")
    zhou = User.objects.get(username="zhou")
    advance(first, "approve", by=zhou, seen=first.revision)
    with pytest.raises(Refused):
        advance(second, "approve", by=zhou, seen=second.revision)
    assert len(records()) == 1


@pytest.mark.parametrize(
    ("unit", "by"), [(world.HOUSING, "lin"), (world.MARKET, "wu"), (world.MARKET, "gao"), (world.MARKET, "past"), (world.MARKET, "nobody")]
)
def test_only_a_clerk_of_the_unit_imports(bring, unit, by):
    before = everything()
    with pytest.raises(CommandError):
        bring([row(1)], unit=unit, by=by)
    assert everything() == before


@pytest.mark.parametrize(("unit", "by"), [(UNREGISTERED, "lin"), (world.MARKET, "closed"), (world.MARKET, "somebody"), (world.ENTERPRISE, "lin")])
def test_an_unknown_unit_or_account_is_told(bring, unit, by):
    with pytest.raises(CommandError):
        bring([row(1)], unit=unit, by=by)


def test_a_bad_file_keeps_nothing(bring):
    before = everything()
    for data in (b"", b"prose", table([]), table([row(1)])[:-4] + b"\xe6"):
        with pytest.raises(CommandError):
            bring(data)
    assert everything() == before


def test_cells_arrive_unchanged(bring):
    """What COPY and JSON treat as special is only text."""
    odd = 'a\\b "c" \\N \\. \\x01 {}[]/ é 𠮷 \u2028 表\t格\n行'
    bring([row(1, CF_SY=odd, CF_XDR_MC="反斜杠\\公司", BZ="\\N")], approve_by="zhou")
    (record,) = records()
    assert record.content.facts["public"]["findings"] == odd
    assert record.content.subject_name == "反斜杠\\公司"
    assert record.content.facts["internal"]["remark"] == "\\N"


# ── resident ids ─────────────────────────────────────────────────────────────────────────────────

WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789Xx"})
PEOPLE = [RESIDENT, "110105194912310038", RESIDENT.lower(), RESIDENT.translate(WIDE)]


@pytest.mark.parametrize("person", PEOPLE)
def test_no_column_and_no_place_in_it_lets_a_resident_id_through(city, person):
    reader = RowReader(LAYOUT, list(range(len(CODES))), {}, filing_id=1, today=date(2026, 12, 31))
    reader.rows = reader.bad = 0
    leaks = []
    for column in CODES:
        for pad in range(19):
            line = reader.line(2, values(row(1, **{column: "字" * pad + person}))).decode()
            if person[:17] in line or person[:16] in line:
                leaks.append((column, pad))
    assert leaks == []


def test_a_code_column_with_words_before_a_resident_id_lets_none_of_it_through(city):
    got = staged(CF_XDR_SHXYM=f"身份证{RESIDENT}")
    assert "1101051949" not in json.dumps(got)


def search(needles):
    """Where any of these texts stands, in any column of any table."""
    hits = []
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {name} t WHERE t::text ~* %s", ["|".join(map(re.escape, needles))])
            hits += [(name, text) for (text,) in cursor.fetchall()]
    return hits


def test_a_resident_id_is_nowhere_in_the_database(bring, caplog):
    rows = [row(1, CF_FR_SFZH=RESIDENT), row(2, CF_FR_SFZH="110105194912310038")]
    rows += [row(n, **{column: f"见{RESIDENT}"}) for n, column in enumerate(CODES, 3)]
    rows += [row(n, **{column: RESIDENT}) for n, column in enumerate(CODES, 40)]
    result, code = bring(rows, accept_good=True, approve_by="zhou")
    assert code == 0
    assert result["accepted"] >= 3  # the two above, and the one whose own column it stands in
    numbers = [RESIDENT[:17], "11010519491231003", RESIDENT.translate(WIDE)[:17]]
    assert search(numbers) == []
    assert not any(number in json.dumps(result, ensure_ascii=False) for number in numbers)
    assert not any(number in caplog.text for number in numbers)
    # The control: the search finds what is there, and equal persons stay equal by their hash.
    assert search(["示市监罚〔2026〕1号"])
    assert [name for name, _ in search([identity_hash(RESIDENT)])] == ["archives_filedrow"] * 2
    first = Record.objects.get(content__doc_no="示市监罚〔2026〕1号")
    assert first.content.facts["internal"]["representative_id"] == f"**************002X {identity_hash(RESIDENT)}"


def test_a_resident_id_that_a_workbook_kept_as_a_number_is_nowhere(bring):
    number = 110105194912310038
    lines = [CODES]
    for n, column in enumerate(CODES, 1):
        lines.append([number if code == column else value for code, value in zip(CODES, values(row(n)), strict=True)])
    result, _ = bring(workbook(lines), name="a.xlsx", accept_good=True)
    assert result["rejected"] == len(CODES)
    assert "1010519491231" not in json.dumps(result)
    assert search(["1010519491231"]) == []


# ── real processes ───────────────────────────────────────────────────────────────────────────────


def import_records(path, *options, code=None):
    command = [sys.executable, "-c", code] if code else [sys.executable, "manage.py", "import_records"]
    return subprocess.Popen(
        [*command, str(path), "--unit", world.MARKET, "--by", "lin", *options], cwd=ROOT, env=environment("staff"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_json_is_all_that_is_printed(committed, tmp_path):
    path = tmp_path / "penalties.csv"
    path.write_bytes(table([row(1), row(2, CF_SY=""), row(3)]))
    process = import_records(path, "--json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    result = json.loads(out)
    assert list(result) == KEYS
    assert [list(error) for error in result["errors"]] == [ERROR_KEYS]
    assert out.count("\n") == 1
    process = import_records(path, "--json", "--accept-good", "--approve-by", "zhou")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert [json.loads(out)[key] for key in KEYS[:4]] == [3, 2, 1, 0]
    assert Record.objects.count() == 2


# The command, stopping after the first rows went into COPY.
HALTING = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
import django
django.setup()
from archives.imports import rows

whole = rows.RowReader.lines

def halting(self, source):
    for n, block in enumerate(whole(self, source)):
        yield block
        if n == 3:
            print("in the middle", flush=True)
            if sys.stdin.readline() != "go on\\n":
                raise SystemExit("nobody said to go on")

rows.RowReader.lines = halting
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "import_records", *sys.argv[1:], "--json"])
"""


def sessions_of_staff():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'staff' AND datname = current_database()")
        (count,) = cursor.fetchone()
        cursor.execute("SET ROLE registry_owner")
    return count


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "left alone"])
def test_an_import_killed_in_the_middle_of_copy_leaves_nothing(committed, tmp_path, killed):
    path = tmp_path / "penalties.csv"
    path.write_bytes(table([row(n) for n in range(1, 301)]))
    before = everything()
    process = import_records(path, code=HALTING)
    try:
        assert process.stdout.readline() == "in the middle\n"
        assert sessions_of_staff() == 1
        if killed:
            process.send_signal(signal.SIGKILL)
            process.wait(30)
            while sessions_of_staff():
                pass
            assert everything() == before
            path = tmp_path / "again.csv"  # and nothing is in the way of the next try
            path.write_bytes(table([row(n) for n in range(1, 301)]))
            process.communicate()
            process = import_records(path, "--json")
            assert process.stdout.read().startswith('{"rows": 300, "accepted": 300,')
        else:
            out, err = process.communicate("go on\n", timeout=60)
            assert json.loads(out)["accepted"] == 300, err
    finally:
        process.kill()
        process.communicate()
    after = everything()
    assert after["archives_filedrow"] == 300
    assert after["archives_filing"] == 1


# ── rows as a real city served them ──────────────────────────────────────────────────────────────

real = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real rows in {REAL.name}/ beside the repository")
CITY = "11230500001755309F"


@pytest.fixture
def elsewhere(city):
    unit = Subject.objects.create(kind="organ", code=CITY, name="双鸭山市公安局")
    Membership.objects.create(user=User.objects.get(username="lin"), unit=unit, role=Role.CLERK, from_on="2019-01-01")


@real
def test_a_real_penalty_is_accepted(bring, elsewhere):
    result, code = bring((REAL / "penalty.csv").read_bytes(), unit=CITY, approve_by="zhou")
    assert (result, code) == ({"rows": 1, "accepted": 1, "rejected": 0, "unchanged": 0, "errors": []}, 0)
    record = Record.objects.get()
    assert (record.subject.code, record.subject.name) == ("91230500MA1B3N1N2M", "双鸭山智慧城市运营有限公司")
    assert (record.content.doc_no, record.content.doc_key) == ("市场【2019】1号", "市场(2019)1号")
    assert (record.decided_on, str(record.amount), record.tier) == (date(2019, 10, 10), "2000.00", 1)
    # Judged by the rule of its own day (发改办财金〔2019〕527号), not by Order 36.
    assert (record.period_rule.code, record.minimum_until, record.ends_on) == ("N527", date(2020, 1, 10), date(2020, 10, 17))
    assert record.content.facts["public"]["valid_until"] == "2019-10-17"
    assert not Record.objects.public().exists()  # its time is over


@real
def test_a_real_penalty_of_another_unit_is_not(bring, elsewhere):
    result, code = bring((REAL / "penalty.csv").read_bytes())
    assert found(result) == [(2, "CF_CFJGDM", "foreign_issuer", CITY), (2, "CF_SJLYDM", "foreign_unit", CITY)]
    assert code == 1


@real
def test_a_real_licence_is_refused_with_both_reasons(bring, elsewhere):
    """Placeholders for the codes, and a document number without a number: each is named, and nothing is kept."""
    before = everything()
    result, code = bring((REAL / "permit.csv").read_bytes(), unit=CITY)
    dummy = "00000000000000000X"
    assert found(result) == [
        (2, "XK_LYDWDM", "dummy_code", dummy),
        (2, "XK_WSH", "document_number", "双环许可2019"),
        (2, "XK_XKJGDM", "dummy_code", dummy),
    ]
    assert (result["accepted"], code) == (0, 1)
    assert everything() == before


@real
def test_a_real_licence_with_its_faults_mended_is_accepted(bring, elsewhere):
    data = (REAL / "permit.csv").read_text("utf-8-sig").replace("00000000000000000X", CITY).replace("双环许可2019", "双环许可〔2019〕7号")
    result, code = bring(data.encode(), unit=CITY)
    # With a code that is one, the authority is known, and 双鸭山市 is no name of it.
    assert found(result) == [(2, "XK_XKJG", "issuer_name", "双鸭山市")]
    data = re.sub(r"(?<=,)双鸭山市(?=[,\r\n]|$)", "双鸭山市公安局", data)
    result, code = bring(data.encode(), unit=CITY, approve_by="zhou")
    assert (result["errors"], result["accepted"], code) == ([], 1, 0)
    record = Record.objects.get()
    # Valid until 22 September 2020: shown through that day.
    assert (record.item.code, record.tier, record.ends_on) == ("XK", 0, date(2020, 9, 23))
    assert record.content.facts["public"]["licence_kind"] == "普通"
