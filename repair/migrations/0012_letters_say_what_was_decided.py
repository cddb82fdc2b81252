"""A numbered document of any kind rests on the entry that it is about, in the state that it tells of."""

from django.db import migrations

# Kind, what it is about, its table, and what holds of that row e; $1 is the document. Whoever is at work issues no other.
OUT = "e.status = 'out' AND e.initiator_id = $1.body_id"
SERVED = "EXISTS (SELECT FROM discipline_paper p WHERE p.document_id = $1.id AND p.case_id = e.id AND p.kind = '%s')"
UNDONE_BY_IT = "e.outcome IN ({}) AND e.decided_on IS NOT NULL"
KINDS = (
    ("acceptance", "complaints.ticket", "e.accepted_on IS NOT NULL AND e.status <> 'refused' AND $1.addressee_id IS NULL"),
    ("transfer", "complaints.ticket", "e.handler_id = $1.addressee_id AND e.status NOT IN ('received', 'refused', 'accepted')"),
    ("rectification", "discipline.case", SERVED % "order"),
    ("notice", "discipline.case", SERVED % "notice"),
    ("determination", "discipline.case", SERVED % "determination"),
    ("repair_notice", "discipline.case", SERVED % "repair"),
    (
        "joint_action",
        "discipline.jointaction",
        f"{OUT} AND EXISTS (SELECT FROM discipline_execution x WHERE x.action_id = e.id AND x.unit_id = $1.addressee_id)",
    ),
    ("criticism", "discipline.jointaction", f"{OUT} AND e.subject_id = $1.addressee_id"),
    (
        "lifting",
        "discipline.lifting",
        """e.ground <> 'corrected' AND e.unit_id = $1.addressee_id AND integrity_born_here(e.born, e.made_at)
      AND EXISTS (SELECT FROM discipline_lifting_executions l JOIN discipline_execution x ON x.id = l.execution_id
        JOIN discipline_jointaction a ON a.id = x.action_id WHERE l.lifting_id = e.id AND a.initiator_id = $1.body_id)""",
    ),
    ("objection", "repair.objection", "e.decided_on IS NOT NULL"),
    ("correction", "repair.objection", UNDONE_BY_IT.format("'corrected', 'revoked'")),
    ("reputation", "repair.objection", UNDONE_BY_IT.format("'revoked'")),
    ("repair", "repair.application", "e.status IN ('granted', 'refused') AND e.subject_id = $1.addressee_id"),
    ("certificate", "repair.application", "e.status = 'granted' AND e.subject_id = $1.addressee_id"),
    ("signing", "commitments.signing", "e.status = 'confirmed' AND e.document_id = $1.id"),
)
VALUES = ",\n    ".join(f"('{kind}', '{about}', '{about.replace('.', '_')}', $said${said}$said$)" for kind, about, said in KINDS)
LETTERS = f"""
CREATE OR REPLACE FUNCTION repair_document_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  asked text := (SELECT format('SELECT EXISTS (SELECT FROM %I e WHERE e.id = $1.about_id AND %s)', k.held_in, k.said) FROM (VALUES
    {VALUES}
  ) AS k (kind, about, held_in, said) WHERE (k.kind, k.about) = (NEW.kind, NEW.about_kind));
  rests boolean := NOT integrity_at_work();
BEGIN
  IF asked IS NOT NULL THEN
    EXECUTE asked INTO rests USING NEW;
  END IF;
  IF rests IS NOT TRUE THEN
    RAISE EXCEPTION 'A letter says what was decided of its entry.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER repair_document_rests ON archives_document;
CREATE CONSTRAINT TRIGGER repair_document_rests AFTER INSERT ON archives_document DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION repair_document_rests();
"""
# As 0008_by_its_step left it.
BEFORE = """
CREATE OR REPLACE FUNCTION repair_document_rests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT (CASE NEW.about_kind
    WHEN 'repair.application' THEN EXISTS (SELECT FROM repair_application a WHERE a.id = NEW.about_id
      AND CASE NEW.kind WHEN 'certificate' THEN a.status = 'granted' WHEN 'repair' THEN a.status IN ('granted', 'refused') ELSE true END)
    ELSE EXISTS (SELECT FROM repair_objection o WHERE o.id = NEW.about_id
      AND CASE NEW.kind WHEN 'correction' THEN o.outcome IN ('corrected', 'revoked') WHEN 'reputation' THEN o.outcome IN ('corrected', 'revoked') ELSE true END) END) THEN
    RAISE EXCEPTION 'A letter says what was decided of its entry.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER repair_document_rests ON archives_document;
CREATE CONSTRAINT TRIGGER repair_document_rests AFTER INSERT ON archives_document DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.about_kind IN ('repair.application', 'repair.objection')) EXECUTE FUNCTION repair_document_rests();
"""


class Migration(migrations.Migration):
    dependencies = [("repair", "0011_corrected_as_said"), ("complaints", "0009_born"), ("commitments", "0014_before_its_day")]

    operations = [migrations.RunSQL(LETTERS, BEFORE)]
