"""Reading the State Council's notice: published wordings, laid out and doubted; expected days copied by hand."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from integrity import calendar, notice
from integrity.calendar import add_workdays
from integrity.errors import Refused
from integrity.models import CalendarDay
from integrity.notice import Holiday, NamedDay
from tests.conftest import role
from tests.notices import NOTICE_2023, NOTICE_2026, NOTICE_2027


def days(*texts):
    return tuple(date.fromisoformat(text) for text in texts)


def test_the_notice_of_2026_is_read_as_published():
    found = notice.read(NOTICE_2026)
    assert (found.year, found.document, found.faults) == (2026, "国办发明电〔2025〕7号", []), found.faults
    assert found.holidays == [
        Holiday("元旦", *days("2026-01-01", "2026-01-03"), days("2026-01-04"), 3),
        Holiday("春节", *days("2026-02-15", "2026-02-23"), days("2026-02-14", "2026-02-28"), 9),
        Holiday("清明节", *days("2026-04-04", "2026-04-06"), (), 3),
        Holiday("劳动节", *days("2026-05-01", "2026-05-05"), days("2026-05-09"), 5),
        Holiday("端午节", *days("2026-06-19", "2026-06-21"), (), 3),
        Holiday("中秋节", *days("2026-09-25", "2026-09-27"), (), 3),
        Holiday("国庆节", *days("2026-10-01", "2026-10-07"), days("2026-09-20", "2026-10-10"), 7),
    ]


def test_new_year_may_reach_back_and_two_holidays_share_one_span():
    found = notice.read(NOTICE_2023)
    assert (found.year, found.faults) == (2023, [])
    assert (found.holidays[0].first, found.holidays[0].last) == days("2022-12-31", "2023-01-02")
    assert (found.holidays[5].name, found.holidays[5].first, found.holidays[5].last) == (
        "中秋节、国庆节",
        *days("2023-09-29", "2023-10-06"),
    )
    assert found.holidays[2].first == found.holidays[2].last == date(2023, 4, 5)


def test_a_text_in_one_line_with_wide_signs_is_the_same():
    one_line = NOTICE_2026.replace("\n", "").replace("月1日（周四）", "月１日(周四)").replace("：", ":")
    assert notice.read(one_line).holidays == notice.read(NOTICE_2026).holidays


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("1月1日（周四）", "1月1日（周五）", "元旦.*2026-01-01.*周四.*周五"),
        ("放假调休，共9天", "放假调休，共8天", "春节.*9.*8"),
        ("5月9日（周六）上班", "5月8日（周五）上班", "劳动节.*2026-05-08"),
        ("2月14日（周六）、", "2月15日（周日）、", "春节.*2026-02-15"),
        ("三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n", "", "清明节"),
        ("4月4日（周六）至6日（周一）", "4月4日（周六）至31日", "清明节.*31"),
        ("5月1日（周五）至5日（周二）放假调休，共5天", "5月1日（周五）至25日放假调休", "劳动节.*2026-05-25"),
        ("6月19日（周五）至21日（周日）放假，共3天。", "暂不确定。", "端午节"),
        ("9月20日（周日）、", "2025年9月20日（周六）、", "2025-09-20"),
        ("9月25日（周五）至27日（周日）", "10月5日（周一）至7日（周三）", "2026-10-05"),
        ("10月10日（周六）上班", "10月10日（周六）、9月20日（周日）上班", "2026-09-20"),
        ("1月1日（周四）至3日（周六）放假调休", "1月1日（周四）起视情况放假", "元旦"),
    ],
)
def test_what_does_not_agree_is_a_fault_that_names_its_place(old, new, place):
    assert NOTICE_2026.count(old) == 1
    found = notice.read(NOTICE_2026.replace(old, new))
    with pytest.raises(AssertionError, match=place):
        assert not found.faults, " ".join(found.faults)


@pytest.mark.parametrize(
    "text", ["", "一、", "今天放假", "\x00" * 50, "一、元旦：" * 2000, "关于2026年部分节假日安排 一、元旦：13月45日放假。", "9" * 20000]
)
def test_any_text_is_answered_with_faults_never_with_an_error(text):
    assert notice.read(text, 2026).faults


def test_the_year_chosen_and_the_year_of_the_text_must_agree():
    assert any("2026" in fault and "2027" in fault for fault in notice.read(NOTICE_2026, 2027).faults)


# ── the calendar it makes ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def owner(db):
    with role("registry_owner"):
        yield


def table():
    return list(CalendarDay.objects.order_by("day").values_list("day", "is_workday", "name", "ordinal"))


def named(text):
    return notice.named_days(notice.read(text).holidays)


def test_entering_2026_again_from_its_notice_changes_nothing(owner):
    before = table()
    calendar.enter_year(2026, named(NOTICE_2026))
    assert table() == before


def test_entering_2027_makes_provisional_deadlines_firm(owner):
    """Seven working days after 2026-12-31: 4 to 8 and 11, 12 January 2027 (1 to 3 are off)."""
    assert add_workdays(date(2026, 12, 31), 7).provisional
    assert calendar.enter_year(2027, named(NOTICE_2027)) == 365
    found = add_workdays(date(2026, 12, 31), 7)
    assert (found.due_on, found.provisional) == (date(2027, 1, 12), False)
    # 261 weekdays; off on 17 of them (1, 5, 1, 3, 1, 1, 5), and 6 weekend days are worked.
    assert CalendarDay.objects.filter(day__year=2027, is_workday=True).count() == 261 - 17 + 6


def test_a_correction_counts_all_later_days_anew(owner):
    """One day off more in 2026: every later day has one working day less before it, also in 2027."""
    calendar.enter_year(2027, named(NOTICE_2027))
    before = {day: ordinal for day, _working, _name, ordinal in table()}
    calendar.enter_year(2026, [*named(NOTICE_2026), NamedDay(date(2026, 11, 23), False, "特别假日")])
    after = {day: ordinal for day, _working, _name, ordinal in table()}
    assert {before[d] - after[d] for d in before if d < date(2026, 11, 23)} == {0}
    assert {before[d] - after[d] for d in before if d >= date(2026, 11, 23)} == {1}


def test_a_notice_that_reaches_back_is_not_undone_by_a_correction_of_the_year_before(owner):
    """2022-12-31 is 元旦 by the notice for 2023; entering 2022 again must not make it a plain Saturday."""
    plain_2022 = [
        NamedDay(d.day, d.is_workday, d.name)
        for d in CalendarDay.objects.filter(day__year=2022)
        if d.name or (d.day.weekday() > 4) == d.is_workday
    ]
    calendar.enter_year(2022, [day for day in plain_2022 if day.on.month < 12])
    assert CalendarDay.objects.get(pk=date(2022, 12, 31)).name == "元旦"


def test_a_year_over_a_gap_is_refused(owner):
    before = table()
    with pytest.raises(Refused, match="2027"), transaction.atomic():
        calendar.enter_year(2028, [])
    assert table() == before


def test_every_published_year_read_back_gives_the_same_calendar(owner):
    """2023 from its notice, over what chinesecalendar holds, New Year's Eve of 2022 included."""
    before = table()
    calendar.enter_year(2023, named(NOTICE_2023))
    first = date(2022, 12, 1)
    assert [row for row in table() if row[0] >= first and row[0] < first + timedelta(396)] == [
        # two holidays in one item bear both names
        (day, working, "中秋节、国庆节" if date(2023, 9, 29) <= day <= date(2023, 10, 6) else name, ordinal)
        for day, working, name, ordinal in before
        if first <= day < first + timedelta(396)
    ]
