"""What is kept about a civil servant: registered once, filed by catalogue item, shown by year and by effect."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives import people, people_actions
from archives.models import Authority, CatalogueEdition, CatalogueItem, EffectRule, Filing, ItemField, Membership, PersonCard, Subject
from integrity.errors import Refused
from tests import world
from tests.archives.officials import account, entered, filed, register, resident_id, unit
from tests.conftest import role

# ── registering ──────────────────────────────────────────────────────────────


def test_of_the_resident_id_only_code_and_mask_are_kept(city):
    person = register("欧阳明远", 7)
    number = resident_id(7)
    assert person.kind == "civil_servant"
    assert len(person.address) == 32
    assert PersonCard.objects.get(person=person).mask == "*" * 14 + number[-4:]
    assert number not in repr(Subject.objects.filter(pk=person.pk).values())
    assert people_actions.known_person(number) == person
    assert people_actions.known_person(" ".join(number).lower()) == person  # however it is written


@pytest.mark.parametrize("number", ["", "123", "999999198001150019", "99999919801315001X", "欧阳明远"])
def test_a_number_that_is_none_registers_nobody(city, number):
    with pytest.raises(ValidationError, match=r"check digit|校验码"):
        people_actions.register(by=account("ren"), organ=unit(world.PARTY), name="某人", resident_id=number, serves_in=unit(world.MARKET), today=timezone.localdate())
    assert not Subject.objects.filter(address__isnull=False).exists()


@pytest.mark.parametrize("by", ["lin", "zhou", "audit", "guard", "nobody", "self_"])
def test_only_a_personnel_organ_registers(city, by):
    with pytest.raises(PermissionDenied):
        register(by=by)


def test_a_personnel_officer_of_another_organ_cannot_use_this_one(city):
    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="personnel", from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        register(by="nobody")
    assert register(by="nobody", organ=world.OFFICE)


def test_one_organ_at_a_time_and_the_next_takes_over(city):
    today = timezone.localdate()
    person = register()
    with pytest.raises(Refused, match=r"already|已由"):
        register()
    held = Authority.objects.get(person=person)
    held.from_on = today - timedelta(days=400)
    held.save()
    people_actions.end_authority(by=account("ren"), person=person, until_on=today, today=today)
    assert not people.managed_by(account("ren"), today).exists()
    assert people.managed_by(account("ren"), today - timedelta(days=1)).get() == person  # half-open: held to the day before
    assert register("另写的名字") == person  # known by the number; the name stays
    person.refresh_from_db()
    assert person.name == "欧阳明远"


def test_an_account_stands_for_one_person(city):
    register("单于甲", 1, self_="self_")
    with pytest.raises(ValidationError):
        register("单于乙", 2, self_="self_")
    with pytest.raises(ValidationError, match=r"own person|本人"):
        register("单于丙", 3, self_="ren")


def test_the_form_registers_and_never_sends_the_number_back(door):
    number = resident_id(9)
    address = reverse("staff_person_register")
    given = {"organ": unit(world.PARTY).pk, "name": "郑言", "resident_id": number, "serves_in": unit(world.MARKET).pk, "username": "self_"}
    client = door("ren")
    for wrong in ({"serves_in": ""}, {"resident_id": number[:-1] + "?"}, {"name": number}, {"username": "没有这人"}):
        answer = client.post(address, given | wrong)
        assert answer.status_code == 400, wrong
        assert number not in answer.content.decode()
        assert number[:-1] not in answer.content.decode()
    assert client.post(address, given).status_code == 302
    assert people.own_person(account("self_"), timezone.localdate()).name == "郑言"
    again = client.post(address, given | {"username": ""})
    assert again.status_code == 400
    assert number not in again.content.decode()
    assert number not in repr(dict(client.session))


# ── what may be filed ────────────────────────────────────────────────────────


@pytest.mark.parametrize("item", ["GZ-PJ", "GZ-CF", "GZ-WZ", "GZ-ZW", "GZ-DJ"])
@pytest.mark.parametrize("missing", ["issuer_name", "issuer_code", "doc_no", "decided_on", "basis"])
def test_a_finding_needs_issuer_number_date_and_basis(city, item, missing):
    person = register()
    with pytest.raises(ValidationError) as refused:
        entered(person, item, **{missing: ""})
    assert set(refused.value.message_dict) == {missing}
    assert not Filing.objects.exists()
    assert entered(person, item)


def test_only_the_organ_that_manages_the_person_files(city):
    person = register()
    for by in ("lin", "wu", "zhou", "audit", "self_"):
        with pytest.raises(PermissionDenied):
            entered(person, "GZ-KH", by=by)
    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="personnel", from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        entered(person, "GZ-KH", by="nobody")


def test_an_item_about_bodies_is_not_for_a_person_nor_the_other_way_round(city):
    with pytest.raises(Refused, match=r"GZ|RY|item|信息项"):
        entered(register(), "RY", honour="先进")
    from archives import actions

    data = {"subject_code": world.MARKET, "issuer_code": world.MARKET, "issuer_name": "局", "doc_no": "示〔2026〕1号", "decided_on": "2026-03-02", "basis": "法", "honour": "x"}
    with pytest.raises(ValidationError):
        actions.file_form(unit=unit(world.MARKET), by=account("lin"), item_code="GZ-RY", data=data)


@pytest.mark.parametrize(("item", "field", "word"), [("GZ-ZW", "sanction", "罚款"), ("GZ-KH", "grade", "甲等"), ("GZ-GR", "verification", "真实")])
def test_words_of_a_closed_list_and_no_others(city, item, field, word):
    with pytest.raises(ValidationError) as refused:
        entered(register(), item, **{field: word})
    assert set(refused.value.message_dict) == {field}


def test_a_filing_about_a_person_is_submitted_by_its_organ_and_decided_by_the_office(city):
    record = filed(register(), "GZ-ZW")
    assert record.scope == 3
    assert record.shown is None
    assert record.subject.name == "欧阳明远"


def test_numbers_of_records_about_persons_are_random(city):
    person = register()
    numbers = {filed(person, "GZ-KH", year=str(year)).number for year in (2023, 2024, 2025)}
    assert len(numbers) == 3
    assert all(len(n) == 20 and n.startswith("2026") and set(n[4:]) <= set("0123456789abcdef") for n in numbers)
    assert len({n[4:12] for n in numbers}) == 3  # no common beginning, as a serial has


def test_the_page_enters_a_record_for_a_person_chosen_by_address(door):
    person = register()
    client = door("ren")
    page = client.get(reverse("staff_enter", args=["GZ-ZW"])).content.decode()
    assert f'value="{person.address}"' in page
    assert person.code not in page
    form = {"person": person.address, "issuer_code": world.HOUSING, "issuer_name": "示范市住房和城乡建设局", "doc_no": "示监〔2026〕9号", "decided_on": "2026-03-02", "basis": "第八条", "sanction": "记过", "facts": "事实。"}
    assert client.post(reverse("staff_enter", args=["GZ-ZW"]), form).status_code == 302
    filing = Filing.objects.get()
    assert filing.person == person
    shown = client.get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert "欧阳明远" in shown
    assert person.code not in shown
    bad = client.post(reverse("staff_enter", args=["GZ-ZW"]), form | {"facts": f"证号{resident_id(3)}", "doc_no": "示监〔2026〕10号"})
    assert bad.status_code == 400
    assert resident_id(3) not in bad.content.decode()


# ── never public, and only with a basis: form and database ───────────────────


def test_matters_declared_are_never_public(city):
    item = CatalogueItem.objects.get(code="GZ-GR")
    item.scope = 0
    with pytest.raises(ValidationError, match=r"never public|不得公开"):
        item.full_clean()
    with role("registry_owner"), pytest.raises(Error, match="item_declared_matters_stay_inside"), transaction.atomic():
        item.save()
    field = ItemField.objects.filter(item__code="GZ-GR").first()
    field.scope = "public"
    with pytest.raises(ValidationError, match=r"never public|不得公开"):
        field.full_clean()
    with role("registry_owner"), pytest.raises(Error, match="No field of the matters"), transaction.atomic():
        field.save()


def test_a_declared_matter_cannot_become_a_public_record(city):
    record = filed(register(), "GZ-GR")
    columns = "number, key, version, subject_id, item_id, issuer_id, decided_on, tier, scope, period_rule_id, minimum_until, ends_on, shown, filing_id, row_no, row_hash, known_from, known_until"
    for scope, shown in (("0", "NULL"), ("3", "tstzrange(now(), now() + interval '1 day', '[)')"), ("0", "tstzrange(now(), now() + interval '1 day', '[)')")):
        values = columns.replace(" key", " gen_random_uuid()").replace(" scope", f" {scope}").replace(" shown", f" {shown}")
        with role("registry_owner"), pytest.raises(Error, match="never public"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO archives_record ({columns}) SELECT {values} FROM archives_record WHERE id = {record.pk}")


@pytest.mark.parametrize(("document", "article"), [("", "第一条"), ("《条例》", ""), ("", "")])
def test_conduct_is_no_item_without_a_law(city, document, article):
    edition = CatalogueEdition.objects.get(code="DF-GZ-2020")
    assert not CatalogueItem.objects.filter(category="conduct").exists()  # off by default
    item = CatalogueItem(
        edition=edition, code="GZ-DD", name="违反社会公德", name_en="Conduct", category="conduct", subject_kinds=["civil_servant"], document=document, article=article, scope=3, period_kind="personal"
    )
    with pytest.raises(ValidationError):
        item.full_clean()
    with pytest.raises(Error, match="item_conduct_has_its_basis"), transaction.atomic():
        item.save()


def test_conduct_with_a_law_is_an_item_like_any_other(city):
    edition = CatalogueEdition.objects.get(code="DF-GZ-2020")
    with role("registry_owner"):  # the file of the law
        item = CatalogueItem.objects.create(
            edition=edition, code="GZ-DD", name="违反社会公德", name_en="Conduct", category="conduct", subject_kinds=["civil_servant"], document="《示范市文明行为促进条例》", article="第九条", scope=3, period_kind="personal"
    )
    ItemField.objects.create(item=item, position=1, key="facts", label="事实", label_en="Facts", scope="internal", required=True)
    person = register()
    filed(person, "GZ-DD", facts="在公共场所……")
    assert len(people.archive_of(person, timezone.localdate())["conduct"]) == 1


# ── the five years ───────────────────────────────────────────────────────────


def test_the_last_five_years_with_the_missing_and_the_older_ones(city):
    person = register()
    for year, grade, decided in (("2020", "优秀", "2021-02-01"), ("2021", "称职", "2022-02-01"), ("2023", "优秀", "2024-02-01"), ("2025", "称职", "2026-02-01")):
        filed(person, "GZ-KH", year=year, grade=grade, decided_on=decided)
    told = people.archive_of(person, date(2026, 11, 22))
    assert [(a.year, a.grade, a.missing) for a in told["assessments"]] == [
        (2025, "称职", False),
        (2024, "", True),
        (2023, "优秀", False),
        (2022, "", True),
        (2021, "称职", False),
    ]
    assert [(a.year, a.grade) for a in told["older"]] == [(2020, "优秀")]
    # On the first day of the next year the window moves.
    told = people.archive_of(person, date(2027, 1, 1))
    assert [a.year for a in told["assessments"]] == [2026, 2025, 2024, 2023, 2022]
    assert [a.missing for a in told["assessments"]] == [True, False, True, False, True]
    assert [a.year for a in told["older"]] == [2021, 2020]
    assert [a.year for a in people.archive_of(person, date(2025, 12, 31))["assessments"]] == [2025, 2024, 2023, 2022, 2021, 2020]  # one came early


# ── effect of sanctions ──────────────────────────────────────────────────────

# 公职人员政务处分法 第八条: 警告 6, 记过 12, 记大过 18, 降级、撤职 24 months. Last day worked by hand.
EFFECTS = [
    ("GZ-ZW", "警告", "2026-03-02", date(2026, 9, 2)),
    ("GZ-ZW", "记过", "2026-03-02", date(2027, 3, 2)),
    ("GZ-ZW", "记大过", "2026-03-02", date(2027, 9, 2)),
    ("GZ-ZW", "降级", "2026-03-02", date(2028, 3, 2)),
    ("GZ-ZW", "撤职", "2026-03-02", date(2028, 3, 2)),
    ("GZ-ZW", "警告", "2025-08-31", date(2026, 2, 28)),  # no 31 February
    ("GZ-ZW", "开除", "2026-03-02", None),
    ("GZ-ZW", "记过", "2020-06-30", None),  # the day before the law came into force
    ("GZ-DJ", "警告", "2026-03-02", date(2027, 3, 2)),
]


@pytest.mark.parametrize(("item", "sanction", "decided", "until"), EFFECTS)
def test_a_sanction_is_in_effect_from_the_decision_for_its_months(city, item, sanction, decided, until):
    person = register()
    filed(person, item, sanction=sanction, decided_on=decided)
    since = date.fromisoformat(decided)
    (entry,) = people.archive_of(person, since)["sanctions"]
    assert (entry["effect"] and entry["effect"].until) == until
    if until:
        assert entry["holds"]
        assert people.archive_of(person, until - timedelta(days=1))["sanctions"][0]["holds"]
        assert not people.archive_of(person, until)["sanctions"][0]["holds"]


def test_the_months_are_data_with_dates(city):
    person = register()
    filed(person, "GZ-ZW", sanction="警告")
    rule = EffectRule.objects.get(item_code="GZ-ZW", word="警告")
    rule.valid_until = date(2026, 1, 1)
    with role("registry_owner"):  # the file of the law
        rule.save(update_fields=["valid_until"])
        EffectRule.objects.create(item_code="GZ-ZW", word="警告", months=9, valid_from=date(2026, 1, 1), document="新法")
    assert people.archive_of(person, date(2026, 3, 2))["sanctions"][0]["effect"].until == date(2026, 12, 2)
    with role("registry_owner"), pytest.raises(Error, match="effect_rules_do_not_overlap"), transaction.atomic():
        EffectRule.objects.create(item_code="GZ-ZW", word="警告", months=3, valid_from=date(2025, 1, 1), document="又一法")


def test_the_archive_leaves_out_what_was_withdrawn(city):
    from archives import actions

    person = register()
    record = filed(person, "GZ-WZ")
    assert len(people.archive_of(person, timezone.localdate())["findings"]) == 1
    actions.withdraw(number=record.number, by=account("zhou"), reason="决定被撤销")
    assert people.archive_of(person, timezone.localdate())["findings"] == []
