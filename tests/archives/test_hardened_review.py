"""What a stranger tried on the whole review and around it, and may not do."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from archives import actions, duties, people, people_actions, post_actions
from archives.imports.layouts import PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.models import Authority, CreditOffice, Membership, Panel, PeriodRule, ReportingDuty, Subject
from integrity import notice
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.files import filled, table_of

from .appraisal import appraised
from .officials import account, register, resident_id, unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def internal(person):
    """An NB record of 市场监督管理局, filed by its head: it never leaves the unit."""
    filing = appraised(person, "NB")
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="for")
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    return advance(filing, "sign", by=person("gao"), seen=filing.revision)


# ── what stays in the unit is not told by a list, a duty or a number ─────────────────────────────


def test_a_handover_lists_only_what_left_the_unit(city, person):
    market = Subject.objects.get(code=world.MARKET)
    internal(person)
    appraised(person, doc_no="示市监评〔2026〕2号")
    assert post_actions.open_matters(market) == []


def test_a_duty_cannot_ask_for_what_stays_in_the_unit(city, door, person):
    internal(person)
    data = {"unit": Subject.objects.get(code=world.MARKET).pk, "rhythm": "month", "valid_from": "2026-01-01", "valid_until": "", "basis": "文"}
    add = reverse("admin:archives_reportingduty_add")
    for wrong in ({"item_code": "NB", "term_code": "report"}, {"item_code": "NOPE", "term_code": "report"}, {"item_code": "RY", "term_code": "nope"}):
        assert door("zhou").post(add, data | wrong).status_code == 200
    assert door("zhou").post(add, data | {"item_code": "RY", "term_code": "report", "valid_from": "0001-01-01"}).status_code == 200
    assert not ReportingDuty.objects.exists()
    assert door("zhou").post(add, data | {"item_code": "RY", "term_code": "report"}).status_code == 302
    # Whatever a duty says, a record that did not leave its unit fulfils none.
    forced = ReportingDuty.objects.create(unit=Subject.objects.get(code=world.MARKET), item_code="NB", rhythm="month", term_code="report", valid_from=date(2026, 11, 1), basis="文")
    told = duties.tasks([forced], since=date(2026, 11, 1), today=date(2026, 12, 20))
    assert told
    assert {task.records for task in told} == {0}
    assert door("zhou").get(reverse("admin:index")).status_code == 200


def test_the_page_of_a_body_counts_what_the_reader_may_see(city, door, person):
    internal(person)
    market = Subject.objects.get(code=world.MARKET)
    counts = {who: door(who).get(reverse("staff_body", args=[market.pk])).context["filings"] for who in ("lin", "audit", "zhou", "wu")}
    assert counts == {"lin": 1, "audit": 1, "zhou": 0, "wu": 0}


# ── whose archive is whose ───────────────────────────────────────────────────────────────────────


def test_an_account_of_another_name_never_opens_an_archive(city, person):
    with pytest.raises(ValidationError) as fault:
        register("欧阳明远", 1, self_="lin")
    assert "account" in fault.value.message_dict
    assert not Authority.objects.filter(account=person("lin")).exists()


def test_an_archive_stays_its_persons_between_two_authorities_and_goes_to_no_other_account(city, person):
    official = register("郑言", 1, self_="self_")
    Authority.objects.filter(person=official).update(from_on=date(2026, 1, 1))
    people_actions.end_authority(by=account("ren"), person=official, until_on=TODAY, today=TODAY)
    assert people.own_person(person("self_"), TODAY) == official
    double = type(person("lin")).objects.create(username="zhengyan2", name="郑言", password="!", is_staff=True)
    arguments = {"by": account("ren"), "organ": unit(world.PARTY), "name": "郑言", "resident_id": resident_id(1), "serves_in": unit(world.MARKET), "today": TODAY}
    with pytest.raises(ValidationError):
        people_actions.register(**arguments, account=double)
    assert people_actions.register(**arguments, account=person("self_")) == official


# ── power ────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_prolongs_the_own_role_nor_a_delegation(city, door, person):
    own = Membership.objects.get(user=person("guard"))
    answer = door("guard").post(reverse("admin:archives_membership_change", args=[own.pk]), {"until_on": "2099-01-01"})
    assert answer.status_code == 403
    clerk = Membership.objects.get(user=person("lin"))
    stand_in = Membership.objects.create(user=person("nobody"), unit=clerk.unit, role="clerk", from_on="2026-11-01", until_on="2026-11-10", delegated_from=clerk)
    for end in ("2099-01-01", ""):
        assert door("guard").post(reverse("admin:archives_membership_change", args=[stand_in.pk]), {"until_on": end}).status_code == 403


def test_the_account_of_the_timetable_is_nobodys(city, door):
    from accounts.models import User

    address = reverse("admin:accounts_user_change", args=[User.objects.system().pk])
    assert door("guard").post(address, {"username": "system", "name": "x", "is_active": "on", "new_password": "a-long-password-9"}).status_code == 403


def test_an_auditor_is_nothing_else(city, person):
    for role in ("officer", "clerk"):
        with pytest.raises(ValidationError):
            Membership(user=person("audit"), unit=Subject.objects.get(code=world.OFFICE), role=role, from_on=date(2026, 1, 1)).full_clean()


def test_who_works_in_the_unit_does_not_decide_on_it_for_the_office(city, person):
    Membership.objects.create(user=person("pan"), unit=Subject.objects.get(code=world.OFFICE), role="officer", from_on="2020-01-01")
    filing = appraised(person)
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="for")
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    filing = advance(filing, "sign", by=person("gao"), seen=filing.revision)
    with pytest.raises(Refused):
        advance(filing, "approve", by=person("pan"), seen=filing.revision)
    assert advance(filing, "approve", by=person("zhou"), seen=filing.revision).status == "approved"


def test_an_office_without_officers_is_none(city, door):
    market = Subject.objects.get(code=world.MARKET)
    data = {"unit": market.pk, "level": "district", "serves": market.pk}
    assert door("zhou").post(reverse("admin:archives_creditoffice_add"), data).status_code == 200
    assert not CreditOffice.objects.exists()


# ── odd days ─────────────────────────────────────────────────────────────────────────────────────


def test_a_time_that_ends_before_it_begins_is_a_fault_beside_its_field(city, door):
    market = Subject.objects.get(code=world.MARKET)
    data = {"unit": market.pk, "quorum": 2, "document": "文", "valid_from": "2026-02-01", "valid_until": "2026-01-01"}
    assert door("zhou").post(reverse("admin:archives_panel_add"), data).status_code == 200
    rule = {"code": "P", "kind": "x", "tier": "0", "min_months": "1", "max_months": "2", "document": "文", "article": "条"} | {k: data[k] for k in ("valid_from", "valid_until")}
    assert door("zhou").post(reverse("admin:archives_periodrule_add"), rule).status_code == 200
    assert not Panel.objects.exists()
    assert not PeriodRule.objects.filter(code="P").exists()


def test_a_holiday_of_ten_thousand_years_is_no_work():
    endless = notice.Holiday("元旦", date(1, 1, 1), date(9999, 12, 31))
    assert len(notice.named_days([endless])) < 100
    assert notice.doubts(2027, [endless])


@pytest.mark.parametrize(
    ("name", "day", "lawful"),
    [
        ("春节", date(2027, 2, 6), True),  # new year's day of the moon in 2027
        ("春节", date(2027, 3, 6), False),
        ("清明节", date(2027, 4, 5), True),
        ("清明节", date(2027, 4, 8), False),
        ("端午节", date(2027, 6, 9), True),
        ("中秋节", date(2027, 9, 15), True),
        ("中秋节", date(2027, 8, 15), False),
        ("国庆节", date(2027, 10, 2), False),
    ],
)
def test_a_festival_is_off_when_it_falls(name, day, lawful):
    days = {"元旦": date(2027, 1, 1), "春节": date(2027, 2, 6), "清明节": date(2027, 4, 5), "劳动节": date(2027, 5, 1), "端午节": date(2027, 6, 9)}
    days |= {"中秋节": date(2027, 9, 15), "国庆节": date(2027, 10, 1), name: day}
    found = notice.doubts(2027, [notice.Holiday(one, on, on) for one, on in days.items()])
    assert (found == []) is lawful
    assert lawful or name in found[0]


@pytest.mark.parametrize("period", ["9999-12-31", "0001-01-01", "x"])
def test_a_zero_report_of_no_period_is_a_fault_of_the_request(city, door, period):
    duty = ReportingDuty.objects.create(unit=Subject.objects.get(code=world.MARKET), item_code="RY", rhythm="zero", term_code="report", valid_from="2026-01-01", basis="文")
    assert door("lin").post(reverse("staff_report_nothing", args=[duty.pk]), {"period": period}).status_code in {400, 409}


@pytest.mark.parametrize(("layout", "others"), [(PENALTY_NATURAL_2018, 403), (PENALTY_LEGAL_2018, 200)])
def test_the_sheet_with_the_names_of_persons_goes_back_to_its_unit_only(city, person, door, layout, others):
    data = table_of(layout, [filled(layout)])
    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(data), filename="a.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    address = reverse("staff_filing_sheet", args=[filing.pk, "csv"]) + "?rows=all"
    got = {who: door(who).get(address).status_code for who in ("lin", "gao", "zhou", "audit", "pan")}
    assert got == {"lin": 200, "gao": 200, "zhou": others, "audit": others, "pan": 404}
