"""A step taken is an arrow of its flow, taken now, from where the entry stands; who is named by a step took it."""

from django.db import migrations

from integrity import guards

# Empty until ``integrity.arrows.write`` fills it from the flows, at the end of every ``migrate``.
VIEW = """
CREATE VIEW integrity_arrow (entry_kind, step, source, target, by_another) AS
SELECT NULL::text, NULL::text, NULL::text, NULL::text, NULL::boolean WHERE false;
"""

STEPS = """
CREATE FUNCTION integrity_steptaken_by_arrow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  arrow integrity_arrow;
  stands text;
  maker bigint;
BEGIN
  SELECT a.* INTO arrow FROM integrity_arrow a
  WHERE (a.entry_kind, a.step, a.source, a.target) = (NEW.entry_kind, NEW.step, NEW.source, NEW.target);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'The flow of % has no such step (%: % -> %).', NEW.entry_kind, NEW.step, NEW.source, NEW.target USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  EXECUTE format('SELECT e.status, e.made_by_id FROM %I e WHERE e.id = $1', replace(NEW.entry_kind, '.', '_')) INTO stands, maker USING NEW.entry_id;
  IF stands IS DISTINCT FROM NEW.source THEN
    RAISE EXCEPTION 'A step is taken from where its entry stands (% %: %).', NEW.entry_kind, NEW.entry_id, NEW.step USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF arrow.by_another AND NEW.by_id = maker THEN
    RAISE EXCEPTION 'A step that decides is taken by another than the maker (% %: %).', NEW.entry_kind, NEW.entry_id, NEW.step USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER integrity_steptaken_by_arrow BEFORE INSERT ON integrity_steptaken FOR EACH ROW EXECUTE FUNCTION integrity_steptaken_by_arrow();

-- At commit: a step that was written down without being gone is refused.
CREATE FUNCTION integrity_steptaken_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  stands text;
  led text := (SELECT s.target FROM integrity_steptaken s WHERE s.entry_kind = NEW.entry_kind AND s.entry_id = NEW.entry_id ORDER BY s.id DESC LIMIT 1);
BEGIN
  EXECUTE format('SELECT e.status FROM %I e WHERE e.id = $1', replace(NEW.entry_kind, '.', '_')) INTO stands USING NEW.entry_id;
  IF stands IS DISTINCT FROM led THEN
    RAISE EXCEPTION 'A step taken leads its entry where it says (% %: %).', NEW.entry_kind, NEW.entry_id, led USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER integrity_steptaken_gone AFTER INSERT ON integrity_steptaken DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION integrity_steptaken_gone();
"""

FUNCTIONS = """
-- Arguments: the columns that say when the row came into being; the database says that, nobody else.
CREATE FUNCTION guard_clock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF (to_jsonb(NEW) ->> col)::timestamptz IS DISTINCT FROM statement_timestamp() THEN
      RAISE EXCEPTION 'Column % of % is the clock of the database.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- Arguments: the kind of entry, then the columns that name who took a step. A new name there took a step of the entry now.
CREATE FUNCTION guard_named_by_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  col text;
  named bigint;
BEGIN
  FOREACH col IN ARRAY TG_ARGV[1:] LOOP
    named := (to_jsonb(NEW) ->> col)::bigint;
    IF named IS DISTINCT FROM (to_jsonb(OLD) ->> col)::bigint AND named IS NOT NULL AND NOT EXISTS (
      SELECT FROM integrity_steptaken s WHERE s.entry_kind = TG_ARGV[0] AND s.entry_id = NEW.id AND s.by_id = named AND s.at >= transaction_timestamp()) THEN
      RAISE EXCEPTION 'Column % of % names who took the step.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
"""
UNDONE = """
DROP TRIGGER integrity_steptaken_gone ON integrity_steptaken; DROP TRIGGER integrity_steptaken_by_arrow ON integrity_steptaken;
DROP FUNCTION integrity_steptaken_gone(), integrity_steptaken_by_arrow();
"""


class Migration(migrations.Migration):
    dependencies = [("integrity", "0003_names")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW integrity_arrow"),
        migrations.RunSQL(STEPS, UNDONE),
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION guard_clock(), guard_named_by_step()"),
        guards.clock("integrity_steptaken", "at"),
    ]
