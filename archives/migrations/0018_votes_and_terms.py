"""PostgreSQL too knows who sits on a panel and by how much a term may be made longer; a delegation may end on its first day."""

from django.db import migrations, models
from django.db.models import F, Q

VOTES = """
CREATE FUNCTION archives_vote_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked record; today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  SELECT f.unit_id, f.status, f.made_by_id, f.submitted_by_id INTO asked FROM archives_filing f WHERE f.id = NEW.filing_id;
  IF asked.status <> 'panel' THEN
    RAISE EXCEPTION 'Filing % is not before its panel, so nobody votes on it.', NEW.filing_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM archives_membership m WHERE m.user_id = NEW.member_id AND m.unit_id = asked.unit_id AND m.role = 'panel'
    AND m.from_on <= today AND (m.until_on IS NULL OR m.until_on > today)) THEN
    RAISE EXCEPTION 'Only a member of the panel of the unit votes.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.choice <> 'recused' AND NEW.member_id IN (asked.made_by_id, asked.submitted_by_id) THEN
    RAISE EXCEPTION 'Who entered a filing is recused from the vote on it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_vote_of_member AFTER INSERT ON archives_vote FOR EACH ROW EXECUTE FUNCTION archives_vote_of_member();
"""
TERMS = """
CREATE FUNCTION archives_extension_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The longest that any version of the term allows: which one holds depends on the day the term began, and that the rule knows.
  IF NEW.days > coalesce((SELECT max(t.extension_days) FROM archives_term t WHERE t.code = NEW.term_code), 0) THEN
    RAISE EXCEPTION 'The law makes the term % no longer by % working days.', NEW.term_code, NEW.days USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_extension_lawful AFTER INSERT ON archives_deadlineextension FOR EACH ROW EXECUTE FUNCTION archives_extension_lawful();
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0017_closed_doors")]

    operations = [
        migrations.RunSQL(VOTES, "DROP TRIGGER archives_vote_of_member ON archives_vote; DROP FUNCTION archives_vote_of_member()"),
        migrations.RunSQL(
            TERMS, "DROP TRIGGER archives_extension_lawful ON archives_deadlineextension; DROP FUNCTION archives_extension_lawful()"
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                name="bodies_in_order",
                fields=["sort_key", "code"],
                condition=Q(kind__in=["organ", "institution", "township", "village", "village_org"]),
            ),
        ),
        migrations.RemoveConstraint(model_name="membership", name="membership_ends_after_it_begins"),
        migrations.RemoveConstraint(model_name="membership", name="membership_once"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")) | Q(until_on=F("from_on"), delegated_from__isnull=False),
                violation_error_message="A role ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                name="membership_once",
                fields=["user", "unit", "role", "from_on"],
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                violation_error_message="The account holds this role in this unit from that day already.",
            ),
        ),
    ]
