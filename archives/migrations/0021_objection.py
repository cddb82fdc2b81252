"""Records under objection by date; what left the archive to whom; corrections as filings of the credit office."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import archives.models.objection
from integrity import guards

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
ACCOUNT = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [("archives", "0020_references_by_statement"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AlterField(
            model_name="filing",
            name="source",
            field=models.CharField(
                choices=[("file", "file"), ("form", "form"), ("mend", "correction by the credit office")],
                max_length=4,
                verbose_name="source",
            ),
        ),
        migrations.CreateModel(
            name="ObjectionMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="number of the record")),
                ("from_at", models.DateTimeField(db_default=STATEMENT, verbose_name="from")),
                ("until_at", models.DateTimeField(null=True, verbose_name="until")),
                ("by", models.ForeignKey(verbose_name="accepted by", **ACCOUNT)),
                ("ended_by", models.ForeignKey(null=True, verbose_name="ended by", **ACCOUNT)),
            ],
            options={
                "verbose_name": "mark of an objection",
                "verbose_name_plural": "marks of objections",
                "indexes": [
                    models.Index(fields=["number"], condition=Q(until_at__isnull=True), name="objection_marks_open"),
                    models.Index(fields=["number", "from_at"], name="objection_marks_of_record"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="objection_mark_half_open", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at"))
                    ),
                    models.CheckConstraint(
                        name="objection_mark_end_is_whole",
                        condition=Q(until_at__isnull=True, ended_by__isnull=True) | Q(until_at__isnull=False, ended_by__isnull=False),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(db_default=STATEMENT, verbose_name="at")),
                (
                    "how",
                    models.CharField(
                        choices=[("export", "export of records"), ("list", "list as a file"), ("api", "read by API")],
                        max_length=6,
                        verbose_name="how",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="which")),
                ("rows", models.BigIntegerField(verbose_name="rows")),
                ("versions", archives.models.objection.VersionsField(verbose_name="versions")),
                ("by", models.ForeignKey(verbose_name="received by", **ACCOUNT)),
            ],
            options={
                "verbose_name": "delivery of records",
                "verbose_name_plural": "deliveries of records",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(name="delivery_how", condition=Q(how__in=["export", "list", "api"])),
                    models.CheckConstraint(name="delivery_of_something", condition=Q(rows__gt=0)),
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE INDEX deliveries_of_version ON archives_delivery USING gist (versions)", "DROP INDEX deliveries_of_version"
        ),
        guards.fixed("archives_objectionmark", "number", "by_id", "from_at"),
        guards.set_once("archives_objectionmark", "until_at", "ended_by_id"),
        guards.append_only("archives_delivery"),
    ]
