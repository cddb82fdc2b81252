"""Jobs: done once, whoever dies on the way. Committed data, real processes, kill -9."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from archives import actions
from archives.models import Filing, RowCheck
from integrity import broker, jobs, tasks
from integrity.models import Job, StepTaken, TaskRun

from .test_workflow import account, received

State = Job.State


@pytest.fixture
def kind():
    """``kind(function)`` is a kind of job that does it, forgotten after the test."""
    made = []

    def register(function):
        name = f"trial {len(made)}"
        jobs.runner(name)(function)
        made.append(name)
        return name

    yield register
    for name in made:
        del jobs.RUNNERS[name]


# ── one after the other ──────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_job_runs_once(city, kind):
    ran = []
    job = jobs.ask(kind(lambda job: ran.append(job.pk)), by=account("lin"), total=7)
    assert (job.state, job.percent, ran) == ("queued", 0, [])
    assert jobs.run(job.pk) == "done"
    assert jobs.run(job.pk) == "done"
    assert ran == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.percent, job.error) == ("done", 1, 100, "")
    assert job.asked_at <= job.started_at <= job.finished_at
    assert job not in jobs.due()


@pytest.mark.django_db
def test_a_job_tells_how_far_it_is(city, kind):
    seen = []

    def work(job):
        for done in (0, 3, 10):
            jobs.progress(job, done, 10, message=f"{done} of 10")
            job.refresh_from_db()
            seen.append((job.percent, job.message))

    jobs.run(jobs.ask(kind(work)).pk)
    assert seen == [(0, "0 of 10"), (30, "3 of 10"), (99, "10 of 10")]


@pytest.mark.django_db
def test_a_failure_is_told_and_not_tried_again(city, kind):
    ran = []

    def work(job):
        ran.append(1)
        raise ValueError("no such layout")

    job = jobs.ask(kind(work))
    assert jobs.run(job.pk) == "failed"
    assert jobs.run(job.pk) == "failed"
    assert len(ran) == 1
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "ValueError: no such layout")
    assert job.finished_at
    assert job not in jobs.due()


def test_a_failure_in_the_database_undoes_the_work_and_is_told(committed, kind):
    @transaction.atomic
    def work(job):
        TaskRun.objects.create(name="half done", ran_at=job.started_at)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET is_superuser = true")

    job = jobs.ask(kind(work))
    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert "accounts_no_superuser" in job.error
    assert not TaskRun.objects.filter(name="half done").exists()


@pytest.mark.django_db
def test_a_job_that_always_dies_is_given_up(city, kind):
    ran = []
    job = jobs.ask(kind(lambda job: ran.append(1)))
    Job.objects.filter(pk=job.pk).update(state="running", attempts=jobs.MAX_ATTEMPTS)
    assert jobs.run(job.pk) == "failed"
    assert ran == []
    job.refresh_from_db()
    assert job.error
    # The control: one attempt earlier it is still tried.
    other = jobs.ask(job.kind)
    Job.objects.filter(pk=other.pk).update(state="running", attempts=jobs.MAX_ATTEMPTS - 1)
    assert jobs.run(other.pk) == "done"
    assert ran == [1]


@pytest.mark.django_db
def test_a_kind_nobody_runs_is_not_asked_for(city):
    with pytest.raises(KeyError, match="no such kind"):
        jobs.ask("no such kind")


@pytest.mark.django_db
def test_due_jobs_are_run_in_the_order_they_were_asked_for(city, kind):
    order = []
    name = kind(lambda job: order.append(job.total))
    asked = [jobs.ask(name, total=n) for n in (1, 2, 3)]
    Job.objects.filter(pk=asked[1].pk).update(state="running", attempts=1)  # its worker died
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE worker")
    assert tasks.run_due_jobs() == 3
    assert sorted(order) == [1, 2, 3]
    assert TaskRun.objects.get(name="run_due_jobs").count == 3
    assert tasks.run_due_jobs() == 0


@pytest.mark.django_db
def test_a_finished_job_has_its_date(city, kind):
    job = jobs.ask(kind(lambda job: None))
    with pytest.raises(IntegrityError, match="job_finished_is_dated"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="done")


# ── two at once ──────────────────────────────────────────────────────────────────────────────────


def test_a_job_that_somebody_works_on_is_left_alone(committed, login, kind, monkeypatch):
    ran = []
    job = jobs.ask(kind(lambda job: ran.append(1)))
    other = login("worker")
    other.execute("SELECT pg_advisory_lock(%s)", [job.pk.int % (1 << 63)])
    assert jobs.run(job.pk) == "elsewhere"
    assert ran == []
    with monkeypatch.context() as patched:  # the control: without the lock both would do it

        @contextmanager
        def open_to_all(job_id):
            yield True

        patched.setattr(jobs, "_alone", open_to_all)
        assert jobs.run(job.pk) == "done"
        assert ran == [1]
        Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)
    other.close()
    assert eventually(job) == "done"
    assert ran == [1, 1]


def eventually(job):
    """Run the job as soon as the server has noticed that the other session is gone."""
    while (state := jobs.run(job.pk)) == "elsewhere":
        pass
    return state


def test_the_lock_is_given_back(committed, kind, login):
    job = jobs.ask(kind(lambda job: 1 / 0))
    jobs.run(job.pk)
    assert login("worker").execute("SELECT pg_try_advisory_lock(%s)", [job.pk.int % (1 << 63)]).fetchone() == (True,)


# ── killed ───────────────────────────────────────────────────────────────────────────────────────

# A worker that stops in the middle of the work, in its transaction, and waits to be killed.
HALTING = """
import sys
import django
django.setup()
from archives import actions
from archives.imports import checking
from integrity import jobs

