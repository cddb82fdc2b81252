"""Checking staged rows against the archive: units, duplicates, differences, lateness. Set-based, one pass."""

from __future__ import annotations

from django.db import connection

from archives.models import Filing

from .layouts import LAYOUTS

# Working days within which a decision must be published (发改办财金〔2018〕424号). Editable law: ``archives.terms``.
CHECK = r"""
INSERT INTO archives_rowcheck (filing_id, row_no, outcome, key, row_hash, subject_id, new_subject, issuer_id, current_id, item_id, decided_on, tier,
  amount, period_rule_id, minimum_until, ends_on, published, report_due_on, errors)
WITH narrow AS MATERIALIZED (
  SELECT row_no, subject_code, issuer_code, source_code, decided_on, tier, amount, item_id, period_rule_id, minimum_until, ends_on,
    published, key, row_hash, errors IS NOT NULL AS bad
  FROM archives_filedrow WHERE filing_id = %(filing)s
), codes AS MATERIALIZED (
  SELECT c.code, s.id, s.kind FROM (SELECT subject_code AS code FROM narrow UNION SELECT issuer_code FROM narrow) c
  LEFT JOIN archives_subject s USING (code)
), twice AS MATERIALIZED (
  SELECT key, min(row_no) AS first FROM narrow GROUP BY key HAVING count(*) > 1
), due AS MATERIALIZED (
  SELECT d.decided_on, e.day FROM (SELECT DISTINCT decided_on FROM narrow) d
  JOIN integrity_calendarday c ON c.day = d.decided_on
  JOIN integrity_calendarday e ON e.ordinal = c.ordinal + %(term)s AND e.is_workday
), found AS (
  SELECT n.*, s.id AS subject_id, i.id AS issuer_id, cur.id AS current_id, cur.row_hash AS current_hash,
    cur.withdrawn_at AS current_withdrawn, due.day AS due_on, t.first,
    CASE WHEN i.id IS NULL AND n.issuer_code <> '' THEN 'unknown_issuer' END AS e_issuer,
    CASE WHEN s.id IS NULL AND left(n.subject_code, 2) IN ('11', '12') THEN 'unknown_body'
         WHEN NOT coalesce(s.kind, 'enterprise') = ANY(ci.subject_kinds) THEN 'wrong_subject' END AS e_subject,
    CASE WHEN n.source_code <> %(unit)s THEN 'foreign_unit' END AS e_source,
    CASE WHEN n.row_no > t.first THEN 'duplicate' END AS e_twice
  FROM narrow n
  LEFT JOIN codes s ON s.code = n.subject_code
  LEFT JOIN codes i ON i.code = n.issuer_code
  LEFT JOIN archives_catalogueitem ci ON ci.id = n.item_id
  LEFT JOIN twice t ON t.key = n.key
  LEFT JOIN due ON due.decided_on = n.decided_on
  LEFT JOIN archives_record cur ON cur.key = n.key AND cur.known_until = '9999-12-31 00:00:00+00'::timestamptz
)
SELECT %(filing)s, row_no,
  CASE WHEN bad OR coalesce(e_issuer, e_subject, e_source, e_twice) IS NOT NULL THEN 0
       WHEN current_id IS NULL THEN 1
       WHEN current_hash = row_hash AND current_withdrawn IS NULL THEN 3
       ELSE 2 END,
  key, row_hash, subject_id, CASE WHEN subject_id IS NULL THEN subject_code END, issuer_id, current_id, item_id, decided_on, tier,
  amount, period_rule_id, minimum_until, ends_on, published, due_on,
  CASE WHEN coalesce(e_issuer, e_subject, e_source, e_twice) IS NOT NULL THEN (
    SELECT jsonb_agg(jsonb_build_object('column', c, 'value', v, 'rule', r, 'args', a)) FROM (VALUES
      (%(issuer_column)s::text, issuer_code, e_issuer, '{}'::jsonb), (%(subject_column)s, subject_code, e_subject, '{}'),
      (%(source_column)s, source_code, e_source, '{}'), (%(document_column)s, '', e_twice, jsonb_build_object('first', first))
    ) e (c, v, r, a) WHERE r IS NOT NULL) END
FROM found
"""

COUNT = """
SELECT count(*), count(*) FILTER (WHERE outcome = 0), count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
  count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome IN (1, 2) AND report_due_on < %s)
FROM archives_rowcheck WHERE filing_id = %s
"""


def check(filing: Filing, *, today, term: int) -> None:
    """Compare all staged rows with the archive and set the filing's counts (not saved). Replaces earlier results.

    ``term`` is the number of working days within which a decision must be reported.
    """
    layout = LAYOUTS[filing.layout]
    column = {c.feeds: c.code for c in layout.columns if c.feeds}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_rowcheck WHERE filing_id = %s", [filing.pk])
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(
            CHECK,
            {
                "filing": filing.pk,
                "unit": filing.unit.code,
                "term": term,
                "issuer_column": column["issuer_code"],
                "subject_column": column["subject_code"],
                "source_column": column["source_code"],
                "document_column": column["doc_no"],
            },
        )
        cursor.execute(COUNT, [today, filing.pk])
        filing.rows, filing.bad, filing.new, filing.changed, filing.unchanged, filing.late = cursor.fetchone()
