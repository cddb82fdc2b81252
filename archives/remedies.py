"""That what a record tells of was put right since 整改到位, and when that was verified: told beside the record, which itself stays as it is.

The record is neither corrected (更正): what it says was true on its day, and a correction would tell all who received it that it was wrong;
nor repaired (信用修复): that ends the use of a record, is granted upon the application of its subject, after the shortest period and by
conditions of its own. Having made good is a fact in addition. Who reads that something was broken reads in the same place that it was made
good; nothing else follows from it here. An app above that verifies such a thing registers in :data:`ASKS` what it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

# Each answers, of these numbers of records, those that were made good, with the day on which that was verified.
ASKS: list[Callable[[set[str]], dict[str, date]]] = []


def made_good(numbers: Iterable[str]) -> dict[str, date]:
    """The numbers among these of which what they tell was put right, with the day of its verification."""
    asked, found = set(numbers), {}
    for ask in ASKS if asked else ():
        found |= ask(asked)
    return found
