"""The listed grounds on which a complaint is not accepted, and the smallest count that is published; only ever adds and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from integrity.errors import Refused

from .models import HotspotRule, MinimumSample, RefusalGround

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


def load_samples(today: date, path: Path = FILE) -> int:
    """Add the minimum samples that the database lacks; returns how many.

    Raises :class:`Refused` for one that would begin in the past of another: what was published is not made unpublished.
    """
    made, at = 0, "file"
    try:
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["minimum_samples"], 1):
            at = f"minimum_samples, entry {number}"
            known = MinimumSample.objects.filter(valid_from=entry["valid_from"]).first()
            if known is None and MinimumSample.objects.exists() and entry["valid_from"] <= today:
                raise Refused(f"{at}: a minimum sample begins after today; what was published under the former stays.")
            if known is not None and known.n != entry["n"]:
                raise Refused(f"{at}: a minimum sample does not change; add one that begins after today.")
            if known is None:
                MinimumSample.objects.create(**entry)
                made += 1
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return made


def load_hotspots(today: date, path: Path = FILE) -> int:
    """Add the rules of hot spots that the database lacks and end those that the file ends; returns how many.

    Raises :class:`Refused` naming the entry if one is incomplete or would end in the past what was in force.
    """
    changed, at = 0, "file"
    try:
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["hotspots"], 1):
            at = f"hotspots, entry {number}"
            rule, new = HotspotRule.objects.get_or_create(valid_from=entry.pop("valid_from"), defaults=entry)
            changed += new or _ends(rule, entry.get("valid_until"), today, at)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return changed
