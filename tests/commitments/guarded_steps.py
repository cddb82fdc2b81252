"""What PostgreSQL refuses of the steps of commitments and of what they rest on: rows of the table of ``tests/integrity/test_guards.py``.

What is asked of the logins that work here alone is tried as one of them, as in ``tests/integrity/guarded_again.py``.
"""

from tests.discipline.guarded import CASE
from tests.integrity.guarded_again import AS_STAFF, STEP, alone, by_clock, by_step, on_day

from .guarded import (
    ADOPTED,
    ANSWERED,
    APPOINTED,
    BEFORE,
    DECIDED,
    DISPUTE,
    DISPUTED,
    FILE,
    KEPT,
    ONE,
    OWNER,
    PDF,
    PLANNED,
    PUBLISHED,
    REPORT,
    REPORTED,
    SAY,
    SECOND,
    SET,
    TOLD,
    TWO,
    WORDS,
    C,
    D,
    P,
    R,
    V,
    W,
)  # fmt: skip
from .guarded_handling import ITEM

FILING = "archives_filing"
OUTCOME = f"""INSERT INTO {FILING} (unit_id, item_code, source, layout, filename, file_sha256, status, rows, new, changed, unchanged, bad, late, good_only, revision,
    stages, made_by_id)
  VALUES ({{housing}}, '%s', 'out', '', '', '', 'received', 1, 0, 0, 0, 0, 0, false, 1, '{{{{submitted}}}}', {{zhou}})"""
OF_CN = f"{alone(FILING)}; UPDATE {FILING} SET item_code = '%s', source = '%s', status = 'submitted' WHERE id = {{filing}}"
APPROVED = f"UPDATE {FILING} SET status = 'approved' WHERE id = {{filing}}"
STAFF = f" WHERE {AS_STAFF}"
OF_COMMITMENT, OF_VERSION, OF_DISPUTE = ((f"commitments.{table.partition('_')[2]}", table) for table in (C, V, D))
FROM_PUBLISHED = f"{BEFORE}; {SET}{PUBLISHED}; {SAY}{ADOPTED}"
KEPT_BEFORE = f"{FROM_PUBLISHED}; {KEPT}"
FELL = f"status = 'broken', {DECIDED}"
PLANS = f"{FROM_PUBLISHED}; {SET}{FELL}, {PLANNED}"
CLOSED = "closed_by_id = {gao}, closed_on = '2026-03-11'"
OF_CASE = "UPDATE discipline_case SET "
DUTY = "(SELECT max(id) FROM archives_poweritem)"
ELSEWHERE = ITEM.replace("{market}", "{housing}")
WITH_DUTY = ONE.replace("status, plan)", "status, plan, duty_id)").replace("'drafted', ''", f"'drafted', '', {DUTY}")
OVERTURNED = "status = 'overturned', decided_by_id = {gao}, decided_on = '2026-03-09', result = 'x', correction_id = {filing}"
REOPENED = OVERTURNED.replace("overturned", "reopened").replace(", correction_id = {filing}", "")
IN_WORDS = (STEP % (OF_DISPUTE[0], "overturn", D)).replace("'', 1", "'x', 1")


UNDECIDED = "reported_by_id = NULL, reported_on = NULL, decided_by_id = NULL, decided_on = NULL, filing_id = NULL"


def _row(table, name, sql, words, *first):
    return ("trigger", table, name, sql, words, "; ".join((*first, alone(table, name))))


def _constraint(table, name, sql, *first):
    return ("constraint", table, name, sql, "", "; ".join(first))


def step(name: str, of=OF_COMMITMENT) -> str:
    kind, table = of
    return STEP % (kind, name, table)


def _taken(name, change, *first):
    """The step, without what it rests on."""
    return _row(C, f"{C}_step_rests", f"{SET}{change}{STAFF}", "by itself, on its facts", *first, step(name))


def _named(sql: str) -> str:
    """Written by who takes the steps here."""
    return sql.replace("reported_by_id = {lin}", "reported_by_id = {gao}").replace("decided_by_id = {zhou}", "decided_by_id = {gao}")


