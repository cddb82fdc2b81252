"""Under the receipt stands what became of the case, in the words of the law, once it has ended; and nothing of its content."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from complaints.flow import TICKET, case_has_ended
from integrity.errors import Refused
from publicity.complaining import CASE
from tests.archives.appraisal import panel
from tests.conftest import role
from tests.discipline import given as judged

from .given import DAY, account, take, ticket_at, with_case

pytestmark = pytest.mark.usefixtures("city")

# Where the case stands → what the complainant reads.
TOLD = {
    "verifying": None,
    "unfounded": "not_found",
    "rectifying": None,
    "rectified": None,
    "closed": "rectified",
    "refused": None,
    "notified": None,
    "waived": "waived",
    "tolerance": None,
    "tolerated": "tolerated",
    "panel": None,
    "dismissed": "not_found",
    "determined": None,
    "filed": "determined",
}


def told(ticket) -> dict:
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT pub.complaint_told(%s)::text", [ticket.pk])
        return json.loads(cursor.fetchone()[0])


def answered():
    """A founded ticket that was answered while its case was being verified."""
    return take(take(with_case(ticket_at("transferred")), "handle", outcome="founded"), "feedback")


def taken_to(case, status: str):
    panel()
    case = judged.examined(case)
    for what in judged.WAYS[status]:
        if what.startswith("?"):
            judged.reply(case, what[1:])
        elif what in "+-":
            for member in ("pan", "pei"):
                judged.vote(case, "for" if what == "+" else "against", by=member)
        else:
            case = judged.take(case, what)
    return case


@pytest.mark.parametrize("status", TOLD)
def test_the_outcome_is_told_when_the_case_has_ended_and_not_before(status):
    ticket = answered()
    case = taken_to(ticket.case, status)
    assert case.status == status
    found = told(ticket)
    assert found["case"] == TOLD[status]
    written = json.dumps(found, ensure_ascii=False)
    for secret in (case.number, case.matter, judged.FOUND["found"], judged.FOUND["evidence"], "理由充分，"):
        assert secret not in written


def test_nothing_is_told_before_the_complainant_was_answered():
    ticket = with_case(ticket_at("transferred"))
    taken_to(ticket.case, "tolerated")
    assert told(ticket)["case"] is None
    assert told(take(ticket, "handle", outcome="founded"))["case"] is None


def test_an_unfounded_ticket_tells_of_no_case():
    ticket = ticket_at("answered")
    assert told(ticket)["case"] is None


def test_the_page_has_words_for_each_outcome():
    assert set(CASE) == {word for word in TOLD.values() if word}
    assert len({str(words) for words in CASE.values()}) == len(CASE)


def test_a_ticket_is_not_called_unfounded_while_its_case_is_open():
    ticket = with_case(ticket_at("transferred"))
    with pytest.raises(Refused, match=r"is not closed|尚未结案"):
        take(ticket, "handle", outcome="unfounded")
    taken_to(ticket.case, "unfounded")
    assert take(take(ticket, "handle", outcome="unfounded"), "feedback").status == "answered"


def test_nor_once_its_case_ended_otherwise():
    ticket = with_case(ticket_at("transferred"))
    taken_to(ticket.case, "closed")
    with pytest.raises(Refused, match=r"ended otherwise|并非以不属实"):
        take(ticket, "handle", outcome="unfounded")
    assert take(take(ticket, "handle", outcome="founded"), "feedback").status == "answered"


def test_what_was_reported_before_this_rule_is_not_signed_either():
    ticket = with_case(ticket_at("transferred"))
    ticket.outcome = "unfounded"
    assert case_has_ended in TICKET["feedback"].rules
    with pytest.raises(Refused, match=r"is not closed|尚未结案"):
        case_has_ended(ticket, account("gao"), DAY)
