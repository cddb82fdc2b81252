"""The listed grounds on which an objection is not accepted, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from complaints.law import load_grounds as load

from .models import RefusalGround

FILE = Path(__file__).resolve().parent.parent / "standards" / "objections.yaml"


def load_grounds(today: date, path: Path = FILE) -> int:
    """As :func:`complaints.law.load_grounds`, of objections."""
    return load(today, path, RefusalGround)
