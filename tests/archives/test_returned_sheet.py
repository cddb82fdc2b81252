"""Templates to download, and the sheet that goes back: as staged and masked, each error at its cell, safe to open."""

import csv
import io
import re
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from archives import actions
from archives.imports import reading
from archives.imports.layouts import LAYOUTS, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.models import Filing, Subject
from tests import world
from tests.files import CODES, HEADERS, RESIDENT, filled, row, table, table_of

EVERY = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))


@pytest.fixture
def staged(person):
    def stage(data: bytes, name: str = "报送.csv") -> Filing:
        unit = Subject.objects.get(code=world.MARKET)
        return actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(data), filename=name))

    return stage


def download(client, filing: Filing, form: str, **query) -> bytes:
    answer = client.get(reverse("staff_filing_sheet", args=[filing.pk, form]), query)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def cells_of(data: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def notes_of(data: bytes) -> dict[str, str]:
    """The notes of the first sheet, by the name of their cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        text = book.read("xl/comments1.xml").decode()
    return {
        ref: re.sub("<[^>]*>", "", body) for ref, body in re.findall(r'<comment ref="([A-Z0-9]+)"[^>]*>(.*?)</comment>', text, re.DOTALL)
    }


BAD = [row(1), row(2, CF_SY="", CF_CFJGDM="无"), row(3), row(4, CF_JDRQ="昨天", CF_FR_SFZH=RESIDENT, BZ=f"见{RESIDENT}")]


def test_the_workbook_holds_the_bad_rows_with_each_error_at_its_cell(door, staged):
    data = download(door("lin"), staged(table(BAD)), "xlsx")
    head, *rows = cells_of(data)
    assert head == ["原行号", "错误", *HEADERS]
    assert [cells[0] for cells in rows] == ["3", "5"]
    second, fourth = (dict(zip(CODES, cells[2:], strict=True)) for cells in rows)
    assert (second["CF_XDR_MC"], second["CF_SY"], second["CF_CFJGDM"]) == ("示例商贸有限公司", "", "无")
    assert (fourth["CF_JDRQ"], fourth["CF_FR_SFZH"], fourth["BZ"]) == ("昨天", "**************002X", "见**************002X")
    # The sheet begins two columns further right: CF_SY is the 12th column, CF_CFJGDM the 23rd, CF_JDRQ the 19th, BZ the 26th.
    assert set(notes_of(data)) == {"N2", "Y2", "U3", "AB3"}
    assert "违法事实" in rows[0][1]
    assert "违法事实" not in rows[1][1]


def test_all_rows_if_asked(door, staged):
    filing = staged(table(BAD))
    _head, *rows = cells_of(download(door("lin"), filing, "xlsx", rows="all"))
    assert [cells[0] for cells in rows] == ["2", "3", "4", "5"]
    assert rows[0][1] == ""
    assert {k: v for k, v in zip(CODES, rows[0][2:], strict=True) if v} == row(1)


def test_nothing_that_was_masked_or_hashed_goes_back(door, staged):
    filing = staged(table_of(PENALTY_NATURAL_2018, [filled(PENALTY_NATURAL_2018, CF_SY="")]))
    person = filing.filed_rows.get().subject_code
    for form in ("csv", "xlsx"):
        data = download(door("lin"), filing, form)
        words = data.decode() if form == "csv" else str(cells_of(data))
        assert "**************002X" in words
        assert "王小明" in words
        assert RESIDENT[:17] not in words
        assert person not in words


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(door, staged, evil):
    filing = staged(table([row(1, BZ=evil, CF_SY="")]))
    data = download(door("lin"), filing, "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in book.namelist() if "hyperlink" in name.lower()]
    assert cells_of(data)[1][-1] == evil
    (_head, cells) = csv.reader(io.StringIO(download(door("lin"), filing, "csv").decode("utf-8-sig")))
    assert cells[-1] == "'" + evil


def test_codes_are_text_so_that_no_digit_is_lost(door, staged):
    data = download(door("lin"), staged(table([row(1, CF_SY="")])), "xlsx")
    assert all(isinstance(cell, str) for cells in cells_of(data) for cell in cells)


@EVERY
def test_the_sheet_of_every_layout_mended_comes_in_again(door, staged, layout):
    """What went back with one empty cell is filled in and sent once more, its certificate numbers typed again."""
    hole = [c for c in layout.columns if c.required and c.type == "text"][-1].code
    filing = staged(table_of(layout, [filled(layout, 1, **{hole: ""}), filled(layout, 2)]))
    assert filing.bad == 1
    head, cells = cells_of(download(door("lin"), filing, "xlsx"))
    at = {column.code: 2 + i for i, column in enumerate(layout.columns)}
    cells[at[hole]] = filled(layout)[hole]
    for column in layout.columns:
        if column.type == "person":
            assert cells[at[column.code]] == "**************002X"
            cells[at[column.code]] = RESIDENT
    out = io.StringIO()
    csv.writer(out).writerows([head, cells])
    again = staged(out.getvalue().encode(), "改正.csv")
    assert (again.layout, again.rows, again.bad) == (layout.code, 1, 0)
    first, second = filing.filed_rows.get(row_no=2), again.filed_rows.get()
    assert (second.subject_code, second.doc_no, second.decided_on) == (first.subject_code, first.doc_no, first.decided_on)


def test_a_filing_by_form_has_no_sheet(door, person):
    unit = Subject.objects.get(code=world.OFFICE)
    filing = Filing.objects.create(unit=unit, item_code="RY", source="form", made_by=person("zhou"))
    assert door("zhou").get(reverse("staff_filing_sheet", args=[filing.pk, "xlsx"])).status_code == 404
    assert door("zhou").get(reverse("staff_filing_sheet", args=[staged_any(person).pk, "pdf"])).status_code == 404


def staged_any(person) -> Filing:
    unit = Subject.objects.get(code=world.MARKET)
    return actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table([row(1)])), filename="a.csv")


def test_the_page_of_the_filing_offers_the_sheet_only_where_something_is_wrong(door, staged):
    client = door("lin")
    bad, good = staged(table(BAD)), staged(table([row(9)]))
    address = reverse("staff_filing_sheet", args=[bad.pk, "xlsx"])
    assert address in client.get(reverse("staff_filing", args=[bad.pk])).content.decode()
    assert "/sheet." not in client.get(reverse("staff_filing", args=[good.pk])).content.decode()


# ── templates ────────────────────────────────────────────────────────────────────────────────────


@EVERY
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_is_recognised_as_the_layout_it_is_of(door, layout, form):
    data = door("lin").get(reverse("staff_layout_template", args=[layout.code, form])).content
    found, places, rows, _foreign = reading.recognise(reading.rows(io.BytesIO(data), f"a.{form}"))
    assert found is layout
    assert places == list(range(len(layout.columns)))
    assert list(rows) == []  # the second header row, with the codes, is none


def test_the_workbook_explains_every_column(door):
    data = door("lin").get(reverse("staff_layout_template", args=["penalty-legal-2018", "xlsx"]), headers={"accept-language": "en"}).content
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(1).to_python()
    assert len(head) == 6
    assert [cells[1] for cells in rows] == CODES
    told = {cells[1]: cells for cells in rows}
    assert [int(told[c.code][3]) for c in PENALTY_LEGAL_2018.columns] == [c.width for c in PENALTY_LEGAL_2018.columns]
    assert told["CF_SY"][4] != told["BZ"][4]
    # By the catalogue: the facts are public, the tax number shared, the representative by authorisation, the remark internal.
    assert len({told[code][5] for code in ("CF_SY", "CF_XDR_SWDJ", "CF_FRDB", "BZ")}) == 4
    assert told["CF_XDR_MC"][5] == told["CF_SY"][5]


def test_the_page_lists_every_layout(door):
    page = door("gao").get(reverse("staff_layouts")).content.decode()
    for layout in LAYOUTS.values():
        assert layout.name in page
        assert reverse("staff_layout_template", args=[layout.code, "xlsx"]) in page


@pytest.mark.parametrize("address", ["/layouts/none.csv", "/layouts/penalty-legal-2018.pdf"])
def test_there_is_no_other_template(door, address):
    assert door("lin").get(reverse("staff_layouts").removesuffix("layouts/") + address.lstrip("/")).status_code == 404
