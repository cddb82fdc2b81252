"""What PostgreSQL refuses about reliefs, commitments, applications and shields: rows of the table of ``tests/integrity/test_guards.py``.

Each row: kind of guard, table, name, forbidden SQL, words of the refusal (for a trigger), and what makes ready. A row with the
kind "unique" is taken away by dropping an index or a constraint: the words are that statement.
"""

APPLICATION = """INSERT INTO repair_application (address, revision, made_by_id, channel, subject_id, finder_id, applicant, contact, identity_seen, done, signer, filed_on,
  status, document_no) VALUES (gen_random_uuid(), 1, {gao}, 'self', {housing}, {market}, '甲', '电话', '', '已改正', '甲', '2026-09-21', 'draft', '')"""
SET = "UPDATE repair_application SET "
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'repair.application', id, '%s', '%s', '%s', {sun}, 'x', 1 FROM repair_application"""
FREE = f"{APPLICATION}; ALTER TABLE repair_application DISABLE TRIGGER USER"
WORDING = "INSERT INTO commitments_wording (code, name, name_en, document, article, valid_from, valid_until, verified, body, family, heads, yardsticks, public) VALUES ('x', 'x', 'x', 'x', '', '{}', {}, false, 'x', 'letter', '{{{{}}}}', '{{{{}}}}', false)"
COMMITMENT = """INSERT INTO commitments_letter (address, subject_id, wording_id, text, signer, signed_on, records, taken_by_id)
  SELECT gen_random_uuid(), {housing}, min(id), 'x', '%s', '2026-09-21', '{{}}', {sun} FROM commitments_wording"""
ONE_COMMITMENT = COMMITMENT % "甲"
ACCEPT = "accepted_on = '2026-09-22', accepted_by_id = {sun}, commitment_id = (SELECT max(id) FROM commitments_letter)"
DECIDE = "verified_by_id = {sun}, decided_by_id = {wu}, decided_on = '2026-09-23', document_no = 'x'"
APPLIED = "INSERT INTO repair_appliedrecord (application_id, number) SELECT a.id, r.number FROM repair_application a, archives_record r WHERE r.id = {record}"
DEED = "INSERT INTO repair_deed (application_id, code, hours) SELECT id, '%s', %s FROM repair_application"
EVIDENCE = "INSERT INTO repair_evidence (id, application_id, name, kind, content) SELECT gen_random_uuid(), id, 'a', '{}', {} FROM repair_application"
ONE_EVIDENCE = EVIDENCE.format("pdf", "'%PDF-1.7'")
OLD = "ALTER TABLE repair_application DISABLE TRIGGER USER; UPDATE repair_application SET made_at = made_at - interval '1 day'"
METHOD = """INSERT INTO repair_repairmethod (code, tier, need, name, name_en, document, article, valid_from, valid_until, verified, items, min_hours, cap_hours)
  VALUES ('x', 2, 'allowed', 'x', 'x', 'x', '', '2026-01-01', {}, false, '{{{{}}}}', {}, 8)"""
SHIELD = """INSERT INTO repair_shielding (revision, made_by_id, subject_id, numbers, court, ruling_no, ruled_on, until_on, status)
  SELECT 1, {{sun}}, {{housing}}, ARRAY[r.number], '{court}', '1号', '2026-09-01', '{until}', '{status}' FROM archives_record r WHERE r.id = {{record}}"""
ONE_SHIELD = SHIELD.format(court="法院", until="2099-01-01", status="entered")
OF_SHIELD = "UPDATE repair_shielding SET "
SHIELD_STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'repair.shielding', id, '%s', '%s', '%s', {zhou}, 'x', 1 FROM repair_shielding"""
CONFIRMED = f"{ONE_SHIELD}; {SHIELD_STEP % ('confirm', 'entered', 'shielded')}"
FREE_SHIELD = f"{ONE_SHIELD}; ALTER TABLE repair_shielding DISABLE TRIGGER USER"
RELIEF = """INSERT INTO archives_relief (number, kind, document_no, ground, until_on, by_id)
  SELECT number, '{}', '{}', 'x', {}, {{sun}} FROM archives_record WHERE id = {{record}}"""
REPAIRED, SHIELDED = RELIEF.format("repaired", "x", "NULL"), RELIEF.format("shielded", "x", "'2099-01-01'")
UNASKED = "ALTER TABLE archives_relief DISABLE TRIGGER repair_relief_decided"
ENDED = "UPDATE archives_relief SET ended_at = from_at + interval '1 hour', ended_by_id = {sun}"


def _constraint(table, name, sql, first=""):
    return ("constraint", table, name, sql, "", first)


def _trigger(table, name, sql, words, first=""):
    return ("trigger", table, f"{table}_{name}", sql, words, first)


def _unique(table, name, sql, off, first):
    return ("unique", table, name, sql, off, first)


