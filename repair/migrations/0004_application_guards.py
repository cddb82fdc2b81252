"""What PostgreSQL keeps of applications for repair and of shields whatever the code does."""

from django.db import migrations

from integrity import guards

# One function for all entries of this kind. Arguments: kind of entry, then its arrows as step:from:to (flow.py, shielding.py).
BY_ARROW = """
CREATE FUNCTION repair_entry_by_arrow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = TG_ARGV[0] AND s.entry_id = NEW.id AND s.source = OLD.status
    AND s.target = NEW.status AND s.at >= transaction_timestamp() AND concat_ws(':', s.step, s.source, s.target) = ANY (TG_ARGV[1:])) THEN
    RAISE EXCEPTION 'No step of % leads from % to %.', TG_ARGV[0], OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION repair_entry_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = TG_ARGV[0] AND s.entry_id = NEW.id AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What a step decides about % changes with that step only.', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
APPLICATION_ARROWS = (
    *("submit:draft:submitted", "accept:submitted:accepted", "reject:submitted:rejected", "verify:accepted:verified"),
    *("grant:verified:granted", "refuse:verified:refused", "withdraw:draft:withdrawn", "withdraw:submitted:withdrawn"),
    *("withdraw:accepted:withdrawn", "withdraw:verified:withdrawn", "falsify:accepted:false", "falsify:verified:false"),
)
SHIELD_ARROWS = ("confirm:entered:shielded", "discard:entered:discarded", "end:shielded:ended")
APPLICATION_DECIDED = (
    *("submitted_on", "accepted_on", "accepted_by_id", "commitment_id", "verified_by_id", "decided_on", "decided_by_id", "document_no"),
)


def _deferred(table: str, guard: str, columns: tuple[str, ...], arguments: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    quoted = ", ".join(f"'{argument}'" for argument in arguments)
    return (
        f"CREATE CONSTRAINT TRIGGER {table}_{guard} AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION repair_entry_{guard}({quoted});"
    )


ENTRIES = BY_ARROW + "".join(
    (
        _deferred("repair_application", "by_arrow", ("status",), ("repair.application", *APPLICATION_ARROWS)),
        _deferred("repair_application", "decided", APPLICATION_DECIDED, ("repair.application",)),
        _deferred("repair_shielding", "by_arrow", ("status",), ("repair.shielding", *SHIELD_ARROWS)),
        _deferred("repair_shielding", "decided", ("confirmed_by_id",), ("repair.shielding",)),
    )
)

# It begins undecided: as a draft, or submitted through the portal, by its login alone; a shield as entered.
BEGINS = """
CREATE FUNCTION repair_entry_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A row of % begins undecided, and one of the portal comes by the portal.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER repair_application_begins BEFORE INSERT ON repair_application FOR EACH ROW
  WHEN (NEW.revision <> 1 OR NEW.accepted_on IS NOT NULL OR NEW.accepted_by_id IS NOT NULL OR NEW.commitment_id IS NOT NULL OR NEW.verified_by_id IS NOT NULL
    OR NEW.filing_id IS NOT NULL OR NOT CASE WHEN NEW.channel = 'portal' THEN NEW.status = 'submitted' AND NEW.submitted_on IS NOT NULL AND current_user NOT IN ('staff', 'worker')
      ELSE NEW.status = 'draft' AND NEW.submitted_on IS NULL END)
  EXECUTE FUNCTION repair_entry_begins();
CREATE TRIGGER repair_shielding_begins BEFORE INSERT ON repair_shielding FOR EACH ROW
  WHEN (NEW.revision <> 1 OR NEW.status <> 'entered') EXECUTE FUNCTION repair_entry_begins();
"""

# Who entered, submitted or approved a record neither accepts, verifies nor decides on its repair.
BY_OTHERS = """
CREATE FUNCTION repair_application_by_others() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM repair_appliedrecord n JOIN archives_record r ON r.number = n.number JOIN archives_filing f ON f.id = r.filing_id
    WHERE n.application_id = NEW.id AND ARRAY[f.made_by_id, f.submitted_by_id, f.decided_by_id] && ARRAY[NEW.accepted_by_id, NEW.verified_by_id, NEW.decided_by_id]) THEN
    RAISE EXCEPTION 'Who entered or approved a record does not decide on its repair.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER repair_application_by_others AFTER UPDATE ON repair_application FOR EACH ROW
  WHEN ((OLD.accepted_by_id, OLD.verified_by_id, OLD.decided_by_id) IS DISTINCT FROM (NEW.accepted_by_id, NEW.verified_by_id, NEW.decided_by_id))
  EXECUTE FUNCTION repair_application_by_others();
