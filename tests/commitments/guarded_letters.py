"""What PostgreSQL refuses of letters of enterprises, signings and templates: rows of the table of ``tests/integrity/test_guards.py``."""

from tests import world
from tests.integrity.guarded_steps import named

L, C, K, P, E, N, D, W = (
    *("commitments_signedletter", "commitments_signedcopy", "commitments_lettercheck", "commitments_letterproof"),
    *("commitments_signing", "commitments_signatory", "commitments_wordingdraft", "commitments_wording"),
)
FIRM = f"INSERT INTO archives_subject (code, kind, name, sort_key, initials) VALUES ('{world.ENTERPRISE}', 'enterprise', '示例', 's', 's')"
COLUMNS = {
    "address": "gen_random_uuid()", "revision": "1", "made_by_id": "{zhou}", "unit_id": "{market}",
    "subject_id": f"(SELECT id FROM archives_subject WHERE code = '{world.ENTERPRISE}')",
    "wording_id": "(SELECT id FROM commitments_wording WHERE code = 'publication')", "matter_id": "NULL", "replaces": "''", "project_no": "''", "standard": "''",
    "text": "'文'", "signer": "'甲'", "signed_on": "'2026-09-21'", "valid_until": "'2027-09-21'", "status": "'entered'",
}  # fmt: skip


def letter(**otherwise) -> str:
    said = COLUMNS | otherwise
    return f"INSERT INTO {L} ({', '.join(said)}) VALUES ({', '.join(said.values())})"


def off(*tables) -> str:
    return "; ".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)


def only(table, name) -> str:
    """The one guard of the table that is left."""
    return f"{off(table)}; ALTER TABLE {table} ENABLE TRIGGER {table}_{name}"


def _constraint(table, name, sql, first=""):
    return ("constraint", table, name, sql, "", first)


def _trigger(table, name, sql, refusal, first=""):
    return ("trigger", table, f"{table}_{name}", sql, refusal, first)


ONE = f"{FIRM}; {letter()}"
FREE = f"{ONE}; {off(L)}"
SET = f"UPDATE {L} SET "
ACCEPTED = "accepted_by_id = {sun}, accepted_on = '2026-09-22'"
JUDGED = "decided_by_id = {gao}, decided_on = '2026-09-23'"
IN_FORCE = f"{SET}status = 'in_force', {ACCEPTED}"
BROKEN = f"{SET}status = 'broken', {ACCEPTED}, {JUDGED}, filing_id = {{filing}}"
REPAIRED = "repaired_on = '2026-09-24'"
COPY = f"INSERT INTO {C} (id, letter_id, by_id, name, kind, content) SELECT gen_random_uuid(), id, {{lin}}, 'a', '%s', %s FROM {L}"
ONE_COPY = COPY % ("pdf", "'%PDF-1.7'")
LARGE = "convert_to('%PDF-' || repeat('x', 10485760), 'UTF8')"
CHECK = f"""INSERT INTO {K} (letter_id, "on", by_id, result, words) SELECT id, '2026-09-22', {{lin}}, 'passed', '查' FROM {L}"""
CHECKED = f"{FREE}; {IN_FORCE}; {CHECK}"
PROOF = f"INSERT INTO {P} (id, check_of_id, name, kind, content) SELECT gen_random_uuid(), id, 'a', '%s', %s FROM {K}"
ONE_PROOF = PROOF % ("pdf", "'%PDF-1.7'")
EVENT = f"""INSERT INTO {E} (revision, made_by_id, unit_id, title, text, held_on, place, status)
  VALUES (1, {{zhou}}, {{market}}, '题', '文', '2026-09-21', '厅', 'drafted')"""
NAME = f"INSERT INTO {N} (signing_id, unit_id, person_id, name, by_id, struck) SELECT id, {{market}}, %s, '%s', {{zhou}}, false FROM {E}"
LISTED = f"{EVENT}; {NAME % ('NULL', '甲')}"
OF_EVENT, CONFIRMED = f"UPDATE {E} SET ", "status = 'confirmed', confirmed_by_id = {sun}, confirmed_on = '2026-09-22'"
NO_PAPER = f"ALTER TABLE {E} DROP CONSTRAINT signing_confirmation_is_whole"
DRAFT = f"""INSERT INTO {D} (revision, made_by_id, code, body, document, article, valid_from, status)
  VALUES (1, {{zhou}}, 'industry', '文', '据', '条', '2099-01-01', 'entered')"""
