"""The texts of documents: one person of the office drafts, another approves; what they may say, and their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives.documents import home
from archives.models import DocumentTemplate, Membership
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world

from .documented import DAY, TEXT, account, drafted, pages_of, unit

pytestmark = pytest.mark.usefixtures("city")


def take(draft, step, by, today=DAY, reason=""):
    return advance(draft, step, by=account(by), seen=draft.revision, reason=reason, today=today)


def test_a_text_is_in_force_when_a_second_person_approved_it_and_its_day_has_come():
    draft = drafted(valid_from=DAY + timedelta(1))
    with pytest.raises(Refused, match=r"colleague|同事"):
        take(draft, "approve", "zhou")
    assert DocumentTemplate.objects.in_force("notice", DAY + timedelta(9)) != draft
    draft = take(draft, "approve", "sun")
    assert (draft.status, draft.approved_by) == ("in_force", account("sun"))
    assert DocumentTemplate.objects.in_force("notice", DAY + timedelta(1)) == draft
    assert DocumentTemplate.objects.in_force("notice", DAY).loaded


def test_clerks_of_the_office_draft_too_and_officers_approve():
    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="clerk", from_on="2020-01-01")
    draft = drafted(by="nobody")
    with pytest.raises(PermissionDenied):
        take(draft, "approve", "nobody")
    assert take(draft, "approve", "zhou").status == "in_force"


@pytest.mark.parametrize("name", ["lin", "gao", "wu", "audit", "guard", "past", "closed", "nobody", "pan", "ren"])
def test_nobody_else_drafts(name):
    with pytest.raises(PermissionDenied):
        drafted(by=name)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("body", {"body": "甲{{密码}}"}),
        ("body", {"body": "{{主体名称"}),
        ("body", {"body": "字" * 20_001}),
        ("body", {"body": " "}),
        ("title", {"title": "关于{{投诉编号}}的告知"}),  # a name of another kind
        ("title", {"title": "两\n行"}),
        ("word", {"word": "gao"}),
        ("word", {"word": ""}),
        ("document", {"document": ""}),
        ("article", {"article": " "}),
        ("valid_from", {"valid_from": DAY - timedelta(1)}),
        ("kind", {"kind": "decree"}),
    ],
)
def test_what_no_text_says(field, said):
    with pytest.raises(ValidationError) as refused:
        drafted(**said)
    assert set(refused.value.message_dict) == {field}
    assert not DocumentTemplate.objects.filter(loaded=False).exists()


def test_a_resident_id_stands_in_no_text():
    with pytest.raises(Refused, match=r"resident id|身份号码"):
        drafted(body="王明999999198203150012")


def test_a_draft_that_waited_too_long_and_a_second_one_of_the_day_are_not_approved():
    late, one, two = drafted(), drafted(valid_from=DAY + timedelta(5)), drafted(valid_from=DAY + timedelta(5))
    with pytest.raises(Refused):
        take(late, "approve", "sun", today=DAY + timedelta(1))
    take(one, "approve", "sun")
    with pytest.raises(Refused, match=f"{(DAY + timedelta(5)).month}月{(DAY + timedelta(5)).day}日"):
        take(two, "approve", "sun")
    assert take(two, "discard", "zhou", reason="重复").status == "discarded"


def test_postgresql_keeps_a_text_and_its_four_eyes():
    draft = drafted()
    for sql in (
        "UPDATE archives_documenttemplate SET body = '改' WHERE id = %s",
        "UPDATE archives_documenttemplate SET status = 'in_force', approved_by_id = made_by_id, approved_at = now() WHERE id = %s",
        "INSERT INTO archives_documenttemplate (revision, made_by_id, kind, title, word, body, document, article, valid_from, loaded, verified, status)"
        " SELECT 1, made_by_id, kind, title, word, body, document, article, valid_from, true, false, 'in_force' FROM archives_documenttemplate WHERE id = %s",
        "DELETE FROM archives_documenttemplate WHERE id = %s",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [draft.pk])
    sneaked = "UPDATE archives_documenttemplate SET status = 'in_force', approved_by_id = %s, approved_at = now() WHERE id = %s"
    with pytest.raises(Error, match=r"only by a step taken|names who took the step"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sneaked, [account("sun").pk, draft.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# ── pages ────────────────────────────────────────────────────────────────────


def form(**said) -> dict:
    return {name: value for name, value in TEXT.items() if name != "kind"} | {"valid_from": timezone.localdate().isoformat()} | said


def test_the_form_shows_the_names_previews_and_files(door):
    address = reverse("staff_document_draft", args=["notice"])
    zhou = door("zhou")
    page = zhou.get(address).content.decode()
    assert all("{{" + name + "}}" in page for name in ("主体名称", "陈述申辩期限", "文号"))
    assert "{{投诉编号}}" not in page
    preview = zhou.post(address, form(preview="1"))
    assert (preview.status_code, preview["Content-Type"]) == (200, "application/pdf")
    words = "".join(pages_of(preview.content))
    assert "示范市某某局：与某某公司签订的投资协议约定于2026年6月30日前交付厂房，至今未交付。" in words
    assert "样张，不具有任何效力" in words
    assert not DocumentTemplate.objects.filter(loaded=False).exists()
    assert zhou.post(address, form()).status_code == 302
    made = DocumentTemplate.objects.get(loaded=False)
    assert (made.kind, made.made_by, made.status) == ("notice", account("zhou"), "entered")


@pytest.mark.parametrize("more", [{}, {"preview": "1"}])
def test_the_form_names_the_place_of_what_is_wrong(door, more):
    answer = door("zhou").post(reverse("staff_document_draft", args=["notice"]), form(body="好\n{{密码}}", **more))
    assert answer.status_code == 400
    assert "密码" in answer.context["form"].errors["body"][0]
    assert "2" in answer.context["form"].errors["body"][0]
    assert not DocumentTemplate.objects.filter(loaded=False).exists()


def test_a_resident_id_typed_into_the_form_does_not_come_back(door):
    answer = door("zhou").post(reverse("staff_document_draft", args=["notice"]), form(body="王明999999198203150012"))
    assert answer.status_code == 409
    assert "999999198203150012" not in answer.content.decode()


def test_the_page_offers_the_second_person_the_steps_and_tells_the_first_why_not(door):
    draft = drafted(today=timezone.localdate(), valid_from=timezone.localdate())
    address = reverse("staff_document_template", args=[draft.pk])
    assert door("zhou").post(address, {"step": "approve", "revision": draft.revision}).status_code == 409
    assert [step["name"] for step in door("sun").get(address).context["can"]] == ["approve", "discard"]
    assert draft in home.to_approve(account("sun"), timezone.localdate())
    assert draft not in home.to_approve(account("zhou"), timezone.localdate())
    assert door("sun").post(address, {"step": "approve", "revision": draft.revision}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "in_force"


def test_a_kind_that_does_not_exist_has_no_form(door):
    assert door("zhou").get(reverse("staff_document_draft", args=["decree"])).status_code == 404
