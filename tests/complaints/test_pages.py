"""Staff pages of tickets: entering, steps by their forms, what awaits whom, the list, and hostile words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archives.models import Membership, Subject
from complaints import awaiting
from complaints.models import Note, Ticket
from tests import world

from .given import SAID, accused, entered, take, ticket_at
from .test_accused import client_of

pytestmark = pytest.mark.usefixtures("city")


def form(**other) -> dict:
    return {
        **SAID,
        "channel": "petition",
        "source_no": "信访2026-5",
        "received_on": timezone.localdate().isoformat(),
        "accused": "示范市住房和城乡建设局",
        **other,
    }


def post(name: str, ticket: Ticket, step: str, **given):
    address = reverse("staff_ticket", args=[ticket.pk])
    return client_of(name).post(address, {"step": step, "revision": ticket.revision, "reason": "理由充分", **given})


def test_the_office_enters_what_came_by_another_channel():
    pdf = SimpleUploadedFile("信.pdf", b"%PDF-1.7", content_type="application/pdf")
    answer = client_of("zhou").post(reverse("staff_ticket_enter"), {**form(), "files": [pdf]})
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == reverse("staff_ticket", args=[ticket.pk])
    assert (ticket.channel, ticket.source_no, ticket.accused.code, ticket.made_by.username, ticket.status) == (
        "petition",
        "信访2026-5",
        world.HOUSING,
        "zhou",
        "received",
    )
    assert ticket.attachments.get().name == "信.pdf"


def test_a_clerk_of_the_offices_unit_enters_too_and_sees_the_own_ones_only():
    office = Subject.objects.get(code=world.OFFICE)
    Membership.objects.create(user_id=_id("nobody"), unit=office, role="clerk", from_on="2020-01-01")
    assert client_of("nobody").post(reverse("staff_ticket_enter"), form()).status_code == 302
    other = entered()
    own = Ticket.objects.get(made_by__username="nobody")
    assert client_of("nobody").get(reverse("staff_ticket", args=[own.pk])).status_code == 200
    assert client_of("nobody").get(reverse("staff_ticket", args=[other.pk])).status_code == 404


def _id(name: str) -> int:
    from .given import account

    return account(name).pk


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"accused": "没有这个局"}, 400),
        ({"accused": world.ENTERPRISE}, 400),
        ({"facts": ""}, 400),
        ({"channel": "portal"}, 400),
        ({"received_on": "2999-01-01"}, 409),
        ({"contact": "999999198203150012"}, 409),
        ({"accused": "示范市信用工作办公室"}, 403),  # the own unit
    ],
)
def test_a_form_that_says_what_no_ticket_is_keeps_nothing(said, status):
    answer = client_of("zhou").post(reverse("staff_ticket_enter"), form(**said))
    assert answer.status_code == status
    assert b"19820315" not in answer.content
    assert not Ticket.objects.exists()


def test_the_whole_way_by_the_buttons_of_the_pages():
    accused()
    client_of("zhou").post(reverse("staff_ticket_enter"), form())
    way = [
        ("sun", "accept", {}, "accepted"),
        ("zhou", "transfer", {}, "transferred"),
        ("lin", "handle", {"outcome": "founded"}, "handled"),
        ("gao", "feedback", {}, "answered"),
        ("zhou", "satisfied", {}, "revisited"),
        ("sun", "close", {}, "closed"),
    ]
    for name, step, given, status in way:
        ticket = Ticket.objects.get()
        page = client_of(name).get(reverse("staff_ticket", args=[ticket.pk])).content.decode()
        assert f'name="step" value="{step}"' in page, step
        if step == "handle":
            assert f'href="/complaints/{ticket.pk}/case/"' in page
            said = {"kind": "investment", "matter": "厂房未按期交付", "breached_on": "2026-06-30", "contract_no": ""}
            assert client_of(name).post(reverse("staff_ticket_case", args=[ticket.pk]), said).status_code == 302
            ticket.refresh_from_db()
        answer = post(name, ticket, step, **given)
        assert answer.status_code == 302, answer.content.decode()
        assert Ticket.objects.get().status == status


def test_a_refusal_stands_at_its_form_with_what_was_typed():
    answer = post("lin", ticket_at("transferred"), "handle", outcome="founded")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "立案" in page
    assert "理由充分" in page
    assert Ticket.objects.get().status == "transferred"


def test_who_has_not_the_role_is_refused_and_changes_nothing():
    ticket = ticket_at("transferred")
    for name in ("zhou", "sun", "audit"):
        assert post(name, ticket, "handle", outcome="unfounded").status_code == 403
    assert post("lin", ticket, "feedback").status_code == 409  # from here no step of that name leads on
    assert Ticket.objects.get().status == "transferred"


def test_the_page_says_who_acts_next_and_what_is_shut_and_why():
    page = client_of("zhou").get(reverse("staff_ticket", args=[ticket_at("handled").pk])).content.decode()
    assert "市场监督管理局：单位负责人" in page
    assert 'class="shut"' in page


def test_what_awaits_whom_is_counted_as_the_list_shows_it():
    today = timezone.localdate()
    at = {
        status: ticket_at(status, today=today)
        for status in ("received", "refused", "accepted", "transferred", "handled", "answered", "revisited", "closed")
    }
    expected = {
        # zhou entered the first, so it awaits sun.
        ("zhou", "office"): {"accepted", "answered", "revisited"},
        ("sun", "office"): {"received", "accepted", "answered", "revisited"},
        ("lin", "handle"): {"transferred"},
        ("gao", "sign"): {"handled"},
        ("wu", "handle"): set(),
        ("gao", "office"): set(),
    }
    for (name, word), statuses in expected.items():
        from .given import account

        found = set(awaiting.QUESTIONS[word][2](account(name), today).values_list("pk", flat=True))
        assert found == {at[status].pk for status in statuses}, (name, word)
        listed = client_of(name).get(reverse("admin:complaints_ticket_changelist") + f"?mine={word}")
        assert {t.pk for t in listed.context["cl"].queryset} == found
        home = client_of(name).get("/").content.decode()
        assert all(f"/complaints/{pk}/" in home for pk in found)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "{{ ticket.contact }}{% now 'Y' %}",
        "'; DROP TABLE complaints_ticket; --",
        '=HYPERLINK("http://x")',
        "a" * 4000,
    ],
)
def test_hostile_words_stay_words(words):
    ticket = entered(facts=words, contract_no=words[:100], complainant_name=words[:200])
    page = client_of("zhou").get(reverse("staff_ticket", args=[ticket.pk]))
    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert b"{{ ticket.contact }}" in page.content or "{{" not in words


def test_a_message_reaches_only_who_has_a_receipt_and_from_who_handles_it():
    ticket = ticket_at("transferred")
    address = reverse("staff_ticket_message", args=[ticket.pk])
    assert client_of("lin").post(address, {"words": "请补充"}).status_code == 409  # the hotline gives no receipt
    assert client_of("audit").post(address, {"words": "请补充"}).status_code == 403
    assert not Note.objects.exists()


def test_the_list_and_its_file_hold_nothing_of_the_complainant():
    ticket = take(entered(), "accept")
    for address in (reverse("admin:complaints_ticket_changelist"), reverse("admin:list_csv", args=["complaints", "ticket"])):
        served = client_of("zhou").get(address).getvalue().decode()
        assert ticket.number in served
        for name in ("complainant_name", "contact", "facts", "wanted"):
            assert SAID[name] not in served
    found = client_of("zhou").get(reverse("admin:complaints_ticket_changelist") + f"?q={ticket.number}")
    assert found.context["cl"].queryset.get() == ticket
