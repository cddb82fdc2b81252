from django.db import migrations, models

from integrity import guards


class Migration(migrations.Migration):
    """Below how many tickets nothing is published about a body and quarter; what was in force stays as it was."""

    dependencies = [("complaints", "0002_guards")]

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
                "verbose_name": "minimum sample",
                "verbose_name_plural": "minimum samples",
                "ordering": ["valid_from"],
                "constraints": [models.CheckConstraint(condition=models.Q(("n__gte", 2)), name="sample_hides_one")],
            },
        ),
        guards.append_only("complaints_minimumsample"),
    ]
