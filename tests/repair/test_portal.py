"""Objections through the real portal: what goes in, what comes back, and that nobody learns which records exist."""

from __future__ import annotations

import hashlib
import re

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from archives import actions as filing_actions
from archives.models import Membership
from integrity import receipts
from repair.models import Objection, Proof
from repair.terms import deadline, may_complain_until
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import Town

from .given import a_record, account, objection_at, second_person, take

REFUSED = psycopg.errors.InsufficientPrivilege
PDF = b"%PDF-1.7 x"
FORM = {
    "record_no": "2026-0000001",
    "part": "金额",
    "wrong": "金额多写了一位",
    "should_be": "二千元",
    "objector_kind": "subject",
    "objector_name": "示例机械有限公司",
    "contact": "13900001234",
}


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


class Citizen:
    def __init__(self, reader):  # noqa: F811
        self.reader = reader

    def post(self, address: str, data: dict, **more):
        with self.reader.at_the_portal():
            return Client(raise_request_exception=True).post(address, data, **more)

    def object_to(self, prefix: str = "", files=None, **said):
        files = [SimpleUploadedFile("证明.pdf", PDF)] if files is None else files
        return self.post(f"{prefix}/objections/", {**FORM, **said, **({"files": files} if files else {})})

    def receipt(self, **said) -> dict:
        answer = self.object_to(**said)
        assert answer.status_code == 200, answer.content.decode()
        code, passphrase = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', answer.content.decode())
        return {"code": code, "passphrase": passphrase}

    def follow(self, receipt: dict, prefix: str = "", **more):
        return self.post(f"{prefix}/objections/follow/", {**receipt, **more})


@pytest.fixture
def citizen(reader, committed):  # noqa: F811
    return Citizen(reader)


def now(objection: Objection, step: str, **given) -> Objection:
    return take(objection, step, today=timezone.localdate(), **given)


# ── whatever number ──────────────────────────────────────────────────────────


def test_a_number_that_is_shown_one_that_is_hidden_and_one_that_is_none_are_answered_alike(citizen):
    shown, hidden = a_record(), a_record()
    filing_actions.withdraw(number=hidden.number, by=account("zhou"), reason="撤下")
    pages, told, statements = [], [], []
    for number in (shown.number, hidden.number, "2026-9999999", "2026N9999999"):
        citizen.reader.statements.clear()
        answer = citizen.object_to(record_no=number)
        assert answer.status_code == 200
        statements.append([re.sub(r"'.*?'", "", s) for s in citizen.reader.statements])
        page = answer.content.decode()
        found = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', page)
        pages.append(re.sub("|".join(map(re.escape, found)), "", page))
        answer = citizen.follow({"code": found[0], "passphrase": found[1]})
        told.append(re.sub(rf"{re.escape(number)}|20\d\d-\d{{5}}|" + "|".join(map(re.escape, found)), "", answer.content.decode()))
    assert len(set(pages)) == 1
    assert len(set(told)) == 1
    assert len({repr(s) for s in statements}) == 1
    assert list(Objection.objects.order_by("pk").values_list("version_id", flat=True)) == [shown.pk, hidden.pk, None, None]


def test_staff_find_out_that_there_is_none_and_the_objector_reads_the_ground(citizen):
    receipt = citizen.receipt(record_no="2026-9999999")
    found = Objection.objects.get()
    client = Client()
    client.force_login(account("zhou"), backend="django.contrib.auth.backends.ModelBackend")
    assert "没有" in client.get(f"/objections/{found.pk}/").content.decode()
    from integrity.errors import Refused

    found = now(found, "identify")
    with pytest.raises(Refused, match=r"No record|没有"):
        now(found, "accept")
    now(found, "refuse", ground="no-record")
    assert "本平台没有与您有关的、该编号的信用信息" in citizen.follow(receipt).content.decode()
    assert "holds no record of this number that concerns you" in citizen.follow(receipt, "/en").content.decode()


