"""The glass wall, over real logins and committed data: the portal is refused everything but its grants."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from archives import actions
from archives.models import Record, Subject
from integrity import wall
from integrity.workflow import advance
from tests import world
from tests.files import row, table
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

REFUSED = psycopg.errors.InsufficientPrivilege


def test_the_wall_is_the_reviewed_one(city):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE registry_owner")
    assert wall.difference() == []


@pytest.mark.parametrize(
    "breach",
    [
        "GRANT SELECT ON archives_record TO portal",
        "GRANT SELECT (code) ON archives_subject TO portal",
        "GRANT USAGE ON SCHEMA public TO portal",
        "GRANT DELETE ON archives_record TO staff",
        "GRANT UPDATE ON integrity_steptaken TO staff",
        "ALTER TABLE integrity_steptaken DISABLE TRIGGER USER",
        "DROP TRIGGER archives_record_catalogued ON archives_record",
        "CREATE OR REPLACE VIEW pub.item_field AS SELECT id, item_id, key, label, label_en, type, position, scope FROM public.archives_itemfield",
        "CREATE VIEW pub.all_subjects AS SELECT * FROM public.archives_subject",
        "ALTER FUNCTION archives_record_catalogued() SECURITY DEFINER",
        "ALTER VIEW pub.subject OWNER TO postgres",
    ],
)
def test_a_breach_is_found_and_stops_the_process(db, monkeypatch, breach):
    monkeypatch.setattr(connection, "close", lambda: None)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            cursor.execute(breach)
        assert wall.difference()
        with pytest.raises(ImproperlyConfigured, match="does not serve"):
            wall.stand_or_stop()
        transaction.set_rollback(True)
    assert wall.difference() == []


def publish(rows: list[dict]) -> dict[str, Record]:
    """File and approve rows; returns the records by the number in their document number."""
    lin, zhou = User.objects.get(username="lin"), User.objects.get(username="zhou")
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=lin, stream=io.BytesIO(table(rows)), filename="a.csv"))
    assert filing.bad == 0, list(filing.filed_rows.values_list("errors", flat=True))
    filing = advance(filing, "submit", by=lin)
    advance(filing, "approve", by=zhou, seen=filing.revision)
    return {r.content.doc_no.partition("〕")[2]: r for r in Record.objects.filter(filing=filing).select_related("content")}


SECRETS = {
    "CF_XDR_GSZC": "SHARED-7731",  # 政务共享
    "CF_FRDB": "授权查询王某",  # 授权查询
    "BZ": "INTERNAL-7733",  # 内部
    "CF_FR_SFZH": "999999199001011237",
}


def everything_the_portal_can_read(portal) -> str:
    views = portal.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'pub' AND has_table_privilege('pub.' || table_name, 'SELECT')").fetchall()
    assert len(views) >= 8
    return "\n".join(
        json.dumps(portal.execute(sql.SQL("SELECT coalesce(json_agg(v)::text, '') FROM pub.{} v").format(sql.Identifier(v))).fetchone()[0], ensure_ascii=False)
        for (v,) in views
    )


def test_the_portal_reads_exactly_the_public_fields_of_the_visible_records(login):
    day = (timezone.localdate() - timedelta(days=40)).isoformat()
    records = publish(
        [
            row(1, CF_JDRQ=day, CF_SY="可见事实-1", **SECRETS),
            row(2, CF_JDRQ=day, CF_SY="轻微事实-2", CF_CFLB="警告", CF_NR_FK=""),
            row(3, CF_JDRQ=day, CF_SY="撤下事实-3"),
            row(4, CF_JDRQ=day, CF_SY="到期事实-4"),
            row(5, CF_JDRQ=day, CF_SY="更正前事实-5"),
            row(6, CF_JDRQ="2019-10-10", CF_SY="早已到期事实-6"),
        ]
    )
    publish([row(5, CF_JDRQ=day, CF_SY="更正后事实-5")])
    actions.withdraw(number=records["3号"].number, by=User.objects.get(username="zhou"), reason="文书撤销")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archives_record SET shown = tstzrange(lower(shown), statement_timestamp()) WHERE id = %s", [records["4号"].pk])
    # A filing that nobody decided on yet.
    lin = User.objects.get(username="lin")
    waiting = table([row(9, CF_JDRQ=day, CF_SY="待审事实-9")])
    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=lin, stream=io.BytesIO(waiting), filename="b.csv")
    advance(actions.check_filing(filing=filing), "submit", by=lin)

    portal = login("portal")
    text = everything_the_portal_can_read(portal)
    assert "可见事实-1" in text
    assert "更正后事实-5" in text
    for hidden in [*SECRETS.values(), "轻微事实-2", "撤下事实-3", "到期事实-4", "更正前事实-5", "早已到期事实-6", "待审事实-9", "1237"]:
        assert hidden not in text, hidden
    assert {n for (n,) in portal.execute("SELECT number FROM record")} == {records["1号"].number, records["5号"].number}


def test_the_same_fields_as_staff_and_by_scope(login):
    """The other scopes exist and are read by those who work here: the wall hides them, it does not lose them."""
    publish([row(1, CF_JDRQ=(timezone.localdate() - timedelta(days=40)).isoformat(), **SECRETS)])
    (facts,) = login("staff").execute("SELECT facts FROM archives_filedrow").fetchone()
    assert facts["shared"]["registration_no"] == "SHARED-7731"
    assert facts["authorised"]["representative"] == "授权查询王某"
    assert facts["internal"]["remark"] == "INTERNAL-7733"
    assert facts["internal"]["representative_id"].startswith("**************1237 ")
    assert SECRETS["CF_FR_SFZH"] not in json.dumps(facts)


def _relations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')")
        return [name for (name,) in cursor.fetchall()]


def _functions() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid, proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        return cursor.fetchall()


def test_the_portal_is_refused_every_table_and_function(login):
    portal = login("portal")
    relations = _relations()
    assert len(relations) > 30
    for name in relations:
        for statement in ("SELECT FROM public.{}", "DELETE FROM public.{}", "TRUNCATE public.{}", "INSERT INTO public.{} DEFAULT VALUES"):
            with pytest.raises(REFUSED):
                portal.execute(sql.SQL(statement).format(sql.Identifier(name)))
    assert not portal.execute("SELECT 1 WHERE has_schema_privilege('public', 'USAGE') OR has_schema_privilege('pub', 'CREATE')").fetchall()
    for oid, name in _functions():
        assert not portal.execute("SELECT has_function_privilege(%s::oid, 'EXECUTE')", [oid]).fetchone()[0], name


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE pub.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE VIEW pub.v AS SELECT 1",
        "CREATE FUNCTION pub.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE registry_owner",
        "SET ROLE staff",
        "SET SESSION AUTHORIZATION staff",
        "UPDATE pub.record SET doc_no = 'x'",
        "DELETE FROM pub.record",
        "INSERT INTO pub.subject (code) VALUES ('x')",
        "COPY pub.record TO '/tmp/x'",
        "COPY pub.record TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "ALTER ROLE portal SUPERUSER",
        "GRANT staff TO portal",
        "DROP VIEW pub.record",
        "ALTER SYSTEM SET log_statement = 'all'",
    ],
)
def test_the_portal_is_refused_every_other_power(login, statement):
    with pytest.raises((REFUSED, psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.InvalidParameterValue)):
        login("portal").execute(statement)


@pytest.mark.parametrize("who", ["staff", "worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archives_record SET number = 'x'",
        "UPDATE archives_record SET shown = NULL",
        "UPDATE archives_filedrow SET doc_no = 'x'",
        "DELETE FROM archives_record",
        "DELETE FROM archives_filing",
        "DELETE FROM archives_subject",
        "DELETE FROM integrity_steptaken",
        "UPDATE integrity_steptaken SET reason = 'x'",
        "INSERT INTO archives_tally (id, subject_id) VALUES (1, 1)",
        "UPDATE archives_tally SET tier = 1",
        "TRUNCATE archives_record",
        "SET ROLE registry_owner",
        "CREATE TABLE public.mine (a int)",
        "DROP VIEW pub.record",
    ],
)
def test_the_logins_that_work_here_are_refused_what_no_action_does(login, who, statement):
    with pytest.raises(REFUSED):
        login(who).execute(statement)


def test_no_login_files_a_record_without_the_approval_of_its_filing(login):
    publish([row(1, CF_JDRQ="2026-11-02")])
    copy = """INSERT INTO archives_record (number, key, version, subject_id, item_id, issuer_id, decided_on, tier, scope, period_rule_id,
      minimum_until, ends_on, filing_id, row_no, row_hash, known_from, known_until)
      SELECT 'X', gen_random_uuid(), 1, subject_id, item_id, issuer_id, decided_on, tier, scope, period_rule_id, minimum_until, ends_on,
      filing_id, row_no, row_hash, now(), known_until FROM archives_record"""
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only by the approval"):
        login("staff").execute(copy)
    with connection.cursor() as cursor:  # the negative control: the statement itself is sound, the owner may
        cursor.execute(copy)


def test_other_sessions_statements_are_hidden_from_the_portal(login):
    staff = login("staff")
    staff.execute("SELECT 'a secret statement'")
    seen = login("portal").execute("SELECT query FROM pg_stat_activity WHERE usename = 'staff'").fetchall()
    assert all("secret" not in (query or "") for (query,) in seen)


def test_while_the_views_are_down_the_portal_says_so_and_lives(reader, committed):  # noqa: F811
    try:
        wall.drop_views()
        for address in ("/", "/en/", "/search/?q=局", f"/subjects/{world.MARKET}/", "/records/2026-0000001/"):
            answer = reader.get(address)
            assert answer.status_code == 503, address
            assert answer["Retry-After"]
        assert reader.get("/healthz").status_code == 200
        assert reader.get("/readyz").status_code == 503
    finally:
        wall.build()
    assert reader.get("/").status_code == 200


def test_the_portal_has_no_staff_address(reader, committed):  # noqa: F811
    for address in ("/login/", "/archives/record/", "/filings/import/", "/filings/1/", "/admin/", "/accounts/user/", "/i18n/setlang/"):
        assert reader.get(address).status_code == 404, address
