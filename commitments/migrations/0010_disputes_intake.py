"""What the portal puts in has bounds in the database as well; and from how many commitments on a share is published."""

from django.db import migrations, models

from integrity import guards

BOUNDS = """
ALTER TABLE commitments_dispute ADD CONSTRAINT dispute_is_no_book CHECK (char_length(reason) <= 5000);
CREATE FUNCTION commitments_disputefile_few() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM commitments_dispute d WHERE d.id = NEW.dispute_id FOR UPDATE;
  IF (SELECT count(*) FROM commitments_disputefile f WHERE f.dispute_id = NEW.dispute_id) >= 5 THEN
    RAISE EXCEPTION 'A dispute has five files at most.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitments_disputefile_few BEFORE INSERT ON commitments_disputefile FOR EACH ROW EXECUTE FUNCTION commitments_disputefile_few();
"""
UNBOUND = """
DROP TRIGGER commitments_disputefile_few ON commitments_disputefile;
DROP FUNCTION commitments_disputefile_few();
ALTER TABLE commitments_dispute DROP CONSTRAINT dispute_is_no_book;
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0009_template_drafts")]

    operations = [
        migrations.CreateModel(
            name="MinimumSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField(verbose_name="at least")),
                ("valid_from", models.DateField(unique=True, verbose_name="in force from")),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("article", models.CharField(blank=True, max_length=100, verbose_name="article")),
                ("verified", models.BooleanField(default=False, verbose_name="verified against the official text")),
            ],
            options={
                "verbose_name": "minimum sample of commitments",
                "verbose_name_plural": "minimum samples of commitments",
                "ordering": ["valid_from"],
                "constraints": [models.CheckConstraint(condition=models.Q(("n__gte", 2)), name="commitment_sample_is_several")],
            },
        ),
        guards.append_only("commitments_minimumsample"),
        migrations.RunSQL(BOUNDS, UNBOUND),
    ]
