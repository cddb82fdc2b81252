"""A broken letter that was made good: its record says 违诺 as before, and beside it everywhere that and since when it was put right."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from archives.life import life_of
from archives.models import Delivery, Record
from archives.remedies import made_good
from commitments.letters import records
from commitments.records import record_of
from integrity.workflow import advance

from .given import account
from .lettered import at, firm, go

GOOD = "已整改到位"


def approved(letter) -> Record:
    filing = letter.filing
    filing.refresh_from_db()
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    return record_of(filing)


@pytest.fixture
def letter(city):
    return at("repaired")


def told(door, record, name: str = "zhou") -> str:
    return door(name).get(reverse("staff_record", args=[record.number])).content.decode()


def test_the_record_stays_and_says_beside_it_that_it_was_put_right(letter, door):
    record, today = approved(letter), timezone.localdate()
    assert record.content.facts["shared"]["outcome"] == records.BROKEN
    assert record.version == 1  # no correction: nobody is told that it was wrong
    assert record.is_standing()  # and no repair: it is shared and used as before
    assert made_good([record.number, "2026-99999"]) == {record.number: today}
    page = told(door, record)
    assert GOOD in page
    assert "经核实，已整改到位" in page  # its life
    answer = door("zhou").get(reverse("api:record-detail", args=[record.number])).json()
    assert (answer["made_good_on"], answer["standing"]) == (today.isoformat(), True)
    listed = door("zhou").get(reverse("api:record-list") + "?item=CN-QY").json()["results"]
    assert [(one["number"], one["made_good_on"]) for one in listed] == [(record.number, today.isoformat())]
    assert Delivery.objects.filter(how=Delivery.How.API).exists()  # as before: who receives which versions is noted
    leaves = b"".join(door("zhou").get(reverse("staff_export_records") + "?item=CN-QY").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(leaves))
    assert row["整改核实日期"] == today.isoformat()


def test_until_it_is_verified_nothing_of_it_is_said(city, door):
    letter = at("mended")
    record = approved(letter)
    for _once in range(2):
        assert made_good([record.number]) == {}
        assert GOOD not in told(door, record)
        assert door("zhou").get(reverse("api:record-detail", args=[record.number])).json()["made_good_on"] is None
    go(letter, "repair")
    assert GOOD in told(door, record)


def test_another_breach_of_the_same_signer_is_not_touched(letter, door):
    first = approved(letter)
    second = approved(at("broken", kind="industry", subject=firm()))
    assert set(made_good([first.number, second.number])) == {first.number}
    assert GOOD not in told(door, second)


def test_its_life_tells_when_and_why(letter):
    record = approved(letter)
    (event,) = [event for event in life_of(record.number, account("zhou")) if "整改" in event.label]
    assert (event.reason, event.by) == ("核对无误", str(account("zhou")))


def test_only_records_of_letters_are_answered_for(letter):
    record = approved(letter)
    assert records.made_good({record.number, "2026-00001"}) == {record.number: letter.repaired_on}
    assert records.made_good(set()) == {}
