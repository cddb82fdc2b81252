"""Old .xls workbooks made in memory for tests: a compound file (MS-CFB) around records of a workbook (MS-XLS, BIFF8)."""

from __future__ import annotations

import struct

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def cell(row: int, column: int, value) -> bytes:
    if isinstance(value, (int, float)):
        return record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    return record(0x0204, struct.pack("<HHH", row, column, 0) + _text(value))


def book(rows: list[list], more: bytes = b"") -> bytes:
    """The stream of a workbook with one sheet; ``more``: further records before it."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    cells = b"".join(cell(n, m, value) for n, row in enumerate(rows) for m, value in enumerate(row) if value != "")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A)
    name = struct.pack("<BB", 5, 0) + b"Sheet"
    at = len(record(0x0809, bof)) + len(more) + len(record(0x0085, bytes(6) + name)) + len(record(0x000A))
    return record(0x0809, bof) + more + record(0x0085, struct.pack("<IH", at, 0) + name) + record(0x000A) + sheet


def container(streams: dict[str, bytes], *, fats: int | None = None) -> bytes:
    """A compound file of these streams, each long enough for sectors of its own; ``fats``: a lie about their number."""
    data, table, entries = [], [], []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        blocks = [content[i : i + 512].ljust(512, b"\0") for i in range(0, len(content), 512)]
        entries.append((name, len(data), len(content)))
        table += [*range(len(data) + 1, len(data) + len(blocks)), END]
        data += blocks
    directory = _entry("Root Entry", 5, END, 0, child=1) + b"".join(
        _entry(name, 2, at, size, right=n + 2 if n + 1 < len(entries) else FREE) for n, (name, at, size) in enumerate(entries)
    )
    blocks = [directory[i : i + 512].ljust(512, b"\0") for i in range(0, len(directory), 512)]
    first = len(data)
    table += [*range(first + 1, first + len(blocks)), END]
    data += blocks
    count = 1
    while len(table) + count > count * 128:
        count += 1
    places = list(range(len(data), len(data) + count))
    table += [FAT] * count
    table += [FREE] * (count * 128 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fats if fats is not None else count, first, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *(places + [FREE] * 109)[:109])
    return head[:512].ljust(512, b"\0") + b"".join(data) + packed


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<II", start, size)
        + bytes(4)
    )


def xls(rows: list[list], more: bytes = b"") -> bytes:
    return container({"Workbook": book(rows, more)})
