"""What whoever objected or received a wrong value finds again, and what the pages say between the decision and its closing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archives.models import Document, IssuerMark
from repair.models import CorrectionNotice, Objection
from tests import world
from tests.archives import officials
from tests.complaints.test_portal import FORM as COMPLAINT
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import words

from .applied import breach
from .given import a_record, filed, second_person, take

TODAY = timezone.localdate


def own_objection(by: str) -> tuple[Objection, object]:
    record = a_record()
    return filed(record, by=by, today=TODAY()), record


# ── who objected ─────────────────────────────────────────────────────────────


def test_who_objected_finds_it_on_the_home_page_and_on_the_record(city, door):
    found, record = own_objection("he")
    address = reverse("staff_objection", args=[found.pk])
    assert address in door("he").get("/").content.decode()
    page = door("he").get(reverse("staff_record", args=[record.number])).content.decode()
    assert address in page
    assert reverse("staff_objection_file") not in page  # no second one beside it
    for other in ("lin", "wu"):
        assert address not in door(other).get("/").content.decode()


def test_a_civil_servant_finds_it_in_the_own_archive(city, door):
    person = officials.register(serial=21, self_="self_")
    record = officials.filed(person, "GZ-RY")
    found = filed(record, by="self_", today=TODAY(), part="荣誉名称")
    address = reverse("staff_objection", args=[found.pk])
    shown = words(door("self_").get(reverse("staff_my_archive")).content.decode())
    assert found.number in shown
    assert address in door("self_").get(reverse("staff_my_archive")).content.decode()
    assert door("self_").get(address).status_code == 200


def test_the_decision_leads_back_to_its_objection_for_who_may_see_it(city, door):
    IssuerMark.objects.create(body=officials.unit(world.OFFICE), mark="示信办")
    found, _record = own_objection("he")
    for step in ("identify", "accept", "uphold", "tell"):
        found = take(found, step, today=TODAY())
    document = Document.objects.get(about_kind="repair.objection", about_id=found.pk)
    page = door("he").get(reverse("staff_document", args=[document.pk]))
    assert page.status_code == 200
    assert reverse("staff_objection", args=[found.pk]) in page.content.decode()


# ── who received the wrong value ─────────────────────────────────────────────


def test_an_auditor_who_exported_the_wrong_value_is_told_on_the_home_page(city, door):
    record = a_record()
    b"".join(door("audit").get(reverse("admin:list_csv", args=["archives", "record"])).streaming_content)
    found = filed(record, today=TODAY())
    for step in ("identify", "accept", "correct"):
        found = take(found, step, today=TODAY())
    second_person(found)
    take(found, "tell", today=TODAY())
    notice = CorrectionNotice.objects.get(recipient__username="audit")
    address = reverse("staff_correction", args=[notice.pk])
    assert address in door("audit").get("/").content.decode()
    assert door("audit").get(address).status_code == 200
    assert address not in door("lin").get("/").content.decode()  # lin never received it


# ── between the decision and its closing ─────────────────────────────────────


def test_an_approved_correction_is_no_longer_awaited(city, door):
    found, _record = own_objection("he")
    for step in ("identify", "accept", "correct"):
        found = take(found, step, today=TODAY())
    address = reverse("staff_objection", args=[found.pk])
    waiting, approved = f"更正{found.filing}仍在办理中", f"更正报送{found.filing}已经通过，请将结果告知异议人"
    before = words(door("sun").get(address).content.decode())
    assert (waiting in before, approved in before) == (True, False)
    second_person(found)
    after = words(door("sun").get(address).content.decode())
    assert (waiting in after, approved in after) == (False, True)


def test_a_record_corrected_says_so_and_no_longer_that_it_is_being_verified(committed, reader):  # noqa: F811
    found, record = own_objection("he")
    for step in ("identify", "accept"):
        found = take(found, step, today=TODAY())
    under = words(reader.read(f"/records/{record.number}/"))
    assert "正在核实" in under
    found = take(found, "correct", today=TODAY())
    second_person(found)
    found.refresh_from_db()
    take(found, "tell", today=TODAY())
    corrected = words(reader.read(f"/records/{record.number}/"))
    assert "正在核实" not in corrected
    assert "更正" in corrected


# ── the portal ───────────────────────────────────────────────────────────────


@pytest.fixture
def nobody_was_here():
    cache.clear()


@pytest.mark.usefixtures("nobody_was_here")
def test_a_receipt_that_is_reloaded_says_that_it_was_sent_and_offers_no_empty_form(committed, reader):  # noqa: F811
    said = {**COMPLAINT, "form_no": str(uuid4())}
    with reader.at_the_portal():
        client = Client(raise_request_exception=True)
        first = client.post("/complaints/", said)
        again = client.post("/complaints/", said)
    assert first.status_code == 200
    assert again.status_code == 409
    assert "您已经提交过了" in words(again.content.decode())
    assert "<textarea" not in again.content.decode()


def test_what_a_repair_asks_of_a_tier_stands_on_the_page_of_the_record_and_at_the_form(committed, reader):  # noqa: F811
    # As standards/repair.yaml has it: 20 hours of service are required of a severe one, 8 are taken into account of a moderate one.
    severe, moderate = breach(tier="3"), breach()
    for address in (f"/records/{severe.number}/", f"/repairs/?record={severe.number}"):
        said = words(reader.read(address))
        assert "接受专题培训 本等级必须具备" in said, address
        assert "至少20小时，最多计60小时） 本等级必须具备" in said, address
    said = words(reader.read(f"/records/{moderate.number}/"))
    assert "接受专题培训 可予考虑" in said
    assert "作出信用承诺 本等级必须具备" in said
