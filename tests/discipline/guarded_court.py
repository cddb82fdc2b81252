"""What PostgreSQL refuses of what courts tell: rows of the table of ``tests/integrity/test_guards.py``, as in ``guarded``."""

from .guarded import CASE, _constraint, _trigger

RULE = """INSERT INTO discipline_courtlistrule (code, name, name_en, document, article, valid_from, valid_until, verified, breach_kind, months)
  VALUES ('%s', 'x', 'x', 'x', '', '2026-01-01', %s, false, 'court-list', %s)"""
ENTRY = """INSERT INTO discipline_courtentry (kind, body_id, court, court_no, matter, listed_on, until_on, case_id, made_by_id)
  SELECT 'debtor', {housing}, 'c', 'n', 'm', '2026-09-21', '2028-09-21', max(id), {zhou} FROM discipline_case"""
ONE = f"{CASE}; {ENTRY}"
AGAIN = CASE.replace("'1号', 2026, 1,", "'2号', 2026, 2,")
NOTICE = """INSERT INTO discipline_courtnotice (revision, made_by_id, body_id, court, court_no, matter, received_on, status, stage, told_on, due_on, proof)
  VALUES (1, {zhou}, {housing}, 'c', 'n', 'm', '2026-09-21', 'ahead', 'ahead', '2026-09-21', '2026-09-29', '')"""
