-- The public score: public records only, as of today only, of bodies only. No stored score is shown: it is the sum of
-- the lines visible at this very moment, so it is right to the second with every worker dead, and it can leak nothing
-- that pub.record hides. (A stored score counts records the public may not see.)
CREATE VIEW pub.standard AS
SELECT s.code, s.name, s.name_en, s.base, s.document, s.article, s.valid_from, s.valid_until,
  s.valid_from <= d.today AND (s.valid_until IS NULL OR s.valid_until > d.today) AS in_force
FROM scoring_standard s CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS today) d;

CREATE VIEW pub.band AS
SELECT s.code AS standard_code, b.letter, b.low, b.word, b.word_en
FROM scoring_band b JOIN scoring_standard s ON s.id = b.standard_id;

CREATE VIEW pub.standard_rule AS
SELECT s.code AS standard_code, r.item_code, r.tier, r.points, r.counts_for_days, r.document, r.article
FROM scoring_standardrule r JOIN scoring_standard s ON s.id = r.standard_id;

CREATE VIEW pub.score_line AS
SELECT v.subject_code, v.number AS record_number, v.item_code, v.item_name, v.item_name_en, v.doc_no, v.tier, r.points, v.decided_on,
  least(v.ends_on, v.decided_on + r.counts_for_days) AS counts_until, r.document, r.article, s.code AS standard_code
FROM pub.record v
CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS today) d
JOIN scoring_standard s ON s.valid_from <= d.today AND (s.valid_until IS NULL OR s.valid_until > d.today)
JOIN scoring_standardrule r ON r.standard_id = s.id AND r.item_code = v.item_code AND r.tier = v.tier
WHERE v.subject_kind IN ('organ', 'institution', 'township', 'village', 'village_org')
  AND v.decided_on <= d.today AND v.ends_on > d.today AND v.decided_on + r.counts_for_days > d.today;

-- Every body has a score: the starting one, where nothing counts.
CREATE VIEW pub.score AS
SELECT n.subject_code, n.score, n.lines, n.standard_code,
  (SELECT b.letter FROM scoring_band b WHERE b.standard_id = n.standard_id AND (b.low IS NULL OR b.low <= n.score)
   ORDER BY b.low DESC NULLS LAST LIMIT 1) AS letter
FROM (
  SELECT b.code AS subject_code, (s.base + coalesce(sum(l.points), 0))::integer AS score, count(l.points)::integer AS lines,
    s.code AS standard_code, s.id AS standard_id
  FROM archives_subject b
  CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS today) d
  JOIN scoring_standard s ON s.valid_from <= d.today AND (s.valid_until IS NULL OR s.valid_until > d.today)
  LEFT JOIN pub.score_line l ON l.subject_code = b.code
  WHERE b.kind IN ('organ', 'institution', 'township', 'village', 'village_org')
  GROUP BY b.code, s.id
) n;

GRANT SELECT ON pub.standard, pub.band, pub.standard_rule, pub.score_line, pub.score TO portal;
