"""Tasks: find what is due, call an action, return a count. Safe to run twice, late, or never for a day."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from . import jobs
from .models import TaskRun


def noted(name: str, count: int) -> int:
    """Note that the task ran; the operator and `/readyz` read it."""
    TaskRun.objects.update_or_create(name=name, defaults={"ran_at": timezone.now(), "count": count})
    return count


@shared_task
def run_job(job_id: str) -> str:
    return jobs.run(job_id)


@shared_task
def run_due_jobs() -> int:
    """What the broker forgot or a dead worker left: PostgreSQL remembers."""
    return noted("run_due_jobs", sum(jobs.run(job.pk) != "elsewhere" for job in jobs.due()))
