"""Who initiates measures, who decides on them, and who carries them out; and what is a record to initiate them on."""

from __future__ import annotations

from datetime import date

from archives.models import Membership, Record, Role, Subject
from archives.people import own_person

from ..duties import offices
from ..models import LinkedPerson, Sort
from ..models.measure import WORKERS, standing

# The period rule of a record says on which side it counts: dishonesty and penalties, or honours.
SIDES = {Sort.SANCTION: ("dishonesty", "penalty"), Sort.INCENTIVE: ("honour",)}


def sort_of(record: Record) -> str | None:
    """Whether sanctions or incentives follow from ``record``; ``None`` where neither does."""
    return next((sort for sort, kinds in SIDES.items() if record.item.period_kind in kinds), None)


def _holds(by, unit, today: date, *roles: str) -> bool:
    return by.is_active and Membership.objects.held(today).filter(user=by, unit=unit, role__in=roles).exists()


def may_initiate(by, unit: Subject, today: date) -> bool:
    """Clerks of the unit, and its officers where it is a credit office."""
    return _holds(by, unit, today, Role.CLERK, Role.OFFICER)


def initiating_units(by, record: Record, today: date):
    """The units in whose name ``by`` may initiate measures on ``record``: the one that recorded it, and credit offices."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True, role__in=[Role.CLERK, Role.OFFICER])
    return Subject.objects.filter(memberships__in=held, pk__in={record.filing.unit_id, *offices(today)}).distinct()


def open_to(by, today: date):
    """The records on which ``by`` may look for measures: current, seen by ``by``, and still standing. Never about natural persons."""
    records = Record.objects.filter(pk__in=standing(today).values("pk")).visible_to(by)
    return records.select_related("subject__superior", "item", "filing__unit", "content")


def linked_then(record: Record):
    """Who was linked to the subject of ``record`` on the day of the matter, the day of its decision; by identifier, never by name."""
    return LinkedPerson.objects.on(record.decided_on).filter(subject=record.subject_id).select_related("person").order_by("role", "-from_on", "pk")


def named(action, by, today: date) -> bool:
    """Whether ``by`` is one of the persons whom a measure of ``action`` concerns."""
    own = own_person(by, today)
    return own is not None and action.executions.filter(link__person=own).exists()


def stands_aside(subject: Subject, by, today: date) -> bool:
    """Whether ``by`` holds any role in the body that the measures are about."""
    return Membership.objects.held(today).filter(user=by, unit=subject).exists()


def may_decide(action, by, today: date) -> bool:
    return not stands_aside(action.subject, by, today) and not named(action, by, today) and _holds(by, action.initiator, today, Role.HEAD, Role.OFFICER)


def may_execute(execution, by, today: date) -> bool:
    if execution.asked_on is None or not _holds(by, execution.unit, today, *WORKERS):
        return False
    if execution.link_id and named(execution.action, by, today):
        return False
    subject = execution.action.subject
    return subject == execution.unit or not stands_aside(subject, by, today)