"""

# No record is relieved, and no shield is ended, but by the step that decides it in the same transaction.
RELIEVED = """
CREATE FUNCTION repair_relief_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s WHERE s.at >= transaction_timestamp() AND (
      TG_OP = 'INSERT' AND NEW.kind = 'repaired' AND s.entry_kind = 'repair.application' AND s.step = 'grant'
        AND EXISTS (SELECT FROM repair_appliedrecord n WHERE n.application_id = s.entry_id AND n.number = NEW.number)
      OR NEW.kind = 'shielded' AND s.entry_kind = 'repair.shielding' AND s.step = CASE TG_OP WHEN 'INSERT' THEN 'confirm' ELSE 'end' END
        AND EXISTS (SELECT FROM repair_shielding h WHERE h.id = s.entry_id AND NEW.number = ANY (h.numbers) AND (TG_OP = 'UPDATE' OR h.until_on = NEW.until_on)))
  ) THEN
    RAISE EXCEPTION 'A record is repaired or shielded by the step that decides it, and by nothing else.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_relief_decided AFTER INSERT OR UPDATE ON archives_relief DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION repair_relief_decided();

-- Granted means that every record of it is repaired.
CREATE FUNCTION repair_application_granted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM repair_appliedrecord n WHERE n.application_id = NEW.id
    AND NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = n.number AND f.kind = 'repaired')) THEN
    RAISE EXCEPTION 'A repair that is granted repairs every record it was applied for.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_application_granted AFTER UPDATE ON repair_application DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'granted' AND OLD.status <> 'granted') EXECUTE FUNCTION repair_application_granted();
"""

# What belongs to an application comes with it, in one transaction; files are what they say, few and small.
WITH_IT = r"""
CREATE FUNCTION repair_application_with_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE others integer;
BEGIN
  IF NOT EXISTS (SELECT FROM repair_application a WHERE a.id = NEW.application_id AND a.made_at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What belongs to an application comes with it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  EXECUTE format('SELECT count(*) FROM %I WHERE application_id = $1', TG_TABLE_NAME) INTO others USING NEW.application_id;
  IF others >= TG_ARGV[0]::integer THEN
    RAISE EXCEPTION 'An application has % of these at most.', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER repair_appliedrecord_with_it BEFORE INSERT ON repair_appliedrecord FOR EACH ROW EXECUTE FUNCTION repair_application_with_it(20);
CREATE TRIGGER repair_deed_with_it BEFORE INSERT ON repair_deed FOR EACH ROW EXECUTE FUNCTION repair_application_with_it(6);
CREATE TRIGGER repair_evidence_with_it BEFORE INSERT ON repair_evidence FOR EACH ROW EXECUTE FUNCTION repair_application_with_it(5);
ALTER TABLE repair_evidence
  ADD CONSTRAINT evidence_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT evidence_is_small CHECK (octet_length(content) <= 10485760);
ALTER TABLE repair_application ADD CONSTRAINT application_words_are_few CHECK (char_length(done) <= 5000);
"""
UNDONE = """
DROP TRIGGER repair_application_by_arrow ON repair_application; DROP TRIGGER repair_application_decided ON repair_application;
DROP TRIGGER repair_shielding_by_arrow ON repair_shielding; DROP TRIGGER repair_shielding_decided ON repair_shielding;
DROP TRIGGER repair_application_begins ON repair_application; DROP TRIGGER repair_shielding_begins ON repair_shielding;
DROP TRIGGER repair_application_by_others ON repair_application; DROP TRIGGER repair_relief_decided ON archives_relief;
DROP TRIGGER repair_application_granted ON repair_application; DROP TRIGGER repair_appliedrecord_with_it ON repair_appliedrecord;
DROP TRIGGER repair_deed_with_it ON repair_deed; DROP TRIGGER repair_evidence_with_it ON repair_evidence;
DROP FUNCTION repair_entry_by_arrow(), repair_entry_decided(), repair_entry_begins(), repair_application_by_others(), repair_relief_decided(),
  repair_application_granted(), repair_application_with_it();
ALTER TABLE repair_evidence DROP CONSTRAINT evidence_is_what_it_says, DROP CONSTRAINT evidence_is_small;
ALTER TABLE repair_application DROP CONSTRAINT application_words_are_few;
"""
FIXED = (
    *("address", "channel", "subject_id", "finder_id", "applicant", "contact", "identity_seen", "done", "signer", "filed_on"),
    *("receipt_code", "verifier_hash", "made_by_id", "made_at"),
)


class Migration(migrations.Migration):
    dependencies = [("repair", "0003_application"), ("archives", "0023_repaired")]

    operations = [
        migrations.RunSQL(ENTRIES + BEGINS + BY_OTHERS + RELIEVED + WITH_IT, UNDONE),
        guards.revision("repair_application", besides=("status", "filing_id", *APPLICATION_DECIDED)),
        guards.fixed("repair_application", *FIXED),
        guards.set_once(
            "repair_application", "submitted_on", "accepted_on", "accepted_by_id", "commitment_id", "verified_by_id", "filing_id"
        ),
        guards.append_only("repair_appliedrecord"),
        guards.append_only("repair_deed"),
        guards.append_only("repair_evidence"),
        guards.fixed("repair_shielding", "subject_id", "numbers", "court", "ruling_no", "ruled_on", "until_on", "made_by_id", "made_at"),
    ]
