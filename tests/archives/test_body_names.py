"""Names of bodies that every reader would take for another body's are refused at the door, or written as what they show."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from archives import subject_actions
from archives.body_names import body_name
from archives.models import Subject
from integrity.errors import Refused
from tests import world
from tests.archives.test_first_administrator import empty  # noqa: F401

SAME = [("示范巿粮食局", "示范市粮食局"), (" 示范⺟亲园 ", "示范母亲园"), ("示范市粮食局（筹）", "示范市粮食局（筹）"), ("示范市发展和改革委员会（粮食局）", "示范市发展和改革委员会（粮食局）"),
        ("示范市“双拥”办公室", "示范市“双拥”办公室"), ("示范县—青石镇联络处", "示范县—青石镇联络处")]  # fmt: skip
REFUSED = [
    "示范市粮食局（）",
    "示范市粮食局( )",
    "示范市粮食局，",
    "示范市粮食局。",
    "示范市·粮食局",
    "示范市粮食局-",
    "示范市粮食局、",
    "示范市粮食局（",
    "示范市粮食局_",
    "示范市粮食局*",
]
CODE = world.code("11990100MB0000077")


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_a_name_is_written_as_what_it_shows(typed, meant):
    assert body_name(typed) == meant


@pytest.mark.parametrize("name", REFUSED)
def test_what_only_a_machine_tells_apart_is_refused(name):
    with pytest.raises(ValidationError):
        body_name(name)


def entered(door, name: str, kind: str = "organ"):
    return door("zhou").post(
        reverse("admin:archives_subject_add"),
        {"kind": kind, "code": CODE, "name": name, "sort_key": "", "initials": "", "superior": "", "division": ""},
    )


@pytest.mark.parametrize("name", ["示范巿财政局", "示范市财政局（）", "示范市财政局，", "示范市·财政局"])
def test_no_second_finance_bureau_is_entered(city, door, name):
    Subject.objects.get_or_create(code=world.code("11990100MB0000078"), defaults={"kind": "organ", "name": "示范市财政局"})
    before = Subject.objects.count()
    answer = entered(door, name)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Subject.objects.count() == before


def test_a_body_is_entered_under_the_name_it_shows(city, door):
    assert entered(door, "示范巿粮食局").status_code == 302
    assert Subject.objects.get(code=CODE).name == "示范市粮食局"


def test_a_body_is_renamed_alike(city, person):
    body = Subject.objects.get(code=world.HOUSING)
    given = {"on": date(2026, 1, 5), "document_no": "示政发〔2026〕1号", "reason": "机构改革", "by": person("zhou")}
    with pytest.raises(Refused):
        subject_actions.rename(subject=body, name="示范市住房局，", **given)
    subject_actions.rename(subject=body, name="示范巿住房局", **given)
    body.refresh_from_db()
    assert body.name == "示范市住房局"


def test_the_first_body_of_an_installation_as_well(empty):  # noqa: F811
    with pytest.raises(CommandError):
        call_command("first_administrator", "first", name="张示例", unit=CODE, unit_name="示范市信用办（）")
    call_command("first_administrator", "first", name="张示例", unit=CODE, unit_name="示范巿信用办")
    assert Subject.objects.get(code=CODE).name == "示范市信用办"
