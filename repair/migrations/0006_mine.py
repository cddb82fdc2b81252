"""Guards ask for a step of their own transaction, not for one taken since it began. Here, above every app that has such guards."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [
        ("repair", "0005_guards_again"),
        ("integrity", "0005_mine"),
        ("archives", "0025_named_by_step"),
        ("complaints", "0007_guards_again"),
        ("discipline", "0012_handed_over"),
    ]

    operations = [guards.mine_alone()]
