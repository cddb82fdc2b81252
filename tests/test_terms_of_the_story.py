"""The deadlines of the story as its pages show them, over Mid-Autumn, National Day and the worked Saturday of 10 October 2026.

What runs from Monday 21 September 2026: 22, 23, 24, 28, 29, 30 September, 8, 9, 10 (a Saturday that is worked), 12, 13, 14, 15, 16, 19, 20, 21,
22, 23, 26 October … 25 to 27 September and 1 to 7 October are holidays. Counted by hand.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import TimestamptzRange

from complaints import actions as complaints
from discipline import actions as discipline
from repair import actions as objecting
from repair.applications import actions as repairing
from tests import world
from tests.archives.appraisal import panel
from tests.complaints import given as tickets
from tests.complaints.given import ticket_at
from tests.conftest import role
from tests.discipline import given as cases
from tests.discipline import measured
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.repair import applied
from tests.repair import given as objections
from tests.walking import Town, shift, start_so_that, words

START = date(2026, 9, 21)
# The first day of a term alone is moved, and with it the days of a case that must lie before or after it.
BESIDE = {
    "reply_due_on": {"noticed_on": -7, "convened_on": 1},
    "determined_on": {"noticed_on": -7, "reply_due_on": -2, "convened_on": -1},
}


def ticket(status: str):
    return ticket_at(status), "staff_ticket", "lin" if status == "transferred" else "sun"


def received():
    made = ticket("received")
    return (*made, "complaints_ticket", "received_on")


def handled():
    return (*ticket("transferred"), "complaints_ticket", "accepted_on")


def handled_longer():
    entry, view, _name = ticket("transferred")
    complaints.extend(ticket=entry, days=7, reason="需要现场核实", by=tickets.account("zhou"), today=START)
    return entry, view, "zhou", "complaints_ticket", "accepted_on"


def done_again():
    return tickets.take(ticket_at("answered"), "redo", today=START), "staff_ticket", "lin", "complaints_ticket", "redone_on"


def case(status: str, name: str, column: str):
    return cases.case_at(status), "staff_case", name, "discipline_case", column


def to_be_verified():
    return case("verifying", "gao", "opened_on")


def rectified():
    return case("rectified", "gao", "reported_on")


def refused():
    return case("refused", "gao", "reported_on")


def before_the_panel():
    return case("panel", "gao", "reply_due_on")


def determined():
    return case("determined", "lin", "determined_on")


def ordered_longer():
    made = case("rectifying", "lin", "ordered_on")
    discipline.extend(case=made[0], days=5, plea="procedure", reason="招标程序未完成", by=cases.account("gao"), today=START)
    return made


def ordered_as_the_accused_reads_it():
    entry = cases.case_at("rectifying")
    cases.handed_over(entry, today=START)
    shift(
        "discipline_paper", f"case_id = {entry.pk}", served_on=date(2020, 1, 1), handed_on=date(2020, 1, 1)
    )  # so that it runs from the order
    return entry, "staff_case_told", "wu", "discipline_case", "ordered_on"


def ordered():
    panel()
    return cases.case_at("rectifying"), "staff_case", "lin", "discipline_case", "ordered_on"


def asked():
    return measured.at("asked", today=START), "staff_measure", "wu", "discipline_execution", "asked_on"


def to_be_carried_out():
    return measured.at("accepted", today=START), "staff_measure", "wu", "discipline_execution", "answered_on"


def lifted():
    (notice,) = measured.lifted(measured.at("executed", today=START), "repaired", today=START)
    return notice, "staff_lifting", "wu", "discipline_lifting", "made_on"


def objected():
    return objections.objection_at("accepted", today=START), "staff_objection", "sun", "repair_objection", "accepted_on"


def objection(status: str, name: str, column: str):
    return objections.objection_at(status, today=START), "staff_objection", name, "repair_objection", column


def filed():
    return objection("filed", "sun", "filed_on")


def identified():
    return objection("identified", "sun", "filed_on")


def to_be_supplemented():
    return objection("incomplete", "he", "asked_on")


def supplemented():
    made = objection("incomplete", "sun", "supplemented_on")
    return (objections.take(made[0], "supplement", today=START), *made[1:])


def objected_longer():
    made = objection("accepted", "sun", "accepted_on")
    objecting.extend(objection=made[0], days=7, reason="需要调取原件", by=objections.account("zhou"), today=START)
    return made


def complained():
    return objection("complained", "zhou", "complained_on")


def verified_again():
    made = objection("complained", "sun", "reopened_on")
    return (objections.take(made[0], "reopen", today=START), *made[1:])


def applied_for():
    return applied.application_at("submitted", today=START), "staff_application", "gao", "repair_application", "submitted_on"


def to_be_decided():
    return applied.application_at("accepted", today=START), "staff_application", "gao", "repair_application", "accepted_on"


def decided_longer():
    made = to_be_decided()
    repairing.extend(application=made[0], days=10, reason="需要现场核查", by=applied.account("gao"), today=START)
    return made


TERMS = [  # where it stands, working days, the last day by hand
    (received, 10, date(2026, 10, 12)),
    (handled, 15, date(2026, 10, 19)),
    (ordered, 10, date(2026, 10, 12)),  # as many as were ordered
    (asked, 5, date(2026, 9, 29)),
    (to_be_carried_out, 20, date(2026, 10, 26)),
    (lifted, 5, date(2026, 9, 29)),
    (objected, 7, date(2026, 10, 8)),
    (applied_for, 3, date(2026, 9, 24)),
    (to_be_decided, 10, date(2026, 10, 12)),
    (handled_longer, 22, date(2026, 10, 28)),
    (done_again, 15, date(2026, 10, 19)),
    (to_be_verified, 15, date(2026, 10, 19)),
    (ordered_longer, 15, date(2026, 10, 19)),
    (ordered_as_the_accused_reads_it, 10, date(2026, 10, 12)),
    (rectified, 5, date(2026, 9, 29)),
    (refused, 5, date(2026, 9, 29)),
    (before_the_panel, 20, date(2026, 10, 26)),
    (determined, 7, date(2026, 10, 8)),
    (filed, 3, date(2026, 9, 24)),
    (identified, 3, date(2026, 9, 24)),
    (to_be_supplemented, 5, date(2026, 9, 29)),
    (supplemented, 3, date(2026, 9, 24)),
    (objected_longer, 14, date(2026, 10, 16)),
    (complained, 7, date(2026, 10, 8)),
    (verified_again, 7, date(2026, 10, 8)),
    (decided_longer, 20, date(2026, 10, 26)),
]


@pytest.fixture
def town(reader, committed):  # noqa: F811
    cache.clear()
    return Town(reader)


def begun(table: str, number: int, column: str, day: date) -> None:
    beside = {name: day + timedelta(n) for name, n in BESIDE.get(column, {}).items()} if table == "discipline_case" else {}
    shift(table, f"id = {number}", **{column: day}, **beside)


def said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def plain(page: str) -> str:
    """The words of a page without the gaps that its marks leave, as round a day."""
    return words(page).replace(" ", "")


@pytest.mark.parametrize(("stand", "days", "last"), TERMS, ids=[f"{stand.__name__}-{days}" for stand, days, _ in TERMS])
def test_the_page_shows_the_last_day_and_from_when_it_is_late(town, stand, days, last):
    with role("staff"):
        entry, view, name, table, column = stand()
    begun(table, entry.pk, column, START)
    assert said(last) in words(town.page(name, view, entry.pk))
    begun(table, entry.pk, column, start_so_that("next", days))
    page = words(town.page(name, view, entry.pk))
    assert f"：第 {days} 个工作日，届满" in page
    assert "已过 " not in page
    begun(table, entry.pk, column, start_so_that("last", days))
    assert "已过 1 个工作日" in words(town.page(name, view, entry.pk))


def test_the_reply_to_a_notice_runs_to_the_last_day_by_hand(committed):
    with role("staff"):
        case = cases.case_at("notified")
    assert case.reply_due_on == date(2026, 9, 29)
    assert case.accused.code == world.HOUSING


def test_the_accused_body_replies_until_the_end_of_the_last_day_and_the_panel_is_asked_after_it(town):
    today = timezone.localdate()
    yesterday = today - timedelta(1)
    with role("staff"):
        panel()
        case = cases.case_at("notified")
    assert "2026年9月29日" in plain(town.page("wu", "staff_case_told", case.pk))
    shift("discipline_case", f"id = {case.pk}", noticed_on=today - timedelta(14), reply_due_on=today)
    assert f"陈述申辩截止{said(today)}（今天到期）" in plain(town.page("wu", "staff_case_told", case.pk))
    assert f"涉事单位陈述申辩截止{said(today)}" in plain(town.page("lin", "staff_case", case.pk))
    assert "期满之前不作处理" in plain(town.step("lin", "staff_case", case, "convene", status=409))
    town.post("wu", "staff_case_told", case.pk, kind="statement", words="请予考虑")
    shift("discipline_case", f"id = {case.pk}", reply_due_on=yesterday)
    assert "陈述申辩截止" not in plain(town.page("wu", "staff_case_told", case.pk))
    late = town.post("wu", "staff_case_told", case.pk, status=409, kind="tolerance", words="请予容错", conditions="force")
    assert f"的陈述申辩期已于{said(yesterday)}届满" in plain(late)
    assert "涉事单位陈述申辩截止" not in plain(town.page("lin", "staff_case", case.pk))
    town.step("lin", "staff_case", case, "convene")
    assert case.status == "panel"


def test_an_objection_not_supplemented_is_refused_only_after_the_last_day(town):
    with role("staff"):
        found = objections.objection_at("incomplete", today=START)
    begun("repair_objection", found.pk, "asked_on", start_so_that("next", 5))
    page = town.page("sun", "staff_objection", found.pk)
    assert "可以补正至" in plain(page)
    assert 'name="step" value="refuse"' not in page
    begun("repair_objection", found.pk, "asked_on", start_so_that("last", 5))
    assert 'name="step" value="refuse"' in town.page("sun", "staff_objection", found.pk)


def test_the_handling_of_an_objection_is_complained_of_until_the_last_day(town):
    with role("staff"):
        found = objections.objection_at("decided", today=START)
    # From Monday 22 September 2025: 23 to 26 (4), Sunday 28 is worked (5), 29, 30 (7); 1 to 8 October free; 9, 10 (9), Saturday 11 is worked (10).
    begun("repair_objection", found.pk, "decided_on", date(2025, 9, 22))
    assert "处理情况的投诉期限至2025年10月11日届满" in plain(town.page("he", "staff_objection", found.pk))
    begun("repair_objection", found.pk, "decided_on", start_so_that("last", 10))
    assert 'name="step" value="complain"' not in town.page("he", "staff_objection", found.pk)
    town.step("he", "staff_objection", found, "complain", status=409, reason="核实时没有问过我们")
    begun("repair_objection", found.pk, "decided_on", start_so_that("next", 10))
    assert 'name="step" value="complain"' in town.page("he", "staff_objection", found.pk)
    town.step("he", "staff_objection", found, "complain", reason="核实时没有问过我们")
    assert found.status == "complained"


def test_a_ban_is_in_force_to_the_end_of_its_last_day_and_then_ends_by_itself(town):
    today = timezone.localdate()
    with role("staff"):
        by_hand, running = measured.at("executed", today=START), measured.at("executed", today=today)
    # Six months from 21 September 2026 on, that day counted: 21 March 2027 is the first day without it.
    assert "至2027年3月20日，期满自动终止" in plain(town.page("wu", "staff_measure", by_hand.pk))
    begin = dict.fromkeys(("asked_on", "answered_on", "fed_back_on"), today - timedelta(1))
    shift("discipline_execution", f"id = {running.pk}", until_on=today + timedelta(1), **begin)
    page = plain(town.page("wu", "staff_measure", running.pk))
    assert f"至{said(today)}，期满自动终止" in page
    assert "已终止" not in page
    shift("discipline_execution", f"id = {running.pk}", until_on=today)
    page = plain(town.page("wu", "staff_measure", running.pk))
    assert f"至{said(today - timedelta(1))}，期满自动终止" in page
    assert "已终止" in page


def test_a_repair_is_accepted_from_the_day_that_ends_the_shortest_period_and_not_before(town):
    today = timezone.localdate()
    with role("staff"):
        record = applied.breach()
        found = applied.application_at("submitted", record, today=START)
    # Three months from 11 May 2026.
    assert "自2026年8月11日起可以申请" in plain(town.page("he", "staff_application", found.pk))
    shift("archives_record", f"number = '{record.number}'", minimum_until=today + timedelta(1))
    assert "还有1天" in plain(town.page("he", "staff_application", found.pk))
    refused = plain(town.step("gao", "staff_application", found, "accept", status=409, reason="核对了单位公章"))
    assert f"自{said(today + timedelta(1))}起可以申请；还有1天" in refused
    shift("archives_record", f"number = '{record.number}'", minimum_until=today)
    page = plain(town.page("he", "staff_application", found.pk))
    assert f"自{said(today)}起可以申请" in page
    assert "还有1天" not in page
    town.step("gao", "staff_application", found, "accept", reason="核对了单位公章")
    assert found.status == "accepted"


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def test_a_record_is_shown_to_the_end_of_its_longest_period_and_then_by_nobody_to_anybody(town):
    today = timezone.localdate()
    with role("staff"):
        record = applied.breach()
    # Twelve months from 11 May 2026 on, that day counted: 11 May 2027 is the first day without it.
    assert "公示到2027年5月10日" in plain(town.page("lin", "staff_record", record.number))
    since = midnight(today - timedelta(9))
    for end, shown in ((today + timedelta(1), True), (today, False)):
        shift(
            "archives_record", f"number = '{record.number}'", minimum_until=today, ends_on=end, shown=TimestamptzRange(since, midnight(end))
        )
        page = plain(town.page("lin", "staff_record", record.number))
        assert f"公示到{said(end - timedelta(1))}" in page
        assert ("公示中" in page, "已到期" in page) == (shown, not shown)
        assert town.status(f"/records/{record.number}/") == (200 if shown else 404)


def test_a_shield_hides_to_the_end_of_the_day_before_and_the_record_returns_by_itself(town):
    today = timezone.localdate()
    tomorrow = today + timedelta(1)
    with role("staff"):
        record = applied.of_company(decided_on=(today - timedelta(60)).isoformat())
        found = applied.shield_at("shielded", record, until_on=tomorrow, today=today)
    assert f"信息屏蔽、措施暂停至{said(tomorrow)}，届时自动恢复" in plain(town.page("sun", "staff_shielding", found.pk))
    page = plain(town.page("sun", "staff_record", record.number))
    assert f"{said(tomorrow)}自动恢复" in page
    assert "公示中" not in page
    assert town.status(f"/records/{record.number}/") == 404
    # What the trigger derives of the day, by hand: hidden from yesterday to the midnight with which the day begins.
    hidden = TimestamptzMultirange([TimestamptzRange(midnight(today - timedelta(1)), midnight(today))])
    shift("repair_shielding", f"id = {found.pk}", until_on=today)
    shift("archives_relief", f"number = '{record.number}'", from_at=midnight(today - timedelta(1)), until_on=today)
    shift("archives_record", f"number = '{record.number}'", hidden=hidden)
    assert "已到期结束" in plain(town.page("sun", "staff_shielding", found.pk))
    assert "公示中" in plain(town.page("sun", "staff_record", record.number))
    assert town.status(f"/records/{record.number}/") == 200
