"""The texts that come with the register, loaded with the other law: only ever added, each from its day on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from accounts.models import User
from archives.models import DocumentTemplate
from integrity.errors import Refused

from .kinds import KINDS, allowed
from .wording import parts

FILE = Path(__file__).resolve().parents[2] / "standards" / "documents.yaml"
SAYS = ("title", "word", "body", "document", "article", "verified")


def load_templates(today: date, path: Path = FILE) -> int:
    """Add the versions that the database lacks; returns how many.

    Raises :class:`Refused` naming the entry if one is incomplete, uses a placeholder that its kind does not know, or would
    rewrite a version that is there.
    """
    added, at = 0, "file"
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))["templates"]
        for number, entry in enumerate(entries, 1):
            at = f"templates, entry {number} ({entry['kind']})"
            added += _one(dict(entry))
        if missing := sorted(set(KINDS) - {entry["kind"] for entry in entries}):
            raise Refused(f"{path.name}: {', '.join(missing)} is missing; every kind of document has a text.")
    except Refused as refusal:
        raise Refused(f"{path.name}: {at}: {refusal.message}") from None
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{path.name}: {at} cannot be read ({error}); nothing was loaded.") from None
    return added


def _one(entry: dict) -> bool:
    says = {name: entry[name].strip() if isinstance(entry[name], str) else entry[name] for name in SAYS}
    for name in ("title", "body"):
        parts(says[name], allowed(entry["kind"]))
    there = DocumentTemplate.objects.filter(kind=entry["kind"], valid_from=entry["valid_from"], loaded=True).first()
    if there is None:
        DocumentTemplate.objects.create(
            kind=entry["kind"],
            valid_from=entry["valid_from"],
            loaded=True,
            status=DocumentTemplate.Status.IN_FORCE,
            made_by=User.objects.system(),
            **says,
        )
        return True
    if changed := [name for name in SAYS if getattr(there, name) != says[name]]:
        raise Refused(f"the register holds another {', '.join(changed)} from that day; enter a new version from a later day.")
    return False
