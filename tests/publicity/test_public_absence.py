"""What is not on display reads the same for every reason, to the byte and to the second."""

import time
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from accounts.models import User
from archives.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):
    with django_db_blocker.unblock():
        return {"bureau": archive.subject("示范市公安局"), "shop": archive.subject("示例乙有限公司", kind="enterprise", first="91")}


def withdraw(archive, record):
    with archive.committed():
        Record.objects.filter(pk=record.pk).update(
            withdrawn_at=timezone.now(), withdrawn_by=User.objects.system(), withdrawn_reason="文书已撤销"
        )


@pytest.fixture
def hidden(archive, city):
    """One record for each reason there is not to show one."""
    body, today, now = city["bureau"], timezone.localdate(), timezone.now()
    withdrawn = archive.record(body)
    withdraw(archive, withdrawn)
    return {
        "expired": archive.record(body, shown=(now - timedelta(days=9), now - timedelta(seconds=1))),
        "withdrawn": withdrawn,
        "minor, so never published": archive.record(body, item="CF", tier=1, shown=None, facts={"violation": "违规"}),
        "shared within government": archive.record(body, item="CJ", tier=2, scope=1, shown=None),
        "shared although somebody gave it a time": archive.record(body, scope=1),
        "superseded": archive.record(body, known_from=now - timedelta(days=2), known_until=now - timedelta(days=1)),
        "not yet shown": archive.record(body, decided_on=today, shown=(now + timedelta(hours=1), now + timedelta(days=9))),
    }


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_absence_is_the_same_page(archive, reader, city, hidden, prefix):
    never = reader.get(f"{prefix}/records/2026-9999999/")
    assert never.status_code == 404
    pages = {reason: reader.get(f"{prefix}/records/{record.number}/") for reason, record in hidden.items()}
    pages |= {"an odd number": reader.get(f"{prefix}/records/%E6%96%87'%22;--/"), "no such page": reader.get(f"{prefix}/nowhere/")}
    pages["an unknown body"] = reader.get(f"{prefix}/subjects/11990100MB9999999X/")
    pages["an enterprise with nothing on display"] = reader.get(f"{prefix}/subjects/{city['shop'].code}/")
    for reason, page in pages.items():
        assert page.status_code == 404, reason
        assert page.content == never.content, reason
        assert dict(page.headers) == dict(never.headers), reason
    assert b"9999999" not in never.content


def test_the_comparison_can_fail(archive, reader, city):
    shown = archive.record(city["bureau"])
    assert reader.get(f"/records/{shown.number}/").status_code == 200
    assert reader.get("/records/nothing/").content != reader.get("/en/records/nothing/").content


def test_nothing_hidden_is_listed_counted_or_found(archive, reader, city, hidden):
    pages = reader.read("/") + reader.read(f"/subjects/{city['bureau'].code}/") + reader.read("/search/?q=示范")
    for reason, record in hidden.items():
        assert record.number not in pages, reason
        assert f"/records/{record.number}/" not in reader.read(f"/search/?q={record.number}"), reason


def test_a_record_disappears_to_the_second_with_nobody_at_work(archive, reader, city):
    end = timezone.now() + timedelta(seconds=1.5)
    record = archive.record(city["shop"], item="CF", tier=2, issuer=city["bureau"], until=end, facts={"violation": "违规"})
    addresses = [f"/records/{record.number}/", f"/subjects/{city['shop'].code}/"]
    assert [reader.get(address).status_code for address in addresses] == [200, 200]
    assert record.number in reader.read("/")
    time.sleep(max((end - timezone.now()).total_seconds(), 0) + 0.05)
    assert [reader.get(address).status_code for address in addresses] == [404, 404]
    assert record.number not in reader.read("/")


def test_a_withdrawal_takes_the_page_down_at_once(archive, reader, city):
    record = archive.record(city["bureau"])
    reader.read(f"/records/{record.number}/")
    withdraw(archive, record)
    assert reader.get(f"/records/{record.number}/").status_code == 404


def test_the_login_of_the_portal_reads_the_views_and_nothing_else(archive, reader):
    for sql in ("SELECT 1 FROM public.archives_record", "SELECT 1 FROM public.accounts_user", "CREATE TABLE pub.mine (a int)"):
        with reader.at_the_portal(), pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(sql)
    for sql in ("DELETE FROM record", "UPDATE subject SET name = ''", "INSERT INTO item_field (id) VALUES (1)"):
        with reader.at_the_portal(), pytest.raises(Exception, match=r"permission denied|cannot"), connection.cursor() as cursor:
            cursor.execute(sql)
