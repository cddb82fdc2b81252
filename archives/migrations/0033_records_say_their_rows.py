"""A record says what its row says; it is withdrawn and replaced by whose duty that is; terms, panels and bodies stand but by their documents."""

from django.db import migrations

from integrity import guards

AT_WORK = "current_user IN ('staff', 'worker')"
TODAY = "(statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
FOREVER = "'9999-12-31 00:00:00+00'::timestamptz"

# One join over all that a statement brings: an approval brings a hundred thousand records. Counted and not asked whether one exists,
# because the planner would look for the first one row by row.
SAID = f"""
  -- A record is its row, of the item of its filing; the first of its number, or the next version of the one that its row was found to change.
  IF {AT_WORK} AND (
    WITH days AS MATERIALIZED (
      SELECT d.decided_on, d.ends_on,
        tstzrange(d.decided_on::timestamp AT TIME ZONE 'Asia/Shanghai', d.ends_on::timestamp AT TIME ZONE 'Asia/Shanghai', '[)') AS shown
      FROM (SELECT DISTINCT n.decided_on, n.ends_on FROM added n) d
    )
    SELECT count(*) FROM added n
    JOIN days USING (decided_on, ends_on)
    JOIN archives_filing f ON f.id = n.filing_id
    JOIN archives_catalogueitem i ON i.id = n.item_id
    JOIN archives_subject s ON s.id = n.subject_id
    JOIN archives_subject u ON u.id = n.issuer_id
    LEFT JOIN archives_filedrow r ON r.filing_id = n.filing_id AND r.row_no = n.row_no
    LEFT JOIN archives_rowcheck x ON x.filing_id = n.filing_id AND x.row_no = n.row_no
    LEFT JOIN archives_record o ON n.version > 1 AND o.id = x.current_id
    WHERE (r.key, r.item_id, r.item_code, r.subject_code, r.issuer_code, r.decided_on, r.tier, r.amount, r.period_rule_id, r.minimum_until, r.ends_on, r.row_hash)
        IS DISTINCT FROM (n.key, n.item_id, i.code, s.code, u.code, n.decided_on, n.tier, n.amount, n.period_rule_id, n.minimum_until, n.ends_on, n.row_hash)
      OR r.errors IS NOT NULL OR f.item_code <> i.code OR f.person_id <> n.subject_id
      OR n.scope <> CASE WHEN f.layout LIKE '%-2016' THEN greatest(i.scope, coalesce((r.facts #>> ARRAY['internal',
        CASE WHEN f.layout LIKE 'penalty-%' THEN 'cf_syfw' ELSE 'xk_syfw' END])::smallint, 0)) ELSE i.scope END
      OR n.shown IS DISTINCT FROM CASE WHEN r.published AND n.scope = 0 THEN days.shown END
      OR n.known_until <> {FOREVER} OR n.known_from NOT BETWEEN now() AND clock_timestamp() OR n.withdrawn_at IS NOT NULL
      OR CASE n.version WHEN 1 THEN x.row_no IS NOT NULL OR f.source = 'mend'
          OR n.number !~ CASE WHEN s.address IS NULL THEN '^[0-9]{{4}}-N?[0-9]{{7,}}$' ELSE '^[0-9]{{4}}[0-9a-f]{{16}}$' END
        ELSE x.outcome IS DISTINCT FROM 2
          OR (o.number, o.key, o.version + 1, o.known_until) IS DISTINCT FROM (n.number, n.key, n.version, n.known_from) END
  ) > 0 THEN
    RAISE EXCEPTION 'A record says what its row says, and is the next version of what that row changes.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;"""

