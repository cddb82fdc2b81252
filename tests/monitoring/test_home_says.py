"""What the home page says of warnings: each matter once, each figure the sum of its rows, nothing of the own unit left unsaid."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from archives.models import Subject
from archives.periods import add_months
from integrity.templatetags.register import dates
from monitoring import actions
from monitoring.models import Warning
from tests import world
from tests.monitoring.found import look, owes, unit

pytestmark = pytest.mark.django_db


def missed_before_last_month(code: str = world.MARKET) -> None:
    """The month before the last: its day has passed whatever day it is today."""
    first = add_months(timezone.localdate().replace(day=1), -2)
    owes(code, since=first.isoformat(), until=add_months(first, 1).replace(day=2).isoformat())


def home(client):
    return client.get(reverse("admin:index"))


def test_a_missed_report_is_one_matter_and_not_two(city, door, person):
    missed_before_last_month()
    look(timezone.localdate().isoformat())
    answer = home(door("lin"))
    red = [d for d in answer.context["duties"] if d["tone"] == "red"]
    assert [d["url"].partition("?")[0] for d in red] == [reverse("staff_duties")]
    assert answer.context["counts"]["red"] == 1
    # The warning itself is not lost: it stands among what is worth a look, and once acknowledged its outcome is asked for.
    assert [(a["url"], a["n"]) for a in answer.context["attention"]] == [(reverse("staff_warnings"), 1)]
    actions.acknowledge(warning=Warning.objects.get(kind="report"), by=person("lin"), note="本周内补报。")
    assert home(door("lin")).context["counts"]["red"] == 2


def test_a_warning_about_another_unit_is_a_matter_of_its_own(city, door):
    """The office answers for a unit without a clerk: that is nothing the office owes itself."""
    body = Subject.objects.create(kind="organ", code=world.code("11990100MB0000101"), name="某局")
    missed_before_last_month(body.code)
    look(timezone.localdate().isoformat())
    assert [d for d in home(door("zhou")).context["duties"] if "/warnings/" in d["url"] and d["tone"] == "red"]


def test_red_warnings_of_the_own_unit_are_said_to_whoever_need_not_act(city, door):
    """gao heads the unit and is not asked; the clerk of another unit sees nothing of it."""
    missed_before_last_month()
    look(timezone.localdate().isoformat())
    page = home(door("gao"))
    (said,) = page.context["attention"]
    assert (said["url"], said["n"]) == (reverse("staff_warnings"), 1)
    assert "需要留意" in page.content.decode()
    assert not home(door("wu")).context["attention"]


def test_a_row_for_several_says_how_many_and_the_sum_is_the_figure(city, door):
    for n in range(1, 6):
        missed_before_last_month(Subject.objects.create(kind="organ", code=world.code(f"11990100MB00001{n:02d}"), name=f"某局{n}").code)
    look(timezone.localdate().isoformat())
    answer = home(door("zhou"))
    page = answer.content.decode()
    several = [d for d in answer.context["duties"] if d.get("n", 1) > 1]
    assert several
    assert "mine=acknowledge" in several[0]["url"]
    for tone in ("red", "yellow"):
        part = page.partition(f'id="{tone}"')[2].partition("</section>")[0]
        rows = re.findall(rf'<li class="duty {tone}">(.*?)</li>', part, re.S)
        shown = [int(told[1]) if (told := re.search(r'<p class="when">(\d+) ?件', row)) else 1 for row in rows]
        assert sum(shown) == answer.context["counts"][tone]


def test_the_headings_fit_what_stands_below(city, door):
    """A yellow warning has no day of its own: the calendar about to end."""
    look("2026-11-20")
    page = home(door("zhou")).content.decode()
    assert "黄牌：预警或临近到期" in page
    assert "今天或下一个工作日到期" not in page


def test_the_longest_overdue_is_called_so(city):
    from archives.late_checks import CHECKS

    late = next(check for check in CHECKS if check.name == "late")
    facts = {
        "item": "CF", "item_zh": "行政处罚", "item_en": "Penalty", "month": "2026-10-01", "late": 1, "of": 2, "term": 7,
        "decided": "2026-09-01", "should": "2026-09-10", "came": "2026-10-12", "over": 15,
    }  # fmt: skip
    sentence = late.says(facts, str(unit()))
    assert "逾期最久的一条于" in sentence
    assert "最迟" not in sentence


@pytest.mark.parametrize(
    ("said", "chinese", "english"),
    [
        ("报送期限至 2026-11-10。", "报送期限至2026年11月10日。", "报送期限至 10 Nov 2026。"),
        ("2026-10-01 至 2026-10-31", "2026年10月1日至2026年10月31日", "1 Oct 2026 至 31 Oct 2026"),
        ("a-2026-10-01.csv", "a-2026-10-01.csv", "a-2026-10-01.csv"),
        ("局于 2026-11 报送 3 条", "局于2026年11月报送 3 条", "局于 Nov 2026 报送 3 条"),
        ("2026-11-00", "2026-11-00", "2026-11-00"),
        ("2026-13-01", "2026-13-01", "2026-13-01"),
        ("报送 2026-00045", "报送 2026-00045", "报送 2026-00045"),
    ],
)
def test_days_in_a_sentence_are_written_as_on_the_page(said, chinese, english):
    for language, told in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert dates(said) == told


def test_a_page_of_warnings_writes_days_in_one_form(city, door):
    owes()
    look("2026-11-11")
    page = door("zhou").get(reverse("staff_warnings")).content.decode()
    assert "2026年10月1日" in page
    assert "2026-10-01" not in page
