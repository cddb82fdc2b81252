"""An officer is concerned with what is before the own office, and opens that and nothing else of the archive."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from archives import people
from archives.models import CreditOffice, Membership, ReadLog, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.archives.officials import account, entered, filed, register, unit

DECLARED, DRUNK, AWARD = "海边房产两处", "酒后失态一事", "诚信标兵称号"


@pytest.fixture
def person(city):
    """Declared matters and a sanction on file, both decided by zhou long ago; an honour waits for the office."""
    found = register(self_="self_")
    filed(found, "GZ-GR", matters=DECLARED)
    filed(found, "GZ-ZW", facts=DRUNK)
    return found


@pytest.fixture
def waiting(person):
    return advance(entered(person, "GZ-RY", honour=AWARD), "submit", by=account("ren"))


def opened(door, name, person):
    return door(name).post(
        reverse("staff_person", args=[person.address]),
        {"purpose": "handling" if name in {"zhou", "sun"} else "management", "reason": "核对"},
    )


def test_concern_with_one_item_opens_nothing_of_another(door, person, waiting):
    page = opened(door, "sun", person).content.decode()  # sun has the honour in hand and nothing else
    for words in (DECLARED, DRUNK, "记过", "历年考核缺失"):
        assert words not in page, words
    assert 'id="honours"' in page
    for part in ("assessments", "sanctions", "findings", "declared"):
        assert f'id="{part}"' not in page, part
    assert "公职人员表彰奖励" in page  # what the officer has in hand is named
    assert door("sun").get(reverse("staff_filing", args=[waiting.pk])).status_code == 200
    for item in ("GZ-GR", "GZ-ZW"):
        record = Record.objects.get(subject=person, item__code=item)
        before = ReadLog.objects.count()
        for address in (reverse("staff_record", args=[record.number]), reverse("staff_filing", args=[record.filing_id])):
            answer = door("sun").get(address)
            assert answer.status_code == 403, address
            assert DECLARED not in answer.content.decode()
        assert ReadLog.objects.filter(granted=False).count() >= 2
        assert ReadLog.objects.count() == before + 2


def test_who_has_declared_matters_in_hand_sees_those_and_the_organ_sees_all(door, person):
    # zhou decided on both a moment ago, and is concerned with both until the term is over
    page = opened(door, "zhou", person).content.decode()
    assert DECLARED in page
    assert DRUNK in page
    assert 'id="honours"' not in page
    whole = opened(door, "ren", person).content.decode()
    for part in ("assessments", "honours", "sanctions", "findings", "declared"):
        assert f'id="{part}"' in whole, part
    assert 'class="notice"' not in whole.partition('id="basic"')[0]


def test_only_the_office_before_which_it_waits_is_concerned(person, waiting):
    """The city and a district have an office each; what the organ of the city files is not the district's."""
    today = timezone.localdate()
    government = Subject.objects.create(kind="organ", code=world.code("11990100MB0000071"), name="示范市人民政府")
    quarter = Subject.objects.create(kind="organ", code=world.code("11990100MB0000072"), name="示范区人民政府")
    bureau = Subject.objects.create(kind="organ", code=world.code("11990100MB0000073"), name="示范区信用办", superior=quarter)
    Membership.objects.create(user=account("nobody"), unit=bureau, role="officer", from_on="2020-01-01")
    assert people.acting_as(account("nobody"), person, today) == "officer"  # as long as no offices are kept apart
    CreditOffice.objects.create(unit=unit(world.OFFICE), level="city", serves=government)
    CreditOffice.objects.create(unit=bureau, level="district", serves=quarter)
    assert people.acting_as(account("nobody"), person, today) == "none"
    assert people.acting_as(account("sun"), person, today) == "officer"


@pytest.mark.parametrize("name", ["lin", "gao", "wu", "pan", "nobody", "past"])
def test_to_who_has_no_part_the_numbers_of_filings_tell_nothing(door, person, waiting, name):
    """A filing about a person, one of another unit, and a number never given: one answer; the try is noted."""
    client, before = door(name), ReadLog.objects.count()
    never = client.get(reverse("staff_filing", args=[waiting.pk + 4711]))
    about = client.get(reverse("staff_filing", args=[waiting.pk]))
    assert (about.status_code, never.status_code) == (404, 404)
    assert _plain(about) == _plain(never)
    row = ReadLog.objects.latest("pk")
    assert (ReadLog.objects.count() - before, row.granted, row.about, row.by) == (1, False, waiting.number, account(name))
    assert client.get(reverse("staff_filing_errors", args=[waiting.pk])).status_code == 404


def _plain(answer) -> str:
    """The page without what each answer has of its own: the token of its form and the address asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|/filings/\d+/', "", answer.content.decode())


@pytest.mark.parametrize(
    ("name", "status"), [("lin", 404), ("pan", 404), ("guard", 404), ("zhou", 404), ("sun", 404), ("ren", 403), ("audit", 403)]
)
def test_a_vote_shows_a_filing_about_a_person_to_nobody_who_could_not_open_it(door, person, name, status):
    filing = entered(person, "GZ-WZ", facts="另一机密事项")  # with the organ still: no office has it in hand
    before = ReadLog.objects.count()
    answer = door(name).post(reverse("staff_vote", args=[filing.pk]), {"choice": "for"})
    assert answer.status_code == status
    assert "另一机密事项" not in answer.content.decode()
    assert ReadLog.objects.count() == before + 1
    assert ReadLog.objects.latest("pk").granted is (name in {"ren", "audit"})


def test_a_panel_member_whom_the_archive_is_shut_to_gets_no_page_from_a_vote(door, person):
    """The page with a refusal above it is a page of the filing like any other."""
    Membership.objects.create(user=account("sun"), unit=unit(world.PARTY), role="panel", from_on="2020-01-01")
    filing = Record.objects.get(subject=person, item__code="GZ-ZW").filing  # zhou decided on it; sun has nothing in hand
    before = ReadLog.objects.count()
    assert door("sun").get(reverse("staff_filing", args=[filing.pk])).status_code == 403
    answer = door("sun").post(reverse("staff_vote", args=[filing.pk]), {"choice": "for"})
    assert answer.status_code == 403
    assert DRUNK not in answer.content.decode()
    assert ReadLog.objects.filter(by=account("sun"), granted=False, about=filing.number).count() == 2
    assert ReadLog.objects.count() == before + 2


POSTS = [
    ("staff_filing", {"step": "approve", "revision": "2"}),
    ("staff_vote", {"choice": "for"}),
    ("staff_filing_names", {"row": "1"}),
    ("staff_extension", {"days": "1", "reason": "核实"}),
]


@pytest.mark.parametrize("name", ["lin", "wu", "pan", "sun", "zhou", "guard", "nobody"])
@pytest.mark.parametrize(("view", "given"), POSTS)
def test_no_posted_form_is_a_way_round_the_log(door, person, view, given, name):
    filing = entered(person, "GZ-WZ", facts="另一机密事项")
    page = door(name).post(reverse(view, args=[filing.pk]), given)
    assert page.status_code in {403, 404}
    for words in ("另一机密事项", person.name, person.address):
        assert words not in page.content.decode()