A, S = "repair_application", "repair_shielding"
ROWS = [
    _constraint("archives_relief", "relief_is_whole", RELIEF.format("repaired", "", "NULL"), UNASKED),
    _constraint("archives_relief", "relief_is_whole", RELIEF.format("repaired", "x", "'2099-01-01'"), UNASKED),
    _constraint("archives_relief", "relief_is_whole", RELIEF.format("shielded", "x", "NULL"), UNASKED),
    _constraint("archives_relief", "relief_end_is_whole", "UPDATE archives_relief SET ended_at = from_at", f"{UNASKED}; {SHIELDED}"),
    _unique("archives_relief", "relief_repaired_once", REPAIRED, "DROP INDEX relief_repaired_once", f"{UNASKED}; {REPAIRED}"),
    _trigger("archives_relief", "now", RELIEF.format("shielded", "x", "'2020-01-01'"), "begins now", f"{UNASKED}; ALTER TABLE archives_relief DISABLE TRIGGER archives_relief_hides"),
    ("trigger", "archives_relief", "repair_relief_decided", REPAIRED, "by the step that decides it", ""),
    ("trigger", "archives_relief", "repair_relief_decided", ENDED, "by the step that decides it", f"{UNASKED}; {SHIELDED}; ALTER TABLE archives_relief ENABLE TRIGGER repair_relief_decided"),
    *(
        _trigger("archives_relief", "fixed", f"UPDATE archives_relief SET {change}", "is fixed", f"{UNASKED}; {SHIELDED}")
        for change in ("number = 'x'", "document_no = 'y'", "ground = 'y'", "from_at = from_at - interval '1 hour'", "until_on = '2099-01-02'", "by_id = {wu}")
    ),
    _trigger("archives_relief", "set_once", "UPDATE archives_relief SET ended_at = from_at + interval '2 hours'", "set once", f"{UNASKED}; {SHIELDED}; {ENDED}"),
    _trigger("archives_relief", "set_once", "UPDATE archives_relief SET ended_by_id = {wu}", "set once", f"{UNASKED}; {SHIELDED}; {ENDED}"),
    _constraint("commitments_letter", "letter_is_signed", COMMITMENT % ""),
    *(
        _trigger("commitments_letter", "fixed", f"UPDATE commitments_letter SET {change}", "is fixed", ONE_COMMITMENT)
        for change in (
            "address = gen_random_uuid()", "subject_id = {market}", "text = 'y'", "signer = 'y'", "signed_on = '2026-09-22'", "records = '{{x}}'",
            "taken_by_id = {wu}", "published_at = published_at - interval '1 day'",
        )
    ),
    _trigger("commitments_letter", "set_once", "UPDATE commitments_letter SET ended_at = NULL", "set once", f"{ONE_COMMITMENT}; UPDATE commitments_letter SET ended_at = now()"),
    _trigger("commitments_letter", "append_only", "DELETE FROM commitments_letter", "only ever added", ONE_COMMITMENT),
    _unique("commitments_wording", "wording_once", WORDING.format("2026-01-01", "NULL"), "ALTER TABLE commitments_wording DROP CONSTRAINT wording_once", WORDING.format("2026-01-01", "NULL")),
    _constraint("commitments_wording", "wording_half_open", WORDING.format("2026-01-01", "'2026-01-01'")),
    _unique("repair_repairmethod", "method_once", METHOD.format("NULL", 0), "ALTER TABLE repair_repairmethod DROP CONSTRAINT method_once", METHOD.format("NULL", 0)),
    _constraint("repair_repairmethod", "method_is_whole", METHOD.format("'2026-01-01'", 0)),
    _constraint("repair_repairmethod", "method_is_whole", METHOD.format("NULL", 9)),
    _constraint(A, "application_says_something", APPLICATION.replace("'已改正'", "''")),
    _constraint(A, "application_words_are_few", APPLICATION.replace("'已改正'", "repeat('改', 5001)")),
    _constraint(A, "application_receipt_is_of_the_portal", APPLICATION.replace("'self'", "'window'")),
    _constraint(A, "application_by_others", SET + "status = 'accepted', " + ACCEPT.replace("{sun}", "{gao}"), f"{FREE}; {ONE_COMMITMENT}"),
    _constraint(A, "application_by_others", SET + "verified_by_id = {gao}", FREE),
    _constraint(A, "application_by_others", SET + f"status = 'granted', {ACCEPT}, {DECIDE}".replace("{wu}", "{sun}"), f"{FREE}; {ONE_COMMITMENT}"),
    _constraint(A, "application_accepted_is_whole", SET + "status = 'accepted'", FREE),
    _constraint(A, "application_decided_is_whole", SET + f"status = 'granted', {ACCEPT}", f"{FREE}; {ONE_COMMITMENT}"),
    _constraint(A, "application_decided_is_whole", SET + "document_no = 'x'", FREE),
    _trigger(A, "by_arrow", SET + "status = 'submitted', submitted_on = '2026-09-21'", "No step of", f"{APPLICATION}; {STEP % ('x', 'draft', 'submitted')}"),
    _trigger(A, "decided", SET + "submitted_on = '2026-09-21'", "with that step only", APPLICATION),
    _trigger(A, "begins", APPLICATION.replace("'draft'", "'submitted'"), "begins undecided"),
    _trigger(A, "by_others", SET + "verified_by_id = {lin}", "does not decide on its repair", f"{APPLICATION}; {APPLIED}; {STEP % ('x', 'x', 'x')}"),
    ("trigger", A, "repair_application_granted", SET + f"status = 'granted', {ACCEPT}, {DECIDE}", "repairs every record", f"""{APPLICATION}; {APPLIED}; {ONE_COMMITMENT};
      ALTER TABLE repair_application DISABLE TRIGGER USER; ALTER TABLE repair_application ENABLE TRIGGER repair_application_granted"""),
    _trigger(A, "revision", SET + "revision = revision + 2", "raised by the database", APPLICATION),
    *(
        _trigger(A, "fixed", SET + change, "is fixed", APPLICATION)
        for change in (
            "address = gen_random_uuid()", "subject_id = {market}", "finder_id = {housing}", "applicant = 'x'", "contact = 'x'", "done = 'x'", "signer = 'x'",
            "filed_on = '2026-09-20'", "made_by_id = {wu}", "made_at = made_at - interval '1 day'",
        )
    ),
    _trigger(A, "set_once", SET + "submitted_on = '2026-09-22'", "set once", f"{APPLICATION}; {STEP % ('x', 'x', 'x')}; {SET}submitted_on = '2026-09-21'"),
    _unique("repair_appliedrecord", "applied_once", APPLIED, "ALTER TABLE repair_appliedrecord DROP CONSTRAINT applied_once", f"{APPLICATION}; {APPLIED}"),
    _trigger("repair_appliedrecord", "with_it", APPLIED, "comes with it", f"{APPLICATION}; {OLD}"),
    _trigger("repair_appliedrecord", "append_only", "UPDATE repair_appliedrecord SET number = 'x'", "only ever added", f"{APPLICATION}; {APPLIED}"),
    _trigger("repair_appliedrecord", "append_only", "DELETE FROM repair_appliedrecord", "only ever added", f"{APPLICATION}; {APPLIED}"),
    _unique("repair_deed", "deed_once", DEED % ("service", 9), "ALTER TABLE repair_deed DROP CONSTRAINT deed_once", f"{APPLICATION}; {DEED % ('service', 8)}"),
    _constraint("repair_deed", "deed_hours", DEED % ("training", 8), APPLICATION),
    _trigger("repair_deed", "with_it", DEED % ("training", 0), "comes with it", f"{APPLICATION}; {OLD}"),
    _trigger("repair_deed", "append_only", "UPDATE repair_deed SET hours = 9", "only ever added", f"{APPLICATION}; {DEED % ('service', 8)}"),
    _trigger("repair_deed", "append_only", "DELETE FROM repair_deed", "only ever added", f"{APPLICATION}; {DEED % ('service', 8)}"),
    _constraint("repair_evidence", "evidence_is_what_it_says", EVIDENCE.format("png", "'%PDF-1.7'"), APPLICATION),
    _constraint("repair_evidence", "evidence_is_small", EVIDENCE.format("pdf", "convert_to('%PDF-' || repeat('x', 10485756), 'UTF8')"), APPLICATION),
    _trigger("repair_evidence", "with_it", ONE_EVIDENCE, "of these at most", "; ".join([APPLICATION, *[ONE_EVIDENCE] * 5])),
    _trigger("repair_evidence", "append_only", "UPDATE repair_evidence SET name = 'b'", "only ever added", f"{APPLICATION}; {ONE_EVIDENCE}"),
    _trigger("repair_evidence", "append_only", "DELETE FROM repair_evidence", "only ever added", f"{APPLICATION}; {ONE_EVIDENCE}"),
    _constraint(S, "shielding_says_something", SHIELD.format(court="", until="2099-01-01", status="entered")),
    _constraint(S, "shielding_says_something", SHIELD.format(court="法院", until="2026-09-01", status="entered")),
    _constraint(S, "shielding_by_two", OF_SHIELD + "status = 'shielded', confirmed_by_id = {sun}", FREE_SHIELD),
    _trigger(S, "by_arrow", OF_SHIELD + "status = 'shielded', confirmed_by_id = {zhou}", "No step of", f"{ONE_SHIELD}; {SHIELD_STEP % ('x', 'entered', 'shielded')}"),
    _trigger(S, "decided", OF_SHIELD + "confirmed_by_id = {wu}", "with that step only", f"{FREE_SHIELD}; {OF_SHIELD}status = 'shielded', confirmed_by_id = {{zhou}}; ALTER TABLE repair_shielding ENABLE TRIGGER repair_shielding_decided"),
    _trigger(S, "begins", SHIELD.format(court="法院", until="2099-01-01", status="discarded"), "begins undecided"),
    *(
        _trigger(S, "fixed", OF_SHIELD + change, "is fixed", ONE_SHIELD)
        for change in ("subject_id = {market}", "numbers = '{{x}}'", "court = 'x'", "ruling_no = 'x'", "ruled_on = '2026-08-01'", "until_on = '2098-01-01'", "made_by_id = {wu}")
    ),
]  # fmt: skip
