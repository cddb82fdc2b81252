"""The listed grounds on which a complaint is not accepted, loaded with the other law; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from integrity.errors import Refused

from .models import RefusalGround

FILE = Path(__file__).resolve().parent.parent / "standards" / "complaints.yaml"


def load_grounds(today: date, path: Path = FILE, grounds: type = RefusalGround) -> int:
    """Add the grounds that the database lacks and end those that the file ends; returns how many.

    ``grounds``: the model that keeps them, that of complaints or of an app above. Raises :class:`Refused` naming the entry if one is incomplete or would end in the past what was in force.
    """
    changed, at = 0, "file"
    try:
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["refusal_grounds"], 1):
            at = f"refusal_grounds, entry {number}"
            key = {name: entry.pop(name) for name in ("code", "valid_from")}
            ground, new = grounds.objects.get_or_create(**key, defaults=entry)
            changed += new or _ends(ground, entry.get("valid_until"), today, at)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return changed


def _ends(ground, until: date | None, today: date, at: str) -> bool:
    if until == ground.valid_until:
        return False
    if until is None or until <= today or (ground.valid_until and ground.valid_until <= today):
        raise Refused(f"{at}: a ground ends on a day after today, and what has ended stays ended; add a new entry instead.")
    ground.valid_until = until
    ground.save(update_fields=["valid_until"])
    return True
