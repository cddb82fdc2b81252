"""What units owe: periods, states, zero reports, the board. Dates and counts worked by hand on the calendar of 2026."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from archives import actions, duty_actions
from archives.duties import period_of, periods, tasks, vacancies
from archives.models import Filing, Membership, Record, ReportingDuty, Subject
from archives.quality import Line, Rate, board
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.files import row, table


@pytest.fixture
def market(city):
    return Subject.objects.get(code=world.MARKET)


def owes(unit, rhythm="zero", item="CF", term="report", since="2026-01-01", until=None):
    duty = ReportingDuty.objects.create(
        unit=unit, item_code=item, rhythm=rhythm, term_code=term, valid_from=since, valid_until=until, basis="示信用办〔2026〕5号"
    )
    duty.refresh_from_db()
    return duty


def filed(person, *decided, day, approve=True, numbers=0):
    """Penalties with these decision days, submitted by lin at noon of ``day`` (a stored date is shifted, not the clock)."""
    rows = [row(numbers + n, CF_JDRQ=on.replace("-", "/")) for n, on in enumerate(decided, 1)]
    unit = Membership.objects.get(user=person("lin")).unit
    filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table(rows)), filename="处罚.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    if approve:
        filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    at(filing, day)
    return filing


def past_guards(sql, arguments):
    """Shift a stored date, which no login may: as the superuser, without triggers."""
    with role("none"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, arguments)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def at(filing, day):
    """``day`` may be a date or an instant."""
    instant = day if isinstance(day, datetime) else f"{day} 12:00+08"
    past_guards("UPDATE archives_filing SET submitted_at = %s, made_at = %s WHERE id = %s", [instant, instant, filing.pk])


def states(duty, today, since="2026-01-01"):
    return {t.first.isoformat()[:7]: t.state for t in tasks([duty], since=date.fromisoformat(since), today=date.fromisoformat(today))}


# ── periods ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rhythm", "day", "first", "after"),
    [
        ("zero", "2026-02-28", "2026-02-01", "2026-03-01"),
        ("month", "2026-12-31", "2026-12-01", "2027-01-01"),
        ("quarter", "2026-03-31", "2026-01-01", "2026-04-01"),
        ("quarter", "2026-11-22", "2026-10-01", "2027-01-01"),
        ("year", "2024-02-29", "2024-01-01", "2025-01-01"),
    ],
)
def test_the_period_that_holds_a_day(rhythm, day, first, after):
    assert period_of(rhythm, date.fromisoformat(day)) == (date.fromisoformat(first), date.fromisoformat(after))


def test_a_period_counts_if_the_duty_is_in_force_on_its_last_day(market):
    duty = owes(market, "month", since="2026-03-15", until="2026-05-31")
    duty.valid_from, duty.valid_until = date(2026, 3, 15), date(2026, 5, 31)
    found = periods(duty, date(2026, 1, 1), date(2026, 9, 1))
    assert [first.isoformat() for first, _after in found] == ["2026-03-01", "2026-04-01"]


# ── states ───────────────────────────────────────────────────────────────────────────────────────


def test_a_month_without_anything_is_due_until_its_day_and_missed_after(market):
    """October 2026 ends on Saturday 31; seven working days after: 2 to 6 and 9, 10 November."""
    duty = owes(market)
    assert states(duty, "2026-11-10")["2026-10"] == "due"
    assert states(duty, "2026-11-11")["2026-10"] == "missed"
    (task,) = [t for t in tasks([duty], since=date(2026, 10, 1), today=date(2026, 11, 11)) if t.first.month == 10]
    assert (task.deadline.due_on, task.deadline.provisional, task.over) == (date(2026, 11, 10), False, True)


@pytest.mark.parametrize(
    ("decided", "day", "state"),
    [
        ("2026-09-29", "2026-10-14", "done"),  # 30, 8, 9, 10 (worked), 12, 13, 14
        ("2026-09-29", "2026-10-15", "late"),
        ("2026-09-30", "2026-10-15", "done"),
        ("2026-10-16", "2026-10-27", "done"),  # 19 to 23, 26, 27
        ("2026-10-20", "2026-10-29", "done"),  # 21, 22, 23, 26 to 29
        ("2026-10-21", "2026-10-31", "late"),  # due on Friday 30; the Saturday after it is too late
        ("2026-10-21", "2026-10-30", "done"),
    ],
)
def test_each_decision_has_its_own_seven_working_days(person, market, decided, day, state):
    duty = owes(market)
    filed(person, decided, day=day)
    assert states(duty, "2026-11-20")[decided[:7]] == state


@pytest.mark.parametrize(
    ("instant", "state"),
    [
        (datetime(2026, 10, 30, 15, 59, 59, tzinfo=UTC), "done"),  # a second before midnight in Shanghai
        (datetime(2026, 10, 30, 16, 0, 0, tzinfo=UTC), "late"),
    ],
)
def test_the_last_day_ends_at_midnight_in_shanghai(person, market, instant, state):
    duty = owes(market)
    filing = filed(person, "2026-10-21", day="2026-10-22")
    at(filing, instant)
    assert states(duty, "2026-11-20")["2026-10"] == state


def test_a_quarter_is_late_if_anything_came_after_its_day(person, market):
    """The third quarter ends on 30 September; five working days: 8, 9, 10 (worked), 12, 13 October."""
    duty = owes(market, "quarter", term="report-period")
    filed(person, "2026-07-03", day="2026-10-13")
    assert states(duty, "2026-11-20")["2026-07"] == "done"
    filed(person, "2026-08-03", day="2026-10-14", numbers=10)
    assert states(duty, "2026-11-20")["2026-07"] == "late"


def test_what_awaits_decision_is_not_missed_and_what_was_withdrawn_never_came(person, market):
    duty = owes(market)
    filing = filed(person, "2026-10-20", day="2026-10-22", approve=False)
    assert states(duty, "2026-11-20")["2026-10"] == "due"
    filing.refresh_from_db()
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    assert states(duty, "2026-11-20")["2026-10"] == "done"
    actions.withdraw(number=Record.objects.get(filing=filing).number, by=person("zhou"), reason="重复")
    assert states(duty, "2026-11-20")["2026-10"] == "missed"


def test_another_units_records_fulfil_nothing(person, market):
    other = owes(Subject.objects.get(code=world.HOUSING))
    filed(person, "2026-10-20", day="2026-10-22")
    assert states(other, "2026-11-20")["2026-10"] == "missed"


def test_a_duty_for_decisions_only_owes_nothing_for_an_empty_month(person, market):
    duty = owes(market, "decision")
    assert states(duty, "2026-11-20") == {}
    filed(person, "2026-10-20", day="2026-11-20")
    assert states(duty, "2026-11-20") == {"2026-10": "late"}


# ── zero reports ─────────────────────────────────────────────────────────────────────────────────


def nothing(person, unit, by="lin", first="2026-10-01", today="2026-11-10", item="CF"):
    with transaction.atomic():
        return duty_actions.report_nothing(
            unit=unit, item_code=item, period_from=date.fromisoformat(first), by=person(by), today=date.fromisoformat(today)
        )


def test_a_zero_report_is_kept_and_its_day_decides(person, market):
    duty = owes(market)
    said = nothing(person, market)
    for instant, state in (("2026-11-10 23:59+08", "done"), ("2026-11-11 00:00+08", "late")):
        past_guards("UPDATE archives_zeroreport SET at = %s WHERE id = %s", [instant, said.pk])
        assert states(duty, "2026-11-20")["2026-10"] == state


@pytest.mark.parametrize("by", ["gao", "wu", "zhou", "audit", "past", "nobody"])
def test_only_the_units_clerk_says_that_there_was_nothing(person, market, by):
    owes(market)
    with pytest.raises(PermissionDenied):
        nothing(person, market, by=by)


def test_a_zero_report_is_refused_where_it_would_be_untrue_or_senseless(person, market):
    duty = owes(market)
    for wrong in ({"first": "2026-10-02"}, {"first": "2025-10-01"}, {"first": "2026-11-01"}, {"item": "PJ"}):
        with pytest.raises(Refused):
            nothing(person, market, **wrong)
    waiting = filed(person, "2026-10-20", day="2026-10-22", approve=False)
    with pytest.raises(Refused, match=r"待审核|awaits"):
        nothing(person, market)
    waiting.refresh_from_db()
    advance(waiting, "approve", by=person("zhou"), seen=waiting.revision)
    with pytest.raises(Refused, match="1"):
        nothing(person, market)
    assert not duty.zero_reports.exists()
    nothing(person, market, first="2026-09-01")
    with pytest.raises(Refused):
        nothing(person, market, first="2026-09-01")
    assert duty.zero_reports.count() == 1


def test_a_duty_for_decisions_only_takes_no_zero_report(person, market):
    owes(market, "decision")
    with pytest.raises(Refused):
        nothing(person, market)


def test_the_clerk_files_it_by_the_button_and_others_cannot(door, market):
    duty = owes(market)
    address = reverse("staff_report_nothing", args=[duty.pk])
    assert [door(who).post(address, {"period": "2026-09-01"}).status_code for who in ("wu", "gao", "audit", "nobody")] == [
        404,
        403,
        403,
        404,
    ]
    assert not duty.zero_reports.exists()
    assert door("lin").post(address, {"period": "2026-99-01"}).status_code == 400
    assert door("lin").post(address, {"period": "2026-09-01"}).status_code == 302
    assert door("lin").post(address, {"period": "2026-09-01"}).status_code == 409
    assert duty.zero_reports.count() == 1


# ── home and vacancies ───────────────────────────────────────────────────────────────────────────


def test_missed_reports_stand_on_the_home_of_clerk_and_head_with_their_arithmetic(door, market):
    owes(market, since="2026-01-01")
    owes(Subject.objects.get(code=world.HOUSING), since="2026-01-01")
    for who, missed in (("lin", 1), ("gao", 1), ("wu", 0)):
        duties = [d for d in door(who).get(reverse("admin:index")).context["duties"] if world.BODIES[world.MARKET][1] in d["title"]]
        assert bool(duties) == bool(missed), who
        assert all(d["deadline"]["lines"] for d in duties)
    # What others missed is a warning, and stands nowhere else on the page.
    attention = door("zhou").get(reverse("admin:index")).context["attention"]
    assert not [a for a in attention if world.BODIES[world.HOUSING][1] in a["detail"] + a["title"]]


def test_a_unit_that_owes_and_has_no_clerk_is_vacant(person, market):
    today = date(2026, 11, 22)
    hospital = Subject.objects.get(code=world.HOSPITAL)
    assert vacancies(today) == []
    owes(hospital)
    owes(market)
    assert [(v.unit, v.since) for v in vacancies(today)] == [(hospital, None)]
    lin = Membership.objects.get(user__username="lin")
    for last, since in ((date(2026, 12, 22), date(2026, 12, 22)), (date(2026, 12, 23), None)):
        lin.until_on = last
        lin.save()
        assert [v.since for v in vacancies(today) if v.unit == market] == ([since] if since else [])
    lin.until_on = date(2026, 11, 25)
    lin.save()
    successor = Membership.objects.create(user=person("nobody"), unit=market, role="clerk", from_on="2026-11-26")
    assert [v.since for v in vacancies(today) if v.unit == market] == [date(2026, 11, 25)]  # one day without
    successor.from_on = date(2026, 11, 25)
    successor.save()
    assert [v.since for v in vacancies(today) if v.unit == market] == []


# ── the board ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def october(person, market):
    """October 2026 of 市场监督管理局: three decisions in time, one late, one file row with an error; a zero report for PJ, RY missed.

    住房和城乡建设局 owes CF and sent nothing.
    """
    owes(market)
    owes(market, "month", item="PJ", term="report-period")
    owes(market, "month", item="RY", term="report-period")
    owes(Subject.objects.get(code=world.HOUSING))
    filed(person, "2026-10-12", "2026-10-13", "2026-10-14", day="2026-10-20")
    filed(person, "2026-10-15", day="2026-10-28", numbers=10)  # due on Monday 26
    faulty = table([row(21), row(22, CF_SY="")])
    bad = actions.check_filing(filing=actions.receive_file(unit=market, by=person("lin"), stream=io.BytesIO(faulty), filename="有误.csv"))
    at_checked(bad)
    nothing(person, market, item="PJ")
    return market


def at_checked(filing):
    past_guards("UPDATE archives_filing SET made_at = '2026-10-31 23:59:59+08' WHERE id = %s", [filing.pk])


TODAY = date(2026, 11, 20)


def test_the_board_of_a_month_by_hand(october):
    lines, total = board(date(2026, 10, 1), today=TODAY)
    by_unit = {line.unit.code: line for line in lines}
    mine, other = by_unit[world.MARKET], by_unit[world.HOUSING]
    # Owed: four records, the zero report, the missed month of honours.
    assert (mine.complete, mine.zero, mine.missed) == (Rate(5, 6), 1, 1)
    assert mine.timely == Rate(3, 4)
    assert mine.correct == Rate(5, 6)  # 3 + 1 + 2 rows, one with an error
    assert (other.complete, other.timely, other.correct) == (Rate(0, 1), Rate(0, 0), Rate(0, 0))
    assert (str(mine.complete), str(mine.timely), str(other.complete), str(other.timely)) == ("83.3%", "75.0%", "0.0%", "—")
    assert (total.complete, total.timely, total.correct) == (Rate(5, 7), Rate(3, 4), Rate(5, 6))


def test_the_next_month_holds_none_of_it(october):
    lines, total = board(date(2026, 11, 1), today=TODAY)
    assert (total.complete, total.timely, total.correct) == (Rate(0, 0), Rate(0, 0), Rate(0, 0))
    assert {line.open for line in lines} == {3, 1}


def test_the_board_takes_as_many_queries_for_one_unit_as_for_many(october, django_assert_num_queries):
    def count():
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as context:
            board(date(2026, 10, 1), today=TODAY)
        return len(context)

    before = count()
    for code in (world.OFFICE, world.HOSPITAL, world.TOWNSHIP):
        owes(Subject.objects.get(code=code))
    assert count() == before


def test_clerk_and_head_see_their_unit_and_office_and_auditor_all(door, october):
    for who, units in (
        ("lin", {world.MARKET}),
        ("gao", {world.MARKET}),
        ("wu", {world.HOUSING}),
        ("zhou", {world.MARKET, world.HOUSING}),
        ("audit", {world.MARKET, world.HOUSING}),
    ):
        answer = door(who).get(reverse("staff_quality"), {"month": "2026-10"})
        assert {line.unit.code for line in answer.context["lines"]} == units, who
        text = door(who).get(reverse("staff_quality_csv"), {"month": "2026-10"}).content.decode("utf-8-sig")
        assert {code for code in world.BODIES if code in text} == units, who


@pytest.mark.parametrize("month", ["2026-13", "abc", "2026-1", "2026-10-01", "9999-01", "２０２６-10", "2099-12", "' OR 1"])
def test_a_month_that_is_none_is_refused_in_words(door, month):
    assert door("zhou").get(reverse("staff_quality"), {"month": month}).status_code == (409 if month == "2099-12" else 400)


def test_the_monthly_report_says_the_same_as_the_board_and_holds_no_formula(door, october):
    evil = Subject.objects.get(code=world.HOUSING)
    evil.name = "=HYPERLINK(1)局"
    evil.save()
    text = door("zhou").get(reverse("staff_quality_csv"), {"month": "2026-10"}).content.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    by_code = {r[2]: r for r in rows}
    assert head[3:] == [
        "应报送数",
        "已报送数",
        "其中零报告",
        "漏报数",
        "上报率",
        "作出决定数",
        "按时报送数",
        "及时率",
        "报送行数",
        "合规行数",
        "合规率",
    ]
    assert by_code[world.MARKET][3:] == ["6", "5", "1", "1", "83.3%", "4", "3", "75.0%", "6", "5", "83.3%"]
    assert by_code[world.HOUSING][1] == "'=HYPERLINK(1)局"
    assert by_code[""][1:] == ["合计", "", "7", "5", "1", "2", "71.4%", "4", "3", "75.0%", "6", "5", "83.3%"]
    sheet = door("zhou").get(reverse("staff_quality_xlsx"), {"month": "2026-10"}).content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [[str(int(c)) if isinstance(c, float) else c for c in r] for r in cells[3:]] == rows
    assert cells[1][0] == "报告月份：2026年10月"


def test_a_rate_over_nothing_is_none():
    assert (Rate(0, 0).percent, str(Rate(0, 0)), str(Rate(0, 3))) == (None, "—", "0.0%")
    assert str(Rate(2, 3)) == "66.7%"
    assert Line(None).complete == Rate(0, 0)


def test_a_filing_not_yet_checked_counts_no_rows(person, market):
    actions.receive_file(unit=market, by=person("lin"), stream=io.BytesIO(table([row(1)])), filename="一.csv")
    at_checked(Filing.objects.get())
    assert board(date(2026, 10, 1), today=TODAY)[0] == []
