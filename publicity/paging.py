"""Pages by the key of the last row shown: the hundredth page costs what the first does, and nothing is counted.

The parameter ``after`` is opaque to its reader; what is not one of ours means the first page.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date

PAGE = 20
LONGEST = 2000


def write(*parts) -> str:
    return urlsafe_b64encode(json.dumps(parts, ensure_ascii=False, default=str).encode()).decode().rstrip("=")


def read(text: str) -> list:
    """The parts of an ``after``; an empty list for none or for one that is damaged."""
    if not text or len(text) > LONGEST:
        return []
    try:
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return []
    return parts if isinstance(parts, list) and _is_ours(parts) else []


def _is_ours(parts: list) -> bool:
    """A record (day, number) or a subject (rank, sort key, code), without a sign PostgreSQL refuses."""
    words = [part for part in parts if isinstance(part, str)]
    if any("\x00" in word or not word.isprintable() for word in words):
        return False
    if len(parts) == 2 and len(words) == 2:
        return _day(parts[0]) is not None
    return len(parts) == 3 and len(words) == 2 and parts[0] in (0, 1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def of_records(parts: list) -> bool:
    return len(parts) == 2


def of_subjects(parts: list) -> bool:
    return len(parts) == 3
