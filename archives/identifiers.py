"""Identifiers: the unified social credit code, the resident id, document numbers, and pinyin keys.

A resident id is never stored or echoed: :func:`identity_mask` and :func:`identity_hash` are all that remains of it.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from integrity.identity import FULLWIDTH, NARROW, identity_hash, identity_mask, identity_ok, mask_identities

__all__ = ["document_key", "identity_hash", "identity_mask", "identity_ok", "mask_identities", "person_code", "pinyin_key", "uscc_check_digit", "uscc_fault", "uscc_ok"]

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Registering departments of GB 32100-2015: digits, and A military, N agriculture, Y other.
USCC_DEPARTMENTS = frozenset("123456789ANY")
_VALUE = {c: i for i, c in enumerate(USCC_ALPHABET)}


@lru_cache(maxsize=65536)
def uscc_ok(code: str) -> bool:
    """Whether ``code`` is a unified social credit code (GB 32100-2015): form, department and check digit."""
    if len(code) != 18 or code[0] not in USCC_DEPARTMENTS:
        return False
    try:
        values = [_VALUE[c] for c in code]
    except KeyError:
        return False
    total = sum(v * w for v, w in zip(values, USCC_WEIGHTS, strict=False))
    return values[17] == (31 - total) % 31


def person_code(number: str) -> str:
    """The code under which a natural person is filed: made of the keyed hash of the identity number, the same for equal
    numbers; nothing of the number can be read from it, and it is never shown."""
    return "R" + identity_hash(number)[:31].upper()


def uscc_check_digit(first17: str) -> str:
    """The 18th character for the first 17."""
    return USCC_ALPHABET[(31 - sum(_VALUE[c] * w for c, w in zip(first17, USCC_WEIGHTS, strict=True))) % 31]


def uscc_fault(code: str) -> str:
    """A sentence saying what is wrong with ``code``, or an empty string."""
    if len(code) != 18:
        return _("A unified social credit code has 18 characters; this has %(n)d.") % {"n": len(code)}
    if bad := sorted(set(code) - set(USCC_ALPHABET)):
        return _("A unified social credit code has no “%(c)s” (I, O, Z, S and V are not used; letters are capitals).") % {"c": "".join(bad)}
    if code[0] not in USCC_DEPARTMENTS:
        return _("No registering department has the sign “%(c)s”.") % {"c": code[0]}
    if not uscc_ok(code):
        return _("The check digit does not fit; compare the code with the certificate.")
    return ""


_BRACKETS = str.maketrans({**dict.fromkeys("〔【[（(［﹝", "("), **dict.fromkeys("〕】]）)］﹞", ")"), " ": None, "　": None, "\t": None, "\xa0": None})


def document_key(number: str) -> str:
    """A document number as it is compared: any brackets, no blanks, one width of digits and letters."""
    key = number.translate(_BRACKETS)
    return key if key.isascii() or not FULLWIDTH.search(key) else key.translate(NARROW)




def pinyin_key(name: str) -> tuple[str, str]:
    """Sort key and initials of a Chinese name, both lower case."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="default")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="default")
    return " ".join(syllables).lower()[:400], "".join(initials).lower()[:200]
