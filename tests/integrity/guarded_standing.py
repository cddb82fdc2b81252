"""What PostgreSQL refuses of decisions on what no longer stands, or that nothing follows: rows of ``test_guards.py``, as in ``guarded_again``."""

from __future__ import annotations

from tests.commitments.guarded_letters import EVENT
from tests.discipline.guarded import CASE, FREE_NOTIFIED, REPLY
from tests.discipline.guarded import SET as OF_CASE
from tests.discipline.guarded_court import ONE as LISTED_BODY
from tests.discipline.guarded_measures import ACTION, DECISION, LIFTED, OF_ACTION
from tests.repair.guarded import APPLICATION, ONE_COMMITMENT, SHIELDED
from tests.repair.guarded import SET as OF_APPLICATION

from .guarded_again import (
    AS_STAFF,
    ATTACHED,
    CHANGED,
    DOCUMENT,
    GRANTED,
    MARK,
    OB,
    OBJECTION,
    OF_NOBODY,
    OF_OBJECTION,
    OF_TICKET,
    RECORD,
    SERIES,
    STEP,
    TICKET,
    WITHDRAWN,
    _row,
    alone,
    at_instant,
    born,
    by_clock,
    rests,
)

EARLIER = "UPDATE archives_relief SET from_at = '2020-01-01'"
NAMES_ITS_CORRECTION = f"{OF_OBJECTION}filing_id = {{filing}}"
MENDED = f"{alone('archives_filing')}; UPDATE archives_filing SET source = 'mend' WHERE id = {{filing}}"
OF_ANOTHER = f"{alone('archives_filedrow')}; UPDATE archives_filedrow SET subject_code = issuer_code WHERE filing_id = {{filing}}"
NOT_SUBMITTED = f"{alone('integrity_steptaken')}; DELETE FROM integrity_steptaken WHERE entry_kind = 'archives.filing'"
OBJECTED = f"{OBJECTION}; {alone('archives_objectionmark')}; {MARK}"
VERIFIED = (
    f"{OF_OBJECTION}status = '%s', outcome = '%s', verified_by_id = {{sun}}, accepted_on = '2026-09-21', accepted_by_id = {{sun}}, "
    "identified_by_id = {sun}, mark_id = (SELECT max(id) FROM archives_objectionmark)"
)
TOLD = ", decided_on = '2026-09-22', decided_by_id = {sun}"
DELIVERY = "INSERT INTO archives_delivery (at, by_id, how, about, rows, versions) SELECT '2026-01-01', {lin}, 'api', '', 1, int8multirange(int8range({record}, {record}, '[]'))"
NOW = DELIVERY.replace("(at, ", "(").replace("'2026-01-01', ", "")
SHOWN = f"{alone('archives_record')}; {RECORD}" % "known_from = '2026-01-01', shown = tstzrange('2026-01-01', '2027-01-01')"
REFUSED = f"{OF_TICKET}status = 'refused', decided_by_id = {{sun}}, ground_id = (SELECT min(id) FROM complaints_refusalground)"
LIGHTEN = f"{OF_CASE}lightened_by_id = {{gao}}"
LIGHTENED = STEP % ("discipline.case", "lighten", "discipline_case")
CORRECTED = REPLY.replace("'', {wu}", "'p', {wu}") % ("correction", "w", "'{{}}'", "5")
TAKEN_OFF = "UPDATE discipline_courtentry SET removed_on = '2026-10-01'"
OF_THE_BODY = "INSERT INTO archives_membership (user_id, unit_id, role, from_on) VALUES ({sun}, {housing}, 'clerk', '2020-01-01')"


def letter(kind: str, table: str, first: str):
    """A document of ``kind`` about the newest row of ``table``, which is in no state that it could tell of."""
    sql = DOCUMENT % (kind, kind, table.replace("_", ".", 1), f"(SELECT max(id) FROM {table})")
    return _row("archives_document", "repair_document_rests", sql, "what was decided", *(first.split("; ") if first else ()), SERIES)


