"""A withdrawn record that is filed again: the second person on the withdrawal comes first, and another decides."""

import pytest
from django.db import transaction
from django.urls import reverse

from archives import actions
from archives.models import Record
from archives.models.record import FOREVER
from integrity.errors import Refused
from integrity.workflow import advance
from tests.archives.appraisal import appraised
from tests.archives.test_hardened_review import internal
from tests.files import row, table
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db
WHY = "决定书已被行政复议撤销"


@pytest.fixture
def withdrawn(city, person):
    """A published record that zhou withdrew a moment ago; nobody confirmed it."""
    filing = filing_at("submitted", person, table([row(1)]))
    record = advance(filing, "approve", by=person("sun"), seen=filing.revision).records.get()
    return actions.withdraw(number=record.number, by=person("zhou"), reason=WHY)


def again(person, **changes):
    """The clerk files the same row once more and submits it."""
    return filing_at("submitted", person, table([row(1, **changes), row(2)]))


def approve(filing, by):
    with transaction.atomic():
        return advance(filing, "approve", by=by, seen=filing.revision)


def test_filing_the_row_again_is_no_way_past_the_second_person(withdrawn, person):
    filing = again(person)
    assert (filing.new, filing.changed) == (1, 1)
    for name in ("zhou", "sun"):
        with pytest.raises(Refused, match="尚未") as refused:
            approve(filing, person(name))
        assert withdrawn.number in str(refused.value)
        assert WHY in str(refused.value)
        assert "确认" in str(refused.value)  # the way out
    now = Record.objects.current().get(number=withdrawn.number)
    assert (now.pk, now.withdrawn_by, now.known_until) == (withdrawn.pk, person("zhou"), FOREVER)
    assert actions.confirm_withdrawal(number=withdrawn.number, by=person("sun")).withdrawal_confirmed_by == person("sun")


def test_after_the_confirmation_another_than_who_withdrew_decides(withdrawn, person):
    filing = again(person)
    actions.confirm_withdrawal(number=withdrawn.number, by=person("sun"))
    with pytest.raises(Refused, match="同事"):
        approve(filing, person("zhou"))
    approve(filing, person("sun"))
    now = Record.objects.current().get(number=withdrawn.number)
    assert (now.version, now.withdrawn_at) == (2, None)
    assert Record.objects.get(pk=withdrawn.pk).withdrawal_confirmed_by == person("sun")


def test_a_withdrawal_between_the_rule_and_the_lock_is_seen(city, person, monkeypatch):
    """Somebody withdraws while the approval is under way: after the lock the question is asked again."""
    from archives.imports import applying

    filing = filing_at("submitted", person, table([row(1)]))
    record = advance(filing, "approve", by=person("sun"), seen=filing.revision).records.get()
    filing = again(person, CF_SY="更正后的事由。")
    lawful = applying.hold

    def meanwhile(entry):
        actions.withdraw(number=record.number, by=person("zhou"), reason=WHY)
        lawful(entry)

    monkeypatch.setattr(applying, "hold", meanwhile)
    with pytest.raises(Refused, match="尚未"):
        approve(filing, person("sun"))
    assert Record.objects.current().get(number=record.number).version == 1


def test_the_pages_tell_of_the_withdrawal(withdrawn, person, door):
    filing = again(person)
    page = door("sun").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert WHY in page
    assert "重新归档" in page
    assert "尚未确认" in page
    answer = door("zhou").post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": filing.revision})
    assert answer.status_code == 409
    actions.confirm_withdrawal(number=withdrawn.number, by=person("sun"))
    page = door("sun").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert "已由孙宁" in page


def test_a_record_that_stands_is_corrected_as_before(city, person):
    filing = filing_at("submitted", person, table([row(1)]))
    advance(filing, "approve", by=person("sun"), seen=filing.revision)
    filing = again(person, CF_SY="更正后的事由。")
    approve(filing, person("sun"))
    assert Record.objects.current().get(filing=filing, row_no=2).version == 2


