"""What is lightened becomes lighter, by the step that says so; that a body was taken off a list of a court is told by an officer, by name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from integrity import guards

# As `tiers.proposed` and `rules.corrected_itself` say; and no such step stands without what it does, or twice.
LIGHTER = """
CREATE FUNCTION discipline_case_lighten_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_reply r WHERE r.case_id = NEW.id AND r.kind = 'correction')
    OR NOT EXISTS (SELECT FROM discipline_tierthreshold t WHERE t.tier > 1 AND t.min_loss <= NEW.loss AND t.min_impact <= NEW.impact
      AND t.valid_from <= today AND (t.valid_until IS NULL OR t.valid_until > today)) THEN
    RAISE EXCEPTION 'A case is lightened for self-correction, from a tier above the lowest.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_case_lighten_rests AFTER UPDATE ON discipline_case FOR EACH ROW
  WHEN (NEW.lightened_by_id IS NOT NULL AND OLD.lightened_by_id IS NULL) EXECUTE FUNCTION discipline_case_lighten_rests();

CREATE FUNCTION integrity_steptaken_lighten_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_case c WHERE c.id = NEW.entry_id AND c.lightened_by_id = NEW.by_id)
    OR EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.entry_id AND s.step = 'lighten' AND s.id <> NEW.id) THEN
    RAISE EXCEPTION 'The step that lightens a case lightens it, once.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER integrity_steptaken_lighten_rests AFTER INSERT ON integrity_steptaken DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.entry_kind = 'discipline.case' AND NEW.step = 'lighten') EXECUTE FUNCTION integrity_steptaken_lighten_rests();
"""
# Of what was taken off before, nobody wrote down who told it.
TAKEN_OFF = """
CREATE FUNCTION discipline_courtentry_removed_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  known date := CASE TG_OP WHEN 'UPDATE' THEN OLD.removed_on END;
BEGIN
  IF NEW.removed_on IS NOT NULL AND known IS NULL AND NOT EXISTS (SELECT FROM archives_membership m WHERE m.user_id = NEW.removed_by_id AND m.role = 'officer'
      AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)
      AND NOT EXISTS (SELECT FROM archives_membership o WHERE o.user_id = m.user_id AND o.unit_id = NEW.body_id AND o.from_on <= today AND (o.until_on IS NULL OR o.until_on > today)))
    OR known IS NOT NULL AND NEW.removed_by_id IS DISTINCT FROM OLD.removed_by_id THEN
    RAISE EXCEPTION 'An officer who is not of the body says that a court took it off its list.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_courtentry_removed_rests AFTER INSERT OR UPDATE ON discipline_courtentry FOR EACH ROW EXECUTE FUNCTION discipline_courtentry_removed_rests();
"""
UNDONE = "".join(
    f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
    for table, name in (
        ("discipline_case", "discipline_case_lighten_rests"),
        ("integrity_steptaken", "integrity_steptaken_lighten_rests"),
        ("discipline_courtentry", "discipline_courtentry_removed_rests"),
    )
)
ONCE, BEFORE = (
    guards.set_once("discipline_courtentry", "removed_on", "removed_by_id"),
    guards.set_once("discipline_courtentry", "removed_on"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("discipline", "0019_decided_while_it_stands"),
        ("archives", "0032_gone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "courtentry",
            "removed_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken off, told by",
            ),
        ),
        migrations.AddConstraint(
            "courtentry",
            models.CheckConstraint(name="court_entry_removal_is_whole", condition=Q(removed_by__isnull=True) | Q(removed_on__isnull=False)),
        ),
        migrations.RunSQL(f"{BEFORE.reverse_sql}; {ONCE.sql}", f"{ONCE.reverse_sql}; {BEFORE.sql}"),
        migrations.RunSQL(LIGHTER + TAKEN_OFF, UNDONE),
    ]
