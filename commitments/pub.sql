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
