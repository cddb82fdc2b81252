"""The order to rectify goes by hand: who took it and when is written down once, and from then on the accused body reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse

from archives.models import IssuerMark, Service
from discipline import actions, papers, terms
from discipline.models import Paper
from integrity.errors import Refused
from tests import world
from tests.archives.appraisal import panel

from .given import DAY, account, case_at, examined, take, unit, vote

pytestmark = pytest.mark.usefixtures("city")
WHO = "办公室主任吴某"


def handed(case, *, by="lin", to=WHO, on=DAY, today=DAY) -> Paper:
    return papers.hand_over(case=case, to=to, on=on, by=account(by), today=today)


@pytest.mark.parametrize("by", ["wu", "zhou", "pan", "audit", "guard", "nobody"])
def test_only_clerk_and_head_of_the_handling_unit_record_it(by):
    with pytest.raises(PermissionDenied):
        handed(case_at("rectifying"), by=by)


@pytest.mark.parametrize(
    "wrong",
    [{"to": " "}, {"to": "长" * 101}, {"to": "11010519491231002X"}, {"on": None}, {"on": DAY - timedelta(1)}, {"on": DAY + timedelta(1)}],
)
def test_it_needs_who_took_it_and_a_day_from_the_order_to_today(wrong):
    case = case_at("rectifying")
    with pytest.raises(Refused):
        handed(case, **wrong)
    assert Paper.objects.get(case=case).handed_on is None


def test_once_and_not_before_an_order():
    with pytest.raises(Refused, match=r"nothing to hand over|无整改通知书"):
        handed(case_at("verifying"))
    case = case_at("rectifying")
    assert handed(case, by="gao").handed_by == account("gao")
    with pytest.raises(Refused, match=r"recorded already|已登记"):
        handed(case)
    with pytest.raises(Error, match="set once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_paper SET handed_to = 'x' WHERE case_id = %s", [case.pk])


def test_its_numbered_document_is_served_then_and_not_when_it_is_issued():
    IssuerMark.objects.create(body=unit(world.MARKET), mark="示监")
    case = case_at("rectifying")
    document = Paper.objects.get(case=case).document
    assert not document.services.exists()
    handed(case, today=DAY + timedelta(3), on=DAY + timedelta(2))
    (service,) = document.services.all()
    assert (service.way, service.served_on, service.unit) == (Service.Way.HAND, DAY + timedelta(2), case.accused)


def test_the_accused_body_reads_the_order_from_then_on_and_nothing_before(door):
    case = case_at("rectifying")
    told = reverse("staff_case_told", args=[case.pk])
    assert door("wu").get(told).status_code == 404
    handed(case)
    page = door("wu").get(told).content.decode()
    assert "理由充分" in page, "what has to be rectified"
    assert WHO in page
    assert case.number in door("wu").get(reverse("staff_case_notices")).content.decode()
    assert door("wu").get(reverse("staff_case", args=[case.pk])).status_code == 404


def test_the_page_says_what_to_do_before_and_what_was_done_after(door):
    case = case_at("rectifying")
    way, page = reverse("staff_case_order", args=[case.pk]), reverse("staff_case", args=[case.pk])
    before = door("lin").get(page).content.decode()
    assert "尚未交付" in before
    assert f'action="{way}"' in before
    assert f'action="{way}"' not in door("zhou").get(page).content.decode()
    assert door("lin").post(way, {"to": WHO, "on": "昨天"}).status_code == 409
    assert door("zhou").post(way, {"to": WHO, "on": DAY.isoformat()}).status_code == 403
    assert door("lin").post(way, {"to": WHO, "on": DAY.isoformat()}).status_code == 302
    after = door("gao").get(page).content.decode()
    assert WHO in after
    assert f'action="{way}"' not in after


def test_what_is_to_do_is_counted_where_it_is_said(door):
    """The heading counts the examination, the vote and the handing over as it counts steps."""

    def count(name, case) -> int:
        return door(name).get(reverse("staff_case", args=[case.pk])).context["to_do"]

    assert count("lin", case_at("verifying")) == 1
    ordered = take(examined(), "order")
    assert count("lin", ordered) == len(["report", "hand over"])
    handed(ordered)
    assert count("lin", ordered) == len(["report", "refuse"])
    case = case_at("panel")
    panel()
    assert count("pan", case) == 1
    assert 'href="#votes-1"' in door("pan").get(reverse("staff_case", args=[case.pk])).content.decode()
    vote(case, "for", by="pan")
    assert count("pan", case) == 0


def _as_it_is(case, step, by, today):
    """The step by the action alone: what ``given.take`` hands over beforehand is not."""
    return actions.take(case=case, step=step, by=account(by), reason="理由充分", seen=case.revision, today=today)


def test_nobody_refuses_or_is_late_with_what_was_not_handed_over():
    case = case_at("rectifying")
    late = DAY + timedelta(60)
    for step, by, day in (("refuse", "lin", DAY), ("notify", "gao", late)):
        with pytest.raises(Refused, match=r"hand the order over|交付"):
            _as_it_is(case, step, by, day)
    handed(case)
    assert _as_it_is(case, "refuse", "lin", DAY).status == "refused"


def test_handed_over_late_the_same_number_of_days_runs_from_then_on():
    # 2026-09-21 and ten working days: 12 October; handed over on 12 October: 13 to 16 and 19 to 23 are nine, 26 October the tenth.
    case = case_at("rectifying")
    assert terms.rectifications([case])[case.pk].due_on == date(2026, 10, 12)
    handed(case, on=date(2026, 10, 12), today=date(2026, 10, 12))
    assert terms.rectifications([case])[case.pk].due_on == date(2026, 10, 26)
    with pytest.raises(Refused, match=r"10月26日|26 Oct"):
        _as_it_is(case, "notify", "gao", date(2026, 10, 26))
    assert _as_it_is(case, "notify", "gao", date(2026, 10, 27)).status == "notified"


def test_a_case_that_ended_hands_nothing_over(door):
    case = case_at("closed")
    assert papers.to_hand_over(case) is None
    with pytest.raises(Refused, match=r"ended|结束"):
        handed(case)
    assert "hand-over" not in door("lin").get(reverse("staff_case", args=[case.pk])).content.decode()
