"""What belongs to an entry raises the revision of the entry."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("integrity", "0006_by_its_step")]

    operations = [guards.stirring()]
