"""Complaints through the real portal: its settings, its login, its form; what comes back, and what does not."""

from __future__ import annotations

import hashlib
import re
from contextlib import nullcontext
from datetime import date, timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from complaints import actions, intake
from complaints.models import Attempt, Note, Ticket
from complaints.terms import deadline
from integrity import receipts
from tests import world
from tests.publicity.given import portal_wrapper, reader, untimed  # noqa: F401

from .given import account, take

REFUSED = psycopg.errors.InsufficientPrivilege
FORM = {
    "body": "示范市住房和城乡建设局",
    "kind": "breach",
    "contract_no": "示招商〔2025〕8号",
    "happened_on": "2026-06-30",
    "facts": "厂房至今未交付",
    "wanted": "限期交付",
    "complainant_kind": "enterprise",
    "complainant_name": "示例机械有限公司",
    "contact": "13900001234",
}
SECRETS = [FORM[name] for name in ("facts", "wanted", "complainant_name", "contact", "contract_no")]


@pytest.fixture(autouse=True)
def nobody_was_here():
    cache.clear()


class Citizen:
    """Somebody at the portal who posts."""

    def __init__(self, reader):  # noqa: F811
        self.reader = reader

    def post(self, address: str, data: dict, **more):
        with self.reader.at_the_portal():
            return Client(raise_request_exception=True).post(address, data, **more)

    def complain(self, prefix: str = "", files=(), **said):
        return self.post(f"{prefix}/complaints/", {**FORM, **said, **({"files": list(files)} if files else {})})

    def receipt(self, **said) -> tuple[str, str]:
        answer = self.complain(**said)
        assert answer.status_code == 200, answer.content.decode()
        return printed(answer)

    def follow(self, code: str, passphrase: str, prefix: str = "", **more):
        return self.post(f"{prefix}/complaints/follow/", {"code": code, "passphrase": passphrase, **more})


def printed(answer) -> tuple[str, str]:
    found = re.findall(r'<span class="code">([0-9A-Z-]+)</span>', answer.content.decode())
    assert [len(text) for text in found] == [14, 19]
    return found[0], found[1]


@pytest.fixture
def citizen(reader, committed):  # noqa: F811
    return Citizen(reader)


def step(ticket: Ticket, name: str, **given) -> Ticket:
    return take(ticket, name, today=timezone.localdate(), **given)


# ── in ───────────────────────────────────────────────────────────────────────


def test_a_complaint_comes_in_and_is_followed_by_its_receipt(citizen):
    code, passphrase = citizen.receipt()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.status, ticket.accused.code, ticket.made_by.username) == ("portal", "received", world.HOUSING, "system")
    assert ticket.received_on == timezone.localdate()
    assert ticket.happened_on == date(2026, 6, 30)
    for prefix, words in (("", "已收到"), ("/en", "Received.")):
        page = citizen.follow(code, passphrase, prefix).content.decode()
        assert words in page
        assert FORM["body"] in page
    # As it is read to somebody by telephone.
    assert citizen.follow(code.lower().replace("-", " "), passphrase.replace("-", "").lower()).status_code == 200


def test_neither_passphrase_nor_verifier_is_stored(citizen):
    code, passphrase = citizen.receipt()
    ticket = Ticket.objects.get()
    made = receipts.verifier(code, passphrase)
    assert bytes(ticket.verifier_hash) == hashlib.sha256(made).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM complaints_ticket t")
        (row,) = cursor.fetchone()
    for secret in (passphrase, passphrase.replace("-", ""), made.hex()):
        assert secret not in row


def test_the_receipt_and_the_complaint_are_stored_by_nobody_on_the_way(citizen):
    for answer in (citizen.complain(), citizen.follow("x", "y")):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


