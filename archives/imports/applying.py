"""Applying an approved filing: staged rows become record versions, whole, in the transaction of the approval."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from integrity.errors import Refused

NEW_SUBJECTS = """
INSERT INTO archives_subject (kind, code, name, sort_key, initials, filing_id)
SELECT DISTINCT ON (r.subject_code) 'enterprise', r.subject_code, r.subject_name, '', '', r.filing_id
FROM archives_stagedrow r JOIN archives_stagedresult x USING (filing_id, row_no)
WHERE r.filing_id = %(filing)s AND x.outcome IN (1, 2) AND x.subject_id IS NULL
ORDER BY r.subject_code, r.row_no
ON CONFLICT (code) DO NOTHING
"""

# Somebody else filed the same decision after this filing was checked: what the reviewer saw is no longer true.
MOVED = """
SELECT count(*) FROM archives_stagedresult x
LEFT JOIN archives_record cur ON cur.key = x.key AND cur.known_until = '9999-12-31 00:00:00+00'::timestamptz
WHERE x.filing_id = %(filing)s AND x.outcome IN (1, 2) AND cur.id IS DISTINCT FROM x.current_id
"""

CLOSE = """
UPDATE archives_record SET known_until = transaction_timestamp()
WHERE id IN (SELECT current_id FROM archives_stagedresult WHERE filing_id = %(filing)s AND outcome = 2)
"""

INSERT = """
INSERT INTO archives_record (number, key, version, subject_id, subject_name, item_id, issuer_id, issuer_name, doc_no, doc_key,
  decided_on, tier, amount, scope, basis, period_rule_id, minimum_until, ends_on, shown, report_due_on, facts, filing_id, row_no,
  row_hash, known_from, known_until)
SELECT coalesce(old.number, to_char(r.decided_on, 'YYYY') || '-' || lpad(nextval('archives_record_number')::text, 7, '0')),
  r.key, coalesce(old.version, 0) + 1, coalesce(x.subject_id, s.id), r.subject_name, r.item_id, x.issuer_id, r.issuer_name,
  r.doc_no, r.doc_key, r.decided_on, r.tier, r.amount, i.scope, r.basis, r.period_rule_id, r.minimum_until, r.ends_on,
  CASE WHEN r.published AND i.scope = 0 THEN
    tstzrange(r.decided_on::timestamp AT TIME ZONE 'Asia/Shanghai', r.ends_on::timestamp AT TIME ZONE 'Asia/Shanghai', '[)') END,
  x.report_due_on, r.facts, r.filing_id, r.row_no, r.row_hash, transaction_timestamp(), '9999-12-31 00:00:00+00'
FROM archives_stagedrow r
JOIN archives_stagedresult x USING (filing_id, row_no)
JOIN archives_catalogueitem i ON i.id = r.item_id
LEFT JOIN archives_subject s ON x.subject_id IS NULL AND s.code = r.subject_code
LEFT JOIN archives_record old ON old.id = x.current_id
WHERE r.filing_id = %(filing)s AND x.outcome IN (1, 2)
ORDER BY r.row_no
"""


def apply(filing) -> int:
    """Make versions of every new and changed row; returns how many. Runs inside the approval's transaction."""
    if filing.bad and not filing.good_only:
        raise Refused(_("%(filing)s has rows with errors and was not submitted for its good rows only.") % {"filing": filing})
    arguments = {"filing": filing.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(MOVED, arguments)
        if cursor.fetchone()[0]:
            raise Refused(_("The archive changed since %(filing)s was checked; return it, so that the unit files again.") % {"filing": filing})
        cursor.execute(NEW_SUBJECTS, arguments)
        cursor.execute(CLOSE, arguments)
        cursor.execute(INSERT, arguments)
        return cursor.rowcount
