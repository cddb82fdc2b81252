-- Search. The words of what is shown are kept in tables that no login may read; the portal asks these functions, which
-- answer with numbers of records and codes of subjects that are shown at this very instant, and with nothing else. Text
-- is then read through pub.record and pub.subject.

-- What is found of a record: its names, document number, item, issuer and public facts. Its own number and the code of
-- its subject are asked for whole, so they are no words; figures and days by themselves are none either.
CREATE VIEW pub.record_words AS
SELECT v.number, r.id AS record_id, r.filing_id, v.decided_on,
  (SELECT string_agg(DISTINCT word, E'\n') FROM (
    SELECT name FROM unnest(ARRAY[v.subject_name, v.name_in_document, v.doc_no, v.item_name, v.issuer_name]) name
    UNION ALL SELECT f.value FROM jsonb_each_text(v.facts) f WHERE f.value ~ '[^-0-9.,:/ ]') t(value), search_fold(value) word WHERE word <> '') AS txt,
  ARRAY['kind:' || v.subject_kind, 'code:' || v.subject_code, 'unit:' || v.issuer_code, 'item:' || v.item_code, 'tier:' || v.tier] AS marks
FROM pub.record v JOIN archives_record r ON r.number = v.number AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz;

-- What is found of a subject: its names of today and before, and the initials of its pinyin.
CREATE VIEW pub.subject_words AS
SELECT s.id AS subject_id, v.code, (v.kind = 'enterprise')::integer AS rank, v.sort_key,
  concat_ws(E'\n', search_fold(v.name), (SELECT string_agg(search_fold(n.name), E'\n') FROM pub.subject_name n WHERE n.subject_code = v.code),
    v.initials) AS txt,
  ARRAY['kind:' || v.kind, 'code:' || v.code] AS marks
FROM pub.subject v JOIN archives_subject s ON s.code = v.code;

CREATE TYPE pub.subject_place AS (code text, rank integer, sort_key text);

-- The conditions of a question about the row w, as SQL: every word is in its text, every mark is on it.
CREATE FUNCTION pub.asked(words text[], marks text[]) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT concat_ws(' AND ', 'true', (SELECT string_agg(format('w.txt LIKE %L', search_like(word)), ' AND ') FROM unnest(words) word),
    CASE WHEN cardinality(marks) > 0 THEN format('w.marks @> %L::text[]', marks) END)
$$;

-- The same for the index: what every answer must have among its characters, pairs and marks; NULL where nothing is asked.
CREATE FUNCTION pub.asked_of_index(words text[], marks text[]) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT format('(search_grams(w.txt) || w.marks) @> %L::text[]', nullif(ARRAY(
    SELECT g FROM unnest(words) word, unnest(search_asked(word)) g UNION SELECT unnest(marks)), '{}'))
  WHERE cardinality(words) + cardinality(marks) > 0
$$;

