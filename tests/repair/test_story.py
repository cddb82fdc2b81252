"""Step 7 of the story through the real doors: an objection by the portal, 异议中 everywhere, a correction that reaches everybody."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from archives.models import Record
from repair.models import CorrectionNotice, Objection
from search.actions import keep_words
from tests import world
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .given import HONOUR, RIGHT, a_record, account

PDF = b"%PDF-1.7 x"
FORM = {
    "part": "荣誉名称",
    "wrong": "公示的荣誉名称与表彰文件不符9371",
    "should_be": "应为年度诚信建设先进单位9372",
    "objector_kind": "agent",
    "objector_name": "示例律师事务所9373",
    "contact": "0990-9374000",
}
SECRETS = [FORM[name] for name in ("wrong", "should_be", "objector_name", "contact")]


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


class City:
    """Both doors: the portal for somebody out there, the staff site for whoever is named."""

    def __init__(self, reader):  # noqa: F811
        self.reader = reader

    def portal(self, address: str) -> str:
        return self.reader.read(address)

    def post(self, address: str, data: dict, **files):
        with self.reader.at_the_portal():
            return Client(raise_request_exception=True).post(address, {**data, **files})

    def staff(self, name: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(account(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def step(self, name: str, objection: Objection, step: str, **given):
        objection.refresh_from_db()
        answer = self.staff(name).post(
            reverse("staff_objection", args=[objection.pk]), {"step": step, "revision": objection.revision, "reason": "理由充分", **given}
        )
        assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:3000]
        objection.refresh_from_db()
        return objection


def scan(name: str = "授权书.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture
def town(reader, committed):  # noqa: F811
    return City(reader)


def places(record: Record) -> list[str]:
    """Everywhere on the portal where the record stands in words."""
    number = record.number
    return [
        f"/records/{number}/", f"/subjects/{world.HOUSING}/", f"/search/?q={number}", "/search/?item=RY", "/", f"/en/records/{number}/",
    ]  # fmt: skip


def test_from_the_objection_to_the_public_correction(town):
    record = a_record()
    number = record.number
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    keep_words()
    # Two receive the value: the auditor by an export, the clerk's system by the API.
    assert b"9371" not in b"".join(town.staff("audit").get(reverse("staff_export_records"), {"item": "RY"}).streaming_content)
    assert town.staff("lin").get(reverse("api:record-detail", args=[number])).json()["objected_from"] is None

    # 1. An agent objects on the portal and gets a receipt.
    answer = town.post("/objections/", {**FORM, "record_no": number}, files=[scan()])
    assert answer.status_code == 200, answer.content.decode()
    code, passphrase = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', answer.content.decode())
    receipt = {"code": code, "passphrase": passphrase}
    objection = Objection.objects.get()
    assert (objection.channel, objection.status, objection.version_id) == ("portal", "filed", record.pk)
    assert "awaiting" not in town.portal(f"/records/{number}/")
    assert "异议中" not in town.portal(f"/records/{number}/")  # not before it is accepted

    # 2. The authority is missing: said, supplemented once, checked; then accepted.
    town.step("sun", objection, "incomplete", reason="请补充法定代表人签字的授权书")
    page = town.post("/objections/follow/", receipt).content.decode()
    assert "请补充法定代表人签字的授权书" in page
    page = town.post("/objections/follow/", {**receipt, "words": "已补充授权书"}, files=[scan("补充.pdf")]).content.decode()
    objection.refresh_from_db()
    assert (objection.status, objection.proofs.count(), objection.revision) == ("filed", 2, 2)
    town.step("sun", objection, "identify")
    town.step("sun", objection, "accept")

    # 3. From this moment on 异议中 stands everywhere.
    for address in places(record):
        page = town.portal(address)
        assert ("Under objection" if address.startswith("/en/") else "异议中") in page, address
        assert not [secret for secret in SECRETS if secret in page], address
    told = town.reader.get(f"/api/v1/records/{number}/")
    assert b'"under_objection_since":"20' in told.content.replace(b" ", b"")
    for form in ("csv", "json"):
        file = town.portal(f"/search.{form}?item=RY")
        assert objection.mark.from_at.strftime("%Y-%m-%d")[:7] in file
        assert not [secret for secret in SECRETS if secret in file]
    zhou = town.staff("zhou")
    for page in (reverse("staff_record", args=[number]), reverse("admin:archives_record_changelist")):
        assert ("异议中" in zhou.get(page).content.decode()) or "异议" in zhou.get(page).content.decode()
    assert zhou.get(reverse("api:record-detail", args=[number])).json()["objected_from"]
    received = b"".join(zhou.get(reverse("staff_export_records"), {"item": "RY"}).streaming_content).decode()
    assert "异议中" in received.split("\r\n")[0]

    # 4. Verified: corrected field by field; the second officer approves, then the objector is told.
    page = town.staff("sun").get(reverse("staff_objection", args=[objection.pk])).content.decode()
    assert f'name="new-honour" value="{HONOUR}"' in page
    town.step(
        "sun",
        objection,
        "correct",
        **{"new-honour": RIGHT, "new-amount": "", "new-basis": record.content.basis, "new-decided_on": record.decided_on.isoformat()},
    )
    assert [(c.label, c.old, c.new, c.scope) for c in objection.changes.all()] == [("荣誉名称", HONOUR, RIGHT, "public")]
    refused = town.staff("sun").post(
        reverse("staff_objection", args=[objection.pk]), {"step": "tell", "revision": objection.revision, "reason": "已更正"}
    )
    assert refused.status_code == 409
    assert HONOUR in town.portal(f"/records/{number}/")
    filing = objection.filing
    own = town.staff("sun").post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": filing.revision})
    assert own.status_code == 409  # who filed the correction does not approve it
    assert zhou.post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": filing.revision}).status_code == 302
    new = Record.objects.current().get(number=number)
    assert (new.version, new.content.facts["public"]["honour"], new.filing.source) == (2, RIGHT, "mend")
    town.step("sun", objection, "tell", reason="经核实，荣誉名称已更正")

    # 5. Whoever is known to have received the wrong value is told, and acknowledges.
    notices = {n.recipient.username: n for n in CorrectionNotice.objects.all()}
    assert set(notices) == {"audit", "lin", "zhou"}
    assert {name: n.how for name, n in notices.items()} == {"audit": "export", "lin": "api", "zhou": "api"}
    lin = town.staff("lin")
    assert reverse("staff_correction", args=[notices["lin"].pk]) in lin.get("/").content.decode()
    page = lin.get(reverse("staff_correction", args=[notices["lin"].pk])).content.decode()
    assert HONOUR in page
    assert RIGHT in page
    assert town.staff("wu").get(reverse("staff_correction", args=[notices["lin"].pk])).status_code == 404
    assert zhou.post(reverse("staff_correction", args=[notices["lin"].pk])).status_code == 409  # not addressed to them
    assert lin.post(reverse("staff_correction", args=[notices["lin"].pk])).status_code == 302
    notices["lin"].refresh_from_db()
    assert notices["lin"].acknowledged_at

    # 6. The public reads it, on the home page, in the archive and beside the record; nothing of who objected.
    for address in ("/", f"/subjects/{world.HOUSING}/"):
        page = town.portal(address)
        assert "更正" in page
        assert f"<del>{HONOUR}</del>" in page
        assert RIGHT in page
        assert not [secret for secret in SECRETS if secret in page]
    assert f"<del>{HONOUR}</del>" not in town.portal(f"/records/{number}/")
    page = town.post("/objections/follow/", receipt).content.decode()
    assert "经核实，荣誉名称已更正" in page
    assert "孙宁" not in page

    # 7. Closed, the mark is gone everywhere.
    assert "异议中" in town.portal(f"/records/{number}/")
    town.step("sun", objection, "close")
    for address in places(record):
        assert "异议中" not in town.portal(address).replace("异议中心", ""), address
    assert town.staff("lin").get(reverse("api:record-detail", args=[number])).json()["objected_from"] is None

    # 8. The handling is complained of: another person looks at it.
    page = town.post("/objections/follow/", {**receipt, "words": "答复没有说明理由", "complaint": "1"}).content.decode()
    objection.refresh_from_db()
    assert objection.status == "complained"
    assert "另一" in page or "其他" in page or "他人" in page
    same = town.staff("sun").post(
        reverse("staff_objection", args=[objection.pk]), {"step": "confirm", "revision": objection.revision, "reason": "无误"}
    )
    assert same.status_code == 409
    town.step("zhou", objection, "confirm", reason="处理并无不当")
    assert "处理并无不当" in town.post("/objections/follow/", receipt).content.decode()
