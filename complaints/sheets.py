"""Tickets from a sheet: what the hotline, the mayor's mailbox or the petition office hands over as a table, CSV or workbook.

Each row is held to the same form and rules as a ticket entered by hand. Nothing is kept between looking and entering but the
page itself, which carries the rows under a signature, so that no second copy of what complainants wrote lies anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from archives.forms import without_identities
from archives.imports import reading
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.signs import CONTROL, no_text, without_unseen

from . import actions
from .forms import CHANNELS, EntryForm
from .models import Ticket

MOST = 500  # rows a sheet: a day of a city's hotline
LIFE = 3600  # seconds for which a page that was looked at may be entered
SALT = "complaints.sheets"
WITHIN = 5  # rows of title above the header

# The header of each column; the English one is its code. Columns of the template stand in this order.
HEADERS = {
    "channel": "渠道",
    "source_no": "渠道编号",
    "received_on": "收到日期",
    "accused": "被投诉单位",
    "kind": "投诉类别",
    "contract_no": "合同编号",
    "happened_on": "发生日期",
    "facts": "投诉内容",
    "wanted": "诉求",
    "complainant_kind": "投诉人类别",
    "complainant_name": "投诉人",
    "contact": "联系方式",
}
NEEDED = {"channel", "source_no", "received_on", "accused", "kind", "facts", "wanted", "complainant_kind", "complainant_name", "contact"}
CHOICES = {"channel": CHANNELS, "kind": Ticket.Kind.choices, "complainant_kind": Ticket.Complainant.choices}
DAYS = {"received_on", "happened_on"}
# What the complainant is or wrote is told again to nobody: neither beside an error nor on a terminal.
UNTOLD = {"facts", "wanted", "complainant_name", "contact"}
EXAMPLE = {
    "channel": "12345热线",
    "source_no": "R2026110200123",
    "received_on": "2026-11-02",
    "accused": "示范市示例局",
    "kind": "违约毁约、不兑现承诺",
    "contract_no": "示招商〔2025〕8号",
    "happened_on": "2026-06-30",
    "facts": "承诺于六月底交付的厂房至今未交付",
    "wanted": "限期交付",
    "complainant_kind": "企业或者其他组织",
    "complainant_name": "示例机械有限公司",
    "contact": "0990-1234567",
}
HOW = gettext_lazy("CSV, XLSX or XLS with the columns of the template, at most %(most)d rows.") % {"most": MOST}


@dataclass
class Sheet:
    """A sheet as it was looked at: its good rows, those entered before, and what is wrong with the others."""

    good: list[dict] = field(default_factory=list)
    unchanged: int = 0
    errors: list[dict] = field(default_factory=list)  # row, column, value, rule, message

    @property
    def bad(self) -> int:
        return len({error["row"] for error in self.errors})

    @property
    def rows(self) -> int:
        return len(self.good) + self.unchanged + self.bad

    def report(self, accepted: int) -> dict:
        """As ``import_records --json`` reports."""
        return {"rows": self.rows, "accepted": accepted, "rejected": self.bad, "unchanged": self.unchanged, "errors": self.errors}


def looked_at(stream: BinaryIO, filename: str, *, by: User, today: date) -> Sheet:
    """Read a sheet and hold each row to the rules of a ticket; nothing is kept.

    Raises :class:`Refused` (``BadFile``) for what is no such sheet as a whole.
    """
    reading.digest(stream)  # refuses what is too large
    sheet = Sheet()
    seen: dict[tuple[str, str], int] = {}
    for number, cells in _rows(stream, filename):
        _look(sheet, number, cells, seen, by, today)
        if sheet.rows > MOST:
            raise reading.BadFile(_("The sheet has more than %(most)d rows; split it by day.") % {"most": MOST})
    if not sheet.rows:
        raise reading.BadFile(_("Below the header the file holds no row."))
    return sheet


def _rows(stream: BinaryIO, filename: str) -> Iterator[tuple[int, dict]]:
    """The rows below the header, as text by the code of the column."""
    source = reading.rows(stream, filename)
    known = {**{header: code for code, header in HEADERS.items()}, **{code: code for code in HEADERS}}
    for seen, (_number, cells) in enumerate(source, 1):
        codes = [known.get(str(cell).strip()) for cell in cells]
        if sum(code is not None for code in codes) >= WITHIN:
            break
        if seen >= WITHIN:
            raise _no_header()
    else:
        raise _no_header()
    _must_fit(cells, codes)
    for number, row in source:
        filled = {code: reading.text_of(value).strip() for code, value in zip(codes, row, strict=False) if code}
        if any(filled.values()):
            yield number, filled


def _no_header() -> Refused:
    return reading.BadFile(_("No header of the template stands in the first %(n)d rows; take the template and fill it in.") % {"n": WITHIN})


def _must_fit(cells: list, codes: list) -> None:
    if unknown := [
        mask_identities(str(cell))[0][:40] for cell, code in zip(cells, codes, strict=True) if code is None and str(cell).strip()
    ]:
        raise reading.BadFile(_("The template has no column %(columns)s; remove it.") % {"columns": "、".join(unknown[:5])})
    if twice := sorted({HEADERS[code] for code in codes if code and codes.count(code) > 1}):
        raise reading.BadFile(_("The column %(columns)s stands twice; keep one.") % {"columns": "、".join(twice)})
    if missing := [header for code, header in HEADERS.items() if code in NEEDED and code not in codes]:
        raise reading.BadFile(_("The file lacks the column %(columns)s.") % {"columns": "、".join(missing)})


def _chosen(code: str, text: str) -> str:
    """The value of a choice that is written as its label, in either language, or as its code."""
    for value, label in CHOICES[code]:
        for language in ("zh-hans", "en"):
            with translation.override(language):
                if text in {value, str(label)}:
                    return value
    return text


def _day(text: str) -> str:
    """A day as people write it in sheets, as the form takes it."""
    return text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")


def _look(sheet: Sheet, number: int, cells: dict, seen: dict, by: User, today: date) -> None:
    """Put one row where it belongs."""
    told = {
        code: _chosen(code, text) if code in CHOICES else _day(text) if code in DAYS else without_unseen(text)
        for code, text in cells.items()
    }
    before = len(sheet.errors)
    for code, text in told.items():
        if bad := CONTROL.search(text):
            sheet.errors.append(_error(number, code, cells, "control_character", str(no_text(bad[0]))))
        elif mask_identities(text)[1]:
            sheet.errors.append(_error(number, code, cells, "identity", _("A resident id stands here; remove it, the words are kept.")))
    if not told.get("source_no"):
        sheet.errors.append(
            _error(number, "source_no", cells, "required", _("A row without the number of its channel could be entered twice; fill it in."))
        )
    if len(sheet.errors) > before:
        return
    place = (told.get("channel", ""), told["source_no"])
    if place in seen:
        sheet.errors.append(
            _error(
                number, "source_no", cells, "duplicate", _("Row %(row)d has the same number of the same channel.") % {"row": seen[place]}
            )
        )
        return
    seen[place] = number
    form = EntryForm(told)
    form.fields.pop("files")
    if not form.is_valid():
        without_identities(form)
        for code, messages in form.errors.items():
            sheet.errors.append(_error(number, code, cells, "form", " ".join(map(str, messages))))
        return
    if Ticket.objects.filter(channel=place[0], source_no=place[1]).exists():
        sheet.unchanged += 1
        return
    try:
        actions.enterable(by=by, today=today, **form.cleaned_data)
    except (Refused, PermissionDenied) as refusal:
        sheet.errors.append(_error(number, "", cells, "refused", str(refusal)))
    else:
        sheet.good.append({code: told.get(code, "") for code in HEADERS})


def _error(number: int, code: str, cells: dict, rule: str, message: str) -> dict:
    value = "" if code in UNTOLD else mask_identities(CONTROL.sub("\N{REPLACEMENT CHARACTER}", cells.get(code, "")))[0][:80]
    return {"row": number, "column": HEADERS.get(code, ""), "value": value, "rule": rule, "message": message}


def sealed(sheet: Sheet, by: User) -> str:
    """The good rows as the page carries them: signed, for this account, for an hour."""
    return signing.dumps({"by": by.pk, "rows": [list(row.values()) for row in sheet.good]}, salt=SALT, compress=True)


def unsealed(text: str, by: User) -> list[dict]:
    """The rows that a page carried; raises :class:`Refused` for what is none of this account's."""
    again = Refused(_("This page is older than an hour or was not made for you; choose the file again."))
    try:
        held = signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        raise again from None
    if held["by"] != by.pk:
        raise again
    return [dict(zip(HEADERS, row, strict=True)) for row in held["rows"]]


@transaction.atomic
def enter(rows: list[dict], *, by: User, today: date) -> int:
    """Enter rows that were looked at, all or none; those that somebody entered meanwhile are left as they are."""
    made = 0
    for row in rows:
        form = EntryForm(row)
        form.fields.pop("files")
        if Ticket.objects.filter(channel=row["channel"], source_no=row["source_no"]).exists():
            continue
        if not form.is_valid():
            raise Refused(_("Since the file was looked at, a row ceased to be right; choose the file again."))
        actions.enter(by=by, today=today, **form.cleaned_data)
        made += 1
    return made
