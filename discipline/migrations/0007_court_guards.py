"""What PostgreSQL keeps of what courts tell: arrows, what a step decides, and what the court said."""

from django.db import migrations

from integrity import guards

ARROWS = """
CREATE FUNCTION discipline_courtnotice_by_arrow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s
    JOIN (VALUES ('lose', 'sued', 'lost'), ('announce', 'sued', 'ahead'), ('announce', 'lost', 'ahead'), ('perform', 'sued', 'performed'),
      ('perform', 'lost', 'performed'), ('perform', 'ahead', 'performed'), ('confirm', 'performed', 'closed'), ('reject', 'performed', 'sued'),
      ('reject', 'performed', 'lost'), ('reject', 'performed', 'ahead'), ('end', 'sued', 'closed'), ('end', 'lost', 'closed'),
      ('end', 'ahead', 'closed'), ('list', 'lost', 'listed'), ('list', 'ahead', 'listed')) AS arrow(step, source, target) USING (step, source, target)
    WHERE s.entry_kind = 'discipline.courtnotice' AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp()
  ) THEN
    RAISE EXCEPTION 'No step of a court notice leads from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_courtnotice_by_arrow AFTER UPDATE ON discipline_courtnotice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION discipline_courtnotice_by_arrow();

CREATE FUNCTION discipline_courtnotice_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.courtnotice' AND s.entry_id = NEW.id AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What a step decides about a court notice changes with that step only.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_courtnotice_decided AFTER UPDATE ON discipline_courtnotice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.stage, OLD.told_on, OLD.due_on, OLD.listed_on, OLD.performed_by_id, OLD.performed_on, OLD.proof, OLD.closed_by_id, OLD.closed_on, OLD.entry_id)
    IS DISTINCT FROM (NEW.stage, NEW.told_on, NEW.due_on, NEW.listed_on, NEW.performed_by_id, NEW.performed_on, NEW.proof, NEW.closed_by_id, NEW.closed_on, NEW.entry_id))
  EXECUTE FUNCTION discipline_courtnotice_decided();

CREATE FUNCTION discipline_courtnotice_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A court notice begins at what the court told, with nothing reported or decided.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_courtnotice_begins BEFORE INSERT ON discipline_courtnotice FOR EACH ROW
  WHEN (NEW.status NOT IN ('sued', 'lost', 'ahead') OR NEW.revision <> 1 OR NEW.listed_on IS NOT NULL) EXECUTE FUNCTION discipline_courtnotice_begins();
"""
DROPPED = "; ".join(
    f"DROP TRIGGER {name} ON discipline_courtnotice; DROP FUNCTION {name}()"
    for name in ("discipline_courtnotice_by_arrow", "discipline_courtnotice_decided", "discipline_courtnotice_begins")
)
DECIDED = ("status", "stage", "listed_on", "performed_by_id", "performed_on", "closed_by_id", "closed_on", "entry_id")
TOLD = ("body_id", "court", "court_no", "matter", "received_on", "made_by_id", "made_at")
LISTED = ("kind", "body_id", "court", "court_no", "matter", "listed_on", "until_on", "case_id", "made_by_id", "made_at")


class Migration(migrations.Migration):
    dependencies = [("discipline", "0006_court"), ("integrity", "0003_names")]

    operations = [
        migrations.RunSQL(ARROWS, DROPPED),
        guards.revision("discipline_courtnotice", besides=DECIDED),
        guards.fixed("discipline_courtnotice", *TOLD),
        guards.set_once("discipline_courtnotice", "closed_by_id", "closed_on", "entry_id"),
        guards.fixed("discipline_courtentry", *LISTED),
        guards.set_once("discipline_courtentry", "removed_on"),
    ]
