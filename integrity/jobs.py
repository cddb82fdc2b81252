"""Jobs: long work that survives a killed worker.

``@runner("kind")`` names the function that does the work; it gets the job and must be safe to run again from the
start (one transaction, or idempotent pieces). While it runs, its session holds an advisory lock: a worker killed
with -9 drops it with the connection, and the next :func:`due` finds the job again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager, suppress

from django.db import connection, transaction
from django.utils import timezone

from .models import Job

RUNNERS: dict[str, Callable[[Job], None]] = {}
LABELS: dict[str, object] = {}
MAX_ATTEMPTS = 5


def runner(kind: str, label=""):
    """Register what does the jobs of ``kind``; ``label`` is what people read instead of it."""

    def register(function):
        RUNNERS[kind] = function
        LABELS[kind] = label or kind
        return function

    return register


def ask(kind: str, *, about=None, by=None, total: int = 0) -> Job:
    """Store a job to be done; whoever wakes the worker does so after the commit."""
    if kind not in RUNNERS:
        raise KeyError(f"No runner for jobs of kind {kind!r}.")
    return Job.objects.create(
        kind=kind,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        by=by,
        total=total,
    )


def wake(job: Job) -> None:
    """Tell a worker after the commit. A broker that is away costs seconds, not the job: the timetable finds it."""

    def send():
        from kombu.exceptions import OperationalError

        from .broker import app

        with suppress(OperationalError, OSError):
            app.send_task("integrity.tasks.run_job", [str(job.pk)], retry=False)

    transaction.on_commit(send)


@contextmanager
def _alone(job_id):
    """An advisory lock of this session, or nothing if another session holds it."""
    key = job_id.int % (1 << 63)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (got,) = cursor.fetchone()
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def run(job_id) -> str:
    """Run one job if nobody else does; returns its state afterwards."""
    job = Job.objects.get(pk=job_id)
    with _alone(job.pk) as alone:
        if not alone:
            return "elsewhere"
        job.refresh_from_db()
        if job.state in (Job.State.DONE, Job.State.FAILED):
            return job.state
        if job.attempts >= MAX_ATTEMPTS:
            return _finish(job, Job.State.FAILED, error=job.error or "Stopped unfinished five times.")
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, attempts=job.attempts + 1, started_at=timezone.now(), done=0, message=""
        )
        job.refresh_from_db()
        try:
            RUNNERS[job.kind](job)
        except Exception as error:  # whatever went wrong, the job must say so
            return _finish(job, Job.State.FAILED, error=f"{type(error).__name__}: {error}"[:2000])
        return _finish(job, Job.State.DONE)


def progress(job: Job, done: int, total: int | None = None, message: str = "") -> None:
    """Tell how far the work is. Inside the work's own transaction others see it only at the end of it."""
    Job.objects.filter(pk=job.pk).update(done=done, message=message, **({"total": total} if total is not None else {}))


def due() -> list[Job]:
    """Jobs nobody is working on: waiting ones and those whose worker died."""
    return list(Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("asked_at")[:100])


def _finish(job: Job, state: str, error: str = "") -> str:
    Job.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now())
    return state
