"""The pages of an application, through the staff site: the preview before applying, the steps, the files, what awaits whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from archives.models import Relief
from commitments.letters import papers
from repair.applications import pages
from repair.applications.models import Application, Shielding

from .applied import application_at, breach, of_company

pytestmark = pytest.mark.usefixtures("city")
SAID = {"done": "已经交付并赔偿", "methods": ["rectified"], "signer": "贺兰", "contact": "0990-1"}


def page(found: Application) -> str:
    return reverse("staff_application", args=[found.pk])


def test_the_subject_sees_from_when_on_before_applying_and_then_submits(door):
    record, he, gao = breach(), door("he"), door("gao")
    asked = f"{reverse('staff_application_file')}?record={record.number}"
    assert asked in he.get(reverse("staff_record", args=[record.number])).content.decode()
    shown = he.get(asked).content.decode()
    assert "2026年8月11日" in shown
    assert "公开承诺" in shown
    answer = he.post(asked, {**SAID, "files": SimpleUploadedFile("凭证.pdf", b"%PDF-1.7 x")})
    found = Application.objects.get()
    assert (answer.status_code, answer.url, found.status) == (302, page(found), "draft")
    assert gao.get(page(found)).status_code == 404
    assert page(found) in he.get("/").content.decode()
    assert he.post(page(found), {"step": "submit", "revision": found.revision}).status_code == 302
    assert page(found) in gao.get("/").content.decode()
    assert page(found) not in door("zhou").get("/").content.decode()  # the finding unit's, while somebody of it may


def test_a_step_without_its_reason_or_its_revision_is_refused_on_the_page(door):
    found = application_at("submitted", today=timezone.localdate())
    gao = door("gao")
    assert gao.post(page(found), {"step": "accept"}).status_code == 409
    assert gao.post(page(found), {"step": "accept", "revision": found.revision}).status_code == 409  # nothing about who applies
    assert gao.post(page(found), {"step": "accept", "revision": found.revision, "reason": "已核对"}).status_code == 302
    assert gao.post(page(found), {"step": "verify", "revision": found.revision, "reason": " "}).status_code == 409
    assert gao.post(page(found), {"step": "verify", "revision": found.revision, "reason": "已核对"}).status_code == 302
    assert gao.post(page(found), {"step": "grant", "revision": found.revision, "reason": "准予"}).status_code == 409  # who verified
    assert not Relief.objects.exists()
    zhou = door("zhou")
    assert page(found) in zhou.get("/").content.decode()
    assert zhou.post(page(found), {"step": "grant", "revision": found.revision, "reason": "准予"}).status_code == 302
    assert zhou.post(page(found), {"step": "grant", "revision": found.revision, "reason": "准予"}).status_code == 409  # the second is told
    assert Relief.objects.count() == 1


@pytest.mark.parametrize("status", ["submitted", "accepted"])
def test_the_letter_is_read_recorded_and_printed_as_the_other_letters_are(door, status):
    found = application_at(status)
    shown = door("gao").get(page(found)).content.decode()
    assert "记录单" in shown
    assert f"<dt>接收单位</dt><dd>{found.finder.name}</dd>" in shown
    assert pages.letter_of(found).text.splitlines()[0] in shown
    for name in ("staff_application_letter", "staff_application_letter_record"):
        address = reverse(name, args=[found.pk])
        assert f'href="{address}"' in shown
        assert door("gao").get(address).content.startswith(b"%PDF")
        assert door("guard").get(address).status_code == 404
    form = dict(papers.repair_rows(pages.letter_of(found), found.number, found.finder, found.get_status_display()))
    assert form["签署人"] == "贺兰"
    assert form["修复申请"] == found.number
    assert (form[gettext("Published on")] == "—") == (status == "submitted")


def test_files_leave_as_downloads_only(door):
    found = application_at("submitted")
    answer = door("gao").get(reverse("staff_application_evidence", args=[found.pk, found.evidence.get().pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("said", "status"),
    [({"done": ""}, 400), ({"methods": []}, 400), ({"done": "999999198203150012"}, 409), ({"done": "a\0b"}, 400), ({"hours": "x"}, 400)],
)
def test_a_faulty_form_is_shown_again_and_keeps_nothing(door, said, status):
    asked = f"{reverse('staff_application_file')}?record={breach().number}"
    answer = door("he").post(asked, {**SAID, **said})
    assert answer.status_code == status
    assert "999999198203150012" not in answer.content.decode()
    assert not Application.objects.exists()


def test_false_material_is_filed_from_the_page_by_a_clerk_of_the_finding_unit(door):
    found = application_at("false")
    address = reverse("staff_application_false", args=[found.pk])
    assert address in door("lin").get(page(found)).content.decode()
    assert address not in door("gao").get(page(found)).content.decode()
    assert door("gao").post(address, {"tier": "2"}).status_code == 403
    assert door("lin").post(address, {"tier": "2"}).status_code == 302
    found.refresh_from_db()
    assert found.filing.item_code == "XJ"


def test_a_shield_through_its_pages(door):
    today = timezone.localdate()
    said = {
        "numbers": of_company().number, "court": "法院", "ruling_no": "1号", "ruled_on": today.isoformat(), "until_on": (today + timedelta(9)).isoformat(),
    }  # fmt: skip
    assert door("sun").post(reverse("staff_shielding_enter"), {**said, "until_on": today.isoformat()}).status_code == 409
    assert door("sun").post(reverse("staff_shielding_enter"), said).status_code == 302
    found = Shielding.objects.get()
    address = reverse("staff_shielding", args=[found.pk])
    assert address in door("zhou").get("/").content.decode()
    assert door("sun").post(address, {"step": "confirm", "revision": found.revision}).status_code == 409
    assert door("zhou").post(address, {"step": "confirm", "revision": found.revision}).status_code == 302
    assert Relief.objects.in_force().count() == 1
