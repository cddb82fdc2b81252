from django.db import migrations

from integrity import guards

NUMBERS = ("CREATE SEQUENCE archives_record_number", "DROP SEQUENCE archives_record_number")

# One version of a decision is what we know now; the index carries what checking a file needs.
ONE_CURRENT = (
    """CREATE UNIQUE INDEX record_one_current ON archives_record (key) INCLUDE (id, row_hash, withdrawn_at)
    WHERE known_until = '9999-12-31 00:00:00+00'""",
    "DROP INDEX record_one_current",
)

# A half-open time with an end: a publication without an end cannot be stored.
SHOWN = (
    """ALTER TABLE archives_record ADD CONSTRAINT record_shown_half_open CHECK (
      shown IS NULL OR (lower_inc(shown) AND NOT upper_inc(shown) AND NOT upper_inf(shown) AND NOT lower_inf(shown)))""",
    "ALTER TABLE archives_record DROP CONSTRAINT record_shown_half_open",
)

# Two period rules never apply to one decision. (Without btree_gist the equal parts are one-value ranges.)
ONE_RULE = (
    """ALTER TABLE archives_periodrule ADD CONSTRAINT period_rules_do_not_overlap EXCLUDE USING gist (
      int8range(hashtextextended(kind, 0), hashtextextended(kind, 0), '[]') WITH &&,
      int4range(tier, tier, '[]') WITH &&,
      daterange(valid_from, valid_until) WITH &&)""",
    "ALTER TABLE archives_periodrule DROP CONSTRAINT period_rules_do_not_overlap",
)

# What foreign keys and a foreign-key-like rule say, once a statement: every reference exists, and the item is in the
# catalogue edition in force on the decision date (全国公共信用信息基础目录: nothing outside the catalogue may be recorded).
CATALOGUED = (
    """
CREATE FUNCTION archives_record_catalogued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT item_id, decided_on FROM added) n
    LEFT JOIN archives_catalogueitem i ON i.id = n.item_id LEFT JOIN archives_catalogueedition e ON e.id = i.edition_id
    WHERE e.id IS NULL OR n.decided_on < e.valid_from OR n.decided_on >= e.valid_until
  ) THEN
    RAISE EXCEPTION 'Nothing outside the catalogue in force on the decision date may be recorded.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT subject_id FROM added UNION SELECT issuer_id FROM added EXCEPT SELECT id FROM archives_subject)
    OR EXISTS (SELECT period_rule_id FROM added EXCEPT SELECT id FROM archives_periodrule)
    OR EXISTS (SELECT filing_id FROM added EXCEPT SELECT id FROM archives_filing) THEN
    RAISE EXCEPTION 'A record refers to a subject, rule or filing that does not exist.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  -- Four eyes: the logins of the application file records only inside the approval of their filing.
  IF current_user IN ('staff', 'worker') AND EXISTS (
    SELECT FROM (SELECT DISTINCT filing_id FROM added) n WHERE NOT EXISTS (
      SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'archives.filing' AND s.entry_id = n.filing_id AND s.target = 'approved'
        AND s.at >= transaction_timestamp())
  ) THEN
    RAISE EXCEPTION 'Records come into being only by the approval of their filing.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_record_catalogued AFTER INSERT ON archives_record
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_record_catalogued();
""",
    "DROP TRIGGER archives_record_catalogued ON archives_record; DROP FUNCTION archives_record_catalogued();",
)

# The tally of a body is written in the same statement as its record, by the owner and by nobody else.
TALLY = (
    """
CREATE FUNCTION archives_record_tally() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO archives_tally (id, subject_id, item_code, tier, decided_on, ends_on, public, known_from, known_until, withdrawn_at)
    SELECT r.id, r.subject_id, i.code, r.tier, r.decided_on, r.ends_on, r.shown IS NOT NULL, r.known_from, r.known_until,
      coalesce(r.withdrawn_at, '9999-12-31 00:00:00+00')
    FROM added r JOIN archives_subject s ON s.id = r.subject_id JOIN archives_catalogueitem i ON i.id = r.item_id
    WHERE s.kind IN ('organ', 'institution', 'township', 'village');
  ELSE
    UPDATE archives_tally t SET known_until = r.known_until, withdrawn_at = coalesce(r.withdrawn_at, '9999-12-31 00:00:00+00')
    FROM changed r WHERE t.id = r.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_record_tally_added AFTER INSERT ON archives_record
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_record_tally();
CREATE TRIGGER archives_record_tally_changed AFTER UPDATE ON archives_record
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION archives_record_tally();
""",
    """DROP TRIGGER archives_record_tally_added ON archives_record; DROP TRIGGER archives_record_tally_changed ON archives_record;
    DROP FUNCTION archives_record_tally();""",
)

# The text of a record stays as long as the record does: a filed row that became a version cannot be deleted.
TEXT_STAYS = (
    """
CREATE FUNCTION archives_filedrow_stays() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE f bigint;
BEGIN
  FOR f IN SELECT DISTINCT filing_id FROM removed LOOP
    IF EXISTS (SELECT FROM archives_record r WHERE r.filing_id = f AND r.row_no IN (SELECT d.row_no FROM removed d WHERE d.filing_id = f)) THEN
      RAISE EXCEPTION 'A filed row that became a record is kept with it.' USING ERRCODE = 'foreign_key_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_filedrow_stays AFTER DELETE ON archives_filedrow
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION archives_filedrow_stays();
""",
    "DROP TRIGGER archives_filedrow_stays ON archives_filedrow; DROP FUNCTION archives_filedrow_stays();",
)

COLUMNS_DECIDED = ("status", "submitted_by_id", "submitted_at", "good_only", "decided_by_id", "decided_at")


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_initial"), ("integrity", "0002_guards")]

    operations = [
        *[migrations.RunSQL(*pair) for pair in (NUMBERS, ONE_CURRENT, SHOWN, ONE_RULE, CATALOGUED, TALLY, TEXT_STAYS)],
        guards.revision("archives_filing", besides=COLUMNS_DECIDED),
        guards.status_by_step("archives_filing", "archives.filing"),
        guards.fixed("archives_filing", "unit_id", "made_by_id", "made_at", "item_code", "source", "layout"),
        guards.set_once(
            "archives_record", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "withdrawal_confirmed_at", "withdrawal_confirmed_by_id"
        ),
        guards.append_only("archives_ending"),
    ]
