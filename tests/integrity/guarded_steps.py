"""What PostgreSQL refuses of steps and of what rests on them: rows of the table of ``test_guards``, as in ``tests/repair/guarded.py``."""

from tests.complaints.guarded import CAMPAIGN, TALK
from tests.discipline.guarded import CASE, FREE_FOUND, FREE_NOTIFIED, ORDER, STATEMENT
from tests.discipline.guarded import SET as OF_CASE
from tests.discipline.guarded_court import FREE as FREE_NOTICE
from tests.discipline.guarded_court import ONE as LISTED_BODY
from tests.discipline.guarded_court import REPORT
from tests.discipline.guarded_court import SET as OF_NOTICE
from tests.discipline.guarded_measures import (
    ACTION,
    ANSWER,
    DECIDED,
    DECISION,
    EXECUTION,
    FREE,
    FREE_EXECUTION,
    LIFTED,
    LISTED,
    MEMBER,
    OF_ACTION,
    OF_EXECUTION,
    OF_LIFTING,
    RECEIPT,
)  # fmt: skip
from tests.repair.guarded import APPLICATION, APPLIED, FREE_SHIELD, OF_SHIELD, ONE_COMMITMENT, ONE_SHIELD
from tests.repair.guarded import FREE as FREE_APPLICATION
from tests.repair.guarded import SET as OF_APPLICATION

STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  VALUES ('%s', {filing}, '%s', '%s', '%s', {sun}, '', 2)"""
# A notice that somebody entered; one step decides on it.
NOTICE = """INSERT INTO archives_holidaynotice (revision, made_by_id, year, document, holidays, status)
  VALUES (1, {zhou}, 2027, '国办发明电〔2026〕9号', '[]', 'entered')"""
OF_NOTICES = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'archives.holidaynotice', id, 'confirm', 'entered', 'in_force', %s, '', 1 FROM archives_holidaynotice"""
AHEAD = (", reason, revision)", ", reason, revision, at)")
REPLY_AHEAD = STATEMENT.replace(", by_id)", ", by_id, at)").replace("{wu}", "{wu}, '2099-01-01'")
# A lifting of everything on the record of the action, in one statement.
LIFT = """WITH l AS (INSERT INTO discipline_lifting (record_no, unit_id, ground, made_on, made_by_id, put_right, resumed_on, resumed_by_id)
    SELECT record_no, {housing}, '%s', %s, {zhou}, '', %s FROM discipline_jointaction RETURNING id)
  INSERT INTO discipline_lifting_executions (lifting_id, execution_id) SELECT l.id, e.id FROM l, discipline_execution e"""
SENT_ON = "decided_on"
ENDLESS = "NULL, NULL"
EMPTY = """INSERT INTO discipline_lifting (record_no, unit_id, ground, made_on, made_by_id, put_right)
  SELECT 'none', {housing}, 'expired', '2026-09-21', {zhou}, '' WHERE true"""
SHIELDED = "INSERT INTO discipline_lifting (record_no, unit_id, ground, made_on, made_by_id, put_right, resumed_on, resumed_by_id) VALUES ('1', {housing}, 'restructuring', '2026-09-21', {zhou}, '', '2099-01-01', {zhou})"
LATER = "ALTER TABLE discipline_lifting DISABLE TRIGGER USER; UPDATE discipline_lifting SET record_no = (SELECT record_no FROM discipline_jointaction), made_at = made_at - interval '1 day'"
OF_RECORD = APPLIED.replace("(application_id, number)", "(application_id, number, version_id)").replace("r.number FROM", "r.number, r.id FROM")
# An application accepted by a step, as far as no trigger asks; then its commitment, in other words or of another day.
ACCEPTED = f"""{APPLICATION}; ALTER TABLE repair_application DISABLE TRIGGER USER; {APPLIED};
  INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
    SELECT 'repair.application', id, 'accept', 'submitted', 'accepted', {{sun}}, '', 1 FROM repair_application"""