# Which versions are closed is what the check of the rows found, and nothing is closed for which nothing comes.
CLOSED = f"""
CREATE OR REPLACE FUNCTION archives_record_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {AT_WORK} AND EXISTS (SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE n.known_until IS DISTINCT FROM o.known_until@which@ THEN
    RAISE EXCEPTION 'A version of a record is closed only by the approval of a filing.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
APPROVED = "s.entry_kind = 'archives.filing' AND s.target = 'approved' AND s.at >= transaction_timestamp() AND integrity_mine(s.xmin)"
CLOSED_BY_ANY = CLOSED.replace("@which@", f") AND NOT EXISTS (SELECT FROM integrity_steptaken s WHERE {APPROVED})")
CLOSED_BY_ITS_OWN = CLOSED.replace(
    "@which@",
    f"""
    AND (n.known_until NOT BETWEEN now() AND clock_timestamp() OR n.id NOT IN (SELECT x.current_id FROM archives_rowcheck x
      JOIN integrity_steptaken s ON s.entry_id = x.filing_id AND {APPROVED} WHERE x.outcome = 2 AND x.current_id IS NOT NULL)))""",
)
WHOLE = """
CREATE FUNCTION archives_filing_whole_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM archives_record r WHERE r.filing_id = NEW.id)
    <> (SELECT count(*) FROM archives_filedrow r WHERE r.filing_id = NEW.id)
      - (SELECT count(*) FROM archives_rowcheck x WHERE x.filing_id = NEW.id AND x.outcome IN (0, 3)) THEN
    RAISE EXCEPTION 'Every row of a filing that is approved becomes a record.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archives_filing_whole_rests AFTER UPDATE ON archives_filing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status = 'approved' AND OLD.status <> 'approved' AND integrity_at_work()) EXECUTE FUNCTION archives_filing_whole_rests();
"""

# The stages are those that the item asks for, and a filing goes through them; what the check counted stands.
STAGES = f"""
CREATE FUNCTION archives_filing_stages_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  nearest text := (
    WITH RECURSIVE up (id, n) AS (SELECT NEW.unit_id, 0 UNION ALL
      SELECT s.superior_id, up.n + 1 FROM up JOIN archives_subject s ON s.id = up.id WHERE s.superior_id IS NOT NULL AND up.n < 50)
    SELECT o.level FROM up JOIN archives_creditoffice o ON o.serves_id = up.id ORDER BY up.n LIMIT 1);
  of_office boolean := NEW.source IN ('mend', 'out');
BEGIN
  IF NOT (CASE WHEN NEW.person_id IS NOT NULL AND NOT of_office THEN NEW.stages::text[] = ARRAY['submitted'] ELSE EXISTS (
    SELECT FROM archives_catalogueitem i JOIN archives_catalogueedition e ON e.id = i.edition_id
    CROSS JOIN LATERAL (SELECT CASE WHEN i.panel THEN ARRAY['panel'] ELSE '{{}}' END || CASE WHEN i.sign_off THEN ARRAY['signing'] ELSE '{{}}' END AS unit,
      CASE WHEN i.routing = 'unit' THEN '{{}}' WHEN i.routing = 'city' AND nearest = 'district' THEN ARRAY['submitted', 'forwarded'] ELSE ARRAY['submitted'] END AS office) asked
    -- A correction goes by the version of the item that its record was filed under.
    WHERE i.code = NEW.item_code AND (NEW.source = 'mend' OR e.valid_from <= {TODAY} AND (e.valid_until IS NULL OR e.valid_until > {TODAY})
        AND (i.replaced_on IS NULL OR i.replaced_on > {TODAY}))
      AND NEW.stages::text[] = CASE WHEN NOT of_office THEN asked.unit || asked.office WHEN asked.office = '{{}}' THEN ARRAY['submitted'] ELSE asked.office END) END) THEN
    RAISE EXCEPTION 'A filing goes through the stages that its item asks for.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_filing_stages_rests AFTER INSERT ON archives_filing FOR EACH ROW WHEN (integrity_at_work()) EXECUTE FUNCTION archives_filing_stages_rests();

