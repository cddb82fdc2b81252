"""An officer's concern with a person ends when the matter is over; afterwards the archive is shut again, and the try is noted."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archives import actions, people
from archives.models import ReadLog, Record, Term
from integrity.calendar import add_workdays, earliest_start
from integrity.errors import Refused
from tests.archives.officials import account, filed, register
from tests.conftest import role
from tests.shifting import shift

# 20 working days from Friday 25 September 2026, by hand: 28 29 30 September (3); 1–7 October holidays; 8 9 and the worked
# Saturday 10 (6); 12–16 (11); 19–23 (16); 26 27 28 29 (20). The term of a decision of that Friday ends on 29 October.
DECIDED, LAST = date(2026, 9, 25), date(2026, 10, 29)


@pytest.fixture
def decided(city):
    person = register()
    record = filed(person, "GZ-ZW")
    shift("archives_filing", "decided_at", record.filing_id, DECIDED)
    return person


def concerned(name, person, today) -> bool:
    return people.acting_as(account(name), person, today) == people.As.OFFICER


@pytest.mark.parametrize(("today", "held"), [(DECIDED, True), (LAST, True), (LAST + timedelta(days=1), False), (date(2027, 3, 1), False)])
def test_who_decided_is_concerned_until_the_term_is_over(decided, today, held):
    assert concerned("zhou", decided, today) is held
    assert concerned("sun", decided, today) is False
    assert people.roster(account("zhou"), today).filter(pk=decided.pk).exists() is held


def test_afterwards_the_archive_the_filing_and_the_record_are_refused_and_noted(decided, door):
    shift("archives_filing", "decided_at", Record.objects.get(subject=decided).filing_id, timezone.localdate() - timedelta(days=90))
    record = Record.objects.get(subject=decided)
    client = door("zhou")
    for address in (
        reverse("staff_person", args=[decided.address]),
        reverse("staff_filing", args=[record.filing_id]),
        reverse("staff_record", args=[record.number]),
    ):
        before = ReadLog.objects.count()
        assert client.get(address).status_code == 403, address
        row = ReadLog.objects.order_by("pk").last()
        assert (ReadLog.objects.count(), row.by, row.granted, row.person) == (before + 1, account("zhou"), False, decided)


def test_a_withdrawal_concerns_until_it_is_confirmed_and_the_term_after_it_is_over(decided, person):
    record = Record.objects.get(subject=decided)
    with pytest.raises(Refused):
        actions.confirm_withdrawal(number=record.number, by=person("sun"))
    actions.withdraw(number=record.number, by=person("sun"), reason="文书已撤销")
    far = date(2027, 6, 1)
    assert concerned("zhou", decided, far)  # however long it waits: somebody has to confirm
    actions.confirm_withdrawal(number=record.number, by=person("zhou"))
    shift("archives_record", "withdrawal_confirmed_at", record.pk, DECIDED)
    for name in ("zhou", "sun"):
        assert concerned(name, decided, LAST)
        assert not concerned(name, decided, LAST + timedelta(days=1))


def test_the_length_is_law_and_editable(decided):
    with role("registry_owner"):  # no login of the register rewrites a term
        Term.objects.filter(code="concern").update(days=21)
    assert concerned("zhou", decided, date(2026, 10, 30))
    with role("registry_owner"):
        Term.objects.filter(code="concern").update(days=1)
    assert concerned("zhou", decided, date(2026, 9, 28))
    assert not concerned("zhou", decided, date(2026, 9, 29))


@pytest.mark.parametrize("days", [1, 2, 5, 20])
@pytest.mark.parametrize("beyond", [False, True])
def test_the_earliest_start_is_the_reverse_of_the_deadline(city, days, beyond):
    """Over every day of four years and past the end of the calendar: a term from that day has not ended, one from the day before has."""
    day = date(2030, 3, 1) if beyond else date(2023, 2, 1)
    for n in range(0, 1400, 7 if days > 2 else 3):
        today = day + timedelta(days=n)
        first = earliest_start(today, days)
        assert add_workdays(first, days).due_on >= today
        assert add_workdays(first - timedelta(days=1), days).due_on < today
