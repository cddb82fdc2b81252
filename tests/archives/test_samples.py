"""The sample files through `import_records --dry-run --json`, against what a person worked out row by row."""

import contextlib
import io
import json
import runpy
from pathlib import Path

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from archives.demo import loading
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.models import FiledRow, Filing
from tests import world

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

# file: unit, its clerk, rows
GOOD = {
    "penalties-good.csv": (MARKET, "linjie", 30),
    "penalties-good.xlsx": (ENVIRONMENT, "zhouwen", 12),
    "penalties-waiting.csv": (MARKET, "linjie", 8),
    "penalties-to-try.csv": (MARKET, "linjie", 5),
    "licences-good.csv": (MARKET, "linjie", 6),
    "penalties-persons.csv": (MARKET, "linjie", 3),
    "rewards-good.csv": (ENVIRONMENT, "zhouwen", 3),
}

# Row as a spreadsheet counts it (the header is row 1): column and rule of each error. Rows 2, 11 and 18 are good.
BAD = {
    3: [("CF_XDR_SHXYM", "uscc")],
    4: [("CF_JDRQ", "future")],
    5: [("CF_JDRQ", "date")],
    6: [("CF_SY", "required")],
    7: [("CF_CFLB", "penalty_kind")],
    8: [("CF_GSJZQ", "beyond_maximum")],  # tier 2, Order 36: twelve months at most
    9: [("CF_SJLYDM", "foreign_unit")],
    10: [("CF_WSH", "duplicate")],  # row 2 with other brackets
    12: [("BZ", "identity_in_text")],
    13: [("CF_XDR_ZZJG", "too_long")],
    14: [("CF_WSH", "document_number")],
    15: [("CF_JDRQ", "shifted_right")],  # a comma in the facts moved every cell after them one to the right
    16: [("CF_NR_FK", "money")],
    17: [("CF_CFJGDM", "unknown_issuer")],
}


@pytest.fixture
def units(city):
    world.step_aside()
    loading.found()


def dry_run(filename: str, unit: str, by: str) -> dict:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):  # it ends with 1 when rows are bad
        call_command("import_records", str(SAMPLES / filename), unit=CODES[unit], by=by, dry_run=True, json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("filename", GOOD)
def test_good_samples_are_good(units, filename):
    unit, clerk, rows = GOOD[filename]
    assert dry_run(filename, unit, clerk) == {"rows": rows, "accepted": rows, "rejected": 0, "unchanged": 0, "errors": []}
    assert not Filing.objects.exists()


def test_bad_sample_has_one_mistake_in_each_bad_row(units):
    told = dry_run("penalties-bad.csv", MARKET, "linjie")
    found = {}
    for error in told["errors"]:
        found.setdefault(error["row"], []).append((error["column"], error["rule"]))
    assert {row: sorted(errors) for row, errors in found.items()} == BAD
    assert (told["rows"], told["accepted"], told["rejected"], told["unchanged"]) == (17, 0, 14, 0)
    assert all(error["message"] for error in told["errors"])


def test_no_resident_id_of_a_sample_is_told_or_stored(units):
    told = dry_run("penalties-bad.csv", MARKET, "linjie")
    assert "990100197902039" not in json.dumps(told)
    loading.import_sample("penalties-good.csv", unit=MARKET, by="linjie", say=lambda words: None)
    loading.import_sample("penalties-bad.csv", unit=MARKET, by="linjie", say=lambda words: None)
    stored = json.dumps(list(FiledRow.objects.values("facts", "errors")), ensure_ascii=False)
    assert "990100198001019" not in stored
    assert "990100197902039" not in stored
    assert "**************9995" in FiledRow.objects.get(row_no=2, facts__public__fine="5.2").facts["internal"]["representative_id"]


def test_every_sample_says_that_it_is_invented(units):
    for filename, (unit, clerk, _) in GOOD.items():
        filing = loading.import_sample(filename, unit=unit, by=clerk, say=lambda words: None)
        for row in filing.filed_rows.all():
            assert row.facts["internal"]["remark"].startswith("演示数据"), (filename, row.row_no)
            assert row.subject_name.startswith("示例") or row.facts["internal"].get("name", "").endswith("示例") or CODES[row.subject_name] == row.subject_code


def test_the_script_makes_the_samples_as_they_lie_here(tmp_path):
    runpy.run_path(str(SAMPLES / "make.py"))["make"](tmp_path)
    for made in tmp_path.glob("*.csv"):
        assert made.read_bytes() == (SAMPLES / made.name).read_bytes(), made.name
    cells = [CalamineWorkbook.from_path(folder / "penalties-good.xlsx").get_sheet_by_index(0).to_python() for folder in (tmp_path, SAMPLES)]
    assert cells[0] == cells[1]
    assert {made.name for made in tmp_path.iterdir()} == {*GOOD, "penalties-bad.csv"}
