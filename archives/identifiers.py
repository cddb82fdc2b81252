"""Identifiers: the unified social credit code, the resident id, document numbers, and pinyin keys.

A resident id is never stored or echoed: :func:`identity_mask` and :func:`identity_hash` are all that remains of it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

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


_FULLWIDTH = re.compile("[！-～]")
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_RIC = re.compile(r"(?<![0-9A-Za-z])[1-9１-９]\d{16}[\dXxＸｘ](?![0-9A-Za-z])")
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_ok(number: str) -> bool:
    """Whether ``number`` is a resident id of GB 11643-1999: 18 characters, a date, the check digit.

    The division code is not asked about: counties were created and renamed, and real people would be refused.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    remainder = sum(int(c) * w for c, w in zip(number, _RIC_WEIGHTS, strict=False)) % 11
    return "10X98765432"[remainder] == number[17].upper()


def identity_mask(number: str) -> str:
    """What may be shown of a resident id or another certificate number: its length and the last four signs."""
    return "*" * max(len(number) - 4, 4) + number[-4:] if len(number) >= 8 else "*" * len(number)


def identity_hash(number: str) -> str:
    """The keyed hash that stands for a resident id (HMAC-SHA-256), so that equal persons stay equal."""
    return hmac.new(settings.IDENTITY_KEY.encode(), number.upper().encode(), hashlib.sha256).hexdigest()


def mask_identities(text: str) -> tuple[str, bool]:
    """``text`` with every resident id in it masked, and whether there was one."""
    found = False

    def mask(match: re.Match) -> str:
        nonlocal found
        number = match[0].translate(_NARROW)
        if not identity_ok(number):
            return match[0]
        found = True
        return identity_mask(number)

    return _RIC.sub(mask, text), found


_BRACKETS = str.maketrans({**dict.fromkeys("〔【[（(［﹝", "("), **dict.fromkeys("〕】]）)］﹞", ")"), " ": None, "　": None, "\t": None, "\xa0": None})


def document_key(number: str) -> str:
    """A document number as it is compared: any brackets, no blanks, one width of digits and letters."""
    key = number.translate(_BRACKETS)
    return key if key.isascii() or not _FULLWIDTH.search(key) else key.translate(_NARROW)




def pinyin_key(name: str) -> tuple[str, str]:
    """Sort key and initials of a Chinese name, both lower case."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="default")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="default")
    return " ".join(syllables).lower()[:400], "".join(initials).lower()[:200]
