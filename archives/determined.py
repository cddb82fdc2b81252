"""What was determined by a procedure of an app above, and so is filed from there and never typed: asked before a filing goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from integrity.errors import Refused

from .models import Filing, Record


@dataclass(frozen=True)
class Held:
    """``url``: the page from which it is filed. ``refusal``: why this filing is not it, and the way out; empty for the one made there."""

    url: str
    refusal: str = ""
    article: str = ""


GONE = (Filing.Status.RETURNED, Filing.Status.DISCARDED)


def waits(filing: str) -> Q:
    """Of rows with a column ``filing``: nothing of it is filed, or it was returned or discarded."""
    return Q(**{f"{filing}__isnull": True}) | Q(**{f"{filing}__status__in": GONE})


def came_back(filing: Filing | None) -> bool:
    """Whether nothing of ``filing`` stands: it was returned or discarded, or its record was withdrawn."""
    if filing is None:
        return False
    numbers = filing.records.values("number")  # a record that was corrected is withdrawn in its last version
    return filing.status in GONE or Record.objects.current().filter(number__in=numbers, withdrawn_at__isnull=False).exists()


def not_filed(faults: dict[str, list]) -> Refused:
    """The refusal of a record that the checks of a row do not let be filed; ``faults``: {column: sentences}."""
    said = "；".join(f"{key}：{'，'.join(map(str, words))}" for key, words in faults.items())
    return Refused(_("The record cannot be filed as it stands (%(faults)s); nothing was filed.") % {"faults": said})


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