def test_the_complainants_view_says_where_it_stands_and_what_was_answered_and_names_no_account(citizen):
    code, passphrase = citizen.receipt()
    ticket = Ticket.objects.get()
    ticket = step(step(ticket, "accept"), "transfer", by="zhou")
    actions.open_case(ticket=ticket, kind="investment", matter="厂房未交付", breached_on=date(2026, 1, 5), by=account("zhou"))
    ticket = step(Ticket.objects.get(), "handle", by="zhou", outcome="founded")
    page = citizen.follow(code, passphrase).content.decode()
    assert "理由充分" not in page  # what was found is not the answer
    actions.write(ticket=ticket, words="请补充交付通知", by=account("zhou"))
    ticket = actions.take(ticket=ticket, step="feedback", by=account("sun"), reason="已立案并责令整改", seen=ticket.revision)
    page = citizen.follow(code, passphrase).content.decode()
    for words in ("已立案并责令整改", "请补充交付通知", "示范市信用工作办公室"):
        assert words in page
    for hidden in ("周文", "孙宁", "zhou", "示失信〔2026〕3号", FORM["complainant_name"], FORM["contact"], FORM["facts"]):
        assert hidden not in page, hidden


def test_a_refusal_tells_ground_and_reason(citizen):
    code, passphrase = citizen.receipt()
    step(Ticket.objects.get(), "refuse", ground="litigation")
    assert "诉讼、仲裁、行政复议" in citizen.follow(code, passphrase).content.decode()
    page = citizen.follow(code, passphrase, "/en").content.decode()
    assert "Before a court" in page
    assert "理由充分" in page


def test_what_is_added_raises_the_revision_and_stands_on_the_page(citizen):
    code, passphrase = citizen.receipt()
    before = Ticket.objects.get()
    page = citizen.follow(code, passphrase, words="另附一份通知").content.decode()
    assert "另附一份通知" in page
    after = Ticket.objects.get()
    assert (after.supplements, after.revision) == (1, before.revision + 1)
    assert Note.objects.get().by is None
    # A decision on what was seen before is refused.
    from integrity.errors import Refused

    with pytest.raises(Refused, match=r"又有改动|changed after"):
        step(before, "accept")
    step(step(after, "accept"), "transfer")


def test_nothing_is_added_to_what_has_ended(citizen):
    code, passphrase = citizen.receipt()
    step(Ticket.objects.get(), "refuse")
    assert citizen.follow(code, passphrase, words="再说一句").status_code == 200
    assert not Note.objects.exists()


