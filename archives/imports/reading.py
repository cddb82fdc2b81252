"""Reading an upload: CSV as a stream, workbooks through a process of their own; bad files are refused with a sentence."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from . import workbook
from .header import recognise, table
from .refusal import MAX_COLUMNS, BadFile

__all__ = ["BadFile", "digest", "recognise", "rows", "table", "text_of"]

MAX_FIELD = 1 << 20
MAX_LINE = 4 << 20


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


def rows(stream: BinaryIO, filename: str, *, unpacked: int = 0) -> Iterator[tuple[int, list]]:
    """The rows of an upload as (row number as the clerk counts it, cells).

    ``unpacked``: how many bytes a workbook may have once it is unpacked; 0: as many as the settings allow.
    """
    room = unpacked or settings.XLSX_MAX_BYTES
    head = stream.read(8)
    stream.seek(0)
    if not head:
        raise BadFile(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return workbook.xlsx(stream, room)
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return workbook.xls(stream, room)
    if filename.lower().endswith((".xls", ".xlsx", ".xlsm")):
        raise BadFile(_("The file is called a workbook but is none; it may have been cut off while uploading."))
    return _csv(stream)


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 (with or without BOM) if the beginning is, else GB18030; from there on it is read strictly."""
    head = stream.read(1 << 18)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _two_bytes_a_letter(head[:4096]):
        raise BadFile(_("The file is written in UTF-16 (“Unicode text”), which no layout uses; save it again as “CSV UTF-8” and upload it again."))
    stream.seek(3 if head.startswith(codecs.BOM_UTF8) else 0)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"


def _two_bytes_a_letter(head: bytes) -> bool:
    """UTF-16 without its mark: every second byte of commas, digits and line breaks is zero."""
    return any(sign in head for sign in (b",\0", b"\n\0", b"\0,", b"\0\n")) and head.count(0) * 8 > len(head)


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
                raise BadFile(
                    _("Row %(row)d has %(n)d columns; no layout has more than %(max)d.")
                    % {"row": number, "n": len(cells), "max": MAX_COLUMNS}
                )
            yield number, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise BadFile(_("A cell after row %(row)d is longer than %(n)d characters; look for an open quotation mark.") % {"row": number, "n": csv.field_size_limit()}) from None
        raise BadFile(_("After row %(row)d the file is no longer CSV; look for an open quotation mark.") % {"row": number}) from None
    except UnicodeDecodeError:
        if not number:
            raise BadFile(_("The beginning of the file is neither UTF-8 nor GB18030; save it again as “CSV UTF-8” and upload it again.")) from None
        raise BadFile(
            _(
                "After row %(row)d the file is neither UTF-8 nor GB18030, or it was cut off; save it again as “CSV UTF-8” and upload it again."
            )
            % {"row": number}
        ) from None


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
        if value.is_integer() and abs(value) < 1e15:
            return repr(int(value))
        shown = repr(float(f"{value:.15g}"))
        return f"{Decimal(shown):f}" if "e-" in shown else shown  # 0.00005, no 5e-05
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    return str(value)
