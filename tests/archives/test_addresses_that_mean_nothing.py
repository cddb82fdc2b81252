"""Addresses typed by hand: a filter that no list has, a value that no field holds. 400 with a sentence in the frame, never a fault."""

import pytest
from django.contrib import admin
from django.db.models import DateField, ForeignKey
from django.urls import reverse

from integrity.workflow import advance
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
READERS = ("zhou", "audit", "guard")


def address(model, what: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}")


def reader(door, url):
    """Whoever of the small world may open that page."""
    return next(client for client in map(door, READERS) if client.get(url).status_code == 200)


def said(answer) -> str:
    """The page of a refusal: 400, in the frame with its menu, and in Chinese."""
    page = answer.content.decode()
    assert answer.status_code == 400, (answer.status_code, answer.request)
    assert reverse("admin:logout") in page
    assert "无法读取" in page
    return page


def test_the_way_out_is_the_same_page_without_the_question(city, door):
    client = door("zhou")
    assert '<a href="/archives/record/">重新打开本页</a>' in said(client.get("/archives/record/?foo=1"))
    assert client.get("/archives/record/").status_code == 200
    assert "重新打开本页" not in said(client.get("/lists/archives/record.csv?foo=1"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_a_filter_that_a_list_has_not_is_said(city, door, model):
    client, page = reader(door, address(model, "changelist")), address(model, "changelist")
    file = reverse("admin:list_csv", args=[model._meta.app_label, model._meta.model_name])
    kept = admin.site._registry[model]
    asked = ["foo=1", "pk__gte=x", "q=x&foo=1"]
    if kept.date_hierarchy:
        asked += [
            f"{kept.date_hierarchy}__{rest}" for rest in ("year=2147483648", "year=x", "year=9999", "year=2026&day__month=13", "gte=x")
        ]
        assert client.get(f"{page}?{kept.date_hierarchy}__year=2026").status_code == 200
    for query in asked:
        assert "没有这一筛选条件" in said(client.get(f"{page}?{query}")), query
        assert "没有这一筛选条件" in said(client.get(f"{file}?{query}")), query


ADDED = [model for model in MODELS if getattr(admin.site._registry[model], "added_by", None)]


@pytest.mark.parametrize("model", ADDED, ids=lambda model: model._meta.model_name)
def test_a_form_filled_with_what_cannot_stand_there_is_said(city, door, model):
    page = address(model, "add")
    client = reader(door, page)
    fields = [f for f in model._meta.fields if isinstance(f, ForeignKey | DateField)]
    for field in fields:
        said(client.get(f"{page}?{field.name}=abc"))
        # A number that no row has stands for nothing, and the form stays empty.
        if isinstance(field, ForeignKey):
            assert client.get(f"{page}?{field.name}=99999999999999999999").status_code in {200, 400}
    assert client.get(f"{page}?foo=abc").status_code == 200


@pytest.mark.parametrize("query", ["superior=abc", "division=abc"])
def test_the_form_of_a_body_is_not_broken_by_its_address(city, door, query):
    assert "空白表单" in said(door("zhou").get(f"/archives/subject/add/?{query}"))


def test_what_the_address_fills_in_rightly_stands_in_the_form(city, door):
    from archives.models import Subject
    from tests import world

    unit = Subject.objects.get(code=world.MARKET)
    page = door("zhou").get(f"/archives/reportingduty/add/?unit={unit.pk}").content.decode()
    assert unit.name in page


@pytest.mark.parametrize("path", ["/archives/record/?q=%00", "/warnings/?kind=%00", "/a%00b/"])
def test_a_sign_that_no_address_has_is_said_in_the_frame(city, door, path):
    assert "地址中含有" in said(door("zhou").get(path))


def test_the_api_says_it_in_json(city, door):
    answer = door("zhou").get("/api/v1/records/?page_size=%00")
    assert answer.status_code == 400
    assert "地址中含有" in answer.json()["detail"]


def test_the_api_takes_no_parameter_that_it_does_not_know(city, door, person):
    filing = filing_at("submitted", person)
    filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    record = filing.records.first()
    client = door("zhou")
    known = ["records/?page_size=500", f"filings/{filing.pk}/errors/?start=2", f"records/{record.number}/life/?format=json"]
    wrong = [f"records/{record.number}/?foo=1", f"records/{record.number}/life/?foo=1", f"filings/{filing.pk}/?foo=1", f"filings/{filing.pk}/steps/?foo=1"]
    wrong += [f"filings/{filing.pk}/errors/?foo=1"] + [f"records/?page_size={size}" for size in ("-1", "0", "501", "x", "9" * 20, "٣")]
    assert [client.get(f"/api/v1/{address}").status_code for address in known] == [200] * 3
    for address in wrong:
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, list(answer.json())) == (400, ["page_size" if "page_size" in address else "foo"]), address


def test_a_month_that_is_none_is_said(city, door):
    said(door("zhou").get("/quality/?month=abc"))
