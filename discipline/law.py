"""Kinds of breach, conditions of tolerance, thresholds and measures, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from integrity.errors import Refused

from .models import BreachKind, CourtListRule, MeasureItem, TierThreshold, ToleranceCondition

FILE = Path(__file__).resolve().parent.parent / "standards" / "discipline.yaml"
MEASURES = FILE.with_name("measures.yaml")
# List of the file → its model, and what makes an entry the same.
LISTS = {
    "breach_kinds": (BreachKind, ("code", "valid_from")),
    "tolerance_conditions": (ToleranceCondition, ("code", "valid_from")),
    "court_lists": (CourtListRule, ("code", "valid_from")),
    "tier_thresholds": (TierThreshold, ("min_loss", "min_impact", "tier", "valid_from")),
    "measures": (MeasureItem, ("code", "valid_from")),
}


def load_lists(today: date, path: Path = FILE, lists: dict = LISTS) -> int:
    """Add the entries that the database lacks and end those that the file ends; returns how many.

    ``lists``: list of the file → its model and what makes an entry the same; those of cases, or of an app above.

    Raises :class:`Refused` naming the entry if one is incomplete or would end in the past what was in force.
    """
    changed, at = 0, "file"
    try:
        law = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, entries in law.items():
            model, key = lists[name]
            for number, entry in enumerate(entries, 1):
                at = f"{name}, entry {number}"
                row, new = model.objects.get_or_create(**{part: entry.pop(part) for part in key}, defaults=entry)
                changed += new or _ends(row, entry.get("valid_until"), today, at)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return changed


def _ends(row, until: date | None, today: date, at: str) -> bool:
    if until is None or until == row.valid_until:  # the office may have ended a threshold by form
        return False
    if until <= today or (row.valid_until and row.valid_until <= today):
        raise Refused(f"{at}: an entry ends on a day after today, and what has ended stays ended; add a new entry instead.")
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    return True


def load_measures(today: date) -> int:
    """The closed list of measures."""
    return load_lists(today, MEASURES)
