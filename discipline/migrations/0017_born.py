"""What a case or a lifting rests on came into being in this transaction, not only was touched in it: an UPDATE that changes nothing moves xmin."""

from django.db import migrations

from integrity import guards

LIFTINGS = """
CREATE OR REPLACE FUNCTION discipline_lifting_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forever timestamptz := '9999-12-31 00:00:00+00';
  stands boolean := EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawn_at IS NULL AND r.ends_on > NEW.made_on)
    AND NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.ended_at IS NULL AND (f.until_on IS NULL OR f.until_on > NEW.made_on));
  holds boolean := CASE NEW.ground
    WHEN 'repaired' THEN EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.kind = 'repaired')
    WHEN 'restructuring' THEN EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.kind = 'shielded'
      AND f.until_on > NEW.made_on AND f.until_on = NEW.resumed_on AND @of_here@)
    WHEN 'wrong' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawn_at IS NOT NULL)
      OR NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_execution e ON e.id = x.execution_id
        LEFT JOIN discipline_linkedperson k ON k.id = e.link_id WHERE x.lifting_id = NEW.id AND k.withdrawn_at IS NULL)
    WHEN 'withdrawn' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawal_confirmed_at IS NOT NULL)
    WHEN 'corrected' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.version > 1)
    WHEN 'expired' THEN NOT stands OR NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_execution e ON e.id = x.execution_id
      WHERE x.lifting_id = NEW.id AND (e.until_on IS NULL OR e.until_on > NEW.made_on)) END;
BEGIN
  IF holds IS NOT TRUE OR NEW.made_on > (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A lifting rests on its facts (record %: %).', NEW.record_no, NEW.ground USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM discipline_lifting_executions x WHERE x.lifting_id = NEW.id) THEN
    RAISE EXCEPTION 'A lifting names the measures that it lifts.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NOW = LIFTINGS.replace("@of_here@", "integrity_born_here(f.born, f.from_at)")
# As 0010_guards_again left it (and 0005_mine of the kernel mended it).
BEFORE = LIFTINGS.replace("@of_here@", "f.from_at >= transaction_timestamp() AND integrity_mine(f.xmin)")


class Migration(migrations.Migration):
    dependencies = [("discipline", "0016_duty_stands"), ("archives", "0031_staged_rows_and_powers")]

    operations = [guards.born("discipline_case"), migrations.RunSQL(NOW, BEFORE)]
