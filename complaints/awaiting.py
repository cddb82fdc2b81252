"""Which tickets await whom: asked alike by the home page, which counts them, and by the list, which shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role

from . import duties
from .models import Ticket

S = Ticket.Status


def _units(user, today: date, *roles: str):
    return Membership.objects.held(today).filter(user=user, role__in=roles).values("unit")


def of_the_office(user, today: date):
    """What the credit office has to do next, the oldest first; nothing about a unit in which ``user`` holds a role."""
    seen = Ticket.objects.visible_to(user, today).order_by("received_on", "pk")
    if Role.OFFICER not in Role.of(user, today):
        instead = duties.office_of_which_head(user, today)
        seen = seen.filter(accused=instead) if instead else seen.none()
    return seen.filter(Q(status=S.RECEIVED) & ~Q(made_by=user) | Q(status__in=[S.ACCEPTED, S.ANSWERED, S.REVISITED]))


def to_handle(user, today: date):
    """What clerks of the handling unit (officers, where it is an office) have to examine."""
    own = _units(user, today, Role.CLERK, Role.OFFICER)
    return Ticket.objects.visible_to(user, today).filter(status=S.TRANSFERRED, handler__in=own).order_by("received_on", "pk")


def to_sign(user, today: date):
    """What awaits the signature of the head (of another officer, where the handling unit is an office)."""
    own = _units(user, today, Role.HEAD, Role.OFFICER)
    return (
        Ticket.objects.visible_to(user, today)
        .filter(status=S.HANDLED, handler__in=own)
        .exclude(handled_by=user)
        .order_by("received_on", "pk")
    )


# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "office": (_("await the credit office"), {Role.OFFICER, Role.HEAD}, of_the_office),
    "handle": (_("to be handled by my unit"), {Role.CLERK, Role.OFFICER}, to_handle),
    "sign": (_("await my signature"), {Role.HEAD, Role.OFFICER}, to_sign),
}
