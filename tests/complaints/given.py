"""A complaint about 住房和城乡建设局, whose superior here is 市场监督管理局: zhou enters it, sun accepts, lin handles, gao signs.

``wu`` is clerk of the body complained of and must never learn of it.
"""

from __future__ import annotations

from datetime import date

from accounts.models import User
from archives.models import Subject
from complaints import actions
from complaints.models import Ticket
from tests import world

# 2026-09-21 is a Monday; the National Day holiday (1 to 7 October) lies in the terms that run from it.
DAY = date(2026, 9, 21)
SAID = {
    "kind": "breach",
    "contract_no": "示招商〔2025〕8号",
    "facts": "承诺于六月底交付的厂房至今未交付",
    "wanted": "限期交付并赔偿损失",
    "complainant_kind": "enterprise",
    "complainant_name": "示例机械有限公司",
    "contact": "0990-1234567",
}
WAY = ("accept", "transfer", "handle", "feedback", "satisfied", "close")
AFTER = dict(zip(WAY, ("accepted", "transferred", "handled", "answered", "revisited", "closed"), strict=True))
BY = {
    "accept": "sun",
    "refuse": "sun",
    "transfer": "sun",
    "handle": "lin",
    "return": "gao",
    "feedback": "gao",
    "satisfied": "zhou",
    "unsatisfied": "zhou",
    "redo": "zhou",
    "close": "zhou",
}


def account(name: str) -> User:
    return User.objects.get(username=name)


def accused() -> Subject:
    """The body complained of, under its superior."""
    body = Subject.objects.get(code=world.HOUSING)
    if body.superior_id is None:
        body.superior = Subject.objects.get(code=world.MARKET)
        body.save()
    return body


def entered(*, by: str = "zhou", received_on: date = DAY, today: date = DAY, **said) -> Ticket:
    about = said.pop("accused", None) or accused()
    return actions.enter(
        accused=about, channel=said.pop("channel", "hotline"), received_on=received_on, by=account(by), today=today, **(SAID | said)
    )


def take(ticket: Ticket, step: str, *, by: str | None = None, today: date = DAY, **given) -> Ticket:
    """Take ``step`` with what it asks for."""
    needed = {"refuse": {"ground": "litigation"}, "handle": {"outcome": "unfounded"}}.get(step, {})
    return actions.take(
        ticket=ticket, step=step, by=account(by or BY[step]), reason="理由充分", seen=ticket.revision, today=today, **(needed | given)
    )


def with_case(ticket: Ticket, *, today: date = DAY) -> Ticket:
    """The ticket with a case opened from it."""
    said = {"kind": "investment", "matter": "厂房未按期交付", "breached_on": date(2026, 6, 30)}
    actions.open_case(ticket=ticket, by=account("lin"), today=today, **said)
    ticket.refresh_from_db()
    return ticket


def ticket_at(status: str, *, today: date = DAY, **said) -> Ticket:
    """A ticket that reached ``status`` by the real steps."""
    ticket = entered(today=today, **({"received_on": today} | said))
    if status == "refused":
        return take(ticket, "refuse", today=today)
    for step in WAY:
        if ticket.status == status:
            break
        ticket = take(ticket, step, today=today)
    assert ticket.status == status
    return ticket
