"""What waits for a panel is decided by the quorum of its day; what was wrong is lifted once a second person said so."""

from django.db import migrations

from integrity import guards

PANELS = """
CREATE FUNCTION discipline_panel_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF integrity_at_work() AND EXISTS (SELECT FROM discipline_case c WHERE c.status IN ('tolerance', 'panel')
    AND archives_quorum(to_jsonb(NEW), c.handler_id, c.convened_on) IS DISTINCT FROM
      CASE TG_OP WHEN 'UPDATE' THEN archives_quorum(to_jsonb(OLD), c.handler_id, c.convened_on) END) THEN
    RAISE EXCEPTION 'What is before a panel is decided by the quorum of its day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_panel_rests AFTER INSERT OR UPDATE ON archives_panel FOR EACH ROW EXECUTE FUNCTION discipline_panel_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0020_lighter_and_taken_off"), ("archives", "0033_records_say_their_rows")]

    operations = [
        guards.reworded(
            "discipline_lifting_rests()",
            ("r.known_until = forever AND r.withdrawn_at IS NOT NULL", "r.known_until = forever AND r.withdrawn_at IS NOT NULL AND r.withdrawal_confirmed_at IS NOT NULL"),
        ),
        migrations.RunSQL(PANELS, "DROP TRIGGER discipline_panel_rests ON archives_panel; DROP FUNCTION discipline_panel_rests()"),
    ]
