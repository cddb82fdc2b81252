"""Handling times from a file: Python looks at each cell once, PostgreSQL at all rows at once; good rows go in by COPY."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import BinaryIO

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.imports import reading
from archives.imports.sheets import EXAMPLE, ROOM
from archives.models import Subject
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.signs import CONTROL, without_unseen

from .rights import must_import

# Code of a column → its Chinese header; names of applicants have no column, and one that is unknown is refused.
HEADERS = {
    "number": "办件编号",
    "matter": "事项编码",
    "accepted_on": "受理日期",
    "finished_on": "办结日期",
    "asked_again": "再次要求补正次数",
}
NEEDED = ("number", "matter", "accepted_on")
LONGEST = {"number": 60, "matter": 40}
WITHIN = 5  # rows of title above the header
LOCK = 7_303_097  # with the unit: two files of one unit at once follow each other


@dataclass(frozen=True)
class Row:
    no: int
    number: str
    matter: str
    accepted_on: date
    finished_on: date | None
    asked_again: int


@dataclass
class Looked:
    """What a file holds: rows that are new, rows that say more of an open one, rows that are there as they are, and what is wrong."""

    rows: int = 0
    good: list[tuple] = field(default_factory=list)  # (Row, id of the matter)
    more: list[tuple] = field(default_factory=list)  # (Row, id of the handling time)
    unchanged: int = 0
    errors: list[dict] = field(default_factory=list)
    passed: list[dict] = field(default_factory=list)  # as errors, of rows that are none and no handling time either

    @property
    def rejected(self) -> int:
        return len({error["row"] for error in self.errors})

    def report(self, *, kept: bool) -> dict:
        """As ``import_records --json`` reports."""
        accepted = len(self.good) + len(self.more) if kept else 0
        self.errors.sort(key=lambda error: (error["row"], error["column"]))
        told = {"rows": self.rows, "accepted": accepted, "rejected": self.rejected, "unchanged": self.unchanged, "errors": self.errors}
        return told | ({"passed": self.passed} if self.passed else {})


@transaction.atomic
def import_file(stream: BinaryIO, filename: str, *, unit: Subject, by: User, keep: bool = True, accept_good: bool = False) -> dict:
    """Enter the handling times of ``unit`` from a file; the same file again changes nothing.

    ``keep=False`` looks only. A file with bad rows keeps nothing unless ``accept_good``. Raises ``PermissionDenied`` for whoever is neither
    of the unit nor of the credit office, :class:`Refused` (``BadFile``) for what is no such file as a whole.
    """
    today = timezone.localdate()
    must_import(by, unit, today)
    _follow(unit)
    looked = look(stream, filename, unit=unit, today=today)
    wanted = not looked.errors or accept_good
    if keep and wanted:
        enter(looked, unit=unit, by=by)
    return looked.report(kept=wanted)


@transaction.atomic
def enter_looked_at(rows: list[Row], *, unit: Subject, by: User) -> Looked:
    """Enter rows that a page showed as good; what somebody entered meanwhile is left as it is.

    Raises as :func:`import_file`, and :class:`Refused` where a row is no longer right: then nothing is kept.
    """
    must_import(by, unit, timezone.localdate())
    _follow(unit)
    looked = Looked(rows=len(rows))
    judge(rows, unit, looked)
    if looked.errors:
        raise Refused(_("Since the file was looked at, a row ceased to be right; choose the file again."))
    enter(looked, unit=unit, by=by)
    return looked


def _follow(unit: Subject) -> None:
    """Wait for whoever enters handling times of ``unit`` just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, unit.pk])


# ── looking ──────────────────────────────────────────────────────────────────


def look(stream: BinaryIO, filename: str, *, unit: Subject, today: date, most: int | None = None) -> Looked:
    """Hold every row of the file to the rules; nothing is kept. A file of more than ``most`` rows is refused."""
    reading.digest(stream)
    looked, rows, seen = Looked(), [], {}
    # A page waits for a file with a bound of rows, so its workbook has the room of a sheet.
    for no, cells in _table(stream, filename, ROOM if most else 0):
        looked.rows += 1
        if most and looked.rows > most:
            raise reading.BadFile(_("The sheet has more than %(most)d rows; split it by day.") % {"most": most})
        if cells["number"].startswith(EXAMPLE):
            words = _("This is the example of the template; it is never entered.")
            looked.passed.append(_fault(no, "number", cells["number"], "example", words))
            continue
        row = _read(no, cells, today, looked.errors)
        if row is None:
            continue
        if (first := seen.setdefault(row.number, no)) != no:
            words = _("Row %(row)d has the same number.") % {"row": first}
            looked.errors.append(_fault(no, "number", cells["number"], "duplicate", words))
            continue
        rows.append(row)
    if not looked.rows:
        raise reading.BadFile(_("Below the header the file holds no row."))
    judge(rows, unit, looked)
    return looked


