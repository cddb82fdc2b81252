"""Who submitted, decided, confirmed or adopted took that step; the law is loaded by the owner."""

from django.db import migrations

from integrity import guards

# `load_law` says where its rows come from (`registry.law`); under the logins that work here nobody says so.
BY_OWNER = """
CREATE FUNCTION archives_law_by_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The file of the law is loaded under the login of the owner alone.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_catalogueitem_by_owner BEFORE INSERT ON archives_catalogueitem FOR EACH ROW
  WHEN (current_user IN ('staff', 'worker') AND current_setting('registry.law', true) = 'file') EXECUTE FUNCTION archives_law_by_owner();
CREATE TRIGGER archives_documenttemplate_by_owner BEFORE INSERT ON archives_documenttemplate FOR EACH ROW
  WHEN (current_user IN ('staff', 'worker') AND current_setting('registry.law', true) = 'file') EXECUTE FUNCTION archives_law_by_owner();
"""
UNDONE = """
DROP TRIGGER archives_catalogueitem_by_owner ON archives_catalogueitem; DROP TRIGGER archives_documenttemplate_by_owner ON archives_documenttemplate;
DROP FUNCTION archives_law_by_owner();
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0024_letters_of_lifting"), ("integrity", "0004_arrows")]

    operations = [
        migrations.RunSQL(BY_OWNER, UNDONE),
        guards.named_by_step("archives_documenttemplate", "archives.documenttemplate", "approved_by_id"),
        guards.named_by_step("archives_holidaynotice", "archives.holidaynotice", "confirmed_by_id"),
        guards.named_by_step("archives_filing", "archives.filing", "submitted_by_id", "decided_by_id"),
        guards.clock("archives_filing", "made_at"),
        guards.named_by_step("archives_supplementdraft", "archives.supplementdraft", "adopted_by_id"),
    ]
