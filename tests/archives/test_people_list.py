"""The list of civil servants: page by page, found by name or initials, never beyond those one has to do with."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives import people_actions, people_views
from archives.demo.invented import resident_id
from archives.models import Subject
from tests import world


@pytest.fixture
def three(city):
    """Three persons whom 任敏 registered."""
    by, organ = User.objects.get(username="ren"), Subject.objects.get(code=world.PARTY)
    return [
        people_actions.register(by=by, organ=organ, name=name, resident_id=resident_id(n), serves_in=organ, today=timezone.localdate())
        for n, name in enumerate(("安示平", "白示宁", "曹例云"))
    ]


def shown(client, **asked) -> list[str]:
    page = client.get(reverse("staff_people"), asked)
    assert page.status_code == 200
    return re.findall(r'<th role="rowheader" scope="row"><a href="[^"]+">([^<]+)</a>', page.content.decode())


def test_pages_follow_each_other_and_hold_everybody_once(door, three, monkeypatch):
    monkeypatch.setattr(people_views, "PERSONS_ON_A_PAGE", 2)
    client = door("ren")
    assert shown(client) == ["安示平", "白示宁"]
    first = client.get(reverse("staff_people")).content.decode()
    assert 'rel="next" href="?page=2"' in first
    assert shown(client, page=2) == ["曹例云"]
    assert shown(client, page="x") == shown(client)


@pytest.mark.parametrize(
    ("asked", "found"), [("示", ["安示平", "白示宁"]), ("cly", ["曹例云"]), ("CLY", ["曹例云"]), ("没有", []), ("%", []), ("", 3)]
)
def test_a_name_or_its_initials_find_a_person(door, three, asked, found):
    assert shown(door("ren"), q=asked) == (found if found != 3 else ["安示平", "白示宁", "曹例云"])


def test_nobody_finds_whom_he_has_nothing_to_do_with(door, three):
    assert shown(door("audit"), q="安示平") == ["安某某"]
    assert shown(door("zhou"), q="安示平") == []  # no matter about the person waits
    assert door("lin").get(reverse("staff_people"), {"q": "安示平"}).status_code == 403


def test_a_resident_id_in_the_box_is_not_sent_back(door, three):
    answer = door("ren").get(reverse("staff_people"), {"q": resident_id(0)})
    assert (answer.status_code, answer["Location"]) == (302, reverse("staff_people"))
    assert resident_id(0) not in door("ren").get(reverse("staff_people"), {"q": resident_id(0)}, follow=True).content.decode()
