"""Finding the header of a table, and which official layout it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from integrity.identity import mask_identities

from .layouts import LAYOUTS, Layout
from .refusal import BadFile

WITHIN = 5  # rows of title above the header
ENOUGH = 5  # known columns that make a row a header

Rows = Iterator[tuple[int, list]]
Found = tuple[Layout, list[int | None], Rows, dict[str, int]]


def table(source: Rows, layout: Layout) -> tuple[list[int | None], Rows, dict[str, int]]:
    """Find the header of ``layout``; answer, for each of its columns, the place in the file (``None`` if absent), the
    rows below, and the places of the columns of the sister layout.

    Titles above the header and a second header row (codes above Chinese or the other way round) are passed over.
    """
    _number, cells = _header_row(source, (layout,)) or _none(layout)
    return _read(layout, cells, source)


def recognise(source: Rows) -> Found:
    """The layout that the header itself names, and what :func:`table` answers for it.

    A header fits a layout that has all its columns and lacks none that must be there. Of several, that one fits of
    which the fewest columns belong to its sister; if still more than one does, the clerk has to choose.
    """
    found = _header_row(source, tuple(LAYOUTS.values()))
    if found is None:
        raise BadFile(_("No header of any official layout stands in the first %(n)d rows; compare it with the templates.") % {"n": WITHIN})
    cells = found[1]
    fitting = [layout for layout in LAYOUTS.values() if not _unknown(layout, cells) and not _missing(layout, cells)]
    if not fitting:
        _refuse_nearest(cells)
    foreign = {layout.code: sum(layout.match(cell) in layout.foreign_names for cell in _words(cells)) for layout in fitting}
    best = [layout for layout in fitting if foreign[layout.code] == min(foreign.values())]
    if len(best) > 1:
        raise BadFile(
            _("The header fits more than one layout: %(layouts)s. Choose the one that is meant.")
            % {"layouts": "、".join(x.name for x in best)}
        )
    return (best[0], *_read(best[0], cells, source))


def _words(cells: list) -> list[str]:
    return [str(cell) for cell in cells if str(cell).strip()]


def _header_row(source: Rows, layouts: tuple[Layout, ...]) -> tuple[int, list] | None:
    for seen, (number, cells) in enumerate(source, 1):
        words = _words(cells)
        if any(sum(layout.match(word) is not None for word in words) >= ENOUGH for layout in layouts):
            return number, cells
        if seen >= WITHIN:
            break
    return None


def _none(layout: Layout):
    raise BadFile(
        _("No header of the layout “%(layout)s” stands in the first %(n)d rows; compare it with the template.")
        % {"layout": layout.name, "n": WITHIN}
    )


def _unknown(layout: Layout, cells: list) -> list[str]:
    return [mask_identities(word)[0][:40] for word in _words(cells) if layout.match(word) is None]


def _missing(layout: Layout, cells: list) -> list[str]:
    known = {layout.match(word) for word in _words(cells)}
    return [f"{column.code} {column.header}" for column in layout.columns if column.required and column.code not in known]


def _refuse_nearest(cells: list):
    """Name the layout that lacks the least, and what it lacks."""
    faults = {layout.code: (_missing(layout, cells), _unknown(layout, cells)) for layout in LAYOUTS.values()}
    nearest = min(LAYOUTS.values(), key=lambda layout: sum(map(len, faults[layout.code])))
    missing, unknown = faults[nearest.code]
    words = [_("The header fits no official layout. The nearest is “%(layout)s”.") % {"layout": nearest.name}]
    if missing:
        words.append(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing[:8])})
    if unknown:
        words.append(
            _("The layout “%(layout)s” has no column %(columns)s; rename or remove it.")
            % {"layout": nearest.name, "columns": "、".join(unknown[:5])}
        )
    raise BadFile(" ".join(words))


def _read(layout: Layout, cells: list, source: Rows) -> tuple[list[int | None], Rows, dict[str, int]]:
    codes = [layout.match(cell) if str(cell).strip() else None for cell in cells]
    known = [code for code in codes if code]
    if twice := sorted({code for code in known if known.count(code) > 1}):
        raise BadFile(_("The column %(columns)s stands twice; keep one.") % {"columns": "、".join(twice)})
    if unknown := _unknown(layout, cells):
        raise BadFile(
            _("The layout “%(layout)s” has no column %(columns)s; rename or remove it.")
            % {"layout": layout.name, "columns": "、".join(unknown[:5])}
        )
    if missing := _missing(layout, cells):
        raise BadFile(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing)})
    places = [codes.index(column.code) if column.code in codes else None for column in layout.columns]
    foreign = {code: codes.index(code) for code in codes if code in layout.foreign_names}
    # Columns of the sister layouts at the end of the table say nothing here; they must not make a row too long.
    used, end = 1 + max([p for p in places if p is not None] + list(foreign.values())), 1 + max(i for i, c in enumerate(codes) if c)

    first = next(source, None)
    again = [layout.match(cell) for cell in first[1] if str(cell).strip()] if first else []
    body = _with(first, source) if first and sum(code is not None for code in again) < ENOUGH else source
    if used != end:
        body = ((number, [*row[:used], *row[end:]]) for number, row in body)
    return places, body, foreign


def _with(first: tuple[int, list], rest: Rows) -> Rows:
    yield first
    yield from rest