WORDED = "replace(replace(w.body, '{{{{主体名称}}}}', s.name), '{{{{承诺日期}}}}', '2026年9月21日')"
ACCEPTING = """WITH made AS (INSERT INTO commitments_letter (address, subject_id, wording_id, text, signer, signed_on, records, taken_by_id)
    SELECT gen_random_uuid(), s.id, w.id, %s, '甲', '%s', ARRAY[r.number], {sun} FROM archives_subject s, commitments_wording w, archives_record r
    WHERE s.id = {housing} AND w.code = 'repair' AND r.id = {record} RETURNING id)
  UPDATE repair_application SET commitment_id = made.id FROM made"""
OBJECTION = """INSERT INTO repair_objection (address, revision, made_by_id, channel, record_no, version_id, part, wrong, should_be, objector_kind, objector_name,
  contact, identity_seen, filed_on, status, outcome) SELECT gen_random_uuid(), 1, {wu}, 'self', r.number, r.id, '项', '错', '应', 'subject', '甲', '电话',
  '', '2026-09-21', 'filed', '' FROM archives_record r WHERE r.id = {record}"""
CORRECTION = """INSERT INTO repair_publiccorrection (objection_id, record_no, version_id, kind, changes, shown)
  SELECT id, record_no, version_id, 'revoked', '[]', tstzrange(now(), now() + interval '1 day') FROM repair_objection"""


def _trigger(table, name, sql, words, first=""):
    return ("trigger", table, f"{table}_{name}", sql, words, first)


def named(table: str, kind: str, first: str, change: str):
    """``change`` names somebody, and another took a step: refused by the one guard of the table that is left."""
    alone = f"ALTER TABLE {table} DISABLE TRIGGER USER; ALTER TABLE {table} ENABLE TRIGGER {table}_named_by_step"
    step = f"""INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
      SELECT '{kind}', id, 'x', 'x', 'x', {{guard}}, '', 1 FROM {table}"""
    return _trigger(table, "named_by_step", change, "names who took the step", "; ".join(part for part in (first, alone, step) if part))


