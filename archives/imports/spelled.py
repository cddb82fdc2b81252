"""The name of a person written in the letters of pinyin (GB/T 28039-2011: Zhou Xiaobao, Wei Zhang, ZHANG-WEI): the register hides
a name by its ideographs, so what spells it is refused."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

from pypinyin import Style, pinyin

from .names import masked
from .persons import COMPOUND

_LETTERS = re.compile("[A-Za-z\u00c0-\u02af\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_IDEOGRAPHS = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+")
_LOOK_ALIKE = str.maketrans("ɑɡ", "ag")
# Between two syllables, a figure for the tone with it; between two letters of one.
_APART, _WITHIN = r"[1-5]?[\s\-_.·•'’*/,]{0,3}", r"[\s\-_.]?"
# By fewer letters nobody is told, and they are met by chance; three only where they are set apart (Li E, no lie).
_FEW, _MANY = 4, 8


def spelled_beside(name: str, text: str) -> bool:
    """Whether ``text`` spells ``name`` in Latin letters: any reading of its signs, surname first or last, with or without blanks,
    hyphens and tones. A name in Latin letters itself is hidden where it stands, and of a masked one nothing can be known."""
    if not _LETTERS.search(text) or masked(name):
        return False
    plain = _plain(text)
    return any(_tells(found[1], least) for pattern, least in _patterns(name) for found in pattern.finditer(plain))


def _plain(text: str) -> str:
    """``text`` in plain small letters without tones."""
    marked = normalize("NFD", normalize("NFKC", text).translate(_LOOK_ALIKE))
    return "".join(sign for sign in marked if not combining(sign)).lower()


def _tells(found: str, least: int) -> bool:
    """Whether so many letters are no chance."""
    letters = len(re.findall("[a-z]", found))
    return letters >= least or (letters == _FEW - 1 and least == _FEW and not found.isalpha())


@lru_cache(maxsize=4096)
def _patterns(name: str) -> list[tuple[re.Pattern, int]]:
    """What spells ``name`` as words of its own, and, of three signs and more, within a longer one (mrzhouxiaobao), each with the
    letters it needs; none for a name without ideographs."""
    parts = _IDEOGRAPHS.findall(name)
    whole = "".join(parts)
    if len(whole) < 2 or len(whole) > 20:
        return []
    orders = {whole}
    if "·" not in name and "•" not in name and "・" not in name and "‧" not in name:
        first = 2 if whole[:2] in COMPOUND and len(whole) > 2 else 1
        orders.add(whole[first:] + whole[:first])
    else:
        orders |= {part for part in parts if len(part) > 1}
    spelled = [words for order in sorted(orders, key=len, reverse=True) if (words := _spelled(order))]
    if not spelled:
        return []
    words = "|".join(spelled)
    found = [(re.compile(f"(?<![a-z])({words})(?![a-z])"), _FEW)]
    return [*found, (re.compile(f"(?=({words}))"), _MANY)] if len(whole) > 2 else found


def _spelled(signs: str) -> str:
    syllables = [_readings(sign) for sign in signs]
    return _APART.join(f"(?:{'|'.join(readings)})" for readings in syllables) if all(syllables) else ""


@lru_cache(maxsize=4096)
def _readings(sign: str) -> tuple[str, ...]:
    """Every reading of a sign, ü also as v, u and yu, the longer first."""
    read = {word for words in pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore") for word in words}
    read = {word for word in map(_plain, read) if re.fullmatch("[a-z]+", word) and re.search("[aeiouv]", word)}
    written = {word.replace("v", other) for word in read for other in (("v", "u", "yu") if "v" in word else ("v",))}
    return tuple(_WITHIN.join(word) for word in sorted(written, key=len, reverse=True))
