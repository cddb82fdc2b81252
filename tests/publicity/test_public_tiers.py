"""The table of tiers on the home page: what is on display, and how much of it was decided in the last twelve months."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shown(archive, django_db_blocker):
    """Tier 3: three, one of them of 380 days ago; tier 2: one; without a tier: two, one of 400 days ago; and one that is not public."""
    with django_db_blocker.unblock():
        today = timezone.localdate()
        body = archive.subject("示范市水利局")
        for days in (9, 20, 380):
            archive.record(
                body,
                item="CF",
                tier=3,
                decided_on=today - timedelta(days=days),
                facts={"violation": "违规"},
                ends_on=today + timedelta(days=99),
            )
        archive.record(body, item="CF", tier=2, decided_on=today - timedelta(days=30), facts={"violation": "违规"})
        archive.record(body, decided_on=today - timedelta(days=15))
        archive.record(body, decided_on=today - timedelta(days=400))
        archive.record(body, item="CF", tier=1, decided_on=today - timedelta(days=5), facts={"violation": "违规"}, shown=None)


def test_the_table_adds_up(reader, shown):
    page = BeautifulSoup(reader.read("/"), "html.parser")
    table = page.select_one('table[aria-labelledby="h-tiers"]')
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr, tfoot tr")]
    assert rows == [["严重", "3", "2"], ["一般", "1", "1"], ["不分级", "2", "1"], ["合计", "6", "4"]]


def test_the_chart_and_the_table_say_the_same(reader, shown):
    page = BeautifulSoup(reader.read("/en/"), "html.parser")
    twin = page.select_one("figure.chart table")
    assert sum(int(row.select("td")[-1].get_text()) for row in twin.select("tbody tr")) == 4
    assert page.select_one('table[aria-labelledby="h-tiers"] tfoot td:last-child').get_text() == "4"
