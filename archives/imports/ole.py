"""The container of an old .xls workbook (MS-CFB) looked through before it is parsed: its size, macros, a password, links.

Only what is needed for that is read: the allocation table, the directory and the records of the workbook (MS-XLS), each
bounded by the length of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from .refusal import BadFile, too_large

_END = 0xFFFFFFFA  # from here on a number of a sector means that there is none
_MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "MACROS"})
_FILEPASS, _SUPBOOK = 0x002F, 0x01AE
_OWN_BOOK, _ADD_IN = b"\x01\x04", b"\x01\x3a"


def _damaged() -> BadFile:
    return BadFile(_("The workbook is damaged; it may have been cut off while uploading. Upload it again."))


def check(stream: BinaryIO, room: int) -> None:
    """Refuse a container that is damaged, too large, encrypted, or holds macros or links to other files."""
    stream.seek(0, 2)
    size = stream.tell()
    if size > room:
        raise too_large(room)
    try:
        _look(_Container(stream, size))
    except (struct.error, IndexError):
        raise _damaged() from None


class _Container:
    """Sectors of a compound file by number; a chain that runs in a circle or out of the file is damaged."""

    def __init__(self, stream: BinaryIO, size: int):
        self.stream = stream
        stream.seek(0)
        head = stream.read(512)
        version, shift = struct.unpack_from("<HxxH", head, 26)
        fats, self.directory = struct.unpack_from("<I4xI", head, 44)[0], struct.unpack_from("<I", head, 48)[0]
        self.cutoff, _mini, minis, difat, difats = struct.unpack_from("<5I", head, 56)
        self.sector = 1 << shift if (version, shift) in {(3, 9), (4, 12)} else 0
        if not self.sector:
            raise _damaged()
        self.count = size // self.sector
        # The parser believes these numbers and makes room for as many sectors; more than the file has are a trap.
        if max(fats, minis, difats) > self.count:
            raise _damaged()
        tables = [n for n in struct.unpack_from("<109I", head, 76) if n < _END]
        for data in self._difat(difat):
            tables += [n for n in data if n < _END]
        if len(tables) > self.count:
            raise _damaged()
        self.table = [n for at in tables for n in struct.unpack(f"<{self.sector // 4}I", self._read(at))]

    def _difat(self, at: int) -> Iterator[tuple[int, ...]]:
        for _n in range(self.count):
            if at >= _END:
                return
            *data, at = struct.unpack(f"<{self.sector // 4}I", self._read(at))
            yield tuple(data)
        raise _damaged()

    def _read(self, at: int) -> bytes:
        self.stream.seek((at + 1) * self.sector)
        data = self.stream.read(self.sector)
        return data.ljust(self.sector, b"\0") if data else b""

    def chain(self, at: int) -> Iterator[bytes]:
        for _n in range(self.count + 1):
            if at >= _END:
                return
            yield self._read(at)
            at = self.table[at]
        raise _damaged()


def _look(container: _Container) -> None:
    entries = {}
    for sector in container.chain(container.directory):
        for at in range(0, len(sector), 128):
            length = struct.unpack_from("<H", sector, at + 64)[0]
            if 2 <= length <= 64 and sector[at + 66]:
                name = sector[at : at + length - 2].decode("utf-16-le", "replace")
                entries[name.upper()] = struct.unpack_from("<II", sector, at + 116)
    if "ENCRYPTEDPACKAGE" in entries or "ENCRYPTIONINFO" in entries:
        raise BadFile(_("The workbook has a password; save it again without one."))
    if _MACROS & entries.keys():
        raise BadFile(_("The workbook holds macros; save it as .xlsx without macros."))
    book = entries.get("WORKBOOK") or entries.get("BOOK")
    if book is None:
        raise BadFile(_("The file holds no workbook; it may be a document of another program. Save it as .xlsx or CSV."))
    start, size = book
    if size >= container.cutoff:  # a smaller one is too small for a table
        _records(container.chain(start), size)


def _records(sectors: Iterator[bytes], size: int) -> None:
    """The records of the workbook one after the other; of each only kind, length and the first bytes are looked at."""
    data, left = bytearray(), size
    skip = 0
    for sector in sectors:
        data += sector[:left]
        left -= len(sector[:left])
        at = min(skip, len(data))
        skip -= at
        while not skip and at + 12 <= len(data):
            kind, length = struct.unpack_from("<HH", data, at)
            _refuse_record(kind, bytes(data[at + 4 : at + 4 + min(length, 8)]))
            step = 4 + length
            skip, at = max(at + step - len(data), 0), min(at + step, len(data))
        del data[:at]
        if left <= 0:
            return


def _refuse_record(kind: int, body: bytes) -> None:
    if kind == _FILEPASS:
        raise BadFile(_("The workbook has a password; save it again without one."))
    if kind == _SUPBOOK and body[2:4] not in {_OWN_BOOK, _ADD_IN}:
        raise BadFile(_("The workbook links to other files; paste its values into a new workbook."))
