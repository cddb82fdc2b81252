"""The minimum samples of published shares, loaded with the other law; only ever added."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from integrity.errors import Refused

from .models import MinimumSample

FILE = Path(__file__).resolve().parent.parent / "standards" / "commitment_samples.yaml"


def load_samples(today: date, path: Path = FILE) -> int:
    """Add the minimum samples that the database lacks; returns how many.

    Raises :class:`Refused` for one that would begin in the past of another, or that says otherwise than before.
    """
    made, at = 0, "file"
    try:
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["minimum_samples"], 1):
            at = f"minimum_samples, entry {number}"
            known = MinimumSample.objects.filter(valid_from=entry["valid_from"]).first()
            if known is not None and known.n != entry["n"]:
                raise Refused(f"{at}: a minimum sample does not change; add one that begins after today.")
            if known is None and MinimumSample.objects.exists() and entry["valid_from"] <= today:
                raise Refused(f"{at}: a minimum sample begins after today; what was published under the former stays.")
            if known is None:
                MinimumSample.objects.create(**entry)
                made += 1
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return made
