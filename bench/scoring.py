"""Scoring: the whole city, one body's lines, and what changed, each as a ratio to a floor of the same run.

The tally is filled directly, because it is all that scoring reads. Bodies are skewed (low numbers have more records),
a sixth of the versions is superseded, one in fifty withdrawn, about a third counts on the day asked.
"""

from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from pathlib import Path

import psycopg
from django.db import connection, models
from django.utils import timezone

from scoring import actions, explain
from scoring.models import Run, Score, Standard

from .timing import exponent, interleaved, milliseconds, table, verdict

STANDARD = Path(__file__).resolve().parent.parent / "standards" / "bodies-2026.yaml"
SESSION = "SET jit = off; SET work_mem = '128MB'; SET min_parallel_table_scan_size = '1MB'; SET parallel_setup_cost = 200; SET random_page_cost = 4; SET max_parallel_workers_per_gather = 2"
FILL = """
INSERT INTO archives_tally (id, subject_id, item_code, tier, decided_on, ends_on, public, known_from, known_until, withdrawn_at)
SELECT i, 1 + floor(%(bodies)s * power(random(), 2))::bigint,
  (ARRAY['CF', 'CF', 'CF', 'WZ', 'PJ', 'SX'])[1 + i %% 6], 2 + (i %% 7) / 5, d, d + (ARRAY[365, 1095])[1 + i %% 2], true,
  (d + 5)::timestamptz, CASE WHEN i %% 6 = 5 THEN (d + 90)::timestamptz ELSE '9999-12-31 00:00:00+00' END,
  CASE WHEN i %% 50 = 7 THEN (d + 200)::timestamptz ELSE '9999-12-31 00:00:00+00' END
FROM (SELECT i, (%(today)s::date - (random() * 1500)::integer - 6) AS d FROM generate_series(1, %(records)s) i) g
"""
FLOOR = """
SELECT sum(s) FROM (SELECT subject_id, sum(tier) AS s FROM archives_tally
WHERE known_from <= %(known)s AND known_until > %(known)s AND withdrawn_at > %(known)s AND decided_on <= %(day)s AND ends_on > %(day)s
GROUP BY subject_id) g
"""
# One record of every hundredth body is corrected: the old version ends, the new one has another tier.
CORRECT = """
WITH old AS (
  UPDATE archives_tally SET known_until = statement_timestamp() WHERE id IN (
    SELECT DISTINCT ON (subject_id) id FROM archives_tally
    WHERE subject_id %% 100 = %(turn)s AND known_until = '9999-12-31 00:00:00+00' ORDER BY subject_id, ends_on DESC)
  RETURNING *)
INSERT INTO archives_tally SELECT %(after)s + row_number() OVER (), subject_id, item_code, 5 - tier, decided_on, ends_on, public,
  statement_timestamp(), '9999-12-31 00:00:00+00', withdrawn_at FROM old
"""
WIDE = """
CREATE TABLE bench_subject AS SELECT unnest(%(sample)s::bigint[]) AS id;
ALTER TABLE bench_subject ADD PRIMARY KEY (id);
CREATE TABLE bench_record AS
SELECT id, subject_id, item_code, tier, decided_on, ends_on, known_from, known_until, withdrawn_at,
  '示范市行政处罚决定书〔2026〕' || id || '号' AS title, repeat('违反有关规定，责令改正，并处罚款。', 8) AS body,
  jsonb_build_object('public', jsonb_build_object('content', '罚款', 'fine', id), 'internal', '{}'::jsonb) AS facts
FROM archives_tally WHERE subject_id = ANY(%(sample)s);
ALTER TABLE bench_record ADD PRIMARY KEY (id);
CREATE INDEX ON bench_record (subject_id);
CREATE TABLE bench_score (subject_id bigint PRIMARY KEY, score int, lines int);
CREATE TABLE bench_line (id bigserial PRIMARY KEY, subject_id bigint, record_id bigint, points int);
GRANT SELECT, INSERT ON bench_subject, bench_record, bench_score, bench_line TO worker;
GRANT USAGE ON bench_line_id_seq TO worker;
ANALYZE bench_subject, bench_record
"""
CORRECT_PADS = 10_000_000  # new versions get ids above those of the filling


class BenchSubject(models.Model):
    """The bodies and their records as one would first build them: one wide row each, text and all."""

    class Meta:
        app_label, managed, db_table = "scoring", False, "bench_subject"

    def __str__(self) -> str:
        return str(self.pk)


class BenchRecord(models.Model):
    subject = models.ForeignKey(BenchSubject, models.PROTECT, related_name="records")
    item_code = models.TextField()
    tier = models.IntegerField()
    decided_on = models.DateField()
    ends_on = models.DateField()
    known_from = models.DateTimeField()
    known_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField()
    title = models.TextField()
    body = models.TextField()
    facts = models.JSONField()

    class Meta:
        app_label, managed, db_table = "scoring", False, "bench_record"

    def __str__(self) -> str:
        return self.title


