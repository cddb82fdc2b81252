from django.db import migrations

from integrity import guards

# What finds the subjects that changed, and one subject's lines. The two dates serve days on which only time passed.
INDEXES = (
    """
CREATE INDEX tally_of_subject ON archives_tally (subject_id, ends_on);
CREATE INDEX tally_known ON archives_tally (known_from);
CREATE INDEX tally_superseded ON archives_tally (known_until) WHERE known_until < '9999-12-31 00:00:00+00';
CREATE INDEX tally_withdrawn ON archives_tally (withdrawn_at) WHERE withdrawn_at < '9999-12-31 00:00:00+00';
CREATE INDEX tally_decided ON archives_tally (decided_on);
CREATE INDEX tally_ends ON archives_tally (ends_on);
""",
    "DROP INDEX tally_of_subject, tally_known, tally_superseded, tally_withdrawn, tally_decided, tally_ends",
)

NO_TWO_STANDARDS = (
    """ALTER TABLE scoring_standard ADD CONSTRAINT standards_do_not_overlap
    EXCLUDE USING gist (daterange(valid_from, valid_until) WITH &&)""",
    "ALTER TABLE scoring_standard DROP CONSTRAINT standards_do_not_overlap",
)

# A standard once used is never rewritten: its rules and bands are only ever added, and not after the first run.
UNUSED = (
    """
CREATE FUNCTION scoring_standard_unused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM scoring_run WHERE standard_id = NEW.standard_id) THEN
    RAISE EXCEPTION 'A standard that has been used is never rewritten; load a new one with a code and dates of its own.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER scoring_standardrule_unused BEFORE INSERT ON scoring_standardrule FOR EACH ROW EXECUTE FUNCTION scoring_standard_unused();
CREATE TRIGGER scoring_band_unused BEFORE INSERT ON scoring_band FOR EACH ROW EXECUTE FUNCTION scoring_standard_unused();
""",
    """DROP TRIGGER scoring_standardrule_unused ON scoring_standardrule; DROP TRIGGER scoring_band_unused ON scoring_band;
    DROP FUNCTION scoring_standard_unused();""",
)

# Columns in the order that needs no padding. No key on the parent: each partition has its own.
SCORES = (
    """CREATE TABLE scoring_score (digest bigint, subject_id bigint, base_id integer, run_id integer, score integer, lines integer)
    PARTITION BY LIST (base_id)""",
    "DROP TABLE scoring_score",
)

# What a counted line is, said once: the full run, the rescoring of what changed and the explanation all read it. The
# planner unfolds it where it stands (one SELECT, STABLE, no settings), so each of them gets a plan of its own.
# A withdrawal, once known, removes the record for every as-of date: it was never right.
COUNTED = (
    """
CREATE FUNCTION scoring_counted(standard bigint, day date, known timestamptz)
RETURNS TABLE (id bigint, subject_id bigint, item_code varchar, tier smallint, decided_on date, counts_until date, public boolean,
  points integer, rule_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.id, t.subject_id, t.item_code, t.tier, t.decided_on, least(t.ends_on, t.decided_on + r.counts_for_days), t.public,
    r.points, r.id
  FROM archives_tally t JOIN scoring_standardrule r ON r.standard_id = $1 AND r.item_code = t.item_code AND r.tier = t.tier
  WHERE t.known_from <= $3 AND t.known_until > $3 AND t.withdrawn_at > $3
    AND t.decided_on <= $2 AND t.ends_on > $2 AND t.decided_on + r.counts_for_days > $2
$$;
""",
    "DROP FUNCTION scoring_counted(bigint, date, timestamptz)",
)

# One body's lines with the standard they are counted by (the one in force on the day, or the one named); one row without
# a line where nothing counts. In PL/pgSQL, because its plan is kept for the session: planning costs more than looking.
LINES = (
    """
CREATE FUNCTION scoring_lines(subject bigint, day date, known timestamptz, named bigint)
RETURNS TABLE (standard_id bigint, base integer, id bigint, item_code varchar, tier smallint, points integer, decided_on date,
  counts_until date, public boolean, rule_id bigint, digest bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT s.id, s.base, c.id, c.item_code, c.tier, c.points, c.decided_on, c.counts_until, c.public, c.rule_id,
    hashint8extended(c.id, c.points)
  FROM scoring_standard s LEFT JOIN LATERAL scoring_counted(s.id, $2, $3) c ON c.subject_id = $1
  WHERE CASE WHEN $4 IS NULL THEN s.valid_from <= $2 AND (s.valid_until IS NULL OR s.valid_until > $2) ELSE s.id = $4 END
  ORDER BY c.decided_on, c.id;
END $$;
""",
    "DROP FUNCTION IF EXISTS scoring_lines(bigint, date, timestamptz, bigint)",
)

