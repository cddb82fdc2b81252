"""Fixtures of the whole suite.

The connection of a test belongs to the cluster's superuser, so that it may *become* any login: by default it acts as
``staff`` (``SET ROLE``), and a missing grant fails the test that needs it. That proves nothing about logins and their
own connections: tests of the wall open real ones (``login``) on committed data.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from integrity.broker import app
from tests import world

# Where several processes share the tests (pytest-xdist), each has a database and a broker of its own.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "")
if PROCESS:
    settings.BROKER_URL = app.conf.broker_url = os.environ["BROKER_URL"] = f"{os.environ['BROKER_URL']}?virtual_host={1 + int(PROCESS[2:])}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    of_database = connections["default"].settings_dict
    of_database["USER"] = "postgres"
    of_database["PASSWORD"] = ""
    of_database["OPTIONS"] = {"options": "-c role=registry_owner"}
    if PROCESS:
        of_database["TEST"]["NAME"] = f"test_{of_database['NAME']}_{PROCESS}"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database, always made (pytest-django makes none for a run whose tests open their own connections)."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        world.restore()
    yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:  # a session that a killed process left must not keep the database
            cursor.execute("SET ROLE NONE")
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        connection.close()
        teardown_databases(made, verbosity=0)


@contextmanager
def role(name: str):
    """Act as one of the logins inside the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        before, path = cursor.fetchone()
        cursor.execute(f"SET ROLE {name}")
        cursor.execute(f"SET search_path = {'pub' if name == 'portal' else path}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {before}")
            cursor.execute(f"SET search_path = {path}")


@pytest.fixture
def city(db):
    """The small world, inside a transaction that is rolled back, acting as ``staff``."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE staff")
    yield world
    with connection.cursor() as cursor:
        if connection.needs_rollback:
            connection.set_rollback(False)
        cursor.execute("SET ROLE registry_owner")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """The small world for tests that commit: several connections, real logins, real processes. Wiped afterwards."""
    with django_db_blocker.unblock():
        yield world
        connection.close()
        world.wipe()
        connection.close()


# The portal reads only by a setting of its own as well; what it is refused must be refused without that too.
READ_WRITE = "-c default_transaction_read_only=off"


@pytest.fixture
def login(committed):
    """``login("portal")`` opens a real connection of that login to the test database."""
    opened = []

    def connect(name: str, **options):
        settings = connection.settings_dict
        made = psycopg.connect(host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"], user=name, autocommit=True, options=READ_WRITE, **options)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()


@pytest.fixture
def person(city):
    """``person("lin")`` is the account of that persona."""
    from accounts.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def door(city):
    """``door("lin")`` is the staff site as that persona sees it; ``door(None)`` is nobody logged in."""

    def enter(name: str | None) -> Client:
        from accounts.models import User

        client = Client(raise_request_exception=True)
        if name:
            client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
