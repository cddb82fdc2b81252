"""Standing in for an information clerk, extensions of terms, and the screen of the calendar."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions, duty_actions
from archives.calendar_flow import enter_notice
from archives.duty_actions import deadline_of
from archives.models import DeadlineExtension, HolidayNotice, Membership, Subject, Term
from integrity import notice as notices
from integrity.calendar import add_workdays
from integrity.errors import Refused
from integrity.models import CalendarDay
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.files import penalties
from tests.notices import NOTICE_2026, NOTICE_2027

MONDAY = date(2026, 11, 23)


@pytest.fixture
def clerk(city):
    return Membership.objects.get(user__username="lin")


def delegate(person, clerk, to="nobody", by="gao", from_on=MONDAY, until_on=date(2026, 12, 1), today=MONDAY):
    with transaction.atomic():
        return duty_actions.delegate(clerk=clerk, to=person(to), from_on=from_on, until_on=until_on, by=person(by), today=today)


# ── standing in ──────────────────────────────────────────────────────────────────────────────────


def test_who_stands_in_may_file_between_the_two_days_and_no_longer(person, clerk):
    made = delegate(person, clerk)
    held = [Membership.holds(person("nobody"), "clerk", date(2026, 11, 22) + timedelta(n), unit=clerk.unit) for n in range(11)]
    assert held == [False] + [True] * 8 + [False] * 2  # 23 to 30 November
    assert (made.delegated_from, made.history.count()) == (clerk, 1)
    assert not Membership.holds(person("nobody"), "clerk", MONDAY, unit=Subject.objects.get(code=world.HOUSING))


@pytest.mark.parametrize("by", ["lin", "wu", "zhou", "audit", "guard", "past", "nobody"])
def test_only_the_head_of_the_unit_delegates(person, clerk, by):
    with pytest.raises(PermissionDenied):
        delegate(person, clerk, by=by)
    assert not Membership.objects.filter(delegated_from__isnull=False).exists()


@pytest.mark.parametrize("to", ["zhou", "sun", "gao", "lin", "guard", "closed"])
def test_nobody_who_decides_and_nobody_unfit_stands_in(person, clerk, to):
    """Officers decide, gao heads the unit, lin is the clerk, guard keeps the roles, closed has no account."""
    with pytest.raises(Refused):
        delegate(person, clerk, to=to)


def test_a_clerk_of_another_unit_may(person, clerk):
    assert delegate(person, clerk, to="wu").role == "clerk"


def test_at_most_twenty_working_days_by_the_law_of_the_day(person, clerk):
    """From Monday 23 November the twentieth working day is Friday 18 December; the number is data."""
    with pytest.raises(Refused, match="20"):
        delegate(person, clerk, until_on=date(2026, 12, 20))
    assert delegate(person, clerk, until_on=date(2026, 12, 19)).until_on == date(2026, 12, 19)
    with role("registry_owner"):
        Term.objects.create(code="delegation", days=2, valid_from="2026-11-01", document="示信用办〔2026〕6号")
    with pytest.raises(Refused, match="2"):
        delegate(person, clerk, to="wu", until_on=date(2026, 11, 26))
    assert delegate(person, clerk, to="wu", until_on=date(2026, 11, 25))


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_on": date(2026, 11, 20)},
        {"until_on": MONDAY},
        {"until_on": date(2026, 11, 1)},
    ],
)
def test_dates_that_make_no_time_are_refused(person, clerk, wrong):
    with pytest.raises(Refused):
        delegate(person, clerk, **wrong)


def test_a_delegation_is_not_delegated_further_nor_given_twice_nor_beyond_its_clerk(person, clerk):
    made = delegate(person, clerk)
    with pytest.raises(Refused):
        delegate(person, made, to="wu")
    with pytest.raises(Refused):
        delegate(person, clerk, from_on=date(2026, 11, 30), until_on=date(2026, 12, 5))
    clerk.until_on = date(2026, 12, 10)
    clerk.save()
    with pytest.raises(Refused):
        delegate(person, clerk, to="wu", until_on=date(2026, 12, 11))
    with pytest.raises(Refused):
        delegate(person, Membership.objects.get(user__username="gao"), to="wu")


def test_the_head_ends_it_and_nobody_else(person, clerk):
    made = delegate(person, clerk)
    with pytest.raises(PermissionDenied):
        duty_actions.end_delegation(delegation=made, by=person("lin"), today=date(2026, 11, 25))
    assert duty_actions.end_delegation(delegation=made, by=person("gao"), today=date(2026, 11, 25)).until_on == date(2026, 11, 25)
    with pytest.raises(Refused):
        duty_actions.end_delegation(delegation=made, by=person("gao"), today=date(2026, 11, 25))
    with pytest.raises(Refused):
        duty_actions.end_delegation(delegation=clerk, by=person("gao"), today=date(2026, 11, 25))


def test_ended_on_its_first_day_it_gives_nothing_until_midnight_and_may_be_given_again(person, clerk):
    today = date(2026, 11, 24)
    made = delegate(person, clerk, from_on=today, today=today)
    assert Membership.holds(made.user, "clerk", today, unit=clerk.unit)
    ended = duty_actions.end_delegation(delegation=made, by=person("gao"), today=today)
    assert not any(Membership.holds(made.user, "clerk", today + timedelta(n), unit=clerk.unit) for n in range(10))
    with pytest.raises(Refused):
        duty_actions.end_delegation(delegation=ended, by=person("gao"), today=today)
    assert delegate(person, clerk, from_on=today, today=today).pk != made.pk


def test_four_eyes_stay_with_the_stand_in(person, clerk):
    """Whoever stood in and filed cannot approve, even if made an officer afterwards."""
    today = timezone.localdate()
    made = delegate(person, clerk, from_on=today, until_on=today + timedelta(5), today=today)
    filing = actions.receive_file(unit=clerk.unit, by=person("nobody"), stream=io.BytesIO(penalties(2)), filename="代报.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("nobody"))
    Membership.objects.create(user=made.user, unit=Subject.objects.get(code=world.OFFICE), role="officer", from_on=today)
    with pytest.raises(Refused):
        advance(filing, "approve", by=person("nobody"), seen=filing.revision)


def test_the_head_delegates_on_the_page_and_others_see_no_form(door, clerk, person):
    address = reverse("staff_clerks")
    today = timezone.localdate()
    data = {"do": "delegate", "clerk": clerk.pk, "to": person("nobody").pk, "from_on": today, "last_on": today + timedelta(3)}
    for who in ("lin", "zhou", "audit", "wu"):
        assert door(who).get(address).context["form"] is None
        assert door(who).post(address, data).status_code == 403
    offered = {str(user.username) for user in door("gao").get(address).context["form"].fields["to"].queryset}
    assert "nobody" in offered
    assert not offered & {"zhou", "sun", "guard", "closed"}
    assert door("gao").post(address, {**data, "last_on": today + timedelta(90)}).status_code == 409
    assert door("gao").post(address, {**data, "last_on": "0000"}).status_code == 400
    assert door("gao").post(address, data).status_code == 302
    made = Membership.objects.get(delegated_from=clerk)
    assert made.until_on == today + timedelta(4)
    assert "林洁" in door("lin").get(address).content.decode()
    assert door("gao").post(address, {"do": "end", "delegation": "x"}).status_code == 404
    assert door("gao").post(address, {"do": "end", "delegation": made.pk}).status_code == 302


# ── extensions ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def waiting(person, clerk):
    filing = actions.receive_file(unit=clerk.unit, by=person("lin"), stream=io.BytesIO(penalties(2)), filename="待审.csv")
    return advance(actions.check_filing(filing=filing), "submit", by=person("lin"))


START = date(2026, 11, 20)  # a Friday; three working days end on Wednesday 25


def extend(person, filing, by="zhou", days=2, reason="需向单位核实", today=START, term="review"):
    with transaction.atomic():
        return duty_actions.extend_deadline(entry=filing, term_code=term, start=START, days=days, reason=reason, by=person(by), today=today)


def test_an_extension_adds_working_days_to_the_term(person, waiting):
    assert deadline_of(waiting, "review", START).due_on == date(2026, 11, 25)
    extend(person, waiting, today=date(2026, 11, 25))
    found = deadline_of(waiting, "review", START)
    assert (found.due_on, found.days, found.extended_by, found.why) == (date(2026, 11, 27), 5, 2, "需向单位核实")


def test_an_extension_is_refused_outside_what_its_law_allows(person, waiting):
    for wrong in (
        {"days": 0},
        {"days": 6},
        {"days": 30000},
        {"reason": "  "},
        {"today": date(2026, 11, 26)},
        {"reason": "见110101199003070011"},
    ):
        with pytest.raises(Refused):
            extend(person, waiting, **wrong)
    with pytest.raises(Refused) as refused:
        extend(person, waiting, days=6)
    assert "第十二条" in refused.value.article
    with pytest.raises(Refused) as refused:
        extend(person, waiting, term="sign-off")
    assert "示范市信用信息管理规定" in refused.value.article
    for by in ("lin", "gao", "audit", "nobody"):
        with pytest.raises(PermissionDenied):
            extend(person, waiting, by=by)
    assert not DeadlineExtension.objects.exists()


def test_a_term_is_extended_once(person, waiting):
    extend(person, waiting)
    with pytest.raises(Refused):
        extend(person, waiting, by="sun")
    assert DeadlineExtension.objects.count() == 1


def test_the_limit_is_data(person, waiting):
    with role("registry_owner"):
        Term.objects.create(code="review", days=3, extension_days=30, valid_from="2026-11-01", document="示信用办〔2026〕7号")
    assert extend(person, waiting, days=6).days == 6


def test_the_page_of_the_filing_prints_term_extension_and_arithmetic(door, waiting):
    page, address = reverse("staff_filing", args=[waiting.pk]), reverse("staff_extension", args=[waiting.pk])
    assert door("lin").get(page).context["may_extend"] == 0
    assert door("zhou").get(page).context["may_extend"] == 5
    assert door("wu").post(address, {"days": "2", "reason": "核实"}).status_code == 404
    assert door("lin").post(address, {"days": "2", "reason": "核实"}).status_code == 403
    for days in ("", "x", "9", "²", "99999999999"):
        assert door("zhou").post(address, {"days": days, "reason": "核实"}).status_code == 409
    assert door("zhou").post(address, {"days": "2", "reason": "需核实"}).status_code == 302
    context = door("sun").get(page).context
    assert context["may_extend"] == 0
    assert [line.kind for line in context["deadline"]["lines"]][-2:] == ["extended", "due"]
    assert "需核实" in door("sun").get(page).content.decode()


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────


def post(text, year=2027, document="国办发明电〔2026〕9号", **more):
    rows = {"form-TOTAL_FORMS": "7", "form-INITIAL_FORMS": "0", "form-MIN_NUM_FORMS": "7", "form-MAX_NUM_FORMS": "7"}
    return {"year": str(year), "document": document, "text": text, **rows, **more}


def test_one_officer_enters_it_another_makes_it_firm(door, person):
    address = reverse("staff_calendar")
    start = date(2026, 12, 31)
    preview = door("zhou").post(address, post(NOTICE_2027, preview="1"))
    assert (preview.status_code, preview.context["found"].faults, preview.context["working"]) == (200, [], 250)
    assert not HolidayNotice.objects.exists()
    assert door("zhou").post(address, post(NOTICE_2027, enter="1")).status_code == 302
    entry = HolidayNotice.objects.get()
    page = reverse("staff_notice", args=[entry.pk])
    assert add_workdays(start, 3).provisional  # entered is not yet the calendar
    assert any(str(entry) in d["title"] for d in door("sun").get(reverse("admin:index")).context["duties"])
    assert door("zhou").post(page, {"step": "confirm", "revision": entry.revision}).status_code == 409
    assert door("lin").post(page, {"step": "confirm", "revision": entry.revision}).status_code == 403
    assert door("sun").post(page, {"step": "confirm", "revision": entry.revision + 1}).status_code == 409
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    assert door("sun").post(page, {"step": "confirm", "revision": entry.revision}).status_code == 302
    found = add_workdays(start, 3)
    assert (found.due_on, found.provisional) == (date(2027, 1, 6), False)
    entry.refresh_from_db()
    assert (entry.status, entry.confirmed_by) == ("in_force", person("sun"))


def test_the_holidays_can_be_entered_one_by_one(door):
    by_hand = {}
    for n, h in enumerate(notices.read(NOTICE_2027).holidays):
        by_hand |= {
            f"form-{n}-name": h.name,
            f"form-{n}-first": h.first,
            f"form-{n}-last": h.last,
            f"form-{n}-worked": "、".join(map(str, h.worked)),
        }
    assert door("zhou").post(reverse("staff_calendar"), post("", enter="1", **by_hand)).status_code == 302
    from archives.calendar_flow import stored

    assert HolidayNotice.objects.get().holidays == stored(notices.read(NOTICE_2027).holidays)


@pytest.mark.parametrize(
    "wrong",
    [
        post(NOTICE_2027, document=""),
        post(NOTICE_2027.replace("共7天", "共6天")),
        post(NOTICE_2026),
        post(""),
        post("", **{"form-0-first": "2027-01-01"}),
        post("", **{"form-0-name": "元旦", "form-0-first": "2027-01-01", "form-0-last": "2027-01-01", "form-0-worked": "2027-13-41"}),
        post(NOTICE_2027, year=1),
        post(NOTICE_2027, year="x"),
        {"year": "2027"},
    ],
)
def test_what_is_wrong_enters_nothing(door, wrong):
    assert door("zhou").post(reverse("staff_calendar"), {**wrong, "enter": "1"}).status_code in (400, 409)
    assert not HolidayNotice.objects.exists()


def test_only_officers_enter_and_only_one_notice_of_a_year_waits(door, person):
    for who in ("lin", "gao", "audit", "guard", "nobody"):
        assert door(who).post(reverse("staff_calendar"), post(NOTICE_2027, enter="1")).status_code == 403
    found = notices.read(NOTICE_2027).holidays
    with pytest.raises(PermissionDenied):
        enter_notice(year=2027, document="国办发明电〔2026〕9号", holidays=found, by=person("lin"))
    enter_notice(year=2027, document="国办发明电〔2026〕9号", holidays=found, by=person("zhou"))
    with pytest.raises(Refused):
        enter_notice(year=2027, document="国办发明电〔2026〕9号", holidays=found, by=person("sun"))


def test_confirming_a_year_over_a_gap_changes_neither_calendar_nor_notice(door, person):
    shifted = [notices.Holiday(h.name, h.first.replace(year=2028), h.last.replace(year=2028)) for h in notices.read(NOTICE_2027).holidays]
    entry = enter_notice(year=2028, document="国办发明电〔2027〕9号", holidays=shifted, by=person("zhou"))
    assert door("sun").post(reverse("staff_notice", args=[entry.pk]), {"step": "confirm", "revision": entry.revision}).status_code == 409
    entry.refresh_from_db()
    assert entry.status == "entered"
    assert entry.taken.count() == 0
