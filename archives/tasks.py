"""The archives' part of the timetable."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from integrity.tasks import noted

from . import actions
from .identifiers import pinyin_key
from .models import Subject


@shared_task
def note_endings() -> int:
    return noted("note_endings", actions.note_endings())


@shared_task
def clear_staging() -> int:
    return noted("clear_staging", actions.clear_staging(before=timezone.now() - timedelta(days=30)))


@shared_task
def fill_sort_keys() -> int:
    """Subjects that came with a file have no pinyin yet; it orders lists and nothing else."""
    waiting = list(Subject.objects.filter(sort_key="")[:2000])
    for subject in waiting:
        subject.sort_key, subject.initials = pinyin_key(subject.name)
        subject.save(update_fields=["sort_key", "initials"])
    return noted("fill_sort_keys", len(waiting))
