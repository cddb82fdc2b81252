"""Collect the messages of code and templates into the Chinese catalogue, and compile it; needs no gettext tools.

``--check`` writes nothing and fails if a message is missing, fuzzy, obsolete, or the compiled file is out of date.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
LEFT_OUT = {"tests", "bench", "node_modules", "staticfiles", "migrations"}


def sources(root: Path):
    """Every Python file and template of ours."""
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        parts = path.relative_to(root).parts
        if any(part.startswith(".") or part in LEFT_OUT for part in parts):
            continue
        if path.suffix == ".py" or "templates" in parts:
            yield path


def collect(root: Path) -> dict[tuple[str | None, str], tuple[str | None, list[str]]]:
    """All messages: (context, msgid) → (plural, places)."""
    from io import BytesIO

    from babel.messages.extract import extract

    found: dict = {}
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            if not singular:
                continue
            known = found.setdefault((context, singular), [None, []])
            known[0] = known[0] or plural
            place = path.relative_to(root).as_posix()
            if place not in known[1]:
                known[1].append(place)
    return found


NAMED = re.compile(r"%\((\w+)\)[sd]")


def _is_broken(entry) -> bool:
    """Whether the Chinese of a message with named values cannot be filled in, or names a value that the English has not."""
    known = set(NAMED.findall(entry.msgid)) | set(NAMED.findall(entry.msgid_plural or ""))
    if not known:
        return False
    for words in [entry.msgstr, *(entry.msgstr_plural or {}).values()]:
        try:
            words % dict.fromkeys(known, 1)
        except (KeyError, TypeError, ValueError):
            return True
    return False


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--merge", nargs="*", default=[], metavar="PO", help="take translations from these catalogues too")

    def handle(self, *args, check, merge, **options):
        import polib

        root = Path(settings.BASE_DIR)
        found = collect(root)
        catalogue = polib.pofile(str(root / CATALOGUE)) if (root / CATALOGUE).exists() else polib.POFile(wrapwidth=120)
        known = {(e.msgctxt, e.msgid): e for e in catalogue}
        if check:
            return self._check(root, found, known, catalogue)
        for other in merge:
            for entry in polib.pofile(other):
                old = known.get((entry.msgctxt, entry.msgid))
                if old is None or not old.translated():
                    known[entry.msgctxt, entry.msgid] = entry
        fresh = polib.POFile(wrapwidth=120)
        fresh.metadata = {"Language": "zh_Hans", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;", "MIME-Version": "1.0", "Content-Transfer-Encoding": "8bit"}
        for (context, msgid), (plural, places) in sorted(found.items(), key=lambda item: (item[1][1][0], item[0][1])):
            old = known.get((context, msgid))
            entry = polib.POEntry(msgid=msgid, msgctxt=context, occurrences=[(place, "") for place in places])
            if plural:
                entry.msgid_plural = plural
                words = (old.msgstr_plural.get(0) or old.msgstr) if old else ""
                entry.msgstr_plural = {0: words}
            else:
                entry.msgstr = (old.msgstr or (old.msgstr_plural or {}).get(0, "")) if old else ""
            fresh.append(entry)
        (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(root / CATALOGUE))
        fresh.save_as_mofile(str((root / CATALOGUE).with_suffix(".mo")))
        missing = [e.msgid for e in fresh if not e.translated()]
        self.stdout.write(f"{len(fresh)} messages, {len(missing)} without Chinese")
        for msgid in missing:
            self.stdout.write(f"  {msgid!r}")
        return None

    def _check(self, root, found, known, catalogue):
        import polib

        faults = [f"missing: {msgid!r} in {places[0]}" for (context, msgid), (_p, places) in found.items() if (context, msgid) not in known]
        faults += [f"without Chinese: {e.msgid!r}" for e in catalogue if not e.obsolete and not e.translated() and not e.fuzzy]
        faults += [f"fuzzy: {e.msgid!r}" for e in catalogue if e.fuzzy]
        faults += [f"broken in Chinese: {e.msgid!r}" for e in catalogue if not e.obsolete and not e.fuzzy and _is_broken(e)]
        faults += [f"no longer used: {e.msgid!r}" for key, e in known.items() if key not in found]
        compiled = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in polib.mofile(str((root / CATALOGUE).with_suffix(".mo")))}
        if compiled != {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in catalogue}:
            faults.append("the compiled catalogue is out of date")
        if faults:
            raise CommandError("Messages: run `./run manage messages` and translate.\n" + "\n".join(faults))
        self.stdout.write(f"{len(known)} messages, all in Chinese.")
