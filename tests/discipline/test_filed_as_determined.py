"""What was determined is filed as it was determined: from its case, and anew from there when the credit office returned it."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions as filings
from archives import post_actions
from archives.models import Filing, Record
from discipline import records
from discipline.models import Case
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.archives import officials

from .given import AFTER, account, case_at, returned, take, unit

pytestmark = pytest.mark.usefixtures("city")


def typed(case: Case, **otherwise) -> Filing:
    """The same determination typed by hand, submitted; ``otherwise``: what the clerk writes differently."""
    said = {
        "subject_code": case.accused.code,
        "issuer_code": case.handler.code,
        "issuer_name": case.handler.name,
        "doc_no": case.doc_no,
        "decided_on": case.determined_on.isoformat(),
        "basis": case.kind.cited,
        "tier": str(case.tier),
        "facts": case.found,
    }
    made = filings.file_form(unit=case.handler, by=account("lin"), item_code="SX", data=said | otherwise)
    return advance(made, "submit", by=account("lin"))


@pytest.mark.parametrize(
    "otherwise",
    [{"tier": "1", "facts": "情节轻微"}, {"doc_no": "示市监认〔2026〕77号", "tier": "1"}, {"decided_on": "2026-09-22"}, {}],
    ids=["tier and facts", "another number", "another day", "as it is"],
)
def test_a_returned_determination_is_not_typed_anew(otherwise):
    case = case_at("filed")
    returned(case)
    with pytest.raises(Refused, match=r"from there, not by hand|不得手工"):
        typed(case, **otherwise)


def test_nor_under_its_number_about_another_body_nor_once_it_stands():
    case = case_at("filed")
    with pytest.raises(Refused, match=r"is filed already|已经由"):
        typed(case, subject_code=unit(world.TOWNSHIP).code)
    advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    with pytest.raises(Refused, match=r"is filed already|已经由"):
        typed(case, tier="1")
    other = typed(case, doc_no="示市监认〔2026〕88号")  # another determination of the unit, made before cases were kept here
    assert other.status == "submitted"


def test_filed_anew_from_the_case_it_says_what_was_determined_and_the_case_follows(door):
    case = case_at("filed")
    with pytest.raises(Refused, match=r"nothing to file anew|无需重新报送"):
        take(case, "refile", by="lin", today=AFTER)
    first = returned(case)
    page = door("lin").get(reverse("staff_filing", args=[first.pk])).content.decode()
    assert reverse("staff_case", args=[case.pk]) in page
    assert reverse("staff_enter", args=["SX"]) not in page
    assert 'value="refile"' in door("lin").get(reverse("staff_case", args=[case.pk])).content.decode()
    case = take(case, "refile", by="lin", today=AFTER)
    assert case.status == "filed"
    assert case.filing != first
    advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    record = Record.objects.current().get(subject=case.accused)
    assert (record.content.tier, record.content.facts["public"]["facts"], record.content.doc_no) == (2, case.found, case.doc_no)
    assert records.record_about_body(case) == record
    assert 'value="refile"' not in door("lin").get(reverse("staff_case", args=[case.pk])).content.decode()


def test_the_record_about_the_person_is_filed_anew_from_the_case_too():
    body, holder = unit(world.HOUSING), officials.register("欧阳明远", 1)
    post = post_actions.add_post(unit=body, name="局长", is_principal=True, by=account("ren"))
    post_actions.appoint(post=post, holder=holder, from_on="2020-01-01", document_no="任〔2020〕1号", by=account("ren"))
    case = case_at("determined")
    first = records.file_about_person(case=case, by=account("ren"), today=timezone.localdate())
    assert not records.to_file_about_person(account("ren"), timezone.localdate()).exists()
    advance(first, "return", by=account("zhou"), reason="再核", seen=first.revision)
    assert records.to_file_about_person(account("ren"), timezone.localdate()).get() == case
    second = records.file_about_person(case=case, by=account("ren"), today=timezone.localdate())
    case.refresh_from_db()
    assert case.person_filing == second != first
    row = second.filed_rows.get()
    assert (row.facts["internal"]["tier_said"], row.doc_no) == ("一般", case.doc_no)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE archives_filedrow SET tier = 1",
        "UPDATE archives_filedrow SET decided_on = decided_on - 1",
        "UPDATE archives_filedrow SET doc_key = 'x'",
        """UPDATE archives_filedrow SET facts = '{"public": {"facts": "y"}}'""",
        "UPDATE archives_filedrow SET subject_code = (SELECT code FROM archives_subject WHERE kind = 'township' LIMIT 1)",
        "UPDATE discipline_case SET filing_id = NULL, status = 'determined', closed_on = NULL, closed_by_id = NULL",
    ],
)
def test_postgresql_approves_no_other_words_than_those_of_the_case(change):
    case = case_at("filed")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # what led here holds; the change below is nobody's step
        cursor.execute("SET ROLE NONE; SET session_replication_role = replica")
        cursor.execute(
            f"{change} WHERE {'id' if 'discipline' in change else 'filing_id'} = %s",
            [case.pk if "discipline" in change else case.filing_id],
        )
        cursor.execute("SET session_replication_role = origin")
        with pytest.raises(Error, match="as it was determined"), transaction.atomic():
            cursor.execute(
                "UPDATE archives_filing SET status = 'approved', decided_at = now(), decided_by_id = %s WHERE id = %s",
                [account("zhou").pk, case.filing_id],
            )


def test_postgresql_lets_the_filing_of_a_case_go_only_when_it_came_back():
    case = case_at("filed")
    other = typed(case, doc_no="示市监认〔2026〕88号")
    with pytest.raises(Error, match="after it came back"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_case SET filing_id = %s WHERE id = %s", [other.pk, case.pk])
