"""What PostgreSQL keeps of commitments, versions and disputes whatever the code does."""

from django.db import migrations

from integrity import guards

DECIDED = (
    *(
        "published_by_id",
        "published_on",
        "reported_by_id",
        "reported_on",
        "decided_by_id",
        "decided_on",
        "answered_id",
        "filing_id",
        "person_filing_id",
    ),
    *("plan", "planned_by_id", "planned_on", "plan_due_on", "case_id", "closed_by_id", "closed_on"),
)
NAMED = ("published_by_id", "reported_by_id", "decided_by_id", "closed_by_id")

# Everything begins undecided; what was published is fixed, and its words with it.
BEGINS = """
CREATE FUNCTION commitments_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A row of % begins undecided.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_commitment_begins BEFORE INSERT ON commitments_commitment FOR EACH ROW
  WHEN (NEW.status <> 'drafted' OR NEW.revision <> 1 OR NEW.plan <> '' OR num_nonnulls(NEW.published_by_id, NEW.reported_by_id, NEW.decided_by_id,
    NEW.answered_id, NEW.filing_id, NEW.person_filing_id, NEW.planned_by_id, NEW.case_id, NEW.closed_by_id) > 0)
  EXECUTE FUNCTION commitments_begins();
CREATE TRIGGER commitments_version_begins BEFORE INSERT ON commitments_version FOR EACH ROW
  WHEN (NEW.status <> 'open' OR NEW.revision <> 1 OR num_nonnulls(NEW.adopted_by_id, NEW.valid_from, NEW.valid_until) > 0)
  EXECUTE FUNCTION commitments_begins();
CREATE TRIGGER commitments_dispute_begins BEFORE INSERT ON commitments_dispute FOR EACH ROW
  WHEN (NEW.status <> 'received' OR NEW.revision <> 1 OR NEW.result <> '' OR num_nonnulls(NEW.decided_by_id, NEW.correction_id, NEW.person_correction_id) > 0)
  EXECUTE FUNCTION commitments_begins();

CREATE FUNCTION commitments_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The words of a version stand once it was adopted or discarded.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_version_stands BEFORE UPDATE ON commitments_version FOR EACH ROW
  WHEN (OLD.status <> 'open' AND (OLD.title, OLD.text, OLD.yardstick, OLD.due_on, OLD.target, OLD.tolerance, OLD.at_most, OLD.measure, OLD.baseline, OLD.source,
      OLD.matter_id, OLD.days, OLD.reason, OLD.authority, OLD.made_by_id)
    IS DISTINCT FROM (NEW.title, NEW.text, NEW.yardstick, NEW.due_on, NEW.target, NEW.tolerance, NEW.at_most, NEW.measure, NEW.baseline, NEW.source,
      NEW.matter_id, NEW.days, NEW.reason, NEW.authority, NEW.made_by_id))
  EXECUTE FUNCTION commitments_version_stands();

-- A version ends on the day on which the next one of its commitment is adopted, in the same transaction.
CREATE FUNCTION commitments_version_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.valid_until IS NULL OR NOT EXISTS (
    SELECT FROM commitments_version n JOIN integrity_steptaken s ON s.entry_kind = 'commitments.version' AND s.entry_id = n.id AND s.step = 'adopt'
    WHERE n.commitment_id = NEW.commitment_id AND n.no > NEW.no AND n.valid_from = NEW.valid_until
      AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A version ends by the adoption of the next.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_version_ends AFTER UPDATE ON commitments_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.valid_until IS DISTINCT FROM NEW.valid_until) EXECUTE FUNCTION commitments_version_ends();

-- An owner holds a post of the unit on the day from which the commitment is theirs, a day that has come.
CREATE FUNCTION commitments_ownership_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.from_on > (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date OR NOT EXISTS (
    SELECT FROM commitments_commitment c JOIN archives_post p ON p.unit_id = c.unit_id JOIN archives_appointment a ON a.post_id = p.id
    WHERE c.id = NEW.commitment_id AND a.id = NEW.appointment_id AND a.from_on <= NEW.from_on AND (a.until_on IS NULL OR a.until_on > NEW.from_on)) THEN
    RAISE EXCEPTION 'Who answers for a commitment is in office in its unit on that day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_ownership_rests AFTER INSERT ON commitments_ownership FOR EACH ROW EXECUTE FUNCTION commitments_ownership_rests();

-- A commitment that leaves its unit has an owner and a first version.
CREATE FUNCTION commitments_commitment_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_ownership o WHERE o.commitment_id = NEW.id)
    OR NOT EXISTS (SELECT FROM commitments_version v WHERE v.commitment_id = NEW.id AND (NEW.published_on IS NULL OR v.status = 'adopted')) THEN
    RAISE EXCEPTION 'A commitment has an owner, and words that are in force once it is public.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- What came of it is the row that was filed for it: about the unit, of the item of outcomes, by the officer who verified.
  IF NEW.filing_id IS NOT NULL AND NOT EXISTS (SELECT FROM archives_filing f JOIN archives_filedrow r ON r.filing_id = f.id
      JOIN archives_subject s ON s.code = r.subject_code WHERE f.id = NEW.filing_id AND s.id = NEW.unit_id AND f.item_code = 'CN' AND f.source = 'out') THEN
    RAISE EXCEPTION 'The outcome of a commitment is filed about its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_commitment_rests AFTER INSERT OR UPDATE ON commitments_commitment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION commitments_commitment_rests();

-- A report is made by day, while the commitment is in performance or being rectified.
CREATE FUNCTION commitments_report_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_commitment c WHERE c.id = NEW.commitment_id AND NEW."on" BETWEEN c.published_on
      AND (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AND c.status = CASE NEW.kind WHEN 'mended' THEN 'rectifying' ELSE 'published' END) THEN
    RAISE EXCEPTION 'A report is of a commitment in performance, or of its rectification.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_report_rests AFTER INSERT ON commitments_report FOR EACH ROW EXECUTE FUNCTION commitments_report_rests();

-- What is disputed is a kept mark.
CREATE FUNCTION commitments_dispute_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_commitment c WHERE c.id = NEW.commitment_id AND c.status = 'kept') THEN
    RAISE EXCEPTION 'What is disputed is marked as kept.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_dispute_rests AFTER INSERT ON commitments_dispute FOR EACH ROW EXECUTE FUNCTION commitments_dispute_rests();
"""
TRIGGERS = (
    *("commitment_begins", "version_begins", "dispute_begins", "version_stands", "version_ends", "ownership_rests", "commitment_rests"),
    *("report_rests", "dispute_rests"),
)
UNDONE = "".join(f"DROP TRIGGER commitments_{name} ON commitments_{name.partition('_')[0]};" for name in TRIGGERS) + (
    "DROP FUNCTION commitments_begins(), commitments_version_stands(), commitments_version_ends(), commitments_ownership_rests(),"
    " commitments_commitment_rests(), commitments_report_rests(), commitments_dispute_rests();"
)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_commitment"), ("integrity", "0005_mine"), ("archives", "0026_powers")]

    operations = [
        migrations.RunSQL(BEGINS, UNDONE),
        guards.status_by_step("commitments_commitment", "commitments.commitment"),
        guards.revision("commitments_commitment", besides=("status", *DECIDED)),
        guards.with_a_step("commitments_commitment", "commitments.commitment", *DECIDED),
        guards.named_by_step("commitments_commitment", "commitments.commitment", *NAMED),
        guards.fixed("commitments_commitment", "made_by_id", "made_at", "wording_id", "unit_id", "service_id", "scope"),
        guards.set_once("commitments_commitment", "published_by_id", "published_on"),
        guards.clock("commitments_commitment", "made_at"),
        guards.status_by_step("commitments_version", "commitments.version"),
        guards.revision("commitments_version", besides=("status", "adopted_by_id", "valid_from", "valid_until")),
        guards.with_a_step("commitments_version", "commitments.version", "adopted_by_id", "valid_from"),
        guards.named_by_step("commitments_version", "commitments.version", "adopted_by_id"),
        guards.fixed("commitments_version", "commitment_id", "no", "made_at"),
        guards.status_by_step("commitments_dispute", "commitments.dispute"),
        guards.revision(
            "commitments_dispute", besides=("status", "decided_by_id", "decided_on", "result", "correction_id", "person_correction_id")
        ),
        guards.with_a_step(
            "commitments_dispute", "commitments.dispute", "decided_by_id", "decided_on", "result", "correction_id", "person_correction_id"
        ),
        guards.named_by_step("commitments_dispute", "commitments.dispute", "decided_by_id"),
        guards.fixed("commitments_dispute", "address", "commitment_id", "reason", "contact", "received_on", "made_by_id", "made_at"),
        guards.append_only("commitments_ownership"),
        guards.clock("commitments_ownership", "made_at"),
        guards.append_only("commitments_report"),
        guards.clock("commitments_report", "at"),
        guards.files("commitments_proof"),
        guards.files("commitments_disputefile"),
    ]
