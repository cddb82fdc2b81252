"""The staff API: the same rules as the staff site, answered in JSON; nothing that is sent to it makes it fail."""

from collections import Counter
from datetime import timedelta

import pytest
import requests
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.models import ApiToken
from archives import actions
from archives.models import Filing, Record, Subject
from integrity import jobs
from integrity.workflow import advance
from tests import world
from tests.files import penalties, row, table

from .appraisal import appraised

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"api:{name}", args=args)


def upload(client, content=None, *, unit=world.MARKET, layout="penalty-legal-2018", name="a.csv"):
    body = {"unit": unit, "layout": layout, "file": SimpleUploadedFile(name, penalties(3) if content is None else content)}
    return client.post(at("filing-list"), body)


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────


def bearer(client, token):
    return client.get(at("record-list"), headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_the_account_until_its_last_day_or_its_revocation(city, person, client):
    today = timezone.localdate()
    token = ApiToken.issue(user=person("zhou"), name="行政审批系统", until_on=today + timedelta(days=1))
    assert bearer(client, token).status_code == 200
    stored = ApiToken.objects.get()
    assert token not in str(vars(stored))
    ApiToken.objects.update(revoked_at=timezone.now())
    assert bearer(client, token).status_code == 401
    expired = ApiToken.issue(user=person("zhou"), name="过期", until_on=today)
    closed = ApiToken.issue(user=person("closed"), name="停用账号", until_on=today + timedelta(days=9))
    roleless = ApiToken.issue(user=person("nobody"), name="无角色", until_on=today + timedelta(days=9))
    assert [bearer(client, t).status_code for t in (expired, closed, roleless, "", "x", "x y")] == [401, 401, 403, 401, 401, 401]


def test_the_command_shows_a_token_once_and_revokes_by_name(city, person, client, capsys):
    call_command("api_token", "zhou", "--name", "审批系统", "--days", "30")
    token = capsys.readouterr().out.strip()
    assert bearer(client, token).status_code == 200
    call_command("api_token", "zhou", "--name", "审批系统", "--revoke")
    assert bearer(client, token).status_code == 401
    with pytest.raises(Exception, match="366"):
        call_command("api_token", "zhou", "--name", "x", "--days", "367")


def test_a_session_needs_its_csrf_token_to_write(city, person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person("lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert upload(client).status_code == 403
    assert not Filing.objects.exists()


# ── upload, check, steps ─────────────────────────────────────────────────────────────────────────


def test_a_file_goes_from_upload_to_records_through_the_api(city, door, person):
    answer = upload(door("lin"))
    assert answer.status_code == 201
    number = answer.json()["id"]
    for job in jobs.Job.objects.filter(state="queued"):
        jobs.run(job.pk)
    lin, zhou = door("lin"), door("zhou")
    filing = lin.get(at("filing-detail", number)).json()
    assert (filing["status"], filing["rows"], filing["new"], filing["unit"]) == ("checked", 3, 3, world.MARKET)
    assert {s["step"] for s in lin.get(at("filing-steps", number)).json()} == {"submit", "discard"}
    assert zhou.get(at("filing-detail", number)).status_code == 404  # it has not left the unit
    sent = lin.post(at("filing-steps", number), {"step": "submit"}, content_type="application/json")
    assert sent.json()["status"] == "submitted"
    stale = zhou.post(at("filing-steps", number), {"step": "approve", "revision": 99}, content_type="application/json")
    assert stale.status_code == 409
    assert stale.json()["detail"]
    revision = sent.json()["revision"]
    assert lin.post(at("filing-steps", number), {"step": "approve", "revision": revision}, content_type="application/json").status_code == 403
    done = zhou.post(at("filing-steps", number), {"step": "approve", "revision": revision}, content_type="application/json")
    assert done.json()["status"] == "approved"
    assert len(zhou.get(at("record-list"), {"subject": world.ENTERPRISE}).json()["results"]) == 3
    again = upload(lin)
    assert (again.status_code, again.json()["id"]) == (200, number)
    assert Filing.objects.count() == 1


def test_errors_are_given_row_by_row_and_masked(city, door, person):
    faulty = table([row(1), row(2, CF_SY="当事人11010519491231002X")])
    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=SimpleUploadedFile("a.csv", faulty), filename="a.csv")
    actions.check_filing(filing=filing)
    [error] = door("lin").get(at("filing-errors", filing.pk)).json()
    assert (error["row"], error["column"], error["rule"]) == (3, "CF_SY", "identity_in_text")
    assert "19491231" not in str(error)


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("wu", {}, 403),
        ("zhou", {}, 403),
        ("nobody", {}, 403),
        ("lin", {"unit": world.HOUSING}, 403),
        ("lin", {"unit": "0" * 18}, 400),
        ("lin", {"unit": ""}, 400),
        ("lin", {"layout": "2099"}, 400),
        ("lin", {"content": b""}, 400),
        ("lin", {"content": b"a,b\r\n1,2\r\n"}, 409),
        ("lin", {"content": b"PK\x03\x04rubbish", "name": "a.xlsx"}, 409),
    ],
)
def test_an_upload_that_cannot_be_is_refused_and_leaves_nothing(city, door, who, changes, status):
    answer = upload(door(who), changes.pop("content", None), **changes)
    assert answer.status_code == status
    assert answer.json()
    assert not Filing.objects.exists()


