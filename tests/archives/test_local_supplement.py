"""The local supplement by form: one officer drafts a version of an item, another puts it in force; nothing overlaps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions, law
from archives.imports.judging import Judge
from archives.imports.layouts import LAYOUTS
from archives.law_dates import room_for
from archives.models import CatalogueEdition, CatalogueItem, ItemField, Subject, SupplementDraft
from archives.supplement_flow import draft_item
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role

TODAY = date(2026, 11, 22)
FIRST = date(2027, 1, 1)
RULES = {
    "name_en": "Volunteer service", "category": "honour", "subject_kinds": ["organ", "institution"], "scope": 0, "period_kind": "honour",
    "tiered": False, "panel": False, "sign_off": True, "routing": "city", "masks_names": True,
}  # fmt: skip
FACTS = {
    "key": "facts",
    "label": "事迹",
    "label_en": "Facts",
    "type": "text",
    "scope": "public",
    "required": True,
    "max_length": 500,
    "official_code": "",
}


def drafted(by, *, today=TODAY, rules=None, fields=None, **said):
    given = {
        "code": "DF-ZY",
        "name": "志愿服务",
        "document": "《示范市志愿服务条例》",
        "article": "第九条",
        "valid_from": FIRST,
        "valid_until": None,
    }
    return draft_item(**given | said, rules=RULES | (rules or {}), fields=fields or [FACTS], by=by, today=today)


def adopted(person, **said):
    made = drafted(person("zhou"), **said)
    return advance(made, "adopt", by=person("sun"), seen=made.revision, today=said.get("today", TODAY))


# ── drafting and adopting ────────────────────────────────────────────────────


def test_nothing_is_in_force_before_a_second_officer_adopts_it(person):
    made = drafted(person("zhou"))
    assert CatalogueItem.on("DF-ZY", FIRST) is None
    with pytest.raises(Refused, match=r"同事|colleague"):
        advance(made, "adopt", by=person("zhou"), seen=made.revision, today=TODAY)
    made = advance(made, "adopt", by=person("sun"), seen=made.revision, today=TODAY)
    item = CatalogueItem.on("DF-ZY", FIRST)
    assert made.item == item
    assert (item.name, item.document, item.article, item.edition.level, item.sign_off) == (
        "志愿服务",
        "《示范市志愿服务条例》",
        "第九条",
        "local",
        True,
    )
    assert [(f.key, f.scope, f.required, f.max_length) for f in item.fields.all()] == [("facts", "public", True, 500)]
    assert CatalogueItem.on("DF-ZY", FIRST - timedelta(1)) is None


@pytest.mark.parametrize("name", ["lin", "gao", "audit", "guard", "past", "closed", "nobody", "ren"])
def test_only_the_office_drafts(person, name):
    with pytest.raises(PermissionDenied):
        drafted(person(name))


@pytest.mark.parametrize(
    ("missing", "said"),
    [("document", {"document": " "}), ("article", {"article": ""}), ("code", {"code": "志愿"}), ("valid_until", {"valid_until": FIRST})],
)
def test_what_an_item_must_say(person, missing, said):
    with pytest.raises(ValidationError) as refused:
        drafted(person("zhou"), **said)
    assert missing in refused.value.message_dict


def test_law_does_not_reach_back(person):
    for day in (TODAY, TODAY - timedelta(30)):
        with pytest.raises(ValidationError) as refused:
            drafted(person("zhou"), valid_from=day)
        assert "valid_from" in refused.value.message_dict
    # A draft that waited too long is refused as well: its first day has come.
    made = drafted(person("zhou"))
    with pytest.raises(Refused):
        advance(made, "adopt", by=person("sun"), seen=made.revision, today=FIRST)


@pytest.mark.parametrize(
    "fields",
    [
        [FACTS, FACTS],  # one key twice
        [FACTS | {"key": "Facts"}],
        [FACTS | {"key": "doc_no"}],  # every record has it
        [FACTS | {"label": " "}],
        [FACTS | {"type": "identity"}],  # a resident id in the open
    ],
)
def test_fields_that_cannot_be(person, fields):
    with pytest.raises(ValidationError) as refused:
        drafted(person("zhou"), fields=fields)
    assert set(refused.value.message_dict) == {"fields"}


@pytest.mark.parametrize(
    "rules",
    [
        {"routing": "unit"},  # public, and yet it stays in the unit
        {"category": "declaration"},
        {"tiered": True},  # honours have no period by tier
        {"period_kind": "nothing"},
        {"subject_kinds": []},
        {"subject_kinds": ["organ", "person"]},  # the city keeps no archives of citizens
        {"scope": 3},  # a public field of an internal item
    ],
)
def test_rules_that_cannot_be(person, rules):
    with pytest.raises(ValidationError):
        drafted(person("zhou"), rules=rules)


def test_a_resident_id_is_no_name(person):
    with pytest.raises(Refused):
        drafted(person("zhou"), name="11010519491231002X 的表彰")


def test_a_national_item_is_not_changed_here(person):
    with pytest.raises(Refused, match="CF"):
        drafted(person("zhou"), code="CF")
    with role("registry_owner"), pytest.raises(Error, match="next national edition"), transaction.atomic():
        CatalogueItem.objects.filter(code="CF", edition__code="QG-2024").update(replaced_on=FIRST)


def test_one_draft_of_an_item_at_a_time_and_a_discarded_one_makes_room(person):
    made = drafted(person("zhou"))
    with pytest.raises(Refused, match="DF-ZY"):
        drafted(person("sun"))
    made = advance(made, "discard", by=person("zhou"), reason="条文写错", seen=made.revision)
    assert (made.status, made.item, CatalogueItem.objects.filter(code="DF-ZY").exists()) == ("discarded", None, False)
    drafted(person("sun"))


# ── versions ─────────────────────────────────────────────────────────────────


def test_the_next_version_ends_the_one_before_on_its_first_day(person):
    first = adopted(person).item
    second = adopted(person, valid_from=date(2028, 1, 1), name="志愿服务表彰").item
    first.refresh_from_db()
    assert first.replaced_on == first.valid_until == date(2028, 1, 1)
    assert CatalogueItem.on("DF-ZY", date(2027, 12, 31)) == first
    assert CatalogueItem.on("DF-ZY", date(2028, 1, 1)) == second


def test_dates_do_not_overlap(person):
    adopted(person, valid_from=date(2028, 1, 1))
    with pytest.raises(Refused, match=r"2028-01-01|2028年1月1日"):
        drafted(person("zhou"), valid_from=date(2027, 6, 1))  # without an end it would run into the next
    with pytest.raises(Refused, match=r"2028-01-01|2028年1月1日"):
        drafted(person("zhou"), valid_from=date(2028, 1, 1))
    assert adopted(person, valid_from=date(2027, 6, 1), valid_until=date(2028, 1, 1)).item.valid_until == date(2028, 1, 1)


def test_a_version_ends_also_where_it_stands_in_an_edition_with_others(person):
    old = CatalogueItem.objects.get(code="KP", edition__code="DF-2024")
    adopted(
        person,
        code="KP",
        name="信用承诺管理",
        rules={"category": "management", "scope": 3, "period_kind": "internal"},
        fields=[FACTS | {"scope": "internal"}],
    )
    others = CatalogueItem.objects.filter(edition=old.edition).exclude(pk=old.pk)
    assert CatalogueItem.on("KP", FIRST).pk != old.pk
    assert CatalogueItem.on("KP", FIRST - timedelta(1)) == old
    assert not others.filter(replaced_on__isnull=False).exists()


def test_the_form_and_the_file_live_together(person):
    """What was adopted by form ends where the file's next edition begins; the same file again changes nothing."""
    mine = adopted(person).item
    with role("registry_owner"):
        edition = CatalogueEdition.objects.create(
            code="DF-2028", name="补充目录（2028年版）", level="local", valid_from=date(2028, 1, 1), basis="示政发〔2027〕30号"
        )
        entry = {"code": "DF-ZY", "editions": ["DF-2028"], "name": "志愿服务", "name_en": "Volunteer", "category": "honour", "subject_kinds": ["organ"],
                 "document": "《条例》", "article": "第一条", "scope": 0, "period_kind": "honour", "fields": [{"key": "facts", "label": "事迹", "label_en": "F", "scope": "public"}]}  # fmt: skip
        assert law._item({"DF-2028": edition}, dict(entry)) == 1
        assert law._item({"DF-2028": edition}, dict(entry)) == 0
        mine.refresh_from_db()
        assert mine.replaced_on == date(2028, 1, 1)
        assert law.load() == 0
        with connection.cursor() as cursor:  # what the file says of itself ends with it
            cursor.execute("SELECT current_setting('registry.law', true)")
            assert cursor.fetchone() == ("",)
        early = CatalogueEdition.objects.create(
            code="DF-2026", name="补充目录（2026年版）", level="local", valid_from=date(2026, 1, 1), basis="示政发〔2025〕30号"
        )
        with pytest.raises(Refused, match=r"2027-01-01|2027年1月1日"):
            law._item({"DF-2026": early}, dict(entry) | {"editions": ["DF-2026"]})


