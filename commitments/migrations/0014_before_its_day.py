"""A mark given before its day and taken back: in performance again. A draft is corrected as a whole, its owner too."""

from django.db import migrations, models
from django.db.models import Q

from integrity import guards

C, W = "commitments_commitment", "commitments_ownership"
OF_DISPUTE = """EXISTS (SELECT FROM commitments_dispute d, commitments_taken('commitments.dispute', d.id) s
      WHERE d.commitment_id = NEW.id AND d.status = '%s' AND s.step = '%s' AND s.by_id = who)"""
OVERTURNED = OF_DISPUTE % ("overturned", "overturn")
# As the functions said it, each in its own words; now all ask in one place.
GONE = """SELECT filing IS NULL OR EXISTS (SELECT FROM archives_filing f WHERE f.id = filing AND (f.status IN ('returned', 'discarded')
    OR EXISTS (SELECT FROM archives_record r WHERE r.filing_id = f.id AND r.withdrawn_at IS NOT NULL)))"""
GONE_LETTER = """AND NOT EXISTS (SELECT FROM archives_filing f WHERE f.id = OLD.filing_id AND f.status IN ('returned', 'discarded'))
    AND NOT EXISTS (SELECT FROM archives_record r WHERE r.filing_id = OLD.filing_id AND r.withdrawn_at IS NOT NULL
      AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz) THEN"""
RULES_ON = "IF NEW.status = 'overturned' AND NOT ("

# What is read with a draft stands once it is submitted: who answers, which service and who may read it too.
STANDS = """
DROP TRIGGER commitments_commitment_stands ON commitments_commitment;
CREATE TRIGGER commitments_commitment_stands BEFORE UPDATE ON commitments_commitment FOR EACH ROW
  WHEN (OLD.status <> 'drafted' AND (OLD.basis, OLD.duty_id, OLD.project_no, OLD.elsewhere, OLD.service_id, OLD.scope)
    IS DISTINCT FROM (NEW.basis, NEW.duty_id, NEW.project_no, NEW.elsewhere, NEW.service_id, NEW.scope))
  EXECUTE FUNCTION commitments_commitment_stands();
CREATE FUNCTION commitments_ownership_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.id, OLD.commitment_id, OLD.note, OLD.made_at) IS DISTINCT FROM (NEW.id, NEW.commitment_id, NEW.note, NEW.made_at)
    OR NOT EXISTS (SELECT FROM commitments_commitment c WHERE c.id = OLD.commitment_id AND c.status = 'drafted') THEN
    RAISE EXCEPTION 'Who answered for a commitment stands once it was submitted.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitments_ownership_stands BEFORE UPDATE OR DELETE ON commitments_ownership FOR EACH ROW EXECUTE FUNCTION commitments_ownership_stands();
""" + "".join(
    f"DROP TRIGGER {W}_{name} ON {W}; CREATE TRIGGER {W}_{name} AFTER INSERT OR UPDATE ON {W} FOR EACH ROW EXECUTE FUNCTION {W}_{name}();"
    for name in ("rests", "day_rests")
)
UNDONE = """
DROP TRIGGER commitments_ownership_stands ON commitments_ownership; DROP FUNCTION commitments_ownership_stands();
DROP TRIGGER commitments_commitment_stands ON commitments_commitment;
CREATE TRIGGER commitments_commitment_stands BEFORE UPDATE ON commitments_commitment FOR EACH ROW
  WHEN (OLD.status <> 'drafted' AND (OLD.basis, OLD.duty_id, OLD.project_no, OLD.elsewhere) IS DISTINCT FROM (NEW.basis, NEW.duty_id, NEW.project_no, NEW.elsewhere))
  EXECUTE FUNCTION commitments_commitment_stands();
""" + "".join(
    f"DROP TRIGGER {W}_{name} ON {W}; CREATE TRIGGER {W}_{name} AFTER INSERT ON {W} FOR EACH ROW EXECUTE FUNCTION {W}_{name}();"
    for name in ("rests", "day_rests")
)

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
DISPUTE = {"uphold": RESULT, "overturn": (*RESULT, "correction_id", "person_correction_id")}
REOPENED = {"reopen": (*REPORTED, *DECIDED, *FILED_ABOUT)}


