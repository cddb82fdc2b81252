"""What PostgreSQL refuses of letters, signings, templates and handling times beside: columns by their step, on their day, resting on facts.

Rows of the table of ``tests/integrity/test_guards.py``. What is asked of the logins that work here is tried as ``staff``.
"""

from tests.discipline.guarded import CASE
from tests.integrity.guarded_again import (
    AS_STAFF,
    OBJECTION,
    OF_TICKET,
    OLD_DAY,
    TICKET,
    T,
    alone,
    at_instant,
    born,
    by_clock,
    by_step,
    on_day,
    rests,
)
from tests.repair.guarded import OF_SHIELD, ONE_SHIELD, SHIELDED

from .guarded import FILE, REPORT
from .guarded import FREE as FREE_COMMITMENT
from .guarded import PDF as SIGNS
from .guarded_handling import ASKED, DONE, HANDLED, MATTER, RUNS
from .guarded_handling import DRAFT as POWER_DRAFT
from .guarded_handling import ITEM as POWER
from .guarded_letters import (
    ACCEPTED,
    ADOPTED,
    BROKEN,
    CHECK,
    CHECKED,
    COLUMNS,
    CONFIRMED,
    DRAFT,
    EVENT,
    FIRM,
    FREE,
    IN_FORCE,
    JUDGED,
    NO_PAPER,
    ONE,
    ONE_COPY,
    ONE_PROOF,
    REPAIRED,
    SET,
    C,
    D,
    E,
    K,
    L,
    P,
    W,
    letter,
    off,
)

DRAFTS = "archives_powerdraft"
REFUSED = "status = 'refused', decided_by_id = {zhou}, decided_at = now()"
TODAY = "(statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
FAILED = CHECK.replace("'passed'", "'failed'")
BY_STAFF = f" WHERE {AS_STAFF}"
STEP = """INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT '%s', id, '%s', 'x', 'x', {zhou}, '', 1 FROM %s"""


def _trigger(table, name, sql, refusal, *first):
    whole = f"{table}_{name}"
    return ("trigger", table, whole, sql, refusal, "; ".join((*first, alone(table, whole))))


def said(kind: str = "publication", day: str = TODAY, **otherwise) -> str:
    """A letter that staff enters as the page does, but for what is given."""
    wording = f"(SELECT id FROM commitments_wording WHERE code = '{kind}')"
    words = f"(SELECT commitments_filled(body, '示例', {day}) FROM commitments_wording WHERE code = '{kind}')"
    columns = COLUMNS | {"made_by_id": "{lin}", "wording_id": wording, "text": words, "signed_on": day, "valid_until": f"{TODAY} + 100"} | otherwise
    return f"INSERT INTO {L} ({', '.join(columns)}) SELECT {', '.join(columns.values())}{BY_STAFF}"


# ── the filing of a breach, as its verification makes it ─────────────────────────────────────────
FILING = """ALTER TABLE archives_filing DISABLE TRIGGER USER; ALTER TABLE archives_filedrow DISABLE TRIGGER USER;
  INSERT INTO archives_filing (unit_id, item_code, source, layout, filename, file_sha256, status, rows, new, changed, unchanged, bad, late, good_only, revision, stages, made_by_id, made_at)
  VALUES ({market}, 'CN-QY', 'out', '', '', '', 'checked', 1, 1, 0, 0, 0, 0, false, 1, '{{submitted}}', {sun}, '2026-09-23')"""
NEWEST = "(SELECT max(id) FROM archives_filing)"
COPIED = (
    "item_code, subject_name, issuer_code, issuer_name, source_code, doc_no, decided_on, tier, amount, item_id, period_rule_id, minimum_until, ends_on, published, "
    "basis, errors, doc_key, row_hash"
)
ROW = f"""INSERT INTO archives_filedrow (filing_id, row_no, subject_code, facts, {COPIED})
  SELECT {NEWEST}, 2, (SELECT code FROM archives_subject WHERE name = '示例'),
    jsonb_build_object('shared', jsonb_build_object('outcome', '违诺', 'letter_no', (SELECT extract(year FROM made_at AT TIME ZONE 'Asia/Shanghai') || '-' || lpad(id::text, 5, '0')
      FROM {L}))), {COPIED} FROM archives_filedrow WHERE filing_id = {{filing}} LIMIT 1"""
