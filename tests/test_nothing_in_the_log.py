"""What a complainant wrote stands in no log, also when PostgreSQL refuses the row (domain row 45: whoever complains is protected)."""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from complaints import intake
from integrity.identity import MaskingFormatter
from integrity.receipts import Receipt
from tests import world

NUMBER = UUID("00000000-0000-4000-8000-00000000abcd")
SAID = {
    "accused_code": world.HOUSING,
    "kind": "breach",
    "contract_no": "",
    "facts": "泄漏的事实甲",
    "wanted": "泄漏的诉求乙",
    "happened_on": None,
    "complainant_kind": "person",
    "complainant_name": "泄漏的姓名丙",
    "contact": "泄漏的电话丁",
}
NOWHERE = ("泄漏", "Failing row", "DETAIL", "STATEMENT", "pub.complaint")


def new_lines(path: Path, since: int) -> str:
    return path.read_bytes()[since:].decode(errors="replace")


@pytest.fixture
def log(committed) -> Path:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SHOW data_directory")
        path = Path(cursor.fetchone()[0]).parent / "log" / "postgres.log"
    if not path.exists():
        pytest.skip("the server of these tests is not that of the starter")
    return path


def test_a_form_sent_twice_leaves_a_line_without_words(login, log):
    since = log.stat().st_size
    with pytest.raises(psycopg.errors.UniqueViolation), login("portal") as portal, portal.cursor() as cursor:
        for _twice in range(2):
            intake.put(cursor, Receipt.new(), SAID, [], NUMBER)
    said = new_lines(log, since)
    assert "duplicate key" in said
    assert not [word for word in NOWHERE if word in said]


def test_a_row_against_a_rule_leaves_a_line_without_it(login, log):
    since = log.stat().st_size
    with pytest.raises(psycopg.errors.CheckViolation), login("portal") as portal, portal.cursor() as cursor:
        intake.put(cursor, Receipt.new(), SAID | {"facts": "泄漏" * 3000}, [], NUMBER)
    said = new_lines(log, since)
    assert "violates check constraint" in said
    assert not [word for word in NOWHERE if word in said]


def test_with_the_statement_it_would_stand_there(login, log):
    """The control: a superuser asks for the statement, as PostgreSQL does where nobody says otherwise."""
    since = log.stat().st_size
    with connection.cursor() as cursor, pytest.raises(Exception, match="duplicate"):
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET log_min_error_statement = error")
        cursor.execute("CREATE TEMP TABLE twice (words text PRIMARY KEY)")
        for _twice in range(2):
            cursor.execute("INSERT INTO twice VALUES (%s)", ["泄漏的事实甲"])
    connection.close()
    assert "泄漏" in new_lines(log, since)


def test_the_logins_are_silent_on_any_server(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolconfig FROM pg_roles WHERE rolname IN ('staff', 'portal', 'worker')")
        said = dict(cursor.fetchall())
    for login in ("staff", "portal", "worker"):
        assert {"log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length_on_error=0"} <= set(said[login])


def test_a_line_of_the_application_drops_the_refused_row():
    line = logging.LogRecord(
        "django.request",
        logging.ERROR,
        "",
        0,
        "new row violates x\nDETAIL:  Failing row contains (泄漏\n的, 词).\nCONTEXT:  function f",
        (),
        None,
    )
    assert MaskingFormatter().format(line) == "new row violates x\nCONTEXT:  function f"
