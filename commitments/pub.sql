-- Public commitments of bodies and organisations, as signed, while a record for whose repair they were signed is public: what was put
-- right is told of no longer than the breach, and not once it came to nothing. Neither who signed nor for which record.
CREATE VIEW pub.letter AS
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

-- Letters of organisations of the kinds that are published, while they are in force; a breach that is only reported changes nothing.
-- Neither who signed nor any check; never of a natural person.
CREATE VIEW pub.signed_letter AS
SELECT l.address, s.code AS subject_code, s.name AS subject_name, u.code AS unit_code, u.name AS unit_name, w.code AS kind, w.name AS wording_name,
  w.name_en AS wording_name_en, w.document AS wording_document, p.name AS matter, l.project_no, l.text, l.signed_on, l.valid_until,
  EXISTS (SELECT FROM pub.subject x WHERE x.code = s.code) AS has_archive
FROM commitments_signedletter l JOIN archives_subject s ON s.id = l.subject_id AND s.address IS NULL
JOIN archives_subject u ON u.id = l.unit_id JOIN commitments_wording w ON w.id = l.wording_id AND w.public LEFT JOIN archives_poweritem p ON p.id = l.matter_id
WHERE l.status IN ('in_force', 'alleged') AND l.valid_until >= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;

-- Collective signings once confirmed, and how many of each unit signed: no names.
CREATE VIEW pub.signing AS
SELECT to_char(e.made_at AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '-' || CASE WHEN e.id < 100000 THEN lpad(e.id::text, 5, '0') ELSE e.id::text END AS number,
  e.title, e.text, e.held_on, e.place, e.confirmed_on, u.code AS unit_code, u.name AS unit_name, d.number AS document_no,
  (SELECT count(*) FROM commitments_signatory s WHERE s.signing_id = e.id AND NOT s.struck) AS signatories
FROM commitments_signing e JOIN archives_subject u ON u.id = e.unit_id JOIN archives_document d ON d.id = e.document_id
WHERE e.status = 'confirmed';

CREATE VIEW pub.signing_unit AS
SELECT e.number, u.code AS subject_code, u.name AS subject_name, u.sort_key, count(*) AS signatories
FROM pub.signing e JOIN commitments_signatory s ON s.signing_id = split_part(e.number, '-', 2)::bigint AND NOT s.struck JOIN archives_subject u ON u.id = s.unit_id
GROUP BY e.number, u.code, u.name, u.sort_key;
GRANT SELECT ON pub.signed_letter, pub.signing, pub.signing_unit TO portal;
