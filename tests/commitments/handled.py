"""Handling times and commitments to a time limit, by the ways on which they come."""

from __future__ import annotations

import io
from datetime import date

from django.db import connection

from accounts.models import User
from archives.models import PowerItem, Subject
from commitments.handling.sheet import HEADERS, import_file
from commitments.models import Commitment
from tests import world

from . import given


def sheet(rows: list[tuple], header: list[str] | None = None) -> bytes:
    """The rows as a file with Chinese headers."""
    lines = [",".join(header or HEADERS.values()), *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    return "\n".join(lines).encode()


def entered(rows: list[tuple], *, by: str = "lin", unit: str = world.MARKET, header: list[str] | None = None, **more) -> dict:
    """What the import reports."""
    body = Subject.objects.get(code=unit)
    return import_file(io.BytesIO(sheet(rows, header)), "办件.csv", unit=body, by=User.objects.get(username=by), **more)


def promised(matter: PowerItem, days: int = 10, *, since: date) -> Commitment:
    """A published commitment to ``days`` working days, as if in force since ``since``."""
    words = {"title": "食品经营许可限时办结", "text": f"一、办理事项：食品经营许可。二、承诺时限：{days}个工作日。"}
    made = given.published(kind="time_limit", yardstick="time", matter=matter, days=days, target=90, measure="%", **words)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE registry_owner")
        cursor.execute("ALTER TABLE commitments_version DISABLE TRIGGER USER")
        cursor.execute("UPDATE commitments_version SET valid_from = %s WHERE commitment_id = %s", [since, made.pk])
        cursor.execute("ALTER TABLE commitments_version ENABLE TRIGGER USER")
        cursor.execute("SET ROLE staff")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    made.refresh_from_db()
    return made