def instead(old: migrations.RunSQL, new: migrations.RunSQL | None = None) -> migrations.RunSQL:
    """``new`` in the place of ``old``."""
    return migrations.RunSQL(f"{old.reverse_sql}; {new.sql if new else ''}", f"{new.reverse_sql if new else ''}; {old.sql}")


class Migration(migrations.Migration):
    dependencies = [("commitments", "0013_stirs"), ("archives", "0032_gone")]

    operations = [
        migrations.RemoveConstraint("dispute", "dispute_decision_is_whole"),
        migrations.AlterField(
            "dispute",
            "status",
            models.CharField(
                choices=[
                    ("received", "being verified"),
                    ("upheld", "kept, as verified"),
                    ("overturned", "not kept, as verified"),
                    ("reopened", "not kept yet, as verified"),
                ],
                default="received",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            "dispute",
            models.CheckConstraint(
                name="dispute_decision_is_whole",
                condition=Q(status="received", decided_by__isnull=True, decided_on__isnull=True, result="")
                | Q(status__in=["upheld", "overturned", "reopened"], decided_by__isnull=False, decided_on__isnull=False, result__gt=""),
            ),
        ),
        # A mark taken back before its day puts the commitment in performance again; nothing is broken before its day has passed.
        guards.reworded(
            "commitments_commitment_step_rests()",
            ("(OLD.status = 'reported' OR due < today)", "due < today"),
            (OVERTURNED, f"due < today AND {OVERTURNED}\n    WHEN 'reopen' THEN due >= today AND {OF_DISPUTE % ('reopened', 'reopen')}"),
        ),
        guards.reworded(
            "commitments_dispute_step_rests()",
            (
                RULES_ON,
                f"""IF NEW.status = 'reopened' AND NOT EXISTS (SELECT FROM commitments_taken('commitments.commitment', c.id) s
      WHERE s.step = 'reopen' AND s.by_id = NEW.decided_by_id) THEN
    RAISE EXCEPTION 'A dispute that is right takes the mark back.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  {RULES_ON}""",
            ),
        ),
        # By a decision before the day nothing is filed any more: both records are withdrawn, or came back already.
        guards.reworded(
            "commitments_commitment_filed_rests()",
            (
                "IF NEW.filing_id IS DISTINCT FROM OLD.filing_id\n    AND NOT (",
                """IF NEW.filing_id IS DISTINCT FROM OLD.filing_id
    AND NOT (NEW.filing_id IS NULL AND commitments_gone(OLD.filing_id)
      AND EXISTS (SELECT FROM commitments_taken('commitments.commitment', NEW.id) s WHERE s.step = 'reopen'))
    AND NOT (""",
            ),
            (
                "NEW.answered_id IS DISTINCT FROM OLD.answered_id AND NEW.answered_id IS DISTINCT FROM answers\n",
                "NEW.answered_id IS DISTINCT FROM OLD.answered_id AND NEW.answered_id IS DISTINCT FROM answers AND NEW.filing_id IS NOT NULL\n",
            ),
        ),
        guards.reworded("commitments_gone(bigint)", (GONE, "SELECT archives_gone(filing)")),
        guards.reworded("commitments_signedletter_filed_rests()", (GONE_LETTER, "AND NOT archives_gone(OLD.filing_id) THEN")),
        instead(
            guards.by_its_step(C, "commitments.commitment", COMMITMENT),
            guards.by_its_step(C, "commitments.commitment", COMMITMENT | REOPENED),
        ),
        instead(
            guards.by_its_step("commitments_dispute", "commitments.dispute", DISPUTE),
            guards.by_its_step("commitments_dispute", "commitments.dispute", DISPUTE | {"reopen": RESULT}),
        ),
        instead(
            guards.fixed(C, "made_by_id", "made_at", "wording_id", "unit_id", "service_id", "scope"),
            guards.fixed(C, "made_by_id", "made_at", "wording_id", "unit_id"),
        ),
        instead(guards.append_only(W)),
        instead(guards.stirs(W, C, "commitment_id"), guards.stirs(W, C, "commitment_id", on="INSERT OR UPDATE")),
        migrations.RunSQL(STANDS, UNDONE),
    ]
