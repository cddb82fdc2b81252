"""Resident ids (GB 11643-1999): never stored, never echoed. A keyed hash and a mask are all that remains of one."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import Refused

FULLWIDTH = re.compile("[！-～]")
NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
# What people put between the digits of an id: blanks of any width, hyphens, dots; and what some editors put there unseen.
_SIGNS = r"\s\u00a0\u3000\u00ad\u200b-\u200f\u2060\ufeff.·‐-―−\-－"
_BETWEEN = f"[{_SIGNS}]{{0,3}}"
_SEPARATED = re.compile(f"[{_SIGNS}]")


def _digits() -> dict[int, str]:
    """Every sign that Unicode calls a digit (wide, mathematical, circled, raised …) and the digit it shows."""
    signs = ((code, unicodedata.digit(chr(code), None)) for code in range(0x80, 0x20000))
    return {code: str(digit) for code, digit in signs if digit is not None}


# Signs as they are searched, one for one, so that places stay: digits of every kind, and what looks like an X.
_PLAIN = _digits() | dict.fromkeys(map(ord, "xＸｘⅩⅹХхΧχ×Ⓧⓧ\N{MATHEMATICAL BOLD CAPITAL X}"), "X")
# Numerals of words: looked for apart, because 第一 before a number is none of it.
_NUMERALS = _PLAIN | dict(zip(map(ord, "〇○零一二三四五六七八九幺壹贰貳叁叄參参肆伍陆陸柒捌玖"), "000123456789112233334566789", strict=True))
_NUMERAL = re.compile(f"[{''.join(map(chr, _NUMERALS.keys() - _PLAIN.keys()))}]")
_RIC = re.compile(rf"(?<![0-9])(?:[1-9](?:{_BETWEEN}[0-9]){{16}}{_BETWEEN}[0-9X]|[1-9](?:{_BETWEEN}[0-9]){{14}})(?![0-9])")
# The 18 signs anywhere, one after the other: behind a number, or where something else began to match.
_CLOSE = re.compile("(?=([1-9][0-9]{16}[0-9X]))")
_APART = re.compile(rf"(?<![0-9])(?=([1-9](?:{_BETWEEN}[0-9]){{16}}{_BETWEEN}[0-9X])(?![0-9]))")
# With any other sign between, always the same one: 990100/19820304/9981. Two kinds are lists of dates or sums.
_SIGN_BETWEEN = r"(?:\s?(?P=sign){1,3}\s?)?"
_SAME = re.compile(
    rf"(?<![0-9])(?=[1-9][0-9]{{0,16}}\s?(?P<sign>[^\w\s]|_))(?=([1-9](?:{_SIGN_BETWEEN}[0-9]){{16}}{_SIGN_BETWEEN}[0-9X])(?![0-9]))"
)
# The quick look in UTF-8. Every usual digit becomes a 0; the bytes of the signs between digits go, and what else falls apart
# thereby only makes the look more wary. Fifteen 0 in a row may be an id.
_DIGITS = b"0123456789"
_TO_ZERO = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
_PUNCTUATION = "".join(map(chr, (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F)))) + "，、。；：／＿–—•"
_BETWEEN_SIGNS = "".join(filter(_SEPARATED.match, map(chr, (*range(0x3001), 0xFEFF, 0xFF0D)))) + _PUNCTUATION
_UNSEEN = bytes(set(_BETWEEN_SIGNS.encode()) - set(_DIGITS))
# Digits of other kinds: one beside a usual one, or three together, have the text looked at sign by sign. (Beyond the first
# plane a whole block stands for its digits, because a set of single signs there is slow.)
_KINDS = "".join(chr(code) for code in sorted(_NUMERALS) if code < 0x10000 and _NUMERALS[code] != "X") + "\U00010000-\U0001ffff"
_ODD = re.compile(rf"[{_KINDS}][\W_]{{0,5}}(?:[0-9]|[{_KINDS}][\W_]{{0,5}}[{_KINDS}])")
_ROWS = {count: re.compile(r"[\W_]{0,5}".join([f"[0-9{_KINDS}]"] * count)) for count in (11, 15)}
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


def digits_in_a_row(text: str, count: int) -> bool:
    """A quick look that misses no row of 11 or 15 digits of any kind, whatever signs are between them."""
    if len(text) < count:
        return False
    look = text.encode("utf-8", "surrogatepass").translate(_TO_ZERO, _UNSEEN)
    return b"0" * count in look or (_ODD.search(text) is not None and _ROWS[count].search(text) is not None)


def may_hold_identity(text: str) -> bool:
    """A quick look that misses no resident id."""
    return digits_in_a_row(text, 15)


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
    if not may_hold_identity(text):
        return text, False
    places: dict[int, tuple[int, str]] = {}
    folds = (_PLAIN, _NUMERALS) if _NUMERAL.search(text) else (_PLAIN,)
    for fold in folds:
        for first, last, number in _identities(text.translate(fold), old):
            places.setdefault(first, (last, number))
    clean, end = [], 0
    for first, (last, number) in sorted(places.items()):
        if first >= end:  # the part of another one is masked with it
            clean += text[end:first], identity_mask(number)
            end = last
    return "".join([*clean, text[end:]]), bool(places)


def _identities(plain: str, old: bool) -> Iterator[tuple[int, int, str]]:
    """Where resident ids stand in a text whose digits are 0-9, and each without what is between its digits."""
    for found in _RIC.finditer(plain):
        number = re.sub(r"[\W_]", "", found[0])
        if identity_ok(number) and (len(number) == 18 or old):
            yield *found.span(), number
    for pattern, group in ((_CLOSE, 1), (_APART, 1), (_SAME, 2)):
        for found in pattern.finditer(plain):
            if identity_ok(number := re.sub(r"[\W_]", "", found[group])):
                yield *found.span(group), number


def refuse_identities(text: str) -> None:
    """Free words that are kept for ever, such as reasons, hold no resident id."""
    if mask_identities(text)[1]:
        raise Refused(_("A resident id stands in what you wrote; remove it, the words are kept."))


# PostgreSQL tells its client the row that it refused, whole: of a complaint, its words and whose they are.
REFUSED_ROW = re.compile(r"\nDETAIL:.*?(?=\n(?:HINT|CONTEXT):|\n\n(?:The above|During)|\Z)", re.DOTALL)


class MaskingFormatter(logging.Formatter):
    """No line of a log holds a resident id or a row that the database refused, whatever was asked for or went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_identities(REFUSED_ROW.sub("", super().format(record)))[0]
