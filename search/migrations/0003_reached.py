"""How far the words reach is written down. What came after it is looked through word by word; what nobody is shown is not
taken for new again and again because it has no words."""

import importlib

from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION search_keep_words(whole boolean) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '256MB' AS $$
DECLARE kept bigint; found bigint; newest_record bigint; newest_subject bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7303015); -- one at a time
  SELECT coalesce(max(r.id), 0) INTO newest_record FROM archives_record r;
  SELECT coalesce(max(s.id), 0) INTO newest_subject FROM archives_subject s;
  -- Thousands of records in one approval: without statistics of them each row would be looked for through the whole table.
  IF newest_record - coalesce((SELECT o.record_id FROM search_reached o), 0) > 1000 THEN
    ANALYZE archives_record, archives_filedrow, archives_subject;
  END IF;
  IF whole THEN
    DELETE FROM search_recordwords d WHERE NOT EXISTS (SELECT FROM pub.record v WHERE v.number = d.number);
    DELETE FROM search_subjectwords d WHERE NOT EXISTS (SELECT FROM pub.subject v WHERE v.code = d.code);
  END IF;
  INSERT INTO search_recordwords AS d (number, record_id, decided_on, txt, marks)
    SELECT w.number, w.record_id, w.decided_on, w.txt, w.marks FROM pub.record_words w
    WHERE (whole OR w.filing_id IN (SELECT id FROM archives_filing WHERE decided_at > statement_timestamp() - interval '1 day'))
    AND NOT EXISTS (SELECT FROM search_recordwords o WHERE o.record_id = w.record_id AND (NOT whole OR (o.txt, o.marks) = (w.txt, w.marks)))
  ON CONFLICT (number) DO UPDATE SET record_id = excluded.record_id, decided_on = excluded.decided_on, txt = excluded.txt, marks = excluded.marks;
  GET DIAGNOSTICS kept = ROW_COUNT;
  INSERT INTO search_subjectwords AS d (subject_id, code, rank, sort_key, txt, marks)
    SELECT w.subject_id, w.code, w.rank, w.sort_key, w.txt, w.marks FROM pub.subject_words w
    WHERE (whole OR w.subject_id > (SELECT coalesce(max(o.subject_id), 0) FROM search_subjectwords o)
      OR w.subject_id IN (SELECT h.id FROM archives_historicalsubject h WHERE h.history_date > statement_timestamp() - interval '1 day')
      OR w.subject_id IN (SELECT r.subject_id FROM archives_filing f JOIN archives_record r ON r.filing_id = f.id
        WHERE f.decided_at > statement_timestamp() - interval '1 day'))
    AND NOT EXISTS (SELECT FROM search_subjectwords o WHERE o.subject_id = w.subject_id AND (o.code, o.rank, o.sort_key, o.txt, o.marks)
      = (w.code, w.rank, w.sort_key, w.txt, w.marks))
  ON CONFLICT (subject_id) DO UPDATE SET code = excluded.code, rank = excluded.rank, sort_key = excluded.sort_key, txt = excluded.txt,
    marks = excluded.marks;
  GET DIAGNOSTICS found = ROW_COUNT;
  PERFORM gin_clean_pending_list('search_recordwords_grams'), gin_clean_pending_list('search_subjectwords_grams');
  IF kept + found > 1000 THEN
    ANALYZE search_recordwords, search_subjectwords;
  END IF;
  INSERT INTO search_reached AS d (id, record_id, subject_id) VALUES (1, newest_record, newest_subject)
  ON CONFLICT (id) DO UPDATE SET record_id = excluded.record_id, subject_id = excluded.subject_id
  WHERE (d.record_id, d.subject_id) <> (excluded.record_id, excluded.subject_id);
  RETURN kept + found;
END $$;
"""
BEFORE = importlib.import_module("search.migrations.0002_statistics").KEEP


class Migration(migrations.Migration):
    dependencies = [("search", "0002_statistics")]

    operations = [
        migrations.CreateModel(
            name="Reached",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("subject_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "how far the words reach",
                "verbose_name_plural": "how far the words reach",
                "default_permissions": (),
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="reached_once")],
            },
        ),
        migrations.RunSQL(KEEP, BEFORE),
    ]
