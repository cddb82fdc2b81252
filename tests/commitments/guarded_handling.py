"""What PostgreSQL refuses of lists of powers, their drafts and handling times: rows of the table of ``tests/integrity/test_guards.py``."""

from tests.integrity import guarded_steps

ITEM = """INSERT INTO archives_poweritem (unit_id, code, name, kind, duty, document, article, change, authority, valid_from, valid_until, merged_into, end_authority,
    is_matter, statutory_days, promised_days, handling, handled_with, materials, accepts)
  VALUES ({market}, 'X-1', 'n', 'other', 'd', 'doc', 'a', 'listed', 'x', '2024-01-01', NULL, '', '', false, NULL, NULL, '', '', '{{}}', '{{}}')"""
ENDED = ITEM.replace("'2024-01-01', NULL, '', ''", "'2024-01-01', '2025-01-01', '', 'x'")
MATTER = ITEM.replace("false, NULL, NULL, ''", "true, 20, 10, 'sequence'").replace("'{{}}', '{{}}')", "'{{a,b}}', '{{}}')")
APART, OPEN = "ALTER TABLE archives_poweritem DROP CONSTRAINT powers_do_not_overlap", "DROP INDEX power_one_open"
DRAFT = """INSERT INTO archives_powerdraft (revision, made_by_id, unit_id, purpose, code, merges, authority, starts_on, said, status)
  VALUES (1, {lin}, {market}, 'add', 'X-1', '{{}}', 'x', '2026-01-01', '{{}}', 'entered')"""
SET = "UPDATE archives_powerdraft SET "
REFUSED = SET + "status = 'refused', decided_by_id = {zhou}, decided_at = now()"
FREE = f"{DRAFT}; ALTER TABLE archives_powerdraft DISABLE TRIGGER USER"
HANDLED = """INSERT INTO commitments_handling (matter_id, unit_id, number, accepted_on, finished_on, asked_again, made_by_id, finished_by_id)
  SELECT id, unit_id, 'N-1', '2026-03-02', NULL, 0, {lin}, NULL FROM archives_poweritem WHERE code = 'X-1'"""
DONE = HANDLED.replace("'2026-03-02', NULL, 0, {lin}, NULL", "'2026-03-02', '2026-03-09', 0, {lin}, {lin}")
RUNS = f"{MATTER}; {HANDLED}"
OF = "UPDATE commitments_handling SET "
ASKED = """INSERT INTO commitments_materialasked (handling_id, "on", materials, by_id)
  SELECT id, '2026-03-03', '{{a}}', {lin} FROM commitments_handling"""


