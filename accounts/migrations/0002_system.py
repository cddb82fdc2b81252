from django.contrib.auth.hashers import make_password
from django.db import migrations


def add(apps, schema_editor):
    """The person who stands for the timetable in the trail; no password, not active, cannot log in."""
    apps.get_model("accounts", "User").objects.get_or_create(
        username="system", defaults={"name": "定时任务", "is_active": False, "password": make_password(None)}
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
