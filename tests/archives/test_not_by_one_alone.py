"""What one officer or one administrator may not do alone, and what they still may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from archives import actions, subject_actions
from archives.calendar_flow import enter_notice
from archives.duties import periods, vacancies
from archives.duty_actions import report_nothing
from archives.models import Membership, Panel, PeriodRule, Record, ReportingDuty, Subject
from integrity import notice as notices
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.archives.appraisal import appraised
from tests.notices import NOTICE_2026, NOTICE_2027
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db
PAPER = {"document_no": "示政发〔2026〕7号", "reason": "机构改革"}


def unit(code=world.HOUSING) -> Subject:
    return Subject.objects.get(code=code)


def saved(client, model: str, entry, **data):
    """The admin's form of ``entry`` saved with ``data`` over what it shows."""
    address = reverse(f"admin:archives_{model}_change", args=[entry.pk])
    form = client.get(address).context["adminform"].form
    shown = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    answer = client.post(address, {k: v for k, v in shown.items() if v is not False} | data)
    entry.refresh_from_db()
    return answer


# ── what was owed stays owed ─────────────────────────────────────────────────


@pytest.fixture
def duty(city):
    return ReportingDuty.objects.create(
        unit=unit(), item_code="RY", rhythm="month", term_code="report", valid_from=date(2026, 1, 1), basis="示信用办〔2026〕5号"
    )


def first_of_next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(32)).replace(day=1)


def test_a_duty_ends_with_a_period_that_has_not_begun(duty, door):
    today = timezone.localdate()
    for wrong in (date(2026, 2, 1), today - timedelta(1), today, first_of_next_month(today) - timedelta(1)):
        answer = saved(door("zhou"), "reportingduty", duty, valid_until=wrong.isoformat())
        assert (answer.status_code, duty.valid_until) == (200, None), wrong
    assert "仍应报送" in answer.content.decode()
    assert saved(door("zhou"), "reportingduty", duty, valid_until=first_of_next_month(today).isoformat()).status_code == 302
    assert duty.valid_until == first_of_next_month(today)


def test_term_item_and_unit_are_fixed_once_a_period_has_ended(duty, door):
    answer = saved(
        door("zhou"),
        "reportingduty",
        duty,
        term_code="report-period",
        item_code="CF",
        unit=unit(world.MARKET).pk,
        rhythm="year",
        basis="新文",
    )
    assert answer.status_code == 302
    assert (duty.term_code, duty.item_code, duty.unit.code, duty.rhythm) == ("report", "RY", world.HOUSING, "month")
    assert duty.basis == "新文"


def test_a_duty_that_ended_is_not_opened_again(duty, door):
    duty.valid_until = date(2026, 3, 1)
    duty.save()
    answer = saved(door("zhou"), "reportingduty", duty, valid_until="")
    assert (answer.status_code, duty.valid_until) == (200, date(2026, 3, 1))


# ── a body changes by its document ───────────────────────────────────────────


def test_the_form_of_the_admin_renames_moves_and_re_types_nothing(city, door):
    body = unit()
    given = {"name": "改名局", "kind": "enterprise", "superior": unit(world.MARKET).pk, "code": world.ENTERPRISE, "sort_key": "zz"}
    assert saved(door("zhou"), "subject", body, **given).status_code == 302
    assert (body.name, body.kind, body.superior, body.code, body.sort_key) == ("示范市住房和城乡建设局", "organ", None, world.HOUSING, "zz")
    page = door("zhou").get(reverse("admin:archives_subject_change", args=[body.pk])).content.decode()
    assert reverse("staff_body_change", args=[body.pk, "rename"]) in page


def test_a_name_that_another_body_bears_is_refused(city, person):
    given = {**PAPER, "by": person("zhou"), "on": date(2026, 6, 1)}
    with pytest.raises(Refused, match=world.MARKET):
        subject_actions.rename(subject=unit(), name="示范市市场监督管理局", **given)
    assert subject_actions.rename(subject=unit(), name="示范市住建局", **given).after == "示范市住建局"


