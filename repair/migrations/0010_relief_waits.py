"""A record is repaired or shielded by one transaction at a time with the joint actions on it: what was sent meanwhile is seen and lifted."""

from django.db import migrations

from integrity import guards

BEGINS = "BEGIN\n  IF NOT EXISTS (\n    SELECT FROM integrity_steptaken s WHERE"


class Migration(migrations.Migration):
    dependencies = [("repair", "0009_told_once_it_stands"), ("discipline", "0019_decided_while_it_stands")]

    operations = [
        guards.reworded(
            "repair_relief_decided()",
            (BEGINS, BEGINS.replace("BEGIN\n", "BEGIN\n  PERFORM pg_advisory_xact_lock(hashtextextended('lifting ' || NEW.number, 0));\n")),
        )
    ]
