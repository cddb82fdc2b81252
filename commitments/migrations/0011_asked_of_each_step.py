"""What each step of a commitment rests on: its filings, its reports, its words, who answered; and each column by its own step, on its day."""

from django.db import migrations, models

from integrity import guards

# The steps of one entry that this transaction itself took; the number and the outcome of a commitment as its record says them.
SAYS = """
CREATE FUNCTION commitments_taken(text, bigint) RETURNS SETOF integrity_steptaken LANGUAGE sql VOLATILE AS $$
  SELECT s.* FROM integrity_steptaken s WHERE s.entry_kind = $1 AND s.entry_id = $2 AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)
$$;
CREATE FUNCTION commitments_number(id bigint, made_at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || lpad(id::text, greatest(5, length(id::text)), '0')
$$;
CREATE FUNCTION commitments_outcome(status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN status = 'kept' THEN '已践诺' WHEN status > '' THEN '违诺' END
$$;
CREATE FUNCTION commitments_facts(item text, facts jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT facts -> CASE item WHEN 'CN' THEN 'public' ELSE 'internal' END
$$;
-- Whether a filing is one row about that subject, with the number and the outcome of the commitment.
CREATE FUNCTION commitments_says(filing bigint, item text, about bigint, number text, outcome text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) = 1 AND bool_and(coalesce(r.errors IS NULL AND r.item_code = item AND s.id = about
    AND f.says ->> 'commitment_no' = $4 AND f.says ->> 'outcome' = $5, false))
  FROM archives_filedrow r LEFT JOIN archives_subject s ON s.code = r.subject_code CROSS JOIN commitments_facts(item, r.facts) AS f (says)
  WHERE r.filing_id = filing
$$;
-- Whether such a filing was made now, and submitted by who made it.
CREATE FUNCTION commitments_files(filing bigint, source text, item text, about bigint, who bigint, number text, outcome text) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT FROM archives_filing f, commitments_taken('archives.filing', f.id) s
    WHERE f.id = $1 AND f.source = $2 AND f.item_code = $3 AND f.made_by_id = $5 AND s.step = 'submit' AND s.by_id = $5) AND commitments_says($1, $3, $4, $6, $7)
$$;
"""