CREATE FUNCTION archives_filing_next_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {AT_WORK} AND NEW.status <> coalesce((NEW.stages)[coalesce(array_position(NEW.stages, OLD.status), 0) + 1], 'approved') THEN
    RAISE EXCEPTION 'A filing goes through its stages one after the other.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_filing_next_rests AFTER UPDATE ON archives_filing FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('panel', 'signing', 'submitted', 'forwarded', 'approved'))
  EXECUTE FUNCTION archives_filing_next_rests();

CREATE TRIGGER archives_filing_counted BEFORE UPDATE ON archives_filing FOR EACH ROW WHEN (OLD.status <> 'received' AND integrity_at_work())
  EXECUTE FUNCTION guard_fixed('rows', 'new', 'changed', 'unchanged', 'bad', 'late', 'file_sha256');
"""

# What left its unit is the credit office's; what stayed there its head's, and a second person's of the unit.
WITHDRAWN = f"""
CREATE FUNCTION archives_record_withdrawn_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  confirmed boolean := OLD.withdrawn_at IS NOT NULL;
  who bigint := CASE WHEN confirmed THEN NEW.withdrawal_confirmed_by_id ELSE NEW.withdrawn_by_id END;
BEGIN
  IF {AT_WORK} AND NOT EXISTS (
    SELECT FROM archives_membership m JOIN accounts_user a ON a.id = m.user_id AND a.is_active JOIN archives_filing f ON f.id = NEW.filing_id
    WHERE m.user_id = who AND m.from_on <= {TODAY} AND (m.until_on IS NULL OR m.until_on > {TODAY})
      AND CASE WHEN f.left_at IS NOT NULL THEN m.role = 'officer' ELSE m.unit_id = f.unit_id AND (m.role = 'head' OR confirmed AND m.role = 'clerk') END) THEN
    RAISE EXCEPTION 'A record is withdrawn, and its withdrawal confirmed, by whose duty it is.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF integrity_at_work() AND (OLD.known_until <> {FOREVER}
    OR confirmed AND EXISTS (SELECT FROM archives_record r WHERE r.id = OLD.id AND integrity_mine(r.xmin))) THEN
    RAISE EXCEPTION 'A withdrawal is of the version that stands, and confirmed after it was made.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_record_withdrawn_rests BEFORE UPDATE ON archives_record FOR EACH ROW
  WHEN ((OLD.withdrawn_at, OLD.withdrawal_confirmed_at) IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawal_confirmed_at))
  EXECUTE FUNCTION archives_record_withdrawn_rests();
"""

# Who sits judges by the rule of the day on which the matter came before the panel: that rule is neither made nor unmade meanwhile.
PANELS = """
CREATE FUNCTION archives_panel_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_is jsonb := to_jsonb(NEW);
  was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) END;
