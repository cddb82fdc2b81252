"""What courts tell of 住房和城乡建设局, whose clerk is wu: zhou enters it, sun decides."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from discipline.court import entries, notices, sheets
from discipline.court.models import CourtEntry, CourtNotice
from tests import world

from .given import DAY, account, accused, unit

SAID = {"court": "示范市中级人民法院", "court_no": "（2026）示01执123号", "matter": "有履行能力而拒不履行付款义务"}
# Before the step: the stage or status it is taken from.
NOTICE_BEFORE = {
    "lose": "sued",
    "announce": "lost",
    "perform": "ahead",
    "confirm": "performed",
    "reject": "performed",
    "end": "lost",
    "list": "ahead",
}
DUE = date(2026, 10, 12)


def listed(*, by: str = "zhou", today: date = DAY, **said) -> CourtEntry:
    said = {"kind": "debtor", "body": accused(), "listed_on": today} | SAID | said
    return entries.list_body(by=account(by), today=today, **said)


def noticed(stage: str = "sued", *, by: str = "zhou", today: date = DAY, **said) -> CourtNotice:
    due = {} if stage == "sued" else {"due_on": DUE}
    return notices.enter(
        body=said.pop("body", None) or accused(), stage=stage, received_on=today, by=account(by), today=today, **(SAID | due | said)
    )


def take(
    notice: CourtNotice, step: str, *, by: str = "sun", today: date = DAY, reason: str = "理由充分", day: date | None = None
) -> CourtNotice:
    day = day or (DUE if step in {"lose", "announce"} else None)
    return notices.take(notice=notice, step=step, by=account(by), reason=reason, seen=notice.revision, day=day, today=today)


def notice_at(status: str, **said) -> CourtNotice:
    if status == "performed":
        return take(noticed("ahead", **said), "perform", by="wu", reason="已付清，凭证第3号")
    return noticed(status, **said)


ROW = {
    "kind": "失信被执行人名单",
    "code": world.HOUSING,
    "name": "示范市住房和城乡建设局",
    "court": SAID["court"],
    "court_no": SAID["court_no"],
    "matter": SAID["matter"],
    "listed_on": DAY.isoformat(),
    "until_on": "",
    "removed_on": "",
}


def sheet(*rows: dict, headers=None, name: str = "名单.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers or sheets.HEADERS.values())
    for row in rows:
        writer.writerow({**ROW, **row}[code] for code in sheets.HEADERS)
    return SimpleUploadedFile(name, text.getvalue().encode())


def looked_at(*rows: dict, by: str = "zhou", today: date = DAY):
    upload = sheet(*rows)
    return sheets.LAYOUT.looked_at(upload, upload.name, by=account(by), today=today)


__all__ = ["DAY", "account", "accused", "unit"]
