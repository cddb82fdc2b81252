"""Which cases await whom: asked alike by the home page, which counts them, and by the list, which shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role

from .duties import concerned
from .models import Case, CaseVote
from .rules import outcome, question_of
from .terms import rectifications

S = Case.Status


def _units(user, today: date, *roles: str):
    return Membership.objects.held(today).filter(user=user, role__in=[*roles, Role.OFFICER]).values("unit")


def _overdue(cases, today: date) -> list[int]:
    """Those of ``cases``, all under rectification, whose day has passed."""
    return [pk for pk, deadline in rectifications(cases).items() if deadline.due_on < today]


def to_handle(user, today: date):
    """What clerks of the handling unit have to do: examine, report, put before the panel, file."""
    own = Case.objects.visible_to(user, today).filter(handler__in=_units(user, today, Role.CLERK))
    mine = Q(status=S.VERIFYING, examined_by__isnull=True) | Q(status=S.RECTIFYING) | Q(status=S.NOTIFIED, reply_due_on__lt=today)
    clerks = Membership.objects.held(today).filter(user=user, role=Role.CLERK).values("unit")
    found = own.filter(mine | Q(status=S.DETERMINED, handler__in=clerks))
    late = _overdue(found.filter(status=S.RECTIFYING), today)  # these await the head
    return found.exclude(pk__in=late).order_by("opened_on", "pk")


def to_decide(user, today: date):
    """What awaits the head of the handling unit: to order or close, to check, to serve the notice, to determine."""
    own = Case.objects.visible_to(user, today).filter(handler__in=_units(user, today, Role.HEAD))
    late = _overdue(own.filter(status=S.RECTIFYING), today)
    found = [case.pk for case in own.filter(status=S.PANEL).select_related("handler") if outcome(case)]
    mine = (
        Q(status=S.VERIFYING, examined_by__isnull=False) & ~Q(examined_by=user) & ~Q(made_by=user)
        | Q(status=S.RECTIFIED) & ~Q(reported_by=user)
        | Q(status=S.REFUSED) & ~Q(examined_by=user)
        | Q(pk__in=late) & ~Q(examined_by=user)
        | Q(pk__in=found) & ~Q(made_by=user) & ~Q(examined_by=user) & (Q(reported_by__isnull=True) | ~Q(reported_by=user))
    )
    return own.filter(mine).order_by("opened_on", "pk")


def _to_record(case) -> bool:
    """Whether the panel has decided and its outcome is the panel's to record: a breach that was found is the head's to determine."""
    decided = outcome(case)
    return decided is False or (decided is True and case.status == S.TOLERANCE)


def to_vote(user, today: date):
    """What awaits a member of the panel: the own vote, or, once the panel has decided, that the outcome is recorded."""
    units = Membership.objects.held(today).filter(user=user, role=Role.PANEL).values("unit")
    found = Case.objects.visible_to(user, today).filter(status__in=Case.VOTING, handler__in=units)
    voted = set(CaseVote.objects.filter(member=user, case__in=found).values_list("case", "question"))
    asked = [
        case.pk
        for case in found.select_related("handler", "accused")
        if (case.pk, question_of(case)) not in voted or (_to_record(case) and not concerned(case, user, today))
    ]
    return found.filter(pk__in=asked).order_by("convened_on", "pk")


def to_answer(user, today: date):
    """What was served on a unit of ``user``: not acknowledged, awaiting a reply, or an order that it carries out."""
    told = Case.objects.told_to(user, today)
    unread = told.filter(
        papers__kind__in=["notice", "determination", "repair"],
        papers__acknowledged_by__isnull=True,
        papers__document__isnull=True,  # what is a numbered document awaits among the documents
        papers__to=F("accused"),
    )
    return (
        told.filter(Q(pk__in=unread.values("pk")) | Q(status=S.NOTIFIED, reply_due_on__gte=today, replies__isnull=True) | Q(status=S.RECTIFYING))
        .distinct()
        .order_by("noticed_on", "pk")
    )


# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "handle": (_("to be handled by my unit"), {Role.CLERK, Role.OFFICER}, to_handle),
    "decide": (_("await my decision"), {Role.HEAD, Role.OFFICER}, to_decide),
    "vote": (_("await my vote"), {Role.PANEL}, to_vote),
}
