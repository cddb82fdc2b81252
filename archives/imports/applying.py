"""Applying an approved filing: staged rows become record versions, whole, in the transaction of the approval."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from integrity.errors import Refused

from .checking import KIND_BY_CODE, plan_for
from .layouts import LAYOUTS

# Rows that checking found nothing about are new; ``archives_rowcheck`` names the others.
NEW_SUBJECTS = """
INSERT INTO archives_subject (kind, code, name, sort_key, initials, filing_id, address)
SELECT __KIND__, r.subject_code, r.subject_name, '', '', r.filing_id,
  CASE WHEN r.subject_code LIKE 'R%%' THEN replace(gen_random_uuid()::text, '-', '') END
FROM archives_filedrow r
WHERE r.filing_id = %(filing)s AND r.row_no IN (
  SELECT min(n.row_no) FROM archives_filedrow n LEFT JOIN archives_rowcheck x ON x.filing_id = n.filing_id AND x.row_no = n.row_no
  WHERE n.filing_id = %(filing)s AND (x.outcome IS NULL OR x.outcome = 2) AND n.subject_code NOT IN (SELECT code FROM archives_subject)
  GROUP BY n.subject_code)
ON CONFLICT (code) DO NOTHING
""".replace("__KIND__", KIND_BY_CODE.format(code="r.subject_code"))

# The versions that this filing replaces, held until the end: whoever else replaced one has committed before the clock is read.
HOLD = """
SELECT id FROM archives_record WHERE id IN (SELECT current_id FROM archives_rowcheck WHERE filing_id = %(filing)s AND outcome = 2)
ORDER BY id FOR UPDATE
"""

CLOSE = """
UPDATE archives_record SET known_until = %(now)s
WHERE id IN (SELECT current_id FROM archives_rowcheck WHERE filing_id = %(filing)s AND outcome = 2)
  AND known_until = '9999-12-31 00:00:00+00'
"""

# Narrow: the text of a record is the filed row itself, written once by COPY. New and changed rows are two statements,
# so that each is planned for what it is: one without, one with an earlier version. In the order of the keys, which are as good as
# random, so that the largest of the indexes is written from left to right.
# What depends on the two dates alone (year, time shown, day by which it had to be reported) is worked out once per pair.
_INSERT = """
WITH days AS MATERIALIZED (
  SELECT d.decided_on, d.ends_on, to_char(d.decided_on, 'YYYY') || '-' AS year, e.day AS due,
    tstzrange(d.decided_on::timestamp AT TIME ZONE 'Asia/Shanghai', d.ends_on::timestamp AT TIME ZONE 'Asia/Shanghai', '[)') AS shown
  FROM (SELECT DISTINCT decided_on, ends_on FROM archives_filedrow WHERE filing_id = %(filing)s AND errors IS NULL) d
  LEFT JOIN integrity_calendarday c ON c.day = d.decided_on
  LEFT JOIN integrity_calendarday e ON e.ordinal = c.ordinal + %(term)s AND e.is_workday
)
INSERT INTO archives_record (number, key, version, subject_id, item_id, issuer_id, decided_on, tier, amount, scope, period_rule_id,
  minimum_until, ends_on, shown, report_due_on, filing_id, row_no, row_hash, known_from, known_until)
SELECT {number}, r.key, {version}, s.id, r.item_id, u.id, r.decided_on, r.tier, r.amount, {scope}, r.period_rule_id,
  r.minimum_until, r.ends_on, CASE WHEN r.published AND {scope} = 0 THEN days.shown END, days.due, r.filing_id, r.row_no, r.row_hash,
  %(now)s, '9999-12-31 00:00:00+00'
