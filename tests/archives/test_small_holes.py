"""Single holes that a stranger found: logs without a person, deep JSON, years to come, unseen signs."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions, people_actions
from archives.imports.controls import CONTROL
from archives.models import Filing, ReadLog, Subject
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.archives.appraisal import form
from tests.archives.officials import account, entered, filed, register
from tests.archives.test_exports import read
from tests.files import row, table
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db


def test_the_read_log_is_exported_with_a_row_about_nobody(city, door, person):
    """A row may be about a file, and its person may be unknown here."""
    fields = {"by": person("zhou"), "acting_as": "officer", "what": "names", "about": "2026-00001", "granted": True, "purpose": "handling"}
    ReadLog.objects.create(**fields)
    rows = read(door("audit").get(reverse("staff_export_read_log")))
    assert len(rows) == 1
    assert (rows[0]["人员"], rows[0]["档案地址"]) == ("", "")


@pytest.mark.parametrize("body", ["[" * 10000, '{"a":' * 10000, "[" * 10000 + "]" * 10000])
@pytest.mark.parametrize("address", ["/api/v1/filings/1/steps/", "/api/v1/filings/1/votes/", "/api/v1/records/20260000001/withdrawal/"])
def test_deep_json_is_a_bad_request(city, door, person, body, address):
    filing = filing_at("submitted", person)
    address = address.replace("/1/", f"/{filing.pk}/")
    answer = door("zhou").post(address, body, content_type="application/json")
    assert answer.status_code in ({400} if "filings" in address else {400, 404})


def assessed(year):
    data = {
        "issuer_code": world.PARTY,
        "issuer_name": "中共示范市委组织部",
        "doc_no": "示组〔2026〕1号",
        "decided_on": "2026-02-02",
        "basis": "公务员法",
    }
    return people_actions.file_about(
        person=register(), by=account("ren"), item_code="GZ-KH", data={**data, "year": year, "grade": "称职"}, today=timezone.localdate()
    )


@pytest.mark.parametrize("year", ["2035", "20 5", "二〇二五", "1900", "2026"])
def test_a_year_that_has_not_begun_or_is_none_is_refused(city, year):
    with pytest.raises(ValidationError) as refused:
        assessed(year)
    assert list(refused.value.message_dict) == ["year"]


def test_the_year_before_is_taken(city):
    assert assessed("2025").status == "checked"


@pytest.mark.parametrize(("decided", "taken"), [("2025-03-02", False), ("2025-11-30", False), ("2025-12-01", True), ("2026-02-01", True)])
def test_an_assessment_is_decided_when_its_year_ends(city, decided, taken):
    """《公务员考核规定》: at the end of the year or at the beginning of the next."""
    about = register()
    if taken:
        assert entered(about, "GZ-KH", decided_on=decided).status == "checked"
        return
    with pytest.raises(ValidationError) as refused:
        entered(about, "GZ-KH", decided_on=decided)
    assert list(refused.value.message_dict) == ["year"]


def test_one_assessment_of_a_year_stands(city):
    about = register()
    waiting = entered(about, "GZ-KH", grade="优秀")  # side by side, before either was approved
    first = filed(about, "GZ-KH", grade="称职")
    with pytest.raises(Refused, match=first.number):
        advance(waiting, "submit", by=account("ren"))
    assert filed(about, "GZ-KH", year="2024", grade="优秀")  # another year
    # Filed under its own document number it is a correction of the one that stands.
    assert filed(about, "GZ-KH", grade="基本称职", doc_no=first.content.doc_no).version == 2
    actions.withdraw(number=first.number, by=account("zhou"), reason="复核决定变更考核等次")
    actions.confirm_withdrawal(number=first.number, by=account("sun"))
    waiting = advance(waiting, "submit", by=account("ren"))
    assert advance(waiting, "approve", by=account("sun"), seen=waiting.revision).status == "approved"


def test_a_second_assessment_of_a_year_is_refused_where_it_is_entered(city):
    """Beside the year, and nothing of it is kept; the way out that the sentence names is open."""
    about = register()
    first = filed(about, "GZ-KH", grade="称职")
    before = Filing.objects.count()
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        entered(about, "GZ-KH", grade="优秀")
    assert list(refused.value.message_dict) == ["year"]
    assert first.number in str(refused.value.message_dict["year"])
    assert Filing.objects.count() == before
    assert entered(about, "GZ-KH", grade="优秀", year="2024").status == "checked"
    assert entered(about, "GZ-KH", grade="优秀", doc_no=first.content.doc_no).status == "checked"


def test_of_two_submitted_for_one_year_the_second_is_refused(city):
    about = register()
    one, two = (advance(entered(about, "GZ-KH", grade=grade), "submit", by=account("ren")) for grade in ("称职", "优秀"))
    advance(one, "approve", by=account("zhou"), seen=one.revision)
    with pytest.raises(Refused, match="该年度"):
        advance(two, "approve", by=account("zhou"), seen=two.revision)


# Bidirectional, zero-width and other unseen signs; each alone in an otherwise good row.
UNSEEN = "\u202e\u202a\u2066\u200f\u200b\u00ad\ufeff\u0085\U000e0041"


@pytest.mark.parametrize("sign", UNSEEN)
def test_an_unseen_sign_is_a_row_error(city, person, sign):
    unit = Subject.objects.get(code=world.MARKET)
    content = table([row(1, CF_SY=f"违法{sign}事实"), row(2)])
    filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=person("lin"), stream=BytesIO(content), filename="a.csv"))
    assert (filing.rows, filing.bad) == (2, 1)
    bad = filing.filed_rows.get(row_no=2)
    assert [e["rule"] for e in bad.errors] == ["control_character"]
    assert sign not in str(bad.facts)
    with pytest.raises(ValidationError) as refused:
        actions.file_form(unit=unit, by=person("lin"), item_code="KP", data=_form(basis=f"办{sign}法"))
    assert list(refused.value.message_dict) == ["basis"]


def _form(**changes):
    return form("KP", **changes)


def test_what_is_written_is_no_unseen_sign():
    """Rare characters with a selector, a line break, a full-width blank, brackets and emoji are text."""
    assert not CONTROL.search("〔2026〕　第一行\n第二行\u2028\t葛\U000e0100　𠮷 ① Ａ é")
