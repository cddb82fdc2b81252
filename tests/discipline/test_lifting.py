"""Measures end by themselves, by their date and with their record; notices follow, once, and each unit gives its receipt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives import actions as filing_actions
from discipline import lifting
from discipline.measures import checks, eligibility, terms
from discipline.models import EligibilityCheck, Execution, Lifting
from integrity.errors import Refused
from tests import world
from tests.conftest import role
from tests.repair import given as objected
from tests.shifting import taken_for_granted

from .given import DAY, account, unit
from .measured import asked, at, decided, drafted, lifted, one, take

pytestmark = pytest.mark.usefixtures("city")
# Six months from 21 September 2026: 21 March 2027 is the first day without.
LAST, FIRST_FREE = date(2027, 3, 20), date(2027, 3, 21)
RECORD_ENDS = date(2027, 8, 12)


def holds(execution: Execution, on: date) -> bool:
    return Execution.objects.in_force(on).filter(pk=execution.pk).exists()


def test_a_period_ends_by_its_date_with_no_worker_alive():
    found = at("accepted")
    assert holds(found, LAST)
    assert not holds(found, FIRST_FREE)
    assert not Lifting.objects.exists()


def test_no_measure_outlives_its_record():
    found = at("accepted", asked(months=24))
    assert found.until_on == date(2028, 9, 21)
    assert holds(found, RECORD_ENDS - timedelta(1))
    assert not holds(found, RECORD_ENDS)
    endless = take(one(decided(drafted(asked("accountability"))), "accountability"), "accept")
    assert holds(endless, RECORD_ENDS - timedelta(1))
    assert not holds(endless, RECORD_ENDS)


def test_where_the_record_was_corrected_each_unit_examines_its_measure_and_it_goes_on():
    found = at("executed")
    (notice,) = lifted(found, "corrected")
    assert holds(found, DAY)
    assert lifted(found, "corrected") == []  # who has not answered yet answers to both at once
    with pytest.raises(Refused, match=r"examined|核对|核查"):
        lifting.acknowledge(lifting=notice, by=account("wu"), today=DAY)
    lifting.acknowledge(lifting=notice, by=account("wu"), put_right="核对后无须变更", today=DAY)
    assert holds(found, DAY)
    assert len(lifted(found, "corrected")) == 1  # corrected once more, examined once more
    assert len(lifted(found, "repaired")) == 1
    assert not holds(found, DAY)


def test_a_withdrawal_of_the_record_ends_it_at_once():
    found = at("executed")
    filing_actions.withdraw(number=found.action.record_no, by=account("zhou"), reason="误录")
    assert not holds(found, DAY)


def test_nothing_is_answered_any_more_after_the_end():
    found = at("asked")
    with pytest.raises(Refused):
        take(found, "accept", today=FIRST_FREE)


def test_lifting_gives_one_notice_a_unit_and_twice_is_once():
    action = decided(drafted(asked(), asked("project"), asked("funds", world.PARTY)))
    take(one(action), "accept")
    take(one(action, "project"), "decline")
    with taken_for_granted():
        made = lifting.lift(number=action.record_no, ground="repaired", by=account("zhou"), today=DAY)
    assert {(row.unit.code, row.executions.count()) for row in made} == {(world.HOUSING, 1), (world.PARTY, 1)}  # what was declined was none
    assert not Execution.objects.in_force(DAY).exists()
    assert lifting.lift(number=action.record_no, ground="repaired", by=account("zhou"), today=DAY) == []
    with pytest.raises(Refused):
        take(one(action), "execute")


def test_another_record_keeps_its_measures():
    found, other = at("accepted"), at("accepted")
    lifted(found)
    assert holds(other, DAY)


def test_an_explanation_given_has_nothing_to_lift_unless_it_was_wrong():
    found = one(decided(drafted(asked("explanation"))), "explanation")
    take(found, "execute", by="han")
    assert lifted(found) == []
    assert [row.unit.code for row in lifted(found, "wrong")] == [world.HOSPITAL]


def test_a_shield_returns_by_its_date_and_can_be_ended_early():
    found = at("accepted")
    back = date(2026, 12, 1)
    lifted(found, "restructuring", until=back)
    assert not holds(found, back - timedelta(1))
    assert holds(found, back)
    with taken_for_granted():
        (ended,) = lifting.resume(number=found.action.record_no, by=account("sun"), today=date(2026, 10, 9))
    assert holds(found, date(2026, 10, 9))
    assert ended.resumed_on == date(2026, 10, 9)
    with pytest.raises(Refused):
        lifted(found, "repaired", until=back)


def test_the_receipt_is_the_units_own_and_given_once():
    (notice,) = lifted(at("accepted"))
    for name in ("lin", "zhou", "han", "audit"):
        with pytest.raises(PermissionDenied):
            lifting.acknowledge(lifting=notice, by=account(name), today=DAY)
    lifting.acknowledge(lifting=notice, by=account("wu"), today=DAY)
    with pytest.raises(Refused):
        lifting.acknowledge(lifting=notice, by=account("wu"), today=DAY)


def test_what_was_wrong_is_put_right_in_words(door):
    (notice,) = lifted(at("executed"), "wrong")
    address = reverse("staff_lifting", args=[notice.pk])
    wu = door("wu")
    assert wu.post(address, {"put_right": ""}).status_code == 409
    assert wu.post(address, {"put_right": "已恢复参评资格并书面致歉"}).status_code == 302
    assert "已恢复参评资格并书面致歉" in door("lin").get(address).content.decode()
    assert door("han").get(address).status_code == 404


def test_receipts_have_a_term_over_the_holidays_and_late_ones_are_found():
    (notice,) = lifted(at("accepted"))
    assert terms.receipts([notice])[notice.pk].due_on == date(2026, 9, 29)  # 22, 23, 24, 28, 29 September
    assert [f.level for f in checks.late_receipts(date(2026, 9, 30))] == ["red"]
    lifting.acknowledge(lifting=notice, by=account("wu"), today=DAY)
    assert list(checks.late_receipts(date(2026, 9, 30))) == []


def test_the_next_cycle_gives_notice_of_what_ended_by_date_once():
    found = at("accepted")
    assert not lifting.due_for_notice(LAST).exists()
    assert list(lifting.due_for_notice(FIRST_FREE)) == [found]
    system = User.objects.system()
    with role("worker"), transaction.atomic():
        assert lifting.notice_endings(by=system, today=FIRST_FREE) == 1
        assert lifting.notice_endings(by=system, today=FIRST_FREE) == 0
        assert Lifting.objects.get().ground == "expired"
        transaction.set_rollback(True)  # at commit the database asks its own clock


def test_a_withdrawal_is_told_once_it_is_confirmed():
    found = at("executed")
    filing_actions.withdraw(number=found.action.record_no, by=account("zhou"), reason="误录")
    assert lifting.notice_endings(by=User.objects.system(), today=DAY) == 0
    filing_actions.confirm_withdrawal(number=found.action.record_no, by=account("sun"))
    assert lifting.notice_endings(by=User.objects.system(), today=DAY) == 1
    assert Lifting.objects.get().ground == "withdrawn"


def test_a_record_revoked_on_objection_has_its_measures_reversed():
    objected.held("he", "贺兰", world.HOUSING, "head")
    found = objected.a_record()  # an honour about 住房和城乡建设局
    action = decided(drafted(asked("priority", world.PARTY), on=found))
    objection = objected.objection_at("revoking", record=found)
    objected.second_person(objection)
    objected.take(objection, "tell")
    notice = Lifting.objects.get()
    assert (notice.record_no, notice.ground, notice.unit.code) == (action.record_no, "wrong", world.PARTY)


# ── eligibility ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("today", "eligible"), [(DAY, False), (LAST, False), (FIRST_FREE, True)])
def test_who_is_excluded_and_until_when(today, eligible):
    found = at("accepted")
    answer = eligibility.check(subject=unit(world.HOSPITAL), purpose="honours", by=account("wu"), today=today)
    assert answer.eligible is eligible
    assert (answer.until_on, answer.because) == ((None, None) if eligible else (FIRST_FREE, found))
    assert eligibility.check(subject=unit(world.HOSPITAL), purpose="funds", by=account("wu"), today=today).eligible
    assert EligibilityCheck.objects.filter(by=account("wu")).count() == 2


def test_the_record_may_end_before_the_measure_and_then_counts():
    at("accepted", asked(months=24))
    assert eligibility.check(subject=unit(world.HOSPITAL), purpose="honours", by=account("wu"), today=DAY).until_on == RECORD_ENDS


def test_what_was_only_asked_or_declined_excludes_nobody():
    at("asked")
    at("declined")
    assert eligibility.check(subject=unit(world.HOSPITAL), purpose="honours", by=account("wu"), today=DAY).eligible


def test_the_screen_answers_for_an_exact_code_or_name_alone(door):
    at("accepted")
    address = reverse("staff_eligibility")
    wu = door("wu")
    for who, status in ((world.HOSPITAL, 200), (unit(world.HOSPITAL).name, 200), ("第二人民医院", 400), ("911", 400)):
        assert wu.post(address, {"who": who, "purpose": "honours"}).status_code == status, who
    assert EligibilityCheck.objects.count() == 2
    for name in ("audit", "guard", "nobody", "pan"):
        assert door(name).post(address, {"who": world.HOSPITAL, "purpose": "honours"}).status_code == 403


def test_measures_in_force_stand_on_the_page_of_the_record(door):
    found = at("accepted", today=timezone.localdate())
    page = door("lin").get(reverse("staff_record", args=[found.action.record_no])).content.decode()
    assert reverse("staff_measure", args=[found.pk]) in page
