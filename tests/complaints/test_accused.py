"""The body complained of does not see that a complaint exists: by no list, count, page, file, warning, home page, log or error."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from archives.models import CreditOffice, Membership, Role, Subject
from complaints import duties
from complaints.models import Attachment, Ticket
from monitoring.actions import look
from monitoring.models import Warning
from tests import world
from tests.conftest import role
from tests.repair.given import held
from tests.shifting import taken_for_granted

from .given import DAY, SAID, account, ticket_at

pytestmark = pytest.mark.usefixtures("city")
LONG_AFTER = DAY.replace(month=11, day=20)


def client_of(name: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(account(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ticket():
    found = ticket_at("transferred")
    Attachment.objects.create(ticket=found, name="合同.pdf", kind="pdf", content=b"%PDF-1.7")
    return found


def addresses(ticket: Ticket) -> list[tuple[str, str]]:
    file = ticket.attachments.get()
    there = [
        ("get", "staff_ticket", [ticket.pk]),
        ("get", "staff_ticket_file", [ticket.pk, file.pk]),
        ("post", "staff_ticket", [ticket.pk]),
    ]
    there += [("post", "staff_ticket_extension", [ticket.pk]), ("post", "staff_ticket_message", [ticket.pk])]
    return [(method, reverse(name, args=args)) for method, name, args in there]


# Whatever else somebody of the accused unit is: a clerk, its head, and one who is officer or auditor elsewhere as well.
@pytest.mark.parametrize("also", [None, Role.HEAD, Role.PANEL, "officer elsewhere", "handler as well"])
def test_every_door_answers_as_if_it_were_not_there(ticket, also):
    wu, housing = account("wu"), Subject.objects.get(code=world.HOUSING)
    if also in (Role.HEAD, Role.PANEL):
        Membership.objects.create(user=account("nobody"), unit=housing, role=also, from_on="2020-01-01")
    elif also == "officer elsewhere":
        Membership.objects.create(user=wu, unit=Subject.objects.get(code=world.OFFICE), role=Role.OFFICER, from_on="2020-01-01")
    elif also == "handler as well":
        Membership.objects.create(user=wu, unit=Subject.objects.get(code=world.MARKET), role=Role.CLERK, from_on="2020-01-01")
    for name in ("wu", "nobody") if also in (Role.HEAD, Role.PANEL) else ("wu",):
        client = client_of(name)
        for method, address in addresses(ticket):
            answer = getattr(client, method)(address, {"step": "handle", "words": "x", "days": "1", "reason": "x"})
            none = getattr(client, method)(address.replace(f"/{ticket.pk}/", "/99999999/"), {"step": "handle"})
            assert (answer.status_code, none.status_code) == (404, 404), address
            plain = [re.sub(rb"99999999|/%d/|value=\"[^\"]*\"" % ticket.pk, b"", page.content) for page in (answer, none)]
            assert plain[0] == plain[1]
        assert not Ticket.objects.visible_to(account(name)).exists()


def test_lists_counts_files_and_home_say_nothing(ticket):
    sign = f"/complaints/{ticket.pk}/"
    for name in ("wu", "zhou"):
        client = client_of(name)
        pages = ["/", reverse("admin:complaints_ticket_changelist"), reverse("admin:complaints_ticket_changelist") + f"?q={ticket.number}"]
        pages += [reverse("admin:complaints_ticket_changelist") + "?mine=handle", reverse("admin:complaints_ticket_changelist") + "?q=住房"]
        pages += [reverse("admin:list_csv", args=["complaints", "ticket"]), reverse("staff_warnings"), reverse("staff_warnings_csv")]
        pages += [reverse("staff_body", args=[ticket.accused_id])]
        served = b""
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            served += answer.getvalue()
        # The control: the officer sees it by the same addresses.
        assert (sign.encode() in served) == (name == "zhou")


def test_a_warning_names_neither_body_nor_complainant_and_is_not_the_accused_units(ticket):
    with role("worker"):
        look(today=LONG_AFTER)
    warning = Warning.objects.get(kind="ticket")
    assert (warning.unit.code, warning.acts_in.code, warning.role) == (world.MARKET, world.MARKET, "clerk")
    told = f"{warning.sentence} {warning.facts}"
    assert ticket.number in told
    assert not [
        word for word in (ticket.accused.name, ticket.complainant_name, ticket.contact, ticket.facts, ticket.contract_no) if word in told
    ]
    for name, sees in (("wu", False), ("lin", True), ("gao", True), ("zhou", True), ("nobody", False), ("guard", False)):
        assert Warning.objects.visible_to(account(name), LONG_AFTER).filter(kind="ticket").exists() == sees, name


def test_officers_of_a_district_take_in_and_see_what_is_about_its_bodies_alone():
    """One office of the city and one of a district: what is about the city's office goes to its superior's head, not to the district."""
    market, office, housing = (Subject.objects.get(code=code) for code in (world.MARKET, world.OFFICE, world.HOUSING))
    Subject.objects.filter(pk=office.pk).update(superior=market)
    with taken_for_granted():
        CreditOffice.objects.create(unit=office, level="city", serves=market)
        CreditOffice.objects.create(unit=Subject.objects.get(code=world.HOSPITAL), level="district", serves=housing)
        Subject.objects.filter(code=world.PARTY).update(superior=housing)
    below = held("yu", "于兰", world.HOSPITAL, Role.OFFICER)
    filed = {"channel": "hotline", "received_on": DAY, "made_by": account("system"), **SAID}
    made = {code: Ticket.objects.create(accused=Subject.objects.get(code=code), **filed) for code in (world.OFFICE, world.MARKET, world.PARTY)}
    seen = set(Ticket.objects.visible_to(below).values_list("accused__code", flat=True))
    assert seen == {world.PARTY}
    takes = {code: [name for name in ("yu", "sun", "gao") if duties.is_intake(ticket, account(name), DAY)] for code, ticket in made.items()}
    assert takes == {world.OFFICE: ["sun", "gao"], world.MARKET: ["sun"], world.PARTY: ["yu", "sun"]}
    assert Ticket.objects.visible_to(account("gao")).filter(pk=made[world.OFFICE].pk).exists()
    assert not Ticket.objects.visible_to(account("sun")).filter(pk=made[world.OFFICE].pk).exists()  # who works there


def test_where_the_office_is_complained_of_its_officers_see_neither_warning_nor_step():
    office = Subject.objects.get(code=world.OFFICE)
    office.superior = Subject.objects.get(code=world.MARKET)
    office.save()
    from .given import take

    ticket = Ticket.objects.create(accused=office, channel="hotline", received_on=DAY, made_by=account("system"), **SAID)
    ticket.refresh_from_db()
    with role("worker"):
        look(today=LONG_AFTER)
    warning = Warning.objects.get(kind="ticket")
    assert (warning.role, warning.acts_in.code) == ("head", world.MARKET)
    assert not Warning.objects.visible_to(account("zhou"), LONG_AFTER).filter(kind="ticket").exists()
    take(ticket, "accept", by="gao")
    steps = client_of("zhou").get(reverse("admin:integrity_steptaken_changelist"))
    assert steps.status_code == 200
    assert steps.context["cl"].queryset.count() == 0
    other = ticket_at("accepted")  # the control: of another body the officer sees the steps
    assert client_of("zhou").get(reverse("admin:integrity_steptaken_changelist")).context["cl"].queryset.get().entry_id == other.pk


def test_it_is_not_in_the_list_of_who_entered_it_either_once_that_person_joins_the_accused(ticket):
    zhou = account("zhou")
    assert Ticket.objects.visible_to(zhou).exists()
    Membership.objects.create(user=zhou, unit=ticket.accused, role=Role.HEAD, from_on="2020-01-01")
    assert not Ticket.objects.visible_to(zhou).exists()
