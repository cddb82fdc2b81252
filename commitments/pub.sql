-- Public commitments of bodies and organisations, as signed, while a record for whose repair they were signed is public: what was put
-- right is told of no longer than the breach, and not once it came to nothing. Neither who signed nor for which record.
CREATE VIEW pub.letter WITH (security_barrier) AS
SELECT c.address, s.code AS subject_code, s.name AS subject_name, w.name AS wording_name, w.name_en AS wording_name_en, w.document AS wording_document, c.text, c.signed_on,
  EXISTS (SELECT FROM pub.subject p WHERE p.code = s.code) AS has_archive
FROM commitments_letter c JOIN archives_subject s ON s.id = c.subject_id AND s.address IS NULL
JOIN commitments_wording w ON w.id = c.wording_id
WHERE c.published_at <= statement_timestamp() AND c.ended_at IS NULL AND EXISTS (SELECT FROM pub.record v WHERE v.number = ANY (c.records));

-- What is signed today, for the form of the portal.
CREATE VIEW pub.wording AS
SELECT w.code, w.body FROM commitments_wording w CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
WHERE w.valid_from <= d.day AND (w.valid_until IS NULL OR w.valid_until > d.day);
GRANT SELECT ON pub.letter, pub.wording TO portal;

-- Commitments of bodies that were published, each with its state of today by predicates over dates: the same as commitments/states.py
-- says, which a test compares, and nothing that a worker would have to keep. Working days by the ordinals of the calendar; where the
-- calendar is silent Monday to Friday, counted from Monday 1 January 2001. Of who answers for it the post, never a name. What was broken
-- is told of no longer than its record is shown: with its end, repair or withdrawal the commitment goes too, from lists and counts alike.
-- Of a dishonesty case that there is one, and nothing else; why it was found kept, broken or rectified; and the reason of an end,
-- because that is how a lawful change is made public.
CREATE VIEW pub.commitment WITH (security_barrier) AS
SELECT c.id, to_char(c.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || lpad(c.id::text, greatest(5, length(c.id::text)), '0') AS number,
  s.code AS unit_code, s.name AS unit_name, s.kind AS unit_kind, s.sort_key AS unit_key,
  w.code AS kind_code, w.name AS kind_name, w.name_en AS kind_name_en, w.document AS kind_document, w.article AS kind_article,
  t.code AS service_code, t.name AS service_name, t.name_en AS service_name_en, t.position AS service_position,
  p.name AS duty_name, p.document AS duty_document, p.article AS duty_article,
  c.basis, c.project_no, c.elsewhere, c.published_on, c.reported_on, c.decided_on, c.closed_on, c.plan, c.planned_on, c.plan_due_on,
  v.no AS version_no, v.title, v.text, v.yardstick, v.due_on, v.target, v.tolerance, v.at_most, v.measure, v.baseline, v.source, v.days,
  m.name AS matter_name, o.post AS owner_post, o.from_on AS owner_since,
  coalesce(due.ordinal - now.ordinal, f.due - f.today) AS workdays_left, display.until AS displayed_until,
  r.words AS last_words, r."on" AS last_on, r.percent AS last_percent, r.value AS last_value,
  disputed.since AS disputed_since, recorded.number AS record_number,
  CASE WHEN c.status IN ('ended', 'rectified') THEN (SELECT p.reason FROM integrity_steptaken p WHERE p.entry_kind = 'commitments.commitment'
    AND p.entry_id = c.id AND p.step IN ('end', 'rectify') ORDER BY p.id DESC LIMIT 1) ELSE '' END AS end_reason,
  coalesce(CASE WHEN c.decided_on IS NOT NULL THEN (SELECT p.reason FROM integrity_steptaken p WHERE p.entry_kind = 'commitments.commitment'
    AND p.entry_id = c.id AND p.step IN ('keep', 'break', 'overturn') ORDER BY p.id DESC LIMIT 1) END, '') AS decided_reason,
  CASE c.status
    WHEN 'kept' THEN CASE WHEN disputed.since IS NULL THEN 'kept' ELSE 'disputed' END
    WHEN 'published' THEN CASE WHEN v.due_on < d.day THEN 'overdue' WHEN d.day <= display.until THEN 'displayed'
      WHEN coalesce(due.ordinal - now.ordinal, f.due - f.today) <= soon.days THEN 'soon' ELSE 'performing' END
    WHEN 'mended' THEN 'rectifying'
    ELSE c.status END AS state
FROM commitments_commitment c
CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
CROSS JOIN (SELECT l.day, l.ordinal FROM integrity_calendarday l ORDER BY l.day DESC LIMIT 1) last
JOIN archives_subject s ON s.id = c.unit_id AND s.kind IN ('organ', 'institution', 'township', 'village', 'village_org')
JOIN commitments_wording w ON w.id = c.wording_id
JOIN commitments_version v ON v.commitment_id = c.id AND v.status = 'adopted' AND v.valid_until IS NULL
LEFT JOIN commitments_townshipservice t ON t.id = c.service_id
LEFT JOIN archives_poweritem p ON p.id = c.duty_id
LEFT JOIN archives_poweritem m ON m.id = v.matter_id
LEFT JOIN LATERAL (SELECT post.name AS post, o.from_on FROM commitments_ownership o JOIN archives_appointment a ON a.id = o.appointment_id
  JOIN archives_post post ON post.id = a.post_id WHERE o.commitment_id = c.id AND o.from_on <= d.day ORDER BY o.from_on DESC, o.id DESC LIMIT 1) o ON true
-- What was found wanting tells nothing of how far it is.
LEFT JOIN LATERAL (SELECT r.words, r."on", r.percent, r.value FROM commitments_report r WHERE r.commitment_id = c.id
  AND NOT (r.kind = 'kept' AND EXISTS (SELECT FROM integrity_steptaken p WHERE p.entry_kind = 'commitments.commitment' AND p.entry_id = c.id
    AND p.step IN ('insufficient', 'reopen') AND p.at >= r.at)) ORDER BY r.at DESC, r.id DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (SELECT min(q.received_on) AS since FROM commitments_dispute q WHERE q.commitment_id = c.id AND q.status = 'received') disputed ON true
LEFT JOIN integrity_calendarday now ON now.day = d.day
LEFT JOIN integrity_calendarday due ON due.day = v.due_on
-- Weekdays up to a day, so that a difference of two counts those between.
CROSS JOIN LATERAL (SELECT (n.due / 7) * 5 + least(n.due % 7 + 1, 5) AS due, (n.today / 7) * 5 + least(n.today % 7 + 1, 5) AS today,
    (n.last / 7) * 5 + least(n.last % 7 + 1, 5) AS last, (n.shown / 7) * 5 + least(n.shown % 7 + 1, 5) AS shown
  FROM (SELECT v.due_on - date '2001-01-01' AS due, d.day - date '2001-01-01' AS today, last.day - date '2001-01-01' AS last,
    c.published_on - date '2001-01-01' AS shown) n) f
LEFT JOIN LATERAL (SELECT m.days FROM archives_term m WHERE m.code = 'commitment-display' AND m.valid_from <= c.published_on
  AND (m.valid_until IS NULL OR m.valid_until > c.published_on) ORDER BY m.valid_from DESC LIMIT 1) display_term ON true
LEFT JOIN LATERAL (SELECT m.days FROM archives_term m WHERE m.code = 'commitment-soon' AND m.valid_from <= v.due_on
  AND (m.valid_until IS NULL OR m.valid_until > v.due_on) ORDER BY m.valid_from DESC LIMIT 1) soon ON true
LEFT JOIN integrity_calendarday shown ON shown.day = c.published_on
CROSS JOIN LATERAL (SELECT CASE WHEN shown.ordinal IS NULL THEN f.shown ELSE f.last + shown.ordinal - last.ordinal END + display_term.days - 1 AS n) beyond
CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT e.day FROM integrity_calendarday e WHERE e.ordinal = shown.ordinal + display_term.days AND e.is_workday),
    date '2001-01-01' + (beyond.n / 5 * 7 + beyond.n % 5)) AS until) display
