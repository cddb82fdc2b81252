"""Guards that PostgreSQL keeps whatever the code does.

Each row of the table below is something forbidden, tried as the owner of the tables, who is bound by no grant. It must
be refused, and it must succeed once its guard is off: otherwise something else refused it and the test proves nothing.
A guard in the database without a row here fails.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import Error, connection, transaction

from archives import actions
from archives.models import CatalogueItem, Record, Subject
from integrity.workflow import advance
from tests import world

from .test_workflow import account, received


@dataclass
class Guard:
    """``sql`` is forbidden; ``off`` takes the guard away; ``first`` makes ready; ``refusal`` is in PostgreSQL's message."""

    name: str
    table: str
    sql: str
    off: str
    refusal: str
    first: str = ""


def trigger(table, name, sql, refusal, first=""):
    return Guard(name, table, sql, f"ALTER TABLE {table} DISABLE TRIGGER {name}", refusal, first)


def constraint(table, name, sql, first=""):
    return Guard(name, table, sql, f"ALTER TABLE {table} DROP CONSTRAINT {name}", name, first)


FILING = "UPDATE archives_filing SET {} WHERE id = {{filing}}"
RECORD = "UPDATE archives_record SET {} WHERE id = {{record}}"
COPIED = (
    "number, key, version, subject_id, item_id, issuer_id, decided_on, tier, amount, scope, period_rule_id, minimum_until, ends_on, shown, "
    "report_due_on, filing_id, row_no, row_hash, known_from, known_until"
)


def copy(**changes):
    """A second record like the one there is, with some columns otherwise."""
    columns = ", ".join(str(changes.get(name.strip(), name.strip())) for name in COPIED.split(","))
    return f"INSERT INTO archives_record ({COPIED}) SELECT {columns} FROM archives_record WHERE id = {{record}}"


OTHER_KEY = "md5(key::text)::uuid"
WITHDRAWN = RECORD.format("withdrawn_at = known_from, withdrawn_by_id = {zhou}, withdrawn_reason = '重复'")
CONFIRMED = RECORD.format("withdrawal_confirmed_at = known_from, withdrawal_confirmed_by_id = {sun}")
RULE = """INSERT INTO archives_periodrule (code, kind, tier, min_months, max_months, published, valid_from, valid_until, document, article, verified)
  SELECT 'X', kind, {tier}, 1, {most}, true, {since}, {until}, '', '', false FROM archives_periodrule
  WHERE code = 'ORDER58' AND kind = 'penalty' AND tier = 2"""
ENDED = "INSERT INTO archives_ending (record_id, ended_at, noted_at) VALUES ({record}, '2026-01-01', '2026-01-02')"

DUTY = """INSERT INTO archives_reportingduty (unit_id, item_code, rhythm, term_code, valid_from, valid_until, basis, verified)
  VALUES ({housing}, 'CF', '%s', 'report', '2026-01-01', %s, '', false)"""
ONE_DUTY = DUTY % ("zero", "NULL")
ZERO = "INSERT INTO archives_zeroreport (duty_id, period_from, by_id) SELECT id, '2026-10-01', {lin} FROM archives_reportingduty"
LONGER = """INSERT INTO archives_deadlineextension (entry_kind, entry_id, term_code, days, reason, by_id)
  VALUES ('archives.filing', {filing}, 'review', %s, '%s', {zhou})"""
ONE_LONGER = LONGER % (2, "核实")
NOTICE = """INSERT INTO archives_holidaynotice (revision, made_by_id, year, document, holidays, status)
  VALUES (1, {zhou}, 2027, '国办发明电〔2026〕9号', '[]', 'entered')"""
