"""What PostgreSQL keeps of cases and measures beside: who is named took the step, and a lifting rests on its facts."""

from django.db import migrations

from integrity import guards

# Each ground of a lifting has its facts; it is of measures of that record at that unit; the worker tells of endings alone.
LIFTINGS = """
CREATE FUNCTION discipline_lifting_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forever timestamptz := '9999-12-31 00:00:00+00';
  stands boolean := EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawn_at IS NULL AND r.ends_on > NEW.made_on)
    AND NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.ended_at IS NULL AND (f.until_on IS NULL OR f.until_on > NEW.made_on));
  holds boolean := CASE NEW.ground
    WHEN 'repaired' THEN EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.kind = 'repaired')
    WHEN 'restructuring' THEN EXISTS (SELECT FROM archives_relief f WHERE f.number = NEW.record_no AND f.kind = 'shielded'
      AND f.until_on > NEW.made_on AND f.until_on = NEW.resumed_on AND f.from_at >= transaction_timestamp())
    WHEN 'wrong' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawn_at IS NOT NULL)
      OR NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_execution e ON e.id = x.execution_id
        LEFT JOIN discipline_linkedperson k ON k.id = e.link_id WHERE x.lifting_id = NEW.id AND k.withdrawn_at IS NULL)
    WHEN 'withdrawn' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.withdrawal_confirmed_at IS NOT NULL)
    WHEN 'corrected' THEN EXISTS (SELECT FROM archives_record r WHERE r.number = NEW.record_no AND r.known_until = forever AND r.version > 1)
    WHEN 'expired' THEN NOT stands OR NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_execution e ON e.id = x.execution_id
      WHERE x.lifting_id = NEW.id AND (e.until_on IS NULL OR e.until_on > NEW.made_on)) END;
BEGIN
  IF holds IS NOT TRUE OR NEW.made_on > (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A lifting rests on its facts (record %: %).', NEW.record_no, NEW.ground USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM discipline_lifting_executions x WHERE x.lifting_id = NEW.id) THEN
    RAISE EXCEPTION 'A lifting names the measures that it lifts.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_lifting_rests AFTER INSERT ON discipline_lifting DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION discipline_lifting_rests();

CREATE FUNCTION discipline_lifting_executions_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_lifting l JOIN discipline_execution e ON e.id = NEW.execution_id JOIN discipline_jointaction a ON a.id = e.action_id
    WHERE l.id = NEW.lifting_id AND l.record_no = a.record_no AND l.unit_id = e.unit_id AND e.asked_on IS NOT NULL AND l.made_at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'A lifting is made at once, of measures of its record that were sent to its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_lifting_executions_rests AFTER INSERT ON discipline_lifting_executions FOR EACH ROW EXECUTE FUNCTION discipline_lifting_executions_rests();

CREATE FUNCTION discipline_lifting_by_worker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The timetable tells of endings and withdrawals, and lifts nothing else.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_lifting_by_worker BEFORE INSERT ON discipline_lifting FOR EACH ROW
  WHEN (current_user = 'worker' AND NEW.ground NOT IN ('expired', 'withdrawn')) EXECUTE FUNCTION discipline_lifting_by_worker();

CREATE FUNCTION discipline_lifting_receipt_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF NOT EXISTS (SELECT FROM archives_membership m WHERE m.user_id = NEW.acknowledged_by_id AND m.unit_id = NEW.unit_id AND m.role IN ('clerk', 'head')
    AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'Clerk or head of the unit acknowledge its lifting.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_lifting_receipt_rests BEFORE INSERT OR UPDATE OF acknowledged_by_id ON discipline_lifting FOR EACH ROW
  WHEN (NEW.acknowledged_by_id IS NOT NULL) EXECUTE FUNCTION discipline_lifting_receipt_rests();
"""

