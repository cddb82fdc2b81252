"""Who withdraws what, who confirms it, and until when: also what never left its unit."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions, withdrawals
from archives.models import DeadlineExtension, Membership, Record, Subject, Term
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.archives.test_hardened_review import internal
from tests.shifting import shift
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(city, person):
    """A record of 市场监督管理局 that never left it."""
    return Record.objects.get(filing=internal(person))


@pytest.fixture
def outside(city, person):
    filing = filing_at("submitted", person)
    return advance(filing, "approve", by=person("zhou"), seen=filing.revision).records.order_by("pk").first()


WHY = {"reason": "通报对象有误"}


def test_the_head_withdraws_what_stayed_inside_and_the_clerk_confirms(inside, person):
    record = actions.withdraw(number=inside.number, by=person("gao"), **WHY)
    assert (record.withdrawn_by, record.withdrawn_reason) == (person("gao"), WHY["reason"])
    with pytest.raises(Refused, match="同事"):
        actions.confirm_withdrawal(number=inside.number, by=person("gao"))
    with pytest.raises(Refused, match="已经撤下"):
        actions.withdraw(number=inside.number, by=person("gao"), **WHY)
    record = actions.confirm_withdrawal(number=inside.number, by=person("lin"))
    assert record.withdrawal_confirmed_by == person("lin")
    with pytest.raises(Refused):
        actions.confirm_withdrawal(number=inside.number, by=person("lin"))


def test_nobody_else_withdraws_or_confirms_it_and_the_office_does_not_learn_of_it(inside, person):
    Membership.objects.create(user=person("nobody"), unit=Subject.objects.get(code=world.HOUSING), role="head", from_on="2020-01-01")
    tries = [
        lambda by: actions.withdraw(number=inside.number, by=by, **WHY),
        lambda by: actions.confirm_withdrawal(number=inside.number, by=by),
    ]
    for step, refused in ((0, "lin wu pan nobody audit guard past ren"), (1, "wu pan nobody audit guard past ren")):
        for name in refused.split():
            with pytest.raises(PermissionDenied), transaction.atomic():
                tries[step](person(name))
        with pytest.raises(Refused, match="没有记录") as told, transaction.atomic():
            tries[step](person("zhou"))
        with pytest.raises(Refused) as nothing, transaction.atomic():
            actions.withdraw(number="无此号", by=person("zhou"), **WHY)
        assert str(told.value).replace(inside.number, "无此号") == str(nothing.value)
        if step == 0:
            actions.withdraw(number=inside.number, by=person("gao"), **WHY)
    assert Record.objects.get(pk=inside.pk).withdrawal_confirmed_by is None


@pytest.mark.parametrize("reason", [" ", "见11010519491231002X"])
def test_the_same_guards_hold_inside(inside, person, reason):
    with pytest.raises(Refused):
        actions.withdraw(number=inside.number, by=person("gao"), reason=reason)
    assert Record.objects.get(pk=inside.pk).withdrawn_at is None


def test_what_left_the_unit_is_still_the_offices(outside, person):
    for name in ("lin", "gao", "wu", "audit", "nobody"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.withdraw(number=outside.number, by=person(name), **WHY)
    actions.withdraw(number=outside.number, by=person("zhou"), **WHY)
    for name in ("lin", "gao"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.confirm_withdrawal(number=outside.number, by=person(name))
    actions.confirm_withdrawal(number=outside.number, by=person("sun"))


def test_through_the_pages(inside, door):
    page, address = reverse("staff_record", args=[inside.number]), reverse("staff_withdrawal", args=[inside.number])
    assert 'name="reason"' in door("gao").get(page).content.decode()
    assert 'name="reason"' not in door("lin").get(page).content.decode()
    for name, status in (("zhou", 404), ("wu", 404), ("lin", 403), ("gao", 302)):
        assert door(name).post(address, WHY).status_code == status, name
    assert inside.number in door("lin").get("/").content.decode()  # it awaits the clerk
    for name in ("gao", "zhou", "sun", "wu"):
        assert inside.number not in door(name).get("/").content.decode(), name
    for name, status in (("sun", 404), ("gao", 409), ("lin", 302)):
        assert door(name).post(address, {"step": "confirm"}).status_code == status, name
    assert inside.number not in door("lin").get("/").content.decode()


def test_through_the_api(inside, door):
    address = reverse("api:record-withdrawal", args=[inside.number])
    for name, status in (("zhou", 404), ("lin", 403), ("gao", 200)):
        assert door(name).post(address, WHY, content_type="application/json").status_code == status, name
    assert door("lin").post(reverse("api:record-confirmation", args=[inside.number])).status_code == 200


# ── the term of confirmation ─────────────────────────────────────────────────


def withdrawn_on(record: Record, day: date) -> Record:
    """The record as if it had been withdrawn on ``day``."""
    shift("archives_record", "withdrawn_at", record.pk, day)
    record.refresh_from_db()
    return record


# Withdrawn on Friday 20 November 2026: Monday 23, Tuesday 24; with two days more Thursday 26.
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def waiting(outside, person):
    return withdrawn_on(actions.withdraw(number=outside.number, by=person("zhou"), **WHY), FRIDAY)


def extend(person, record, by="sun", days=2, reason="原决定机关尚未回函", today=date(2026, 11, 24)):
    with transaction.atomic():
        return withdrawals.extend(number=record.number, days=days, reason=reason, by=person(by), today=today)


def test_the_term_and_its_extension(waiting, person):
    found = withdrawals.term_of(waiting)
    assert (found.start_on, found.days, found.due_on) == (FRIDAY, 2, date(2026, 11, 24))
    extend(person, waiting)
    found = withdrawals.term_of(waiting)
    assert (found.due_on, found.days, found.extended_by, found.why) == (date(2026, 11, 26), 4, 2, "原决定机关尚未回函")


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 4}, {"reason": " "}, {"today": date(2026, 11, 25)}, {"reason": "见110101199003070011"}, {"by": "zhou"}]
)
def test_an_extension_that_is_refused(waiting, person, wrong):
    with pytest.raises(Refused):
        extend(person, waiting, **wrong)
    assert not DeadlineExtension.objects.exists()


def test_once_and_by_those_who_may_confirm_and_only_while_it_is_awaited(waiting, person):
    for name in ("lin", "gao", "audit", "nobody", "ren"):
        with pytest.raises(PermissionDenied):
            extend(person, waiting, by=name)
    extend(person, waiting)
    with pytest.raises(Refused, match="只能延长一次"):
        extend(person, waiting)
    actions.confirm_withdrawal(number=waiting.number, by=person("sun"))
    with pytest.raises(Refused):
        extend(person, waiting)
    assert DeadlineExtension.objects.get().entry_kind == "archives.record"


def test_before_the_revision_of_2026_the_law_allowed_none(waiting, person):
    assert Term.on("confirm-withdrawal", date(2025, 12, 31)).extension_days == 0
    withdrawn_on(waiting, date(2025, 12, 31))
    with pytest.raises(Refused) as refused:
        extend(person, waiting, today=date(2025, 12, 31))
    assert "第十五条：不得延长" in refused.value.article


def test_inside_the_unit_the_one_who_may_confirm_extends(inside, person):
    record = actions.withdraw(number=inside.number, by=person("gao"), **WHY)
    today = timezone.localdate()
    with pytest.raises(Refused, match="没有记录"):
        extend(person, record, by="zhou", today=today)
    with pytest.raises(Refused, match="同事"):
        extend(person, record, by="gao", today=today)
    extend(person, record, by="lin", today=today)
    assert withdrawals.term_of(record).extended_by == 2


def test_the_record_page_prints_the_arithmetic(outside, person, door):
    today = timezone.localdate()
    actions.withdraw(number=outside.number, by=person("zhou"), **WHY)
    page, address = reverse("staff_record", args=[outside.number]), reverse("staff_withdrawal", args=[outside.number])
    text = door("sun").get(page).content.decode()
    assert "确认期限" in text
    assert "怎样算的" in text or "计算" in text
    assert f"{today.isoformat()}：" in text or today.isoformat() in text
    assert 'value="extend"' in text
    assert 'value="extend"' not in door("zhou").get(page).content.decode()
    given = {"step": "extend", "days": "2", "reason": "待原机关回函"}
    for name, status in (("lin", 403), ("zhou", 409), ("sun", 302), ("sun", 409)):
        assert door(name).post(address, given).status_code == status, name
    for wrong in ("x", "-1", "９", "99999"):
        assert door("sun").post(address, given | {"days": wrong}).status_code == 409
    text = door("zhou").get(page).content.decode()
    assert "待原机关回函" in text
    door("sun").post(address, {"step": "confirm"})
    assert "确认期限" not in door("sun").get(page).content.decode()


def test_the_home_page_counts_the_extension_in(waiting, person, door):
    extend(person, waiting)
    panel = next(d for d in withdrawals.awaiting(person("sun"), FRIDAY) if d.pk == waiting.pk)
    assert withdrawals.terms_of([panel])[panel.pk].due_on == date(2026, 11, 26)
    assert "2026-11-26" in door("sun").get("/").content.decode() or "11月26日" in door("sun").get("/").content.decode()
    assert withdrawals.may_extend(person("sun"), waiting, FRIDAY + timedelta(days=1)) == 0
