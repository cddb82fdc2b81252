"""The purchaser's letter 采购人信用承诺书: whether a unit published one for a project before it buys."""

from __future__ import annotations

from datetime import date

from archives.models import Subject

from .models import Commitment

PURCHASER = "purchaser"


def purchaser_letter(unit: Subject, project_no: str, day: date) -> Commitment | None:
    """The letter of ``unit`` for the project that was published by ``day`` and stood on it; ``None`` without one.

    It stands from its publication until it was ended by lawful change; that it was kept or broken later does not undo that it was given.
    """
    found = Commitment.objects.filter(unit=unit, wording__code=PURCHASER, project_no=project_no.strip(), published_on__lte=day)
    ended = found.filter(status=Commitment.Status.ENDED, closed_on__lte=day)
    return found.exclude(pk__in=ended.values("pk")).order_by("-published_on", "-pk").first() if project_no.strip() else None
