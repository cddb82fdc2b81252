"""Whose a commitment is: the unit that made it, and the credit office that publishes and verifies, never who works in the unit."""

from __future__ import annotations

from datetime import date

from archives.models import Appointment, Membership, Role, Subject
from archives.people import own_person

# Steps of the unit; all others are the credit office's.
OF_THE_UNIT = frozenset({"submit", "take_back", "discard", "report", "plan", "mend"})


def works_for(unit: int, by, today: date) -> bool:
    """Whether ``by`` is a clerk or the head of ``unit``."""
    return Membership.objects.held(today).filter(user=by, user__is_active=True, unit=unit, role__in=[Role.CLERK, Role.HEAD]).exists()


def judges(commitment, by, today: date) -> bool:
    """Whether ``by`` is an officer of the credit office who holds no role in the unit and does not answer for the commitment."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True)
    if not held.filter(role=Role.OFFICER).exists():
        return False
    # The credit office makes commitments too: its officers work in the unit, and another office judges.
    if held.filter(unit=commitment.unit_id).exists():
        return False
    own = own_person(by, today)
    return own is None or not commitment.ownerships.filter(appointment__holder=own).exists()


def reads_contact(commitment, by, today: date) -> bool:
    """Whether ``by`` sees how who disputes can be reached: who may judge, and neither the auditor nor the unit."""
    return judges(commitment, by, today)


def owners_of(unit: Subject, day: date):
    """Who may own a commitment of ``unit`` made on ``day``: appointments that run on it, the principal post first."""
    return Appointment.objects.filter(post__unit=unit).on(day).select_related("post", "holder").order_by("-is_principal", "is_acting", "pk")


def drafts_for(user, today: date):
    """The units in whose name ``user`` may draft a commitment."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
    return Subject.objects.bodies().filter(memberships__in=held, ceased_on__isnull=True).distinct()
