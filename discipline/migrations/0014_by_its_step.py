"""What PostgreSQL keeps of cases, measures and links beside: each column by its own step, on its day; votes, terms and papers as they are."""

from django.db import migrations

from integrity import guards

# A panel decides with its quorum, for or against, as `rules.quorum` and `rules.majority` ask; the quorum is that of the day it was convened.
VOTES = """
CREATE FUNCTION discipline_case_vote_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  quorum integer := (SELECT max(p.quorum) FROM archives_panel p WHERE p.unit_id = NEW.handler_id AND p.valid_from <= NEW.convened_on
    AND (p.valid_until IS NULL OR p.valid_until > NEW.convened_on));
  fors integer;
  againsts integer;
BEGIN
  SELECT count(*) FILTER (WHERE v.choice = 'for'), count(*) FILTER (WHERE v.choice = 'against') INTO fors, againsts
  FROM discipline_casevote v WHERE v.case_id = NEW.id AND v.question = CASE OLD.status WHEN 'tolerance' THEN 'tolerance' ELSE 'breach' END;
  IF quorum IS NULL OR fors + againsts < quorum OR (fors > againsts) <> (NEW.status IN ('tolerated', 'determined')) THEN
    RAISE EXCEPTION 'A panel decides with its quorum, as it voted (case %: % for, % against).', NEW.id, fors, againsts USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_case_vote_rests AFTER UPDATE ON discipline_case FOR EACH ROW
  WHEN (OLD.status IN ('tolerance', 'panel') AND OLD.status <> NEW.status) EXECUTE FUNCTION discipline_case_vote_rests();

-- The accused body has the term of the law for its reply, counted in the calendar (a weekday where no calendar is known).
CREATE FUNCTION discipline_case_reply_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  term integer := (SELECT t.days FROM archives_term t WHERE t.code = 'case-reply' AND t.valid_from <= NEW.noticed_on
    AND (t.valid_until IS NULL OR t.valid_until > NEW.noticed_on) ORDER BY t.valid_from DESC LIMIT 1);
BEGIN
  IF term IS NULL OR term > (SELECT count(*) FROM generate_series(NEW.noticed_on + 1, NEW.reply_due_on, interval '1 day') AS d (at)
    LEFT JOIN integrity_calendarday c ON c.day = d.at::date WHERE coalesce(c.is_workday, extract(isodow FROM d.at) < 6)) THEN
    RAISE EXCEPTION 'The period of reply has the days of the law.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_case_reply_rests AFTER UPDATE ON discipline_case FOR EACH ROW
  WHEN (NEW.reply_due_on IS NOT NULL AND (OLD.noticed_on, OLD.reply_due_on) IS DISTINCT FROM (NEW.noticed_on, NEW.reply_due_on))
  EXECUTE FUNCTION discipline_case_reply_rests();

-- Who decides has read what was found: it is not written in the transaction that decides.
CREATE FUNCTION discipline_case_found_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF integrity_at_work() AND EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.id
    AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'What was found in a case is written before the step that decides on it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_case_found_rests AFTER UPDATE ON discipline_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.breached_on, OLD.found, OLD.evidence, OLD.loss, OLD.impact, OLD.examined_by_id, OLD.examined_on)
    IS DISTINCT FROM (NEW.breached_on, NEW.found, NEW.evidence, NEW.loss, NEW.impact, NEW.examined_by_id, NEW.examined_on))
  EXECUTE FUNCTION discipline_case_found_rests();

-- The record about a person is filed and submitted with the case that names it; `discipline_case_filing_follows` says when it is replaced.
CREATE FUNCTION discipline_case_person_filing_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.in_charge_id IS NULL OR NOT EXISTS (
    SELECT FROM archives_filing f JOIN integrity_steptaken s ON s.entry_kind = 'archives.filing' AND s.entry_id = f.id AND s.step = 'submit'
    WHERE f.id = NEW.person_filing_id AND f.item_code = 'GZ-SX' AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'The record about the person in charge is filed from the case.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_case_person_filing_rests AFTER UPDATE ON discipline_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.person_filing_id IS NOT NULL AND OLD.person_filing_id IS DISTINCT FROM NEW.person_filing_id)
  EXECUTE FUNCTION discipline_case_person_filing_rests();

CREATE FUNCTION discipline_case_reported_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A case begins with nothing reported, determined or closed.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_case_reported_rests BEFORE INSERT ON discipline_case FOR EACH ROW
  WHEN (num_nonnulls(NEW.reported_on, NEW.paid_on, NEW.proposed_tier, NEW.determined_on, NEW.closed_on, NEW.examined_on) > 0)
  EXECUTE FUNCTION discipline_case_reported_rests();
"""

