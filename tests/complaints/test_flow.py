"""From acceptance to closing: who does what, what each step needs, and what refuses it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from archives.models import Membership, Subject
from complaints import actions
from complaints.flow import ARROWS
from complaints.models import Ticket
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world

from .given import DAY, account, entered, take, ticket_at, with_case

pytestmark = pytest.mark.usefixtures("city")


def test_the_whole_way_of_a_complaint_that_is_unfounded():
    ticket = ticket_at("closed")
    assert [(s.step, s.by.username) for s in ticket.taken.select_related("by")] == [
        ("accept", "sun"), ("transfer", "sun"), ("handle", "lin"), ("feedback", "gao"), ("satisfied", "zhou"), ("close", "zhou"),
    ]  # fmt: skip
    assert ticket.handler.code == world.MARKET
    assert (ticket.outcome, ticket.case_no) == ("unfounded", "")
    assert ticket.accepted_on == ticket.answered_on == ticket.closed_on == DAY


def test_a_founded_complaint_names_its_case_and_the_trail_keeps_it_when_it_is_done_again():
    number = "示范市市场监督管理局失信案〔2026〕1号"
    ticket = take(with_case(ticket_at("transferred")), "handle", outcome="founded")
    assert (ticket.outcome, ticket.case_no, ticket.handled_by, ticket.case.number) == ("founded", number, account("lin"), number)
    ticket = take(take(ticket, "feedback"), "redo")
    assert (ticket.status, ticket.outcome, ticket.case_no, ticket.handled_by, ticket.answered_on) == ("transferred", "", "", None, None)
    assert ticket.taken.get(step="handle").reason == f"{number}　理由充分"
    with pytest.raises(Refused, match=r"is not closed|尚未结案"):  # the case goes its own way, and the ticket waits for it
        take(ticket, "handle", outcome="unfounded")
    assert take(ticket, "handle", outcome="founded").case.number == number


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": ""}, "Say what the examination|请写明"),
        ({"outcome": "founded"}, "leads to a case|立案"),
        ({"outcome": "half"}, "founded or unfounded|属实"),
    ],
)
def test_handling_ends_in_a_case_or_in_unfounded(given, sentence):
    ticket = ticket_at("transferred")
    with pytest.raises(Refused, match=sentence):
        take(ticket, "handle", **given)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.outcome, ticket.case_no) == ("transferred", "", "")


def test_a_complaint_is_refused_on_a_listed_ground_in_force_and_with_a_reason():
    for ground in ("", "because"):
        with pytest.raises(Refused, match=r"listed grounds|情形"):
            take(entered(), "refuse", ground=ground)
    with pytest.raises(Refused, match=r"listed grounds|情形"):  # 1103号 was not there yet
        take(
            entered(received_on=DAY.replace(year=2023, month=8, day=1), today=DAY.replace(year=2023, month=8, day=1), happened_on=None),
            "refuse",
            ground="out-of-scope",
            today=DAY.replace(year=2023, month=8, day=1),
        )
    with pytest.raises(Refused, match=r"reason|理由"):
        actions.take(ticket=entered(), step="refuse", by=account("sun"), ground="litigation", seen=1, today=DAY)
    refused = take(entered(), "refuse", ground="out-of-scope")
    assert (refused.status, refused.ground.code, refused.decided_by) == ("refused", "out-of-scope", account("sun"))


def test_four_eyes_at_intake_and_at_the_answer():
    with pytest.raises(Refused, match=r"colleague|同事"):
        take(entered(by="zhou"), "accept", by="zhou")
    handled = take(ticket_at("transferred"), "handle", by="gao")
    for step in ("feedback", "return"):
        with pytest.raises(Refused, match=r"somebody else|他人"):
            take(handled, step, by="gao")
    with pytest.raises(PermissionDenied):
        take(handled, "feedback", by="lin")  # a clerk signs nothing


def test_where_there_is_no_superior_the_credit_office_handles_with_two_officers():
    body = Subject.objects.get(code=world.HOUSING)
    assert body.superior is None
    ticket = take(take(entered(accused=body), "accept"), "transfer")
    assert ticket.handler.code == world.OFFICE
    ticket = take(ticket, "handle", by="zhou")
    with pytest.raises(Refused, match=r"somebody else|他人"):
        take(ticket, "feedback", by="zhou")
    assert take(ticket, "feedback", by="sun").status == "answered"


def test_a_superior_that_has_ceased_is_passed_over_and_one_without_people_is_named():
    ticket = ticket_at("accepted")
    market = Subject.objects.get(code=world.MARKET)
    held = Membership.objects.get(user__username="gao")
    held.until_on = DAY
    held.save()
    with pytest.raises(Refused, match=r"市场监督管理局.*(no clerk and no head|没有)"):
        take(ticket, "transfer")
    market.ceased_on, market.successor = DAY, Subject.objects.get(code=world.OFFICE)
    market.save()
    assert take(ticket, "transfer").handler.code == world.OFFICE


def test_a_complaint_about_the_only_credit_office_is_taken_in_by_the_head_of_its_superior():
    office = Subject.objects.get(code=world.OFFICE)
    with pytest.raises(PermissionDenied):  # nobody of the office enters a complaint about it
        entered(accused=office)
    office.superior = Subject.objects.get(code=world.MARKET)
    office.save()
    ticket = Ticket.objects.create(accused=office, channel="hotline", received_on=DAY, made_by=account("system"), **_words())
    ticket.refresh_from_db()
    for officer in ("zhou", "sun"):
        with pytest.raises(PermissionDenied):
            take(ticket, "accept", by=officer)
        assert not Ticket.objects.visible_to(account(officer)).exists()
    assert Ticket.objects.visible_to(account("gao")).get() == ticket
    ticket = take(take(ticket, "accept", by="gao"), "transfer", by="gao")
    assert ticket.handler.code == world.MARKET


def _words() -> dict:
    from .given import SAID

    return SAID


def test_it_ends_without_agreement_only_after_it_was_done_again():
    answered = ticket_at("answered")
    with pytest.raises(Refused, match=r"once before it ends|重办"):
        take(answered, "unsatisfied")
    again = take(take(take(answered, "redo"), "handle"), "feedback")
    assert take(take(again, "unsatisfied"), "close").status == "closed"


def test_the_second_of_two_officers_is_told():
    ticket = entered()
    take(ticket, "accept")
    with pytest.raises(Refused, match=r"no longer possible|不能再"):
        take(ticket, "refuse", by="sun")


def test_an_outcome_changed_after_it_was_seen_is_not_signed():
    seen = take(ticket_at("transferred"), "handle")
    changed = take(with_case(take(seen, "return")), "handle", outcome="founded")
    assert changed.revision > seen.revision
    with pytest.raises(Refused, match=r"changed after you opened|又有改动"):
        advance(changed, "feedback", by=account("gao"), reason="答复", seen=seen.revision, today=DAY)


def test_no_step_is_taken_with_a_resident_id_in_its_reason():
    with pytest.raises(Refused, match=r"resident id|身份号码"), transaction.atomic():
        actions.take(
            ticket=entered(), step="refuse", by=account("sun"), ground="litigation", reason="身份证999999198203150012", seen=1, today=DAY
        )


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"channel": "portal"}, Refused),
        ({"channel": "letter"}, Refused),
        ({"received_on": DAY.replace(day=22)}, Refused),
        ({"happened_on": DAY.replace(day=22)}, Refused),
        ({"facts": "身份证999999198203150012"}, Refused),
        ({"complainant_name": "王 9999991982 03150012"}, Refused),
        ({"by": "lin"}, PermissionDenied),
        ({"by": "gao"}, PermissionDenied),
        ({"by": "wu"}, PermissionDenied),
        ({"by": "audit"}, PermissionDenied),
        ({"by": "guard"}, PermissionDenied),
        ({"by": "closed"}, PermissionDenied),
    ],
)
def test_what_is_entered_and_by_whom(said, refusal):
    with pytest.raises(refusal):
        entered(**said)
    assert not Ticket.objects.exists()


def test_a_number_of_a_channel_is_entered_once():
    entered(source_no="12345-2026-77")
    with pytest.raises(Refused, match=r"entered already|已经录入"):
        entered(source_no="12345-2026-77")
    entered(source_no="12345-2026-77", channel="petition")
    entered()
    entered()  # without a number as often as it comes


def test_an_enterprise_is_complained_of_elsewhere():
    shop = Subject.objects.create(kind="enterprise", code=world.ENTERPRISE, name="示例超市有限公司")
    with pytest.raises(Refused, match=r"no public body|机关单位"):
        entered(accused=shop)


def test_postgresql_keeps_the_arrows_of_the_flow(db):
    """The VALUES of complaints_ticket_by_arrow are the arrows of the flow, no more and no fewer."""
    import re

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'complaints_ticket_by_arrow'")
        (source,) = cursor.fetchone()
    assert sorted(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", source)) == sorted((str(a), str(b), str(c)) for a, b, c in ARROWS)


@pytest.mark.parametrize(
    ("received", "fine"), [(DAY - timedelta(days=366), True), (DAY - timedelta(days=367), False), (date(1800, 1, 1), False)]
)
def test_what_was_received_long_ago_is_not_entered_as_if_its_terms_ran(received, fine):
    if fine:
        assert entered(received_on=received).received_on == received
        return
    with pytest.raises(Refused, match=r"a year ago|一年"):
        entered(received_on=received)
    with pytest.raises(Refused):
        entered(happened_on=date(1, 1, 1))


def test_an_answer_does_not_say_founded_of_a_case_that_was_closed_as_unfounded():
    from tests.discipline import given as judged

    ticket = take(with_case(ticket_at("transferred")), "handle", outcome="founded")
    judged.take(judged.examined(ticket.case), "unfounded")
    ticket.refresh_from_db()
    with pytest.raises(Refused, match=r"send it back|退回"):
        take(ticket, "feedback")
