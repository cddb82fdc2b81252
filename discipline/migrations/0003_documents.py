"""What a case serves is a numbered document where the handling unit has a mark for its numbers; which one stays."""

import django.db.models.deletion
from django.db import migrations, models

SERVED = ("case_id", "kind", "to_id", "facts", "basis", "evidence", "ruling", "served_on", "served_by_id")
FIXED = """DROP TRIGGER discipline_paper_fixed ON discipline_paper;
CREATE TRIGGER discipline_paper_fixed BEFORE UPDATE ON discipline_paper FOR EACH ROW EXECUTE FUNCTION guard_fixed({})"""


def fixed(*columns: str) -> str:
    return FIXED.format(", ".join(f"'{column}'" for column in columns))


class Migration(migrations.Migration):
    dependencies = [("discipline", "0002_guards"), ("archives", "0022_documents")]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="document",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archives.document",
                verbose_name="numbered document",
            ),
        ),
        migrations.RunSQL(fixed(*SERVED, "document_id"), fixed(*SERVED)),
    ]
