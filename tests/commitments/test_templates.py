"""New versions of templates: placeholders and heads checked, adopted by another from a later day, old ones stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from commitments import wording
from commitments.models import Wording, WordingDraft
from commitments.templates_flow import versions_of
from integrity.errors import Refused
from tests.conftest import role

from .given import step
from .lettered import BODY, entered, template


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_adopted_by_another_it_follows_the_one_before(city):
    before = versions_of("industry")
    draft = template()
    with pytest.raises(Refused, match="You drafted"):
        step(draft, "adopt", "zhou")
    draft = step(draft, "adopt", "sun")
    first, second = versions_of("industry")
    assert first.pk == before[0].pk
    assert first.body == before[0].body
    assert first.valid_until == second.valid_from == draft.valid_from
    assert (second.heads, second.public, second.family) == (first.heads, first.public, first.family)
    assert wording.on(timezone.localdate(), "industry") == first
    assert wording.on(draft.valid_from, "industry") == second
    assert "新增的一条" not in entered("industry").text
    with pytest.raises(Refused, match="there already"):
        template(days=20)
    later = step(template(days=80), "adopt", "sun")
    assert [w.valid_until for w in versions_of("industry")] == [second.valid_from, later.valid_from, None]


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"body": BODY.replace("{{承诺日期}}", "{{日期}}")}, "line 5, sign 1: there is no placeholder “日期”"),
        ({"body": BODY.replace("违诺责任", "后果")}, "missing: 违诺责任.*国办发〔2019〕35号"),
        ({"document": " "}, "rests on a document"),
        ({"days": 0}, "later day than today"),
        ({"code": "nothing"}, "no such kind"),
    ],
)
def test_what_no_template_is(city, otherwise, sentence):
    with pytest.raises(Refused, match=sentence):
        template(**otherwise)
    assert not WordingDraft.objects.exists()


def test_one_draft_at_a_time_by_officers_alone(city):
    template()
    with pytest.raises(Refused, match="awaits adoption already"):
        template(days=50)
    with pytest.raises(PermissionDenied):
        template(by="lin", code="project")


def test_a_head_that_the_law_added_meanwhile_stops_the_adoption(city):
    draft = template()
    with role("registry_owner"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE commitments_wording DISABLE TRIGGER USER")
        Wording.objects.filter(code="industry").update(heads=["承诺事项", "违诺责任", "监督电话"])
    with pytest.raises(Refused, match="监督电话"):
        step(draft, "adopt", "sun")


def test_through_the_staff_site(door, city):
    address = reverse("staff_wording_draft_new", args=["industry"])
    said = {"body": BODY, "document": "文", "article": "六", "valid_from": (timezone.localdate() + timedelta(30)).isoformat()}
    assert "违诺责任" in door("zhou").get(address).content.decode()
    faulty = door("zhou").post(address, said | {"body": "没有标题 {{主体名称}}"})
    assert faulty.status_code == 409
    assert "国办发〔2019〕35号" in faulty.content.decode()
    assert door("zhou").post(address, said).status_code == 302
    draft = WordingDraft.objects.get()
    page = reverse("staff_wording_draft", args=[draft.pk])
    assert "新增的一条" in door("lin").get(page).content.decode()
    assert door("zhou").post(page, {"step": "adopt", "revision": draft.revision}).status_code == 409
    assert door("sun").post(page, {"step": "adopt", "revision": draft.revision}).status_code == 302
    shown = door("lin").get(reverse("staff_wording", args=["industry"])).content.decode()
    assert "新增的一条" in shown
    assert "公平竞争" in shown  # the version of today stands beside
    assert door("lin").get(reverse("staff_wordings")).status_code == 200
