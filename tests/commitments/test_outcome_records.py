"""The records of an outcome: what came back is filed anew alone, a dispute corrects both, and nothing is told that no record says."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from archives import actions as archives
from archives.models import Record
from commitments import actions
from commitments.models import Commitment, Dispute
from integrity.errors import Refused
from integrity.workflow import advance
from tests.conftest import role
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .given import PDF, account, kept, past, step
from .permitted import broken, overdue


def committed_so_far() -> None:
    """What is asked at commit is asked here: a test does in one transaction what takes several."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def approved(filing, by: str = "sun"):
    filing.refresh_from_db()
    return advance(filing, "approve", by=account(by), seen=filing.revision)


def returned(filing, by: str = "sun"):
    filing.refresh_from_db()
    return advance(filing, "return", by=account(by), reason="材料有误", seen=filing.revision)


def disputed(made: Commitment) -> Dispute:
    """As the portal takes it in."""
    with role("registry_owner"):
        found = Dispute.objects.create(commitment=made, reason="没有办到", received_on=timezone.localdate(), made_by=account("system"))
    return Dispute.objects.get(pk=found.pk)


def outcomes(made: Commitment) -> set[tuple[str, str]]:
    """(item, outcome) of every record that stands about it."""
    rows = Record.objects.current().filter(withdrawn_at__isnull=True, item__code__in=["CN", "GZ-CN"]).select_related("item", "content")
    said = [(row.item.code, {k: v for part in row.content.facts.values() for k, v in part.items()}) for row in rows]
    return {(item, facts["outcome"]) for item, facts in said if facts["commitment_no"] == made.number}


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("waits", ["filing", "person_filing"])
def test_a_dispute_waits_until_both_filings_are_decided(door, waits):
    made = past(kept())
    assert made.person_filing is not None
    approved(made.person_filing if waits == "filing" else made.filing)
    found = disputed(made)
    with pytest.raises(Refused, match=getattr(made, waits).number):
        step(found, "overturn", "sun", "现场核查不符")
    shown = door("sun").get(reverse("staff_dispute", args=[found.pk])).content.decode()
    assert 'value="overturn"' not in shown  # shut beforehand, with what is to be decided first
    assert f'href="{reverse("staff_filing", args=[getattr(made, waits).pk])}"' in shown
    posted = door("sun").post(reverse("staff_dispute", args=[found.pk]), {"step": "overturn", "revision": found.revision, "reason": "现场核查：两次都不符"})
    assert posted.status_code == 409
    assert "现场核查：两次都不符" in posted.content.decode()  # what was typed is not lost
    found.refresh_from_db()
    made.refresh_from_db()
    assert (found.status, made.status) == ("received", "kept")
    approved(getattr(made, waits))
    step(found, "overturn", "sun", "现场核查不符")
    address = reverse("staff_commitment", args=[made.pk])
    for correction in (Dispute.objects.get().correction, Dispute.objects.get().person_correction):
        assert f'<a href="{reverse("staff_filing", args=[correction.pk])}">更正：' in door("zhou").get(address).content.decode()
        assert reverse("staff_filing", args=[correction.pk]) not in door("lin").get(address).content.decode()
        approved(correction, "zhou")
    assert "更正：" not in door("zhou").get(address).content.decode()
    assert outcomes(made) == {("CN", "违诺"), ("GZ-CN", "违诺")}


@pytest.mark.usefixtures("city")
def test_the_record_of_an_owner_that_came_back_is_filed_as_the_dispute_decided():
    made = past(kept())
    approved(made.filing)
    returned(made.person_filing)
    before = made.person_filing_id
    committed_so_far()
    found = disputed(made)
    step(found, "overturn", "sun", "现场核查不符")
    made.refresh_from_db()
    assert made.person_filing_id != before
    approved(Dispute.objects.get().correction, "zhou")
    approved(made.person_filing, "zhou")
    assert outcomes(made) == {("CN", "违诺"), ("GZ-CN", "违诺")}


