"""What PostgreSQL keeps of objections whatever the code does: arrows, words, files, who begins one and who verifies."""

from django.db import migrations

from integrity import guards

# A status changes along an arrow of the flow (repair/flow.py, ARROWS), with that step taken in the same transaction; and what a
# step decides changes with a step only. Asked at commit, when a step of the portal is its own login again: hence SECURITY DEFINER.
ARROWS = """
CREATE FUNCTION repair_objection_by_arrow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s
    JOIN (VALUES ('incomplete', 'filed', 'incomplete'), ('supplement', 'incomplete', 'filed'), ('identify', 'filed', 'identified'),
      ('accept', 'identified', 'accepted'), ('refuse', 'filed', 'refused'), ('refuse', 'incomplete', 'refused'), ('refuse', 'identified', 'refused'),
      ('correct', 'accepted', 'correcting'), ('revoke', 'accepted', 'revoking'), ('uphold', 'accepted', 'upheld'), ('resume', 'correcting', 'accepted'),
      ('tell', 'correcting', 'decided'), ('tell', 'revoking', 'decided'), ('tell', 'upheld', 'decided'), ('close', 'decided', 'closed'),
      ('complain', 'decided', 'complained'), ('complain', 'closed', 'complained'), ('confirm', 'complained', 'closed'),
      ('reopen', 'complained', 'accepted')) AS arrow(step, source, target) USING (step, source, target)
    WHERE s.entry_kind = 'repair.objection' AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp()
  ) THEN
    RAISE EXCEPTION 'No step of an objection leads from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_objection_by_arrow AFTER UPDATE ON repair_objection DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION repair_objection_by_arrow();

CREATE FUNCTION repair_objection_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'repair.objection' AND s.entry_id = NEW.id AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What a step decides about an objection changes with that step only.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_objection_decided AFTER UPDATE ON repair_objection DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.asked_on, OLD.supplemented_on, OLD.identified_by_id, OLD.ground_id, OLD.accepted_on, OLD.accepted_by_id, OLD.mark_id, OLD.outcome,
      OLD.verified_by_id, OLD.filing_id, OLD.decided_on, OLD.decided_by_id, OLD.complained_on, OLD.reviewed_by_id, OLD.reopened_on, OLD.closed_on)
    IS DISTINCT FROM (NEW.asked_on, NEW.supplemented_on, NEW.identified_by_id, NEW.ground_id, NEW.accepted_on, NEW.accepted_by_id, NEW.mark_id, NEW.outcome,
      NEW.verified_by_id, NEW.filing_id, NEW.decided_on, NEW.decided_by_id, NEW.complained_on, NEW.reviewed_by_id, NEW.reopened_on, NEW.closed_on))
  EXECUTE FUNCTION repair_objection_decided();
"""

# It begins as filed and undecided; what comes by the portal comes by its login alone.
BEGINS = """
CREATE FUNCTION repair_objection_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An objection begins as filed, and one of the portal comes by the portal.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER repair_objection_begins BEFORE INSERT ON repair_objection FOR EACH ROW
  WHEN (NEW.status <> 'filed' OR NEW.revision <> 1 OR NEW.asked_on IS NOT NULL OR NEW.supplemented_on IS NOT NULL OR NEW.identified_by_id IS NOT NULL
    OR NEW.ground_id IS NOT NULL OR NEW.accepted_on IS NOT NULL OR NEW.mark_id IS NOT NULL OR NEW.filing_id IS NOT NULL OR NEW.complained_on IS NOT NULL
    OR NEW.reviewed_by_id IS NOT NULL OR NEW.reopened_on IS NOT NULL OR NEW.channel = 'portal' AND current_user IN ('staff', 'worker'))
  EXECUTE FUNCTION repair_objection_begins();
"""