# What came of a commitment is filed by the step that verified it. Letters ask the same of their item in a trigger of their own.
FILED = """
CREATE FUNCTION commitments_outcome_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM commitments_commitment c, commitments_taken('commitments.commitment', c.id) s
    WHERE NEW.id = CASE NEW.item_code WHEN 'CN' THEN c.filing_id WHEN 'GZ-CN' THEN c.person_filing_id END
      AND (s.step IN ('keep', 'break', 'refile') OR s.step = 'overturn' AND NEW.item_code = 'GZ-CN') AND s.by_id = NEW.made_by_id) THEN
    RAISE EXCEPTION 'An outcome is filed by the step that verified it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_outcome_rests AFTER INSERT ON archives_filing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.source = 'out' AND NEW.item_code <> 'CN-QY') EXECUTE FUNCTION commitments_outcome_rests();

-- What is approved says what was verified. A correction (source mend) keeps number, title and day, and changes the outcome to that of a dispute alone.
CREATE FUNCTION commitments_verified_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.source = 'out' AND EXISTS (
    SELECT FROM commitments_commitment c LEFT JOIN archives_appointment a ON a.id = c.answered_id
    WHERE NEW.id = CASE NEW.item_code WHEN 'CN' THEN c.filing_id ELSE c.person_filing_id END
      AND commitments_says(NEW.id, NEW.item_code, CASE NEW.item_code WHEN 'CN' THEN c.unit_id ELSE a.holder_id END,
        commitments_number(c.id, c.made_at), commitments_outcome(c.status))) THEN
    RETURN NULL;
  END IF;
  IF NEW.source IS DISTINCT FROM 'mend' OR EXISTS (
    SELECT FROM archives_filedrow r CROSS JOIN commitments_facts(NEW.item_code, r.facts) AS n (says)
    LEFT JOIN LATERAL (SELECT commitments_facts(NEW.item_code, o.facts) AS said FROM archives_record b
      JOIN archives_filedrow o ON (o.filing_id, o.row_no) = (b.filing_id, b.row_no)
      WHERE b.key = r.key AND b.filing_id <> NEW.id ORDER BY b.version DESC LIMIT 1) w ON true
    WHERE r.filing_id = NEW.id AND (w.said IS NULL OR (n.says ->> 'commitment_no', n.says ->> 'title', n.says ->> 'due')
        IS DISTINCT FROM (w.said ->> 'commitment_no', w.said ->> 'title', w.said ->> 'due')
      OR n.says ->> 'outcome' IS DISTINCT FROM w.said ->> 'outcome' AND NOT EXISTS (SELECT FROM commitments_commitment c
        WHERE commitments_number(c.id, c.made_at) = n.says ->> 'commitment_no' AND commitments_outcome(c.status) = n.says ->> 'outcome'))) THEN
    RAISE EXCEPTION 'The record of a commitment says what was verified.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_verified_rests AFTER UPDATE ON archives_filing FOR EACH ROW
  WHEN (NEW.status = 'approved' AND OLD.status <> 'approved' AND NEW.item_code IN ('CN', 'GZ-CN')) EXECUTE FUNCTION commitments_verified_rests();

-- Who answers for it on a day, as `records.answering` says: its owner then, else who holds the post, else who is in charge of the unit.
CREATE FUNCTION commitments_answers(commitment bigint, unit bigint, day date) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH held AS (SELECT a.id, a.post_id FROM commitments_ownership o JOIN archives_appointment a ON a.id = o.appointment_id
    WHERE o.commitment_id = $1 ORDER BY (o.from_on <= day) DESC, abs(o.from_on - day), o.id LIMIT 1)
  SELECT a.id FROM held, archives_appointment a JOIN archives_post p ON p.id = a.post_id
  WHERE a.from_on <= day AND (a.until_on IS NULL OR a.until_on > day) AND (a.post_id = held.post_id OR a.is_principal AND p.unit_id = $2
    AND NOT EXISTS (SELECT FROM archives_subject u WHERE u.id = $2 AND u.ceased_on <= day))
  ORDER BY a.id <> held.id, a.post_id <> held.post_id, a.is_acting, CASE WHEN a.post_id <> held.post_id THEN a.from_on END DESC, a.id DESC LIMIT 1
$$;

-- Whether nothing stands of a filing: there is none, it was returned or discarded, or its record was withdrawn.
CREATE FUNCTION commitments_gone(filing bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT filing IS NULL OR EXISTS (SELECT FROM archives_filing f WHERE f.id = filing AND (f.status IN ('returned', 'discarded')
    OR EXISTS (SELECT FROM archives_record r WHERE r.filing_id = f.id AND r.withdrawn_at IS NOT NULL)))
$$;

-- A commitment names the filings that its step made, about its unit and about who answered on the day that counts. They are replaced once they came back.
CREATE FUNCTION commitments_commitment_filed_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  due date := (SELECT v.due_on FROM commitments_version v WHERE v.commitment_id = NEW.id AND v.status = 'adopted' ORDER BY v.no DESC LIMIT 1);
  answers bigint := commitments_answers(NEW.id, NEW.unit_id, CASE NEW.status WHEN 'kept' THEN NEW.reported_on ELSE least(due, NEW.decided_on) END);
  holder bigint := (SELECT a.holder_id FROM archives_appointment a WHERE a.id = NEW.answered_id);
  filed bigint := (SELECT f.made_by_id FROM archives_filing f WHERE f.id = NEW.filing_id);
  told bigint := (SELECT f.made_by_id FROM archives_filing f WHERE f.id = NEW.person_filing_id);
  number text := commitments_number(NEW.id, NEW.made_at);
  outcome text := commitments_outcome(NEW.status);
  -- The record about the owner alone is filed anew by a dispute too, before the mark itself is taken back.
  anew text := commitments_outcome((SELECT c.status FROM commitments_commitment c WHERE c.id = NEW.id AND NEW.filing_id = OLD.filing_id));
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF NEW.filing_id IS DISTINCT FROM OLD.filing_id
    AND NOT (coalesce(commitments_files(NEW.filing_id, 'out', 'CN', NEW.unit_id, filed, number, outcome), false) AND commitments_gone(OLD.filing_id)
      AND EXISTS (SELECT FROM commitments_taken('commitments.commitment', NEW.id) s WHERE s.step IN ('keep', 'break', 'refile') AND s.by_id = filed))
    OR NEW.person_filing_id IS DISTINCT FROM OLD.person_filing_id AND NOT (commitments_gone(OLD.person_filing_id) AND (NEW.person_filing_id IS NULL
      OR coalesce(commitments_files(NEW.person_filing_id, 'out', 'GZ-CN', holder, told, number, coalesce(anew, outcome)), false) AND EXISTS (
        SELECT FROM commitments_taken('commitments.commitment', NEW.id) s WHERE s.step IN ('keep', 'break', 'refile', 'overturn') AND s.by_id = told))) THEN
    RAISE EXCEPTION 'The outcome of a commitment is what its step filed about its unit and its owner.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.answered_id IS DISTINCT FROM OLD.answered_id AND NEW.answered_id IS DISTINCT FROM answers
    OR OLD.filing_id IS NULL AND NEW.answered_id IS DISTINCT FROM answers
    OR integrity_at_work() AND NEW.person_filing_id IS NULL AND EXISTS (SELECT FROM archives_authority m
    WHERE m.person_id = holder AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'For an outcome answers who owned the commitment on the day that counts.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_commitment_filed_rests AFTER UPDATE ON commitments_commitment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.filing_id, OLD.person_filing_id, OLD.answered_id) IS DISTINCT FROM (NEW.filing_id, NEW.person_filing_id, NEW.answered_id))
  EXECUTE FUNCTION commitments_commitment_filed_rests();
"""

