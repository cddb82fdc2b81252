"""Kinds of commitments with their templates, and the services of townships, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db.models import Q

from discipline.law import load_lists

from .models import TownshipService, Wording
from .wording import must_be_a_template

FILE = Path(__file__).resolve().parent.parent / "standards" / "commitments.yaml"


def load_wordings(today: date, path: Path = FILE) -> int:
    """As :func:`discipline.law.load_lists`, of the kinds with their templates and the services of townships.

    Raises :class:`Refused` also for a template without a head of its kind.
    """
    added = load_lists(today, path, {"wordings": (Wording, ("code", "valid_from")), "services": (TownshipService, ("code", "valid_from"))})
    for wording in Wording.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today)) if added else ():
        must_be_a_template(wording)
    return added
