"""What PostgreSQL refuses about linked persons and what concerns them: rows of the table of ``tests/integrity/test_guards.py``."""

from .guarded_measures import ACTION, DECIDE, DECISION, EXECUTION, ITEM, OF_ACTION, OF_EXECUTION, PLAIN, _constraint, _trigger

CODE = "91990100MA0000006"
SHOP = f"INSERT INTO archives_subject (kind, code, name, sort_key, initials) VALUES ('enterprise', '{CODE}X', '某公司', '', '')"
LINK = f"""INSERT INTO discipline_linkedperson (subject_id, person_id, name, role, from_on, until_on, document_no, source, unit_id, made_by_id, end_document_no,
  withdrawn_reason) SELECT s.id, {{person}}, '欧阳明远', 'legal', '2020-01-01', NULL, '文', '源', {{market}}, {{lin}}, '', '' FROM archives_subject s
  WHERE s.code = '{CODE}X'"""
LINKED = f"{SHOP}; {LINK}"
OF_LINK = "UPDATE discipline_linkedperson SET "
END = "until_on = '2021-01-01', ended_by_id = {lin}, end_document_no = '文'"
WITHDRAWAL = "withdrawn_at = now(), withdrawn_by_id = {zhou}, withdrawn_reason = '错'"
LISTED = ITEM % (PLAIN | {"sort": "incentive", "targets": "person", "least": 6, "most": 24})
OF_PERSON = EXECUTION.replace("feedback)", "feedback, link_id)").replace("'', ''", "'', '', (SELECT max(id) FROM discipline_linkedperson)")
DRAFTED = f"{LINKED}; {ACTION}; {LISTED}; ALTER TABLE discipline_execution DISABLE TRIGGER USER; {OF_PERSON}; ALTER TABLE discipline_execution ENABLE TRIGGER USER"

ROWS = [
    *(
        _constraint("linkedperson", name, LINK.replace(*change), SHOP)
        for name, change in (
            ("linked_person_role", ("'legal'", "'x'")), ("linked_person_half_open", ("NULL,", "'2020-01-01',")),
            ("linked_person_rests_on_a_document", ("'文'", "''")), ("linked_person_rests_on_a_document", ("'源'", "''")),
            ("linked_person_rests_on_a_document", ("'欧阳明远'", "''")),
        )
    ),
    *(
        _constraint("linkedperson", "linked_person_end_is_whole", OF_LINK + change, LINKED)
        for change in ("end_document_no = '文'", "until_on = '2021-01-01', ended_by_id = {lin}", "ended_by_id = {lin}, end_document_no = '文'")
    ),
    *(
        _constraint("linkedperson", "linked_person_withdrawal_is_whole", OF_LINK + change, LINKED)
        for change in ("withdrawn_reason = '错'", "withdrawn_at = now(), withdrawn_by_id = {zhou}", "withdrawn_at = now(), withdrawn_reason = '错'")
    ),
    _constraint("linkedperson", "linked_person_alone", LINK.replace("{person}", "{person2}"), LINKED),
    _constraint("linkedperson", "linked_person_once", LINK.replace("'legal'", "'controller'"), LINKED.replace("'legal'", "'controller'")),
    *(
        _trigger("linkedperson", "begins", LINK.replace(*change), "linked to an enterprise", SHOP)
        for change in (("{person}", "{housing}"), ("SELECT s.id", "SELECT {market}"))
    ),
    _trigger("linkedperson", "begins", LINK.replace("NULL,", "'2021-01-01',").replace("made_by_id,", "made_by_id, ended_by_id,")
             .replace("{lin}, ''", "{lin}, {lin}, 'x'"), "linked to an enterprise", SHOP),
    _trigger("linkedperson", "ends", OF_LINK + END, "on a later day", DRAFTED),
    *(
        _trigger("linkedperson", "stands", OF_LINK + change, "stands", f"{LINKED}; {OF_LINK}{first}")
        for change, first in (("withdrawn_reason = '别的'", WITHDRAWAL), (END, WITHDRAWAL), ("end_document_no = '别的'", END))
    ),
    *(
        _trigger("linkedperson", "fixed", OF_LINK + change, "is fixed", LINKED)
        for change in (
            "person_id = {person2}", "name = '别人'", "role = 'principal'", "from_on = '2019-01-01'", "document_no = 'x'", "source = 'x'", "unit_id = {housing}",
            "made_by_id = {gao}", "made_at = made_at - interval '1 day'",
        )
    ),
    *(_trigger("linkedperson", "set_once", OF_LINK + change, "set once", f"{LINKED}; {OF_LINK}{END}") for change in ("until_on = '2022-01-01'", "ended_by_id = {zhou}")),
    _trigger("execution", "linked", OF_PERSON, "on the day of the matter", f"{LINKED}; {ACTION}; {LISTED}"),
    _trigger("execution", "fixed", f"{OF_EXECUTION}link_id = NULL", "is fixed", DRAFTED),
    _trigger("jointaction", "linked", OF_ACTION + DECISION, "linked by mistake", f"{DRAFTED}; {DECIDE}; {OF_LINK}{WITHDRAWAL}"),
]  # fmt: skip
