"""What never left its unit: the credit office does not learn of the objection either; the head of the unit decides."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from archives import actions as filing_actions
from archives.models import CatalogueItem, Filing, Membership, Record, Role, Subject
from integrity.errors import Refused
from integrity.workflow import advance
from repair import actions, checks
from repair.models import Objection
from tests import world
from tests.archives.appraisal import appraised

from .given import DAY, SAID, account, take

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def inside(person) -> Record:
    """An appraisal that the panel of 市场监督管理局 adopted and its head signed; it stays there."""
    filing = appraised(person, "NB", subject_code=world.HOUSING)
    for member in ("pei", "ping"):
        filing_actions.vote(filing=filing, by=person(member), choice="for")
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    filing = advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert (filing.status, filing.left_at) == (Filing.Status.APPROVED, None)
    assert CatalogueItem.objects.get(pk=filing.records.first().item_id).routing == "unit"
    return filing.records.select_related("subject", "filing").first()


def at_the_window(record: Record) -> Objection:
    said = {**SAID, "objector_name": "某科室", "identity_seen": "工作证", "objector_kind": "agent", "today": DAY}
    return actions.take_in(number=record.number, by=account("lin"), **said)


def second_head() -> None:
    """gao signed the record, so another head decides: one who stands in for gao."""
    market = Subject.objects.get(code=world.MARKET)
    Membership.objects.create(user=account("nobody"), unit=market, role=Role.HEAD, from_on="2020-01-01")


def test_the_office_sees_neither_objection_nor_warning_and_the_head_decides(inside, door):
    found = at_the_window(inside)
    assert found.is_inside
    for name, sees in (("zhou", False), ("sun", False), ("gao", True), ("lin", True), ("audit", True), ("wu", False)):
        assert Objection.objects.visible_to(account(name), DAY).exists() == sees, name
        assert (door(name).get(reverse("staff_objection", args=[found.pk])).status_code == 200) == sees, name
    for name in ("zhou", "sun", "lin", "wu", "audit"):
        with pytest.raises((PermissionDenied, Refused)):
            take(found, "identify", by=name)
    (finding,) = checks.late(DAY.replace(month=11))
    assert [(a.role, a.unit) for a in finding.addressees] == [("head", inside.filing.unit_id)]
    assert finding.inside
    found = take(take(found, "identify", by="gao"), "accept", by="gao")
    assert Record.objects.with_objections().get(pk=inside.pk).objected_from
    with pytest.raises(Refused, match=r"entered or decided|录入或者"):
        take(found, "uphold", by="gao")
    second_head()
    with pytest.raises(Refused, match=r"never left|没有离开"):
        take(found, "correct", by="nobody")
    found = take(found, "revoke", by="nobody")
    with pytest.raises(Refused, match=r"not confirmed yet|尚未确认"):
        take(found, "tell", by="nobody")
    filing_actions.confirm_withdrawal(number=inside.number, by=account("lin"))
    assert take(take(found, "tell", by="nobody"), "close", by="nobody").status == "closed"


def test_the_clerk_of_the_office_takes_in_nothing_about_it(inside):
    Membership.objects.create(user=account("nobody"), unit=Subject.objects.get(code=world.OFFICE), role=Role.CLERK, from_on="2020-01-01")
    said = {**SAID, "objector_name": "某科室", "identity_seen": "工作证", "objector_kind": "agent", "today": DAY}
    with pytest.raises(Refused, match=r"There is no record|没有您可以代收"):
        actions.take_in(number=inside.number, by=account("nobody"), **said)
