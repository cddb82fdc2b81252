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

-- What the kinds of letters are called that an approval matter may accept instead of a document, by the latest that has begun.
CREATE VIEW pub.letter_kind AS
SELECT DISTINCT ON (w.code) w.code, w.name, w.name_en FROM commitments_wording w
WHERE w.family = 'letter' AND w.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date ORDER BY w.code, w.valid_from DESC;
GRANT SELECT ON pub.letter_kind TO portal;

-- Of each public commitment to a handling time, whose words are in force: what the handling times say from its beginning to today. A case is
-- of the matter under any of its versions; its days are the working days after acceptance, by the calendar, and Monday to Friday where that
-- is silent. Below the minimum sample no figure, and not how many there are. The staff site asks commitments/handling/measured.py.
CREATE VIEW pub.commitment_measure AS
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
WHERE c.published_on IS NOT NULL AND c.scope = 0;
GRANT SELECT ON pub.commitment_measure TO portal;
