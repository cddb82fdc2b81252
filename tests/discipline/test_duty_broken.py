"""The duty broken: chosen from the list of the accused body as it stood on the day of the breach, shown with the case, and cited."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from archives.models import FiledRow, Subject
from discipline import actions
from discipline.models import Case, Paper
from integrity.errors import Refused
from tests import world
from tests.archives.powered import listed, said
from tests.discipline import given

CITED = "按期交付净地（国有土地使用权出让合同第六条）"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def duty(city):
    words = said(name="按期交付净地", kind="other", duty="按合同约定的日期交付土地。", document="国有土地使用权出让合同", article="第六条")
    return listed("QT-001", unit=world.HOUSING, by="wu", said=words)


def opened(duty, **otherwise) -> Case:
    return given.opened(duty=duty, **otherwise)


def test_a_duty_of_the_day_of_the_breach(duty):
    case = opened(duty)
    assert case.duty == duty
    assert case.cited.endswith(f"；职责：{CITED}")
    assert case.cited.startswith(case.kind.cited)


def test_a_duty_of_another_unit_or_another_day_is_refused(duty):
    with pytest.raises(Refused, match="duty of another unit"):
        opened(listed("CF-001"))
    with pytest.raises(Refused, match="was not on the list of powers on 2023-06-30"):
        opened(duty, breached_on=date(2023, 6, 30))


def test_chosen_on_the_form_after_body_and_day(door, duty):
    lin, address = door("lin"), reverse("staff_case_open")
    given.accused()
    data = {"handler": Subject.objects.get(code=world.MARKET).pk, "accused": world.HOUSING, **given.SAID, "breached_on": "2026-06-30"}
    shown = lin.post(address, data | {"duties": "1"})
    assert shown.status_code == 200
    assert CITED in shown.content.decode()
    assert CITED not in lin.post(address, data | {"duties": "1", "breached_on": "2023-06-30"}).content.decode()
    wrong = lin.post(address, data | {"duty": duty.pk, "breached_on": "2023-06-30"})
    assert wrong.status_code == 400
    assert "失信行为发生之日该单位的清单中没有这项职责，请重新显示其职责。" in wrong.content.decode()
    answer = lin.post(address, data | {"duty": duty.pk})
    assert answer.status_code == 302
    page = lin.get(answer.url).content.decode()
    assert "按合同约定的日期交付土地。" in page
    assert Case.objects.get().duty == duty


def test_without_a_duty_nothing_else_is_cited(duty):
    case = opened(None)
    assert case.cited == case.kind.cited


def test_the_determination_and_the_record_cite_it(duty, monkeypatch):
    plain = actions.open_case
    monkeypatch.setattr(given.actions, "open_case", lambda **said: plain(**said, duty=duty))
    case = given.case_at("filed")
    paper = Paper.objects.get(case=case, kind=Paper.Kind.DETERMINATION)
    assert CITED in paper.basis
    assert CITED in FiledRow.objects.get(filing=case.filing).basis
