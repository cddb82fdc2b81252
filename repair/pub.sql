-- Objections: the portal puts them in and reads none of them. Two views without rows take an objection and its files; functions
-- open one to who knows its code and passphrase, supplement it, and complain about its handling. Nobody learns here whether a
-- record stands under a number: whatever number is typed, the objection is taken in alike, and staff find out.

CREATE VIEW pub.objection AS
SELECT NULL::uuid AS id, NULL::text AS code, NULL::bytea AS verifier_hash, NULL::text AS record_no, NULL::text AS part, NULL::text AS wrong,
  NULL::text AS should_be, NULL::text AS objector_kind, NULL::text AS objector_name, NULL::text AS contact
WHERE false;

CREATE VIEW pub.objection_file AS
SELECT NULL::uuid AS id, NULL::uuid AS objection, NULL::text AS name, NULL::text AS kind, NULL::bytea AS content WHERE false;

CREATE FUNCTION pub.objection_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO repair_objection (address, channel, record_no, version_id, part, wrong, should_be, objector_kind, objector_name, contact,
    identity_seen, filed_on, receipt_code, verifier_hash, status, outcome, revision, made_by_id)
  SELECT NEW.id, 'portal', NEW.record_no, (SELECT max(r.id) FROM archives_record r WHERE r.number = NEW.record_no
      AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz), NEW.part, NEW.wrong, NEW.should_be, NEW.objector_kind, NEW.objector_name,
    NEW.contact, '', (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, NEW.code, NEW.verifier_hash, 'filed', '', 1, u.id
  FROM accounts_user u WHERE u.username = 'system';
  RETURN NEW;
END $$;
CREATE TRIGGER objection_put INSTEAD OF INSERT ON pub.objection FOR EACH ROW EXECUTE FUNCTION pub.objection_put();

CREATE FUNCTION pub.objection_file_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO repair_proof (id, objection_id, name, kind, content)
  SELECT NEW.id, o.id, NEW.name, NEW.kind, NEW.content FROM repair_objection o WHERE o.address = NEW.objection;
  RETURN NEW;
END $$;
CREATE TRIGGER objection_file_put INSTEAD OF INSERT ON pub.objection_file FOR EACH ROW EXECUTE FUNCTION pub.objection_file_put();

-- The number of the objection that code and verifier open, as pub.receipt_judged says.
CREATE FUNCTION pub.objection_opened(code text, verifier bytea) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT pub.receipt_judged('objection ' || code, e.id, e.verifier_hash, verifier) FROM (VALUES (true)) one LEFT JOIN repair_objection e ON e.receipt_code = code
$$;

-- The day on which a term of that code, begun on that day, ends; NULL where the calendar ends before.
CREATE FUNCTION pub.repair_day(kind text, entry bigint, term_code text, start date) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT due.day
  FROM (SELECT m.days FROM archives_term m WHERE m.code = term_code AND m.valid_from <= start
    AND (m.valid_until IS NULL OR m.valid_until > start) ORDER BY m.valid_from DESC LIMIT 1) term
  LEFT JOIN archives_deadlineextension e ON e.entry_kind = kind AND e.entry_id = entry AND e.term_code = repair_day.term_code
  JOIN integrity_calendarday base ON base.day = start
  JOIN integrity_calendarday due ON due.ordinal = base.ordinal + term.days + coalesce(e.days, 0) AND due.is_workday
$$;

-- What the objector sees: where it stands, until when, what was answered; no account, and nothing of the record but its number. Of a
-- number that is not public nobody learns whether a record has it: until somebody has seen who objects, neither the ground of a
-- refusal nor any words of staff come back; and later neither, where it is refused for there being no record of the objector's.
CREATE FUNCTION pub.objection_told(objection bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'state', 'open', 'number', to_char(o.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || lpad(o.id::text, 5, '0'),
    'record_no', o.record_no, 'status', o.status, 'filed_on', o.filed_on, 'accepted_on', o.accepted_on,
    'papers', pub.receipt_papers('repair.objection', o.id),
    'outcome', CASE WHEN o.status IN ('decided', 'closed', 'complained') THEN o.outcome ELSE '' END,
    'due', CASE
      WHEN o.status IN ('filed', 'identified') THEN pub.repair_day('repair.objection', o.id, 'objection-accept', coalesce(o.supplemented_on, o.filed_on))
      WHEN o.status = 'incomplete' THEN pub.repair_day('repair.objection', o.id, 'objection-supplement', o.asked_on)
      WHEN o.status IN ('accepted', 'correcting', 'revoking', 'upheld') THEN
        pub.repair_day('repair.objection', o.id, CASE WHEN o.reopened_on IS NULL THEN 'objection-verify' ELSE 'objection-again' END, coalesce(o.reopened_on, o.accepted_on))
      WHEN o.status = 'complained' THEN pub.repair_day('repair.objection', o.id, 'objection-review', o.complained_on) END,
    'may_complain_until', CASE WHEN o.status IN ('decided', 'closed') AND o.complained_on IS NULL THEN pub.repair_day('repair.objection', o.id, 'objection-complaint', o.decided_on) END,
    'nothing_of_yours', alike.told AND o.status = 'refused', 'ground', CASE WHEN NOT alike.told THEN g.name END, 'ground_en', CASE WHEN NOT alike.told THEN g.name_en END,
    'ground_document', CASE WHEN NOT alike.told THEN g.document END,
    'files', (SELECT coalesce(jsonb_agg(f.name ORDER BY f.at, f.id), '[]') FROM repair_proof f WHERE f.objection_id = o.id),
    'happened', (SELECT coalesce(jsonb_agg(jsonb_build_object('step', p.step, 'at', p.at,
        'words', CASE WHEN alike.told AND p.step IN ('incomplete', 'refuse') THEN '' WHEN p.step IN ('incomplete', 'supplement', 'refuse', 'tell', 'complain', 'confirm', 'reopen') THEN p.reason ELSE '' END) ORDER BY p.at, p.id), '[]')
      FROM integrity_steptaken p WHERE p.entry_kind = 'repair.objection' AND p.entry_id = o.id
        AND p.step IN ('incomplete', 'supplement', 'identify', 'accept', 'refuse', 'tell', 'close', 'complain', 'confirm', 'reopen')))
  FROM repair_objection o LEFT JOIN repair_refusalground g ON g.id = o.ground_id
  CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM pub.record v WHERE v.number = o.record_no)
    AND (o.identified_by_id IS NULL OR o.status = 'refused' AND g.code IN ('no-record', 'not-subject')) AS told) alike
  WHERE o.id = objection
