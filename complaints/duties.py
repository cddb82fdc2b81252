"""Whose a ticket is: the officers who take it in, the superior that handles it, and the accused unit that never learns of it."""

from __future__ import annotations

from datetime import date

from archives.models import CreditOffice, Membership, Role, Subject
from discipline.duties import offices, standing_superior


def stands_aside(ticket, by, today: date) -> bool:
    """Whether ``by`` holds any role in the body complained of."""
    return Membership.objects.held(today).filter(user=by, unit=ticket.accused_id).exists()


def _only_office(today: date) -> int | None:
    """The one unit with officers of the whole city; ``None`` where there are several or none."""
    found = offices(today) - set(CreditOffice.objects.filter(level=CreditOffice.Level.DISTRICT).values_list("unit", flat=True))
    return found.pop() if len(found) == 1 else None


def district_of(user, today: date) -> set[int] | None:
    """The bodies that officers of a district office look after; ``None`` for who is officer of an office of the whole city."""
    units = set(Membership.objects.held(today).filter(user=user, role=Role.OFFICER).values_list("unit", flat=True))
    served = dict(CreditOffice.objects.filter(unit__in=units, level=CreditOffice.Level.DISTRICT).values_list("unit", "serves"))
    if not units or units - set(served):
        return None
    superior, governments = dict(Subject.objects.bodies().values_list("pk", "superior")), set(served.values())
    return {body for body in superior if governments & set(_upward(body, superior))}


def _upward(body: int, superior: dict[int, int | None]) -> list[int]:
    """The bodies above ``body``, nearest first."""
    found: list[int] = []
    while (body := superior.get(body)) is not None and body not in found:
        found.append(body)
    return found


def is_intake(ticket, by, today: date) -> bool:
    """Officers of the credit office, those of a district for its bodies; where it is about the office of the city, the head of its superior."""
    if Membership.holds(by, Role.OFFICER, today):
        area = district_of(by, today)
        return area is None or ticket.accused_id in area
    superior = standing_superior(ticket.accused)
    return ticket.accused_id == _only_office(today) and superior is not None and Membership.holds(by, Role.HEAD, today, unit=superior)


def office_of_which_head(user, today: date) -> int | None:
    """The only credit office, if ``user`` is head of its superior; else ``None``."""
    office = Subject.objects.filter(pk=_only_office(today)).select_related("superior").first()
    superior = office and standing_superior(office)
    return office.pk if superior and Membership.holds(user, Role.HEAD, today, unit=superior) else None


def handles(ticket, by, today: date, *roles: str) -> bool:
    """Whether ``by`` holds one of ``roles`` in the handling unit; where that is a credit office, its officers do both."""
    if ticket.handler_id is None:
        return False
    return (
        Membership.objects.held(today)
        .filter(user=by, user__is_active=True, unit=ticket.handler_id, role__in=[*roles, Role.OFFICER])
        .exists()
    )


def handler_of(accused: Subject, by, today: date) -> Subject | None:
    """The unit that handles a complaint about ``accused`` transferred by ``by``: its superior, else that officer's credit office.

    1103号: the complaint is transferred to the superior or the competent department. ``None`` where nobody is left to handle it.
    """
    if (above := standing_superior(accused)) is not None:
        return above
    own = (
        Membership.objects.held(today)
        .filter(user=by, role=Role.OFFICER)
        .exclude(unit=accused)
        .order_by("pk")
        .select_related("unit")
        .first()
    )
    return own and own.unit


def vacancy_in(unit: Subject, today: date) -> bool:
    """Whether nobody could answer in the name of ``unit``: two persons are needed, the second its head (or officers of an office)."""
    held = Membership.objects.held(today).filter(unit=unit, user__is_active=True)
    people = set(held.filter(role__in=[Role.CLERK, Role.HEAD, Role.OFFICER]).values_list("user", flat=True))
    signs = held.filter(role__in=[Role.HEAD, Role.OFFICER]).exists()
    return len(people) < 2 or not signs
