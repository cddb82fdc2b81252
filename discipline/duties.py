"""Whose a case is: the superior or the credit office that handles it, and who stands aside because concerned."""

from __future__ import annotations

from datetime import date

from archives.models import Membership, Role, Subject
from archives.models.post import person_in_charge
from archives.people import own_person


def offices(today: date) -> set[int]:
    """The units whose officers make a credit office."""
    return set(Membership.objects.held(today).filter(role=Role.OFFICER, user__is_active=True).values_list("unit", flat=True))


def standing_superior(body: Subject) -> Subject | None:
    """The nearest superior that exists; ``None`` where there is none."""
    seen, above = {body.pk}, body.superior
    while above is not None and above.pk not in seen:
        if above.ceased_on is None:
            return above
        seen.add(above.pk)
        above = above.successor or above.superior
    return None


def may_handle(unit: Subject, accused: Subject, today: date) -> bool:
    """Whether ``unit`` may handle a case about ``accused``: its superior, or a unit with officers of the credit office (1103号)."""
    if unit.pk == accused.pk:
        return False
    above = standing_superior(accused)
    return above == unit or unit.pk in offices(today)


def stands_aside(case, by, today: date) -> bool:
    """Whether ``by`` is concerned: holds any role in the accused body, or was in charge of it on the day of the breach."""
    if Membership.objects.held(today).filter(user=by, unit=case.accused_id).exists():
        return True
    own = own_person(by, today)
    if own is None:
        return False
    then = person_in_charge(case.accused, case.breached_on)
    return then is not None and then.holder_id == own.pk


def handles(case, by, today: date, *roles: str) -> bool:
    """Whether ``by`` holds one of ``roles`` in the handling unit; where that is a credit office, its officers do both."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True, unit=case.handler_id)
    return held.filter(role__in=[*roles, Role.OFFICER]).exists()


def concerned(case, by, today: date) -> bool:
    """Whether a panel member is concerned and has to be recused: took part in the case before, or stands aside."""
    took_part = {case.made_by_id, case.examined_by_id, case.decided_by_id, case.reported_by_id, case.noticed_by_id, case.lightened_by_id}
    return by.pk in took_part or stands_aside(case, by, today)


def before_panel_of(unit: Subject):
    """A case that waits for the panel of ``unit``, or nothing."""
    from .models import Case

    return Case.objects.filter(handler=unit, status__in=Case.VOTING).order_by("pk").first()