# What was served was served by the step that serves it.
PAPERS = """
CREATE FUNCTION discipline_paper_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s JOIN discipline_case c ON c.id = s.entry_id AND c.accused_id = NEW.to_id
    WHERE s.entry_kind = 'discipline.case' AND s.entry_id = NEW.case_id AND s.by_id = NEW.served_by_id
      AND s.step = CASE NEW.kind WHEN 'order' THEN 'order' WHEN 'notice' THEN 'notify' ELSE 'determine' END
      AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A document of a case is served by its step.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_paper_rests AFTER INSERT ON discipline_paper DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION discipline_paper_rests();

-- A numbered document about a case is one that was served in it.
CREATE FUNCTION discipline_document_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_paper p WHERE p.document_id = NEW.id AND p.case_id = NEW.about_id) THEN
    RAISE EXCEPTION 'A numbered document about a case is one that was served in it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_document_rests AFTER INSERT ON archives_document DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.about_kind = 'discipline.case') EXECUTE FUNCTION discipline_document_rests();

CREATE FUNCTION discipline_feedbackfile_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'discipline.execution' AND s.entry_id = NEW.execution_id
    AND s.step IN ('execute', 'fail') AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)) THEN
    RAISE EXCEPTION 'A file of a feedback comes with it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_feedbackfile_rests AFTER INSERT ON discipline_feedbackfile DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION discipline_feedbackfile_rests();
"""

# A lifting and its measures are written together, and each of them is asked for its facts; what was done stands once acknowledged.
LIFTINGS = """
CREATE OR REPLACE FUNCTION discipline_lifting_executions_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_lifting l JOIN discipline_execution e ON e.id = NEW.execution_id JOIN discipline_jointaction a ON a.id = e.action_id
    WHERE l.id = NEW.lifting_id AND l.record_no = a.record_no AND l.unit_id = e.unit_id AND e.asked_on IS NOT NULL AND integrity_born_here(l.born, l.made_at)) THEN
    RAISE EXCEPTION 'A lifting is made at once, of measures of its record that were sent to its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION discipline_lifting_executions_each_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM discipline_lifting l JOIN discipline_execution e ON e.id = NEW.execution_id LEFT JOIN discipline_linkedperson k ON k.id = e.link_id
    LEFT JOIN archives_record r ON r.number = l.record_no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    WHERE l.id = NEW.lifting_id AND CASE l.ground
      WHEN 'wrong' THEN r.withdrawn_at IS NULL AND k.withdrawn_at IS NULL
      WHEN 'expired' THEN (e.until_on IS NULL OR e.until_on > l.made_on) AND r.withdrawn_at IS NULL AND r.ends_on > l.made_on
        AND NOT EXISTS (SELECT FROM archives_relief f WHERE f.number = l.record_no AND f.ended_at IS NULL AND (f.until_on IS NULL OR f.until_on > l.made_on))
      ELSE false END) THEN
    RAISE EXCEPTION 'Each measure of a lifting rests on its ground.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER discipline_lifting_executions_each_rests AFTER INSERT ON discipline_lifting_executions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION discipline_lifting_executions_each_rests();

CREATE FUNCTION discipline_lifting_put_right_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What a unit said that it put right stands.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_lifting_put_right_rests BEFORE UPDATE ON discipline_lifting FOR EACH ROW
  WHEN (OLD.acknowledged_by_id IS NOT NULL AND OLD.put_right <> NEW.put_right) EXECUTE FUNCTION discipline_lifting_put_right_rests();
"""

