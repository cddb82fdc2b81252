"""What a court tells ahead: performed and closed, ended otherwise, or listed, which opens the case; until when, and who is warned."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

from archives.models import Membership, Role
from discipline.court import checks, home, notices
from discipline.court.models import CourtEntry, CourtNotice
from discipline.models import Case
from integrity.errors import Refused
from tests import world

from .court import DUE, SAID, notice_at, noticed, take
from .given import DAY, account, accused

pytestmark = pytest.mark.usefixtures("city")

# From Monday 21 September 2026: 22, 23, 24, 28, 29 are the five working days; 25 to 27 are the mid-autumn holiday.
FIVE_DAYS = date(2026, 9, 29)


def test_where_the_court_names_no_day_the_listing_is_counted_by_the_rule():
    notice = noticed("ahead", due_on=None)
    assert notice.due_on == FIVE_DAYS
    ends = notices.deadline(notice)
    assert (ends.days, ends.left(DAY), ends.left(date(2026, 9, 28)), ends.left(date(2026, 9, 30))) == (5, 5, 1, -1)
    assert notices.told_too_late(notice) == 0


@pytest.mark.parametrize(("day", "late"), [(date(2026, 9, 28), 5), (FIVE_DAYS, 0)])
def test_a_court_that_told_later_than_it_should_is_named(day, late):
    assert notices.told_too_late(noticed("ahead", due_on=day)) == late


def test_from_the_suit_to_the_case():
    notice = noticed()
    assert notices.deadline(notice) is None
    notice = take(notice, "lose", day=date(2026, 10, 30))
    assert (notice.status, notice.due_on) == ("lost", date(2026, 10, 30))
    notice = take(notice, "announce", day=FIVE_DAYS)
    assert (notice.stage, notice.due_on, notice.told_on) == ("ahead", FIVE_DAYS, DAY)
    notice = take(notice, "list", day=DAY)
    case = notice.entry.case
    assert (notice.status, case.source, case.accused_id, case.handler.code) == ("listed", "court", notice.body_id, world.OFFICE)
    assert SAID["court_no"] in case.matter
    assert notice.closed_by == account("sun")
    assert notices.deadline(notice) is None


def test_performed_and_confirmed_by_another_opens_nothing():
    notice = take(notice_at("performed"), "confirm")
    assert (notice.status, notice.performed_by.username, notice.proof) == ("closed", "wu", "已付清，凭证第3号")
    assert not Case.objects.exists()
    with pytest.raises(Refused, match=r"no longer possible|不能再"):
        take(notice, "list")


def test_not_accepted_goes_back_to_where_the_court_is():
    for stage in ("sued", "lost", "ahead"):
        notice = noticed(stage, court_no=stage)
        notice = take(take(notice, "perform", by="wu"), "reject")
        assert (notice.status, notice.proof, notice.performed_by) == (stage, "", None)


def test_who_reported_does_not_check_and_who_entered_does_not_end():
    notice = take(noticed("ahead"), "perform", by="sun")
    for step in ("confirm", "reject"):
        with pytest.raises(Refused, match=r"colleague|同事"):
            take(notice, step, by="sun")
    with pytest.raises(Refused, match=r"colleague|同事"):
        take(noticed(court_no="另"), "end", by="zhou")


def test_a_proof_that_changed_after_it_was_read_is_not_confirmed():
    notice = notice_at("performed")
    seen = notice.revision
    take(take(notice, "reject"), "perform", by="wu", reason="凭证第4号")
    with pytest.raises(Refused, match=r"changed after|之后"):
        notices.take(notice=notice, step="confirm", by=account("sun"), seen=seen, today=DAY)


@pytest.mark.parametrize(
    "said",
    [
        {"court": " "},
        {"matter": ""},
        {"stage": "performed"},
        {"received_on": date(2026, 9, 22)},
        {"received_on": date(1, 1, 1)},
        {"due_on": None},
        {"due_on": date(2026, 9, 20)},
        {"due_on": date(2226, 9, 20)},
        {"matter": "11010519491231002X"},
    ],
)
def test_what_no_notice_is_is_refused_and_keeps_nothing(said):
    given = {"court": "法院", "court_no": "案号", "matter": "事由", "stage": "lost", "received_on": DAY, "due_on": DUE} | said
    with pytest.raises(Refused) as refusal:
        notices.enter(body=accused(), by=account("zhou"), today=DAY, **given)
    assert len(str(refusal.value)) > 8
    assert not CourtNotice.objects.exists()


def test_one_matter_has_one_notice():
    noticed()
    with pytest.raises(Refused, match=r"here already|已有"):
        noticed("ahead")


@pytest.mark.parametrize("day", [None, date(2026, 9, 20)])
def test_a_judgment_names_its_day(day):
    with pytest.raises(Refused, match=r"day|日期"):
        notices.take(notice=noticed(), step="lose", by=account("sun"), day=day, today=DAY, seen=1)


@pytest.mark.parametrize("by", ["lin", "gao", "wu", "audit", "nobody", "past"])
def test_only_officers_enter(by):
    with pytest.raises(PermissionDenied):
        noticed(by=by)


def test_nobody_enters_or_lists_the_own_body():
    notice = noticed("ahead")
    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.PANEL, from_on=DAY)
    with pytest.raises(Refused, match=r"colleague|同事"):
        noticed(by="sun", court_no="另")
    with pytest.raises(PermissionDenied):
        take(notice, "list")
    assert not CourtEntry.objects.exists()


def found(on: date) -> list[tuple]:
    return [(finding.level, finding.addressees[0].role) for finding in checks.unperformed(on)]


def test_a_listing_that_comes_nearer_without_performance_is_warned_of():
    """Due on Tuesday 29 September: on 23 three working days are left (24, 28, 29), on 22 four."""
    notice = noticed("ahead", due_on=FIVE_DAYS)
    assert [found(date(2026, 9, day)) for day in (22, 23, 29, 30)] == [
        [],
        [("yellow", "officer")],
        [("yellow", "officer")],
        [("red", "officer")],
    ]
    facts = next(checks.unperformed(FIVE_DAYS)).facts
    assert notice.number in checks._says(facts, "某局")
    take(notice, "perform", by="wu")
    assert found(date(2026, 9, 30)) == [], "what was reported is no longer missing"


def test_a_suit_is_no_warning():
    noticed()
    assert found(date(2027, 9, 30)) == []


def test_what_awaits_whom():
    ahead, lost, sued = noticed("ahead"), noticed("lost", court_no="二", due_on=date(2026, 9, 30)), noticed(court_no="三")
    assert list(home.of_the_office(account("zhou"), DAY)) == [lost, ahead], "the nearest day first; a suit awaits nobody of the office"
    assert list(home.to_perform(account("wu"), DAY)) == [lost, ahead, sued]
    assert list(home.to_perform(account("lin"), DAY)) == []
    take(ahead, "perform", by="zhou")
    assert list(home.of_the_office(account("zhou"), DAY)) == [lost], "who reported does not check"
    assert set(home.of_the_office(account("sun"), DAY)) == {lost, ahead}


def test_the_page_tells_the_body_its_day_and_nothing_of_a_case(door):
    notice = take(noticed("ahead"), "list")
    page = f"/court/notices/{notice.pk}/"
    assert notice.entry.case.number in door("zhou").get(page).content.decode()
    shown = door("wu").get(page).content.decode()
    assert SAID["court_no"] in shown
    assert notice.entry.case.number not in shown
    assert "/cases/" not in shown.split("<main")[1]
    assert door("lin").get(page).status_code == 404


def test_the_forms_of_the_page(door):
    zhou, said = door("zhou"), {"body": world.HOUSING, "stage": "ahead", "received_on": "2026-11-02", "due_on": "2026-11-20"} | SAID
    assert zhou.post("/court/notices/enter/", said | {"body": "没有"}).status_code == 400
    assert zhou.post("/court/notices/enter/", said | {"due_on": "2026-11-01"}).status_code == 409
    assert zhou.post("/court/notices/enter/", said).status_code == 302
    notice = CourtNotice.objects.get()
    page = f"/court/notices/{notice.pk}/"
    wu = door("wu")
    assert wu.post(page, {"step": "perform", "revision": notice.revision, "reason": ""}).status_code == 409
    assert wu.post(page, {"step": "confirm", "revision": notice.revision}).status_code == 409, "not reported yet"
    assert wu.post(page, {"step": "perform", "revision": notice.revision, "reason": "已付清"}).status_code == 302
    notice.refresh_from_db()
    assert wu.post(page, {"step": "confirm", "revision": notice.revision}).status_code == 403
    assert door("sun").post(page, {"step": "confirm", "revision": notice.revision, "day": "昨天"}).status_code == 409
    assert door("sun").post(page, {"step": "nothing", "revision": notice.revision}).status_code == 409
    assert door("sun").post(page, {"step": "confirm", "revision": notice.revision}).status_code == 302


@pytest.mark.parametrize(
    "change",
    ["status = 'closed'", "status = 'listed'", "due_on = due_on + 90", "matter = 'x'", "proof = 'x'", "status = 'lost', stage = 'lost'"],
)
def test_raw_sql_as_staff_is_refused_without_its_step(change):
    noticed("ahead")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE discipline_courtnotice SET {change}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_who_entered_a_notice_does_not_record_the_listing_and_is_told_who_may(door):
    notice = noticed("ahead")
    with pytest.raises(Refused, match=f"another officer|{account('sun')}"):
        take(notice, "list", by="zhou", day=DAY)
    assert str(account("sun")) in door("zhou").get(f"/court/notices/{notice.pk}/").content.decode()
    assert take(notice, "list", day=DAY).status == "listed"


def test_a_body_is_not_listed_before_the_court_told_of_it():
    notice = noticed("ahead")
    with pytest.raises(Refused, match=r"before that day|不会早于"):
        take(notice, "list", day=date(2026, 9, 20))
