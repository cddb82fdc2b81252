"""A second process beside the one that reads an upload: on two cores a large file is decoded in little more than half the time.

Rows go over in batches and come back as lines for COPY, in no order, for each line says which row it is. What the second
process was given and did not bring back is decoded here, so that its death costs time and nothing else.
"""

from __future__ import annotations

import marshal
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection, Pipe
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rows import RowReader

ALONE = 4096  # rows before a second process is worth its start
COUNTS = Struct(">II")  # rows and bad rows, before the lines
AWAY, HERE = 256, 24  # rows handed over at once, and rows decoded here before asking whether they are back


def lines(reader: RowReader, rows: Iterable[tuple[int, list]]) -> Iterator[bytes]:
    """Blocks of COPY text for all ``rows``, as :meth:`RowReader.lines` makes them; ``reader`` counts rows and bad rows.

    Only a process with a single thread forks (a fork takes the locks of other threads along and nobody to open them), and
    only where a second core is: the import command does, a web process decodes alone.
    """
    source = iter(rows)
    yield from reader.lines(islice(source, ALONE))
    first = next(source, None)
    if first is None:
        return
    if threading.active_count() > 1 or len(os.sched_getaffinity(0)) < 2:
        yield reader.block([first])
        yield from reader.lines(source)
        return
    here, there = Pipe()
    child = os.fork()
    if not child:
        try:
            here.close()
            _serve(reader, there)
        finally:
            os._exit(0)  # the connections of the parent stay its own: nothing is closed in an orderly way
    there.close()
    try:
        yield reader.block([first])
        yield from _shared(reader, source, here)
    finally:
        here.close()
        os.waitpid(child, 0)


def _serve(reader: RowReader, there: Connection) -> None:
    """Decode what comes until nobody sends any more."""
    with suppress(EOFError, OSError):
        while True:
            batch = marshal.loads(there.recv_bytes())  # noqa: S302 - of our own parent
            reader.rows = reader.bad = 0
            block = reader.block(batch)
            there.send_bytes(COUNTS.pack(reader.rows, reader.bad) + block)


def _shared(reader: RowReader, source: Iterator[tuple[int, list]], here: Connection) -> Iterator[bytes]:
    away: list = []  # what the second process has
    alive = True
    while True:
        if alive and not away and (away := list(islice(source, AWAY))):
            try:
                here.send_bytes(marshal.dumps(away))
            except OSError:
                alive = False
        mine = list(islice(source, HERE))
        if mine:
            yield reader.block(mine)
        elif not away:
            return
        if away and (not alive or not mine or here.poll()):
            try:
                done = here.recv_bytes()
                rows, bad = COUNTS.unpack_from(done)
                reader.rows += rows
                reader.bad += bad
                yield done[COUNTS.size :]
            except (EOFError, OSError):
                alive = False
                yield reader.block(away)
            away = []
