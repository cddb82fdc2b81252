"""Who decides on a ticket has read what the complainant added."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("complaints", "0008_by_its_step"), ("integrity", "0007_stirs")]

    operations = [guards.stirs("complaints_note", "complaints_ticket", "ticket_id", when="NEW.by_id IS NULL")]