SUBMITTED = f"""INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  VALUES ('archives.filing', {NEWEST}, 'submit', 'checked', 'submitted', {{sun}}, '', 1)"""
VERIFIED = (STEP % ("commitments.signedletter", "break", L)).replace("{zhou}", "{sun}")
BREACH = f"{SET}status = 'broken', {ACCEPTED}, {JUDGED}, filing_id = {NEWEST}"


def _filed(*first, sql=BREACH, words="from its letter"):
    return _trigger(L, "filed_rests", sql, words, *first)


# ── templates: a draft that is adopted ───────────────────────────────────────────────────────────
OF_INDUSTRY = DRAFT.replace("'文', '据', '条'", "'文一', '据', '条'")
ADOPTING = (OF_INDUSTRY, STEP % ("commitments.wordingdraft", "adopt", D), f"{off(W)}; UPDATE {W} SET valid_until = '2099-01-01' WHERE code = 'industry'")
AS_LOGIN = " AND set_config('role', 'staff', true) = 'staff'"


def version(**otherwise) -> str:
    """The version that the draft would be, but for what is given."""
    columns = {name: name for name in ("code", "name", "name_en", "family", "yardsticks", "public")}
    columns |= {"verified": "false", "document": "'据'", "article": "'条'", "valid_from": "'2099-01-01'", "body": "'文一'", "heads": "'{{}}'"} | otherwise
    return f"INSERT INTO {W} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {W} WHERE code = 'industry'{AS_LOGIN}"


NO_HEADS = f"{off(W)}; UPDATE {W} SET heads = '%s' WHERE code = 'industry'"

# ── lists of powers ──────────────────────────────────────────────────────────────────────────────
ADDED = POWER.replace("'listed', 'x', '2024-01-01'", f"'added', 'x', {TODAY}")
SAYS = """{{"name": "n", "kind": "other", "duty": "d", "document": "doc", "article": "a", "is_matter": false, "statutory_days": null, "promised_days": null,
  "handling": "", "handled_with": "", "materials": [], "accepts": []}}"""


def power(said_so: str = SAYS, sql: str = ADDED, day: str = TODAY, purpose: str = "add"):
    """``sql`` makes the item of a draft that says ``said_so``; the draft is adopted in the same statement."""
    draft = POWER_DRAFT.replace("'2026-01-01', '{{}}'", f"{day}, '{said_so}'").replace("'add'", f"'{purpose}'")
    both = f"WITH item AS ({sql} RETURNING id) UPDATE {DRAFTS} d SET item_id = item.id, status = 'adopted', decided_by_id = {{zhou}}, decided_at = now() FROM item WHERE {AS_STAFF}"
    table = "archives_poweritem"
    first = (draft, STEP % ("archives.powerdraft", "adopt", DRAFTS), off(DRAFTS), alone(table, f"{table}_rests"))
    return ("trigger", table, f"{table}_rests", both, "by the adoption of its draft", "; ".join(first))


# ── staged rows ──────────────────────────────────────────────────────────────────────────────────
AT = "ALTER TABLE archives_filing DISABLE TRIGGER USER; UPDATE archives_filing SET status = '%s', left_at = now() WHERE id = {filing}"
MORE = f"""INSERT INTO archives_filedrow (filing_id, row_no, subject_code, facts, {COPIED})
  SELECT filing_id, row_no + 1000, subject_code, facts, {COPIED} FROM archives_filedrow WHERE filing_id = {{filing}} AND {AS_STAFF} LIMIT 1"""
