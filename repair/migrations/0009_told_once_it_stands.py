"""An objector is told what stands: a correction that a second person approved, a withdrawal that one confirmed. A shield hides by what came with it."""

from django.db import migrations

SHIELDS = """
CREATE OR REPLACE FUNCTION repair_shielding_confirm_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(NEW.numbers) n (number) WHERE NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = n.number AND f.kind = 'shielded'
    AND f.until_on = NEW.until_on AND @of_here@)) THEN
    RAISE EXCEPTION 'A shield that is confirmed hides every record it names.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF repair_still_runs(NEW.numbers, NEW.until_on) AND EXISTS (SELECT FROM repair_shielding h WHERE h.id = NEW.id AND h.status = 'shielded') THEN
    RAISE EXCEPTION 'A shield that is confirmed rests every measure.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NOW = SHIELDS.replace("@of_here@", "integrity_born_here(f.born, f.from_at)")
BEFORE = SHIELDS.replace("@of_here@", "f.from_at >= transaction_timestamp() AND integrity_mine(f.xmin)")

TOLD = """
CREATE FUNCTION repair_objection_told_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT (CASE NEW.outcome
    WHEN 'corrected' THEN EXISTS (SELECT FROM archives_filing f WHERE f.id = NEW.filing_id AND f.status = 'approved')
    WHEN 'revoked' THEN NOT EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
      AND r.withdrawal_confirmed_at IS NULL)
    ELSE true END) THEN
    RAISE EXCEPTION 'An objector is told what a second person approved or confirmed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER repair_objection_told_rests AFTER UPDATE ON repair_objection FOR EACH ROW
  WHEN (NEW.status = 'decided' AND OLD.status <> 'decided') EXECUTE FUNCTION repair_objection_told_rests();
"""
UNTOLD = "DROP TRIGGER repair_objection_told_rests ON repair_objection; DROP FUNCTION repair_objection_told_rests();"


class Migration(migrations.Migration):
    dependencies = [("repair", "0008_by_its_step"), ("archives", "0031_staged_rows_and_powers")]

    operations = [migrations.RunSQL(NOW, BEFORE), migrations.RunSQL(TOLD, UNTOLD)]