BEGIN
  IF integrity_at_work() AND EXISTS (
    SELECT FROM archives_filing f CROSS JOIN LATERAL (SELECT (f.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day) d
    WHERE f.status = 'panel' AND archives_quorum(now_is, f.unit_id, d.day) IS DISTINCT FROM archives_quorum(was, f.unit_id, d.day)) THEN
    RAISE EXCEPTION 'What is before a panel is decided by the quorum of its day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION archives_quorum(panel jsonb, unit bigint, day date) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT p.quorum FROM jsonb_to_record(panel) AS p (quorum integer, unit_id bigint, valid_from date, valid_until date)
  WHERE p.unit_id = unit AND p.valid_from <= day AND (p.valid_until IS NULL OR p.valid_until > day)
$$;
CREATE TRIGGER archives_panel_rests AFTER INSERT OR UPDATE ON archives_panel FOR EACH ROW EXECUTE FUNCTION archives_panel_rests();
"""

# A term of office ends once, by its document, on a day that has come; it runs on when the end of its body is taken back.
TERMS = f"""
CREATE FUNCTION archives_appointment_ends_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT integrity_at_work() OR to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - ARRAY['until_on', 'end_document_no', 'end_reason'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['until_on', 'end_document_no', 'end_reason']
    OR NOT (CASE WHEN OLD.end_document_no = '' THEN
      coalesce(NEW.end_document_no > '' AND NEW.end_reason > '' AND NEW.until_on <= {TODAY} AND (OLD.until_on IS NULL OR NEW.until_on <= OLD.until_on), false)
    ELSE EXISTS (SELECT FROM archives_post p JOIN archives_subjectchange c ON c.subject_id = p.unit_id AND c.kind IN ('merged', 'dissolved')
        AND c."on" = OLD.until_on AND c.document_no = OLD.end_document_no
      JOIN archives_subjectchange s ON s.undoes_id = c.id AND s.made_at >= now() - interval '1 minute' AND integrity_mine(s.xmin)
      WHERE p.id = OLD.post_id AND (NEW.until_on IS NULL OR NEW.until_on >= OLD.until_on)) END) THEN
    RAISE EXCEPTION 'A term of office ends once, by its document.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_appointment_ends_rests BEFORE UPDATE ON archives_appointment FOR EACH ROW EXECUTE FUNCTION archives_appointment_ends_rests();
"""

# What a body is called, where it stands and until when it is: by an entry of this transaction that says so, made by an officer.
# A person is registered as a civil servant who was another natural person before.
SUBJECTS = f"""
CREATE FUNCTION archives_subject_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {AT_WORK} AND ((NEW.code, NEW.address, NEW.filing_id) IS DISTINCT FROM (OLD.code, OLD.address, OLD.filing_id)
    OR NEW.kind <> OLD.kind AND NOT (OLD.address IS NOT NULL AND NEW.kind = 'civil_servant')) THEN
    RAISE EXCEPTION 'Kind, code and address of a subject are fixed.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_subject_stays BEFORE UPDATE ON archives_subject FOR EACH ROW EXECUTE FUNCTION archives_subject_stays();

CREATE FUNCTION archives_subject_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM archives_subjectchange c LEFT JOIN archives_subjectchange b ON b.id = c.undoes_id
    WHERE c.subject_id = NEW.id AND c.made_at >= now() - interval '1 minute' AND integrity_mine(c.xmin)
      AND (NEW.name = OLD.name OR c.kind = 'renamed' AND (c.before, c.after) = (OLD.name, NEW.name)
        OR b.kind = 'renamed' AND (b.after, b.before) = (OLD.name, NEW.name))
      AND ((NEW.superior_id, NEW.division_id) IS NOT DISTINCT FROM (OLD.superior_id, OLD.division_id) OR 'moved' IN (c.kind, b.kind))
      AND ((NEW.ceased_on, NEW.successor_id) IS NOT DISTINCT FROM (OLD.ceased_on, OLD.successor_id)
        OR c.kind IN ('merged', 'dissolved') AND (c."on", c.successor_id) IS NOT DISTINCT FROM (NEW.ceased_on, NEW.successor_id)
        OR b.kind IN ('merged', 'dissolved') AND NEW.ceased_on IS NULL)) THEN
    RAISE EXCEPTION 'What is known of a body changes by an entry that says so.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archives_subject_rests AFTER UPDATE ON archives_subject DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.superior_id, OLD.division_id, OLD.ceased_on, OLD.successor_id)
    IS DISTINCT FROM (NEW.name, NEW.superior_id, NEW.division_id, NEW.ceased_on, NEW.successor_id) AND integrity_at_work())
  EXECUTE FUNCTION archives_subject_rests();

CREATE FUNCTION archives_subjectchange_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {AT_WORK} AND NOT EXISTS (SELECT FROM archives_membership m JOIN accounts_user a ON a.id = m.user_id AND a.is_active
    WHERE m.user_id = NEW.made_by_id AND m.role = 'officer' AND m.from_on <= {TODAY} AND (m.until_on IS NULL OR m.until_on > {TODAY})) THEN
    RAISE EXCEPTION 'What becomes of a body is entered by the credit office.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_subjectchange_rests BEFORE INSERT ON archives_subjectchange FOR EACH ROW EXECUTE FUNCTION archives_subjectchange_rests();