def _table(stream: BinaryIO, filename: str, room: int) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the header, as text by the code of the column."""
    source = reading.rows(stream, filename, unpacked=room)
    known = {header: code for code, header in HEADERS.items()} | {code: code for code in HEADERS}
    for seen, (_no, cells) in enumerate(source, 1):
        codes = [known.get(str(cell).strip()) for cell in cells]
        if sum(code is not None for code in codes) >= len(NEEDED) - 1:
            break
        if seen >= WITHIN:
            raise _no_header()
    else:
        raise _no_header()
    _must_fit(cells, codes)
    for no, row in source:
        filled = dict.fromkeys(HEADERS, "") | {
            code: reading.text_of(value).strip() for code, value in zip(codes, row, strict=False) if code
        }
        if any(filled.values()):
            yield no, filled


def _no_header():
    headers = "、".join(HEADERS.values())
    return reading.BadFile(_("No header stands in the first %(n)d rows; the columns are %(columns)s.") % {"n": WITHIN, "columns": headers})


def _must_fit(cells: list, codes: list) -> None:
    if unknown := [
        mask_identities(str(cell))[0][:40] for cell, code in zip(cells, codes, strict=True) if code is None and str(cell).strip()
    ]:
        raise reading.BadFile(
            _("Handling times have no column %(columns)s; remove it: who applied is kept nowhere.") % {"columns": "、".join(unknown[:5])}
        )
    if twice := sorted({HEADERS[code] for code in codes if code and codes.count(code) > 1}):
        raise reading.BadFile(_("The column %(columns)s stands twice; keep one.") % {"columns": "、".join(twice)})
    if missing := [HEADERS[code] for code in NEEDED if code not in codes]:
        raise reading.BadFile(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing)})


def _fault(no: int, code: str, value: str, rule: str, message: str) -> dict:
    shown = mask_identities(CONTROL.sub("\N{REPLACEMENT CHARACTER}", value))[0][:80]
    return {"row": no, "column": HEADERS[code], "value": shown, "rule": rule, "message": message}


def _read(no: int, cells: dict[str, str], today: date, errors: list[dict]) -> Row | None:
    """The row as it is meant, or nothing and what is wrong with each of its cells."""
    before = len(errors)

    def wrong(code: str, rule: str, message: str) -> None:
        errors.append(_fault(no, code, cells[code], rule, message))

    words = {code: without_unseen(cells[code]) for code in ("number", "matter")}
    for code, text in words.items():
        if not text:
            wrong(code, "required", _("This must be filled in."))
        elif CONTROL.search(text):
            wrong(code, "control_character", _("A sign stands here that nobody can read; type the number again."))
        elif len(text) > LONGEST[code]:
            wrong(
                code,
                "too_long",
                _("At most %(most)d signs stand here, and these are %(n)d; shorten it.") % {"most": LONGEST[code], "n": len(text)},
            )
        elif mask_identities(text)[1]:
            wrong(code, "identity", _("A resident id stands here; an application is known by its own number."))
    days: dict[str, date | None] = {}
    for code in ("accepted_on", "finished_on"):
        days[code] = _day(cells[code])
        if not cells[code]:
            if code in NEEDED:
                wrong(code, "required", _("This must be filled in."))
        elif days[code] is None:
            wrong(code, "date", _("This is no day; write it as 2026-03-31 or 2026年3月31日."))
        elif days[code] > today:
            wrong(code, "future", _("The day lies in the future."))
    count = cells["asked_again"] or "0"
    if not (count.isascii() and count.isdecimal() and len(count) <= 2):
        wrong("asked_again", "count", _("How often material was asked for again is a whole number from 0 to 99."))
    accepted, finished = days["accepted_on"], days["finished_on"]
    if accepted and finished and finished < accepted:
        wrong("finished_on", "order", _("It ends before it begins: accepted on %(day)s.") % {"day": accepted.isoformat()})
    if len(errors) > before:
        return None
    return Row(no, words["number"], words["matter"], accepted, finished, int(count))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-").partition(" ")[0]
    try:
        return date(*map(int, plain.split("-"))) if "-" in plain else date.fromisoformat(plain)
    except (ValueError, TypeError):
        return None


# For each row: the matter of the unit on its day, whether the code is known at all or of another unit, and what is there under its number.
JUDGED = """
SELECT r.at, p.id, p.is_matter, EXISTS (SELECT FROM archives_poweritem o WHERE o.unit_id = %(unit)s AND o.code = r.matter) AS own,
  EXISTS (SELECT FROM archives_poweritem o WHERE o.unit_id <> %(unit)s AND o.code = r.matter) AS others,
  h.id, h.accepted_on, h.finished_on, h.asked_again, held.code
