"""Tests shift stored instants; nothing makes a clock settable."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection


@contextmanager
def taken_for_granted():
    """What is written inside rests on facts that the test does not bring about: no trigger asks for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")


def shift(table: str, column: str, number: int, day: date) -> None:
    """Store the last minute of ``day`` as the instant of one row, past the triggers that would say no."""
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [at, number])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")
