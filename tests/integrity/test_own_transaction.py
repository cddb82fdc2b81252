"""A guard that asks for a step asks for one of its own transaction: what a colleague commits meanwhile is no licence."""

import psycopg
import pytest
from django.db import connection

from archives import actions
from archives.models import Record
from integrity.workflow import advance

from .test_guards import COPIED, OTHER_KEY
from .test_workflow import account, received

# A second record under a filing that somebody else approves.
SMUGGLED = f"""INSERT INTO archives_record ({COPIED}) SELECT {", ".join(OTHER_KEY if c.strip() == "key" else c.strip() for c in COPIED.split(","))}
  FROM archives_record WHERE filing_id = %s"""
# Who decided, named anew beside the step of another.
RENAMED = "UPDATE archives_filing SET decided_by_id = %s WHERE id = %s"


@pytest.fixture
def submitted(committed):
    return advance(actions.check_filing(filing=received()), "submit", by=account("lin"))


def approved_meanwhile(login, filing):
    """A transaction of the staff login that began before zhou approved ``filing``."""
    early = login("staff")
    early.execute("BEGIN")
    early.execute("SELECT transaction_timestamp()")
    advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    return early


def test_records_come_with_the_approval_of_this_transaction(submitted, login):
    early = approved_meanwhile(login, submitted)
    with pytest.raises(psycopg.Error, match="only by the approval of their filing"):
        early.execute(SMUGGLED, [submitted.pk])
    assert Record.objects.filter(filing=submitted).count() == 1


def test_who_decided_is_named_in_the_transaction_of_the_step(submitted, login):
    early = approved_meanwhile(login, submitted)
    early.execute(RENAMED, [account("sun").pk, submitted.pk])
    with pytest.raises(psycopg.Error, match="changes by its own step"):
        early.execute("COMMIT")
    submitted.refresh_from_db()
    assert submitted.decided_by == account("zhou")


def test_without_the_question_the_step_of_another_would_do(submitted, login):
    """The control: asked for the time alone, the same statement passes this question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('integrity_mine(xid)'::regprocedure)")
        (whole,) = cursor.fetchone()
        cursor.execute("SET ROLE registry_owner")
        cursor.execute("CREATE OR REPLACE FUNCTION integrity_mine(xid) RETURNS boolean LANGUAGE sql AS 'SELECT true'")
        cursor.execute("RESET ROLE")
    try:
        early = approved_meanwhile(login, submitted)
        with pytest.raises(psycopg.Error, match="says what its row says"):  # the next question
            early.execute(SMUGGLED, [submitted.pk])
        early.execute("ROLLBACK")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE registry_owner")
            cursor.execute(whole)
            cursor.execute("RESET ROLE")


JOB = """INSERT INTO integrity_job (id, kind, about_kind, state, done, total, message, error, attempts)
  VALUES (gen_random_uuid(), '{}', '', 'queued', 0, 0, '', '', 0)"""


def test_a_row_of_any_savepoint_of_this_transaction_is_its_own(committed, login):
    before = login("staff")
    before.execute(JOB.format("a"))
    one = login("staff")
    one.execute("BEGIN")
    one.execute("SAVEPOINT kept")
    one.execute(JOB.format("b"))
    one.execute("RELEASE SAVEPOINT kept")
    one.execute("SAVEPOINT open")
    one.execute(JOB.format("c"))
    one.execute("SAVEPOINT gone")
    one.execute(JOB.format("d"))
    one.execute("ROLLBACK TO SAVEPOINT gone")
    before.execute(JOB.format("e"))
    found = one.execute("SELECT j.kind, integrity_mine(j.xmin) FROM integrity_job j ORDER BY j.kind").fetchall()
    assert found == [("a", False), ("b", True), ("c", True), ("e", False)]
    one.execute("ROLLBACK")


def test_every_guard_that_asks_since_when_asks_whose(db):
    with connection.cursor() as cursor:
        cursor.execute(
            r"""SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ('public', 'pub')
            AND p.prosrc ~ 'transaction_timestamp\(\)(?! AND integrity_mine\(\w+\.xmin\))'"""
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_proc p WHERE p.prosrc ~ 'integrity_mine'")
        assert cursor.fetchone()[0] > 20
