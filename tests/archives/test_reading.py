"""Files as offices send them, and files nobody should send: each is read as it is meant, or refused in a sentence."""

import contextlib
import csv
import hashlib
import io
import struct
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from django.conf import settings as project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives.imports import reading
from archives.imports.layouts import PENALTY_LEGAL_2018 as LAYOUT
from archives.imports.layouts import header_key
from archives.imports.reading import BadFile
from tests.files import CODES, HEADERS, row

GOOD = [row(1, CF_SY="销售（过期）食品"), row(2, CF_SY='称"特供"，\n实为普通', CF_NR="罚款，没收"), row(3)]
WIDE = str.maketrans("()[]", "（）［］")


def values(cells):
    return [cells.get(code, "") for code in CODES]


def text(rows=GOOD, *headers, end="\r\n"):
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([*(headers or [HEADERS]), *map(values, rows)])
    return out.getvalue()


def book(*headers, rows=GOOD, above=(), start=(0, 0)):
    """A workbook with these header rows."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet()
    for n, cells in enumerate([*above, *(headers or [HEADERS]), *[values(r) if isinstance(r, dict) else r for r in rows]]):
        for m, cell in enumerate(cells):
            if isinstance(cell, (date, datetime)):
                sheet.write_datetime(start[0] + n, start[1] + m, cell, workbook.add_format({"num_format": "yyyy-mm-dd"}))
            elif isinstance(cell, str):
                sheet.write_string(start[0] + n, start[1] + m, cell)
            elif cell is not None:
                sheet.write(start[0] + n, start[1] + m, cell)
    workbook.close()
    return out.getvalue()


def repacked(data, **parts):
    """A workbook with parts of its package replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def read(data, filename="penalties.csv"):
    """All rows below the header as {official code: text}, with their numbers."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    source = reading.rows(stream, filename)
    places, rows, _ = reading.table(source, LAYOUT)
    found = {}
    for number, cells in rows:
        if any(cells):
            found[number] = {
                code: reading.text_of(cells[place]).strip()
                for code, place in zip(CODES, places, strict=True)
                if place is not None and place < len(cells) and reading.text_of(cells[place]).strip()
            }
    return found


def plain(rows):
    return [{code: value for code, value in cells.items() if value} for cells in rows]


def refused(data, filename="penalties.csv"):
    with pytest.raises(BadFile) as caught:
        read(data, filename)
    sentence = str(caught.value)
    assert len(sentence) > 5
    assert "%(" not in sentence
    assert "Traceback" not in sentence
    return sentence


# ── as offices send them: CSV ────────────────────────────────────────────────────────────────────

CSV_FILES = {
    "UTF-8 with BOM": text().encode("utf-8-sig"),
    "UTF-8 without BOM": text().encode(),
    "GB18030": text().encode("gb18030"),
    "GBK": text().encode("gbk"),
    "LF": text(end="\n").encode(),
    "no line end at the end": text().rstrip("\r\n").encode(),
    "codes as headers": text(GOOD, CODES).encode(),
    "codes in small letters": text(GOOD, [c.lower() for c in CODES]).encode(),
    "codes above Chinese": text(GOOD, CODES, HEADERS).encode(),
    "Chinese above codes": text(GOOD, HEADERS, CODES).encode(),
    "full-width brackets": text(GOOD, [h.translate(WIDE) for h in HEADERS]).encode(),
    "no blank before the bracket": text(GOOD, [h.replace(" (", "(") for h in HEADERS]).encode(),
    "full-width brackets, no blank": text(GOOD, [h.replace(" (", "（").replace(")", "）") for h in HEADERS]).encode(),
    "slips of the pen": text(GOOD, [h.replace("统一社会信用代码", "社会诚信代码") for h in HEADERS]).encode(),
    "stars for required": text(GOOD, [f"*{h}" for h in HEADERS]).encode(),
    "line breaks in headers": text(GOOD, [h.replace(" (", "\n(") for h in HEADERS]).encode(),
    "blanks around": text(GOOD, [f" {h}　" for h in HEADERS]).encode(),
}


@pytest.mark.parametrize("name", CSV_FILES)
def test_csv(name):
    assert list(read(CSV_FILES[name]).values()) == plain(GOOD)


def test_headers_are_the_same_however_they_are_written():
    for column in LAYOUT.columns:
        assert LAYOUT.match(column.header.translate(WIDE)) == column.code
    assert header_key("行政处罚做出机关") == header_key("行政处罚作出机关")
    assert LAYOUT.match("行政相对人") is None


def test_columns_may_stand_in_any_order():
    order = list(reversed(range(len(CODES))))
    out = io.StringIO()
    csv.writer(out).writerows([[CODES[i] for i in order], *[[values(r)[i] for i in order] for r in GOOD]])
    assert list(read(out.getvalue().encode()).values()) == plain(GOOD)


def test_columns_that_are_not_required_may_be_absent():
    keep = [i for i, c in enumerate(LAYOUT.columns) if c.required or any(r.get(c.code) for r in GOOD)]
    out = io.StringIO()
    csv.writer(out).writerows([[HEADERS[i] for i in keep], *[[values(r)[i] for i in keep] for r in GOOD]])
    assert len(keep) < len(CODES)
    assert list(read(out.getvalue().encode()).values()) == plain(GOOD)


TITLE = "示范市市场监督管理局行政处罚信息公示表"


def test_rows_are_numbered_as_the_clerk_counts_them():
    assert list(read(text().encode())) == [2, 3, 4]  # a line break inside a cell makes no row
    assert list(read(text(GOOD, CODES, HEADERS).encode())) == [3, 4, 5]
    assert list(read((TITLE + "\r\n\r\n" + text()).encode())) == [4, 5, 6]
    body = text(GOOD[2:]) + "\r\n" + text(GOOD[2:]).split("\r\n", 1)[1]
    assert list(read(body.encode())) == [2, 4]  # an empty line counts


@pytest.mark.parametrize("above", [1, 4])
def test_titles_above_the_header_are_passed_over(above):
    assert list(read((f"{TITLE},,\r\n" * above + text()).encode()).values()) == plain(GOOD)


def test_a_header_further_down_is_not_looked_for():
    refused((f"{TITLE}\r\n" * 5 + text()).encode())


def test_columns_of_the_sister_layouts_say_nothing_wherever_they_stand():
    header = [*CODES[:3], "CF_XDR_LB", *CODES[3:], "CF_FR_ZJLX"]
    cells = [[*values(r)[:3], "法人及非法人组织", *values(r)[3:], "身份证"] for r in GOOD]
    out = io.StringIO()
    csv.writer(out).writerows([header, *cells])
    stream = io.BytesIO(out.getvalue().encode())
    source = reading.rows(stream, "a.csv")
    places, rows, foreign = reading.table(source, LAYOUT)
    width = 1 + max(places)
    found = list(rows)
    assert foreign == {}
    assert [len(cells) for _, cells in found] == [width] * 3  # the last one is cut off: no row is too long
    assert [[cells[p] for p in places] for _, cells in found] == [values(r) for r in GOOD]


def test_a_cell_too_many_is_still_seen_behind_them():
    header = [*CODES, "CF_FR_ZJLX"]
    out = io.StringIO()
    csv.writer(out).writerows([header, [*values(GOOD[2]), "身份证", "多余"]])
    source = reading.rows(io.BytesIO(out.getvalue().encode()), "a.csv")
    _, rows, _ = reading.table(source, LAYOUT)
    assert [cells[-1] for _, cells in rows] == ["多余"]


def test_the_hash_is_that_of_the_bytes():
    stream = io.BytesIO(CSV_FILES["GB18030"])
    assert reading.digest(stream) == hashlib.sha256(CSV_FILES["GB18030"]).hexdigest()
    assert stream.tell() == 0


# ── as offices send them: workbooks ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "data",
    [
        book(),
        book(CODES),
        book(CODES, HEADERS),
        book(above=[[TITLE]]),
        book(above=[[TITLE], [None], [datetime(2026, 1, 1)]]),
        book(start=(3, 2)),
    ],
    ids=["Chinese", "codes", "both", "title", "titles", "not at A1"],
)
def test_workbooks(data):
    assert list(read(data, "penalties.xlsx").values()) == plain(GOOD)


def test_a_workbook_is_known_by_its_content_not_its_name():
    assert list(read(book(), "penalties.csv").values()) == plain(GOOD)


def test_rows_of_a_workbook_have_the_numbers_of_the_sheet():
    assert list(read(book(), "a.xlsx")) == [2, 3, 4]
    assert list(read(book(above=[[TITLE]]), "a.xlsx")) == [3, 4, 5]
    assert list(read(book(start=(3, 2)), "a.xlsx")) == [5, 6, 7]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (datetime(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 13, 30), "2026-03-31"),
        (2.0, "2"),
        (20000, "20000"),
        (0.2, "0.2"),
        (0.1 + 0.2, "0.3"),
        (1234567.89, "1234567.89"),
        ("0.20", "0.20"),
        ("00123", "00123"),
        (True, "True"),
    ],
)
def test_cells_of_a_workbook_as_text(cell, shown):
    data = book(rows=[[cell if code == "BZ" else value for code, value in zip(CODES, values(GOOD[0]), strict=True)]])
    assert read(data, "a.xlsx")[2]["BZ"] == shown


def test_a_number_that_a_formula_made_is_what_the_sheet_shows():
    """A spreadsheet stores 0.1 + 0.2 with its seventeen digits."""
    cells = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{h}</t></is></c>' for c, h in zip("ABCDEF", CODES, strict=False))
    sheet = XML.format(f'<row r="1">{cells}</row><row r="2"><c r="A2"><v>0.30000000000000004</v></c></row>')
    source = reading.rows(io.BytesIO(repacked(book(), **{SHEET: sheet})), "a.xlsx")
    assert [reading.text_of(c) for _, cells in source for c in cells][6] == "0.3"


# ── refused in a sentence ────────────────────────────────────────────────────────────────────────


def without(code):
    at = CODES.index(code)
    return text([], HEADERS[:at] + HEADERS[at + 1 :]).encode()


@pytest.mark.parametrize("code", [c.code for c in LAYOUT.columns if c.required])
def test_a_missing_column_is_named(code):
    assert code in refused(without(code))


def test_an_unknown_column_is_named():
    sentence = refused(text(GOOD, [*HEADERS[:-1], "处罚幅度"]).encode())
    assert "处罚幅度" in sentence


def test_a_column_that_stands_twice_is_named():
    assert "CF_WSH" in refused(text(GOOD, [*HEADERS[:-1], "CF_WSH"]).encode())


def test_a_header_that_holds_a_resident_id_does_not_echo_it():
    assert "11010519491231002X" not in refused(text(GOOD, [*HEADERS[:-1], "经办人11010519491231002X"]).encode())


BOMB = repacked(book(), **{SHEET: XML.format('<row r="1"><c r="A1" t="inlineStr"><is><t>' + " " * (3 << 20) + "</t></is></c></row>")})
LINKED = repacked(book(), **{"xl/externalLinks/externalLink1.xml": "<externalLink/>"})
MACROS = repacked(book(), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})
TRUNCATED = book()[: len(book()) // 2]

BAD_FILES = {
    "empty": (b"", "a.csv"),
    "only a BOM": (b"\xef\xbb\xbf", "a.csv"),
    "empty lines": (b"\r\n" * 10, "a.csv"),
    "prose": ("本文件不是表格。\r\n谢谢。".encode(), "a.csv"),
    "another layout": ((",".join(c.replace("CF_", "XK_") for c in CODES) + "\r\n").encode(), "a.csv"),
    "data without a header": (text(GOOD).split("\r\n", 1)[1].encode(), "a.csv"),
    "tabs": (text().replace(",", "\t").encode(), "a.csv"),
    "UTF-16": (text().encode("utf-16"), "a.csv"),
    "NUL bytes": (b"\x00" * 5000, "a.csv"),
    "random bytes": (bytes(range(256)) * 50, "a.csv"),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.csv"),
    "PDF": (b"%PDF-1.7\n" + bytes(range(256)), "a.xlsx"),
    "cut off in a character": (text().encode()[:-10] + "法".encode()[:2], "a.csv"),
    "cut off in a GB18030 character": (text().encode("gb18030") + "法".encode("gb18030")[:1], "a.csv"),
    "an open quotation mark": ((text() + '"abc').encode(), "a.csv"),
    "a quotation mark in the middle": ((text() + '"ab"c,d').encode(), "a.csv"),
    "a field over 1 MB": (text([row(1, CF_SY="字" * ((1 << 20) + 1))]).encode(), "a.csv"),
    "a line over 4 MB": (text().encode() + b"," * 10 + b"a" * (5 << 20), "a.csv"),
    "a million columns": (b"a," * 1_000_000, "a.csv"),
    "a million empty columns": (text().encode() + b"," * 1_000_000, "a.csv"),
    "not a zip": (text().encode(), "a.xlsx"),
    "HTML called a workbook": (b"<html><table><tr><td>1</td></tr></table></html>", "a.xlsx"),
    "an empty zip": (b"PK\x05\x06" + bytes(18), "a.xlsx"),
    "truncated workbook": (TRUNCATED, "a.xlsx"),
    "one local header": (b"PK\x03\x04" + bytes(100), "a.xlsx"),
    "a zip of something else": (repacked(book(), **{"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "a.xlsx"),
    "a broken sheet": (repacked(book(), **{SHEET: "<worksheet><sheetData><row"}), "a.xlsx"),
    "macros": (MACROS, "a.xlsm"),
    "macros called xlsx": (MACROS, "a.xlsx"),
    "links to other files": (LINKED, "a.xlsx"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls"),
    "a workbook with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
    "an empty sheet": (book([], rows=[]), "a.xlsx"),
    "a sheet too wide": (book([*CODES, *[f"c{n}" for n in range(200)]]), "a.xlsx"),
    "a cell far to the right": (repacked(book(), **{SHEET: XML.format('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')}), "a.xlsx"),
    "a cell far below": (
        repacked(book(), **{SHEET: XML.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="CV1048576"><v>1</v></c></row>')}),
        "a.xlsx",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence(name):
    refused(*BAD_FILES[name])


def test_below_a_header_alone_there_is_no_row():
    assert read(text([]).encode()) == {}
    assert read(book(rows=[]), "a.xlsx") == {}


def test_nul_bytes_in_a_cell_are_left_to_the_row_rules():
    assert "\x00" in read(text([row(1, CF_SY="无\x00证")]).encode())[2]["CF_SY"]


def test_the_size_of_a_file_is_bounded(settings):
    for data in (text().encode(), book()):
        settings.UPLOAD_MAX_BYTES = len(data)
        assert reading.digest(io.BytesIO(data))
        settings.UPLOAD_MAX_BYTES -= 1
        with pytest.raises(BadFile):
            reading.digest(io.BytesIO(data))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(settings):
    settings.XLSX_MAX_BYTES = 1 << 20
    assert len(BOMB) < 20_000
    assert "1 MB" in refused(BOMB, "a.xlsx")
    settings.XLSX_MAX_BYTES = 8 << 20  # the control: with room for it, it is a workbook without a header
    assert "8 MB" not in refused(BOMB, "a.xlsx")


def test_a_sheet_that_a_page_waits_for_has_less_room_than_an_import():
    from complaints.sheets import LAYOUT as TICKETS

    sheet = XML.format("<row/>" * 6_000_000)  # 36 MB of nothing
    bomb = repacked(book(), **{SHEET: sheet})
    assert len(bomb) < 200_000
    with pytest.raises(BadFile, match="32 MB"):
        TICKETS.looked_at(io.BytesIO(bomb), "a.xlsx", by=None, today=date(2026, 1, 5))
    room = repacked(book(), **{SHEET: XML.format("<row/>" * 9)})
    with pytest.raises(BadFile) as other:  # the control: merely no sheet of tickets
        TICKETS.looked_at(io.BytesIO(room), "a.xlsx", by=None, today=date(2026, 1, 5))
    assert "32 MB" not in str(other.value)


def test_a_bomb_that_lies_about_its_size_is_refused(settings):
    settings.XLSX_MAX_BYTES = 1 << 20
    data = bytearray(BOMB)
    for sign, name_at, size_at, length_at in ((b"PK\x03\x04", 30, 22, 26), (b"PK\x01\x02", 46, 24, 28)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            length = struct.unpack_from("<H", data, at + length_at)[0]
            if data[at + name_at : at + name_at + length] == SHEET.encode():
                struct.pack_into("<I", data, at + size_at, 1000)
    refused(bytes(data), "a.xlsx")


def test_one_long_text_that_many_cells_point_to_is_refused(settings):
    settings.XLSX_MAX_BYTES = 4 << 20
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
    strings = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
    assert "4 MB" in refused(repacked(book(), **{SHEET: XML.format(cells), "xl/sharedStrings.xml": strings.format("a" * 32000)}), "a.xlsx")
    # The control: the same cells with a short text are merely no table of ours.
    assert "4 MB" not in refused(repacked(book(), **{SHEET: XML.format(cells), "xl/sharedStrings.xml": strings.format("a")}), "a.xlsx")


def test_a_zip_of_too_many_parts_is_refused():
    assert str(project.XLSX_MAX_BYTES >> 20) in refused(repacked(book(), **{f"xl/media/{n}.png": b"x" for n in range(1001)}), "a.xlsx")


def test_the_sentence_says_how_to_mend_it():
    assert "UTF-8" in refused(*BAD_FILES["cut off in a character"])
    assert "1000001" in refused(*BAD_FILES["a million columns"])
    assert LAYOUT.name in refused(*BAD_FILES["another layout"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_never_a_fault(data):
    whole = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=5)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(8, len(whole)))
    with contextlib.suppress(BadFile):
        read(bytes(whole[:cut]), "a.xlsx")


WHOLE = book()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["", "utf-8-sig", "gb18030"]))
def test_damaged_text_is_read_or_refused_and_never_a_fault(noise, encoding):
    with contextlib.suppress(BadFile):
        read((text().encode(encoding) if encoding else b"") + noise)


# ── memory ───────────────────────────────────────────────────────────────────────────────────────


class Endless(io.RawIOBase):
    """A file that never ends: its beginning, then the same block for ever."""

    def __init__(self, beginning, block):
        self.beginning, self.block, self.at = beginning, block, 0
        self.given = 0

    def seek(self, at, whence=0):
        self.at = at
        return at

    def tell(self):
        return self.at

    def seekable(self):
        return True

    def readable(self):
        return True

    def read(self, size=-1):
        assert size > 0, "nobody may ask for all of it"
        out = self.beginning[self.at : self.at + size]
        while len(out) < size:
            out += self.block
        out = out[:size]
        self.at += size
        self.given += size
        return out


def peak(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_line_without_end_is_given_up():
    stream = Endless(text().encode(), b"a" * (1 << 16))
    refused(stream)
    assert stream.given < 8 << 20


def test_columns_without_end_are_given_up():
    stream = Endless(text().encode(), b"," * (1 << 16))
    refused(stream)
    assert stream.given < 8 << 20


def test_a_quotation_mark_that_never_closes_is_given_up():
    stream = Endless(text().encode() + b'"', b"a\r\n" * 1000)
    refused(stream)
    assert stream.given < 8 << 20


def test_rows_without_end_are_given_up_at_the_limit_of_an_upload(settings):
    settings.UPLOAD_MAX_BYTES = 6 << 20
    stream = Endless(text().encode(), text(GOOD).split("\r\n", 1)[1].encode())

    def consume():
        with pytest.raises(BadFile):
            reading.digest(stream)

    assert peak(consume) < 4 << 20
    assert stream.given < 8 << 20


def test_reading_holds_no_more_of_a_long_file_than_of_a_short_one():
    body = text(GOOD).split("\r\n", 1)[1]

    def consume(times):
        data = io.BytesIO((text() + body * times).encode())
        return peak(lambda: sum(1 for _ in reading.rows(data, "a.csv")))

    assert consume(4000) < consume(1000) + (1 << 18)
