-- Staff open cases and take steps (triggers keep the arrows, and what was found once it was decided on); the worker reads for the warnings.
GRANT SELECT ON discipline_case, discipline_breachkind, discipline_tolerancecondition, discipline_tierthreshold TO staff, worker;
GRANT INSERT, UPDATE ON discipline_case TO staff;
GRANT SELECT, INSERT ON discipline_historicalcase TO staff;
GRANT INSERT, UPDATE ON discipline_tierthreshold TO staff;
-- Documents, replies, votes and files are only ever added; the worker has no business with them.
GRANT SELECT, INSERT ON discipline_paper, discipline_reply, discipline_casevote, discipline_exhibit TO staff;
GRANT UPDATE (acknowledged_by_id, acknowledged_at, handed_to, handed_on, handed_by_id) ON discipline_paper TO staff;
-- Measures: staff initiate, answer and feed back (triggers keep list, arrows and what was said); the worker gives notice of endings.
GRANT SELECT ON discipline_measureitem, discipline_jointaction, discipline_execution, discipline_lifting, discipline_lifting_executions TO staff, worker;
GRANT INSERT, UPDATE ON discipline_jointaction, discipline_execution TO staff;
GRANT INSERT ON discipline_lifting, discipline_lifting_executions TO staff, worker;
GRANT UPDATE (put_right, acknowledged_by_id, acknowledged_on, resumed_by_id, resumed_on) ON discipline_lifting TO staff;
-- Linked persons: entered, ended, or taken back; the worker reads them for what ends with them.
GRANT SELECT ON discipline_linkedperson TO staff, worker;
GRANT INSERT, UPDATE (until_on, ended_by_id, end_document_no, withdrawn_at, withdrawn_by_id, withdrawn_reason) ON discipline_linkedperson TO staff;
GRANT SELECT, INSERT ON discipline_eligibilitycheck, discipline_feedbackfile TO staff;
-- What courts tell: officers enter it and take its steps; the worker reads for the warnings.
GRANT SELECT ON discipline_courtlistrule, discipline_courtnotice TO staff, worker;
GRANT SELECT, INSERT ON discipline_courtentry TO staff;
GRANT UPDATE (removed_on, removed_by_id) ON discipline_courtentry TO staff;
GRANT INSERT, UPDATE ON discipline_courtnotice TO staff;
-- When an order was handed over, for the warnings; nothing else of what was served.
GRANT SELECT (id, case_id, kind, handed_on) ON discipline_paper TO worker;