def guards(trigger, constraint, guard) -> list:
    """The rows, made by the functions of the table itself."""

    def index(table, name, sql, first):
        return guard(name, table, sql, f"DROP INDEX {name}", name, first)

    item, draft, handling, asked = "archives_poweritem", "archives_powerdraft", "commitments_handling", "commitments_materialasked"
    return [
        guard("power_once", item, ENDED, f"ALTER TABLE {item} DROP CONSTRAINT power_once", "power_once", f"{APART}; {ENDED}"),
        index(item, "power_one_open", ITEM.replace("2024-01-01", "2024-02-01"), f"{APART}; {ITEM}"),
        constraint(item, "power_half_open", ENDED.replace("2025-01-01", "2024-01-01")),
        *(constraint(item, "power_has_its_basis", ITEM.replace(part, "''")) for part in ("'X-1'", "'n'", "'d'", "'doc'", "'a'", "'x'")),
        constraint(item, "power_end_has_a_document", ENDED.replace("'', 'x',", "'', '',")),
        constraint(item, "power_end_has_a_document", ITEM.replace("NULL, '', '',", "NULL, 'X-2', '',", 1)),
        constraint(item, "power_matter_is_whole", MATTER.replace("20, 10", "20, 21")),
        constraint(item, "power_matter_is_whole", MATTER.replace("'sequence'", "''")),
        constraint(item, "power_matter_is_whole", ITEM.replace("false, NULL, NULL", "false, 20, NULL")),
        constraint(item, "powers_do_not_overlap", ENDED.replace("2024-01-01", "2024-06-01").replace("2025-01-01", "2026-01-01"), ENDED),
        trigger(item, "archives_poweritem_rests", ITEM, "by the adoption of its draft"),
        trigger(item, "archives_poweritem_stands", f"UPDATE {item} SET valid_until = '2025-02-01'", "stays as it is", ENDED),
        *(
            trigger(item, "archives_poweritem_fixed", f"UPDATE {item} SET {change}", "is fixed", MATTER)
            for change in (
                "unit_id = {housing}", "code = 'X-2'", "name = 'm'", "kind = 'licence'", "duty = 'e'", "document = 'e'", "article = 'b'", "change = 'added'",
                "authority = 'y'", "valid_from = '2024-02-01'", "statutory_days = 19", "promised_days = 9", "handling = 'parallel'", "handled_with = 'z'",
                "materials = '{{c}}'", "accepts = '{{c}}'",
            )
        ),
        trigger(
            item, "archives_poweritem_fixed",
            f"UPDATE {item} SET is_matter = false, statutory_days = NULL, promised_days = NULL, handling = '', materials = '{{{{}}}}'", "is fixed", MATTER,
        ),
        *(constraint(draft, "power_draft_has_its_decision", DRAFT.replace(part, "''")) for part in ("'x'", "'X-1'")),
        index(draft, "power_draft_one_open", DRAFT, DRAFT),
        constraint(draft, "power_draft_four_eyes", REFUSED.replace("{zhou}", "{lin}"), FREE),
        constraint(draft, "power_draft_merges_several", DRAFT.replace("'add'", "'merge'").replace("'{{}}', 'x'", "'{{a}}', 'x'")),
        constraint(draft, "power_draft_merges_several", DRAFT.replace("'{{}}', 'x'", "'{{a}}', 'x'")),
        *(constraint(draft, "power_draft_decision_is_whole", SET + change, FREE) for change in ("status = 'adopted'", "status = 'refused'", "decided_by_id = {zhou}")),
        trigger(draft, "archives_powerdraft_begins", DRAFT.replace("'entered'", "'discarded'"), "begins undecided"),
        trigger(draft, "archives_powerdraft_clock", DRAFT.replace("status)", "status, made_at)").replace("'entered')", "'entered', '2099-01-01')"), "clock of the database"),
        trigger(draft, "archives_powerdraft_status_by_step", SET + "status = 'discarded'", "only by a step taken", DRAFT),
        trigger(draft, "archives_powerdraft_revision", SET + "revision = revision + 2", "raised by the database", DRAFT),
        trigger(draft, "archives_powerdraft_with_a_step", REFUSED, "with that step only", f"{DRAFT}; ALTER TABLE {draft} DISABLE TRIGGER archives_powerdraft_status_by_step"),
        trigger(*guarded_steps.named(draft, "archives.powerdraft", DRAFT, REFUSED.replace("{zhou}", "{gao}"))[1:]),
        *(
            trigger(draft, "archives_powerdraft_fixed", SET + change, "is fixed", DRAFT)
            for change in (
                "unit_id = {housing}", "purpose = 'list'", "code = 'X-2'", "authority = 'y'", "starts_on = '2026-01-02'", "said = '[]'", "made_by_id = {gao}",
                "made_at = made_at - interval '1 day'",
            )
        ),
        trigger(draft, "archives_powerdraft_fixed", SET + "purpose = 'merge', merges = '{{a,b}}'", "is fixed", DRAFT),
        constraint(handling, "handling_once", HANDLED, RUNS),
        constraint(handling, "handling_has_a_number", HANDLED.replace("'N-1'", "''"), MATTER),
        constraint(handling, "handling_ends_after", DONE.replace("2026-03-09", "2026-03-01"), MATTER),
        constraint(handling, "handling_end_is_whole", DONE.replace("{lin}, {lin}", "{lin}, NULL"), MATTER),
        constraint(handling, "handling_end_is_whole", HANDLED.replace("{lin}, NULL", "{lin}, {lin}"), MATTER),
        *(
            trigger(handling, "commitments_handling_rests", sql, "of days that have come", first)
            for sql, first in (
                (HANDLED.replace("2026-03-02", "2099-01-01"), MATTER), (DONE.replace("2026-03-09", "2099-01-01"), MATTER), (HANDLED.replace("2026-03-02", "2023-12-31"), MATTER),
                (HANDLED, ITEM), (HANDLED, ENDED), (HANDLED.replace("SELECT id, unit_id,", "SELECT id, {housing},"), MATTER),
            )
        ),
        trigger(handling, "commitments_handling_stands", OF + "finished_on = '2026-03-10'", "stands once it is finished", f"{MATTER}; {DONE}"),
        trigger(handling, "commitments_handling_stands", OF + "asked_again = 1", "stands once it is finished", f"{MATTER}; {HANDLED.replace('NULL, 0', 'NULL, 2')}"),
        *(
            trigger(handling, "commitments_handling_fixed", OF + change, "is fixed", RUNS)
            for change in (
                "unit_id = {housing}", "number = 'N-2'", "accepted_on = '2026-03-03'", "made_by_id = {gao}", "made_at = made_at - interval '1 day'",
            )
        ),
        trigger(
            handling, "commitments_handling_fixed", OF + "matter_id = (SELECT max(id) FROM archives_poweritem)", "is fixed",
            f"{RUNS}; {MATTER.replace('X-1', 'X-2')}",
        ),
        trigger(handling, "commitments_handling_clock", HANDLED.replace("finished_by_id)", "finished_by_id, made_at)").replace("NULL FROM", "NULL, '2099-01-01' FROM"), "clock of the database", MATTER),
        constraint(asked, "material_asked_names_some", ASKED.replace("{{a}}", "{{}}"), RUNS),
        *(
            trigger(asked, "commitments_materialasked_rests", sql, "Asked for again is material", first)
            for sql, first in (
                (ASKED.replace("{{a}}", "{{c}}"), RUNS), (ASKED.replace("2026-03-03", "2026-03-01"), RUNS), (ASKED.replace("2026-03-03", "2099-03-01"), RUNS),
                (ASKED, f"{MATTER}; {DONE}"),
            )
        ),
        trigger(asked, "commitments_materialasked_append_only", f"UPDATE {asked} SET \"on\" = '2026-03-04'", "only ever added", f"{RUNS}; {ASKED}"),
        trigger(asked, "commitments_materialasked_append_only", f"DELETE FROM {asked}", "only ever added", f"{RUNS}; {ASKED}"),
        trigger(asked, "commitments_materialasked_clock", ASKED.replace("by_id)", "by_id, at)").replace("{lin} FROM", "{lin}, '2099-01-01' FROM"), "clock of the database", RUNS),
    ]  # fmt: skip
