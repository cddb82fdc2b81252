"""Why this score: the lines of one body, recomputed for any day and any state of knowledge, and what was stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from .actions import standard_on
from .models import Run, Standard


@dataclass(frozen=True, slots=True)
class Line:
    """One record that counts: points by one rule, from the decision until ``counts_until`` (exclusive)."""

    tally_id: int
    item_code: str
    tier: int
    points: int
    decided_on: date
    counts_until: date
    public: bool
    rule_id: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines of one body and what they add up to; ``digest`` equals the one a run stores for it."""

    standard_id: int
    base: int
    lines: list[Line]
    points: int
    score: int
    digest: int


def lines(subject_id: int, as_of: date, known_at: datetime, standard: Standard | None = None) -> Explanation:
    """The lines of one body as of ``as_of`` by what was known at ``known_at``, in one indexed statement.

    Without ``standard``, the one in force on ``as_of``; a day without one is refused. A withdrawal, once known,
    removes the record for every day.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scoring_lines(%s, %s, %s, %s)", [subject_id, as_of, known_at, standard and standard.pk])
        rows = cursor.fetchall()
    if not rows:
        standard_on(as_of)  # refuses, and says so
    standard_id, base = rows[0][:2]
    found, points, digest = [], 0, 0
    for row in rows:
        if row[2] is not None:
            found.append(Line(*row[2:10]))
            points += row[5]
            digest ^= row[10]
    return Explanation(standard_id, base, found, points, base + points, digest)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a run stored for one body; the starting score and no line where it stored nothing."""

    score: int
    lines: int
    digest: int


def stored(subject_id: int, run: Run) -> Stored | None:
    """The score of one body in the state ``run`` stands for; ``None`` when its scores have been dropped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.scoring_score_{run.stored_under}"])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(
            """SELECT score, lines, digest FROM scoring_score WHERE base_id = %s AND subject_id = %s AND run_id <= %s
            ORDER BY run_id DESC LIMIT 1""",
            [run.stored_under, subject_id, run.pk],
        )
        row = cursor.fetchone()
    return Stored(*row) if row else Stored(run.standard.base, 0, 0)
