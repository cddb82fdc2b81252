"""Who took an order to rectify on paper, and when: written down once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

BEFORE = ("acknowledged_by_id", "acknowledged_at")
AFTER = (*BEFORE, "handed_to", "handed_on", "handed_by_id")


def set_once(columns) -> str:
    said = ", ".join(f"'{column}'" for column in columns)
    return (
        "DROP TRIGGER discipline_paper_set_once ON discipline_paper; "
        f"CREATE TRIGGER discipline_paper_set_once BEFORE UPDATE ON discipline_paper FOR EACH ROW EXECUTE FUNCTION guard_set_once({said})"
    )


class Migration(migrations.Migration):
    dependencies = [("discipline", "0011_filed_as_determined"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("paper", "handed_to", models.CharField(editable=False, max_length=100, null=True, verbose_name="handed to")),
        migrations.AddField("paper", "handed_on", models.DateField(editable=False, null=True, verbose_name="handed over on")),
        migrations.AddField(
            "paper",
            "handed_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="handing over recorded by",
            ),
        ),
        migrations.AddConstraint(
            "paper",
            models.CheckConstraint(
                name="paper_handed_over_is_whole",
                condition=Q(handed_to__isnull=True, handed_on__isnull=True, handed_by__isnull=True)
                | Q(kind="order", handed_to__gt="", handed_on__gte=F("served_on"), handed_by__isnull=False),
            ),
        ),
        migrations.RunSQL(set_once(AFTER), set_once(BEFORE)),
    ]