"""

# An account opens the archive of one person for good, and that person's alone.
ACCOUNTS = """
CREATE FUNCTION archives_authority_account_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM archives_authority a WHERE a.account_id IS NOT NULL AND (a.account_id = NEW.account_id) <> (a.person_id = NEW.person_id)) THEN
    RAISE EXCEPTION 'An account opens the archive of one person for good.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_authority_account_rests BEFORE INSERT ON archives_authority FOR EACH ROW
  WHEN (NEW.account_id IS NOT NULL AND integrity_at_work()) EXECUTE FUNCTION archives_authority_account_rests();
CREATE TRIGGER archives_authority_fixed BEFORE UPDATE ON archives_authority FOR EACH ROW WHEN (integrity_at_work())
  EXECUTE FUNCTION guard_fixed('person_id', 'organ_id', 'account_id', 'from_on');
"""


def undone(*triggers: tuple[str, str], functions: tuple[str, ...]) -> str:
    return "".join(f"DROP TRIGGER {name} ON {table}; " for name, table in triggers) + f"DROP FUNCTION {', '.join(functions)}"


F, R, S, A = "archives_filing", "archives_record", "archives_subject", "archives_appointment"
SUBMITTED, DECIDED = ("submitted_by_id", "submitted_at", "left_at"), ("decided_by_id", "decided_at")


class Migration(migrations.Migration):
    dependencies = [("archives", "0032_gone"), ("integrity", "0006_by_its_step")]

    operations = [
        guards.reworded("archives_record_catalogued()", ("\n  RETURN NULL;", SAID)),
        migrations.RunSQL(CLOSED_BY_ITS_OWN, CLOSED_BY_ANY),
        migrations.RunSQL(WHOLE, undone(("archives_filing_whole_rests", F), functions=("archives_filing_whole_rests()",))),
        migrations.RunSQL(
            STAGES,
            undone(
                *((name, F) for name in ("archives_filing_stages_rests", "archives_filing_next_rests", "archives_filing_counted")),
                functions=("archives_filing_stages_rests()", "archives_filing_next_rests()"),
            ),
        ),
        guards.by_its_step(
            F,
            "archives.filing",
            {
                "submit": SUBMITTED,
                "submit_good": (*SUBMITTED, "good_only"),
                **dict.fromkeys(("adopt", "sign"), ("left_at", *DECIDED)),
                **dict.fromkeys(("approve", "reject", "return"), DECIDED),
            },
        ),
        guards.instant(F, "submitted_at", "left_at", "decided_at"),
        migrations.RunSQL(WITHDRAWN, undone(("archives_record_withdrawn_rests", R), functions=("archives_record_withdrawn_rests()",))),
        migrations.RunSQL(
            PANELS, undone(("archives_panel_rests", "archives_panel"), functions=("archives_panel_rests()", "archives_quorum(jsonb, bigint, date)"))
        ),
        migrations.RunSQL(TERMS, undone(("archives_appointment_ends_rests", A), functions=("archives_appointment_ends_rests()",))),
        migrations.RunSQL(
            SUBJECTS,
            undone(
                *(("archives_subject_stays", S), ("archives_subject_rests", S), ("archives_subjectchange_rests", "archives_subjectchange")),
                functions=("archives_subject_stays()", "archives_subject_rests()", "archives_subjectchange_rests()"),
            ),
        ),
        guards.instant("archives_subjectchange", "made_at"),
        migrations.RunSQL(
            ACCOUNTS,
            undone(
                *((name, "archives_authority") for name in ("archives_authority_account_rests", "archives_authority_fixed")),
                functions=("archives_authority_account_rests()",),
            ),
        ),
        guards.fixed("archives_post", "unit_id", "name", "is_principal"),
    ]
