-- Staff file objections and take steps (the words of an objection are fixed by a trigger); the worker reads for the warnings.
GRANT SELECT ON repair_objection, repair_refusalground, repair_correctionnotice TO staff, worker;
GRANT INSERT, UPDATE ON repair_objection TO staff;
-- What was corrected, to whom it was told and what the public reads is only ever added; a notice gets its acknowledgement.
GRANT SELECT, INSERT ON repair_proof, repair_change, repair_publiccorrection TO staff;
GRANT INSERT, UPDATE (acknowledged_at) ON repair_correctionnotice TO staff;
-- Applications for repair and shields: their words are fixed by triggers.
GRANT SELECT ON repair_application, repair_appliedrecord, repair_deed, repair_shielding, repair_repairmethod TO staff, worker;
GRANT INSERT, UPDATE ON repair_application, repair_shielding TO staff;
GRANT SELECT, INSERT ON repair_evidence TO staff;
GRANT INSERT ON repair_appliedrecord, repair_deed TO staff;