ROWS = [
    # ── filings ──
    *(_row(FILING, "commitments_outcome_rests", OUTCOME % item, "filed by the step that verified it") for item in ("CN", "GZ-CN", "CF")),
    *(_row(FILING, "commitments_verified_rests", APPROVED, "says what was verified", OF_CN % (item, source)) for item, source in (("CN", "form"), ("CN", "out"), ("GZ-CN", "out"), ("CN", "mend"))),
    *(_row(C, f"{C}_filed_rests", f"{SET}{change}", "what its step filed", FROM_PUBLISHED) for change in (FELL, f"{FELL}, person_filing_id = {{filing}}")),
    _row(C, f"{C}_filed_rests", f"{SET}status = 'published', {UNDECIDED}", "what its step filed", KEPT_BEFORE),
    _row(C, f"{C}_filed_rests", f"{SET}answered_id = (SELECT max(id) FROM archives_appointment)", "who owned the commitment", KEPT_BEFORE, APPOINTED),
    # ── steps of a commitment ──
    _row(C, f"{C}_step_rests", f"{SET}status = 'reviewing'{STAFF}", "by itself, on its facts", BEFORE),
    _taken("submit", "status = 'reviewing'", BEFORE, step("discard")),
    _taken("report", f"status = 'reported', {REPORTED.replace('{lin}', '{gao}')}", FROM_PUBLISHED),
    _taken("report", f"status = 'reported', {REPORTED.replace('{lin}', '{gao}')}", FROM_PUBLISHED, REPORT),  # without a file
    _taken("keep", _named(KEPT)[len(SET):].replace("reported_by_id = {gao}", "reported_by_id = {lin}"), FROM_PUBLISHED),
    _taken("break", _named(FELL), FROM_PUBLISHED),  # due in 2030
    _taken("overturn", "status = 'broken', decided_by_id = {gao}", KEPT_BEFORE),
    _taken("reopen", f"status = 'published', {UNDECIDED}", KEPT_BEFORE),
    _taken("plan", PLANNED + ", status = 'rectifying'", FROM_PUBLISHED, f"{SET}{FELL}"),  # in the name of another
    *(_taken(name, f"status = '{status}'", PLANS) for name, status in (("mend", "mended"), ("rectify", "rectified"))),
    _taken("case", f"status = 'case', {CLOSED}, case_id = (SELECT max(id) FROM discipline_case)", f"{FROM_PUBLISHED}; {SET}{FELL}", CASE),
    *(by_step(C, "commitments.commitment", name, change, ONE, f"ALTER TABLE {C} DISABLE TRIGGER USER") for name, change in (("plan", REPORTED), ("refile", REPORTED), ("submit", PLANNED), ("report", "closed_on = '2026-02-02'"), ("keep", PUBLISHED))),
    *(on_day(C, change, ONE) for change in (PUBLISHED, REPORTED, PLANNED, "closed_on = '2099-01-01'")),
    on_day(C, "decided_on = '2026-02-10'", KEPT_BEFORE),
    *(_row(C, f"{C}_stands", SET + change, "stands once it was submitted", BEFORE, f"{SET}{PUBLISHED}") for change in ("basis = 'z'", "project_no = 'z'", "elsewhere = 'z'", "scope = 3", "service_id = (SELECT min(id) FROM commitments_townshipservice)")),
    _row(C, f"{C}_stands", f"{SET}duty_id = {DUTY}", "stands once it was submitted", ITEM, BEFORE, f"{SET}{PUBLISHED}"),
    _row(C, f"{C}_duty_rests", WITH_DUTY, "is one of its unit", ELSEWHERE),
    _row(C, f"{C}_duty_rests", f"{SET}duty_id = {DUTY}", "is one of its unit", ELSEWHERE, BEFORE),
    # ── versions ──
    _row(V, f"{V}_words_rests", f"{SAY}title = 'y'{STAFF}", "before any step", f"{BEFORE}; {SET}{PUBLISHED}"),
    _row(V, f"{V}_words_rests", f"{SAY}made_by_id = {{sun}}{STAFF}", "before any step", BEFORE, step("submit")),
    _row(V, f"{V}_words_rests", f"{SAY}title = 'y'{STAFF}", "before any step", BEFORE, step("begin", OF_VERSION)),
    _row(V, f"{V}_words_rests", SECOND + STAFF, "before any step", f"{BEFORE}; DROP INDEX version_one_open"),
    _row(V, f"{V}_words_rests", f"{SAY}title = 'y' WHERE no = 2 AND {AS_STAFF}", "before any step", f"{FROM_PUBLISHED}; {SECOND}"),
    _row(V, f"{V}_words_rests", f"{SAY}yardstick = 'time', target = 5, days = 3, matter_id = {DUTY}{STAFF}", "is one of its unit", ELSEWHERE, BEFORE),
    _row(V, f"{V}_step_rests", SAY + ADOPTED + STAFF, "or is adopted before", BEFORE),
    _row(V, f"{V}_step_rests", SAY + ADOPTED + STAFF, "or is adopted before", BEFORE, step("begin", OF_VERSION)),  # nothing is published
    _row(V, f"{V}_step_rests", SAY + ADOPTED + STAFF, "or is adopted before", BEFORE, step("adopt", OF_VERSION)),
    _row(V, f"{V}_step_rests", f"{SAY}status = 'discarded'{STAFF}", "or is adopted before", BEFORE, step("withdraw", OF_VERSION)),
    by_step(V, "commitments.version", "withdraw", ADOPTED, TWO),
    _row(V, f"{V}_born_fixed", f"{SAY}born = 1", "is fixed", TWO),
    on_day(V, ADOPTED, TWO),
    on_day(V, "valid_until = '2026-02-02'", f"{TWO}; {SAY}{ADOPTED}"),
    by_clock(V, WORDS, "made_at", ONE),
    # ── disputes ──
    *(_row(D, f"{D}_step_rests", f"{TOLD}{ANSWERED}", "by who neither reported nor verified", DISPUTED, *more) for more in ((), (step("uphold", OF_DISPUTE),))),
    _row(D, f"{D}_step_rests", f"{TOLD}{OVERTURNED}", "by who neither reported nor verified", DISPUTED, IN_WORDS, step("keep")),
    _row(D, f"{D}_step_rests", f"{TOLD}{OVERTURNED}", "corrects its records", DISPUTED, IN_WORDS),
    _row(D, f"{D}_step_rests", f"{TOLD}{REOPENED}", "takes the mark back", DISPUTED, IN_WORDS.replace("overturn", "reopen")),
    by_step(D, "commitments.dispute", "uphold", "correction_id = {filing}", DISPUTED, f"ALTER TABLE {D} DROP CONSTRAINT dispute_corrects_when_overturned"),
    on_day(D, ANSWERED, DISPUTED),
    by_clock(D, DISPUTE, "made_at", BEFORE),
    # ── reports, proofs, owners ──
    _constraint(R, "report_kind", REPORT.replace("'kept'", "'zzz'"), BEFORE),
    _constraint(R, "report_value", REPORT.replace("by_id)", "by_id, value)").replace("{lin} FROM", "{lin}, -5 FROM"), BEFORE),
    _row(R, f"{R}_unit_rests", REPORT.replace("{lin}", "{wu}") + STAFF, "of its unit reports", BEFORE),
    _row(P, f"{P}_rests", FILE % (P, "report_id", PDF, R), "comes with its report", BEFORE, REPORT.replace("by_id)", "by_id, at)").replace("{lin} FROM", "{lin}, '2026-02-02' FROM")),
    by_clock(P, FILE % (P, "report_id", PDF, R), "at", BEFORE, REPORT),
    _row(W, f"{W}_day_rests", OWNER + STAFF, "not handed over afterwards", BEFORE, APPOINTED),
    *(
        _row(W, f"{W}_day_rests", OWNER.replace("2026-01-05", day) + STAFF, "not handed over afterwards", first, APPOINTED, OWNER)
        for first, day in ((BEFORE, "2025-06-01"), (f"{FROM_PUBLISHED}; {SET}{FELL}", "2026-03-01"), (f"{FROM_PUBLISHED}; {SAY}due_on = '2026-02-02'", "2026-02-01"), (KEPT_BEFORE, "2026-03-01"))
    ),
    # ── the duty that a case cites ──
    _row("discipline_case", "discipline_case_duty_rests", CASE.replace("doc_no)", "doc_no, duty_id)").replace("'', ''\n", f"'', '', {DUTY}\n"), "that it was opened on", ITEM),
    _row("discipline_case", "discipline_case_duty_rests", f"{OF_CASE}duty_id = {DUTY}", "that it was opened on", ELSEWHERE, CASE),
]  # fmt: skip
