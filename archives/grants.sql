-- Reading is everybody's who works here (narrowed row by row in Python); writing is what actions do, and no more.
GRANT SELECT ON archives_subject, archives_historicalsubject, archives_membership, archives_historicalmembership,
  archives_catalogueedition, archives_catalogueitem, archives_itemfield, archives_periodrule, archives_tierrule, archives_term,
  archives_filing, archives_filedrow, archives_rowcheck, archives_record, archives_tally, archives_ending TO staff, worker;
GRANT INSERT, UPDATE ON archives_subject TO staff;
GRANT INSERT, UPDATE ON archives_filing TO staff, worker;
-- The timetable writes how names sound, and nothing else of a subject.
GRANT UPDATE (sort_key, initials) ON archives_subject TO worker;
GRANT INSERT ON archives_historicalsubject, archives_historicalmembership TO staff, worker;
GRANT INSERT, UPDATE ON archives_membership TO staff;
-- A number of the law is never rewritten: a version gets its end when the next begins, by `load_law` under the login of the owner.
-- Adopting a draft of the local supplement makes an item with its edition; a period rule is mended until it begins.
GRANT INSERT, UPDATE ON archives_periodrule TO staff;
GRANT INSERT, UPDATE (valid_until) ON archives_catalogueedition TO staff;
GRANT INSERT, UPDATE (replaced_on) ON archives_catalogueitem TO staff;
GRANT INSERT ON archives_itemfield TO staff;
GRANT INSERT, DELETE ON archives_filedrow, archives_rowcheck TO staff, worker;
-- A version of a record is never rewritten: only the end of its being known and the facts of a withdrawal are set, never by the timetable.
GRANT INSERT, UPDATE (known_until, withdrawn_at, withdrawn_by_id, withdrawn_reason, withdrawal_confirmed_at,
  withdrawal_confirmed_by_id) ON archives_record TO staff;
GRANT INSERT ON archives_ending TO worker;
REVOKE EXECUTE ON FUNCTION archives_record_tally() FROM staff, worker;
-- Votes are given once; panels and offices are kept by the office.
GRANT SELECT ON archives_panel, archives_historicalpanel, archives_creditoffice, archives_historicalcreditoffice, archives_vote TO staff, worker;
GRANT INSERT ON archives_vote TO staff, worker;
GRANT INSERT, UPDATE ON archives_panel, archives_creditoffice TO staff;
GRANT INSERT ON archives_historicalpanel, archives_historicalcreditoffice TO staff;

-- What became of a body: names, changes and handovers are only ever added to; an identifier or a term of office gets its end.
GRANT SELECT ON archives_earliername, archives_identifier, archives_subjectchange, archives_division, archives_post,
  archives_historicalpost, archives_appointment, archives_historicalappointment, archives_handover TO staff, worker;
GRANT INSERT ON archives_earliername, archives_subjectchange, archives_handover, archives_historicalpost,
  archives_historicalappointment TO staff;
GRANT UPDATE (taken_back_id) ON archives_earliername TO staff;
GRANT INSERT, UPDATE (until_on) ON archives_identifier TO staff;
GRANT INSERT, UPDATE ON archives_division, archives_post, archives_appointment TO staff;

-- Civil servants. Nobody changes the read log; the worker has no business with it.
GRANT SELECT ON archives_authority, archives_historicalauthority, archives_personcard, archives_effectrule TO staff, worker;
GRANT INSERT, UPDATE ON archives_authority TO staff;
GRANT INSERT ON archives_historicalauthority, archives_personcard TO staff;
GRANT SELECT, INSERT ON archives_readlog TO staff;
-- What units owe. Zero reports and extensions are only ever added; a notice changes by its steps.
GRANT SELECT ON archives_reportingduty, archives_historicalreportingduty, archives_zeroreport, archives_deadlineextension,
  archives_holidaynotice TO staff, worker;
GRANT INSERT, UPDATE ON archives_reportingduty, archives_holidaynotice TO staff;
GRANT INSERT ON archives_historicalreportingduty, archives_zeroreport, archives_deadlineextension TO staff;
-- Drafts of the local supplement change by their steps; the redaction log is only ever added to.
GRANT SELECT ON archives_supplementdraft, archives_redactedexport TO staff, worker;
GRANT INSERT, UPDATE ON archives_supplementdraft TO staff;
GRANT INSERT ON archives_redactedexport TO staff;
GRANT USAGE ON SEQUENCE archives_record_inner_number TO staff, worker;
-- Under objection: a mark gets its end and stays. What left the archive, and to whom, is only ever added to.
GRANT SELECT ON archives_objectionmark, archives_delivery TO staff, worker;
GRANT INSERT, UPDATE (until_at, ended_by_id) ON archives_objectionmark TO staff;
GRANT INSERT ON archives_delivery TO staff;
-- Official documents: issued once and never rewritten; of a series the number given last rises (one by one, with its document),
-- of a service only the acknowledgement is set. The worker issues what falls due by its day. Texts change by their steps.
GRANT SELECT ON archives_documenttemplate, archives_issuermark, archives_historicalissuermark, archives_documentseries,
  archives_document, archives_documentfile, archives_service TO staff, worker;
GRANT INSERT, UPDATE ON archives_documenttemplate, archives_issuermark TO staff;
GRANT INSERT ON archives_historicalissuermark TO staff;
GRANT INSERT, UPDATE (last) ON archives_documentseries TO staff, worker;
GRANT INSERT ON archives_document, archives_documentfile, archives_service TO staff, worker;
GRANT UPDATE (acknowledged_by_id, acknowledged_at) ON archives_service TO staff;

-- A repair or a shield is set once; a shield is ended early. What it hides is kept by triggers of the owner.
GRANT SELECT ON archives_relief TO staff, worker;
GRANT INSERT, UPDATE (ended_at, ended_by_id) ON archives_relief TO staff;
REVOKE EXECUTE ON FUNCTION archives_record_hidden(), archives_relief_hides() FROM staff, worker;

-- Powers and responsibilities are read by everybody who works here.
GRANT SELECT ON archives_poweritem TO staff, worker;
-- Lists of powers: an item comes and gets its end with the adoption of its draft (triggers), and is never rewritten.
GRANT SELECT ON archives_poweritem, archives_powerdraft TO staff, worker;
GRANT INSERT, UPDATE (valid_until, end_authority, merged_into) ON archives_poweritem TO staff;
GRANT INSERT, UPDATE ON archives_powerdraft TO staff;
