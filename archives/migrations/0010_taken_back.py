"""Entries taken back, and readings of the names in a filing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A renaming that was taken back leaves its row as what was said; the name was borne all the time.
NAMES_APART = (
    """ALTER TABLE archives_earliername DROP CONSTRAINT earlier_names_do_not_overlap;
    ALTER TABLE archives_earliername ADD CONSTRAINT earlier_names_do_not_overlap EXCLUDE USING gist (
      int8range(subject_id, subject_id, '[]') WITH &&, daterange(from_on, until_on) WITH &&) WHERE (taken_back_id IS NULL)""",
    """ALTER TABLE archives_earliername DROP CONSTRAINT earlier_names_do_not_overlap;
    ALTER TABLE archives_earliername ADD CONSTRAINT earlier_names_do_not_overlap EXCLUDE USING gist (
      int8range(subject_id, subject_id, '[]') WITH &&, daterange(from_on, until_on) WITH &&)""",
)
NAMES_STAY = (
    """
CREATE FUNCTION archives_earliername_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.taken_back_id IS NULL AND NEW.taken_back_id IS NOT NULL
    AND to_jsonb(NEW) - 'taken_back_id' = to_jsonb(OLD) - 'taken_back_id' THEN
    IF EXISTS (SELECT FROM archives_subjectchange u WHERE u.id = NEW.taken_back_id AND u.kind = 'undone' AND u.subject_id = NEW.subject_id) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A name is taken back by an entry that takes back a change of the same body.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RAISE EXCEPTION 'Rows of % are only ever added, and taken back once.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER archives_earliername_append_only ON archives_earliername;
CREATE TRIGGER archives_earliername_append_only BEFORE UPDATE OR DELETE ON archives_earliername
  FOR EACH ROW EXECUTE FUNCTION archives_earliername_stays();
""",
    """DROP TRIGGER archives_earliername_append_only ON archives_earliername; DROP FUNCTION archives_earliername_stays();
    CREATE TRIGGER archives_earliername_append_only BEFORE UPDATE OR DELETE ON archives_earliername
      FOR EACH ROW EXECUTE FUNCTION guard_append_only()""",
)
# What is taken back happened to the same body, and is no taking back itself.
UNDOES = (
    """
CREATE FUNCTION archives_subjectchange_undoes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.undoes_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM archives_subjectchange c WHERE c.id = NEW.undoes_id AND c.subject_id = NEW.subject_id AND c.kind <> 'undone' AND c."on" = NEW."on"
  ) THEN
    RAISE EXCEPTION 'Only a change of the same body and day is taken back.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_subjectchange_undoes BEFORE INSERT ON archives_subjectchange
  FOR EACH ROW EXECUTE FUNCTION archives_subjectchange_undoes();
""",
    "DROP TRIGGER archives_subjectchange_undoes ON archives_subjectchange; DROP FUNCTION archives_subjectchange_undoes();",
)
# The end of a body is set once, and lifted only when no merger or dissolution of it stands.
CEASES = (
    """
CREATE FUNCTION archives_subject_ceases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.ceased_on IS NOT NULL AND NEW.ceased_on IS DISTINCT FROM OLD.ceased_on)
    OR (OLD.successor_id IS NOT NULL AND NEW.successor_id IS DISTINCT FROM OLD.successor_id) THEN
    IF NEW.ceased_on IS NULL AND NEW.successor_id IS NULL
      AND EXISTS (SELECT FROM archives_subjectchange c WHERE c.subject_id = OLD.id AND c.kind IN ('merged', 'dissolved'))
      AND NOT EXISTS (SELECT FROM archives_subjectchange c WHERE c.subject_id = OLD.id AND c.kind IN ('merged', 'dissolved')
        AND NOT EXISTS (SELECT FROM archives_subjectchange u WHERE u.undoes_id = c.id)) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The end of a body is set once; an entry that takes its change back lifts it.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER archives_subject_set_once ON archives_subject;
CREATE TRIGGER archives_subject_set_once BEFORE UPDATE ON archives_subject FOR EACH ROW EXECUTE FUNCTION archives_subject_ceases();
""",
    """DROP TRIGGER archives_subject_set_once ON archives_subject; DROP FUNCTION archives_subject_ceases();
    CREATE TRIGGER archives_subject_set_once BEFORE UPDATE ON archives_subject
      FOR EACH ROW EXECUTE FUNCTION guard_set_once('ceased_on', 'successor_id')""",
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0009_choices"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(
            model_name="subjectchange",
            name="subject_change_is_whole",
        ),
        migrations.AddField(
            model_name="earliername",
            name="taken_back",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archives.subjectchange",
                verbose_name="taken back by",
            ),
        ),
        migrations.AddField(
            model_name="subjectchange",
            name="undoes",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone",
                to="archives.subjectchange",
                verbose_name="takes back",
            ),
        ),
        migrations.AlterField(
            model_name="readlog",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="archives.subject",
                verbose_name="person",
            ),
        ),
        migrations.AlterField(
            model_name="readlog",
            name="what",
            field=models.CharField(
                choices=[
                    ("archive", "the archive"),
                    ("record", "one record"),
                    ("filing", "a filing"),
                    ("names", "names in a filing"),
                    ("entry", "entering a record"),
                    ("register", "registering the person"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="subjectchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("renamed", "renamed"),
                    ("merged", "merged"),
                    ("split", "split"),
                    ("dissolved", "dissolved"),
                    ("moved", "moved"),
                    ("undone", "taken back"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="readlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), models.Q(("about__gt", ""), ("what", "names")), _connector="OR"),
                name="reading_is_about_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["merged", "split"]), ("successor__isnull", False)),
                    ("kind", "dissolved"),
                    models.Q(("after__gt", ""), ("before__gt", ""), ("kind__in", ["renamed", "moved"]), ("successor__isnull", True)),
                    models.Q(("kind", "undone"), ("successor__isnull", True)),
                    _connector="OR",
                ),
                name="subject_change_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "undone"), ("undoes__isnull", False)),
                    models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="subject_change_undoes_one",
            ),
        ),
        *[migrations.RunSQL(*pair) for pair in (NAMES_APART, NAMES_STAY, UNDOES, CEASES)],
    ]
