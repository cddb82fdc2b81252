"""What an attacker tried once, and what it is answered with."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives import actions
from archives.models import FiledRow, Membership, Role, Subject
from integrity.errors import Refused
from integrity.identity import mask_identities, may_hold_identity
from integrity.workflow import advance
from tests import world
from tests.files import penalties, row, table


def with_check_digit(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(a) * b for a, b in zip(first17, weights, strict=True)) % 11]


NUMBER = with_check_digit("11010119900307851")
WRITINGS = [
    NUMBER,
    f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
    f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
    f"{NUMBER[:6]}\u00a0{NUMBER[6:14]}\u3000{NUMBER[14:]}",
    f"{NUMBER[:8]}\u200b{NUMBER[8:]}",
    f"{NUMBER[:6]}\n{NUMBER[6:]}",
    f"{NUMBER[:-1]} {NUMBER[-1]}",
    " ".join(NUMBER),
    NUMBER.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}),
    f"ID{NUMBER}号",
    "110101900307851",  # the 15 digits of 1989
]


@pytest.mark.parametrize("written", WRITINGS)
@pytest.mark.parametrize("before", ["", "当", "当事人王某", "2026年11月2日，"])
def test_a_resident_id_is_found_however_it_is_written(written, before):
    text = f"{before}{written}的行为"
    assert may_hold_identity(text)
    masked, found = mask_identities(text)
    assert found
    assert NUMBER[6:14] not in masked
    assert masked.startswith(before)


@pytest.mark.parametrize("harmless", ["示市监罚〔2026〕12号", "2026-11-02 至 2026-11-20", "91110000600037341L", "金额 1,234,567.89 元", "电话 0990-12345678"])
def test_other_numbers_stay(harmless):
    assert mask_identities(harmless) == (harmless, False)


@pytest.mark.parametrize("written", WRITINGS)
def test_a_row_with_a_resident_id_in_its_text_is_refused_and_stores_none(person, written):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table([row(1, CF_SY=f"当事人{written}的行为")])), filename="a.csv")
    assert filing.bad == 1
    stored = FiledRow.objects.get(filing=filing)
    assert NUMBER[6:14] not in str(stored.facts) + str(stored.errors)


def test_a_resident_id_in_a_reason_or_form_is_refused(person):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(penalties(2)), filename="a.csv"))
    with pytest.raises(Refused):
        advance(filing, "discard", by=person("lin"), reason=f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} 的材料有误")
    data = {"subject_code": world.HOSPITAL, "issuer_code": world.MARKET, "issuer_name": "示范市市场监督管理局", "doc_no": "示〔2026〕1号",
            "decided_on": "2026-05-01", "basis": f"{NUMBER[:6]} {NUMBER[6:]}", "honour": "先进单位"}  # fmt: skip
    with pytest.raises(ValidationError):
        actions.file_form(unit=unit, by=person("lin"), item_code="RY", data=data)


def test_the_name_of_a_file_is_kept_without_folders_and_ids(person):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(penalties(1)), filename=f"C:\\材料\\{NUMBER}.csv")
    assert "材料" not in filing.filename
    assert NUMBER not in filing.filename


def test_a_large_filing_can_be_discarded(person):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(penalties(6000)), filename="大.csv")
    filing = advance(actions.check_filing(filing=filing), "discard", by=person("lin"), reason="误传")
    assert filing.status == "discarded"
    assert not FiledRow.objects.filter(filing=filing).exists()


def test_the_reviewer_can_read_every_word_that_will_be_public(door, person):
    unit = Subject.objects.get(code=world.MARKET)
    rows = [row(n, CF_SY=f"违法事实之{n}", CF_NR=f"处罚内容之{n}") for n in range(1, 16)]
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table(rows)), filename="a.csv"))
    filing = advance(filing, "submit", by=person("lin"))
    page = door("zhou").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    for n in range(1, 11):  # the sample, whole
        assert f">违法事实之{n}<" in page, n
        assert f">处罚内容之{n}<" in page, n
    assert "违法事实之15" not in page
    other = door("zhou").get(reverse("staff_filing", args=[filing.pk]) + "?row=16").content.decode()  # the fifteenth row of data
    assert "违法事实之15" in other


def test_nobody_grants_a_role_to_the_own_account(door):
    guard = User.objects.get(username="guard")
    data = {"user": guard.pk, "unit": Subject.objects.get(code=world.OFFICE).pk, "role": "officer", "from_on": timezone.localdate().isoformat()}
    assert door("guard").post(reverse("admin:archives_membership_add"), data).status_code == 200
    assert not Membership.objects.filter(user=guard, role=Role.OFFICER).exists()
    data["user"] = User.objects.get(username="nobody").pk  # the control: the form is sound
    assert door("guard").post(reverse("admin:archives_membership_add"), data).status_code == 302


def test_a_security_administrator_holds_no_business_role(city):
    guard, office = User.objects.get(username="guard"), Subject.objects.get(code=world.OFFICE)
    with pytest.raises(ValidationError):
        Membership(user=guard, unit=office, role=Role.OFFICER, from_on="2026-01-01").clean()
    zhou = User.objects.get(username="zhou")
    with pytest.raises(ValidationError):
        Membership(user=zhou, unit=office, role=Role.SECURITY, from_on="2026-01-01").clean()


@pytest.mark.parametrize("who", ["guard", "audit"])
def test_no_filter_answers_questions_about_hidden_columns(door, who):
    address = reverse("admin:accounts_user_changelist")
    for question in ("password__startswith=p", "password__startswith=zzz", "memberships__unit__code__startswith=1"):
        answer = door(who).get(f"{address}?{question}")
        assert answer.status_code in (302, 400), question


@pytest.mark.parametrize("reason", ["\x00", "退回\x07原因"])
def test_control_characters_in_a_form_are_answered_with_400(door, person, reason):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(penalties(2)), filename="a.csv"))
    filing = advance(filing, "submit", by=person("lin"))
    answer = door("zhou").post(reverse("staff_filing", args=[filing.pk]), {"step": "return", "revision": filing.revision, "reason": reason})
    assert answer.status_code == 400


@pytest.mark.parametrize("revision", ["²", "٣", "-1", "1e3", "9" * 30, ""])
def test_a_revision_that_is_no_number_is_refused(door, person, revision):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(penalties(2)), filename="a.csv"))
    filing = advance(filing, "submit", by=person("lin"))
    assert door("zhou").post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": revision}).status_code == 409


def test_a_user_name_of_any_length_is_no_fault(door):
    for name in ("x" * 151, "x" * 5000):
        assert door(None).post(reverse("admin:login"), {"username": name, "password": "x"}).status_code == 400


def test_the_last_day_of_the_calendar_is_no_fault(person):
    data = {"subject_code": world.HOSPITAL, "issuer_code": world.MARKET, "issuer_name": "示范市市场监督管理局", "doc_no": "示〔2026〕1号",
            "decided_on": "9999-12-31", "basis": "条例", "honour": "先进单位"}  # fmt: skip
    with pytest.raises(ValidationError):
        actions.file_form(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), item_code="RY", data=data)


def test_the_portal_reads_only(login):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'portal'::regrole")
        assert "default_transaction_read_only=on" in [setting for (row,) in cursor.fetchall() for setting in row]
