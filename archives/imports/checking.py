"""Checking staged rows against the archive: units, duplicates, differences, lateness. Set-based, one pass."""

from __future__ import annotations

from django.db import connection

from archives.models import Filing

from .layouts import LAYOUTS

# Working days within which a decision must be published (发改办财金〔2018〕424号). Editable law: ``archives.terms``.
CHECK = r"""
INSERT INTO archives_stagedresult (filing_id, row_no, outcome, key, subject_id, issuer_id, current_id, report_due_on, errors)
WITH narrow AS MATERIALIZED (
  SELECT row_no, subject_code, issuer_code, source_code, decided_on, item_id, key, row_hash, errors IS NOT NULL AS bad
  FROM archives_stagedrow WHERE filing_id = %(filing)s
), codes AS MATERIALIZED (
  SELECT c.code, s.id, s.kind FROM (SELECT subject_code AS code FROM narrow UNION SELECT issuer_code FROM narrow) c
  LEFT JOIN archives_subject s USING (code)
), twice AS MATERIALIZED (
  SELECT key, min(row_no) AS first FROM narrow WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1
), due AS MATERIALIZED (
  SELECT d.decided_on, e.day FROM (SELECT DISTINCT decided_on FROM narrow) d
  JOIN integrity_calendarday c ON c.day = d.decided_on
  JOIN integrity_calendarday e ON e.ordinal = c.ordinal + %(term)s AND e.is_workday
), found AS (
  SELECT n.row_no, n.key, n.row_hash, n.bad, s.id AS subject_id, i.id AS issuer_id, cur.id AS current_id,
    cur.row_hash AS current_hash, cur.withdrawn_at AS current_withdrawn, due.day AS due_on,
    CASE WHEN i.id IS NULL AND n.issuer_code IS NOT NULL THEN jsonb_build_array(jsonb_build_object(
           'column', %(issuer_column)s::text, 'value', n.issuer_code, 'rule', 'unknown_issuer', 'args', '{}'::jsonb)) END AS e1,
    CASE WHEN s.id IS NULL AND left(n.subject_code, 2) IN ('11', '12') THEN jsonb_build_array(jsonb_build_object(
           'column', %(subject_column)s::text, 'value', n.subject_code, 'rule', 'unknown_body', 'args', '{}'::jsonb)) END AS e2,
    CASE WHEN n.source_code IS DISTINCT FROM %(unit)s THEN jsonb_build_array(jsonb_build_object(
           'column', %(source_column)s::text, 'value', coalesce(n.source_code, ''), 'rule', 'foreign_unit', 'args', '{}'::jsonb)) END AS e3,
    CASE WHEN n.row_no > t.first THEN jsonb_build_array(jsonb_build_object(
           'column', %(document_column)s::text, 'value', '', 'rule', 'duplicate', 'args', jsonb_build_object('first', t.first))) END AS e4,
    CASE WHEN s.kind IS NOT NULL AND ci.subject_kinds IS NOT NULL AND NOT s.kind = ANY(ci.subject_kinds) THEN jsonb_build_array(jsonb_build_object(
           'column', %(subject_column)s::text, 'value', n.subject_code, 'rule', 'wrong_subject', 'args', '{}'::jsonb)) END AS e5
  FROM narrow n
  LEFT JOIN codes s ON s.code = n.subject_code
  LEFT JOIN codes i ON i.code = n.issuer_code
  LEFT JOIN archives_catalogueitem ci ON ci.id = n.item_id
  LEFT JOIN twice t ON t.key = n.key
  LEFT JOIN due ON due.decided_on = n.decided_on
  LEFT JOIN archives_record cur ON cur.key = n.key AND cur.known_until = '9999-12-31 00:00:00+00'::timestamptz
)
SELECT %(filing)s, row_no,
  CASE WHEN bad OR coalesce(e1, e2, e3, e4, e5) IS NOT NULL THEN 0
       WHEN current_id IS NULL THEN 1
       WHEN current_hash = row_hash AND current_withdrawn IS NULL THEN 3
       ELSE 2 END,
  key, subject_id, issuer_id, current_id, due_on,
  CASE WHEN coalesce(e1, e2, e3, e4, e5) IS NOT NULL THEN
    coalesce(e1, '[]') || coalesce(e2, '[]') || coalesce(e3, '[]') || coalesce(e4, '[]') || coalesce(e5, '[]') END
FROM found
"""

COUNT = """
SELECT count(*), count(*) FILTER (WHERE outcome = 0), count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
  count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome IN (1, 2) AND report_due_on < %s)
FROM archives_stagedresult WHERE filing_id = %s
"""


def check(filing: Filing, *, today, term: int) -> None:
    """Compare all staged rows with the archive and set the filing's counts (not saved). Replaces earlier results.

    ``term`` is the number of working days within which a decision must be reported.
    """
    layout = LAYOUTS[filing.layout]
    column = {c.feeds: c.code for c in layout.columns if c.feeds}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_stagedresult WHERE filing_id = %s", [filing.pk])
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
