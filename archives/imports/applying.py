"""Applying an approved filing: staged rows become record versions, whole, in the transaction of the approval."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from integrity.errors import Refused

NEW_SUBJECTS = """
INSERT INTO archives_subject (kind, code, name, sort_key, initials, filing_id)
SELECT 'enterprise', r.subject_code, r.subject_name, '', '', r.filing_id
FROM archives_filedrow r
WHERE r.filing_id = %(filing)s AND r.row_no IN (
  SELECT min(row_no) FROM archives_rowcheck WHERE filing_id = %(filing)s AND outcome IN (1, 2) AND new_subject IS NOT NULL GROUP BY new_subject)
ON CONFLICT (code) DO NOTHING
"""

CLOSE = """
UPDATE archives_record SET known_until = transaction_timestamp()
WHERE id IN (SELECT current_id FROM archives_rowcheck WHERE filing_id = %(filing)s AND outcome = 2)
  AND known_until = '9999-12-31 00:00:00+00'
"""

# Narrow: the text of a record is the filed row itself, written once by COPY. New and changed rows are two statements,
# so that each is planned for what it is: one without, one with an earlier version.
_INSERT = """
INSERT INTO archives_record (number, key, version, subject_id, item_id, issuer_id, decided_on, tier, amount, scope, period_rule_id,
  minimum_until, ends_on, shown, report_due_on, filing_id, row_no, row_hash, known_from, known_until)
SELECT {number}, x.key, {version}, coalesce(x.subject_id, s.id), x.item_id, x.issuer_id, x.decided_on, x.tier, x.amount, i.scope,
  x.period_rule_id, x.minimum_until, x.ends_on,
  CASE WHEN x.published AND i.scope = 0 THEN
    tstzrange(x.decided_on::timestamp AT TIME ZONE 'Asia/Shanghai', x.ends_on::timestamp AT TIME ZONE 'Asia/Shanghai', '[)') END,
  x.report_due_on, x.filing_id, x.row_no, x.row_hash, transaction_timestamp(), '9999-12-31 00:00:00+00'
FROM archives_rowcheck x
JOIN archives_catalogueitem i ON i.id = x.item_id
LEFT JOIN archives_subject s ON s.code = x.new_subject
{old}
WHERE x.filing_id = %(filing)s AND x.outcome = {outcome}
"""
INSERT_NEW = _INSERT.format(
    number="to_char(x.decided_on, 'YYYY') || '-' || lpad(nextval('archives_record_number')::text, 7, '0')", version="1", old="", outcome=1
)
INSERT_CHANGED = _INSERT.format(
    number="old.number", version="old.version + 1", old="JOIN archives_record old ON old.id = x.current_id", outcome=2
)


def apply(filing) -> int:
    """Make versions of every new and changed row; returns how many. Runs inside the approval's transaction.

    Raises :class:`Refused` when somebody else filed one of the decisions after this filing was checked: what the
    reviewer saw is no longer true.
    """
    if filing.bad and not filing.good_only:
        raise Refused(_("%(filing)s has rows with errors and was not submitted for its good rows only.") % {"filing": filing})
    moved = Refused(_("The archive changed since %(filing)s was checked; return it, so that the unit files again.") % {"filing": filing})
    arguments = {"filing": filing.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(NEW_SUBJECTS, arguments)
        cursor.execute(CLOSE, arguments)
        if cursor.rowcount != filing.changed:
            raise moved
        try:
            with transaction.atomic():
                cursor.execute("SET LOCAL enable_nestloop = off")  # a fresh filing has no statistics yet
                cursor.execute(INSERT_NEW, arguments)
                cursor.execute("SET LOCAL enable_nestloop = on")
                cursor.execute(INSERT_CHANGED, arguments)
        except IntegrityError as error:
            if "record_one_current" in str(error):
                raise moved from None
            raise
    return filing.new + filing.changed
