"""``python -m bench.decoding FILE``: decode a file and print by how many megabytes the peak memory grew."""

from __future__ import annotations

import resource
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from archives.imports import reading  # noqa: E402
from archives.imports.layouts import PENALTY_LEGAL_2018  # noqa: E402
from archives.imports.rows import RowReader  # noqa: E402


def drain(path: str) -> None:
    with open(path, "rb") as stream:
        source = reading.rows(stream, path)
        places, body, foreign = reading.table(source, PENALTY_LEGAL_2018)
        reader = RowReader(PENALTY_LEGAL_2018, places, foreign, filing_id=1, today=timezone.localdate())
        for _block in reader.lines(body):
            pass


if __name__ == "__main__":
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    drain(sys.argv[1])
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024)
