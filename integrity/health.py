"""`/healthz`: the process lives. `/readyz`: what it needs answers too. Neither says anything about data."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


def robots(request: HttpRequest) -> HttpResponse:
    """Bodies and records may be indexed; searches are not pages of their own."""
    return HttpResponse("User-agent: *\nDisallow: /search/\nDisallow: /en/search/\n", content_type="text/plain; charset=utf-8")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 unless everything this process needs is there. The portal needs its views, nothing more."""
    checks = {"database": _database()}
    if not settings.IS_PORTAL and checks["database"]:
        checks |= {"migrations": _migrations(), "broker": _broker(), "timetable": _timetable()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM record LIMIT 1" if settings.IS_PORTAL else "SELECT 1")
        return True
    except Error:
        return False


def _migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    from kombu import Connection
    from kombu.exceptions import OperationalError

    try:
        with Connection(settings.BROKER_URL, connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
        return True
    except (OperationalError, OSError):
        return False


def _timetable() -> bool:
    """Beat and worker are alive if the shortest task of the timetable ran within two minutes."""
    from .models import TaskRun

    last = TaskRun.objects.filter(name="run_due_jobs").first()
    return last is not None and timezone.now() - last.ran_at < timedelta(minutes=2)