class BenchScore(models.Model):
    """Where the ORM loop stores what it computed."""

    subject_id = models.BigIntegerField(primary_key=True)
    score = models.IntegerField()
    lines = models.IntegerField()

    class Meta:
        app_label, managed, db_table = "scoring", False, "bench_score"

    def __str__(self) -> str:
        return str(self.pk)


class BenchLine(models.Model):
    """Its explanation, which it must store because it cannot recompute it."""

    subject_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    points = models.IntegerField()

    class Meta:
        app_label, managed, db_table = "scoring", False, "bench_line"

    def __str__(self) -> str:
        return str(self.pk)


def run(*, large: bool) -> None:
    sizes = [(10_000, 100_000), (100_000, 1_000_000)] if large else [(2_500, 25_000), (10_000, 100_000)]
    with psycopg.connect(os.environ["DATABASE_URL_OWNER"], autocommit=True, options="-c role=registry_owner") as owner:
        if not Standard.objects.exists():
            _load_standard()
        measured = [City(owner, *size).measure(last=size == sizes[-1]) for size in sizes]
        _clear(owner)
    last = measured[-1]
    print(f"## Scoring: {sizes[-1][0]:,} bodies, {sizes[-1][1]:,} records\n")
    growth = exponent([records for _, records in sizes], [one["full"] for one in measured])
    (small, large_one), (few, many) = (one["full"] for one in measured), (records for _, records in sizes)
    fixed = max(0.0, (small * many - large_one * few) / (many - few))
    rows = [
        ["`GROUP BY sum` over the same rows (floor)", milliseconds(last["floor"]), "1.00", "", ""],
        [
            "the whole city: score, count, digest, key, run",
            milliseconds(last["full"]),
            f"{last['full_ratio']:.2f}",
            "≤ 2.3",
            verdict(last["full_ratio"], 2.3),
        ],
        ["of that, what a run costs on any city: a transaction, a new table, a commit ²", milliseconds(fixed), "", "", ""],
        [f"its growth from {sizes[0][1]:,} records", "", f"exponent {growth:.2f}", "≤ 1.15", verdict(growth, 1.15)],
        [
            "ORM loop, prefetching; scores and their lines ¹",
            milliseconds(last["orm_lines"]),
            f"{last['orm_lines'] / last['full']:.0f} × the run",
            "≥ 50 ×",
            verdict(last["orm_lines"] / last["full"], 50, at_least=True),
        ],
        ["ORM loop, prefetching; scores only ¹", milliseconds(last["orm"]), f"{last['orm'] / last['full']:.0f} × the run", "", ""],
    ]
    print(table(["work", "ms", "× floor", "goal", ""], rows), "\n")
    rows = [
        ["one row by primary key (floor)", milliseconds(last["key"]), "1.00", "", ""],
        [
            "the lines of one body, any as-of and known-at",
            milliseconds(last["lines"]),
            f"{last['lines_ratio']:.2f}",
            "≤ 10",
            verdict(last["lines_ratio"], 10),
        ],
        [
            f"sum, count and digest equal to the stored ones ({last['compared']:,} bodies)",
            "",
            f"{last['unequal']} differ",
            "0",
            verdict(last["unequal"], 0),
        ],
    ]
    print(table(["work", "ms", "× floor", "goal", ""], rows), "\n")
    rows = [
        ["the whole city", milliseconds(last["full_beside"]), "1.000", "", ""],
        [
            f"1 % of the bodies corrected; other lines in {last['touched']:,}",
            milliseconds(last["changed"]),
            f"{last['changed_ratio']:.3f}",
            "≤ 0.1",
            verdict(last["changed_ratio"], 0.1),
        ],
        [
            f"a day on which only time passed ({last['aged']:,} bodies)",
            milliseconds(last["day"]),
            f"{last['day'] / last['full_beside']:.3f}",
            "",
            "",
        ],
        ["digest of each equal to that of a full run", "", f"{last['wrong']} differ", "0", verdict(last["wrong"], 0)],
    ]
    print(table(["work", "ms", "× full run", "goal", ""], rows), "\n")
    print(f"¹ On {last['sample']:,} bodies, extrapolated by the number of lines. ² From the straight line through both sizes.\n")


def _load_standard() -> None:
    """The worker may not load standards; the staff login may."""
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "manage.py", "load_standard", str(STANDARD)],
        check=True,
        env={**os.environ, "REGISTRY_LOGIN": "staff"},
        stdout=subprocess.DEVNULL,
    )


def _clear(owner) -> None:
    owner.execute("TRUNCATE archives_tally, scoring_run; DROP TABLE IF EXISTS bench_score, bench_line, bench_record, bench_subject")
    owner.execute("SELECT scoring_forget()")