$$;

CREATE FUNCTION pub.objection_paper(code text, verifier bytea, place integer) RETURNS TABLE (state text, number text, content bytea) LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT paper.* FROM pub.objection_opened(code, verifier) opened, LATERAL pub.receipt_paper('repair.objection', opened, place) paper
$$;

CREATE FUNCTION pub.objection_followed(code text, verifier bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened bigint := pub.objection_opened(code, verifier);
BEGIN
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' ELSE pub.objection_told(opened) END;
END $$;

-- The two steps of the objector: what was asked for is supplemented, and the handling is complained of, in its time. A step is one
-- row and one status, as everywhere; files came before by the address that this answers.
CREATE FUNCTION pub.objection_said(code text, verifier bytea, words text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened bigint := pub.objection_opened(code, verifier);
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  taken text;
  source text;
BEGIN
  SELECT o.status, CASE WHEN o.status = 'incomplete' THEN 'supplement'
      WHEN o.status IN ('decided', 'closed') AND o.complained_on IS NULL AND today <= coalesce(pub.repair_day('repair.objection', o.id, 'objection-complaint', o.decided_on), today) THEN 'complain' END
    INTO source, taken FROM repair_objection o WHERE o.id = opened AND words <> '' AND char_length(words) <= 5000 FOR UPDATE;
  INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'repair.objection', o.id, taken, source, CASE taken WHEN 'supplement' THEN 'filed' ELSE 'complained' END, o.made_by_id, words, o.revision
  FROM repair_objection o WHERE o.id = opened AND taken IS NOT NULL;
  UPDATE repair_objection o SET status = CASE taken WHEN 'supplement' THEN 'filed' ELSE 'complained' END, closed_on = NULL,
    supplemented_on = CASE taken WHEN 'supplement' THEN today ELSE o.supplemented_on END,
    complained_on = CASE taken WHEN 'complain' THEN today ELSE o.complained_on END
  WHERE o.id = opened AND taken IS NOT NULL;
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' WHEN opened > 0 AND taken IS NULL THEN '{"state": "ended"}'
    WHEN opened > 0 THEN pub.objection_told(opened) || jsonb_build_object('address', (SELECT o.address FROM repair_objection o WHERE o.id = opened)) END;
END $$;

-- What the public reads of corrections: bodies and organisations, as long as the wrong value was on display. Nothing of the objection.
CREATE VIEW pub.correction AS
SELECT c.id, c.record_no AS number, s.code AS subject_code, s.name AS subject_name, c.kind, c.changes, i.name AS item_name, i.name_en AS item_name_en,
  f.doc_no, r.decided_on, u.name AS issuer_name, lower(c.shown) AS shown_from, upper(c.shown) AS shown_until,
  EXISTS (SELECT FROM pub.subject p WHERE p.code = s.code) AS has_archive, EXISTS (SELECT FROM pub.record v WHERE v.number = c.record_no) AS has_record
FROM repair_publiccorrection c
JOIN archives_record r ON r.id = c.version_id AND r.scope = 0
JOIN archives_subject s ON s.id = r.subject_id AND s.address IS NULL
JOIN archives_subject u ON u.id = r.issuer_id
JOIN archives_catalogueitem i ON i.id = r.item_id AND i.scope = 0
JOIN archives_filedrow f ON f.filing_id = r.filing_id AND f.row_no = r.row_no
WHERE c.shown @> statement_timestamp() AND (r.hidden IS NULL OR NOT r.hidden @> statement_timestamp());

-- That a record was corrected upon an objection, and when: beside the record itself, whomever it is about.
CREATE VIEW pub.corrected AS
SELECT o.record_no AS number, max(o.decided_on) AS corrected_on FROM repair_objection o
WHERE o.outcome = 'corrected' AND o.decided_on IS NOT NULL
  AND (EXISTS (SELECT FROM pub.record v WHERE v.number = o.record_no) OR EXISTS (SELECT FROM pub.standing r
    JOIN archives_subject s ON s.id = r.subject_id AND s.address IS NOT NULL JOIN archives_catalogueitem i ON i.id = r.item_id AND i.scope = 0
    WHERE r.number = o.record_no AND r.shown @> statement_timestamp() AND i.category <> 'declaration'))
GROUP BY o.record_no;

REVOKE ALL ON FUNCTION pub.objection_put(), pub.objection_file_put(), pub.objection_opened(text, bytea), pub.repair_day(text, bigint, text, date),
  pub.objection_told(bigint), pub.objection_paper(text, bytea, integer), pub.objection_followed(text, bytea), pub.objection_said(text, bytea, text) FROM PUBLIC;
GRANT SELECT ON pub.correction, pub.corrected TO portal;
GRANT INSERT ON pub.objection, pub.objection_file TO portal;
GRANT EXECUTE ON FUNCTION pub.objection_paper(text, bytea, integer), pub.objection_followed(text, bytea), pub.objection_said(text, bytea, text) TO portal;

-- Applications for repair, in the same way: taken in whatever number is typed, opened by their receipt.
CREATE VIEW pub.application AS
SELECT NULL::uuid AS id, NULL::text AS code, NULL::bytea AS verifier_hash, NULL::text[] AS record_no, NULL::text AS done, NULL::text[] AS methods,
  NULL::integer AS hours, NULL::text AS signer, NULL::text AS applicant, NULL::text AS contact
WHERE false;

CREATE VIEW pub.application_file AS
SELECT NULL::uuid AS id, NULL::uuid AS application, NULL::text AS name, NULL::text AS kind, NULL::bytea AS content WHERE false;

CREATE FUNCTION pub.application_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
  made bigint;
  whose bigint[];
BEGIN
  IF coalesce(cardinality(NEW.record_no), 0) NOT BETWEEN 1 AND 20 THEN
    RAISE EXCEPTION 'An application names one to twenty records.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Records of one subject that one unit found, all of them; else nobody's, and staff say why it is not accepted.
  SELECT CASE WHEN count(DISTINCT r.number) = (SELECT count(DISTINCT n) FROM unnest(NEW.record_no) n) AND count(DISTINCT (r.subject_id, r.issuer_id)) = 1
      THEN ARRAY[min(r.subject_id), min(r.issuer_id)] END INTO whose
  FROM archives_record r JOIN archives_filing f ON f.id = r.filing_id AND f.left_at IS NOT NULL
  WHERE r.number = ANY (NEW.record_no) AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.withdrawn_at IS NULL;
  INSERT INTO repair_application (address, channel, subject_id, finder_id, applicant, contact, identity_seen, done, signer, filed_on, receipt_code,
    verifier_hash, status, submitted_on, document_no, revision, made_by_id)
  SELECT NEW.id, 'portal', whose[1], whose[2], NEW.applicant, NEW.contact, '', NEW.done, NEW.signer, today, NEW.code, NEW.verifier_hash, 'submitted', today,
    '', 1, u.id
  FROM accounts_user u WHERE u.username = 'system' RETURNING id INTO made;
  INSERT INTO repair_appliedrecord (application_id, number, version_id)
  SELECT made, n.no, (SELECT max(r.id) FROM archives_record r WHERE whose IS NOT NULL AND r.number = n.no AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz)
  FROM (SELECT DISTINCT u.no FROM unnest(NEW.record_no) u (no)) n;
  INSERT INTO repair_deed (application_id, code, hours)
  SELECT DISTINCT made, m, CASE m WHEN 'service' THEN NEW.hours ELSE 0 END FROM unnest(NEW.methods) m WHERE m IN ('rectified', 'training', 'report', 'service');
  RETURN NEW;
END $$;
CREATE TRIGGER application_put INSTEAD OF INSERT ON pub.application FOR EACH ROW EXECUTE FUNCTION pub.application_put();

CREATE FUNCTION pub.application_file_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO repair_evidence (id, application_id, name, kind, content)
  SELECT NEW.id, a.id, NEW.name, NEW.kind, NEW.content FROM repair_application a WHERE a.address = NEW.application;
  RETURN NEW;
END $$;
CREATE TRIGGER application_file_put INSTEAD OF INSERT ON pub.application_file FOR EACH ROW EXECUTE FUNCTION pub.application_file_put();

-- The number of the application that code and verifier open, as pub.receipt_judged says.
CREATE FUNCTION pub.application_opened(code text, verifier bytea) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT pub.receipt_judged('application ' || code, e.id, e.verifier_hash, verifier) FROM (VALUES (true)) one LEFT JOIN repair_application e ON e.receipt_code = code
$$;

CREATE FUNCTION pub.application_paper(code text, verifier bytea, place integer) RETURNS TABLE (state text, number text, content bytea) LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT paper.* FROM pub.application_opened(code, verifier) opened, LATERAL pub.receipt_paper('repair.application', opened, place) paper
$$;

-- What the applicant sees: where it stands, until when, what was answered; no account, and nothing of the records but their numbers.
-- Why it was not accepted is told where all of the numbers are public; else nobody learns here whether records have them.
CREATE FUNCTION pub.application_told(application bigint) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'state', 'open', 'number', to_char(a.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || lpad(a.id::text, 5, '0'),
    'records', (SELECT jsonb_agg(n.number ORDER BY n.number) FROM repair_appliedrecord n WHERE n.application_id = a.id),
    'papers', pub.receipt_papers('repair.application', a.id), 'status', a.status, 'filed_on', a.filed_on, 'accepted_on', a.accepted_on, 'decided_on', a.decided_on, 'document_no', a.document_no,
    'due', CASE a.status WHEN 'submitted' THEN pub.repair_day('repair.application', a.id, 'repair-accept', a.submitted_on)
      WHEN 'accepted' THEN pub.repair_day('repair.application', a.id, 'repair-decide', a.accepted_on)
      WHEN 'verified' THEN pub.repair_day('repair.application', a.id, 'repair-decide', a.accepted_on) END,
    'withheld', a.status = 'rejected' AND unknown.told,
    'files', (SELECT coalesce(jsonb_agg(f.name ORDER BY f.at, f.id), '[]') FROM repair_evidence f WHERE f.application_id = a.id),
    'happened', (SELECT coalesce(jsonb_agg(jsonb_build_object('step', p.step, 'at', p.at,
        'words', CASE WHEN p.step = 'reject' AND unknown.told THEN '' WHEN p.step IN ('reject', 'grant', 'refuse', 'falsify', 'withdraw') THEN p.reason ELSE '' END) ORDER BY p.at, p.id), '[]')
      FROM integrity_steptaken p WHERE p.entry_kind = 'repair.application' AND p.entry_id = a.id AND p.step <> 'verify'))
  FROM repair_application a
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM repair_appliedrecord n WHERE n.application_id = a.id
    AND NOT EXISTS (SELECT FROM pub.record v WHERE v.number = n.number)) AS told) unknown
  WHERE a.id = application