whole = checking.check

def half(*args, **kwargs):
    whole(*args, **kwargs)
    print("in the middle", flush=True)
    if sys.stdin.readline() != "go on\\n":
        raise SystemExit("nobody said to go on")

checking.check = half
print(jobs.run(sys.argv[1]), flush=True)
"""


def environment(name):
    """The environment of a process of ours that works on the test database."""
    database = connection.settings_dict
    url = f"host={database['HOST']} dbname={database['NAME']} user={name}" + (f" port={database['PORT']}" if database["PORT"] else "")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_URL_")}
    return {**kept, "REGISTRY_LOGIN": name, f"DATABASE_URL_{name.upper()}": url, "DJANGO_SETTINGS_MODULE": "integrity.settings"}


@contextmanager
def worker(job):
    process = subprocess.Popen(
        [sys.executable, "-c", HALTING, str(job.pk)], cwd=settings.BASE_DIR, env=environment("worker"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def in_the_middle(process):
    line = process.stdout.readline()
    assert line == "in the middle\n", line + process.stderr.read()


@pytest.fixture
def asked(committed):
    filing = received()
    return filing, jobs.ask("check filing", about=filing, total=1)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(asked):
    filing, job = asked
    with worker(job) as process:
        in_the_middle(process)
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("running", 1)
        assert jobs.run(job.pk) == "elsewhere"
        assert tasks.run_due_jobs() == 0
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert Filing.objects.get(pk=filing.pk).status == "received"
    assert eventually(job) == "done"
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    filing.refresh_from_db()
    assert (filing.status, filing.rows, filing.new, filing.bad) == ("checked", 1, 1, 0)
    assert [(s.step, s.by.username) for s in filing.taken] == [("check", "system")]
    assert RowCheck.objects.filter(filing=filing).count() == 0
    assert jobs.run(job.pk) == "done"
    assert StepTaken.objects.filter(entry_id=filing.pk).count() == 1


def test_the_same_worker_left_alone_finishes(asked):
    """The control: it was the kill that stopped it."""
    filing, job = asked
    with worker(job) as process:
        in_the_middle(process)
        out, err = process.communicate("go on\n", timeout=60)
        assert out == "done\n", err
    filing.refresh_from_db()
    assert filing.status == "checked"
    assert eventually(job) == "done"
    assert StepTaken.objects.filter(entry_id=filing.pk).count() == 1


def test_the_work_is_safe_to_run_again_after_it_was_done(asked):
    """Killed after its commit and before the job said so: the work is found done, and nothing is done twice."""
    filing, job = asked
    actions.check_filing(filing=filing)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    assert jobs.run(job.pk) == "done"
    assert StepTaken.objects.filter(entry_id=filing.pk).count() == 1


# ── the broker ───────────────────────────────────────────────────────────────────────────────────

AWAY = """
import json, sys
import django
django.setup()
from django.db import transaction
from archives import actions  # as the views of the staff site do
from archives.models import Filing
from integrity import jobs

with transaction.atomic():
    job = jobs.ask("check filing", about=Filing.objects.get(pk=sys.argv[1]))
    jobs.wake(job)
print(json.dumps([str(job.pk), job.state]))
"""


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/at/all.sock"])
def test_a_broker_that_is_away_loses_no_job(committed, url):
    filing = received()
    done = subprocess.run(
        [sys.executable, "-c", AWAY, str(filing.pk)], cwd=settings.BASE_DIR, env={**environment("staff"), "BROKER_URL": url},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    job, state = json.loads(done.stdout)
    assert state == "queued"
    assert [str(each.pk) for each in jobs.due()] == [job]
    assert tasks.run_due_jobs() == 1
    filing.refresh_from_db()
    assert filing.status == "checked"


def test_a_worker_is_woken_only_after_the_commit(committed, kind, monkeypatch):
    sent = []
    monkeypatch.setattr(broker.app, "send_task", lambda name, args, **options: sent.append((name, args)))
    name = kind(lambda job: None)
    with transaction.atomic():
        job = jobs.ask(name)
        jobs.wake(job)
        assert sent == []
    assert sent == [("integrity.tasks.run_job", [str(job.pk)])]
    assert tasks.run_job.name == "integrity.tasks.run_job"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.wake(jobs.ask(name))
        raise ZeroDivisionError
    assert len(sent) == 1
    assert Job.objects.filter(kind=name).count() == 1
