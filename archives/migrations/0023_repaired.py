"""Records repaired or shielded: a dated fact by the number of the record, and what readers ask of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import archives.models.relief
from integrity import guards

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
ACCOUNT = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}

# The one predicate: `hidden @> instant`. A shield ends at the midnight of its last day or earlier, by the clock alone.
HIDDEN = (
    """
CREATE FUNCTION archives_hidden(no varchar) RETURNS tstzmultirange LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT range_agg(tstzrange(f.from_at, least(f.ended_at, f.until_on::timestamp AT TIME ZONE 'Asia/Shanghai'))) FROM archives_relief f WHERE f.number = no
$$;
CREATE FUNCTION archives_relief_hides() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE archives_record SET hidden = archives_hidden(NEW.number) WHERE number = NEW.number;
  UPDATE archives_tally SET relieved = true WHERE id IN (SELECT r.id FROM archives_record r WHERE r.number = NEW.number) AND NOT relieved;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_relief_hides AFTER INSERT OR UPDATE ON archives_relief FOR EACH ROW EXECUTE FUNCTION archives_relief_hides();

-- A relief begins when it is written, and a shield ends after the day on which it began.
CREATE FUNCTION archives_relief_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A relief of a record begins now, and a shield ends after today.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_relief_now BEFORE INSERT ON archives_relief FOR EACH ROW
  WHEN (NEW.from_at <> statement_timestamp() OR NEW.ended_at IS NOT NULL OR NEW.until_on <= (NEW.from_at AT TIME ZONE 'Asia/Shanghai')::date)
  EXECUTE FUNCTION archives_relief_now();

-- A new version of a relieved record bears the relief as well; by statement, because a file files a million at once.
CREATE FUNCTION archives_record_hidden() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE archives_record r SET hidden = archives_hidden(r.number)
  WHERE r.id IN (SELECT n.id FROM added n JOIN archives_relief f ON f.number = n.number);
  UPDATE archives_tally t SET relieved = true
  WHERE t.id IN (SELECT n.id FROM added n JOIN archives_relief f ON f.number = n.number);
  RETURN NULL;
END $$;
-- After archives_record_tally_added, by its name.
CREATE TRIGGER archives_record_tally_hidden AFTER INSERT ON archives_record
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_record_hidden();
""",
    """DROP TRIGGER archives_record_tally_hidden ON archives_record; DROP TRIGGER archives_relief_hides ON archives_relief;
    DROP TRIGGER archives_relief_now ON archives_relief;
    DROP FUNCTION archives_record_hidden(), archives_relief_hides(), archives_relief_now(), archives_hidden(varchar);""",
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0022_documents"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Relief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="number of the record")),
                (
                    "kind",
                    models.CharField(
                        choices=[("repaired", "repaired"), ("shielded", "temporarily shielded")], max_length=8, verbose_name="kind"
                    ),
                ),
                ("document_no", models.CharField(max_length=128, verbose_name="number of the decision")),
                ("ground", models.TextField(verbose_name="ground")),
                ("from_at", models.DateTimeField(db_default=STATEMENT, verbose_name="from")),
                (
                    "until_on",
                    models.DateField(
                        help_text="The first day on which the record is shown and used again.", null=True, verbose_name="until"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended early at")),
                ("by", models.ForeignKey(verbose_name="set by", **ACCOUNT)),
                ("ended_by", models.ForeignKey(null=True, verbose_name="ended by", **ACCOUNT)),
            ],
            options={
                "verbose_name": "relief of a record",
                "verbose_name_plural": "reliefs of records",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["number", "from_at"], name="reliefs_of_record")],
                "constraints": [
                    models.CheckConstraint(
                        name="relief_is_whole",
                        condition=Q(document_no__gt="", ground__gt="")
                        & (Q(kind="repaired", until_on__isnull=True, ended_at__isnull=True) | Q(kind="shielded", until_on__isnull=False)),
                    ),
                    models.CheckConstraint(
                        name="relief_end_is_whole",
                        condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                        | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("from_at")),
                    ),
                    models.UniqueConstraint(name="relief_repaired_once", fields=["number"], condition=Q(kind="repaired")),
                ],
            },
        ),
        migrations.AddField("record", "hidden", archives.models.relief.MomentsField(null=True, editable=False)),
        migrations.AddField("tally", "relieved", models.BooleanField(db_default=False)),
        migrations.RunSQL(*HIDDEN),
        guards.fixed("archives_relief", "number", "kind", "document_no", "ground", "from_at", "until_on", "by_id"),
        guards.set_once("archives_relief", "ended_at", "ended_by_id"),
    ]