FEWER = f"DELETE FROM archives_filedrow WHERE filing_id = {{filing}} AND {AS_STAFF}"
CHECKED_ROW = "INSERT INTO archives_rowcheck (filing_id, row_no, outcome) SELECT {filing}, 1, 3 WHERE "
UNCHECKED = f"DELETE FROM archives_rowcheck WHERE filing_id = {{filing}} AND {AS_STAFF}"
STAGED = (
    *(_trigger("archives_filedrow", "in_time", MORE, "come before it is checked", AT % at) for at in ("checked", "submitted", "approved", "returned")),
    *(_trigger("archives_filedrow", "stand", FEWER, "stand once it is checked", AT % at) for at in ("checked", "submitted", "approved", "returned")),
    *(_trigger("archives_rowcheck", "in_time", CHECKED_ROW + AS_STAFF, "come before it is checked", AT % at) for at in ("checked", "submitted")),
    *(
        _trigger("archives_rowcheck", "stand", UNCHECKED, "stand once it is checked", AT % at, alone("archives_rowcheck"), f"{CHECKED_ROW}true")
        for at in ("checked", "submitted")
    ),
)  # fmt: skip

# ── what came into being elsewhere and was only touched here ─────────────────────────────────────
UNACCEPTED = "ALTER TABLE repair_objection DROP CONSTRAINT objection_accepted_is_whole"
TOUCHED = f"{alone('archives_relief')}; {SHIELDED}; UPDATE archives_relief SET born = 1"
TICKET_OF_CASE = f"{OF_TICKET}case_id = (SELECT max(id) FROM discipline_case), status = 'transferred', handler_id = {{market}}, decided_by_id = {{sun}}, accepted_on = '2026-09-21'"
# A lifting of the record of the shield, with the day on which its measures resume.
RESTED = """INSERT INTO discipline_lifting (record_no, unit_id, ground, made_on, made_by_id, put_right, resumed_on, resumed_by_id)
  SELECT number, {housing}, 'restructuring', '2026-09-21', {zhou}, '', until_on, {zhou} FROM archives_relief"""