# Who entered, submitted or approved the record does not verify the objection to it.
BY_OTHERS = """
CREATE FUNCTION repair_objection_verified() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM archives_record r JOIN archives_filing f ON f.id = r.filing_id
    WHERE r.number = NEW.record_no AND f.id IS DISTINCT FROM NEW.filing_id AND NEW.verified_by_id IN (f.made_by_id, f.submitted_by_id, f.decided_by_id)) THEN
    RAISE EXCEPTION 'Who entered or approved a record does not verify the objection to it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER repair_objection_verified AFTER UPDATE ON repair_objection FOR EACH ROW
  WHEN (NEW.verified_by_id IS NOT NULL AND OLD.verified_by_id IS DISTINCT FROM NEW.verified_by_id) EXECUTE FUNCTION repair_objection_verified();
"""

WORDS = """
ALTER TABLE repair_objection ADD CONSTRAINT objection_words_are_few CHECK (char_length(wrong) <= 5000 AND char_length(should_be) <= 2000);
"""

# Type by content, never by name; few and small, counted under the lock of the objection: five with it and five with its supplement.
FILES = r"""
ALTER TABLE repair_proof
  ADD CONSTRAINT proof_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT proof_is_small CHECK (octet_length(content) <= 10485760);
CREATE FUNCTION repair_proof_few() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM repair_objection o WHERE o.id = NEW.objection_id FOR UPDATE;
  IF (SELECT count(*) FROM repair_proof p WHERE p.objection_id = NEW.objection_id) >= 10 THEN
    RAISE EXCEPTION 'An objection has ten files at most.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER repair_proof_few BEFORE INSERT ON repair_proof FOR EACH ROW EXECUTE FUNCTION repair_proof_few();
"""

# What is supplemented is content: who decides names the revision with it.
DECIDED = (
    *("status", "asked_on", "identified_by_id", "ground_id", "accepted_on", "accepted_by_id", "mark_id", "outcome", "verified_by_id"),
    *("filing_id", "decided_on", "decided_by_id", "complained_on", "reviewed_by_id", "reopened_on", "closed_on"),
)
FIXED = (
    *("address", "channel", "record_no", "version_id", "part", "wrong", "should_be", "objector_kind", "objector_name", "contact"),
    *("identity_seen", "filed_on", "receipt_code", "verifier_hash", "made_by_id", "made_at"),
)


def dropped(table: str, *triggers: str) -> str:
    return "; ".join(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()" for name in triggers)


class Migration(migrations.Migration):
    dependencies = [("repair", "0001_initial"), ("integrity", "0003_names")]

    operations = [
        migrations.RunSQL(ARROWS, dropped("repair_objection", "repair_objection_by_arrow", "repair_objection_decided")),
        migrations.RunSQL(BEGINS, dropped("repair_objection", "repair_objection_begins")),
        migrations.RunSQL(BY_OTHERS, dropped("repair_objection", "repair_objection_verified")),
        migrations.RunSQL(WORDS, "ALTER TABLE repair_objection DROP CONSTRAINT objection_words_are_few"),
        migrations.RunSQL(
            FILES,
            dropped("repair_proof", "repair_proof_few")
            + "; ALTER TABLE repair_proof DROP CONSTRAINT proof_is_what_it_says, DROP CONSTRAINT proof_is_small",
        ),
        guards.revision("repair_objection", besides=DECIDED),
        guards.fixed("repair_objection", *FIXED),
        guards.set_once(
            "repair_objection",
            "asked_on",
            "supplemented_on",
            "identified_by_id",
            "ground_id",
            "accepted_on",
            "accepted_by_id",
            "complained_on",
            "reviewed_by_id",
            "reopened_on",
        ),
        guards.append_only("repair_proof"),
        guards.append_only("repair_change"),
        guards.append_only("repair_publiccorrection"),
        guards.fixed("repair_correctionnotice", "objection_id", "recipient_id", "how", "received_at", "sent_at"),
        guards.set_once("repair_correctionnotice", "acknowledged_at"),
    ]