def test_votes_by_the_api_are_votes(city, door, person):
    filing = appraised(person)
    answer = door("pan").post(at("filing-votes", filing.pk), {"choice": "against", "reason": ""}, content_type="application/json")
    assert answer.status_code == 409
    answer = door("pan").post(at("filing-votes", filing.pk), {"choice": "against", "reason": "依据不足"}, content_type="application/json")
    assert answer.status_code == 200
    assert [(v.member.username, v.choice) for v in filing.votes.all()] == [("pan", "against")]
    assert door("gao").post(at("filing-votes", filing.pk), {"choice": "for"}, content_type="application/json").status_code == 403
    assert door("wu").post(at("filing-votes", filing.pk), {"choice": "for"}, content_type="application/json").status_code == 404


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def approved(person):
    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=SimpleUploadedFile("a.csv", penalties(1, BZ="内部备注", CF_XDR_GSZC="990100000000001")), filename="a.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    return Record.objects.get(filing=filing)


def test_facts_are_shown_by_scope(city, door, person):
    record = approved(person)
    address = at("record-detail", record.number)
    seen = {who: set(door(who).get(address).json()["facts"]) for who in ("lin", "zhou", "audit", "wu")}
    assert seen["lin"] == seen["zhou"] == seen["audit"] == {"public", "shared", "authorised", "internal"}
    assert seen["wu"] == {"public", "shared"}  # public, so another unit may read it, and no more of it


def test_a_withdrawal_needs_two_officers_here_too(city, door, person):
    record = approved(person)
    down, confirm = at("record-withdrawal", record.number), at("record-confirmation", record.number)
    assert door("lin").post(down, {"reason": "错"}, content_type="application/json").status_code == 403
    assert door("zhou").post(down, {"reason": ""}, content_type="application/json").status_code == 400
    assert door("zhou").post(down, {"reason": "重复报送"}, content_type="application/json").status_code == 200
    assert door("zhou").post(confirm).status_code == 409
    assert door("sun").post(confirm).status_code == 200


def test_pages_follow_each_other_without_a_gap(city, door, person):
    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=SimpleUploadedFile("a.csv", penalties(7)), filename="a.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    client, address, found = door("zhou"), at("record-list") + "?page_size=3", []
    while address:
        page = client.get(address).json()
        found += [r["number"] for r in page["results"]]
        address = page["next"]
    assert len(found) == len(set(found)) == 7
    for cursor in ("x", "cD0x" * 50, "cD1hYmM=", "%00", "cD0tMQ=="):
        assert client.get(at("record-list"), {"cursor": cursor}).status_code in {200, 404, 400}


def test_a_parameter_that_a_list_does_not_know_is_refused(city, door):
    """The answer to another question than was asked would be taken for the right one."""
    client = door("zhou")
    for name, known in (("record-list", "decided_from=2026-01-01&page_size=2"), ("filing-list", "status=checked"), ("subject-list", "kind=organ")):
        assert client.get(f"{at(name)}?{known}").status_code == 200
        answer = client.get(f"{at(name)}?{known}&decided_form=2026-01-01")
        assert (answer.status_code, list(answer.json())) == (400, ["decided_form"])
        assert "page_size" in answer.json()["decided_form"][0]


# ── whatever is sent ─────────────────────────────────────────────────────────────────────────────


def test_nothing_that_is_sent_to_the_api_makes_it_fail(city, person, door):
    approved(person)
    appraised(person)
    client = door("zhou")
    schema = schemathesis.openapi.from_dict(client.get(at("schema"), {"format": "json"}).json())
    answered = Counter()

    def attack(case):
        request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name: str(value) for name, value in request.headers.items() if name.lower() not in {"content-type", "content-length", "cookie"}}
        kind = request.headers.get("Content-Type", "application/json")
        with transaction.atomic():
            response = client.generic(request.method, request.path_url, body, str(kind), headers=headers)
            transaction.set_rollback(True)
        assert response.status_code < 500, (case.method, request.path_url, body[:500])
        answered[response.status_code] += 1

    quick = settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    for result in schema.get_all_operations():
        quick(given(case=result.ok().as_strategy())(lambda case: attack(case)))()
    assert answered.total() > 150
    assert answered[200] > 10  # some of it was understood
