"""Exports: CSV a row at a time, safe against formulas, with a mark so that a spreadsheet reads the Chinese."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override


def formula_safe(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    return "'" + cell if cell.startswith(tuple("=+-@\t\r＝＋－＠")) else cell


def lines(header: Iterable, rows: Iterable[Iterable]) -> Iterator[bytes]:
    """The CSV line by line, the first with the byte order mark; nothing is held in memory but one row."""
    yield b"\xef\xbb\xbf" + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode()


def _cell(cell) -> str:
    """A number is written as a number, a negative one too: only words could be a formula."""
    if isinstance(cell, (int, float, Decimal)):
        return str(cell)
    return formula_safe("" if cell is None else str(cell))


def in_this_language(parts: Iterable) -> Iterator:
    """Each part as it is made in the language of now, although it is made when the request has ended."""
    return _in(get_language(), iter(parts))


def _in(language: str | None, parts: Iterator) -> Iterator:
    while True:
        with override(language):
            try:
                part = next(parts)
            except StopIteration:
                return
        yield part


def streamed(filename: str, header: Iterable, rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """A download that begins before its last row is read."""
    answer = StreamingHttpResponse(in_this_language(lines(header, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