CREATE FUNCTION pub.folded(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(SELECT DISTINCT f FROM unnest(words) word, search_fold(word) f WHERE f <> '')
$$;

-- The days asked for, about the row w, half-open; and what comes after the record (after_on, after_number).
CREATE FUNCTION pub.asked_span(since date, before date, after_on date, after_number text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = public, pg_temp AS $$
  SELECT concat_ws(' AND ', 'true', CASE WHEN since IS NOT NULL THEN format('w.decided_on >= %L', since) END,
    CASE WHEN before IS NOT NULL THEN format('w.decided_on < %L', before) END,
    CASE WHEN after_on IS NOT NULL THEN format('(w.decided_on, w.number) < (%L, %L)', after_on, after_number) END)
$$;

-- What was approved in this minute and is not among the words yet, the newest 300 of it: a file of thousands of rows is found
-- a minute later, and no question waits for it. As literals: of a subquery the planner would guess a third of all records.
CREATE FUNCTION pub.fresh() RETURNS bigint[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(SELECT r.id FROM archives_record r WHERE r.id > coalesce((SELECT o.record_id FROM search_reached o), 0) ORDER BY r.id DESC LIMIT 300)
$$;

-- Whether at least share of the newest thousand rows that span admits are an answer: a walk from the newest finds such words.
CREATE FUNCTION pub.is_common(asked text, span text, share numeric) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE found integer;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT * FROM search_recordwords w WHERE %s ORDER BY w.decided_on DESC, w.number DESC LIMIT 1000) w WHERE %s', span, asked)
    INTO found;
  RETURN found >= share * 1000;
END $$;

-- The words are of the version that is shown now, as a condition on the row w: words that a correction took away find nothing.
-- One row after the other and no join, so that a page asks for its own rows only, after they are sorted.
CREATE FUNCTION pub.current() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT '(SELECT true FROM pub.record v JOIN archives_record r ON r.number = v.number AND r.known_until = ''9999-12-31 00:00:00+00''
    WHERE v.number = w.number AND r.id = w.record_id LIMIT 1)'
$$;

-- Every row by its key: where thousands of records came in a moment ago, statistics know nothing of them, and a join planned
-- by hash or by reading a whole table takes minutes. Hence the switches of the planner at the four functions that answer.

-- One page of records, newest decision first; all of them where page is NULL. A common word is found among the newest
-- 5,000 rows (90 pages, where a page is longer), a rare one by the index, whose few hits are then sorted: that bounds both.
-- Literals are part of the statements, because a plan made for any word is the wrong one for most.
CREATE FUNCTION pub.search_records(words text[], marks text[], since date, before date, after_on date, after_number text, page integer)
RETURNS TABLE (number text, decided_on date) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET work_mem = '32MB' AS $$
DECLARE
  folded text[] := pub.folded(words);
  asked text := pub.asked(folded, marks);
  of_index text := pub.asked_of_index(folded, marks);
  span text := pub.asked_span(since, before, after_on, after_number);
  new bigint[] := pub.fresh();
  fresh text := CASE WHEN cardinality(new) > 0 THEN
    format('UNION ALL (SELECT w.number::text, w.decided_on FROM pub.record_words w WHERE w.record_id = ANY(%L::bigint[]) AND %s AND %s)', new, asked, span) END;
  one_page text := 'SELECT array_agg(p.number ORDER BY p.decided_on DESC, p.number DESC), array_agg(p.decided_on ORDER BY p.decided_on DESC, p.number DESC)
    FROM (SELECT h.number, max(h.decided_on) AS decided_on FROM (%s %s) h GROUP BY 1 ORDER BY 2 DESC, 1 DESC LIMIT %L) p';
  shown text := '(SELECT w.number, w.decided_on FROM %s w WHERE %s AND ' || pub.current() || ' ORDER BY w.decided_on DESC, w.number DESC LIMIT %L)';
  walk integer := greatest(5000, 90 * page);
  numbers text[];
  days date[];
BEGIN
  IF of_index IS NULL OR page IS NOT NULL AND pub.is_common(asked, span, page::numeric / walk) THEN
    EXECUTE format(one_page, format(shown, CASE WHEN of_index IS NULL THEN 'search_recordwords' ELSE
      format('(SELECT * FROM search_recordwords w WHERE %s ORDER BY w.decided_on DESC, w.number DESC LIMIT %s)', span, walk) END,
      concat_ws(' AND ', span, asked), page), fresh, page) INTO numbers, days;
  END IF;
  IF of_index IS NOT NULL AND (page IS NULL OR coalesce(cardinality(numbers), 0) < page) THEN
    EXECUTE format('WITH h AS MATERIALIZED (SELECT w.number, w.decided_on, w.record_id FROM search_recordwords w WHERE %s AND %s AND %s) ', of_index, asked, span)
      || format(one_page, format(shown, '(SELECT * FROM h ORDER BY h.decided_on DESC, h.number DESC)', 'true', page), fresh, page) INTO numbers, days;
  END IF;
  RETURN QUERY SELECT * FROM unnest(numbers, days);
END $$;

-- How many records there are, counted no further than one above the cap.
CREATE FUNCTION pub.count_records(words text[], marks text[], since date, before date, cap integer)
RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET work_mem = '32MB' AS $$
DECLARE
  folded text[] := pub.folded(words);
  asked text := pub.asked(folded, marks);
  of_index text := pub.asked_of_index(folded, marks);
  span text := pub.asked_span(since, before, NULL, NULL);
  up_to_cap text := 'SELECT count(*) FROM (SELECT FROM (%s) w WHERE %s AND ' || pub.current() || ' LIMIT %L) c';
  new bigint[] := pub.fresh();
  counted integer := 0;
BEGIN
  -- One in 90 of the newest: the cap is reached on a walk. Rarer words are counted by the index.
  IF of_index IS NULL OR pub.is_common(asked, span, 1.0 / 90) THEN
    EXECUTE format(up_to_cap, format('SELECT * FROM search_recordwords w WHERE %s ORDER BY w.decided_on DESC, w.number DESC LIMIT %s', span, 90 * cap), asked, cap + 1)
      INTO counted;
  END IF;
  IF of_index IS NOT NULL AND counted <= cap THEN
    EXECUTE format(up_to_cap, format('SELECT w.number, w.record_id, w.txt, w.marks FROM search_recordwords w WHERE %s AND %s OFFSET 0', of_index, span), asked, cap + 1) INTO counted;
  END IF;
  IF cardinality(new) > 0 THEN
    EXECUTE format('SELECT %s + count(*) FROM pub.record_words w WHERE w.record_id = ANY(%L::bigint[]) AND %s AND %s', counted, new, asked, span) INTO counted;
  END IF;
  RETURN least(counted, cap + 1);
END $$;

-- How many of the newest records found bear each mark.
CREATE FUNCTION pub.count_marks(words text[], marks text[], since date, before date, newest integer)
RETURNS TABLE (mark text, n integer) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  RETURN QUERY SELECT m, count(*)::integer FROM pub.search_records(words, marks, since, before, NULL, NULL, newest) h
    LEFT JOIN search_recordwords w ON w.number = h.number AND EXISTS (SELECT FROM archives_record r
      WHERE r.id = w.record_id AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz)
    LEFT JOIN LATERAL (SELECT f.marks FROM pub.record_words f WHERE w.number IS NULL AND f.number = h.number) f ON true,
    unnest(coalesce(w.marks, f.marks)) m GROUP BY m;
END $$;

-- One page of subjects, bodies first, by pinyin, after (after_rank, after_key, after_code) where given.
CREATE FUNCTION pub.search_subjects(words text[], marks text[], after_rank integer, after_key text, after_code text, page integer)
RETURNS TABLE (code text, rank integer, sort_key text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET work_mem = '32MB' AS $$
DECLARE
  folded text[] := pub.folded(words);
  asked text := pub.asked(folded, marks);
  of_index text := pub.asked_of_index(folded, marks);
  span text := CASE WHEN after_rank IS NULL THEN 'true'
    ELSE format('(w.rank, w.sort_key, w.code) > (%L, %L, %L)', after_rank, after_key, after_code) END;
  fresh text := format('SELECT w.code::text, w.rank, w.sort_key::text FROM pub.subject_words w WHERE w.subject_id = ANY(%L::bigint[]) AND %s AND %s',
    ARRAY(SELECT s.id FROM archives_subject s WHERE s.id > coalesce((SELECT o.subject_id FROM search_reached o), 0) ORDER BY s.id DESC LIMIT 300),
    asked, span);
  one_page text := 'SELECT array_agg((p.code, p.rank, p.sort_key)::pub.subject_place ORDER BY p.rank, p.sort_key, p.code)
    FROM (SELECT DISTINCT h.* FROM (%s UNION ALL (%s)) h ORDER BY h.rank, h.sort_key, h.code LIMIT %L) p';
  shown text := '(SELECT w.code, w.rank::integer, w.sort_key FROM %s w WHERE %s AND EXISTS (SELECT FROM pub.subject v WHERE v.code = w.code)
    ORDER BY w.rank, w.sort_key, w.code LIMIT %L)';
  places pub.subject_place[];
BEGIN
  EXECUTE format(one_page, format(shown, CASE WHEN of_index IS NULL THEN 'search_subjectwords' ELSE
    format('(SELECT * FROM search_subjectwords w WHERE %s ORDER BY w.rank, w.sort_key, w.code LIMIT 5000)', span) END,
    concat_ws(' AND ', span, asked), page), fresh, page) INTO places;
  IF of_index IS NOT NULL AND coalesce(cardinality(places), 0) < page THEN
    EXECUTE format('WITH h AS MATERIALIZED (SELECT w.code, w.rank, w.sort_key FROM search_subjectwords w WHERE %s AND %s AND %s) ', of_index, asked, span)
      || format(one_page, format(shown, 'h', 'true', page), fresh, page) INTO places;
  END IF;
  RETURN QUERY SELECT * FROM unnest(places);
END $$;

REVOKE ALL ON FUNCTION pub.asked(text[], text[]), pub.asked_of_index(text[], text[]), pub.folded(text[]), pub.fresh(), pub.is_common(text, text, numeric), pub.current(), pub.asked_span(date, date, date, text),
  pub.search_records(text[], text[], date, date, date, text, integer), pub.count_records(text[], text[], date, date, integer),
  pub.count_marks(text[], text[], date, date, integer), pub.search_subjects(text[], text[], integer, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pub.search_records(text[], text[], date, date, date, text, integer), pub.count_records(text[], text[], date, date, integer),
  pub.count_marks(text[], text[], date, date, integer), pub.search_subjects(text[], text[], integer, text, text, integer) TO portal;
