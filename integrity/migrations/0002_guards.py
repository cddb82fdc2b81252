from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("integrity", "0001_initial")]

    operations = [guards.install(), guards.append_only("integrity_steptaken")]
