"""A reason has a bound in the database as well: it is kept for good, and some are published. `LONGEST_REASON` of the workflow."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("integrity", "0007_stirs")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE integrity_steptaken ADD CONSTRAINT step_reason_is_no_book CHECK (char_length(reason) <= 4000)",
            "ALTER TABLE integrity_steptaken DROP CONSTRAINT step_reason_is_no_book",
        )
    ]
