"""Handling times from a file: errors of each row, the same file twice, and fifty thousand rows in seconds."""

from __future__ import annotations

import io
import json
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import User
from archives.models import Subject
from commitments.handling.sheet import HEADERS
from commitments.models import Handling
from integrity.errors import Refused
from tests import world
from tests.archives.powered import approval, listed

from .handled import entered, sheet

GOOD = [
    ("A-1", "XK-001", "2026-03-02", "2026-03-06", 0),
    ("A-2", "XK-001", "2026年3月3日", "", ""),
    ("A-3", "XK-001", "2026/3/4", "2026/3/4", 2),
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def matter(city):
    return approval()


def test_good_rows_are_entered(matter):
    assert entered(GOOD) == {"rows": 3, "accepted": 3, "rejected": 0, "unchanged": 0, "errors": []}
    held = Handling.objects.order_by("number").values_list(
        "number", "accepted_on", "finished_on", "asked_again", "matter", "finished_by__username"
    )
    assert list(held) == [
        ("A-1", date(2026, 3, 2), date(2026, 3, 6), 0, matter.pk, "lin"),
        ("A-2", date(2026, 3, 3), None, 0, matter.pk, None),
        ("A-3", date(2026, 3, 4), date(2026, 3, 4), 2, matter.pk, "lin"),
    ]


def test_the_same_file_twice_changes_nothing(matter):
    entered(GOOD)
    before = list(Handling.objects.order_by("pk").values())
    assert entered(GOOD) == {"rows": 3, "accepted": 0, "rejected": 0, "unchanged": 3, "errors": []}
    assert list(Handling.objects.order_by("pk").values()) == before


def test_an_open_one_is_finished_by_a_later_file(matter):
    entered(GOOD)
    assert entered([("A-2", "XK-001", "2026-03-03", "2026-03-20", 1)])["accepted"] == 1
    found = Handling.objects.get(number="A-2")
    assert (found.finished_on, found.asked_again, found.finished_by.username) == (date(2026, 3, 20), 1, "lin")


TOMORROW = timezone.localdate() + timedelta(1)


@pytest.mark.parametrize(
    ("row", "column", "rule", "words"),
    [
        (("", "XK-001", "2026-03-02", "", ""), "number", "required", "must be filled in"),
        (("B" * 61, "XK-001", "2026-03-02", "", ""), "number", "too_long", "At most 60"),
        (("11010519491231002X", "XK-001", "2026-03-02", "", ""), "number", "identity", "resident id"),
        (("B-1", "XK-404", "2026-03-02", "", ""), "matter", "unknown_matter", "No list of powers holds this code"),
        (("B-1", "XK-900", "2026-03-02", "", ""), "matter", "other_unit", "on the list of another unit"),
        (("B-1", "CF-001", "2026-03-02", "", ""), "matter", "no_matter", "no approval matter"),
        (("B-1", "XK-001", "2023-12-29", "2024-01-05", ""), "matter", "not_in_force", "not on the list on 2023-12-29"),
        (("B-1", "XK-001", "", "", ""), "accepted_on", "required", "must be filled in"),
        (("B-1", "XK-001", "2026-02-30", "", ""), "accepted_on", "date", "This is no day"),
        (("B-1", "XK-001", "2026-03-02", "昨天", ""), "finished_on", "date", "This is no day"),
        (("B-1", "XK-001", TOMORROW, "", ""), "accepted_on", "future", "lies in the future"),
        (("B-1", "XK-001", "2026-03-02", TOMORROW, ""), "finished_on", "future", "lies in the future"),
        (("B-1", "XK-001", "2026-03-02", "2026-03-01", ""), "finished_on", "order", "ends before it begins"),
        (("B-1", "XK-001", "2026-03-02", "", "-1"), "asked_again", "count", "whole number"),
        (("A-1", "XK-001", "2026-03-02", "2026-03-09", 0), "number", "differs", "stands"),
        (("A-1", "XK-001", "2026-03-03", "2026-03-06", 0), "number", "differs", "another matter or day"),
        (("A-3", "XK-001", "2026-03-04", "2026-03-04", 1), "number", "differs", "stands"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_at_its_cell(matter, row, column, rule, words):
    listed("CF-001")
    approval("XK-900", unit=world.HOUSING, by="wu") if rule == "other_unit" else None
    entered(GOOD)
    report = entered([row, ("C-1", "XK-001", "2026-04-01", "2026-04-02", 0)])
    assert (report["rows"], report["accepted"], report["rejected"]) == (2, 0, 1)
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["rule"]) == (2, HEADERS[column], rule)
    assert words in error["message"]
    assert not Handling.objects.filter(number="C-1").exists()
    assert "19491231" not in json.dumps(report)


def test_twice_in_one_file(matter):
    report = entered([GOOD[0], GOOD[1], GOOD[0]])
    assert [(e["row"], e["rule"], e["message"]) for e in report["errors"]] == [(4, "duplicate", "Row 2 has the same number.")]


def test_good_rows_alone_where_that_is_wanted(matter):
    report = entered([*GOOD, ("", "XK-001", "", "", "")], accept_good=True)
    assert (report["accepted"], report["rejected"], len(report["errors"])) == (3, 1, 2)
    assert Handling.objects.count() == 3


def test_a_dry_run_keeps_nothing(matter):
    assert entered(GOOD, keep=False)["accepted"] == 3
    assert not Handling.objects.exists()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["办件编号", "事项编码", "受理日期", "办结日期", "申请人"], "no column 申请人"),
        (["办件编号", "事项编码", "受理日期", "受理日期", "办结日期"], "stands twice"),
        (["办件编号", "受理日期", "办结日期"], "lacks the column 事项编码"),
        (["甲", "乙", "丙", "丁", "戊"], "No header"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(matter, header, words):
    with pytest.raises(Refused, match=words):
        entered(GOOD, header=header)


@pytest.mark.parametrize("name", ["wu", "audit", "guard", "past", "nobody"])
def test_only_who_works_in_the_unit_or_the_office_imports_its_times(matter, name):
    with pytest.raises(PermissionDenied):
        entered(GOOD, by=name)


def test_the_command_reports_as_the_import_of_records(matter, tmp_path, capsys):
    path = tmp_path / "办件.csv"
    path.write_bytes(sheet([*GOOD, ("A-9", "XK-001", "2026-03-09", "2026-03-02", "")]))
    asked = {"unit": world.MARKET, "by": "lin", "json": True}
    with pytest.raises(SystemExit) as stopped:
        call_command("import_handling_times", str(path), **asked)
    assert stopped.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("rows", "accepted", "rejected", "unchanged")} == {
        "rows": 4,
        "accepted": 0,
        "rejected": 1,
        "unchanged": 0,
    }
    assert set(told["errors"][0]) == {"row", "column", "value", "rule", "message"}
    out = io.StringIO()
    call_command("import_handling_times", str(path), **asked | {"accept_good": True}, stdout=out)
    assert json.loads(out.getvalue())["accepted"] == 3


def test_fifty_thousand_rows_take_seconds(matter):
    day, rows = date(2025, 1, 6), []
    for n in range(50_000):
        accepted = day + timedelta(n % 500)
        rows.append((f"N-{n:06d}", "XK-001", accepted, min(accepted + timedelta(n % 23), timezone.localdate()), int(n % 31 == 0)))
    began = time.monotonic()
    assert entered(rows)["accepted"] == 50_000
    assert entered(rows)["unchanged"] == 50_000
    assert time.monotonic() - began < 60


# ── what PostgreSQL keeps ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accepted_on": TOMORROW}, "days that have come"),
        ({"accepted_on": date(2023, 1, 2)}, "in force on its day"),
        ({"finished_on": date(2026, 3, 1), "finished": True}, "handling_ends_after"),
        ({"number": ""}, "handling_has_a_number"),
    ],
)
def test_postgresql_says_the_same(matter, change, words):
    lin = User.objects.get(username="lin")
    given = {"matter": matter, "unit": matter.unit, "number": "P-1", "accepted_on": date(2026, 3, 2), "made_by": lin}
    given |= {"finished_by": lin} if change.pop("finished", False) else {}
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        Handling.objects.create(**given | change)


def test_a_matter_of_another_unit_is_refused_by_postgresql_too(matter):
    given = {"matter": matter, "number": "P-1", "accepted_on": date(2026, 3, 2), "made_by": User.objects.get(username="wu")}
    with pytest.raises(IntegrityError, match="of its unit"), transaction.atomic():
        Handling.objects.create(unit=Subject.objects.get(code=world.HOUSING), **given)


def test_what_is_finished_stands(matter):
    entered(GOOD)
    with pytest.raises(IntegrityError, match="stands once it is finished"), transaction.atomic():
        Handling.objects.filter(number="A-1").update(finished_on=date(2026, 3, 3))
