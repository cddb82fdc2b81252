"""Reading an upload: CSV as a stream, XLSX through calamine; bad files are refused with a sentence, never a fault."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from archives.identifiers import mask_identities
from integrity.errors import Refused

from .layouts import Layout

MAX_COLUMNS = 200
MAX_FIELD = 1 << 20
MAX_LINE = 4 << 20
HEADER_WITHIN = 5  # rows of title above the header

# Where the cells of a sheet say they stand (r="AB12"), and which shared text they point to.
_CELL_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
_CELL_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,3}([0-9]{1,7})""")
_CELL_TEXT = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<v>([0-9]{1,9})<""")


class BadFile(Refused):
    """The file as a whole cannot be read; nothing of it is kept."""


class Lines(io.RawIOBase):
    """A binary stream of which no line fills the memory."""

    def __init__(self, stream: BinaryIO):
        self.stream, self.line = stream, 0  # bytes since the last line break

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        block = self.stream.read(len(buffer))
        last = block.rfind(b"\n")
        self.line = self.line + len(block) if last < 0 else len(block) - last - 1
        if self.line > MAX_LINE:
            raise BadFile(_("A line is longer than 4 MB; this is not a table."))
        buffer[: len(block)] = block
        return len(block)


def digest(stream: BinaryIO) -> str:
    """The SHA-256 of a whole upload, which stands at its beginning again. Too large an upload is refused."""
    value = hashlib.sha256()
    while block := stream.read(1 << 20):
        value.update(block)
        if stream.tell() > settings.UPLOAD_MAX_BYTES:
            raise BadFile(_("The file is larger than %(n)d MB; split it by decision date.") % {"n": settings.UPLOAD_MAX_BYTES >> 20})
    stream.seek(0)
    return value.hexdigest()


def rows(stream: BinaryIO, filename: str) -> Iterator[tuple[int, list]]:
    """The rows of an upload as (row number as the clerk counts it, cells)."""
    head = stream.read(8)
    stream.seek(0)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return _xlsx(stream)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(_("This is an old .xls workbook; save it as .xlsx or CSV and import that."))
    if filename.lower().endswith((".xlsx", ".xlsm")):
        raise BadFile(_("The file is called .xlsx but is not a workbook; it may have been cut off while uploading."))
    return _csv(stream)


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 (with or without BOM) if the beginning is, else GB18030; from there on it is read strictly."""
    head = stream.read(1 << 18)
    stream.seek(3 if head.startswith(codecs.BOM_UTF8) else 0)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"


