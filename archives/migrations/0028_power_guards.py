"""What PostgreSQL keeps of the lists of powers: an item comes and ends by the adoption of its draft, and two versions never overlap."""

from django.db import migrations

from integrity import guards

# Two versions of one code of one unit are never in force at once. (Without btree_gist the equal parts are one-value ranges.)
APART = (
    """ALTER TABLE archives_poweritem ADD CONSTRAINT powers_do_not_overlap EXCLUDE USING gist (
      int8range(unit_id, unit_id, '[]') WITH &&,
      int8range(hashtextextended(code, 0), hashtextextended(code, 0), '[]') WITH &&,
      daterange(valid_from, valid_until) WITH &&)""",
    "ALTER TABLE archives_poweritem DROP CONSTRAINT powers_do_not_overlap",
)
KEPT = """
CREATE FUNCTION archives_poweritem_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM archives_powerdraft d JOIN integrity_steptaken s ON s.entry_kind = 'archives.powerdraft' AND s.entry_id = d.id AND s.step = 'adopt'
    WHERE d.unit_id = NEW.unit_id AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin) AND CASE TG_OP
      WHEN 'INSERT' THEN d.item_id = NEW.id AND d.code = NEW.code AND d.starts_on = NEW.valid_from
      ELSE d.starts_on = NEW.valid_until AND d.authority = NEW.end_authority
        AND CASE d.purpose WHEN 'merge' THEN NEW.code = ANY (d.merges) ELSE d.purpose IN ('adjust', 'cut') AND NEW.code = d.code END END) THEN
    RAISE EXCEPTION 'An item of a list of powers comes and ends by the adoption of its draft.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archives_poweritem_rests AFTER INSERT OR UPDATE ON archives_poweritem DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION archives_poweritem_rests();

CREATE FUNCTION archives_poweritem_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A version of an item of powers that has its end stays as it is.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_poweritem_stands BEFORE UPDATE ON archives_poweritem FOR EACH ROW WHEN (OLD.valid_until IS NOT NULL)
  EXECUTE FUNCTION archives_poweritem_stands();

CREATE FUNCTION archives_powerdraft_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A draft of a list of powers begins undecided.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_powerdraft_begins BEFORE INSERT ON archives_powerdraft FOR EACH ROW
  WHEN (NEW.status <> 'entered' OR NEW.revision <> 1 OR num_nonnulls(NEW.decided_by_id, NEW.decided_at, NEW.item_id) > 0)
  EXECUTE FUNCTION archives_powerdraft_begins();
"""
UNDONE = """
DROP TRIGGER archives_poweritem_rests ON archives_poweritem; DROP TRIGGER archives_poweritem_stands ON archives_poweritem;
DROP TRIGGER archives_powerdraft_begins ON archives_powerdraft;
DROP FUNCTION archives_poweritem_rests(), archives_poweritem_stands(), archives_powerdraft_begins();
"""
DRAFT, KIND = "archives_powerdraft", "archives.powerdraft"
DECIDED = ("decided_by_id", "decided_at", "item_id")
ITEM = (
    *("unit_id", "code", "name", "kind", "duty", "document", "article", "change", "authority", "valid_from", "is_matter"),
    *("statutory_days", "promised_days", "handling", "handled_with", "materials", "accepts"),
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0027_power_drafts"), ("integrity", "0005_mine")]

    operations = [
        migrations.RunSQL(*APART),
        migrations.RunSQL(KEPT, UNDONE),
        guards.fixed("archives_poweritem", *ITEM),
        guards.status_by_step(DRAFT, KIND),
        guards.revision(DRAFT, besides=("status", *DECIDED)),
        guards.with_a_step(DRAFT, KIND, *DECIDED),
        guards.named_by_step(DRAFT, KIND, "decided_by_id"),
        guards.fixed(DRAFT, "unit_id", "purpose", "code", "merges", "authority", "starts_on", "said", "made_by_id", "made_at"),
        guards.clock(DRAFT, "made_at"),
    ]
