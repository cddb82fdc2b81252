"""While a case is open, who answered on the day of its breach and the quorum that decides it are not chosen afterwards."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from archives import post_actions
from archives.models import Authority, Panel, Post, Subject, person_in_charge
from integrity.errors import Refused
from tests import world

from . import given as cases
from .given import account, unit

BREACH = cases.SAID["breached_on"]


@pytest.fixture
def term(city):
    post = Post.objects.create(unit=unit(world.HOUSING), name="局长", is_principal=True)
    for n in (1, 2):
        holder = Subject.objects.create(kind="civil_servant", code="R" + str(n) * 31, name=f"某{n}")
        Authority.objects.create(person=holder, organ=unit(world.PARTY), serves_in=unit(world.HOUSING), from_on=date(2020, 1, 1))
    return post_actions.appoint(post=post, holder=Subject.objects.get(name="某1"), from_on=date(2024, 1, 1), document_no="任1号", by=account("ren"))


def end(term, on):
    return post_actions.end_appointment(appointment=term, on=on, document_no="免1号", reason="调离", by=account("ren"))


def test_a_term_ends_after_the_breach_or_once_the_case_is_decided(term):
    cases.case_at("refused")
    for on in (date(2026, 1, 1), BREACH):
        with pytest.raises(Refused, match="当日由谁负责不再变动"):
            end(term, on)
    assert end(term, date(2026, 7, 1)).until_on == date(2026, 7, 1)
    assert person_in_charge(unit(world.HOUSING), BREACH) == term


def test_without_a_case_it_ends_on_its_day(term):
    cases.case_at("closed")
    assert end(term, date(2026, 1, 1)).until_on == date(2026, 1, 1)


def test_who_acted_gives_way_to_nobody_for_that_day(term):
    end(term, date(2026, 1, 1))
    other = {"holder": Subject.objects.get(name="某2"), "document_no": "任2号", "by": account("ren")}
    acting = post_actions.appoint(post=term.post, from_on=date(2026, 1, 1), is_acting=True, **other)
    cases.case_at("refused")
    with pytest.raises(Refused, match="当日由谁负责不再变动"):
        post_actions.appoint(post=term.post, from_on=date(2026, 2, 1), **other)
    assert post_actions.appoint(post=term.post, from_on=date(2026, 7, 1), **other).pk
    assert person_in_charge(unit(world.HOUSING), BREACH) == acting


def test_where_nobody_did_somebody_may_be_entered(term):
    end(term, date(2026, 1, 1))
    cases.case_at("refused")
    other = {"holder": Subject.objects.get(name="某2"), "document_no": "任2号", "by": account("ren")}
    made = post_actions.appoint(post=term.post, from_on=date(2026, 1, 1), **other)
    assert person_in_charge(unit(world.HOUSING), BREACH) == made


def test_the_quorum_does_not_change_while_a_case_is_before_the_panel(city):
    case = cases.case_at("panel")
    panel = Panel.objects.get(unit=case.handler)
    panel.quorum += 1
    with pytest.raises(ValidationError, match="适用提交评议当日的规则"):
        panel.clean()
