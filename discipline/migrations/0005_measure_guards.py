"""What PostgreSQL keeps of measures whatever the code does: the closed list, arrows, who decides, what stands once it is said."""

from django.db import migrations

from integrity import guards

# On the list on its day, for such a subject, on a record that bears it; asked of a unit that may carry it out, within its period.
LISTED = """
CREATE FUNCTION discipline_jointaction_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'drafted' OR NEW.revision <> 1 OR NOT EXISTS (
    SELECT FROM archives_record r JOIN archives_catalogueitem i ON i.id = r.item_id
    WHERE r.id = NEW.version_id AND r.number = NEW.record_no AND r.subject_id = NEW.subject_id
      AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.withdrawn_at IS NULL AND r.ends_on > NEW.drafted_on
      AND CASE NEW.sort WHEN 'sanction' THEN i.period_kind IN ('dishonesty', 'penalty') ELSE i.period_kind = 'honour' END) THEN
    RAISE EXCEPTION 'A joint action begins as a draft on a record of its kind that stands.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_jointaction_begins AFTER INSERT ON discipline_jointaction FOR EACH ROW EXECUTE FUNCTION discipline_jointaction_begins();

CREATE FUNCTION discipline_execution_listed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  a discipline_jointaction; i discipline_measureitem; s archives_subject; u archives_subject;
BEGIN
  SELECT * INTO a FROM discipline_jointaction WHERE id = NEW.action_id;
  SELECT * INTO i FROM discipline_measureitem WHERE id = NEW.item_id;
  SELECT * INTO s FROM archives_subject WHERE id = a.subject_id;
  SELECT * INTO u FROM archives_subject WHERE id = NEW.unit_id;
  IF a.status <> 'drafted' OR NEW.status <> 'asked' OR NEW.revision <> 1 OR num_nonnulls(NEW.asked_on, NEW.until_on) > 0 THEN
    RAISE EXCEPTION 'A measure is added while its joint action is a draft.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF i.sort <> a.sort OR i.valid_from > a.drafted_on OR i.valid_until <= a.drafted_on
    OR NOT (i.targets::text[] @> ARRAY[CASE WHEN s.kind IN ('organ', 'institution', 'township', 'village', 'village_org') THEN 'body'
      WHEN s.address IS NOT NULL THEN 'person' ELSE 'enterprise' END]) THEN
    RAISE EXCEPTION 'Nothing outside the list of measures in force may be applied to such a subject.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (i.executing_kinds::text[] @> ARRAY[u.kind::text]) OR (i.executor = 'subject') <> (NEW.unit_id = a.subject_id)
    OR (i.executor = 'initiator' AND NEW.unit_id <> a.initiator_id)
    OR (i.max_months IS NULL) <> (NEW.months IS NULL) OR NEW.months NOT BETWEEN i.min_months AND i.max_months THEN
    RAISE EXCEPTION 'A measure is carried out by such a unit, within its period, as the list says.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_execution_listed AFTER INSERT ON discipline_execution FOR EACH ROW EXECUTE FUNCTION discipline_execution_listed();

-- It may have been drafted while the list was another one.
CREATE FUNCTION discipline_jointaction_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_execution e WHERE e.action_id = NEW.id)
    OR EXISTS (SELECT FROM discipline_execution e JOIN discipline_measureitem i ON i.id = e.item_id
      WHERE e.action_id = NEW.id AND (i.valid_from > NEW.decided_on OR i.valid_until <= NEW.decided_on)) THEN
    RAISE EXCEPTION 'A joint action is sent with measures that are on the list that day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_jointaction_listed AFTER UPDATE ON discipline_jointaction FOR EACH ROW
  WHEN (OLD.decided_on IS NULL AND NEW.decided_on IS NOT NULL) EXECUTE FUNCTION discipline_jointaction_listed();

-- Sent with its joint action, on that day, for its months and not a day longer.
CREATE FUNCTION discipline_execution_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_jointaction a WHERE a.id = NEW.action_id AND a.status = 'out' AND a.decided_on = NEW.asked_on)
    OR NEW.until_on IS DISTINCT FROM (NEW.asked_on + make_interval(months => NEW.months))::date THEN
    RAISE EXCEPTION 'A measure is sent with its joint action and lasts for its months.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_execution_sent AFTER UPDATE ON discipline_execution DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.asked_on, OLD.until_on) IS DISTINCT FROM (NEW.asked_on, NEW.until_on)) EXECUTE FUNCTION discipline_execution_sent();
"""

FILES = r"""
ALTER TABLE discipline_feedbackfile
  ADD CONSTRAINT feedback_file_is_what_it_says CHECK (CASE kind WHEN 'pdf' THEN substring(content FROM 1 FOR 5) = '\x255044462d'::bytea
    WHEN 'jpeg' THEN substring(content FROM 1 FOR 3) = '\xffd8ff'::bytea WHEN 'png' THEN substring(content FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea ELSE false END),
  ADD CONSTRAINT feedback_file_is_small CHECK (octet_length(content) <= 10485760);
"""
UNFILES = "ALTER TABLE discipline_feedbackfile DROP CONSTRAINT feedback_file_is_what_it_says, DROP CONSTRAINT feedback_file_is_small"

ACTION = (("decide", "drafted", "out"), ("discard", "drafted", "discarded"))
EXECUTION = (
    *(("accept", "asked", "accepted"), ("decline", "asked", "declined"), ("execute", "asked", "executed")),
    *(("execute", "accepted", "executed"), ("fail", "accepted", "not_executed")),
)
SAID = ("answer", "answered_by_id", "answered_on", "feedback", "fed_back_by_id", "fed_back_on")


def dropped(table: str, *triggers: str) -> str:
    return "; ".join(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()" for name in triggers)


class Migration(migrations.Migration):
    dependencies = [("discipline", "0004_measures"), ("integrity", "0003_names"), ("archives", "0022_documents")]

    operations = [
        migrations.RunSQL(
            LISTED,
            f"{dropped('discipline_jointaction', 'discipline_jointaction_begins', 'discipline_jointaction_listed')}; "
            f"{dropped('discipline_execution', 'discipline_execution_listed', 'discipline_execution_sent')}",
        ),
        migrations.RunSQL(FILES, UNFILES),
        guards.by_arrow("discipline_jointaction", "discipline.jointaction", *ACTION),
        guards.by_arrow("discipline_execution", "discipline.execution", *EXECUTION),
        guards.with_a_step("discipline_execution", "discipline.execution", *SAID),
        guards.revision("discipline_jointaction", besides=("status", "decided_by_id", "decided_on")),
        guards.revision("discipline_execution", besides=("status", "asked_on", "until_on", *SAID)),
        guards.fixed(
            "discipline_jointaction",
            *("initiator_id", "record_no", "version_id", "subject_id", "sort", "ground", "drafted_on", "made_by_id", "made_at"),
        ),
        guards.fixed("discipline_execution", "action_id", "item_id", "unit_id", "months", "days", "made_by_id", "made_at"),
        guards.set_once("discipline_jointaction", "decided_by_id", "decided_on"),
        guards.set_once("discipline_execution", "asked_on", "until_on", "answered_by_id", "answered_on", "fed_back_by_id", "fed_back_on"),
        guards.fixed("discipline_lifting", "record_no", "unit_id", "ground", "made_on", "made_by_id", "made_at"),
        guards.set_once("discipline_lifting", "acknowledged_by_id", "acknowledged_on"),
        guards.append_only("discipline_lifting_executions"),
        guards.append_only("discipline_eligibilitycheck"),
        guards.append_only("discipline_feedbackfile"),
    ]
