"""Workbooks. They are unpacked and parsed in a process of their own, whose memory and time are bounded: a file of a few
bytes can make a parser ask for more memory than there is, which ends the process that asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from . import ole
from .refusal import MAX_COLUMNS, BadFile, too_large

CHILD = Path(__file__).with_name("cells.py")
SECONDS = 120  # of computing
ROW_BYTES = 64 << 20  # of one row as it is handed over

# Where the cells of a sheet say they stand (r="AB12"), and which shared text they point to.
_CELL_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
_CELL_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,3}([0-9]{1,7})""")
_CELL_TEXT = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<v>([0-9]{1,9})<""")


def xlsx(stream: BinaryIO, room: int) -> Iterator[tuple[int, list]]:
    """The rows of the first sheet of a workbook as it is written since 2007; ``room``: bytes it may have unpacked."""
    _check_container(stream, room)
    yield from _cells(stream)


def xls(stream: BinaryIO, room: int) -> Iterator[tuple[int, list]]:
    """The rows of the first sheet of a workbook as it was written before 2007."""
    ole.check(stream, room)
    yield from _cells(stream)


def _cells(stream: BinaryIO) -> Iterator[tuple[int, list]]:
    """Rows with their numbers, parsed elsewhere; empty rows above the first cell come too. Dates arrive as ISO days."""
    with tempfile.TemporaryFile() as file:
        stream.seek(0)
        while block := stream.read(1 << 20):
            file.write(block)
        file.seek(0)
        command = [sys.executable, "-I", str(CHILD), str(settings.WORKBOOK_MEMORY), str(SECONDS), str(MAX_COLUMNS)]
        with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own file
            try:
                yield from _handed(child)
            finally:
                child.kill()


def _handed(child: subprocess.Popen) -> Iterator[tuple[int, list]]:
    too_much = BadFile(_("The workbook asks for more memory than a table needs; save it as CSV and import that."))
    head = _line(child)
    if head is None or head.get("error") == "memory":
        raise too_much
    if "width" in head:
        raise BadFile(_("The sheet has %(n)d columns; no layout has more than %(max)d.") % {"n": head["width"], "max": MAX_COLUMNS})
    if "error" in head:
        raise BadFile(_("The workbook cannot be opened: it is damaged, has a password, or is no workbook; save it again as .xlsx without a password."))
    for number in count(1):
        row = _line(child)
        if row is None:
            raise too_much
        if not isinstance(row, list):
            return
        yield number, row


def _line(child: subprocess.Popen):
    line = child.stdout.readline(ROW_BYTES)
    return json.loads(line) if line.endswith(b"\n") else None


def _check_container(stream: BinaryIO, room: int) -> None:
    """Bombs, macros and links to elsewhere are refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = [entry.filename.lower() for entry in entries]
            if len(entries) > 1000 or sum(e.file_size for e in entries) > room:
                raise too_large(room)
            _check_size(archive, entries, room)
            if any("vbaproject" in name for name in names):
                raise BadFile(_("The workbook holds macros; save it as .xlsx without macros."))
            if any(name.startswith("xl/externallinks/") for name in names):
                raise BadFile(_("The workbook links to other files; paste its values into a new workbook."))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BadFile(_("The workbook is damaged; it may have been cut off while uploading. Upload it again.")) from None


def _check_size(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], room: int) -> None:
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
    spread = area * 32 > room and area * 8 > sum(entry.file_size for entry in entries)
    if spread or sum(n * texts[int(i)] for i, n in pointed.items() if int(i) < len(texts)) > room:
        raise too_large(room)
