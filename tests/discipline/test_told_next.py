"""Pages of tickets and cases that tell what comes next, keep what was typed, and lead back where somebody typed an address."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from archives.imports.sheets import HOW
from discipline.terms import rectifications
from tests.complaints.given import ticket_at
from tests.walking import words

from .given import DAY, case_at, examined, handed_over, opened, take

pytestmark = pytest.mark.usefixtures("city")

POSTED = {
    "staff_ticket": ("staff_ticket_extension", "staff_ticket_message"),
    "staff_case": ("staff_case_extension", "staff_case_order", "staff_case_vote"),
}


def page(door, name: str, view: str, entry) -> str:
    answer = door(name).get(reverse(view, args=[entry.pk]))
    assert answer.status_code == 200, (name, view, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize(("back", "view"), [(back, view) for back, views in POSTED.items() for view in views])
def test_the_address_of_a_posted_form_leads_back_to_its_page(door, back, view):
    entry = ticket_at("transferred") if back == "staff_ticket" else case_at("rectifying")
    answer = door("lin").get(reverse(view, args=[entry.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(back, args=[entry.pk]))
    assert door("lin").put(reverse(view, args=[entry.pk])).status_code == 405


def test_a_refused_extension_of_a_ticket_keeps_what_was_typed(door):
    ticket = ticket_at("transferred", today=timezone.localdate())
    answer = door("sun").post(reverse("staff_ticket_extension", args=[ticket.pk]), {"days": "99", "reason": "等待第三方检测报告"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "等待第三方检测报告" in shown
    assert 'value="99"' in shown


def test_a_refused_extension_of_an_order_keeps_what_was_typed(door):
    today = timezone.localdate()
    case = take(examined(opened(today=today), today=today), "order", today=today)
    given = {"plea": "force", "days": "99", "reason": "连日暴雨，工地停工"}
    answer = door("gao").post(reverse("staff_case_extension", args=[case.pk]), given)
    assert answer.status_code == 409
    assert "连日暴雨，工地停工" in answer.content.decode()


def test_the_accused_body_reads_what_to_do_with_an_order_and_until_when(door):
    case = case_at("rectifying")
    handed_over(case, today=DAY)
    said = words(page(door, "wu", "staff_case_told", case))
    assert f"请按下列通知书的要求整改，并向{case.handler}书面报告整改情况" in said
    assert (
        "2026年10月12日" in said
    )  # ten working days from 21 September: 22 to 24, 28 to 30, 8 to 10 October, the worked Saturday, and the 12th


def test_an_order_stands_on_the_home_page_of_the_accused_body_with_its_last_day(door):
    today = timezone.localdate()
    case = take(examined(opened(today=today), today=today), "order", today=today)
    assert "整改通知书整改" not in words(door("wu").get("/").content.decode())  # not handed over yet
    handed_over(case, today=today)
    due = rectifications([case])[case.pk].due_on
    page_of_home = words(door("wu").get("/").content.decode())
    assert f"按{case}的整改通知书整改" in page_of_home
    assert f"{due.month}月{due.day}日" in page_of_home


def test_who_filed_the_record_of_a_case_reaches_the_filing_from_it(door):
    case = case_at("filed")
    address = reverse("staff_filing", args=[case.filing_id])
    assert address in page(door, "lin", "staff_case", case)


def test_the_hint_of_a_sheet_is_in_the_language_of_the_page():
    with translation.override("en"):
        assert str(HOW) == "CSV, XLSX or XLS with the columns of the template, at most 500 rows."
    with translation.override("zh-hans"):
        assert str(HOW) == "CSV、XLSX 或者 XLS，列名与模板一致，至多 500 行。"


def test_who_reads_the_name_of_a_complainant_is_told_that_the_auditor_does_too(door):
    ticket = ticket_at("transferred")
    for name in ("lin", "audit"):
        shown = page(door, name, "staff_ticket", ticket)
        assert ticket.complainant_name in shown
        assert "审计" in words(shown)
