"""Which joint actions, measures and liftings await whom: asked alike by the home page and by the lists."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role

from ..models import Execution, JointAction, Lifting
from ..models.measure import units_of

S = Execution.Status
DECIDE = {Role.HEAD, Role.OFFICER}
WORK = {Role.CLERK, Role.HEAD}


def to_decide(user, today: date):
    """Drafts of a unit whose head or officer ``user`` is, made by somebody else, and not about a body of ``user``."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True)
    heads = held.filter(role__in=DECIDE).values("unit")
    drafts = JointAction.objects.filter(status=JointAction.Status.DRAFTED, initiator__in=heads)
    return drafts.exclude(made_by=user).exclude(subject__in=held.values("unit")).order_by("drafted_on", "pk")


def to_answer(user, today: date):
    """Measures that await the answer or the feedback of a unit of ``user``."""
    found = Execution.objects.awaited(today).filter(unit__in=units_of(user, today))
    return found.select_related("item", "unit", "link", "action__subject").order_by("asked_on", "pk")


def to_acknowledge(user, today: date):
    """Liftings that a unit of ``user`` has not acknowledged."""
    return Lifting.objects.open(today).filter(unit__in=units_of(user, today)).order_by("made_on", "pk")


def unanswered(user, today: date):
    """Joint actions initiated by a unit of ``user`` of which something is still to come from the units."""
    waiting = Execution.objects.awaited(today).values("action")
    return JointAction.objects.filter(initiator__in=units_of(user, today), pk__in=waiting).order_by("decided_on", "pk")


ACTIONS = {
    "decide": (_("await my decision"), DECIDE, to_decide),
    "follow": (_("await answers of units"), WORK, unanswered),
}
EXECUTIONS = {"answer": (_("await my unit"), WORK, to_answer)}
LIFTINGS = {"acknowledge": (_("await my unit"), WORK, to_acknowledge)}
