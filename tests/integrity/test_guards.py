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
from archives.identifiers import person_code
from archives.models import CatalogueItem, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.archives import guarded as of_archives
from tests.commitments import guarded as promised
from tests.commitments import guarded_disputes, guarded_handling, guarded_rests
from tests.commitments import guarded_letters as of_letters
from tests.commitments import guarded_steps as of_each_step
from tests.complaints import guarded as of_campaigns
from tests.discipline import guarded, guarded_court, guarded_linked, guarded_measures
from tests.repair import guarded as repaired

from . import guarded_again, guarded_standing, guarded_steps
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


# In the middle of the statement, as the owner has the rights to begin it: the guards ask who acts.
AS_STAFF = " AND set_config('role', 'staff', true) = 'staff'"
AS_FILE = f"{AS_STAFF} AND set_config('registry.law', 'file', true) = 'file'"
KEPT_LIST = "INSERT INTO accounts_savedlist (user_id, name, address) VALUES ({{lin}}, '{}', '{}')"
OTHER_KEY = "md5(key::text)::uuid"
WITHDRAWN = RECORD.format("withdrawn_at = known_from, withdrawn_by_id = {zhou}, withdrawn_reason = '重复'")
CONFIRMED = RECORD.format("withdrawal_confirmed_at = known_from, withdrawal_confirmed_by_id = {sun}")
RULE = """INSERT INTO archives_periodrule (code, kind, tier, min_months, max_months, published, valid_from, valid_until, document, article, verified)
  SELECT 'X', kind, {tier}, 1, {most}, true, {since}, {until}, '', '', false FROM archives_periodrule
  WHERE code = 'ORDER58' AND kind = 'penalty' AND tier = 2"""
ANY_VOTE = "ALTER TABLE archives_vote DISABLE TRIGGER archives_vote_of_member"
VOTE = "INSERT INTO archives_vote (filing_id, member_id, choice, reason) VALUES ({{filing}}, {}, {}, {})"
FOR = VOTE.format("{gao}", "'for'", "''")
BEFORE_PANEL = "ALTER TABLE archives_filing DISABLE TRIGGER USER; UPDATE archives_filing SET status = 'panel' WHERE id = {filing}"
SEATED = "INSERT INTO archives_membership (user_id, unit_id, role, from_on) SELECT {}, unit_id, 'panel', '2020-01-01' FROM archives_filing WHERE id = {{filing}}"
PANEL = "INSERT INTO archives_panel (unit_id, quorum, document, valid_from, valid_until) VALUES ({{housing}}, {quorum}, '', {since}, {until})"
ENDED = "INSERT INTO archives_ending (record_id, ended_at, noted_at) VALUES ({record}, '2026-01-01', '2026-01-02')"
FREE_CODE = world.code("11990100MB0000077")
NAME = "INSERT INTO archives_earliername (subject_id, name, from_on, until_on) VALUES ({{housing}}, '旧名', {})"
NUMBER = "INSERT INTO archives_identifier (subject_id, kind, value, document_no, from_on, until_on) VALUES ({of}, 'organisation', 'MB0000001', '', {days})"
CHANGE = (
    'INSERT INTO archives_subjectchange (subject_id, kind, "on", successor_id, before, after, document_no, basis, reason, made_by_id, made_at) '
    "VALUES ({of}, '{kind}', '2024-01-01', {to}, '前', '{after}', '{no}', '', '改革', {{zhou}}, '2024-01-01')"
)
MERGED = CHANGE.format(kind="merged", of="{housing}", to="{market}", after="", no="1")
UNDONE = """INSERT INTO archives_subjectchange (subject_id, kind, "on", undoes_id, before, after, document_no, basis, reason, made_by_id, made_at)
  SELECT subject_id, 'undone', "on", id, '', '', '2', '', '误录', {zhou}, '2024-02-01' FROM archives_subjectchange WHERE kind = 'merged'"""
SAID = NAME.format("NULL, '2021-01-01'")
TAKEN_BACK = "UPDATE archives_earliername SET taken_back_id = (SELECT id FROM archives_subjectchange WHERE kind = 'undone')"
CEASED = "UPDATE archives_subject SET ceased_on = '2024-01-01' WHERE id = {housing}"
DIVISION = "INSERT INTO archives_division (code, name, prefecture, province, level, successors, ceded, valid_from, valid_until) VALUES ('{code}', '示范市', '', '示范省', 'county', '{{{{}}}}', '{{{{}}}}', {years})"
POST = "INSERT INTO archives_post (unit_id, name, is_principal, level) VALUES ({{housing}}, '局长', {}, 'none')"
TERM = """INSERT INTO archives_appointment (post_id, is_principal, holder_id, is_acting, document_no, basis, end_document_no, end_reason, from_on, until_on)
  SELECT id, is_principal, {{person}}, {acting}, '任1号', '', '', '', {days} FROM archives_post WHERE unit_id = {{housing}}"""
TERMS = "; ".join(
    [POST.format("true"), TERM.format(acting="false", days="'2023-01-01', '2024-01-01'"), TERM.format(acting="false", days="'2024-01-01', NULL")]
)
HANDOVER = """INSERT INTO archives_handover (outgoing_id, incoming_id, "on", note, open_matters, made_by_id, made_at)
  SELECT min(id), max(id), '2024-01-01', '移交', '[]', {zhou}, '2024-01-01' FROM archives_appointment"""
READING = "INSERT INTO archives_readlog (by_id, person_id, what, about, reason, acting_as, purpose, granted) VALUES ({{lin}}, {{person}}, 'archive', '', 'x', {})"
CARD = "INSERT INTO archives_personcard (person_id, mask, registered_by_id, registered_at) VALUES ({{person}}, '{}', {{lin}}, now())"
AUTHORITY = "INSERT INTO archives_authority (person_id, serves_in_id, organ_id, account_id, from_on, until_on) VALUES ({{person}}, {{market}}, {}, {}, {}, {})"
HELD = AUTHORITY.format("{market}", "{wu}", "'2026-01-01'", "'2026-07-01'")

DUTY = """INSERT INTO archives_reportingduty (unit_id, item_code, rhythm, term_code, valid_from, valid_until, basis, for_others, verified)
  VALUES ({housing}, 'CF', '%s', 'report', '2026-01-01', %s, '', false, false)"""
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

WARNING = """INSERT INTO monitoring_warning (kind, thing, level, facts, role, inside, personal, unit_id, caused_by_id, raised_on, seen_on)
  VALUES ('report', 'duty:1', 'red', '{{}}', 'clerk', false, false, {market}, {zhou}, '2026-11-11', '2026-11-11')"""
ANSWER = "UPDATE monitoring_warning SET acknowledged_by_id = {sun}, acknowledged_at = now(), acknowledged_note = 'x'"
OUTCOME = "UPDATE monitoring_warning SET outcome = 'explained', outcome_by_id = {sun}, outcome_at = now(), outcome_note = 'x'"
CLOSE = "UPDATE monitoring_warning SET closed_on = '2026-11-12', closed_at = now()"
WHOLE = f"{WARNING}; {ANSWER}; {OUTCOME}; {CLOSE}"
SET = "UPDATE monitoring_warning SET "
EVENT = """INSERT INTO monitoring_warningevent (warning_id, what, "on", note) SELECT id, 'raised', '2026-11-11', '' FROM monitoring_warning"""

DRAFT = """INSERT INTO archives_supplementdraft (revision, made_by_id, code, name, document, article, valid_from, valid_until, rules, fields, status)
  VALUES (1, {zhou}, 'DF-X', '事项', '%s', '%s', '2099-01-01', %s, '{{}}', '[]', 'entered')"""
ONE_DRAFT = DRAFT % ("《条例》", "第一条", "NULL")
DRAFT_STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'archives.supplementdraft', id, 'adopt', 'entered', 'in_force', {sun}, '', 1 FROM archives_supplementdraft"""
DRAFT_IN_FORCE = "UPDATE archives_supplementdraft SET status = 'in_force', adopted_by_id = {sun}, adopted_at = now(), item_id = {sanction}"
REPLACED = "UPDATE archives_catalogueitem SET replaced_on = '%s' WHERE id = {sanction}"
REDACTED = "INSERT INTO archives_redactedexport (by_id, what, about, rows, fields) VALUES ({{lin}}, 'records', 'CF', 1, '{}')"
ONE_REDACTED = REDACTED.format('[{{"field": "a"}}]')
ITEM_COPY = """INSERT INTO archives_catalogueitem (edition_id, code, name, name_en, category, subject_kinds, document, article, scope, period_kind, tiered,
  panel, sign_off, routing, verified, masks_names)
  SELECT (SELECT id FROM archives_catalogueedition WHERE code = '%s'), code, name, name_en, category, subject_kinds, document, article, scope, period_kind,
  tiered, panel, sign_off, routing, verified, masks_names FROM archives_catalogueitem WHERE id = {sanction}"""
TICKET = """INSERT INTO complaints_ticket (address, revision, made_by_id, channel, source_no, kind, accused_id, contract_no, facts, wanted, received_on,
  complainant_kind, complainant_name, contact, supplements, status, outcome, case_no)
  VALUES (gen_random_uuid(), 1, {made}, '{channel}', '{no}', 'breach', {{housing}}, '', '{facts}', '想', '2026-09-21', 'person', '甲', '电话', 0, '{status}', '', '')"""
ONE_TICKET = TICKET.format(made="{zhou}", channel="hotline", no="1", facts="事", status="received")
TICKET_STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'complaints.ticket', id, '{}', '{}', '{}', {{sun}}, 'x', 1 FROM complaints_ticket"""
OF_TICKET = "UPDATE complaints_ticket SET "
ACCEPT = OF_TICKET + "status = 'accepted', decided_by_id = {sun}, accepted_on = '2026-09-21'"
ACCEPTED = f"{ONE_TICKET}; {TICKET_STEP.format('accept', 'received', 'accepted')}; {ACCEPT}"
TRANSFER = OF_TICKET + "status = 'transferred', handler_id = {market}"
TRANSFERRED = f"{ACCEPTED}; {TICKET_STEP.format('transfer', 'accepted', 'transferred')}; {TRANSFER}"
HANDLE = OF_TICKET + "status = 'handled', outcome = 'unfounded', handled_by_id = {lin}"
HANDLED = f"{TRANSFERRED}; {TICKET_STEP.format('handle', 'transferred', 'handled')}; {HANDLE}"
ANSWER_TICKET = OF_TICKET + "status = 'answered', answered_by_id = {gao}, answered_on = '2026-09-22'"
ANSWERED = f"{HANDLED}; {TICKET_STEP.format('feedback', 'handled', 'answered')}; {ANSWER_TICKET}"
GROUND = "INSERT INTO complaints_refusalground (code, name, name_en, document, article, valid_from, valid_until, verified) VALUES ('x', 'x', 'x', 'x', '', '{}', {}, false)"
FILE = "INSERT INTO complaints_attachment (id, ticket_id, name, kind, content) SELECT gen_random_uuid(), id, 'a', '{}', {} FROM complaints_ticket"
NOTE = "INSERT INTO complaints_note (id, ticket_id, words) SELECT gen_random_uuid(), id, {} FROM complaints_ticket"
OBJECTION = """INSERT INTO repair_objection (address, revision, made_by_id, channel, record_no, version_id, part, wrong, should_be, objector_kind, objector_name,
  contact, identity_seen, filed_on, status, outcome) SELECT gen_random_uuid(), 1, {{{made}}}, '{channel}', r.number, r.id, '项', '{wrong}', '应', 'subject', '甲', '电话',
  '{seen}', '2026-09-21', '{status}', '' FROM archives_record r WHERE r.id = {{record}}"""
