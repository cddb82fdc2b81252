"""A letter whose last day nears or passes and that nobody checked is a warning to its unit; a check ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from archives.models import Membership
from monitoring.models import Warning
from tests import world
from tests.monitoring import found
from tests.walking import shift

from .given import account
from .lettered import at, checked

KIND = "letter-unchecked"
# A Wednesday in the middle of an ordinary week: Tuesday is one working day before it, Thursday the first day late.
LAST = date(2026, 10, 21)


@pytest.fixture
def letter(city):
    return lasting(at("in_force"))


def lasting(made, last: date = LAST):
    began = last - timedelta(days=30)
    shift("commitments_signedletter", f"id = {made.pk}", signed_on=began, accepted_on=began, valid_until=last)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("today", "level"),
    [("2026-10-19", []), ("2026-10-20", ["yellow"]), ("2026-10-21", ["yellow"]), ("2026-10-22", ["red"]), ("2026-11-20", ["red"])],
)
def test_the_level_by_the_day(letter, today, level):
    assert found.levels(KIND, today) == level


@pytest.mark.parametrize("status", ["entered", "printed", "signed", "alleged", "broken", "kept", "discarded"])
def test_only_a_letter_in_force_is_warned_of(city, status):
    made = at(status)
    shift("commitments_signedletter", f"id = {made.pk}", signed_on="2026-09-21", valid_until="2026-10-21")
    assert found.levels(KIND, "2026-11-20") == []


@pytest.mark.parametrize("result", ["passed", "failed"])
def test_a_check_of_either_result_ends_it(letter, result):
    found.look("2026-11-20")
    warning = Warning.objects.get(kind=KIND)
    assert warning.is_open
    checked(letter, result)
    found.look("2026-11-20")
    warning.refresh_from_db()
    assert not warning.is_open


def test_the_unit_is_told_and_nobody_of_another(letter, door):
    found.look("2026-11-20")
    warning = Warning.objects.get(kind=KIND)
    assert (warning.unit.code, warning.role, warning.acts_in.code, warning.level) == (world.MARKET, "clerk", world.MARKET, "red")
    seen = {
        name: Warning.objects.visible_to(account(name)).filter(pk=warning.pk).exists()
        for name in ("lin", "gao", "zhou", "audit", "wu", "guard")
    }
    assert seen == {"lin": True, "gao": True, "zhou": True, "audit": True, "wu": False, "guard": False}
    for language, words in (("en", "was not checked yet"), ("zh-hans", "尚未核查")):
        with translation.override(language):
            assert words in warning.sentence
            assert letter.number in warning.sentence
            assert letter.subject.name not in warning.sentence  # who signed is on the page, for who may open it
    assert warning.evidence_url == reverse("staff_letter", args=[letter.pk])
    assert "国办发〔2019〕35号" in warning.basis
    assert warning.evidence_url in door("lin").get(reverse("staff_warning", args=[warning.pk])).content.decode()


def test_without_a_clerk_the_head_is_asked(letter):
    Membership.objects.filter(unit__code=world.MARKET, role="clerk").update(until_on=timezone.localdate() - timedelta(days=300))
    found.look("2026-11-20")
    assert Warning.objects.get(kind=KIND).role == "head"
