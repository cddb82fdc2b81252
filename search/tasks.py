"""The timetable's part of the search."""

from __future__ import annotations

from celery import shared_task

from archives.tasks import fill_sort_keys
from integrity.tasks import noted

from . import actions


@shared_task
def new_words() -> int:
    """Pinyin first: who came in with a file has none yet, and is looked for by initials on the same day."""
    fill_sort_keys()
    return noted("new_words", actions.keep_words())


@shared_task
def all_words() -> int:
    """By night: names that changed, and what is no longer shown."""
    return noted("all_words", actions.keep_words(whole=True))