STEPS = """
-- Whether a report of that kind was made since the last was found wanting: with a file, or of a handling time, whose cases are in the register.
CREATE FUNCTION commitments_proven(commitment bigint, kind text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM commitments_report r WHERE r.commitment_id = $1 AND r.kind = $2
    AND r.at > coalesce((SELECT max(s.at) FROM integrity_steptaken s WHERE s.entry_kind = 'commitments.commitment' AND s.entry_id = $1
      AND s.step = CASE $2 WHEN 'kept' THEN 'insufficient' ELSE 'rework' END), '-infinity')
    AND (EXISTS (SELECT FROM commitments_proof p WHERE p.report_id = r.id) OR $2 = 'kept' AND EXISTS (SELECT FROM commitments_version v
      WHERE v.commitment_id = $1 AND v.status = 'adopted' AND v.valid_until IS NULL AND v.yardstick = 'time')))
$$;

-- Whether the term to hand in a plan has passed; a weekday where no calendar is known.
CREATE FUNCTION commitments_plan_is_late(commitment bigint, since date, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) >= (SELECT t.days FROM archives_term t WHERE t.code = 'commitment-plan' AND t.valid_from <= $2
      AND (t.valid_until IS NULL OR t.valid_until > $2) ORDER BY t.valid_from DESC LIMIT 1)
    + coalesce((SELECT sum(e.days) FROM archives_deadlineextension e
      WHERE e.entry_kind = 'commitments.commitment' AND e.entry_id = $1 AND e.term_code = 'commitment-plan'), 0)
  FROM generate_series($2 + 1, $3 - 1, interval '1 day') AS d (at) LEFT JOIN integrity_calendarday k ON k.day = d.at::date
  WHERE coalesce(k.is_workday, extract(isodow FROM d.at) < 6)
$$;

-- Whether the case was opened now, by who closed the commitment, about its unit and naming it.
CREATE FUNCTION commitments_is_its_case(opened bigint, unit bigint, who bigint, day date, number text) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT FROM discipline_case k WHERE k.id = opened AND k.accused_id = $2 AND k.source = 'commitment' AND k.made_by_id = who
    AND k.opened_on = day AND starts_with(k.matter, $5) AND k.made_at >= transaction_timestamp() AND integrity_mine(k.xmin))
$$;

-- One step in a transaction, so that who decides has read what it decides on; and each on the facts that flow.py asks for.
CREATE FUNCTION commitments_commitment_step_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  steps text[] := (SELECT array_agg(s.step) FROM commitments_taken('commitments.commitment', NEW.id) s);
  who bigint := (SELECT max(s.by_id) FROM commitments_taken('commitments.commitment', NEW.id) s);
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  due date := (SELECT v.due_on FROM commitments_version v WHERE v.commitment_id = NEW.id AND v.status = 'adopted' AND v.valid_until IS NULL);
BEGIN
  IF integrity_at_work() AND (cardinality(steps) IS DISTINCT FROM 1 OR NOT coalesce(CASE steps[1]
    WHEN 'report' THEN NEW.reported_by_id = who AND commitments_proven(NEW.id, 'kept')
    WHEN 'keep' THEN NEW.decided_by_id = who AND commitments_proven(NEW.id, 'kept')
    WHEN 'break' THEN NEW.decided_by_id = who AND (OLD.status = 'reported' OR due < today)
    WHEN 'overturn' THEN EXISTS (SELECT FROM commitments_dispute d, commitments_taken('commitments.dispute', d.id) s
      WHERE d.commitment_id = NEW.id AND d.status = 'overturned' AND s.step = 'overturn' AND s.by_id = who)
    WHEN 'plan' THEN NEW.planned_by_id = who
    WHEN 'mend' THEN commitments_proven(NEW.id, 'mended')
    WHEN 'rectify' THEN commitments_proven(NEW.id, 'mended')
    WHEN 'case' THEN commitments_is_its_case(NEW.case_id, NEW.unit_id, who, NEW.closed_on, commitments_number(NEW.id, NEW.made_at))
      AND CASE OLD.status WHEN 'broken' THEN commitments_plan_is_late(NEW.id, NEW.decided_on, today) ELSE NEW.plan_due_on < today END
    ELSE true END, false)) THEN
    RAISE EXCEPTION 'A step of a commitment is taken by itself, on its facts.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_commitment_step_rests AFTER UPDATE ON commitments_commitment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION commitments_commitment_step_rests();

-- A dispute is decided by who did not verify; its result is the reason of its step. Overturned, it corrects the records of the outcome.
CREATE FUNCTION commitments_dispute_step_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c commitments_commitment;
  number text;
BEGIN
  SELECT o.* INTO c FROM commitments_commitment o WHERE o.id = NEW.commitment_id;
  number := commitments_number(c.id, c.made_at);
  IF NOT EXISTS (SELECT FROM commitments_taken('commitments.dispute', NEW.id) s WHERE s.by_id = NEW.decided_by_id AND s.reason = NEW.result)
    OR EXISTS (SELECT FROM integrity_steptaken s WHERE s.entry_kind = 'commitments.commitment' AND s.entry_id = c.id
      AND s.step IN ('report', 'keep') AND s.by_id = NEW.decided_by_id) THEN
    RAISE EXCEPTION 'A dispute is decided in words of its own, by who neither reported nor verified.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.status = 'overturned' AND NOT (
    EXISTS (SELECT FROM commitments_taken('commitments.commitment', c.id) s WHERE s.step = 'overturn' AND s.by_id = NEW.decided_by_id)
    AND commitments_corrects(NEW.correction_id, 'CN', c.filing_id, NEW.decided_by_id, number)
    AND CASE WHEN NEW.person_correction_id IS NULL THEN NOT integrity_at_work() OR NOT EXISTS (SELECT FROM archives_record r
        WHERE r.filing_id = c.person_filing_id AND r.withdrawn_at IS NULL)
      ELSE commitments_corrects(NEW.person_correction_id, 'GZ-CN', c.person_filing_id, NEW.decided_by_id, number) END) THEN
    RAISE EXCEPTION 'A dispute that is right takes the mark back and corrects its records.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION commitments_corrects(correction bigint, item text, filing bigint, who bigint, number text) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT FROM archives_record r JOIN archives_filedrow w ON w.filing_id = $1 AND w.key = r.key
    WHERE r.filing_id = $3 AND commitments_files($1, 'mend', $2, r.subject_id, $4, $5, '违诺'))
$$;
CREATE CONSTRAINT TRIGGER commitments_dispute_step_rests AFTER UPDATE ON commitments_dispute DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION commitments_dispute_step_rests();
"""

