"""What was determined by a procedure of an app above, and so is filed from there and never typed: asked before a filing goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from integrity.errors import Refused

from .models import Filing


@dataclass(frozen=True)
class Held:
    """``url``: the page from which it is filed. ``refusal``: why this filing is not it, and the way out; empty for the one made there."""

    url: str
    refusal: str = ""
    article: str = ""


# Apps above answer for a filing, ``None`` for one that is none of their business.
ASKS: list[Callable[[Filing], Held | None]] = []


def held(filing: Filing) -> Held | None:
    """The determination that ``filing`` would record, if it would record one."""
    return next((found for ask in ASKS if (found := ask(filing))), None)


def as_determined(filing: Filing, by, today) -> None:
    """not what was determined elsewhere, typed by hand"""
    found = held(filing)
    if found and found.refusal:
        raise Refused(found.refusal, article=found.article)