def test_a_body_with_later_records_was_still_there(city, person):
    """Decided 2 November 2026: an end on that day or before is refused and names the document, an end after it holds."""
    filing = filing_at("submitted", person)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    given = {**PAPER, "by": person("zhou"), "subject": unit(world.MARKET)}
    for on in (date(2026, 6, 1), date(2026, 11, 2)):
        with pytest.raises(Refused, match="示市监罚") as refused:
            subject_actions.dissolve(on=on, **given)
        assert "3 条" in str(refused.value)
        with pytest.raises(Refused, match="示市监罚"):
            subject_actions.merge(on=on, successor=unit(), **given)
    for record in Record.objects.filter(filing=filing):
        actions.withdraw(number=record.number, by=person("zhou"), reason="误报")
    assert subject_actions.dissolve(on=date(2026, 11, 2), **given).on == date(2026, 11, 2)


def test_a_body_that_is_no_more_owes_nothing_from_its_last_day_on(duty, person):
    """Dissolved on 15 June 2026: January to May stay owed, June and later are not; nobody is warned of a missing clerk."""
    Membership.objects.filter(unit=duty.unit).update(until_on=date(2021, 1, 1))
    assert [v.unit for v in vacancies(date(2026, 11, 22))] == [duty.unit]
    subject_actions.dissolve(subject=duty.unit, on=date(2026, 6, 15), by=person("zhou"), **PAPER)
    duty = ReportingDuty.objects.get(pk=duty.pk)
    assert [first.month for first, _after in periods(duty, date(2026, 1, 1), date(2026, 11, 22))] == [1, 2, 3, 4, 5]
    assert vacancies(date(2026, 11, 22)) == []
    Membership.objects.create(user=person("wu"), unit=duty.unit, role="clerk", from_on=date(2022, 1, 1))
    with pytest.raises(Refused):
        report_nothing(unit=duty.unit, item_code="RY", period_from=date(2026, 7, 1), by=person("wu"), today=date(2026, 11, 22))
    with pytest.raises(ValidationError) as told:
        ReportingDuty(
            unit=duty.unit, item_code="RY", rhythm="month", term_code="report", valid_from=date(2026, 7, 1), basis="文"
        ).full_clean()
    assert "unit" in told.value.message_dict


# ── the panel ────────────────────────────────────────────────────────────────


def test_the_quorum_does_not_change_while_the_panel_sits(city, person, door):
    filing = appraised(person)
    panel = Panel.objects.get()
    assert panel.quorum == 2
    for change in ({"quorum": 3}, {"valid_from": "2026-01-01"}, {"valid_until": timezone.localdate().isoformat()}):
        assert saved(door("zhou"), "panel", panel, **change).status_code == 200
        assert (panel.quorum, panel.valid_from, panel.valid_until) == (2, date(2020, 1, 1), None)
    assert saved(door("zhou"), "panel", panel, document="示市监发〔2026〕2号").status_code == 302  # a slip of the pen
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="for")
    advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    assert saved(door("zhou"), "panel", panel, quorum=3).status_code == 302
    assert panel.quorum == 3


def test_the_quorum_is_that_of_the_day_of_submission(city, person):
    filing, today = appraised(person), timezone.localdate()
    panel = Panel.objects.get()
    panel.valid_until = today + timedelta(1)
    panel.save()  # past the form, as a later panel would be entered beforehand
    Panel.objects.create(unit=filing.unit, quorum=3, document="文", valid_from=today + timedelta(1))
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="for")
    assert advance(filing, "adopt", by=person("pei"), seen=filing.revision, today=today + timedelta(1)).status == "signing"


# ── roles ────────────────────────────────────────────────────────────────────


def granted(door, person, who="nobody", **changes):
    data = {
        "user": person(who).pk,
        "unit": unit().pk,
        "role": "clerk",
        "from_on": timezone.localdate().isoformat(),
        "until_on": "",
    } | changes
    return door("guard").post(reverse("admin:archives_membership_add"), data).status_code


