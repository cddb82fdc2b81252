"""What waits for a panel and who answered on the day of a breach stand while a case is open; what was wrong is lifted once a second person said so."""

from django.db import migrations

from integrity import guards

PANELS = """
CREATE FUNCTION discipline_panel_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND EXISTS (SELECT FROM discipline_case c WHERE c.status IN ('tolerance', 'panel')
    AND archives_quorum(NEW, c.handler_id, c.convened_on) IS DISTINCT FROM CASE TG_OP WHEN 'UPDATE' THEN archives_quorum(OLD, c.handler_id, c.convened_on) END) THEN
    RAISE EXCEPTION 'What is before a panel is decided by the quorum of its day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_panel_rests AFTER INSERT OR UPDATE ON archives_panel FOR EACH ROW EXECUTE FUNCTION discipline_panel_rests();
"""

# Whose term covered the day goes on answering for it; where nobody's did, somebody's may be entered.
ANSWERING = """
CREATE FUNCTION discipline_in_charge_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM discipline_case c JOIN archives_post p ON p.id = NEW.post_id AND p.unit_id = c.accused_id
    WHERE c.status NOT IN ('unfounded', 'closed', 'waived', 'tolerated', 'dismissed', 'determined', 'filed') AND CASE TG_OP
      WHEN 'UPDATE' THEN OLD.from_on <= c.breached_on AND (OLD.until_on IS NULL OR OLD.until_on > c.breached_on) AND NEW.until_on <= c.breached_on
      ELSE (SELECT count(*) > 1 AND (array_agg(a.id ORDER BY a.is_acting, a.from_on DESC, a.id DESC))[1] = NEW.id
        FROM archives_appointment a JOIN archives_post o ON o.id = a.post_id
        WHERE o.unit_id = c.accused_id AND a.is_principal AND a.from_on <= c.breached_on AND (a.until_on IS NULL OR a.until_on > c.breached_on)) END) THEN
    RAISE EXCEPTION 'Who answered on the day of a breach stands while its case is open.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_in_charge_rests AFTER INSERT OR UPDATE ON archives_appointment FOR EACH ROW
  WHEN (NEW.is_principal AND integrity_at_work()) EXECUTE FUNCTION discipline_in_charge_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0018_gone"), ("archives", "0033_records_say_their_rows")]

    operations = [
        guards.reworded(
            "discipline_lifting_rests()",
            ("r.known_until = forever AND r.withdrawn_at IS NOT NULL", "r.known_until = forever AND r.withdrawn_at IS NOT NULL AND r.withdrawal_confirmed_at IS NOT NULL"),
        ),
        migrations.RunSQL(PANELS, "DROP TRIGGER discipline_panel_rests ON archives_panel; DROP FUNCTION discipline_panel_rests()"),
        migrations.RunSQL(ANSWERING, "DROP TRIGGER discipline_in_charge_rests ON archives_appointment; DROP FUNCTION discipline_in_charge_rests()"),
    ]
