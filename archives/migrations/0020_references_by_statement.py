"""What a file brings by the hundred thousand is checked once a statement: a foreign key looks at its parent once a row.

A filed row and a record are checked against their parents as they come in; no login may delete a filing or an account.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OF_FILING = (
    """
CREATE FUNCTION archives_filedrow_filed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT filing_id FROM added) n WHERE NOT EXISTS (SELECT FROM archives_filing f WHERE f.id = n.filing_id)) THEN
    RAISE EXCEPTION 'A filed row belongs to a filing that exists.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_filedrow_filed AFTER INSERT ON archives_filedrow
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_filedrow_filed();
CREATE TRIGGER archives_filedrow_fixed BEFORE UPDATE ON archives_filedrow FOR EACH ROW EXECUTE FUNCTION guard_fixed('filing_id');
""",
    """DROP TRIGGER archives_filedrow_fixed ON archives_filedrow; DROP TRIGGER archives_filedrow_filed ON archives_filedrow;
    DROP FUNCTION archives_filedrow_filed();""",
)

# Who withdrew and who confirmed: hardly a record has either, so only those that have are looked at.
BY_SOMEBODY = (
    """
CREATE FUNCTION archives_record_by_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (VALUES (NEW.withdrawn_by_id), (NEW.withdrawal_confirmed_by_id)) n (id)
    WHERE n.id IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = n.id)) THEN
    RAISE EXCEPTION 'Who withdraws a record, and who confirms it, has an account.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archives_record_by_somebody BEFORE INSERT OR UPDATE OF withdrawn_by_id, withdrawal_confirmed_by_id ON archives_record
  FOR EACH ROW WHEN (NEW.withdrawn_by_id IS NOT NULL OR NEW.withdrawal_confirmed_by_id IS NOT NULL)
  EXECUTE FUNCTION archives_record_by_somebody();
""",
    "DROP TRIGGER archives_record_by_somebody ON archives_record; DROP FUNCTION archives_record_by_somebody();",
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0019_folded_names"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunSQL(*OF_FILING),
        migrations.RunSQL(*BY_SOMEBODY),
        migrations.AlterField(
            model_name="filedrow",
            name="filing",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="filed_rows",
                to="archives.filing",
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="withdrawn_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="withdrawal_confirmed_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
