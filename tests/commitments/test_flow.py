"""The life of a commitment, and every rule of it broken once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from archives.models import Filing
from commitments import actions, records, states
from commitments.models import Commitment
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.walking import shift

from .given import PDF, account, drafted, kept, past, published, reported, said, step


@pytest.fixture(autouse=True)
def english():
    """What is refused is compared with the sentence of the code."""
    with translation.override("en"):
        yield


def state(commitment, today=None):
    found = states.dated(Commitment.objects.filter(pk=commitment.pk)).get()
    return states.state_of(found, today or timezone.localdate())


def test_from_draft_to_kept_with_its_record(city):
    made = drafted()
    assert state(made) is None
    made = step(step(made, "submit", "lin"), "publish", "zhou")
    assert made.version.status == "adopted"
    assert made.version.valid_from == timezone.localdate()
    assert state(made) == "displayed"
    made = actions.report_kept(commitment=made, words="满意率达到", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF])
    made = step(made, "keep", "zhou", "抽样核实")
    assert state(made) == "kept"
    filing = made.filing
    assert (filing.status, filing.made_by, filing.item_code, filing.unit.code) == ("submitted", account("zhou"), "CN", world.OFFICE)
    with pytest.raises(Refused, match="colleague"):
        advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    record = records.record_of(filing)
    assert record.subject == made.unit
    assert record.content.facts["public"]["outcome"] == "已践诺"
    assert record.content.facts["public"]["commitment_no"] == made.number


def test_a_broken_one_is_planned_rectified_or_becomes_a_case(city):
    made = published()
    with pytest.raises(Refused, match="until that day has passed"):
        step(made, "break", "zhou")
    past(made)
    assert state(made) == "overdue"
    made = step(made, "break", "zhou", "到期未完成")
    assert state(made) == "broken"
    assert Filing.objects.get(pk=made.filing_id).status == "submitted"
    with pytest.raises(Refused, match="hand in its rectification plan"):
        step(made, "case", "zhou")
    with pytest.raises(Refused, match="lies ahead"):
        actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate(), by=account("lin"))
    made = actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(days=9), by=account("lin"))
    assert state(made) == "rectifying"
    with pytest.raises(Refused, match="to rectify by its plan"):
        step(made, "case", "zhou")
    shift("commitments_commitment", f"id = {made.pk}", planned_on="2026-01-01", plan_due_on="2026-01-09")
    made = step(made, "case", "zhou", "逾期未整改")
    assert made.case.source == "commitment"
    assert made.case.accused == made.unit
    assert made.number in made.case.matter
    assert state(made) == "case"


def test_no_plan_keeps_the_case_waiting_for_ever(city):
    """A day beyond the longest term is refused; a plan that came after its own term is told, and the office need not wait for its day."""
    made = step(past(published()), "break", "zhou", "到期未完成")
    far = timezone.localdate() + timedelta(400)
    with pytest.raises(Refused, match="at the latest"):
        actions.plan(commitment=made, words="以后再说", due_on=far, by=account("lin"))
    shift("commitments_commitment", f"id = {made.pk}", decided_on="2026-01-12")
    made.refresh_from_db()
    late = actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(9), by=account("lin"))
    assert step(late, "case", "zhou", "逾期提交方案").status == "case"


def test_what_was_broken_is_rectified_with_proof(city):
    made = published()
    past(made)
    made = step(made, "break", "zhou", "到期未完成")
    made = actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(days=9), by=account("lin"))
    with pytest.raises(Refused, match="no proof of its rectification"):
        actions.report_mended(commitment=made, words="已增设", by=account("lin"), on=timezone.localdate())
    made = actions.report_mended(commitment=made, words="已增设", by=account("lin"), on=timezone.localdate(), files=[PDF])
    assert step(made, "rectify", "zhou", "现场核查").status == "rectified"


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"due_on": date(2020, 1, 1)}, "before or on the day of its publication"),
        ({"target": None}, "without a target"),
        ({"measure": " "}, "without a target"),
        ({"yardstick": "time"}, "is measured by"),
        ({"yardstick": "date"}, "has no target number"),
        ({"tolerance": 95}, "between zero and the target"),
        ({"text": "没有标题的文字"}, "heads, and they are missing: 服务内容和标准"),
        ({"title": ""}, "a title and a text"),
        ({"title": "联系人110101199003074258"}, "resident id"),
    ],
)
def test_a_draft_that_no_commitment_is(city, otherwise, sentence):
    with pytest.raises(Refused, match=sentence):
        drafted(**otherwise)
    assert not Commitment.objects.exists()


def test_nothing_is_kept_without_proof(city):
    made = published()
    with pytest.raises(Refused, match="no proof"):
        actions.report_kept(commitment=made, words="都做到了", by=account("lin"), on=timezone.localdate(), value=95)
    made.refresh_from_db()
    assert made.status == "published"
    assert not made.reports.exists()


def test_an_owner_holds_office_in_the_unit(city):
    from .given import owner

    with pytest.raises(Refused, match="not in office at"):
        drafted(owner=owner(world.HOUSING))


def test_a_change_is_a_new_version_and_the_old_one_stays(city):
    made = published()
    with pytest.raises(Refused, match="stated reason and by a decision"):
        actions.propose(commitment=made, by=account("lin"), said=said(target=85))
    change = said(target=85, reason="标准调整", authority="示政发〔2026〕9号")
    with pytest.raises(Refused, match="changes something"):
        actions.propose(commitment=made, by=account("lin"), said=said(reason="标准调整", authority="示政发〔2026〕9号"))
    second = actions.propose(commitment=made, by=account("lin"), said=change)
    with pytest.raises(Refused, match="already"):
        actions.propose(commitment=made, by=account("lin"), said=change)
    with pytest.raises(Refused, match="awaits adoption"):
        actions.report_kept(commitment=made, words="好", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF])
    second = step(second, "adopt", "zhou")
    first = made.versions.get(no=1)
    assert (first.valid_until, second.valid_from, second.valid_until) == (timezone.localdate(), timezone.localdate(), None)
    assert (first.target, Commitment.objects.get(pk=made.pk).version.target) == (90, 85)
    with pytest.raises(Refused, match="publication of its commitment"):
        step(
            actions.propose(commitment=made, by=account("lin"), said=said(target=80, reason="再调", authority="示政发〔2026〕10号")),
            "begin",
            "zhou",
        )


def test_four_eyes(city):
    made = step(drafted(), "submit", "lin")
    with pytest.raises(PermissionDenied):
        step(made, "publish", "lin")
    with pytest.raises(PermissionDenied):
        step(reported(), "keep", "lin")


def test_a_kept_mark_is_taken_back_by_no_bare_step(city):
    with pytest.raises(Refused, match="decision on a dispute"):
        step(kept(), "overturn", "sun", "想改")