# A measure is sent by the step that decides its action, on a day that has come; a notice to the superior goes to the superior.
MEASURES = """
CREATE FUNCTION discipline_execution_asked_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.jointaction' AND s.entry_id = NEW.action_id AND s.step = 'decide'
    AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'A measure is sent by the step that decides its joint action.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_execution_asked_rests AFTER UPDATE ON discipline_execution DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.asked_on, OLD.until_on) IS DISTINCT FROM (NEW.asked_on, NEW.until_on)) EXECUTE FUNCTION discipline_execution_asked_rests();

CREATE FUNCTION discipline_execution_superior_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  above archives_subject;
  seen bigint[];
BEGIN
  SELECT u.* INTO above FROM archives_subject u JOIN archives_subject s ON s.superior_id = u.id
    JOIN discipline_jointaction a ON a.subject_id = s.id WHERE a.id = NEW.action_id;
  WHILE above.ceased_on IS NOT NULL AND above.id <> ALL (coalesce(seen, '{}')) LOOP
    seen := seen || above.id;
    SELECT u.* INTO above FROM archives_subject u WHERE u.id = coalesce(above.successor_id, above.superior_id);
  END LOOP;
  IF above.id IS DISTINCT FROM NEW.unit_id AND EXISTS (SELECT FROM discipline_measureitem i WHERE i.id = NEW.item_id AND i.executor = 'superior') THEN
    RAISE EXCEPTION 'A notice to the superior goes to the superior.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_execution_superior_rests AFTER INSERT ON discipline_execution FOR EACH ROW EXECUTE FUNCTION discipline_execution_superior_rests();

-- Arguments: columns that hold no day that has not come.
CREATE FUNCTION discipline_day_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE col text;
BEGIN
  FOREACH col IN ARRAY TG_ARGV LOOP
    IF (to_jsonb(NEW) ->> col)::date > (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
      RAISE EXCEPTION 'Column % of % holds no day that has not come.', col, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_jointaction_day_rests BEFORE INSERT OR UPDATE OF drafted_on, decided_on ON discipline_jointaction
  FOR EACH ROW EXECUTE FUNCTION discipline_day_rests('drafted_on', 'decided_on');
CREATE TRIGGER discipline_courtentry_day_rests BEFORE INSERT OR UPDATE OF removed_on ON discipline_courtentry
  FOR EACH ROW EXECUTE FUNCTION discipline_day_rests('listed_on', 'removed_on');
"""
UNDONE = """
DROP TRIGGER discipline_lifting_rests ON discipline_lifting; DROP TRIGGER discipline_lifting_by_worker ON discipline_lifting;
DROP TRIGGER discipline_lifting_receipt_rests ON discipline_lifting; DROP TRIGGER discipline_lifting_executions_rests ON discipline_lifting_executions;
DROP TRIGGER discipline_execution_asked_rests ON discipline_execution; DROP TRIGGER discipline_execution_superior_rests ON discipline_execution;
DROP TRIGGER discipline_jointaction_day_rests ON discipline_jointaction; DROP TRIGGER discipline_courtentry_day_rests ON discipline_courtentry;
DROP FUNCTION discipline_lifting_rests(), discipline_lifting_by_worker(), discipline_lifting_receipt_rests(), discipline_lifting_executions_rests(),
  discipline_execution_asked_rests(), discipline_execution_superior_rests(), discipline_day_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0009_linked_persons"), ("integrity", "0004_arrows"), ("archives", "0024_letters_of_lifting")]

    operations = [
        migrations.RunSQL(LIFTINGS + MEASURES, UNDONE),
        guards.named_by_step(
            "discipline_case",
            "discipline.case",
            *("decided_by_id", "reported_by_id", "noticed_by_id", "lightened_by_id", "determined_by_id", "closed_by_id"),
        ),
        guards.named_by_step("discipline_jointaction", "discipline.jointaction", "decided_by_id"),
        guards.named_by_step("discipline_execution", "discipline.execution", "answered_by_id", "fed_back_by_id"),
        guards.named_by_step("discipline_courtnotice", "discipline.courtnotice", "performed_by_id", "closed_by_id"),
        guards.clock("discipline_reply", "at"),
        guards.clock("discipline_lifting", "made_at"),
    ]
