"""A repaired or shielded record counts no more from its day on, as known from its instant on; what was scored before stays."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("scoring.migrations.0004_follow")

# Asked only of the few records that were ever relieved (archives_tally.relieved), so the sum over all others is as fast as before.
RELIEVED = (
    """
CREATE FUNCTION scoring_relieved(version bigint, day date, known timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (SELECT FROM archives_record r JOIN archives_relief f ON f.number = r.number
    WHERE r.id = $1 AND f.from_at <= known AND (f.from_at AT TIME ZONE 'Asia/Shanghai')::date <= day
      AND coalesce(f.until_on > day, true) AND coalesce(f.ended_at > known OR (f.ended_at AT TIME ZONE 'Asia/Shanghai')::date > day, true))
$$;
-- The records about which a relief began or ended between two questions (day and instant), by knowledge or by time.
CREATE FUNCTION scoring_relief_changed(before date, known_before timestamptz, day date, known timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
  SELECT ARRAY(SELECT r.id FROM archives_relief f JOIN archives_record r ON r.number = f.number
    WHERE f.from_at > known_before AND f.from_at <= known OR f.ended_at > known_before AND f.ended_at <= known
      OR f.until_on > before AND f.until_on <= day
      OR (f.from_at AT TIME ZONE 'Asia/Shanghai')::date > before AND (f.from_at AT TIME ZONE 'Asia/Shanghai')::date <= day
      OR (f.ended_at AT TIME ZONE 'Asia/Shanghai')::date > before AND (f.ended_at AT TIME ZONE 'Asia/Shanghai')::date <= day)
$$;
""",
    "DROP FUNCTION scoring_relieved(bigint, date, timestamptz), scoring_relief_changed(date, timestamptz, date, timestamptz);",
)


def _changed(text: str, *pairs: tuple[str, str]) -> str:
    """``text`` of the migration before with these parts otherwise; each must be there once."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _function(text: str, name: str) -> str:
    """The one function ``name`` out of several."""
    start = text.index(f"FUNCTION {name}(")
    start = text.rindex("CREATE", 0, start)
    return text[start : text.index("$$;", start) + 3]


COUNTED_BEFORE = _function(BEFORE.COUNTS[0], "scoring_counted")
COUNTED = _changed(
    COUNTED_BEFORE.replace("CREATE OR REPLACE", "CREATE"),
    ("r.counts_for_days, $2, $3)\n", "r.counts_for_days, $2, $3)\n    AND (NOT t.relieved OR NOT scoring_relieved(t.id, $2, $3))\n"),
)
ENGINE_BEFORE = _function(BEFORE.COUNTS[0], "scoring_engine")
ENGINE = _changed(ENGINE_BEFORE, ("'scoring_counted', ", "'scoring_counted', 'scoring_relieved', "))
SETTLED = _changed(
    BEFORE.SETTLED[0],
    (
        "  known := coalesce(known, greatest(now - unseen,\n",
        "  known := coalesce(known, greatest(now - unseen,\n"
        "    (SELECT max(greatest(f.from_at, f.ended_at)) FROM archives_relief f WHERE greatest(f.from_at, f.ended_at) <= now),\n",
    ),
)
FOLLOW = _changed(
    BEFORE.FOLLOW[0],
    ("turns date[];", "turns date[]; eased bigint[];"),
    (
        "t.withdrawn_at <= began AND t.withdrawn_at < '9999-12-31 00:00:00+00')\n  THEN",
        "t.withdrawn_at <= began AND t.withdrawn_at < '9999-12-31 00:00:00+00')\n"
        "    AND cardinality(scoring_relief_changed(today, previous.known_at, today, began)) = 0\n  THEN",
    ),
    (
        "  SELECT array_agg(m.subject_id), array_agg(m.digest)",
        "  eased := scoring_relief_changed(previous.as_of, previous.known_at, today, known);\n"
        "  SELECT array_agg(m.subject_id), array_agg(m.digest)",
    ),
    (
        "previous.as_of, previous.known_at) AS counted,",
        "previous.as_of, previous.known_at)\n"
        "          AND (NOT t.relieved OR NOT scoring_relieved(t.id, previous.as_of, previous.known_at)) AS counted,",
    ),
    (
        "r.counts_for_days, today, known) AS counts\n",
        "r.counts_for_days, today, known)\n          AND (NOT t.relieved OR NOT scoring_relieved(t.id, today, known)) AS counts\n",
    ),
    ("OR t.decided_on = ANY (turns)) l", "OR t.decided_on = ANY (turns) OR t.id = ANY (eased)) l"),
)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_follow"), ("archives", "0023_repaired")]

    operations = [
        migrations.RunSQL(RELIEVED[0], migrations.RunSQL.noop),
        migrations.RunSQL(
            COUNTED + ENGINE + SETTLED + FOLLOW,
            "".join(
                text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
                for text in (COUNTED_BEFORE, ENGINE_BEFORE, BEFORE.SETTLED[0], BEFORE.FOLLOW[0])
            )
            + RELIEVED[1],
        ),
    ]
