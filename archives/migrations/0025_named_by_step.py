"""Who submitted, decided, confirmed or adopted took that step."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("archives", "0023_repaired"), ("integrity", "0004_arrows")]

    operations = [
        guards.named_by_step("archives_documenttemplate", "archives.documenttemplate", "approved_by_id"),
        guards.named_by_step("archives_holidaynotice", "archives.holidaynotice", "confirmed_by_id"),
        guards.named_by_step("archives_filing", "archives.filing", "submitted_by_id", "decided_by_id"),
        guards.named_by_step("archives_supplementdraft", "archives.supplementdraft", "adopted_by_id"),
    ]
