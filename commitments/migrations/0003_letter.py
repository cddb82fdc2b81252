"""What a repair asks for is a letter of commitment; a commitment is what a public body owes the public. Tables and their names follow."""

from django.db import migrations

# PostgreSQL leaves the names of keys, sequences and indexes as they were, and the next table would want them.
NAMES = """
DO $do$
DECLARE old record;
BEGIN
  FOR old IN SELECT c.relname AS name, c.relkind FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND c.relname ~ '^commitments_commitment_' AND c.relkind IN ('S', 'i')
  LOOP
    EXECUTE format('ALTER %s %I RENAME TO %I', CASE old.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, old.name,
      replace(old.name, 'commitments_commitment_', 'commitments_letter_'));
  END LOOP;
  FOR old IN SELECT c.conname AS name FROM pg_constraint c WHERE c.conrelid = 'commitments_letter'::regclass AND c.conname ~ '^commitments_commitment_'
  LOOP
    EXECUTE format('ALTER TABLE commitments_letter RENAME CONSTRAINT %I TO %I', old.name, replace(old.name, 'commitments_commitment_', 'commitments_letter_'));
  END LOOP;
  FOR old IN SELECT t.tgname AS name FROM pg_trigger t WHERE t.tgrelid = 'commitments_letter'::regclass AND NOT t.tgisinternal
  LOOP
    EXECUTE format('ALTER TRIGGER %I ON commitments_letter RENAME TO %I', old.name, replace(old.name, 'commitments_commitment_', 'commitments_letter_'));
  END LOOP;
  ALTER FUNCTION commitments_commitment_rests() RENAME TO commitments_letter_rests;
END $do$;
"""


class Migration(migrations.Migration):
    # The triggers of the table were made by the app above, whose application names the letter; only then it may be renamed.
    dependencies = [("commitments", "0002_ended"), ("repair", "0006_mine")]

    operations = [
        migrations.RenameModel("Commitment", "Letter"),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
