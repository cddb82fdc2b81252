"""Handling times from a file on the staff site: looked at with the errors of each row, then entered; by whom, and how long a file may be."""

from __future__ import annotations

import io
import re
import time
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archives.models import Subject
from commitments.handling import sheet_views
from commitments.handling.sheet import HEADERS
from commitments.models import Handling
from tests import world
from tests.archives.powered import approval
from tests.archives.test_reading import SHEET, XML, book, repacked

from .handled import sheet

PAGE, TEMPLATE = "staff_handling_sheet", "staff_handling_sheet_template"
GOOD = [("A-1", "XK-001", "2026-03-02", "2026-03-06", 0), ("A-2", "XK-001", "2026-03-03", "", "")]
BAD = [("A-3", "XK-001", "2026-03-04", "2026-03-03", 0), ("A-4", "XK-404", "2026-03-04", "", 0)]


@pytest.fixture
def matter(city):
    return approval()


def market() -> Subject:
    return Subject.objects.get(code=world.MARKET)


def looked_at(client, rows, unit=None, name: str = "办件.csv"):
    upload = SimpleUploadedFile(name, sheet(rows) if isinstance(rows, list) else rows)
    return client.post(reverse(PAGE), {"unit": (unit or market()).pk, "file": upload})


def sealed_in(page) -> str:
    return re.search(r'name="sealed" value="([^"]+)"', page.content.decode())[1]


def test_a_file_is_looked_at_then_entered(door, matter):
    lin = door("lin")
    shown = looked_at(lin, GOOD)
    assert shown.status_code == 200
    assert not Handling.objects.exists()
    assert "A-1" in shown.content.decode()
    assert lin.post(reverse(PAGE), {"sealed": sealed_in(shown)}).status_code == 302
    held = Handling.objects.order_by("number").values_list(
        "number", "accepted_on", "finished_on", "made_by__username", "finished_by__username"
    )
    assert list(held) == [("A-1", date(2026, 3, 2), date(2026, 3, 6), "lin", "lin"), ("A-2", date(2026, 3, 3), None, "lin", None)]
    assert lin.post(reverse(PAGE), {"sealed": sealed_in(shown)}).status_code == 302  # the same page twice changes nothing
    assert Handling.objects.count() == 2
    assert 'name="sealed"' not in looked_at(lin, GOOD).content.decode()


def test_every_bad_row_is_told_and_the_good_ones_go_in(door, matter):
    shown = looked_at(door("lin"), GOOD + BAD)
    page = re.sub(r"\s+", "", shown.content.decode())
    assert "第4行" in page
    assert "办结日期" in page
    assert "早于" in page
    assert "第5行" in page
    assert "事项编码" in page
    assert "XK-404" in page
    assert door("lin").post(reverse(PAGE), {"sealed": sealed_in(shown)}).status_code == 302
    assert set(Handling.objects.values_list("number", flat=True)) == {"A-1", "A-2"}


def test_a_workbook_is_read_like_a_csv(door, matter):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(HEADERS.values()))
        for n, row in enumerate(GOOD, 1):
            page.write_row(n, 0, [*row[:2], date(2026, 3, 2), "", 0])
    shown = looked_at(door("lin"), held.getvalue(), name="办件.xlsx")
    assert shown.status_code == 200, shown.content.decode()
    door("lin").post(reverse(PAGE), {"sealed": sealed_in(shown)})
    found = Handling.objects.order_by("number").values_list("number", "accepted_on")
    assert list(found) == [("A-1", date(2026, 3, 2)), ("A-2", date(2026, 3, 2))]


def test_a_workbook_that_a_page_waits_for_has_the_room_of_a_sheet(door, matter):
    bomb = repacked(book(), **{SHEET: XML.format("<row/>" * 6_000_000)})  # 36 MB of nothing
    assert len(bomb) < 200_000
    shown = looked_at(door("lin"), bomb, name="办件.xlsx")
    assert (shown.status_code, "32 MB" in shown.content.decode()) == (400, True)
    small = looked_at(door("lin"), repacked(book(), **{SHEET: XML.format("<row/>" * 9)}), name="办件.xlsx")  # the control
    assert (small.status_code, "32 MB" in small.content.decode()) == (400, False)


