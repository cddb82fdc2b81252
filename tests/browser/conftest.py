"""Chromium, and the real processes before it: portal, staff site and worker, each under its own database login."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.publicity.given import archive, portal_wrapper  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
PRIVATE = ("DATABASE_URL", "IDENTITY", "BROKER", "SECRET", "PORTAL_SECRET")
OF_STAFF = ("SECRET_KEY", "IDENTITY_KEY", "BROKER_URL")

# What the timetable has the worker do every ten seconds, without the seconds.
WORK = """
import time
import django
django.setup()
from integrity import celery, jobs
celery.app.loader.import_default_modules()
while True:
    for job in jobs.due():
        jobs.run(job.pk)
    time.sleep(0.1)
"""


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here, so no page is looked at in a browser")
    # Playwright keeps a loop running in this thread; Django would take each statement of ours for one of its coroutines.
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, out of the package that carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text()


@contextmanager
def process(login: str, *command: str, keys=()):
    """``command`` as a process of ``login`` over the test database, with no key but ``keys``; a fault in it fails the test."""
    told = conninfo_to_dict(os.environ[f"DATABASE_URL_{login.upper()}"]) | {"dbname": connection.settings_dict["NAME"]}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE) or name in keys}
    own = {"REGISTRY_LOGIN": login, f"DATABASE_URL_{login.upper()}": make_conninfo(**told), "DJANGO_SETTINGS_MODULE": "integrity.settings"}
    own |= {} if "SECRET_KEY" in keys else {"SECRET_KEY": secrets.token_hex(32)}
    with tempfile.TemporaryFile("w+") as log:
        started = subprocess.Popen([sys.executable, *command], env=kept | own, cwd=ROOT, stdout=log, stderr=log)
        started.told = lambda: log.seek(0) or log.read()
        try:
            yield started
        finally:
            started.terminate()
            started.wait(15)
        assert "Traceback" not in started.told(), started.told()


@contextmanager
def door(login: str, module: str, keys=()):
    """The address of a web process as ``./run`` starts it."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (
        "-m",
        "gunicorn",
        f"{module}:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--no-control-socket",
    )
    address = f"http://127.0.0.1:{port}"
    with process(login, *server, keys=keys) as started:
        for _attempt in range(200):
            try:
                urlopen(address + "/healthz", timeout=2)
                break
            except HTTPError:
                break
            except OSError:
                assert started.poll() is None, started.told()
                time.sleep(0.1)
        yield address


@pytest.fixture(scope="session")
def portal(chromium, django_db_setup):
    with door("portal", "integrity.portal_wsgi") as address:
        yield address


@pytest.fixture(scope="session")
def staff(chromium, django_db_setup):
    with door("staff", "integrity.wsgi", keys=OF_STAFF) as address:
        yield address


@pytest.fixture(scope="module")
def worker(chromium, django_db_setup):
    with process("worker", "-c", WORK, keys=OF_STAFF) as started:
        yield started