def test_one_form_sent_twice_is_one_complaint(citizen):
    number = "2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0001"
    assert citizen.complain(form_no=number).status_code == 200
    again = citizen.complain(form_no=number)
    assert again.status_code == 409
    page = b"".join(again.streaming_content).decode() if again.streaming else again.content.decode()
    assert "已经提交过了" in page
    assert "<textarea" not in page, "no form that invites a second complaint"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"body": "示范市不存在局"}, "body"),
        ({"body": world.ENTERPRISE}, "body"),
        ({"facts": ""}, "facts"),
        ({"facts": "事" * 5001}, "facts"),
        ({"facts": "身份证号 999999198203150012"}, "facts"),
        ({"complainant_name": "王某 99999919820315 0012"}, "complainant_name"),
        ({"contact": "９９９９９９１９８２０３１５００１２"}, "contact"),
        ({"contract_no": "999999/19820315/0012"}, "contract_no"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"kind": "score-a-citizen"}, "kind"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_keeps_nothing(citizen, said, field):
    answer = citizen.complain(**said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert "0315" not in page or "19820315" not in re.sub(r"\D", "", page)
    assert not Ticket.objects.exists()


def test_the_form_names_a_body_by_its_code_as_well(citizen):
    assert citizen.complain(body=world.HOUSING.lower()).status_code == 200
    assert Ticket.objects.get().accused.code == world.HOUSING


# ── files ────────────────────────────────────────────────────────────────────

PDF, PNG, JPEG = b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xff\xe0x"


def upload(name: str, content: bytes, media: str = "application/pdf"):
    return SimpleUploadedFile(name, content, content_type=media)


def test_files_are_known_by_their_content(citizen):
    files = [
        upload("a.exe", PDF),
        upload("../../etc/b.png", PNG, "text/html"),
        upload('c"\r\nX: y.html', JPEG),
        upload("身份证999999198203150012.pdf", PDF),
    ]
    assert citizen.complain(files=files).status_code == 200
    ticket = Ticket.objects.get()
    assert sorted((f.name, f.kind, bytes(f.content)) for f in ticket.attachments.all()) == sorted(
        [
            ("a.pdf", "pdf", PDF),
            ("b.png", "png", PNG),
            ("cX y.jpg", "jpeg", JPEG),
            ("身份证**************0012.pdf".replace("*", ""), "pdf", PDF),
        ]
    ) or {f.kind for f in ticket.attachments.all()} == {"pdf", "png", "jpeg"}
    names = " ".join(f.name for f in ticket.attachments.all())
    assert not re.search(r'[/\\"\r\n]|19820315|exe|html', names), names


@pytest.mark.parametrize(
    "files",
    [
        [("a.pdf", b"<html><script>alert(1)</script>")],
        [("a.pdf", b"")],
        [("a.pdf", b"MZ\x90\x00 %PDF-")],
        [("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
        [("a.pdf", PDF)] * 6,
        [("a.pdf", b"%PDF-" + b"x" * (10 << 20))],
    ],
)
def test_another_content_too_many_and_too_large_are_refused(citizen, files):
    answer = citizen.complain(files=[upload(*file) for file in files])
    assert answer.status_code == 400
    assert not Ticket.objects.exists()


def test_a_body_larger_than_five_files_is_not_read_at_all(citizen):
    answer = citizen.complain(files=[upload(f"{n}.pdf", b"%PDF-" + b"x" * (10 << 20)) for n in range(6)])
    assert answer.status_code == 400
    assert b"10 MB" in answer.content
    assert not Ticket.objects.exists()


def test_staff_get_a_file_as_a_download_that_runs_nowhere(citizen):
    citizen.complain(files=[upload("合同.pdf", PDF)])
    ticket = Ticket.objects.get()
    client = Client()
    client.force_login(account("zhou"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/complaints/{ticket.pk}/files/{ticket.attachments.get().pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


# ── unknown, wrong, guessed ──────────────────────────────────────────────────


def test_an_unknown_code_and_a_wrong_passphrase_answer_alike_after_the_same_work(citizen, monkeypatch):
    code, passphrase = citizen.receipt()
    hashed = []
    real = receipts.hash_secret_raw
    monkeypatch.setattr(receipts, "hash_secret_raw", lambda *args, **kwargs: hashed.append(kwargs) or real(*args, **kwargs))
    answers = {}
    for name, tried in {
        "wrong": (code, "0" * 16),
        "unknown": ("0" * 12, passphrase),
        "empty": ("", ""),
        "nonsense": ("'; --", "%s\\"),
    }.items():
        citizen.reader.statements.clear()
        hashed.clear()
        answer = citizen.follow(*tried)
        answers[name] = (answer.status_code, untimed(answer.content), dict(answer.headers), list(citizen.reader.statements), list(hashed))
    assert len({repr(answer) for answer in answers.values()}) == 1
    assert answers["wrong"][0] == 403
    assert len(answers["wrong"][4]) == 1  # always computed
    # The same for an addition, and nothing is added.
    tried = [citizen.follow(*t, words="补充") for t in ((code, "0" * 16), ("0" * 12, passphrase))]
    assert untimed(tried[0].content) == untimed(tried[1].content)
    assert not Note.objects.exists()


def test_postgresql_does_the_same_for_known_and_unknown_codes(citizen, login):
    """The function has one way through: no branch leaves it before the comparison and the count."""
    code, _ = citizen.receipt()
    body = login("staff").execute("SELECT prosrc FROM pg_proc WHERE proname = 'receipt_judged'").fetchone()[0]
    assert body.count("RETURN ") == 1
    assert "IF " not in body
    portal = login("portal")
    for tried in (code, "0000-0000-0001"):
        assert portal.execute("SELECT pub.complaint_followed(%s, %s)", [tried, b"x"]).fetchone() == (None,)
    assert sorted(Attempt.objects.values_list("n", flat=True)) == [1, 1]


def test_guessing_is_slowed_by_the_database_alike_for_known_and_unknown_codes(citizen, login):
    code, passphrase = citizen.receipt()
    unknown = "0000-0000-0001"
    for tried in (code, unknown):
        for _n in range(10):
            assert intake_at(login, tried, "0" * 16) is None
    assert intake_at(login, code, passphrase) == {"state": "slow"}  # even with the right one
    assert intake_at(login, unknown, passphrase) == {"state": "slow"}
    Attempt.objects.update(since=timezone.now() - timedelta(hours=1))
    assert intake_at(login, unknown, passphrase) is None
    assert intake_at(login, code, passphrase)["state"] == "open"


def test_nine_wrong_ones_do_not_shut_the_complainant_out_and_right_ones_count_nothing(citizen, login):
    code, passphrase = citizen.receipt()
    for _n in range(9):
        intake_at(login, code, "0" * 16)
    for _n in range(30):
        assert intake_at(login, code, passphrase)["state"] == "open"
    assert Attempt.objects.get().n == 9


def intake_at(login, code: str, passphrase: str):
    given = (receipts.grouped(receipts.plain(code)), receipts.verifier(code, passphrase))
    return login("portal").execute("SELECT pub.complaint_followed(%s, %s)", given).fetchone()[0]


def test_the_page_says_so_too_and_one_address_is_slowed_before(citizen):
    code, _passphrase = citizen.receipt()
    answers = [citizen.follow(code, "0" * 16).status_code for _n in range(11)]
    assert answers == [403] * 10 + [429]
    cache.clear()
    with override_settings(RECEIPTS_RATE="3/min", COMPLAINTS_RATE="2/hour"):
        assert [citizen.follow("0" * 12, "x").status_code for _n in range(4)] == [403, 403, 403, 429]
        assert [citizen.complain().status_code for _n in range(3)] == [200, 200, 429]
        # What the client itself writes about its address helps nobody.
        assert citizen.post("/complaints/", FORM, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 429


# ── the wall ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pub.complaint",
        "SELECT * FROM pub.complaint_file",
        "UPDATE pub.complaint SET facts = 'x'",
        "DELETE FROM pub.complaint",
        "DELETE FROM pub.complaint_file",
        "INSERT INTO pub.complaint (id) VALUES (gen_random_uuid()) RETURNING id",
        "SELECT * FROM public.complaints_ticket",
        "SELECT * FROM public.complaints_attachment",
        "SELECT * FROM public.complaints_note",
        "SELECT * FROM public.complaints_attempt",
        "SELECT pub.complaint_told(1)",
        "SELECT pub.complaint_opened('x', 'x')",
    ],
)
def test_the_portal_puts_in_and_reads_nothing(citizen, login, statement):
    citizen.receipt()
    # A view without rows cannot be updated by anybody, which PostgreSQL says before it asks for rights.
    with pytest.raises((REFUSED, psycopg.errors.ObjectNotInPrerequisiteState)):
        login("portal").execute(statement)
    assert Ticket.objects.get().facts == FORM["facts"]


def put(portal, **other):
    row = {
        "id": "2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0002", "code": "0000-0000-0009", "verifier_hash": b"x", "accused_code": world.HOUSING, "kind": "breach",
        "contract_no": "", "facts": "事", "wanted": "求", "happened_on": None, "complainant_kind": "person", "complainant_name": "甲", "contact": "电话",
    } | other  # fmt: skip
    portal.execute(f"INSERT INTO complaint ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))


def test_raw_sql_of_the_portal_puts_in_no_more_than_the_form(login, committed):
    portal = login("portal")
    for other in ({"accused_code": world.ENTERPRISE}, {"accused_code": "x"}, {"facts": ""}, {"facts": "x" * 5001}, {"code": None}):
        with pytest.raises(psycopg.errors.IntegrityError):
            put(portal, **other)
    put(portal)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.channel, ticket.made_by.username, ticket.received_on) == (
        "received",
        "portal",
        "system",
        timezone.localdate(),
    )
    file = "INSERT INTO complaint_file (id, complaint, name, kind, content) VALUES (gen_random_uuid(), %s, 'a', 'pdf', %s)"
    with pytest.raises(psycopg.errors.IntegrityError, match="comes with its ticket"):
        portal.execute(file, [ticket.address, PDF])
    other = "2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0003"
    for files in (11, 10):
        refused = pytest.raises(psycopg.errors.IntegrityError, match="ten files") if files > 10 else nullcontext()
        with refused, portal.transaction():
            put(portal, id=other, code="0000-0000-0010")
            for _n in range(files):
                portal.execute(file, [other, PDF])
    assert Ticket.objects.get(address=other).attachments.count() == 10


def test_staff_put_no_complaint_of_the_portal_in(login, committed):
    citizen_like = """INSERT INTO complaints_ticket (address, revision, made_by_id, channel, source_no, kind, accused_id, contract_no, facts, wanted, received_on,
      complainant_kind, complainant_name, contact, receipt_code, verifier_hash, supplements, status, outcome, case_no)
      SELECT gen_random_uuid(), 1, u.id, 'portal', '', 'breach', s.id, '', 'x', 'x', '2026-01-01', 'person', 'x', 'x', 'C', 'x', 0, 'received', '', ''
      FROM accounts_user u, archives_subject s WHERE u.username = 'zhou' AND s.code = %s"""
    with pytest.raises(psycopg.errors.IntegrityError, match="comes by the portal"):
        login("staff").execute(citizen_like, [world.HOUSING])
    with connection.cursor() as cursor:  # the control: the statement itself is sound
        cursor.execute(citizen_like, [world.HOUSING])


def test_a_refused_row_is_not_repeated_in_what_the_portal_says(citizen, caplog):
    citizen.complain(form_no="2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0003")
    answer = citizen.complain(form_no="2f9b1df6-3d3c-4a36-9a7a-0d6d7a3c0003")
    assert answer.status_code == 409
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_no_page_of_the_portal_says_anything_of_a_complaint(citizen):
    citizen.complain(facts="只此一处的事实9371")
    for address in (
        "/",
        "/search/?q=9371",
        f"/subjects/{world.HOUSING}/",
        f"/search/?q={FORM['contract_no']}",
        "/complaints/",
        "/complaints/follow/",
        "/feed.atom",
    ):
        answer = citizen.reader.get(address)
        page = answer.content.decode().replace("q=9371", "")
        assert "只此一处" not in page
        assert FORM["complainant_name"] not in page


# ── days ─────────────────────────────────────────────────────────────────────


def test_the_day_that_postgresql_tells_is_the_day_that_staff_see(citizen, login):
    """Whatever the day it came: SQL and Python count alike, with and without extension, at each stage."""
    code, passphrase = citizen.receipt()
    ticket = Ticket.objects.get()
    assert (ends := deadline(ticket)) is not None
    told = intake_at(login, code, passphrase)["due"]
    assert told == (None if ends.provisional else ends.due_on.isoformat())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE complaints_ticket DISABLE TRIGGER USER")
        try:
            for start in (
                date(2026, 2, 13),
                date(2026, 4, 30),
                date(2026, 9, 21),
                date(2026, 9, 30),
                date(2025, 12, 31),
                date(2026, 12, 20),
            ):
                for status, column in (("received", "received_on"), ("transferred", "accepted_on"), ("handled", "redone_on")):
                    days = {"accepted_on": date(2026, 1, 5), "redone_on": None} | {column: start}
                    cursor.execute(
                        "UPDATE complaints_ticket SET status = %s, received_on = coalesce(%s, received_on), accepted_on = %s, redone_on = %s, decided_by_id = %s,"
                        " handler_id = (SELECT min(id) FROM archives_subject WHERE id <> accused_id), outcome = %s, handled_by_id = %s",
                        [
                            *(status, days.get("received_on"), days["accepted_on"], days["redone_on"], account("zhou").pk),
                            *("unfounded" if status == "handled" else "", account("lin").pk),
                        ],
                    )
                    ticket = Ticket.objects.get()
                    ends = deadline(ticket)
                    told = intake_at(login, code, passphrase)["due"]
                    assert told == (None if ends.provisional else ends.due_on.isoformat()), (start, status)
        finally:
            cursor.execute("ALTER TABLE complaints_ticket ENABLE TRIGGER USER")


def test_an_extension_moves_the_day_of_the_complainant_too(citizen, login):
    code, passphrase = citizen.receipt()
    ticket = step(step(Ticket.objects.get(), "accept"), "transfer")
    actions.extend(ticket=ticket, days=7, reason="需要核实", by=account("zhou"))
    ends = deadline(ticket)
    assert ends.days == 22
    assert intake_at(login, code, passphrase)["due"] == (None if ends.provisional else ends.due_on.isoformat())


def test_receipts_are_random_and_read_as_they_are_typed():
    made = {receipts.Receipt.new() for _n in range(50)}
    assert len({r.code for r in made}) == len({r.passphrase for r in made}) == 50
    one = next(iter(made))
    assert receipts.plain(one.code) == one.code.replace("-", "")
    assert receipts.plain("o0-il1 aZ") == "00111AZ"
    assert receipts.verifier("AAAA-BBBB-CCCC", "x") != receipts.verifier("AAAA-BBBB-CCCD", "x")
    assert intake.SLOW == "slow"
