"""Why this score: the lines of one body, recomputed for any day and any state of knowledge, and what was stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from .actions import standard_on
from .models import Band, Run, Standard


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


# LEFT JOIN, so that a body without any line still brings the starting score.
LINES = """
SELECT s.id, s.base, c.id, c.item_code, c.tier, c.points, c.decided_on, c.counts_until, c.public, c.rule_id,
  hashint8extended(c.id, c.points)
FROM scoring_standard s LEFT JOIN LATERAL scoring_counted(s.id, %(day)s, %(known)s) c ON c.subject_id = %(subject)s
WHERE {which} ORDER BY c.decided_on, c.id
"""
IN_FORCE = LINES.format(which="s.valid_from <= %(day)s AND (s.valid_until IS NULL OR s.valid_until > %(day)s)")
NAMED = LINES.format(which="s.id = %(standard)s")


def lines(subject_id: int, as_of: date, known_at: datetime, standard: Standard | None = None) -> Explanation:
    """The lines of one body as of ``as_of`` by what was known at ``known_at``, in one indexed statement.

    Without ``standard``, the one in force on ``as_of``; a day without one is refused. A withdrawal, once known,
    removes the record for every day.
    """
    asked = {"subject": subject_id, "day": as_of, "known": known_at, "standard": standard and standard.pk}
    with connection.cursor() as cursor:
        cursor.execute(NAMED if standard else IN_FORCE, asked)
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


def letter(score: int, bands: list[Band]) -> Band:
    """The band of a score, of all bands of one standard."""
    return max((band for band in bands if band.low is None or score >= band.low), key=lambda band: -(10**9) if band.low is None else band.low)
