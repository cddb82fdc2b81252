"""A joint action is sent while its record stands, and waits for whoever ends the record at the same moment."""

from django.db import migrations

# As `models.measure.standing` asks on the day of the decision. The lock is that of `lifting.lock`: a grant, a shield and a decision on
# one record wait for each other; the row of the record makes a withdrawal wait.
DECIDED = """
CREATE FUNCTION discipline_jointaction_decide_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE midnight timestamptz := (NEW.decided_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('lifting ' || NEW.record_no, 0));
  PERFORM FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    AND r.withdrawn_at IS NULL AND r.ends_on > NEW.decided_on FOR SHARE;
  IF NOT FOUND OR EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.from_at < midnight
    AND (f.until_on IS NULL OR f.until_on > NEW.decided_on) AND (f.ended_at IS NULL OR f.ended_at >= midnight)) THEN
    RAISE EXCEPTION 'A joint action is sent while its record stands.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_jointaction_decide_rests AFTER UPDATE ON discipline_jointaction FOR EACH ROW
  WHEN (NEW.status = 'out' AND OLD.status <> 'out') EXECUTE FUNCTION discipline_jointaction_decide_rests();
"""
UNDONE = "DROP TRIGGER discipline_jointaction_decide_rests ON discipline_jointaction; DROP FUNCTION discipline_jointaction_decide_rests();"


class Migration(migrations.Migration):
    dependencies = [("discipline", "0018_gone"), ("archives", "0032_gone")]

    operations = [migrations.RunSQL(DECIDED, UNDONE)]
