"""Persons linked to enterprises, and measures of joint actions that concern them; an eligibility check may be about a person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from integrity import guards

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
PROTECT = django.db.models.deletion.PROTECT


def account(label, related="+", **more):
    return models.ForeignKey(on_delete=PROTECT, related_name=related, to=settings.AUTH_USER_MODEL, verbose_name=label, **more)


def subject(label, related="+", **more):
    return models.ForeignKey(on_delete=PROTECT, related_name=related, to="archives.subject", verbose_name=label, **more)


# Who represents an enterprise by law, or heads it, is one person at a time; nobody stands twice in one role. (One-value ranges
# instead of btree_gist.) What was taken back never was.
ALONE = """
ALTER TABLE discipline_linkedperson ADD CONSTRAINT linked_person_alone EXCLUDE USING gist (
  int8range(subject_id, subject_id, '[]') WITH &&, int4range(CASE role WHEN 'legal' THEN 1 ELSE 2 END, CASE role WHEN 'legal' THEN 1 ELSE 2 END, '[]') WITH &&,
  daterange(from_on, until_on) WITH &&) WHERE (withdrawn_at IS NULL AND role IN ('legal', 'principal'));
ALTER TABLE discipline_linkedperson ADD CONSTRAINT linked_person_once EXCLUDE USING gist (
  int8range(subject_id, subject_id, '[]') WITH &&, int8range(person_id, person_id, '[]') WITH &&,
  daterange(from_on, until_on) WITH &&) WHERE (withdrawn_at IS NULL AND role = 'controller');
"""
NOT_ALONE = "ALTER TABLE discipline_linkedperson DROP CONSTRAINT linked_person_alone, DROP CONSTRAINT linked_person_once"

# A natural person is linked to an enterprise or organisation, as it is entered. An end moves no measure off its ground: who was
# linked by mistake is taken back, and never stands again.
LINKED = """
CREATE FUNCTION discipline_linkedperson_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF num_nonnulls(NEW.withdrawn_at, NEW.ended_by_id) > 0 OR NOT EXISTS (SELECT FROM archives_subject WHERE id = NEW.person_id AND address IS NOT NULL)
    OR NOT EXISTS (SELECT FROM archives_subject WHERE id = NEW.subject_id AND kind IN ('enterprise', 'social', 'trader')) THEN
    RAISE EXCEPTION 'A natural person is linked to an enterprise or organisation.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_linkedperson_begins AFTER INSERT ON discipline_linkedperson FOR EACH ROW EXECUTE FUNCTION discipline_linkedperson_begins();

CREATE FUNCTION discipline_linkedperson_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM discipline_execution e JOIN discipline_jointaction a ON a.id = e.action_id JOIN archives_record r ON r.id = a.version_id
    WHERE e.link_id = NEW.id AND r.decided_on >= NEW.until_on) THEN
    RAISE EXCEPTION 'A measure rests on this link on a later day.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_linkedperson_ends AFTER UPDATE ON discipline_linkedperson FOR EACH ROW
  WHEN (OLD.until_on IS DISTINCT FROM NEW.until_on) EXECUTE FUNCTION discipline_linkedperson_ends();

CREATE FUNCTION discipline_linkedperson_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was said of the end of a link, or of its taking back, stands.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER discipline_linkedperson_stands BEFORE UPDATE ON discipline_linkedperson FOR EACH ROW
  WHEN (OLD.withdrawn_at IS NOT NULL OR OLD.ended_by_id IS NOT NULL AND OLD.end_document_no <> NEW.end_document_no)
  EXECUTE FUNCTION discipline_linkedperson_stands();

-- A measure about a person: the list lets it concern persons, units are asked, and the link held on the day of the matter.
CREATE FUNCTION discipline_execution_linked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM discipline_linkedperson l JOIN discipline_jointaction a ON a.id = NEW.action_id AND a.subject_id = l.subject_id
      JOIN archives_record r ON r.id = a.version_id AND daterange(l.from_on, l.until_on) @> r.decided_on
      JOIN discipline_measureitem i ON i.id = NEW.item_id AND i.executor = 'units' AND i.targets::text[] @> ARRAY['person']
    WHERE l.id = NEW.link_id AND l.withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'A measure extends only to who was linked to the subject on the day of the matter, and only where the list says so.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_execution_linked AFTER INSERT ON discipline_execution FOR EACH ROW WHEN (NEW.link_id IS NOT NULL)
  EXECUTE FUNCTION discipline_execution_linked();

-- It may have been taken back since the draft.
CREATE FUNCTION discipline_jointaction_linked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM discipline_execution e JOIN discipline_linkedperson l ON l.id = e.link_id WHERE e.action_id = NEW.id AND l.withdrawn_at IS NOT NULL) THEN
    RAISE EXCEPTION 'A joint action is not sent about a person who was linked by mistake.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER discipline_jointaction_linked AFTER UPDATE ON discipline_jointaction FOR EACH ROW
  WHEN (OLD.decided_on IS NULL AND NEW.decided_on IS NOT NULL) EXECUTE FUNCTION discipline_jointaction_linked();
