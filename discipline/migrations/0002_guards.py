"""What PostgreSQL keeps of cases whatever the code does: arrows, what was found, days that have come, who votes and who replies."""

from django.db import migrations

from integrity import guards

# A status changes along an arrow of the flow (discipline/flow.py, ARROWS), with that step taken in the same transaction; and
# what a step decides changes with a step only.
ARROWS = """
CREATE FUNCTION discipline_case_by_arrow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM integrity_steptaken s
    JOIN (VALUES ('unfounded', 'verifying', 'unfounded'), ('order', 'verifying', 'rectifying'), ('report', 'rectifying', 'rectified'),
      ('refuse', 'rectifying', 'refused'), ('rework', 'rectified', 'rectifying'), ('accept', 'rectified', 'closed'),
      ('notify', 'rectifying', 'notified'), ('notify', 'refused', 'notified'), ('lighten', 'notified', 'notified'),
      ('waive', 'notified', 'waived'), ('hear', 'notified', 'tolerance'), ('convene', 'notified', 'panel'),
      ('tolerate', 'tolerance', 'tolerated'), ('deny', 'tolerance', 'panel'), ('dismiss', 'panel', 'dismissed'),
      ('determine', 'panel', 'determined'), ('file', 'determined', 'filed')) AS arrow(step, source, target) USING (step, source, target)
    WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.id AND s.source = OLD.status AND s.target = NEW.status
      AND s.at >= transaction_timestamp()
  ) THEN
    RAISE EXCEPTION 'No step of a case leads from % to %.', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_case_by_arrow AFTER UPDATE ON discipline_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION discipline_case_by_arrow();

CREATE FUNCTION discipline_case_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.id AND s.at >= transaction_timestamp()) THEN
    RAISE EXCEPTION 'What a step decides about a case changes with that step only.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_case_decided AFTER UPDATE ON discipline_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.plea, OLD.decided_by_id, OLD.ordered_on, OLD.rectify_days, OLD.owed, OLD.owed_ground, OLD.reported_by_id, OLD.reported_on, OLD.proof,
      OLD.paid, OLD.paid_on, OLD.paid_proof, OLD.noticed_by_id, OLD.noticed_on, OLD.reply_due_on, OLD.lightened_by_id, OLD.convened_on, OLD.tier,
      OLD.proposed_tier, OLD.determined_by_id, OLD.determined_on, OLD.doc_no, OLD.in_charge_id, OLD.filing_id, OLD.closed_by_id, OLD.closed_on)
    IS DISTINCT FROM (NEW.plea, NEW.decided_by_id, NEW.ordered_on, NEW.rectify_days, NEW.owed, NEW.owed_ground, NEW.reported_by_id, NEW.reported_on, NEW.proof,
      NEW.paid, NEW.paid_on, NEW.paid_proof, NEW.noticed_by_id, NEW.noticed_on, NEW.reply_due_on, NEW.lightened_by_id, NEW.convened_on, NEW.tier,
      NEW.proposed_tier, NEW.determined_by_id, NEW.determined_on, NEW.doc_no, NEW.in_charge_id, NEW.filing_id, NEW.closed_by_id, NEW.closed_on))
  EXECUTE FUNCTION discipline_case_decided();
"""

CASES = """
CREATE FUNCTION discipline_case_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A case begins as being verified, with nothing found or decided.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_case_begins BEFORE INSERT ON discipline_case FOR EACH ROW
  WHEN (NEW.status <> 'verifying' OR NEW.revision <> 1 OR NEW.plea <> '' OR NEW.proof <> '' OR num_nonnulls(NEW.examined_by_id, NEW.decided_by_id, NEW.ordered_on,
    NEW.rectify_days, NEW.owed, NEW.reported_by_id, NEW.paid, NEW.noticed_on, NEW.lightened_by_id, NEW.convened_on, NEW.tier, NEW.in_charge_id, NEW.filing_id,
    NEW.person_filing_id) > 0)
  EXECUTE FUNCTION discipline_case_begins();

-- What was found stands once it was decided on: the notice, the vote and the record name it.
CREATE FUNCTION discipline_case_found_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was found in a case stands once it was decided on.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_case_found_stands BEFORE UPDATE ON discipline_case FOR EACH ROW
  WHEN (OLD.status <> 'verifying' AND (OLD.breached_on, OLD.found, OLD.evidence, OLD.loss, OLD.impact, OLD.examined_by_id, OLD.examined_on)
    IS DISTINCT FROM (NEW.breached_on, NEW.found, NEW.evidence, NEW.loss, NEW.impact, NEW.examined_by_id, NEW.examined_on))
  EXECUTE FUNCTION discipline_case_found_stands();

-- The period of reply cannot be jumped over by writing a day that has not come yet.
CREATE FUNCTION discipline_case_day_has_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF greatest(NEW.noticed_on, NEW.convened_on, NEW.determined_on) > (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'A case is not noticed, put before the panel or determined on a day that has not come.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_case_day_has_come BEFORE UPDATE ON discipline_case FOR EACH ROW
  WHEN ((OLD.noticed_on, OLD.convened_on, OLD.determined_on) IS DISTINCT FROM (NEW.noticed_on, NEW.convened_on, NEW.determined_on))
  EXECUTE FUNCTION discipline_case_day_has_come();
"""

