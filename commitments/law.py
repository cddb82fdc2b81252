"""Wordings of commitments, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from discipline.law import load_lists

from .models import Wording

FILE = Path(__file__).resolve().parent.parent / "standards" / "commitments.yaml"


def load_wordings(today: date, path: Path = FILE) -> int:
    """As :func:`discipline.law.load_lists`, of the wordings."""
    return load_lists(today, path, {"wordings": (Wording, ("code", "valid_from"))})
