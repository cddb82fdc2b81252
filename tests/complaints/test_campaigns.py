"""Campaigns: which bodies are on them by themselves, the talk, the re-check by another person, and what the body sees of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils import timezone

from archives.models import Membership, Role, Subject
from complaints.campaigns import actions, bodies
from complaints.campaigns.models import Campaign, HotspotRule, Talk
from complaints.law import load_hotspots
from integrity.errors import Refused
from tests import world
from tests.conftest import role

from .campaigned import begun, on_the_list, rechecked, talked
from .given import DAY, account, accused, entered, take, ticket_at, with_case

pytestmark = pytest.mark.usefixtures("city")

TODAY = timezone.localdate()
LAST = DAY + timedelta(days=99)


def rows(campaign: Campaign, *, by: str = "zhou", today: date = DAY) -> list[tuple]:
    return [(row.body.code, row.listed, row.tickets) for row in bodies.rows_of(campaign, account(by), today)]


def missing(campaign: Campaign, *, today: date = DAY) -> list[str]:
    return [row.missing for row in bodies.rows_of(campaign, account("zhou"), today)]


def hospital() -> Subject:
    body = Subject.objects.get(code=world.HOSPITAL)
    body.superior = Subject.objects.get(code=world.MARKET)
    body.save()
    return body


def test_a_body_on_a_court_list_is_on_it_as_long_as_the_list_says():
    campaign = begun()
    assert rows(campaign) == []
    on_the_list()
    assert rows(campaign) == [(world.HOUSING, 1, 0)]
    body = accused()
    from discipline.court.models import CourtEntry

    CourtEntry.objects.filter(body=body).update(removed_on=DAY + timedelta(days=5), removed_by=account("zhou"))
    assert rows(campaign, today=DAY + timedelta(days=4)) == [(world.HOUSING, 1, 0)]
    assert rows(campaign, today=DAY + timedelta(days=5)) == []


def test_three_founded_tickets_or_petitions_within_twelve_months_make_a_hot_spot():
    campaign, body = begun(), hospital()
    for n in range(2):
        entered(accused=body, channel="petition", source_no=f"P{n}")
    take(ticket_at("received", accused=body, channel="petition", source_no="P8"), "refuse")
    entered(accused=body, channel="hotline", source_no="H1")
    assert rows(campaign) == [], "a refused petition and a hotline ticket that nobody found founded do not count"
    take(with_case(ticket_at("transferred", accused=body, channel="hotline", source_no="H2")), "handle", outcome="founded")
    assert rows(campaign) == [(world.HOSPITAL, 0, 3)]


def test_the_twelve_months_end_on_their_day():
    """Received on 21 September 2026, a ticket counts through 20 September 2027."""
    body = hospital()
    for n in range(3):
        entered(accused=body, channel="petition", source_no=f"P{n}")
    assert [bodies.hot(day).get(body.pk) for day in (DAY, date(2027, 9, 20), date(2027, 9, 21))] == [3, 3, None]


def test_the_number_is_law_with_a_day(tmp_path):
    file = tmp_path / "law.yaml"
    entry = (
        "hotspots:\n  - {{tickets: {n}, months: 6, document: 某文件, article: '', valid_from: {day}, valid_until: null, verified: false}}\n"
    )
    file.write_text(entry.format(n=1, day="2026-10-01"), encoding="utf-8")
    with role("registry_owner"):
        assert load_hotspots(DAY, file) == 1
        assert load_hotspots(DAY, file) == 0
    body = hospital()
    entered(accused=body, channel="petition", source_no="P1")
    assert [bodies.hot(day).get(body.pk) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [None, 1]
    assert HotspotRule.objects.filter(verified=False).count() == 2


def test_what_is_missing_goes_from_talk_to_recheck_and_back_where_it_was_not_put_right():
    on_the_list()
    campaign = begun()
    assert missing(campaign) == ["约谈"]
    talk = talked(campaign)
    assert missing(campaign) == ["复查（由周文以外的人员办理）"]
    with pytest.raises(Refused, match=r"awaits its re-check|尚未复查"):
        talked(campaign)
    rechecked(talk, "not_yet", found="仍欠三十万元")
    assert missing(campaign) == ["未整改到位，需再次约谈"]
    rechecked(talked(campaign))
    assert missing(campaign) == [""]


def test_who_held_the_talk_does_not_recheck_it():
    on_the_list()
    talk = talked(begun())
    with pytest.raises(Refused, match=r"colleague|同事"):
        rechecked(talk, by="zhou")
    done = rechecked(talk)
    with pytest.raises(Refused, match=r"already|已经"):
        rechecked(done)


@pytest.mark.parametrize("held_on", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_talk_lies_within_the_campaign_and_not_ahead(held_on):
    on_the_list()
    with pytest.raises(Refused, match=r"day|日期"):
        talked(begun(), held_on=held_on)
    with pytest.raises(Refused, match=r"day|日期"):
        rechecked(talked(begun()), on=held_on)


def test_a_campaign_is_about_its_bodies_alone_and_about_none_before_it_begins():
    on_the_list()
    campaign = begun(from_on=DAY + timedelta(days=1), until_on=DAY + timedelta(days=2))
    assert rows(campaign) == []
    with pytest.raises(Refused, match=r"not among|不在"):
        talked(campaign)
    with pytest.raises(Refused, match=r"not among|不在"):
        talked(begun(), body=hospital())


def test_a_campaign_that_is_over_stands_as_of_its_last_day():
    on_the_list()
    campaign = begun()
    later = date(2030, 1, 1)
    assert rows(campaign, today=later) == [(world.HOUSING, 1, 0)], "the listing ended in 2028, the campaign before"
    assert bodies.day_of(campaign, later) == LAST


@pytest.mark.parametrize(
    "said", [{"until_on": DAY}, {"until_on": DAY + timedelta(days=800)}, {"name": " "}, {"ground": "11010519491231002X"}]
)
def test_what_no_campaign_is(said):
    with pytest.raises(Refused):
        begun(**said)


@pytest.mark.parametrize("by", ["lin", "gao", "wu", "audit", "guard", "nobody", "past"])
def test_only_officers_lead(by):
    with pytest.raises(PermissionDenied):
        begun(by=by)
    on_the_list()
    talk = talked(begun())
    with pytest.raises(PermissionDenied):
        rechecked(talk, by=by)
    with pytest.raises(Refused, match=r"no officer|不是"):
        begun(officer=account(by))


def test_whoever_works_in_a_body_sees_nothing_of_it_there():
    on_the_list()
    campaign = begun()
    talk = talked(campaign)
    Membership.objects.create(user=account("sun"), unit=accused(), role=Role.PANEL, from_on=DAY)
    assert rows(campaign, by="sun") == []
    assert not Talk.objects.visible_to(account("sun"), DAY).exists()
    with pytest.raises(PermissionDenied):
        rechecked(talk)


def test_the_body_reads_the_own_minutes_and_nothing_else(door):
    on_the_list(TODAY)
    campaign = begun(today=TODAY)
    rechecked(talked(campaign, today=TODAY), on=TODAY, today=TODAY, found="复查发现已付清")
    shown = door("wu").get("/campaigns/talks/").content.decode()
    assert "该单位承诺按期支付" in shown
    assert "复查发现" not in shown
    for name in ("lin", "gao"):
        assert "该单位承诺" not in door(name).get("/campaigns/talks/").content.decode()
    assert door("wu").get(f"/campaigns/{campaign.pk}/").status_code == 404
    for name in ("zhou", "audit"):
        page = door(name).get(f"/campaigns/{campaign.pk}/").content.decode()
        assert "该单位承诺按期支付" in page
        assert "复查发现已付清" in page


def test_the_pages_lead_from_the_beginning_to_the_recheck(door):
    on_the_list(TODAY)
    zhou, until = door("zhou"), (TODAY + timedelta(days=30)).isoformat()
    said = {"name": "专项", "ground": "文件", "from_on": TODAY.isoformat(), "until_on": until, "officer": account("zhou").pk}
    assert zhou.post("/campaigns/begin/", said | {"until_on": (TODAY - timedelta(days=1)).isoformat()}).status_code == 409
    answer = zhou.post("/campaigns/begin/", said)
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}/"
    way = f"/campaigns/{campaign.pk}/talks/{accused().pk}/"
    assert way in zhou.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "继续" in zhou.get("/").content.decode(), "the home page says that a talk is missing"
    assert zhou.post(way, {"held_on": TODAY.isoformat(), "minutes": ""}).status_code == 400
    assert zhou.post(way, {"held_on": TODAY.isoformat(), "minutes": "约谈记录"}).status_code == 302
    again = f"/campaigns/talks/{Talk.objects.get().pk}/recheck/"
    given = {"on": TODAY.isoformat(), "result": "put_right", "found": "已付清"}
    assert again not in zhou.get(f"/campaigns/{campaign.pk}/").content.decode(), "not by who held it"
    assert zhou.post(again, given).status_code == 409
    assert again in door("sun").get(f"/campaigns/{campaign.pk}/").content.decode()
    assert door("sun").post(again, given).status_code == 302
    assert door("sun").post(f"/campaigns/{campaign.pk}/talks/{hospital().pk}/", given).status_code == 404


@pytest.mark.parametrize("change", ["minutes = 'x'", "result = 'not_yet', found = 'x'", "rechecked_by_id = held_by_id"])
def test_raw_sql_as_staff_changes_no_talk(change):
    on_the_list()
    rechecked(talked(begun()))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE complaints_talk SET {change}")
    assert actions.officers(DAY).count() == 2
