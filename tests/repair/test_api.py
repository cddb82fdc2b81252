"""Objections, applications and shields by API: to whom their pages show them, what these show, and nothing about natural persons."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from archives.models import ReadLog
from repair import actions
from repair.applications import actions as applications
from tests.archives import officials

from . import applied
from .given import SAID, a_record, account, filed, objection_at, second_person

pytestmark = pytest.mark.usefixtures("city")
SEEN = {"zhou": 200, "audit": 200, "lin": 404, "gao": 404, "wu": 404, "pan": 404, "guard": 403, "nobody": 403}


def post(client, address: str, **said):
    return client.post(address, json.dumps(said), content_type="application/json")


def test_an_objection_is_the_same_as_on_its_page(door):
    found = objection_at("accepted", today=timezone.localdate())
    address = f"/api/v1/objections/{found.pk}/"
    secrets = [SAID["wrong"], SAID["contact"], "示范市住房和城乡建设局"]
    for name, status in (SEEN | {"he": 200}).items():
        answer = door(name).get(address)
        assert answer.status_code == status, name
        for secret in secrets:
            assert (secret in answer.content.decode()) == (status == 200)
    listed = door("zhou").get("/api/v1/objections/?status=accepted").content.decode()
    assert found.record_no in listed
    for secret in secrets:
        assert secret not in listed
    assert door("gao").get("/api/v1/objections/").json()["results"] == []
    assert door("zhou").get("/api/v1/objections/?status=closed").json()["results"] == []


def test_an_objection_goes_its_way_by_api_as_far_as_the_correction(door):
    found = filed(today=timezone.localdate())
    address = f"/api/v1/objections/{found.pk}/steps/"
    zhou, sun = door("zhou"), door("sun")
    assert {s["step"] for s in zhou.get(address).json()} == {"incomplete", "identify", "refuse"}
    assert post(zhou, address, step="refuse", reason="不受理", revision=found.revision).status_code == 409, "it names a ground"
    assert post(zhou, address, step="refuse", reason="不受理", revision=found.revision, ground="no-such").status_code == 409
    for step in ("identify", "accept"):
        found.refresh_from_db()
        assert post(zhou, address, step=step, reason="已核对营业执照", revision=found.revision).status_code == 200
    found.refresh_from_db()
    assert post(sun, address, step="correct", reason="属实", revision=found.revision).status_code == 409, "it changes something"
    assert post(sun, address, step="correct", reason="属实", revision=found.revision, changes={"honour": ["x"]}).status_code == 400
    assert post(sun, address, step="correct", reason="属实", revision=found.revision, changes={"nothing": "x"}).status_code == 409
    done = post(sun, address, step="correct", reason="属实", revision=found.revision, changes={"honour": "年度先进集体"})
    assert (done.status_code, done.json()["status"], done.json()["outcome"]) == (200, "correcting", "corrected")
    found.refresh_from_db()
    assert [(c.key, c.new) for c in found.changes.all()] == [("honour", "年度先进集体")]
    assert post(zhou, address, step="tell", reason="已更正", revision=found.revision).status_code == 409, "nobody approved the correction"
    second_person(found)
    assert post(zhou, address, step="tell", reason="已更正", revision=found.revision).json()["status"] == "decided"


def test_an_application_is_the_same_as_on_its_page(door):
    record = applied.breach()
    found = applied.drafted(record, today=timezone.localdate())
    address = f"/api/v1/repairs/{found.pk}/"
    assert door("zhou").get(address).status_code == 404, "a draft is its maker's alone"
    found = applied.take(found, "submit", today=timezone.localdate())
    seen = SEEN | {"lin": 200, "gao": 200, "he": 200}
    for name, status in seen.items():
        answer = door(name).get(address)
        assert answer.status_code == status, name
        assert (applied.SAID["done"] in answer.content.decode()) == (status == 200)
    body = door("gao").get(address).json()
    assert (body["records"], body["deeds"], body["executed"]) == ([record.number], [{"code": "rectified", "hours": 0}], False)
    listed = door("gao").get("/api/v1/repairs/?status=submitted").content.decode()
    assert record.number in listed
    assert applied.SAID["contact"] not in listed
    assert door("wu").get("/api/v1/repairs/").json()["results"] == []


def test_an_application_is_granted_by_api(door):
    found = applied.application_at("submitted", today=timezone.localdate())
    address = f"/api/v1/repairs/{found.pk}/steps/"
    assert {s["step"] for s in door("gao").get(address).json()} == {"accept", "reject"}
    for name, step in (("gao", "accept"), ("gao", "verify"), ("zhou", "grant")):
        found.refresh_from_db()
        assert post(door(name), address, step=step, reason="已核实", revision=found.revision + 1).status_code == 409, "another revision"
        assert post(door(name), address, step=step, reason="已核实", revision=found.revision).status_code == 200, step
    body = door("gao").get(f"/api/v1/repairs/{found.pk}/").json()
    assert (body["status"], body["executed"], bool(body["document_no"])) == ("granted", True, True)


def test_a_shield_is_seen_by_officers_and_the_auditor(door):
    found = applied.shield_at("entered", today=timezone.localdate())
    for name, status in SEEN.items():
        assert door(name).get(f"/api/v1/shields/{found.pk}/").status_code == status, name
    body = door("zhou").get(f"/api/v1/shields/{found.pk}/").json()
    assert (body["numbers"], body["status"], body["until_on"]) == (found.numbers, "entered", "2027-03-01")
    assert door("lin").get("/api/v1/shields/").json()["results"] == []


@pytest.fixture
def personal(city):
    """An objection and an application of a civil servant, each to the own record."""
    record = officials.filed(officials.register(self_="self_"), "GZ-RY", officer="zhou")
    objection = actions.file_own(number=record.number, by=account("self_"), objector_name="本人", today=timezone.localdate(), **SAID)
    said = {**applied.SAID, "applicant": "本人", "methods": ["rectified"]}
    application = applications.apply_own(numbers=record.number, by=account("self_"), today=timezone.localdate(), **said)
    return record, f"/api/v1/objections/{objection.pk}/", f"/api/v1/repairs/{application.pk}/"


@pytest.mark.parametrize("name", ["zhou", "audit", "self_"])
def test_what_is_about_a_person_is_none_here_and_the_attempt_is_noted(door, personal, name):
    record, *addresses = personal
    a_record()
    for address in addresses:
        before = ReadLog.objects.filter(granted=False, about=record.number).count()
        assert door(name).get(address).status_code == 404
        assert door(name).get(f"{address}steps/").status_code == 404
        assert post(door(name), f"{address}steps/", step="identify", reason="理由", revision=1).status_code == 404
        assert ReadLog.objects.filter(granted=False, about=record.number).count() == before + 3
        assert str(record.number) not in door(name).get(address.rsplit("/", 2)[0] + "/").content.decode()
