"""Less to do for each of many rows; what is refused, and with which words, stays."""

from django.db import migrations

# Columns that are empty in nearly every subject: only the filled ones are indexed. (The names are those Django
# knows the indexes by.)
SPARSE = {
    "archives_subject_superior_id_94641ec3": "superior_id",
    "archives_subject_successor_id_8bcdd778": "successor_id",
    "archives_subject_division_id_da3474d5": "division_id",
    "archives_subject_address_06a41a9d_like": "address varchar_pattern_ops",
}
FILLED = (
    "".join(
        f"DROP INDEX {name}; CREATE INDEX {name} ON archives_subject ({column}) WHERE {column.split()[0]} IS NOT NULL;"
        for name, column in SPARSE.items()
    ),
    "".join(f"DROP INDEX {name}; CREATE INDEX {name} ON archives_subject ({column});" for name, column in SPARSE.items()),
)

# A replaced code stays with its subject: asked of new subjects once a statement, of a changed code as before.
CODES_FREE = (
    """
CREATE FUNCTION archives_codes_free() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken text;
BEGIN
  SELECT i.value INTO taken FROM archives_identifier i WHERE i.kind = 'uscc' AND i.value IN (SELECT code FROM added) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The code % was replaced and stays with the subject that bore it.', taken
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER archives_subject_codes_free AFTER INSERT ON archives_subject
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION archives_codes_free();
DROP TRIGGER archives_subject_code_free ON archives_subject;
CREATE TRIGGER archives_subject_code_free BEFORE UPDATE OF code ON archives_subject
  FOR EACH ROW EXECUTE FUNCTION archives_code_free();
""",
    """DROP TRIGGER archives_subject_codes_free ON archives_subject; DROP FUNCTION archives_codes_free();
DROP TRIGGER archives_subject_code_free ON archives_subject;
CREATE TRIGGER archives_subject_code_free BEFORE INSERT OR UPDATE OF code ON archives_subject
  FOR EACH ROW EXECUTE FUNCTION archives_code_free();""",
)


class Migration(migrations.Migration):
    dependencies = [("archives", "0011_supplement_and_redaction")]

    operations = [migrations.RunSQL(*FILLED), migrations.RunSQL(*CODES_FREE)]