WORDS = """
-- The words of a version are written before any step, so that who adopts it has read them; those of a change never again.
CREATE FUNCTION commitments_version_words_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c commitments_commitment;
  decided text[] := ARRAY['status', 'revision', 'adopted_by_id', 'valid_from', 'valid_until'];
BEGIN
  IF NOT integrity_at_work() OR TG_OP = 'UPDATE' AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided THEN
    RETURN NULL;
  END IF;
  SELECT o.* INTO c FROM commitments_commitment o WHERE o.id = NEW.commitment_id;
  IF c.status <> (CASE NEW.no WHEN 1 THEN 'drafted' ELSE 'published' END) OR TG_OP = 'UPDATE' AND NEW.no <> 1
    OR EXISTS (SELECT FROM commitments_taken('commitments.version', NEW.id)) OR EXISTS (SELECT FROM commitments_taken('commitments.commitment', c.id)) THEN
    RAISE EXCEPTION 'The words of a version are written in its draft, before any step.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.matter_id IS NOT NULL AND NOT EXISTS (SELECT FROM archives_poweritem p WHERE p.id = NEW.matter_id AND p.unit_id = c.unit_id) THEN
    RAISE EXCEPTION 'The matter of a version is one of its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_version_words_rests AFTER INSERT OR UPDATE ON commitments_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION commitments_version_words_rests();

-- The first begins with the publication; a change is adopted while its commitment is in performance and not yet overdue.
CREATE FUNCTION commitments_version_step_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  steps text[] := (SELECT array_agg(s.step) FROM commitments_taken('commitments.version', NEW.id) s);
  c commitments_commitment;
  due date := (SELECT v.due_on FROM commitments_version v WHERE v.commitment_id = NEW.commitment_id AND v.status = 'adopted' AND v.no < NEW.no ORDER BY v.no DESC LIMIT 1);
BEGIN
  SELECT o.* INTO c FROM commitments_commitment o WHERE o.id = NEW.commitment_id;
  IF integrity_at_work() AND (cardinality(steps) IS DISTINCT FROM 1 OR NOT coalesce(CASE steps[1]
    WHEN 'begin' THEN NEW.no = 1 AND EXISTS (SELECT FROM commitments_taken('commitments.commitment', c.id) s WHERE s.step = 'publish' AND s.by_id = NEW.adopted_by_id)
    WHEN 'adopt' THEN c.status = 'published' AND due >= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
    ELSE NEW.no > 1 END, false)) THEN
    RAISE EXCEPTION 'A version begins with the publication, or is adopted before the day of the one in force.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitments_version_step_rests AFTER UPDATE ON commitments_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION commitments_version_step_rests();

-- What a commitment rests on is read with its draft, and cited by its case.
CREATE FUNCTION commitments_commitment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What a commitment rests on stands once it was submitted.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitments_commitment_stands BEFORE UPDATE ON commitments_commitment FOR EACH ROW
  WHEN (OLD.status <> 'drafted' AND (OLD.basis, OLD.duty_id, OLD.project_no, OLD.elsewhere) IS DISTINCT FROM (NEW.basis, NEW.duty_id, NEW.project_no, NEW.elsewhere))
  EXECUTE FUNCTION commitments_commitment_stands();
CREATE FUNCTION commitments_commitment_duty_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM archives_poweritem p WHERE p.id = NEW.duty_id AND p.unit_id = NEW.unit_id) THEN
    RAISE EXCEPTION 'The duty that a commitment serves is one of its unit.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_commitment_duty_rests AFTER INSERT OR UPDATE ON commitments_commitment FOR EACH ROW
  WHEN (NEW.duty_id IS NOT NULL) EXECUTE FUNCTION commitments_commitment_duty_rests();
"""

