"""Documents of an objection: the decision says what was found, the correction what the public read, the letter restores the name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archives.models import Document, IssuerMark, Service
from repair.models import PublicCorrection
from tests import world
from tests.archives.documented import marked, words_of

from .given import DAY, HONOUR, RIGHT, SAID, account, objection_at, second_person, take

pytestmark = pytest.mark.usefixtures("city")


def kinds() -> list[str]:
    return list(Document.objects.order_by("pk").values_list("kind", flat=True))


def told(how: str):
    """Verified in that way and told, by an office with a mark for its numbers."""
    marked()
    found = objection_at({"correct": "correcting", "revoke": "revoking", "uphold": "upheld"}[how])
    second_person(found)
    return take(found, "tell", reason="经核对表彰文件，名称登记有误。")


def test_the_decision_says_what_was_found_and_where_to_turn():
    told("uphold")
    assert kinds() == ["objection"]
    document = Document.objects.get()
    words = words_of(document)
    for said in (SAID["part"], SAID["wrong"], "经核对表彰文件，名称登记有误", "异议不成立", "行政复议", "示信用异〔2026〕1号"):
        assert said in words, said
    assert "。。" not in words
    service = Service.objects.get(document=document)
    assert (service.way, service.unit.code) == ("site", world.HOUSING)


def test_a_correction_is_announced_with_both_values():
    told("correct")
    assert kinds() == ["objection", "correction"]
    decision, public = Document.objects.order_by("pk")
    assert HONOUR in words_of(decision)
    words = words_of(public)
    assert HONOUR in words
    assert RIGHT in words
    assert SAID["wrong"] not in words  # nothing of the objection
    assert SAID["contact"] not in words
    assert PublicCorrection.objects.count() == 1
    assert Service.objects.get(document=public).way == "public"


def test_what_is_not_negative_is_revoked_without_a_letter():
    told("revoke")
    assert kinds() == ["objection", "correction"]  # an honour: no name to restore


def test_an_office_without_a_mark_decides_without_documents():
    found = objection_at("upheld")
    assert not IssuerMark.objects.exists()
    assert take(found, "tell").status == "decided"
    assert kinds() == []


def test_the_decision_is_read_by_who_sees_the_objection(door):
    found = told("correct")
    decision, public = Document.objects.order_by("pk")
    today = DAY

    def seen(name):
        return set(Document.objects.visible_to(account(name), today).values_list("kind", flat=True))

    assert seen("sun") == seen("zhou") == {"objection", "correction"}
    assert seen("he") == {"objection"}  # the body it was served to
    assert seen("wu") == set()
    assert seen("lin") == set()
    page = door("sun").get(reverse("staff_objection", args=[found.pk])).content.decode()
    assert decision.number in page
    assert public.number in page


def test_a_returned_objection_may_be_decided_and_numbered_again():
    marked()
    found = objection_at("complained")
    assert kinds() == ["objection"]
    found = take(found, "reopen")
    found = take(found, "uphold", by="sun")
    take(found, "tell")
    assert kinds() == ["objection", "objection"]
    assert [d.serial for d in Document.objects.order_by("pk")] == [1, 2]
