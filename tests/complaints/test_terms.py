"""Terms of a ticket, over holidays, by days counted by hand; extension, redo, yellow and red."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from complaints import actions, checks
from complaints.terms import deadline
from integrity.deadlines import arithmetic
from integrity.errors import Refused

from .given import DAY, account, entered, take, ticket_at
from .test_accused import client_of

pytestmark = pytest.mark.usefixtures("city")


def test_intake_is_ten_working_days_from_the_day_it_came():
    # Received on Monday 2026-09-21. Counted: 22, 23, 24 (3); 25 to 27 Mid-Autumn, free (国办发明电〔2025〕7号); 28, 29, 30 (6);
    # 1 to 7 October National Day; 8, 9 (8); Saturday 10 is worked (9); Sunday 11 free; Monday 12 (10). Sunday 20 September is worked, before.
    assert deadline(entered()).due_on == date(2026, 10, 12)


def test_handling_is_fifteen_working_days_from_acceptance_whatever_came_between():
    ticket = entered(received_on=date(2026, 9, 14), today=date(2026, 9, 14))
    ticket = take(ticket, "accept", today=DAY)
    # After Monday 12 October (10, see above): 13, 14, 15, 16 (14), Monday 19 (15).
    assert deadline(ticket).due_on == date(2026, 10, 19)
    ticket = take(take(ticket, "transfer", today=DAY), "handle", today=date(2026, 10, 9))
    assert deadline(ticket).due_on == date(2026, 10, 19)
    assert deadline(take(ticket, "feedback", today=date(2026, 10, 12))) is None


def test_the_arithmetic_is_printed_on_the_page_of_the_ticket():
    ticket = ticket_at("transferred")
    lines = [(line.kind, line.first, line.last, line.so_far) for line in arithmetic(deadline(ticket))]
    assert lines == [
        ("start", date(2026, 9, 21), date(2026, 9, 21), 0),
        ("counted", date(2026, 9, 22), date(2026, 9, 24), 3),
        ("holiday", date(2026, 9, 25), date(2026, 9, 27), 3),
        ("counted", date(2026, 9, 28), date(2026, 9, 30), 6),
        ("holiday", date(2026, 10, 1), date(2026, 10, 7), 6),
        ("counted", date(2026, 10, 8), date(2026, 10, 9), 8),
        ("worked", date(2026, 10, 10), date(2026, 10, 10), 9),
        ("weekend", date(2026, 10, 11), date(2026, 10, 11), 9),
        ("counted", date(2026, 10, 12), date(2026, 10, 16), 14),
        ("weekend", date(2026, 10, 17), date(2026, 10, 18), 14),
        ("counted", date(2026, 10, 19), date(2026, 10, 19), 15),
        ("due", date(2026, 10, 19), date(2026, 10, 19), 15),
    ]
    page = client_of("zhou").get(reverse("staff_ticket", args=[ticket.pk])).content.decode()
    assert "2026年10月19日" in page
    assert 'class="arithmetic"' in page


def test_extended_once_by_at_most_seven_with_a_reason_by_the_office_before_the_day():
    ticket = ticket_at("transferred")
    for days, reason, refusal in ((8, "理由", Refused), (0, "理由", Refused), (7, " ", Refused)):
        with pytest.raises(refusal):
            actions.extend(ticket=ticket, days=days, reason=reason, by=account("zhou"), today=DAY)
    for name in ("lin", "gao", "wu", "audit", "guard", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.extend(ticket=ticket, days=7, reason="理由", by=account(name), today=DAY)
    actions.extend(ticket=ticket, days=7, reason="需要现场核实", by=account("zhou"), today=date(2026, 10, 19))
    # After Monday 19 October (15): 20 to 23 (19), 26, 27 (21), 28 (22).
    assert deadline(ticket).due_on == date(2026, 10, 28)
    with pytest.raises(Refused, match=r"once|一次"):
        actions.extend(ticket=ticket, days=1, reason="理由", by=account("zhou"), today=DAY)


def test_neither_after_the_day_nor_at_intake_nor_of_what_was_answered():
    with pytest.raises(Refused, match=r"ended on|届满"):
        actions.extend(ticket=ticket_at("transferred"), days=7, reason="理由", by=account("zhou"), today=date(2026, 10, 20))
    with pytest.raises(Refused, match=r"cannot be extended|不得延长|不能延长"):
        actions.extend(ticket=entered(), days=1, reason="理由", by=account("zhou"), today=DAY)
    with pytest.raises(Refused, match=r"no term runs|期限"):
        actions.extend(ticket=ticket_at("answered"), days=1, reason="理由", by=account("zhou"), today=DAY)


def test_done_again_a_term_begins_anew_and_is_not_extended():
    again = take(ticket_at("answered"), "redo", today=date(2026, 10, 12))
    # After Monday 12 October: 13 to 16 (4), 19 to 23 (9), 26 to 30 (14), Monday 2 November (15).
    assert deadline(again).due_on == date(2026, 11, 2)
    with pytest.raises(Refused, match=r"cannot be extended|不得延长|不能延长"):
        actions.extend(ticket=again, days=1, reason="理由", by=account("zhou"), today=date(2026, 10, 12))


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 10, 15), None),  # Thursday: two working days before
        (date(2026, 10, 16), "yellow"),  # Friday: the working day before
        (date(2026, 10, 17), "yellow"),  # Saturday between
        (date(2026, 10, 19), "yellow"),  # the day itself
        (date(2026, 10, 20), "red"),  # the first day late
        (date(2026, 11, 20), "red"),
    ],
)
def test_yellow_one_working_day_before_and_red_from_the_first_day_late(today, level):
    ticket_at("transferred")
    assert [finding.level for finding in checks.late(today)] == ([level] if level else [])


def test_nothing_is_found_of_what_ended_or_was_answered():
    for status in ("refused", "answered", "revisited", "closed"):
        ticket_at(status)
    assert list(checks.late(date(2027, 1, 4))) == []


@pytest.mark.parametrize(
    ("status", "addressees"),
    [
        ("received", [("officer", None)]),
        ("accepted", [("officer", None)]),
        ("transferred", [("clerk", "M"), ("head", "M"), ("officer", None)]),
        ("handled", [("head", "M"), ("officer", None)]),
    ],
)
def test_who_is_asked(status, addressees):
    ticket = ticket_at(status)
    (finding,) = checks.late(date(2026, 12, 1))
    handler = ticket.handler_id
    assert [(a.role, "M" if a.unit and a.unit == handler else a.unit) for a in finding.addressees] == addressees
    assert str(ticket.accused_id) not in {str(finding.unit)}
