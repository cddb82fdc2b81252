"""Terms of an objection, over holidays, by days counted by hand; extension, yellow and red; who is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from archives.models import Term
from integrity.errors import Refused
from repair import actions, checks
from repair.models import CorrectionNotice
from repair.terms import deadline
from tests.shifting import shift

from .given import DAY, account, filed, objection_at, take

pytestmark = pytest.mark.usefixtures("city")


def test_the_numbers_are_dated_data_and_not_said_to_be_verified():
    terms = {t.code: (t.days, t.extension_days, t.verified) for t in Term.objects.filter(code__startswith="objection-")}
    assert terms == {
        "objection-accept": (3, 0, False), "objection-supplement": (5, 0, False), "objection-verify": (7, 7, False), "objection-again": (7, 0, False),
        "objection-complaint": (10, 0, False), "objection-review": (7, 0, False),
    }  # fmt: skip


def test_acceptance_is_three_working_days_from_filing_and_begins_anew_with_the_supplement():
    # Filed on Monday 21 September 2026: 22, 23, 24 (3).
    found = filed()
    assert deadline(found).due_on == date(2026, 9, 24)
    found = take(found, "incomplete", today=date(2026, 9, 22))
    # The objector's five: 23, 24 (2); 25 to 27 Mid-Autumn; 28, 29, 30 (5).
    assert deadline(found).due_on == date(2026, 9, 30)
    # Supplemented on Wednesday 30 September: 1 to 7 October free; 8, 9 (2), Saturday 10 is worked (3).
    assert deadline(take(found, "supplement", today=date(2026, 9, 30))).due_on == date(2026, 10, 10)


def test_verification_is_seven_working_days_from_acceptance_until_the_objector_is_told():
    found = objection_at("accepted")
    # 22, 23, 24 (3); Mid-Autumn; 28, 29, 30 (6); National Day; 8 October (7).
    assert deadline(found).due_on == date(2026, 10, 8)
    found = take(found, "uphold")
    assert deadline(found).due_on == date(2026, 10, 8)
    assert deadline(take(found, "tell")) is None


def test_extended_once_by_at_most_seven_with_a_reason_before_the_day():
    found = objection_at("accepted")
    for days, reason in ((8, "理由"), (0, "理由"), (7, " ")):
        with pytest.raises(Refused):
            actions.extend(objection=found, days=days, reason=reason, by=account("zhou"), today=DAY)
    for name in ("lin", "gao", "wu", "he", "audit", "guard", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.extend(objection=found, days=7, reason="理由", by=account(name), today=DAY)
    actions.extend(objection=found, days=7, reason="需要调取原件", by=account("zhou"), today=date(2026, 10, 8))
    # After Thursday 8 October (7): 9 (8), Saturday 10 worked (9), 12 to 16 (14).
    assert deadline(found).due_on == date(2026, 10, 16)
    with pytest.raises(Refused, match=r"once|一次"):
        actions.extend(objection=found, days=1, reason="理由", by=account("zhou"), today=DAY)


def test_neither_afterwards_nor_another_term():
    with pytest.raises(Refused, match=r"ended on|届满"):
        actions.extend(objection=objection_at("accepted"), days=7, reason="理由", by=account("zhou"), today=date(2026, 10, 9))
    for status in ("filed", "identified", "decided", "complained"):
        with pytest.raises(Refused):
            actions.extend(objection=objection_at(status), days=1, reason="理由", by=account("zhou"), today=DAY)


def test_the_review_and_verifying_again_have_terms_of_their_own():
    found = objection_at("complained")
    assert deadline(found).due_on == date(2026, 10, 8)  # seven, as above
    found = take(found, "reopen", today=date(2026, 10, 9))
    # From Friday 9 October: Saturday 10 worked (1), 12 to 16 (6), Monday 19 (7).
    assert deadline(found).due_on == date(2026, 10, 19)
    with pytest.raises(Refused):
        actions.extend(objection=found, days=1, reason="理由", by=account("zhou"), today=date(2026, 10, 9))


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 9, 29), None),  # Tuesday: two working days before
        (date(2026, 9, 30), "yellow"),  # Wednesday: the working day before
        (date(2026, 10, 5), "yellow"),  # in the holiday
        (date(2026, 10, 8), "yellow"),  # the day itself
        (date(2026, 10, 9), "red"),  # the first day late
        (date(2026, 11, 20), "red"),
    ],
)
def test_yellow_one_working_day_before_and_red_from_the_first_day_late(today, level):
    objection_at("accepted")
    assert [finding.level for finding in checks.late(today)] == ([level] if level else [])


def test_a_warning_asks_the_office_and_names_nothing_but_the_objection():
    found = objection_at("accepted")
    (finding,) = checks.late(date(2026, 12, 1))
    assert [(a.role, a.unit) for a in finding.addressees] == [("officer", None)]
    told = str(finding.facts) + checks._says(finding.facts, "")
    assert found.number in told
    for word in (found.record_no, found.objector_name, found.contact, found.wrong, "住房"):
        assert word not in told


def test_nothing_is_found_of_what_ended_or_awaits_the_objector():
    for status in ("incomplete", "refused", "decided", "closed"):
        objection_at(status)
    assert list(checks.late(date(2027, 1, 4))) == []


def test_a_correction_that_is_not_acknowledged_is_followed_up():
    found = objection_at("decided", how="correct")
    notice = CorrectionNotice.objects.create(
        objection=found, recipient=account("lin"), how="api", received_at=datetime(2026, 9, 1, tzinfo=UTC)
    )
    shift("repair_correctionnotice", "sent_at", notice.pk, DAY)
    # Five working days after 21 September: 22 to 24 (3), 28, 29 (5).
    assert [f.level for f in checks.unacknowledged(date(2026, 9, 25))] == []
    assert [f.level for f in checks.unacknowledged(date(2026, 9, 28))] == ["yellow"]
    assert [f.level for f in checks.unacknowledged(date(2026, 9, 30))] == ["red"]