FROM unnest(%(at)s::int[], %(numbers)s::text[], %(matters)s::text[], %(days)s::date[]) AS r (at, number, matter, accepted_on)
LEFT JOIN archives_poweritem p ON p.unit_id = %(unit)s AND p.code = r.matter AND p.valid_from <= r.accepted_on
  AND (p.valid_until IS NULL OR p.valid_until > r.accepted_on)
LEFT JOIN commitments_handling h ON h.unit_id = %(unit)s AND h.number = r.number
LEFT JOIN archives_poweritem held ON held.id = h.matter_id
ORDER BY r.at
"""


def judge(rows: list[Row], unit: Subject, looked: Looked) -> None:
    """What the register knows of the rows, asked in one statement."""
    given = {"unit": unit.pk, "at": list(range(len(rows)))}
    given |= {"numbers": [r.number for r in rows], "matters": [r.matter for r in rows], "days": [r.accepted_on for r in rows]}
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, given)
        for at, item, is_matter, own, others, known, accepted, finished, asked, code in cursor.fetchall():
            row = rows[at]
            if known is not None:
                _compare(row, (known, accepted, finished, asked, code), looked)
            elif item is None or not is_matter:
                looked.errors.append(_no_matter(row, unit, own=own, others=others, is_item=item is not None))
            else:
                looked.good.append((row, item))


def _no_matter(row: Row, unit: Subject, *, own: bool, others: bool, is_item: bool) -> dict:
    if is_item:
        rule, words = "no_matter", _("This item of the list of powers is no approval matter.")
    elif own:
        rule, words = "not_in_force", _("This matter was not on the list on %(day)s.") % {"day": row.accepted_on.isoformat()}
    elif others:
        rule, words = "other_unit", _("This matter is on the list of another unit, not of %(unit)s.") % {"unit": unit}
    else:
        rule, words = "unknown_matter", _("No list of powers holds this code; compare it with the list of the unit.")
    return _fault(row.no, "matter", row.matter, rule, words)


def _compare(row: Row, held: tuple, looked: Looked) -> None:
    """What is there under the number stands; an open one may be finished, and more requests counted."""
    known, accepted, finished, asked, code = held
    if (row.matter, row.accepted_on) != (code, accepted):
        words = _("This number is there with another matter or day of acceptance (%(code)s, %(day)s).") % {
            "code": code,
            "day": accepted.isoformat(),
        }
        looked.errors.append(_fault(row.no, "number", row.number, "differs", words))
    elif (row.finished_on, row.asked_again) == (finished, asked):
        looked.unchanged += 1
    elif finished is not None or row.asked_again < asked:
        words = _("This number is there otherwise, and a handling time that is finished or counted stands.")
        looked.errors.append(_fault(row.no, "number", row.number, "differs", words))
    else:
        looked.more.append((row, known))


# ── entering ─────────────────────────────────────────────────────────────────

COPY = (
    "COPY commitments_handling (matter_id, unit_id, number, accepted_on, finished_on, asked_again, made_by_id, finished_by_id, from_file) FROM STDIN"
)
MORE = """
UPDATE commitments_handling h SET from_file = true, finished_on = r.finished_on, asked_again = r.asked_again, finished_by_id = CASE WHEN r.finished_on IS NOT NULL THEN %s END
FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS r (id, finished_on, asked_again) WHERE h.id = r.id
"""


def enter(looked: Looked, *, unit: Subject, by: User) -> None:
    """Enter the good rows, in the transaction in which they were looked at."""
    with connection.cursor() as cursor:
        if looked.good:
            with cursor.copy(COPY) as copy:
                for row, matter in looked.good:
                    end = by.pk if row.finished_on else None
                    copy.write_row((matter, unit.pk, row.number, row.accepted_on, row.finished_on, row.asked_again, by.pk, end, True))
        if looked.more:
            rows = [row for row, _known in looked.more]
            given = ([known for _row, known in looked.more], [row.finished_on for row in rows], [row.asked_again for row in rows])
            cursor.execute(MORE, [by.pk, *given])