# Subjects whose lines may differ between two questions, the second no earlier than the first in both times. A few too many
# do no harm (the term of any rule that ran out is taken for that of each), one too few would.
TOUCHED = (
    """
CREATE FUNCTION scoring_touched(standard bigint, day date, new_day date, known timestamptz, new_known timestamptz)
RETURNS TABLE (subject_id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.subject_id FROM archives_tally t WHERE t.known_from > $4 AND t.known_from <= $5
  UNION ALL SELECT t.subject_id FROM archives_tally t
    WHERE t.known_until > $4 AND t.known_until <= $5 AND t.known_until < '9999-12-31 00:00:00+00'
  UNION ALL SELECT t.subject_id FROM archives_tally t
    WHERE t.withdrawn_at > $4 AND t.withdrawn_at <= $5 AND t.withdrawn_at < '9999-12-31 00:00:00+00'
  UNION ALL SELECT t.subject_id FROM archives_tally t WHERE t.decided_on > $2 AND t.decided_on <= $3
  UNION ALL SELECT t.subject_id FROM archives_tally t WHERE t.ends_on > $2 AND t.ends_on <= $3
  UNION ALL SELECT t.subject_id FROM (SELECT DISTINCT counts_for_days AS days FROM scoring_standardrule WHERE standard_id = $1) r
    JOIN archives_tally t ON t.decided_on > $2 - r.days AND t.decided_on <= $3 - r.days WHERE $2 < $3
$$;
""",
    "DROP FUNCTION scoring_touched(bigint, date, date, timestamptz, timestamptz)",
)

# The only writer of scores. Its argument is the number of a run; everything else it reads from that run's own row, and
# a finished run is never filled again. It returns how many bodies it scored. One transaction: a worker killed in the middle leaves neither run nor score.
# CREATE TABLE AS may run in parallel, INSERT ... SELECT may not.
# The digest of a body is an order-free XOR over (tally id, points); the digest of a run is one over (body, digest,
# score, lines). hashint8extended is what hash partitions are stored by, so it is the same in PostgreSQL 15 to 18.
FILL = (
    """
CREATE FUNCTION scoring_fill(run_no integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '128MB' SET maintenance_work_mem = '256MB'
SET min_parallel_table_scan_size = '1MB' SET parallel_setup_cost = 200 SET random_page_cost = 4
SET max_parallel_workers_per_gather = 2 AS $$
DECLARE
  run scoring_run; previous scoring_run; start integer; part text; touched bigint[];
  was_subjects bigint; was_digest bigint;
BEGIN
  SELECT * INTO run FROM scoring_run WHERE id = run_no FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no scoring run %.', run_no USING ERRCODE = 'no_data_found';
  END IF;
  IF run.finished_at IS NOT NULL THEN
    RAISE EXCEPTION 'Scoring run % is finished; a run is filled once.', run_no USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A run need not wait for the disk: what a crash of the server takes away, run and scores together, is run again.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT base INTO start FROM scoring_standard WHERE id = run.standard_id;
  IF (SELECT reltuples < 0 FROM pg_class WHERE oid = 'scoring_standardrule'::regclass) THEN
    ANALYZE scoring_standardrule; -- too small for the server to do it by itself, and every plan hangs on it
  END IF;
  IF run.base_id IS NULL THEN
    part := format('scoring_score_%s', run.id);
    EXECUTE format(
      'CREATE TABLE %I AS SELECT bit_xor(hashint8extended(id, points)) AS digest, subject_id, %s::integer AS base_id,
         %s::integer AS run_id, (%s + sum(points))::integer AS score, count(*)::integer AS lines
       FROM scoring_counted(%L, %L, %L) GROUP BY subject_id',
      part, run.id, run.id, start, run.standard_id, run.as_of, run.known_at);
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (subject_id, run_id)', part);
    EXECUTE format('ALTER TABLE scoring_score ATTACH PARTITION %I FOR VALUES IN (%s)', part, run.id);
    EXECUTE format(
      'SELECT count(*), coalesce(bit_xor(hashint8extended(subject_id, digest # (score::bigint << 24) # lines)), 0) FROM %I', part)
      INTO run.subjects, run.digest;
    run.rescored := run.subjects;
  ELSE
    SELECT * INTO previous FROM scoring_run
      WHERE (id = run.base_id AND base_id IS NULL OR base_id = run.base_id) AND id < run.id AND finished_at IS NOT NULL
      ORDER BY id DESC LIMIT 1;
    IF NOT FOUND OR previous.standard_id <> run.standard_id OR previous.as_of > run.as_of OR previous.known_at > run.known_at
       OR previous.live <> run.live THEN
      RAISE EXCEPTION 'Scoring run % cannot stand on run %.', run_no, run.base_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Bodies one by one through the index, in this process. EXECUTE, so that every run is planned for its own numbers.
    PERFORM set_config('random_page_cost', '1.1', true), set_config('max_parallel_workers_per_gather', '0', true);
    EXECUTE 'SELECT array_agg(DISTINCT t.subject_id) FROM scoring_touched($1, $2, $3, $4, $5) t'
      INTO touched USING run.standard_id, previous.as_of, run.as_of, previous.known_at, run.known_at;
    -- What the state before made of them; a body without a row had the starting score and adds nothing to the digest.
    EXECUTE format('SELECT count(*), coalesce(bit_xor(hashint8extended(s.subject_id, s.digest # (s.score::bigint << 24) # s.lines)), 0)
      FROM unnest($1) t(id) CROSS JOIN LATERAL (
        SELECT * FROM scoring_score_%s s WHERE s.subject_id = t.id ORDER BY s.run_id DESC LIMIT 1) s
      WHERE s.lines > 0', run.base_id) INTO was_subjects, was_digest USING touched;
    EXECUTE format('WITH rescored AS (
      INSERT INTO scoring_score_%s (digest, subject_id, base_id, run_id, score, lines)
      SELECT coalesce(c.digest, 0), t.id, $2, $3, $4 + coalesce(c.points, 0), coalesce(c.lines, 0)
      FROM unnest($1) t(id) LEFT JOIN (
        SELECT c.subject_id, bit_xor(hashint8extended(c.id, c.points)) AS digest, sum(c.points)::integer AS points, count(*)::integer AS lines
        FROM scoring_counted($5, $6, $7) c WHERE c.subject_id = ANY ($1) GROUP BY c.subject_id) c ON c.subject_id = t.id
      RETURNING subject_id, digest, score, lines)
    SELECT count(*), coalesce(bit_xor(hashint8extended(s.subject_id, s.digest # (s.score::bigint << 24) # s.lines)), 0)
      FROM rescored s WHERE s.lines > 0', run.base_id)
      INTO run.subjects, run.digest USING touched, run.base_id, run.id, start, run.standard_id, run.as_of, run.known_at;
    run.rescored := coalesce(cardinality(touched), 0);
    run.subjects := previous.subjects - was_subjects + run.subjects;
    run.digest := previous.digest # was_digest # run.digest;
  END IF;
  -- The engine is named by what it consists of, so a score computed by another one says so.
  UPDATE scoring_run SET rescored = run.rescored, subjects = run.subjects, digest = run.digest, finished_at = clock_timestamp(), engine = (
    SELECT left(md5(string_agg(prosrc, '' ORDER BY proname)), 12) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname IN ('scoring_counted', 'scoring_fill', 'scoring_touched'))
    WHERE id = run.id;
  RETURN run.rescored;
END $$;
REVOKE ALL ON FUNCTION scoring_fill(integer) FROM PUBLIC;
""",
    "DROP FUNCTION scoring_fill(integer)",
)

