"""The terms of a ticket: intake from the day it came, handling from the day it was accepted, or done again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.duty_actions import deadlines_of
from integrity.calendar import Deadline

from .models import Ticket

S = Ticket.Status
INTAKE, HANDLING, REDO = "complaint-intake", "complaint-handling", "complaint-redo"  # terms of the law's data
RUNNING = [S.RECEIVED, S.ACCEPTED, S.TRANSFERRED, S.HANDLED]


def running(ticket: Ticket) -> tuple[str, date] | None:
    """The term that runs and its first day; ``None`` once the complainant was answered."""
    if ticket.status == S.RECEIVED:
        return INTAKE, ticket.received_on
    if ticket.status not in RUNNING:
        return None
    return (REDO, ticket.redone_on) if ticket.redone_on else (HANDLING, ticket.accepted_on)


def deadlines(tickets: Iterable[Ticket]) -> dict[int, Deadline]:
    """The deadlines of those tickets whose term runs: ticket number → deadline."""
    starts: dict[str, dict[int, date]] = {}
    for ticket in tickets:
        if term := running(ticket):
            starts.setdefault(term[0], {})[ticket.pk] = term[1]
    return {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Ticket, code, of).items()}


def deadline(ticket: Ticket) -> Deadline | None:
    """The deadline of the term that runs, extension counted in."""
    return deadlines([ticket]).get(ticket.pk)
