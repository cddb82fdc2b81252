"""A commitment ends once, with what it was signed for; nothing else of it ever changes."""

from django.db import migrations, models

from integrity import guards

FIXED = ("address", "subject_id", "wording_id", "text", "signer", "signed_on", "records", "taken_by_id", "published_at")
NEVER_REMOVED = """
CREATE TRIGGER commitments_commitment_append_only BEFORE DELETE ON commitments_commitment FOR EACH ROW EXECUTE FUNCTION guard_append_only()
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial"), ("integrity", "0002_guards")]

    operations = [
        migrations.AddField("commitment", "ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended at")),
        migrations.RunSQL(
            f"DROP TRIGGER commitments_commitment_append_only ON commitments_commitment;{NEVER_REMOVED}",
            "DROP TRIGGER commitments_commitment_append_only ON commitments_commitment; CREATE TRIGGER commitments_commitment_append_only "
            "BEFORE UPDATE OR DELETE ON commitments_commitment FOR EACH ROW EXECUTE FUNCTION guard_append_only()",
        ),
        guards.fixed("commitments_commitment", *FIXED),
        guards.set_once("commitments_commitment", "ended_at"),
    ]
