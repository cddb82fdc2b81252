"""Kinds of letters of commitment, as the list of powers offers them for approval matters."""

from __future__ import annotations

from datetime import date

from .models import Wording


def letter_kinds(day: date) -> list[tuple[str, str]]:
    """Code and label of each kind of letter in force on ``day``."""
    found = Wording.objects.in_force(day).filter(family=Wording.Family.LETTER).order_by("code")
    return [(kind.code, str(kind.label)) for kind in found]