def test_a_running_one_is_finished_by_a_later_file(door, matter):
    for rows in (GOOD, [("A-2", "XK-001", "2026-03-03", "2026-03-20", 1)]):
        shown = looked_at(door("lin"), rows)
        door("lin").post(reverse(PAGE), {"sealed": sealed_in(shown)})
    found = Handling.objects.get(number="A-2")
    assert (found.finished_on, found.asked_again) == (date(2026, 3, 20), 1)


def test_the_office_imports_for_every_unit_and_a_clerk_for_the_own(door, matter):
    shown = looked_at(door("zhou"), GOOD)
    assert door("zhou").post(reverse(PAGE), {"sealed": sealed_in(shown)}).status_code == 302
    assert set(Handling.objects.values_list("made_by__username", flat=True)) == {"zhou"}
    refused = looked_at(door("wu"), GOOD)  # of another unit: not offered, so not taken
    assert refused.status_code == 400
    assert 'name="sealed"' not in refused.content.decode()


def test_a_page_is_entered_by_who_looked_and_while_its_rows_are_right(door, matter):
    sealed = sealed_in(looked_at(door("lin"), GOOD))
    assert door("gao").post(reverse(PAGE), {"sealed": sealed}).status_code == 409
    assert door("lin").post(reverse(PAGE), {"sealed": sealed[:-3] + "abc"}).status_code == 409
    # Meanwhile somebody entered the number with another day.
    other = sealed_in(looked_at(door("gao"), [("A-2", "XK-001", "2026-03-04", "", "")]))
    door("gao").post(reverse(PAGE), {"sealed": other})
    assert door("lin").post(reverse(PAGE), {"sealed": sealed}).status_code == 409
    assert list(Handling.objects.values_list("number", flat=True)) == ["A-2"]


def test_a_code_of_another_units_list_is_an_error_of_its_row(door, matter):
    approval("XK-900", unit=world.HOUSING, by="wu")
    shown = looked_at(door("lin"), [("B-1", "XK-900", "2026-03-02", "", "")])
    assert 'name="sealed"' not in shown.content.decode()
    assert not Handling.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"a,b\n1,2\n", "a.csv"),
        (b"PK no workbook", "a.xlsx"),
        ("办件编号,事项编码,受理日期,申请人\n1,2,3,4\n".encode(), "a.csv"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(door, matter, content, name):
    answer = looked_at(door("lin"), content, name=name)
    assert answer.status_code == 400
    assert 'name="sealed"' not in answer.content.decode()


def test_the_template_is_read_and_its_example_never_entered(door, matter):
    taken = door("lin").get(reverse(TEMPLATE))
    assert taken.status_code == 200
    assert taken["Content-Disposition"].endswith('"handling-times.csv"')
    shown = looked_at(door("lin"), taken.content)
    assert shown.status_code == 200
    assert 'name="sealed"' not in shown.content.decode()
    assert "（示例）" in shown.content.decode()


def test_a_year_of_a_unit_goes_through_the_page(door, matter):
    """Fifty thousand rows: the page that carries them is one that the site takes back, and both halves take seconds."""
    day, today = date(2025, 1, 6), timezone.localdate()
    rows = [
        (
            f"示审〔2026〕{n * 7919 % 1_000_003:07d}",
            "XK-001",
            day + timedelta(n % 500),
            min(day + timedelta(n % 500 + n % 23), today),
            n % 3,
        )
        for n in range(sheet_views.MOST)
    ]
    began = time.monotonic()
    shown = looked_at(door("lin"), rows)
    assert shown.status_code == 200
    assert door("lin").post(reverse(PAGE), {"sealed": sealed_in(shown)}).status_code == 302
    assert time.monotonic() - began < 60
    assert Handling.objects.count() == sheet_views.MOST
    more = looked_at(door("lin"), [*rows, ("Z", "XK-001", day, "", "")])
    assert more.status_code == 400
    assert "50,000" in more.content.decode().replace("50000", "50,000")
