"""What PostgreSQL keeps of tickets beside: each column by its own step, on its day; its case, its handler, and whose voice a note is."""

from django.db import migrations

from integrity import guards

# The case of a ticket is opened from it: about the same body, by its handling unit, in the transaction that names it.
TICKETS = """
CREATE FUNCTION complaints_ticket_case_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.status <> 'transferred' OR NOT EXISTS (SELECT FROM discipline_case c WHERE c.id = NEW.case_id AND c.source = 'complaint'
      AND (c.accused_id, c.handler_id) = (NEW.accused_id, NEW.handler_id) AND c.made_at >= transaction_timestamp() AND integrity_mine(c.xmin))
    OR EXISTS (SELECT FROM complaints_ticket t WHERE t.case_id = NEW.case_id AND t.id <> NEW.id) THEN
    RAISE EXCEPTION 'The case of a ticket is opened from it, by its handling unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER complaints_ticket_case_rests AFTER UPDATE ON complaints_ticket FOR EACH ROW
  WHEN (NEW.case_id IS NOT NULL AND OLD.case_id IS DISTINCT FROM NEW.case_id) EXECUTE FUNCTION complaints_ticket_case_rests();

-- To the superior that stands (past units that were merged), else to a unit of an officer (complaints.duties.handler_of).
CREATE FUNCTION complaints_ticket_handler_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  above archives_subject;
  seen bigint[];
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  SELECT u.* INTO above FROM archives_subject u JOIN archives_subject s ON s.superior_id = u.id WHERE s.id = NEW.accused_id;
  WHILE above.ceased_on IS NOT NULL AND above.id <> ALL (coalesce(seen, '{}')) LOOP
    seen := seen || above.id;
    SELECT u.* INTO above FROM archives_subject u WHERE u.id = coalesce(above.successor_id, above.superior_id);
  END LOOP;
  IF above.id IS DISTINCT FROM NEW.handler_id AND NOT EXISTS (SELECT FROM archives_membership m WHERE m.unit_id = NEW.handler_id AND m.role = 'officer'
    AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'A ticket goes to the superior of the body complained of, or to a credit office.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER complaints_ticket_handler_rests AFTER UPDATE ON complaints_ticket FOR EACH ROW
  WHEN (NEW.handler_id IS NOT NULL AND OLD.handler_id IS DISTINCT FROM NEW.handler_id) EXECUTE FUNCTION complaints_ticket_handler_rests();

-- What the complainant adds comes by the portal: its count, and a note of nobody's account.
CREATE FUNCTION complaints_voice_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF session_user IN ('staff', 'worker') THEN
    RAISE EXCEPTION 'What a complainant adds comes by the portal.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_ticket_voice_rests BEFORE UPDATE ON complaints_ticket FOR EACH ROW
  WHEN (OLD.supplements IS DISTINCT FROM NEW.supplements) EXECUTE FUNCTION complaints_voice_rests();
CREATE TRIGGER complaints_note_voice_rests BEFORE INSERT ON complaints_note FOR EACH ROW
  WHEN (NEW.by_id IS NULL) EXECUTE FUNCTION complaints_voice_rests();
"""

# Under the logins that work here a minimum sample begins after today: what was published stays what it was.
SAMPLES = """
CREATE FUNCTION complaints_minimumsample_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND NEW.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A minimum sample begins after today.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_minimumsample_rests BEFORE INSERT ON complaints_minimumsample FOR EACH ROW EXECUTE FUNCTION complaints_minimumsample_rests();
"""
UNDONE = """
DROP TRIGGER complaints_ticket_case_rests ON complaints_ticket; DROP TRIGGER complaints_ticket_handler_rests ON complaints_ticket;
DROP TRIGGER complaints_ticket_voice_rests ON complaints_ticket; DROP TRIGGER complaints_note_voice_rests ON complaints_note;
DROP TRIGGER complaints_minimumsample_rests ON complaints_minimumsample;
DROP FUNCTION complaints_ticket_case_rests(), complaints_ticket_handler_rests(), complaints_voice_rests(), complaints_minimumsample_rests();
"""
OUTCOME, ANSWER = ("outcome", "case_no", "handled_by_id"), ("answered_by_id", "answered_on")
STEPS = {
    "accept": ("decided_by_id", "accepted_on"),
    "refuse": ("decided_by_id", "ground_id"),
    "transfer": ("handler_id",),
    "handle": OUTCOME,
    "feedback": ANSWER,
    "redo": ("redone_on", *OUTCOME, *ANSWER),
    "close": ("closed_on",),
}


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_guards_again"), ("integrity", "0006_by_its_step"), ("discipline", "0013_duty_broken")]

    operations = [
        migrations.RunSQL(TICKETS + SAMPLES, UNDONE),
        guards.by_its_step("complaints_ticket", "complaints.ticket", STEPS),
        guards.today("complaints_ticket", "accepted_on", "answered_on", "redone_on", "closed_on"),
        guards.clock("complaints_ticket", "made_at"),
        guards.clock("complaints_note", "at"),
        guards.clock("complaints_attachment", "at"),
    ]
