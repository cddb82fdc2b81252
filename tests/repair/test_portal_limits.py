"""What the login of the portal may send past the site: PostgreSQL counts the records, and a receipt that is none opens nothing."""

from __future__ import annotations

import uuid

import psycopg
import pytest

PUT = """INSERT INTO pub.application (id, code, verifier_hash, record_no, done, methods, hours, signer, applicant, contact)
  VALUES (%s, %s, %s, %s, '已改正', ARRAY['rectified'], 0, '甲', '甲', '电话')"""
WRONG = "0000-0000-0001"


def put(portal, numbers, code: str = "1111-2222-3333") -> None:
    portal.execute(PUT, [uuid.uuid4(), code, b"x" * 32, numbers])


@pytest.mark.parametrize(
    "numbers", [None, [], [str(n) for n in range(21)], [str(n) for n in range(200_000)]], ids=["null", "none", "21", "200000"]
)
def test_an_application_of_none_or_too_many_records_is_refused(login, numbers):
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="one to twenty"):
        put(login("portal"), numbers)


@pytest.mark.parametrize("count", [1, 20])
def test_one_to_twenty_are_taken_in(login, count):
    put(login("portal"), [f"N{n}" for n in range(count)])
    assert login("staff").execute("SELECT count(*) FROM repair_appliedrecord").fetchone() == (count,)


@pytest.mark.parametrize("kind", ["complaint", "objection", "application"])
@pytest.mark.parametrize(("code", "verifier"), [(None, None), (WRONG, None), (None, b"x")])
def test_a_receipt_that_is_none_is_answered_as_a_wrong_one(login, kind, code, verifier):
    portal = login("portal")
    said = {"complaint": f"complaint_supplemented(%s, %s, '{uuid.uuid4()}', '补充')"}.get(kind, f"{kind}_said(%s, %s, '补充')")
    for call in (
        f"{kind}_followed(%s, %s)",
        f"{kind}_paper(%s, %s, 1)",
        f"{kind}_paper(%s, %s, NULL)",
        said,
        said.replace("'补充'", "NULL"),
    ):
        wrong = portal.execute(f"SELECT * FROM pub.{call}", [WRONG, b"x"]).fetchall()
        assert portal.execute(f"SELECT * FROM pub.{call}", [code, verifier]).fetchall() == wrong, call