def test_inside_the_unit_it_holds_as_well(city, person):
    """What stays inside is approved by the head's signature: who withdrew it does not put it back."""
    record = Record.objects.get(filing=internal(person))
    actions.withdraw(number=record.number, by=person("gao"), reason=WHY)
    filing = appraised(person, "NB")
    assert filing.changed == 1
    for member in ("pei", "ping"):
        actions.vote(filing=filing, by=person(member), choice="for")
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    for confirmed, words in ((False, "尚未"), (True, "同事")):
        if confirmed:
            actions.confirm_withdrawal(number=record.number, by=person("lin"))
        with pytest.raises(Refused, match=words), transaction.atomic():
            advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert Record.objects.current().get(number=record.number).version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"CF_WSH": "示市监罚〔2026〕1-1号"},  # a slightly different number
        {"CF_WSH": "示市监处罚字〔2026〕900号"},  # another number, the same day
        {"CF_WSH": "示市监罚〔2026〕1号之二", "CF_JDRQ": "2026-03-03"},
        {"CF_WSH": "示市监罚字〔2026〕1号", "CF_JDRQ": "2026-03-03"},  # the same digits
        {"CF_WSH": "示市监罚〔2026〕900号", "CF_JDRQ": "2026-11-03"},  # a day later
        {"CF_WSH": "示市监罚〔2026〕901号", "CF_JDRQ": "2026-03-03"},  # the same facts
        {"CF_WSH": "示市监罚〔2026〕902号", "CF_JDRQ": "2026-03-03", "CF_SY": row(1)["CF_SY"] + "。"},  # but for a full stop
    ],
)
def test_under_another_number_it_is_still_decided_by_another_than_who_withdrew(withdrawn, person, changes):
    actions.confirm_withdrawal(number=withdrawn.number, by=person("sun"))
    filing = filing_at("submitted", person, table([row(1, **changes)]))
    assert (filing.new, filing.changed) == (1, 0)
    with pytest.raises(Refused, match="同事") as refused:
        approve(filing, person("zhou"))
    assert withdrawn.number in str(refused.value)
    assert approve(filing, person("sun")).status == "approved"


def test_another_decision_about_the_same_subject_is_no_return_of_the_withdrawn_one(withdrawn, person):
    actions.confirm_withdrawal(number=withdrawn.number, by=person("sun"))
    for n, day in ((777, "2026-04-01"), (778, "2026-10-29")):  # months apart, and four days: row(1) is of 2 November 2026
        changes = {"CF_WSH": f"示市监罚〔2026〕{n}号", "CF_JDRQ": day, "CF_SY": "未按规定公示年度报告。", "CF_NR": f"罚款一万{n}元", "CF_NR_FK": "1"}
        filing = filing_at("submitted", person, table([row(1, **changes)]))
        assert approve(filing, person("zhou")).status == "approved"


def test_where_each_officer_withdrew_one_row_the_unit_files_them_apart(city, person):
    """Nobody may decide on both rows; the refusal says the way out, and it is one."""
    other = {"CF_JDRQ": "2026-09-01", "CF_SY": "未按规定公示年度报告。", "CF_NR": "罚款三万元", "CF_NR_FK": "3"}
    both = filing_at("submitted", person, table([row(1), row(2, **other)]))
    records = advance(both, "approve", by=person("sun"), seen=both.revision).records.order_by("row_no")
    for record, by, second in zip(records, ("zhou", "sun"), ("sun", "zhou"), strict=True):
        actions.withdraw(number=record.number, by=person(by), reason=WHY)
        actions.confirm_withdrawal(number=record.number, by=person(second))
    again = [row(1, CF_WSH="示市监罚〔2026〕901号"), row(2, CF_WSH="示市监罚〔2026〕902号", **other)]
    together = filing_at("submitted", person, table(again))
    for by in ("zhou", "sun"):
        with pytest.raises(Refused, match="分别报送"):
            approve(together, person(by))
    with transaction.atomic():
        advance(together, "return", by=person("sun"), reason="请分别报送。", seen=together.revision)
    for one, by in zip(again, ("sun", "zhou"), strict=True):
        assert approve(filing_at("submitted", person, table([one])), person(by)).status == "approved"
