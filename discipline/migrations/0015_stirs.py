"""Who decides on a case has read what the accused body replied."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("discipline", "0014_by_its_step"), ("integrity", "0007_stirs")]

    operations = [guards.stirs("discipline_reply", "discipline_case", "case_id")]
