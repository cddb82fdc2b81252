-- Scores are written by scoring_fill and scoring_follow and by nothing else; the worker may ask the question, they answer it.
GRANT SELECT ON scoring_standard, scoring_standardrule, scoring_band, scoring_run, scoring_score TO staff, worker;
GRANT INSERT ON scoring_standard, scoring_standardrule, scoring_band TO staff;
GRANT UPDATE (valid_until) ON scoring_standard TO staff;
GRANT INSERT (as_of, known_at, standard_id, live, job_id) ON scoring_run TO worker;
REVOKE EXECUTE ON FUNCTION scoring_fill(integer), scoring_follow(date, timestamptz), scoring_forget(), scoring_standard_unused() FROM staff;
REVOKE EXECUTE ON FUNCTION scoring_standard_unused() FROM worker;
