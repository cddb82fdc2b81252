-- Staff open cases and take steps (triggers keep the arrows, and what was found once it was decided on); the worker reads for the warnings.
GRANT SELECT ON discipline_case, discipline_breachkind, discipline_tolerancecondition, discipline_tierthreshold TO staff, worker;
GRANT INSERT, UPDATE ON discipline_case TO staff;
GRANT SELECT, INSERT ON discipline_historicalcase TO staff;
GRANT INSERT, UPDATE (valid_until) ON discipline_breachkind, discipline_tolerancecondition TO staff;
GRANT INSERT, UPDATE ON discipline_tierthreshold TO staff;
-- Documents, replies and votes are only ever added; the worker has no business with them.
GRANT SELECT, INSERT ON discipline_paper, discipline_reply, discipline_casevote TO staff;
GRANT UPDATE (acknowledged_by_id, acknowledged_at) ON discipline_paper TO staff;
-- What courts tell: officers enter it and take its steps; the worker reads for the warnings.
GRANT SELECT ON discipline_courtlistrule, discipline_courtnotice TO staff, worker;
GRANT SELECT, INSERT ON discipline_courtentry TO staff;
GRANT UPDATE (removed_on) ON discipline_courtentry TO staff;
GRANT INSERT, UPDATE ON discipline_courtnotice TO staff;
GRANT INSERT, UPDATE (valid_until) ON discipline_courtlistrule TO staff;
