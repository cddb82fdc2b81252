"""Resident ids (GB 11643-1999): never stored, never echoed. A keyed hash and a mask are all that remains of one."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import Refused

FULLWIDTH = re.compile("[！-～]")
NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
# What people put between the digits of an id: blanks of any width, hyphens, dots; and what some editors put there unseen.
_SIGNS = r"\s\u00a0\u3000\u00ad\u200b-\u200f\u2060\ufeff.·‐-―−\-－"
_BETWEEN = f"[{_SIGNS}]{{0,3}}"
_RIC = re.compile(rf"(?<!\d)(?:[1-9１-９](?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXxＸｘⅩⅹ]|[1-9１-９](?:{_BETWEEN}\d){{14}})(?!\d)")
_SEPARATED = re.compile(f"[{_SIGNS}]")
# The quick look in UTF-8. Every digit becomes a 0, also the last byte of a wide one (EF BC 90…99); the bytes of the signs
# between digits go, and what else falls apart thereby only makes the look more wary. Fifteen 0 in a row may be an id.
_DIGITS = b"0123456789\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99"
_TO_ZERO = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
_BETWEEN_SIGNS = "".join(filter(_SEPARATED.match, map(chr, (*range(0x3001), 0xFEFF, 0xFF0D))))
_UNSEEN = bytes(set((_BETWEEN_SIGNS + "０").encode()) - set(_DIGITS))
_FIFTEEN = b"0" * 15
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_ok(number: str) -> bool:
    """Whether ``number`` is a resident id of GB 11643-1999 (18 characters, a date, the check digit) or of 1989 (15, a date).

    The division code is not asked about: counties were created and renamed, and real people would be refused.
    """
    if re.fullmatch(r"[0-9]{15}", number):
        return _is_date(f"19{number[6:8]}", number[8:10], number[10:12])
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number) or not _is_date(number[6:10], number[10:12], number[12:14]):
        return False
    remainder = sum(int(c) * w for c, w in zip(number, _RIC_WEIGHTS, strict=False)) % 11
    return "10X98765432"[remainder] == number[17].upper()


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return 1800 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def plain_number(text: str) -> str:
    """``text`` without what stands between its digits, in half-width signs."""
    return _SEPARATED.sub("", text).translate(NARROW).replace("Ⅹ", "X").replace("ⅹ", "x")


def may_hold_identity(text: str) -> bool:
    """A quick look that misses no resident id."""
    return _FIFTEEN in text.encode("utf-8", "surrogatepass").translate(_TO_ZERO, _UNSEEN)


def identity_mask(number: str) -> str:
    """What may be shown of a resident id or another certificate number: its length and the last four signs."""
    return "*" * max(len(number) - 4, 4) + number[-4:] if len(number) >= 8 else "*" * len(number)


def identity_hash(number: str) -> str:
    """The keyed hash that stands for a resident id (HMAC-SHA-256), so that equal persons stay equal."""
    return hmac.new(settings.IDENTITY_KEY.encode(), number.translate(NARROW).upper().encode(), hashlib.sha256).hexdigest()


def mask_identities(text: str, *, old: bool = True) -> tuple[str, bool]:
    """``text`` with every resident id in it masked, and whether there was one.

    ``old=False`` leaves the 15 digits of 1989 alone, for columns whose own numbers have 15 digits.
    """
    found = False
    if not may_hold_identity(text):
        return text, found

    def mask(match: re.Match) -> str:
        nonlocal found
        number = plain_number(match[0])
        if not identity_ok(number) or (len(number) == 15 and not old):
            return match[0]
        found = True
        return identity_mask(number)

    return _RIC.sub(mask, text), found


def refuse_identities(text: str) -> None:
    """Free words that are kept for ever, such as reasons, hold no resident id."""
    if mask_identities(text)[1]:
        raise Refused(_("A resident id stands in what you wrote; remove it, the words are kept."))


class MaskingFormatter(logging.Formatter):
    """No line of a log holds a resident id, whatever was asked for or went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_identities(super().format(record))[0]