def test_who_asks_for_anothers_hidden_record_and_for_none_is_told_the_same(citizen):
    """Refused, in the words of staff, for different reasons; under the receipt nobody can tell which number is a record."""
    hidden, shown = a_record(), a_record()
    filing_actions.withdraw(number=hidden.number, by=account("zhou"), reason="撤下")
    filing_actions.confirm_withdrawal(number=hidden.number, by=account("sun"))
    asked = {hidden.number: "not-subject", "2026-9999999": "no-record", shown.number: "not-subject"}
    said = {hidden.number: "您不是该信息的主体9481", "2026-9999999": "查无此号9482", shown.number: "您不是该信息的主体9483"}
    receipts_of = {number: citizen.receipt(record_no=number) for number in asked}
    for found in Objection.objects.order_by("pk"):
        now(found, "refuse", ground=asked[found.record_no], reason=said[found.record_no])

    def told(number: str, prefix: str = "") -> str:
        page = citizen.follow(receipts_of[number], prefix).content.decode()
        assert ">None<" not in page
        bare = "|".join(map(re.escape, [number, *receipts_of[number].values()]))
        return re.sub(rf"{bare}|20\d\d-\d{{5}}\b", "", page)

    for prefix in ("", "/en"):
        assert told(hidden.number, prefix) == told("2026-9999999", prefix)
        assert "948" not in told(hidden.number, prefix)
    assert "没有与您有关的、该编号的信用信息" in told(hidden.number)
    # What everybody reads may be named: there the ground and the reason are told.
    assert "异议人不是该信息的信用主体" in told(shown.number)
    assert said[shown.number] in told(shown.number)


@pytest.mark.parametrize("ground", ["no-fault", "identity"])
def test_another_ground_is_told_with_its_reason_once_somebody_saw_who_objects(citizen, ground):
    receipt, stranger = (citizen.receipt(record_no="2026-9999999") for _ in range(2))
    known, unknown = Objection.objects.order_by("pk")
    now(now(known, "identify"), "refuse", ground=ground, reason="请补充说明9484")
    now(unknown, "refuse", ground=ground, reason="请补充说明9485")
    page = citizen.follow(receipt).content.decode()
    assert "请补充说明9484" in page
    assert "没有与您有关的" not in page
    page = citizen.follow(stranger).content.decode()
    assert "9485" not in page
    assert "没有与您有关的" in page


def test_what_is_asked_for_is_the_same_of_every_number_that_is_not_public(citizen):
    hidden, shown = a_record(), a_record()
    filing_actions.withdraw(number=hidden.number, by=account("zhou"), reason="撤下")
    asked = {hidden.number: "这条记录已撤下9486", "2026-9999999": "查无此号9487", shown.number: "请补交授权书9488"}
    receipts_of = {number: citizen.receipt(record_no=number) for number in asked}
    for found in Objection.objects.order_by("pk"):
        now(found, "incomplete", reason=asked[found.record_no])
    pages = {number: citizen.follow(receipt).content.decode() for number, receipt in receipts_of.items()}
    assert "9488" in pages[shown.number]
    for number in (hidden.number, "2026-9999999"):
        assert "948" not in pages[number]
        assert "身份证明" in pages[number]


# ── in ───────────────────────────────────────────────────────────────────────


