-- A commitment is signed once, ends once and is never rewritten; the portal reads it through pub.commitment.
GRANT SELECT ON commitments_commitment, commitments_wording TO staff, worker;
GRANT INSERT, UPDATE (ended_at) ON commitments_commitment TO staff;