def _csv(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """A usual line without quotation marks is split at its commas, four times as fast; any other goes through the csv
    module, which takes as many lines as the record has."""
    csv.field_size_limit(MAX_FIELD)
    encoding = _encoding(stream)
    text = io.TextIOWrapper(io.BufferedReader(Lines(stream), 1 << 18), encoding, newline="")
    number = 0
    try:
        for line in text:
            quoted = '"' in line or len(line) > MAX_FIELD
            cells = next(csv.reader(chain((line,), text), strict=True)) if quoted else line.rstrip("\r\n").split(",")
            number += 1
            if len(cells) > MAX_COLUMNS:
                raise BadFile(_("Row %(row)d has %(n)d columns; no layout has more than %(max)d.") % {"row": number, "n": len(cells), "max": MAX_COLUMNS})
            yield number, cells
    except csv.Error as error:
        raise BadFile(
            _("After row %(row)d the file is no longer CSV (%(why)s); look for an open quotation mark.") % {"row": number, "why": error}
        ) from None
    except UnicodeDecodeError:
        raise BadFile(
            _("After row %(row)d the file is neither UTF-8 nor GB18030, or it was cut off; save it again as “CSV UTF-8” and upload it again.")
            % {"row": number}
        ) from None


def _xlsx(stream: BinaryIO) -> Iterator[tuple[int, list]]:
    from python_calamine import CalamineError, CalamineWorkbook

    _check_container(stream)
    stream.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
        width = sheet.total_width or 0
        if width > MAX_COLUMNS:
            raise BadFile(_("The sheet has %(n)d columns; no layout has more than %(max)d.") % {"n": width, "max": MAX_COLUMNS})
        yield from enumerate(sheet.iter_rows(), 1)  # empty rows above the first cell come too
    except (CalamineError, OSError, IndexError) as error:
        raise BadFile(_("The workbook cannot be opened (%(why)s); save it again as .xlsx without a password.") % {"why": error}) from None


def _check_container(stream: BinaryIO) -> None:
    """Bombs, macros and links to elsewhere are refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = [entry.filename.lower() for entry in entries]
            if len(entries) > 1000 or sum(e.file_size for e in entries) > settings.XLSX_MAX_BYTES:
                raise BadFile(_("Unpacked, the workbook is larger than %(n)d MB; split it, or save it as CSV.") % {"n": settings.XLSX_MAX_BYTES >> 20})
            _check_size(archive, entries)
            if any("vbaproject" in name for name in names):
                raise BadFile(_("The workbook holds macros; save it as .xlsx without macros."))
            if any(name.startswith("xl/externallinks/") for name in names):
                raise BadFile(_("The workbook links to other files; paste its values into a new workbook."))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BadFile(_("The workbook is damaged; it may have been cut off while uploading. Upload it again.")) from None


def _check_size(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what is small in the file and huge in memory: a cell far from the table (the reader lays out every cell
    between) and one long text that many cells point to."""
    columns, rows, pointed, texts = {b"A"}, {b"1"}, Counter(), []
    for entry in entries:
        if entry.filename.lower().endswith("sharedstrings.xml"):
            texts = [len(text) for text in archive.read(entry).split(b"<si")[1:]]
            continue
        tail = b""
        with archive.open(entry) as part:
            while block := part.read(1 << 20):
                text = tail + block
                columns.update(_CELL_COLUMN.findall(text))
                rows.update(_CELL_ROW.findall(text))
                pointed.update(_CELL_TEXT.findall(text))
                tail = text[-64:]
    width = max(sum((letter - 64) * 26**n for n, letter in enumerate(reversed(name.upper()))) for name in columns)
    if width > MAX_COLUMNS:
        raise BadFile(_("The sheet has %(n)d columns; no layout has more than %(max)d.") % {"n": width, "max": MAX_COLUMNS})
    area = width * max(map(int, rows))
    spread = area * 32 > settings.XLSX_MAX_BYTES and area * 8 > sum(entry.file_size for entry in entries)
    if spread or sum(n * texts[int(i)] for i, n in pointed.items() if int(i) < len(texts)) > settings.XLSX_MAX_BYTES:
        raise BadFile(_("Unpacked, the workbook is larger than %(n)d MB; split it, or save it as CSV.") % {"n": settings.XLSX_MAX_BYTES >> 20})


def text_of(value) -> str:
    """A cell as text: dates as ISO days, whole numbers without their ``.0``, everything else as it stands."""
    if isinstance(value, str):
        return value
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        # Fifteen digits are what a workbook shows: 0.1 + 0.2 is 0.3 to the clerk.
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(f"{value:.15g}"))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


def table(source: Iterator[tuple[int, list]], layout: Layout) -> tuple[list[int | None], Iterator[tuple[int, list]], dict[str, int]]:
    """Find the header; answer, for each column of the layout, its place in the file (``None`` if absent).

    Titles above the header and a second header row (codes above Chinese or the other way round) are passed over.
    """
    for seen, (_number, cells) in enumerate(source, 1):
        codes = [layout.match(cell) if str(cell).strip() else None for cell in cells]
        known = [c for c in codes if c]
        if len(known) >= 5:
            return _header(codes, known, cells, layout, source)
        if seen >= HEADER_WITHIN:
            break
    raise BadFile(_("No header of the layout “%(layout)s” stands in the first %(n)d rows; compare it with the template.") % {"layout": layout.name, "n": HEADER_WITHIN})


def _header(codes, known, cells, layout, source):
    if twice := sorted({c for c in known if known.count(c) > 1}):
        raise BadFile(_("The column %(columns)s stands twice; keep one.") % {"columns": "、".join(twice)})
    unknown = [str(cell).strip() for cell, code in zip(cells, codes, strict=True) if code is None and str(cell).strip()]
    if unknown:
        raise BadFile(_("The layout “%(layout)s” has no column %(columns)s; rename or remove it.") % {"layout": layout.name, "columns": "、".join(mask_identities(u)[0][:40] for u in unknown[:5])})
    missing = [f"{c.code} {c.header}" for c in layout.columns if c.required and c.code not in known]
    if missing:
        raise BadFile(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing)})
    places = [codes.index(c.code) if c.code in codes else None for c in layout.columns]
    foreign = {code: codes.index(code) for code in layout.foreign if code in codes}
    # Columns of the sister layouts at the end of the table say nothing here; they must not make a row too long.
    used, end = 1 + max([p for p in places if p is not None] + list(foreign.values())), 1 + max(i for i, c in enumerate(codes) if c)

    first = next(source, None)
    again = [layout.match(cell) for cell in first[1] if str(cell).strip()] if first else []
    body = chain([first], source) if first and sum(code is not None for code in again) < 5 else source
    if used != end:
        body = ((number, [*row[:used], *row[end:]]) for number, row in body)
    return places, body, foreign
