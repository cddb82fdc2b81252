"""Noting what leaves the archive to whom, and who received a version of a record."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from accounts.models import User

from .models import Delivery, ReadLog, Record

NOTE = """
INSERT INTO archives_delivery (by_id, how, about, rows, versions)
SELECT %s, %s, %s, count(*), range_agg(int8range(q.id, q.id, '[]')) FROM ({records}) q HAVING count(*) > 0
"""


def note(*, by: User, how: str, records, about: str = "") -> None:
    """Write down, before anything leaves, that ``by`` receives the versions of the queryset ``records``; of none, nothing."""
    try:
        sql, parameters = records.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            NOTE.format(records=f"SELECT r.id FROM archives_record r WHERE r.id IN ({sql})"), [by.pk, how, about[:200], *parameters]
        )


def received(versions: Iterable[Record]) -> list[dict]:
    """Who received one of ``versions``, each account once: ``{"by", "how", "at"}`` of the first time, oldest first.

    ``how`` is a word of :class:`Delivery.How`, or ``read`` for who opened a record about a natural person (the read log).
    The person the record is about is left out: nobody is told of the own correction as a recipient.
    """
    versions = list(versions)
    found: dict[int, dict] = {}
    rows = [
        {"by": d.by, "how": d.how, "at": d.at}
        for version in versions
        for d in Delivery.objects.filter(versions__holds=version.pk).select_related("by").order_by("at", "pk")
    ]
    numbers = {v.number for v in versions if v.subject.is_person}
    readings = ReadLog.objects.filter(about__in=numbers, what=ReadLog.What.RECORD, granted=True).exclude(acting_as=ReadLog.As.SELF)
    rows += [{"by": r.by, "how": "read", "at": r.at} for r in readings.select_related("by")] if numbers else []
    for row in sorted(rows, key=lambda row: row["at"]):
        found.setdefault(row["by"].pk, row)
    return list(found.values())
