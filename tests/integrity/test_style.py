"""Rules about the code itself: ruff, migrations, history, and the one clock."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
APPS = ["integrity", "accounts", "archives", "discipline", "complaints", "repair", "scoring", "monitoring", "publicity"]


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), path.read_text()


def test_ruff_has_nothing_to_say():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", ".", "run"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# ── history ──────────────────────────────────────────────────────────────────────────────────────

SILENT = {"update", "bulk_create", "bulk_update"}  # they call no save(), so no history row is written


def with_history():
    return {model.__name__ for model in apps.get_models() if hasattr(model, "history")}


def related_names():
    """How a model with history is reached from another: ``user.memberships``."""
    return {
        field.remote_field.get_accessor_name()
        for model in apps.get_models()
        if hasattr(model, "history")
        for field in model._meta.fields
        if field.remote_field and not field.remote_field.hidden
    }


def past_history(source, models, related):
    """Calls such as ``Subject.objects.filter(…).update(…)`` or ``user.memberships.update(…)``."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SILENT):
            continue
        names, part = set(), node.func.value
        while isinstance(part, (ast.Call, ast.Attribute)):
            if isinstance(part, ast.Attribute):
                names.add(part.attr)
                part = part.value
            else:
                part = part.func
        root = part.id if isinstance(part, ast.Name) else ""
        if (root in models and "objects" in names) or names & related:
            yield node.lineno


def test_which_models_keep_a_history():
    assert with_history() >= {"Subject", "Membership"}
    assert related_names() >= {"memberships", "subordinates"}


def test_nothing_is_written_past_the_history():
    models, related = with_history(), related_names()
    assert [f"{path}:{line}" for path, text in sources() for line in past_history(text, models, related)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Subject.objects.filter(code=c).update(name=n)", 1),
        ("Subject.objects.update(name=n)", 1),
        ("Membership.objects.bulk_create(rows)", 1),
        ("user.memberships.filter(role=r).update(until_on=d)", 1),
        ("Filing.objects.filter(pk=1).update(rows=2)", 0),
        ("hashed.update(block)", 0),
        ("Subject.objects.update_or_create(code=c)", 0),
    ],
)
def test_the_test_finds_writing_past_the_history(source, found):
    assert len(list(past_history(source, {"Subject", "Membership"}, {"memberships"}))) == found


# ── the clock ────────────────────────────────────────────────────────────────────────────────────

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"), ("time", "localtime")}
# The starter runs before Django is there and asks nothing about days.
OUTSIDE = {Path("integrity/starter.py")}


def clocks(source):
    """Where the machine's clock and zone are asked instead of ``timezone.localdate()`` and ``timezone.now()``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
            name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
            if (name, node.func.attr) in CLOCKS:
                yield node.lineno


def test_nobody_asks_the_clock_of_the_machine():
    assert [f"{path}:{line}" for path, text in sources() if path not in OUTSIDE for line in clocks(text)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("datetime.now()", 1),
        ("datetime.datetime.now(UTC)", 1),
        ("date.today()", 1),
        ("datetime.date.today()", 1),
        ("time.time()", 1),
        ("timezone.now()", 0),
        ("timezone.localdate()", 0),
        ("time.monotonic()", 0),
    ],
)
def test_the_test_finds_the_clock_of_the_machine(source, found):
    assert len(list(clocks(source))) == found


def test_public_views_ask_the_clock_that_moves():
    """``now()`` and ``current_date`` stand still inside a long transaction; ``statement_timestamp()`` does not."""
    standing = re.compile(r"\b(now\(\)|current_date|current_timestamp|localtimestamp|transaction_timestamp\(\))", re.IGNORECASE)
    assert standing.search("WHERE shown @> now()")
    files = list(ROOT.glob("*/pub.sql"))
    assert files
    for path in files:
        code = re.sub(r"--.*", "", path.read_text())
        assert not standing.search(code), path


# ── size and words ───────────────────────────────────────────────────────────────────────────────


def test_no_file_of_an_app_outgrows_what_can_be_read():
    assert [f"{path}: {text.count(chr(10))} lines" for path, text in sources() if text.count("\n") > 450] == []


def test_no_drawer_for_everything():
    drawers = {"core", "common", "utils", "helpers", "services", "selectors", "signals", "misc"}
    assert [str(path) for path, _ in sources() if drawers & {*path.parts, path.stem}] == []