def test_an_import_is_judged_by_the_version_of_the_decision_date(person):
    """Without any item of the list that day the law answers none; the end of a version is the end for files as well."""
    with role("registry_owner"):
        CatalogueItem.objects.filter(code="CF").delete()
        edition = CatalogueEdition.objects.get(code="DF-2024")
        item = CatalogueItem.objects.create(
            edition=edition,
            code="CF",
            name="处罚",
            name_en="P",
            category="penalty",
            subject_kinds=["organ"],
            scope=0,
            period_kind="penalty",
            replaced_on=FIRST,
        )
    judge = Judge(LAYOUTS["penalty-legal-2018"], today=TODAY)
    assert judge.item_on(FIRST - timedelta(1)) == item
    assert judge.item_on(FIRST) is None


def test_two_items_of_one_document_and_day_are_one_edition(person):
    one = adopted(person).item
    two = adopted(person, code="DF-ZZ", name="助残").item
    three = adopted(person, code="DF-ZW", name="助学", document="《示范市教育条例》").item
    assert one.edition == two.edition != three.edition


def test_records_are_entered_by_the_new_item_and_refused_before_its_day(person):
    """A record of an adopted item goes the whole way; one decided the day before is refused with the item."""
    today = timezone.localdate()
    made = drafted(person("zhou"), today=today - timedelta(10), valid_from=today - timedelta(5), rules={"sign_off": False})
    advance(made, "adopt", by=person("sun"), seen=made.revision, today=today - timedelta(9))
    data = {
        "subject_code": world.HOSPITAL,
        "issuer_code": world.MARKET,
        "issuer_name": "示范市市场监督管理局",
        "doc_no": "示志〔2026〕1号",
        "basis": "《条例》第九条",
        "facts": "志愿服务先进",
    }
    filing = actions.file_form(
        unit=Subject.objects.get(code=world.MARKET), by=person("lin"), item_code="DF-ZY", data=data | {"decided_on": today.isoformat()}
    )
    filing = advance(filing, "submit", by=person("lin"))
    filing = advance(filing, "approve", by=person("sun"), seen=filing.revision)
    assert filing.records.get().item == SupplementDraft.objects.get().item
    with pytest.raises(ValidationError, match="DF-ZY"):
        actions.file_form(
            unit=Subject.objects.get(code=world.MARKET),
            by=person("lin"),
            item_code="DF-ZY",
            data=data | {"doc_no": "示志〔2026〕2号", "decided_on": (today - timedelta(6)).isoformat()},
        )


