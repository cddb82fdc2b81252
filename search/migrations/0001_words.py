from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# One form for what is looked for and for what is looked through: one width, lower case, no blanks, no brackets, so that
# a document number is found whatever its brackets. Nothing else in the product folds words for the search.
WORDS = (
    r"""
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(lower(normalize(words, NFKC)), E' \t\r\n\u3000〔〕[]()【】「」『』《》〈〉<>', '')
$$;
-- Every character and every pair of neighbours: two characters of Chinese are a word, which trigrams cannot serve.
-- Fields are apart by a line feed, which no question holds.
CREATE FUNCTION search_grams(txt text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE signs text[] := string_to_array(txt, NULL);
BEGIN
  -- The index takes each of them once; to make them distinct here costs five times as much.
  RETURN signs || ARRAY(SELECT x || y FROM unnest(signs, signs[2:]) AS t(x, y) WHERE y IS NOT NULL);
END $$;
-- The pairs alone say where a word of two and more may be; a single character says it of itself.
CREATE FUNCTION search_asked(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(word) < 2 THEN ARRAY[word] ELSE ARRAY(SELECT DISTINCT substr(word, i, 2) FROM generate_series(1, length(word) - 1) i) END
$$;
CREATE FUNCTION search_like(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;
""",
    "DROP FUNCTION search_like(text), search_asked(text), search_grams(text), search_fold(text)",
)

INDEXES = (
    """
-- Rows wait in a list that is sorted and put in as a whole by search_keep_words, before anybody sees it: one by one it takes 30 times as long.
CREATE INDEX search_recordwords_newest ON search_recordwords (decided_on DESC, number DESC);
CREATE INDEX search_recordwords_grams ON search_recordwords USING gin ((search_grams(txt) || marks)) WITH (fastupdate = on, gin_pending_list_limit = 65536);
CREATE INDEX search_subjectwords_order ON search_subjectwords (rank, sort_key, code);
CREATE INDEX search_subjectwords_grams ON search_subjectwords USING gin ((search_grams(txt) || marks)) WITH (fastupdate = on, gin_pending_list_limit = 65536);
-- Statistics of the expressions want a sample of their own; the usual one takes seconds to make.
ALTER INDEX search_recordwords_grams ALTER COLUMN 1 SET STATISTICS 20;
ALTER INDEX search_subjectwords_grams ALTER COLUMN 1 SET STATISTICS 20;
""",
    "",
)

# The only writers of the words. They copy what the public views show at that instant, and nobody can make them write
# anything else. What is no longer shown is found by nobody (the search asks the views again) and is cleared at night.
KEEP = (
    """
CREATE FUNCTION search_keep_words(whole boolean) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '256MB' AS $$
DECLARE kept bigint; found bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7303015); -- one at a time
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
  RETURN kept + found;
END $$;
REVOKE ALL ON FUNCTION search_keep_words(boolean) FROM PUBLIC;
""",
    "DROP FUNCTION search_keep_words(boolean)",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("archives", "0009_choices"), ("scoring", "0003_names")]

    operations = [
        migrations.CreateModel(
            name="RecordWords",
            fields=[
                ("number", models.TextField(primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField(unique=True)),
                ("decided_on", models.DateField()),
                ("txt", models.TextField()),
                ("marks", ArrayField(models.TextField())),
            ],
            options={"verbose_name": "words of a record", "verbose_name_plural": "words of records", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SubjectWords",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("rank", models.PositiveSmallIntegerField()),
                ("sort_key", models.TextField()),
                ("txt", models.TextField()),
                ("marks", ArrayField(models.TextField())),
            ],
            options={"verbose_name": "words of a subject", "verbose_name_plural": "words of subjects", "default_permissions": ()},
        ),
        migrations.RunSQL(*WORDS),
        migrations.RunSQL(*INDEXES),
        migrations.RunSQL(*KEEP),
    ]