@pytest.mark.usefixtures("city")
def test_a_mark_given_too_early_is_taken_back_and_its_records_withdrawn():
    """Its day lies ahead: it is in performance again, and is judged anew when the unit reports, or when its day has passed."""
    made = kept()
    found = disputed(made)
    with pytest.raises(Refused, match=made.filing.number):  # as with a correction: nobody approves the old value after the new one
        step(found, "reopen", "sun", "现场核查，尚未做到")
    for filing in (made.filing, made.person_filing):
        approved(filing)
    with pytest.raises(Refused, match=r"until that day has passed|期限未过"):
        step(found, "overturn", "sun", "现场核查，尚未做到")
    committed_so_far()
    found = step(found, "reopen", "sun", "现场核查，尚未做到")
    made.refresh_from_db()
    assert (found.status, found.correction, made.status, made.filing, made.person_filing, made.answered) == ("reopened", None, "published", None, None, None)
    assert outcomes(made) == set()
    waiting = Record.objects.current().filter(withdrawn_at__isnull=False)
    assert {(row.withdrawn_by, found.number in row.withdrawn_reason) for row in waiting} == {(account("sun"), True)}
    committed_so_far()
    for row in waiting:
        archives.confirm_withdrawal(number=row.number, by=account("zhou"))
    made = actions.report_kept(commitment=made, words="现已做到", by=account("lin"), on=timezone.localdate(), value=96, files=[PDF])
    committed_so_far()
    made = step(made, "keep", "sun", "再次抽样")
    committed_so_far()
    for filing in (made.filing, made.person_filing):
        approved(filing, "zhou")
    assert outcomes(made) == {("CN", "已践诺"), ("GZ-CN", "已践诺")}


@pytest.mark.usefixtures("city")
def test_once_the_day_has_passed_a_mark_taken_back_is_broken():
    made = past(kept())
    for filing in (made.filing, made.person_filing):
        approved(filing)
    found = disputed(made)
    with pytest.raises(Refused, match=r"what was not kept by then is broken|即为违诺"):
        step(found, "reopen", "sun", "尚未做到")
    step(found, "overturn", "sun", "未做到")
    made.refresh_from_db()
    assert made.status == "broken"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("came_back", ["filing", "person_filing"])
def test_only_what_came_back_is_filed_anew(came_back):
    made = kept()
    other = "person_filing" if came_back == "filing" else "filing"
    stays = getattr(made, f"{other}_id")
    approved(getattr(made, other))
    returned(getattr(made, came_back))
    old = getattr(made, f"{came_back}_id")
    committed_so_far()
    made = step(made, "refile", "sun", "照核实结果重新报送")
    assert (getattr(made, f"{other}_id"), getattr(made, f"{came_back}_id") == old) == (stays, False)
    approved(getattr(made, came_back), "zhou")
    assert outcomes(made) == {("CN", "已践诺"), ("GZ-CN", "已践诺")}


@pytest.mark.usefixtures("city")
def test_a_case_leads_back_to_its_commitment_for_who_may_read_it(door):
    from .permitted import at

    made = step(at("case"), "case", "zhou", "逾期未整改")
    address = reverse("staff_commitment", args=[made.pk])
    assert address in door("zhou").get(reverse("staff_case", args=[made.case_id])).content.decode()


def test_what_was_broken_is_told_again_when_its_record_stands_again(committed, reader):  # noqa: F811
    made = broken()
    address = f"/commitments/{made.number}/"
    assert reader.get(address).status_code == 200  # the finding itself, its record under way
    returned(made.filing)
    assert reader.get(address).status_code == 404
    made = step(made, "refile", "sun", "照核实结果重新报送")
    assert reader.get(address).status_code == 404
    approved(made.filing, "zhou")
    assert reader.get(address).status_code == 200


VIEWS = {
    "pub.commitment": "(title || basis)::int > 0",
    "pub.commitment_version": "(title || text)::int > 0",
    "pub.commitment_report": "words::int > 0",
    "pub.commitment_owner": "post::int > 0",
    "pub.commitment_measure": "number::int > 0",
}


@pytest.mark.parametrize("view", VIEWS)
def test_no_predicate_reads_what_a_view_hides(committed, login, view):
    made = overdue()
    actions.tell(commitment=made, kind="progress", words="过半", by=account("lin"), on=timezone.localdate())
    made = step(made, "break", "zhou", "到期未完成")
    returned(made.filing)
    portal = login("portal")
    assert portal.execute(f"SELECT count(*) FROM {view} WHERE {VIEWS[view]}").fetchone() == (0,)
    # The control: without its barrier the predicate is asked of the rows that the view leaves out, and tells of them.
    owner = login("postgres")
    owner.execute(f"ALTER VIEW {view} SET (security_barrier = off)")
    owner.execute("ALTER VIEW pub.commitment SET (security_barrier = off)")
    try:
        if view == "pub.commitment_version":
            with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                portal.execute(f"SELECT count(*) FROM {view} WHERE {VIEWS[view]}")
    finally:
        owner.execute(f"ALTER VIEW {view} SET (security_barrier = on)")
        owner.execute("ALTER VIEW pub.commitment SET (security_barrier = on)")
