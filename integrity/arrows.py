"""The arrows of every flow as PostgreSQL asks for them: a view written from the code after each ``migrate``.

A step taken is an arrow of its kind, is taken now, from where the entry stands, and, where it decides, by another than the maker;
at commit the entry stands where the last step led (migration ``integrity/0004_arrows``).
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from psycopg import sql

from .models import Entry

COLUMNS = ("entry_kind", "step", "source", "target", "by_another")


def of_flows() -> list[tuple[str, str, str, str, bool]]:
    """One row an arrow of every kind of entry, in the order of ``COLUMNS``."""
    kinds = [model for model in apps.get_models() if issubclass(model, Entry) and not model._meta.abstract]
    return sorted(
        (model._meta.label_lower, step.name, str(source), str(target), step.decides and not step.also_maker)
        for model in kinds
        for step in model().flow
        for source, target in step.arrows
    )


def write() -> None:
    """Put the arrows into the view; part of building the wall."""
    rows = sql.SQL(", ").join(sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, row))) for row in of_flows())
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    with connection.cursor() as cursor:
        statement = sql.SQL("CREATE OR REPLACE VIEW integrity_arrow ({}) AS SELECT * FROM (VALUES {}) arrow").format(columns, rows)
        cursor.execute(statement.as_string(connection.connection))


def stored() -> list[tuple[str, str, str, str, bool]]:
    """The arrows as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM integrity_arrow ORDER BY 1, 2, 3, 4")
        return sorted(cursor.fetchall())
