-- A commitment is signed once and never rewritten; the portal reads it through pub.commitment.
GRANT SELECT ON commitments_commitment, commitments_wording TO staff, worker;
GRANT INSERT ON commitments_commitment TO staff;
