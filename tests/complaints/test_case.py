"""A founded complaint leads to a case: opened from the ticket once, and nothing of who complained goes into it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from complaints import actions
from discipline.models import Case
from integrity.errors import Refused

from .given import DAY, SAID, account, take, ticket_at, with_case

pytestmark = pytest.mark.usefixtures("city")

CASE = {"kind": "investment", "matter": "厂房未按期交付", "breached_on": date(2026, 6, 30), "today": DAY}


def test_the_case_is_that_of_the_handling_unit_about_the_body_complained_of():
    ticket = with_case(ticket_at("transferred"))
    assert (ticket.case.handler, ticket.case.accused, ticket.case.source) == (ticket.handler, ticket.accused, "complaint")
    with pytest.raises(Refused, match=r"already|已经"):
        actions.open_case(ticket=ticket, by=account("lin"), **CASE)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("name", ["gao", "wu", "zhou", "audit", "nobody"])
def test_nobody_but_the_clerks_of_the_handling_unit_opens_it(name):
    with pytest.raises(PermissionDenied):
        actions.open_case(ticket=ticket_at("transferred"), by=account(name), **CASE)


def test_it_is_opened_while_the_ticket_is_handled():
    for status in ("accepted", "handled", "closed"):
        with pytest.raises(PermissionDenied):
            actions.open_case(ticket=ticket_at(status), by=account("lin"), **CASE)


@pytest.mark.parametrize("said", [SAID["complainant_name"], SAID["contact"]])
def test_the_case_does_not_name_who_complained(said):
    with pytest.raises(Refused, match=r"complainant|投诉人"):
        actions.open_case(ticket=ticket_at("transferred"), by=account("lin"), **(CASE | {"matter": f"{said}反映厂房未交付"}))


def test_the_page_of_the_case_shows_the_ticket_and_nothing_of_the_complainant(door):
    ticket = with_case(ticket_at("transferred"))
    page = reverse("staff_case", args=[ticket.case_id])
    way = reverse("staff_ticket", args=[ticket.pk])
    for name in ("lin", "gao", "zhou", "audit"):
        shown = door(name).get(page).content.decode()
        assert ticket.number in shown
        assert f'href="{way}"' in shown
        for secret in (ticket.complainant_name, ticket.contact, ticket.facts, ticket.wanted):
            assert secret not in shown, (name, secret)
    assert ticket.case.number in door("lin").get(way).content.decode()
    with connection.cursor() as cursor:  # whatever the pages show
        cursor.execute("SELECT string_agg(to_jsonb(c)::text || to_jsonb(h)::text, '') FROM discipline_case c, discipline_historicalcase h")
        (stored,) = cursor.fetchone()
    for secret in (ticket.complainant_name, ticket.contact, ticket.facts):
        assert secret not in stored


def test_a_ticket_done_again_keeps_its_case_and_another_case_is_not_opened():
    ticket = take(take(take(with_case(ticket_at("transferred")), "handle", outcome="founded"), "feedback"), "redo")
    with pytest.raises(Refused, match=r"already|已经"):
        actions.open_case(ticket=ticket, by=account("lin"), **CASE)
