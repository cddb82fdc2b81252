"""The case of a ticket came into being in the transaction that names it: a colleague's that was only touched in it is none."""

from django.db import migrations

TICKETS = """
CREATE OR REPLACE FUNCTION complaints_ticket_case_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status <> 'transferred' OR NOT EXISTS (SELECT FROM discipline_case c WHERE c.id = NEW.case_id AND c.source = 'complaint'
      AND (c.accused_id, c.handler_id) = (NEW.accused_id, NEW.handler_id) AND @of_here@)
    OR EXISTS (SELECT FROM complaints_ticket t WHERE t.case_id = NEW.case_id AND t.id <> NEW.id) THEN
    RAISE EXCEPTION 'The case of a ticket is opened from it, by its handling unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NOW = TICKETS.replace("@of_here@", "integrity_born_here(c.born, c.made_at)")
BEFORE = TICKETS.replace("@of_here@", "c.made_at >= transaction_timestamp() AND integrity_mine(c.xmin)")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0008_by_its_step"), ("discipline", "0017_born")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
