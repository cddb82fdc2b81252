"""What a check is and what it yields. An app asks its own facts in its ``checks.py``; what follows is not its business."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from .calendar import Deadline

YELLOW, RED = "yellow", "red"


@dataclass(frozen=True)
class Addressee:
    """Who is asked to act: holders of ``role`` in the unit with the number ``unit``; ``None``: in any unit."""

    role: str
    unit: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that a check found on a given day.

    ``thing`` names it within its check and stays the same from day to day. ``facts`` are JSON values, of which the check
    makes its sentence in any language; about a natural person they hold a number and nothing else. ``addressees`` stand
    in order: the first whose role somebody holds that day is asked. ``unit`` is the body it concerns (``None``: the city);
    ``inside``: what never left that unit; ``personal``: about a natural person; ``caused_by``: the account that
    brought it about, so that a colleague answers.
    """

    thing: str
    level: str
    addressees: tuple[Addressee, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    unit: int | None = None
    inside: bool = False
    personal: bool = False
    caused_by: int | None = None


@dataclass(frozen=True)
class Check:
    """A pure question asked of stored facts on a given day.

    ``says(facts, unit)`` is the whole sentence, ``shows(facts)`` the address of the evidence, ``basis(facts)`` document and article, by default what the facts say.
    """

    name: str
    label: Any
    asks: Callable[[date], Iterable[Finding]]
    says: Callable[[dict, str], str]
    shows: Callable[[dict], str]
    basis: Callable[[dict], str] = itemgetter("basis")


# A lower app never knows an upper one: each registers what it asks.
CHECKS: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Make the answers of ``check`` known to whoever looks at all of them."""
    CHECKS[check.name] = check
    return check


def told(deadline: Deadline) -> dict:
    """A deadline as facts."""
    return {
        "start": deadline.start_on.isoformat(),
        "days": deadline.days,
        "due": deadline.due_on.isoformat(),
        "provisional": deadline.provisional,
        "extended_by": deadline.extended_by,
    }


def deadline_in(facts: dict) -> Deadline | None:
    """The deadline that :func:`told` wrote among ``facts``, if there is one."""
    if "due" not in facts:
        return None
    days = [date.fromisoformat(facts[name]) for name in ("start", "due")]
    return Deadline(days[0], facts["days"], days[1], facts["provisional"], facts["extended_by"])


def level_of(deadline: Deadline, today: date, near: int) -> str | None:
    """Red once late, yellow on the last ``near`` working days before the due day and on it, nothing earlier."""
    left = deadline.left(today)
    return RED if left < 0 else YELLOW if left <= near else None
