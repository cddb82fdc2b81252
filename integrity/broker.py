"""The Celery app as every process knows it: how to reach the broker, and how a task is delivered."""

from celery import Celery
from django.conf import settings

app = Celery("registry")
app.conf.update(
    broker_url=settings.BROKER_URL or None,
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
        # Who wakes a worker does not wait for a broker that is away: the timetable finds the job.
        "max_retries": 1,
        "interval_start": 0,
    },
    timezone=settings.TIME_ZONE,
)
app.set_default()
