-- Circulated criticism 通报批评: shown from the decision until its own end, while its record is shown and it is not lifted; about
-- public bodies alone. A predicate, so it ends on time with every worker dead.
CREATE VIEW pub.criticism WITH (security_barrier) AS
SELECT r.number, r.subject_code, r.subject_name, r.doc_no, u.name AS issuer_name, a.ground AS words, e.asked_on AS shown_from, e.until_on AS shown_until,
  r.objected_from  -- as its record: under objection since then
FROM discipline_execution e
JOIN discipline_measureitem i ON i.id = e.item_id AND i.published
JOIN discipline_jointaction a ON a.id = e.action_id AND a.status = 'out'
JOIN archives_subject u ON u.id = a.initiator_id
JOIN pub.record r ON r.number = a.record_no
CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS day) today
WHERE r.subject_kind IN ('organ', 'institution', 'township', 'village', 'village_org')
  AND e.asked_on <= today.day AND e.until_on > today.day AND e.status <> 'not_executed'
  AND NOT EXISTS (SELECT FROM discipline_lifting_executions x JOIN discipline_lifting l ON l.id = x.lifting_id
    WHERE x.execution_id = e.id AND l.ground <> 'corrected' AND (l.resumed_on IS NULL OR l.resumed_on > today.day));
GRANT SELECT ON pub.criticism TO portal;