T = "integrity_steptaken"
ROWS = [
    _trigger(T, "clock", (STEP % ("archives.filing", "return", "approved", "returned")).replace(*AHEAD).replace("'', 2)", "'', 2, '2099-01-01')"), "clock of the database"),
    *(
        _trigger(T, "by_arrow", STEP % step, words)
        for step, words in (
            (("archives.filing", "x", "approved", "y"), "no such step"), (("archives.other", "return", "submitted", "returned"), "no such step"),
            (("archives.filing", "submit", "submitted", "approved"), "no such step"), (("archives.filing", "approve", "submitted", "approved"), "from where its entry stands"),
        )
    ),
    _trigger(T, "by_arrow", OF_NOTICES % "{zhou}", "by another than the maker", NOTICE),
    _trigger(T, "gone", OF_NOTICES % "{sun}", "leads its entry where it says", NOTICE),
    _trigger("repair_application", "clock", APPLICATION.replace("document_no)", "document_no, made_at)").replace("'draft', '')", "'draft', '', '2099-01-01')"), "clock of the database"),
    _trigger("discipline_reply", "clock", REPLY_AHEAD, "clock of the database", FREE_NOTIFIED),
    _trigger("discipline_lifting", "clock", LIFTED.replace("put_right)", "put_right, made_at)").replace(", '')", ", '', '2099-01-01')"), "clock of the database"),
    _trigger("commitments_letter", "clock", ONE_COMMITMENT.replace("taken_by_id)", "taken_by_id, published_at)").replace("{sun} FROM", "{sun}, '2026-01-01' FROM"), "clock of the database"),
    named("archives_filing", "archives.filing", "", "UPDATE archives_filing SET decided_by_id = {gao} WHERE id = {filing}"),
    named("archives_filing", "archives.filing", "", "UPDATE archives_filing SET submitted_by_id = {gao} WHERE id = {filing}"),
    named("archives_holidaynotice", "archives.holidaynotice", NOTICE, "UPDATE archives_holidaynotice SET status = 'in_force', confirmed_by_id = {sun}, confirmed_at = now()"),
    named("discipline_case", "discipline.case", FREE_FOUND, f"{OF_CASE}status = 'rectifying', {ORDER}"),
    named("discipline_case", "discipline.case", CASE, f"{OF_CASE}reported_by_id = {{sun}}"),
    named("discipline_jointaction", "discipline.jointaction", FREE, OF_ACTION + DECISION),
    named("discipline_execution", "discipline.execution", FREE_EXECUTION, OF_EXECUTION + ANSWER),
    named("discipline_courtnotice", "discipline.courtnotice", FREE_NOTICE, f"{OF_NOTICE}status = 'performed', {REPORT}"),
    named("repair_application", "repair.application", FREE_APPLICATION, f"{OF_APPLICATION}verified_by_id = {{sun}}"),
    named("repair_shielding", "repair.shielding", FREE_SHIELD, f"{OF_SHIELD}status = 'shielded', confirmed_by_id = {{zhou}}"),
    named("repair_objection", "repair.objection", OBJECTION, "UPDATE repair_objection SET status = 'identified', identified_by_id = {sun}"),
    *(
        _trigger("discipline_lifting", "rests", LIFT % lifting, "rests on its facts", DECIDED)
        for lifting in (
            *((ground, SENT_ON, ENDLESS) for ground in ("repaired", "wrong", "withdrawn", "corrected", "expired")),
            ("restructuring", SENT_ON, "'2099-01-01', {zhou}"), ("expired", "'2099-01-01'", ENDLESS),
        )
    ),
    _trigger("discipline_lifting", "rests", EMPTY, "names the measures"),
    *(
        _trigger("discipline_lifting_executions", "rests", MEMBER, "of measures of its record", f"{DECIDED}; {LIFTED}; {more}")
        for more in ("SELECT 1", LATER, LATER.replace("made_at = made_at - interval '1 day'", "unit_id = {market}"))
    ),
    _trigger("discipline_lifting", "by_worker", EMPTY.replace("expired", "repaired").replace("true", "set_config('role', 'worker', true) = 'worker'"), "lifts nothing else"),
    _trigger("discipline_lifting", "receipt_rests", OF_LIFTING + RECEIPT, "Clerk or head", LIFTED),
    *(_trigger("discipline_lifting", "resumed_rests", f"{OF_LIFTING}resumed_on = '{day}'", "by the end of the shield", SHIELDED) for day in ("2026-09-22", "2099-01-02")),
    _trigger("discipline_execution", "asked_rests", f"{OF_EXECUTION}asked_on = '2026-09-21', until_on = '2027-03-21'", "by the step that decides", FREE_EXECUTION + "; ALTER TABLE discipline_execution ENABLE TRIGGER discipline_execution_asked_rests"),
    _trigger("discipline_execution", "superior_rests", EXECUTION, "goes to the superior", f"{ACTION}; {LISTED.replace(repr('units'), repr('superior'))}"),
    _trigger("discipline_jointaction", "day_rests", ACTION.replace("r.decided_on + 1", "'2099-01-01'"), "has not come", "ALTER TABLE discipline_jointaction DISABLE TRIGGER discipline_jointaction_begins"),
    _trigger("discipline_courtentry", "day_rests", "UPDATE discipline_courtentry SET removed_on = '2099-01-01'", "has not come", LISTED_BODY),
    *(_trigger("repair_appliedrecord", "rests", sql, "of its subject", APPLICATION) for sql in (APPLIED, OF_RECORD)),
    _trigger("repair_application", "rests", APPLICATION, "names one record"),
    _trigger("repair_application", "filing_rests", OF_APPLICATION + "filing_id = {filing}", "once an application ended", APPLICATION),
    _trigger("repair_shielding", "rests", ONE_SHIELD, "of records of its subject"),
    _trigger("commitments_letter", "rests", ONE_COMMITMENT, "with the acceptance"),
    *(_trigger("commitments_letter", "rests", ACCEPTING % (words, day), "what its wording says", ACCEPTED) for words, day in (("'任意文字'", "2026-09-21"), (WORDED, "2026-09-20"))),
    _trigger("repair_publiccorrection", "rests", CORRECTION, "with the answer", OBJECTION),
    _trigger("complaints_talk", "rests", TALK, "with a body of its campaign", CAMPAIGN),
    *(_trigger("complaints_talk", "rests", TALK.replace("2026-09-22", day), "within its campaign", CAMPAIGN) for day in ("2026-09-20", "2099-01-01")),
]  # fmt: skip
