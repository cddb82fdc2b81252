"""Checking staged rows against the archive: units, duplicates, differences, lateness. Set-based, one pass."""

from __future__ import annotations

from django.db import connection

from archives.models import Filing, ReportingDuty

from .layouts import LAYOUTS

# What a code says of a subject that is not registered yet: R stands before the hash of a natural person, and GB 32100-2015
# tells by the first two signs what an organisation is (5 civil affairs, 92 an individual business).
KIND_BY_CODE = """CASE WHEN {code} LIKE 'R%%' THEN 'person' WHEN left({code}, 2) IN ('51', '52', '53') THEN 'social'
  WHEN left({code}, 2) = '92' THEN 'trader' ELSE 'enterprise' END"""

# Working days within which a decision must be published (发改办财金〔2018〕424号). Editable law: ``archives.terms``.
CHECK = r"""
WITH narrow AS MATERIALIZED (
  SELECT row_no, subject_code, issuer_code, issuer_name, source_code, decided_on, item_id, key, row_hash, errors IS NOT NULL AS bad
  FROM archives_filedrow WHERE filing_id = %(filing)s
), codes AS MATERIALIZED (
  SELECT c.code, s.id, s.kind, s.address, s.ceased_on, o.code AS own_code,
    s.id = ANY(%(itself)s::bigint[]) AS itself, s.id = ANY(%(its_own)s::bigint[]) AS its_own,
    CASE WHEN s.ceased_on IS NOT NULL OR o.id IS NOT NULL THEN jsonb_build_object('day', s.ceased_on,
      'successor', coalesce(z.name || ' ' || z.code, '—'), 'code', o.code, 'name', o.name) ELSE '{}' END AS told
  FROM (SELECT subject_code AS code FROM narrow UNION SELECT issuer_code FROM narrow) c
  LEFT JOIN archives_subject s USING (code)
  LEFT JOIN archives_subject z ON z.id = s.successor_id
  LEFT JOIN (SELECT DISTINCT ON (value) value, subject_id FROM archives_identifier WHERE kind = 'uscc'
    ORDER BY value, until_on DESC) d ON d.value = c.code
  LEFT JOIN archives_subject o ON o.id = d.subject_id
), -- Names typed that are none of the body's, now or earlier; each asked once, however many rows say it.
misnamed AS MATERIALIZED (
  SELECT n.issuer_code, n.issuer_name, jsonb_build_object('name', s.name) AS told
  FROM (SELECT DISTINCT issuer_code, issuer_name FROM narrow WHERE issuer_name <> '' AND NOT %(by_name)s) n
  JOIN archives_subject s ON s.code = n.issuer_code
  WHERE archives_folded(n.issuer_name) <> archives_folded(s.name) AND NOT EXISTS (SELECT FROM archives_earliername e
    WHERE e.subject_id = s.id AND e.taken_back_id IS NULL AND archives_folded(e.name) = archives_folded(n.issuer_name))
), twice AS MATERIALIZED (
  SELECT key, min(row_no) AS first FROM narrow GROUP BY key HAVING count(*) > 1
), due AS MATERIALIZED (
  SELECT d.decided_on, e.day FROM (SELECT DISTINCT decided_on FROM narrow) d
  JOIN integrity_calendarday c ON c.day = d.decided_on
  JOIN integrity_calendarday e ON e.ordinal = c.ordinal + %(term)s AND e.is_workday
), found AS MATERIALIZED (
  SELECT n.*, CASE WHEN cf.id IS NOT NULL THEN cur.id END AS current_id, cf.id IS NOT NULL AND cur.row_hash = n.row_hash AND cur.withdrawn_at IS NULL AS same, due.day < %(today)s AS late, t.first,
    i.told AS i_told, s.told AS s_told, m.told AS m_told,
    CASE WHEN i.own_code IS NOT NULL THEN 'replaced_code'
         WHEN i.id IS NULL AND n.issuer_code <> '' THEN 'unknown_issuer'
         WHEN n.decided_on >= i.ceased_on THEN 'ceased'
         WHEN NOT (%(about_person)s OR i.itself OR ci.routing <> 'unit' AND (i.its_own OR %(for_others)s)) THEN 'foreign_issuer' END AS e_issuer,
    CASE WHEN s.own_code IS NOT NULL THEN 'replaced_code'
         WHEN s.id IS NULL AND left(n.subject_code, 2) IN ('11', '12') THEN 'unknown_body'
         WHEN NOT coalesce(CASE WHEN s.address IS NULL THEN s.kind ELSE %(person_kind)s END, s.kind, __KIND__) = ANY(ci.subject_kinds) THEN 'wrong_subject'
         WHEN n.decided_on >= s.ceased_on THEN 'ceased' END AS e_subject,
    CASE WHEN n.source_code NOT IN ('', %(unit)s) THEN 'foreign_unit' END AS e_source,
    CASE WHEN n.row_no > t.first THEN 'duplicate' END AS e_twice,
    CASE WHEN cf.id IS NOT NULL AND NOT cf.unit_id = ANY(%(itself)s::bigint[]) THEN 'filed_elsewhere' END AS e_other
  FROM narrow n
  LEFT JOIN codes s ON s.code = n.subject_code
  LEFT JOIN codes i ON i.code = n.issuer_code
  LEFT JOIN misnamed m ON m.issuer_code = n.issuer_code AND m.issuer_name = n.issuer_name
  LEFT JOIN archives_catalogueitem ci ON ci.id = n.item_id
  LEFT JOIN twice t ON t.key = n.key
  LEFT JOIN due ON due.decided_on = n.decided_on
  LEFT JOIN archives_record cur ON cur.key = n.key AND cur.known_until = '9999-12-31 00:00:00+00'::timestamptz
  -- What stays in another unit is not there for anybody else: no answer here depends on it (S4 四).
  LEFT JOIN archives_filing cf ON cf.id = cur.filing_id AND (cf.left_at IS NOT NULL OR cf.unit_id = ANY(%(itself)s::bigint[]))
), judged AS MATERIALIZED (
  SELECT *, CASE WHEN e_issuer IS NULL AND m_told IS NOT NULL THEN 'issuer_name' END AS e_name,
    CASE WHEN bad OR m_told IS NOT NULL OR coalesce(e_issuer, e_subject, e_source, e_twice, e_other) IS NOT NULL THEN 0
                 WHEN current_id IS NULL THEN 1 WHEN same THEN 3 ELSE 2 END AS outcome
  FROM found
), kept AS (
  INSERT INTO archives_rowcheck (filing_id, row_no, outcome, current_id, errors)
  SELECT %(filing)s, row_no, outcome, current_id,
    CASE WHEN coalesce(e_issuer, e_name, e_subject, e_source, e_twice, e_other) IS NOT NULL THEN (
      SELECT jsonb_agg(jsonb_build_object('column', c, 'value', v, 'rule', r, 'args', a)) FROM (VALUES
        (%(issuer_column)s::text, issuer_code, e_issuer, i_told),
        (%(name_column)s, left(issuer_name, 80), e_name, m_told),
        -- the code of a natural person is never shown
        (%(subject_column)s, CASE WHEN subject_code LIKE 'R%%' THEN '' ELSE subject_code END, e_subject, s_told),
        (%(source_column)s, source_code, e_source, '{}'),
        (%(document_column)s, (SELECT left(f.doc_no, 80) FROM archives_filedrow f WHERE f.filing_id = %(filing)s AND f.row_no = judged.row_no),
         coalesce(e_twice, e_other), CASE WHEN e_twice IS NULL THEN '{}' ELSE jsonb_build_object('first', first) END)
      ) e (c, v, r, a) WHERE r IS NOT NULL) END
  FROM judged WHERE outcome <> 1
)
SELECT count(*), count(*) FILTER (WHERE outcome = 0), count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
  count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome IN (1, 2) AND late)
FROM judged
""".replace("__KIND__", KIND_BY_CODE.format(code="n.subject_code"))


