"""The life of a record, told through the real doors: clerk's upload, worker's check, officer's decision, the public page.

Staff site and portal are asked as their own database logins on committed data; the check runs as the worker does.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives.models import Ending, Filing, Record
from integrity import jobs
from integrity.models import Job, StepTaken
from tests import world
from tests.files import row, table
from tests.publicity.given import portal_wrapper, reader, through  # noqa: F401

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def process(committed):
    """``with process("staff"):`` everything inside goes over a connection of that login, as in that process."""
    usual, made = connections["default"], {}

    @contextmanager
    def enter(login: str):
        if login not in made:
            made[login] = type(usual)({**usual.settings_dict, "USER": login, "OPTIONS": {}}, "default")
        with through(made[login]):
            yield

    yield enter
    for wrapper in made.values():
        wrapper.close()


def staff(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: bytes, name: str = "双公示.csv"):
    from archives.models import Subject

    file = io.BytesIO(content)
    file.name = name
    unit = Subject.objects.get(code=world.MARKET)
    return client.post(reverse("staff_import"), {"unit": unit.pk, "layout": "penalty-legal-2018", "file": file})


def recent(days: int = 30) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


ID = "999999199001011237"  # synthetic, with the right check digit


def the_file() -> bytes:
    rows = [
        row(1, CF_JDRQ=recent(), CF_FR_SFZH=ID),  # fine of 20,000 yuan: moderate, shown for a year
        row(2, CF_JDRQ=recent(), CF_CFLB="警告", CF_NR="警告", CF_NR_FK=""),  # a warning: minor, not shown
        row(3, CF_JDRQ=recent(), CF_XDR_MC="示范市第二人民医院", CF_XDR_SHXYM=world.HOSPITAL, CF_CFLB="吊销许可证件", CF_NR="吊销许可证", CF_NR_FK=""),
    ]
    return table(rows)


def test_a_real_file_comes_in_is_reviewed_shown_and_ends(process, reader):  # noqa: F811
    # The clerk uploads; the request decodes and masks, and asks the worker to check.
    with process("staff"):
        lin = staff("lin")
        answer = upload(lin, the_file())
        assert answer.status_code == 302
        filing = Filing.objects.get()
        assert filing.status == "received"
        assert "<progress" in lin.get(answer["Location"]).content.decode()
        job = Job.objects.get()
    with process("worker"):
        assert jobs.run(job.pk) == "done"

    # Nothing is public yet, and the clerk sees what was found.
    with process("staff"):
        filing.refresh_from_db()
        assert (filing.status, filing.rows, filing.new, filing.bad) == ("checked", 3, 3, 0)
        assert ID not in lin.get(reverse("staff_filing", args=[filing.pk])).content.decode()
        lin.post(reverse("staff_filing", args=[filing.pk]), {"step": "submit", "revision": filing.revision})
        filing.refresh_from_db()
        assert filing.status == "submitted"
        assert lin.post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": filing.revision}).status_code == 403
    assert reader.get(f"/subjects/{world.ENTERPRISE}/").status_code == 404

    # A second person decides on the revision seen; a stale one is refused with 409.
    with process("staff"):
        zhou = staff("zhou")
        assert reverse("staff_filing", args=[filing.pk]) in zhou.get("/").content.decode()  # it awaits an officer
        assert reverse("staff_filing", args=[filing.pk]) not in staff("audit").get("/").content.decode()
        address = reverse("staff_filing", args=[filing.pk])
        assert zhou.post(address, {"step": "approve", "revision": filing.revision - 1}).status_code == 409
        assert zhou.post(address, {"step": "approve", "revision": filing.revision}).status_code == 302
        assert zhou.post(address, {"step": "approve", "revision": filing.revision}).status_code == 409  # a colleague was faster
        records = {r.content.doc_no[-2:-1]: r for r in Record.objects.select_related("content")}
        assert {n: (r.tier, r.shown is not None) for n, r in records.items()} == {"1": (2, True), "2": (1, False), "3": (3, True)}
        steps = list(StepTaken.objects.order_by("id").values_list("step", "by__username", "source", "target"))
        assert steps == [
            ("check", "system", "received", "checked"),
            ("submit", "lin", "checked", "submitted"),
            ("approve", "zhou", "submitted", "approved"),
        ]

    # The public finds it by name, code and document number in any brackets; the minor one is not hinted at.
    number = records["1"].number
    assert "示例商贸有限公司" in reader.read(f"/subjects/{world.ENTERPRISE}/")
    for q in ("示例商贸", world.ENTERPRISE, "示市监罚[2026]1号", "示市监罚(2026)1号"):
        assert f"/records/{number}/" in reader.get(f"/search/?q={q}").content.decode(), q
    page = reader.read(f"/records/{number}/")
    assert "第四十九条" in page
    assert "信用修复管理办法" in page  # the rule in force on the decision date
    assert ID not in page
    assert "王某" not in page  # the representative is disclosed by authorisation only
    assert reader.get(f"/records/{records['2'].number}/").status_code == 404
    assert records["2"].number not in reader.read(f"/subjects/{world.ENTERPRISE}/")

    # It ends by the clock, with no worker running, to the second; afterwards the night notes it.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archives_record SET shown = tstzrange(lower(shown), statement_timestamp() + interval '2 seconds') WHERE number = %s RETURNING upper(shown)", [number])
        (ends,) = cursor.fetchone()
    asked = []
    while not asked or asked[-1][0] < ends:  # at least one question is asked after the end, however slow the answers are
        asked.append((timezone.now(), reader.get(f"/records/{number}/").status_code, timezone.now()))
    for before, status, after in asked:
        if after < ends:
            assert status == 200
        if before >= ends:
            assert status == 404
    assert {status for _, status, _ in asked} == {200, 404}
    assert reader.get(f"/subjects/{world.ENTERPRISE}/").status_code == 404
    with process("worker"):
        from archives import actions

        assert actions.note_endings() == 1
        assert actions.note_endings() == 0
    assert Ending.objects.get().ended_at == ends


def test_withdrawal_takes_effect_at_once_and_a_second_person_confirms(process, reader):  # noqa: F811
    number = publish(process)
    with process("staff"):
        zhou, sun = staff("zhou"), staff("sun")
        address = reverse("staff_withdrawal", args=[number])
        assert zhou.post(address, {"reason": " "}).status_code == 409
        assert reader.get(f"/records/{number}/").status_code == 200
        assert zhou.post(address, {"reason": "文书已被复议机关撤销"}).status_code == 302
    assert reader.get(f"/records/{number}/").status_code == 404
    with process("staff"):
        assert zhou.post(address, {"step": "confirm"}).status_code == 409  # the same person
        assert number in sun.get("/").content.decode()
        assert sun.post(address, {"step": "confirm"}).status_code == 302
        assert sun.post(address, {"step": "confirm"}).status_code == 409
        record = Record.objects.get()
        assert (record.withdrawn_by.username, record.withdrawal_confirmed_by.username) == ("zhou", "sun")


def test_a_corrected_row_is_a_new_version_under_the_same_number(process, reader):  # noqa: F811
    number = publish(process)
    assert "罚款二万元" in reader.read(f"/records/{number}/")
    assert publish(process, CF_NR="罚款三万元", CF_NR_FK="3") == number
    page = reader.read(f"/records/{number}/")
    assert "罚款三万元" in page
    assert "罚款二万元" not in page
    first, second = Record.objects.order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert first.known_until == second.known_from  # no gap, no overlap: what did we know, and when


def publish(process, **changes) -> str:
    """One row from upload to approval; returns the record's number."""
    with process("staff"):
        assert upload(staff("lin"), table([row(1, **({"CF_JDRQ": recent()} | changes))])).status_code == 302
        filing = Filing.objects.latest("id")
    with process("worker"):
        assert jobs.run(Job.objects.latest("asked_at").pk) == "done"
    with process("staff"):
        address = reverse("staff_filing", args=[filing.pk])
        filing.refresh_from_db()
        staff("lin").post(address, {"step": "submit", "revision": filing.revision})
        assert staff("zhou").post(address, {"step": "approve", "revision": filing.revision}).status_code == 302
        return Record.objects.current().get(filing=filing).number