def test_it_comes_in_and_neither_passphrase_nor_verifier_is_stored(citizen):
    receipt = citizen.receipt()
    found = Objection.objects.get()
    assert (found.channel, found.status, found.made_by.username, found.filed_on) == ("portal", "filed", "system", timezone.localdate())
    made = receipts.verifier(receipt["code"], receipt["passphrase"], "objection")
    assert bytes(found.verifier_hash) == hashlib.sha256(made).digest()
    assert made != receipts.verifier(receipt["code"], receipt["passphrase"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(o)::text FROM repair_objection o")
        (row,) = cursor.fetchone()
    for secret in (receipt["passphrase"], receipt["passphrase"].replace("-", ""), made.hex()):
        assert secret not in row
    for answer in (citizen.object_to(), citizen.follow({"code": "x", "passphrase": "y"})):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"record_no": "abc"}, "record_no"),
        ({"record_no": "999999198203150012999"}, "record_no"),
        ({"part": ""}, "part"),
        ({"wrong": "身份证号 999999198203150012"}, "wrong"),
        ({"wrong": "事" * 5001}, "wrong"),
        ({"should_be": ""}, "should_be"),
        ({"objector_kind": "neighbour"}, "objector_kind"),
        ({"objector_name": "王某 99999919820315 0012"}, "objector_name"),
        ({"files": []}, "files"),
        ({"files": [SimpleUploadedFile("a.pdf", b"<html></html>")]}, "files"),
        ({"files": [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)]}, "files"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_keeps_nothing(citizen, said, field):
    answer = citizen.object_to(**said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert "0315" not in page
    assert not Objection.objects.exists()


def test_one_form_sent_twice_is_one_objection(citizen):
    number = "2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0001"
    assert citizen.object_to(form_no=number).status_code == 200
    assert citizen.object_to(form_no=number).status_code == 409
    assert Objection.objects.count() == 1


# ── what the objector does later ─────────────────────────────────────────────


def test_supplemented_once_when_it_was_asked_for_and_at_no_other_time(citizen):
    receipt = citizen.receipt(record_no=a_record().number)
    assert citizen.follow(receipt, words="我再说一句").status_code == 200
    found = Objection.objects.get()
    assert (found.status, found.taken.count()) == ("filed", 0)
    now(found, "incomplete", reason="请补充营业执照")
    assert "请补充营业执照" in citizen.follow(receipt).content.decode()
    answer = citizen.follow(receipt, words="已补充", files=[SimpleUploadedFile("执照.pdf", PDF)])
    assert answer.status_code == 200
    found.refresh_from_db()
    assert (found.status, found.revision, Proof.objects.count()) == ("filed", 2, 2)
    assert found.taken.last().reason == "已补充"
    assert found.taken.last().by.username == "system"
    citizen.follow(receipt, words="再补充")
    assert found.taken.count() == 2


def test_bad_files_of_a_supplement_change_nothing(citizen):
    receipt = citizen.receipt()
    now(Objection.objects.get(), "incomplete")
    answer = citizen.follow(receipt, words="已补充", files=[SimpleUploadedFile("a.pdf", b"<html>")])
    assert answer.status_code == 400
    assert Objection.objects.get().status == "incomplete"
    assert Proof.objects.count() == 1


def test_the_handling_is_complained_of_once(citizen):
    record = a_record()
    receipt = citizen.receipt(record_no=record.number)
    found = Objection.objects.get()
    for step in ("identify", "accept", "uphold", "tell"):
        found = now(found, step)
    page = citizen.follow(receipt).content.decode()
    assert "理由充分" in page  # the answer
    for hidden in ("孙宁", "sun", FORM["wrong"], FORM["objector_name"], FORM["contact"]):
        assert hidden not in page, hidden
    told = citizen.follow(receipt, words="没有理由", complaint="1")
    assert "已收到您对处理过程的投诉，将由另一名工作人员复查。" in told.content.decode()
    found.refresh_from_db()
    assert (found.status, found.complained_on) == ("complained", timezone.localdate())
    inside = Town(citizen.reader).page("zhou", "staff_objection", found.pk)
    assert "异议人（门户）" in inside
    assert "定时任务" not in inside
    found = now(found, "confirm")
    citizen.follow(receipt, words="再次投诉", complaint="1")
    found.refresh_from_db()
    assert found.status == "closed"


# ── unknown, wrong, guessed ──────────────────────────────────────────────────


def test_an_unknown_code_and_a_wrong_passphrase_answer_alike_after_the_same_work(citizen, monkeypatch):
    receipt = citizen.receipt()
    hashed = []
    real = receipts.hash_secret_raw
    monkeypatch.setattr(receipts, "hash_secret_raw", lambda *args, **kwargs: hashed.append(kwargs) or real(*args, **kwargs))
    answers = {}
    for name, tried in {
        "wrong": (receipt["code"], "0" * 16),
        "unknown": ("0" * 12, receipt["passphrase"]),
        "empty": ("", ""),
        "nonsense": ("'; --", "%s\\"),
    }.items():
        for more in ({}, {"words": "补充"}):
            citizen.reader.statements.clear()
            hashed.clear()
            answer = citizen.follow({"code": tried[0], "passphrase": tried[1]}, **more)
            answers.setdefault(bool(more), []).append(
                (answer.status_code, answer.content, dict(answer.headers), list(citizen.reader.statements), len(hashed))
            )
            assert name
    for told in answers.values():
        assert len({repr(one) for one in told}) == 1
        assert told[0][0] == 403
        assert told[0][4] == 1


def test_guessing_is_slowed_alike(citizen):
    receipt = citizen.receipt()
    for code in (receipt["code"], "0000-0000-0001"):
        cache.clear()
        assert [citizen.follow({"code": code, "passphrase": "0" * 16}).status_code for _n in range(11)] == [403] * 10 + [429]
    cache.clear()
    assert citizen.follow(receipt).status_code == 429  # even with the right one


# ── the wall ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pub.objection",
        "SELECT * FROM pub.objection_file",
        "UPDATE pub.objection SET wrong = 'x'",
        "DELETE FROM pub.objection",
        "SELECT * FROM public.repair_objection",
        "SELECT * FROM public.repair_proof",
        "SELECT * FROM public.repair_correctionnotice",
        "SELECT * FROM public.archives_objectionmark",
        "SELECT * FROM public.archives_delivery",
        "SELECT pub.objection_told(1)",
        "SELECT pub.objection_opened('x', 'x')",
        "SELECT pub.repair_day('repair.objection', 1, 'objection-verify', '2026-01-05')",
        "SELECT pub.receipt_papers('repair.objection', 1)",
        "SELECT pub.receipt_judged('x', 1, 'x', 'x')",
    ],
)
def test_the_portal_puts_in_and_reads_nothing(citizen, login, statement):
    citizen.receipt()
    with pytest.raises((REFUSED, psycopg.errors.ObjectNotInPrerequisiteState)):
        login("portal").execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE repair_objection SET status = 'closed', closed_on = '2026-09-21'",
        "UPDATE repair_objection SET status = 'identified', identified_by_id = (SELECT id FROM accounts_user WHERE username = 'zhou')",
        "DELETE FROM repair_objection",
        "UPDATE repair_change SET new = 'x'",
        "DELETE FROM repair_correctionnotice",
        "UPDATE repair_correctionnotice SET recipient_id = 1",
        "UPDATE archives_objectionmark SET number = 'x'",
        "DELETE FROM archives_objectionmark",
        "UPDATE archives_delivery SET rows = 1",
        "DELETE FROM repair_publiccorrection",
    ],
)
def test_raw_sql_of_the_staff_login_takes_no_step_and_rewrites_nothing(citizen, login, statement):
    citizen.receipt()
    with pytest.raises((REFUSED, psycopg.errors.IntegrityError)):
        login("staff").execute(statement)


