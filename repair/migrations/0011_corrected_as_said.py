"""An objection names the correction or the withdrawal that was made upon it; who received the wrong value is told, and the public what it read."""

from django.db import migrations

from integrity import guards

# Verified as wrong is what was put right: by a correction of that very record, filed with the step and changing something; or by its withdrawal.
VERIFIED = """
CREATE FUNCTION repair_objection_correct_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.filing_id IS DISTINCT FROM OLD.filing_id OR NEW.status = 'correcting' AND OLD.status <> 'correcting') AND NEW.filing_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM archives_filing f
    JOIN integrity_steptaken s ON s.entry_kind = 'archives.filing' AND s.entry_id = f.id AND s.step = 'submit' AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)
    JOIN archives_record r ON r.number = NEW.record_no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    JOIN repair_change c ON c.objection_id = NEW.id AND c.filing_id = f.id
    WHERE f.id = NEW.filing_id AND f.source = 'mend' AND EXISTS (SELECT FROM archives_filedrow w WHERE w.filing_id = f.id AND w.key = r.key)
      AND NOT EXISTS (SELECT FROM archives_filedrow w WHERE w.filing_id = f.id AND w.key IS DISTINCT FROM r.key)) THEN
    RAISE EXCEPTION 'A correction upon an objection is filed with it, of that record.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.status = 'revoking' AND OLD.status <> 'revoking' AND NOT EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no
    AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.withdrawn_at IS NOT NULL) THEN
    RAISE EXCEPTION 'A record that is revoked upon an objection is withdrawn.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_objection_correct_rests AFTER UPDATE ON repair_objection DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.status, OLD.filing_id) IS DISTINCT FROM (NEW.status, NEW.filing_id)) EXECUTE FUNCTION repair_objection_correct_rests();
"""
# What was approved is a version of that record, not any filing.
APPROVED = "EXISTS (SELECT FROM archives_filing f WHERE f.id = NEW.filing_id AND f.status = 'approved')"
OF_RECORD = "EXISTS (SELECT FROM archives_filing f JOIN archives_record r ON r.filing_id = f.id AND r.number = NEW.record_no WHERE f.id = NEW.filing_id AND f.status = 'approved')"

# As `repair.corrections.issue` tells: everybody who received a wrong version (a minute is left to what leaves at the same moment), and the
# public where it read one; what is about a natural person stands in no list.
TOLD = """
CREATE FUNCTION repair_objection_tell_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  of_person boolean := (SELECT s.address IS NOT NULL FROM archives_record v JOIN archives_subject s ON s.id = v.subject_id WHERE v.id = NEW.version_id);
  latest timestamptz := now() - interval '1 minute';
  said jsonb := '[]';
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT d.by_id FROM archives_delivery d JOIN archives_record w ON d.versions @> w.id
        WHERE w.number = NEW.record_no AND w.filing_id IS DISTINCT FROM NEW.filing_id AND d.at < latest
      UNION SELECT l.by_id FROM archives_readlog l
        WHERE of_person AND l.about = NEW.record_no AND l.what = 'record' AND l.granted AND l.acting_as <> 'self' AND l.at < latest) AS received
    WHERE NOT EXISTS (SELECT FROM repair_correctionnotice n WHERE n.objection_id = NEW.id AND n.recipient_id = received.by_id
      AND n.sent_at >= transaction_timestamp() AND integrity_mine(n.xmin))) THEN
    RAISE EXCEPTION 'Whoever received a wrong value is told of its correction.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.outcome = 'corrected' THEN
    said := coalesce((SELECT jsonb_agg(jsonb_build_object('label', c.label, 'label_en', c.label_en, 'old', c.old, 'new', c.new) ORDER BY c.id)
      FROM repair_change c WHERE c.objection_id = NEW.id AND c.filing_id = NEW.filing_id AND c.scope = 'public'), '[]');
  END IF;
  IF NOT of_person AND EXISTS (SELECT FROM archives_record w WHERE w.number = NEW.record_no AND w.filing_id IS DISTINCT FROM NEW.filing_id AND w.scope = 0 AND w.shown IS NOT NULL
      AND greatest(w.known_from, lower(w.shown)) < least(w.known_until, upper(w.shown), coalesce(w.withdrawn_at, w.known_until), now()))
    AND NOT EXISTS (SELECT FROM repair_publiccorrection p WHERE p.objection_id = NEW.id AND p.kind = NEW.outcome AND p.changes = said AND integrity_mine(p.xmin)) THEN
    RAISE EXCEPTION 'What the public read is corrected in public.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER repair_objection_tell_rests AFTER UPDATE ON repair_objection DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status = 'decided' AND OLD.status <> 'decided' AND NEW.outcome IN ('corrected', 'revoked')) EXECUTE FUNCTION repair_objection_tell_rests();
"""
UNDONE = "".join(
    f"DROP TRIGGER repair_objection_{name}_rests ON repair_objection; DROP FUNCTION repair_objection_{name}_rests();"
    for name in ("correct", "tell")
)


class Migration(migrations.Migration):
    dependencies = [("repair", "0010_relief_waits")]

    operations = [
        migrations.RunSQL(VERIFIED + TOLD, UNDONE),
        guards.reworded("repair_objection_told_rests()", (APPROVED, OF_RECORD)),
        # A notice goes to who received the value before: a delivery is of the moment in which it is made.
        guards.clock("archives_delivery", "at"),
    ]
