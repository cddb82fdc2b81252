"""Taking in the list of divisions (GB/T 2260 with its past): all rows or none, and the same file again changes nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from integrity.errors import Refused

from .models import Division

HEADER = ["代码", "一级行政区", "二级行政区", "名称", "级别", "状态", "启用时间", "变更/弃用时间", "新代码"]
LEVELS = {"省级": Division.Level.PROVINCE, "地级": Division.Level.PREFECTURE, "县级": Division.Level.COUNTY}
IN_USE, ENDED = "在用", ("弃用", "变更")
MOST_ROWS = 100_000
FIELDS = ("province", "prefecture", "name", "level", "valid_until", "successors", "ceded")
_CODE = re.compile(r"[1-9][0-9]{5}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SUCCESSOR = re.compile(r"([1-9][0-9]{5})(?:\[((?:19|20)[0-9]{2})\])?")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line of the file, and how to mend it."""

    line: int
    column: str
    value: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = _("line %(line)d, %(column)s “%(value)s”") % {"line": self.line, "column": self.column or "—", "value": self.value[:40]}
        return f"{where}: {self.message} {self.mend}"


@dataclass
class Outcome:
    """How many rows were read, are new, were changed; and the faults, in which case nothing was taken in."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    faults: list[Fault] | None = None


def take_in(stream: TextIO, *, dry_run: bool = False) -> Outcome:
    """Read the whole list and store what is new or different. Divisions that the file leaves out stay.

    Raises :class:`Refused` when the file as a whole is no such list.
    """
    units, faults, rows = {}, [], 0
    for line, cells in _lines(stream):
        rows += 1
        unit, wrong = _unit(line, cells)
        faults += wrong
        if unit is None:
            continue
        if (unit.code, unit.valid_from) in units:
            faults.append(
                Fault(
                    line,
                    HEADER[0],
                    unit.code,
                    _("The code begins twice in the year %(year)d.") % {"year": unit.valid_from},
                    _("Keep one of the two lines."),
                )
            )
            continue
        units[unit.code, unit.valid_from] = unit
        unit.line = line
    faults += _across(units)
    if faults:
        return Outcome(rows=rows, faults=sorted(faults, key=lambda fault: fault.line))
    added, changed = _store(units, dry_run)
    return Outcome(rows=rows, added=added, changed=changed, faults=[])


def _lines(stream: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if header != HEADER:
            raise Refused(
                _("The first line is not the header of the list of divisions; it reads %(header)s.") % {"header": ",".join(HEADER)}
            )
        for cells in reader:
            if reader.line_num > MOST_ROWS:
                raise Refused(
                    _("The file has more than %(n)d lines; the list of divisions has some thousand. Check the file.") % {"n": MOST_ROWS}
                )
            if cells:
                yield reader.line_num, cells
    except UnicodeDecodeError:
        raise Refused(_("The file is not UTF-8; save it as UTF-8.")) from None
    except csv.Error as error:
        raise Refused(
            _("The file cannot be read as CSV from line %(line)d on (%(why)s).") % {"line": reader.line_num, "why": error}
        ) from None


def _unit(line: int, cells: list[str]) -> tuple[Division | None, list[Fault]]:
    """The division that a line tells of, or what is wrong with the line."""
    if len(cells) != len(HEADER):
        told = _("The line has %(n)d cells, the header %(of)d.") % {"n": len(cells), "of": len(HEADER)}
        return None, [Fault(line, "", "", told, _("Look for a missing or an extra comma."))]
    code, province, prefecture, name, level, status, since, until, after = (cell.strip() for cell in cells)
    faults = []

    def wrong(column: int, message: str, mend: str) -> None:
        faults.append(Fault(line, HEADER[column], cells[column].strip(), message, mend))

    if not _CODE.fullmatch(code):
        wrong(0, _("A division code has six digits."), _("Compare it with GB/T 2260."))
    for column, text in ((1, province), (2, prefecture), (3, name)):
        if (not text and column != 2) or len(text) > 60 or "\x00" in text:
            wrong(column, _("A name of at most 60 characters is needed."), _("Fill it in."))
    if level not in LEVELS:
        wrong(4, _("There is no such level."), _("Write 省级, 地级 or 县级."))
    if status != IN_USE and status not in ENDED:
        wrong(5, _("There is no such status."), _("Write 在用, 弃用 or 变更."))
    if not _YEAR.fullmatch(since):
        wrong(6, _("This is not a year."), _("Write four digits, such as 1983."))
    if until and not _YEAR.fullmatch(until):
        wrong(7, _("This is not a year."), _("Write four digits, such as 1983."))
    elif until and _YEAR.fullmatch(since) and int(until) <= int(since):
        wrong(7, _("The code ends before it begins."), _("Compare the two years."))
    if (status == IN_USE) == bool(until):
        wrong(
            7, _("The status and the year of the end do not fit each other."), _("A code in use has no end; one that ended has its year.")
        )
    found = [_SUCCESSOR.fullmatch(part) for part in after.split(";")] if after else []
    if not all(found):
        wrong(
            8,
            _("These are not division codes."),
            _("Write codes with semicolons between them, a year in brackets behind a part: 130404[2014];130402."),
        )
    if faults:
        return None, faults
    return Division(
        code=code,
        name=name,
        prefecture=prefecture,
        province=province,
        level=LEVELS[level],
        valid_from=int(since),
        valid_until=int(until) if until else None,
        successors=[part[1] for part in found if not part[2]],
        ceded=[part[0] for part in found if part[2]],
    ), []


def _across(units: dict) -> Iterator[Fault]:
    """What only the whole list shows: a code borne by two units at once, a successor that the list does not know."""
    codes = {code for code, _year in units}
    last: dict[str, Division] = {}
    for key in sorted(units):
        unit, before = units[key], last.get(key[0])
        if before and (before.valid_until is None or before.valid_until > unit.valid_from):
            yield Fault(
                unit.line,
                HEADER[6],
                str(unit.valid_from),
                _("The code is still borne by %(name)s in that year.") % {"name": before.name},
                _("Compare the years of both lines."),
            )
        last[key[0]] = unit
        for code in unit.successors:
            if code not in codes:
                yield Fault(unit.line, HEADER[8], code, _("The list holds no such code."), _("Add its line, or correct the code."))


@transaction.atomic
def _store(units: dict, dry_run: bool) -> tuple[int, int]:
    stored = {(d.code, d.valid_from): d for d in Division.objects.select_for_update()}
    fresh = [unit for key, unit in units.items() if key not in stored]
    changed = []
    for key, unit in units.items():
        old = stored.get(key)
        if old and any(getattr(old, field) != getattr(unit, field) for field in FIELDS):
            for field in FIELDS:
                setattr(old, field, getattr(unit, field))
            changed.append(old)
    if not dry_run:
        Division.objects.bulk_create(fresh, batch_size=1000)
        Division.objects.bulk_update(changed, FIELDS, batch_size=500)
    return len(fresh), len(changed)
