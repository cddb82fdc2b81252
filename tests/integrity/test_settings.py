"""Every variable that a process needs and has not is refused with what it is for; the portal needs two, and gets no more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMON = {"SECRET_KEY": "s" * 50, "IDENTITY_KEY": "i" * 32}
NEEDS = {
    "staff": {**COMMON, "DATABASE_URL_STAFF": "postgresql://staff@/registry", "BROKER_URL": "redis://valkey:6379/0"},
    "worker": {**COMMON, "DATABASE_URL_WORKER": "postgresql://worker@/registry", "BROKER_URL": "redis://valkey:6379/0"},
    "owner": {**COMMON, "DATABASE_URL_OWNER": "postgresql://migrator@/registry"},
    "portal": {"SECRET_KEY": "p" * 50, "DATABASE_URL_PORTAL": "postgresql://portal@/registry"},
}
PRIVATE = {name for needs in NEEDS.values() for name in needs} | {"REGISTRY_LOGIN", "WEB_PROCESS", "NO_BROKER", "DEMO", "ALLOWED_HOSTS", "HTTPS"}


def python(code, variables):
    environment = {key: value for key, value in os.environ.items() if key not in PRIVATE} | variables
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("login", NEEDS)
def test_with_all_it_needs_a_process_starts(login):
    """Settings are read, apps loaded and the addresses known, without any database."""
    code = (
        "import django; django.setup(); from django.conf import settings as s; from django.urls import get_resolver; import json; "
        "get_resolver().url_patterns; d = s.DATABASES['default']; print(json.dumps([d['USER'], d['NAME'], s.ROOT_URLCONF, s.IDENTITY_KEY]))"
    )
    done = python(code, {**NEEDS[login], "REGISTRY_LOGIN": login, "DJANGO_SETTINGS_MODULE": "integrity.settings"})
    assert done.returncode == 0, done.stderr
    user = {"owner": "migrator"}.get(login, login)
    urls = "integrity.portal_urls" if login == "portal" else "integrity.urls"
    assert json.loads(done.stdout) == [user, "registry", urls, "" if login == "portal" else "i" * 32]


@pytest.mark.parametrize(("login", "name"), [(login, name) for login, needs in NEEDS.items() for name in needs])
def test_a_missing_variable_is_refused_with_the_way_out(login, name):
    given = {key: value for key, value in NEEDS[login].items() if key != name}
    done = python("import integrity.settings", {**given, "REGISTRY_LOGIN": login})
    assert done.returncode != 0
    said = last_line(done)
    assert said.startswith(f"django.core.exceptions.ImproperlyConfigured: The environment variable {name} is missing. ")
    assert "`./run` sets it" in said
    assert ".env.example" in said
    # What it is for stands between the two.
    assert len(said.split("is missing. ")[1].split("`./run`")[0]) > 20


def test_an_empty_variable_is_a_missing_one():
    done = python("import integrity.settings", {**NEEDS["staff"], "SECRET_KEY": "", "REGISTRY_LOGIN": "staff"})
    assert "SECRET_KEY is missing" in last_line(done)


def test_a_process_has_one_login_of_four():
    done = python("import integrity.settings", {**NEEDS["staff"], "REGISTRY_LOGIN": "postgres"})
    assert "REGISTRY_LOGIN is 'postgres'; it must be staff, portal, worker or owner." in last_line(done)


def test_no_process_falls_back_to_the_url_of_another():
    urls = {key: value for needs in NEEDS.values() for key, value in needs.items() if key.startswith("DATABASE_URL_")}
    for login in NEEDS:
        others = {key: value for key, value in urls.items() if key != f"DATABASE_URL_{login.upper()}"}
        done = python("import integrity.settings", {**COMMON, "BROKER_URL": "redis://valkey/0", **others, "REGISTRY_LOGIN": login})
        assert f"DATABASE_URL_{login.upper()} is missing" in last_line(done)


def test_the_portal_has_nothing_that_could_open_anything():
    code = "import integrity.settings as s; import json; print(json.dumps([s.MIDDLEWARE, s.IDENTITY_KEY, s.BROKER_URL, s.CONTENT_SECURITY_POLICY['DIRECTIVES']]))"
    # Even when somebody hands it over by mistake.
    done = python(code, {**NEEDS["staff"], **NEEDS["portal"], "BROKER_URL": "", "REGISTRY_LOGIN": "portal"})
    assert done.returncode == 0, done.stderr
    middleware, identity_key, broker, policy = json.loads(done.stdout)
    assert not [name for name in middleware if "session" in name.lower() or "auth" in name.lower() or "axes" in name]
    assert (identity_key, broker) == ("", "")
    assert "script-src" not in policy
    assert policy["default-src"] == ["'none'"]


def test_every_variable_stands_in_the_documents_it_sends_people_to():
    """The refusal names .env.example and the compose file: what is asked for must be there."""
    text = (ROOT / ".env.example").read_text() + (ROOT / "docker-compose.yml").read_text()
    missing = {name for needs in NEEDS.values() for name in needs if name not in text}
    assert missing == set()


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("0", False), ("", False), ("no", False)])
def test_debug_is_never_on_and_cookies_follow_https(value, on):
    code = "import integrity.settings as s; import json; print(json.dumps([s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0]))"
    done = python(code, {**NEEDS["staff"], "REGISTRY_LOGIN": "staff", "HTTPS": value, "DEBUG": "1"})
    assert json.loads(done.stdout) == [False, on, on, on]