"""
UNLINKED = "; ".join(
    f"DROP TRIGGER {name} ON discipline_{table}; DROP FUNCTION {name}()"
    for table, name in (
        ("linkedperson", "discipline_linkedperson_begins"),
        ("linkedperson", "discipline_linkedperson_ends"),
        ("linkedperson", "discipline_linkedperson_stands"),
        ("execution", "discipline_execution_linked"),
        ("jointaction", "discipline_jointaction_linked"),
    )
)

# The function of migration 0005 with one change: what concerns a linked person is asked of the list as of a person.
_LISTED = """
CREATE OR REPLACE FUNCTION discipline_execution_listed() RETURNS trigger LANGUAGE plpgsql AS $$
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
    OR NOT (i.targets::text[] @> ARRAY[CASE WHEN {linked}s.kind IN ('organ', 'institution', 'township', 'village', 'village_org') THEN 'body'
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
"""
LISTED, LISTED_BEFORE = _LISTED.format(linked="NEW.link_id IS NOT NULL THEN 'person' WHEN "), _LISTED.format(linked="")
FIXED = ("action_id", "item_id", "unit_id", "months", "days", "made_by_id", "made_at")
REFIX = (
    "DROP TRIGGER discipline_execution_fixed ON discipline_execution",
    "CREATE TRIGGER discipline_execution_fixed BEFORE UPDATE ON discipline_execution FOR EACH ROW EXECUTE FUNCTION guard_fixed("
    + ", ".join(f"'{column}'" for column in FIXED)
    + ")",
)


def check(model, name, condition):
    return migrations.AddConstraint(model, models.CheckConstraint(name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0024_letters_of_lifting"),
        ("discipline", "0008_exhibit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "LinkedPerson",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", subject("enterprise", "linked_persons")),
                ("person", subject("person", "links")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[("legal", "legal representative"), ("principal", "principal"), ("controller", "actual controller")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(null=True, verbose_name="until")),
                ("document_no", models.CharField(max_length=128, verbose_name="document number")),
                ("source", models.CharField(max_length=400, verbose_name="source")),
                ("unit", subject("entered by the unit")),
                ("made_by", account("entered by")),
                ("made_at", models.DateTimeField(db_default=STATEMENT, editable=False, verbose_name="entered at")),
                ("ended_by", account("end entered by", null=True, editable=False)),
                ("end_document_no", models.CharField(blank=True, max_length=128, verbose_name="document of the end")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="taken back at")),
                ("withdrawn_by", account("taken back by", null=True, editable=False)),
                ("withdrawn_reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            {"verbose_name": "linked person", "verbose_name_plural": "linked persons", "ordering": ["subject", "role", "-from_on", "-id"]},
        ),
        check("linkedperson", "linked_person_role", Q(role__in=["legal", "principal", "controller"])),
        check("linkedperson", "linked_person_half_open", Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))),
        check("linkedperson", "linked_person_rests_on_a_document", Q(document_no__gt="", source__gt="", name__gt="")),
        check(
            "linkedperson",
            "linked_person_end_is_whole",
            Q(ended_by__isnull=True, end_document_no="") | Q(ended_by__isnull=False, until_on__isnull=False, end_document_no__gt=""),
        ),
        check(
            "linkedperson",
            "linked_person_withdrawal_is_whole",
            Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
            | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__gt=""),
        ),
        migrations.RunSQL(ALONE, NOT_ALONE),
        migrations.AddField(
            "execution",
            "link",
            models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="executions", to="discipline.linkedperson", verbose_name="linked person"
            ),
        ),
        migrations.RemoveConstraint("execution", "execution_once"),
        migrations.AddConstraint(
            "execution", models.UniqueConstraint(fields=["action", "item", "unit", "link"], name="execution_once", nulls_distinct=False)
        ),
        migrations.RemoveConstraint("eligibilitycheck", "eligibility_check_is_whole"),
        migrations.AlterField("eligibilitycheck", "subject", subject("about", null=True)),
        check(
            "eligibilitycheck",
            "eligibility_check_is_whole",
            Q(eligible=True, until_on__isnull=True, because__isnull=True)
            | Q(eligible=False, until_on__isnull=False, because__isnull=False, subject__isnull=False),
        ),
        migrations.RunSQL(LINKED, UNLINKED),
        migrations.RunSQL(LISTED, LISTED_BEFORE),
        migrations.RunSQL(*REFIX),
        guards.fixed("discipline_execution", *FIXED, "link_id"),
        guards.fixed(
            "discipline_linkedperson",
            *("subject_id", "person_id", "name", "role", "from_on", "document_no", "source", "unit_id", "made_by_id", "made_at"),
        ),
        guards.set_once("discipline_linkedperson", "until_on", "ended_by_id", "withdrawn_at", "withdrawn_by_id"),
    ]
