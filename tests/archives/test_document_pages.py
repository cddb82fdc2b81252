"""Pages of documents: who opens them, the file as it leaves, and what awaits whom."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from archives.documents import home
from archives.models import Document, IssuerMark, Subject
from tests import world

from . import officials
from .documented import account, issued, served

pytestmark = pytest.mark.usefixtures("city")


def today():
    return timezone.localdate()


def test_the_file_is_saved_and_never_shown(door):
    document = issued(today=today())
    answer = door("zhou").get(reverse("staff_document_file", args=[document.pk]))
    assert answer.content == bytes(document.file.content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=\"document.pdf\"; filename*=UTF-8''%E7%A4%BA")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]


def test_the_page_shows_hash_and_services_and_its_addressee_acknowledges(door):
    document = issued(today=today())
    address = reverse("staff_document", args=[document.pk])
    assert door("gao").get(address).status_code == 404
    service = served(document)
    page = door("gao").get(address).content.decode()
    assert document.file.sha256 in page
    assert home.to_acknowledge(account("gao"), today()).get() == service
    assert not home.to_acknowledge(account("zhou"), today()).exists()
    assert document.number in door("gao").get(reverse("admin:index")).content.decode()
    button = reverse("staff_document_acknowledge", args=[document.pk, service.pk])
    assert button in page
    assert button not in door("zhou").get(address).content.decode()
    assert door("zhou").post(button).status_code == 403
    assert door("wu").post(button).status_code == 404
    assert door("gao").post(button).status_code == 302
    assert door("lin").post(button).status_code == 409
    assert "高建平" in door("gao").get(address).content.decode()
    assert not home.to_acknowledge(account("lin"), today()).exists()


def test_a_service_of_another_document_is_not_acknowledged_through_this_one(door):
    mine, other = issued(today=today()), issued(today=today())
    served(mine)
    service = served(other)
    assert door("gao").post(reverse("staff_document_acknowledge", args=[mine.pk, service.pk])).status_code == 404


def test_the_list_shows_no_more_than_one_may_see_and_no_name_of_a_complainant(door):
    document = issued(kind="acceptance", to="示例机械有限公司", today=today())
    person = officials.register()
    issued(to=person, today=today(), 主体名称="欧阳明远")
    address = reverse("admin:archives_document_changelist")
    listed = door("zhou").get(address).content.decode()
    assert document.number in listed
    assert "示例机械" not in listed
    assert "欧阳明远" not in listed
    file = b"".join(door("audit").get(reverse("admin:list_csv", args=["archives", "document"])).streaming_content).decode()
    assert document.number in file
    assert "示例机械" not in file
    assert Document.objects.count() == 2
    assert document.number not in door("gao").get(address).content.decode()


def test_the_list_narrows_to_what_the_home_page_counts(door):
    document, other = issued(today=today()), issued(today=today())
    served(document)
    answer = door("gao").get(reverse("admin:archives_document_changelist") + "?mine=acknowledge")
    assert [row.pk for row in answer.context["cl"].queryset] == [document.pk]
    assert other.pk != document.pk


def test_words_of_others_do_not_break_the_page(door):
    document = issued(失信事实="<script>alert(1)</script>{{x}}{% debug %}", today=today())
    page = door("zhou").get(reverse("staff_document", args=[document.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{x}}{% debug %}" in page


@pytest.mark.parametrize(
    ("kind", "code", "mark", "made"),
    [("organ", "", "示信用", True), ("enterprise", world.ENTERPRISE, "示例", False), ("organ", "", "ABC", False)],
)
def test_the_office_enters_marks_of_public_bodies(door, kind, code, mark, made):
    body = Subject.objects.create(kind=kind, code=code, name="示例超市有限公司") if code else Subject.objects.get(code=world.OFFICE)
    answer = door("zhou").post(reverse("admin:archives_issuermark_add"), {"body": body.pk, "mark": mark})
    assert answer.status_code == (302 if made else 200)
    assert IssuerMark.objects.filter(body=body).exists() == made
