"""Items of every layout: licences and the other administrative acts; penalties and licences about anybody."""

from django.db import migrations, models

# What is there already keeps its words; only who may be the subject of a penalty has grown.
WIDEN = """
UPDATE archives_catalogueitem SET subject_kinds =
  ARRAY['organ', 'institution', 'township', 'village', 'village_org', 'enterprise', 'social', 'trader', 'person']::varchar(20)[]
WHERE code = 'CF' AND subject_kinds = ARRAY['organ', 'institution', 'township', 'village', 'enterprise']::varchar(20)[]
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0005_subject_history")]

    operations = [
        migrations.AddField(
            model_name="catalogueitem",
            name="verified",
            field=models.BooleanField(default=True, verbose_name="verified against the official text"),
        ),
        migrations.AlterField(
            model_name="catalogueitem",
            name="category",
            field=models.CharField(
                choices=[
                    ("penalty", "administrative penalty"),
                    ("licence", "administrative licence"),
                    ("act", "other administrative act"),
                    ("judgment", "court judgment"),
                    ("sanction", "disciplinary sanction"),
                    ("accountability", "accountability decision"),
                    ("honour", "honour"),
                ],
                max_length=16,
                verbose_name="category",
            ),
        ),
        migrations.RunSQL(WIDEN, migrations.RunSQL.noop),
    ]