def plan_for(cursor, rows: int) -> None:
    """Tell the planner what it cannot know: how many rows a filing has that came in a moment ago.

    Without statistics of this filing it expects one row and would loop over all others for each of a hundred thousand.
    For a handful of rows its own choice, the indexes, is the right one. Until the end of the transaction.
    """
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET LOCAL work_mem = '128MB'")
    many = "off" if rows > 500 else "on"
    cursor.execute(f"SET LOCAL enable_nestloop = {many}")
    cursor.execute(f"SET LOCAL enable_mergejoin = {many}")
    cursor.execute(f"SET LOCAL enable_sort = {many}")  # it would sort them all to group them


# The unit with all that was merged into it, and these with all that stands below them: whose decisions it reports.
OWN = """
WITH RECURSIVE itself AS (
  SELECT %(unit)s::bigint AS id UNION SELECT s.id FROM itself JOIN archives_subject s ON s.successor_id = itself.id
), own AS (
  SELECT id FROM itself UNION SELECT s.id FROM own CROSS JOIN LATERAL (
    SELECT id FROM archives_subject WHERE superior_id = own.id UNION ALL SELECT id FROM archives_subject WHERE successor_id = own.id) s
)
SELECT ARRAY(SELECT id FROM itself), ARRAY(SELECT id FROM own)
"""


