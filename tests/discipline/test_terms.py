"""The terms of a case over holidays, worked by hand, their extension, and what is warned of."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from archives.models import Subject
from discipline import actions, checks, terms
from integrity.deadlines import arithmetic
from integrity.errors import Refused

from .given import AFTER, DAY, account, case_at, examined, opened, take

pytestmark = pytest.mark.usefixtures("city")

# From Monday 21 September 2026, working days: 22 (1), 23 (2), 24 (3), 28 (4), 29 (5), 30 (6), 8 October (7), 9 (8), Saturday 10 (9),
# 12 (10), 13 (11), 14 (12), 15 (13), 16 (14), 19 (15), 20 (16).


@pytest.mark.parametrize(
    ("status", "code", "start", "due"),
    [
        ("verifying", "case-verify", DAY, date(2026, 10, 19)),
        ("rectifying", "case-rectify", DAY, date(2026, 10, 12)),
        ("rectified", "case-check", DAY, date(2026, 9, 29)),
        ("refused", "case-check", DAY, date(2026, 9, 29)),
        ("notified", "case-reply", DAY, date(2026, 9, 29)),
    ],
)
def test_each_stage_has_its_term(status, code, start, due):
    case = case_at(status)
    assert terms.running(case, DAY) == (code, start)
    deadline = terms.deadline(case, DAY)
    assert deadline.due_on == due
    assert arithmetic(deadline)[-1].first == due


def test_after_the_reply_it_is_to_be_decided_and_after_the_determination_filed():
    # 29 September + 20: 30 (1), 8 Oct (2), 9 (3), 10 (4), 12-16 (9), 19-23 (14), 26-30 (19), 2 November (20).
    case = case_at("notified")
    assert terms.running(case, AFTER) == ("case-decide", date(2026, 9, 29))
    assert terms.deadline(case, AFTER).due_on == date(2026, 11, 2)
    assert terms.deadline(case_at("panel"), AFTER).due_on == date(2026, 11, 2)
    # 30 September + 7: 8 (1), 9 (2), 10 (3), 12 (4), 13 (5), 14 (6), 15 (7).
    assert terms.deadline(case_at("determined"), AFTER).due_on == date(2026, 10, 15)
    assert terms.deadline(case_at("closed"), AFTER) is None


def test_rectification_is_extended_once_by_the_head_on_a_ground_that_counts():
    case = take(examined(), "order")
    extend = {"case": case, "days": 5, "plea": "procedure", "reason": "招标程序未完成", "today": DAY}
    for name in ("lin", "wu", "zhou"):
        with pytest.raises(PermissionDenied):
            actions.extend(**extend, by=account(name))
    for wrong in ({"plea": "kept"}, {"plea": ""}, {"days": 16}, {"reason": " "}, {"today": date(2026, 10, 13)}):
        with pytest.raises(Refused):
            actions.extend(**(extend | wrong), by=account("gao"))
    actions.extend(**extend, by=account("gao"))
    deadline = terms.deadline(case, DAY)
    assert (deadline.due_on, deadline.days, deadline.extended_by) == (date(2026, 10, 19), 15, 5)
    with pytest.raises(Refused, match=r"once|一次"):
        actions.extend(**extend, by=account("gao"))
    with pytest.raises(Refused, match="2026年10月19日"):
        take(case, "notify", today=date(2026, 10, 13))


@pytest.mark.parametrize(
    ("today", "level"),
    [(date(2026, 10, 9), None), (date(2026, 10, 10), "yellow"), (date(2026, 10, 12), "yellow"), (date(2026, 10, 13), "red")],
)
def test_an_overdue_rectification_is_found(today, level):
    case = take(examined(), "order")  # until 12 October
    found = list(checks.late(today))
    assert [f.level for f in found] == ([level] if level else [])
    if level:
        (finding,) = found
        assert (finding.thing, finding.unit) == (f"case:{case.pk}:rectifying", case.handler_id)
        assert [(a.role, a.unit) for a in finding.addressees] == [("clerk", case.handler_id), ("head", case.handler_id), ("officer", None)]
        words = checks._says(finding.facts, "")
        assert "2026-10-12" in words
        assert Subject.objects.get(pk=case.accused_id).name not in words + str(finding.facts)


def test_while_the_accused_body_may_reply_nobody_is_warned_and_what_has_ended_is_not_found():
    case_at("notified")
    case_at("closed")
    assert list(checks.late(date(2026, 9, 29))) == []
    assert [f.level for f in checks.late(date(2026, 11, 3))] == ["red"]
    opened(today=date(2026, 11, 3))
    assert len(list(checks.late(date(2026, 11, 3)))) == 1
