"""What has gone wrong with tickets or will soon: a term near its day or past it. It names number and day, never body or complainant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Role, Term
from archives.term_checks import NEAR
from integrity import findings
from integrity.findings import Addressee, Check, Finding, level_of, told

from . import duties
from .models import Ticket
from .terms import RUNNING, deadlines, running

S = Ticket.Status


def late(today: date) -> Iterator[Finding]:
    """Tickets whose intake or answer is due or late: yellow one working day before the day, red from the first day late."""
    waiting = list(Ticket.objects.filter(status__in=RUNNING).order_by("pk").select_related("accused", "handler"))
    if not waiting:
        return
    near, ends, offices = Term.days_of(NEAR, today), deadlines(waiting), duties.offices(today)
    for ticket in waiting:
        if (level := level_of(ends[ticket.pk], today, near)) is None:
            continue
        code, start = running(ticket)
        yield Finding(
            thing=f"ticket:{ticket.pk}:{ticket.status}",
            level=level,
            addressees=_asked(ticket, offices),
            # Of the unit complained of nothing is said: neither as the unit concerned nor among the facts. Where it is a credit
            # office, its officers see no warning either.
            unit=ticket.handler_id,
            inside=ticket.accused_id in offices,
            facts={
                "ticket": ticket.pk,
                "number": ticket.number,
                "stage": ticket.status,
                "basis": Term.on(code, start).document,
                **told(ends[ticket.pk]),
            },
        )


def _asked(ticket: Ticket, offices: set[int]) -> tuple[Addressee, ...]:
    """Clerk or head of the handling unit while it is theirs; else an office that is not complained of, or the superior's head."""
    others = sorted(offices - {ticket.accused_id})
    if ticket.accused_id not in offices:
        office: tuple[Addressee, ...] = (Addressee(Role.OFFICER),)
    elif others:
        office = tuple(Addressee(Role.OFFICER, unit) for unit in others)
    else:
        superior = duties.standing_superior(ticket.accused)
        office = (Addressee(Role.HEAD, superior and superior.pk),)
    if ticket.status == S.TRANSFERRED:
        return (Addressee(Role.CLERK, ticket.handler_id), Addressee(Role.HEAD, ticket.handler_id), *office)
    return (Addressee(Role.HEAD, ticket.handler_id), *office) if ticket.status == S.HANDLED else office


def _says(facts: dict, unit: str) -> str:
    sentence = {
        S.RECEIVED: _("Ticket %(number)s awaits acceptance, due on %(due)s."),
        S.ACCEPTED: _("Ticket %(number)s is accepted and not transferred yet; the complainant is to be answered by %(due)s."),
        S.HANDLED: _("The answer to ticket %(number)s awaits its signature; the complainant is to be answered by %(due)s."),
    }.get(facts["stage"], _("Ticket %(number)s is being handled; the complainant is to be answered by %(due)s."))
    return sentence % {"number": facts["number"], "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


findings.register(
    Check(
        name="ticket",
        label=gettext_lazy("Term of a complaint"),
        asks=late,
        says=_says,
        shows=lambda facts: reverse("staff_ticket", args=[facts["ticket"]]),
    )
)
