"""What PostgreSQL refuses of commitments, versions, reports and disputes: rows of the table of ``tests/integrity/test_guards.py``."""

from tests.integrity.guarded_steps import named

C, V, W, R, P, D, F = (
    *("commitments_commitment", "commitments_version", "commitments_ownership", "commitments_report", "commitments_proof"),
    *("commitments_dispute", "commitments_disputefile"),
)
ONE = f"""INSERT INTO {C} (revision, made_by_id, wording_id, unit_id, basis, project_no, scope, elsewhere, status, plan)
  SELECT 1, {{lin}}, w.id, {{market}}, 'b', '', 0, '', 'drafted', '' FROM commitments_wording w WHERE w.code = 'service_quality'"""
WORDS = f"""INSERT INTO {V} (revision, made_by_id, commitment_id, no, title, text, yardstick, due_on, at_most, measure, source, reason, authority, status)
  SELECT 1, {{lin}}, max(id), 1, 't', 'x', 'date', '2030-01-01', false, '', '', '', '', 'open' FROM {C}"""
SET, SAY, TOLD = f"UPDATE {C} SET ", f"UPDATE {V} SET ", f"UPDATE {D} SET "


def off(*tables) -> str:
    return "; ".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)


def only(table, name) -> str:
    """The one guard of the table that is left."""
    return f"{off(table)}; ALTER TABLE {table} ENABLE TRIGGER {table}_{name}"


def _constraint(table, name, sql, first=""):
    return ("constraint", table, name, sql, "", first)


def _trigger(table, name, sql, refusal, first=""):
    return ("trigger", table, f"{table}_{name}", sql, refusal, first)


FREE = f"{ONE}; {off(C, V, W, R, D)}"
TWO = f"{FREE}; {WORDS}"
BEFORE = f"{off(C, V, W, R, D)}; {ONE}; {WORDS}"  # nothing is asked at commit of what was there before
PUBLISHED = "status = 'published', published_by_id = {sun}, published_on = '2026-01-05'"
REPORTED = "reported_by_id = {lin}, reported_on = '2026-02-02'"
DECIDED = "decided_by_id = {zhou}, decided_on = '2026-02-09', filing_id = {filing}"
PLANNED = "plan = 'p', planned_by_id = {lin}, planned_on = '2026-02-10', plan_due_on = '2026-03-10'"
KEPT = f"{SET}{PUBLISHED.replace('published', 'kept', 1)}, {REPORTED}, {DECIDED}"
ADOPTED = "status = 'adopted', adopted_by_id = {sun}, valid_from = '2026-01-05'"
SECOND = WORDS.replace("max(id), 1,", "max(id), 2,").replace("'', '', 'open'", "'r', 'a', 'open'")
OWNER = f"""INSERT INTO {W} (commitment_id, appointment_id, from_on, note, made_by_id)
  SELECT max(c.id), (SELECT id FROM archives_appointment), '2026-01-05', '', {{lin}} FROM {C} c"""
POST = """INSERT INTO archives_post (unit_id, name, is_principal, level) VALUES ({market}, '局长', true, 'none')"""
IN_OFFICE = """INSERT INTO archives_appointment (post_id, is_principal, holder_id, is_acting, from_on, document_no, basis, end_document_no, end_reason)
  SELECT id, true, {person}, false, '2020-01-01', 'd', '', '', '' FROM archives_post"""
APPOINTED = f"{POST}; {IN_OFFICE}"
REPORT = f"""INSERT INTO {R} (commitment_id, kind, words, "on", by_id) SELECT max(id), 'kept', 'w', '2026-02-02', {{lin}} FROM {C}"""
DISPUTE = f"""INSERT INTO {D} (address, revision, made_by_id, commitment_id, reason, contact, received_on, status, result)
  SELECT gen_random_uuid(), 1, {{wu}}, max(id), 'r', '', '2026-03-01', 'received', '' FROM {C}"""
FILE = "INSERT INTO %s (id, name, kind, content, %s) SELECT gen_random_uuid(), 'n', 'pdf', %s, max(id) FROM %s"
PDF = r"'\x255044462d31'::bytea"
ANSWERED = "status = 'upheld', decided_by_id = {sun}, decided_on = '2026-03-09', result = 'x'"
DISPUTED = f"{FREE}; {DISPUTE}"
SERVICE = """INSERT INTO commitments_townshipservice (code, name, name_en, document, article, valid_from, valid_until, verified, position)
  VALUES ('employment', 'x', 'x', 'x', '', '%s', %s, false, 1)"""