def _whose(filing: Filing, today) -> dict:
    """Whose decisions the unit of ``filing`` reports: 谁产生、谁负责 (国发〔2016〕33号), so its own, those of what was merged
    into it, and those of the bodies below it; others' only by a charge on record (``ReportingDuty.for_others``), and what is
    about a person by the personnel organ, which collects whatever was decided (威环行政执法字〔2020〕5号 二)."""
    with connection.cursor() as cursor:
        cursor.execute(OWN, {"unit": filing.unit_id})
        itself, its_own = cursor.fetchone()
    charged = ReportingDuty.objects.in_force(today).filter(unit=filing.unit, item_code=filing.item_code, for_others=True)
    return {"itself": itself, "its_own": its_own, "for_others": charged.exists(), "about_person": filing.person_id is not None}


def check(filing: Filing, *, today, term: int) -> None:
    """Compare all staged rows with the archive and set the filing's counts (not saved). Replaces earlier results.

    ``term`` is the number of working days within which a decision must be reported.
    """
    # A file names its columns by official code, a form by key.
    layout = LAYOUTS.get(filing.layout)
    column = {name: name for name in ("issuer_code", "issuer_name", "subject_code", "source_code", "doc_no")}
    if layout:
        column |= {c.feeds: c.code for c in layout.columns if c.feeds}
        column["subject_code"] = next((c.code for c in layout.columns if c.type == "person"), column["subject_code"])
    whose = _whose(filing, today)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_rowcheck WHERE filing_id = %s", [filing.pk])
        plan_for(cursor, filing.rows)
        cursor.execute(
            CHECK,
            {
                "filing": filing.pk,
                "unit": filing.unit.code,
                **whose,
                # A file about natural persons takes each as one: it does not tell who of them serves in public office.
                "person_kind": None if filing.person_id else "person",
                "term": term,
                "today": today,
                "issuer_column": column["issuer_code"],
                "name_column": column["issuer_name"],
                "by_name": bool(layout and layout.by_name),  # taken only under the name of the filing unit
                "subject_column": column["subject_code"],
                "source_column": column["source_code"],
                "document_column": column["doc_no"],
            },
        )
        filing.rows, filing.bad, filing.new, filing.changed, filing.unchanged, filing.late = cursor.fetchone()
