"""A form of the staff site that is posted twice is carried out once, also when both posts come at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from complaints.models import Note, Ticket
from discipline.models import Case
from integrity.models import SentForm
from tests.complaints.given import SAID as TICKET
from tests.complaints.given import ticket_at
from tests.discipline.given import SAID, account, accused, unit
from tests.world import MARKET


def opening(number) -> dict:
    return {
        **{name: SAID[name] for name in ("source", "kind", "contract_no", "matter")},
        "breached_on": "2026-06-30",
        "accused": accused().name,
        "handler": unit(MARKET).pk,
        "form_no": str(number),
    }


def entering(number) -> dict:
    return {**TICKET, "accused": accused().name, "channel": "hotline", "received_on": "2026-09-21", "form_no": str(number)}


def test_the_page_of_a_form_gives_it_a_number(door):
    accused()
    pages = [door("lin").get(reverse("staff_case_open")).content.decode() for _twice in range(2)]
    numbers = [page.partition('name="form_no" value="')[2].partition('"')[0] for page in pages]
    assert all(numbers)
    assert numbers[0] != numbers[1]


def test_a_second_post_is_refused_and_a_new_form_is_not(door):
    number = uuid4()
    with translation.override("en"):
        assert door("lin").post(reverse("staff_case_open"), opening(number)).status_code == 302
        again = door("lin").post(reverse("staff_case_open"), opening(number), headers={"accept-language": "en"})
    assert again.status_code == 409
    assert Case.objects.count() == 1
    assert door("lin").post(reverse("staff_case_open"), opening(uuid4())).status_code == 302
    assert Case.objects.count() == 2


def test_what_was_refused_may_be_sent_again(door):
    number = uuid4()
    assert door("lin").post(reverse("staff_case_open"), opening(number) | {"breached_on": "2999-01-01"}).status_code == 409
    assert not SentForm.objects.exists()
    assert door("lin").post(reverse("staff_case_open"), opening(number)).status_code == 302


def test_a_number_that_is_none_is_no_number(door):
    assert door("lin").post(reverse("staff_case_open"), opening("x")).status_code == 302
    assert not SentForm.objects.exists()


def test_three_complaints_at_once_are_one(committed):
    accused()
    data, address = entering(uuid4()), reverse("staff_ticket_enter")

    def post(_n) -> int:
        try:
            client = Client()
            client.force_login(account("zhou"), backend="django.contrib.auth.backends.ModelBackend")
            return client.post(address, data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        answers = sorted(threads.map(post, range(3)))
    assert answers == [302, 409, 409]
    assert Ticket.objects.count() == 1


def test_what_a_rule_refuses_keeps_no_number(door):
    """The ticket did not come by the portal, so nobody reads a message with a receipt."""
    ticket, said = ticket_at("accepted"), {"words": "请补充合同", "form_no": str(uuid4())}
    answers = {door("zhou").post(reverse("staff_ticket_message", args=[ticket.pk]), said).status_code for _twice in range(2)}
    assert answers == {409}
    assert not Note.objects.exists()
    assert not SentForm.objects.exists()
