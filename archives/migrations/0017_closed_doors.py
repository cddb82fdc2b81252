"""Doors of the database that a stranger found open to the logins of the application."""

from django.db import migrations, models

# A filing begins unchecked: what was never reviewed cannot be put in as reviewed.
BEGINS = """
CREATE FUNCTION archives_filing_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A filing begins as received.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_filing_begins BEFORE INSERT ON archives_filing FOR EACH ROW
  WHEN (NEW.status <> 'received' OR NEW.submitted_by_id IS NOT NULL OR NEW.decided_by_id IS NOT NULL OR NEW.left_at IS NOT NULL)
  EXECUTE FUNCTION archives_filing_begins();
"""

# A version stops being known by the approval of the filing that brings the next, and in no other way.
CLOSED = """
CREATE FUNCTION archives_record_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user IN ('staff', 'worker') AND EXISTS (SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE n.known_until IS DISTINCT FROM o.known_until)
    AND NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'archives.filing' AND s.target = 'approved' AND s.at >= transaction_timestamp())
  THEN
    RAISE EXCEPTION 'A version of a record is closed only by the approval of a filing.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_record_closed AFTER UPDATE ON archives_record
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION archives_record_closed();
"""

# A rule that has begun keeps its numbers and its article; it gets an end, and the next begins.
IN_FORCE = """
CREATE FUNCTION archives_periodrule_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user IN ('staff', 'worker') AND OLD.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
    AND (to_jsonb(NEW) - 'valid_until') IS DISTINCT FROM (to_jsonb(OLD) - 'valid_until')
  THEN
    RAISE EXCEPTION 'A period rule that has begun is not rewritten; it ends, and another begins.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_periodrule_in_force BEFORE UPDATE ON archives_periodrule FOR EACH ROW EXECUTE FUNCTION archives_periodrule_in_force();
"""


def dropped(name: str, table: str) -> str:
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


class Migration(migrations.Migration):

    dependencies = [
        ('archives', '0016_people_export'),
    ]

    operations = [
        migrations.RunSQL(BEGINS, dropped("archives_filing_begins", "archives_filing")),
        migrations.RunSQL(CLOSED, dropped("archives_record_closed", "archives_record")),
        migrations.RunSQL(IN_FORCE, dropped("archives_periodrule_in_force", "archives_periodrule")),
        migrations.RemoveConstraint(
            model_name='subject',
            name='subject_code_form',
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address__isnull', True), ('code__regex', '^[0-9A-HJ-NPQRTUWXY]{18}$'), models.Q(('kind__in', ['civil_servant', 'expert', 'practitioner', 'person']), _negated=True)), models.Q(('address__isnull', False), ('address__regex', '^[0-9a-f]{32}$'), ('code__regex', '^R[0-9A-F]{31}$'), ('kind__in', ['civil_servant', 'expert', 'practitioner', 'person'])), _connector='OR'), name='subject_code_form', violation_error_message='This is no code of a subject of that kind; compare it with the certificate.'),
        ),
    ]
