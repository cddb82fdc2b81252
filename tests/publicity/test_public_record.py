"""The page of one record: its facts with their labels, its law, and the arithmetic of its period."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from archives.periods import add_months
from publicity.models import PublicField, PublicRecord
from publicity.printed import Period, facts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):
    with django_db_blocker.unblock():
        today = timezone.localdate()
        bureau = archive.subject("示范市市场监督管理局")
        shop = archive.subject("示例丁有限公司", kind="enterprise", first="91")
        fine = archive.record(
            shop,
            item="CF",
            tier=2,
            issuer=bureau,
            decided_on=today - timedelta(days=40),
            amount=12000,
            doc_no="示市监罚〔2026〕8号",
            facts={
                "violation": "违反产品质量管理规定",
                "penalty_kind": "罚款",
                "content": "罚款 1.20 万元",
                "fine": "1.2",
                "valid_until": "2027-01-31",
            },
            named="示例丁商行",
        )
        honour = archive.record(bureau, facts={"honour": "先进单位"})
        short = archive.record(
            shop, item="CF", tier=3, issuer=bureau, decided_on=today - timedelta(days=1), ends_on=today + timedelta(days=500),
            facts={"violation": "甲" * 60},
        )  # fmt: skip
    return {"fine": fine, "honour": honour, "short": short, "shop": shop}


def page_of(reader, record, prefix="/en"):
    return reader.read(f"{prefix}/records/{record.number}/")


def test_the_facts_stand_in_the_order_of_the_catalogue_in_the_language_of_the_page(city, reader):
    english, chinese = page_of(reader, city["fine"]), page_of(reader, city["fine"], "")
    for page, labels in (
        (english, ["Kind of violation", "Kind of penalty", "Penalty</dt>", "Fine (10,000 yuan)", "Penalty in force until"]),
        (chinese, ["违法行为类型", "处罚类别", "处罚内容", "罚款金额（万元）", "处罚有效期"]),
    ):
        places = [page.index(f"<dt>{label}") for label in labels]
        assert places == sorted(places)
    assert '<dd lang="zh-Hans">1.20</dd>' in english
    assert 'datetime="2027-01-31">31 Jan 2027<' in english
    assert "12,000.00" in english
    assert "1.20 万元" in chinese
    assert "Administrative penalty" in english
    assert "示例丁商行" in english
    assert "只供内部" not in english + chinese


def test_identifiers_are_text_and_a_document_number_does_not_break(city, reader):
    page = page_of(reader, city["fine"])
    assert f'<span class="code">{city["shop"].code}</span>' in page
    assert '示市监罚<span class="d8">〔2026〕8号</span>' in page


def test_the_law_is_named_three_times_over(city, reader):
    page = re.sub(r"<[^>]+>", "", page_of(reader, city["fine"]))
    for words in ("《中华人民共和国行政处罚法》第三十二条", "第四十八条", "国家发展改革委令第36号"):
        assert words in page
    assert "not yet compared with the official text" not in page
    assert "not yet compared with the official text" in page_of(reader, city["honour"])


def test_the_period_is_counted_before_the_readers_eyes(city, reader):
    page, decided = page_of(reader, city["fine"]), city["fine"].decided_on
    end = add_months(decided, 12)
    for day in (decided, add_months(decided, 3), end, end - timedelta(days=1), timezone.localdate()):
        assert f'datetime="{day:%Y-%m-%d}"' in page
    assert "+ 12 months =" in page
    assert "+ 3 months =" in page
    assert f"days of the period past 40, days to go {(end - timezone.localdate()).days}" in page


def test_an_earlier_end_is_said_to_come_from_the_decision(city, reader):
    page = page_of(reader, city["short"])
    assert "The decision itself sets an earlier end" in page
    assert "The decision itself sets an earlier end" not in page_of(reader, city["fine"])


def test_a_long_first_sentence_is_not_a_title_and_is_not_cut(city, reader):
    page = page_of(reader, city["short"])
    assert '<span class="phrase">行政处罚</span>' in page
    assert "甲" * 60 in page


def test_it_says_whom_to_turn_to_and_promises_nothing_that_is_not_there(city, reader):
    page = page_of(reader, city["fine"])
    assert "Credit Office of" in page
    assert "Apply for repair" in page
    assert "working days" not in page
    assert "Apply for repair" not in page_of(reader, city["honour"])


def test_as_many_statements_for_every_record(city, reader):
    for record in (city["fine"], city["honour"]):
        page_of(reader, record)
        assert len(reader.statements) <= 4  # the record, its fields, whether it was corrected, and of a breach what its repair asks


# ── without a database ───────────────────────────────────────────────────────


def period(today, minimum_until=date(2026, 9, 15)):
    return Period(date(2026, 6, 15), date(2027, 6, 15), today, minimum_until, date(2027, 6, 15))


def test_the_days_of_a_period_are_half_open():
    first, last = period(date(2026, 6, 15)), period(date(2027, 6, 14))
    assert (first.total, first.elapsed, first.left) == (365, 0, 365)
    assert (last.elapsed, last.left, last.last_day) == (364, 1, date(2027, 6, 14))
    assert period(date(2026, 11, 20)).elapsed == 158


def test_the_minimum_has_run_on_its_day():
    assert not period(date(2026, 9, 14)).minimum_has_run
    assert period(date(2026, 9, 15)).minimum_has_run
    assert period(date(2026, 9, 15), minimum_until=date(2026, 6, 15)).minimum == 0


def test_a_value_that_cannot_be_read_is_shown_as_it_was_filed():
    record = PublicRecord(facts={"fine": "约一万", "until": "长期", "empty": "", "paid": "12345.678901"})
    record.fields = [
        PublicField(key="fine", label="罚款", type="money"),
        PublicField(key="until", label="至", type="date"),
        PublicField(key="empty", label="空", type="text"),
        PublicField(key="paid", label="实缴", type="money"),
    ]
    assert [fact["value"] for fact in facts(record)] == ["约一万", "长期", "12,345.678901"]
