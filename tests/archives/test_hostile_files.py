"""A corpus of hostile files through the real door: each is refused in a sentence or read as it is meant; never a fault of the
server, nothing half-written, memory bounded."""

import csv
import io
import resource
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archives.imports import reading
from archives.imports.layouts import LICENCE_LEGAL_2018, PENALTY_LEGAL_2018
from archives.models import FiledRow, Filing, Subject
from tests import workbooks, world
from tests.files import CODES, RESIDENT, filled, row, table, table_of
from tests.integrity.test_jobs import environment

GOOD = [CODES, *([row(n).get(code, "") for code in CODES] for n in (1, 2, 3))]


def xlsx(rows=GOOD, **parts: bytes | str) -> bytes:
    """A workbook of these rows, with parts of its package replaced or added."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, cells in enumerate(rows):
            for m, cell in enumerate(cells):
                if isinstance(cell, (date, datetime)):
                    sheet.write_datetime(n, m, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(n, m, cell) if not isinstance(cell, str) else sheet.write_string(n, m, cell)
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = parts.pop(name, None)
            new.writestr(name, part(old.read(name)) if callable(part) else part or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return done.getvalue()


def many_strings(content: bytes) -> bytes:
    return content.replace(b"uniqueCount=", b'uniqueCount="9999999999999" was=')


def nested(depth: int) -> str:
    return '<?xml version="1.0"?><worksheet><sheetData>' + "<row>" * depth


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><worksheet>&j;</worksheet>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SUPBOOK = workbooks.record(0x01AE, b"\x01\x00\x10\x00\x01other.xls".ljust(24, b"\0"))
FILEPASS = workbooks.record(0x002F, bytes(54))
FULL = table([row(n) for n in (1, 2, 3)])

# Name: (content, name of the file)
REFUSED = {
    "empty": (b"", "a.csv"),
    "a million columns": (b"a," * 1_000_000, "a.csv"),
    "a million empty columns below a header": (FULL + b"," * 1_000_000, "a.csv"),
    "a million NUL bytes": (bytes(1_000_000), "a.csv"),
    "one line of five megabytes": (FULL + b"a" * (5 << 20), "a.csv"),
    "a field of more than a megabyte": (table([row(1, CF_SY="字" * ((1 << 20) + 1))]), "a.csv"),
    "an open quotation mark": (FULL + b'"abc', "a.csv"),
    "cut off in the middle of a character": (FULL[:-5] + "法".encode()[:2], "a.csv"),
    "UTF-16": (FULL.decode("utf-8-sig").encode("utf-16"), "a.csv"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.csv"),
    "a program": (b"\x7fELF" + bytes(5000), "a.xlsx"),
    "a web page called a workbook": (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls"),
    "a workbook cut off": (xlsx()[:3000], "a.xlsx"),
    "macros": (xlsx(**{"xl/vbaProject.bin": b"x"}), "a.xlsx"),
    "links to other files": (xlsx(**{"xl/externalLinks/externalLink1.xml": "<x/>"}), "a.xlsx"),
    "entities that multiply": (xlsx(**{SHEET: ENTITIES}), "a.xlsx"),
    "an entity from outside": (xlsx(**{SHEET: OUTSIDE}), "a.xlsx"),
    "a sheet nested a hundred thousand deep": (xlsx(**{SHEET: nested(100_000)}), "a.xlsx"),
    "a number of shared texts that fills any memory": (xlsx(**{STRINGS: many_strings}), "a.xlsx"),
    "a thousand and one parts": (xlsx(**{f"xl/media/{n}.png": b"x" for n in range(1001)}), "a.xlsx"),
    "a bomb": (xlsx(**{"xl/media/a.bin": bytes(300 << 20)}), "a.xlsx"),
    "an old workbook cut off": (workbooks.xls(GOOD)[:2000], "a.xls"),
    "an old workbook that is only its signature": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls"),
    "an old workbook that claims four thousand million tables": (
        workbooks.container({"Workbook": workbooks.book(GOOD)}, fats=0xFFFFFFFA),
        "a.xls",
    ),
    "an old workbook with macros": (workbooks.container({"Workbook": workbooks.book(GOOD), "_VBA_PROJECT_CUR": b"x"}), "a.xls"),
    "an old workbook with a password": (workbooks.xls(GOOD, FILEPASS), "a.xls"),
    "an old workbook that links to another": (workbooks.xls(GOOD, SUPBOOK), "a.xls"),
    "a new workbook with a password": (workbooks.container({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"x"}), "a.xlsx"),
    "a document of another program": (workbooks.container({"WordDocument": b"x" * 5000}), "a.xls"),
    "an old workbook whose chain runs in a circle": (None, "a.xls"),
    "another table": (b"a,b,c,d,e,f\r\n1,2,3,4,5,6\r\n", "a.csv"),
    "a header alone": (table([]), "a.csv"),
}


def circle() -> bytes:
    """The first sector of the stream is followed by itself."""
    data = bytearray(workbooks.xls(GOOD))
    at = data.rindex(b"\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00")
    data[at : at + 4] = bytes(4)
    return bytes(data)


REFUSED["an old workbook whose chain runs in a circle"] = (circle(), "a.xls")


@pytest.fixture
def send(door):
    def upload(content: bytes, name: str, **options):
        unit = Subject.objects.get(code=world.MARKET)
        return door("lin").post(
            reverse("staff_import"), {"unit": unit.pk, "layout": "", "file": SimpleUploadedFile(name, content), **options}
        )

    return upload


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_a_sentence_and_leaves_nothing(send, name):
    answer = send(*REFUSED[name])
    assert answer.status_code == 400
    told = answer.context["form"].errors["file"]
    assert len(told) == 1
    assert len(told[0]) > 4
    assert "Traceback" not in answer.content.decode()
    assert not Filing.objects.exists()
    assert not FiledRow.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (FULL, "a.csv"),
        (xlsx(), "a.xlsx"),
        (workbooks.xls(GOOD), "a.xls"),
        (workbooks.xls(GOOD), "a.csv"),  # known by its content
        (table_of(LICENCE_LEGAL_2018, [filled(LICENCE_LEGAL_2018, n) for n in (1, 2, 3)], both=True), "许可.csv"),
    ],
    ids=["CSV", "XLSX", "XLS", "XLS called CSV", "licences"],
)
def test_the_control_a_good_file_is_taken_by_the_same_door(send, content, name):
    answer = send(content, name)
    assert answer.status_code == 302
    filing = Filing.objects.get()
    assert (filing.rows, filing.bad) == (3, 0)


def test_words_and_numbers_of_an_old_workbook_arrive_as_they_stand():
    number = [46113 if code == "CF_JDRQ" else 0.2 if code == "CF_NR_FK" else row(1).get(code, "") for code in CODES]
    source = reading.rows(io.BytesIO(workbooks.xls([CODES, number])), "a.xls")
    cells = dict(zip(*[cells for _, cells in source], strict=True))
    assert (cells["CF_XDR_MC"], reading.text_of(cells["CF_NR_FK"]), reading.text_of(cells["CF_JDRQ"])) == (
        "示例商贸有限公司",
        "0.2",
        "46113",
    )


# ── in a cell ────────────────────────────────────────────────────────────────────────────────────

CELLS = {
    "NUL": ("CF_SY", "无\x00证", "control_character"),
    "a megabyte less one": ("CF_SY", "字" * ((1 << 20) - 1), "too_long"),
    "a formula": ("BZ", '=HYPERLINK("http://x")', None),
    "a resident id in a name": ("CF_XDR_MC", f"王某{RESIDENT}", "identity_in_text"),
    "a resident id in a remark, in wide signs": ("BZ", "１１０１０５１９４９１２３１００２Ｘ", "identity_in_text"),
    "a serial of a spreadsheet": ("CF_JDRQ", "46328", "date_serial"),
    "a code kept as a number": ("CF_CFJGDM", "1.19901E+17", "number_for_text"),
    "a code of zeros": ("CF_XDR_SHXYM", "00000000000000000X", "dummy_code"),
    "COPY's end": ("BZ", "\\.", None),
    "SQL": ("CF_SY", "'; DROP TABLE archives_record; --", None),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_hostile_cell_is_an_error_of_its_row_or_only_text(send, name):
    column, value, rule = CELLS[name]
    assert send(table([row(1), row(2, **{column: value}), row(3)]), "a.csv").status_code == 302
    filing = Filing.objects.get()
    second = filing.filed_rows.get(row_no=3)
    assert filing.bad == (rule is not None)
    assert [(e["column"], e["rule"]) for e in second.errors or []] == ([(column, rule)] if rule else [])
    assert RESIDENT[:17] not in str(second.facts) + str(second.errors) + second.subject_name
    assert "\x00" not in str(second.facts)


def test_a_date_that_a_workbook_keeps_as_a_number_is_that_day(send):
    """46328 is 2 November 2026: 46023 is 1 January 2026, and 305 days are to come."""
    numbers = [[46328 if code == "CF_JDRQ" else value for code, value in zip(CODES, cells, strict=True)] for cells in GOOD[1:]]
    send(xlsx([CODES, *numbers]), "a.xlsx")
    assert set(Filing.objects.get().filed_rows.values_list("decided_on", flat=True)) == {date(2026, 11, 2)}


# ── shifted rows ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("at", "column"), [(1, "CF_XDR_SHXYM"), (2, "CF_JDRQ"), (12, "CF_JDRQ"), (19, "CF_CFJGDM")])
def test_a_cell_too_many_is_told_once_and_where(send, at, column):
    cells = [row(2).get(code, "") for code in CODES]
    lines = [CODES, GOOD[1], [*cells[:at], "多出", *cells[at:]], GOOD[3]]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    send(out.getvalue().encode(), "a.csv")
    errors = Filing.objects.get().filed_rows.get(row_no=3).errors
    assert [(e["column"], e["rule"]) for e in errors] == [(column, "shifted_right")]


def test_a_row_that_merely_has_several_faults_is_not_called_shifted(send):
    send(table([row(1, CF_JDRQ="昨天", CF_CFJGDM="无", CF_SJLYDM="无")]), "a.csv")
    assert {e["rule"] for e in Filing.objects.get().filed_rows.get().errors} == {"date", "uscc"}


# ── memory ───────────────────────────────────────────────────────────────────────────────────────


def test_reading_a_workbook_takes_no_memory_of_the_process_that_serves():
    """Twenty thousand rows are some 50 MB as Python objects; here they pass row by row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for m, code in enumerate(CODES):
            sheet.write_string(0, m, code)
        for n in range(1, 20_001):
            for m, code in enumerate(CODES):
                sheet.write_string(n, m, f"{code}的第{n}行")
    data = io.BytesIO(out.getvalue())
    tracemalloc.start()
    try:
        assert sum(1 for _ in reading.rows(data, "a.xlsx")) == 20_001
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()