ONE_OBJECTION = OBJECTION.format(made="wu", channel="self", wrong="错", seen="", status="filed")
OBJECTION_STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'repair.objection', id, '{}', '{}', '{}', {{sun}}, 'x', 1 FROM repair_objection"""
OF_OBJECTION = "UPDATE repair_objection SET "
MARK = "INSERT INTO archives_objectionmark (number, by_id) SELECT number, {sun} FROM archives_record WHERE id = {record}"
MARKED = "mark_id = (SELECT min(id) FROM archives_objectionmark)"
ASK = OF_OBJECTION + "status = 'incomplete', asked_on = '2026-09-21'"
IDENTIFY = OF_OBJECTION + "status = 'identified', identified_by_id = {sun}"
IDENTIFIED = f"{ONE_OBJECTION}; {OBJECTION_STEP.format('identify', 'filed', 'identified')}; {IDENTIFY}"
ACCEPT_IT = OF_OBJECTION + "status = 'accepted', accepted_on = '2026-09-21', accepted_by_id = {sun}, " + MARKED
OBJECTED = f"{IDENTIFIED}; {MARK}; {OBJECTION_STEP.format('accept', 'identified', 'accepted')}; {ACCEPT_IT}"
UPHOLD = OF_OBJECTION + "status = 'upheld', outcome = 'upheld', verified_by_id = {sun}"
VERIFIED_IT = f"{OBJECTED}; {OBJECTION_STEP.format('uphold', 'accepted', 'upheld')}; {UPHOLD}"
TELL = OF_OBJECTION + "status = 'decided', decided_by_id = {sun}, decided_on = '2026-09-22'"
TOLD = f"{VERIFIED_IT}; {OBJECTION_STEP.format('tell', 'upheld', 'decided')}; {TELL}"
CLOSE_IT = OF_OBJECTION + "status = 'closed', closed_on = '2026-09-22'"
COMPLAIN_OF_IT = OF_OBJECTION + "status = 'complained', complained_on = '2026-09-22'"
COMPLAINED = f"{TOLD}; {OBJECTION_STEP.format('complain', 'decided', 'complained')}; {COMPLAIN_OF_IT}"
REVIEW = OF_OBJECTION + "status = 'closed', closed_on = '2026-09-23', reviewed_by_id = {gao}"
OBJECTION_GROUND = GROUND.replace("complaints_", "repair_")
PROOF = FILE.replace("complaints_attachment", "repair_proof").replace("ticket_id", "objection_id").replace("complaints_ticket", "repair_objection")
ONE_PROOF = PROOF.format("pdf", "'%PDF-1.7'")
CHANGED_VALUE = "INSERT INTO repair_change (objection_id, filing_id, key, label, label_en, scope, old, new) SELECT id, {{filing}}, 'k', 'k', '', 'public', 'a', '{}' FROM repair_objection"
A_NOTICE = "INSERT INTO repair_correctionnotice (objection_id, recipient_id, how, received_at, sent_at) SELECT id, {{lin}}, 'api', '2026-01-02', '{}' FROM repair_objection"
ONE_NOTICE = A_NOTICE.format("2026-01-03")
A_CORRECTION = """INSERT INTO repair_publiccorrection (objection_id, record_no, version_id, kind, changes, shown)
  SELECT id, record_no, version_id, '{}', '[]', tstzrange(now(), now() + interval '1 day') FROM repair_objection"""
DELIVERY = "INSERT INTO archives_delivery (by_id, how, about, rows, versions) VALUES ({{lin}}, '{}', '', {}, '{{{{[1,2)}}}}')"
ENDED_MARK = "UPDATE archives_objectionmark SET until_at = from_at + interval '1 day', ended_by_id = {sun}"
IN_TIME = ("archives_catalogueitem", "archives_catalogueitem_in_its_time")
TEXT = """INSERT INTO archives_documenttemplate (revision, made_by_id, kind, title, word, body, document, article, valid_from, loaded, verified, status)
  VALUES (1, {zhou}, 'notice', '题', '字', '文', '据', '条', '2099-01-01', false, false, 'entered')"""
TEXT_STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'archives.documenttemplate', id, 'approve', 'entered', 'in_force', {sun}, '', 1 FROM archives_documenttemplate WHERE status = 'entered'"""
TEXT_IN_FORCE = "UPDATE archives_documenttemplate SET status = 'in_force', approved_by_id = {sun}, approved_at = now() WHERE status = 'entered'"
OF_TEXT = "UPDATE archives_documenttemplate SET {} WHERE NOT loaded"
ISSUER_MARK = "INSERT INTO archives_issuermark (body_id, mark) VALUES ({}, '{}')"
SERIES = "INSERT INTO archives_documentseries (body_id, prefix, year, last) VALUES ({housing}, '示建告', 2026, 0)"
UNUSED = "ALTER TABLE archives_documentseries DISABLE TRIGGER archives_documentseries_used"
LATEST = f"{UNUSED}; {SERIES}; UPDATE archives_documentseries SET last = 1"
WITHOUT_FILE = f"ALTER TABLE archives_document DISABLE TRIGGER archives_document_has_file; {LATEST}"
PAPER = """INSERT INTO archives_document (series_id, serial, number, kind, template_id, title, body_id, addressee_id, addressee_name, "values", missing,
    about_kind, about_id, issued_on, issued_by_id)
  SELECT s.id, 1, '示建告〔2026〕1号', 'notice', (SELECT max(t.id) FROM archives_documenttemplate t WHERE t.kind = 'notice' AND t.loaded), '题', {housing}, NULL, 'x',
    '{{}}', '', '', NULL, '2026-11-22', {wu} FROM archives_documentseries s"""
ISSUED = f"{WITHOUT_FILE}; {PAPER}"
PDF = "INSERT INTO archives_documentfile (document_id, content, sha256, pages) SELECT id, '{0}'::bytea, {1}, 1 FROM archives_document"
ONE_PDF = PDF.format("%PDF-1", "encode(sha256('%PDF-1'::bytea), 'hex')")
SERVED = "INSERT INTO archives_service (document_id, unit_id, way, served_on, by_id) SELECT id, {market}, 'site', '2026-11-22', {wu} FROM archives_document"
ACKNOWLEDGED = "UPDATE archives_service SET acknowledged_by_id = {lin}, acknowledged_at = now()"

OLD_FILING = (
    "INSERT INTO archives_filing (unit_id, item_code, source, layout, filename, file_sha256, status, rows, new, changed, unchanged, bad, late, good_only, revision, stages, made_by_id, made_at) "
    "VALUES ({housing}, 'CF', 'form', '', '', '', 'received', 0, 0, 0, 0, 0, 0, false, 1, '{{submitted}}', {wu}, '2023-12-31 16:00:00+00')"
)