STEP_TO = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'archives.holidaynotice', id, 'confirm', 'entered', 'in_force', {sun}, '', 1 FROM archives_holidaynotice"""
IN_FORCE = "UPDATE archives_holidaynotice SET status = 'in_force', confirmed_by_id = {sun}, confirmed_at = now()"

GUARDS = [
    # ── what is owed ──
    constraint("archives_reportingduty", "duty_once", ONE_DUTY, ONE_DUTY),
    constraint("archives_reportingduty", "duty_half_open", DUTY % ("zero", "'2026-01-01'")),
    constraint("archives_reportingduty", "duty_rhythm", DUTY % ("weekly", "NULL")),
    constraint("archives_zeroreport", "zero_report_once", ZERO, f"{ONE_DUTY}; {ZERO}"),
    trigger("archives_zeroreport", "archives_zeroreport_append_only", "UPDATE archives_zeroreport SET period_from = '2026-09-01'", "only ever added", f"{ONE_DUTY}; {ZERO}"),
    trigger("archives_zeroreport", "archives_zeroreport_append_only", "DELETE FROM archives_zeroreport", "only ever added", f"{ONE_DUTY}; {ZERO}"),
    # ── extensions ──
    constraint("archives_deadlineextension", "extension_once", ONE_LONGER, ONE_LONGER),
    constraint("archives_deadlineextension", "extension_has_days", LONGER % (0, "核实")),
    constraint("archives_deadlineextension", "extension_has_reason", LONGER % (2, "")),
    trigger("archives_deadlineextension", "archives_deadlineextension_append_only", "UPDATE archives_deadlineextension SET days = 9", "only ever added", ONE_LONGER),
    trigger("archives_deadlineextension", "archives_deadlineextension_append_only", "DELETE FROM archives_deadlineextension", "only ever added", ONE_LONGER),
    # ── holiday notices ──
    constraint("archives_holidaynotice", "holiday_notice_four_eyes", IN_FORCE.replace("{sun}", "{zhou}"), f"{NOTICE}; {STEP_TO}"),
    constraint("archives_holidaynotice", "holiday_notice_confirmation_is_whole", "UPDATE archives_holidaynotice SET status = 'in_force'", f"{NOTICE}; {STEP_TO}"),
    constraint("archives_holidaynotice", "holiday_notice_confirmation_is_whole", "UPDATE archives_holidaynotice SET confirmed_by_id = {sun}", NOTICE),
    constraint("archives_holidaynotice", "holiday_notice_document", NOTICE.replace("国办发明电〔2026〕9号", "")),
    trigger("archives_holidaynotice", "archives_holidaynotice_status_by_step", IN_FORCE, "only by a step taken", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_revision", "UPDATE archives_holidaynotice SET revision = revision + 2", "raised by the database", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_fixed", "UPDATE archives_holidaynotice SET year = 2028", "is fixed", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_fixed", "UPDATE archives_holidaynotice SET document = 'X'", "is fixed", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_fixed", "UPDATE archives_holidaynotice SET holidays = '[1]'", "is fixed", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_fixed", "UPDATE archives_holidaynotice SET made_by_id = {sun}", "is fixed", NOTICE),
    trigger("archives_holidaynotice", "archives_holidaynotice_fixed", "UPDATE archives_holidaynotice SET made_at = made_at - interval '1 day'", "is fixed", NOTICE),
    # ── who stands in is a clerk, and for a time ──
    constraint("archives_membership", "delegation_is_of_a_clerk_and_ends", "UPDATE archives_membership SET delegated_from_id = id WHERE user_id = {lin}"),
    constraint(
        "archives_membership",
        "delegation_is_of_a_clerk_and_ends",
        "UPDATE archives_membership SET delegated_from_id = id, until_on = '2030-01-01' WHERE user_id = {zhou}",
    ),
    # ── trails are only ever added to ──
    trigger("integrity_steptaken", "integrity_steptaken_append_only", "UPDATE integrity_steptaken SET reason = '' WHERE entry_id = {filing}", "only ever added"),
    trigger("integrity_steptaken", "integrity_steptaken_append_only", "DELETE FROM integrity_steptaken WHERE entry_id = {filing}", "only ever added"),
    trigger("archives_ending", "archives_ending_append_only", "UPDATE archives_ending SET ended_at = '2030-01-01'", "only ever added", ENDED),
    trigger("archives_ending", "archives_ending_append_only", "DELETE FROM archives_ending", "only ever added", ENDED),
    # ── revisions ──
    trigger("archives_filing", "archives_filing_revision", FILING.format("revision = revision - 1"), "raised by the database"),
    trigger("archives_filing", "archives_filing_revision", FILING.format("revision = revision + 2"), "raised by the database"),
    # ── what is fixed, what is set once ──
    trigger("archives_filing", "archives_filing_fixed", FILING.format("unit_id = {housing}"), "is fixed"),
    trigger("archives_filing", "archives_filing_fixed", FILING.format("made_by_id = {wu}"), "is fixed"),
    trigger("archives_filing", "archives_filing_fixed", FILING.format("made_at = made_at - interval '1 day'"), "is fixed"),
    trigger("archives_filing", "archives_filing_fixed", FILING.format("item_code = 'CF'"), "is fixed"),
    trigger("archives_filing", "archives_filing_fixed", FILING.format("source = 'file'"), "is fixed"),
    trigger("archives_filing", "archives_filing_fixed", FILING.format("layout = 'other'"), "is fixed"),
    trigger("archives_record", "archives_record_set_once", RECORD.format("withdrawn_at = known_from + interval '1 day'"), "set once", WITHDRAWN),
    trigger("archives_record", "archives_record_set_once", RECORD.format("withdrawn_by_id = {sun}"), "set once", WITHDRAWN),
    trigger("archives_record", "archives_record_set_once", RECORD.format("withdrawn_reason = '另一理由'"), "set once", WITHDRAWN),
    trigger(
        "archives_record",
        "archives_record_set_once",
        RECORD.format("withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_reason = NULL"),
        "set once",
        WITHDRAWN,
    ),
    trigger("archives_record", "archives_record_set_once", RECORD.format("withdrawal_confirmed_at = known_from + interval '1 day'"), "set once", f"{WITHDRAWN}; {CONFIRMED}"),
    trigger("archives_record", "archives_record_set_once", RECORD.format("withdrawal_confirmed_by_id = {gao}"), "set once", f"{WITHDRAWN}; {CONFIRMED}"),
    # ── a status changes by a step ──
    trigger("archives_filing", "archives_filing_status_by_step", FILING.format("status = 'checked'"), "only by a step taken"),
    trigger(
        "archives_filing",
        "archives_filing_status_by_step",
        FILING.format("status = 'returned'"),
        "only by a step taken",
        # A step of another arrow, or of another entry, is not the step.
        """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
        VALUES ('archives.filing', {filing}, 'discard', 'approved', 'discarded', {lin}, '', 2), ('archives.filing', {filing} + 1, 'return', 'approved', 'returned', {lin}, '', 2),
               ('archives.other', {filing}, 'return', 'approved', 'returned', {lin}, '', 2)""",
    ),
    # ── four eyes ──
    constraint("archives_filing", "filing_four_eyes", FILING.format("decided_by_id = {lin}")),
    constraint("archives_filing", "filing_four_eyes", FILING.format("decided_by_id = {gao}"), FILING.format("submitted_by_id = {gao}")),
    constraint("archives_filing", "filing_decision_is_whole", FILING.format("decided_by_id = NULL")),
    constraint(
        "archives_filing",
        "filing_decision_is_whole",
        FILING.format("decided_at = NULL"),
        "ALTER TABLE archives_filing DROP CONSTRAINT filing_decided_when_approved",  # it would say no as well
    ),
    constraint("archives_filing", "filing_decided_when_approved", FILING.format("decided_by_id = NULL, decided_at = NULL")),
    constraint("archives_filing", "filing_submission_is_whole", FILING.format("submitted_at = NULL")),
    constraint("archives_record", "record_withdrawal_four_eyes", CONFIRMED.replace("{sun}", "{zhou}"), WITHDRAWN),
    constraint("archives_record", "record_withdrawal_is_whole", RECORD.format("withdrawn_at = known_from")),
    constraint("archives_record", "record_withdrawal_is_whole", WITHDRAWN.replace("重复", "")),
    constraint("archives_record", "record_confirmation_is_whole", CONFIRMED),
    constraint("archives_record", "record_confirmation_is_whole", RECORD.format("withdrawal_confirmed_at = known_from"), WITHDRAWN),
    # ── times are half-open and have an end ──
    constraint("archives_record", "record_known_half_open", RECORD.format("known_until = known_from")),
    constraint("archives_record", "record_shown_half_open", RECORD.format("shown = tstzrange(lower(shown), NULL, '[)')")),
    constraint("archives_record", "record_shown_half_open", RECORD.format("shown = tstzrange(NULL, upper(shown), '[)')")),
    constraint("archives_record", "record_shown_half_open", RECORD.format("shown = tstzrange(lower(shown), upper(shown), '[]')")),
    constraint("archives_record", "record_shown_half_open", RECORD.format("shown = tstzrange(lower(shown), upper(shown), '(]')")),
    constraint("archives_record", "record_shown_half_open", RECORD.format("shown = 'empty'")),
    constraint("archives_record", "record_ends_after_decision", RECORD.format("ends_on = decided_on, minimum_until = decided_on")),
    constraint("archives_record", "record_ends_after_decision", RECORD.format("minimum_until = ends_on + 1")),
    constraint(
        "archives_membership",
        "membership_ends_after_it_begins",
        "UPDATE archives_membership SET until_on = from_on WHERE user_id = {lin}",
    ),
    constraint("archives_catalogueedition", "edition_half_open", "UPDATE archives_catalogueedition SET valid_until = valid_from"),
    constraint("integrity_job", "job_finished_is_dated", "UPDATE integrity_job SET state = 'done'", "{job}"),
    constraint("integrity_job", "job_finished_is_dated", "UPDATE integrity_job SET finished_at = asked_at", "{job}"),
    # ── one current version, one rule, one of each name ──
    Guard("record_one_current", "archives_record", copy(version=2), "DROP INDEX record_one_current", "record_one_current"),
    constraint("archives_periodrule", "period_rules_do_not_overlap", RULE.format(tier=2, most=9, since="'2024-01-01'", until="'2024-02-01'")),
    constraint("archives_periodrule", "period_rules_do_not_overlap", RULE.format(tier=2, most=9, since="'2000-01-01'", until="NULL")),
    constraint("archives_periodrule", "period_rule_min_max", RULE.format(tier=9, most=0, since="'2024-01-01'", until="NULL")),
    constraint(
        "archives_membership",
        "membership_once",
        "INSERT INTO archives_membership (user_id, unit_id, role, from_on) SELECT user_id, unit_id, role, from_on FROM archives_membership WHERE user_id = {lin}",
    ),
    constraint(
        "archives_term",
        "term_once",
        "INSERT INTO archives_term (code, days, valid_from, document, verified, extension_days, extension_article) SELECT code, 9, valid_from, '', false, 0, '' FROM archives_term",
    ),
    constraint(
        "archives_catalogueitem",
        "item_once_in_edition",
        "UPDATE archives_catalogueitem SET code = 'RY'",
    ),
    constraint("archives_itemfield", "field_once_in_item", "UPDATE archives_itemfield SET key = 'facts'"),
    # ── closed lists ──
    constraint("archives_record", "record_tier", RECORD.format("tier = 4")),
    constraint("archives_record", "record_scope", RECORD.format("scope = 4")),
    constraint("archives_subject", "subject_code_once", f"UPDATE archives_subject SET code = '{world.MARKET}' WHERE id = {{housing}}"),
    constraint("archives_subject", "subject_code_form", "UPDATE archives_subject SET code = '11990100MB000000IO' WHERE id = {housing}"),
    constraint("archives_subject", "subject_kind", "UPDATE archives_subject SET kind = 'shop' WHERE id = {housing}"),
    constraint("archives_subject", "subject_code_form", "UPDATE archives_subject SET kind = 'person' WHERE id = {housing}"),
    constraint("accounts_user", "accounts_no_superuser", "UPDATE accounts_user SET is_superuser = true WHERE id = {guard}"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, item_id=-1), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, item_id="{old_item}", decided_on="'2025-01-01'"), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, decided_on="'2018-07-31'"), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, subject_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, issuer_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, period_rule_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, filing_id=-1), "does not exist"),
    # ── the text of a record stays ──
    trigger("archives_filedrow", "archives_filedrow_stays", "DELETE FROM archives_filedrow WHERE filing_id = {filing}", "kept with it"),
]
# Those that write instead of refusing have tests of their own below.
WRITERS = {"archives_record_tally_added", "archives_record_tally_changed"}
ids = [f"{n}-{g.name}" for n, g in enumerate(GUARDS)]


@pytest.fixture
def given(city):
    """An approved filing with its record, the ids of what the statements name; then the owner of the tables acts."""
    filing = actions.check_filing(filing=received())
    filing = advance(filing, "submit", by=account("lin"))
    filing = advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    names = {name: account(name).pk for name in ("lin", "gao", "wu", "zhou", "sun", "guard")}
    names |= {
        "filing": filing.pk,
        "record": Record.objects.get(filing=filing).pk,
        "housing": Subject.objects.get(code=world.HOUSING).pk,
        "old_item": CatalogueItem.objects.get(code="RY", edition__code="QG-2021").pk,  # in force until 2025-01-01
        "job": "INSERT INTO integrity_job (id, kind, about_kind, state, done, total, message, error, attempts) "
        "VALUES (gen_random_uuid(), 'check filing', '', 'queued', 0, 0, '', '', 0)",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE registry_owner")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return names


def execute(sql, names):
    """Run a statement and whatever would be asked at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**names))
        touched = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return touched


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("guard", GUARDS, ids=ids)
def test_it_is_refused_and_only_by_its_guard(given, guard):
    if guard.first:
        execute(guard.first.replace("{job}", given["job"]), given)
    with pytest.raises(Error, match=guard.refusal):
        execute(guard.sql, given)
    with undone():
        execute(guard.off, given)
        assert execute(guard.sql, given) > 0


