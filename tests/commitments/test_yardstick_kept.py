"""A commitment is verified as kept where what was measured reaches its target, and in no other way; what its kind asks for besides."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments import actions
from commitments.models import Commitment
from commitments.versions import in_numbers
from integrity.errors import Refused
from integrity.workflow import advance
from tests.archives.powered import approval
from tests.walking import shift

from .given import PDF, account, drafted, past, published, step
from .handled import entered, promised

pytestmark = pytest.mark.usefixtures("city")


def reported(value, **otherwise):
    made = published(**otherwise)
    return actions.report_kept(commitment=made, words="抽样二百件", by=account("lin"), on=timezone.localdate(), value=value, files=[PDF])


# said of the target, value reported, whether it is kept: worked by hand
MEASURED = [
    ({"target": 92}, 92, True),
    ({"target": 92}, Decimal("91.99"), False),
    ({"target": 92, "tolerance": 2}, 90, True),
    ({"target": 92, "tolerance": 2}, Decimal("89.99"), False),
    ({"target": 33, "at_most": True, "measure": "µg/m³"}, 33, True),
    ({"target": 33, "at_most": True, "measure": "µg/m³"}, Decimal("33.01"), False),
    ({"target": 33, "at_most": True, "tolerance": 1, "measure": "µg/m³"}, 34, True),
    ({"yardstick": "quantity", "target": 200, "measure": "个"}, 200, True),
    ({"yardstick": "quantity", "target": 200, "measure": "个"}, 199, False),
]


@pytest.mark.parametrize(("said", "value", "kept"), MEASURED)
def test_the_number_reported_decides(said, value, kept):
    if kept:
        assert step(reported(value, **said), "keep", "zhou").status == "kept"
        return
    with pytest.raises(Refused, match=r"was not kept|未达到承诺"):
        reported(value, **said)
    made = Commitment.objects.get()
    assert (made.status, made.reports.count()) == ("published", 0)
    told = actions.tell(commitment=made, kind="progress", words="尚未达到", by=account("lin"), on=timezone.localdate(), value=value)
    assert told.value == value  # how far it is may be told at any time
    assert step(past(made), "break", "zhou").status == "broken"


def test_what_is_reported_is_no_broken_promise_before_its_day():
    with pytest.raises(Refused, match=r"proof does not suffice|佐证不足"):
        step(reported(95), "break", "zhou")


@pytest.mark.parametrize(("days", "words"), [(25, "法定办结时限为20个工作日"), (20, "清单承诺.*10个工作日"), (11, "清单承诺.*10个工作日"), (10, "")])
def test_a_time_limit_is_never_longer_than_the_law_or_the_list_says(days, words):
    matter = approval()
    said = {"kind": "time_limit", "yardstick": "time", "matter": matter, "days": days, "target": 90, "measure": "%"}
    said |= {"text": f"一、办理事项：食品经营许可。二、承诺时限：{days}个工作日。"}
    if not words:
        assert drafted(**said).version.days == days
        return
    with pytest.raises(Refused, match=words) as refused:
        drafted(**said)
    assert ("行政许可法第四十二条" in refused.value.article) == (days > 20)


@pytest.mark.parametrize("yardstick", ["level", "quantity"])
def test_without_a_number_nothing_is_reported_as_kept(yardstick):
    with pytest.raises(Refused, match=r"number that was measured|实际测得的数值"):
        reported(None, yardstick=yardstick, target=90, measure="件")


def test_what_is_done_by_a_date_has_no_number():
    made = reported(None, yardstick="date", target=None, measure="")
    assert step(made, "keep", "zhou").status == "kept"


def handled_in(days: list[int]):
    """Cases of a matter finished so many working days after 2 March 2026, a Monday; no holiday lies in the three weeks from it."""
    matter = approval()
    ends = {0: "2026-03-02", 3: "2026-03-05", 10: "2026-03-16", 11: "2026-03-17"}
    if days:
        entered([(f"H-{n}", matter.code, "2026-03-02", ends[took], 0) for n, took in enumerate(days)])
    return matter


# cases by their working days; promised are ten days in 90 % of the cases
HANDLED = [([3] * 9 + [11], True), ([3] * 8 + [11] * 2, False), ([10], True), ([11], False), ([], False)]


@pytest.mark.parametrize(("days", "kept"), HANDLED)
def test_a_handling_time_is_measured_whoever_says_what(days, kept):
    made = promised(handled_in(days), since=date(2026, 3, 2))
    made = actions.report_kept(commitment=made, words="均按时办结", by=account("lin"), on=timezone.localdate(), value=100)
    with pytest.raises(Refused, match=r"measured from that day on|自该日起"):
        step(made, "keep", "zhou")
    shift("commitments_version", f"commitment_id = {made.pk}", due_on=timezone.localdate())
    made.refresh_from_db()
    if kept:
        assert step(made, "keep", "zhou").status == "kept"
    else:
        with pytest.raises(Refused, match=r"was not kept|未达到承诺|nothing shows|无从证明"):
            step(made, "keep", "zhou")


def test_every_page_of_a_handling_time_answers_in_both_languages(door):
    made = promised(handled_in([3] * 5), since=date(2026, 3, 2))
    for name in ("lin", "zhou", "audit"):
        for language in ("zh-hans", "en"):
            client = door(name)
            client.post("/i18n/setlang/", {"language": language})
            assert client.get(reverse("staff_commitment", args=[made.pk])).status_code == 200


def test_numbers_are_written_as_people_write_them():
    made = drafted(target=90)
    made.version.target = Decimal("90.00")
    assert in_numbers(made.version) in {"at least 90 %", "不低于90%"}


def test_a_share_of_cases_in_time_is_never_an_upper_bound():
    matter = approval()
    said = {"kind": "time_limit", "yardstick": "time", "matter": matter, "days": 10, "target": 90, "measure": "%"}
    said["text"] = "一、办理事项：食品经营许可。二、承诺时限：10个工作日。"
    drafted(**said)
    with pytest.raises(Refused, match=r"is a least|只能是下限"):
        drafted(**said, at_most=True)


# ── what a kind asks for besides ─────────────────────────────────────────────


@pytest.mark.parametrize("lacks", [{"baseline": None}, {"source": ""}])
def test_a_target_of_the_environment_names_its_baseline_and_source(lacks):
    text = "一、基准：2025年38微克。二、目标：33微克以下。三、数据来源：国控站点。"
    said = {
        "kind": "environment",
        "yardstick": "quantity",
        "target": 33,
        "measure": "µg/m³",
        "baseline": 38,
        "source": "国控站点",
        "text": text,
    }
    drafted(**said)
    with pytest.raises(Refused, match=r"baseline|基准值"):
        drafted(**(said | lacks))


def test_a_letter_of_a_purchaser_names_its_project():
    from commitments.wording import on

    heads = "".join(f"{n}、{head}：按规定办理。" for n, head in enumerate(on(timezone.localdate(), "purchaser").heads, 1))
    said = {"kind": "purchaser", "yardstick": "date", "target": None, "measure": "", "text": heads}
    drafted(**said, project_no="示采〔2026〕7号")
    with pytest.raises(Refused, match=r"belongs to a project|须对应具体项目"):
        drafted(**said)


# ── the duty that it serves ──────────────────────────────────────────────────


def test_where_a_unit_has_a_list_the_duty_is_named():
    made = drafted()
    matter = approval()
    with pytest.raises(Refused, match=r"list of powers|权责清单"):
        step(made, "submit", "lin")
    named = drafted(duty=matter)
    assert step(named, "submit", "lin").status == "reviewing"


def test_the_matter_of_a_handling_time_is_the_duty():
    assert promised(handled_in([]), since=date(2026, 3, 2)).duty is not None


# ── who reads and who decides on what ────────────────────────────────────────


def test_a_change_that_is_proposed_is_read_by_its_unit_the_office_and_the_auditor(door):
    made = published()
    said = {"target": 85, "reason": "标准调整", "authority": "示政发〔2026〕9号"}
    from .given import said as words

    actions.propose(commitment=made, by=account("lin"), said=words(**said))
    addresses = (
        reverse("staff_commitment_version", args=[made.pk, 2]),
        f"/api/v1/commitment-changes/?commitment={made.pk}",
        f"/api/v1/commitments/{made.pk}/",
        reverse("staff_commitment", args=[made.pk]),
    )
    for name, reads in {"lin": True, "gao": True, "zhou": True, "audit": True, "wu": False, "pan": False, "ren": False}.items():
        told = ["标准调整" in door(name).get(address).content.decode() for address in addresses[:3]]
        assert told == [reads] * 3, name
        assert (
            "版本/2" in door(name).get(addresses[3]).content.decode() or addresses[0] in door(name).get(addresses[3]).content.decode()
        ) == reads


def test_what_was_added_after_the_page_was_opened_is_read_before_deciding():
    made = step(drafted(), "submit", "lin")
    opened = made.revision
    made = step(made, "return", "sun", "重写")
    version = made.version
    actions.redraft(commitment=made, by=account("lin"), said={"title": "别的标题"}, seen=version.revision)
    made = step(made, "submit", "lin")
    with pytest.raises(Refused, match=r"changed after you opened it|又有改动"):
        advance(made, "publish", by=account("zhou"), seen=opened)
    made.refresh_from_db()
    assert made.status == "reviewing"


def test_a_report_made_anew_is_read_before_deciding():
    made = reported(95)
    opened = made.revision
    made = step(made, "insufficient", "zhou", "补充样本")
    made = actions.report_kept(
        commitment=made, words="另一份", by=account("lin"), on=timezone.localdate(), value=91, files=[PDF], seen=made.revision
    )
    with pytest.raises(Refused, match=r"changed after you opened it|又有改动"):
        advance(made, "keep", by=account("zhou"), reason="核对", seen=opened)
    assert advance(made, "keep", by=account("zhou"), reason="核对", seen=made.revision).status == "kept"


def test_progress_that_a_colleague_reported_meanwhile_is_no_report_of_ones_own():
    made = published()
    opened = made.revision
    actions.tell(commitment=made, kind="progress", words="过半", percent=50, by=account("gao"), on=timezone.localdate())
    with pytest.raises(Refused):
        actions.report_kept(commitment=made, words="完成", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF], seen=opened)
    assert made.reports.count() == 1  # nothing half-written


def test_nobody_is_made_the_owner_of_a_day_that_has_come(shifted_due):
    made, successor, due = shifted_due
    for on in (due - timedelta(1), due, due + timedelta(1)):
        with pytest.raises(Refused, match=r"judged by who answered|责任人认定责任"):
            actions.hand_over(commitment=made, owner=successor, on=on, note="移交", by=account("lin"))
    today = timezone.localdate()
    assert actions.hand_over(commitment=made, owner=successor, on=today, note="移交", by=account("lin")).from_on == today


@pytest.fixture
def shifted_due():
    """Overdue since five days, and somebody else in office for long."""
    from archives import post_actions
    from archives.models import Subject
    from tests import world
    from tests.archives import officials

    today = timezone.localdate()
    made = published()
    due = today - timedelta(5)
    shift("commitments_commitment", f"id = {made.pk}", published_on=today - timedelta(40))
    shift("commitments_version", f"commitment_id = {made.pk}", valid_from=today - timedelta(40), due_on=due)
    shift("commitments_ownership", f"commitment_id = {made.pk}", from_on=today - timedelta(40))
    post = post_actions.add_post(unit=Subject.objects.get(code=world.MARKET), name="副局长", by=account("ren"))
    successor = post_actions.appoint(
        post=post, holder=officials.register("司马青", 9), from_on=today - timedelta(100), document_no="任〔2026〕8号", by=account("ren")
    )
    made.refresh_from_db()
    return made, successor, due