LEFT JOIN LATERAL (SELECT a.number FROM archives_record a WHERE a.filing_id = c.filing_id LIMIT 1) filed ON true
-- What was returned, or filed anew after that or after a withdrawal, is told again once its record stands.
LEFT JOIN LATERAL (SELECT f.status IN ('returned', 'discarded') OR EXISTS (SELECT FROM integrity_steptaken p
    WHERE p.entry_kind = 'commitments.commitment' AND p.entry_id = c.id AND p.step = 'refile') AS anew FROM archives_filing f WHERE f.id = c.filing_id) waits ON true
LEFT JOIN LATERAL (SELECT a.number FROM pub.record a WHERE a.number = filed.number) recorded ON true
WHERE c.published_on IS NOT NULL AND c.scope = 0
  AND (c.status NOT IN ('broken', 'rectifying', 'mended', 'rectified', 'case') OR recorded.number IS NOT NULL
    OR filed.number IS NULL AND waits.anew IS NOT TRUE);

-- Every version that was in force, the old ones beside the new, with reason and authority of each change. Half-open.
CREATE VIEW pub.commitment_version WITH (security_barrier) AS
SELECT v.id, c.number AS commitment_number, v.no, v.title, v.text, v.yardstick, v.due_on, v.target, v.tolerance, v.at_most, v.measure, v.baseline,
  v.source, v.days, m.name AS matter_name, v.reason, v.authority, v.valid_from, v.valid_until
