"""Who reports decisions of others has a charge for it; and an item about natural persons takes whoever is one."""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION archives_record_personal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fault text;
BEGIN
  SELECT CASE
    WHEN {wrong} THEN 'The item is not for a person of this kind.'
    WHEN i.category = 'declaration' AND (r.scope = 0 OR r.shown IS NOT NULL) THEN 'Matters declared by officials are never public.'
    WHEN i.category IN ('judgment', 'penalty', 'accountability', 'sanction')
      AND '' IN (coalesce(f.issuer_name, ''), coalesce(f.doc_no, ''), coalesce(f.basis, '')) THEN 'A finding names its issuer, document and basis.'
    END INTO fault
  FROM added r JOIN archives_subject s ON s.id = r.subject_id AND s.address IS NOT NULL
  JOIN archives_catalogueitem i ON i.id = r.item_id
  LEFT JOIN archives_filedrow f ON f.filing_id = r.filing_id AND f.row_no = r.row_no
  WHERE {wrong} OR i.category = 'declaration' AND (r.scope = 0 OR r.shown IS NOT NULL)
    OR i.category IN ('judgment', 'penalty', 'accountability', 'sanction')
      AND '' IN (coalesce(f.issuer_name, ''), coalesce(f.doc_no, ''), coalesce(f.basis, ''))
  LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION '%', fault USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
EXACT = "NOT s.kind = ANY(i.subject_kinds)"
# A civil servant, an expert, a practitioner is a natural person as well; the other way round it stays refused.
ANY_PERSON = "NOT (s.kind = ANY(i.subject_kinds) OR 'person' = ANY(i.subject_kinds))"
HELP = "The unit also reports what authorities that are not below it decided; the basis says so."


class Migration(migrations.Migration):
    dependencies = [("archives", "0012_import_speed")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="for_others",
                field=models.BooleanField(default=False, help_text=HELP, verbose_name="reports for others"),
            )
            for model in ("reportingduty", "historicalreportingduty")
        ),
        migrations.RunSQL(FUNCTION.replace("{wrong}", ANY_PERSON), FUNCTION.replace("{wrong}", EXACT)),
    ]
