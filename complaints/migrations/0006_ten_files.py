"""A ticket holds ten files: five with it and five of what is added, as an objection does."""

from django.db import migrations

FEW = """
CREATE OR REPLACE FUNCTION complaints_attachment_few() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM complaints_ticket t WHERE t.id = NEW.ticket_id FOR UPDATE;
  IF (SELECT count(*) FROM complaints_attachment a WHERE a.ticket_id = NEW.ticket_id) >= {n} THEN
    RAISE EXCEPTION 'A ticket has {words} files at most.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_campaign")]

    operations = [migrations.RunSQL(FEW.format(n=10, words="ten"), FEW.format(n=5, words="five"))]
