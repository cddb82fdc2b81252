"""The font of documents: what it can draw, and how wide. Read once by each process.

Noto Serif SC has GB 2312 whole and the rare characters of names of the 通用规范汉字表, not every ideograph of Unicode: what it
lacks is printed as 〓 (a printer's mark for a missing type) and told as a warning, so that nothing is left out unseen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from integrity.signs import UNSEEN

LACKING = "〓"
# Signs of private use stay: somebody meant something by them, and 〓 says so.
_CONTROL = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{UNSEEN}\ufffe\uffff\ud800-\udfff]")
_BREAK = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c]")
# Variation selectors choose a shape of the sign before them; the font has one shape.
_UNDRAWN = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


@cache
def font_file() -> Path:
    """Where the font lies: Noto Serif SC, whose strokes are those of the 宋体 that official documents are printed in."""
    from pylopdf_fonts_zh_cn import serif_path

    return serif_path()


@cache
def widths() -> dict[int, float]:
    """Code point → width in parts of the size of type, of everything the font draws."""
    from fontTools.ttLib import TTFont  # most processes print nothing

    with TTFont(font_file(), lazy=True) as font:
        unit, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def seen(text: str) -> str:
    """``text`` without what nobody sees: controls, format characters, half surrogates. Lines end alike, a tab is a blank."""
    return _CONTROL.sub("", _BREAK.sub("\n", text).replace("\t", " "))


def printable(text: str) -> tuple[str, list[str]]:
    """``text`` as the font can print it, and the signs it lacks, each once, in order."""
    known, lacking, out = widths(), [], []
    for sign in seen(text):
        code = ord(sign)
        if sign == "\n" or code in known:
            out.append(sign)
        elif code not in _UNDRAWN and unicodedata.category(sign) not in {"Cf", "Cc", "Cs"}:
            out.append(LACKING)
            if sign not in lacking:
                lacking.append(sign)
    return "".join(out), lacking


def width(text: str, size: float) -> float:
    """How wide ``text``, as :func:`printable` made it, is in type of ``size``, in the unit of ``size``."""
    known = widths()
    return sum(known.get(ord(sign), 1.0) for sign in text) * size
