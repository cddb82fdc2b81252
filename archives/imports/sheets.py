"""Sheets that another office hands over as a table, CSV or workbook, one entry a row: looked at, shown, then entered whole.

An app describes its sheet by a :class:`Layout`; each row is held to the same form and rules as an entry made by hand. Nothing is
kept between looking and entering but the page itself, which carries the rows under a signature, so that no second copy of what
stands in them lies anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.signs import CONTROL, no_text, without_unseen

from . import reading

MOST = 500  # rows a sheet
ROOM = 32 << 20  # bytes of a workbook unpacked: it is read while the page waits
LIFE = 3600  # seconds for which a page that was looked at may be entered
WITHIN = 5  # rows of title above the header
FEWEST = 5  # columns by which a header is recognised
EXAMPLE = "（示例）"  # before the first cell of the example row of a template: such a row is a comment
HOW = format_lazy(gettext_lazy("CSV, XLSX or XLS with the columns of the template, at most {most} rows."), most=MOST)


@dataclass
class Sheet:
    """A sheet as it was looked at: its good rows (``updates``: which of them add to an entry that is there), those entered before, what is
    wrong with the others, and those that are no entry of this sheet."""

    good: list[dict] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)  # places in ``good``
    known: list[dict] = field(default_factory=list)  # row, column, value, rule, message
    errors: list[dict] = field(default_factory=list)  # row, column, value, rule, message
    passed: list[dict] = field(default_factory=list)  # the same, of rows that are no error and no entry either

    @property
    def bad(self) -> int:
        return len({error["row"] for error in self.errors})

    @property
    def unchanged(self) -> int:
        return len(self.known)

    @property
    def new(self) -> int:
        return len(self.good) - len(self.updates)

    @property
    def rows(self) -> int:
        return len(self.good) + self.unchanged + self.bad + len(self.passed)

    def report(self, accepted: int, updated: int = 0) -> dict:
        """As ``import_records --json`` reports; ``updated`` (of those accepted) and ``passed`` only where there are such rows."""
        told = {"rows": self.rows, "accepted": accepted, "rejected": self.bad, "unchanged": self.unchanged, "errors": self.errors}
        return told | ({"updated": updated} if updated else {}) | ({"passed": self.passed} if self.passed else {})


class Entered(NamedTuple):
    """What became of rows that were entered: new entries, entries that were there and say more now, rows that were there as they are."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def made(self) -> int:
        return self.new + self.updated


def nothing_elsewhere(cells: dict) -> str:
    return ""


