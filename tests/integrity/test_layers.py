"""The ladder of `docs/architecture.md`: an app imports only apps that stand below it, and the kernel imports none."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LADDER = ["integrity", "accounts", "archives", "discipline", "complaints", "commitments", "repair", "scoring", "search", "monitoring", "publicity"]  # from the bottom up
# On top of all: they name every app and are imported by none.
TOP = {f"integrity.{name}" for name in ("settings", "urls", "portal_urls", "wsgi", "portal_wsgi", "celery")}


def imports(source, package):
    """Every module a file imports, wherever in it, as full names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def offences(source, path):
    parts = Path(path).with_suffix("").parts
    here, top = ".".join(parts), ".".join(parts) in TOP
    for name in imports(source, list(parts[:-1])):
        app = name.split(".")[0]
        if any(f"{name}.".startswith(f"{each}.") for each in TOP):
            yield f"{here} imports {name}, which stands on top"
        elif app in LADDER and not top and LADDER.index(app) > LADDER.index(parts[0]):
            yield f"{here} imports {name} from above"


def files():
    return [path.relative_to(ROOT) for app in LADDER for path in sorted((ROOT / app).rglob("*.py"))]


def test_every_app_imports_only_downwards():
    assert [each for path in files() for each in offences((ROOT / path).read_text(), path)] == []


def test_every_app_of_ours_stands_on_the_ladder():
    ours = {name for name in settings.INSTALLED_APPS if (ROOT / name.split(".")[0]).is_dir()}
    assert {name.split(".")[0] for name in ours} == set(LADDER)
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} == set(LADDER)
    assert len(files()) > 50


def test_tests_and_bench_are_imported_by_nobody():
    for path in files():
        assert not {name.split(".")[0] for name in imports((ROOT / path).read_text(), list(path.parts[:-1]))} & {"tests", "bench"}, path


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("integrity/jobs.py", "import archives.models", 1),
        ("integrity/jobs.py", "from archives.models import Record", 1),
        ("integrity/jobs.py", "def f():\n    from accounts import models", 1),
        ("integrity/templatetags/register.py", "from archives import flow", 1),
        ("archives/models/record.py", "from scoring.models import Run", 1),
        ("archives/models/record.py", "from ...scoring import models", 1),
        ("archives/filing_views.py", "from integrity.urls import urlpatterns", 1),
        ("archives/filing_views.py", "from integrity import settings", 1),
        ("integrity/tasks.py", "from .celery import app", 1),
        ("integrity/tasks.py", "from . import celery", 1),
        ("publicity/views.py", "from archives import law\nimport scoring.explain, integrity.errors", 0),
        ("archives/models/record.py", "from .membership import Role\nfrom ..flow import FILING", 0),
        ("integrity/urls.py", "from archives import urls", 0),
        ("integrity/tasks.py", "from celery import shared_task", 0),
        ("archives/filing_views.py", "from django.conf import settings", 0),
    ],
)
def test_the_test_finds_what_it_forbids(path, source, found):
    assert len(list(offences(source, path))) == found
