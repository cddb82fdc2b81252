"""The law behind the further layouts: fields added to an item that is there already, and a licence entered by form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from archives import actions, law
from archives.models import CatalogueItem, ItemField, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.conftest import role


def test_loading_again_adds_the_fields_an_item_lacks_and_leaves_the_others(city):
    with role("registry_owner"):
        ItemField.objects.filter(item__code="XK", key="state").delete()
        ItemField.objects.filter(item__code="XK", key="content").update(label="改过的标签")
        assert law.load() == 3  # one field in each of the three editions
        assert law.load() == 0
    assert ItemField.objects.filter(item__code="XK", key="state").count() == 3
    assert set(ItemField.objects.filter(item__code="XK", key="content").values_list("label", flat=True)) == {"改过的标签"}


@pytest.mark.parametrize("day", [date(2018, 7, 31), date(2021, 12, 31)])
def test_an_act_was_not_in_the_catalogue_before_2022(city, day):
    assert CatalogueItem.on("QZ", day) is None
    assert CatalogueItem.on("QZ", date(2022, 1, 1)) is not None


def entered(person, **changes):
    data = {
        "subject_code": world.HOSPITAL, "issuer_code": world.MARKET, "issuer_name": "示范市市场监督管理局", "doc_no": "示市监许准〔2026〕1号", "decided_on": "2026-11-02",
        "basis": "《中华人民共和国食品安全法》第三十五条", "document_name": "准予行政许可决定书", "licence_kind": "普通", "content": "热食类食品制售", **changes,
    }  # fmt: skip
    filing = actions.file_form(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), item_code="XK", data=data)
    filing = advance(filing, "submit", by=person("lin"))
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    return Record.objects.get()


@pytest.mark.parametrize(("until", "ends"), [("2029-11-01", date(2029, 11, 2)), ("", date(2031, 11, 2))])
def test_a_licence_by_form_is_shown_as_one_by_file(person, until, ends):
    assert entered(person, valid_until=until).ends_on == ends


def test_a_licence_by_form_that_ends_before_it_was_decided_is_refused(person):
    with pytest.raises(ValidationError) as caught:
        entered(person, valid_until="2026-11-01")
    assert list(caught.value.message_dict) == ["valid_until"]