ADDED = """
-- A unit reports by its own people.
CREATE FUNCTION commitments_report_unit_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF integrity_at_work() AND NOT EXISTS (SELECT FROM commitments_commitment c JOIN archives_membership m ON m.unit_id = c.unit_id AND m.user_id = NEW.by_id
    WHERE c.id = NEW.commitment_id AND m.role IN ('clerk', 'head') AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'Clerk or head of its unit reports on a commitment.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_report_unit_rests AFTER INSERT ON commitments_report FOR EACH ROW EXECUTE FUNCTION commitments_report_unit_rests();

-- A proof comes with its report: nothing is proven afterwards.
CREATE FUNCTION commitments_proof_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM commitments_report r WHERE r.id = NEW.report_id AND r.at >= transaction_timestamp() AND integrity_mine(r.xmin)) THEN
    RAISE EXCEPTION 'A proof comes with its report.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_proof_rests AFTER INSERT ON commitments_proof FOR EACH ROW EXECUTE FUNCTION commitments_proof_rests();

-- The first owner begins with the draft, each next one later; once a commitment is overdue, reported or decided, none begins before the day it is entered.
CREATE FUNCTION commitments_ownership_day_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c commitments_commitment;
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  due date := (SELECT v.due_on FROM commitments_version v WHERE v.commitment_id = NEW.commitment_id AND v.status <> 'discarded' ORDER BY v.status, v.no DESC LIMIT 1);
  last date := (SELECT max(o.from_on) FROM commitments_ownership o WHERE o.commitment_id = NEW.commitment_id AND o.id <> NEW.id);
BEGIN
  SELECT o.* INTO c FROM commitments_commitment o WHERE o.id = NEW.commitment_id;
  IF integrity_at_work() AND (last >= NEW.from_on OR c.status IN ('discarded', 'kept', 'ended', 'rectified', 'case')
    OR NOT integrity_today(NEW.from_on) AND (last IS NULL OR c.status NOT IN ('drafted', 'reviewing', 'published') OR due < today)) THEN
    RAISE EXCEPTION 'A commitment is not handed over afterwards.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_ownership_day_rests AFTER INSERT ON commitments_ownership FOR EACH ROW EXECUTE FUNCTION commitments_ownership_day_rests();
"""
TRIGGERS = {
    "archives_filing": ("outcome_rests", "verified_rests"),
    "commitments_commitment": ("commitment_filed_rests", "commitment_step_rests", "commitment_stands", "commitment_duty_rests"),
    "commitments_dispute": ("dispute_step_rests",),
    "commitments_version": ("version_words_rests", "version_step_rests"),
    "commitments_report": ("report_unit_rests",),
    "commitments_proof": ("proof_rests",),
    "commitments_ownership": ("ownership_day_rests",),
}
FUNCTIONS = (
    *(
        "corrects(bigint, text, bigint, bigint, text)",
        "is_its_case(bigint, bigint, bigint, date, text)",
        "plan_is_late(bigint, date, date)",
    ),
    *("proven(bigint, text)", "answers(bigint, bigint, date)", "files(bigint, text, text, bigint, bigint, text, text)"),
    *(
        "says(bigint, text, bigint, text, text)",
        "facts(text, jsonb)",
        "gone(bigint)",
        "outcome(text)",
        "number(bigint, timestamptz)",
        "taken(text, bigint)",
    ),
)
UNDONE = "".join(
    f"DROP TRIGGER commitments_{name} ON {table}; DROP FUNCTION commitments_{name}();"
    for table, names in TRIGGERS.items()
    for name in names
) + "".join(f"DROP FUNCTION commitments_{function};" for function in FUNCTIONS)
REPORTED = ("reported_by_id", "reported_on")
DECIDED = ("decided_by_id", "decided_on")
FILED_ABOUT = ("filing_id", "person_filing_id", "answered_id")
CLOSED = ("closed_by_id", "closed_on")
COMMITMENT = {
    "publish": ("published_by_id", "published_on"),
    **dict.fromkeys(("report", "insufficient"), REPORTED),
    **dict.fromkeys(("keep", "break"), (*DECIDED, *FILED_ABOUT)),
    "overturn": (*DECIDED, "person_filing_id"),
    "refile": FILED_ABOUT,
    "plan": ("plan", "planned_by_id", "planned_on", "plan_due_on"),
    **dict.fromkeys(("rectify", "end"), CLOSED),
    "case": (*CLOSED, "case_id"),
}
RESULT = (*DECIDED, "result")


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_disputes_intake"),
        ("integrity", "0006_by_its_step"),
        ("archives", "0030_instants"),
        ("discipline", "0014_by_its_step"),
    ]

    operations = [
        migrations.AddConstraint(
            "report", models.CheckConstraint(name="report_kind", condition=models.Q(kind__in=["progress", "kept", "mended"]))
        ),
        migrations.AddConstraint(
            "report", models.CheckConstraint(name="report_value", condition=models.Q(value__isnull=True) | models.Q(value__gte=0))
        ),
        migrations.RunSQL(SAYS + FILED + STEPS + WORDS + ADDED, UNDONE),
        guards.by_its_step("commitments_commitment", "commitments.commitment", COMMITMENT),
        guards.today("commitments_commitment", "published_on", "reported_on", "decided_on", "planned_on", "closed_on"),
        guards.by_its_step(
            "commitments_version", "commitments.version", dict.fromkeys(("begin", "adopt"), ("adopted_by_id", "valid_from"))
        ),
        guards.today("commitments_version", "valid_from", "valid_until"),
        guards.clock("commitments_version", "made_at"),
        guards.by_its_step(
            "commitments_dispute", "commitments.dispute", {"uphold": RESULT, "overturn": (*RESULT, "correction_id", "person_correction_id")}
        ),
        guards.today("commitments_dispute", "received_on", "decided_on"),
        guards.clock("commitments_dispute", "made_at"),
        guards.clock("commitments_proof", "at"),
    ]
