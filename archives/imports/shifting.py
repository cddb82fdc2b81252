"""Cells that stand one column off: one clear sentence instead of a fault in every column after the slip."""

from __future__ import annotations

from archives.identifiers import uscc_ok
from integrity.identity import identity_ok, mask_identities, plain_number

from .judging import parse_date
from .reading import text_of

# What a cell of these types must be, whatever stands beside it.
_IS = {
    "uscc": lambda text: uscc_ok(text.upper()),
    "date": lambda text: parse_date(text) is not None,
    "person": lambda text: identity_ok(plain_number(text)),
}


def shifted(reader, raw: list) -> dict | None:
    """The error of a row whose cells stand one column off, from some column to the end; ``None`` for any other row.

    It is only said where it can be told: at least two columns that must be filled with a code or a date hold none, and
    the cells beside them do, all on the same side; every such column before them holds its own.
    """
    cells = [text_of(cell).strip() for cell in raw]
    places = [
        (place, column)
        for place, column in zip(reader.places, reader.columns, strict=True)
        if place is not None and column.required and column.type in _IS
    ]
    places.sort(key=lambda pair: pair[0])
    for step, rule in ((1, "shifted_right"), (-1, "shifted_left")):
        for first in range(len(places) - 1):
            before, after = places[:first], places[first:]
            if all(_fits(cells, p, c) for p, c in before) and all(_fits(cells, p + step, c) and not _fits(cells, p, c) for p, c in after):
                place, column = after[0]
                value = cells[place] if place < len(cells) else ""
                return {
                    "column": column.code,
                    "value": mask_identities(value)[0][:80] if column.type != "person" else "",
                    "rule": rule,
                    "args": {},
                }
    return None


def _fits(cells: list[str], place: int, column) -> bool:
    return 0 <= place < len(cells) and _IS[column.type](cells[place])
