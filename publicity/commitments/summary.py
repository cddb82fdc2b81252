"""What other pages of the portal say of commitments: the section of a body, and the way back from a record."""

from __future__ import annotations

from ..models import PublicSubject
from . import words
from .kept import kept_by_unit, years_of
from .models import PublicCommitment

SHOWN = 8  # on the page of a body; the list has all
OUTCOME = "CN"  # the item of the catalogue under which outcomes are filed


def promised_by(body: PublicSubject) -> dict | None:
    """The newest commitments of a body, how many there are, and what it kept over the years; ``None`` where it promised nothing."""
    if not body.is_body:
        return None
    found = PublicCommitment.objects.filter(unit_code=body.code)
    rows = words.dressed(found[:SHOWN])
    if not rows:
        return None
    total = found.count() if len(rows) == SHOWN else len(rows)
    kept = next(iter(kept_by_unit(body.code)), None)
    return {"rows": rows, "total": total, "kept": kept, "years": years_of(kept) if kept else None}


def commitment_number(record) -> str:
    """The commitment whose outcome a record tells, while that is public; else nothing."""
    if record.item_code != OUTCOME:
        return ""
    number = str(record.facts.get("commitment_no", ""))[:30]
    return number if PublicCommitment.objects.filter(number=number).exists() else ""
