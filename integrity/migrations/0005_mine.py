"""Whether a row was written by this transaction itself, which its beginning alone does not tell."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("integrity", "0004_arrows")]

    operations = [guards.mine()]
