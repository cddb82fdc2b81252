"""What PostgreSQL keeps of objections, applications and shields beside: each column by its own step, on its day; marks, corrections and reliefs."""

from django.db import migrations

from integrity import guards

# A record is under objection by the step that accepts (or reopens) an objection to it, and until the step that ends it.
MARKS = """
CREATE FUNCTION archives_objectionmark_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_objection o JOIN integrity_steptaken s ON s.entry_kind = 'repair.objection' AND s.entry_id = o.id
    WHERE o.mark_id = NEW.id AND o.record_no = NEW.number AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)
      AND CASE TG_OP WHEN 'INSERT' THEN NEW.until_at IS NULL AND s.step IN ('accept', 'reopen') AND s.by_id = NEW.by_id
        ELSE s.step IN ('close', 'confirm') AND s.by_id = NEW.ended_by_id END) THEN
    RAISE EXCEPTION 'A record is under objection from the step that accepts it until the step that ends it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archives_objectionmark_rests AFTER INSERT OR UPDATE ON archives_objectionmark DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION archives_objectionmark_rests();
"""

# Argument: the step with which a row of an objection comes.
OBJECTIONS = """
CREATE FUNCTION repair_with_its_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'repair.objection' AND s.entry_id = NEW.objection_id AND s.step = TG_ARGV[0]
    AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A row of % comes with its step.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_change_rests AFTER INSERT ON repair_change DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION repair_with_its_step('correct');
CREATE CONSTRAINT TRIGGER repair_correctionnotice_rests AFTER INSERT ON repair_correctionnotice DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION repair_with_its_step('tell');

CREATE FUNCTION repair_proof_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_objection o WHERE o.id = NEW.objection_id AND integrity_born_here(o.born, o.made_at))
    AND NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'repair.objection' AND s.entry_id = NEW.objection_id AND s.step = 'supplement'
      AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A proof comes with its objection or with what was asked for.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_proof_rests AFTER INSERT ON repair_proof DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION repair_proof_rests();
"""

# What belongs to an application comes with it: by the transaction in which that came into being.
APPLICATIONS = """
CREATE OR REPLACE FUNCTION repair_application_with_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE others integer;
BEGIN
  IF NOT EXISTS (SELECT FROM repair_application a WHERE a.id = NEW.application_id AND {of_here}) THEN
    RAISE EXCEPTION 'What belongs to an application comes with it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  EXECUTE format('SELECT count(*) FROM %I WHERE application_id = $1', TG_TABLE_NAME) INTO others USING NEW.application_id;
  IF others >= TG_ARGV[0]::integer THEN
    RAISE EXCEPTION 'An application has % of these at most.', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION repair_application_filing_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'false' OR NOT EXISTS (SELECT FROM archives_filing f {filed_here}
    WHERE f.id = NEW.filing_id AND f.unit_id = NEW.finder_id AND f.item_code = 'XJ' AND {now}) THEN
    RAISE EXCEPTION 'A record of false material is filed once an application ended for it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
NOW = APPLICATIONS.format_map(
    {
        "of_here": "integrity_born_here(a.born, a.made_at)",
        "filed_here": "JOIN integrity_steptaken s ON s.entry_kind = 'archives.filing' AND s.entry_id = f.id AND s.step = 'submit'",
        "now": "s.at >= transaction_timestamp() AND integrity_mine(s.xmin)",
    }
)
BEFORE = APPLICATIONS.format_map(
    {
        "of_here": "a.made_at >= transaction_timestamp() AND integrity_mine(a.xmin)",
        "filed_here": "",
        "now": "f.made_at >= transaction_timestamp() AND integrity_mine(f.xmin)",
    }
)

# A repair is granted after the minimum period of every record, a shield hides every record, and both leave no measure running.
RELIEFS = """
CREATE FUNCTION repair_still_runs(numbers varchar[], until_day date) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM discipline_execution e JOIN discipline_jointaction a ON a.id = e.action_id JOIN discipline_measureitem i ON i.id = e.item_id
    WHERE a.record_no = ANY (numbers) AND e.asked_on IS NOT NULL AND e.status IN ('asked', 'accepted', 'executed')
      AND NOT (e.status = 'executed' AND i.executor IN ('subject', 'superior'))
      AND NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_lifting l ON l.id = x.lifting_id
        WHERE x.execution_id = e.id AND l.ground <> 'corrected' AND (l.resumed_on IS NULL OR l.resumed_on >= until_day)))
$$;
CREATE FUNCTION repair_application_grant_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE named varchar[] := ARRAY(SELECT n.number FROM repair_appliedrecord n WHERE n.application_id = NEW.id);
BEGIN
  IF EXISTS (SELECT FROM archives_record r WHERE r.number = ANY (named) AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    AND r.minimum_until > NEW.decided_on) THEN
    RAISE EXCEPTION 'No repair is granted before the minimum period of its record has passed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF repair_still_runs(named, NEW.decided_on + 1) THEN
    RAISE EXCEPTION 'A repair that is granted lifts every measure.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_application_grant_rests AFTER UPDATE ON repair_application DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'granted' AND OLD.status <> 'granted') EXECUTE FUNCTION repair_application_grant_rests();

