"""Tickets and cases by API: to whom their pages show them, what these show, and nothing that the pages would not say."""

from __future__ import annotations

import json

import pytest

from tests.complaints import given as complained
from tests.discipline import given as judged

pytestmark = pytest.mark.usefixtures("city")

SECRETS = [complained.SAID[name] for name in ("facts", "wanted", "complainant_name", "contact")]


def post(client, address: str, **said):
    return client.post(address, json.dumps(said), content_type="application/json")


def test_a_ticket_is_the_same_as_on_its_page(door):
    ticket = complained.ticket_at("transferred")
    address = f"/api/v1/tickets/{ticket.pk}/"
    for name, status in {"zhou": 200, "audit": 200, "lin": 200, "gao": 200, "wu": 404, "pan": 404, "guard": 403, "nobody": 403}.items():
        answer = door(name).get(address)
        assert answer.status_code == status, name
        for secret in SECRETS:
            assert (secret in answer.content.decode()) == (status == 200)
    listed = door("zhou").get("/api/v1/tickets/").content.decode()
    assert ticket.number in listed
    for secret in SECRETS:
        assert secret not in listed
    assert door("wu").get("/api/v1/tickets/").json()["results"] == []


def test_a_ticket_goes_its_way_by_api(door):
    ticket = complained.entered()
    address = f"/api/v1/tickets/{ticket.pk}/steps/"
    zhou, sun = door("zhou"), door("sun")
    assert [s["step"] for s in zhou.get(address).json()] == [], "who entered it does not decide"
    assert {s["step"] for s in sun.get(address).json()} == {"accept", "refuse"}
    refused = post(zhou, address, step="accept", revision=ticket.revision)
    assert refused.status_code == 409
    assert "同事" in refused.json()["detail"]
    assert post(sun, address, step="refuse", reason="不受理", revision=ticket.revision, ground="no-such").status_code == 409
    assert post(sun, address, step="accept", revision=ticket.revision + 1).status_code == 409, "another revision than there is"
    assert post(sun, address, step="accept").status_code == 409, "a decision names its revision"
    done = post(sun, address, step="accept", revision=ticket.revision)
    assert (done.status_code, done.json()["status"]) == (200, "accepted")
    assert post(door("wu"), address, step="transfer", revision=1).status_code == 404
    assert post(door("audit"), address, step="transfer", revision=1).status_code == 403
    assert post(sun, address, step="transfer", revision=done.json()["revision"]).json()["status"] == "transferred"
    lin = door("lin")
    assert post(lin, address, step="handle", reason="查明", outcome="founded").status_code == 409, "its case is opened first"
    assert post(lin, address, step="handle", reason="查明", outcome="maybe").status_code == 400
    assert post(lin, address, step="handle", reason="查明", outcome="unfounded").json()["outcome"] == "unfounded"


def test_a_case_is_the_same_as_on_its_page(door):
    case = judged.case_at("notified")
    address = f"/api/v1/cases/{case.pk}/"
    for name, status in {"zhou": 200, "audit": 200, "lin": 200, "gao": 200, "wu": 404, "pan": 404, "guard": 403, "nobody": 403}.items():
        answer = door(name).get(address)
        assert answer.status_code == status, name
        assert (case.found in answer.content.decode()) == (status == 200)
    assert door("wu").get("/api/v1/cases/").json()["results"] == [], "what was served is read on the staff site"


def test_a_case_goes_its_way_by_api(door):
    case = judged.examined()
    address = f"/api/v1/cases/{case.pk}/steps/"
    gao = door("gao")
    assert {s["step"] for s in gao.get(address).json()} == {"order", "unfounded"}
    assert post(door("lin"), address, step="order", reason="整改", revision=case.revision, given={"days": "10"}).status_code == 403
    excuse = post(gao, address, step="unfounded", reason="人员变动", revision=case.revision, given={"plea": "staff"})
    assert excuse.status_code == 409
    assert "1103号" in excuse.json()["detail"]
    assert post(gao, address, step="order", reason="整改", revision=case.revision).status_code == 409, "no number of days"
    assert post(gao, address, step="order", reason="整改", revision=case.revision, given={"days": {"a": 1}}).status_code == 400
    long = {"days": "10", "owed": "1", "owed_ground": "长" * 401}
    assert post(gao, address, step="order", reason="整改", revision=case.revision, given=long).status_code == 409
    done = post(gao, address, step="order", reason="整改", revision=case.revision, given={"days": "10"})
    assert (done.status_code, done.json()["status"], done.json()["rectify_days"]) == (200, "rectifying", 10)
    assert post(gao, address, step="order", reason="整改", revision=case.revision, given={"days": "10"}).status_code == 409, (
        "the second is told"
    )
