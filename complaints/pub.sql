-- Complaints: the portal puts them in and reads none of them. Two views without rows take the complaint and its files; two
-- functions open one complaint to who knows its code and passphrase. The words of the complaint come back to nobody.

CREATE VIEW pub.complaint AS
SELECT NULL::uuid AS id, NULL::text AS code, NULL::bytea AS verifier_hash, NULL::text AS accused_code, NULL::text AS kind, NULL::text AS contract_no,
  NULL::text AS facts, NULL::text AS wanted, NULL::date AS happened_on, NULL::text AS complainant_kind, NULL::text AS complainant_name,
  NULL::text AS contact
WHERE false;

CREATE VIEW pub.complaint_file AS
SELECT NULL::uuid AS id, NULL::uuid AS complaint, NULL::text AS name, NULL::text AS kind, NULL::bytea AS content WHERE false;

-- About a body that exists today; made by nobody's account, received on the day the database has.
CREATE FUNCTION pub.complaint_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  body bigint := (SELECT s.id FROM archives_subject s WHERE s.code = NEW.accused_code AND s.ceased_on IS NULL
    AND s.kind IN ('organ', 'institution', 'township', 'village', 'village_org'));
BEGIN
  IF body IS NULL THEN
    RAISE EXCEPTION 'A complaint is about a public body that exists.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  INSERT INTO complaints_ticket (address, channel, source_no, kind, accused_id, contract_no, facts, wanted, happened_on, received_on,
    complainant_kind, complainant_name, contact, receipt_code, verifier_hash, supplements, status, outcome, case_no, revision, made_by_id)
  SELECT NEW.id, 'portal', '', NEW.kind, body, coalesce(NEW.contract_no, ''), NEW.facts, NEW.wanted, NEW.happened_on,
    (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, NEW.complainant_kind, NEW.complainant_name, NEW.contact, NEW.code,
    NEW.verifier_hash, 0, 'received', '', '', 1, u.id
  FROM accounts_user u WHERE u.username = 'system';
  RETURN NEW;
END $$;
CREATE TRIGGER complaint_put INSTEAD OF INSERT ON pub.complaint FOR EACH ROW EXECUTE FUNCTION pub.complaint_put();

CREATE FUNCTION pub.complaint_file_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO complaints_attachment (id, ticket_id, name, kind, content)
  SELECT NEW.id, t.id, NEW.name, NEW.kind, NEW.content FROM complaints_ticket t WHERE t.address = NEW.complaint;
  RETURN NEW;
END $$;
CREATE TRIGGER complaint_file_put INSTEAD OF INSERT ON pub.complaint_file FOR EACH ROW EXECUTE FUNCTION pub.complaint_file_put();

-- What a receipt opens: ``opens``, the number of what has this code; 0 for an unknown code as for a wrong passphrase; -1 once ten
-- were wrong within an hour, whether the code is known or not. Every call does the same: compares and counts.
CREATE FUNCTION pub.receipt_judged(code text, opens bigint, known bytea, verifier bytea) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place integer := ('x' || left(encode(sha256(convert_to(coalesce(code, ''), 'UTF8')), 'hex'), 5))::bit(20)::integer;
  wrong integer := CASE WHEN coalesce(known, '\x') = sha256(verifier) THEN 0 ELSE 1 END;
  tried integer;
BEGIN
  INSERT INTO complaints_attempt AS a (bucket, since, n) VALUES (place, statement_timestamp(), wrong)
  ON CONFLICT ON CONSTRAINT complaints_attempt_pkey DO UPDATE SET
    n = CASE WHEN a.since <= statement_timestamp() - interval '1 hour' THEN 0 ELSE least(a.n, 1000) END + excluded.n,
    since = CASE WHEN a.since <= statement_timestamp() - interval '1 hour' THEN excluded.since ELSE a.since END
  RETURNING a.n - wrong INTO tried;
  RETURN CASE WHEN tried >= 10 THEN -1 WHEN wrong = 1 THEN 0 ELSE opens END;
END $$;

-- The number of the ticket that code and verifier open, as pub.receipt_judged says.
CREATE FUNCTION pub.complaint_opened(code text, verifier bytea) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT pub.receipt_judged(code, e.id, e.verifier_hash, verifier) FROM (VALUES (true)) one LEFT JOIN complaints_ticket e ON e.receipt_code = code
$$;

-- The day on which the running term of a ticket ends, its extension counted in; NULL where none runs or the calendar ends before.
CREATE FUNCTION pub.complaint_due(ticket bigint) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT due.day
  FROM complaints_ticket t
  CROSS JOIN LATERAL (SELECT CASE WHEN t.status = 'received' THEN 'complaint-intake' WHEN t.redone_on IS NULL THEN 'complaint-handling' ELSE 'complaint-redo' END AS code,
    CASE WHEN t.status = 'received' THEN t.received_on ELSE coalesce(t.redone_on, t.accepted_on) END AS start) run
  CROSS JOIN LATERAL (SELECT m.days FROM archives_term m WHERE m.code = run.code AND m.valid_from <= run.start
    AND (m.valid_until IS NULL OR m.valid_until > run.start) ORDER BY m.valid_from DESC LIMIT 1) term
  LEFT JOIN archives_deadlineextension e ON e.entry_kind = 'complaints.ticket' AND e.entry_id = t.id AND e.term_code = run.code
  JOIN integrity_calendarday base ON base.day = run.start
  JOIN integrity_calendarday due ON due.ordinal = base.ordinal + term.days + coalesce(e.days, 0) AND due.is_workday
  WHERE t.id = ticket AND t.status IN ('received', 'accepted', 'transferred', 'handled')
$$;

-- What the complainant sees: where it stands, until when, what was answered; no account, no reason that is not meant for the complainant.
CREATE FUNCTION pub.complaint_told(ticket bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'state', 'open', 'number', to_char(t.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || lpad(t.id::text, 5, '0'),
    'status', t.status, 'accused', s.name, 'handler', h.name, 'received_on', t.received_on, 'accepted_on', t.accepted_on,
    'due', pub.complaint_due(t.id), 'contract_no', t.contract_no,
    'papers', pub.receipt_papers('complaints.ticket', t.id),
    -- What became of its case, in the words of the law, once the complainant was answered and the case has ended; nothing of its content.
    'case', (SELECT CASE c.status WHEN 'filed' THEN 'determined' WHEN 'closed' THEN 'rectified' WHEN 'waived' THEN 'waived' WHEN 'tolerated' THEN 'tolerated'
        WHEN 'unfounded' THEN 'not_found' WHEN 'dismissed' THEN 'not_found' END
      FROM discipline_case c WHERE c.id = t.case_id AND c.closed_on IS NOT NULL AND t.outcome = 'founded' AND t.answered_on IS NOT NULL),
    'ground', g.name, 'ground_en', g.name_en, 'ground_document', g.document,
    'files', (SELECT coalesce(jsonb_agg(f.name ORDER BY f.at, f.id), '[]') FROM complaints_attachment f WHERE f.ticket_id = t.id),
    'happened', (SELECT coalesce(jsonb_agg(jsonb_build_object('step', p.step, 'at', p.at,
        'words', CASE WHEN p.step IN ('refuse', 'feedback') THEN p.reason ELSE '' END) ORDER BY p.at, p.id), '[]')
      FROM integrity_steptaken p WHERE p.entry_kind = 'complaints.ticket' AND p.entry_id = t.id
        AND p.step IN ('accept', 'refuse', 'transfer', 'feedback', 'redo', 'close')),
    'notes', (SELECT coalesce(jsonb_agg(jsonb_build_object('mine', n.by_id IS NULL, 'at', n.at, 'words', n.words) ORDER BY n.at, n.id), '[]')
      FROM complaints_note n WHERE n.ticket_id = t.id))
  FROM complaints_ticket t JOIN archives_subject s ON s.id = t.accused_id LEFT JOIN archives_subject h ON h.id = t.handler_id
  LEFT JOIN complaints_refusalground g ON g.id = t.ground_id
  WHERE t.id = ticket
$$;

CREATE FUNCTION pub.complaint_followed(code text, verifier bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened bigint := pub.complaint_opened(code, verifier);
BEGIN
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' ELSE pub.complaint_told(opened) END;
END $$;

-- Adds what the complainant writes, fifty times at most and until the ticket ends. Files come after by the address that this answers.
CREATE FUNCTION pub.complaint_supplemented(code text, verifier bytea, id uuid, words text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  opened bigint := pub.complaint_opened(code, verifier);
BEGIN
  UPDATE complaints_ticket t SET supplements = t.supplements + 1
  WHERE t.id = opened AND t.status NOT IN ('refused', 'closed') AND t.supplements < 50 AND words <> '' AND char_length(words) <= 5000;
  INSERT INTO complaints_note (id, ticket_id, words) SELECT complaint_supplemented.id, opened, words WHERE FOUND;
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' WHEN opened > 0 AND NOT FOUND THEN '{"state": "ended"}' 
    WHEN opened > 0 THEN pub.complaint_told(opened) || jsonb_build_object('address', (SELECT t.address FROM complaints_ticket t WHERE t.id = opened)) END;
END $$;

-- Of the tickets about a body that were closed in a quarter that has ended: how many, how many founded, how many answered within the
-- term that ran last. Nothing below the minimum sample in force on the last day of the quarter, and nothing while none is.
CREATE VIEW pub.complaint_quarter WITH (security_barrier) AS
SELECT s.code AS subject_code, s.name AS subject_name, s.sort_key, q.quarter, q.closed,
  CASE WHEN q.founded IN (0, q.closed) OR least(q.founded, q.closed - q.founded) >= least.n THEN q.founded END AS founded,
  CASE WHEN q.in_time IN (0, q.closed) OR least(q.in_time, q.closed - q.in_time) >= least.n THEN q.in_time END AS in_time, least.n AS least
FROM (
  SELECT t.accused_id, date_trunc('quarter', t.closed_on)::date AS quarter, count(*) AS closed, count(*) FILTER (WHERE t.outcome = 'founded') AS founded,
    count(*) FILTER (WHERE t.answered_on <= due.day) AS in_time
  FROM complaints_ticket t
  CROSS JOIN LATERAL (SELECT CASE WHEN t.redone_on IS NULL THEN 'complaint-handling' ELSE 'complaint-redo' END AS code, coalesce(t.redone_on, t.accepted_on) AS start) run
  LEFT JOIN LATERAL (SELECT m.days FROM archives_term m WHERE m.code = run.code AND m.valid_from <= run.start
    AND (m.valid_until IS NULL OR m.valid_until > run.start) ORDER BY m.valid_from DESC LIMIT 1) term ON true
  LEFT JOIN archives_deadlineextension e ON e.entry_kind = 'complaints.ticket' AND e.entry_id = t.id AND e.term_code = run.code
  LEFT JOIN integrity_calendarday base ON base.day = run.start
  LEFT JOIN integrity_calendarday due ON due.ordinal = base.ordinal + term.days + coalesce(e.days, 0) AND due.is_workday
  WHERE t.status = 'closed' AND t.closed_on < date_trunc('quarter', statement_timestamp() AT TIME ZONE 'Asia/Shanghai')
  GROUP BY t.accused_id, date_trunc('quarter', t.closed_on)
) q JOIN archives_subject s ON s.id = q.accused_id
CROSS JOIN LATERAL (SELECT m.n FROM complaints_minimumsample m WHERE m.valid_from < q.quarter + interval '3 months' ORDER BY m.valid_from DESC LIMIT 1) least
WHERE q.closed >= least.n;

-- How many breaches by a body were tolerated in a quarter that has ended, and on which conditions claimed. Nothing below the minimum
-- sample of the quarter's last day, neither the count of a body nor that of a condition: a case that runs is in none of them.
CREATE VIEW pub.tolerance_quarter WITH (security_barrier) AS
SELECT s.code AS subject_code, s.name AS subject_name, s.sort_key, q.quarter, q.tolerated, least.n AS least,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'name_en', g.name_en, 'n', g.n) ORDER BY g.n DESC, g.code), '[]')
   FROM (
     SELECT claimed.code, label.name, label.name_en, count(*) AS n
     FROM discipline_case c JOIN discipline_reply r ON r.case_id = c.id AND r.kind = 'tolerance'
     CROSS JOIN LATERAL (SELECT DISTINCT unnest(r.conditions) AS code) claimed
     CROSS JOIN LATERAL (SELECT t.name, t.name_en FROM discipline_tolerancecondition t WHERE t.code = claimed.code
       AND t.valid_from < q.quarter + interval '3 months' ORDER BY t.valid_from DESC LIMIT 1) label
     WHERE c.status = 'tolerated' AND c.accused_id = q.accused_id AND date_trunc('quarter', c.closed_on)::date = q.quarter
     GROUP BY claimed.code, label.name, label.name_en
   ) g WHERE g.n >= least.n) AS grounds
