"""Resident ids (GB 11643-1999): never stored, never echoed. A keyed hash and a mask are all that remains of one."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import Refused

FULLWIDTH = re.compile("[！-～]")
NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_RIC = re.compile(r"(?<!\d)[1-9１-９]\d{16}[\dXxＸｘ](?!\d)")
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
    return hmac.new(settings.IDENTITY_KEY.encode(), number.translate(NARROW).upper().encode(), hashlib.sha256).hexdigest()


def mask_identities(text: str) -> tuple[str, bool]:
    """``text`` with every resident id in it masked, and whether there was one."""
    found = False

    def mask(match: re.Match) -> str:
        nonlocal found
        number = match[0].translate(NARROW)
        if not identity_ok(number):
            return match[0]
        found = True
        return identity_mask(number)

    return _RIC.sub(mask, text), found


def refuse_identities(text: str) -> None:
    """Free words that are kept for ever, such as reasons, hold no resident id."""
    if mask_identities(text)[1]:
        raise Refused(_("A resident id stands in what you wrote; remove it, the words are kept."))
