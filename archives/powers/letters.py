"""Which kinds of letters of commitment a matter may accept; the app that keeps letters names them, the archive knows none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

# Each answers the kinds in force on a day as (code, label).
KINDS: list[Callable[[date], list[tuple[str, str]]]] = []


def kinds(day: date) -> list[tuple[str, str]]:
    """All kinds of letters in force on ``day``, as choices of a form."""
    return [kind for ask in KINDS for kind in ask(day)]


def labels(codes: list[str], day: date) -> list[str]:
    """What these kinds are called; a code that nothing names stands as it is."""
    known = dict(kinds(day))
    return [known.get(code, code) for code in codes]
