"""Documents of a ticket: the notice for the complainant by the receipt alone, the letter to the superior that names nobody."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from archives.models import Document, IssuerMark, Subject
from complaints import papers
from complaints.models import Ticket
from integrity.errors import Refused
from tests import world
from tests.archives.documented import words_of
from tests.publicity.given import portal_wrapper, reader, untimed  # noqa: F401

from .given import DAY, SAID, account, accused, entered, take, ticket_at
from .test_accused import client_of
from .test_portal import citizen, nobody_was_here  # noqa: F401


@pytest.fixture
def office(city):
    return _marked()


def _marked():
    body = Subject.objects.get(code=world.OFFICE)
    IssuerMark.objects.create(body=body, mark="示信用")
    return body


def of_the_portal(**said) -> Ticket:
    """One with a receipt, as the portal would have filed it; the owner of the tables puts it in."""
    from tests.conftest import role

    with role("registry_owner"):
        ticket = Ticket.objects.create(
            accused=accused(),
            channel="portal",
            received_on=DAY,
            made_by=account("system"),
            receipt_code="0000-0000-0001",
            verifier_hash=b"x" * 32,
            **(SAID | said),
        )
    ticket.refresh_from_db()
    return ticket


def test_acceptance_and_transfer_are_issued_with_their_steps_and_served(office):
    ticket = take(take(of_the_portal(), "accept"), "transfer")
    notice, letter = papers.of(ticket)
    assert (notice.kind, notice.number, notice.addressee, notice.addressee_name) == (
        "acceptance",
        "示信用受〔2026〕1号",
        None,
        "示例机械有限公司",
    )
    assert [(d.unit, d.way) for d in notice.services.all()] == [(None, "receipt")]
    assert (letter.kind, letter.number, letter.addressee.code) == ("transfer", "示信用转〔2026〕1号", world.MARKET)
    assert [(d.unit.code, d.way) for d in letter.services.all()] == [(world.MARKET, "site")]
    words = words_of(notice)
    assert f"示例机械有限公司：你（单位）于2026年9月21日提出的关于示范市住房和城乡建设局的投诉（投诉件编号{ticket.number}）收悉。" in words
    assert "我单位决定自2026年9月21日起予以受理" in words
    # 15 working days from Monday 21 September 2026: 22 to 24 (3), 28 to 30 (6), 8 to 10 October, that Saturday worked (9), 12 to 16 (14), 19.
    assert "办理结果将于2026年10月19日前（含当日）反馈" in words


def test_the_letter_names_no_complainant(office):
    ticket = take(take(of_the_portal(), "accept"), "transfer")
    letter = papers.of(ticket).get(kind="transfer")
    words = words_of(letter)
    assert "一、反映事项。承诺于六月底交付的厂房至今未交付" in words
    assert "二、投诉人诉求。限期交付并赔偿损失" in words
    for secret in ("示例机械", "1234567"):
        assert secret not in words
        assert secret not in str(letter.values)


def test_who_sees_them(office):
    ticket = take(take(of_the_portal(), "accept"), "transfer")
    seen = {
        kind: {
            name for name in world.PEOPLE if Document.objects.visible_to(account(name), DAY).filter(about_id=ticket.pk, kind=kind).exists()
        }
        for kind in ("acceptance", "transfer")
    }
    assert seen == {"acceptance": {"zhou", "sun", "audit"}, "transfer": {"zhou", "sun", "audit", "lin", "gao"}}


def test_the_accused_unit_opens_none_not_even_one_that_was_served_to_it_by_mistake(office):
    from archives.documents import actions as documents

    ticket = take(take(of_the_portal(), "accept"), "transfer")
    for document in papers.of(ticket):
        documents.serve(document=document, way="hand", by=account("zhou"), unit=ticket.accused, today=DAY)
        for page in ("staff_document", "staff_document_file"):
            assert client_of("wu").get(reverse(page, args=[document.pk])).status_code == 404


def test_without_a_mark_the_step_is_taken_and_the_document_follows_by_the_button(city):
    ticket = take(of_the_portal(), "accept")
    assert not papers.of(ticket).exists()
    assert papers.lacking(ticket) == ["acceptance"]
    address = reverse("staff_ticket_paper", args=[ticket.pk, "acceptance"])
    assert client_of("zhou").post(address).status_code == 409
    _marked()
    for name, status in (("lin", 404), ("wu", 404), ("audit", 403), ("zhou", 302), ("sun", 409)):
        assert client_of(name).post(address).status_code == status, name
    assert papers.of(ticket).get().kind == "acceptance"


def test_what_came_by_another_channel_has_no_receipt_and_no_notice(office):
    ticket = take(take(entered(), "accept"), "transfer")
    assert list(papers.of(ticket).values_list("kind", flat=True)) == ["transfer"]
    with pytest.raises(Refused):
        papers.issue(ticket=ticket, kind="acceptance", by=account("zhou"), today=DAY)


def test_an_office_that_handles_a_ticket_itself_writes_itself_no_letter(office):
    body = Subject.objects.get(code=world.HOUSING)
    assert body.superior is None
    ticket = take(take(entered(accused=body), "accept"), "transfer")
    assert ticket.handler == office
    assert not papers.of(ticket).exists()
    with pytest.raises(Refused, match=r"itself|本"):
        papers.issue(ticket=ticket, kind="transfer", by=account("zhou"), today=DAY)


@pytest.mark.parametrize("name", ["lin", "gao", "wu", "audit", "guard", "nobody", "closed"])
def test_only_the_office_issues_them(city, name):
    ticket = ticket_at("transferred")
    _marked()
    with pytest.raises(PermissionDenied):
        papers.issue(ticket=ticket, kind="transfer", by=account(name), today=DAY)


def test_each_is_issued_once_and_not_after_the_answer(office):
    ticket = ticket_at("transferred")
    with pytest.raises(Refused):
        papers.issue(ticket=ticket, kind="transfer", by=account("zhou"), today=DAY)
    assert papers.of(ticket).count() == 1


def test_a_ticket_done_again_keeps_its_letter(office):
    ticket = take(ticket_at("answered"), "redo")
    assert papers.of(ticket).count() == 1
    assert papers.lacking(ticket) == []


# ── by the receipt ───────────────────────────────────────────────────────────


def test_the_receipt_opens_the_notice_and_nothing_else_does(citizen):  # noqa: F811
    code, passphrase = citizen.receipt()
    _marked()
    assert "示信用受" not in citizen.follow(code, passphrase).content.decode()
    assert citizen.follow(code, passphrase, paper="1").status_code == 403  # there is none yet
    ticket = take(Ticket.objects.get(), "accept", today=timezone.localdate())
    notice = papers.of(ticket).get()
    assert notice.number in citizen.follow(code, passphrase).content.decode()
    answer = citizen.follow(code, passphrase, paper="1")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/pdf", bytes(notice.file.content))
    assert answer["Content-Disposition"].startswith('attachment; filename="notice.pdf"')
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    wrong = citizen.follow(code, "0000-0000-0000-0000", paper="1")
    unknown = citizen.follow("0000-0000-0000", passphrase, paper="1")
    assert wrong.status_code == unknown.status_code == 403
    assert untimed(wrong.content) == untimed(unknown.content)
    assert notice.number not in wrong.content.decode()


def test_the_portal_reads_no_document_by_itself(login):
    import psycopg

    portal = login("portal")
    for what in (
        "public.archives_document",
        "public.archives_documentfile",
        "public.archives_service",
        "public.archives_documenttemplate",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(f"SELECT * FROM {what}")
    assert portal.execute("SELECT state, number, content FROM pub.complaint_paper('0000-0000-0000', 'x', 1)").fetchone() == (
        "open",
        None,
        None,
    )
