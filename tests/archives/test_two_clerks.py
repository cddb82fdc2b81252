"""Two people at the same thing: five hundred interleavings, and never does one silently overwrite the other."""

from random import Random

import pytest
from django.urls import reverse

from archives.models import Subject
from integrity.seen import fingerprint
from tests import world

pytestmark = pytest.mark.django_db
ROUNDS = 500


def hidden(page) -> str:
    return page.context["adminform"].form["seen"].value()


def body(name: str, seen: str) -> dict:
    """What an officer may still change of a body in the admin: its place in the order of names."""
    return {"sort_key": name, "initials": "", "seen": seen}


def test_five_hundred_interleavings_of_two_officers(city, door):
    """Each opens, each saves, in random order. Worked by hand: a save stands exactly if nothing was saved since its own opening."""
    chance, people = Random(20261122), {"zhou": door("zhou"), "sun": door("sun")}
    subject = Subject.objects.get(code=world.HOUSING)
    address = reverse("admin:archives_subject_change", args=[subject.pk])
    clock, stored, versions = 0, subject.sort_key, subject.history.count()
    saved_at = 0
    outcomes = {True: 0, False: 0}
    for number in range(ROUNDS):
        order = ["zhou", "zhou", "sun", "sun"]
        chance.shuffle(order)
        opened: dict[str, tuple[int, str]] = {}
        for who in order:
            clock += 1
            if who not in opened:
                # What the page carries; asked of the page itself now and then, because drawing it is slow.
                seen = hidden(people[who].get(address)) if number % 25 == 0 else fingerprint(Subject.objects.get(pk=subject.pk))
                opened[who] = (clock, seen)
                continue
            since, seen = opened[who]
            lawful, name = saved_at < since, f"{who} {number}"
            answer = people[who].post(address, body(name, seen))
            assert answer.status_code == (302 if lawful else 409), (number, order, who)
            outcomes[lawful] += 1
            if lawful:
                stored, saved_at, versions = name, clock, versions + 1
            subject.refresh_from_db()
            assert subject.sort_key == stored
    assert subject.history.count() == versions
    assert min(outcomes.values()) > 100  # both ends of the rule were met often


def test_no_digest_looks_like_a_resident_id(city):
    """A digest of digits once did, in one of some thousands, and what was lawful was refused."""
    subject = Subject.objects.get(code=world.HOUSING)
    for number in range(300):
        subject.name = f"名称 {number}"
        assert fingerprint(subject).isalpha()


def test_the_second_sees_what_the_first_changed_and_keeps_the_own_words(city, door):
    subject = Subject.objects.get(code=world.HOUSING)
    address = reverse("admin:archives_subject_change", args=[subject.pk])
    first, second = door("zhou"), door("sun")
    seen = [hidden(client.get(address)) for client in (first, second)]
    assert first.post(address, body("先改的名称", seen[0])).status_code == 302
    refused = second.post(address, body("后改的名称", seen[1]))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "先改的名称" in page
    assert "后改的名称" in page
    assert second.post(address, body("后改的名称", hidden(refused))).status_code == 302  # knowingly, on top


@pytest.mark.parametrize("seen", ["", "0" * 32, "x" * 40])
def test_a_form_that_does_not_say_what_it_saw_saves_nothing(city, door, seen):
    subject = Subject.objects.get(code=world.HOUSING)
    answer = door("zhou").post(reverse("admin:archives_subject_change", args=[subject.pk]), body("新名称", seen))
    assert answer.status_code in {200, 409}
    before = subject.sort_key
    subject.refresh_from_db()
    assert subject.sort_key == before


def test_no_form_of_the_admin_saves_unseen():
    from django.contrib import admin

    from archives.admin import ByRole

    writable = [a for a in admin.site._registry.values() if getattr(a, "changed_by", None)]
    assert len(writable) >= 5
    assert all(isinstance(a, ByRole) and a.change_form_template in {"staff/change_form.html", "staff/subject_form.html"} for a in writable)