$$;

CREATE FUNCTION pub.application_followed(code text, verifier bytea) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened bigint := pub.application_opened(code, verifier);
BEGIN
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' ELSE pub.application_told(opened) END;
END $$;

-- The step of the applicant: it is withdrawn, with the reason, until it is decided.
CREATE FUNCTION pub.application_said(code text, verifier bytea, words text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened bigint := pub.application_opened(code, verifier);
  source text;
BEGIN
  SELECT a.status INTO source FROM repair_application a WHERE a.id = opened AND a.status IN ('submitted', 'accepted', 'verified')
    AND words <> '' AND char_length(words) <= 5000 FOR UPDATE;
  INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision)
  SELECT 'repair.application', a.id, 'withdraw', source, 'withdrawn', a.made_by_id, words, a.revision
  FROM repair_application a WHERE a.id = opened AND source IS NOT NULL;
  UPDATE repair_application a SET status = 'withdrawn' WHERE a.id = opened AND source IS NOT NULL;
  UPDATE commitments_letter c SET ended_at = statement_timestamp() FROM repair_application a WHERE a.id = opened AND a.commitment_id = c.id AND source IS NOT NULL;
  RETURN CASE WHEN opened = -1 THEN '{"state": "slow"}' WHEN opened > 0 AND source IS NULL THEN '{"state": "ended"}'
    WHEN opened > 0 THEN pub.application_told(opened) END;
END $$;

REVOKE ALL ON FUNCTION pub.application_put(), pub.application_file_put(), pub.application_opened(text, bytea), pub.application_paper(text, bytea, integer),
  pub.application_told(bigint), pub.application_followed(text, bytea), pub.application_said(text, bytea, text) FROM PUBLIC;
GRANT INSERT ON pub.application, pub.application_file TO portal;
GRANT EXECUTE ON FUNCTION pub.application_paper(text, bytea, integer), pub.application_followed(text, bytea), pub.application_said(text, bytea, text) TO portal;

-- What a repair asks, by tier: law as data, and the same for everybody.
CREATE VIEW pub.repair_method AS
SELECT m.id, m.code, m.tier, m.need, m.items, m.min_hours, m.cap_hours, m.name, m.name_en, m.document, m.article
FROM repair_repairmethod m, (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) today
WHERE m.valid_from <= today.day AND (m.valid_until IS NULL OR m.valid_until > today.day);
GRANT SELECT ON pub.repair_method TO portal;