class City:
    def __init__(self, owner, bodies: int, records: int):
        self.owner, self.bodies, self.records = owner, bodies, records
        self.today = timezone.localdate()
        self.turn = 0

    def measure(self, *, last: bool) -> dict:
        self.fill()
        self.standard = actions.standard_on(self.today)
        with connection.cursor() as cursor:
            cursor.execute(SESSION)
        times = interleaved({"floor": self.floor, "full": self.full}, rounds=9, warm=2)
        found = {"floor": times.median("floor"), "full": times.median("full"), "full_ratio": times.ratio("full", "floor")}
        if last:
            found |= self.orm() | self.explanations() | self.changes()
        return found

    def fill(self) -> None:
        _clear(self.owner)
        self.owner.execute("SELECT setseed(0.42)")
        self.owner.execute(FILL, {"bodies": self.bodies, "records": self.records, "today": self.today})
        self.owner.execute("VACUUM ANALYZE archives_tally")

    def floor(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR, {"known": timezone.now(), "day": self.today})
            cursor.fetchall()

    def full(self) -> None:
        self.run = actions.rescore(as_of=self.today)

    # ── the rival ────────────────────────────────────────────────────────────

    def orm(self) -> dict:
        """What one writes first: bodies in batches, their records prefetched, the rules in a dict, bulk_create."""
        rules = {(rule.item_code, rule.tier): rule for rule in self.standard.rules.all()}
        random.seed(7)
        sample = random.sample(range(1, self.bodies + 1), min(2000, self.bodies))
        for statement in WIDE.split(";"):
            self.owner.execute(statement, {"sample": sample})
        total = Score.objects.filter(base_id=self.run.pk).aggregate(n=models.Sum("lines"))["n"]
        found = {"sample": len(sample)}
        for name, with_lines in (("orm", False), ("orm_lines", True)):
            self.owner.execute("TRUNCATE bench_score, bench_line")
            began = time.perf_counter()
            counted = sum(self._orm(sample[at : at + 500], rules, with_lines) for at in range(0, len(sample), 500))
            found[name] = (time.perf_counter() - began) * total / counted
        return found

    def _orm(self, chunk: list, rules: dict, with_lines: bool) -> int:
        known, day = self.run.known_at, self.today
        records = BenchRecord.objects.filter(
            known_from__lte=known, known_until__gt=known, withdrawn_at__gt=known, decided_on__lte=day, ends_on__gt=day
        )
        scores, lines = [], []
        for subject in BenchSubject.objects.filter(pk__in=chunk).prefetch_related(models.Prefetch("records", records)):
            score = BenchScore(subject_id=subject.pk, score=self.standard.base, lines=0)
            for record in subject.records.all():
                rule = rules.get((record.item_code, record.tier))
                if rule and record.decided_on + timedelta(days=rule.counts_for_days) > day:
                    score.score += rule.points
                    score.lines += 1
                    lines.append(BenchLine(subject_id=subject.pk, record_id=record.pk, points=rule.points))
            scores.append(score)
        BenchScore.objects.bulk_create(scores)
        if with_lines:
            BenchLine.objects.bulk_create(lines)
        return sum(score.lines for score in scores)

    # ── one body ─────────────────────────────────────────────────────────────

    def explanations(self) -> dict:
        run = self.run
        rows = {row.subject_id: row for row in Score.objects.filter(base_id=run.pk)}
        sample = random.sample(range(1, self.bodies + 1), min(10_000, self.bodies))
        unequal = 0
        for subject in sample:
            told = explain.lines(subject, run.as_of, run.known_at)
            row = rows.get(subject)
            stored = (row.score, row.lines, row.digest) if row else (told.base, 0, 0)
            unequal += (told.score, len(told.lines), told.digest) != stored
        some = sample[:500]

        def key():
            with connection.cursor() as cursor:
                began = time.perf_counter()
                for subject in some:
                    cursor.execute("SELECT * FROM archives_tally WHERE id = %s", [subject])
                    cursor.fetchone()
            return (time.perf_counter() - began) / len(some)

        def lines():
            began = time.perf_counter()
            for subject in some:
                explain.lines(subject, run.as_of, run.known_at)
            return (time.perf_counter() - began) / len(some)

        times = interleaved({"key": key, "lines": lines}, rounds=7)
        return {
            "compared": len(sample),
            "unequal": unequal,
            "key": times.median("key"),
            "lines": times.median("lines"),
            "lines_ratio": times.ratio("lines", "key"),
        }

    # ── what changed ─────────────────────────────────────────────────────────

    def changes(self) -> dict:
        actions.rescore(as_of=self.today, live=True)
        found = {"wrong": 0}

        def changed():
            self.turn += 1
            asked = {"turn": self.turn, "after": CORRECT_PADS * self.turn}
            self.owner.execute(CORRECT, asked)
            began = time.perf_counter()
            found["touched"] = actions.rescore_changed(today=self.today)
            return time.perf_counter() - began

        times = interleaved({"full": self.full, "changed": changed}, rounds=7, warm=1)
        found["wrong"] += not self._equal_to_full()
        actions.rescore(as_of=self.today - timedelta(days=1), live=True)
        began = time.perf_counter()
        found["aged"] = actions.rescore_changed(today=self.today)
        found["day"] = time.perf_counter() - began
        found["wrong"] += not self._equal_to_full()
        return found | {
            "full_beside": times.median("full"),
            "changed": times.median("changed"),
            "changed_ratio": times.ratio("changed", "full"),
        }

    def _equal_to_full(self) -> bool:
        now = Run.objects.current()
        full = actions.rescore(as_of=now.as_of, known_at=now.known_at)
        return (now.digest, now.subjects) == (full.digest, full.subjects)
