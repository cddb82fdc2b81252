"""Whose a letter is: the unit that received it, and, once it is said to be broken, the credit office, never who works in the unit."""

from __future__ import annotations

from datetime import date

from archives.models import Membership, Role, Subject

from ..duties import works_for

__all__ = ["OF_THE_OFFICE", "judges", "receives_for", "works_for"]

# Steps of the credit office; all others are the unit's.
OF_THE_OFFICE = frozenset({"dismiss", "break", "rework", "repair", "refile"})


def judges(letter, by, today: date) -> bool:
    """Whether ``by`` is an officer of the credit office who holds no role in the unit that received the letter."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True)
    return held.filter(role=Role.OFFICER).exists() and not held.filter(unit=letter.unit_id).exists()


def receives_for(user, today: date):
    """The units in whose name ``user`` enters letters: those in which the user is a clerk."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role=Role.CLERK)
    return Subject.objects.bodies().filter(memberships__in=held, ceased_on__isnull=True).distinct()
