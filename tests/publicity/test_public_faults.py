"""Faults of the portal: pages in words, programs in the documented form, and when to come back."""

import json

import pytest
from django.db import connections

from publicity import questions
from tests.publicity.given import through

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def place(archive, django_db_blocker):
    with django_db_blocker.unblock():
        body = archive.subject("示范市测绘局")
        return {"body": body, "record": archive.record(body, facts={"honour": "测绘先进"})}


@pytest.fixture
def held(archive, reader):
    """Somebody holds the records; the portal waits for a fifth of a second."""
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SET statement_timeout = 200")
    holder = connections["default"].copy()
    holder.set_autocommit(False)
    with holder.cursor() as cursor:
        cursor.execute("LOCK TABLE archives_record, archives_subject IN ACCESS EXCLUSIVE MODE")
    yield reader
    holder.rollback()
    holder.close()
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


@pytest.fixture
def rebuilt(reader):
    """The public views are away."""
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SET search_path = nowhere")
    yield reader
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SET search_path = pub")


def addresses(place):
    return ["records/", "records/?q=测绘", f"records/{place['record'].number}/", "subjects/?q=测绘", f"subjects/{place['body'].code}/"]


@pytest.mark.parametrize(("prefix", "words"), [("", "稍后"), ("/en", "in a moment")])
def test_a_statement_that_takes_too_long_is_503_in_form(place, held, prefix, words):
    for address in addresses(place):
        answer = held.get(f"{prefix}/api/v1/{address}")
        fault = json.loads(answer.content)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store"), address
        assert (fault["type"], fault["errors"][0]["code"], fault["errors"][0]["attr"]) == ("server_error", "unavailable", None)
        assert words in fault["errors"][0]["detail"]
    page = held.get(f"{prefix}/search/?q=测绘")
    assert (page.status_code, page["Retry-After"], page["Content-Type"]) == (503, "60", "text/html; charset=utf-8")
    assert "范围太宽" not in page.content.decode()
    for address in ("/search.csv?q=测绘", "/search.json", "/feed.atom"):
        assert held.get(prefix + address).status_code == 503


@pytest.mark.parametrize(("prefix", "words"), [("", "更新"), ("/en", "up to date")])
def test_while_the_views_are_away_programs_are_told_in_form(place, rebuilt, prefix, words):
    for address in [*addresses(place), "items/"]:
        answer = rebuilt.get(f"{prefix}/api/v1/{address}")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60"), address
        assert words in json.loads(answer.content)["errors"][0]["detail"]


def test_a_fault_of_our_own_is_still_a_fault(place, reader, monkeypatch):
    def broken(*_):
        raise ValueError

    monkeypatch.setattr(questions, "records", broken)
    with pytest.raises(ValueError):
        reader.get("/api/v1/records/")


@pytest.mark.parametrize(("prefix", "words"), [("", "未找到"), ("/en", "Not found")])
@pytest.mark.parametrize(
    "address", ["/api/v1/", "/api/v1/nonsense/", "/api/", "/api/v2/records/", "/api/v1/records/x/y/", "/api/v1/records/2026-999999999/"]
)
def test_an_address_of_the_api_that_is_none_is_404_in_form(reader, address, prefix, words):
    answer = reader.get(prefix + address)
    fault = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0], answer["Cache-Control"]) == (404, "application/json", "no-store")
    assert (fault["type"], fault["errors"][0]["code"]) == ("client_error", "not_found")
    assert words in fault["errors"][0]["detail"]


@pytest.mark.parametrize(("prefix", "words"), [("", "字符"), ("/en", "character")])
def test_a_sign_that_no_text_has_is_400(reader, prefix, words):
    answer = reader.get(f"{prefix}/api/v1/records/?q=%00")
    fault = json.loads(answer.content)
    assert (answer.status_code, fault["type"], fault["errors"][0]["attr"]) == (400, "validation_error", "q")
    assert words in fault["errors"][0]["detail"]
    page = reader.get(f"{prefix}/search/?q=%00")
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert words in page.content.decode()
    assert page["Content-Security-Policy"]


@pytest.mark.parametrize(("prefix", "words"), [("", "只供查看"), ("/en", "only shows")])
def test_what_only_shows_says_so(place, reader, prefix, words):
    for address in ("/", "/search/", f"/records/{place['record'].number}/", "/search.csv", "/feed.atom"):
        answer = reader.get(prefix + address, method="POST")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert words in answer.content.decode()
    for address in ("records/", "schema/?format=json"):
        answer = reader.get(f"{prefix}/api/v1/{address}", method="DELETE")
        assert (answer.status_code, json.loads(answer.content)["errors"][0]["code"]) == (405, "method_not_allowed")


def test_the_description_names_what_stands_beside_each_answer(reader):
    paths = json.loads(reader.read("/api/v1/schema/?format=json"))["paths"]
    told = [operation for path, operations in paths.items() if "schema" not in path for operation in operations.values()]
    assert len(told) == 15
    for operation in told:
        answers = operation["responses"]
        assert set(answers["200"]["headers"]) == set(answers["304"]["headers"]) == {"ETag"}
        assert set(answers["503"]["headers"]) == set(answers["429"]["headers"]) == {"Retry-After"}
        assert "content" not in answers["304"]


def test_an_answer_has_what_the_description_names(place, reader):
    first = reader.get("/api/v1/items/")
    again = reader.get("/api/v1/items/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def test_a_parameter_that_an_address_does_not_know_is_400_in_form(place, reader):
    one = [f"records/{place['record'].number}/", f"subjects/{place['body'].code}/", "items/"]
    for address in [*one, "records/", "subjects/"]:
        answer = reader.get(f"/api/v1/{address}?foo=1")
        fault = json.loads(answer.content)
        assert (answer.status_code, fault["type"], fault["errors"][0]["attr"]) == (400, "validation_error", "foo"), address
        assert reader.get(f"/api/v1/{address}").status_code == 200
