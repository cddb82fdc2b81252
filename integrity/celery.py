"""Celery: it wakes workers and nothing else. Tasks are idempotent and their state is in PostgreSQL."""

import os

os.environ.setdefault("REGISTRY_LOGIN", "worker")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

from celery import Celery  # noqa: E402
from celery.schedules import crontab  # noqa: E402
from django.conf import settings  # noqa: E402

app = Celery("registry")
app.conf.update(
    broker_url=settings.BROKER_URL,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=3000,
    broker_connection_retry_on_startup=True,
    # kombu gives a killed task back only when its sweep looks often enough; the timeout is above the longest task.
    broker_transport_options={
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    timezone=settings.TIME_ZONE,
    # The timetable, in one place. Each task finds for itself what is due.
    beat_schedule={
        "jobs nobody works on": {"task": "integrity.tasks.run_due_jobs", "schedule": 10.0},
        "endings of the night": {"task": "archives.tasks.note_endings", "schedule": crontab(hour=0, minute=10)},
        "score the city": {"task": "scoring.tasks.nightly", "schedule": crontab(hour=0, minute=30)},
        "rescore what changed": {"task": "scoring.tasks.changed", "schedule": 60.0},
    },
)
app.autodiscover_tasks()
