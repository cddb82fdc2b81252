"""What PostgreSQL refuses of disputes from the portal and of minimum samples: rows of the table of ``tests/integrity/test_guards.py``."""

# A commitment with a dispute, put there past the triggers: here only what bounds a dispute is asked.
DISPUTED = """ALTER TABLE commitments_commitment DISABLE TRIGGER USER; ALTER TABLE commitments_dispute DISABLE TRIGGER USER;
  INSERT INTO commitments_commitment (revision, made_by_id, wording_id, unit_id, basis, project_no, scope, elsewhere, status, plan)
    SELECT 1, {wu}, min(id), {housing}, '据', '', 0, '', 'drafted', '' FROM commitments_wording"""
DISPUTE = """INSERT INTO commitments_dispute (address, revision, made_by_id, commitment_id, reason, contact, received_on, status, result)
  SELECT gen_random_uuid(), 1, {zhou}, max(id), %s, '', '2026-09-21', 'received', '' FROM commitments_commitment"""
FILE = """INSERT INTO commitments_disputefile (id, name, kind, content, dispute_id)
  SELECT gen_random_uuid(), 'a.pdf', 'pdf', '\\x255044462d'::bytea, max(d.id) FROM commitments_dispute d, generate_series(1, %s) n GROUP BY n"""
SAMPLE = "INSERT INTO commitments_minimumsample (n, valid_from, document, article, verified) VALUES (%s, '2031-01-01', 'x', '', false)"

ONE = DISPUTE % "'因'"

ROWS = [
    ("constraint", "commitments_minimumsample", "commitment_sample_is_several", SAMPLE % 1, "", ""),
    *(
        ("trigger", "commitments_minimumsample", "commitments_minimumsample_append_only", change, "only ever added", SAMPLE % 9)
        for change in ("UPDATE commitments_minimumsample SET n = 3", "DELETE FROM commitments_minimumsample")
    ),
    ("constraint", "commitments_dispute", "dispute_is_no_book", DISPUTE % "repeat('长', 5001)", "", DISPUTED),
    ("trigger", "commitments_disputefile", "commitments_disputefile_few", FILE % 1, "five files at most", f"{DISPUTED}; {ONE}; {FILE % 5}"),
]