def test_a_file_with_errors_files_nothing_until_told(process):
    with process("staff"):
        upload(staff("lin"), table([row(1, CF_JDRQ=recent()), row(2, CF_JDRQ=recent(), CF_SY="")]))
        filing = Filing.objects.get()
    with process("worker"):
        jobs.run(Job.objects.get().pk)
    with process("staff"):
        lin, address = staff("lin"), reverse("staff_filing", args=[filing.pk])
        filing.refresh_from_db()
        assert (filing.new, filing.bad) == (1, 1)
        page = lin.get(address).content.decode()
        assert "CF_SY" in page
        refused = lin.post(address, {"step": "submit", "revision": filing.revision})
        assert refused.status_code == 409
        assert lin.post(address, {"step": "submit_good", "revision": filing.revision}).status_code == 409  # a reason is needed
        assert lin.post(address, {"step": "submit_good", "revision": filing.revision, "reason": "错行下周补报"}).status_code == 302
        assert staff("zhou").post(address, {"step": "approve", "revision": filing.revision}).status_code == 302
        assert Record.objects.count() == 1


def test_shown_time_is_the_local_day(process):
    number = publish(process, CF_JDRQ="2026-11-02")
    record = Record.objects.get(number=number)
    assert record.shown.lower == datetime(2026, 11, 2, tzinfo=SHANGHAI)
    assert record.shown.upper == datetime(2027, 11, 2, tzinfo=SHANGHAI)  # moderate: one year at most, Order 36
    assert record.minimum_until.isoformat() == "2027-02-02"
    assert record.report_due_on.isoformat() == "2026-11-11"  # 3,4,5,6,9,10,11 November: seven working days
