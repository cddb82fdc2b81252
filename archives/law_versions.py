"""What the file of the law may say of terms, tier rules and effect rules: new versions from a later day, nothing rewritten.

A term that the code asks for is in force without a gap from its first day on, or home pages and deadlines would stand still.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from integrity.errors import Refused

from .models import Term

# What home pages, deadlines and reviews ask for (rhythms of reporting duties name further ones).
NEEDED_TERMS = ("report", "panel", "sign-off", "confirm-withdrawal", "concern", "review", "report-period", "delegation")
DAYS = range(1, 367)
TERM_SAYS = ("days", "document", "extension_days")


def refuse_terms(terms: list[dict], today: date) -> None:
    """Refused, naming the entry, for a number out of bounds, a missing document, a gap, or a version that rewrites law."""
    by_code: dict[str, list[dict]] = {}
    for entry in terms:
        if entry["days"] not in DAYS:
            raise Refused(f"terms, {entry['code']}: {entry['days']} working days; a term has 1 to 366.")
        if entry.get("extension_days", 0) not in range(367):
            raise Refused(f"terms, {entry['code']}: extended by {entry['extension_days']} working days; 0 to 366 may be named.")
        if not str(entry.get("document", "")).strip():
            raise Refused(f"terms, {entry['code']}: a term needs the document that sets it.")
        by_code.setdefault(entry["code"], []).append(entry)
    for code, versions in by_code.items():
        _without_gap(code, sorted(versions, key=lambda v: v["valid_from"]))
    if missing := [code for code in NEEDED_TERMS if code not in by_code]:
        raise Refused(f"terms: {', '.join(missing)} is missing; the register cannot work without.")
    known = {(t.code, t.valid_from): t for t in Term.objects.all()}
    for entry in terms:
        stored = known.get((entry["code"], entry["valid_from"]))
        if stored is None:
            _begins_later("terms", entry["code"], entry["valid_from"], any(code == entry["code"] for code, _day in known), today)
        elif any(getattr(stored, name) != entry.get(name, 0) for name in TERM_SAYS):
            raise Refused(
                f"terms, {entry['code']} from {entry['valid_from']}: the register holds {stored.days} working days; what is in force is "
                "not rewritten. Enter a new version from a later day and end this one on it."
            )


def _without_gap(code: str, versions: list[dict]) -> None:
    for before, after in pairwise(versions):
        if before.get("valid_until") != after["valid_from"]:
            raise Refused(f"terms, {code}: the version before {after['valid_from']} ends on {before.get('valid_until')}, not on that day.")
    if versions[-1].get("valid_until") is not None and code in NEEDED_TERMS:
        raise Refused(f"terms, {code}: no version is in force from {versions[-1]['valid_until']} on; the register cannot work without.")


def _begins_later(section: str, name: str, day: date, known: bool, today: date) -> None:
    """The first law of a new register may be old; a new version of what is there begins after today."""
    if known and day <= today:
        raise Refused(f"{section}, {name}: a new version begins after today ({today}), not on {day}; what was judged keeps its law.")


def ends(section: str, stored, until: date | None, today: date) -> bool:
    """Give the stored version the end that the file names; whether there was anything to do.

    Refused where the end lies in the past, or differs from the one that stands already.
    """
    if stored.valid_until == until:
        return False
    if stored.valid_until is not None or until <= today:
        raise Refused(
            f"{section}, {stored}: it ends on {stored.valid_until or 'no day'}; an end once known, or in the past, is not entered anew."
        )
    stored.valid_until = until
    stored.save(update_fields=["valid_until"])
    return True


def must_begin_later(section: str, model, key: dict, day: date, today: date) -> None:
    """Refused for a new version of a rule that is there already, under ``key`` without its day, beginning today or before."""
    _begins_later(section, " ".join(str(v) for v in key.values()), day, model.objects.filter(**key).exclude(valid_from=day).exists(), today)
