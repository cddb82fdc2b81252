"""Both doors for a story that is told by HTTP alone: the portal for somebody out there, the staff site for whoever is named."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User


class Town:
    """``reader`` is that of the portal, under its own login and settings (tests/publicity/given.py)."""

    def __init__(self, reader):
        self.reader = reader

    # ── the portal ───────────────────────────────────────────────────────────
    def portal(self, address: str) -> str:
        return self.reader.read(address)

    def status(self, address: str) -> int:
        return self.reader.get(address).status_code

    def send(self, address: str, data: dict) -> str:
        with self.reader.at_the_portal():
            answer = Client(raise_request_exception=True).post(address, data)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, (address, answer.status_code, words(content.decode(errors="replace"))[:1500])
        return content.decode(errors="replace")

    # ── the staff site ───────────────────────────────────────────────────────
    def staff(self, name: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def page(self, name: str, view: str, *args, status: int = 200, query: str = "") -> str:
        answer = self.staff(name).get(reverse(view, args=args) + query)
        assert answer.status_code == status, (name, view, answer.status_code)
        return answer.content.decode()

    def post(self, name: str, view: str, *args, status: int = 302, query: str = "", **given) -> str:
        answer = self.staff(name).post(reverse(view, args=args) + query, given)
        said = answer.content.decode()
        assert answer.status_code == status, (name, view, answer.status_code, words(said)[:2500])
        return said

    def step(self, name: str, view: str, entry, step: str, *, status: int = 302, **given) -> str:
        """Take a step on the page of ``entry``, on the revision that stands."""
        entry.refresh_from_db()
        said = self.post(name, view, entry.pk, status=status, step=step, revision=entry.revision, **given)
        entry.refresh_from_db()
        return said

    def approve(self, name: str, filing, status: int = 302) -> str:
        return self.step(name, "staff_filing", filing, "approve", status=status)


def words(page: str) -> str:
    """What a page says, without its marks."""
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def receipt_of(page: str) -> dict:
    code, passphrase = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', page)
    return {"code": code, "passphrase": passphrase}


def shift(table: str, where: str, **columns) -> None:
    """Store other days, past the triggers that would say no: nothing makes the clock settable. ``where`` is SQL of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        sets = ", ".join(f"{column} = %s" for column in columns)
        cursor.execute(f"UPDATE {table} SET {sets} WHERE {where}", list(columns.values()))
        assert cursor.rowcount > 0, (table, where)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")


def start_so_that(due: str, days: int) -> date:
    """The day from which ``days`` working days end on the ``next`` working day from today on, or on the ``last`` one before it.

    Counted in SQL over the calendar, one row a working day, and not by the code that computes deadlines.
    """
    today = timezone.localdate()
    with connection.cursor() as cursor:
        if due == "next":
            cursor.execute("SELECT min(day) FROM integrity_calendarday WHERE is_workday AND day >= %s", [today])
        else:
            cursor.execute("SELECT max(day) FROM integrity_calendarday WHERE is_workday AND day < %s", [today])
        (end,) = cursor.fetchone()
        cursor.execute(
            "SELECT day FROM integrity_calendarday WHERE is_workday AND day <= %s ORDER BY day DESC OFFSET %s LIMIT 1", [end, days]
        )
        (start,) = cursor.fetchone()
    return start
