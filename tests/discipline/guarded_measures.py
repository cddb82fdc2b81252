"""What PostgreSQL refuses about measures: rows of the table of ``tests/integrity/test_guards.py``, as in ``tests/discipline/guarded.py``."""

ACTION = """INSERT INTO discipline_jointaction (revision, made_by_id, initiator_id, record_no, version_id, subject_id, sort, ground, drafted_on, status)
  SELECT 1, {lin}, {market}, r.number, r.id, r.subject_id, 'incentive', '由', r.decided_on + 1, 'drafted' FROM archives_record r WHERE r.id = {record}"""
EXECUTION = """INSERT INTO discipline_execution (revision, made_by_id, action_id, item_id, unit_id, months, status, answer, feedback)
  SELECT 1, {lin}, a.id, i.id, {housing}, 6, 'asked', '', '' FROM discipline_jointaction a, discipline_measureitem i WHERE i.code = 'x'"""
ITEM = """INSERT INTO discipline_measureitem (code, name, name_en, document, article, valid_from, valid_until, verified, sort, targets, executor, executing_kinds,
  limits, min_months, max_months, published) VALUES ('x', 'x', 'x', 'x', '%(article)s', '2020-01-01', %(until)s, false, '%(sort)s', '{{%(targets)s}}', 'units',
  '{{organ}}', '{{}}', %(least)s, %(most)s, %(published)s)"""
