"""The words and figures of the register, as they are printed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from integrity.templatetags import register


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def test_a_date_is_one_unbreakable_run_in_both_languages():
    day = date(2026, 11, 21)
    assert register.zhdate(day) == '<time class="d8" datetime="2026-11-21">2026年11月21日</time>'
    assert ">11月21日<" in register.zhdate(day, "short")
    assert register.zhdate(None) == "—"
    with translation.override("en"):
        assert ">21 Nov 2026<" in register.zhdate(day)
        assert ">21 Nov<" in register.zhdate(day, "short")


def test_an_instant_is_shown_in_local_time():
    with timezone.override("Asia/Shanghai"):
        assert ">2026年11月21日 00:30<" in register.zhtime(datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
        assert ">2026年11月21日<" in register.zhdate(datetime(2026, 11, 20, 16, 30, tzinfo=UTC))


def test_weekdays():
    assert register.weekday(date(2026, 11, 20)) == "周五"
    assert register.weekday(date(2026, 11, 22), "long") == "星期日"
    with translation.override("en"):
        assert register.weekday(date(2026, 11, 20)) == "Fri"


def test_the_last_day_of_a_half_open_period():
    assert register.daybefore(date(2027, 6, 15)) == date(2027, 6, 14)
    assert register.daybefore(None) is None


def test_a_document_number_keeps_year_and_number_together_and_is_escaped():
    assert register.docno("示信认〔2026〕7号") == '示信认<span class="d8">〔2026〕7号</span>'
    assert register.docno("<b>") == "&lt;b&gt;"
    assert register.docno("") == "—"


def test_a_number_of_a_court_is_one_run_too():
    assert register.docno("（2026）示9901执诚312号") == '<span class="d8">（2026）示9901执诚312号</span>'
    assert register.prose("见（2026）示9901执312号。") == '见<span class="d8">（2026）示9901执312号</span>。'
    assert register.docno("目录（2024）里的第一句话很长很长很长，不是3号") == "目录（2024）里的第一句话很长很长很长，不是3号"


def test_a_day_at_the_end_of_a_sentence_is_a_day_and_one_in_a_name_is_not():
    with translation.override("en"):
        assert register.dates("Warning since 2026-11-22.") == "Warning since 22 Nov 2026."
        assert register.dates("the file 2026-11-22.csv") == "the file 2026-11-22.csv"
    assert register.dates("自2026-11-22起。至 2026-11-23。") == "自2026年11月22日起。至2026年11月23日。"


def test_prose_marks_its_runs_keeps_its_lines_and_escapes():
    text = register.prose("2026年6月15日起\n<i>示信认〔2026〕7号</i>")
    assert text == ('<span class="d8">2026年6月15日</span>起<br>&lt;i&gt;示信认<span class="d8">〔2026〕7号</span>&lt;/i&gt;')


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [("12800000", "1,280.00 万元"), ("61847.50", "61,847.50 元"), ("5000", "5,000.00 元"), ("-20000", "−2.00 万元")],
)
def test_money_is_shown_in_wan_only_where_that_is_exact(yuan, shown):
    assert register.money(Decimal(yuan)) == f'<span class="run">{shown}</span>'


def test_a_column_of_wan_is_exact_to_the_fen():
    assert register.wan(Decimal("12800000")) == "1,280.00"
    assert register.wan(Decimal("61847.51")) == "6.184751"
    assert register.wan(None) == "—"


def test_points_have_a_true_minus():
    assert register.signed(Decimal("-40")) == '<span class="amount minus">−40.0</span>'
    assert register.signed(20) == '<span class="amount plus">+20.0</span>'
    assert register.points(Decimal("1000")) == "1,000.0"


def test_a_tag_is_word_shape_and_class_and_its_word_is_escaped():
    html = register.tag("overdue")
    assert html.startswith('<span class="tag is-late"><svg class="mark" ')
    assert "&lt;b&gt;" in register.tag("public", "<b>")
    assert 'class="tag is-wait"' in register.tag("something-new")
    assert register.tag("") == ""


def test_every_state_has_a_known_tone_and_shape():
    for state in register.STATES.values():
        assert state.tone in register._TONES
        assert state.shape in register.SHAPES


def test_different_states_of_one_tone_and_word_do_not_look_alike():
    looks = [(str(state.label), state.shape) for state in register.STATES.values()]
    assert len(set(looks)) == len(looks)


def _days(first, last, off=(), moved=()):
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        {"on": day, "working": day in moved or (day.weekday() < 5 and day not in off), "name": "", "moved": day in moved} for day in span
    ]


def test_squares_number_the_working_days_after_the_first():
    start, due, today = date(2026, 11, 13), date(2026, 11, 24), date(2026, 11, 20)
    html = register.days(start, due, today, _days(start, due))
    assert '<li class="start past">' in html
    assert '<li class="today"><span class="d8">11/20</span><b>5</b>' in html
    assert '<li class="due"><span class="d8">11/24</span><b>7</b>' in html
    assert html.count("<li") % 7 == 0


def test_squares_count_a_worked_weekend_and_tint_the_days_after_the_term():
    start, due, today = date(2026, 9, 18), date(2026, 9, 21), date(2026, 9, 22)
    html = register.days(start, due, today, _days(start, today, moved={date(2026, 9, 20)}))
    assert '<span class="d8">9/20</span><b>1</b>' in html
    assert '<li class="past due"><span class="d8">9/21</span><b>2</b>' in html
    assert '<li class="today over"><span class="d8">9/22</span><b>3</b>' in html


def test_beyond_six_weeks_there_are_no_squares():
    start = date(2026, 9, 1)
    due = date(2026, 10, 31)
    assert register.days(start, due, start, _days(start, due)) == ""


def test_the_period_bar_is_clipped_and_ticks_at_the_minimum():
    html = register.period_bar(365, 158, 92)
    assert 'width="43.29%"' in html
    assert 'x="25.21%"' in html
    assert 'width="100.00%"' in register.period_bar(10, 20)


BANDS = [{"letter": letter, "low": low} for letter, low in [("AAA", 1050), ("A", 960), ("B", 850), ("D", None)]]


@pytest.mark.parametrize(("score", "letter"), [(100, "D"), (849, "D"), (850, "B"), (959, "B"), (960, "A"), (1200, "AAA")])
def test_the_band_scale_marks_the_band_of_the_score(score, letter):
    assert f'<li aria-current="true">{letter}<br>' in register.bands(score, BANDS)


def test_no_score_no_scale():
    assert register.bands(None, BANDS) == ""
    assert register.bands(900, []) == ""


def test_the_plate_fits_its_letters_and_has_a_dash_for_none():
    assert '<b class="three-letters">AAA</b>' in register.plate("AAA", "模范")
    assert '<b class="">—</b>' in register.plate("")


def test_in_a_template_nothing_unescaped_gets_through():
    source = "{% load register %}{% tag code %}{{ text|prose }}{{ text|docno }}{% plate text text %}"
    html = Template(source).render(Context({"code": "<x>", "text": "<script>"}))
    assert "<script>" not in html
    assert "<x>" not in html


def test_of_the_forms_only_the_refused_one_stands_open_else_the_first():
    plain = [{"error": ""}, {"error": ""}, {"error": ""}]
    assert [register.stands_open(step, plain) for step in plain] == [True, False, False]
    refused = [{"error": ""}, {"error": "理由缺失"}, {"error": ""}]
    assert [register.stands_open(step, refused) for step in refused] == [False, True, False]
