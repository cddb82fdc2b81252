"""A repaired or shielded record: neither shown, shared nor used anywhere; what was scored before stays; shields return by date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from archives.models import Record, Relief
from integrity.errors import Refused
from integrity.workflow import advance
from repair.applications import shielding
from search.actions import keep_words
from tests import world
from tests.conftest import role
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .applied import application_at, breach, of_company, shield_at
from .given import account

DOC = "示市监失"


def seen_at(reader, record) -> set[str]:  # noqa: F811
    """Where on the portal the record stands; every kind of address that tells records."""
    number, key, code, item = record.number, record.content.doc_no.split("〕")[1], record.subject.code, record.item.code
    found = set()
    month = f"{record.decided_on:%Y-%m}"
    for address in (
        f"/records/{number}/", f"/subjects/{code}/", f"/search/?q={number}", f"/search/?q={DOC}", f"/search.csv?item={item}", f"/search.json?item={item}",
        "/feed.atom", f"/subjects/{code}/feed.atom", f"/sitemap/{month}.xml", f"/api/v1/records/{number}/", "/api/v1/records/?page_size=100", "/",
    ):  # fmt: skip
        answer = reader.get(address)
        text = answer.content.decode()
        if answer.status_code == 200 and (f"records/{number}" in text or key in text):
            found.add(address.partition("?")[0].replace(number, "N").replace(code, "S"))
    return found


def public_score(reader) -> int:  # noqa: F811
    with reader.at_the_portal(), reader.wrapper.cursor() as cursor:
        cursor.execute("SELECT score FROM pub.score WHERE subject_code = %s", [world.HOUSING])
        return cursor.fetchone()[0]


@pytest.fixture
def town(reader, committed):  # noqa: F811
    yield reader
    world.wipe()


EVERYWHERE = {
    "/records/N/", "/subjects/S/", "/search/", "/search.csv", "/search.json", "/feed.atom", "/subjects/S/feed.atom",
    "/sitemap/2026-05.xml", "/api/v1/records/N/", "/api/v1/records/",
}  # fmt: skip


def test_after_the_grant_it_stands_nowhere_on_the_portal(town):
    record = breach()
    keep_words()
    application = application_at("verified", record, today=timezone.localdate())
    assert seen_at(town, record) >= EVERYWHERE
    promise = f"/letters/{application.commitment.address}/"
    page = town.read(promise)
    assert "公开承诺" in page
    assert record.number not in page
    assert record.content.doc_no not in page
    advance(application, "grant", by=account("zhou"), reason="准予", seen=application.revision)
    assert seen_at(town, record) == set()
    assert town.get(promise).status_code == 404  # it would tell that a breach was put right
    assert town.get(f"/records/{record.number}/").content == town.get("/records/2026-9999999/").content.replace(
        b"2026-9999999", record.number.encode()
    )


def test_a_shield_hides_and_returns_by_date_with_no_worker(town):
    record = of_company()
    keep_words()
    today = timezone.localdate()
    shield_at("shielded", record, until_on=today + timedelta(30), today=today)
    assert seen_at(town, record) == set()
    with connection.cursor() as cursor:  # the thirty days are over: the dates are moved, nothing is run
        cursor.execute(
            "RESET ROLE; ALTER TABLE archives_relief DISABLE TRIGGER USER; UPDATE archives_relief SET from_at = from_at - interval '31 days', until_on = until_on - 31"
        )
        cursor.execute(
            "ALTER TABLE archives_relief ENABLE TRIGGER USER; UPDATE archives_record SET hidden = archives_hidden(number) WHERE hidden IS NOT NULL"
        )
    assert seen_at(town, record) >= EVERYWHERE


def test_a_shield_is_entered_by_one_and_confirmed_and_ended_by_another(city):
    record = of_company()
    found = shield_at("entered", record)
    with pytest.raises(Refused, match=r"colleague|另一"):
        advance(found, "confirm", by=account("sun"), seen=found.revision, today=date(2026, 9, 21))
    for name in ("gao", "lin", "wu", "audit", "he"):
        with pytest.raises(PermissionDenied):
            advance(found, "confirm", by=account(name), seen=found.revision, today=date(2026, 9, 21))
    assert not Relief.objects.exists()
    found = advance(found, "confirm", by=account("zhou"), seen=found.revision, today=date(2026, 9, 21))
    assert not Record.objects.public().filter(number=record.number).exists()
    assert not Record.objects.shared().filter(number=record.number).exists()
    with pytest.raises(Refused, match=r"colleague ends|其他人员终止"):
        advance(found, "end", by=account("sun"), reason="终止重整", seen=found.revision, today=date(2026, 9, 22))
    advance(found, "end", by=account("zhou"), reason="终止重整", seen=found.revision, today=date(2026, 9, 22))
    assert Record.objects.public().filter(number=record.number).exists()
    assert Record.objects.shared().filter(number=record.number).exists()


@pytest.mark.parametrize(
    "said",
    [
        {"court": " "}, {"ruling_no": ""}, {"numbers": "2026-9999999"}, {"until_on": date(2026, 9, 21)}, {"ruled_on": date(2026, 9, 22)},
        {"ruled_on": date(1900, 1, 1)}, {"until_on": date(2027, 5, 12)},
    ],
)  # fmt: skip
def test_what_a_shield_says_is_bounded(city, said):
    # Decided 2026-05-11, 一般: published and used for a year at most, so until 2027-05-11.
    given = {"numbers": of_company().number, "court": "法院", "ruling_no": "1号", "ruled_on": date(2026, 9, 1), "until_on": date(2026, 9, 22)}
    with pytest.raises(Refused):
        shielding.enter(by=account("sun"), today=date(2026, 9, 21), **(given | said))
    assert shielding.enter(by=account("sun"), today=date(2026, 9, 21), **(given | {"until_on": date(2027, 5, 11)})).status == "entered"
    with pytest.raises(Refused, match=r"already|已包含"):  # the same records twice
        shielding.enter(by=account("sun"), today=date(2026, 9, 21), **(given | {"ruling_no": "2号"}))


def test_a_public_body_is_never_shielded(city):
    with pytest.raises(Refused, match=r"not restructured|不适用重整"):
        shield_at("entered", breach())


def test_a_corrected_version_bears_the_repair_as_well(city):
    from archives.corrections import file_correction

    record = breach()
    application_at("granted", record)
    filing = file_correction(record=record, changes={"basis": "发改财金〔2023〕1103号第二条"}, by=account("sun"), today=date(2026, 9, 21))
    advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    current = Record.objects.current().get(number=record.number)
    assert current.version == 2
    assert current.is_hidden()
    assert not current.is_standing()
    assert not Record.objects.public().filter(number=record.number).exists()


def test_the_office_keeps_it_and_the_page_says_so(city, door):
    record = breach()
    found = application_at("granted", record)
    page = door("zhou").get(reverse("staff_record", args=[record.number])).content.decode()
    assert found.document_no in page
    told = door("zhou").get(reverse("api:record-detail", args=[record.number])).json()
    assert told["standing"] is False
    for name, has in (("zhou", False), ("lin", False), ("audit", True)):
        listed = door(name).get(reverse("api:record-list"), {"item": "SX"}).content.decode()
        sheet = b"".join(door(name).get(reverse("staff_export_records"), {"item": "SX"}).streaming_content).decode()
        assert [record.number in text for text in (listed, sheet)] == [has, has], name
    assert Record.objects.visible_to(account("audit")).filter(number=record.number).exists()
    with role("portal"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pub.record WHERE number = %s", [record.number])
        assert cursor.fetchone() == (0,)


def test_past_the_longest_period_nothing_is_shared_either(city):
    record = breach()
    assert Record.objects.shared().filter(number=record.number).exists()
    ends = timezone.make_aware(timezone.datetime(record.ends_on.year, record.ends_on.month, record.ends_on.day))
    assert Record.objects.shared(ends - timedelta(seconds=1)).filter(number=record.number).exists()
    assert not Record.objects.shared(ends).filter(number=record.number).exists()
    assert not record.is_standing(ends)
