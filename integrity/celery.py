"""Celery: it wakes workers and nothing else. Tasks are idempotent and their state is in PostgreSQL."""

import os

os.environ.setdefault("REGISTRY_LOGIN", "worker")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

from celery.schedules import crontab

from .broker import app

app.conf.update(
    # The timetable, in one place. Each task finds for itself what is due.
    beat_schedule={
        "jobs nobody works on": {"task": "integrity.tasks.run_due_jobs", "schedule": 10.0},
        "pinyin of new subjects": {"task": "archives.tasks.fill_sort_keys", "schedule": crontab(hour=0, minute=5)},
        "endings of the night": {"task": "archives.tasks.note_endings", "schedule": crontab(hour=0, minute=10)},
        "measures that ended": {"task": "discipline.tasks.note_lifted", "schedule": crontab(hour=0, minute=15)},
        "staging nobody needs": {"task": "archives.tasks.clear_staging", "schedule": crontab(hour=0, minute=20)},
        "score the city": {"task": "scoring.tasks.nightly", "schedule": crontab(hour=0, minute=30)},
        "words of all that is shown": {"task": "search.tasks.all_words", "schedule": crontab(hour=0, minute=50)},
        "words of what is new": {"task": "search.tasks.new_words", "schedule": 60.0},
        "warnings of the night": {"task": "monitoring.tasks.look", "schedule": crontab(hour=1, minute=0)},
        "warnings by day": {"task": "monitoring.tasks.look", "schedule": 300.0},
        "rescore what changed": {"task": "scoring.tasks.changed", "schedule": 60.0},
    },
)
app.autodiscover_tasks()


def night() -> list[str]:
    """The tasks with an hour of their own, in the order of the clock."""
    daily = [entry for entry in app.conf.beat_schedule.values() if isinstance(entry["schedule"], crontab)]
    return [entry["task"] for entry in sorted(daily, key=lambda entry: (min(entry["schedule"].hour), min(entry["schedule"].minute)))]
