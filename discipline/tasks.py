"""The timetable of measures: their end needs no worker, the notice of it comes in the next cycle."""

from __future__ import annotations

from celery import shared_task

from accounts.models import User
from integrity.tasks import noted

from .lifting import notice_endings


@shared_task
def note_lifted() -> int:
    return noted("note_lifted", notice_endings(by=User.objects.system()))