def test_every_guard_of_the_database_is_in_the_table(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            WHERE t.relnamespace = 'public'::regnamespace AND t.relname ~ '^(integrity|accounts|archives)_'
              AND c.contype IN ('c', 'x', 'u') AND c.conname !~ '_(check|key|uniq)$'
            UNION SELECT g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
            WHERE NOT g.tgisinternal AND t.relnamespace = 'public'::regnamespace AND t.relname ~ '^(integrity|accounts|archives)_'
            UNION SELECT t.relname FROM pg_index i JOIN pg_class t ON t.oid = i.indexrelid
            WHERE i.indisunique AND i.indpred IS NOT NULL AND t.relnamespace = 'public'::regnamespace
              AND i.indrelid::regclass::text ~ '^(integrity|accounts|archives)_'
            """
        )
        guards = {name for (name,) in cursor.fetchall()}
    assert guards == {guard.name for guard in GUARDS} | WRITERS


# ── what the guards let through ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sql",
    [
        FILING.format("filename = '改名.csv'"),
        FILING.format("revision = revision"),
        WITHDRAWN,
        f"{WITHDRAWN}; {CONFIRMED}",
        copy(key=OTHER_KEY),
        RECORD.format("known_until = known_from + interval '1 second'") + "; " + copy(version=2, known_from="known_until", known_until="'9999-12-31 00:00:00+00'"),
        RULE.format(tier=9, most=9, since="'2024-01-01'", until="'2024-02-01'"),  # another tier
        RULE.format(tier=2, most=9, since="'2010-01-01'", until="'2018-08-01'"),  # ends where the first rule begins
        RECORD.format("shown = NULL"),
        "UPDATE archives_membership SET until_on = from_on + 1 WHERE user_id = {lin}",
    ],
)
def test_what_is_lawful_passes(given, sql):
    for statement in sql.split("; "):
        assert execute(statement, given) == 1


def test_a_filed_row_that_became_no_record_may_go(city):
    filing = received()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE registry_owner")
    assert execute("DELETE FROM archives_filedrow WHERE filing_id = {filing}", {"filing": filing.pk}) == 1


# ── revisions ────────────────────────────────────────────────────────────────────────────────────


def revision(names):
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM archives_filing WHERE id = %s", [names["filing"]])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("change", "raised"),
    [
        ("filename = 'b.csv'", 1),
        ("filename = 'b.csv', rows = 7", 1),
        ("filename = filename", 0),
        ("submitted_at = now()", 0),  # a decision is no content
        ("good_only = true", 0),
        ("filename = 'b.csv', revision = revision + 1", 1),  # whatever the writer says
        ("revision = revision + 1", 0),
    ],
)
def test_a_revision_is_raised_by_content_alone(given, change, raised):
    before = revision(given)
    execute(FILING.format(change), given)
    assert revision(given) == before + raised
    with undone():
        execute("ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_revision", given)
        execute(FILING.format("filename = 'c.csv'"), given)
        assert revision(given) == before + raised  # the control


def test_a_step_of_an_earlier_transaction_is_no_step_of_this_one(given):
    """``at`` must lie in this transaction: an old arrow is no licence to go it again."""
    old = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision, at)
        VALUES ('archives.filing', {filing}, 'return', 'approved', 'returned', {lin}, '', 2, transaction_timestamp() - interval '1 second')"""
    execute(old, given)
    with pytest.raises(Error, match="only by a step taken"):
        execute(FILING.format("status = 'returned'"), given)
    execute(old.replace("transaction_timestamp() - interval '1 second'", "statement_timestamp()"), given)
    assert execute(FILING.format("status = 'returned'"), given) == 1


# ── the tally follows its record ─────────────────────────────────────────────────────────────────


def tally(names):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.known_until = r.known_until, t.withdrawn_at = coalesce(r.withdrawn_at, '9999-12-31 00:00:00+00')
            FROM archives_tally t JOIN archives_record r USING (id) WHERE r.id = %s""",
            [names["record"]],
        )
        return cursor.fetchone()


@pytest.mark.parametrize("change", [RECORD.format("known_until = known_from + interval '1 hour'"), WITHDRAWN])
def test_the_tally_changes_with_its_record(given, change):
    assert tally(given) == (True, True)
    with undone():
        execute("ALTER TABLE archives_record DISABLE TRIGGER archives_record_tally_changed", given)
        execute(change, given)
        assert tally(given) != (True, True)  # the control
    execute(change, given)
    assert tally(given) == (True, True)


def test_the_tally_of_a_body_comes_with_its_record(given):
    def tallies():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM archives_tally")
            return cursor.fetchone()[0]

    before = tallies()
    with undone():
        execute("ALTER TABLE archives_record DISABLE TRIGGER archives_record_tally_added", given)
        execute(copy(key=OTHER_KEY), given)
        assert tallies() == before  # the control
    execute(copy(key=OTHER_KEY), given)
    assert tallies() == before + 1


def test_an_enterprise_has_no_tally(given):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archives_subject SET kind = 'enterprise' WHERE code = %s", [world.HOSPITAL])
        cursor.execute("SELECT count(*) FROM archives_tally")
        (before,) = cursor.fetchone()
        cursor.execute(copy(key=OTHER_KEY).format(**given))
        cursor.execute("SELECT count(*) FROM archives_tally")
        assert cursor.fetchone()[0] == before
