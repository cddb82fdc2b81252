"""What PostgreSQL refuses about cases: rows of the table of ``tests/integrity/test_guards.py``.

Each row: kind of guard, table, name, forbidden SQL, words of the refusal (for a trigger), and what makes ready.
"""

CASE = """INSERT INTO discipline_case (revision, made_by_id, number, year, serial, accused_id, handler_id, source, kind_id, contract_no, matter, opened_on,
  status, breached_on, found, evidence, plea, owed_ground, proof, paid_proof, doc_no)
  SELECT 1, {lin}, '1号', 2026, 1, {housing}, {market}, 'court', min(id), '', '事', '2026-09-21', 'verifying', '2026-06-30', '', '', '', '', '', '', ''
  FROM discipline_breachkind"""
SET = "UPDATE discipline_case SET "
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'discipline.case', id, '%s', '%s', '%s', {gao}, 'x', 1 FROM discipline_case"""
FOUND = "found = 'f', evidence = 'e', loss = 0, impact = 1, examined_by_id = {lin}, examined_on = '2026-09-21'"
ORDER = "decided_by_id = {gao}, ordered_on = '2026-09-21', rectify_days = 5"
NOTICE = "reported_by_id = {lin}, reported_on = '2026-09-21', noticed_by_id = {gao}, noticed_on = '2026-09-21', reply_due_on = '2026-09-29'"
DETERMINED = "determined_by_id = {gao}, determined_on = '2026-09-30', tier = 2, proposed_tier = 2, doc_no = 'x'"
CLOSED = "closed_on = '2026-09-30', closed_by_id = {gao}"
# As far as the constraints go, without the triggers: they have rows of their own.
FREE = f"{CASE}; ALTER TABLE discipline_case DISABLE TRIGGER USER"
FREE_FOUND = f"{FREE}; {SET}{FOUND}"
FREE_ORDERED = f"{FREE_FOUND}, {ORDER}, status = 'rectifying'"
FREE_NOTIFIED = f"{FREE_FOUND}, {ORDER}, {NOTICE}, status = 'notified'"
FREE_PANEL = f"{FREE_FOUND}, {ORDER}, {NOTICE}, convened_on = '2026-09-30', status = 'panel'"
FREE_DETERMINED = f"{FREE_FOUND}, {ORDER}, {NOTICE}, convened_on = '2026-09-30', {DETERMINED}, status = 'determined'"
# With them.
EXAMINED = f"{CASE}; {SET}{FOUND}"
ORDERED = f"{EXAMINED}; {STEP % ('order', 'verifying', 'rectifying')}; {SET}{ORDER}, status = 'rectifying'"

LISTED = "INSERT INTO discipline_%s (code, name, name_en, document, article, valid_from, valid_until, verified) VALUES ('x', 'x', 'x', 'x', '', '2026-01-01', %s, false)"
THRESHOLD = """INSERT INTO discipline_tierthreshold (min_loss, min_impact, tier, valid_from, valid_until, document, article, verified)
  VALUES (%s, %s, %s, '2026-01-01', %s, 'x', '', false)"""
PAPER = """INSERT INTO discipline_paper (case_id, kind, to_id, facts, basis, evidence, ruling, served_on, served_by_id)
  SELECT id, 'notice', accused_id, %s, 'b', '', 'r', '2026-09-21', {gao} FROM discipline_case"""
ONE_PAPER = f"{CASE}; {PAPER % repr('f')}"
REPLY = """INSERT INTO discipline_reply (case_id, kind, words, conditions, recovered, proof, by_id)
  SELECT id, '%s', '%s', %s, %s, '', {wu} FROM discipline_case"""
STATEMENT = REPLY % ("statement", "w", "'{{}}'", "NULL")
VOTE = "INSERT INTO discipline_casevote (case_id, question, member_id, choice, reason) SELECT id, 'breach', {sun}, '%s', '%s' FROM discipline_case"
FOR = VOTE % ("for", "x")
SEATED = "INSERT INTO archives_membership (user_id, unit_id, role, from_on) VALUES (%s, {market}, 'panel', '2020-01-01')"
VOTING = f"{FREE_PANEL}; {SEATED % '{sun}'}"

EXHIBIT = """INSERT INTO discipline_exhibit (id, case_id, of, by_id, name, kind, content)
  SELECT gen_random_uuid(), id, '%s', {lin}, 'x', '%s', %s FROM discipline_case"""
PDF = r"'\x255044462d'::bytea"
ONE_EXHIBIT = f"{EXAMINED}; {EXHIBIT % ('examination', 'pdf', PDF)}"


def _constraint(table, name, sql, first=""):
    return ("constraint", f"discipline_{table}", name, sql, "", first)


def _trigger(table, name, sql, refusal, first=""):
    return ("trigger", f"discipline_{table}", f"discipline_{name}", sql, refusal, first)


ROWS = [
    *(
        row
        for table, name in (("breachkind", "breach_kind"), ("tolerancecondition", "tolerance_condition"))
        for row in (
            _constraint(table, f"{name}_once", LISTED % (table, "NULL"), LISTED % (table, "NULL")),
            _constraint(table, f"{name}_half_open", LISTED % (table, "'2026-01-01'")),
        )
    ),
    _constraint("tierthreshold", "threshold_once", THRESHOLD % (5, 1, 1, "NULL"), THRESHOLD % (5, 1, 1, "NULL")),
    *(_constraint("tierthreshold", "threshold_values", THRESHOLD % (*values, "NULL")) for values in ((5, 0, 1), (5, 4, 1), (5, 1, 0), (5, 1, 4), (-1, 1, 1))),
    _constraint("tierthreshold", "threshold_half_open", THRESHOLD % (5, 1, 1, "'2026-01-01'")),
    _constraint("case", "case_once_in_its_series", CASE.replace("'1号'", "'2号'"), CASE),
    _constraint("case", "case_says_something", f"{SET}matter = ''", FREE),
    _constraint("case", "case_never_by_the_accused", f"{SET}handler_id = accused_id", FREE),
    _constraint("case", "case_amounts", f"{SET}loss = -1", FREE),
    _constraint("case", "case_amounts", f"{SET}owed = 0, owed_ground = 'x'", FREE),
    _constraint("case", "case_impact", f"{SET}impact = 4", FREE),
    _constraint("case", "case_no_such_excuse", f"{SET}plea = 'staff'", FREE),
    _constraint("case", "case_examined_is_whole", f"{SET}examined_by_id = {{lin}}", FREE),
    *(
        _constraint("case", "case_examined_is_whole", SET + FOUND.replace(said, nothing), FREE)
        for said, nothing in (("found = 'f'", "found = ''"), ("evidence = 'e'", "evidence = ''"), ("loss = 0", "loss = NULL"), ("impact = 1", "impact = NULL"))
    ),
    _constraint("case", "case_decided_on_what_was_found", f"{SET}decided_by_id = {{gao}}", FREE),
    _constraint("case", "case_four_eyes", f"{SET}decided_by_id = {{lin}}", FREE_FOUND),
    _constraint("case", "case_four_eyes", f"{SET}decided_by_id = {{gao}}", f"{FREE_FOUND.replace('examined_by_id = {lin}', 'examined_by_id = {gao}')}"),
    _constraint("case", "case_order_is_whole", f"{SET}ordered_on = '2026-09-21'", FREE_FOUND),
    _constraint("case", "case_compensation_is_whole", f"{SET}owed = 5", FREE),
    _constraint("case", "case_compensation_is_whole", f"{SET}paid = 5", FREE),
    _constraint("case", "case_paid_when_rectified", f"{SET}status = 'closed', reported_by_id = {{lin}}, {CLOSED}", FREE_ORDERED),
    _constraint("case", "case_paid_when_rectified", f"{SET}status = 'closed', proof = 'x', owed = 5, owed_ground = 'x', reported_by_id = {{lin}}, {CLOSED}", FREE_ORDERED),
    _constraint("case", "case_rectified_four_eyes", f"{SET}status = 'closed', proof = 'x', reported_by_id = {{gao}}, {CLOSED}", FREE_ORDERED),
    _constraint("case", "case_notice_is_whole", f"{SET}noticed_on = '2026-09-21'", FREE_ORDERED),
    _constraint("case", "case_notice_is_whole", f"{SET}{NOTICE}", FREE_FOUND),
    _constraint("case", "case_reply_has_run", f"{SET}convened_on = reply_due_on", FREE_NOTIFIED),
    _constraint("case", "case_reply_has_run", f"{SET}convened_on = '2026-09-30'", FREE_ORDERED),
    _constraint("case", "case_reply_has_run", f"{SET}{DETERMINED}, status = 'determined', determined_on = '2026-09-29'".replace("determined_on = '2026-09-30', ", ""), FREE_PANEL),
    _constraint("case", "case_before_the_panel", f"{SET}status = 'panel'", FREE_NOTIFIED),
    _constraint("case", "case_determination_is_whole", f"{SET}status = 'determined'", FREE_PANEL),
    _constraint("case", "case_determination_is_whole", f"{SET}doc_no = 'x'", FREE_PANEL),
    _constraint("case", "case_determined_four_eyes", SET + DETERMINED.replace("{gao}", "{lin}") + ", status = 'determined'", FREE_PANEL),
    _constraint("case", "case_filed_with_its_filing", f"{SET}status = 'filed', {CLOSED}", FREE_DETERMINED),
    _constraint("case", "case_end_is_dated", f"{SET}status = 'unfounded'", FREE),
    _constraint("case", "case_end_is_dated", f"{SET}{CLOSED}", FREE),
    # No step row; a step row of another arrow; an arrow under a name that leads elsewhere.
    *(
        _trigger("case", "case_by_arrow", f"{SET}{ORDER}, status = 'rectifying'", "No step of a case leads", f"{EXAMINED}; {STEP % step}")
        for step in (("x", "x", "x"), ("unfounded", "verifying", "unfounded"), ("rework", "verifying", "rectifying"))
    ),
    *(
        _trigger("case", "case_decided", SET + change, "with that step only", EXAMINED)
        for change in (
            "plea = 'kept'", "decided_by_id = {gao}", ORDER, "rectify_days = 5", "owed = 5, owed_ground = 'x'", "proof = 'x'", "reported_by_id = {sun}",
            "paid = 5, paid_on = '2026-09-21', paid_proof = 'x'", "lightened_by_id = {gao}", "tier = 2", "proposed_tier = 2", "filing_id = {filing}",
        )
    ),
    _trigger("case", "case_begins", CASE.replace("'verifying'", "'rectifying'"), "begins as being verified"),
    _trigger("case", "case_begins", CASE.replace("(revision,", "(tier, revision,").replace("SELECT 1,", "SELECT 2, 1,"), "begins as being verified"),
    _trigger("case", "case_found_stands", f"{SET}loss = 1", "stands once", ORDERED),
    _trigger("case", "case_found_stands", f"{SET}breached_on = '2026-06-29'", "stands once", ORDERED),
    _trigger("case", "case_day_has_come", f"{SET}noticed_by_id = {{gao}}, noticed_on = '2999-01-01', reply_due_on = '2999-01-10'", "has not come", ORDERED),
    _trigger("case", "case_revision", f"{SET}revision = revision + 2", "raised by the database", CASE),
    *(
        _trigger("case", "case_fixed", SET + change, "is fixed", CASE)
        for change in (
            "number = '2号'", "year = 2027", "serial = 2", "accused_id = {person}", "handler_id = {person}", "source = 'arrears'", "contract_no = 'x'", "matter = 'x'",
            "kind_id = (SELECT max(id) FROM discipline_breachkind)", "opened_on = '2026-09-20'", "made_by_id = {sun}", "made_at = made_at - interval '1 day'",
        )
    ),
    *(_trigger("case", "case_set_once", SET + change, "set once", ORDERED) for change in ("decided_by_id = {sun}", "ordered_on = '2026-09-22'")),
    _trigger(
        "case", "case_filing_follows", f"{SET}filing_id = NULL", "after it came back",
        f"{FREE}; {SET}filing_id = {{filing}}; ALTER TABLE discipline_case ENABLE TRIGGER discipline_case_filing_follows",
    ),
    (
        "trigger", "archives_filing", "discipline_filed_as_determined", "UPDATE archives_filing SET status = 'approved' WHERE id = {filing}", "as it was determined",
        f"{FREE_DETERMINED.replace('{housing}', '{housing}')}; {SET}filing_id = {{filing}}; ALTER TABLE archives_filing DISABLE TRIGGER USER; "
        "UPDATE archives_filing SET status = 'submitted', item_code = 'SX' WHERE id = {filing}; "
        "ALTER TABLE archives_filing ENABLE TRIGGER discipline_filed_as_determined; "
        "ALTER TABLE archives_filedrow DISABLE TRIGGER USER; "
        "UPDATE archives_filedrow SET issuer_code = (SELECT code FROM archives_subject WHERE id = {market}) WHERE filing_id = {filing}",
    ),
    *(
        _constraint("paper", "paper_handed_over_is_whole", f"UPDATE discipline_paper SET {change}", ONE_PAPER)
        for change in ("handed_to = 'x'", "handed_to = 'x', handed_on = served_on, handed_by_id = {lin}")  # half of it; of a notice
    ),
    _constraint("paper", "paper_once", PAPER % repr("f"), ONE_PAPER),
    _constraint("paper", "paper_says_something", PAPER % repr(""), CASE),
    _constraint("paper", "paper_acknowledgement_is_whole", "UPDATE discipline_paper SET acknowledged_by_id = {wu}", ONE_PAPER),
    *(_trigger("paper", "paper_fixed", f"UPDATE discipline_paper SET {change}", "is fixed", ONE_PAPER) for change in ("ruling = 'y'", "facts = 'y'", "served_on = '2026-09-22'", "kind = 'order'")),
    _trigger(
        "paper", "paper_set_once", "UPDATE discipline_paper SET acknowledged_by_id = {sun}", "set once", f"{ONE_PAPER}; UPDATE discipline_paper SET acknowledged_by_id = {{wu}}, acknowledged_at = now()"
    ),
    _constraint("reply", "reply_once", STATEMENT, f"{FREE_NOTIFIED}; {STATEMENT}"),
    *(
        _constraint("reply", "reply_is_whole", REPLY % said, FREE_NOTIFIED)
        for said in (
            ("statement", "", "'{{}}'", "NULL"), ("statement", "w", "'{{force}}'", "NULL"), ("statement", "w", "'{{}}'", "5"), ("tolerance", "w", "'{{}}'", "NULL"),
            ("correction", "w", "'{{}}'", "5"), ("rain", "w", "'{{}}'", "NULL"),
        )
    ),
    _trigger("reply", "reply_of_the_accused", STATEMENT, "awaits no reply", CASE),
    _trigger("reply", "reply_of_the_accused", STATEMENT.replace("{wu}", "{lin}"), "Only head and clerks", FREE_NOTIFIED),
    _trigger("reply", "reply_append_only", "UPDATE discipline_reply SET words = 'y'", "only ever added", f"{FREE_NOTIFIED}; {STATEMENT}"),
    _trigger("reply", "reply_append_only", "DELETE FROM discipline_reply", "only ever added", f"{FREE_NOTIFIED}; {STATEMENT}"),
    _constraint("casevote", "case_vote_once", FOR, f"{VOTING}; {FOR}"),
    _constraint("casevote", "case_vote_choice", VOTE % ("half", "x"), VOTING),
    _constraint("casevote", "case_vote_reasoned", VOTE % ("for", ""), VOTING),
    _trigger("casevote", "casevote_of_member", FOR, "not before its panel", f"{CASE}; {SEATED % '{sun}'}"),
    _trigger("casevote", "casevote_of_member", FOR.replace("'breach'", "'tolerance'"), "not before its panel", VOTING),
    _trigger("casevote", "casevote_of_member", FOR, "Only a member of the panel", FREE_PANEL),
    _trigger("casevote", "casevote_of_member", FOR.replace("{sun}", "{lin}"), "is recused", f"{FREE_PANEL}; {SEATED % '{lin}'}"),
    _trigger("casevote", "casevote_append_only", "UPDATE discipline_casevote SET choice = 'against'", "only ever added", f"{VOTING}; {FOR}"),
    _trigger("casevote", "casevote_append_only", "DELETE FROM discipline_casevote", "only ever added", f"{VOTING}; {FOR}"),
    _constraint("exhibit", "exhibit_of", EXHIBIT % ("other", "pdf", PDF), f"{EXAMINED}; ALTER TABLE discipline_exhibit DISABLE TRIGGER USER"),
    _constraint("exhibit", "exhibit_is_what_it_says", EXHIBIT % ("examination", "png", PDF), EXAMINED),
    _constraint("exhibit", "exhibit_is_small", EXHIBIT % ("examination", "pdf", "convert_to('%PDF-' || repeat('x', 10485756), 'UTF8')"), EXAMINED),
    _trigger("exhibit", "exhibit_with_its_occasion", EXHIBIT % ("examination", "pdf", PDF), "comes with its examination", CASE),
    _trigger("exhibit", "exhibit_with_its_occasion", EXHIBIT % ("rectification", "pdf", PDF), "comes with its examination", ORDERED),
    _trigger("exhibit", "exhibit_with_its_occasion", EXHIBIT % ("reply", "pdf", PDF), "comes with its examination", ORDERED),
    _trigger("exhibit", "exhibit_with_its_occasion", f"{EXHIBIT % ('examination', 'pdf', PDF)}, generate_series(1, 41)", "40 files", EXAMINED),
    _trigger("exhibit", "exhibit_append_only", "DELETE FROM discipline_exhibit", "only ever added", ONE_EXHIBIT),
    _trigger("exhibit", "exhibit_append_only", "UPDATE discipline_exhibit SET name = 'y'", "only ever added", ONE_EXHIBIT),
]  # fmt: skip
