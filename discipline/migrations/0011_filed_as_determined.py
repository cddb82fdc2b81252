"""What was determined is what is filed: the filing of a case changes only after it came back, and an approved row says what the case says."""

from django.db import migrations

ONCE = (
    *("decided_by_id", "ordered_on", "noticed_by_id", "noticed_on", "reply_due_on", "lightened_by_id", "convened_on"),
    *("determined_by_id", "determined_on", "in_charge_id", "closed_by_id", "closed_on"),
)
BEFORE = (*ONCE, "filing_id", "person_filing_id")


def set_once(columns) -> str:
    said = ", ".join(f"'{column}'" for column in columns)
    return (
        "DROP TRIGGER discipline_case_set_once ON discipline_case; "
        f"CREATE TRIGGER discipline_case_set_once BEFORE UPDATE ON discipline_case FOR EACH ROW EXECUTE FUNCTION guard_set_once({said})"
    )


FOLLOWS = """
CREATE FUNCTION discipline_case_filing_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (VALUES (OLD.filing_id, NEW.filing_id), (OLD.person_filing_id, NEW.person_filing_id)) AS was(old, now)
    WHERE was.old IS DISTINCT FROM was.now AND was.old IS NOT NULL AND (was.now IS NULL OR NOT (
      EXISTS (SELECT FROM archives_filing f WHERE f.id = was.old AND f.status IN ('returned', 'discarded'))
      OR EXISTS (SELECT FROM archives_record r WHERE r.filing_id = was.old AND r.withdrawn_at IS NOT NULL)))
  ) THEN
    RAISE EXCEPTION 'The filing of a case is replaced only after it came back.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discipline_case_filing_follows BEFORE UPDATE ON discipline_case FOR EACH ROW
  WHEN ((OLD.filing_id, OLD.person_filing_id) IS DISTINCT FROM (NEW.filing_id, NEW.person_filing_id))
  EXECUTE FUNCTION discipline_case_filing_follows();

-- Corrections by the credit office (source mend) may say the facts otherwise; day, tier, number and subject never.
CREATE FUNCTION discipline_filed_as_determined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM archives_filedrow r
    JOIN archives_subject h ON h.code = r.issuer_code
    JOIN discipline_case c ON c.handler_id = h.id AND c.determined_on IS NOT NULL
    JOIN archives_subject a ON a.id = c.accused_id
    LEFT JOIN archives_appointment p ON p.id = c.in_charge_id
    LEFT JOIN archives_subject s ON s.id = p.holder_id
    CROSS JOIN LATERAL (SELECT translate(c.doc_no, E'〔【[（［﹝〕】]）］﹞ 　\\t', '(((((())))))') AS key) n
    WHERE r.filing_id = NEW.id AND r.errors IS NULL AND (r.doc_key = n.key OR NEW.id IN (c.filing_id, c.person_filing_id))
      AND (r.decided_on IS DISTINCT FROM c.determined_on OR r.doc_key IS DISTINCT FROM n.key
        OR (NEW.source <> 'mend' AND NEW.id IS DISTINCT FROM CASE NEW.item_code WHEN 'SX' THEN c.filing_id ELSE c.person_filing_id END)
        OR (NEW.item_code = 'SX' AND ((r.subject_code, r.tier) IS DISTINCT FROM (a.code, c.tier)
          OR (NEW.source <> 'mend' AND regexp_replace(r.facts -> 'public' ->> 'facts', '\\s', '', 'g') IS DISTINCT FROM regexp_replace(c.found, '\\s', '', 'g'))))
        OR (NEW.item_code = 'GZ-SX' AND (r.subject_code, r.facts -> 'internal' ->> 'tier_said') IS DISTINCT FROM (s.code, (ARRAY['轻微', '一般', '严重'])[c.tier])))
  ) THEN
    RAISE EXCEPTION 'What was determined in a case is filed as it was determined, and from the case.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_filed_as_determined AFTER UPDATE ON archives_filing FOR EACH ROW
  WHEN (NEW.status = 'approved' AND OLD.status <> 'approved' AND NEW.item_code IN ('SX', 'GZ-SX'))
  EXECUTE FUNCTION discipline_filed_as_determined();
"""
UNDONE = """DROP TRIGGER discipline_case_filing_follows ON discipline_case; DROP FUNCTION discipline_case_filing_follows();
DROP TRIGGER discipline_filed_as_determined ON archives_filing; DROP FUNCTION discipline_filed_as_determined();"""


class Migration(migrations.Migration):
    dependencies = [("discipline", "0010_guards_again"), ("archives", "0025_named_by_step")]

    operations = [migrations.RunSQL(set_once(ONCE), set_once(BEFORE)), migrations.RunSQL(FOLLOWS, UNDONE)]
