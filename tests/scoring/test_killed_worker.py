"""A worker killed with -9 in the middle of a run loses nothing and doubles nothing."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from django.db import connection
from django.utils import timezone

from integrity import jobs
from integrity.models import Job
from scoring import actions, explain, tasks
from scoring.models import Run, Standard

ROOT = Path(__file__).resolve().parents[2]
NIGHT = "import django; django.setup(); from scoring import tasks; tasks.nightly()"


def worker(database):
    """A process of its own under the worker's login, doing the night's work."""
    url = os.environ["DATABASE_URL_WORKER"].replace("/registry?", f"/{database}?")
    environment = {**os.environ, "REGISTRY_LOGIN": "worker", "DATABASE_URL_WORKER": url}
    return subprocess.Popen([sys.executable, "-c", NIGHT], cwd=ROOT, env=environment)


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def waits(link, kind, condition):
    return lambda: link.execute(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '{kind}' AND {condition}").fetchone()[0]


def test_killed_in_the_middle_of_a_run(committed, login):
    today = timezone.localdate()
    if not Standard.objects.in_force(today).exists():
        with open(ROOT / "standards" / "bodies-2026.yaml", "rb") as stream:
            actions.load_standard(stream=stream)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO archives_tally SELECT i, 1 + i %% 50, 'CF', 1 + i %% 3, %s, %s, true, now(), '9999-12-31 00:00:00+00',
            '9999-12-31 00:00:00+00' FROM generate_series(1, 500) i""",
            [today, today.replace(year=today.year + 5, day=1)],
        )
    name = connection.settings_dict["NAME"]
    look = login("worker")
    owner = psycopg.connect(os.environ["DATABASE_URL_OWNER"], dbname=name, options="-c role=registry_owner")
    # First it waits for its turn, then, with its run written down and the scores half way, for the tally.
    look.execute("SELECT pg_advisory_lock(%s)", [actions.LIVE])
    process = worker(name)
    until(waits(look, "advisory", f"objid = {actions.LIVE}"))
    owner.execute("LOCK TABLE archives_tally IN ACCESS EXCLUSIVE MODE")
    look.execute("SELECT pg_advisory_unlock(%s)", [actions.LIVE])
    until(waits(look, "relation", "relation = 'archives_tally'::regclass"))
    process.kill()
    process.wait()
    owner.rollback()
    owner.close()

    assert [job.state for job in Job.objects.filter(kind="score the city")] == ["running"]
    until(
        lambda: (
            look.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%scoring_fill%' AND pid <> pg_backend_pid()").fetchone()[
                0
            ]
            == 0
        )
    )
    assert not Run.objects.exists()
    assert partitions() == 0
    # What the timetable does every ten seconds:
    (job,) = jobs.due()
    assert jobs.run(job.pk) == "done"
    assert jobs.run(job.pk) == "done"
    job.refresh_from_db()
    run = Run.objects.get()
    assert (job.attempts, run.job_id, run.subjects, partitions()) == (2, job.pk, 50, 1)
    for subject in (1, 17, 50):
        told = explain.lines(subject, run.as_of, run.known_at)
        assert explain.stored(subject, run) == explain.Stored(told.score, 10, told.digest)
    assert tasks.changed() == 0
    actions.forget()


def partitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^scoring_score_[0-9]+$'")
        return cursor.fetchone()[0]
