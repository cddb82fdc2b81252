"""What PostgreSQL refuses of records beside their rows, withdrawals, stages, panels, terms and bodies: rows of ``tests/integrity/test_guards.py``.

What is asked of the logins that work here alone is tried as one of them, as in ``tests/integrity/guarded_again.py``.
"""

from tests.discipline.guarded import FREE_PANEL
from tests.integrity.guarded_again import AS_STAFF, alone, at_instant, by_step

F, R, S, A, P, C = (f"archives_{name}" for name in ("filing", "record", "subject", "appointment", "panel", "subjectchange"))
STAFF = f" AND {AS_STAFF}"
COPIED = (
    "number, key, version, subject_id, item_id, issuer_id, decided_on, tier, amount, scope, period_rule_id, minimum_until, ends_on, shown, "
    "report_due_on, filing_id, row_no, row_hash, known_from, known_until, withdrawn_at, withdrawn_by_id, withdrawn_reason"
)
FOREVER = "'9999-12-31 00:00:00+00'"


def copy(**changes) -> str:
    """The record once more, as it came to be but for ``changes``."""
    said = {"known_until": FOREVER} | changes
    columns = ", ".join(str(said.get(name.strip(), name.strip())) for name in COPIED.split(","))
    return f"INSERT INTO {R} ({COPIED}) SELECT {columns} FROM {R} WHERE id = {{record}}{STAFF}"


def _row(table, name, sql, words, *first):
    return ("trigger", table, name, sql, words, "; ".join((*first, alone(table, name))))


# The one there is makes place, so that nothing but what is changed differs.
CLOSED = f"{alone(R)}; UPDATE {R} SET known_until = clock_timestamp() WHERE id = {{record}}"
CHECKED = "INSERT INTO archives_rowcheck (filing_id, row_no, outcome, current_id) VALUES ({filing}, 1, %s, {record})"
NEXT = {"version": 2, "known_from": "known_until"}
OF_ROW = f"{alone('archives_filedrow')}; UPDATE archives_filedrow SET %s WHERE filing_id = {{filing}}"
OF_FILING = f"{alone(F)}; UPDATE {F} SET %s WHERE id = {{filing}}"
OF_RECORD = f"UPDATE {R} SET %s WHERE id = {{record}}"
UNSAID = "ALTER TABLE integrity_steptaken DISABLE TRIGGER USER; DELETE FROM integrity_steptaken"


def forged(sql: str, *first: str):
    return _row(R, f"{R}_catalogued", sql, "says what its row says", CLOSED, *first)


def withdrawn(sql: str, words: str, *first: str):
    return _row(R, f"{R}_withdrawn_rests", OF_RECORD % sql + STAFF, words, *first)


WITHDRAWN = "withdrawn_at = statement_timestamp(), withdrawn_by_id = {%s}, withdrawn_reason = 'x'"
CONFIRMED = "withdrawal_confirmed_at = statement_timestamp(), withdrawal_confirmed_by_id = {%s}"
BEFORE = f"{alone(R)}; {OF_RECORD % (WITHDRAWN % 'zhou')}"
FILED = f"""INSERT INTO {F} (unit_id, item_code, source, layout, filename, file_sha256, status, rows, new, changed, unchanged, bad, late, good_only, revision,
    stages, made_by_id{{}}) SELECT {{{{housing}}}}, '{{}}', '{{}}', '', '', '', 'received', 1, 0, 0, 0, 0, 0, false, 1, '{{}}', {{{{lin}}}}{{}} WHERE {AS_STAFF}"""
PANEL = f"INSERT INTO {P} (unit_id, quorum, document, valid_from) SELECT {{market}}, 2, '', '2020-01-01' WHERE {AS_STAFF}"
SEATED = PANEL.partition(" WHERE")[0]
OF_PANEL = f"UPDATE {P} SET %s WHERE {AS_STAFF}"
SITTING = OF_FILING % "status = 'panel'"
POST = "INSERT INTO archives_post (unit_id, name, is_principal, level) VALUES ({housing}, '局长', true, 'none')"
TERM = f"""INSERT INTO {A} (post_id, is_principal, holder_id, is_acting, document_no, basis, end_document_no, end_reason, from_on, until_on)
  SELECT id, is_principal, {{person}}, %s, '任1号', '', '', '', '%s', NULL FROM archives_post WHERE unit_id = {{housing}}"""