LIMITED = """
import io, os, resource, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
import django
django.setup()
from archives.imports import reading
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    for _row in reading.recognise(reading.rows(open(sys.argv[1], "rb"), sys.argv[1]))[2]:
        pass
except reading.BadFile as refusal:
    print("refused")
"""


@pytest.mark.parametrize(
    "name",
    [
        "a number of shared texts that fills any memory",
        "entities that multiply",
        "a bomb",
        "an old workbook that claims four thousand million tables",
        "a million columns",
        "one line of five megabytes",
    ],
)
def test_a_process_of_little_memory_survives(tmp_path, name):
    """One gigabyte of addresses, and a parser that asks for terabytes: the process that serves goes on."""
    content, filename = REFUSED[name]
    path = tmp_path / filename
    path.write_bytes(content)
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, env=environment("staff"), check=False)
    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr


def test_the_parser_itself_is_bounded(settings):
    """With too little memory for the parser the file is refused, and nothing else happens to this process."""
    settings.WORKBOOK_MEMORY = 8 << 20
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(reading.BadFile):
        reading.recognise(reading.rows(io.BytesIO(xlsx()), "a.xlsx"))
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    settings.WORKBOOK_MEMORY = 2 << 30
    assert reading.recognise(reading.rows(io.BytesIO(xlsx()), "a.xlsx"))[0] is PENALTY_LEGAL_2018