FROM commitments_version v JOIN pub.commitment c ON c.id = v.commitment_id LEFT JOIN archives_poweritem m ON m.id = v.matter_id
WHERE v.status = 'adopted';

-- What the unit reported, and by which files it proves it: their names and kinds, never what is in them.
CREATE VIEW pub.commitment_report WITH (security_barrier) AS
SELECT r.id, c.number AS commitment_number, r.kind, r.words, r.value, r.percent, r."on",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'kind', f.kind) ORDER BY f.at, f.id), '[]') FROM commitments_proof f WHERE f.report_id = r.id) AS proofs
FROM commitments_report r JOIN pub.commitment c ON c.id = r.commitment_id;

-- Disputes of a kept mark: since when, by when decided, and the result with its reasons. Nothing of who disputes, and no word of theirs.
CREATE VIEW pub.commitment_dispute WITH (security_barrier) AS
SELECT q.id, c.number AS commitment_number, q.status, q.received_on, q.decided_on, q.result, due.day AS due_on
FROM commitments_dispute q JOIN pub.commitment c ON c.id = q.commitment_id
LEFT JOIN LATERAL (SELECT m.days FROM archives_term m WHERE m.code = 'commitment-dispute' AND m.valid_from <= q.received_on
  AND (m.valid_until IS NULL OR m.valid_until > q.received_on) ORDER BY m.valid_from DESC LIMIT 1) term ON true
LEFT JOIN archives_deadlineextension e ON e.entry_kind = 'commitments.dispute' AND e.entry_id = q.id AND e.term_code = 'commitment-dispute'
LEFT JOIN integrity_calendarday base ON base.day = q.received_on
LEFT JOIN integrity_calendarday due ON due.ordinal = base.ordinal + term.days + coalesce(e.days, 0) AND due.is_workday;

-- Posts that answered for it one after the other: a handover ends nothing. No names, no notes.
CREATE VIEW pub.commitment_owner WITH (security_barrier) AS
SELECT o.id, c.number AS commitment_number, p.name AS post, o.from_on
FROM commitments_ownership o JOIN pub.commitment c ON c.id = o.commitment_id JOIN archives_appointment a ON a.id = o.appointment_id JOIN archives_post p ON p.id = a.post_id;

-- What a unit kept of what was verified, year by year, as it is shown now. A share is told from the minimum sample of today on.
CREATE VIEW pub.commitment_rate WITH (security_barrier) AS
SELECT c.unit_code, c.unit_name, c.unit_kind, c.unit_key, extract(year FROM c.decided_on)::int AS year,
  count(*) FILTER (WHERE c.state IN ('kept', 'disputed')) AS kept, count(*) FILTER (WHERE c.state NOT IN ('kept', 'disputed')) AS broken,
  count(*) FILTER (WHERE c.state = 'disputed') AS disputed
FROM pub.commitment c WHERE c.state IN ('kept', 'disputed', 'broken', 'rectifying', 'rectified', 'case')
GROUP BY c.unit_code, c.unit_name, c.unit_kind, c.unit_key, extract(year FROM c.decided_on);

CREATE VIEW pub.commitment_sample AS
SELECT m.n, m.document, m.article, m.verified FROM commitments_minimumsample m
WHERE m.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date ORDER BY m.valid_from DESC LIMIT 1;

