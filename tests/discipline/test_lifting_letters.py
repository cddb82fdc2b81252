"""The letter of a lifting: numbered, stored with its hash, as PDF for whoever sees the measure; acknowledged with the notice."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from archives.documents.home import to_acknowledge
from archives.models import Document, DocumentTemplate, Service
from discipline import lifting
from discipline.measures import lifting_letters
from discipline.models import Lifting
from tests import world
from tests.archives.documented import marked, words_of
from tests.shifting import taken_for_granted

from .given import DAY, account, unit
from .measured import asked, at, decided, drafted, hospital, lifted, one, recent, record, take

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def letter():
    marked(world.MARKET, "示市监")
    found = at("executed", today=timezone.localdate())
    made = lifted(found, "repaired", today=timezone.localdate())[0]
    return found, made, Document.objects.get(kind="lifting")


def test_it_is_issued_numbered_and_stored_with_its_hash(letter):
    found, made, document = letter
    assert (document.number, document.body.code, document.addressee.code) == (
        f"示市监解〔{timezone.localdate().year}〕1号",
        world.MARKET,
        world.HOUSING,
    )
    assert (document.about_kind, document.about_id, document.person) == ("discipline.lifting", made.pk, None)
    assert document.file.sha256 == sha256(bytes(document.file.content)).hexdigest()
    words = words_of(document)
    for told in ("示范市第二人民医院", found.action.record_no, "信用修复", "取消参评荣誉资格", "不再执行"):
        assert told in words
    assert Service.objects.get(document=document).unit == made.unit


def test_without_a_mark_the_notice_alone_is_sent():
    assert lifted(at("executed"), "repaired")
    assert not Document.objects.exists()


def test_no_lifting_waits_for_a_text():
    marked(world.MARKET, "示市监")
    found = at("executed")
    before = date(2016, 5, 29)  # the text that comes with the register is in force from the next day on
    assert DocumentTemplate.objects.in_force("lifting", before) is None
    lifting_letters.send(Lifting(ground="repaired", record_no="1", unit=found.unit), [found], by=account("lin"), today=before)
    assert not Document.objects.filter(kind="lifting").exists()


@pytest.mark.parametrize(("ground", "words"), [("wrong", "恢复原状"), ("withdrawn", "不再执行"), ("restructuring", "暂停执行")])
def test_it_says_what_is_to_be_done(ground, words):
    marked(world.MARKET, "示市监")
    lifted(at("executed"), ground)
    assert words in words_of(Document.objects.get(kind="lifting"))


def test_a_correction_ends_nothing_and_sends_no_letter():
    marked(world.MARKET, "示市监")
    assert lifted(at("executed"), "corrected")
    assert not Document.objects.filter(kind="lifting").exists()


def test_whoever_ends_the_record_the_initiating_unit_gives_notice_and_one_letter_a_unit():
    marked(world.MARKET, "示市监")
    found = record()
    action = decided(drafted(asked("honours", world.HOUSING, world.OFFICE), asked("project", world.HOUSING), on=found))
    for row in action.executions.filter(unit__code=world.HOUSING):
        take(row, "accept")
    with taken_for_granted():  # wu is of no unit that issues in the name of 市场监督管理局
        lifting.lift(number=found.number, ground="repaired", by=account("wu"), today=DAY)
    letters = Document.objects.filter(kind="lifting").order_by("serial")
    assert {row.addressee.code for row in letters} == {world.HOUSING, world.OFFICE}
    assert {row.issued_by.username for row in letters} == {"system"}
    to_housing = words_of(letters.get(addressee=unit(world.HOUSING)))
    assert "取消参评荣誉资格" in to_housing
    assert "限制项目申报" in to_housing


def test_one_acknowledgement_is_of_notice_and_letter(letter):
    _found, made, document = letter
    assert (
        not to_acknowledge(account("wu"), timezone.localdate()).filter(document=document).exists()
    )  # the notice awaits it, not the letter besides
    lifting.acknowledge(lifting=made, by=account("wu"), today=timezone.localdate())
    assert Service.objects.get(document=document).acknowledged_by == account("wu")


WHO = {"wu": 200, "lin": 200, "gao": 200, "zhou": 200, "sun": 200, "audit": 200, "han": 200, "guard": 404, "pan": 404}


@pytest.mark.parametrize("name", WHO)
def test_unit_office_auditor_and_subject_take_it_along(door, letter, name):
    found, _made, document = letter
    answer = door(name).get(reverse("staff_measure_letter", args=[found.pk, document.pk]))
    assert answer.status_code == WHO[name]
    if answer.status_code == 200:
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content == bytes(document.file.content)


def test_only_a_letter_of_that_measure_comes_through_its_address(door, letter):
    found, _made, document = letter
    other = one(decided(drafted(asked("honours", world.OFFICE), on=recent(), today=timezone.localdate()), today=timezone.localdate()))
    assert door("zhou").get(reverse("staff_measure_letter", args=[other.pk, document.pk])).status_code == 404
    joint = Document.objects.filter(kind="joint_action").first()
    assert joint is not None
    assert door("zhou").get(reverse("staff_measure_letter", args=[found.pk, joint.pk])).status_code == 404


def test_the_pages_lead_to_it(door, letter):
    found, made, document = letter
    where = reverse("staff_measure_letter", args=[found.pk, document.pk])
    assert where in door("wu").get(reverse("staff_lifting", args=[made.pk])).content.decode()
    assert where in door("han").get(reverse("staff_measure", args=[found.pk])).content.decode()


def test_the_notices_of_the_night_have_letters_too():
    marked(world.MARKET, "示市监")
    hospital()
    found = at("accepted")
    number = found.action.record_no
    with taken_for_granted():
        assert lifting.notice_endings(by=type(account("wu")).objects.system(), today=found.until_on) == 1
    document = Document.objects.get(kind="lifting")
    assert number in words_of(document)
    assert document.issued_by.username == "system"