def test_a_role_is_granted_from_today_on(door, person):
    today = timezone.localdate()
    assert granted(door, person, from_on="2000-01-01") == 200
    assert granted(door, person, from_on=(today - timedelta(1)).isoformat()) == 200
    assert not Membership.objects.filter(user=person("nobody")).exists()
    assert granted(door, person) == 302


def test_a_role_ends_today_at_the_earliest_and_stays_ended(door, person):
    today, held = timezone.localdate(), Membership.objects.get(user=person("wu"))
    assert saved(door("guard"), "membership", held, until_on=(today - timedelta(1)).isoformat()).status_code == 200
    assert held.until_on is None
    assert saved(door("guard"), "membership", held, until_on=today.isoformat()).status_code == 302
    assert held.until_on == today
    for again in ("", (today + timedelta(30)).isoformat()):
        assert saved(door("guard"), "membership", held, until_on=again).status_code == 200
        assert held.until_on == today


def test_head_and_clerk_of_one_unit_are_two_persons(door, person):
    assert granted(door, person, "gao", unit=unit(world.MARKET).pk) == 200
    assert granted(door, person, "lin", unit=unit(world.MARKET).pk, role="head") == 200
    assert not Membership.objects.filter(user=person("gao"), role="clerk").exists()
    assert granted(door, person, "gao") == 302  # clerk of another unit


# ── the calendar of what is over ─────────────────────────────────────────────


def test_a_year_that_is_over_keeps_its_calendar(city, person):
    found = notices.read(NOTICE_2026).holidays
    with pytest.raises(Refused, match="2026"):
        enter_notice(year=2026, document="国办发明电〔2025〕7号", holidays=found, by=person("zhou"), today=date(2027, 1, 1))


def test_a_running_year_is_corrected_from_tomorrow_on_only(city, person):
    """On 1 July 2026 the National Day may still move; the Labour Day is over."""
    found = notices.read(NOTICE_2026).holidays
    day = date(2026, 7, 1)

    def with_shorter(name):
        return [h if name not in h.name else notices.Holiday(h.name, h.first, h.last - timedelta(1), h.worked) for h in found]

    with pytest.raises(Refused, match=r"2026-05-05|2026年5月5日"):
        enter_notice(year=2026, document="国办发明电〔2026〕1号", holidays=with_shorter("劳动节"), by=person("zhou"), today=day)
    entry = enter_notice(year=2026, document="国办发明电〔2026〕1号", holidays=with_shorter("国庆节"), by=person("zhou"), today=day)
    with pytest.raises(Refused):  # entered in time, confirmed too late
        advance(entry, "confirm", by=person("sun"), seen=entry.revision, today=date(2026, 10, 8))
    assert advance(entry, "confirm", by=person("sun"), seen=entry.revision, today=day).status == "in_force"


def test_the_coming_year_is_entered_as_before(city, person):
    found = notices.read(NOTICE_2027).holidays
    assert enter_notice(year=2027, document="国办发明电〔2026〕9号", holidays=found, by=person("zhou"), today=date(2026, 11, 22)).pk


@pytest.mark.parametrize(("days", "made"), [(-400, False), (0, False), (1, True)])
def test_a_period_rule_begins_after_today(city, door, days, made):
    """Worked by hand: yesterday and today are taken, tomorrow is the first day a new rule may have."""
    start = timezone.localdate() + timedelta(days=days)
    rule = {"code": "ZZ", "kind": "honour", "tier": "3", "min_months": "1", "max_months": "2", "published": "on", "valid_from": start.isoformat(), "document": "文", "article": "条"}
    answer = door("zhou").post(reverse("admin:archives_periodrule_add"), rule)
    assert answer.status_code == (302 if made else 200)
    assert PeriodRule.objects.filter(code="ZZ").exists() is made
