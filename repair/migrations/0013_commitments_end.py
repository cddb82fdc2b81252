"""The public commitment of a repair ends with the step by which its application comes to nothing."""

from django.db import migrations

from integrity import guards

ENDED = """
CREATE FUNCTION commitments_letter_ended_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_application a JOIN integrity_steptaken s ON s.entry_kind = 'repair.application' AND s.entry_id = a.id
    WHERE a.commitment_id = NEW.id AND s.step IN ('refuse', 'withdraw', 'falsify') AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A commitment ends with the application that it was signed for.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_letter_ended_rests AFTER UPDATE ON commitments_letter FOR EACH ROW
  WHEN (NEW.ended_at IS DISTINCT FROM OLD.ended_at) EXECUTE FUNCTION commitments_letter_ended_rests();

-- And none is left behind.
CREATE FUNCTION repair_application_end_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM commitments_letter l WHERE l.id = NEW.commitment_id AND l.ended_at IS NULL) THEN
    RAISE EXCEPTION 'With an application that comes to nothing its commitment ends.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_application_end_rests AFTER UPDATE ON repair_application DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status IN ('refused', 'withdrawn', 'false') AND OLD.status <> NEW.status) EXECUTE FUNCTION repair_application_end_rests();
"""
UNDONE = """
DROP TRIGGER commitments_letter_ended_rests ON commitments_letter; DROP TRIGGER repair_application_end_rests ON repair_application;
DROP FUNCTION commitments_letter_ended_rests(), repair_application_end_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("repair", "0012_letters_say_what_was_decided")]

    operations = [migrations.RunSQL(ENDED, UNDONE), guards.instant("commitments_letter", "ended_at")]
