"""Whose an application is: the unit that found the breach (谁认定、谁修复), the credit office where nobody of the unit may."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from archives import people
from archives.models import Membership, Record, Role

from ..duties import at_window, may_object, took_part_in

HANDLES = {"accept": (Role.CLERK, Role.HEAD), "reject": (Role.CLERK, Role.HEAD), "verify": (Role.CLERK, Role.HEAD)}
HANDLES |= {"falsify": (Role.CLERK, Role.HEAD), "grant": (Role.HEAD,), "refuse": (Role.HEAD,)}


def may_apply(by, record: Record, today: date) -> bool:
    """As for an objection: the civil servant for the own record, the head of a body for one about the body."""
    return may_object(by, record, today)


def for_window(by, today: date):
    """The current records for whose subject ``by`` may apply at the window."""
    return at_window(by, today)


def is_applicant(application, by) -> bool:
    """Whoever filed it on the staff site; what came by the portal is in the name of the system, which takes no step of it."""
    return by.pk == application.made_by_id and application.channel != application.Channel.PORTAL


def numbers(application) -> list[str]:
    return list(application.applied.values_list("number", flat=True))


def barred(application, by, step: str) -> bool:
    """Whether four eyes keep ``by`` from ``step``: filed it, had part in a record, or verified what is decided."""
    if by.pk == application.made_by_id or took_part_in(numbers(application), by):
        return True
    return step in {"grant", "refuse"} and by.pk == application.verified_by_id


def _of_finder(application, step: str, today: date):
    """The accounts of the finding unit that hold the role of ``step``."""
    if application.finder_id is None:
        return User.objects.none()
    held = Membership.objects.held(today).filter(unit=application.finder_id, role__in=HANDLES[step], user__is_active=True)
    return User.objects.filter(pk__in=held.values("user"))


def handles(application, by, step: str, today: date) -> bool:
    """Who holds the role in the finding unit; an officer of the credit office where nobody there may take the step."""
    theirs = _of_finder(application, step, today)
    if theirs.filter(pk=by.pk).exists():
        return True
    return Membership.holds(by, Role.OFFICER, today) and not somebody_of_finder(application, step, today)


def stands_aside(application, by, today: date) -> bool:
    """Whether ``by`` is the subject, or holds a role in the body that is."""
    subject = application.subject
    if subject is None:
        return False
    if subject.is_person:
        return people.own_person(by, today) == subject
    return Membership.objects.held(today).filter(user=by, unit=subject).exists()


def files_false_material(application, by, today: date) -> bool:
    """The clerks of the finding unit file what is recorded about false material."""
    return application.finder_id is not None and Membership.holds(by, Role.CLERK, today, unit=application.finder)


def somebody_of_finder(application, step: str, today: date) -> bool:
    """Whether anybody of the finding unit may take ``step``."""
    return any(not barred(application, user, step) for user in _of_finder(application, step, today))
