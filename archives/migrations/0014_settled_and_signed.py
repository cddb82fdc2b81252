"""Four eyes in the database: a withdrawal is confirmed before its record is replaced, and who entered a filing signs nothing of it."""

from django.db import migrations

SETTLED = """
CREATE FUNCTION archives_withdrawal_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A record whose withdrawal nobody confirmed is not replaced.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_record_withdrawal_settled BEFORE UPDATE OF known_until ON archives_record FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawal_confirmed_at IS NULL AND NEW.known_until IS DISTINCT FROM OLD.known_until)
  EXECUTE FUNCTION archives_withdrawal_settled();
"""
UNSETTLED = "DROP TRIGGER archives_record_withdrawal_settled ON archives_record; DROP FUNCTION archives_withdrawal_settled();"

# The decision itself is held to four eyes by the constraint filing_four_eyes.
SIGNED = """
CREATE FUNCTION archives_filing_by_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM integrity_steptaken WHERE entry_kind = 'archives.filing' AND entry_id = NEW.id AND step IN ('adopt', 'sign', 'forward')
      AND by_id IN (NEW.made_by_id, NEW.submitted_by_id)
  ) THEN
    RAISE EXCEPTION 'Who entered a filing takes no part in deciding on it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_filing_by_others AFTER UPDATE ON archives_filing FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('signing', 'submitted', 'forwarded', 'approved'))
  EXECUTE FUNCTION archives_filing_by_others();
"""
UNSIGNED = "DROP TRIGGER archives_filing_by_others ON archives_filing; DROP FUNCTION archives_filing_by_others();"


class Migration(migrations.Migration):
    dependencies = [("archives", "0013_whose_decisions")]

    operations = [migrations.RunSQL(SETTLED, UNSETTLED), migrations.RunSQL(SIGNED, UNSIGNED)]
