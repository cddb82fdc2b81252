"""What PostgreSQL keeps of objections, applications and shields beside: who is named took the step, and each rests on its facts."""

from django.db import migrations

from integrity import guards

# What an application names is its subject's, found by its finder; a record of false material follows the end for it.
APPLICATIONS = """
CREATE FUNCTION repair_appliedrecord_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_application a LEFT JOIN archives_record r ON r.id = NEW.version_id
    WHERE a.id = NEW.application_id AND CASE WHEN a.subject_id IS NULL THEN NEW.version_id IS NULL
      ELSE r.number = NEW.number AND (r.subject_id, r.issuer_id) = (a.subject_id, a.finder_id) END) THEN
    RAISE EXCEPTION 'The records of an application are of its subject, found by its finder.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER repair_appliedrecord_rests AFTER INSERT ON repair_appliedrecord FOR EACH ROW EXECUTE FUNCTION repair_appliedrecord_rests();

CREATE FUNCTION repair_application_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_appliedrecord n WHERE n.application_id = NEW.id) THEN
    RAISE EXCEPTION 'An application names one record at least.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_application_rests AFTER INSERT ON repair_application DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION repair_application_rests();

CREATE FUNCTION repair_application_filing_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'false' OR NOT EXISTS (SELECT FROM archives_filing f WHERE f.id = NEW.filing_id AND f.unit_id = NEW.finder_id AND f.item_code = 'XJ'
    AND f.made_at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'A record of false material is filed once an application ended for it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER repair_application_filing_rests BEFORE UPDATE OF filing_id ON repair_application FOR EACH ROW
  WHEN (NEW.filing_id IS NOT NULL AND OLD.filing_id IS DISTINCT FROM NEW.filing_id) EXECUTE FUNCTION repair_application_filing_rests();

CREATE FUNCTION repair_shielding_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(NEW.numbers) n (number) WHERE NOT EXISTS (SELECT FROM archives_record r WHERE r.number = n.number
    AND r.subject_id = NEW.subject_id AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.withdrawn_at IS NULL)) THEN
    RAISE EXCEPTION 'A shield is of records of its subject that stand.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER repair_shielding_rests AFTER INSERT ON repair_shielding FOR EACH ROW EXECUTE FUNCTION repair_shielding_rests();
"""

# What the public reads comes with the step that says it: a commitment with the acceptance, a correction with the answer.
PUBLISHED = """
CREATE FUNCTION commitments_commitment_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_application a JOIN integrity_steptaken s ON s.entry_kind = 'repair.application' AND s.entry_id = a.id
    WHERE a.commitment_id = NEW.id AND a.subject_id = NEW.subject_id AND s.step = 'accept' AND s.by_id = NEW.taken_by_id AND s.at >= transaction_timestamp()
      AND NEW.records <@ ARRAY(SELECT n.number FROM repair_appliedrecord n WHERE n.application_id = a.id)
      AND NEW.records @> ARRAY(SELECT n.number FROM repair_appliedrecord n WHERE n.application_id = a.id)) THEN
    RAISE EXCEPTION 'A commitment comes with the acceptance of its application.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM commitments_wording w, archives_subject s WHERE w.id = NEW.wording_id AND s.id = NEW.subject_id
    AND w.valid_from <= NEW.signed_on AND (w.valid_until IS NULL OR w.valid_until > NEW.signed_on)
    AND NEW.text = replace(replace(w.body, '{{主体名称}}', s.name), '{{承诺日期}}', to_char(NEW.signed_on, 'FMYYYY"年"FMMM"月"FMDD"日"'))) THEN
    RAISE EXCEPTION 'A commitment says what its wording says, in the name of its subject.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_commitment_rests AFTER INSERT ON commitments_commitment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION commitments_commitment_rests();

CREATE FUNCTION repair_publiccorrection_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM repair_objection o JOIN integrity_steptaken s ON s.entry_kind = 'repair.objection' AND s.entry_id = o.id
      JOIN archives_record v ON v.id = NEW.version_id AND v.number = o.record_no
      JOIN archives_record r ON r.number = o.record_no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    WHERE o.id = NEW.objection_id AND o.record_no = NEW.record_no AND o.outcome = NEW.kind AND s.step = 'tell' AND s.at >= transaction_timestamp()
      AND CASE NEW.kind WHEN 'revoked' THEN r.withdrawn_at IS NOT NULL ELSE EXISTS (SELECT FROM archives_record c WHERE c.number = o.record_no AND c.filing_id = o.filing_id) END) THEN
    RAISE EXCEPTION 'A public correction comes with the answer to its objection.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_publiccorrection_rests AFTER INSERT ON repair_publiccorrection DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION repair_publiccorrection_rests();

-- Measures return earlier than on the day of their shield by its end alone.
CREATE FUNCTION discipline_lifting_resumed_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.resumed_on IS NULL OR NEW.resumed_on > OLD.resumed_on OR NOT EXISTS (
    SELECT FROM integrity_steptaken s JOIN repair_shielding h ON h.id = s.entry_id
    WHERE s.entry_kind = 'repair.shielding' AND s.step = 'end' AND s.at >= transaction_timestamp() AND NEW.record_no = ANY (h.numbers)) THEN
    RAISE EXCEPTION 'Measures return before their day by the end of the shield.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_lifting_resumed_rests BEFORE UPDATE ON discipline_lifting FOR EACH ROW
  WHEN ((OLD.resumed_on, OLD.resumed_by_id) IS DISTINCT FROM (NEW.resumed_on, NEW.resumed_by_id)) EXECUTE FUNCTION discipline_lifting_resumed_rests();
"""
UNDONE = """
DROP TRIGGER repair_appliedrecord_rests ON repair_appliedrecord; DROP TRIGGER repair_application_rests ON repair_application;
DROP TRIGGER repair_application_filing_rests ON repair_application; DROP TRIGGER repair_shielding_rests ON repair_shielding;
DROP TRIGGER commitments_commitment_rests ON commitments_commitment; DROP TRIGGER repair_publiccorrection_rests ON repair_publiccorrection;
DROP TRIGGER discipline_lifting_resumed_rests ON discipline_lifting;
DROP FUNCTION repair_appliedrecord_rests(), repair_application_rests(), repair_application_filing_rests(), repair_shielding_rests(),
  commitments_commitment_rests(), repair_publiccorrection_rests(), discipline_lifting_resumed_rests();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("repair", "0004_application_guards"),
        ("integrity", "0004_arrows"),
        ("archives", "0023_repaired"),
        ("commitments", "0002_ended"),
        ("discipline", "0008_exhibit"),
    ]

    operations = [
        migrations.RunSQL(APPLICATIONS + PUBLISHED, UNDONE),
        guards.named_by_step(
            "repair_objection",
            "repair.objection",
            *("identified_by_id", "accepted_by_id", "verified_by_id", "decided_by_id", "reviewed_by_id"),
        ),
        guards.named_by_step("repair_application", "repair.application", "accepted_by_id", "verified_by_id", "decided_by_id"),
        guards.named_by_step("repair_shielding", "repair.shielding", "confirmed_by_id"),
        guards.clock("repair_application", "made_at"),
        guards.clock("commitments_commitment", "published_at"),
    ]
