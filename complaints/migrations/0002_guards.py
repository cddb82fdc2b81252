"""What PostgreSQL keeps of tickets whatever the code does: arrows, words, files, and who begins one."""

from django.db import migrations

from integrity import guards

# A status changes along an arrow of the flow (complaints/flow.py, ARROWS), with that step taken in the same transaction; and
# what a step decides changes with a step only.
ARROWS = """
CREATE FUNCTION complaints_ticket_by_arrow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s
    JOIN (VALUES ('accept', 'received', 'accepted'), ('refuse', 'received', 'refused'), ('transfer', 'accepted', 'transferred'),
      ('handle', 'transferred', 'handled'), ('return', 'handled', 'transferred'), ('feedback', 'handled', 'answered'),
      ('satisfied', 'answered', 'revisited'), ('unsatisfied', 'answered', 'revisited'), ('redo', 'answered', 'transferred'),
      ('close', 'revisited', 'closed')) AS arrow(step, source, target) USING (step, source, target)
    WHERE s.entry_kind = 'complaints.ticket' AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp()
  ) THEN
    RAISE EXCEPTION 'No step of a ticket leads from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER complaints_ticket_by_arrow AFTER UPDATE ON complaints_ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION complaints_ticket_by_arrow();

CREATE FUNCTION complaints_ticket_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'complaints.ticket' AND s.entry_id = NEW.id AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What a step decides about a ticket changes with that step only.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER complaints_ticket_decided AFTER UPDATE ON complaints_ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.decided_by_id, OLD.ground_id, OLD.accepted_on, OLD.handler_id, OLD.outcome, OLD.case_no, OLD.handled_by_id, OLD.answered_by_id, OLD.answered_on, OLD.redone_on, OLD.closed_on)
    IS DISTINCT FROM (NEW.decided_by_id, NEW.ground_id, NEW.accepted_on, NEW.handler_id, NEW.outcome, NEW.case_no, NEW.handled_by_id, NEW.answered_by_id, NEW.answered_on, NEW.redone_on, NEW.closed_on))
  EXECUTE FUNCTION complaints_ticket_decided();
"""

# A ticket begins undecided; one of the portal comes by the portal and by no account.
BEGINS = """
CREATE FUNCTION complaints_ticket_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A ticket begins as received, and one of the portal comes by the portal.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER complaints_ticket_begins BEFORE INSERT ON complaints_ticket FOR EACH ROW
  WHEN (NEW.status <> 'received' OR NEW.revision <> 1 OR NEW.supplements <> 0 OR NEW.handler_id IS NOT NULL OR NEW.decided_by_id IS NOT NULL
    OR NEW.accepted_on IS NOT NULL OR NEW.ground_id IS NOT NULL OR NEW.redone_on IS NOT NULL OR NEW.channel = 'portal' AND current_user IN ('staff', 'worker'))
  EXECUTE FUNCTION complaints_ticket_begins();
"""

WORDS = """
ALTER TABLE complaints_ticket ADD CONSTRAINT ticket_words_are_few CHECK (char_length(facts) <= 5000 AND char_length(wanted) <= 2000);
ALTER TABLE complaints_note ADD CONSTRAINT note_words_are_few CHECK (char_length(words) <= 5000);
"""

# Type by content, never by name; few and small, counted under the lock of the ticket.
FILES = r"""
ALTER TABLE complaints_attachment
  ADD CONSTRAINT attachment_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT attachment_is_small CHECK (octet_length(content) <= 10485760);
CREATE FUNCTION complaints_attachment_few() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM complaints_ticket t WHERE t.id = NEW.ticket_id FOR UPDATE;
  IF (SELECT count(*) FROM complaints_attachment a WHERE a.ticket_id = NEW.ticket_id) >= 5 THEN
    RAISE EXCEPTION 'A ticket has five files at most.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER complaints_attachment_few BEFORE INSERT ON complaints_attachment FOR EACH ROW EXECUTE FUNCTION complaints_attachment_few();
"""


DECIDED = (
    *("status", "decided_by_id", "ground_id", "accepted_on", "handler_id", "handled_by_id", "answered_by_id", "answered_on"),
    *("redone_on", "closed_on"),
)
FIXED = (
    *("address", "channel", "source_no", "kind", "accused_id", "contract_no", "facts", "wanted", "happened_on", "received_on"),
    *("complainant_kind", "complainant_name", "contact", "receipt_code", "verifier_hash", "made_by_id", "made_at"),
)


def dropped(table: str, *triggers: str) -> str:
    return "; ".join(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()" for name in triggers)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial"), ("integrity", "0003_names")]

    operations = [
        migrations.RunSQL(ARROWS, dropped("complaints_ticket", "complaints_ticket_by_arrow", "complaints_ticket_decided")),
        migrations.RunSQL(BEGINS, dropped("complaints_ticket", "complaints_ticket_begins")),
        migrations.RunSQL(
            WORDS,
            "ALTER TABLE complaints_ticket DROP CONSTRAINT ticket_words_are_few; ALTER TABLE complaints_note DROP CONSTRAINT note_words_are_few",
        ),
        migrations.RunSQL(
            FILES,
            dropped("complaints_attachment", "complaints_attachment_few")
            + "; ALTER TABLE complaints_attachment DROP CONSTRAINT attachment_is_what_it_says, DROP CONSTRAINT attachment_is_small",
        ),
        guards.revision("complaints_ticket", besides=DECIDED),
        guards.fixed("complaints_ticket", *FIXED),
        guards.set_once("complaints_ticket", "decided_by_id", "accepted_on", "closed_on", "handler_id"),
        guards.append_only("complaints_attachment"),
        guards.append_only("complaints_note"),
    ]
