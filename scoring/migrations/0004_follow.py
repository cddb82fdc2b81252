"""What changed is worked out line by line: a body's new score is its old one and the lines that came and went."""

from importlib import import_module

from django.db import migrations

ENGINE = import_module("scoring.migrations.0002_engine")

# Whether a record version counts, said once. Unfolded by the planner wherever it stands.
COUNTS = (
    """
CREATE FUNCTION scoring_counts(known_from timestamptz, known_until timestamptz, withdrawn_at timestamptz, decided_on date, ends_on date,
  days integer, day date, known timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT known_from <= known AND known_until > known AND withdrawn_at > known
    AND decided_on <= day AND ends_on > day AND decided_on + days > day
$$;
CREATE OR REPLACE FUNCTION scoring_counted(standard bigint, day date, known timestamptz)
RETURNS TABLE (id bigint, subject_id bigint, item_code varchar, tier smallint, decided_on date, counts_until date, public boolean,
  points integer, rule_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.id, t.subject_id, t.item_code, t.tier, t.decided_on, least(t.ends_on, t.decided_on + r.counts_for_days), t.public,
    r.points, r.id
  FROM archives_tally t JOIN scoring_standardrule r ON r.standard_id = $1 AND r.item_code = t.item_code AND r.tier = t.tier
  WHERE scoring_counts(t.known_from, t.known_until, t.withdrawn_at, t.decided_on, t.ends_on, r.counts_for_days, $2, $3)
$$;
CREATE FUNCTION scoring_engine() RETURNS text LANGUAGE sql STABLE AS $$
  -- The engine is named by what it consists of, so a score computed by another one says so.
  SELECT left(md5(string_agg(prosrc, '' ORDER BY proname)), 12) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND proname IN ('scoring_counts', 'scoring_counted', 'scoring_fill', 'scoring_follow')
$$;
""",
    ENGINE.COUNTED[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    + "DROP FUNCTION scoring_engine(), scoring_counts(timestamptz, timestamptz, timestamptz, date, date, integer, date, timestamptz);",
)

# An instant at which it is settled what is known, and the open transactions to wait for until it is so.
#
# A record is known from an instant within the transaction that files it, but seen only after its commit: a run that did
# not wait would miss it and could never be reproduced. Every transaction holds a lock on its own virtual number, which
# everybody may see; when it began, only its owner may. The portal's write no records. Between its timestamp and its lock
# a transaction is nowhere to be seen; nobody takes three milliseconds for that. So what is known now is asked of an
# instant that long ago, unless something younger is there to be seen already.
SETTLED = (
    """
CREATE FUNCTION scoring_settled(INOUT known timestamptz, OUT awaits text[]) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE unseen CONSTANT interval := '3 milliseconds'; now timestamptz := clock_timestamp();
BEGIN
  known := coalesce(known, greatest(now - unseen,
    (SELECT max(t.known_from) FROM archives_tally t WHERE t.known_from <= now),
    (SELECT max(t.known_until) FROM archives_tally t WHERE t.known_until <= now AND t.known_until < '9999-12-31 00:00:00+00'),
    (SELECT max(t.withdrawn_at) FROM archives_tally t WHERE t.withdrawn_at <= now AND t.withdrawn_at < '9999-12-31 00:00:00+00')));
  IF known > now THEN
    RETURN;
  END IF;
  WHILE clock_timestamp() < known + unseen LOOP
    PERFORM pg_sleep(extract(epoch FROM known + unseen - clock_timestamp()));
  END LOOP;
  PERFORM pg_stat_clear_snapshot(); -- who is connected is asked once a transaction otherwise
  awaits := ARRAY(
    SELECT l.virtualxid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.pid <> pg_backend_pid()
      AND a.datname = current_database() AND a.usename <> 'portal');
END $$;
""",
    "DROP FUNCTION scoring_settled(timestamptz)",
)

# The writer of full runs. Its argument is the number of a run; everything else it reads from that run's own row, and a
# finished run is never filled again. It returns how many bodies it scored. One transaction: a worker killed in the
# middle leaves neither run nor score. CREATE TABLE AS may run in parallel, INSERT ... SELECT may not.
# The digest of a body is an order-free XOR over (tally id, points); the digest of a run is one over (body, digest,
# score, lines). hashint8extended is what hash partitions are stored by, so it is the same in PostgreSQL 15 to 18.
FILL = (
    """
CREATE OR REPLACE FUNCTION scoring_fill(run_no integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET work_mem = '128MB' SET maintenance_work_mem = '256MB'
SET min_parallel_table_scan_size = '1MB' SET parallel_setup_cost = 200 SET random_page_cost = 4
SET max_parallel_workers_per_gather = 2 AS $$
DECLARE run scoring_run; start integer; part text;
BEGIN
  SELECT * INTO run FROM scoring_run WHERE id = run_no FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no scoring run %.', run_no USING ERRCODE = 'no_data_found';
  END IF;
  IF run.finished_at IS NOT NULL THEN
    RAISE EXCEPTION 'Scoring run % is finished; a run is filled once.', run_no USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF run.base_id IS NOT NULL THEN
    RAISE EXCEPTION 'Scoring run % stands on run %; only scoring_follow writes such a run.', run_no, run.base_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A run need not wait for the disk: what a crash of the server takes away, run and scores together, is run again.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT base INTO start FROM scoring_standard WHERE id = run.standard_id;
  IF (SELECT reltuples < 0 FROM pg_class WHERE oid = 'scoring_standardrule'::regclass) THEN
    ANALYZE scoring_standardrule; -- too small for the server to do it by itself, and every plan hangs on it
  END IF;
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
  UPDATE scoring_run SET rescored = run.subjects, subjects = run.subjects, digest = run.digest, finished_at = clock_timestamp(),
    engine = scoring_engine() WHERE id = run.id;
  RETURN run.subjects;
END $$;
""",
    ENGINE.FILL[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
)

# The writer of what changed since the last run of the timetable, by knowledge or by time, in one call. It answers how many
# bodies it rescored; NULL where a full run is needed; or, with awaits, for which open transactions to wait before it is
# called again with the instant it answered.
# Only lines that came or went are looked at. A body's row in the partition is its score from that run on, so its last one
# is what the new one is added to; a body without a row had the starting score. XOR takes out of a digest what it put in.
FOLLOW = (
    """
CREATE FUNCTION scoring_follow(today date, INOUT known timestamptz, OUT awaits text[], OUT rescored bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET random_page_cost = 1.1
SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off SET work_mem = '128MB' SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  asked CONSTANT timestamptz := known;
  previous scoring_run; standard scoring_standard; base integer; run_no integer; began timestamptz := clock_timestamp();
  turns date[]; bodies bigint[]; digests bigint[]; points integer[]; lines integer[];
  more bigint; moved bigint;
BEGIN
  IF asked > began THEN
    RAISE EXCEPTION 'What will be known at % is not known yet.', asked USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT pg_try_advisory_xact_lock(7303014) THEN -- one live run at a time (scoring.actions.LIVE)
    rescored := 0;
    RETURN;
  END IF;
  SELECT * INTO previous FROM scoring_run WHERE live AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1;
  SELECT * INTO standard FROM scoring_standard WHERE valid_from <= today AND (valid_until IS NULL OR valid_until > today);
  IF previous.id IS NULL OR previous.standard_id IS DISTINCT FROM standard.id OR previous.as_of > today THEN
    RETURN;
  END IF;
  base := coalesce(previous.base_id, previous.id);
  rescored := 0;
  IF previous.as_of = today AND NOT EXISTS (SELECT FROM archives_tally t WHERE t.known_from > previous.known_at AND t.known_from <= began)
    AND NOT EXISTS (SELECT FROM archives_tally t
      WHERE t.known_until > previous.known_at AND t.known_until <= began AND t.known_until < '9999-12-31 00:00:00+00')
    AND NOT EXISTS (SELECT FROM archives_tally t
      WHERE t.withdrawn_at > previous.known_at AND t.withdrawn_at <= began AND t.withdrawn_at < '9999-12-31 00:00:00+00')
  THEN
    RETURN;
  END IF;
  IF asked IS NULL THEN
    SELECT s.known, s.awaits INTO known, awaits FROM scoring_settled(NULL) s;
    IF awaits <> '{}' THEN
      RETURN;
    END IF;
  END IF;
  known := greatest(known, previous.known_at);
  -- The decision days of which a line began or ran out since: those between the two days, and as many before by each rule.
  turns := ARRAY(
    SELECT DISTINCT previous.as_of + n - r.days FROM generate_series(1, today - previous.as_of) n,
      (SELECT 0 AS days UNION SELECT counts_for_days FROM scoring_standardrule WHERE standard_id = standard.id) r);
  SELECT array_agg(m.subject_id), array_agg(m.digest), array_agg(m.points), array_agg(m.lines) INTO bodies, digests, points, lines
  FROM (
    SELECT l.subject_id, bit_xor(hashint8extended(l.id, l.points)) AS digest,
      sum(CASE WHEN l.counts THEN l.points ELSE -l.points END)::integer AS points,
      sum(CASE WHEN l.counts THEN 1 ELSE -1 END)::integer AS lines
    FROM (
      SELECT t.id, t.subject_id, r.points,
        scoring_counts(t.known_from, t.known_until, t.withdrawn_at, t.decided_on, t.ends_on, r.counts_for_days,
          previous.as_of, previous.known_at) AS counted,
        scoring_counts(t.known_from, t.known_until, t.withdrawn_at, t.decided_on, t.ends_on, r.counts_for_days, today, known) AS counts
      FROM archives_tally t
      JOIN scoring_standardrule r ON r.standard_id = standard.id AND r.item_code = t.item_code AND r.tier = t.tier
      WHERE t.known_from > previous.known_at AND t.known_from <= known
        OR t.known_until > previous.known_at AND t.known_until <= known AND t.known_until < '9999-12-31 00:00:00+00'
        OR t.withdrawn_at > previous.known_at AND t.withdrawn_at <= known AND t.withdrawn_at < '9999-12-31 00:00:00+00'
        OR t.ends_on > previous.as_of AND t.ends_on <= today
        OR t.decided_on = ANY (turns)) l
    WHERE l.counted <> l.counts GROUP BY l.subject_id) m;
  -- A run need not wait for the disk: what a crash of the server takes away, run and scores together, is run again.
  PERFORM set_config('synchronous_commit', 'off', true);
  run_no := nextval(pg_get_serial_sequence('scoring_run', 'id'));
  EXECUTE format('WITH now AS MATERIALIZED (
      SELECT m.id, was.digest # m.digest AS digest, was.score + m.points AS score, was.lines + m.lines AS lines,
        was.digest AS was_digest, was.score AS was_score, was.lines AS was_lines
      FROM unnest($1, $2, $3, $4) m (id, digest, points, lines) CROSS JOIN LATERAL (
        SELECT coalesce(max(s.digest), 0) AS digest, coalesce(max(s.score), $5) AS score, coalesce(max(s.lines), 0) AS lines
        FROM (SELECT * FROM %1$I s WHERE s.subject_id = m.id ORDER BY s.run_id DESC LIMIT 1) s) was
    ), kept AS (
      INSERT INTO %1$I (digest, subject_id, base_id, run_id, score, lines) SELECT digest, id, $6, $7, score, lines FROM now)
    SELECT count(*), coalesce(sum((lines > 0)::integer - (was_lines > 0)::integer), 0),
      coalesce(bit_xor(CASE WHEN lines > 0 THEN hashint8extended(id, digest # (score::bigint << 24) # lines) ELSE 0 END
        # CASE WHEN was_lines > 0 THEN hashint8extended(id, was_digest # (was_score::bigint << 24) # was_lines) ELSE 0 END), 0)
    FROM now', format('scoring_score_%s', base))
    INTO rescored, more, moved USING bodies, digests, points, lines, standard.base, base, run_no;
  INSERT INTO scoring_run (id, base_id, as_of, known_at, standard_id, live, started_at, finished_at, rescored, subjects, digest, engine)
  VALUES (run_no, base, today, known, standard.id, true, began, clock_timestamp(), rescored, previous.subjects + more,
    previous.digest # moved, scoring_engine());
END $$;
REVOKE ALL ON FUNCTION scoring_follow(date, timestamptz) FROM PUBLIC;
""",
    "DROP FUNCTION scoring_follow(date, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_names")]

    operations = [
        *[migrations.RunSQL(*pair) for pair in (COUNTS, SETTLED, FILL, FOLLOW)],
        migrations.RunSQL(*reversed(ENGINE.TOUCHED)),
    ]