def test_staff_put_no_objection_of_the_portal_in(citizen, login):
    like = """INSERT INTO repair_objection (address, revision, made_by_id, channel, record_no, part, wrong, should_be, objector_kind, objector_name, contact, identity_seen,
      filed_on, receipt_code, verifier_hash, status, outcome)
      SELECT gen_random_uuid(), 1, u.id, 'portal', 'x', 'x', 'x', 'x', 'agent', 'x', 'x', '', '2026-01-01', 'C', 'x', 'filed', '' FROM accounts_user u WHERE u.username = 'zhou'"""
    with pytest.raises(psycopg.errors.IntegrityError, match="comes by the portal"):
        login("staff").execute(like)
    with connection.cursor() as cursor:  # the control: the statement itself is sound
        cursor.execute(like)


# ── days ─────────────────────────────────────────────────────────────────────


def test_the_day_that_postgresql_tells_is_the_day_that_staff_see(citizen, login):
    """At each stage SQL and Python count alike; where the calendar ends the portal tells no day."""
    from repair import actions

    record = a_record()
    receipt = citizen.receipt(record_no=record.number)
    given = (receipts.grouped(receipts.plain(receipt["code"])), receipts.verifier(receipt["code"], receipt["passphrase"], "objection"))
    portal = login("portal")

    def told(key="due"):
        return portal.execute("SELECT pub.objection_followed(%s, %s)", given).fetchone()[0][key]

    def seen(ends):
        return None if ends.provisional else ends.due_on.isoformat()

    found = Objection.objects.get()
    for step in ("incomplete", None, "identify", "accept"):
        assert told() == seen(deadline(found))
        if step is None:
            citizen.follow(receipt, words="已补充")
            found.refresh_from_db()
        else:
            found = now(found, step)
    assert told() == seen(deadline(found))
    actions.extend(objection=found, days=7, reason="需要核实", by=account("zhou"))
    assert deadline(found).days == 14
    assert told() == seen(deadline(found))
    found = now(now(found, "uphold"), "tell")
    assert told() is None
    assert told("may_complain_until") == seen(may_complain_until(found))


def test_what_is_revoked_is_published_and_gone(citizen, reader):  # noqa: F811
    record = a_record()
    found = objection_at("accepted", record=record, today=timezone.localdate())
    found = now(found, "revoke")
    assert reader.get(f"/records/{record.number}/").status_code == 404
    second_person(found)
    now(found, "tell")
    for address in ("/", f"/subjects/{record.subject.code}/", "/en/"):
        page = reader.read(address)
        assert record.number in page
        assert "该信息有误" in page or "is revoked" in page or "撤销" in page
    assert Membership.objects.exists()
