"""The sheet that goes back to the clerk: rows as staged and masked, in the order of their layout, each error at its cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import NamedTuple

import xlsxwriter
from django.db import connection
from django.utils.translation import gettext as _

from archives.models import CatalogueItem, Filing, RedactedExport
from integrity.errors import Refused
from integrity.exports import formula_safe

from .judging import facts_of
from .layouts import ERRORS, LAYOUTS, ROW_NUMBER, Layout
from .private import UNREPEATED, without_phones
from .rules import describe

PAGE = 1000
COMMENTS = 20_000  # a spreadsheet grows slow with more; the error column names them all
LAST_ROW = 1_048_576

# Rows in the order of the file, a page at a time, so that a filing of a million rows fills no memory.
ROWS = """
SELECT r.row_no, r.subject_code, r.subject_name, r.issuer_code, r.issuer_name, r.source_code, r.doc_no, r.basis,
  coalesce(r.decided_on::text, ''), r.facts, coalesce(r.errors, '[]'::jsonb) || coalesce(x.errors, '[]'::jsonb)
FROM archives_filedrow r LEFT JOIN archives_rowcheck x ON x.filing_id = r.filing_id AND x.row_no = r.row_no
WHERE r.filing_id = %s AND r.row_no > %s AND (%s OR r.errors IS NOT NULL OR x.errors IS NOT NULL)
ORDER BY r.row_no LIMIT %s
"""
STORED = ("subject_code", "subject_name", "issuer_code", "issuer_name", "source_code", "doc_no", "basis", "decided_on")


class Returned(NamedTuple):
    """One row of the sheet: its number in the file, its cells in the order of the layout, and what is wrong, by the place
    of the cell (``-1``: with the row as a whole)."""

    number: int
    cells: list[str]
    faults: dict[int, list[str]]


def rows(filing: Filing, *, everything: bool = False) -> Iterator[Returned]:
    """The bad rows of an imported file, or all of them. Raises :class:`Refused` for what was entered by form."""
    layout = layout_of(filing)
    items = CatalogueItem.objects.filter(code=layout.item_code).select_related("edition").prefetch_related("fields")
    facts = facts_of(layout, sorted(items, key=lambda item: item.edition.valid_from, reverse=True))
    at = {column.code: i for i, column in enumerate(layout.columns)}
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [filing.pk, last, everything, PAGE])
            page = cursor.fetchall()
        for number, *stored, kept, errors in page:
            yield _returned(layout, facts, at, number, dict(zip(STORED, stored, strict=True)), _json(kept), _json(errors))
        if len(page) < PAGE:
            return
        last = page[-1][0]


def layout_of(filing: Filing) -> Layout:
    if filing.layout not in LAYOUTS:
        raise Refused(_("%(filing)s did not come as a file, so there is no sheet to send back.") % {"filing": filing})
    return LAYOUTS[filing.layout]


def _json(value):
    return json.loads(value) if isinstance(value, str) else value


def _returned(layout: Layout, facts, at: dict[str, int], number: int, stored: dict, kept: dict, errors: list[dict]) -> Returned:
    cells = [stored.get(column.feeds, "") or "" for column in layout.columns]
    for i, scope, key in facts:
        value = kept.get(scope, {}).get(key, "")
        # Of a number only the mask goes back; its hash is nobody's business.
        cells[i] = value.partition(" ")[0] if layout.columns[i].type == "identity" else value
    if layout.of_persons:
        cells = ["" if column.feeds == "subject_code" else cell for column, cell in zip(layout.columns, cells, strict=True)]
    faults: dict[int, list[str]] = {}
    for error in errors:
        told, i = describe(error, layout.code), at.get(error.get("column", ""), -1)
        faults.setdefault(i, []).append(f"{told['message']}{told['mend']}")
        if error["rule"] in UNREPEATED and i >= 0:
            cells[i] = without_phones(cells[i])
        if i >= 0 and not cells[i]:
            cells[i] = told["value"]  # what was no date or code stands nowhere else
    return Returned(number, cells, faults)


def redacted(layout: Layout) -> list[tuple[str, str, str]]:
    """What a sheet of this layout never holds: (header, how, rule) as words of :class:`RedactedExport`."""
    words = RedactedExport
    masked = [(c.header, words.How.MASKED, words.Rule.RESIDENT_ID) for c in layout.columns if c.type == "identity"]
    codes = [(c.header, words.How.LEFT_OUT, words.Rule.PERSON_CODE) for c in layout.columns if layout.of_persons and c.feeds == "subject_code"]
    return masked + codes


def summary(layout: Layout, row: Returned) -> str:
    """All that is wrong with a row, as one text."""
    return "；".join(
        f"{layout.columns[i].header}：{words}" if i >= 0 else words for i, told in sorted(row.faults.items()) for words in told
    )


def as_csv(filing: Filing, *, everything: bool = False) -> Iterator[bytes]:
    """The sheet as CSV, a row at a time."""
    layout = layout_of(filing)
    yield b"\xef\xbb\xbf" + _line([ROW_NUMBER, ERRORS, *(column.header for column in layout.columns)])
    for row in rows(filing, everything=everything):
        yield _line([str(row.number), *map(formula_safe, (summary(layout, row), *row.cells))])


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue().encode()


def write_xlsx(filing: Filing, stream, *, everything: bool = False) -> None:
    """The sheet as a workbook, written row by row: every cell is text, a wrong one is filled and says why in a note."""
    layout = layout_of(filing)
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        text = book.add_format({"num_format": "@", "valign": "top"})
        head = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True})
        wrong = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FCE4E4", "border": 1, "border_color": "#B3261E"})
        sheet = book.add_worksheet(layout.name[:31])
        sheet.set_column(0, 0, 8, text)
        sheet.set_column(1, 1, 48, text)
        sheet.set_column(2, 1 + len(layout.columns), 20, text)
        sheet.freeze_panes(1, 2)
        for i, header in enumerate((ROW_NUMBER, ERRORS, *(column.header for column in layout.columns))):
            sheet.write_string(0, i, header, head)
        notes = 0
        for at, row in enumerate(rows(filing, everything=everything), 1):
            if at >= LAST_ROW:
                break
            sheet.write_string(at, 0, str(row.number), text)
            sheet.write_string(at, 1, summary(layout, row)[:32767], wrong if row.faults else text)
            for i, cell in enumerate(row.cells):
                if cell or i in row.faults:
                    sheet.write_string(at, 2 + i, cell[:32767], wrong if i in row.faults else text)
                if i in row.faults and notes < COMMENTS:
                    sheet.write_comment(at, 2 + i, "\n".join(row.faults[i])[:2000], {"x_scale": 2})
                    notes += 1