ROWS = [
    # ── each column by its own step, on its day ──
    *(
        by_step(L, "commitments.signedletter", step, change, ONE)
        for step, change in (
            ("refile", "alleged_on = '2026-09-22'"), ("refile", "mended_by_id = {sun}"), ("mend", "alleged_by_id = {sun}"), ("allege", f"status = 'in_force', {ACCEPTED}"),
            ("accept", f"status = 'kept', {ACCEPTED}, {JUDGED}"), ("keep", f"status = 'broken', {ACCEPTED}, {JUDGED}, filing_id = {{filing}}"),
        )
    ),
    by_step(E, "commitments.signing", "discard", CONFIRMED, EVENT, NO_PAPER),
    by_step(D, "commitments.wordingdraft", "discard", ADOPTED, DRAFT),
    by_step(DRAFTS, "archives.powerdraft", "discard", REFUSED, POWER_DRAFT),
    on_day(L, f"alleged_on = {OLD_DAY}", ONE),
    on_day(L, f"status = 'in_force', {ACCEPTED}", ONE),
    on_day(E, CONFIRMED, EVENT, NO_PAPER),
    at_instant(DRAFTS, REFUSED.replace("now()", OLD_DAY), POWER_DRAFT),
    by_clock(C, ONE_COPY, "at", FREE),
    by_clock(P, ONE_PROOF, "at", CHECKED),
    by_clock("commitments_proof", FILE % ("commitments_proof", "report_id", SIGNS, "commitments_report"), "at", FREE_COMMITMENT, REPORT),
    # ── letters ──
    *(
        _trigger(L, "said_rests", sql, "in the words of its kind", FIRM)
        for sql in (
            said(made_by_id="{sun}"), said(made_by_id="{gao}"), said(unit_id="{housing}"), said(text="'文'"), said(day=f"{TODAY} + 40"), said(day=f"{TODAY} - 40"),
            said(day=f"{TODAY} - 9", valid_until=f"{TODAY} - 1"), said(kind="project"), said(project_no="'1'", standard="'标准'"), said(kind="replacement"),
        )
    ),
    _trigger(K, "by_its_unit", CHECK.replace("{lin}", "{sun}") + BY_STAFF, "Clerk or head", f"{FREE}; {IN_FORCE}"),
    _trigger(C, "by_its_unit", ONE_COPY.replace("{lin}", "{sun}") + BY_STAFF, "Clerk or head", FREE),
    _trigger(L, "barred_rests", f"{SET}status = 'printed' WHERE status = 'entered'", "not made good", FREE, BROKEN, letter()),
    _trigger(L, "barred_rests", f"{SET}status = 'in_force', {ACCEPTED} WHERE status = 'signed'", "not made good", FREE, BROKEN, letter(status="'signed'")),
    _trigger(L, "barred_rests", f"{SET}status = 'printed'{BY_STAFF}", "is over", FIRM, off(L), letter(signed_on="'2026-01-01'", valid_until="'2026-02-01'")),
    *(
        _trigger(L, "found_rests", SET + change, "rests on the check", FREE, IN_FORCE, *more)
        for change, more in (
            ("status = 'alleged'", ()), ("status = 'alleged'", (off(K), FAILED)), ("status = 'alleged'", (off(K, P), CHECK, ONE_PROOF)),
            (f"status = 'kept', {JUDGED}", ()), (f"status = 'kept', {JUDGED}", (off(K), CHECK, FAILED)), (f"status = 'broken', {JUDGED}, filing_id = {{filing}}", (off(K), FAILED)),
            (f"status = 'mended', {JUDGED}, filing_id = {{filing}}", (off(K, P), CHECK, ONE_PROOF)),  # on the day before the breach
            (f"status = 'repaired', {JUDGED}, filing_id = {{filing}}, mended_by_id = {{lin}}, repaired_by_id = {{sun}}, {REPAIRED}", (off(K, P), CHECK, ONE_PROOF)),
        )
    ),
    _trigger(L, "found_rests", f"{SET}status = 'alleged'{BY_STAFF}", "before the step", FREE, IN_FORCE, off(K, P), FAILED, ONE_PROOF),
    _filed(FREE, sql=BROKEN),
    _filed(FREE, FILING, ROW, SUBMITTED),
    _filed(FREE, FILING, ROW, VERIFIED),
    _filed(FREE, FILING, ROW.replace("'违诺'", "'已践诺'"), SUBMITTED, VERIFIED),
    _filed(FREE, FILING, ROW.replace("extract(year", "'x' || extract(year"), SUBMITTED, VERIFIED),
    _filed(FREE, FILING.replace("'out'", "'form'"), ROW, SUBMITTED, VERIFIED),
    _filed(FREE, FILING.replace("{sun}", "{gao}"), ROW, SUBMITTED, VERIFIED),
    _filed(FREE, BROKEN, FILING, ROW, SUBMITTED, VERIFIED, sql=f"{SET}filing_id = {NEWEST}", words="nothing of it stands"),
    (
        "trigger", "archives_filing", "commitments_breach_of_letter_rests", f"UPDATE archives_filing SET status = 'submitted', left_at = now() WHERE item_code = 'CN-QY' AND {AS_STAFF}",
        "filed from that letter", f"{FIRM}; {letter()}; {FILING}; ALTER TABLE archives_filing ENABLE TRIGGER commitments_breach_of_letter_rests",
    ),
    _trigger(P, "rests", ONE_PROOF, "comes with its check", FREE, IN_FORCE, off(K), CHECK.replace("words)", "words, at)").replace("'查' FROM", "'查', '2026-01-01' FROM")),
    _trigger(
        "commitments_proof", "rests", FILE % ("commitments_proof", "report_id", SIGNS, "commitments_report"), "comes with its report",
        FREE_COMMITMENT, REPORT.replace("by_id)", "by_id, at)").replace("{lin} FROM", "{lin}, '2026-01-01'::timestamptz FROM"),
    ),
    # ── templates ──
    *(
        ("trigger", W, f"{W}_adopted", version(**otherwise), words, "; ".join((*ADOPTING, *more, alone(W, f"{W}_adopted"))))
        for words, otherwise, more in (
            ("as it was drafted", {"name": "'x'"}, ()), ("as it was drafted", {"name_en": "'x'"}, ()), ("as it was drafted", {"public": "NOT public"}, ()),
            ("as it was drafted", {"verified": "true"}, ()), ("as it was drafted", {"yardsticks": "'{{date}}'"}, ()), ("as it was drafted", {"heads": "'{{x}}'"}, ()),
            ("as it was drafted", {"heads": "heads"}, (NO_HEADS % "{{没有}}",)), ("adoption of its draft", {"document": "'x'"}, ()), ("adoption of its draft", {"article": "'x'"}, ()),
        )
    ),
    (
        "trigger", W, f"{W}_adopted", version(valid_from="'2026-01-01'"), "after its adoption",
        "; ".join((*ADOPTING, off(D), f"UPDATE {D} SET valid_from = '2026-01-01'", f"UPDATE {W} SET valid_until = '2026-01-01' WHERE code = 'industry'", alone(W, f"{W}_adopted"))),
    ),
    _trigger(D, "rests", f"UPDATE {D} SET {ADOPTED}", "says what it said", DRAFT),
    _trigger(D, "ahead", DRAFT.replace("VALUES (", "SELECT ").replace("'2099-01-01', 'entered')", f"'2026-01-01', 'entered'{BY_STAFF}"), "on a later day"),
    # ── lists of powers ──
    *(
        power(said_so, sql)
        for said_so, sql in (
            ('{{"name": "n"}}', ADDED), (SAYS.replace('"n"', '"m"'), ADDED), (SAYS, ADDED.replace("'added', 'x'", "'added', 'y'")), (SAYS, ADDED.replace("'added'", "'merged'")),
            (SAYS.replace('"materials": []', '"materials": ["a"]'), ADDED),
        )
    ),
    power(SAYS, ADDED.replace(TODAY, "'2026-01-01'"), "'2026-01-01'"),
    power(SAYS, ADDED.replace(TODAY, "'2099-01-01'").replace("'added'", "'listed'"), "'2099-01-01'", "list"),
    *STAGED,
    # ── handling times ──
    *(
        _trigger("commitments_handling", "begun", sql + f" AND {AS_STAFF}", "begins open", MATTER)
        for sql in (f"{DONE}", HANDLED.replace("NULL, 0,", "NULL, 9,"))
    ),
    *(
        _trigger("commitments_handling", "timed", f"UPDATE commitments_handling SET {change}{BY_STAFF}", "counts what was asked for", RUNS, *more)
        for change, more in (
            ("asked_again = 1", ()), ("asked_again = 2", (ASKED,)), ("finished_on = '2026-03-02', finished_by_id = {lin}", ()),
            ("from_file = false", ("UPDATE commitments_handling SET from_file = true",)),
        )
    ),
    # ── what came into being elsewhere ──
    born("discipline_case", CASE),
    born("archives_relief", alone("archives_relief"), SHIELDED),
    rests(T, "case", TICKET_OF_CASE, "opened from it", TICKET, CASE.replace("'court'", "'complaint'"), alone("discipline_case"), "UPDATE discipline_case SET born = 1"),
    rests("repair_shielding", "confirm", f"{OF_SHIELD}status = 'shielded', confirmed_by_id = {{zhou}}", "hides every record", ONE_SHIELD, TOUCHED),
    rests("discipline_lifting", "", RESTED, "rests on its facts", TOUCHED),
    # ── who is told before the second person acted ──
    *(
        rests("repair_objection", "told", f"UPDATE repair_objection SET status = 'decided', decided_on = '2026-09-22', decided_by_id = {{sun}}, {change}", "approved or confirmed", OBJECTION, UNACCEPTED, *first)
        for change, first in (
            ("outcome = 'corrected', verified_by_id = {zhou}, filing_id = {filing}", ("ALTER TABLE archives_filing DISABLE TRIGGER USER", "UPDATE archives_filing SET status = 'submitted' WHERE id = {filing}")),
            ("outcome = 'revoked', verified_by_id = {zhou}", ()),
        )
    ),
    ("constraint", "integrity_steptaken", "step_reason_is_no_book", STEP.replace("''", "repeat('x', 4001)", 1) % ("x", "x", "archives_filing WHERE id = {filing}"), "", ""),
]  # fmt: skip