GUARDS = [
    # ── the local supplement ──
    constraint("archives_supplementdraft", "supplement_has_its_basis", DRAFT % ("", "第一条", "NULL")),
    constraint("archives_supplementdraft", "supplement_has_its_basis", DRAFT % ("《条例》", "", "NULL")),
    constraint("archives_supplementdraft", "supplement_half_open", DRAFT % ("《条例》", "第一条", "'2099-01-01'")),
    constraint("archives_supplementdraft", "supplement_four_eyes", DRAFT_IN_FORCE.replace("{sun}", "{zhou}"), f"{ONE_DRAFT}; {DRAFT_STEP}"),
    constraint("archives_supplementdraft", "supplement_adoption_is_whole", "UPDATE archives_supplementdraft SET status = 'in_force'", f"{ONE_DRAFT}; {DRAFT_STEP}"),
    trigger("archives_supplementdraft", "archives_supplementdraft_status_by_step", DRAFT_IN_FORCE, "only by a step taken", ONE_DRAFT),
    trigger("archives_supplementdraft", "archives_supplementdraft_revision", "UPDATE archives_supplementdraft SET revision = revision + 2", "raised by the database", ONE_DRAFT),
    *[
        trigger("archives_supplementdraft", "archives_supplementdraft_fixed", f"UPDATE archives_supplementdraft SET {change}", "is fixed", ONE_DRAFT)
        for change in (
            *("code = 'DF-Y'", "name = 'X'", "document = 'X'", "article = 'X'", "valid_from = '2098-01-01'", "valid_until = '2100-01-01'", "rules = '[]'"),
            *("fields = '[1]'", "made_by_id = {sun}", "made_at = made_at - interval '1 day'"),
        )
    ],
    trigger(*IN_TIME, REPLACED.replace("{sanction}", "{old_item}") % "2024-01-01", "next national edition"),
    trigger(*IN_TIME, REPLACED % "2019-01-01", "replaced after it came into force"),
    trigger(*IN_TIME, ITEM_COPY % "DF-2024", "never in force at once"),
    trigger(*IN_TIME, (ITEM_COPY % "DF-2024").replace("{sanction}", "{old_item}"), "never in force at once"),
    trigger("archives_catalogueitem", "archives_catalogueitem_set_once", REPLACED % "2098-01-01", "is set once", REPLACED % "2099-01-01"),
    # A record of an item that a later version has replaced.
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, subject_id="{person}", item_id="{sanction}", scope=3, shown="NULL"), "Nothing outside the catalogue", REPLACED % "2021-01-01"),
    # ── the redaction log ──
    constraint("archives_redactedexport", "redaction_names_fields", REDACTED.format("[]")),
    trigger("archives_redactedexport", "archives_redactedexport_append_only", "UPDATE archives_redactedexport SET rows = 0", "only ever added", ONE_REDACTED),
    trigger("archives_redactedexport", "archives_redactedexport_append_only", "DELETE FROM archives_redactedexport", "only ever added", ONE_REDACTED),
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
    # ── nothing goes past the panel and the head ──
    *[
        trigger(
            "archives_filing",
            "archives_filing_reviewed",
            FILING.format(f"status = '{status}', left_at = now()"),
            "without",
            f"""ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_status_by_step; ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_fixed;
            ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_reviewed;
            {FILING.format(f"stages = '{{{{{stages}}}}}', status = 'checked'")};
            ALTER TABLE archives_filing ENABLE TRIGGER archives_filing_reviewed""",
        )
        for stages, status in (("panel,signing", "signing"), ("panel,signing", "approved"), ("panel,submitted", "submitted"), ("signing,submitted", "submitted"), ("signing", "approved"))
    ],
    *[
        trigger(
            "archives_filing",
            "archives_filing_by_others",
            FILING.format("status = 'submitted', left_at = now()"),
            "takes no part",
            f"""ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_status_by_step;
            INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
            SELECT 'archives.filing', id, '{step}', 'signing', 'submitted', {who}, '', 1 FROM archives_filing WHERE id = {{filing}};
            {FILING.format("status = 'checked'" + also)}""",
        )
        for step, who, also in (("sign", "made_by_id", ""), ("adopt", "{gao}", ", submitted_by_id = {gao}"), ("forward", "made_by_id", ""))
    ],
    # ── what a stranger tried as the login staff ──
    *[
        trigger(
            "archives_filing",
            "archives_filing_begins",
            f"""INSERT INTO archives_filing SELECT (jsonb_populate_record(f, jsonb_build_object('id', 99999999, 'file_sha256', repeat('0', 64), {more}))).*
            FROM archives_filing f WHERE id = {{filing}}""",
            "begins as received",
        )
        for more in ("'revision', 1", "'status', 'submitted'", "'status', 'received', 'decided_by_id', NULL, 'decided_at', NULL")
    ],
    trigger(
        "archives_record",
        "archives_record_closed",
        RECORD.format("known_until = known_from + interval '1 day'") + AS_STAFF,
        "only by the approval",
        "ALTER TABLE integrity_steptaken DISABLE TRIGGER integrity_steptaken_append_only; DELETE FROM integrity_steptaken",
    ),
    *[
        trigger("archives_periodrule", "archives_periodrule_in_force", f"UPDATE archives_periodrule SET {change} WHERE code = 'ORDER58' AND kind = 'penalty' AND tier = 2" + AS_STAFF, "not rewritten")
        for change in ("max_months = max_months + 1", "document = 'x'", "verified = NOT verified", "article = 'x'")
    ],
    constraint("archives_subject", "subject_code_form", "UPDATE archives_subject SET address = NULL WHERE id = {person}"),
    trigger("archives_record", "archives_record_withdrawal_settled", RECORD.format("known_until = known_from + interval '1 day'"), "nobody confirmed", WITHDRAWN),
    trigger("archives_vote", "archives_vote_append_only", "UPDATE archives_vote SET reason = '改口'", "only ever added", f"{ANY_VOTE}; {FOR}"),
    trigger("archives_vote", "archives_vote_append_only", "DELETE FROM archives_vote", "only ever added", f"{ANY_VOTE}; {FOR}"),
    constraint("archives_vote", "vote_once", FOR, f"{ANY_VOTE}; {FOR}"),
    constraint("archives_vote", "vote_choice", VOTE.format("{gao}", "'perhaps'", "'理由'"), ANY_VOTE),
    constraint("archives_vote", "vote_reasoned", VOTE.format("{gao}", "'against'", "''"), ANY_VOTE),
    trigger("archives_vote", "archives_vote_of_member", FOR, "not before its panel"),
    trigger("archives_vote", "archives_vote_of_member", FOR, "Only a member of the panel", BEFORE_PANEL),
    trigger("archives_vote", "archives_vote_of_member", VOTE.format("{lin}", "'for'", "''"), "recused from the vote", f"{BEFORE_PANEL}; {SEATED.format('{lin}')}"),
    trigger("archives_deadlineextension", "archives_extension_lawful", LONGER % (500, "核实"), "no longer by 500"),
    constraint("archives_panel", "panel_quorum", PANEL.format(quorum=1, since="'2020-01-01'", until="NULL")),
    constraint("archives_panel", "panel_half_open", PANEL.format(quorum=2, since="'2020-01-01'", until="'2020-01-01'")),
    constraint(
        "archives_panel",
        "panel_one_at_a_time",
        PANEL.format(quorum=2, since="'2021-01-01'", until="NULL"),
        PANEL.format(quorum=2, since="'2020-01-01'", until="'2022-01-01'"),
    ),
    constraint(
        "archives_creditoffice",
        "office_level",
        "INSERT INTO archives_creditoffice (unit_id, level, serves_id) VALUES ({housing}, 'province', {housing})",
    ),
    constraint("archives_filing", "filing_leaves_the_unit", FILING.format("status = 'submitted', left_at = NULL"), "ALTER TABLE archives_filing DISABLE TRIGGER USER"),
    constraint("archives_catalogueitem", "item_of_the_unit_is_internal", "UPDATE archives_catalogueitem SET scope = 0 WHERE code = 'NB'"),
    constraint("archives_catalogueitem", "item_of_the_unit_is_internal", "UPDATE archives_catalogueitem SET sign_off = false WHERE code = 'NB'"),
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
    Guard(
        "membership_once",
        "archives_membership",
        "INSERT INTO archives_membership (user_id, unit_id, role, from_on) SELECT user_id, unit_id, role, from_on FROM archives_membership WHERE user_id = {lin}",
        "DROP INDEX membership_once",
        "membership_once",
    ),
    constraint(
        "archives_term",
        "term_once",
        "INSERT INTO archives_term (code, days, valid_from, document, verified, extension_days, extension_article) SELECT code, 9, valid_from, '', false, 0, '' FROM archives_term",
    ),
    constraint(
        "archives_catalogueitem",
        "item_once_in_edition",
        "UPDATE archives_catalogueitem SET code = 'RY' WHERE edition_id = (SELECT id FROM archives_catalogueedition WHERE code = 'QG-2024')",
    ),
    constraint("archives_itemfield", "field_once_in_item", "UPDATE archives_itemfield SET key = 'facts'"),
    # ── closed lists ──
    constraint("archives_record", "record_tier", RECORD.format("tier = 4")),
    constraint("archives_record", "record_scope", RECORD.format("scope = 4")),
    constraint("archives_subject", "subject_code_once", f"UPDATE archives_subject SET code = '{world.MARKET}' WHERE id = {{housing}}"),
    constraint("archives_subject", "subject_code_form", "UPDATE archives_subject SET code = '11990100MB000000IO' WHERE id = {housing}"),
    *[
        Guard("body_name_once", "archives_subject", f"UPDATE archives_subject SET name = '{name}' WHERE id = {{housing}}", "DROP INDEX body_name_once", "body_name_once")
        for name in ("示范市市场监督管理局", " 示范市 市场监督管理局\u3000", "示范市\u200b市场监督\u202e管理局", "⽰范市市场监督管理局", "示范市市场监督管⽣局".replace("⽣", "理\u3164"))
    ],
    constraint("archives_subject", "subject_kind", "UPDATE archives_subject SET kind = 'shop' WHERE id = {housing}"),
    constraint("archives_subject", "subject_code_form", "UPDATE archives_subject SET kind = 'person' WHERE id = {housing}"),
    constraint("accounts_user", "accounts_no_superuser", "UPDATE accounts_user SET is_superuser = true WHERE id = {guard}"),
    constraint("search_reached", "reached_once", "INSERT INTO search_reached (id, record_id, subject_id) VALUES (2, 0, 0)"),
    constraint("accounts_savedlist", "saved_list_named_once", KEPT_LIST.format("名", "/duties/"), first=KEPT_LIST.format("名", "/duties/")),
    constraint("accounts_savedlist", "saved_list_is_of_this_site", KEPT_LIST.format("名", "//example.org/duties/")),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, item_id=-1), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, item_id="{old_item}", decided_on="'2025-01-01'"), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, decided_on="'2018-07-31'"), "outside the catalogue"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, subject_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, issuer_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, period_rule_id=-1), "does not exist"),
    trigger("archives_record", "archives_record_catalogued", copy(key=OTHER_KEY, filing_id=-1), "does not exist"),
    # ── what became of a body ──
    constraint("archives_earliername", "earlier_name_half_open", NAME.format("'2020-01-01', '2020-01-01'")),
    constraint("archives_earliername", "earlier_names_do_not_overlap", NAME.format("'2020-12-31', '2021-06-01'"), NAME.format("'2020-01-01', '2021-01-01'")),
    constraint("archives_earliername", "earlier_names_do_not_overlap", NAME.format("NULL, '2020-01-02'"), NAME.format("'2020-01-01', '2021-01-01'")),
    constraint("archives_identifier", "identifier_half_open", NUMBER.format(of="{housing}", days="'2020-01-01', '2020-01-01'")),
    constraint(
        "archives_identifier",
        "identifier_one_bearer",
        NUMBER.format(of="{market}", days="'2020-12-31', NULL"),
        NUMBER.format(of="{housing}", days="NULL, '2021-01-01'"),
    ),
    constraint("archives_identifier", "identifier_one_bearer", NUMBER.format(of="{market}", days="NULL, NULL"), NUMBER.format(of="{housing}", days="NULL, NULL")),
    trigger("archives_identifier", "archives_identifier_code_free", NUMBER.format(of="{housing}", days="NULL, NULL").replace("organisation", "uscc").replace("MB0000001", world.MARKET), "not a replaced one"),
    trigger(
        "archives_subject",
        "archives_subject_code_free",
        f"UPDATE archives_subject SET code = '{FREE_CODE}' WHERE id = {{market}}",
        "was replaced",
        NUMBER.format(of="{housing}", days="NULL, NULL").replace("organisation", "uscc").replace("MB0000001", FREE_CODE),
    ),
    trigger(
        "archives_subject",
        "archives_subject_codes_free",
        f"""INSERT INTO archives_subject (kind, code, name, sort_key, initials) VALUES ('enterprise', '{FREE_CODE}', '某公司', '', '')""",
        "was replaced",
        NUMBER.format(of="{housing}", days="NULL, NULL").replace("organisation", "uscc").replace("MB0000001", FREE_CODE),
    ),
    constraint("archives_subjectchange", "subject_change_is_whole", CHANGE.format(kind="merged", of="{housing}", to="NULL", after="", no="1")),
    constraint("archives_subjectchange", "subject_change_is_whole", CHANGE.format(kind="renamed", of="{housing}", to="NULL", after="", no="1")),
    constraint("archives_subjectchange", "subject_change_is_whole", CHANGE.format(kind="sold", of="{housing}", to="{market}", after="", no="1")),
    constraint("archives_subjectchange", "subject_change_has_document", CHANGE.format(kind="dissolved", of="{housing}", to="NULL", after="", no="")),
    constraint("archives_subjectchange", "subject_change_to_another", CHANGE.format(kind="merged", of="{housing}", to="{housing}", after="", no="1")),
    trigger("archives_subjectchange", "archives_subjectchange_append_only", "UPDATE archives_subjectchange SET reason = '另'", "only ever added", MERGED),
    trigger("archives_subjectchange", "archives_subjectchange_append_only", "DELETE FROM archives_subjectchange", "only ever added", MERGED),
    trigger("archives_subjectchange", "archives_subjectchange_subject_fits", CHANGE.format(kind="dissolved", of="{person}", to="NULL", after="", no="1"), "never of a natural person"),
    constraint("archives_subjectchange", "subject_change_undoes_one", CHANGE.format(kind="undone", of="{housing}", to="NULL", after="", no="1")),
    trigger("archives_subjectchange", "archives_subjectchange_undoes", UNDONE.replace("SELECT subject_id", "SELECT {market}"), "same body", MERGED),
    trigger("archives_subjectchange", "archives_subjectchange_undoes", UNDONE.replace('"on", id', "'2024-01-02', id"), "same body and day", MERGED),
    trigger("archives_subjectchange", "archives_subjectchange_undoes", UNDONE.replace("= 'merged'", "= 'undone'"), "same body", f"{MERGED}; {UNDONE}"),
    trigger("archives_earliername", "archives_earliername_append_only", TAKEN_BACK, "same body", "; ".join([SAID.replace("{housing}", "{market}"), MERGED, UNDONE])),
    trigger("archives_earliername", "archives_earliername_append_only", "UPDATE archives_earliername SET taken_back_id = NULL", "only ever added", f"{SAID}; {MERGED}; {UNDONE}; {TAKEN_BACK}"),
    trigger("archives_earliername", "archives_earliername_append_only", "DELETE FROM archives_earliername", "only ever added", NAME.format("NULL, '2021-01-01'")),
    trigger("archives_earliername", "archives_earliername_append_only", "UPDATE archives_earliername SET name = '另'", "only ever added", NAME.format("NULL, '2021-01-01'")),
    trigger("archives_earliername", "archives_earliername_subject_fits", NAME.format("NULL, '2021-01-01'").replace("{housing}", "{person}"), "never of a natural person"),
    constraint("archives_subject", "subject_succeeded_when_ceased", "UPDATE archives_subject SET successor_id = {market} WHERE id = {housing}"),
    constraint("archives_subject", "subject_succeeded_when_ceased", "UPDATE archives_subject SET ceased_on = '2024-01-01', successor_id = id WHERE id = {housing}"),
    trigger("archives_subject", "archives_subject_set_once", "UPDATE archives_subject SET ceased_on = NULL WHERE id = {housing}", "set once", CEASED),
    trigger("archives_subject", "archives_subject_set_once", "UPDATE archives_subject SET ceased_on = '2024-02-01' WHERE id = {housing}", "set once", CEASED),
    trigger(
        "archives_filing",
        "archives_filing_unit_lives",
        OLD_FILING,  # midnight in Shanghai
        "has ceased",
        CEASED,
    ),
    trigger(
        "archives_membership",
        "archives_membership_unit_lives",
        "INSERT INTO archives_membership (user_id, unit_id, role, from_on) VALUES ({wu}, {housing}, 'head', '2024-01-01')",
        "has ceased",
        CEASED,
    ),
    # ── divisions ──
    constraint("archives_division", "division_once", DIVISION.format(code="990100", years="1990, 1999"), DIVISION.format(code="990100", years="1990, NULL")),
    constraint("archives_division", "division_code_form", DIVISION.format(code="99010A", years="1990, NULL")),
    constraint("archives_division", "division_years", DIVISION.format(code="990100", years="1990, 1990")),
    # ── posts and terms of office ──
    constraint("archives_post", "post_once", POST.format("false"), POST.format("false")),
    Guard("post_one_principal", "archives_post", POST.format("true").replace("局长", "主任"), "DROP INDEX post_one_principal", "post_one_principal", POST.format("true")),
    constraint("archives_appointment", "appointment_half_open", TERM.format(acting="false", days="'2024-01-01', '2024-01-01'"), POST.format("true")),
    constraint("archives_appointment", "appointment_has_document", TERM.format(acting="false", days="'2024-01-01', NULL").replace("任1号", ""), POST.format("true")),
    constraint(
        "archives_appointment",
        "appointment_one_holder",
        TERM.format(acting="false", days="'2024-12-31', NULL"),
        POST.format("true") + "; " + TERM.format(acting="false", days="'2024-01-01', '2025-01-01'"),
    ),
    trigger(
        "archives_appointment",
        "archives_appointment_unit_lives",
        TERM.format(acting="false", days="'2024-01-01', NULL"),
        "has ceased",
        POST.format("true") + "; " + CEASED,
    ),
    trigger("archives_appointment", "archives_appointment_subject_fits", TERM.format(acting="false", days="'2024-01-01', NULL").replace("{person}", "{market}"), "held by a civil servant", POST.format("true")),
    *[
        trigger(
            "archives_appointment",
            "archives_appointment_fixed",
            f"UPDATE archives_appointment SET {change}",
            "is fixed",
            POST.format("true") + "; " + TERM.format(acting="false", days="'2024-01-01', NULL") + "; " + POST.format("true").replace("{housing}", "{market}"),
        )
        for change in ("from_on = '2023-01-01'", "post_id = post_id + 1", "holder_id = {other_person}")
    ],
    constraint("archives_handover", "handover_has_note", HANDOVER.replace("移交", ""), TERMS),
    trigger("archives_handover", "archives_handover_append_only", "UPDATE archives_handover SET note = '另'", "only ever added", f"{TERMS}; {HANDOVER}"),
    trigger("archives_handover", "archives_handover_append_only", "DELETE FROM archives_handover", "only ever added", f"{TERMS}; {HANDOVER}"),
    # ── civil servants ──
    trigger("archives_readlog", "archives_readlog_append_only", "UPDATE archives_readlog SET reason = ''", "only ever added", READING.format("'self', 'own', true")),
    trigger("archives_readlog", "archives_readlog_append_only", "DELETE FROM archives_readlog", "only ever added", READING.format("'self', 'own', true")),
    constraint("archives_readlog", "reading_is_about_somebody", READING.format("'self', 'own', true").replace("{person}", "NULL")),
    constraint("archives_readlog", "reading_refused_is_nobodys", READING.format("'self', 'own', false")),
    constraint("archives_readlog", "reading_granted_has_a_purpose", READING.format("'self', 'unstated', true")),
    constraint("archives_readlog", "reading_granted_has_a_purpose", READING.format("'none', 'own', true")),
    constraint("archives_personcard", "card_holds_a_mask", CARD.format("999999198001150011")),
    constraint("archives_personcard", "card_holds_a_mask", CARD.format("***999198001150011")),
    constraint("archives_authority", "authority_half_open", AUTHORITY.format("{market}", "{lin}", "'2026-01-01'", "'2026-01-01'")),
    constraint("archives_authority", "authority_one_organ_at_a_time", AUTHORITY.format("{market}", "NULL", "'2026-06-30'", "'2027-01-01'"), HELD),
    constraint("archives_authority", "authority_one_organ_at_a_time", AUTHORITY.format("{market}", "NULL", "'2020-01-01'", "NULL"), HELD),
    constraint("archives_authority", "authority_one_person_an_account", AUTHORITY.format("{housing}", "{wu}", "'2026-06-30'", "NULL").replace("{person}", "{person2}"), HELD),
    trigger("archives_authority", "archives_authority_of_person", AUTHORITY.format("{market}", "NULL", "'2026-01-01'", "NULL").replace("{person}", "{market}"), "over a civil servant"),
    trigger("archives_authority", "archives_authority_of_person", AUTHORITY.format("{person2}", "NULL", "'2026-01-01'", "NULL"), "over a civil servant"),
    constraint(
        "archives_effectrule",
        "effect_rules_do_not_overlap",
        "INSERT INTO archives_effectrule (item_code, word, months, valid_from, document, article, verified) SELECT item_code, word, 9, valid_from + 9, '', '', false FROM archives_effectrule",
    ),
    constraint("archives_catalogueitem", "item_declared_matters_stay_inside", "UPDATE archives_catalogueitem SET scope = 0 WHERE code = 'GZ-GR'"),
    constraint("archives_catalogueitem", "item_conduct_has_its_basis", "UPDATE archives_catalogueitem SET category = 'conduct', article = '' WHERE code = 'GZ-GR'"),
    trigger("archives_itemfield", "archives_itemfield_declared", "UPDATE archives_itemfield SET scope = 'public' WHERE item_id = {declared}", "No field of the matters"),
    trigger("archives_record", "archives_record_personal", copy(key=OTHER_KEY, subject_id="{person}"), "not for a person"),
    trigger("archives_record", "archives_record_personal", copy(key=OTHER_KEY, subject_id="{person}", item_id="{declared}", scope=0, shown="NULL"), "never public"),
    trigger("archives_record", "archives_record_personal", copy(key=OTHER_KEY, subject_id="{person}", item_id="{declared}", scope=3), "never public"),
    trigger("archives_record", "archives_record_personal", copy(key=OTHER_KEY, subject_id="{person}", item_id="{sanction}", row_no=99), "names its issuer"),
    trigger("archives_filing", "archives_filing_about", FILING.format("person_id = {person}"), "is fixed"),
    # ── tickets ──
    constraint("complaints_ticket", "ticket_channel", ONE_TICKET.replace("hotline", "letter")),
    constraint("complaints_ticket", "ticket_says_something", ONE_TICKET.replace("'电话'", "''")),
    constraint("complaints_ticket", "ticket_words_are_few", ONE_TICKET.replace("'事'", "repeat('事', 5001)")),
    constraint("complaints_ticket", "ticket_receipt_is_of_the_portal", ONE_TICKET.replace("hotline", "portal")),
    constraint("complaints_ticket", "ticket_four_eyes", ACCEPT.replace("{sun}", "{zhou}"), f"{ONE_TICKET}; {TICKET_STEP.format('accept', 'received', 'accepted')}"),
    constraint("complaints_ticket", "ticket_decision_is_known", OF_TICKET + "status = 'accepted', accepted_on = '2026-09-21'", f"{ONE_TICKET}; {TICKET_STEP.format('accept', 'received', 'accepted')}"),
    constraint("complaints_ticket", "ticket_accepted_is_dated", OF_TICKET + "status = 'accepted', decided_by_id = {sun}", f"{ONE_TICKET}; {TICKET_STEP.format('accept', 'received', 'accepted')}"),
    constraint("complaints_ticket", "ticket_refused_by_a_ground", OF_TICKET + "status = 'refused', decided_by_id = {sun}", f"{ONE_TICKET}; {TICKET_STEP.format('refuse', 'received', 'refused')}"),
    constraint("complaints_ticket", "ticket_never_to_the_accused", TRANSFER.replace("{market}", "{housing}"), f"{ACCEPTED}; {TICKET_STEP.format('transfer', 'accepted', 'transferred')}"),
    constraint("complaints_ticket", "ticket_is_with_somebody", OF_TICKET + "status = 'transferred'", f"{ACCEPTED}; {TICKET_STEP.format('transfer', 'accepted', 'transferred')}"),
    *(
        constraint("complaints_ticket", "ticket_outcome_is_whole", OF_TICKET + f"status = 'handled', {outcome}", f"{TRANSFERRED}; {guarded.CASE}; {TICKET_STEP.format('handle', 'transferred', 'handled')}")
        for outcome in ("handled_by_id = {lin}", "outcome = 'unfounded'", "outcome = 'founded', handled_by_id = {lin}, case_id = (SELECT id FROM discipline_case)", "outcome = 'unfounded', case_no = '1', handled_by_id = {lin}", "outcome = 'half', handled_by_id = {lin}")
    ),
    constraint("complaints_ticket", "ticket_answer_four_eyes", ANSWER_TICKET.replace("{gao}", "{lin}"), f"{HANDLED}; {TICKET_STEP.format('feedback', 'handled', 'answered')}"),
    constraint("complaints_ticket", "ticket_answer_is_whole", OF_TICKET + "status = 'answered'", f"{HANDLED}; {TICKET_STEP.format('feedback', 'handled', 'answered')}"),
    constraint("complaints_ticket", "ticket_closed_is_dated", OF_TICKET + "status = 'closed'", f"{ANSWERED}; {TICKET_STEP.format('satisfied', 'answered', 'revisited')}; {OF_TICKET}status = 'revisited'; {TICKET_STEP.format('close', 'revisited', 'closed')}"),
    Guard("ticket_once_at_its_channel", "complaints_ticket", ONE_TICKET, "DROP INDEX ticket_once_at_its_channel", "ticket_once_at_its_channel", ONE_TICKET),
    # No step row; a step row of another arrow; an arrow that does not exist; the right arrow under a name that leads elsewhere.
    *(
        trigger("complaints_ticket", "complaints_ticket_by_arrow", ACCEPT, "No step of a ticket leads", f"{ONE_TICKET}; {step}")
        for step in (
            TICKET_STEP.format("x", "x", "x"), TICKET_STEP.format("refuse", "received", "refused"), TICKET_STEP.format("jump", "received", "accepted"),
            TICKET_STEP.format("transfer", "received", "accepted"),
        )
    ),
    trigger(
        "complaints_ticket", "complaints_ticket_by_arrow", OF_TICKET + "status = 'transferred', handler_id = {market}, decided_by_id = {sun}, accepted_on = '2026-09-21'",
        "No step of a ticket leads", f"{ONE_TICKET}; {TICKET_STEP.format('transfer', 'received', 'transferred')}",
    ),
    *(
        trigger("complaints_ticket", "complaints_ticket_decided", OF_TICKET + change, "with that step only", first)
        for change, first in (
            ("decided_by_id = {sun}", ONE_TICKET), ("accepted_on = '2026-09-21'", ONE_TICKET), ("handler_id = {market}", ONE_TICKET), ("redone_on = '2026-09-21'", ONE_TICKET),
            ("ground_id = (SELECT min(id) FROM complaints_refusalground)", ONE_TICKET), ("handled_by_id = {lin}", ONE_TICKET),
        )
    ),
    trigger("complaints_ticket", "complaints_ticket_begins", ONE_TICKET.replace("0, 'received'", "0, 'refused'").replace("(address", "(ground_id, decided_by_id, address").replace("VALUES (", "VALUES ((SELECT min(id) FROM complaints_refusalground), {sun}, "), "begins as received"),
    trigger("complaints_ticket", "complaints_ticket_begins", ONE_TICKET.replace("0, 'received'", "1, 'received'"), "begins as received"),
    trigger("complaints_ticket", "complaints_ticket_revision", OF_TICKET + "revision = revision + 2", "raised by the database", ONE_TICKET),
    *(
        trigger("complaints_ticket", "complaints_ticket_fixed", OF_TICKET + change, "is fixed", ONE_TICKET)
        for change in (
            "address = gen_random_uuid()", "channel = 'mailbox'", "source_no = '2'", "kind = 'arrears'", "accused_id = {market}", "contract_no = 'x'", "facts = 'x'", "wanted = 'x'",
            "happened_on = '2026-01-01'", "received_on = '2026-09-20'", "complainant_kind = 'enterprise'", "complainant_name = 'x'", "contact = 'x'", "made_by_id = {sun}",
            "made_at = made_at - interval '1 day'",
        )
    ),
    *(
        trigger("complaints_ticket", "complaints_ticket_set_once", OF_TICKET + change, "set once", f"{TRANSFERRED}; {TICKET_STEP.format('x', 'x', 'x')}")
        for change in ("decided_by_id = {gao}", "accepted_on = '2026-09-22'", "handler_id = {person}")
    ),
    constraint("complaints_minimumsample", "sample_hides_one", "INSERT INTO complaints_minimumsample (n, valid_from, document, article, verified) VALUES (1, '2027-01-01', 'x', '', false)"),
    trigger("complaints_minimumsample", "complaints_minimumsample_append_only", "UPDATE complaints_minimumsample SET n = 2", "only ever added"),
    trigger("complaints_minimumsample", "complaints_minimumsample_append_only", "DELETE FROM complaints_minimumsample", "only ever added"),
    trigger("complaints_ticket", "complaints_ticket_set_once", OF_TICKET + "case_id = NULL", "set once", f"{TRANSFERRED}; {guarded.CASE}; {OF_TICKET}case_id = (SELECT id FROM discipline_case)"),
    constraint("complaints_ticket", "ticket_founded_has_its_case", OF_TICKET + "status = 'handled', outcome = 'founded', case_no = 'x', handled_by_id = {lin}", f"{TRANSFERRED}; {TICKET_STEP.format('handle', 'transferred', 'handled')}"),
    Guard("ground_once", "complaints_refusalground", GROUND.format("2026-01-01", "NULL"), "ALTER TABLE complaints_refusalground DROP CONSTRAINT ground_once", "ground_once", GROUND.format("2026-01-01", "NULL")),
    constraint("complaints_refusalground", "ground_half_open", GROUND.format("2026-01-01", "'2026-01-01'")),
    *(
        constraint("complaints_attachment", "attachment_is_what_it_says", FILE.format(kind, content), ONE_TICKET)
        for kind, content in (("pdf", r"'\x3c68746d6c3e'"), ("png", "'%PDF-1.7'"), ("jpeg", r"'\x89504e470d0a1a0a'"), ("html", "'%PDF-1.7'"), ("pdf", "''"))
    ),
    constraint("complaints_attachment", "attachment_is_small", FILE.format("pdf", "convert_to('%PDF-' || repeat('x', 10485756), 'UTF8')"), ONE_TICKET),
    trigger("complaints_attachment", "complaints_attachment_few", FILE.format("pdf", "'%PDF-1.7'"), "ten files at most", "; ".join([ONE_TICKET, *[FILE.format("pdf", "'%PDF-1.7'")] * 10])),
    trigger("complaints_attachment", "complaints_attachment_append_only", "UPDATE complaints_attachment SET name = 'b'", "only ever added", f"{ONE_TICKET}; {FILE.format('pdf', chr(39) + '%PDF-1.7' + chr(39))}"),
    trigger("complaints_attachment", "complaints_attachment_append_only", "DELETE FROM complaints_attachment", "only ever added", f"{ONE_TICKET}; {FILE.format('pdf', chr(39) + '%PDF-1.7' + chr(39))}"),
    constraint("complaints_note", "note_says_something", NOTE.format("''"), ONE_TICKET),
    constraint("complaints_note", "note_words_are_few", NOTE.format("repeat('x', 5001)"), ONE_TICKET),
    trigger("complaints_note", "complaints_note_append_only", "UPDATE complaints_note SET words = 'y'", "only ever added", f"{ONE_TICKET}; {NOTE.format(chr(39) + 'x' + chr(39))}"),
    trigger("complaints_note", "complaints_note_append_only", "DELETE FROM complaints_note", "only ever added", f"{ONE_TICKET}; {NOTE.format(chr(39) + 'x' + chr(39))}"),
    # ── objections ──
    constraint("archives_objectionmark", "objection_mark_half_open", ENDED_MARK.replace("+ interval", "- interval"), MARK),
    constraint("archives_objectionmark", "objection_mark_end_is_whole", "UPDATE archives_objectionmark SET until_at = from_at + interval '1 day'", MARK),
    *(
        trigger("archives_objectionmark", "archives_objectionmark_fixed", f"UPDATE archives_objectionmark SET {change}", "is fixed", MARK)
        for change in ("number = 'x'", "by_id = {zhou}", "from_at = from_at - interval '1 day'")
    ),
    *(
        trigger("archives_objectionmark", "archives_objectionmark_set_once", f"UPDATE archives_objectionmark SET {change}", "set once", f"{MARK}; {ENDED_MARK}")
        for change in ("until_at = until_at + interval '1 day'", "ended_by_id = {zhou}")
    ),
    constraint("archives_delivery", "delivery_how", DELIVERY.format("post", 1)),
    constraint("archives_delivery", "delivery_of_something", DELIVERY.format("api", 0)),
    trigger("archives_delivery", "archives_delivery_append_only", "UPDATE archives_delivery SET rows = 2", "only ever added", DELIVERY.format("api", 1)),
    trigger("archives_delivery", "archives_delivery_append_only", "DELETE FROM archives_delivery", "only ever added", DELIVERY.format("api", 1)),
    constraint("repair_objection", "objection_channel", ONE_OBJECTION.replace("'self'", "'letter'")),
    constraint("repair_objection", "objection_says_something", ONE_OBJECTION.replace("'电话'", "''")),
    constraint("repair_objection", "objection_words_are_few", ONE_OBJECTION.replace("'错'", "repeat('错', 5001)")),
    constraint("repair_objection", "objection_receipt_is_of_the_portal", ONE_OBJECTION.replace("'self'", "'portal'")),
    constraint("repair_objection", "objection_window_saw_proof", ONE_OBJECTION.replace("'self'", "'window'")),
    *(
        constraint("repair_objection", "objection_by_others", sql.replace("{sun}", "{wu}"), first)
        for sql, first in (
            (IDENTIFY, f"{ONE_OBJECTION}; {OBJECTION_STEP.format('identify', 'filed', 'identified')}"),
            (ACCEPT_IT, f"{IDENTIFIED}; {MARK}; {OBJECTION_STEP.format('accept', 'identified', 'accepted')}"),
            (UPHOLD, f"{OBJECTED}; {OBJECTION_STEP.format('uphold', 'accepted', 'upheld')}"),
            (TELL, f"{VERIFIED_IT}; {OBJECTION_STEP.format('tell', 'upheld', 'decided')}"),
        )
    ),
    *(
        constraint("repair_objection", "objection_reviewed_by_others", REVIEW.replace("{gao}", who), f"{COMPLAINED}; {OBJECTION_STEP.format('confirm', 'complained', 'closed')}")
        for who in ("{sun}", "{wu}")
    ),
    constraint("repair_objection", "objection_refused_by_a_ground", OF_OBJECTION + "status = 'refused'", f"{ONE_OBJECTION}; {OBJECTION_STEP.format('refuse', 'filed', 'refused')}"),
    *(
        constraint("repair_objection", "objection_accepted_is_whole", ACCEPT_IT.replace(part, ""), f"{IDENTIFIED}; {MARK}; {OBJECTION_STEP.format('accept', 'identified', 'accepted')}")
        for part in (f", {MARKED}", ", accepted_by_id = {sun}", ", accepted_on = '2026-09-21'")
    ),
    constraint("repair_objection", "objection_verified_is_whole", OF_OBJECTION + "status = 'upheld', outcome = 'upheld'", f"{OBJECTED}; {OBJECTION_STEP.format('uphold', 'accepted', 'upheld')}"),
    constraint("repair_objection", "objection_correction_is_filed", OF_OBJECTION + "status = 'correcting', outcome = 'corrected', verified_by_id = {sun}", f"{OBJECTED}; {OBJECTION_STEP.format('correct', 'accepted', 'correcting')}"),
    constraint("repair_objection", "objection_decided_is_whole", OF_OBJECTION + "status = 'decided'", f"{VERIFIED_IT}; {OBJECTION_STEP.format('tell', 'upheld', 'decided')}"),
    constraint("repair_objection", "objection_supplemented_once", OF_OBJECTION + "supplemented_on = '2026-09-22'", f"{ONE_OBJECTION}; {OBJECTION_STEP.format('x', 'x', 'x')}"),
    constraint("repair_objection", "objection_complained_is_dated", OF_OBJECTION + "status = 'complained'", f"{TOLD}; {OBJECTION_STEP.format('complain', 'decided', 'complained')}"),
    constraint("repair_objection", "objection_closed_is_dated", OF_OBJECTION + "status = 'closed'", f"{TOLD}; {OBJECTION_STEP.format('close', 'decided', 'closed')}"),
    # No step row; a step row of another arrow; an arrow that does not exist; the right arrow under another name.
    *(
        trigger("repair_objection", "repair_objection_by_arrow", ASK, "No step of an objection leads", f"{ONE_OBJECTION}; {step}")
        for step in (
            OBJECTION_STEP.format("x", "x", "x"), OBJECTION_STEP.format("identify", "filed", "identified"), OBJECTION_STEP.format("accept", "filed", "incomplete"),
        )
    ),
    trigger("repair_objection", "repair_objection_by_arrow", ACCEPT_IT + ", identified_by_id = {sun}", "No step of an objection leads", f"{ONE_OBJECTION}; {MARK}; {OBJECTION_STEP.format('accept', 'filed', 'accepted')}"),
    *(
        trigger("repair_objection", "repair_objection_decided", OF_OBJECTION + change, "with that step only", f"{ONE_OBJECTION}; {MARK}")
        for change in ("asked_on = '2026-09-22'", "identified_by_id = {sun}", "accepted_on = '2026-09-22'", MARKED, "filing_id = {filing}", "complained_on = '2026-09-22'", "reopened_on = '2026-09-22'", "ground_id = (SELECT min(id) FROM repair_refusalground)")
    ),
    trigger("repair_objection", "repair_objection_begins", ONE_OBJECTION.replace("revision,", "asked_on, revision,").replace("gen_random_uuid(), 1", "gen_random_uuid(), '2026-09-21', 1"), "begins as filed"),
    *(
        trigger("repair_objection", "repair_objection_verified", UPHOLD.replace("{sun}", who), "does not verify", f"{OBJECTED}; {OBJECTION_STEP.format('uphold', 'accepted', 'upheld')}")
        for who in ("{lin}", "{zhou}")
    ),
    trigger("repair_objection", "repair_objection_revision", OF_OBJECTION + "revision = revision + 2", "raised by the database", ONE_OBJECTION),
    *(
        trigger("repair_objection", "repair_objection_fixed", OF_OBJECTION + change, "is fixed", ONE_OBJECTION)
        for change in (
            "address = gen_random_uuid()", "record_no = 'x'", "version_id = NULL", "part = 'x'", "wrong = 'x'", "should_be = 'x'", "objector_kind = 'agent'", "objector_name = 'x'",
            "contact = 'x'", "filed_on = '2026-01-01'", "made_by_id = {zhou}", "made_at = made_at - interval '1 day'",
        )
    ),
    *(
        trigger("repair_objection", "repair_objection_set_once", OF_OBJECTION + change, "set once", f"{first}; {OBJECTION_STEP.format('x', 'x', 'x')}")
        for change, first in (
            ("identified_by_id = {gao}", OBJECTED), ("accepted_on = '2026-09-23'", OBJECTED), ("accepted_by_id = {gao}", OBJECTED), ("complained_on = '2026-09-24'", COMPLAINED),
        )
    ),
    Guard("objection_ground_once", "repair_refusalground", OBJECTION_GROUND.format("2026-01-01", "NULL"), "ALTER TABLE repair_refusalground DROP CONSTRAINT objection_ground_once", "objection_ground_once", OBJECTION_GROUND.format("2026-01-01", "NULL")),
    constraint("repair_refusalground", "objection_ground_half_open", OBJECTION_GROUND.format("2026-01-01", "'2026-01-01'")),
    *(
        constraint("repair_proof", "proof_is_what_it_says", PROOF.format(kind, content), ONE_OBJECTION)
        for kind, content in (("pdf", r"'\x3c68746d6c3e'"), ("png", "'%PDF-1.7'"), ("html", "'%PDF-1.7'"))
    ),
    constraint("repair_proof", "proof_is_small", PROOF.format("pdf", "convert_to('%PDF-' || repeat('x', 10485756), 'UTF8')"), ONE_OBJECTION),
    trigger("repair_proof", "repair_proof_few", ONE_PROOF, "ten files at most", "; ".join([ONE_OBJECTION, *[ONE_PROOF] * 10])),
    trigger("repair_proof", "repair_proof_append_only", "UPDATE repair_proof SET name = 'b'", "only ever added", f"{ONE_OBJECTION}; {ONE_PROOF}"),
    trigger("repair_proof", "repair_proof_append_only", "DELETE FROM repair_proof", "only ever added", f"{ONE_OBJECTION}; {ONE_PROOF}"),
    constraint("repair_change", "change_changes", CHANGED_VALUE.format("a"), ONE_OBJECTION),
    Guard("change_once", "repair_change", CHANGED_VALUE.format("b"), "ALTER TABLE repair_change DROP CONSTRAINT change_once", "change_once", f"{ONE_OBJECTION}; {CHANGED_VALUE.format('b')}"),
    trigger("repair_change", "repair_change_append_only", "UPDATE repair_change SET new = 'c'", "only ever added", f"{ONE_OBJECTION}; {CHANGED_VALUE.format('b')}"),
    trigger("repair_change", "repair_change_append_only", "DELETE FROM repair_change", "only ever added", f"{ONE_OBJECTION}; {CHANGED_VALUE.format('b')}"),
    constraint("repair_correctionnotice", "notice_after_receipt", A_NOTICE.format("2026-01-01"), ONE_OBJECTION),
    constraint("repair_correctionnotice", "notice_acknowledged_after", "UPDATE repair_correctionnotice SET acknowledged_at = '2026-01-02'", f"{ONE_OBJECTION}; {ONE_NOTICE}"),
    *(
        trigger("repair_correctionnotice", "repair_correctionnotice_fixed", f"UPDATE repair_correctionnotice SET {change}", "is fixed", f"{ONE_OBJECTION}; {ONE_NOTICE}")
        for change in ("recipient_id = {gao}", "how = 'list'", "received_at = '2026-01-01'", "sent_at = '2026-01-04'")
    ),
    trigger(
        "repair_correctionnotice", "repair_correctionnotice_set_once", "UPDATE repair_correctionnotice SET acknowledged_at = '2026-02-02'", "set once",
        f"{ONE_OBJECTION}; {ONE_NOTICE}; UPDATE repair_correctionnotice SET acknowledged_at = '2026-02-01'",
    ),
    constraint("repair_publiccorrection", "publication_is_of_a_change", A_CORRECTION.format("upheld"), ONE_OBJECTION),
    trigger("repair_publiccorrection", "repair_publiccorrection_append_only", "UPDATE repair_publiccorrection SET record_no = 'x'", "only ever added", f"{ONE_OBJECTION}; {A_CORRECTION.format('revoked')}"),
    trigger("repair_publiccorrection", "repair_publiccorrection_append_only", "DELETE FROM repair_publiccorrection", "only ever added", f"{ONE_OBJECTION}; {A_CORRECTION.format('revoked')}"),
    # ── warnings ──
    constraint("monitoring_warning", "warning_level", WARNING.replace("'red'", "'pink'")),
    constraint("monitoring_warning", "warning_acknowledgement_is_whole", SET + "acknowledged_at = now()", WARNING),
    constraint("monitoring_warning", "warning_acknowledgement_is_whole", ANSWER.replace("'x'", "''"), WARNING),
    constraint("monitoring_warning", "warning_outcome_is_whole", OUTCOME, WARNING),  # nobody acknowledged it
    constraint("monitoring_warning", "warning_outcome_is_whole", OUTCOME.replace("explained", "gone"), f"{WARNING}; {ANSWER}"),
    constraint("monitoring_warning", "warning_closing_is_whole", SET + "closed_on = '2026-11-12'", WARNING),
    constraint("monitoring_warning", "warning_closing_is_whole", CLOSE.replace("11-12", "11-10"), WARNING),
    constraint("monitoring_warning", "warning_four_eyes", ANSWER.replace("{sun}", "{zhou}"), WARNING),
    constraint("monitoring_warning", "warning_four_eyes", OUTCOME.replace("{sun}", "{zhou}"), f"{WARNING}; {ANSWER}"),
    Guard("warning_once_while_open", "monitoring_warning", WARNING, "DROP INDEX warning_once_while_open", "warning_once_while_open", WARNING),
    *(
        trigger("monitoring_warning", "monitoring_warning_fixed", SET + change, "is fixed", WARNING)
        for change in (
            "kind = 'late'", "thing = 'duty:2'", "unit_id = {housing}", "inside = true", "personal = true", "caused_by_id = {sun}",
            "raised_on = '2026-11-10'", "raised_at = raised_at - interval '1 day'",
        )
    ),
    *(
        trigger("monitoring_warning", "monitoring_warning_set_once", SET + change, "set once", WHOLE)
        for change in (
            "acknowledged_by_id = {gao}", "acknowledged_at = acknowledged_at + interval '1 day'", "acknowledged_note = 'y'",
            "outcome = 'put_right'", "outcome_by_id = {gao}", "outcome_at = outcome_at + interval '1 day'", "outcome_note = 'y'",
            "closed_on = '2026-11-13'", "closed_at = closed_at + interval '1 day'",
        )
    ),
    trigger("monitoring_warningevent", "monitoring_warningevent_append_only", "UPDATE monitoring_warningevent SET note = 'y'", "only ever added", f"{WARNING}; {EVENT}"),
    trigger("monitoring_warningevent", "monitoring_warningevent_append_only", "DELETE FROM monitoring_warningevent", "only ever added", f"{WARNING}; {EVENT}"),
    # ── the text of a record stays ──
    trigger("archives_filedrow", "archives_filedrow_stays", "DELETE FROM archives_filedrow WHERE filing_id = {filing}", "kept with it"),
    # ── what foreign keys would ask once a row ──
    trigger("archives_filedrow", "archives_filedrow_filed", "INSERT INTO archives_filedrow (filing_id, row_no, item_code, subject_code, subject_name, issuer_code, issuer_name, source_code, doc_no, basis, facts, doc_key, row_hash) VALUES (-1, 1, '', '', '', '', '', '', '', '', '{{}}', '', gen_random_uuid())", "a filing that exists"),
    trigger("archives_filedrow", "archives_filedrow_fixed", "UPDATE archives_filedrow SET filing_id = -1 WHERE filing_id = {filing}", "fixed once"),
    trigger("archives_record", "archives_record_by_somebody", "UPDATE archives_record SET withdrawn_at = now(), withdrawn_by_id = -1, withdrawn_reason = 'x' WHERE filing_id = {filing}", "has an account"),
    trigger("archives_record", "archives_record_by_somebody", "UPDATE archives_record SET withdrawn_at = now(), withdrawn_by_id = {gao}, withdrawn_reason = 'x', withdrawal_confirmed_at = now(), withdrawal_confirmed_by_id = -1 WHERE filing_id = {filing}", "has an account"),
    # ── cases ──
    *(trigger(table, name, sql, refusal, first) if kind == "trigger" else constraint(table, name, sql, first) for kind, table, name, sql, refusal, first in (*guarded.ROWS, *guarded_rests.ROWS, *guarded_measures.ROWS, *guarded_linked.ROWS, *guarded_court.ROWS, *of_campaigns.ROWS, *promised.ROWS, *of_letters.ROWS, *guarded_disputes.ROWS, *of_each_step.ROWS, *guarded_steps.ROWS, *guarded_again.ROWS, *guarded_standing.ROWS, *of_archives.ROWS)),
    *(Guard(*row) for row in promised.INDEXES),
    *(Guard(*row) for row in of_letters.INDEXES),
    # ── reliefs, commitments, applications for repair, shields ──
    *(
        trigger(table, name, sql, words, first) if kind == "trigger" else constraint(table, name, sql, first) if kind == "constraint" else Guard(name, table, sql, words, name, first)
        for kind, table, name, sql, words, first in repaired.ROWS
    ),
    Guard("talk_one_open", "complaints_talk", of_campaigns.TALK, "DROP INDEX talk_one_open", "talk_one_open", of_campaigns.HELD),
    # ── official documents ──
    constraint("archives_documenttemplate", "template_kind", TEXT.replace("'notice'", "'decree'")),
    *(constraint("archives_documenttemplate", "template_says_what_and_why", TEXT.replace(given, "''")) for given in ("'题'", "'字'", "'文'", "'据'", "'条'")),
    constraint("archives_documenttemplate", "template_four_eyes", TEXT_IN_FORCE.replace("{sun}", "{zhou}"), f"{TEXT}; {TEXT_STEP}"),
    constraint("archives_documenttemplate", "template_approval_is_whole", OF_TEXT.format("status = 'in_force'"), f"{TEXT}; {TEXT_STEP}"),
    constraint("archives_documenttemplate", "template_approval_is_whole", OF_TEXT.format("approved_by_id = {sun}, approved_at = now()"), TEXT),
    Guard("template_one_a_day", "archives_documenttemplate", TEXT_IN_FORCE, "DROP INDEX template_one_a_day", "template_one_a_day", "; ".join([TEXT, TEXT_STEP, TEXT_IN_FORCE, TEXT, TEXT_STEP])),
    trigger("archives_documenttemplate", "archives_documenttemplate_begins", TEXT.replace("false, false, 'entered'", "true, false, 'in_force'"), "begins as a draft"),
    trigger("archives_documenttemplate", "archives_documenttemplate_begins", TEXT.replace("VALUES (1,", "VALUES (2,"), "begins as a draft"),
    trigger("archives_documenttemplate", "archives_documenttemplate_revision", OF_TEXT.format("revision = revision + 2"), "raised by the database", TEXT),
    trigger("archives_documenttemplate", "archives_documenttemplate_status_by_step", TEXT_IN_FORCE, "only by a step taken", TEXT),
    *(
        trigger("archives_documenttemplate", "archives_documenttemplate_fixed", OF_TEXT.format(change), "is fixed", TEXT)
        for change in (
            "kind = 'repair'", "title = 'x'", "word = 'x'", "body = 'x'", "document = 'x'", "article = 'x'", "valid_from = '2098-01-01'", "verified = true",
            "made_by_id = {sun}", "made_at = made_at + interval '1 day'",
        )
    ),
    trigger("archives_documenttemplate", "archives_documenttemplate_fixed", "UPDATE archives_documenttemplate SET body = 'x' WHERE loaded", "is fixed"),
    *(
        trigger("archives_documenttemplate", "archives_documenttemplate_set_once", OF_TEXT.format(change), "set once", f"{TEXT}; {TEXT_STEP}; {TEXT_IN_FORCE}")
        for change in ("approved_by_id = {gao}", "approved_at = approved_at + interval '1 day'")
    ),
    *(constraint("archives_issuermark", "mark_is_a_word", ISSUER_MARK.format("{housing}", word)) for word in ("ABC", "", "示 信")),
    constraint("archives_documentseries", "series_once", SERIES, SERIES),
    trigger("archives_documentseries", "archives_documentseries_by_one", SERIES.replace("2026, 0)", "2026, 7)"), "one by one"),
    *(trigger("archives_documentseries", "archives_documentseries_by_one", f"UPDATE archives_documentseries SET last = {n}", "one by one", LATEST) for n in (0, 3)),
    trigger("archives_documentseries", "archives_documentseries_used", "UPDATE archives_documentseries SET last = 1", "given to no document", SERIES),
    *(
        trigger("archives_documentseries", "archives_documentseries_fixed", f"UPDATE archives_documentseries SET {change}", "is fixed", SERIES)
        for change in ("body_id = {market}", "prefix = 'x'", "year = 2027")
    ),
    *(
        trigger("archives_document", "archives_document_drawn", PAPER.replace(given, other), "the number drawn last", WITHOUT_FILE)
        for given, other in (("1号'", "2号'"), ("s.id, 1,", "s.id, 2,"), ("'2026-11-22'", "'2027-01-01'"), ("{housing}, NULL, 'x'", "{market}, NULL, 'x'"), ("示建告〔", "示监告〔"))
    ),
    trigger(
        "archives_document", "archives_document_drawn", PAPER.replace("s.id, 1,", "s.id, 2,").replace("1号'", "2号'").replace("'2026-11-22'", "'2026-11-21'"),
        "the number drawn last", f"{ISSUED}; UPDATE archives_documentseries SET last = 2",
    ),  # the one before bears a later day
    constraint("archives_document", "document_serial_once", PAPER.replace("1号'", "9号'"), f"{ISSUED}; ALTER TABLE archives_document DISABLE TRIGGER archives_document_drawn"),
    constraint("archives_document", "document_kind", PAPER.replace("'notice', (", "'decree', ("), f"{WITHOUT_FILE}; ALTER TABLE archives_document DISABLE TRIGGER archives_document_by_text"),
    constraint("archives_document", "document_is_for_somebody", PAPER.replace("NULL, 'x'", "NULL, ''"), WITHOUT_FILE),
    constraint("archives_document", "document_is_for_somebody", PAPER.replace("NULL, 'x'", "{market}, 'x'"), WITHOUT_FILE),
    constraint("archives_document", "document_is_about_an_entry", PAPER.replace("'', '', NULL", "'', '', 7"), WITHOUT_FILE),
    constraint("archives_document", "document_is_about_an_entry", PAPER.replace("'', '', NULL", "'', 'a.b', NULL"), WITHOUT_FILE),
    trigger("archives_document", "archives_document_by_text", PAPER.replace("'notice', (", "'repair', ("), "by an approved text of its kind", WITHOUT_FILE),
    trigger("archives_document", "archives_document_by_text", PAPER.replace("AND t.loaded", "AND NOT t.loaded"), "by an approved text of its kind", f"{WITHOUT_FILE}; {TEXT}"),
    trigger("archives_document", "archives_document_has_file", PAPER, "stored with its file", LATEST),
    trigger("archives_document", "archives_document_append_only", "UPDATE archives_document SET title = 'x'", "only ever added", ISSUED),
    trigger("archives_document", "archives_document_append_only", "DELETE FROM archives_document", "only ever added", ISSUED),
    constraint("archives_documentfile", "document_file_is_pdf", PDF.format("MZ", "encode(sha256('MZ'::bytea), 'hex')"), ISSUED),
    constraint("archives_documentfile", "document_file_hash_is_true", PDF.format("%PDF-1", "encode(sha256('%PDF-2'::bytea), 'hex')"), ISSUED),
    trigger("archives_documentfile", "archives_documentfile_append_only", "UPDATE archives_documentfile SET pages = 2", "only ever added", f"{ISSUED}; {ONE_PDF}"),
    trigger("archives_documentfile", "archives_documentfile_append_only", "DELETE FROM archives_documentfile", "only ever added", f"{ISSUED}; {ONE_PDF}"),
    constraint("archives_service", "service_way", SERVED.replace("'site'", "'pigeon'"), ISSUED),
    constraint("archives_service", "service_acknowledged_is_whole", "UPDATE archives_service SET acknowledged_at = now()", f"{ISSUED}; {SERVED}"),
    constraint("archives_service", "service_acknowledged_is_whole", ACKNOWLEDGED, f"{ISSUED}; {SERVED.replace('{market}', 'NULL')}"),  # by who is nobody of the register
    Guard("service_once", "archives_service", SERVED, "DROP INDEX service_once", "service_once", f"{ISSUED}; {SERVED}"),
    *(
        trigger("archives_service", "archives_service_fixed", f"UPDATE archives_service SET {change}", "is fixed", f"{ISSUED}; {SERVED}")
        for change in ("unit_id = {housing}", "way = 'post'", "served_on = '2026-11-23'", "by_id = {zhou}", "at = at + interval '1 day'")
    ),
    *(
        trigger("archives_service", "archives_service_set_once", f"UPDATE archives_service SET {change}", "set once", f"{ISSUED}; {SERVED}; {ACKNOWLEDGED}")
        for change in ("acknowledged_by_id = {gao}", "acknowledged_at = acknowledged_at + interval '1 day'")
    ),
    trigger("archives_filing", "archives_filing_clock", OLD_FILING, "clock of the database"),
    # ── the law comes by the owner of the tables ──
    trigger("archives_catalogueitem", "archives_catalogueitem_by_owner", f"{ITEM_COPY % 'DF-2024'}{AS_FILE}", "under the login of the owner", REPLACED % "2024-01-01"),
    trigger(
        "archives_documenttemplate", "archives_documenttemplate_by_owner",
        TEXT.replace("VALUES (", "SELECT ").replace("false, false, 'entered')", f"true, false, 'in_force' WHERE true{AS_FILE}"), "under the login of the owner",
    ),
    # ── who is named by a step took it; the rest of them in guarded_steps ──
    *(
        trigger(*guarded_steps.named(table, kind, first, change)[1:])
        for table, kind, first, change in (
            ("archives_documenttemplate", "archives.documenttemplate", TEXT, TEXT_IN_FORCE),
            ("archives_supplementdraft", "archives.supplementdraft", ONE_DRAFT, DRAFT_IN_FORCE),
            ("complaints_ticket", "complaints.ticket", ONE_TICKET, ACCEPT),
        )
    ),
    *guarded_handling.guards(trigger, constraint, Guard),
]
# Those that write instead of refusing have tests of their own below.
# They raise the revision of the entry a row belongs to: tests/integrity/test_stirs.py.
STIRRING = {
    *(f"commitments_{table}_stirs" for table in ("version", "report", "ownership", "signedcopy", "lettercheck", "signatory")),
    "discipline_reply_stirs",
}
BORN = {
    *("archives_relief", "commitments_version", "complaints_ticket", "discipline_case", "discipline_lifting", "repair_application", "repair_objection"),
}
TALLIES = {f"archives_record_tally_{what}" for what in ("added", "changed", "hidden")}
WRITERS = {*(f"{table}_born" for table in BORN), *TALLIES, *STIRRING, "archives_relief_hides"}
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
        "market": Subject.objects.get(code=world.MARKET).pk,
        "person": Subject.objects.create(kind="civil_servant", code="R" + "0" * 31, name="欧阳明远").pk,
        "person2": Subject.objects.create(kind="civil_servant", code="R" + "1" * 31, name="司马青").pk,
        "declared": CatalogueItem.objects.get(code="GZ-GR").pk,
        "sanction": CatalogueItem.objects.get(code="GZ-ZW").pk,
        "housing": Subject.objects.get(code=world.HOUSING).pk,
        "other_person": Subject.objects.create(kind="civil_servant", code=person_code("T2"), name="某乙").pk,
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


