"""What PostgreSQL refuses of columns written by another step, on another day, or beside their facts: rows of ``test_guards.py``.

What is asked of the logins that work here alone is tried as one of them: the statement becomes ``staff`` in its own middle.
"""

from __future__ import annotations

import re

from tests.discipline.guarded import CASE, EXHIBIT, FOR, FOUND, FREE_ORDERED, FREE_PANEL, ONE_PAPER, PDF, THRESHOLD, VOTE
from tests.discipline.guarded import SET as OF_CASE
from tests.discipline.guarded_court import NOTICE as COURT_NOTICE
from tests.discipline.guarded_linked import LINK, LINKED, SHOP
from tests.discipline.guarded_measures import ACTION, DRAFTED, LIFTED, MEMBER, OF_EXECUTION, OF_LIFTING
from tests.discipline.guarded_measures import PDF as FEEDBACK
from tests.repair.guarded import APPLICATION, APPLIED, OF_SHIELD, ONE_EVIDENCE, ONE_SHIELD, SHIELDED
from tests.repair.guarded import SET as OF_APPLICATION

AS_STAFF = "set_config('session_authorization', 'staff', true) = 'staff'"
TICKET = """INSERT INTO complaints_ticket (address, revision, made_by_id, channel, source_no, kind, accused_id, contract_no, facts, wanted, received_on,
  complainant_kind, complainant_name, contact, supplements, status, outcome, case_no)
  VALUES (gen_random_uuid(), 1, {zhou}, 'hotline', '1', 'breach', {housing}, '', '事', '想', '2026-09-21', 'person', '甲', '电话', 0, 'received', '', '')"""
OF_TICKET = "UPDATE complaints_ticket SET "
OBJECTION = """INSERT INTO repair_objection (address, revision, made_by_id, channel, record_no, version_id, part, wrong, should_be, objector_kind, objector_name,
  contact, identity_seen, filed_on, status, outcome) SELECT gen_random_uuid(), 1, {wu}, 'self', r.number, r.id, '项', '错', '应', 'subject', '甲', '电话',
  '', '2026-09-21', 'filed', '' FROM archives_record r WHERE r.id = {record}"""
OF_OBJECTION = "UPDATE repair_objection SET "
MARK = "INSERT INTO archives_objectionmark (number, by_id) SELECT number, {sun} FROM archives_record WHERE id = {record}"
END_MARK = "UPDATE archives_objectionmark SET until_at = statement_timestamp(), ended_by_id = {sun}"
CHANGED = "INSERT INTO repair_change (objection_id, filing_id, key, label, label_en, scope, old, new) SELECT id, {filing}, 'k', 'k', '', 'public', 'a', 'b' FROM repair_objection"
TOLD = "INSERT INTO repair_correctionnotice (objection_id, recipient_id, how, received_at) SELECT id, {lin}, 'api', '2026-01-02' FROM repair_objection"
PROOF = "INSERT INTO repair_proof (id, objection_id, name, kind, content) SELECT gen_random_uuid(), id, 'a', 'pdf', '%PDF-1.7' FROM repair_objection"
ATTACHED = (
    PROOF.replace("repair_proof", "complaints_attachment")
    .replace("objection_id", "ticket_id")
    .replace("repair_objection", "complaints_ticket")
)
NOTE = "INSERT INTO complaints_note (id, ticket_id, words) SELECT gen_random_uuid(), id, 'x' FROM complaints_ticket"
SERIES = """ALTER TABLE archives_documentseries DISABLE TRIGGER USER; ALTER TABLE archives_document DISABLE TRIGGER USER;
  INSERT INTO archives_documentseries (body_id, prefix, year, last) VALUES ({housing}, '示建告', 2026, 1)"""
DOCUMENT = """INSERT INTO archives_document (series_id, serial, number, kind, template_id, title, body_id, addressee_id, addressee_name, "values", missing,
    about_kind, about_id, issued_on, issued_by_id)
  SELECT s.id, 1, '示建告〔2026〕1号', '%s', (SELECT max(t.id) FROM archives_documenttemplate t WHERE t.kind = '%s' AND t.loaded), '题', {housing}, NULL, 'x',
    '{{}}', '', '%s', %s, '2026-11-22', {wu} FROM archives_documentseries s"""
