"""The public API: what the pages show, paged to its end, asked again for nothing, and documented as it answers."""

import json
from collections import Counter
from datetime import timedelta

import pytest
import requests
import schemathesis
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.core.transport import Response

from accounts.models import User
from archives.models import Record, Subject
from publicity.models import PublicRecord, PublicSubject

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def place(archive, django_db_blocker):
    with django_db_blocker.unblock():
        body, other = archive.subject("示范市港务局"), archive.subject("示范市航运局")
        records = [archive.record(body, item="RY", issuer=other, decided_on=timezone.localdate() - timedelta(days=n % 9), facts={"honour": f"航标奖{n}"}) for n in range(25)]
        with archive.committed():
            person = Subject.objects.create(kind="civil_servant", code="R" + "6" * 31, name="上官不在")
            archive.record(person, item="GZ-RY", issuer=body, number="2026" + "f6" * 8, doc_no="示港奖〔2026〕66号", named="上官不在", facts={"honour": "航标奖个人"})
        return {"body": body, "other": other, "records": records, "person": person}


def told(reader, address):
    return json.loads(reader.read(address))


def all_of(reader, address):
    found = []
    while address:
        page = told(reader, address)
        found += page["results"]
        address = "/" + page["next"].split("/", 3)[3] if page["next"] else ""
    return found


def test_every_record_comes_once_newest_first(reader, place):
    numbers = [record["number"] for record in all_of(reader, "/api/v1/records/?page_size=7&q=航标奖")]
    assert sorted(numbers) == sorted(record.number for record in place["records"])
    with reader.at_the_portal():
        assert numbers == [r.number for r in PublicRecord.objects.of(PublicSubject(code=place["body"].code)).newest_decided()]


def test_a_record_and_a_body_say_what_their_pages_say(reader, place):
    one = told(reader, f"/api/v1/records/{place['records'][3].number}/")
    assert (one["subject_name"], one["issuer_name"], one["facts"]) == ("示范市港务局", "示范市航运局", {"荣誉名称": "航标奖3"})
    body = told(reader, f"/api/v1/subjects/{place['body'].code}/")
    assert f'{body["score"]:,}' in reader.read(f"/subjects/{place['body'].code}/")
    assert body["score"] == body["base"] + sum(line["points"] for line in body["lines"])
    english = told(reader, f"/en/api/v1/records/{place['records'][3].number}/")
    assert english["item_name"] != one["item_name"]


def test_the_same_question_again_is_answered_by_304_until_something_ends(reader, place, archive):
    record = archive.record(place["other"], item="RY", facts={"honour": "将撤"})
    address = f"/api/v1/records/{record.number}/"
    tag = reader.get(address)["ETag"]
    again = reader.get(address, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    with archive.committed():
        Record.objects.filter(pk=record.pk).update(withdrawn_at=timezone.now(), withdrawn_by=User.objects.system(), withdrawn_reason="文书已撤销")
    gone = reader.get(address, HTTP_IF_NONE_MATCH=tag)
    assert gone.status_code == 404
    assert gone["Cache-Control"] == "no-store"
    assert record.number not in reader.read("/api/v1/records/?q=将撤")


def test_natural_persons_have_no_address_here(reader, place):
    person = place["person"]
    for address in (f"/api/v1/records/2026{'f6' * 8}/", f"/api/v1/subjects/{person.code}/", f"/api/v1/subjects/{person.address}/"):
        assert reader.get(address).status_code == 404
    everything = reader.read("/api/v1/records/?page_size=100") + reader.read("/api/v1/subjects/?page_size=100") + reader.read("/api/v1/records/?q=示港奖〔2026〕66号")
    for token in ("上官", "航标奖个人", "f6f6", person.address):
        assert token not in everything


@pytest.mark.parametrize(
    ("query", "wrong"),
    [("page_size=0", "page_size"), ("page_size=101", "page_size"), ("page_size=x", "page_size"), ("page_size=١", "page_size"), ("after=zzz", "after"), ("since=2026-02-30", "since"), ("until=tomorrow", "until"), ("since=2026-02-02&until=2026-02-01", "since"), ("q=" + "a" * 101, "q"), ("bogus=1", "bogus"), ("subject=11990100MB90000150", "subject")],
)
def test_a_wrong_question_names_the_parameter(reader, place, query, wrong):
    answer = reader.get(f"/api/v1/records/?{query}")
    fault = json.loads(answer.content)
    assert answer.status_code == 400
    assert (fault["type"], fault["errors"][0]["attr"]) == ("validation_error", wrong)


def test_a_list_of_subjects_knows_its_own_parameters_only(reader, place):
    assert reader.get("/api/v1/subjects/?tier=3").status_code == 400
    assert reader.get("/api/v1/subjects/?page_size=3&format=json").status_code == 200


def test_it_only_reads(reader, place):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert reader.get("/api/v1/records/", method=method).status_code == 405


def test_whoever_asks_too_often_is_asked_to_wait(reader, place):
    with override_settings(PUBLIC_API_RATE="3/min"):
        answers = [reader.get("/api/v1/items/", REMOTE_ADDR="203.0.113.9") for _ in range(5)]
        elsewhere = reader.get("/api/v1/items/", REMOTE_ADDR="203.0.113.10")
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert elsewhere.status_code == 200


def test_statements_do_not_grow_with_the_page(reader, place):
    reader.read("/api/v1/records/?page_size=2")
    few = len(reader.statements)
    reader.read("/api/v1/records/?page_size=100")
    assert len(reader.statements) == few


def test_it_answers_as_its_schema_says_and_never_fails(reader, place):
    with reader.at_the_portal(), override_settings(PUBLIC_API_RATE="100000/min"):
        client = Client()
        schema = schemathesis.openapi.from_dict(client.get("/api/v1/schema/", {"format": "json"}).json())
        answered = Counter()

        def attack(case):
            request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
            answer = client.generic(request.method, request.path_url, headers={"accept": "application/json"})
            assert answer.status_code < 500, (case.method, request.path_url)
            headers = {name.lower(): [value] for name, value in answer.headers.items()}
            told = Response(status_code=answer.status_code, headers=headers, content=answer.content, request=request, elapsed=0.1, verify=False)
            case.operation.validate_response(told)
            answered[answer.status_code] += 1

        quick = settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        operations = list(schema.get_all_operations())
        assert len(operations) == 15
        for operation in operations:
            quick(given(case=operation.ok().as_strategy())(lambda case: attack(case)))()
    assert answered[200] > 10
    assert answered[400] + answered[404] > 10
