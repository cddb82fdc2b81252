"""Applications for repair through the real portal: what goes in, what comes back, and that nobody learns which records exist."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from repair.applications.models import Application
from tests import world
from tests.publicity.given import portal_wrapper, reader, untimed  # noqa: F401

from .applied import breach, take

FORM = {
    "record_no": "2026-0000001", "applicant": "示范市住房和城乡建设局9471", "contact": "0990-9472000", "done": "已经交付并赔偿9473", "methods": ["rectified"],
    "signer": "贺兰9474",
}  # fmt: skip
SECRETS = ["9471", "9472", "9473", "9474"]


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


class Citizen:
    def __init__(self, reader):  # noqa: F811
        self.reader = reader

    def post(self, address: str, data: dict):
        with self.reader.at_the_portal():
            return Client(raise_request_exception=True).post(address, data)

    def apply(self, prefix: str = "", **said):
        return self.post(f"{prefix}/repairs/", {**FORM, "files": [SimpleUploadedFile("凭证.pdf", b"%PDF-1.7 x")], **said})

    def receipt(self, **said) -> dict:
        answer = self.apply(**said)
        assert answer.status_code == 200, answer.content.decode()
        code, passphrase = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', answer.content.decode())
        return {"code": code, "passphrase": passphrase}

    def follow(self, receipt: dict, prefix: str = ""):
        return self.post(f"{prefix}/repairs/follow/", receipt)


@pytest.fixture
def citizen(reader, committed):  # noqa: F811
    yield Citizen(reader)
    world.wipe()


def bare(page: bytes, number: str) -> str:
    """A page without what differs from receipt to receipt."""
    return re.sub(r'<span class="code">[0-9A-Z-]+</span>|20[0-9]{2}-[0-9]{5}\b', "", page.decode().replace(number, ""))


def test_whatever_number_is_typed_the_answers_are_alike(citizen):
    real, none = breach().number, "2026-9999999"
    answers = [citizen.apply(record_no=number).content for number in (real, none)]
    assert bare(answers[0], real) == bare(answers[1], none)
    first, second = Application.objects.order_by("pk")
    assert (first.subject.code, first.finder.code, first.status) == (world.HOUSING, world.MARKET, "submitted")
    assert (second.subject, second.finder, second.status) == (None, None, "submitted")
    assert [row.version_id is None for row in (first.applied.get(), second.applied.get())] == [False, True]


def test_from_the_receipt_to_the_grant(citizen):
    record = breach()
    receipt = citizen.receipt(record_no=record.number)
    found = Application.objects.get()
    assert (found.evidence.get().name, found.deeds.get().code) == ("凭证.pdf", "rectified")
    page = citizen.follow(receipt).content.decode()
    assert record.number in page
    assert record.content.doc_no not in page
    today = timezone.localdate()
    for step in ("accept", "verify", "grant"):
        found = take(found, step, today=today, reason="准予修复9475")
    page = citizen.follow(receipt).content.decode()
    assert found.document_no in page
    assert "准予修复9475" in page
    for name in ("高建平", "周文"):
        assert name not in page
    assert "The records are no longer shown" in citizen.follow(receipt, "/en").content.decode()
    for address in ("/", f"/subjects/{world.HOUSING}/"):
        assert not [secret for secret in SECRETS if secret in citizen.reader.read(address)], address
    assert citizen.reader.get(f"/letters/{found.commitment.address}/").status_code == 404  # as the record is gone


def test_what_is_missing_is_told_where_the_record_is_public_and_else_the_same_of_any_number(citizen):
    """Refused in the words of staff; under the receipt nobody can tell which number that is not public is a record."""
    hidden, shown = breach(tier="1"), breach()
    said = {hidden.number: "轻微失信，义务未履行9481", "2026-9999999": "编号不是本平台的信息9482", shown.number: "请补交整改凭证9483"}
    receipts_of = {number: citizen.receipt(record_no=number) for number in said}
    for found in Application.objects.order_by("pk"):
        reason = said[found.applied.get().number]
        take(found, "reject", by="zhou" if found.finder is None else "gao", today=timezone.localdate(), reason=reason)
    pages = {number: citizen.follow(receipt).content for number, receipt in receipts_of.items()}
    assert said[shown.number] in pages[shown.number].decode()
    told = {bare(pages[number], number) for number in (hidden.number, "2026-9999999")}
    assert len(told) == 1
    assert "948" not in told.pop()
    assert "服务窗口" in pages[hidden.number].decode()


def test_the_applicant_withdraws_under_the_receipt_until_it_is_decided(citizen):
    record = breach()
    kept, taken_back = (citizen.receipt(record_no=record.number) for _ in range(2))
    first, second = Application.objects.order_by("pk")
    assert citizen.post("/repairs/follow/", {**taken_back, "words": " "}).status_code == 400
    wrong = citizen.post("/repairs/follow/", {**taken_back, "passphrase": "0000-0000-0000-0000", "words": "撤回"})
    assert wrong.status_code == 403
    page = citizen.post("/repairs/follow/", {**taken_back, "words": "材料要重做9476"}).content.decode()
    assert "材料要重做9476" in page
    second.refresh_from_db()
    assert (second.status, second.taken.get().step) == ("withdrawn", "withdraw")
    again = citizen.post("/repairs/follow/", {**taken_back, "words": "再撤回一次9477"}).content.decode()
    assert "9477" not in again
    for step in ("accept", "verify", "grant"):
        first = take(first, step, today=timezone.localdate(), reason="准予")
    assert "9478" not in citizen.post("/repairs/follow/", {**kept, "words": "太晚了9478"}).content.decode()
    first.refresh_from_db()
    assert first.status == "granted"


def test_wrong_and_unknown_receipts_are_answered_alike(citizen):
    receipt = citizen.receipt()
    wrong = citizen.follow({**receipt, "passphrase": "0000-0000-0000-0000"})
    unknown = citizen.follow({**receipt, "code": "0000-0000-0000"})
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert untimed(wrong.content) == untimed(unknown.content)


@pytest.mark.parametrize(
    "said",
    [
        {"record_no": "abc"}, {"record_no": " ".join(f"2026-{n:07d}" for n in range(21))}, {"done": "身份证999999198203150012"}, {"methods": []}, {"methods": ["x"]},
        {"hours": "9"}, {"methods": ["service"]}, {"files": []}, {"signer": ""}, {"done": "a\0b"},
    ],
)  # fmt: skip
def test_what_is_typed_is_bounded(citizen, said):
    answer = citizen.apply(**said)
    assert answer.status_code == 400
    assert not Application.objects.exists()


def test_the_login_of_the_portal_reads_no_application_and_changes_none(citizen, login):
    citizen.receipt()
    portal = login("portal")
    for sql in (
        "SELECT * FROM public.repair_application",
        "SELECT * FROM pub.application",
        "UPDATE pub.application SET done = 'x'",
        "DELETE FROM pub.application",
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)):
            portal.execute(sql)
