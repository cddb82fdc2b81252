"""Which commitments await whom: asked alike by the home page, which counts them, and by the list, which shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from integrity.calendar import add_workdays

from . import states
from .models import Commitment, Dispute, Version

S = Commitment.Status
WEEK = 5  # working days: what is due this week


def _own(user, today: date):
    held = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD])
    return states.dated(Commitment.objects.filter(unit__in=held.values("unit")))


def _judged(user, today: date):
    """What an officer decides on: never of a unit in which the officer holds a role."""
    if Role.OFFICER not in Role.of(user, today):
        return states.dated(Commitment.objects.none())
    held = Membership.objects.held(today).filter(user=user)
    return states.dated(Commitment.objects.exclude(unit__in=held.values("unit")))


def to_submit(user, today: date):
    """Drafts of the own unit, also those that came back."""
    return _own(user, today).filter(status=S.DRAFTED).order_by("pk")


def to_publish(user, today: date):
    """Drafts that await the credit office."""
    return _judged(user, today).filter(status=S.REVIEWING).exclude(made_by=user).order_by("pk")


def to_verify(user, today: date):
    """What was reported as kept or as rectified, the oldest first."""
    return _judged(user, today).filter(status__in=[S.REPORTED, S.MENDED]).exclude(reported_by=user).order_by("reported_on", "pk")


def to_judge_overdue(user, today: date):
    """What passed its day unreported: an officer says that it was broken."""
    return states.overdue(_judged(user, today), today).order_by("due", "pk")


def to_plan(user, today: date):
    """What was broken in the own unit and has no plan yet, or whose plan runs."""
    return _own(user, today).filter(status__in=[S.BROKEN, S.RECTIFYING]).order_by("decided_on", "pk")


def due_this_week(user, today: date):
    """What the own unit has to report as kept within five working days, or should have."""
    last = add_workdays(today, WEEK).due_on
    return _own(user, today).filter(status=S.PUBLISHED, due__lte=last).order_by("due", "pk")


def lacking(user, today: date):
    """What is in performance in the own unit without a file or a measured value."""
    return states.lacking_proof(_own(user, today)).order_by("due", "pk")


def ownerless(user, today: date):
    """What in the own unit is still in the name of somebody who left office."""
    return states.ownerless(_own(user, today), today).order_by("due", "pk")


def changes(user, today: date):
    """Changes that await the credit office."""
    return (
        _judged(user, today)
        .filter(Exists(Version.objects.filter(commitment=OuterRef("pk"), status="open")), status=S.PUBLISHED)
        .order_by("pk")
    )


def disputed(user, today: date):
    """Disputes that an officer decides on: not who verified, not who works in the unit."""
    open_ones = Dispute.objects.filter(status=Dispute.Status.RECEIVED, commitment__in=_judged(user, today).values("pk"))
    return open_ones.exclude(commitment__decided_by=user).exclude(commitment__reported_by=user).order_by("received_on", "pk")


UNIT, OFFICE = {Role.CLERK, Role.HEAD}, {Role.OFFICER}
# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "due": (_("due this week in my unit"), UNIT, due_this_week),
    "lacking": (_("without proof in my unit"), UNIT, lacking),
    "drafts": (_("drafts of my unit"), UNIT, to_submit),
    "plan": (_("to be rectified by my unit"), UNIT, to_plan),
    "owner": (_("whose owner left office, in my unit"), UNIT, ownerless),
    "publish": (_("await publication"), OFFICE, to_publish),
    "verify": (_("await verification"), OFFICE, to_verify),
    "overdue": (_("overdue, to be judged"), OFFICE, to_judge_overdue),
    "changes": (_("changes that await adoption"), OFFICE, changes),
}
DISPUTES = {"decide": (_("await my decision"), OFFICE, disputed)}
