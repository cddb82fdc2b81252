"""What is adopted was proposed before, in a transaction of its own; the case of a commitment is opened in the one that closes it."""

from django.db import migrations

from integrity import guards

ADOPTED = "WHEN 'adopt' THEN c.status = 'published'"
BY_XMIN = "k.made_at >= transaction_timestamp() AND integrity_mine(k.xmin)"


class Migration(migrations.Migration):
    dependencies = [("commitments", "0014_before_its_day"), ("integrity", "0009_each_step_is_gone"), ("discipline", "0018_gone")]

    operations = [
        guards.born("commitments_version"),
        guards.reworded(
            "commitments_version_step_rests()", (ADOPTED, f"{ADOPTED} AND NOT coalesce(integrity_born_here(NEW.born, NEW.made_at), false)")
        ),
        guards.reworded("commitments_is_its_case(bigint,bigint,bigint,date,text)", (BY_XMIN, "integrity_born_here(k.born, k.made_at)")),
    ]