SET = "UPDATE discipline_courtnotice SET "
FREE = f"{NOTICE}; ALTER TABLE discipline_courtnotice DISABLE TRIGGER USER"
REPORT = "performed_by_id = {wu}, performed_on = '2026-09-22', proof = 'p'"
CLOSED = "closed_by_id = {sun}, closed_on = '2026-09-23'"
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'discipline.courtnotice', id, '%s', '%s', '%s', {sun}, 'x', 1 FROM discipline_courtnotice"""
LISTED = f"{NOTICE}; {ONE}; {STEP % ('list', 'ahead', 'listed')}; {SET}status = 'listed', {CLOSED}, entry_id = (SELECT id FROM discipline_courtentry)"

ROWS = [
    _constraint("courtlistrule", "court_rule_once", RULE % ("debtor", "NULL", 1), RULE % ("debtor", "NULL", 1)),
    _constraint("courtlistrule", "court_rule_half_open", RULE % ("debtor", "'2026-01-01'", 1)),
    _constraint("courtlistrule", "court_rule_values", RULE % ("debtor", "NULL", 0)),
    _constraint("courtlistrule", "court_rule_values", RULE % ("other", "NULL", 1)),
    _constraint("courtentry", "court_entry_once", ENTRY, f"{ONE}; {AGAIN}"),
    *(_constraint("courtentry", "court_entry_says_something", ENTRY.replace(given, other), CASE) for given, other in (("'debtor'", "'other'"), ("'c'", "''"), ("'n'", "''"), ("'m'", "''"))),
    _constraint("courtentry", "court_entry_days", ENTRY.replace("'2028-09-21'", "'2026-09-21'"), CASE),
    _constraint("courtentry", "court_entry_days", "UPDATE discipline_courtentry SET removed_on = '2026-09-20'", ONE),
    *(
        _trigger("courtentry", "courtentry_fixed", f"UPDATE discipline_courtentry SET {change}", "is fixed", ONE)
        for change in (
            "kind = 'false-suit'", "body_id = {market}", "court = 'x'", "court_no = 'x'", "matter = 'x'", "listed_on = '2026-09-20'",
            "until_on = '2029-09-21'", "made_by_id = {sun}", "made_at = made_at + interval '1 day'",
        )
    ),
    _trigger("courtentry", "courtentry_fixed", "UPDATE discipline_courtentry SET case_id = (SELECT max(id) FROM discipline_case)", "is fixed", f"{ONE}; {AGAIN}"),
    _trigger("courtentry", "courtentry_set_once", "UPDATE discipline_courtentry SET removed_on = '2026-12-01'", "set once", f"{ONE}; UPDATE discipline_courtentry SET removed_on = '2026-11-01'"),
    _trigger("courtentry", "courtentry_set_once", "UPDATE discipline_courtentry SET removed_by_id = {sun}", "set once", f"{ONE}; UPDATE discipline_courtentry SET removed_on = '2026-11-01', removed_by_id = {{zhou}}"),
    _constraint("courtentry", "court_entry_removal_is_whole", "UPDATE discipline_courtentry SET removed_by_id = {sun}", ONE),
    _constraint("courtnotice", "court_notice_once", NOTICE, NOTICE),
    *(_constraint("courtnotice", "court_notice_says_something", NOTICE.replace(given, "''")) for given in ("'c'", "'n'", "'m'")),
    _constraint("courtnotice", "court_notice_stage", NOTICE.replace("'2026-09-29'", "NULL")),
    _constraint("courtnotice", "court_notice_stage", NOTICE.replace("'2026-09-29'", "'2026-09-20'")),
    _constraint("courtnotice", "court_notice_stands_at_its_stage", NOTICE.replace("'ahead', 'ahead'", "'lost', 'ahead'")),
    _constraint("courtnotice", "court_notice_report_is_whole", f"{SET}proof = 'p'", FREE),
    _constraint("courtnotice", "court_notice_report_is_whole", SET + REPORT, FREE),
    _constraint("courtnotice", "court_notice_performed", f"{SET}status = 'performed'", FREE),
    _constraint("courtnotice", "court_notice_end_is_dated", f"{SET}status = 'closed', closed_by_id = {{sun}}", FREE),
    _constraint("courtnotice", "court_notice_end_is_dated", SET + CLOSED, FREE),
    _constraint("courtnotice", "court_notice_four_eyes", f"{SET}status = 'closed', {CLOSED.replace('{sun}', '{zhou}')}", FREE),
    _constraint("courtnotice", "court_notice_four_eyes", f"{SET}status = 'closed', {REPORT}, {CLOSED.replace('{sun}', '{wu}')}", FREE),
    _constraint("courtnotice", "court_notice_listed_with_its_entry", f"{SET}status = 'listed', {CLOSED}", FREE),
    _constraint("courtnotice", "court_notice_listed_with_its_entry", f"{SET}entry_id = (SELECT id FROM discipline_courtentry)", f"{FREE}; {ONE}"),
    # No step row; a step row of another arrow; an arrow that does not exist.
    _trigger("courtnotice", "courtnotice_by_arrow", f"{SET}status = 'lost', stage = 'lost'", "No step of a court notice", f"{NOTICE}; ALTER TABLE discipline_courtnotice DISABLE TRIGGER discipline_courtnotice_decided"),
    _trigger("courtnotice", "courtnotice_by_arrow", f"{SET}status = 'performed', {REPORT}", "No step of a court notice", f"{NOTICE}; {STEP % ('end', 'ahead', 'closed')}"),
    _trigger("courtnotice", "courtnotice_by_arrow", f"{SET}status = 'lost', stage = 'lost'", "No step of a court notice", f"{NOTICE}; {STEP % ('lose', 'ahead', 'lost')}"),
    *(
        _trigger("courtnotice", "courtnotice_decided", SET + change, "with that step only", NOTICE)
        for change in ("due_on = '2027-01-01'", "told_on = '2026-09-20'", "listed_on = '2026-09-22'")
    ),
    *(
        _trigger("courtnotice", "courtnotice_begins", sql, "begins at what the court told")
        for sql in (
            NOTICE.replace("VALUES (1,", "VALUES (2,"),
            NOTICE.replace("due_on, proof)", "due_on, proof, listed_on)").replace("'2026-09-29', '')", "'2026-09-29', '', '2026-09-21')"),
            NOTICE.replace("due_on, proof)", "due_on, proof, performed_by_id, performed_on)")
            .replace("'ahead', 'ahead'", "'performed', 'ahead'")
            .replace("'2026-09-29', '')", "'2026-09-29', 'p', {wu}, '2026-09-21')"),
        )
    ),
    _trigger("courtnotice", "courtnotice_revision", f"{SET}revision = revision + 2", "raised by the database", NOTICE),
    *(
        _trigger("courtnotice", "courtnotice_fixed", SET + change, "is fixed", NOTICE)
        for change in ("body_id = {market}", "court = 'x'", "court_no = 'x'", "matter = 'x'", "received_on = '2026-09-20'", "made_by_id = {sun}", "made_at = made_at + interval '1 day'")
    ),
    *(_trigger("courtnotice", "courtnotice_set_once", SET + change, "set once", LISTED) for change in ("closed_by_id = {gao}", "closed_on = '2026-09-24'")),
    _trigger(
        "courtnotice", "courtnotice_set_once", f"{SET}entry_id = (SELECT max(id) FROM discipline_courtentry)", "set once",
        f"{LISTED}; {AGAIN}; {ENTRY.replace(repr('n'), repr('o'))}",
    ),
]  # fmt: skip