OF_DRAFT, ADOPTED = f"UPDATE {D} SET ", "status = 'in_force', adopted_by_id = {sun}, wording_id = (SELECT min(id) FROM commitments_wording)"
AS_STAFF = " AND set_config('role', 'staff', true) = 'staff'"
WORDING = f"""INSERT INTO {W} (code, name, name_en, document, article, valid_from, verified, family, body, heads, yardsticks, public)
  SELECT code, name, name_en, document, article, '2099-01-01', verified, family, body, heads, yardsticks, public FROM {W} WHERE code = 'industry'"""

ROWS = [
    *(
        _constraint(L, name, letter(**otherwise), f"{FIRM}; {off(L)}")
        for name, otherwise in (
            ("signed_says_something", {"text": "''"}),
            ("signed_says_something", {"signer": "''"}),
            ("signed_lasts", {"valid_until": "'2026-09-21'"}),
            ("signed_project_has_standard", {"project_no": "'1'"}),
            ("signed_project_has_standard", {"standard": "'标准'"}),
            ("signed_replaces_for_a_matter", {"replaces": "'证明'"}),
        )
    ),
    *(
        _constraint(L, name, SET + change, FREE)
        for name, change in (
            ("signed_acceptance_is_whole", "status = 'in_force'"),
            ("signed_acceptance_is_whole", ACCEPTED),
            ("signed_verification_is_whole", f"status = 'kept', {ACCEPTED}"),
            ("signed_verification_is_whole", f"status = 'in_force', {ACCEPTED}, {JUDGED}"),
            ("signed_breach_is_filed", f"status = 'broken', {ACCEPTED}, {JUDGED}"),
            ("signed_breach_is_filed", f"status = 'in_force', {ACCEPTED}, filing_id = {{filing}}"),
            ("signed_repair_is_whole", f"status = 'repaired', {ACCEPTED}, {JUDGED}, filing_id = {{filing}}"),
            ("signed_repair_is_whole", REPAIRED),
            ("signed_four_eyes", f"status = 'in_force', {ACCEPTED}".replace("{sun}", "{zhou}")),
            ("signed_verified_by_another", f"status = 'kept', {ACCEPTED}, {JUDGED}".replace("{gao}", "{zhou}")),
            ("signed_verified_by_another", f"status = 'kept', {ACCEPTED}, {JUDGED}, alleged_by_id = {{gao}}"),
            ("signed_repaired_by_another", f"status = 'repaired', {ACCEPTED}, {JUDGED}, filing_id = {{filing}}, mended_by_id = {{sun}}, repaired_by_id = {{sun}}, {REPAIRED}"),
            ("signed_repaired_by_another", f"status = 'repaired', {ACCEPTED}, {JUDGED}, filing_id = {{filing}}, repaired_by_id = {{sun}}, {REPAIRED}"),
        )
    ),
    _trigger(L, "begins", letter(alleged_on="'2026-09-22'"), "begins undecided", f"{FIRM}; {only(L, 'begins')}"),
    _trigger(L, "begins", letter(status="'printed'"), "begins undecided", f"{FIRM}; {only(L, 'begins')}"),
    _trigger(L, "entered", letter(subject_id="{housing}"), "signed by organisations"),
    _trigger(L, "entered", letter(subject_id="{person}"), "signed by organisations"),
    *(
        _trigger(L, "entered", letter(wording_id=f"(SELECT id FROM commitments_wording WHERE code = '{code}')"), "of a kind in force", FIRM)
        for code in ("repair", "service_quality")
    ),
    _trigger(L, "entered", letter(signed_on="'2018-07-31'"), "of a kind in force", FIRM),
    _trigger(L, "entered", letter(), "broken and is not made good", f"{FREE}; {BROKEN}; ALTER TABLE {L} ENABLE TRIGGER {L}_entered"),
    _trigger(L, "rests", IN_FORCE, "with its signed copy", f"{ONE}; {only(L, 'rests')}"),
    _trigger(L, "rests", BROKEN, "filed about who signed it", f"{ONE}; {off(L, C)}; {ONE_COPY}; ALTER TABLE {L} ENABLE TRIGGER {L}_rests"),
    _trigger(L, "status_by_step", f"{SET}status = 'printed'", "only by a step taken", ONE),
    _trigger(L, "revision", f"{SET}revision = revision + 2", "raised by the database", ONE),
    _trigger(L, "with_a_step", f"{SET}alleged_on = '2026-09-22'", "with that step only", ONE),
    named(L, "commitments.signedletter", ONE, f"{SET}alleged_by_id = {{sun}}"),
    *(
        _trigger(L, "fixed", SET + change, "is fixed", f"{ONE}; {only(L, 'fixed')}")
        for change in (
            *("address = gen_random_uuid()", "unit_id = {housing}", "subject_id = {housing}", "wording_id = wording_id + 1", "project_no = '1', standard = '1'"),
            *("text = 'x'", "signer = 'x'", "signed_on = '2026-09-20'", "valid_until = '2027-01-01'", "made_by_id = {sun}", "made_at = now() - interval '1 day'"),
        )
    ),
    _trigger(L, "set_once", f"{SET}accepted_on = '2026-09-23'", "set once", f"{FREE}; {IN_FORCE}; ALTER TABLE {L} ENABLE TRIGGER {L}_set_once"),
    _trigger(L, "clock", letter(made_at="'2026-01-01'"), "clock of the database", f"{FIRM}; {only(L, 'clock')}"),
    _trigger(C, "rests", ONE_COPY, "between the printing", f"{FREE}; {only(C, 'rests')}"),
    _constraint(C, "signedcopy_is_what_it_says", COPY % ("pdf", "'MZ'"), f"{FREE}; {off(C)}"),
    _constraint(C, "signedcopy_is_small", COPY % ("pdf", LARGE), f"{FREE}; {off(C)}"),
    _trigger(C, "append_only", f"UPDATE {C} SET name = 'b'", "only ever added", f"{FREE}; {ONE_COPY}"),
    _constraint(K, "letter_check_says_something", CHECK.replace("'查'", "''"), f"{FREE}; {off(K)}"),
    _constraint(K, "letter_check_says_something", CHECK.replace("'passed'", "'other'"), f"{FREE}; {off(K)}"),
    _trigger(K, "rests", CHECK, "is in force", f"{FREE}; {only(K, 'rests')}"),
    *(_trigger(K, "rests", CHECK.replace("2026-09-22", day), "is in force", f"{FREE}; {IN_FORCE}; {only(K, 'rests')}") for day in ("2026-09-21", "2099-01-01")),
    _trigger(K, "append_only", f"UPDATE {K} SET words = 'b'", "only ever added", CHECKED),
    _trigger(K, "clock", CHECK.replace("words)", "words, at)").replace("'查' FROM", "'查', '2026-01-01' FROM"), "clock of the database", f"{FREE}; {IN_FORCE}; {only(K, 'clock')}"),
    _constraint(P, "letterproof_is_what_it_says", PROOF % ("png", "'%PDF-1.7'"), CHECKED),
    _constraint(P, "letterproof_is_small", PROOF % ("pdf", LARGE), CHECKED),
    _trigger(P, "append_only", f"DELETE FROM {P}", "only ever added", f"{CHECKED}; {ONE_PROOF}"),
    # ── collective signings ──
    *(_constraint(E, "signing_says_something", EVENT.replace(given, "''")) for given in ("'题'", "'文'", "'厅'")),
    _constraint(E, "signing_confirmation_is_whole", OF_EVENT + CONFIRMED, f"{EVENT}; {off(E)}"),
    _constraint(E, "signing_confirmation_is_whole", f"{OF_EVENT}confirmed_on = '2026-09-22'", f"{EVENT}; {off(E)}"),
    _constraint(E, "signing_four_eyes", OF_EVENT + CONFIRMED.replace("{sun}", "{zhou}"), f"{EVENT}; {off(E)}; {NO_PAPER}"),
    _trigger(E, "begins", EVENT.replace("'drafted'", "'discarded'"), "begins undecided"),
    _trigger(E, "rests", OF_EVENT + CONFIRMED, "held and signed", f"{LISTED}; {NO_PAPER}; {only(E, 'rests')}"),
    _trigger(E, "status_by_step", f"{OF_EVENT}status = 'discarded'", "only by a step taken", EVENT),
    _trigger(E, "revision", f"{OF_EVENT}revision = revision + 2", "raised by the database", EVENT),
    _trigger(E, "with_a_step", f"{OF_EVENT}confirmed_on = '2026-09-22'", "with that step only", f"{EVENT}; {NO_PAPER}"),
    named(E, "commitments.signing", f"{EVENT}; {NO_PAPER}", f"{OF_EVENT}confirmed_by_id = {{sun}}"),
    *(
        _trigger(E, "fixed", OF_EVENT + change, "is fixed", f"{EVENT}; {only(E, 'fixed')}")
        for change in ("unit_id = {housing}", "title = 'x'", "text = 'x'", "held_on = '2026-09-20'", "place = 'x'", "made_by_id = {sun}", "made_at = now() - interval '1 day'")
    ),
    _trigger(E, "clock", EVENT.replace("status)", "status, made_at)").replace("'drafted')", "'drafted', '2026-01-01')"), "clock of the database"),
    _constraint(N, "signatory_has_a_name", NAME % ("NULL", ""), EVENT),
    _trigger(N, "listed", NAME % ("NULL", "甲"), "fixed with its confirmation", f"{EVENT}; {off(E)}; {OF_EVENT}status = 'discarded'"),
    _trigger(N, "listed", f"UPDATE {N} SET struck = true", "fixed with its confirmation", f"{LISTED}; {off(E)}; {OF_EVENT}status = 'discarded'"),
    _trigger(N, "listed", NAME % ("{person}", "甲"), "with the unit served in", EVENT),
    _trigger(N, "struck", f"UPDATE {N} SET struck = false", "stays struck", f"{LISTED}; UPDATE {N} SET struck = true"),
    *(_trigger(N, "fixed", f"UPDATE {N} SET {change}", "is fixed", LISTED) for change in ("unit_id = {housing}", "name = 'x'", "by_id = {sun}")),
    # ── templates ──
    *(_constraint(D, "wording_draft_says_what_and_why", DRAFT.replace(given, "''")) for given in ("'industry'", "'文'", "'据'", "'条'")),
    _constraint(D, "wording_draft_adoption_is_whole", f"{OF_DRAFT}status = 'in_force'", f"{DRAFT}; {off(D)}"),
    _constraint(D, "wording_draft_adoption_is_whole", f"{OF_DRAFT}adopted_by_id = {{sun}}", f"{DRAFT}; {off(D)}"),
    _constraint(D, "wording_draft_four_eyes", OF_DRAFT + ADOPTED.replace("{sun}", "{zhou}"), f"{DRAFT}; {off(D)}"),
    _trigger(D, "begins", DRAFT.replace("'entered'", "'discarded'"), "begins undecided"),
    _trigger(D, "status_by_step", f"{OF_DRAFT}status = 'discarded'", "only by a step taken", DRAFT),
    _trigger(D, "revision", f"{OF_DRAFT}revision = revision + 2", "raised by the database", DRAFT),
    _trigger(D, "with_a_step", OF_DRAFT + ADOPTED, "with that step only", f"{DRAFT}; {only(D, 'with_a_step')}"),
    named(D, "commitments.wordingdraft", DRAFT, OF_DRAFT + ADOPTED),
    *(
        _trigger(D, "fixed", OF_DRAFT + change, "is fixed", f"{DRAFT}; {only(D, 'fixed')}")
        for change in ("code = 'x'", "body = 'x'", "document = 'x'", "article = 'x'", "valid_from = '2098-01-01'", "made_by_id = {sun}", "made_at = now() - interval '1 day'")
    ),
    _trigger(D, "clock", DRAFT.replace("status)", "status, made_at)").replace("'entered')", "'entered', '2026-01-01')"), "clock of the database"),
    _trigger(W, "adopted", f"UPDATE {W} SET valid_until = '2099-01-01' WHERE code = 'industry'{AS_STAFF}", "adoption of its draft", DRAFT),
    _trigger(W, "adopted", WORDING + AS_STAFF, "adoption of its draft", DRAFT),
    *(
        _trigger(W, "fixed", f"UPDATE {W} SET {change} WHERE code = 'industry'", "is fixed")
        for change in (
            *("code = 'x'", "name = 'x'", "name_en = 'x'", "document = 'x'", "article = 'x'", "valid_from = '2018-08-02'", "verified = true"),
            *("family = 'public'", "body = 'x'", "heads = '{{}}'", "yardsticks = '{{date}}'", "public = false"),
        )
    ),
]  # fmt: skip
# Indexes: name, table, what is forbidden, how it is taken away, the words of the refusal, what is made ready.
INDEXES = [
    ("signatory_person_once", N, NAME % ("{person}", "乙"), "DROP INDEX signatory_person_once", "signatory_person_once", f"{EVENT}; {off(N)}; {NAME % ('{person}', '甲')}"),
    ("signatory_name_once", N, NAME % ("NULL", "甲"), "DROP INDEX signatory_name_once", "signatory_name_once", LISTED),
    ("wording_draft_one_open", D, DRAFT, "DROP INDEX wording_draft_one_open", "wording_draft_one_open", DRAFT),
]  # fmt: skip
