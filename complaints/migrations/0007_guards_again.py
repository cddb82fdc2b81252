"""What PostgreSQL keeps of tickets and talks beside: who is named took the step, a talk is of its campaign."""

from django.db import migrations

from integrity import guards

# A talk is held within its campaign, on a day that has come, with a body that was on a court list or a hot spot between that day
# and today, or was talked to before (complaints/campaigns/bodies.py).
TALKS = """
CREATE FUNCTION complaints_talk_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  last date;
BEGIN
  SELECT least(today, c.until_on) INTO last FROM complaints_campaign c WHERE c.id = NEW.campaign_id AND c.from_on <= NEW.held_on;
  IF last IS NULL OR NEW.held_on > last THEN
    RAISE EXCEPTION 'A talk is held within its campaign, on a day that has come.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM complaints_talk t WHERE t.campaign_id = NEW.campaign_id AND t.body_id = NEW.body_id AND t.id <> NEW.id)
    AND NOT EXISTS (SELECT FROM discipline_courtentry e WHERE e.body_id = NEW.body_id AND e.listed_on <= last AND least(e.until_on, e.removed_on) > NEW.held_on)
    AND NOT EXISTS (SELECT FROM complaints_hotspotrule r WHERE r.valid_from <= last AND (r.valid_until IS NULL OR r.valid_until > NEW.held_on)
      AND r.tickets <= (SELECT count(*) FROM complaints_ticket t WHERE t.accused_id = NEW.body_id AND t.status <> 'refused'
        AND (t.outcome = 'founded' OR t.channel = 'petition')
        AND t.received_on > NEW.held_on - make_interval(months => r.months) AND t.received_on <= last)) THEN
    RAISE EXCEPTION 'A talk is held with a body of its campaign.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER complaints_talk_rests AFTER INSERT ON complaints_talk FOR EACH ROW EXECUTE FUNCTION complaints_talk_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0006_ten_files"), ("integrity", "0004_arrows"), ("discipline", "0008_exhibit")]

    operations = [
        migrations.RunSQL(TALKS, "DROP TRIGGER complaints_talk_rests ON complaints_talk; DROP FUNCTION complaints_talk_rests()"),
        guards.named_by_step("complaints_ticket", "complaints.ticket", "decided_by_id", "handled_by_id", "answered_by_id"),
    ]
