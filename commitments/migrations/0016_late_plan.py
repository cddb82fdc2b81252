"""A plan that came after its term keeps no case waiting, and none is planned beyond the longest term."""

from django.db import migrations

from integrity import guards

CASE = "ELSE NEW.plan_due_on < today END"


class Migration(migrations.Migration):
    dependencies = [("commitments", "0015_born_before")]

    operations = [
        guards.reworded(
            "commitments_commitment_step_rests()",
            (CASE, "ELSE NEW.plan_due_on < today OR commitments_plan_is_late(NEW.id, NEW.decided_on, NEW.planned_on) END"),
        ),
    ]
