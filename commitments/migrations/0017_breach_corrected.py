"""The record of the breach of a letter is corrected, as it was filed, from that letter."""

from django.db import migrations

C = "commitments_breach_of_letter_rests"
TRIGGER = f"""
DROP TRIGGER {C} ON archives_filing;
CREATE CONSTRAINT TRIGGER {C} AFTER UPDATE ON archives_filing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.item_code = 'CN-QY'%s AND OLD.status = 'checked' AND NEW.status NOT IN ('checked', 'discarded') AND integrity_at_work())
  EXECUTE FUNCTION {C}();
"""
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {C}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_signedletter l WHERE l.filing_id = NEW.id)%s THEN
    RAISE EXCEPTION 'The breach of a letter is filed from that letter.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
# What was verified of the letter is corrected by nobody: its number and what came of it.
CORRECTED = """ AND NOT (NEW.source = 'mend' AND EXISTS (
    SELECT FROM archives_filedrow w JOIN archives_record n ON n.key = w.key AND n.known_until = '9999-12-31 00:00:00+00'::timestamptz
    JOIN archives_record b ON b.number = n.number JOIN commitments_signedletter l ON l.filing_id = b.filing_id
    JOIN archives_filedrow o ON (o.filing_id, o.row_no) = (b.filing_id, b.row_no)
    WHERE w.filing_id = NEW.id AND (w.facts #>> '{shared,letter_no}', w.facts #>> '{shared,outcome}')
      IS NOT DISTINCT FROM (o.facts #>> '{shared,letter_no}', o.facts #>> '{shared,outcome}')))"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0016_late_plan")]

    operations = [
        migrations.RunSQL(FUNCTION % CORRECTED, FUNCTION % ""),
        migrations.RunSQL(TRIGGER % "", TRIGGER % " AND NEW.source <> 'mend'"),
    ]