CREATE FUNCTION repair_shielding_confirm_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(NEW.numbers) n (number) WHERE NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = n.number AND f.kind = 'shielded'
    AND f.until_on = NEW.until_on AND f.from_at >= transaction_timestamp() AND integrity_mine(f.xmin))) THEN
    RAISE EXCEPTION 'A shield that is confirmed hides every record it names.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF repair_still_runs(NEW.numbers, NEW.until_on) AND EXISTS (SELECT FROM repair_shielding h WHERE h.id = NEW.id AND h.status = 'shielded') THEN
    RAISE EXCEPTION 'A shield that is confirmed rests every measure.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_shielding_confirm_rests AFTER UPDATE ON repair_shielding DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'shielded' AND OLD.status <> 'shielded') EXECUTE FUNCTION repair_shielding_confirm_rests();
"""

# A letter about an application or an objection says what was decided of it.
LETTERS = """
CREATE FUNCTION repair_document_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT (CASE NEW.about_kind
    WHEN 'repair.application' THEN EXISTS (SELECT FROM repair_application a WHERE a.id = NEW.about_id
      AND CASE NEW.kind WHEN 'certificate' THEN a.status = 'granted' WHEN 'repair' THEN a.status IN ('granted', 'refused') ELSE true END)
    ELSE EXISTS (SELECT FROM repair_objection o WHERE o.id = NEW.about_id
      AND CASE NEW.kind WHEN 'correction' THEN o.outcome IN ('corrected', 'revoked') WHEN 'reputation' THEN o.outcome IN ('corrected', 'revoked') ELSE true END) END) THEN
    RAISE EXCEPTION 'A letter says what was decided of its entry.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_document_rests AFTER INSERT ON archives_document DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.about_kind IN ('repair.application', 'repair.objection')) EXECUTE FUNCTION repair_document_rests();
"""
UNDONE = (
    BEFORE
    + """
DROP TRIGGER archives_objectionmark_rests ON archives_objectionmark; DROP TRIGGER repair_change_rests ON repair_change;
DROP TRIGGER repair_correctionnotice_rests ON repair_correctionnotice; DROP TRIGGER repair_proof_rests ON repair_proof;
DROP TRIGGER repair_application_grant_rests ON repair_application; DROP TRIGGER repair_shielding_confirm_rests ON repair_shielding;
DROP TRIGGER repair_document_rests ON archives_document;
DROP FUNCTION archives_objectionmark_rests(), repair_with_its_step(), repair_proof_rests(), repair_application_grant_rests(),
  repair_shielding_confirm_rests(), repair_still_runs(varchar[], date), repair_document_rests();
"""
)
VERIFIED = ("outcome", "verified_by_id")
OBJECTION = {
    "incomplete": ("asked_on",),
    "supplement": ("supplemented_on",),
    "identify": ("identified_by_id",),
    "refuse": ("ground_id",),
    "accept": ("accepted_on", "accepted_by_id", "mark_id"),
    "correct": (*VERIFIED, "filing_id"),
    "revoke": VERIFIED,
    "uphold": VERIFIED,
    "resume": (*VERIFIED, "filing_id"),
    "tell": ("decided_on", "decided_by_id"),
    "close": ("closed_on",),
    "complain": ("complained_on", "closed_on"),
    "confirm": ("reviewed_by_id", "closed_on"),
    "reopen": ("reviewed_by_id", "reopened_on", *VERIFIED, "filing_id", "decided_on", "decided_by_id", "mark_id"),
}
APPLICATION = {
    "submit": ("submitted_on",),
    "accept": ("accepted_on", "accepted_by_id", "commitment_id"),
    "verify": ("verified_by_id",),
    **dict.fromkeys(("grant", "refuse"), ("decided_on", "decided_by_id", "document_no")),
}


class Migration(migrations.Migration):
    dependencies = [
        ("repair", "0007_letter"),
        ("integrity", "0006_by_its_step"),
        ("discipline", "0014_by_its_step"),
        ("archives", "0026_powers"),
    ]

    operations = [
        guards.born("repair_application"),
        guards.born("repair_objection"),
        migrations.RunSQL(MARKS + OBJECTIONS + NOW + RELIEFS + LETTERS, UNDONE),
        guards.by_its_step("repair_objection", "repair.objection", OBJECTION),
        guards.by_its_step("repair_application", "repair.application", APPLICATION),
        guards.by_its_step("repair_shielding", "repair.shielding", {"confirm": ("confirmed_by_id",)}),
        guards.today(
            "repair_objection",
            *("filed_on", "asked_on", "supplemented_on", "accepted_on", "decided_on", "complained_on", "reopened_on", "closed_on"),
        ),
        guards.today("repair_application", "filed_on", "submitted_on", "accepted_on", "decided_on"),
        guards.clock("repair_objection", "made_at"),
        guards.clock("repair_proof", "at"),
        guards.clock("repair_evidence", "at"),
        guards.clock("repair_correctionnotice", "sent_at"),
        guards.instant("repair_correctionnotice", "acknowledged_at"),
    ]