# Stored scores are kept for 35 days and, of the timetable's runs, for the last day of every month. Every run's question
# and digest stay, so any of them can be computed again and compared.
FORGET = (
    """
CREATE FUNCTION scoring_forget() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE part text; dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    LEFT JOIN scoring_run r ON 'scoring_score_' || r.id = c.relname
    WHERE i.inhparent = 'scoring_score'::regclass AND (r.id IS NULL OR
      r.finished_at < statement_timestamp() - interval '35 days' AND NOT (r.live AND extract(day FROM r.as_of + 1) = 1)
      AND r.id <> (SELECT coalesce(max(coalesce(l.base_id, l.id)), 0) FROM scoring_run l WHERE l.live AND l.finished_at IS NOT NULL))
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION scoring_forget() FROM PUBLIC;
""",
    "DROP FUNCTION scoring_forget()",
)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial"), ("archives", "0002_guards"), ("integrity", "0002_guards")]

    operations = [
        *[migrations.RunSQL(*pair) for pair in (INDEXES, NO_TWO_STANDARDS, UNUSED, SCORES, COUNTED, LINES, TOUCHED, FILL, FORGET)],
        guards.append_only("scoring_standardrule"),
        guards.append_only("scoring_band"),
        guards.append_only("scoring_score"),
        guards.fixed("scoring_standard", "code", "name", "name_en", "base", "valid_from", "document", "article", "sha256", "loaded_at"),
        guards.set_once("scoring_standard", "valid_until"),
        guards.fixed("scoring_run", "base_id", "as_of", "known_at", "standard_id", "live", "job_id", "started_at"),
        guards.set_once("scoring_run", "finished_at", "rescored", "subjects", "digest", "engine"),
    ]
