"""A file of a ticket comes with it, or with what its complainant adds while it is open."""

from django.db import migrations

from integrity import guards

FILES = """
CREATE FUNCTION complaints_attachment_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM complaints_ticket t WHERE t.id = NEW.ticket_id AND t.status NOT IN ('refused', 'closed') AND (integrity_born_here(t.born, t.made_at)
    OR EXISTS (SELECT FROM complaints_note n WHERE n.ticket_id = t.id AND n.by_id IS NULL AND n.at >= transaction_timestamp() AND integrity_mine(n.xmin)))) THEN
    RAISE EXCEPTION 'A file comes with its ticket, or with what is added while it is open.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER complaints_attachment_rests AFTER INSERT ON complaints_attachment FOR EACH ROW EXECUTE FUNCTION complaints_attachment_rests();
"""
UNDONE = "DROP TRIGGER complaints_attachment_rests ON complaints_attachment; DROP FUNCTION complaints_attachment_rests();"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0009_born"), ("integrity", "0006_by_its_step")]

    operations = [guards.born("complaints_ticket"), migrations.RunSQL(FILES, UNDONE)]
