"""Decisions under the receipt of an objection and of an application: as files, to who has the receipt and to nobody else."""

from __future__ import annotations

import json

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Document, IssuerMark, Service, Subject
from repair.applications.models import Application
from repair.models import Objection
from tests import world
from tests.archives import officials
from tests.conftest import role
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from . import applied
from .given import a_record, objection_at, second_person, take
from .test_portal import citizen, nobody_was_here  # noqa: F401
from .test_repair_portal import citizen as applicant  # noqa: F401

WRONG = {"passphrase": "0000-0000-0000-0000"}


def mark() -> None:
    IssuerMark.objects.create(body=Subject.objects.get(code=world.OFFICE), mark="示信用")


def decided(number: str, how: str = "revoke") -> Objection:
    """The objection of the portal to this record, decided by the real steps."""
    found, today = Objection.objects.get(record_no=number), timezone.localdate()
    for step in ("identify", "accept", how):
        found = take(found, step, today=today)
    second_person(found)
    return take(found, "tell", today=today)


def test_the_decision_on_an_objection_is_taken_along_by_its_receipt_alone(citizen):  # noqa: F811
    record = a_record()
    mark()
    receipt, other = citizen.receipt(record_no=record.number), citizen.receipt()
    assert citizen.follow(receipt, paper="1").status_code == 403, "there is none yet"
    found = decided(record.number)
    # The public correction is about it as well; it is not served by the receipt.
    assert set(Document.objects.filter(about_kind="repair.objection", about_id=found.pk).values_list("kind", flat=True)) == {
        "objection",
        "correction",
    }
    decision = Document.objects.get(kind="objection")
    page = citizen.follow(receipt).content.decode()
    assert decision.number in page
    assert Document.objects.get(kind="correction").number not in page
    answer = citizen.follow(receipt, paper="1")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/pdf", bytes(decision.file.content))
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("no-store", "nosniff", "no-referrer")
    assert answer["Content-Disposition"].startswith("attachment;")
    refused = [citizen.follow(receipt, paper=place) for place in ("2", "0", "x", "-1", "9999", "99999", "")]
    refused += [citizen.follow(who, paper="1") for who in (other, receipt | WRONG, receipt | {"code": "0000-0000-0000"})]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.content for answer in refused}) == 1
    assert decision.number not in refused[0].content.decode()


def test_after_a_second_decision_both_are_there(citizen):  # noqa: F811
    record = a_record()
    mark()
    receipt = citizen.receipt(record_no=record.number)
    found, today = decided(record.number, "uphold"), timezone.localdate()
    citizen.follow(receipt, words="没有理由", complaint="1")
    found.refresh_from_db()
    for step in ("reopen", "uphold"):
        found = take(found, step, today=today, by="zhou" if step == "reopen" else "sun")
    take(found, "tell", today=today)
    first, second = Document.objects.filter(kind="objection").order_by("pk")
    answers = [citizen.follow(receipt, paper=place).content for place in ("1", "2")]
    assert answers == [bytes(first.file.content), bytes(second.file.content)]


def test_a_decision_about_a_person_goes_to_the_receipt_and_by_no_other_way(citizen):  # noqa: F811
    record = officials.filed(officials.register(self_="self_"), "GZ-RY", officer="zhou")
    mark()
    receipt = citizen.receipt(record_no=record.number, objector_name="欧阳明远")
    found, today = Objection.objects.get(), timezone.localdate()
    for step in ("identify", "accept", "uphold"):
        found = take(found, step, today=today)
    take(found, "tell", today=today)
    decision = Document.objects.get()
    assert (decision.person, decision.services.get().way) == (record.subject, "receipt")
    assert citizen.follow(receipt, paper="1").content == bytes(decision.file.content)
    assert citizen.follow(receipt | WRONG, paper="1").status_code == 403


def test_a_decision_served_on_the_site_is_under_no_receipt(citizen, login):  # noqa: F811
    mark()
    found = objection_at("decided", today=timezone.localdate())
    assert Service.objects.get(document__kind="objection").way == "site"
    portal = login("portal")
    for sql in (
        "SELECT * FROM pub.receipt_paper('repair.objection', %s, 1)",
        "SELECT pub.receipt_papers('repair.objection', %s)",
        "SELECT pub.application_opened('x', %s::text::bytea)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(sql, [found.pk])
    with connection.cursor() as cursor, role("registry_owner"):
        cursor.execute("SELECT pub.receipt_papers('repair.objection', %s)", [found.pk])
        assert json.loads(cursor.fetchone()[0]) == []
        cursor.execute("SELECT number, content FROM pub.receipt_paper('repair.objection', %s, 1)", [found.pk])
        assert cursor.fetchone() == (None, None)
    for what in ("complaint", "objection", "application"):
        assert portal.execute(f"SELECT state, number, content FROM pub.{what}_paper('0000-0000-0000', 'x', 1)").fetchone() == (
            "open",
            None,
            None,
        )


def test_the_decision_and_the_certificate_of_a_repair_by_the_receipt(applicant):  # noqa: F811
    record = applied.breach()
    mark()
    receipt = applicant.receipt(record_no=record.number)
    found, today = Application.objects.get(), timezone.localdate()
    for step in ("accept", "verify", "grant"):
        assert applicant.follow(receipt | {"paper": "1"}).status_code == 403, "there is none yet"
        found = applied.take(found, step, today=today)
    decision, certificate = Document.objects.filter(about_kind="repair.application").order_by("pk")
    assert (decision.kind, certificate.kind, decision.number) == ("repair", "certificate", found.document_no)
    served = {(service.way, service.unit.code) for service in Service.objects.filter(document__in=[decision, certificate])}
    assert served == {("receipt", world.HOUSING), ("site", world.MARKET)}  # and the unit that found the breach reads what the office decided
    page = applicant.follow(receipt).content.decode()
    assert page.count(decision.number) > 1
    assert certificate.number in page
    answers = [applicant.follow(receipt | {"paper": place}) for place in ("1", "2")]
    assert [answer.content for answer in answers] == [bytes(decision.file.content), bytes(certificate.file.content)]
    assert {answer["Content-Type"] for answer in answers} == {"application/pdf"}
    refused = [
        applicant.follow(who) for who in (receipt | {"paper": "3"}, receipt | WRONG | {"paper": "1"}, receipt | {"code": "x", "paper": "1"})
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.content for answer in refused}) == 1


def test_what_was_applied_for_on_the_site_is_served_there(city):
    mark()
    found = applied.application_at("granted", today=timezone.localdate())
    ways = Service.objects.filter(document__about_kind="repair.application", document__about_id=found.pk).values_list("way", flat=True)
    assert list(ways) == ["site", "site", "site"]  # the decision to the finding unit as well


def test_a_refused_repair_has_its_decision_alone(applicant):  # noqa: F811
    record = applied.breach()
    mark()
    receipt = applicant.receipt(record_no=record.number)
    found, today = Application.objects.get(), timezone.localdate()
    for step in ("accept", "verify", "refuse"):
        found = applied.take(found, step, today=today)
    assert [document.kind for document in Document.objects.filter(about_kind="repair.application")] == ["repair"]
    assert applicant.follow(receipt | {"paper": "1"}).status_code == 200
    assert applicant.follow(receipt | {"paper": "2"}).status_code == 403