# Under the logins that work here a threshold begins after today, and one that has begun stays as it is.
THRESHOLDS = """
CREATE FUNCTION discipline_tierthreshold_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF integrity_at_work() AND (NEW.valid_from <= today OR TG_OP = 'UPDATE' AND OLD.valid_from <= today) THEN
    RAISE EXCEPTION 'A threshold begins after today, and one that has begun is not rewritten.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_tierthreshold_rests BEFORE INSERT OR UPDATE ON discipline_tierthreshold FOR EACH ROW EXECUTE FUNCTION discipline_tierthreshold_rests();
"""
# As 0010_guards_again left it (and 0005_mine of the kernel mended it).
BEFORE = """
CREATE OR REPLACE FUNCTION discipline_lifting_executions_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_lifting l JOIN discipline_execution e ON e.id = NEW.execution_id JOIN discipline_jointaction a ON a.id = e.action_id
    WHERE l.id = NEW.lifting_id AND l.record_no = a.record_no AND l.unit_id = e.unit_id AND e.asked_on IS NOT NULL AND l.made_at >= transaction_timestamp() AND integrity_mine(l.xmin)) THEN
    RAISE EXCEPTION 'A lifting is made at once, of measures of its record that were sent to its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
NAMES = {
    "case": ("vote", "reply", "found", "person_filing", "reported"),
    "paper": ("",),
    "feedbackfile": ("",),
    "lifting_executions": ("each",),
    "lifting": ("put_right",),
    "tierthreshold": ("",),
}
UNDONE = (
    BEFORE
    + "DROP TRIGGER discipline_document_rests ON archives_document; DROP FUNCTION discipline_document_rests();"
    + "".join(
        f"DROP TRIGGER {name} ON discipline_{table}; DROP FUNCTION {name}();"
        for table, words in NAMES.items()
        for name in ("_".join(part for part in ("discipline", table, word, "rests") if part) for word in words)
    )
)
CLOSED = ("closed_by_id", "closed_on")
REPORTED = ("reported_by_id", "reported_on")
PROVEN = ("proof", "paid", "paid_on", "paid_proof")
CASE = {
    "order": ("decided_by_id", "ordered_on", "rectify_days", "owed", "owed_ground"),
    "unfounded": ("plea", "decided_by_id", *CLOSED),
    "report": (*REPORTED, *PROVEN),
    "refuse": REPORTED,
    "rework": (*REPORTED, *PROVEN),
    "notify": ("noticed_by_id", "noticed_on", "reply_due_on"),
    "lighten": ("lightened_by_id",),
    "hear": ("convened_on",),
    "convene": ("convened_on",),
    **dict.fromkeys(("accept", "waive", "tolerate", "dismiss"), CLOSED),
    "determine": ("determined_by_id", "determined_on", "tier", "proposed_tier", "in_charge_id", "doc_no"),
    "file": ("filing_id", *CLOSED),
    "refile": ("filing_id",),
}
ANSWERED, FED_BACK = ("answer", "answered_by_id", "answered_on"), ("feedback", "fed_back_by_id", "fed_back_on")
EXECUTION = {
    **dict.fromkeys(("accept", "decline"), ANSWERED),
    **dict.fromkeys(("execute", "fail"), (*FED_BACK, "answered_by_id", "answered_on")),
}
STAGE, PERFORMED = ("stage", "told_on", "due_on"), ("performed_by_id", "performed_on", "proof")
COURT = {
    **dict.fromkeys(("lose", "announce"), STAGE),
    **dict.fromkeys(("perform", "reject"), PERFORMED),
    **dict.fromkeys(("confirm", "end"), CLOSED),
    "list": (*CLOSED, "entry_id", "listed_on"),
}


class Migration(migrations.Migration):
    dependencies = [("discipline", "0013_duty_broken"), ("integrity", "0006_by_its_step"), ("archives", "0026_powers")]

    operations = [
        guards.born("discipline_lifting"),
        migrations.RunSQL(VOTES + PAPERS + LIFTINGS + THRESHOLDS, UNDONE),
        guards.by_its_step("discipline_case", "discipline.case", CASE),
        guards.by_its_step("discipline_jointaction", "discipline.jointaction", {"decide": ("decided_by_id", "decided_on")}),
        guards.by_its_step("discipline_execution", "discipline.execution", EXECUTION),
        guards.by_its_step("discipline_courtnotice", "discipline.courtnotice", COURT),
        guards.today(
            "discipline_case",
            *("opened_on", "examined_on", "ordered_on", "reported_on", "noticed_on", "convened_on", "determined_on", "closed_on"),
        ),
        guards.today("discipline_paper", "served_on"),
        guards.today("discipline_jointaction", "drafted_on", "decided_on"),
        guards.today("discipline_execution", "asked_on", "answered_on", "fed_back_on"),
        guards.today("discipline_courtnotice", "performed_on", "closed_on"),
        guards.today("discipline_lifting", "made_on", "acknowledged_on"),
        guards.instant("discipline_paper", "acknowledged_at"),
        guards.instant("discipline_linkedperson", "withdrawn_at"),
        guards.clock("discipline_case", "made_at"),
        guards.clock("discipline_casevote", "at"),
        guards.clock("discipline_exhibit", "at"),
        guards.clock("discipline_feedbackfile", "at"),
        guards.clock("discipline_linkedperson", "made_at"),
    ]