HELD = f"{POST}; {TERM % ('false', '2024-01-01')}"
ACTED = f"{POST}; {TERM % ('true', '2024-01-01')}"
ENDED = "until_on = '%s', end_document_no = 'x', end_reason = 'x'"
OF_TERM = f"UPDATE {A} SET %s WHERE {AS_STAFF}"
OF_BODY = f"UPDATE {S} SET %s WHERE id = {{housing}}{STAFF}"
CHANGE = f"""INSERT INTO {C} (subject_id, kind, "on", before, after, document_no, basis, reason, made_by_id, made_at)
  SELECT {{housing}}, '%s', '2026-01-01', '前', '后', '1', '', 'x', {{%s}}, %s WHERE true"""
MOVED = CHANGE % ("moved", "zhou", "statement_timestamp()")
AUTHORITY = "INSERT INTO archives_authority (person_id, serves_in_id, organ_id, account_id, from_on) SELECT {%s}, {market}, {market}, {%s}, '2026-01-01' WHERE true"
LED = AUTHORITY % ("person", "wu")
LONG_AGO = f"{LED.replace('2026-01-01', '2020-01-01')}; UPDATE archives_authority SET until_on = '2020-02-02'"

ROWS = [
    # ── a record is its row ──
    *(
        forged(copy(**change))
        for change in (
            {"number": "'FORGED-1'"}, {"key": "md5(key::text)::uuid"}, {"subject_id": "{market}"}, {"issuer_id": "{housing}"}, {"decided_on": "decided_on - 1"},
            {"tier": "3"}, {"amount": "coalesce(amount, 0) + 1"}, {"scope": "1"}, {"period_rule_id": "(SELECT max(id) FROM archives_periodrule)"}, {"minimum_until": "minimum_until - 1"},
            {"ends_on": "ends_on + 1"}, {"shown": "NULL"}, {"row_hash": "md5('x')::uuid"}, {"row_no": "9"}, {"known_from": "known_from - interval '1 day'"},
            {"known_until": "statement_timestamp() + interval '1 day'"}, {"withdrawn_at": "known_from", "withdrawn_by_id": "{zhou}", "withdrawn_reason": "'x'"}, NEXT,
        )
    ),
    *(forged(copy(), OF_ROW % change) for change in ("errors = '[]'", "item_code = 'JL'", "item_id = 0", "doc_key = 'z'")),
    *(forged(copy(), OF_FILING % change) for change in ("item_code = 'JL'", "source = 'mend'", "person_id = {person}")),
    *(forged(copy(), CHECKED % outcome) for outcome in (0, 2, 3)),
    *(forged(copy(**NEXT | change), CHECKED % 2) for change in ({"version": 3}, {"number": "'2026-9999999'"}, {"known_from": "known_until + interval '1 microsecond'"})),
    forged(copy(**NEXT), CHECKED % 3),
    _row(R, f"{R}_closed", OF_RECORD % "known_until = clock_timestamp()" + STAFF, "only by the approval"),  # of another row
    _row(R, f"{R}_closed", OF_RECORD % "known_until = clock_timestamp() + interval '1 day'" + STAFF, "only by the approval", CHECKED % 2),
    # ── filings ──
    _row(F, f"{F}_whole_rests", f"UPDATE {F} SET status = 'approved' WHERE id = {{filing}}{STAFF}", "becomes a record", OF_FILING % "status = 'submitted'", CHECKED % 3),
    *(
        _row(F, f"{F}_stages_rests", FILED.format(column, item, source, stages, value), "stages that its item asks for")
        for item, source, stages, column, value in (
            ("KP", "form", "{{}}", "", ""), ("KP", "form", "{{submitted}}", "", ""), ("CF", "form", "{{}}", "", ""), ("CF", "form", "{{submitted,forwarded}}", "", ""), ("CF", "mend", "{{}}", "", ""),
            ("CF", "out", "{{panel,submitted}}", "", ""), ("", "form", "{{submitted}}", "", ""), ("GZ-GR", "form", "{{}}", ", person_id", ", {person}"),
        )
    ),
    *(
        _row(F, f"{F}_next_rests", f"UPDATE {F} SET status = '{to}' WHERE id = {{filing}}{STAFF}", "one after the other", OF_FILING % f"status = '{at}', stages = '{stages}'")
        for at, to, stages in (("checked", "approved", "{{submitted}}"), ("checked", "submitted", "{{panel,submitted}}"), ("submitted", "approved", "{{submitted,forwarded}}"), ("submitted", "forwarded", "{{submitted}}"))
    ),
    *(_row(F, f"{F}_counted", f"UPDATE {F} SET {column} = {value} WHERE id = {{filing}}{STAFF}", "is fixed") for column, value in (("rows", 9), ("new", 9), ("changed", 9), ("unchanged", 9), ("bad", 9), ("late", 9), ("file_sha256", "'x'"))),
    *(
        by_step(F, "archives.filing", step, change, UNSAID)
        for step, change in (("check", "decided_at = now()"), ("check", "submitted_at = now()"), ("check", "left_at = now()"), ("submit", "good_only = true"), ("submit", "decided_by_id = {sun}"), ("approve", "submitted_by_id = {wu}"))
    ),
    *(at_instant(F, f"{column} = '2020-01-01'") for column in ("submitted_at", "left_at", "decided_at")),
    # ── withdrawals ──
    withdrawn(WITHDRAWN % "lin", "by whose duty it is"),
    withdrawn(WITHDRAWN % "zhou", "by whose duty it is", OF_FILING % "left_at = NULL, status = 'approved'"),
    withdrawn(WITHDRAWN % "lin", "by whose duty it is", OF_FILING % "left_at = NULL, status = 'approved'"),  # a clerk confirms, and does not withdraw
    withdrawn(CONFIRMED % "lin", "by whose duty it is", BEFORE),
    withdrawn(CONFIRMED % "sun", "after it was made", BEFORE),
    withdrawn(WITHDRAWN % "zhou", "the version that stands", CLOSED),
    # ── panels ──
    _row(P, f"{P}_rests", PANEL, "by the quorum of its day", SITTING),
    *(_row(P, f"{P}_rests", OF_PANEL % change, "by the quorum of its day", SITTING, SEATED) for change in ("quorum = 3", "valid_until = '2026-01-01'", "unit_id = {housing}", "valid_from = '2099-01-01'")),
    _row(P, "discipline_panel_rests", PANEL, "by the quorum of its day", FREE_PANEL),
    *(_row(P, "discipline_panel_rests", OF_PANEL % change, "by the quorum of its day", FREE_PANEL, SEATED) for change in ("quorum = 3", "valid_until = '2026-09-30'", "unit_id = {housing}")),
    # ── terms of office ──
    *(
        _row(A, f"{A}_ends_rests", OF_TERM % change, "ends once, by its document", HELD)
        for change in ("until_on = '2025-01-01'", "until_on = '2025-01-01', end_document_no = 'x'", ENDED % "2099-01-01", "document_no = 'z'", "is_acting = true", "end_document_no = 'x', end_reason = 'x'")
    ),
    *(
        _row(A, f"{A}_ends_rests", OF_TERM % change, "ends once, by its document", HELD, f"UPDATE {A} SET {ENDED % '2026-01-01'}")
        for change in (ENDED % "2025-01-01", "until_on = NULL, end_document_no = '', end_reason = ''")
    ),
    _row(A, f"{A}_ends_rests", OF_TERM % (ENDED % "2026-05-01"), "ends once, by its document", HELD, f"UPDATE {A} SET until_on = '2026-01-01'"),
    # ── subjects ──
    *(_row(S, f"{S}_stays", OF_BODY % change, "are fixed") for change in ("kind = 'institution'", "code = '11990100MB0000077X'", "filing_id = {filing}")),
    *(_row(S, f"{S}_stays", f"UPDATE {S} SET {change} WHERE id = {{person}}{STAFF}", "are fixed") for change in ("kind = 'expert'", "address = md5('x')", "address = NULL, kind = 'enterprise', code = '91990100MA000000XX'")),
    *(_row(S, f"{S}_rests", OF_BODY % change, "by an entry that says so") for change in ("name = '改名局'", "superior_id = {market}", "ceased_on = '2026-01-01'", "ceased_on = '2026-01-01', successor_id = {market}")),
    *(_row(S, f"{S}_rests", OF_BODY % change, "by an entry that says so", MOVED) for change in ("name = '改名局'", "ceased_on = '2026-01-01'")),
    _row(S, f"{S}_rests", OF_BODY % "name = '改名局'", "by an entry that says so", CHANGE % ("renamed", "zhou", "statement_timestamp()")),  # to another name
    _row(C, f"{C}_rests", CHANGE % ("moved", "lin", "statement_timestamp()") + STAFF, "by the credit office"),
    _row(C, f"{C}_instant", CHANGE % ("moved", "zhou", "'2026-01-01'") + STAFF, "the instant at which it is written"),
    # ── posts and accounts ──
    *(_row("archives_post", "archives_post_fixed", f"UPDATE archives_post SET {change}", "is fixed", POST) for change in ("name = 'x'", "unit_id = {market}", "is_principal = false")),
    *(_row("archives_authority", "archives_authority_fixed", f"UPDATE archives_authority SET {change} WHERE {AS_STAFF}", "is fixed", LED) for change in ("account_id = {lin}", "person_id = {person2}", "organ_id = {housing}", "from_on = '2026-02-02'")),
    *(_row("archives_authority", "archives_authority_account_rests", AUTHORITY % (whose, account) + STAFF, "of one person for good", LONG_AGO) for whose, account in (("person2", "wu"), ("person", "lin"))),
]  # fmt: skip