PLAIN = {"article": "x", "until": "NULL", "sort": "sanction", "targets": "body", "least": "NULL", "most": "NULL", "published": "false"}
# A measure with a period that fits the record of the tests, an honour of a hospital.
LISTED = ITEM % (PLAIN | {"sort": "incentive", "least": 6, "most": 24})
OF_ACTION = "UPDATE discipline_jointaction SET "
OF_EXECUTION = "UPDATE discipline_execution SET "
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'discipline.%s', id, '%s', '%s', '%s', {gao}, 'x', 1 FROM discipline_%s"""
DECISION = "status = 'out', decided_by_id = {gao}, decided_on = drafted_on"
FREE = f"{ACTION}; ALTER TABLE discipline_jointaction DISABLE TRIGGER USER"
DRAFTED = f"{ACTION}; {LISTED}; {EXECUTION}"
FREE_EXECUTION = f"{DRAFTED}; ALTER TABLE discipline_execution DISABLE TRIGGER USER"
DECIDE = STEP % ("jointaction", "decide", "drafted", "out", "jointaction")
DECIDED = f"{DRAFTED}; {DECIDE}; {OF_ACTION}{DECISION}"
ANSWER = "status = 'accepted', answered_by_id = {gao}, answered_on = '2026-09-21'"
ACCEPT = STEP % ("execution", "accept", "asked", "accepted", "execution")
ACCEPTED = f"{DRAFTED}; {ACCEPT}; {OF_EXECUTION}{ANSWER}"

FILE = "INSERT INTO discipline_feedbackfile (id, execution_id, name, kind, content) SELECT gen_random_uuid(), id, 'x', '%s', %s FROM discipline_execution"
PDF = FILE % ("pdf", r"'\x255044462d'::bytea")
LIFTING = """INSERT INTO discipline_lifting (record_no, unit_id, ground, made_on, made_by_id, put_right) VALUES ('1', {housing}, '%s', '2026-09-21', {zhou}, '')"""
LIFTED = LIFTING % "wrong"
OF_LIFTING = "UPDATE discipline_lifting SET "
RECEIPT = "acknowledged_by_id = {gao}, acknowledged_on = '2026-09-21', put_right = 'x'"
MEMBER = "INSERT INTO discipline_lifting_executions (lifting_id, execution_id) SELECT l.id, e.id FROM discipline_lifting l, discipline_execution e"
CHECK = """INSERT INTO discipline_eligibilitycheck (subject_id, purpose, eligible, until_on, because_id, by_id)
  VALUES ({housing}, '%s', %s, %s, NULL, {gao})"""
ASKED = CHECK % ("honours", "true", "NULL")


def _constraint(table, name, sql, first=""):
    return ("constraint", f"discipline_{table}", name, sql, "", first)


def _trigger(table, name, sql, refusal, first=""):
    return ("trigger", f"discipline_{table}", f"discipline_{table}_{name}", sql, refusal, first)


def _item(**changes) -> str:
    return ITEM % (PLAIN | changes)


ROWS = [
    _constraint("measureitem", "measure_item_once", _item(), _item()),
    _constraint("measureitem", "measure_item_half_open", _item(until="'2020-01-01'")),
    *(
        _constraint("measureitem", "measure_item_period", _item(**changes))
        for changes in ({"least": 6}, {"least": 6, "most": 5}, {"least": 0, "most": 5}, {"published": "true"})
    ),
    *(_constraint("measureitem", "measure_item_words", _item(**changes)) for changes in ({"article": ""}, {"sort": "x"}, {"targets": "x"})),
    *(_constraint("jointaction", "joint_action_words", OF_ACTION + change, FREE) for change in ("ground = ''", "sort = 'x'")),
    *(
        _constraint("jointaction", "joint_action_decision_is_whole", OF_ACTION + change, FREE)
        for change in ("status = 'out'", "decided_by_id = {gao}", "status = 'out', decided_by_id = {gao}, decided_on = drafted_on - 1")
    ),
    _constraint("jointaction", "joint_action_four_eyes", OF_ACTION + DECISION.replace("{gao}", "{lin}"), FREE),
    *(
        _trigger("jointaction", "begins", ACTION.replace(*change), "begins as a draft")
        for change in (
            ("'drafted'", "'discarded'"), ("'incentive'", "'sanction'"), ("SELECT 1,", "SELECT 2,"), ("r.number", "'x'"), ("r.subject_id", "{housing}"),
            ("r.decided_on + 1", "r.ends_on"),
        )
    ),
    *(
        _trigger("jointaction", "by_arrow", OF_ACTION + DECISION, "No step of", f"{DRAFTED}; {STEP % step}")
        for step in (("case", "decide", "drafted", "out", "jointaction"), ("jointaction", "discard", "drafted", "out", "jointaction"))
    ),
    _trigger("jointaction", "listed", OF_ACTION + DECISION, "on the list that day", f"{ACTION}; {DECIDE}"),
    _trigger(
        "jointaction", "listed", OF_ACTION + DECISION, "on the list that day",
        f"{DRAFTED}; {DECIDE}; UPDATE discipline_measureitem SET valid_until = (SELECT drafted_on FROM discipline_jointaction) WHERE code = 'x'",
    ),
    _trigger("jointaction", "revision", f"{OF_ACTION}revision = revision + 2", "raised by the database", ACTION),
    *(
        _trigger("jointaction", "fixed", OF_ACTION + change, "is fixed", ACTION)
        for change in (
            "initiator_id = {housing}", "record_no = 'x'", "subject_id = {person}", "sort = 'sanction'", "ground = 'x'", "drafted_on = drafted_on + 1",
            "made_by_id = {gao}", "made_at = made_at + interval '1 day'",
        )
    ),
    *(_trigger("jointaction", "set_once", OF_ACTION + change, "set once", DECIDED) for change in ("decided_by_id = {sun}", "decided_on = decided_on + 1")),
    _constraint("execution", "execution_once", EXECUTION, DRAFTED),
    *(
        _constraint("execution", "execution_answer_is_whole", OF_EXECUTION + change, FREE_EXECUTION)
        for change in ("answered_on = '2026-09-21'", "status = 'accepted', answered_on = '2026-09-21'", "status = 'declined', answered_by_id = {gao}, answered_on = '2026-09-21'")
    ),
    *(
        _constraint("execution", "execution_feedback_is_whole", OF_EXECUTION + change, FREE_EXECUTION)
        for change in ("fed_back_on = '2026-09-21'", ANSWER.replace("accepted", "executed") + ", fed_back_by_id = {gao}, fed_back_on = '2026-09-21'")
    ),
    _constraint("execution", "execution_period", f"{OF_EXECUTION}asked_on = '2026-09-21', until_on = '2026-09-21'", FREE_EXECUTION),
    *(
        _trigger("execution", "listed", EXECUTION.replace(*change), words, f"{ACTION}; {LISTED}")
        for change, words in (
            (("SELECT 1,", "SELECT 2,"), "while its joint action is a draft"), (("'x'", "'honours'"), "outside the list"), ((" 6,", " 5,"), "such a unit"),
            ((" 6,", " 25,"), "such a unit"), ((" 6,", " NULL,"), "such a unit"), (("{housing}", "a.subject_id"), "such a unit"),
        )
    ),
    _trigger("execution", "listed", EXECUTION, "outside the list", f"{ACTION}; {ITEM % (PLAIN | {'sort': 'incentive', 'targets': 'enterprise', 'least': 6, 'most': 24})}"),
    _trigger("execution", "listed", EXECUTION.replace("{housing}", "{market}"), "while its joint action is a draft", DECIDED),
    *(_trigger("execution", "sent", OF_EXECUTION + change, "sent with its joint action", DRAFTED) for change in ("asked_on = '2026-09-21', until_on = '2027-03-21'",)),
    _trigger(
        "execution", "sent", f"{OF_EXECUTION}asked_on = (SELECT decided_on FROM discipline_jointaction), until_on = '2999-01-01'", "lasts for its months", DECIDED
    ),
    *(
        _trigger("execution", "by_arrow", OF_EXECUTION + ANSWER, "No step of", f"{DRAFTED}; {STEP % step}")
        for step in (("execution", "decline", "asked", "declined", "execution"), ("execution", "execute", "asked", "accepted", "execution"))
    ),
    *(_trigger("execution", "with_a_step", OF_EXECUTION + change, "with that step only", DRAFTED) for change in ("answer = 'x'", "feedback = 'x'", "answered_by_id = {gao}")),
    _trigger("execution", "revision", f"{OF_EXECUTION}revision = revision + 2", "raised by the database", DRAFTED),
    *(
        _trigger("execution", "fixed", OF_EXECUTION + change, "is fixed", DRAFTED)
        for change in ("unit_id = {market}", "months = 7", "days = 7", "made_by_id = {gao}", "item_id = (SELECT min(id) FROM discipline_measureitem)")
    ),
    *(_trigger("execution", "set_once", OF_EXECUTION + change, "set once", ACCEPTED) for change in ("answered_by_id = {sun}", "answered_on = '2026-09-22'")),
    _constraint("feedbackfile", "feedback_file_is_what_it_says", FILE % ("png", r"'\x255044462d'::bytea"), DRAFTED),
    _constraint("feedbackfile", "feedback_file_is_small", FILE % ("pdf", "convert_to('%PDF-' || repeat('x', 10485756), 'UTF8')"), DRAFTED),
    _trigger("feedbackfile", "append_only", "DELETE FROM discipline_feedbackfile", "only ever added", f"{DRAFTED}; {PDF}"),
    _constraint("lifting", "lifting_ground", LIFTING % "x"),
    *(
        _constraint("lifting", "lifting_receipt_is_whole", OF_LIFTING + change, LIFTED)
        for change in ("put_right = 'x'", "acknowledged_by_id = {gao}", RECEIPT.replace("'x'", "''"), RECEIPT.replace("09-21", "09-20"))
    ),
    *(
        _constraint("lifting", "lifting_resumed_after_a_shield", OF_LIFTING + change, first)
        for change, first in (("resumed_by_id = {gao}, resumed_on = '2026-09-22'", LIFTED), ("resumed_on = '2026-09-22'", LIFTING % "restructuring"))
    ),
    *(
        _trigger("lifting", "fixed", OF_LIFTING + change, "is fixed", LIFTED)
        for change in ("record_no = '2'", "unit_id = {market}", "ground = 'corrected'", "made_on = '2026-09-20'", "made_by_id = {sun}", "made_at = made_at - interval '1 day'")
    ),
    *(
        _trigger("lifting", "set_once", OF_LIFTING + change, "set once", f"{LIFTED}; {OF_LIFTING}{RECEIPT}")
        for change in ("acknowledged_by_id = {sun}", "acknowledged_on = '2026-09-22'")
    ),
    _trigger("lifting_executions", "append_only", "DELETE FROM discipline_lifting_executions", "only ever added", f"{DRAFTED}; {LIFTED}; {MEMBER}"),
    *(
        _constraint("eligibilitycheck", "eligibility_check_is_whole", CHECK % asked)
        for asked in (("honours", "false", "NULL"), ("honours", "true", "'2027-01-01'"), ("honours", "false", "'2027-01-01'"))
    ),
    _constraint("eligibilitycheck", "eligibility_check_purpose", CHECK % ("x", "true", "NULL")),
    _trigger("eligibilitycheck", "append_only", "UPDATE discipline_eligibilitycheck SET purpose = 'funds'", "only ever added", ASKED),
]  # fmt: skip