FROM {source}
JOIN days ON days.decided_on = r.decided_on AND days.ends_on = r.ends_on
JOIN archives_catalogueitem i ON i.id = r.item_id
JOIN archives_subject s ON s.code = r.subject_code
JOIN archives_subject u ON u.code = r.issuer_code
WHERE r.filing_id = %(filing)s AND {where}
ORDER BY r.key
"""
# Where a row says itself who may see it (信息使用范围 of 2016), the narrower of the item's disclosure and the row's holds.
STATED_SCOPE = "greatest(i.scope, coalesce((r.facts #>> '{{internal,{key}}}')::smallint, 0))"
NEW = {
    # format() widens to seven digits and cuts nothing off: the ten millionth record has eight.
    # The number of a record about a natural person says nothing of its neighbours: 64 random bits instead of a serial.
    # What is not shown counts in a series of its own (N), so that the public series tells nobody that there is more.
    "number": """CASE WHEN s.address IS NOT NULL THEN left(days.year, 4) || left(md5(gen_random_uuid()::text), 16)
     WHEN r.published AND {scope} = 0 THEN days.year || replace(format('%%7s', nextval('archives_record_number')), ' ', '0')
     ELSE days.year || 'N' || replace(format('%%7s', nextval('archives_record_inner_number')), ' ', '0') END""",
    "version": "1",
    "source": "archives_filedrow r LEFT JOIN archives_rowcheck x ON x.filing_id = r.filing_id AND x.row_no = r.row_no",
    "where": "x.row_no IS NULL AND r.errors IS NULL",
}
CHANGED = {
    "number": "old.number",
    "version": "old.version + 1",
    "source": "archives_rowcheck x JOIN archives_record old ON old.id = x.current_id JOIN archives_filedrow r ON r.filing_id = x.filing_id AND r.row_no = x.row_no",
    "where": "x.filing_id = %(filing)s AND x.outcome = 2",
}


def hold(filing) -> None:
    """Lock the versions that ``filing`` replaces, until the end of the transaction; :func:`apply` comes after it."""
    if filing.changed:
        with connection.cursor() as cursor:
            cursor.execute(HOLD, {"filing": filing.pk})


def apply(filing, *, term: int) -> int:
    """Make versions of every new and changed row; returns how many. Runs inside the approval's transaction, after :func:`hold`.

    ``term``: working days within which a decision had to be reported.

    Raises :class:`Refused` when somebody else filed one of the decisions after this filing was checked: what the
    reviewer saw is no longer true.
    """
    if filing.bad and not filing.good_only:
        raise Refused(_("%(filing)s has rows with errors and was not submitted for its good rows only.") % {"filing": filing})
    moved = Refused(_("The archive changed since %(filing)s was checked; return it, so that the unit files again.") % {"filing": filing})
    arguments = {"filing": filing.pk, "term": term}
    scope = _scope(filing.layout)
    with connection.cursor() as cursor:
        plan_for(cursor, filing.rows)
        cursor.execute(NEW_SUBJECTS, arguments)
        cursor.execute("SELECT clock_timestamp()")
        (arguments["now"],) = cursor.fetchone()
        if filing.changed:
            cursor.execute(CLOSE, arguments)
            if cursor.rowcount != filing.changed:
                raise moved
        made = 0
        try:
            with transaction.atomic():
                if filing.new:
                    cursor.execute(_INSERT.format(**NEW | {"number": NEW["number"].format(scope=scope)}, scope=scope), arguments)
                    made += cursor.rowcount
                if filing.changed:
                    plan_for(cursor, filing.changed)
                    cursor.execute("SET LOCAL join_collapse_limit = 1")  # from the few that changed to everything else
                    cursor.execute(_INSERT.format(**CHANGED, scope=scope), arguments)
                    made += cursor.rowcount
        except IntegrityError as error:
            if "record_one_current" in str(error):
                raise moved from None
            raise
    if made != filing.new + filing.changed:
        raise moved
    return made


def _scope(layout: str) -> str:
    """The SQL for the disclosure of a row of this layout."""
    columns = LAYOUTS[layout].columns if layout in LAYOUTS else ()
    key = next((column.code.lower() for column in columns if column.feeds == "disclosure"), None)
    return STATED_SCOPE.format(key=key) if key else "i.scope"
