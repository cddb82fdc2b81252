"""The methods of repair, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from discipline.law import load_lists

from .models import RepairMethod

FILE = Path(__file__).resolve().parent.parent.parent / "standards" / "repair.yaml"


def load_methods(today: date, path: Path = FILE) -> int:
    """As :func:`discipline.law.load_lists`, of the methods."""
    return load_lists(today, path, {"repair_methods": (RepairMethod, ("code", "tier", "valid_from"))})
