"""A joint action on an enterprise extended to who was linked to it on the day of the matter: same machine, by identifier, never by name."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives.models import Authority, Document, ReadLog
from discipline import lifting
from discipline.linked import actions as linking
from discipline.measures import eligibility
from discipline.models import EligibilityCheck, Execution, JointAction, LinkedPerson
from integrity.errors import Refused
from tests import world
from tests.archives import officials
from tests.archives.documented import marked
from tests.archives.officials import resident_id
from tests.shifting import taken_for_granted

from .given import DAY, account, unit
from .linked import MATTER, enterprise, linked, of_persons, penalised
from .measured import asked, at, decided, drafted, take

pytestmark = pytest.mark.usefixtures("city")


def person_measure(*, record=None, link=None, today: date = DAY, code: str = "honours-person", months: int = 6) -> Execution:
    action = decided(drafted(of_persons(link or linked(), code=code, months=months), on=record or penalised(), today=today), today=today)
    return Execution.objects.select_related("action", "item", "unit", "link").get(action=action)


def now_measured(link: LinkedPerson | None = None) -> Execution:
    """Accepted today, on a penalty of this year, whatever the day is."""
    today = timezone.localdate()
    record = penalised((today.replace(day=1)).isoformat())
    return take(person_measure(record=record, link=link, today=today), "accept", today=today)


# ── who may be chosen ────────────────────────────────────────────────────────────────────────────


def test_a_measure_extends_to_those_linked_on_the_day_of_the_matter():
    before = linked(1, "legal", until_on=MATTER)  # the last day was the one before
    then = linked(2, "legal", name="孙万里", from_on=MATTER, until_on=date(2026, 8, 13))
    after = linked(3, "principal", from_on=date(2026, 8, 13))
    record = penalised()
    found = drafted(of_persons(then), on=record).executions.get()
    assert (found.link, found.unit.code, found.whom) == (then, world.HOUSING, "法定代表人 孙某某")
    for wrong in (before, after):
        with pytest.raises(Refused, match="2026年8月12日"):
            drafted(of_persons(then, wrong), on=record)


def test_nor_to_persons_of_another_enterprise_or_linked_by_mistake():
    record = penalised()
    other = type(enterprise()).objects.create(kind="enterprise", code=world.code("91990100MA0000009"), name="另一商贸有限公司")
    stranger, mistaken = linked(1, to=other), linking.take_back(link=linked(2), reason="录错", by=account("lin"), today=DAY)
    for wrong in (stranger, mistaken):
        with pytest.raises(Refused, match="关联关系"):
            drafted(of_persons(wrong), on=record)


def test_only_a_measure_that_the_list_lets_concern_persons():
    record, link = penalised(), linked()
    with pytest.raises(Refused, match="不适用于自然人"):
        drafted(of_persons(link, code="honours"), on=record)
    with pytest.raises(Refused, match="对象是自然人"):
        drafted(of_persons(code="honours-person"), on=record)
    assert not JointAction.objects.exists()


def test_one_joint_action_reaches_the_enterprise_and_its_persons():
    legal, controller = linked(1), linked(2, "controller")
    action = drafted(asked("honours"), of_persons(legal, controller), of_persons(legal, code="office-ban", months=12), on=penalised())
    rows = set(action.executions.values_list("item__code", "link"))
    assert rows == {("honours", None), ("honours-person", legal.pk), ("honours-person", controller.pk), ("office-ban", legal.pk)}


INSERT = """INSERT INTO discipline_execution (revision, made_by_id, action_id, item_id, unit_id, months, status, answer, feedback, link_id)
  SELECT 1, %s, %s, i.id, %s, 12, 'asked', '', '', %s FROM discipline_measureitem i WHERE i.code = %s"""


def test_the_login_of_the_staff_site_extends_nothing_past_day_list_and_link():
    then, after = linked(1), linked(2, "principal", from_on=date(2026, 8, 13))
    other = type(enterprise()).objects.create(kind="enterprise", code=world.code("91990100MA0000009"), name="另一商贸有限公司")
    stranger, mistaken = linked(3, to=other), linking.take_back(link=linked(4, "controller"), reason="录错", by=account("lin"), today=DAY)
    action = drafted(of_persons(then), on=penalised())
    housing, market = unit(world.HOUSING).pk, unit(world.MARKET).pk
    with connection.cursor() as cursor:
        for link, code, says in (
            (after.pk, "project-person", "linked to the subject on the day"),
            (stranger.pk, "project-person", "linked to the subject on the day"),
            (mistaken.pk, "project-person", "linked to the subject on the day"),
            (then.pk, "honours", "list"),  # for enterprises
            (None, "project-person", "outside the list"),  # for persons, and none is named
            (then.pk, "honours-person", "execution_once"),
        ):
            with pytest.raises(Error, match=says), transaction.atomic():
                cursor.execute(INSERT, [action.made_by_id, action.pk, housing, link, code])
        cursor.execute(INSERT, [action.made_by_id, action.pk, market, then.pk, "honours-person"])
        with pytest.raises(Error, match="is fixed"), transaction.atomic():
            cursor.execute("UPDATE discipline_execution SET link_id = NULL WHERE action_id = %s", [action.pk])


def test_who_was_taken_back_since_the_draft_is_sent_nothing_about():
    link = linked()
    action = drafted(of_persons(link), on=penalised())
    linking.take_back(link=link, reason="录错", by=account("lin"), today=DAY)
    with pytest.raises(Refused, match="登记错误"):
        decided(action)
    with connection.cursor() as cursor, pytest.raises(Error, match="linked by mistake"), transaction.atomic():
        cursor.execute(
            "UPDATE discipline_jointaction SET status = 'out', decided_by_id = %s, decided_on = drafted_on WHERE id = %s",
            [account("gao").pk, action.pk],
        )


def test_nobody_decides_on_or_carries_out_what_concerns_the_own_person(door):
    today = timezone.localdate()
    for serial, (self_, name, role) in enumerate((("gao", "高建平", "legal"), ("wu", "吴桐", "controller")), 1):
        person = officials.register(name, serial)
        Authority.objects.filter(person=person).update(account=account(self_))
        linked(serial, role, name=name)
    legal, controller = LinkedPerson.objects.order_by("pk")
    record = penalised(today.replace(day=1).isoformat())
    with pytest.raises(PermissionDenied):
        decided(drafted(of_persons(legal), on=record, today=today), today=today)
    found = decided(drafted(of_persons(controller), on=record, today=today), today=today).executions.get()
    with pytest.raises(PermissionDenied):
        take(found, "accept", today=today)


# ── the same machine ─────────────────────────────────────────────────────────────────────────────


def test_it_is_answered_fed_back_and_ends_on_its_day_by_itself():
    found = take(take(person_measure(), "accept"), "execute")
    assert (found.status, found.until_on) == ("executed", date(2027, 3, 21))
    assert Execution.objects.in_force(date(2027, 3, 20)).filter(pk=found.pk).exists()
    assert not Execution.objects.in_force(date(2027, 3, 21)).filter(pk=found.pk).exists()


def test_it_is_lifted_with_the_record():
    found = take(person_measure(), "accept")
    with taken_for_granted():
        made = lifting.lift(number=found.action.record_no, ground="repaired", by=account("zhou"), today=DAY)
    assert [row.unit.code for row in made] == [world.HOUSING]
    assert not Execution.objects.in_force(DAY).filter(pk=found.pk).exists()


def test_a_link_taken_back_ends_its_measures_and_each_unit_puts_right_what_it_did():
    link, record = linked(), penalised()
    found = take(person_measure(link=link, record=record), "accept")
    enterprises = take(decided(drafted(asked("honours"), on=record)).executions.get(), "accept")
    with pytest.raises(Refused, match="其他工作人员"):
        linking.take_back(link=link, reason="身份号码录错", by=account("lin"), today=DAY)
    linking.take_back(link=link, reason="身份号码录错", by=account("zhou"), today=DAY)
    notice = found.liftings.get()
    assert (notice.ground, notice.unit.code) == ("wrong", world.HOUSING)
    assert list(Execution.objects.in_force(DAY)) == [enterprises]
    assert not lifting.due_for_notice(DAY).filter(pk=found.pk).exists()  # told once


def test_an_end_moves_no_measure_off_its_ground():
    link = linked()
    person_measure(link=link)
    with pytest.raises(Refused, match="2026年8月12日"):
        linking.end(link=link, on=MATTER, document_no="文", by=account("lin"), today=DAY)
    with connection.cursor() as cursor, pytest.raises(Error, match="on a later day"), transaction.atomic():
        cursor.execute(
            "UPDATE discipline_linkedperson SET until_on = %s, ended_by_id = made_by_id, end_document_no = 'x' WHERE id = %s",
            [MATTER, link.pk],
        )
    linking.end(link=link, on=date(2026, 8, 13), document_no="文", by=account("lin"), today=DAY)
    assert Execution.objects.resting(DAY).filter(link=link).exists()  # it held on the day of the matter


# ── who reads what ───────────────────────────────────────────────────────────────────────────────


def test_the_unit_that_is_asked_opens_the_name_with_a_log_and_others_do_not(door):
    link = linked()
    found = now_measured(link)
    wu, page, at_link = door("wu"), reverse("staff_measure", args=[found.pk]), reverse("staff_linked_person", args=[link.pk])
    shown = wu.get(page).content.decode()
    assert "法定代表人 赵某某" in shown
    assert "赵立新" not in shown
    assert at_link in shown
    assert "赵立新" in wu.post(at_link, {"step": "reveal"}).content.decode()
    assert wu.post(at_link, {"step": "take_back", "reason": "x"}).status_code == 403
    row = ReadLog.objects.get()
    assert (row.by.username, row.person, row.what, row.acting_as) == ("wu", link.person, "link", "unit")
    other = linked(2, "controller", name="钱多多")
    assert wu.get(reverse("staff_linked_person", args=[other.pk])).status_code == 404


def test_before_it_is_sent_the_unit_sees_nothing(door):
    link = linked()
    drafted(of_persons(link), on=penalised())
    assert link not in LinkedPerson.objects.visible_to(account("wu"), DAY)
    assert link in LinkedPerson.objects.visible_to(account("lin"), DAY)


def test_the_initiating_unit_sees_whom_its_joint_action_names():
    link = linked(1, by="wu")  # entered by another unit
    assert link not in LinkedPerson.objects.visible_to(account("lin"), DAY)
    drafted(of_persons(link), on=penalised())
    assert link in LinkedPerson.objects.visible_to(account("lin"), DAY)


def test_the_form_offers_role_masked_name_and_dates_and_takes_nobody_else(door):
    today = timezone.localdate()
    record = penalised(today.replace(day=1).isoformat())
    link, late = linked(1), linked(2, "controller", name="钱多多", from_on=date(2024, 1, 1), until_on=date(2024, 2, 1))
    lin, where = door("lin"), f"{reverse('staff_joint_action_new')}?record={record.number}"
    page = lin.get(where).content.decode()
    assert "法定代表人 赵某某，2024年3月1日" in page
    assert "钱某某" not in page
    assert "赵立新" not in page
    given = {"unit": unit(world.MARKET).pk, "ground": "经依法处罚", "units": "示范市住房和城乡建设局", "months-honours-person": "6"}
    assert lin.post(where, given | {"persons-honours-person": [late.pk]}).status_code == 400
    assert lin.post(where, given | {"persons-honours-person": [link.pk]}).status_code == 302
    assert Execution.objects.get().link == link


def test_letters_and_pages_of_a_record_name_the_role_and_never_the_person():
    marked(world.MARKET, "示市监")
    person_measure()
    said = [str(document.values) + document.title for document in Document.objects.all()]
    assert len(said) == 1
    assert "法定代表人" in said[0]
    assert "赵" not in said[0]


def test_the_api_says_that_it_concerns_a_person_by_number_alone(door):
    link = linked()
    found = now_measured(link)
    answer = door("wu").get(reverse("measures:measure-detail", args=[found.pk]))
    assert answer.json()["link"] == link.pk
    assert "赵" not in answer.content.decode()


def test_the_person_reads_its_measures_in_my_archive(door):
    officials.register(serial=9, self_="self_")
    now_measured(linked(9, name="欧阳明远"))
    page = door("self_").get(reverse("staff_my_archive")).content.decode()
    assert "取消个人参评荣誉资格" in page
    assert "示范市住房和城乡建设局" in page


# ── eligibility of a person ──────────────────────────────────────────────────────────────────────


def test_eligibility_of_a_person_is_asked_by_the_resident_id_and_logged_without_it(door):
    link = linked(serial=51)
    found = now_measured(link)
    wu, where = door("wu"), reverse("staff_eligibility")
    page = wu.post(where, {"who": resident_id(51), "purpose": "honours"}).content.decode()
    assert found.action.record_no in page
    assert "取消个人参评荣誉资格" in page
    assert resident_id(51) not in page
    assert "赵" not in page
    check = EligibilityCheck.objects.get()
    assert (check.subject, check.eligible, check.because, check.by.username) == (link.person, False, found, "wu")
    assert (ReadLog.objects.get().person, ReadLog.objects.get().what) == (link.person, "eligible")
    listed = door("audit").get(reverse("admin:discipline_eligibilitycheck_changelist")).content.decode()
    one = door("audit").get(reverse("admin:discipline_eligibilitycheck_change", args=[check.pk])).content.decode()
    assert "赵" not in listed
    assert "自然人" in listed
    assert "赵" not in one


def test_of_a_stranger_the_same_answer_as_of_whom_nothing_stands_against(door):
    linked(serial=51)
    for serial in (51, 52):
        answer = door("wu").post(reverse("staff_eligibility"), {"who": resident_id(serial), "purpose": "honours"})
        assert answer.status_code == 200
        assert "未发现限制情形" in answer.content.decode()
    assert set(EligibilityCheck.objects.values_list("eligible", "subject__name")) == {(True, "赵立新"), (True, None)}


def test_a_name_alone_is_no_question_and_the_enterprise_is_another_one(door):
    link = linked()
    now_measured(link)
    assert door("wu").post(reverse("staff_eligibility"), {"who": "赵立新", "purpose": "honours"}).status_code == 400
    assert eligibility.check(subject=link.subject, purpose="honours", by=account("wu")).eligible
    assert not eligibility.check(subject=link.person, purpose="honours", by=account("wu")).eligible
    assert eligibility.check(subject=link.person, purpose="funds", by=account("wu")).eligible


def test_measures_on_the_enterprise_say_nothing_of_its_persons():
    link = linked()
    assert at("accepted", today=timezone.localdate()).link is None
    assert eligibility.check(subject=link.person, purpose="honours", by=account("wu")).eligible
