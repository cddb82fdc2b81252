"""The archive of a body: who it is, why it has its grade, what changes when, and what is on display."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from publicity.grade import Grade
from publicity.models import PublicBand, PublicRecord, PublicScore, PublicScoreLine, PublicStandard

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):
    with django_db_blocker.unblock():
        today = timezone.localdate()
        government = archive.subject("示范市人民政府")
        bureau = archive.subject("示范市住房和城乡建设局", superior=government)
        archive.record(bureau, item="PJ", tier=2, decided_on=today - timedelta(days=100), facts={"facts": "未按协议付款。其他。"})
        archive.record(bureau, decided_on=today - timedelta(days=400), facts={"honour": "先进单位"})
        busy = archive.subject("石桥镇人民政府", kind="township", superior=government)
        for n in range(45):
            archive.record(busy, decided_on=today - timedelta(days=n // 2), facts={"honour": f"第{n}号表彰"})
        quiet = archive.subject("示范市图书馆", kind="institution")
        shop = archive.subject("示例丙有限公司", kind="enterprise", first="91")
        archive.record(shop, item="CF", tier=3, issuer=bureau, decided_on=today, facts={"violation": "违规"})
    return {"government": government, "bureau": bureau, "busy": busy, "quiet": quiet, "shop": shop}


def page_of(reader, body, prefix="/en", more=""):
    return reader.read(f"{prefix}/subjects/{body.code}/{more}")


def test_it_says_who_it_is_and_whom_it_is_under(city, reader):
    page = page_of(reader, city["bureau"])
    assert "示范市住房和城乡建设局" in page
    assert city["bureau"].code in page
    assert f'href="/en/subjects/{city["government"].code}/"' in page


def test_the_lines_add_up_to_what_the_database_says(city, reader):
    for body in city.values():
        with reader.at_the_portal():
            score = PublicScore.objects.filter(subject_code=body.code).first()
        page = page_of(reader, body)
        if body is city["shop"]:
            assert score is None
            assert "not scored" in page
            continue
        foot = re.search(r"<tfoot.*?</tfoot>", page, re.DOTALL)[0]
        written, total = re.search(r'data-label="Sum"><span>(.*?)</span>', foot)[1], re.search(r'class="number"[^>]*>(.*?)</td>', foot)[1]
        assert Decimal(total.replace(",", "").replace("−", "-")) == score.score
        assert eval(written.replace(",", "").replace("−", "-").replace("×", "*")) == score.score
        assert page.count('class="amount plus"') + page.count('class="amount minus"') >= score.lines
        assert f">{score.letter}</b>" in page


def test_each_line_names_rule_document_points_end_and_record(city, reader):
    page = page_of(reader, city["bureau"])
    with reader.at_the_portal():
        lines = list(PublicScoreLine.objects.filter(subject_code=city["bureau"].code))
    assert [line.points for line in lines] == [-60, 20]
    for line in lines:
        last = line.counts_until - timedelta(days=1)
        assert f'datetime="{last:%Y-%m-%d}"' in page
        assert f'href="/en/records/{line.record_number}/"' in page
        assert line.article in page
    assert "未按协议付款" in page


def test_a_body_without_records_has_the_starting_score(city, reader):
    page = page_of(reader, city["quiet"])
    assert "1,000.0" in page
    assert "No record of this body is on display today." in page
    assert "By the passing of days alone, nothing." in page


def test_records_come_in_pages_newest_first(city, reader):
    seen, more = [], ""
    for expected in (20, 20, 5):
        page = page_of(reader, city["busy"], more=more)
        table = page.partition('id="records"')[2]
        hits = re.findall(r'scope="row" lang="zh-Hans"><a href="/en/records/([^/]+)/', table)
        assert len(hits) == expected
        seen += hits
        following = re.search(r'rel="next" href="[^"]*(\?[^"#]*)#records"', page)
        more = following[1] if following else ""
    assert more == ""
    with reader.at_the_portal():
        assert seen == [record.number for record in PublicRecord.objects.of(city["busy"]).newest_decided()]


def test_statements_do_not_grow_with_the_rows(city, reader):
    counts = {}
    for name, body in city.items():
        page_of(reader, body)
        counts[name] = len(reader.statements)
    assert counts["busy"] <= counts["bureau"] + 1
    assert max(counts.values()) <= 20  # one each for tolerances, criticisms, letters, commitments and powers


def test_home_takes_as_many_statements_for_one_body_as_for_all(city, reader, archive):
    reader.read("/")
    before = len(reader.statements)
    for n in range(15):
        archive.record(archive.subject(f"第{n}镇人民政府", kind="township"))
    page = reader.read("/")
    assert "第14镇人民政府" in page
    assert len(reader.statements) == before <= 14


def test_the_home_page_counts_once_a_minute_however_many_ask(city, reader, archive):
    def asked():
        page = reader.read("/")
        return re.search(r"公示中.*?<strong[^>]*>([0-9,]+)|([0-9,]+) 条信息公示中", page, re.DOTALL).group(), "COUNT(" in "".join(reader.statements)

    archive.record(archive.subject("示范市档案局"))
    reader.settings = {**reader.settings, "GLANCE_SECONDS": 3600}
    first, _counted = asked()
    body = archive.subject("示范市地震局")
    archive.record(body)
    assert asked() == (first, False)
    assert "示范市地震局" in reader.read("/")  # what is on display is asked for anew, only its number is kept
    reader.settings = {**reader.settings, "GLANCE_SECONDS": 0}
    later, counted = asked()
    assert counted
    assert later != first


# ── the sum by itself ────────────────────────────────────────────────────────


def made(*lines):
    bands = [("AAA", 1050), ("AA", 1030), ("A", 960), ("B", 850), ("C", 600), ("D", None)]
    return Grade(
        PublicStandard(base=1000),
        [PublicBand(letter=letter, low=low, word=letter, word_en=letter) for letter, low in bands],
        [PublicScoreLine(points=points, counts_until=until) for points, until in lines],
    )


DAY = date(2026, 11, 20)


@pytest.mark.parametrize(("total", "letter"), [(1050, "AAA"), (1049, "AA"), (960, "A"), (959, "B"), (599, "D"), (-10, "D")])
def test_a_band_begins_at_its_lowest_score(total, letter):
    assert made((total - 1000, DAY)).letter == letter


def test_the_sum_is_written_out_and_equal_shares_are_gathered_when_many():
    assert made().sum_text == "1,000.0"
    assert made((-40, DAY), (20, DAY), (-40, DAY)).sum_text == "1,000.0 + 20.0 − 40.0 − 40.0"
    assert made(*[(-40, DAY)] * 9, (20, DAY)).sum_text == "1,000.0 + 20.0 − 9 × 40.0"


def test_what_changes_when_is_told_in_order_of_the_days():
    grade = made((-40, DAY), (20, DAY + timedelta(days=5)), (-40, DAY))
    assert [(change.on, len(change.ended), change.total, change.letter) for change in grade.changes] == [
        (DAY, 2, 1020, "A"),
        (DAY + timedelta(days=5), 1, 1000, "A"),
    ]


def test_how_far_to_the_next_grade():
    assert (made((-60, DAY)).above.letter, made((-60, DAY)).to_above) == ("A", 20)
    assert made((60, DAY)).above is None
