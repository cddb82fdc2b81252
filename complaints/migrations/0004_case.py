"""A founded ticket leads to a case: set once, and named by its number. Tickets handled before keep the number that was typed."""

import django.db.models.deletion
from django.db import migrations, models

from integrity import guards

ONCE = "DROP TRIGGER complaints_ticket_set_once ON complaints_ticket"
COLUMNS = ("decided_by_id", "accepted_on", "closed_on", "handler_id")
FOUNDED = """
ALTER TABLE complaints_ticket ADD CONSTRAINT ticket_founded_has_its_case CHECK (outcome <> 'founded' OR case_id IS NOT NULL) NOT VALID
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_minimum_sample"), ("discipline", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="case",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="discipline.case",
                verbose_name="case",
            ),
        ),
        migrations.RunSQL(FOUNDED, "ALTER TABLE complaints_ticket DROP CONSTRAINT ticket_founded_has_its_case"),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
        guards.set_once("complaints_ticket", *COLUMNS, "case_id"),
    ]
