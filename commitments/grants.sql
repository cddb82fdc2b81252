-- A letter is signed once, ends once and is never rewritten; the portal reads it through pub.letter.
GRANT SELECT ON commitments_letter, commitments_wording, commitments_townshipservice, commitments_minimumsample TO staff, worker;
GRANT INSERT, UPDATE (ended_at) ON commitments_letter TO staff;
-- Staff draft commitments and take steps (triggers keep the arrows and what stands); the worker reads for the warnings.
GRANT SELECT ON commitments_commitment, commitments_version, commitments_ownership, commitments_report TO staff, worker;
GRANT INSERT, UPDATE ON commitments_commitment, commitments_version TO staff;
GRANT SELECT, INSERT ON commitments_historicalcommitment TO staff;
-- Reports and proofs are only ever added; owners too, once a draft is submitted.
GRANT UPDATE (appointment_id, from_on, made_by_id) ON commitments_ownership TO staff;
GRANT INSERT ON commitments_ownership, commitments_report TO staff;
GRANT SELECT, INSERT ON commitments_proof TO staff;
-- A dispute comes by the portal alone; staff decide on it. The worker reads which are open, none of their words.
GRANT SELECT ON commitments_dispute, commitments_disputefile TO staff;
GRANT SELECT (id, commitment_id, status, received_on, made_at, decided_on) ON commitments_dispute TO worker;
GRANT UPDATE ON commitments_dispute TO staff;
-- Letters of enterprises change by their steps; copies, checks and their proof are only ever added. The worker reads what warnings ask for.
GRANT SELECT ON commitments_signedletter TO staff, worker;
GRANT INSERT, UPDATE ON commitments_signedletter TO staff;
GRANT SELECT, INSERT ON commitments_signedcopy, commitments_lettercheck, commitments_letterproof TO staff;
-- Whether a letter was ever checked, for the warning; what was found is not the worker's.
GRANT SELECT (id, letter_id) ON commitments_lettercheck TO worker;
-- Events of signing, and who signed; a name is struck, never removed.
GRANT SELECT, INSERT, UPDATE ON commitments_signing TO staff;
GRANT SELECT, INSERT, UPDATE (struck) ON commitments_signatory TO staff;
-- Adopting a draft of a template makes a version and ends the one before; triggers ask for that step.
GRANT SELECT, INSERT, UPDATE ON commitments_wordingdraft TO staff;
GRANT INSERT, UPDATE (valid_until) ON commitments_wording TO staff;
GRANT UPDATE (revision, status, decided_by_id, decided_on, result, correction_id, person_correction_id) ON commitments_dispute TO staff;
-- Handling times are entered and finished; further requests for material are only ever added.
GRANT SELECT ON commitments_handling, commitments_materialasked TO staff, worker;
GRANT INSERT, UPDATE (finished_on, finished_by_id, asked_again, from_file) ON commitments_handling TO staff;
GRANT INSERT ON commitments_materialasked TO staff;