ROWS = [
    # ── commitments ──
    _constraint(C, "commitment_has_a_basis", ONE.replace("'b'", "''")),
    _constraint(C, "commitment_publication_is_whole", f"{SET}status = 'published'", FREE),
    _constraint(C, "commitment_publication_is_whole", f"{SET}published_by_id = {{sun}}, published_on = '2026-01-05'", FREE),
    _constraint(C, "commitment_four_eyes", SET + PUBLISHED.replace("{sun}", "{lin}"), FREE),
    _constraint(C, "commitment_verified_four_eyes", KEPT.replace("{zhou}", "{lin}"), FREE),
    _constraint(C, "commitment_outcome_is_whole", f"{SET}{PUBLISHED.replace('published', 'kept', 1)}, {REPORTED}", FREE),
    _constraint(C, "commitment_outcome_is_whole", f"{SET}{PUBLISHED}, {DECIDED}", FREE),
    _constraint(C, "commitment_kept_with_proof", f"{SET}{PUBLISHED.replace('published', 'kept', 1)}, {DECIDED}", FREE),
    _constraint(C, "commitment_plan_is_whole", f"{SET}plan = 'p'", FREE),
    _constraint(C, "commitment_plan_is_whole", SET + PLANNED.replace("'2026-03-10'", "'2026-02-10'"), FREE),
    _constraint(C, "commitment_planned_when_rectifying", f"{SET}{PUBLISHED.replace('published', 'rectifying', 1)}, {DECIDED}", FREE),
    _constraint(C, "commitment_case_is_named", f"{SET}{PUBLISHED.replace('published', 'case', 1)}, {DECIDED}", FREE),
    *(
        _trigger(C, "begins", ONE.replace(given, other), "begins undecided")
        for given, other in (("'drafted', ''", "'reviewing', ''"), ("SELECT 1,", "SELECT 2,"))
    ),
    _trigger(C, "begins", ONE.replace("'drafted', ''", "'drafted', 'p'"), "begins undecided", f"ALTER TABLE {C} DROP CONSTRAINT commitment_plan_is_whole"),
    _trigger(C, "begins", ONE.replace("status, plan)", "status, plan, reported_by_id)").replace("'drafted', ''", "'drafted', '', {lin}"), "begins undecided"),
    _trigger(C, "clock", ONE.replace("status, plan)", "status, plan, made_at)").replace("'drafted', ''", "'drafted', '', '2026-01-01'::timestamptz"), "clock of the database"),
    _trigger(C, "rests", ONE, "has an owner, and words"),
    _trigger(C, "rests", SET + PUBLISHED, "has an owner, and words", f"{BEFORE}; {APPOINTED}; {OWNER}; {only(C, 'rests')}"),
    _trigger(C, "rests", KEPT, "filed about its unit", f"{BEFORE}; {SAY}{ADOPTED}; {APPOINTED}; {OWNER}; {only(C, 'rests')}"),
    _trigger(C, "status_by_step", f"{SET}status = 'reviewing'", "only by a step taken", f"{FREE}; {only(C, 'status_by_step')}"),
    _trigger(C, "revision", f"{SET}revision = revision + 2", "raised by the database", ONE),
    *(
        _trigger(C, "with_a_step", SET + change, "with that step only", f"{FREE}; {only(C, 'with_a_step')}")
        for change in (REPORTED, PLANNED, "closed_by_id = {sun}", "closed_on = '2026-02-02'")
    ),
    named(C, "commitments.commitment", ONE, SET + REPORTED),
    *(
        _trigger(C, "fixed", SET + change, "is fixed", ONE)
        for change in ("made_by_id = {sun}", "made_at = made_at + interval '1 day'", "wording_id = (SELECT max(id) FROM commitments_wording)", "unit_id = {housing}")
    ),
    *(_trigger(C, "set_once", SET + change, "set once", f"{FREE}; {SET}{PUBLISHED}; {only(C, 'set_once')}") for change in ("published_by_id = {gao}", "published_on = '2026-01-06'")),
    # ── versions ──
    _constraint(V, "version_once", WORDS, f"{TWO}; DROP INDEX version_one_open"),
    _constraint(V, "version_says_something", WORDS.replace("'t'", "''"), FREE),
    _constraint(V, "version_says_something", WORDS.replace("'x', 'date'", "'', 'date'"), FREE),
    *(_constraint(V, "version_can_be_checked", WORDS.replace("'date'", f"'{other}'"), FREE) for other in ("level", "quantity", "time", "wish")),
    _constraint(V, "version_can_be_checked", f"{SAY}target = 5", TWO),
    _constraint(V, "version_tolerance", f"{SAY}tolerance = 5", TWO),
    _constraint(V, "version_tolerance", f"{SAY}yardstick = 'level', target = 5, measure = 'x', tolerance = -1", TWO),
    *(_constraint(V, "version_change_is_grounded", SECOND.replace(given, "''"), f"{TWO}; {SAY}status = 'discarded'") for given in ("'r'", "'a'")),
    _constraint(V, "version_adoption_is_whole", f"{SAY}status = 'adopted'", TWO),
    _constraint(V, "version_adoption_is_whole", f"{SAY}valid_from = '2026-01-05'", TWO),
    _constraint(V, "version_half_open", f"{SAY}{ADOPTED}, valid_until = '2026-01-04'", TWO),
    _constraint(V, "version_due_after", SAY + ADOPTED.replace("2026-01-05", "2030-01-01"), TWO),
    _constraint(V, "version_four_eyes", SAY + ADOPTED.replace("{sun}", "{lin}"), TWO),
    _trigger(V, "begins", WORDS.replace("'open'", "'discarded'"), "begins undecided", ONE),
    _trigger(V, "begins", WORDS.replace("SELECT 1,", "SELECT 2,"), "begins undecided", ONE),
    *(
        _trigger(V, "stands", SAY + change, "words of a version stand", f"{TWO}; {SAY}{ADOPTED}; {only(V, 'stands')}")
        for change in ("title = 'y'", "text = 'y'", "due_on = '2031-01-01'", "reason = 'y'", "authority = 'y'", "source = 'y'", "baseline = 1", "measure = 'y'", "at_most = true", "made_by_id = {wu}")
    ),
    _trigger(V, "ends", f"{SAY}valid_until = '2026-05-05'", "by the adoption of the next", f"{TWO}; {SAY}{ADOPTED}; {only(V, 'ends')}"),
    _trigger(V, "status_by_step", f"{SAY}status = 'discarded'", "only by a step taken", f"{TWO}; {only(V, 'status_by_step')}"),
    _trigger(V, "revision", f"{SAY}revision = revision + 2", "raised by the database", f"{ONE}; {WORDS}"),
    _trigger(V, "with_a_step", SAY + ADOPTED, "with that step only", f"{TWO}; {only(V, 'with_a_step')}"),
    named(V, "commitments.version", f"{ONE}; {WORDS}", SAY + ADOPTED),
    *(_trigger(V, "fixed", SAY + change, "is fixed", f"{ONE}; {WORDS}") for change in ("no = 2, reason = 'r', authority = 'a'", "made_at = made_at + interval '1 day'")),
    # ── owners, reports, proofs ──
    _constraint(W, "owner_once_a_day", OWNER, f"{FREE}; {APPOINTED}; {OWNER}"),
    _trigger(W, "rests", OWNER.replace("'2026-01-05'", "'2019-01-05'"), "in office in its unit", f"{ONE}; {APPOINTED}"),
    _trigger(W, "rests", OWNER.replace("'2026-01-05'", "'2099-01-05'"), "in office in its unit", f"{ONE}; {APPOINTED}"),
    _trigger(W, "rests", OWNER, "in office in its unit", f"{ONE.replace('{market}', '{housing}')}; {APPOINTED}"),
    *(
        _trigger(W, "stands", change, "stands once it was submitted", f"{FREE}; {APPOINTED}; {OWNER}; {only(W, 'stands')}")
        for change in (f"UPDATE {W} SET note = 'y'", f"UPDATE {W} SET made_at = made_at + interval '1 day'", f"DELETE FROM {W}")
    ),
    *(
        _trigger(W, "stands", f"UPDATE {W} SET {change}", "stands once it was submitted", f"{FREE}; {APPOINTED}; {OWNER}; {SET}{PUBLISHED}; {only(W, 'stands')}")
        for change in ("from_on = '2026-01-06'", "made_by_id = {sun}")
    ),
    _trigger(W, "rests", f"UPDATE {W} SET from_on = '2019-01-05'", "in office in its unit", f"{ONE}; {APPOINTED}; {OWNER}"),
    _trigger(W, "clock", OWNER.replace("made_by_id)", "made_by_id, made_at)").replace("{lin} FROM", "{lin}, '2026-01-01'::timestamptz FROM"), "clock of the database", f"{ONE}; {APPOINTED}"),
    _constraint(R, "report_says_something", REPORT.replace("'w'", "''"), FREE),
    _constraint(R, "report_percent", REPORT.replace("by_id)", "by_id, percent)").replace("{lin} FROM", "{lin}, 101 FROM"), FREE),
    _trigger(R, "rests", REPORT, "in performance", ONE),
    _trigger(R, "rests", REPORT.replace("'2026-02-02'", "'2025-02-02'"), "in performance", f"{FREE}; {SET}{PUBLISHED}; {only(R, 'rests')}"),
    _trigger(R, "append_only", f"UPDATE {R} SET words = 'y'", "only ever added", f"{FREE}; {REPORT}; {only(R, 'append_only')}"),
    _trigger(R, "append_only", f"DELETE FROM {R}", "only ever added", f"{FREE}; {REPORT}; {only(R, 'append_only')}"),
    _trigger(R, "clock", REPORT.replace("by_id)", "by_id, at)").replace("{lin} FROM", "{lin}, '2026-01-01'::timestamptz FROM"), "clock of the database", ONE),
    *(
        row
        for table, of, there, first in ((P, "report_id", R, f"{FREE}; {REPORT}"), (F, "dispute_id", D, DISPUTED))
        for row in (
            _constraint(table, f"{table[12:]}_is_what_it_says", FILE % (table, of, r"'\x4d5a'::bytea", there), first),
            _constraint(table, f"{table[12:]}_is_small", FILE % (table, of, r"'\x255044462d'::bytea || decode(repeat('00', 10485760), 'hex')", there), first),
            _trigger(table, "append_only", f"UPDATE {table} SET name = 'y'", "only ever added", f"{first}; {FILE % (table, of, PDF, there)}"),
            _trigger(table, "append_only", f"DELETE FROM {table}", "only ever added", f"{first}; {FILE % (table, of, PDF, there)}"),
        )
    ),
    # ── disputes ──
    _constraint(D, "dispute_says_why", DISPUTE.replace("'r'", "''"), FREE),
    _constraint(D, "dispute_decision_is_whole", f"{TOLD}status = 'upheld'", DISPUTED),
    _constraint(D, "dispute_decision_is_whole", f"{TOLD}result = 'x'", DISPUTED),
    _constraint(D, "dispute_corrects_when_overturned", TOLD + ANSWERED.replace("upheld", "overturned"), DISPUTED),
    _constraint(D, "dispute_corrects_when_overturned", f"{TOLD}{ANSWERED}, correction_id = {{filing}}", DISPUTED),
    _trigger(D, "begins", DISPUTE.replace("SELECT gen_random_uuid(), 1,", "SELECT gen_random_uuid(), 2,"), "begins undecided", ONE),
    _trigger(D, "begins", DISPUTE.replace("'received', ''", "'received', 'x'"), "begins undecided", f"{ONE}; ALTER TABLE {D} DROP CONSTRAINT dispute_decision_is_whole"),
    _trigger(D, "rests", DISPUTE, "marked as kept", ONE),
    _trigger(D, "status_by_step", TOLD + ANSWERED, "only by a step taken", f"{DISPUTED}; {only(D, 'status_by_step')}"),
    _trigger(D, "revision", f"{TOLD}revision = revision + 2", "raised by the database", f"{DISPUTED}; {only(D, 'revision')}"),
    _trigger(D, "with_a_step", TOLD + ANSWERED, "with that step only", f"{DISPUTED}; {only(D, 'with_a_step')}"),
    named(D, "commitments.dispute", DISPUTED, TOLD + ANSWERED),
    *(
        _trigger(D, "fixed", TOLD + change, "is fixed", f"{DISPUTED}; {only(D, 'fixed')}")
        for change in ("address = gen_random_uuid()", "reason = 'y'", "contact = 'y'", "received_on = '2026-03-02'", "made_by_id = {sun}", "made_at = made_at + interval '1 day'")
    ),
    # ── the services of townships ──
    _constraint("commitments_townshipservice", "township_service_once", SERVICE % ("2018-08-01", "NULL")),
    _constraint("commitments_townshipservice", "township_service_half_open", SERVICE % ("2026-01-01", "'2026-01-01'")),
]  # fmt: skip
# Name, table, what is forbidden, how the guard goes, what is said, what makes ready.
INDEXES = [
    ("version_one_open", V, SECOND, "DROP INDEX version_one_open", "version_one_open", TWO),
    (
        "version_one_in_force",
        V,
        f"{SAY}{ADOPTED} WHERE no = 2",
        "DROP INDEX version_one_in_force",
        "version_one_in_force",
        f"{TWO}; {SAY}{ADOPTED}; {SECOND}",
    ),
]
