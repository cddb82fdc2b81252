"""The texts of templates: plain words with declared names between double braces, and nothing else.

A text is split at the names of the closed list and joined again with the values. There is no expression, no attribute, no
loop and no second look: what a value holds is printed as it stands, double braces included.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from integrity.errors import Refused

OPEN, CLOSE = "{{", "}}"
NOTHING = "无"  # an optional placeholder for which nothing is given


def parts(text: str, allowed: Collection[str]) -> list[tuple[str, str]]:
    """``text`` in order, as pairs ("words", …) and ("name", …).

    Raises :class:`Refused` with its place for a name that is not in ``allowed``, and for braces that open or close nothing.
    """
    found, at = [], 0
    while (begins := text.find(OPEN, at)) >= 0:
        _closes_nothing(text, at, begins)
        ends = text.find(CLOSE, begins + 2)
        inner = text[begins + 2 : ends if ends >= 0 else len(text)]
        if ends < 0 or OPEN in inner or "\n" in inner:
            raise Refused(
                _("%(place)s: a placeholder opens and does not close; write it as {{%(name)s}}.")
                % {"place": place(text, begins), "name": next(iter(allowed))}
            )
        name = inner.strip()
        if name not in allowed:
            raise Refused(
                _("%(place)s: there is no placeholder “%(name)s” in this kind of document; these may be used: %(allowed)s.")
                % {"place": place(text, begins), "name": name[:40], "allowed": "、".join(allowed)}
            )
        found += [("words", text[at:begins]), ("name", name)]
        at = ends + 2
    _closes_nothing(text, at, len(text))
    return [*found, ("words", text[at:])]


def _closes_nothing(text: str, at: int, until: int) -> None:
    stray = text.find(CLOSE, at, until)
    if stray >= 0:
        raise Refused(_("%(place)s: these braces close nothing; remove them.") % {"place": place(text, stray)})


def place(text: str, at: int) -> str:
    """Where a sign of ``text`` stands, as people count."""
    before = text[:at]
    return _("line %(line)d, sign %(sign)d") % {"line": before.count("\n") + 1, "sign": at - (before.rfind("\n") + 1) + 1}


def filled(text: str, values: dict[str, str]) -> str:
    """``text`` with ``values`` for its names, which are all the names it may use. What a value holds is never looked at again.

    Where a value ends with the full stop that follows it in the text, it stands there once.
    """
    out = ""
    for kind, part in parts(text, values):
        if kind == "words" and part.startswith("。") and out.endswith("。"):
            part = part[1:]
        out += values[part] if kind == "name" else part
    return out


def said(value: str | int | date) -> str:
    """A value as a document says it: a day as 2026年11月22日 (GB/T 9704-2012 7.3.5.4: Arabic numerals, no leading zero)."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()
