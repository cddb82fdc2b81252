"""What is fair to the units and to the subject of measures: nothing twice, no term while it rests, wrong means put right everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from archives.models import Document, IssuerMark, Membership, Service
from discipline.measures import pages, terms
from discipline.models import Execution, JointAction, Lifting
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world

from .given import DAY, account, unit
from .measured import asked, at, decided, drafted, hospital, lifted, one, recent, record, take

pytestmark = pytest.mark.usefixtures("city")


def test_the_same_measure_is_not_applied_twice_on_a_record():
    found = record()
    waiting = drafted(on=found)
    first = one(decided(drafted(on=found)))
    with pytest.raises(Refused, match=r"not applied twice|不得重复"):
        drafted(on=found)
    with pytest.raises(Refused, match=r"not applied twice|不得重复"):
        decided(waiting)
    assert drafted(asked("honours", world.PARTY), on=found).status == "drafted"  # another unit
    assert drafted(asked("project"), on=found).status == "drafted"  # another measure
    assert drafted(on=record()).status == "drafted"  # another record
    take(first, "decline")
    assert drafted(on=found).status == "drafted"  # nobody carries it out


def test_the_longest_period_is_not_passed_by_a_second_one():
    found, today = recent(), timezone.localdate()
    then = today - timedelta(31)  # no month is longer: the first has ended
    decided(drafted(asked("criticism", months=1), on=found, today=then), today=then)
    with pytest.raises(Refused, match=r"not applied twice|不得重复"):
        drafted(asked("criticism", months=1), on=found, today=today)


def test_what_was_wrong_is_put_right_also_where_it_rested_or_had_ended():
    """Executed; shielded for a restructuring, or ended with its period: when the record turns out wrong, the unit is asked all the same."""
    for ground in ("restructuring", "expired", "repaired"):
        execution = at("executed")
        assert len(lifted(execution, ground, **({"until": DAY + timedelta(30)} if ground == "restructuring" else {}))) == 1
        assert [notice.ground for notice in lifted(execution, "wrong")] == ["wrong"], ground
        assert lifted(execution, "wrong") == []


def test_the_term_begins_anew_on_the_day_on_which_a_shield_ends():
    """Sent on Monday 21 September 2026, shielded at once until Monday 12 October: as if it had been sent on that day."""
    execution = at("asked")
    until = date(2026, 10, 12)
    sent = terms.deadlines([execution])[execution.pk]
    lifted(execution, "restructuring", until=until)
    with pytest.raises(Refused, match=r"rests for a restructuring|暂停执行"):
        take(execution, "accept")
    assert sent.due_on == date(2026, 9, 29)  # five working days: 22, 23, 24, 28, 29 September; Mid-Autumn lies between
    assert terms.deadlines([execution])[execution.pk].due_on == date(2026, 10, 19)  # 13, 14, 15, 16, 19 October
    assert take(execution, "accept", today=until).status == "accepted"


def test_who_works_for_the_subject_neither_sees_the_draft_nor_discards_it(door):
    action = drafted()
    Membership.objects.create(user=account("sun"), unit=hospital(), role="clerk", from_on=DAY)
    assert not JointAction.objects.visible_to(account("sun")).filter(pk=action.pk).exists()
    assert door("sun").get(reverse("staff_joint_action", args=[action.pk])).status_code == 404
    assert door("zhou").get(reverse("staff_joint_action", args=[action.pk])).status_code == 200
    with pytest.raises(PermissionDenied):
        advance(action, "discard", by=account("sun"), reason="撤回", seen=action.revision, today=DAY)


def test_the_subject_reads_that_it_was_sent_and_not_what_the_unit_did(door):
    today = timezone.localdate()
    execution = one(decided(drafted(on=recent(), today=today), today=today))
    address, listed = reverse("staff_measure", args=[execution.pk]), reverse("admin:discipline_execution_changelist")
    for step in (None, "accept", "execute"):
        execution = take(execution, step, today=today) if step else execution
        page = door("han").get(address).content.decode()
        assert "已送实施单位" in page
        assert "已执行" not in page
        assert address not in door("han").get(listed).content.decode()
        assert address in door("wu").get(listed).content.decode()


def test_one_end_stands_everywhere(door):
    """Twelve months from today would pass the end of the record: list, board, page and letter name the last day of the record."""
    today = timezone.localdate()
    found = recent()
    execution = one(decided(drafted(asked("honours", months=12), on=found, today=today), today=today))
    last = found.ends_on - timedelta(1)
    said = f"{last.year}年{last.month}月{last.day}日"
    assert last < execution.until_on - timedelta(1)
    for view, pk in (("staff_measure", execution.pk), ("staff_joint_action", execution.action_id)):
        assert said in door("gao").get(reverse(view, args=[pk])).content.decode(), view
    assert said in door("gao").get(reverse("admin:discipline_execution_changelist")).content.decode()


def test_whoever_answers_has_read_the_letter_and_what_is_owed_is_not_asked_for():
    IssuerMark.objects.get_or_create(body=unit(world.MARKET), defaults={"mark": "示市监"})
    action = decided(drafted(asked(), asked("explanation", days=5)))
    letters = {document.addressee.code: document for document in Document.objects.filter(about_kind="discipline.jointaction")}
    assert set(letters) == {world.HOUSING, world.HOSPITAL}
    assert letters[world.HOSPITAL].values["措施"].startswith("书面说明")  # its own text asks for no answer
    assert "不需答复" not in letters[world.HOUSING].values["措施"]
    take(one(action), "accept")
    services = {service.unit.code: service.acknowledged_by for service in Service.objects.filter(document__in=letters.values())}
    assert services == {world.HOUSING: account("wu"), world.HOSPITAL: None}
    assert pages.state_of(one(action, "explanation"), DAY, set())[1] in {"awaits its feedback", "待反馈"}


def test_after_a_lifting_the_measure_says_when_and_why(door):
    today = timezone.localdate()
    execution = at("executed", today=today)
    lifted(execution, "repaired", today=today)
    page = door("gao").get(reverse("staff_measure", args=[execution.pk])).content.decode()
    assert reverse("staff_lifting", args=[Lifting.objects.get().pk]) in page
    assert "自行终止" not in page
    assert "期满自动终止" not in page


def test_declined_stays_declined_when_the_rest_ends():
    found = at("declined")
    assert pages.state_of(found, DAY, {found.pk})[0] == "returned"
    assert Execution.objects.get(pk=found.pk).status == "declined"
