"""Each check finds what is there, and nothing on the day before. Days counted by hand on the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from archives import actions, duty_actions
from archives.models import CreditOffice, Membership, Role, Term
from integrity.calendar import enter_year
from integrity.findings import CHECKS, Addressee
from integrity.notice import named_days, read
from integrity.workflow import advance
from tests import world
from tests.archives.appraisal import appraised
from tests.archives.officials import entered, register
from tests.archives.test_duties import filed
from tests.archives.test_hardened_review import internal
from tests.conftest import role
from tests.notices import NOTICE_2027
from tests.shifting import shift
from tests.test_permissions import filing_at

from .found import asked, levels, owes, unit

pytestmark = pytest.mark.django_db


def test_every_check_of_the_archives_is_known():
    assert set(CHECKS) >= {"deadline", "report", "unconfirmed", "late", "vacant", "calendar"}


# ── deadlines of filings ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "level"),
    [("2026-11-10", []), ("2026-11-11", ["yellow"]), ("2026-11-12", ["yellow"]), ("2026-11-13", ["red"]), ("2026-11-14", ["red"])],
)
def test_a_decision_is_due_three_working_days_after_the_filing_left(city, person, today, level):
    """Left on Monday 9 November: 10, 11, 12 are the three days; one day before and on the day yellow, after it red."""
    filing = filing_at("submitted", person)
    shift("archives_filing", "left_at", filing.pk, date(2026, 11, 9))
    assert levels("deadline", today) == level


def test_a_decided_filing_is_no_longer_due(city, person):
    filing = filing_at("submitted", person)
    assert levels("deadline", "2027-06-01") == ["red"]
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    assert levels("deadline", "2027-06-01") == []


def test_an_extension_gives_the_filing_its_days(city, person):
    """Left on the ninth, three days and two more: 10, 11, 12, 13, 16."""
    filing = filing_at("submitted", person)
    shift("archives_filing", "left_at", filing.pk, date(2026, 11, 9))
    duty_actions.extend_deadline(
        entry=filing, term_code="review", start=date(2026, 11, 9), days=2, reason="核实", by=person("zhou"), today=date(2026, 11, 11)
    )
    assert [levels("deadline", day) for day in ("2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17")] == [
        [],
        ["yellow"],
        ["yellow"],
        ["red"],
    ]
    (finding,) = asked("deadline", "2026-11-17")
    assert (finding.facts["due"], finding.facts["extended_by"]) == ("2026-11-16", 2)


def test_the_office_responsible_is_asked_and_a_colleague_elsewhere_is_not(city, person):
    filing_at("submitted", person)
    assert [f.addressees for f in asked("deadline", "2027-06-01")] == [(Addressee(Role.OFFICER),)]
    CreditOffice.objects.create(unit=unit(world.OFFICE), level="city", serves=unit())
    assert [f.addressees for f in asked("deadline", "2027-06-01")] == [(Addressee(Role.OFFICER, unit(world.OFFICE).pk),)]


def test_what_is_before_the_panel_is_its_units_own(city, person):
    """Five working days for the panel: submitted on Monday 2 November, due on Monday 9."""
    filing = appraised(person)
    shift("archives_filing", "submitted_at", filing.pk, date(2026, 11, 2))
    assert [levels("deadline", day) for day in ("2026-11-05", "2026-11-06", "2026-11-10")] == [[], ["yellow"], ["red"]]
    (finding,) = asked("deadline", "2026-11-10")
    assert (finding.inside, finding.unit, finding.addressees) == (True, filing.unit_id, (Addressee(Role.HEAD, filing.unit_id),))


def test_a_filing_about_a_person_tells_its_number_and_nothing_else(city, person):
    register(self_="self_")
    filing = entered(register("司徒晚晴", 2), "GZ-KH")
    advance(filing, "submit", by=person("ren"))
    (finding,) = asked("deadline", "2027-06-01")
    assert finding.personal
    said = str(finding.facts) + CHECKS["deadline"].says(finding.facts, str(filing.unit))
    assert filing.number in said
    assert not any(word in said for word in ("司徒", "晚晴", "GZ-KH", "考核"))


# ── reports ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "level"), [("2026-11-06", []), ("2026-11-09", ["yellow"]), ("2026-11-10", ["yellow"]), ("2026-11-11", ["red"])]
)
def test_a_report_is_near_then_missed(city, today, level):
    owes()
    assert levels("report", today) == level


def test_a_zero_report_or_a_duty_that_is_not_owed_leaves_nothing(city, person):
    assert levels("report", "2026-11-11") == []
    owes()
    duty_actions.report_nothing(unit=unit(), item_code="CF", period_from=date(2026, 10, 1), by=person("lin"), today=date(2026, 11, 10))
    assert levels("report", "2026-11-11") == []


def test_the_report_is_asked_of_the_clerk_then_the_head_then_the_office(city):
    owes()
    (finding,) = asked("report", "2026-11-11")
    assert finding.addressees == (Addressee(Role.CLERK, unit().pk), Addressee(Role.HEAD, unit().pk), Addressee(Role.OFFICER))
    with translation.override("en"):
        assert CHECKS["report"].says(finding.facts, "甲局") == (
            "甲局 has reported nothing of the item “Administrative penalty” for 2026-10-01 to 2026-10-31; due on 2026-11-10."
        )
    with translation.override("zh-hans"):
        assert CHECKS["report"].says(finding.facts, "甲局") == "甲局未报送 2026-10-01 至 2026-10-31 的“行政处罚”；报送期限至 2026-11-10。"


# ── withdrawals ──────────────────────────────────────────────────────────────────────────────────


def withdrawn(person, record, by="zhou"):
    actions.withdraw(number=record.number, by=person(by), reason="通报对象有误")
    shift("archives_record", "withdrawn_at", record.pk, date(2026, 11, 9))
    return record


def test_a_withdrawal_awaits_its_second_person_for_two_working_days(city, person):
    """Withdrawn on Monday 9 November: 10 and 11."""
    filing = filing_at("submitted", person)
    record = withdrawn(person, advance(filing, "approve", by=person("zhou"), seen=filing.revision).records.order_by("pk").first())
    assert [levels("unconfirmed", day) for day in ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12")] == [
        [],
        ["yellow"],
        ["yellow"],
        ["red"],
    ]
    (finding,) = asked("unconfirmed", "2026-11-12")
    assert (finding.caused_by, finding.inside, finding.addressees) == (person("zhou").pk, False, (Addressee(Role.OFFICER),))
    actions.confirm_withdrawal(number=record.number, by=person("sun"))
    assert levels("unconfirmed", "2026-11-12") == []


def test_a_withdrawal_inside_a_unit_is_asked_of_the_unit_alone(city, person):
    record = internal(person).records.get()
    withdrawn(person, record, by="gao")
    (finding,) = asked("unconfirmed", "2026-11-12")
    assert finding.inside
    assert {to.unit for to in finding.addressees} == {unit().pk}


# ── late ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("came", "level"),
    [
        ("2026-10-14", []),  # decided on 29 September: 30, then 8, 9, 10 (worked), 12, 13, 14
        ("2026-10-15", ["yellow"]),
        ("2026-10-23", ["yellow"]),  # late by 15, 16, 19, 20, 21, 22, 23: seven
        ("2026-10-26", ["red"]),  # by eight
    ],
)
def test_later_than_seven_working_days(city, person, came, level):
    filed(person, "2026-09-29", day=came)
    assert levels("late", "2026-11-20") == level


def test_late_reports_of_a_month_are_one_finding_until_the_next_month_is_over(city, person):
    filed(person, "2026-09-29", "2026-09-29", "2026-10-12", day="2026-10-15")
    (finding,) = asked("late", "2026-11-30")
    assert {name: finding.facts[name] for name in ("late", "of", "over", "should", "came", "month")} == {
        "late": 2, "of": 3, "over": 1, "should": "2026-10-14", "came": "2026-10-15", "month": "2026-10-01",
    }  # fmt: skip
    assert finding.addressees[0] == Addressee(Role.HEAD, unit().pk)
    assert asked("late", "2026-12-01") == []


def test_a_withdrawn_record_is_not_late(city, person):
    filing = filed(person, "2026-09-29", day="2026-10-15")
    actions.withdraw(number=filing.records.get().number, by=person("zhou"), reason="通报对象有误")
    assert levels("late", "2026-11-20") == []


# ── clerks ───────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_without_a_clerk(city):
    owes(until=None)
    assert levels("vacant", "2026-11-19") == []
    clerk = Membership.objects.get(unit=unit(), user__username="lin")
    clerk.until_on = "2026-11-20"
    with role("registry_owner"):
        clerk.save()
    assert [levels("vacant", day) for day in ("2026-10-20", "2026-10-21", "2026-11-19", "2026-11-20")] == [
        [],
        ["yellow"],
        ["yellow"],
        ["red"],
    ]
    assert [f.addressees[0] for f in asked("vacant", "2026-11-20")] == [Addressee(Role.HEAD, unit().pk)]


def test_a_unit_that_owes_nothing_needs_no_clerk(city):
    with role("registry_owner"):
        Membership.objects.filter(role=Role.CLERK).delete()
    assert levels("vacant", "2026-11-20") == []


# ── calendar ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "level"),
    [
        ("2026-11-04", []),  # 18 working days of November and 23 of December are left: 41
        ("2026-11-05", ["yellow"]),  # 40
        ("2026-12-22", ["yellow"]),  # 23, 24, 25, 28, 29, 30, 31: a term of seven days still fits
        ("2026-12-23", ["red"]),
        ("2027-01-04", ["red"]),
    ],
)
def test_the_calendar_of_2026_ends(city, today, level):
    assert levels("calendar", today) == level


def test_the_notice_of_the_next_year_ends_it(city):
    enter_year(2027, named_days(read(NOTICE_2027).holidays))
    assert levels("calendar", "2026-12-23") == []


# ── numbers are law's data ───────────────────────────────────────────────────────────────────────


def test_how_early_a_warning_comes_is_a_number_of_the_law(city):
    owes()
    assert levels("report", "2026-11-06") == []
    with role("registry_owner"):
        Term.objects.filter(code="warn-near").update(days=2)
    assert levels("report", "2026-11-06") == ["yellow"]
