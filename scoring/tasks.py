"""The timetable's part of scoring: the whole city every night, and every minute what changed."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from integrity import jobs
from integrity.errors import Refused
from integrity.models import Job
from integrity.tasks import noted

from . import actions
from .models import Run

log = logging.getLogger(__name__)


@shared_task
def nightly() -> int:
    """Ask for a full run and do it; whoever finds the job after a crash does it again from the start."""
    job = Job.objects.filter(kind="score the city", state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()
    job = job or jobs.ask("score the city")
    jobs.run(job.pk)
    actions.forget()
    run = Run.objects.filter(job_id=job.pk).first()
    return noted("nightly", run.rescored if run else 0)


@shared_task
def changed() -> int:
    try:
        count = actions.rescore_changed(today=timezone.localdate())
    except Refused as refusal:  # no standard yet, or something is open: the next minute finds the same
        log.warning("Nothing rescored: %s", refusal)
        count = 0
    return noted("changed", count)
