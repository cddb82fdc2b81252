"""The approval timer: taken in, asked again (counted), finished today; the one-time notification list; who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from commitments.handling import actions
from commitments.models import Handling, MaterialAsked
from integrity.calendar import add_workdays, earliest_start
from integrity.errors import Refused
from tests import world
from tests.archives.powered import account, approval


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def matter(city):
    return approval()


def taken(matter, number="A-1", by="lin", accepted_on=None):
    return actions.take_in(matter=matter, number=number, accepted_on=accepted_on or timezone.localdate(), by=account(by))


def test_the_sum_of_a_promised_time(matter):
    """Ten working days from Monday 2026-03-02 end on Monday 2026-03-16: no holiday lies between."""
    found = taken(matter, accepted_on=date(2026, 3, 2))
    assert found.deadline == add_workdays(date(2026, 3, 2), 10)
    assert found.deadline.due_on == date(2026, 3, 16)
    assert found.used(date(2026, 3, 10)) == 6
    assert found.deadline.left(date(2026, 3, 10)) == 4
    assert found.deadline.left(date(2026, 3, 18)) == -2


def test_finished_is_finished_today(matter):
    found = actions.finish(handling=taken(matter, accepted_on=date(2026, 3, 2)), by=account("gao"))
    assert (found.finished_on, found.finished_by.username) == (timezone.localdate(), "gao")
    for action in (
        lambda: actions.finish(handling=found, by=account("lin")),
        lambda: actions.ask_again(handling=found, materials=["营业执照"], by=account("lin")),
    ):
        with pytest.raises(Refused, match="was finished on"):
            action()


def test_a_further_request_is_counted(matter):
    found = taken(matter)
    for materials in (["营业执照"], ["经营场所平面图", "营业执照"]):
        found = actions.ask_again(handling=found, materials=materials, by=account("lin"))
    assert Handling.objects.get().asked_again == 2
    assert [one.materials for one in MaterialAsked.objects.all()] == [["营业执照"], ["营业执照", "经营场所平面图"]]


def test_nothing_is_asked_for_that_is_not_on_the_list(matter):
    with pytest.raises(Refused, match="not on the list of the matter"):
        actions.ask_again(handling=taken(matter), materials=["无犯罪记录证明"], by=account("lin"))
    with pytest.raises(Refused, match="Choose the material"):
        actions.ask_again(handling=Handling.objects.get(), materials=[], by=account("lin"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "N" * 61}, "number"),
        ({"accepted_on": timezone.localdate() + timedelta(1)}, "accepted_on"),
        ({"accepted_on": date(2023, 12, 29)}, "matter"),
    ],
)
def test_what_cannot_be_taken_in(matter, given, field):
    with pytest.raises(ValidationError) as refusal:
        taken(matter, **given)
    assert field in refusal.value.message_dict


def test_not_twice_and_without_a_resident_id(matter):
    taken(matter)
    with pytest.raises(Refused, match="taken in already"):
        taken(matter)
    with pytest.raises(Refused, match="resident id"):
        taken(matter, number="11010519491231002X")


@pytest.mark.parametrize("name", ["wu", "zhou", "audit", "guard", "past", "nobody", "pan"])
def test_only_clerk_and_head_of_the_unit(matter, name):
    found = taken(matter)
    for action in (
        lambda: taken(matter, "A-2", by=name),
        lambda: actions.ask_again(handling=found, materials=["营业执照"], by=account(name)),
        lambda: actions.finish(handling=found, by=account(name)),
    ):
        with pytest.raises(PermissionDenied):
            action()


def test_through_the_doors(door, matter):
    lin, today = door("lin"), timezone.localdate()
    other = approval("XK-900", unit=world.HOUSING, by="wu")
    page = lin.get(reverse("staff_handling_new")).content.decode()
    assert matter.name in page
    refused = lin.post(reverse("staff_handling_new"), {"matter": other.pk, "number": "A-1", "accepted_on": today})
    assert refused.status_code == 400
    accepted = earliest_start(today, 3)
    answer = lin.post(reverse("staff_handling_new"), {"matter": matter.pk, "number": "A-1", "accepted_on": accepted})
    found = Handling.objects.get()
    assert answer.url == reverse("staff_handling", args=[found.pk])
    assert "承诺10个工作日" in lin.get(answer.url).content.decode()
    notice = lin.get(reverse("staff_handling_notification", args=[found.pk])).content.decode()
    assert all(material in notice for material in matter.materials)
    assert "第三十二条" in notice
    assert lin.post(reverse("staff_handling_again", args=[found.pk]), {"materials": ["没有的"]}).status_code == 409
    assert lin.post(reverse("staff_handling_again", args=[found.pk]), {"materials": ["营业执照"]}).status_code == 302
    assert door("wu").get(answer.url).status_code == 404
    assert door("zhou").post(reverse("staff_handling_finish", args=[found.pk])).status_code == 403
    assert "A-1" in lin.get("/").content.decode()
    assert lin.post(reverse("staff_handling_finish", args=[found.pk])).status_code == 302
    found.refresh_from_db()
    assert (found.finished_on, found.asked_again) == (today, 1)
    assert "A-1" in door("audit").get(reverse("admin:commitments_handling_changelist"), {"done": "yes"}).content.decode()
