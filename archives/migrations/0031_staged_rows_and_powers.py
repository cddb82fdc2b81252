"""What PostgreSQL keeps of staged rows, reliefs and lists of powers beside: rows stand once they are checked, an item says what was adopted."""

from django.db import migrations

from integrity import guards

# Rows come before the filing is checked and go with its discarding; after the approval goes what became no record.
STAGED = """
CREATE FUNCTION archives_staged_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND EXISTS (SELECT FROM (SELECT DISTINCT filing_id FROM added) n JOIN archives_filing f ON f.id = n.filing_id
    WHERE f.status <> 'received') THEN
    RAISE EXCEPTION 'The rows of a filing come before it is checked.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION archives_staged_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND EXISTS (SELECT FROM (SELECT DISTINCT filing_id FROM removed) n JOIN archives_filing f ON f.id = n.filing_id
    WHERE f.status <> 'received' AND NOT (CASE f.status
      WHEN 'approved' THEN TG_TABLE_NAME = 'archives_rowcheck' OR NOT EXISTS (SELECT FROM removed d WHERE d.filing_id = f.id AND NOT EXISTS (
        SELECT FROM archives_rowcheck x WHERE x.filing_id = d.filing_id AND x.row_no = d.row_no AND x.outcome IN (0, 3)))
      ELSE EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'archives.filing' AND s.entry_id = f.id AND s.step = 'discard'
        AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) END)) THEN
    RAISE EXCEPTION 'The rows of a filing stand once it is checked, until it is discarded.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_in_time AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_staged_in_time();
CREATE TRIGGER {table}_stand AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION archives_staged_stands();
"""
    for table in ("archives_filedrow", "archives_rowcheck")
)
UNSTAGED = (
    "".join(
        f"DROP TRIGGER {table}_in_time ON {table}; DROP TRIGGER {table}_stand ON {table};" for table in ("archives_filedrow", "archives_rowcheck")
    )
    + "DROP FUNCTION archives_staged_in_time(), archives_staged_stands();"
)

# An item says what its draft said, by the decision it named; a change begins on the day of its adoption at the earliest, what the list
# holds already on that day at the latest.
RESTS = """
CREATE OR REPLACE FUNCTION archives_poweritem_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  {declared}today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  earliest date := ((now() - interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date; -- for a request that began before midnight
BEGIN
  IF NOT EXISTS (
    SELECT FROM archives_powerdraft d JOIN integrity_steptaken s ON s.entry_kind = 'archives.powerdraft' AND s.entry_id = d.id AND s.step = 'adopt'
    WHERE d.unit_id = NEW.unit_id AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin) AND CASE TG_OP
      WHEN 'INSERT' THEN d.item_id = NEW.id AND d.code = NEW.code AND d.starts_on = NEW.valid_from{as_said}
      ELSE d.starts_on = NEW.valid_until AND d.authority = NEW.end_authority{as_ended}
        AND CASE d.purpose WHEN 'merge' THEN NEW.code = ANY (d.merges) ELSE d.purpose IN ('adjust', 'cut') AND NEW.code = d.code END END) THEN
    RAISE EXCEPTION 'An item of a list of powers comes and ends by the adoption of its draft.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NOW = RESTS.format_map(
    {
        "declared": """reads jsonb := (SELECT jsonb_object_agg(name, to_jsonb(NEW) -> name) FROM unnest(ARRAY['name', 'kind', 'duty', 'document', 'article',
    'is_matter', 'statutory_days', 'promised_days', 'handling', 'handled_with', 'materials', 'accepts']) name);
  """,
        "as_said": """ AND d.said = reads AND d.authority = NEW.authority
        AND NEW.change = CASE d.purpose WHEN 'list' THEN 'listed' WHEN 'add' THEN 'added' WHEN 'adjust' THEN 'adjusted' ELSE 'merged' END
        AND NEW.valid_until IS NULL AND NOT (integrity_at_work() AND CASE d.purpose WHEN 'list' THEN d.starts_on > today ELSE d.starts_on < earliest END)""",
        "as_ended": " AND NEW.merged_into = CASE WHEN d.purpose = 'merge' AND NEW.code <> d.code THEN d.code ELSE '' END",
    }
)
BEFORE = RESTS.format_map({"declared": "", "as_said": "", "as_ended": ""})
KIND, DECIDED = "archives.powerdraft", ("decided_by_id", "decided_at")


class Migration(migrations.Migration):
    dependencies = [("archives", "0030_instants"), ("integrity", "0006_by_its_step")]

    operations = [
        migrations.RunSQL(STAGED, UNSTAGED),
        migrations.RunSQL(NOW, BEFORE),
        guards.by_its_step("archives_powerdraft", KIND, {"adopt": (*DECIDED, "item_id"), "refuse": DECIDED}),
        guards.instant("archives_powerdraft", "decided_at"),
        guards.born("archives_relief"),
    ]
