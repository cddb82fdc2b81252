"""Collective signings: drafted, the list written, confirmed by another with the certificate; units and numbers for the public, no names."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from pypdfium2 import PdfDocument

from commitments.models import Signatory, Signing
from commitments.signings import actions
from integrity.errors import Refused
from tests import world
from tests.archives import officials
from tests.conftest import role

from .given import account, step
from .lettered import event, unit


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def public(sql: str) -> list:
    with role("portal"), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_confirmed_by_another_it_is_public_without_names(city):
    made = event()
    actions.add_names(signing=made, unit=unit(world.HOUSING), names=["丙三", "丙三", " 丁 四 "], by=account("lin"))
    officials.register("欧阳明远", 1)
    person = officials.Subject.objects.get(name="欧阳明远")
    actions.add_person(signing=made, person=person, by=account("ren"))
    assert not public("SELECT * FROM pub.signing")
    with pytest.raises(Refused, match="You drafted"):
        step(made, "confirm", "lin")
    made = step(made, "confirm", "gao")
    ((number, title, count),) = public("SELECT number, title, signatories FROM pub.signing")
    assert (number, title, count) == (made.number, "窗口人员集体签名承诺", 5)
    rows = public("SELECT subject_code, signatories FROM pub.signing_unit ORDER BY 2, 1")
    assert rows == [(world.HOUSING, 2), (world.MARKET, 3)]
    assert made.document.number.startswith("示市监签证〔")
    text = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(BytesIO(bytes(made.document.file.content)))).replace(
        "\r\n", ""
    )
    for words in ("集体签名承诺证明书", "欧阳明远", "丁 四", "示范市市场监督管理局3人"):
        assert words in text
    with pytest.raises(Refused, match="list is fixed"):
        actions.add_names(signing=made, unit=unit(), names=["戊五"], by=account("lin"))


def test_what_no_list_is(city):
    made = event(names=())
    with pytest.raises(Refused, match="Nobody stands on the list"):
        step(made, "confirm", "gao")
    for names, sentence in (
        (["张三 110101199003074258"], "resident id"),
        (["张三13800000000"], "no name"),
        ([" "], "at least one name"),
        (["长" * 61], "no name"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.add_names(signing=made, unit=unit(), names=names, by=account("lin"))
    with pytest.raises(PermissionDenied):
        actions.add_names(signing=made, unit=unit(), names=["张三"], by=account("wu"))
    with pytest.raises(PermissionDenied):
        actions.add_person(signing=made, person=officials.register("司马青", 3), by=account("lin"))
    assert not Signatory.objects.exists()


def test_an_event_ahead_is_not_confirmed_and_a_struck_name_does_not_count(city):
    ahead = event(held_on=timezone.localdate() + timedelta(1))
    with pytest.raises(Refused, match="lies ahead"):
        step(ahead, "confirm", "gao")
    made = event()
    actions.strike(signatory=made.signatories.first(), by=account("gao"))
    made = step(made, "confirm", "gao")
    assert public("SELECT signatories FROM pub.signing") == [(1,)]


def test_without_a_mark_for_its_numbers_there_is_no_certificate(city):
    from archives.models import IssuerMark

    made = event()
    IssuerMark.objects.filter(body=unit()).update(body=unit(world.HOSPITAL))
    with pytest.raises(Refused, match="no mark"):
        step(made, "confirm", "gao")


def test_through_the_staff_site(door, city):
    made = event(names=())
    address = reverse("staff_signing", args=[made.pk])
    said = {"what": "names", "body": unit(world.HOUSING).name, "names": "甲一\n乙二"}
    assert door("lin").post(address, said | {"body": "没有的局"}).status_code == 400
    assert door("lin").post(address, said | {"names": "甲1"}).status_code == 409
    assert door("lin").post(address, said).status_code == 302
    row = made.signatories.first()
    assert door("lin").post(reverse("staff_signing_strike", args=[made.pk]), {"signatory": row.pk}).status_code == 302
    page = door("gao").get(address).content.decode()
    assert "乙二" in page
    assert "甲一" not in page
    assert door("wu").get(address).status_code == 404
    made.refresh_from_db()
    assert door("gao").post(address, {"step": "confirm", "revision": made.revision}).status_code == 302
    assert door("wu").get(address).status_code == 200
    assert "乙二" not in door("wu").get(f"/api/v1/signings/{made.pk}/").content.decode()
    assert door("wu").get(f"/api/v1/signings/{made.pk}/").json()["units"] == [
        {"unit": world.HOUSING, "name": unit(world.HOUSING).name, "signatories": 1}
    ]
    draft = {"unit": unit().pk, "title": "二", "held_on": timezone.localdate().isoformat(), "place": "厅", "text": "诺"}
    assert door("lin").post(reverse("staff_signing_draft"), draft).status_code == 302
    assert Signing.objects.count() == 2