def general_off(but):
    """Take the guards of every step away, so that a row meets its own alone: those rows write down steps that nobody could take."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT format('ALTER TABLE %%I DISABLE TRIGGER %%I', tgrelid::regclass::text, tgname) FROM pg_trigger
            WHERE NOT tgisinternal AND tgname ~ '_(named_by_step|by_its_step|clock|today|instant|rests)$|^integrity_steptaken_(by_arrow|gone)$' AND tgname <> %s""",
            [but],
        )
        for (off,) in cursor.fetchall():
            cursor.execute(off)


@pytest.mark.parametrize("guard", GUARDS, ids=ids)
def test_it_is_refused_and_only_by_its_guard(given, guard):
    general_off(guard.name)
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
            WHERE t.relnamespace = 'public'::regnamespace AND t.relname ~ '^(integrity|accounts|archives|discipline|complaints|commitments|repair|monitoring|search)_'
              AND c.contype IN ('c', 'x', 'u') AND c.conname !~ '_(check|key|uniq)$'
            UNION SELECT g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
            WHERE NOT g.tgisinternal AND t.relnamespace = 'public'::regnamespace AND t.relname ~ '^(integrity|accounts|archives|discipline|complaints|commitments|repair|monitoring|search)_'
            UNION SELECT t.relname FROM pg_index i JOIN pg_class t ON t.oid = i.indexrelid
            WHERE i.indisunique AND i.indpred IS NOT NULL AND t.relnamespace = 'public'::regnamespace
              AND i.indrelid::regclass::text ~ '^(integrity|accounts|archives|discipline|complaints|commitments|repair|monitoring|search)_'
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
        NAME.format("NULL, '2020-01-01'") + "; " + NAME.format("'2020-01-01', '2021-01-01'"),
        NUMBER.format(of="{housing}", days="NULL, '2021-01-01'") + "; " + NUMBER.format(of="{market}", days="'2021-01-01', NULL"),  # passed on
        TERMS,  # one ends on the day on which the next begins
        POST.format("true") + "; " + TERM.format(acting="false", days="'2024-01-01', NULL") + "; " + TERM.format(acting="true", days="'2024-06-01', NULL"),
        POST.format("false") + "; " + TERM.format(acting="false", days="'2024-01-01', NULL") + "; " + TERM.format(acting="false", days="'2024-06-01', NULL"),
        "INSERT INTO archives_membership (user_id, unit_id, role, from_on) VALUES ({wu}, {housing}, 'head', '2023-12-31')",
        REPLACED % "2024-01-01" + "; " + ITEM_COPY % "DF-2024",  # the one before ends on the day on which the next begins
        HELD,
        HELD.replace("'2026-07-01'", "NULL").replace("2026-01-01", "2026-07-01"),
        READING.format("'none', 'unstated', false"),
        f"{WHOLE}; {WARNING}",  # what comes back after it closed is a new warning
        CARD.format("*" * 14 + "001X"),
        copy(key=OTHER_KEY, subject_id="{person}", item_id="{declared}", scope=3, shown="NULL"),
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
    general_off("")
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