-- The services that every township owes today, and the kinds of commitments of the government, for pages and filters.
CREATE VIEW pub.township_service AS
SELECT t.code, t.position, t.name, t.name_en, t.document, t.article
FROM commitments_townshipservice t CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
WHERE t.valid_from <= d.day AND (t.valid_until IS NULL OR t.valid_until > d.day);

-- Disputes come in here and are read by nobody at the portal: of a commitment that stands as kept, made by nobody's account,
-- received on the day the database has.
CREATE VIEW pub.dispute AS SELECT NULL::uuid AS id, NULL::text AS commitment, NULL::text AS reason, NULL::text AS contact WHERE false;
CREATE VIEW pub.dispute_file AS
SELECT NULL::uuid AS id, NULL::uuid AS dispute, NULL::text AS name, NULL::text AS kind, NULL::bytea AS content WHERE false;

CREATE FUNCTION pub.dispute_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  -- Locked, so that a mark that is being taken back is not disputed meanwhile.
  kept bigint := (SELECT c.id FROM pub.commitment c WHERE c.number = NEW.commitment AND c.state IN ('kept', 'disputed'));
BEGIN
  PERFORM FROM commitments_commitment c WHERE c.id = kept AND c.status = 'kept' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'What is disputed is marked as kept.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  INSERT INTO commitments_dispute (address, commitment_id, reason, contact, received_on, status, result, revision, made_by_id)
  SELECT NEW.id, kept, NEW.reason, coalesce(NEW.contact, ''), (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, 'received', '', 1, u.id
  FROM accounts_user u WHERE u.username = 'system';
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_put INSTEAD OF INSERT ON pub.dispute FOR EACH ROW EXECUTE FUNCTION pub.dispute_put();

CREATE FUNCTION pub.dispute_file_put() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- Files come with the dispute, in its transaction, and never after.
  INSERT INTO commitments_disputefile (id, dispute_id, name, kind, content)
  SELECT NEW.id, q.id, NEW.name, NEW.kind, NEW.content FROM commitments_dispute q WHERE q.address = NEW.dispute AND integrity_mine(q.xmin);
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_file_put INSTEAD OF INSERT ON pub.dispute_file FOR EACH ROW EXECUTE FUNCTION pub.dispute_file_put();

REVOKE ALL ON FUNCTION pub.dispute_put(), pub.dispute_file_put() FROM PUBLIC;
GRANT SELECT ON pub.commitment, pub.commitment_version, pub.commitment_report, pub.commitment_dispute, pub.commitment_owner, pub.commitment_rate,
  pub.commitment_sample, pub.township_service TO portal;
GRANT INSERT ON pub.dispute, pub.dispute_file TO portal;

-- Letters of organisations of the kinds that are published, while they are in force; a breach that is only reported changes nothing.
-- Neither who signed nor any check; never of a natural person.
CREATE VIEW pub.signed_letter WITH (security_barrier) AS
SELECT l.address, s.code AS subject_code, s.name AS subject_name, u.code AS unit_code, u.name AS unit_name, w.code AS kind, w.name AS wording_name,
  w.name_en AS wording_name_en, w.document AS wording_document, p.name AS matter, l.project_no, l.text, l.signed_on, l.valid_until,
  EXISTS (SELECT FROM pub.subject x WHERE x.code = s.code) AS has_archive
FROM commitments_signedletter l JOIN archives_subject s ON s.id = l.subject_id AND s.address IS NULL
JOIN archives_subject u ON u.id = l.unit_id JOIN commitments_wording w ON w.id = l.wording_id AND w.public LEFT JOIN archives_poweritem p ON p.id = l.matter_id
WHERE l.status IN ('in_force', 'alleged') AND l.valid_until >= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;

-- Collective signings once confirmed, and how many of each unit signed: no names.
CREATE VIEW pub.signing WITH (security_barrier) AS
SELECT to_char(e.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || CASE WHEN e.id < 100000 THEN lpad(e.id::text, 5, '0') ELSE e.id::text END AS number,
  e.title, e.text, e.held_on, e.place, e.confirmed_on, u.code AS unit_code, u.name AS unit_name, d.number AS document_no,
  (SELECT count(*) FROM commitments_signatory s WHERE s.signing_id = e.id AND NOT s.struck) AS signatories
FROM commitments_signing e JOIN archives_subject u ON u.id = e.unit_id JOIN archives_document d ON d.id = e.document_id
WHERE e.status = 'confirmed';

CREATE VIEW pub.signing_unit WITH (security_barrier) AS
SELECT e.number, u.code AS subject_code, u.name AS subject_name, u.sort_key, count(*) AS signatories
FROM pub.signing e JOIN commitments_signatory s ON s.signing_id = split_part(e.number, '-', 2)::bigint AND NOT s.struck JOIN archives_subject u ON u.id = s.unit_id
GROUP BY e.number, u.code, u.name, u.sort_key;
GRANT SELECT ON pub.signed_letter, pub.signing, pub.signing_unit TO portal;

-- What the kinds of letters are called that an approval matter may accept instead of a document, by the latest that has begun.
CREATE VIEW pub.letter_kind AS
SELECT DISTINCT ON (w.code) w.code, w.name, w.name_en FROM commitments_wording w
WHERE w.family = 'letter' AND w.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date ORDER BY w.code, w.valid_from DESC;
GRANT SELECT ON pub.letter_kind TO portal;

-- Of each public commitment to a handling time, whose words are in force: what the handling times say from its beginning to today. A case is
-- of the matter under any of its versions; its days are the working days after acceptance, by the calendar, and Monday to Friday where that
-- is silent. Below the minimum sample no figure, and not how many there are. The staff site asks commitments/handling/measured.py.
CREATE VIEW pub.commitment_measure WITH (security_barrier) AS
SELECT to_char(c.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-') || CASE WHEN c.id < 100000 THEN lpad(c.id::text, 5, '0') ELSE c.id::text END AS number,
  CASE WHEN m.cases >= least.n THEN m.cases END AS cases, CASE WHEN m.cases >= least.n THEN m.median END AS median,
  CASE WHEN m.cases >= least.n THEN m.ninetieth END AS ninetieth, CASE WHEN m.cases >= least.n THEN m.within END AS within,
  CASE WHEN m.cases >= least.n THEN m.asked_again END AS asked_again, CASE WHEN m.cases >= least.n THEN m.late_open END AS late_open,
  v.days, v.valid_from AS since, least.n AS least
FROM commitments_commitment c JOIN commitments_version v ON v.commitment_id = c.id AND v.status = 'adopted' AND v.valid_until IS NULL AND v.yardstick = 'time'
JOIN archives_poweritem matter ON matter.id = v.matter_id
CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
CROSS JOIN LATERAL (SELECT s.n FROM complaints_minimumsample s WHERE s.valid_from <= d.day ORDER BY s.valid_from DESC LIMIT 1) least
CROSS JOIN LATERAL (
  SELECT count(h.finished_on)::int AS cases, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.days) FILTER (WHERE h.finished_on IS NOT NULL)::numeric AS median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY t.days) FILTER (WHERE h.finished_on IS NOT NULL)::numeric AS ninetieth,
    round(100.0 * count(*) FILTER (WHERE h.finished_on IS NOT NULL AND t.days <= v.days) / nullif(count(h.finished_on), 0), 1) AS within,
    count(*) FILTER (WHERE h.finished_on IS NOT NULL AND h.asked_again > 0)::int AS asked_again,
    count(*) FILTER (WHERE h.finished_on IS NULL AND t.days > v.days)::int AS late_open
  FROM archives_poweritem p JOIN commitments_handling h ON h.matter_id = p.id AND (h.finished_on BETWEEN v.valid_from AND d.day OR h.finished_on IS NULL)
  LEFT JOIN integrity_calendarday a ON a.day = h.accepted_on LEFT JOIN integrity_calendarday f ON f.day = coalesce(h.finished_on, d.day)
  CROSS JOIN LATERAL (SELECT coalesce(f.ordinal - a.ordinal, (SELECT count(*) FROM generate_series(h.accepted_on + 1, coalesce(h.finished_on, d.day), '1 day') g
    WHERE extract(isodow FROM g) < 6)::int) AS days) t
  WHERE p.unit_id = matter.unit_id AND p.code = matter.code
) m
WHERE EXISTS (SELECT FROM pub.commitment shown WHERE shown.id = c.id);
GRANT SELECT ON pub.commitment_measure TO portal;