OF_NOBODY = DOCUMENT % ("notice", "notice", "", "NULL")
SERVED = "INSERT INTO archives_service (document_id, unit_id, way, served_on, by_id) SELECT id, {market}, '%s', '%s', {wu} FROM archives_document"
ON_SITE = SERVED % ("site", "2026-11-22")
RECORD = "UPDATE archives_record SET %s WHERE id = {record}"
WITHDRAWN = "withdrawn_at = known_from, withdrawn_by_id = {zhou}, withdrawn_reason = '重复'"
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT '%s', id, '%s', 'x', 'x', {gao}, '', 1 FROM %s"""
SEATS = """INSERT INTO archives_panel (unit_id, quorum, document, valid_from) VALUES ({market}, 2, '', '2020-01-01');
  ALTER TABLE discipline_casevote DISABLE TRIGGER USER"""
SAMPLE = "INSERT INTO complaints_minimumsample (n, valid_from, document, article, verified) SELECT 5, '2019-01-01', 'x', '', false WHERE "
EXECUTED = f"{DRAFTED}; ALTER TABLE discipline_execution DISABLE TRIGGER USER; {OF_EXECUTION}asked_on = '2026-09-21'"


def alone(table: str, *guards: str) -> str:
    """No trigger of ``table`` asks but these."""
    return f"ALTER TABLE {table} DISABLE TRIGGER USER" + "".join(f"; ALTER TABLE {table} ENABLE TRIGGER {name}" for name in guards)


def _row(table, guard, sql, words, *first):
    """``sql`` meets the trigger ``<table>_<guard>`` of its table and no other one."""
    name = guard if guard.startswith(("discipline_document", "repair_document")) else f"{table}_{guard}"
    return ("trigger", table, name, sql, words, "; ".join((*first, alone(table, name))))


def dated(sql: str, column: str, said: str = "'2020-01-01'") -> str:
    """The INSERT with one column more."""
    return re.sub(r"(SELECT |VALUES \()", rf"\g<1>{said}, ", re.sub(r"\((?=[\w\"])", f"({column}, ", sql, count=1), count=1)


def by_step(table, kind, step, change, *first):
    """``change`` in a transaction in which ``step`` alone is taken, which writes something else."""
    return _row(table, "by_its_step", f"UPDATE {table} SET {change}", "changes by its own step", *first, STEP % (kind, step, table))


def on_day(table, change, *first):
    return _row(table, "today", f"UPDATE {table} SET {change} WHERE {AS_STAFF}", "the day on which it is written", *first)


def at_instant(table, change, *first):
    return _row(table, "instant", f"UPDATE {table} SET {change} WHERE {AS_STAFF}", "the instant at which it is written", *first)


def by_clock(table, insert, column, *first):
    return _row(table, "clock", dated(insert, column), "clock of the database", *first)


def rests(table, what, sql, words, *first):
    return _row(table, "_".join(part for part in (what, "rests") if part), sql, words, *first)


def born(table, *first):
    return _row(table, "born_fixed", f"UPDATE {table} SET born = 1", "is fixed", *first)


C, T, OB, A = "discipline_case", "complaints_ticket", "repair_objection", "repair_application"
OLD_DAY = "'2020-01-01'"
SENT = "INSERT INTO integrity_sentform (number) VALUES (gen_random_uuid())"
VOTED = f"{FREE_PANEL}; {SEATS}"
DETERMINE = (
    f"{OF_CASE}status = 'determined', determined_by_id = {{gao}}, determined_on = '2026-09-30', tier = 2, proposed_tier = 2, doc_no = 'x'"
)
DISMISS = f"{OF_CASE}status = 'dismissed', closed_by_id = {{gao}}, closed_on = '2026-09-30'"
AGAINST = VOTE % ("against", "x")
MOVED = f"{OF_CASE}noticed_by_id = {{gao}}, noticed_on = '2026-09-21', reply_due_on = '%s'"
GRANTED = (
    f"ALTER TABLE {A} DISABLE TRIGGER USER; INSERT INTO commitments_letter (address, subject_id, wording_id, text, signer, signed_on, records, taken_by_id) "
    "SELECT gen_random_uuid(), {housing}, min(id), 'x', '甲', '2026-09-21', '{{}}', {sun} FROM commitments_wording"
)
# The record of the tests ends in May 2026.
GRANT = (
    f"{OF_APPLICATION}status = 'granted', accepted_on = '2026-05-01', accepted_by_id = {{sun}}, commitment_id = (SELECT max(id) FROM commitments_letter), "
    "verified_by_id = {sun}, decided_by_id = {wu}, decided_on = '2026-05-01', document_no = 'x', submitted_on = '2026-05-01'"
)
CONFIRM = f"{OF_SHIELD}status = 'shielded', confirmed_by_id = {{zhou}}"
NUMBERED = f"{LIFTED}; UPDATE discipline_lifting SET record_no = (SELECT record_no FROM discipline_jointaction)"
ROWS = [
    *(("trigger", "integrity_sentform", "integrity_sentform_append_only", sql, "only ever added", SENT) for sql in ("UPDATE integrity_sentform SET at = now()", "DELETE FROM integrity_sentform")),
    # ── each column by its own step ──
    *(
        by_step(C, "discipline.case", step, change, FREE_ORDERED)
        for step, change in (
            ("file", "tier = 1"), ("accept", "proof = 'forged'"), ("accept", "owed = 5, owed_ground = 'x'"), ("refuse", "rectify_days = 9"), ("report", "decided_by_id = {sun}"),
            ("convene", "lightened_by_id = {gao}"), ("lighten", "plea = 'kept'"), ("rework", "ordered_on = '2020-01-01'"), ("report", "filing_id = {filing}"),
        )
    ),
    by_step("discipline_jointaction", "discipline.jointaction", "discard", "status = 'out', decided_by_id = {gao}, decided_on = drafted_on", ACTION),
    by_step("discipline_execution", "discipline.execution", "accept", "status = 'executed', answered_by_id = {gao}, answered_on = '2026-09-21', fed_back_by_id = {gao}, fed_back_on = '2026-09-21', feedback = 'x'", DRAFTED),
    by_step("discipline_courtnotice", "discipline.courtnotice", "lose", "status = 'performed', performed_by_id = {wu}, performed_on = '2026-09-22', proof = 'p'", COURT_NOTICE),
    *(
        by_step(T, "complaints.ticket", step, change, TICKET)
        for step, change in (("close", "status = 'accepted', accepted_on = '2026-09-21', decided_by_id = {sun}"), ("satisfied", "handler_id = {market}"), ("close", "redone_on = '2026-09-22'"))
    ),
    *(by_step(OB, "repair.objection", step, change, OBJECTION) for step, change in (("tell", "asked_on = '2026-09-22', status = 'incomplete'"), ("tell", "identified_by_id = {gao}"))),
    *(by_step(A, "repair.application", step, change, APPLICATION) for step, change in (("withdraw", "submitted_on = '2026-09-21', status = 'submitted'"), ("submit", "verified_by_id = {sun}"))),
    by_step("repair_shielding", "repair.shielding", "end", "status = 'shielded', confirmed_by_id = {zhou}", ONE_SHIELD),
    # ── days and instants ──
    *(on_day(C, f"{column} = {OLD_DAY}", CASE) for column in ("opened_on", "reported_on")),
    on_day(C, "ordered_on = '2099-01-01'", FREE_ORDERED),
    on_day("discipline_paper", f"served_on = {OLD_DAY}", ONE_PAPER),
    on_day("discipline_jointaction", f"drafted_on = {OLD_DAY}", ACTION),
    on_day("discipline_execution", f"asked_on = {OLD_DAY}", DRAFTED),
    on_day("discipline_courtnotice", f"status = 'performed', performed_by_id = {{wu}}, performed_on = {OLD_DAY}, proof = 'p'", COURT_NOTICE),
    on_day("discipline_lifting", f"made_on = {OLD_DAY}", LIFTED),
    on_day(T, f"redone_on = {OLD_DAY}", TICKET),
    on_day(OB, f"filed_on = {OLD_DAY}", OBJECTION),
    on_day(A, f"filed_on = {OLD_DAY}", APPLICATION),
    at_instant("discipline_paper", f"acknowledged_by_id = {{wu}}, acknowledged_at = {OLD_DAY}", ONE_PAPER),
    at_instant("discipline_linkedperson", f"withdrawn_by_id = {{lin}}, withdrawn_reason = 'x', withdrawn_at = {OLD_DAY}", LINKED),
    at_instant("archives_objectionmark", "ended_by_id = {sun}, until_at = from_at + interval '1 hour'", MARK),
    at_instant("archives_relief", "ended_by_id = {sun}, ended_at = from_at + interval '1 hour'", alone("archives_relief"), SHIELDED),
    at_instant("archives_service", f"acknowledged_by_id = {{lin}}, acknowledged_at = {OLD_DAY}", SERIES, OF_NOBODY, ON_SITE),
    at_instant("repair_correctionnotice", "acknowledged_at = sent_at + interval '1 hour'", OBJECTION, TOLD),
    at_instant("archives_record", "withdrawn_at = known_from + interval '1 hour', withdrawn_by_id = {zhou}, withdrawn_reason = 'x'"),
    by_clock(C, CASE, "made_at"),
    by_clock("discipline_casevote", FOR, "at", FREE_PANEL),
    by_clock("discipline_exhibit", EXHIBIT % ("examination", "pdf", PDF), "at", CASE),
    by_clock("discipline_feedbackfile", FEEDBACK, "at", DRAFTED),
    by_clock("discipline_linkedperson", LINK, "made_at", SHOP),
    by_clock(T, TICKET, "made_at"),
    by_clock("complaints_note", NOTE, "at", TICKET),
    by_clock("complaints_attachment", ATTACHED, "at", TICKET),
    by_clock(OB, OBJECTION, "made_at"),
    by_clock("repair_proof", PROOF, "at", OBJECTION),
    by_clock("repair_evidence", ONE_EVIDENCE, "at", APPLICATION),
    _row("repair_correctionnotice", "clock", dated(TOLD, "sent_at", "'2099-01-01'"), "clock of the database", OBJECTION),
    by_clock("archives_objectionmark", MARK, "from_at"),
    by_clock("archives_service", ON_SITE, "at", SERIES, OF_NOBODY),
    # ── cases ──
    *(rests(C, "vote", sql, "with its quorum", VOTED, *votes) for sql, votes in ((DETERMINE, ()), (DETERMINE, (FOR,)), (DETERMINE, (FOR, AGAINST.replace("{sun}", "{zhou}"))), (DISMISS, ()), (DISMISS, (FOR, FOR.replace("{sun}", "{zhou}"))))),
    rests(C, "vote", DETERMINE, "with its quorum", FREE_PANEL, "ALTER TABLE discipline_casevote DISABLE TRIGGER USER", FOR, FOR.replace("{sun}", "{zhou}")),  # without a panel
    # Monday; holidays from Friday on: the fifth working day is 2026-09-29.
    *(rests(C, "reply", MOVED % day, "the days of the law", FREE_ORDERED) for day in ("2026-09-22", "2026-09-28")),
    rests(C, "found", f"{OF_CASE}{FOUND} WHERE {AS_STAFF}", "before the step that decides", CASE, STEP % ("discipline.case", "order", C)),
    *(
        rests(C, "person_filing", f"{OF_CASE}person_filing_id = {{filing}}", "is filed from the case", CASE, *more)
        for more in ((), ("INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision) VALUES ('archives.filing', {filing}, 'submit', 'x', 'x', {gao}, '', 1)",))
    ),
    rests(C, "reported", dated(CASE, "reported_on"), "nothing reported"),
    *(rests("discipline_paper", "", ONE_PAPER.rpartition("; ")[2], "is served by its step", CASE, *more) for more in ((), (STEP % ("discipline.case", "order", C),))),
    _row("archives_document", "discipline_document_rests", DOCUMENT % ("notice", "notice", "discipline.case", "1"), "was served in it", SERIES),
    rests("discipline_feedbackfile", "", FEEDBACK, "comes with it", DRAFTED, STEP % ("discipline.execution", "accept", "discipline_execution")),
    rests("discipline_lifting_executions", "each", MEMBER, "rests on its ground", EXECUTED, alone("discipline_lifting"), NUMBERED),
    rests("discipline_lifting", "put_right", f"{OF_LIFTING}put_right = 'y'", "put right stands", LIFTED, f"{OF_LIFTING}acknowledged_by_id = {{gao}}, acknowledged_on = '2026-09-21', put_right = 'x'"),
    *(rests("discipline_tierthreshold", "", sql, "begins after today", THRESHOLD % (5, 1, 1, "NULL")) for sql in (f"UPDATE discipline_tierthreshold SET {change} WHERE min_loss = 5 AND {AS_STAFF}" for change in ("min_loss = 7", "valid_until = '2027-01-01'"))),
    # ── tickets ──
    rests(T, "case", f"{OF_TICKET}case_id = (SELECT max(id) FROM discipline_case), status = 'transferred', handler_id = {{market}}, decided_by_id = {{sun}}, accepted_on = '2026-09-21'", "opened from it", TICKET, CASE),
    rests(T, "handler", f"{OF_TICKET}handler_id = {{market}}", "goes to the superior", TICKET),
    rests(T, "voice", f"{OF_TICKET}supplements = 50 WHERE {AS_STAFF}", "comes by the portal", TICKET),
    rests("complaints_note", "voice", f"{NOTE} WHERE {AS_STAFF}", "comes by the portal", TICKET),
    rests("complaints_minimumsample", "", SAMPLE + AS_STAFF, "begins after today"),
    # ── objections ──
    rests("archives_objectionmark", "", MARK, "from the step that accepts"),
    rests("archives_objectionmark", "", END_MARK, "until the step that ends", alone("archives_objectionmark"), MARK),
    rests("repair_change", "", CHANGED, "comes with its step", OBJECTION, STEP % ("repair.objection", "tell", OB)),
    rests("repair_correctionnotice", "", TOLD, "comes with its step", OBJECTION, STEP % ("repair.objection", "correct", OB)),
    rests("repair_proof", "", PROOF, "comes with its objection", OBJECTION, alone(OB), f"{OF_OBJECTION}born = 1"),
    # ── applications and shields ──
    *(
        rests(A, "grant", GRANT, words, APPLICATION.replace("2026-09-21", "2026-05-01"), GRANTED, f"ALTER TABLE repair_appliedrecord DISABLE TRIGGER USER; {APPLIED}", *more)
        for words, more in (
            ("minimum period", (alone("archives_record"), RECORD % "minimum_until = ends_on")),
            ("lifts every measure", (alone("archives_record"), RECORD % "minimum_until = decided_on", EXECUTED)),
        )
    ),
    rests("repair_shielding", "confirm", CONFIRM, "hides every record", ONE_SHIELD),
    rests("repair_shielding", "confirm", CONFIRM, "rests every measure", ONE_SHIELD, alone("archives_relief", "archives_relief_born"), SHIELDED, EXECUTED),
    *(
        _row("archives_document", "repair_document_rests", DOCUMENT % (kind, kind, "repair.application", "(SELECT max(id) FROM repair_application)"), "what was decided", APPLICATION, SERIES)
        for kind in ("certificate", "repair")
    ),
    _row("archives_document", "repair_document_rests", DOCUMENT % ("correction", "correction", "repair.objection", "(SELECT max(id) FROM repair_objection)"), "what was decided", OBJECTION, SERIES),
    born("discipline_lifting", LIFTED),
    born(A, APPLICATION),
    born(OB, OBJECTION),
    # ── records and services ──
    rests("archives_record", "confirmed", RECORD % f"{WITHDRAWN}, withdrawal_confirmed_at = known_from, withdrawal_confirmed_by_id = {{sun}}", "after it was made"),
    *(rests("archives_service", "", f"{SERVED % way} WHERE {AS_STAFF}", "on the day on which", SERIES, OF_NOBODY) for way in (("site", "2020-01-01"), ("receipt", "2020-01-01"), ("post", "2099-01-01"))),
]  # fmt: skip