# ── PostgreSQL says the same ─────────────────────────────────────────────────


def test_the_staff_site_adds_no_item_without_a_draft(person):
    edition = CatalogueEdition.objects.get(code="DF-2024")
    given = {
        "edition": edition,
        "name": "私设",
        "name_en": "X",
        "category": "honour",
        "subject_kinds": ["organ"],
        "document": "《条例》",
        "article": "一",
        "scope": 0,
        "period_kind": "honour",
    }
    with pytest.raises(Error, match="adoption of its draft"), transaction.atomic():
        CatalogueItem.objects.create(code="DF-SS", **given)
    with role("registry_owner"):
        CatalogueItem.objects.create(code="DF-SS", **given)  # the control: the file of the law


# ── pages ────────────────────────────────────────────────────────────────────


def _posted(**said):
    rows = [FACTS | {"required": "on"}]
    data = {"code": "DF-ZY", "name": "志愿服务", "document": "《示范市志愿服务条例》", "article": "第九条", "valid_from": "2099-01-01", **{k: v for k, v in RULES.items() if v is not False and k not in {"sign_off", "masks_names"}},
            "sign_off": "on", "masks_names": "on", "field-TOTAL_FORMS": "2", "field-INITIAL_FORMS": "0"}  # fmt: skip
    data |= {f"field-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}
    return data | said


def test_the_form_the_difference_and_the_second_person(door, person):
    answer = door("zhou").post(reverse("staff_supplement_new"), _posted())
    made = SupplementDraft.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("staff_supplement_draft", args=[made.pk]))
    assert made.fields == [FACTS]
    assert made.rules == RULES
    page = door("sun").get(answer.url).content.decode()
    assert "该事项为新增" in page
    assert door("zhou").post(answer.url, {"step": "adopt", "revision": made.revision}).status_code == 409
    assert door("lin").post(answer.url, {"step": "adopt", "revision": made.revision}).status_code == 403
    assert door("sun").post(answer.url, {"step": "adopt", "revision": made.revision}).status_code == 302
    made.refresh_from_db()
    assert made.status == "in_force"
    again = door("zhou").get(reverse("staff_supplement_new") + "?of=DF-ZY").content.decode()
    assert 'value="志愿服务"' in again
    door("zhou").post(reverse("staff_supplement_new"), _posted(valid_from="2100-01-01", article="第十条"))
    page = door("sun").get(reverse("staff_supplement_draft", args=[SupplementDraft.objects.first().pk])).content.decode()
    assert "第九条" in page
    assert "第十条" in page


def test_a_refused_form_keeps_what_was_typed_without_a_resident_id(door):
    number = "11010519491231002X"
    answer = door("zhou").post(reverse("staff_supplement_new"), _posted(name=f"{number} 的表彰", subject_kinds=["organ", "village"]))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert number not in page
    assert page.count("checked") >= 4  # two kinds of subjects, the signature, the names
    answer = door("zhou").post(reverse("staff_supplement_new"), _posted(document=""))
    assert (answer.status_code, SupplementDraft.objects.count()) == (400, 0)
    assert door("lin").post(reverse("staff_supplement_new"), _posted()).status_code == 403


def test_the_home_page_asks_the_other_officer_and_tells_the_own_one_that_it_waits(door, person):
    drafted(person("zhou"))

    def named(name):
        context = door(name).get(reverse("admin:index")).context
        return {panel: "DF-ZY" in str(context[panel]) for panel in ("duties", "sent")}

    assert named("sun") == {"duties": True, "sent": False}
    assert named("zhou") == {"duties": False, "sent": True}


def test_room_is_asked_of_local_versions_only(person):
    assert room_for("DF-NEU", FIRST, None) is None
    assert ItemField.objects.filter(item__code="DF-NEU").count() == 0
