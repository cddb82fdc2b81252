"""Disputes through the real portal: anybody, with a reason; nothing of who disputes is read anywhere."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from archives.models import Record
from commitments import intake
from commitments.models import Dispute
from integrity.errors import Refused
from integrity.uploads import File
from integrity.workflow import advance
from tests import world
from tests.archives.officials import resident_id
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import words

from .given import account, kept, past, published, step

SECRETS = {"reason": "电梯困人两小时没有人来", "contact": "13900001234"}


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


@pytest.fixture
def one(committed):
    return kept(title="电梯投诉一日内到场")


@pytest.fixture
def post(reader):  # noqa: F811
    def send(number: str, files=(), prefix: str = "", **said):
        with reader.at_the_portal():
            data = {**SECRETS, "form_no": str(uuid4()), **said, **({"files": list(files)} if files else {})}
            return Client(raise_request_exception=True).post(f"{prefix}/commitments/{number}/dispute/", data)

    return send


def pdf(name="现场.pdf", content=b"%PDF-1.4 photo"):
    return SimpleUploadedFile(name, content)


def test_a_dispute_comes_in_and_the_mark_is_being_verified_at_once(one, post, reader):  # noqa: F811
    answer = post(one.number, files=[pdf()], form_no="8a1f0000-0000-4000-8000-000000000001")
    assert answer.status_code == 200
    page = words(answer.content.decode())
    assert "您的质疑已收到" in page
    assert one.number in page
    assert "8a1f0000-0000-4000-8000-000000000001" in page
    made = Dispute.objects.get()
    assert (made.commitment, made.reason, made.contact, made.status) == (one, SECRETS["reason"], SECRETS["contact"], "received")
    assert (made.made_by.username, made.received_on) == ("system", timezone.localdate())
    assert [(file.name, file.kind, bytes(file.content)) for file in made.files.all()] == [("现场.pdf", "pdf", b"%PDF-1.4 photo")]
    assert "核实中" in words(reader.read(f"/commitments/{one.number}/"))
    assert "开办" not in words(reader.read("/commitments/?state=kept"))
    assert one.version.title in words(reader.read("/commitments/?state=disputed"))
    assert "being verified" in words(reader.read(f"/en/commitments/{one.number}/"))


def test_nothing_of_who_disputes_is_public_before_or_after_the_result(one, post, reader, login):  # noqa: F811
    answer = post(one.number, files=[pdf("张三的照片.pdf")])
    number = one.number
    addresses = [
        "/commitments/", "/commitments.csv", f"/commitments/{number}/", f"/commitments/{number}/feed.atom", f"/commitments/{number}/dispute/", "/commitments/units/",
        f"/subjects/{world.MARKET}/", f"/subjects/{world.MARKET}/commitments.atom", f"/api/v1/commitments/{number}/", "/api/v1/commitments/", "/commitments/units.csv",
    ]  # fmt: skip
    hidden = [*SECRETS.values(), "张三", str(Dispute.objects.get().address)]
    for secret in hidden[:-1]:
        assert secret not in answer.content.decode()
    for decided in (False, True):
        if decided:
            filing = one.filing
            advance(filing, "approve", by=account("sun"), seen=filing.revision)
            step(Dispute.objects.get(), "uphold", "sun", "调取监控，三十分钟到场")
        for prefix in ("", "/en"):
            for address in addresses:
                told = reader.get(prefix + address).content.decode()
                for secret in hidden:
                    assert secret not in told, (prefix + address, secret)
    assert "调取监控，三十分钟到场" in reader.read(f"/commitments/{number}/")
    assert "经复核，已践诺" in words(reader.read(f"/commitments/{number}/"))
    assert "孙宁" not in reader.read(f"/commitments/{number}/")


def test_a_dispute_that_was_right_shows_the_mark_as_broken_with_its_result(one, post, reader):  # noqa: F811
    for filing in (one.filing, one.person_filing):
        advance(filing, "approve", by=account("sun"), seen=filing.revision)
    post(one.number)
    past(one)
    step(Dispute.objects.get(), "overturn", "sun", "监控显示两小时后到场")
    page = words(reader.read(f"/commitments/{one.number}/"))
    assert "违诺" in page
    assert "监控显示两小时后到场" in page
    assert "质疑这一践诺结果" not in page
    assert reader.get(f"/commitments/{one.number}/dispute/").status_code == 404


def test_a_dispute_that_was_right_before_the_day_puts_it_in_performance_again(one, post, reader):  # noqa: F811
    for filing in (one.filing, one.person_filing):
        advance(filing, "approve", by=account("sun"), seen=filing.revision)
    record = Record.objects.get(filing=one.filing).number
    post(one.number)
    step(Dispute.objects.get(), "reopen", "sun", "监控显示两小时后到场")
    page = words(reader.read(f"/commitments/{one.number}/"))
    assert "监控显示两小时后到场" in page
    assert "经复核，尚未做到" in page
    assert "违诺" not in page
    assert "单位报告：95%" not in words(reader.read("/commitments/"))  # what was refuted tells nothing of how far it is
    assert reader.get(f"/records/{record}/").status_code == 404
    assert [one["state"] for one in reader.get("/api/v1/commitments/").json()["results"]] == ["displayed"]


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200), ("", 200)])
def test_another_site_makes_nobody_dispute(one, reader, site, status):  # noqa: F811
    said = {"reason": "没有来人", "contact": "", "form_no": str(uuid4())}
    headers = {"Sec-Fetch-Site": site, "Origin": "https://evil.example"} if site else {}
    with reader.at_the_portal():
        answer = Client(headers=headers).post(f"/commitments/{one.number}/dispute/", said)
    assert (answer.status_code, Dispute.objects.count()) == (status, int(status == 200))
    assert ("没有收下" in answer.content.decode()) == (status == 403)


def test_only_a_kept_mark_is_disputed(committed, post, reader):  # noqa: F811
    running = published()
    assert reader.get(f"/commitments/{running.number}/dispute/").status_code == 404
    assert post(running.number).status_code == 404
    assert post("2026-99999").status_code == 404
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("said", "words_of_refusal"),
    [
        ({"reason": ""}, "必填"),
        ({"reason": "x" * 5001}, "5000"),
        ({"reason": f"号码是 {resident_id(1)}"}, "身份"),
        ({"contact": "x" * 201}, "200"),
        ({"files": [pdf("a.pdf", b"MZ no pdf")]}, "PDF"),
        ({"files": [pdf(f"{n}.pdf") for n in range(6)]}, "最多"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_beside_its_field(one, post, said, words_of_refusal):
    answer = post(one.number, **said)
    assert answer.status_code == 400
    assert words_of_refusal in words(answer.content.decode())
    assert not Dispute.objects.exists()


def test_a_form_sent_twice_is_one_dispute(one, post):
    form = {"form_no": str(uuid4())}
    assert post(one.number, **form).status_code == 200
    assert post(one.number, **form).status_code == 409
    assert Dispute.objects.count() == 1


def test_too_many_from_one_address_are_slowed(one, post, reader):  # noqa: F811
    reader.settings = {**reader.settings, "COMPLAINTS_RATE": "2/hour"}
    assert [post(one.number).status_code for _ in range(3)] == [200, 200, 429]


def test_the_answer_is_stored_by_nobody_on_the_way(one, post):
    answer = post(one.number)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


# ── the login of the portal ──────────────────────────────────────────────────

FILE = "INSERT INTO pub.dispute_file (id, dispute, name, kind, content) VALUES (%s, %s, 'a.pdf', 'pdf', '%%PDF-')"


def test_the_portal_may_put_a_dispute_in_and_read_none(one, login):
    portal = login("portal")
    address = uuid4()
    portal.execute("INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, %s, '理由', '')", [address, one.number])
    for statement in ("SELECT FROM pub.dispute", "SELECT FROM pub.dispute_file", "SELECT FROM public.commitments_dispute"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(statement)
    for statement in ("UPDATE pub.dispute SET reason = ''", "DELETE FROM pub.dispute"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)):
            portal.execute(statement)
    assert Dispute.objects.get().made_by.username == "system"


def test_files_come_with_their_dispute_five_at_most_and_never_after(one, login):
    portal, address = login("portal"), uuid4()
    with portal.transaction():
        portal.execute("INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, %s, '理由', '')", [address, one.number])
        for _ in range(5):
            portal.execute(FILE, [uuid4(), address])
    portal.execute(FILE, [uuid4(), address])  # of another transaction: taken in by nothing
    assert Dispute.objects.get().files.count() == 5
    other = uuid4()
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation), portal.transaction():
        portal.execute("INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, %s, '理由', '')", [other, one.number])
        for _ in range(6):
            portal.execute(FILE, [uuid4(), other])
    with pytest.raises(psycopg.errors.CheckViolation):
        portal.execute(
            "INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, %s, %s, '')", [uuid4(), one.number, "x" * 5001]
        )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        portal.execute("INSERT INTO pub.dispute (id, commitment, reason, contact) VALUES (%s, '2026-99999', '理由', '')", [uuid4()])


def test_a_refusal_repeats_no_word(one, reader):  # noqa: F811
    with reader.at_the_portal(), pytest.raises(Refused) as refused:
        intake.dispute(commitment="2026-99999", reason="机密的理由", contact="", files=[File("a.pdf", "pdf", b"%PDF-")])
    assert "机密" not in str(refused.value)
