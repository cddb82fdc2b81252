-- The worker raises, follows and closes; staff answer. What happened is only ever added.
GRANT SELECT ON monitoring_warning, monitoring_warningevent TO staff, worker;
GRANT INSERT, UPDATE (level, facts, seen_on, role, acts_in_id, closed_on, closed_at) ON monitoring_warning TO worker;
GRANT UPDATE (acknowledged_by_id, acknowledged_at, acknowledged_note, outcome, outcome_by_id, outcome_at, outcome_note) ON monitoring_warning TO staff;
GRANT INSERT ON monitoring_warningevent TO staff, worker;