SAID = """
CREATE FUNCTION discipline_reply_of_the_accused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked record; today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  SELECT c.accused_id, c.status INTO asked FROM discipline_case c WHERE c.id = NEW.case_id;
  IF asked.status <> 'notified' THEN
    RAISE EXCEPTION 'Case % awaits no reply.', NEW.case_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM archives_membership m WHERE m.user_id = NEW.by_id AND m.unit_id = asked.accused_id AND m.role IN ('clerk', 'head')
    AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'Only head and clerks of the accused body reply.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_reply_of_the_accused AFTER INSERT ON discipline_reply FOR EACH ROW EXECUTE FUNCTION discipline_reply_of_the_accused();

CREATE FUNCTION discipline_casevote_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked discipline_case; today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  SELECT c.* INTO asked FROM discipline_case c WHERE c.id = NEW.case_id;
  IF (asked.status, NEW.question) NOT IN (('tolerance', 'tolerance'), ('panel', 'breach')) THEN
    RAISE EXCEPTION 'Case % is not before its panel on that question.', NEW.case_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM archives_membership m WHERE m.user_id = NEW.member_id AND m.unit_id = asked.handler_id AND m.role = 'panel'
    AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'Only a member of the panel of the handling unit votes.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.choice <> 'recused' AND NEW.member_id IN (asked.made_by_id, asked.examined_by_id, asked.decided_by_id, asked.reported_by_id, asked.noticed_by_id, asked.lightened_by_id) THEN
    RAISE EXCEPTION 'Who took part in a case is recused from the vote on it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_casevote_of_member AFTER INSERT ON discipline_casevote FOR EACH ROW EXECUTE FUNCTION discipline_casevote_of_member();
"""

DECIDED = (
    *(
        "status",
        "decided_by_id",
        "ordered_on",
        "reported_by_id",
        "reported_on",
        "noticed_by_id",
        "noticed_on",
        "reply_due_on",
        "lightened_by_id",
    ),
    *("convened_on", "proposed_tier", "determined_by_id", "determined_on", "doc_no", "in_charge_id", "filing_id", "person_filing_id"),
    *("closed_by_id", "closed_on"),
)
FIXED = (
    *("number", "year", "serial", "accused_id", "handler_id", "source", "kind_id", "contract_no", "matter", "opened_on"),
    *("made_by_id", "made_at"),
)
ONCE = (
    *("decided_by_id", "ordered_on", "noticed_by_id", "noticed_on", "reply_due_on", "lightened_by_id", "convened_on"),
    *("determined_by_id", "determined_on", "in_charge_id", "filing_id", "person_filing_id", "closed_by_id", "closed_on"),
)
SERVED = ("case_id", "kind", "to_id", "facts", "basis", "evidence", "ruling", "served_on", "served_by_id")


def dropped(table: str, *triggers: str) -> str:
    return "; ".join(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()" for name in triggers)


class Migration(migrations.Migration):
    dependencies = [("discipline", "0001_initial"), ("integrity", "0003_names"), ("archives", "0019_folded_names")]

    operations = [
        migrations.RunSQL(ARROWS, dropped("discipline_case", "discipline_case_by_arrow", "discipline_case_decided")),
        migrations.RunSQL(
            CASES, dropped("discipline_case", "discipline_case_begins", "discipline_case_found_stands", "discipline_case_day_has_come")
        ),
        migrations.RunSQL(
            SAID,
            f"{dropped('discipline_reply', 'discipline_reply_of_the_accused')}; {dropped('discipline_casevote', 'discipline_casevote_of_member')}",
        ),
        guards.revision("discipline_case", besides=DECIDED),
        guards.fixed("discipline_case", *FIXED),
        guards.set_once("discipline_case", *ONCE),
        guards.fixed("discipline_paper", *SERVED),
        guards.set_once("discipline_paper", "acknowledged_by_id", "acknowledged_at"),
        guards.append_only("discipline_reply"),
        guards.append_only("discipline_casevote"),
    ]
