"""The lawful ways of letters, signings, templates, powers and the timer, signed in as ``staff``: what only the logins that work are asked lets them pass."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from archives import actions as filings
from archives.models import FiledRow
from commitments.handling import actions as timer
from commitments.models import LetterCheck
from integrity.workflow import advance
from tests.archives import powered
from tests.commitments import handled, lettered
from tests.commitments.given import account, step
from tests.files import row, table
from tests.integrity.test_workflow import received


@pytest.fixture
def signed_in(committed):
    """Every transaction is committed, and the session is that of ``staff``."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION staff")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute("SET ROLE registry_owner")


@pytest.mark.parametrize("status", lettered.WAY)
def test_letters(signed_in, status):
    assert lettered.at(status).status == status


def test_a_letter_of_a_project_and_one_whose_breach_was_none(signed_in):
    letter = lettered.at("alleged", "project")
    assert step(letter, "dismiss", "zhou", "未见违诺").alleged_on is None


def test_a_letter_whose_record_came_back_is_filed_anew(signed_in):
    letter = lettered.at("broken")
    first = letter.filing
    advance(first, "return", by=account("sun"), reason="名称有误", seen=first.revision)
    letter = step(letter, "refile", "zhou", "再报")
    assert letter.filing_id != first.pk
    advance(letter.filing, "approve", by=account("sun"), seen=letter.filing.revision)


def test_signings_and_templates(signed_in):
    event = lettered.event()
    assert step(event, "confirm", "gao").status == "confirmed"
    assert step(lettered.template(), "adopt", "sun").status == "in_force"


def test_powers(signed_in):
    powered.listed()
    powered.step(powered.drafted("add", "CF-002"))
    powered.step(powered.drafted("adjust", "CF-002", starts_on=timezone.localdate() + timedelta(1), said=powered.said(name="对无证经营的处罚")))
    powered.step(powered.drafted("add", "CF-003"), "refuse")


def test_the_timer(signed_in):
    matter = powered.approval()
    taken = timer.take_in(matter=matter, number="N-1", accepted_on=timezone.localdate(), by=account("lin"))
    timer.ask_again(handling=taken, materials=matter.materials[:1], by=account("lin"))
    timer.ask_again(handling=taken, materials=matter.materials[:2], by=account("lin"))
    assert timer.finish(handling=taken, by=account("lin")).asked_again == 2
    # A file says other days and counts, also of what runs on the timer.
    today = timezone.localdate()
    timer.take_in(matter=matter, number="N-2", accepted_on=today - timedelta(3), by=account("lin"))
    rows = [("N-2", matter.code, today - timedelta(3), today - timedelta(1), 4), ("N-3", matter.code, today - timedelta(9), today - timedelta(2), 1)]
    assert handled.entered(rows)["accepted"] == 2


def test_a_letter_instead_of_a_document(signed_in):
    matter = powered.approval(accepts=["replacement"])
    lettered.entered("replacement", matter=matter, replaces="营业执照")


def test_a_filing_that_is_discarded_takes_its_rows_along(signed_in):
    filing = filings.check_filing(filing=received())
    advance(filing, "discard", by=account("lin"), reason="重复")
    assert not FiledRow.objects.filter(filing=filing.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO commitments_lettercheck (letter_id, \"on\", by_id, result, words) SELECT id, accepted_on, {sun}, 'failed', 'x' FROM commitments_signedletter",
        "UPDATE commitments_signedletter SET alleged_on = '2020-01-01'",
    ],
)
def test_what_is_not_lawful_is_refused_to_that_session(signed_in, statement):
    lettered.at("in_force")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(sun=account("sun").pk))
    assert not LetterCheck.objects.exists()


def filed(*numbers: int):
    """A file of records of the market office, checked, submitted and approved."""
    day = (timezone.localdate() - timedelta(40)).isoformat()
    content = io.BytesIO(table([row(number, CF_JDRQ=day) for number in numbers]))
    filing = filings.check_filing(filing=filings.receive_file(unit=lettered.unit(), by=account("lin"), stream=content, filename="a.csv"))
    filing = advance(filing, "submit", by=account("lin"))
    return advance(filing, "approve", by=account("zhou"), seen=filing.revision)


def test_a_file_is_staged_filed_and_cleared(signed_in):
    filed(1)
    again = filed(1, 2)
    assert (again.new, again.unchanged) == (1, 1)
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute("SET SESSION AUTHORIZATION worker")
    assert filings.clear_staging(before=timezone.now() + timedelta(1)) == 1
    assert FiledRow.objects.count() == 2


def test_a_row_of_what_was_submitted_is_not_replaced(signed_in):
    filing = advance(filings.check_filing(filing=received()), "submit", by=account("lin"))
    rewritten = FiledRow.objects.get(filing=filing)
    rewritten.facts, rewritten.row_no = {"public": {"honour": "伪造"}}, 2
    for write in (lambda: FiledRow.objects.filter(filing=filing)._raw_delete("default"), lambda: rewritten.save(force_insert=True)):
        with pytest.raises(Error, match="The rows of a filing"), transaction.atomic():
            write()
    assert FiledRow.objects.filter(filing=filing).count() == 1