ROWS = [
    # ── joint actions ──
    rests("discipline_jointaction", "decide", OF_ACTION + DECISION, "while its record stands", ACTION, alone("archives_record"), RECORD % WITHDRAWN),
    rests("discipline_jointaction", "decide", OF_ACTION + DECISION, "while its record stands", ACTION, alone("archives_relief"), SHIELDED, EARLIER),
    rests("discipline_jointaction", "decide", OF_ACTION + DECISION.replace("= drafted_on", "= '2099-01-01'"), "while its record stands", ACTION),
    # ── objections ──
    *(
        rests(OB, "correct", NAMES_ITS_CORRECTION, "filed with it, of that record", OBJECTION, *first)
        for first in ((), (MENDED,), (CHANGED,), (CHANGED, MENDED, OF_ANOTHER), (CHANGED, MENDED, NOT_SUBMITTED))
    ),
    rests(OB, "correct", VERIFIED % ("revoking", "revoked"), "is withdrawn", OBJECTED),
    rests(OB, "told", f"{VERIFIED % ('decided', 'corrected')}{TOLD}, filing_id = {{filing}}", "a second person approved", OBJECTED.replace("r.number, r.id", "'x', r.id")),
    rests(OB, "tell", f"{VERIFIED % ('decided', 'revoked')}{TOLD}", "Whoever received a wrong value", OBJECTED, DELIVERY),
    rests(OB, "tell", f"{VERIFIED % ('decided', 'revoked')}{TOLD}", "corrected in public", OBJECTED, SHOWN),
    by_clock("archives_delivery", NOW, "at"),
    # ── documents ──
    *(letter(kind, "complaints_ticket", TICKET) for kind in ("acceptance", "transfer")),
    *(letter(kind, "discipline_jointaction", ACTION) for kind in ("joint_action", "criticism")),
    *(letter(kind, "discipline_case", CASE) for kind in ("rectification", "notice", "determination", "repair_notice")),
    *(letter(kind, OB, OBJECTION) for kind in ("objection", "reputation")),
    letter("repair", "repair_application", APPLICATION),
    letter("lifting", "discipline_lifting", LIFTED),
    letter("signing", "commitments_signing", EVENT),
    _row("archives_document", "repair_document_rests", f"{OF_NOBODY} WHERE {AS_STAFF}", "what was decided", SERIES),
    _row("archives_document", "repair_document_rests", DOCUMENT.replace("FROM archives_documentseries s", f"FROM archives_documentseries s WHERE {AS_STAFF}") % ("certificate", "certificate", "complaints.ticket", "(SELECT max(id) FROM complaints_ticket)"), "what was decided", TICKET, SERIES),
    # ── files of tickets ──
    rests("complaints_attachment", "", ATTACHED, "comes with its ticket", TICKET, alone("complaints_ticket"), f"{OF_TICKET}born = 1"),
    rests("complaints_attachment", "", ATTACHED, "comes with its ticket", TICKET, alone("complaints_ticket"), REFUSED),
    born("complaints_ticket", TICKET),
    # ── what ends, and what becomes lighter ──
    rests("discipline_case", "lighten", LIGHTEN, "from a tier above the lowest", FREE_NOTIFIED, f"{OF_CASE}loss = 5000000"),
    rests("discipline_case", "lighten", LIGHTEN, "from a tier above the lowest", FREE_NOTIFIED, alone("discipline_reply"), CORRECTED),
    rests("integrity_steptaken", "lighten", LIGHTENED, "lightens it, once", FREE_NOTIFIED),
    rests("integrity_steptaken", "lighten", LIGHTENED, "lightens it, once", FREE_NOTIFIED, LIGHTEN, LIGHTENED),
    *(
        rests("discipline_courtentry", "removed", f"{TAKEN_OFF}{told}", "An officer who is not of the body", LISTED_BODY, *first)
        for told, first in (("", ()), (", removed_by_id = {lin}", ()), (", removed_by_id = {sun}", (OF_THE_BODY,)))
    ),
    rests("discipline_courtentry", "removed", "UPDATE discipline_courtentry SET removed_by_id = {zhou}", "An officer who is not of the body", LISTED_BODY, alone("discipline_courtentry"), TAKEN_OFF),
    rests("commitments_letter", "ended", "UPDATE commitments_letter SET ended_at = now()", "ends with the application", ONE_COMMITMENT),
    at_instant("commitments_letter", "ended_at = '2020-01-01'", ONE_COMMITMENT),
    rests("repair_application", "end", f"{OF_APPLICATION}status = 'withdrawn', commitment_id = (SELECT max(id) FROM commitments_letter)", "its commitment ends", APPLICATION, GRANTED),
]  # fmt: skip
