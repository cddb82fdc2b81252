"""Linked persons of an enterprise: by identifier, in one role at a time, from a day until another; seen by few, names opened one by one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse

from archives.identifiers import person_code
from archives.models import ReadLog, Subject
from discipline.linked import actions
from discipline.models import LinkedPerson
from integrity.errors import Refused
from tests import world
from tests.archives import officials
from tests.archives.officials import resident_id

from .given import DAY, account, unit
from .linked import enterprise, linked

pytestmark = pytest.mark.usefixtures("city")


# ── by identifier ────────────────────────────────────────────────────────────────────────────────


def test_of_the_resident_id_only_the_keyed_hash_is_kept():
    link = linked(serial=41)
    assert (link.person.kind, link.person.code, link.role, link.masked) == ("person", person_code(resident_id(41)), "legal", "赵某某")
    with connection.cursor() as cursor:
        for table in ("discipline_linkedperson", "archives_subject", "archives_historicalsubject"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{resident_id(41)}%"])
            assert cursor.fetchone() == (0,)


def test_equal_numbers_are_one_person_and_equal_names_are_not():
    first, other = linked(1), linked(2, "controller")
    assert first.person != other.person  # both are called 赵立新
    assert linked(1, "principal", name="赵立兴").person == first.person


def test_whoever_is_known_already_keeps_the_name_under_which_others_know_the_person():
    official = officials.register(serial=9)
    link = linked(9, name="欧阳远")
    assert (link.person, link.name, link.person.name) == (official, "欧阳远", "欧阳明远")
    assert Subject.objects.get(pk=official.pk).kind == "civil_servant"


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"resident_id": " "}, "resident_id", "仅凭姓名不得认定"),
        ({"resident_id": "110105194912310021"}, "resident_id", "不是有效的公民身份号码"),
        ({"name": "赵某某"}, "name", "自然人姓名"),
        ({"name": resident_id(1)}, "name", "公民身份号码"),
        ({"role": "shareholder"}, "role", "所列角色"),
        ({"from_on": date(2026, 9, 22)}, "from_on", "晚于今天"),
        ({"from_on": date(1949, 9, 30)}, "from_on", "1949年10月1日"),
        ({"until_on": date(2024, 3, 1)}, "until_on", "晚于开始之日"),
        ({"until_on": date(2026, 9, 22)}, "until_on", "不晚于今天"),
        ({"source": " "}, "source", "必须填写"),
        ({"document_no": ""}, "document_no", "必须填写"),
    ],
)
def test_what_does_not_link_a_person_is_refused_beside_its_field(changes, field, says):
    with pytest.raises(ValidationError) as refused:
        linked(**changes)
    assert says in str(refused.value.message_dict[field])
    assert not LinkedPerson.objects.exists()


def test_a_body_has_posts_and_a_person_no_persons():
    for wrong in (unit(world.HOSPITAL), officials.register(serial=9)):
        with pytest.raises(Refused, match="职务和任免"):
            linked(to=wrong)


@pytest.mark.parametrize("name", "gao wu audit guard past closed nobody pan".split())
def test_clerks_enter_in_the_name_of_their_own_unit(name):
    with pytest.raises(PermissionDenied):
        linked(by=name, unit=unit(world.MARKET))


def test_officers_enter_as_well():
    assert linked(by="zhou").unit == unit(world.OFFICE)


# ── one at a time ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["legal", "principal"])
def test_two_cannot_hold_the_role_at_once(role):
    linked(1, role, from_on=date(2024, 3, 1), until_on=date(2025, 3, 1))
    for since, until in ((date(2024, 2, 1), date(2024, 3, 2)), (date(2025, 2, 28), None), (date(2023, 1, 1), None)):
        with pytest.raises(Refused, match="已有"):
            linked(2, role, from_on=since, until_on=until)
    linked(2, role, from_on=date(2025, 3, 1))  # half-open: from the first day without the other
    linked(3, role, from_on=date(2023, 3, 1), until_on=date(2024, 3, 1))


def test_nor_in_the_database_and_nobody_controls_twice():
    first = linked(1)
    other = linked(2, "controller")
    insert = """INSERT INTO discipline_linkedperson (subject_id, person_id, name, role, from_on, document_no, source, unit_id, made_by_id, end_document_no,
      withdrawn_reason) SELECT subject_id, %s, name, %s, '2025-01-01', 'x', 'x', unit_id, made_by_id, '', '' FROM discipline_linkedperson WHERE id = %s"""
    with connection.cursor() as cursor:
        for person, role, constraint in (
            (other.person_id, "legal", "linked_person_alone"),
            (other.person_id, "controller", "linked_person_once"),
        ):
            with pytest.raises(Error, match=constraint), transaction.atomic():
                cursor.execute(insert, [person, role, first.pk])
    with pytest.raises(Refused, match="已登记为"):
        linked(2, "controller", from_on=date(2025, 1, 1))
    linked(3, "controller")  # several may control together


def test_an_end_frees_the_role_and_what_was_taken_back_never_was():
    first = actions.end(link=linked(1), on=date(2026, 9, 1), document_no="变更〔2026〕1号", by=account("lin"), today=DAY)
    second = linked(2, from_on=date(2026, 9, 1))
    assert list(LinkedPerson.objects.on(date(2026, 8, 31))) == [first]
    assert list(LinkedPerson.objects.on(date(2026, 9, 1))) == [second]
    actions.take_back(link=second, reason="录错了企业", by=account("lin"), today=DAY)
    assert not LinkedPerson.objects.on(date(2026, 9, 1)).exists()
    linked(3, from_on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("on", "document"), [(date(2024, 3, 1), "文"), (date(2026, 9, 22), "文"), (date(2026, 9, 1), " "), (date(2026, 9, 1), resident_id(1))]
)
def test_an_end_lies_behind_the_beginning_and_rests_on_a_document(on, document):
    with pytest.raises(Refused):
        actions.end(link=linked(), on=on, document_no=document, by=account("lin"), today=DAY)


def test_only_the_unit_that_entered_it_and_the_office_change_it_and_only_once():
    link = linked()
    for name in ("wu", "gao", "audit", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.take_back(link=link, reason="录错", by=account(name), today=DAY)
    actions.take_back(link=link, reason="录错", by=account("zhou"), today=DAY)
    with pytest.raises(Refused, match="已经撤回"):
        actions.end(link=link, on=date(2026, 9, 1), document_no="文", by=account("lin"), today=DAY)


# ── who sees it ──────────────────────────────────────────────────────────────────────────────────


def test_officers_auditor_and_the_unit_that_entered_it_see_it():
    link = linked()
    seen = {
        name
        for name in "lin gao wu zhou sun audit guard past closed nobody system pan".split()
        if link in LinkedPerson.objects.visible_to(account(name))
    }
    assert seen == {"lin", "gao", "zhou", "sun", "audit"}


def test_names_stand_masked_until_one_is_opened_which_is_noted_first(door):
    link = linked()
    lin, at = door("lin"), reverse("staff_linked_person", args=[link.pk])
    listed = lin.get(reverse("staff_linked_persons", args=[link.subject_id])).content.decode()
    assert "赵某某" in listed
    assert "赵立新" not in listed
    assert "赵立新" not in lin.get(at).content.decode()
    assert not ReadLog.objects.exists()
    assert "赵立新" in lin.post(at, {"step": "reveal"}).content.decode()
    row = ReadLog.objects.get()
    assert (row.by, row.person, row.what, row.acting_as, row.purpose, row.about, row.granted) == (
        account("lin"), link.person, "link", "unit", "handling", str(link.pk), True,
    )  # fmt: skip


def test_who_asks_for_a_link_of_others_is_noted_and_told_nothing(door):
    link = linked()
    assert door("wu").get(reverse("staff_linked_person", args=[link.pk])).status_code == 404
    row = ReadLog.objects.get()
    assert (row.by, row.what, row.granted) == (account("wu"), "link", False)
    assert "赵某某" not in door("wu").get(reverse("staff_linked_persons", args=[link.subject_id])).content.decode()


def test_through_the_form_neither_the_id_nor_a_name_alone_comes_back(door):
    lin, at = door("lin"), reverse("staff_linked_person_add", args=[enterprise().pk])
    given = {
        "unit": unit(world.MARKET).pk, "name": "赵立新", "role": "legal", "from_on": "2024-03-01", "until_on": "", "document_no": "登记〔2024〕3号",
        "source": "登记系统", "resident_id": "",
    }  # fmt: skip
    refused = lin.post(at, given)
    assert refused.status_code == 400
    assert "仅凭姓名不得认定" in refused.content.decode()
    wrong = lin.post(at, given | {"resident_id": resident_id(1), "source": f"登记 {resident_id(1)}"})
    assert wrong.status_code == 409
    assert resident_id(1) not in wrong.content.decode()
    assert lin.post(at, given | {"resident_id": resident_id(1)}).status_code == 302
    again = lin.post(at, given | {"resident_id": resident_id(2)})
    assert again.status_code == 409
    assert resident_id(2) not in again.content.decode()
    assert LinkedPerson.objects.get().person.code == person_code(resident_id(1))


def test_the_page_takes_the_end_and_the_taking_back(door):
    link = linked()
    lin, at = door("lin"), reverse("staff_linked_person", args=[link.pk])
    assert lin.post(at, {"step": "end", "on": "gestern", "document_no": "文"}).status_code == 409
    assert lin.post(at, {"step": "end", "on": "2026-09-01", "document_no": "变更〔2026〕1号"}).status_code == 302
    assert lin.post(at, {"step": "take_back", "reason": ""}).status_code == 409
    assert lin.post(at, {"step": "take_back", "reason": "录错了企业"}).status_code == 302
    link.refresh_from_db()
    assert (link.until_on, link.withdrawn_by) == (date(2026, 9, 1), account("lin"))


def test_the_person_reads_it_in_my_archive(door):
    official = officials.register(serial=9, self_="self_")
    link = linked(9, name="欧阳明远")
    page = door("self_").get(reverse("staff_my_archive")).content.decode()
    assert link.person == official
    assert "示例商贸有限公司" in page
    assert link.source in page
