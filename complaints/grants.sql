-- Staff enter tickets and take steps (the words of a ticket are fixed by a trigger); the worker reads for the warnings.
GRANT SELECT ON complaints_ticket, complaints_refusalground, complaints_minimumsample TO staff, worker;
GRANT INSERT, UPDATE ON complaints_ticket TO staff;
-- Files and notes are only ever added; the worker has no business with them. Attempts at receipts are nobody's to read.
GRANT SELECT, INSERT ON complaints_attachment, complaints_note TO staff;
GRANT INSERT ON complaints_minimumsample TO staff;
-- Campaigns and talks: begun, held, and re-checked once; the worker has no business with them.
GRANT SELECT ON complaints_hotspotrule TO staff, worker;
GRANT SELECT, INSERT ON complaints_campaign, complaints_talk TO staff;
GRANT UPDATE (rechecked_on, rechecked_by_id, result, found) ON complaints_talk TO staff;
