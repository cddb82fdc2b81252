"""The name of a body as it is stored: written as what it shows, and nothing that only a machine would tell from another's."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from integrity.signs import lettered

# 巿 (fú, U+5DFF) looks like 市 in most fonts and stands in the name of no body.
_LOOK_ALIKE = str.maketrans({"\u5dff": "市"})
_EMPTY = re.compile(r"[(（〔【\[［﹝]\s*[)）〕】\]］﹞]")
# Signs of clauses stand in no official name, nor at its end; a bracket that closes may.
_SIGN = re.compile(r"[，,。；;：:！!？?·•・‧…]|[^\w\s)）〕】\]］﹞》”’\"'%％+]$|_$")


def body_name(name: str) -> str:
    """``name`` as a body bears it: ideographs for what only looks like them, 市 for 巿, no blanks around it.

    Raises :class:`ValidationError` for 示范市财政局（）, 示范市财政局， and 示范市·财政局, which every reader takes for another body.
    """
    name = lettered(name.strip()).translate(_LOOK_ALIKE)
    if _EMPTY.search(name):
        raise ValidationError(_("Empty brackets stand in the name; write the full official name without them."))
    if found := _SIGN.search(name):
        raise ValidationError(
            _("The sign %(sign)s stands in no name of a body; write the full official name without it.") % {"sign": found[0]}
        )
    return name
