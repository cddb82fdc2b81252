"""`/healthz` and `/readyz`: what each answers when something is away, and that neither says anything else."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from integrity import health
from integrity.models import TaskRun
from tests.conftest import role

pytestmark = pytest.mark.django_db


def ran(ago=timedelta(0)):
    with role("worker"):
        TaskRun.objects.update_or_create(name="run_due_jobs", defaults={"ran_at": timezone.now() - ago, "count": 0})


def ready():
    response = health.readyz(RequestFactory().get("/readyz"))
    return response.status_code, json.loads(response.content)


@contextmanager
def database_away(monkeypatch):
    def cursor(*args, **kwargs):
        raise OperationalError("could not connect to server at 10.1.2.3, user staff")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", cursor)
        yield


ALL = {"database": True, "migrations": True, "broker": True, "timetable": True}


def test_alive(city):
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_alive_asks_nobody(monkeypatch):
    with database_away(monkeypatch):
        assert health.healthz(RequestFactory().get("/healthz")).status_code == 200


def test_ready_when_everything_answers(city):
    ran()
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, ALL)
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_not_ready_when_no_worker_ever_ran(city):
    assert ready() == (503, ALL | {"timetable": False})


@pytest.mark.parametrize(("ago", "alive"), [(timedelta(seconds=100), True), (timedelta(seconds=130), False)])
def test_not_ready_when_the_timetable_stands_still(city, ago, alive):
    ran(ago)
    assert ready()[1]["timetable"] is alive


def test_not_ready_without_its_broker(city, settings):
    ran()
    settings.BROKER_URL = "redis+socket:///nowhere/at/all.sock"
    assert ready() == (503, ALL | {"broker": False})
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    assert ready() == (503, ALL | {"broker": False})


def test_not_ready_while_a_migration_is_missing(city):
    ran()
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'archives' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'archives')")
    assert ready() == (503, ALL | {"migrations": False})


def test_not_ready_without_its_database_and_silent_about_it(city, monkeypatch):
    ran()
    with database_away(monkeypatch):
        assert ready() == (503, {"database": False})


def test_the_portal_needs_its_views_and_nothing_more(city, settings):
    settings.IS_PORTAL = True
    settings.BROKER_URL = ""
    with role("portal"):
        assert ready() == (200, {"database": True})


def test_the_portal_is_not_ready_while_its_views_are_down(city, settings):
    settings.IS_PORTAL = True
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA pub CASCADE")
    with role("portal"):
        before = transaction.savepoint()
        answer = ready()
        transaction.savepoint_rollback(before)
    assert answer == (503, {"database": False})
