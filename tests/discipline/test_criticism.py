"""Circulated criticism on the portal: from its decision until its end, of public bodies, never longer than its record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from archives import actions as filing_actions
from archives.marks import put_under_objection
from integrity.errors import Refused
from publicity.criticism import PublicCriticism
from tests import world
from tests.conftest import role
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.shifting import taken_for_granted

from .given import account
from .measured import GROUND, asked, decided, drafted, lifted, one, recent


def shown() -> list[str]:
    with role("portal"):
        return [row.words for row in PublicCriticism.objects.all()]


def criticised(days_ago: int = 0, months: int = 3, **more):
    today = timezone.localdate() - timedelta(days_ago)
    return decided(drafted(asked("criticism", months=months), today=today, **more), today=today)


@pytest.fixture
def found(city):
    return recent()


def test_a_draft_is_not_shown_and_what_was_decided_is(found):
    action = drafted(asked("criticism"), on=found, today=timezone.localdate())
    assert shown() == []
    decided(action, today=timezone.localdate())
    assert shown() == [GROUND]


def test_it_ends_by_its_date_without_anybody(found):
    # No month has more than 31 days, and none less than 28.
    criticised(31, 1, on=found)
    assert shown() == []
    criticised(27, 1, on=recent())
    assert shown() == [GROUND]


@pytest.mark.parametrize("ground", ["请联系 13800138000 张三", "账号6222021234567890128"])
def test_no_number_of_somebody_is_published_with_it(found, ground):
    with pytest.raises(Refused):
        drafted(asked("criticism"), on=found, today=timezone.localdate(), ground=ground)


def test_it_ends_with_its_record_and_when_it_is_lifted(found):
    action = criticised(on=found)
    filing_actions.withdraw(number=found.number, by=account("sun"), reason="误录")
    assert shown() == []
    other = criticised(on=recent())
    assert shown() == [GROUND]
    lifted(one(other, "criticism"), "wrong", today=timezone.localdate())
    assert shown() == []
    assert action.status == "out"


def test_it_says_so_while_its_record_is_under_objection(found):
    criticised(on=found)
    with role("portal"):
        assert PublicCriticism.objects.get().objected_from is None
    with taken_for_granted():
        put_under_objection(record=found, by=account("sun"))
    with role("portal"):
        assert PublicCriticism.objects.get().objected_from is not None


def test_other_measures_stand_nowhere_on_the_portal(found):
    decided(drafted(asked("honours"), asked("explanation"), on=found, today=timezone.localdate()), today=timezone.localdate())
    assert shown() == []


def test_it_stands_on_the_front_page_and_on_that_of_the_body(committed, reader):  # noqa: F811
    with role("staff"):
        action = criticised(on=recent())
    connection.close()
    with reader.at_the_portal():
        pages = [Client().get(address).content.decode() for address in ("/", f"/subjects/{world.HOSPITAL}/")]
    assert all(GROUND in page for page in pages)
    with role("staff"):
        lifted(one(action, "criticism"), "wrong", today=timezone.localdate())
    connection.close()
    with reader.at_the_portal():
        pages = [Client().get(address).content.decode() for address in ("/", f"/subjects/{world.HOSPITAL}/")]
    assert not any("通报批评" in page for page in pages)


def test_a_correction_of_its_record_does_not_end_it(found):
    action = criticised(on=found)
    lifted(one(action, "criticism"), "corrected", today=timezone.localdate())
    assert shown() == [GROUND]
