"""Guards that ask which step writes a column, on which day, and in which transaction a row came into being; forms that were sent."""

from django.db import migrations, models
from django.db.models.functions import Now

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("integrity", "0005_mine")]

    operations = [
        guards.by_steps(),
        migrations.CreateModel(
            "SentForm",
            [
                ("number", models.UUIDField(primary_key=True, serialize=False, verbose_name="number of the form")),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="at")),
            ],
            options={"verbose_name": "form that was sent", "verbose_name_plural": "forms that were sent"},
        ),
        guards.append_only("integrity_sentform"),
    ]