FROM (
  SELECT c.accused_id, date_trunc('quarter', c.closed_on)::date AS quarter, count(*) AS tolerated
  FROM discipline_case c
  WHERE c.status = 'tolerated' AND c.closed_on < date_trunc('quarter', statement_timestamp() AT TIME ZONE 'Asia/Shanghai')
  GROUP BY c.accused_id, date_trunc('quarter', c.closed_on)
) q JOIN archives_subject s ON s.id = q.accused_id
CROSS JOIN LATERAL (SELECT m.n FROM complaints_minimumsample m WHERE m.valid_from < q.quarter + interval '3 months' ORDER BY m.valid_from DESC LIMIT 1) least
WHERE q.tolerated >= least.n;

-- A document of the complaint, as pub.receipt_paper says, to who has the receipt.
CREATE FUNCTION pub.complaint_paper(code text, verifier bytea, place integer) RETURNS TABLE (state text, number text, content bytea) LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT paper.* FROM pub.complaint_opened(code, verifier) opened, LATERAL pub.receipt_paper('complaints.ticket', opened, place) paper
$$;

REVOKE ALL ON FUNCTION pub.complaint_paper(text, bytea, integer), pub.complaint_put(), pub.complaint_file_put(), pub.receipt_judged(text, bigint, bytea, bytea), pub.complaint_opened(text, bytea), pub.complaint_due(bigint),
  pub.complaint_told(bigint), pub.complaint_followed(text, bytea), pub.complaint_supplemented(text, bytea, uuid, text) FROM PUBLIC;
GRANT SELECT ON pub.complaint_quarter, pub.tolerance_quarter TO portal;
GRANT INSERT ON pub.complaint, pub.complaint_file TO portal;
GRANT EXECUTE ON FUNCTION pub.complaint_paper(text, bytea, integer), pub.complaint_followed(text, bytea), pub.complaint_supplemented(text, bytea, uuid, text) TO portal;
