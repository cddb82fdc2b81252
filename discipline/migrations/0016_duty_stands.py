"""The duty that a case cites is one of the accused body, chosen at its opening; an examination moves it to its version of the day alone."""

from django.db import migrations

RESTS = """
CREATE FUNCTION discipline_case_duty_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.duty_id IS NOT DISTINCT FROM OLD.duty_id OR TG_OP = 'INSERT' AND NEW.duty_id IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM archives_poweritem n WHERE n.id = NEW.duty_id AND n.unit_id = NEW.accused_id)
    OR TG_OP = 'UPDATE' AND (OLD.status <> 'verifying' OR NOT EXISTS (SELECT FROM archives_poweritem n JOIN archives_poweritem o USING (unit_id, code)
      WHERE n.id = NEW.duty_id AND o.id = OLD.duty_id AND n.valid_from <= NEW.breached_on AND (n.valid_until IS NULL OR n.valid_until > NEW.breached_on))
      OR integrity_at_work() AND EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.id
        AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin))) THEN
    RAISE EXCEPTION 'A case cites the duty of the accused body that it was opened on.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_case_duty_rests AFTER INSERT OR UPDATE ON discipline_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION discipline_case_duty_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0015_stirs"), ("integrity", "0006_by_its_step"), ("archives", "0030_instants")]

    operations = [
        migrations.RunSQL(RESTS, "DROP TRIGGER discipline_case_duty_rests ON discipline_case; DROP FUNCTION discipline_case_duty_rests()")
    ]