def never(said: dict) -> bool:
    return False


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of sheet and what becomes of its rows.

    ``headers``: code of a column → its Chinese head, in the order of the template. ``key``: the columns by which two rows are one;
    without the last of them a row is refused with ``unkeyed`` (empty: the form says it). ``kept(cleaned)``: whether it was entered
    before and nothing is new; ``adds(cleaned)``: whether it adds to an entry that is there; ``enterable(by=, today=, **cleaned)`` raises what ``entered`` raises and keeps nothing. ``elsewhere(cells)``: why a row is no
    business of this sheet, or nothing. ``untold``: columns whose values are repeated nowhere.
    """

    name: str
    headers: dict[str, str]
    needed: frozenset[str]
    example: dict[str, str]
    form: Callable[[dict], Form]
    key: tuple[str, ...]
    twice: Any
    kept: Callable[[dict], bool]
    enterable: Callable
    entered: Callable
    adds: Callable[[dict], bool] = never
    choices: Callable[[], dict[str, list]] = dict
    days: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    unkeyed: Any = ""
    elsewhere: Callable[[dict], str] = nothing_elsewhere

    # ── looking ──────────────────────────────────────────────────────────────

    def looked_at(self, stream: BinaryIO, filename: str, *, by: User, today: date) -> Sheet:
        """Read a sheet and hold each row to the rules of an entry; nothing is kept.

        Raises :class:`Refused` (``BadFile``) for what is no such sheet as a whole.
        """
        reading.digest(stream)  # refuses what is too large
        sheet, seen, choices = Sheet(), {}, self.choices()
        # Counted before a row is judged: what is too long costs no more than its reading.
        rows = list(islice(self._rows(stream, filename), MOST + 1))
        if len(rows) > MOST:
            raise reading.BadFile(_("The sheet has more than %(most)d rows; split it by day.") % {"most": MOST})
        for number, cells in rows:
            self._look(sheet, number, cells, seen, choices, by, today)
        if not sheet.rows:
            raise reading.BadFile(_("Below the header the file holds no row."))
        return sheet

    def _rows(self, stream: BinaryIO, filename: str) -> Iterator[tuple[int, dict]]:
        """The rows below the header, as text by the code of the column."""
        source = reading.rows(stream, filename, unpacked=ROOM)
        known = {**{header: code for code, header in self.headers.items()}, **{code: code for code in self.headers}}
        for seen, (_number, cells) in enumerate(source, 1):
            codes = [known.get(str(cell).strip()) for cell in cells]
            if sum(code is not None for code in codes) >= FEWEST:
                break
            if seen >= WITHIN:
                raise _no_header()
        else:
            raise _no_header()
        self._must_fit(cells, codes)
        for number, row in source:
            filled = {code: reading.text_of(value).strip() for code, value in zip(codes, row, strict=False) if code}
            if any(filled.values()):
                yield number, filled

    def _must_fit(self, cells: list, codes: list) -> None:
        if unknown := [
            mask_identities(str(cell))[0][:40] for cell, code in zip(cells, codes, strict=True) if code is None and str(cell).strip()
        ]:
            raise reading.BadFile(_("The template has no column %(columns)s; remove it.") % {"columns": "、".join(unknown[:5])})
        if twice := sorted({self.headers[code] for code in codes if code and codes.count(code) > 1}):
            raise reading.BadFile(_("The column %(columns)s stands twice; keep one.") % {"columns": "、".join(twice)})
        if missing := [header for code, header in self.headers.items() if code in self.needed and code not in codes]:
            raise reading.BadFile(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing)})

    def _look(self, sheet: Sheet, number: int, cells: dict, seen: dict, choices: dict, by: User, today: date) -> None:
        """Put one row where it belongs."""
        told = {
            code: _chosen(choices[code], text) if code in choices else _day(text) if code in self.days else without_unseen(text)
            for code, text in cells.items()
        }
        if next(iter(cells.values()), "").startswith(EXAMPLE):
            words = _("This is the example of the template; it is never entered.")
            sheet.passed.append(self._told(number, "", cells, "example", words))
            return
        before = len(sheet.errors)
        for code, text in told.items():
            if bad := CONTROL.search(text):
                sheet.errors.append(self._told(number, code, cells, "control_character", str(no_text(bad[0]))))
            elif mask_identities(text)[1]:
                words = _("A resident id stands here; remove it, the words are kept.")
                sheet.errors.append(self._told(number, code, cells, "identity", words))
        if self.unkeyed and not told.get(self.key[-1]):
            sheet.errors.append(self._told(number, self.key[-1], cells, "required", str(self.unkeyed)))
        if len(sheet.errors) > before:
            return
        if why := self.elsewhere(told):
            sheet.passed.append(self._told(number, "", cells, "elsewhere", why))
            return
        self._judge(sheet, number, told, cells, seen, by, today)

    def _judge(self, sheet: Sheet, number: int, told: dict, cells: dict, seen: dict, by: User, today: date) -> None:
        form = self.form(told)
        if not form.is_valid():
            for code, faults in form.errors.as_data().items():
                words = " ".join(self._sentence(form, code, fault, cells.get(code, "")) for fault in faults)
                sheet.errors.append(self._told(number, code, cells, "form", mask_identities(words)[0]))
            return
        # As the form understands the row, not as it is typed: brackets and blanks make no other number.
        place = tuple(str(form.cleaned_data.get(code, told.get(code, ""))).upper() for code in self.key)
        if all(place) and place in seen:
            sheet.errors.append(self._told(number, self.key[-1], cells, "duplicate", str(self.twice) % {"row": seen[place]}))
            return
        seen[place] = number
        if self.kept(form.cleaned_data):
            words = _("This was entered before as it stands here; nothing of it is new.")
            sheet.known.append(self._told(number, self.key[-1], cells, "unchanged", words))
            return
        try:
            self.enterable(by=by, today=today, **form.cleaned_data)
        except (Refused, PermissionDenied) as refusal:
            sheet.errors.append(self._told(number, "", cells, "refused", str(refusal)))
        else:
            if self.adds(form.cleaned_data):
                sheet.updates.append(len(sheet.good))
            sheet.good.append({code: told.get(code, "") for code in self.headers})

    def _sentence(self, form: Form, code: str, fault, text: str) -> str:
        """What is wrong with a cell: what may stand there, in which form, how many signs; never a sentence of the framework."""
        if fault.code == "required":
            return _("This must be filled in.")
        if fault.code == "max_length":
            return _("At most %(most)d signs stand here, and these are %(n)d; shorten it.") % {
                "most": form.fields[code].max_length,
                "n": len(text),
            }
        if fault.code == "invalid_choice":
            offered = "、".join(str(label) for value, label in form.fields[code].choices if value)
            return _("Here stands one of these: %(choices)s; write it as it is said here.") % {"choices": offered}
        if code in self.days and fault.code == "invalid":
            return _("This is no day; write it as 2026-03-31 or 2026年3月31日.")
        return " ".join(map(str, fault.messages))

    def _told(self, number: int, code: str, cells: dict, rule: str, message: str) -> dict:
        shown = "" if code in self.untold else CONTROL.sub("\N{REPLACEMENT CHARACTER}", cells.get(code, ""))
        return {
            "row": number,
            "column": self.headers.get(code, ""),
            "value": mask_identities(shown)[0][:80],
            "rule": rule,
            "message": message,
        }

    # ── entering ─────────────────────────────────────────────────────────────

    def sealed(self, sheet: Sheet, by: User) -> str:
        """The good rows as the page carries them: signed, for this account, for an hour."""
        return signing.dumps({"by": by.pk, "rows": [list(row.values()) for row in sheet.good]}, salt=self.name, compress=True)

    def unsealed(self, text: str, by: User) -> list[dict]:
        """The rows that a page carried; raises :class:`Refused` for what is none of this account's."""
        again = Refused(_("This page is older than an hour or was not made for you; choose the file again."))
        try:
            held = signing.loads(text, salt=self.name, max_age=LIFE)
        except signing.BadSignature:
            raise again from None
        if held["by"] != by.pk:
            raise again
        return [dict(zip(self.headers, row, strict=True)) for row in held["rows"]]

    @transaction.atomic
    def enter(self, rows: list[dict], *, by: User, today: date) -> Entered:
        """Enter rows that were looked at, all or none; those that somebody entered meanwhile are left as they are."""
        new = updated = 0
        for row in rows:
            form = self.form(row)
            if not form.is_valid():
                raise Refused(_("Since the file was looked at, a row ceased to be right; choose the file again."))
            if self.kept(form.cleaned_data):
                continue
            adds = self.adds(form.cleaned_data)
            self.entered(by=by, today=today, **form.cleaned_data)
            new, updated = (new, updated + 1) if adds else (new + 1, updated)
        return Entered(new, updated, len(rows) - new - updated)


def _no_header() -> Refused:
    return reading.BadFile(_("No header of the template stands in the first %(n)d rows; take the template and fill it in.") % {"n": WITHIN})


def _chosen(offered: list, text: str) -> str:
    """The value of a choice that is written as its label, in either language, or as its code."""
    for value, label in offered:
        for language in ("zh-hans", "en"):
            with translation.override(language):
                if text in {value, str(label)}:
                    return value
    return text


def _day(text: str) -> str:
    """A day as people write it in sheets, as the form takes it."""
    return text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
