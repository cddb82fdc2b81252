"""The timetable's part of monitoring."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from integrity.tasks import noted

from . import actions


@shared_task
def look() -> int:
    return noted("look", actions.look(today=timezone.localdate()).count)
