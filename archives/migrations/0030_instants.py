"""Marks, services, reliefs and withdrawals are dated by the instant at which they happen; who withdraws does not confirm at once."""

from django.db import migrations

from integrity import guards

WITHDRAWN = """
CREATE FUNCTION archives_record_confirmed_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A withdrawal is confirmed after it was made.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_record_confirmed_rests BEFORE UPDATE ON archives_record FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawal_confirmed_at IS NOT NULL) EXECUTE FUNCTION archives_record_confirmed_rests();
-- Asked of a withdrawal alone: a file brings a million records at once.
CREATE TRIGGER archives_record_instant BEFORE UPDATE ON archives_record FOR EACH ROW
  WHEN ((OLD.withdrawn_at, OLD.withdrawal_confirmed_at) IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawal_confirmed_at))
  EXECUTE FUNCTION guard_instant('withdrawn_at', 'withdrawal_confirmed_at');
"""

# What is served on the site, by receipt or in public is served today; by hand or by post it was, on a day that has come. The
# timetable serves on the site alone.
SERVED = """
CREATE FUNCTION archives_service_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND NOT (CASE WHEN NEW.way IN ('hand', 'post') THEN NEW.served_on <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
      ELSE integrity_today(NEW.served_on) END) OR session_user = 'worker' AND NEW.way <> 'site' THEN
    RAISE EXCEPTION 'A document is served on the day on which that happens.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_service_rests BEFORE INSERT ON archives_service FOR EACH ROW EXECUTE FUNCTION archives_service_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0029_certificates_of_signing"), ("integrity", "0006_by_its_step")]

    operations = [
        migrations.RunSQL(
            WITHDRAWN,
            "DROP TRIGGER archives_record_instant ON archives_record; DROP TRIGGER archives_record_confirmed_rests ON archives_record; "
            "DROP FUNCTION archives_record_confirmed_rests()",
        ),
        migrations.RunSQL(SERVED, "DROP TRIGGER archives_service_rests ON archives_service; DROP FUNCTION archives_service_rests()"),
        guards.clock("archives_objectionmark", "from_at"),
        guards.instant("archives_objectionmark", "until_at"),
        guards.instant("archives_relief", "ended_at"),
        guards.clock("archives_service", "at"),
        guards.instant("archives_service", "acknowledged_at"),
    ]
