"""A backup restored by the commands of docs/operations.md, on a second server, holds the same and serves the same pages."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
from datetime import datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from integrity.starter import Servers, postgres_installations
from search.actions import keep_words
from tests.publicity.given import Reader, archive, portal_settings, portal_wrapper, reader  # noqa: F401

OPERATIONS = settings.BASE_DIR / "docs" / "operations.md"
TOOLS = postgres_installations()
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not TOOLS, reason="no PostgreSQL binaries on this machine")]
READING = datetime(2026, 11, 22, 8, 0, tzinfo=timezone.get_default_timezone())


def documented(*tools: str) -> list[list[str]]:
    """The command lines of the chapter on backup and restore that begin with one of the tools, in order."""
    chapter = OPERATIONS.read_text().partition("## Backup and restore")[2].partition("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", chapter, re.S) for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.split()[0] in tools]


def run(command: list[str], host, directory, database: str = "registry") -> None:
    """One command of the page as the superuser of a server, in the directory of the backup."""
    binary = TOOLS[max(TOOLS)] / command[0]
    ours = str(settings.BASE_DIR / "integrity/roles.sql")
    words = [database if word == "registry" else word.replace("integrity/roles.sql", ours) for word in command[1:]]
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [binary, *words],
        cwd=directory,
        env=kept | {"PGHOST": str(host), "PGUSER": "postgres", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (command, done.stderr)


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):  # noqa: F811
    """A department, an enterprise, records that are shown and one whose time is over; the addresses of their pages."""
    with django_db_blocker.unblock():
        government = archive.subject("示范市人民政府")
        bureau = archive.subject("示范市公安局", superior=government)
        shop = archive.subject("示例清泉饮品有限公司", kind="enterprise", first="91")
        today = timezone.localdate()
        penalty = archive.record(
            shop, item="CF", tier=2, issuer=bureau, decided_on=today - timedelta(10), facts={"violation": "违反管理规定", "fine": "1.2"}
        )
        honour = archive.record(bureau)
        gone = archive.record(bureau, shown=(READING - timedelta(400), READING - timedelta(40)))
        with archive.committed():
            keep_words()
    shown = [f"/subjects/{bureau.code}/", f"/subjects/{shop.code}/", f"/records/{penalty.number}/", f"/records/{honour.number}/"]
    lists = [
        "/",
        "/search/?q=清泉",
        "/search/?q=示范市公安",
        "/search.csv?q=清泉",
        "/feed.atom",
        f"/subjects/{bureau.code}/feed.atom",
        "/sitemap.xml",
    ]
    return {"served": shown + lists + [f"/en{address}" for address in shown], "gone": f"/records/{gone.number}/"}


@pytest.fixture(scope="module")
def restored(city, tmp_path_factory, django_db_blocker):
    """A second server with the backup of the test database in it."""
    place = tmp_path_factory.mktemp("backup")
    with django_db_blocker.unblock():
        source = connection.settings_dict
    (dump,) = documented("pg_dump")
    run(dump, source["HOST"], place, source["NAME"])
    assert (place / "registry.dump").stat().st_size > 100_000
    # An empty server: the starter makes the cluster; the commands of the page do the rest, as on any other.
    with Servers(tmp_path_factory.mktemp("second"), broker=False, options=["fsync=off"]) as server:
        restoring = documented("psql", "pg_restore")
        assert [command[0] for command in restoring] == ["psql", "pg_restore", "psql"]
        for command in restoring:
            run(command, server.sockets, place)
        yield server


def contents(link: psycopg.Connection) -> dict[str, str]:
    """Each table by the digest of its rows, each sequence by where it stands."""
    found = {}
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1"
        )
        for name, kind in cursor.fetchall():
            if kind == "S":
                cursor.execute(f"SELECT last_value, is_called FROM {name}")
                found[name] = str(cursor.fetchone())
                continue
            with cursor.copy(f"COPY (SELECT t FROM {name} t ORDER BY t::text) TO STDOUT") as copy:
                found[name] = hashlib.sha256(b"".join(bytes(block) for block in copy)).hexdigest()
    return found


def as_superuser(host, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(host), dbname=database, user="postgres", autocommit=True)


def test_the_tables_and_sequences_are_the_same(restored):
    source = connection.settings_dict
    with as_superuser(source["HOST"], source["NAME"]) as old, as_superuser(restored.sockets, "registry") as new:
        before, after = contents(old), contents(new)
        assert len(before) > 80
        assert before == after
        new.execute("UPDATE archives_subject SET name = name || '改' WHERE name = '示范市公安局'")
        assert {name for name, said in contents(new).items() if said != before[name]} == {"archives_subject"}  # the control
        new.execute("UPDATE archives_subject SET name = '示范市公安局' WHERE name = '示范市公安局改'")


def test_the_wall_stands_on_the_second_server(restored):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check_wall"]
    environment = os.environ | restored.urls() | {"REGISTRY_LOGIN": "owner"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert (done.returncode, done.stdout.strip()) == (0, "The wall stands."), done.stderr


@pytest.fixture
def second_reader(restored, portal_wrapper):  # noqa: F811
    """Somebody at the portal of the second server, over its own login ``portal``."""
    there = {
        **portal_wrapper.settings_dict,
        "HOST": str(restored.sockets),
        "PORT": "",
        "NAME": "registry",
        "USER": "portal",
        "PASSWORD": "",
    }
    wrapper = type(connections["default"])(there, "default")
    yield Reader(wrapper, portal_settings())
    wrapper.close()


def test_the_portal_serves_the_same_pages(city, reader, second_reader, monkeypatch):  # noqa: F811
    # Every page says at which minute it was read; both are read at the same one.
    monkeypatch.setattr("integrity.middleware.timezone", SimpleNamespace(localtime=lambda: READING))
    for address in city["served"]:
        first, second = reader.get(address), second_reader.get(address)
        assert (first.status_code, second.status_code) == (200, 200), address
        assert len(first.content) > 200, address
        assert first.content == second.content, address
    assert (reader.get(city["gone"]).status_code, second_reader.get(city["gone"]).status_code) == (404, 404)


def test_what_changes_on_one_server_changes_its_page(city, reader, second_reader, restored):  # noqa: F811
    """The two portals read two databases; else equal pages would prove nothing."""
    address = city["served"][2]
    with as_superuser(restored.sockets, "registry") as link:
        link.execute(
            "UPDATE archives_record SET shown = tstzrange(lower(shown), statement_timestamp()) WHERE number = %s", [address.split("/")[2]]
        )
    assert (reader.get(address).status_code, second_reader.get(address).status_code) == (200, 404)
