"""What a commitment is today: derived from its status, its dates and its disputes, and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from archives.duty_actions import deadlines_of
from archives.models import Appointment, Term
from integrity.calendar import Deadline, add_workdays, workdays_between

from .models import Commitment, Dispute, Handling, Ownership, Report, Version

S = Commitment.Status
RUNNING = (S.PUBLISHED, S.REPORTED, S.BROKEN, S.RECTIFYING, S.MENDED)  # published and not over: somebody answers for it
DISPLAY, VERIFY, PLAN, DISPUTE, SOON = "commitment-display", "commitment-verify", "commitment-plan", "commitment-dispute", "commitment-soon"
RECTIFY = "commitment-rectify"  # the longest that a rectification plan may take


class State(StrEnum):
    """As the public reads it, in the order in which lists count them."""

    DISPLAYED = "displayed"
    PERFORMING = "performing"
    SOON = "soon"
    OVERDUE = "overdue"
    REPORTED = "reported"
    DISPUTED = "disputed"
    KEPT = "kept"
    BROKEN = "broken"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    CASE = "case"
    ENDED = "ended"


LABELS = {
    State.DISPLAYED: _("on display"),
    State.PERFORMING: _("in performance"),
    State.SOON: _("due soon"),
    State.OVERDUE: _("overdue"),
    State.REPORTED: _("reported as kept"),
    State.DISPUTED: _("disputed, being verified"),
    State.KEPT: _("kept"),
    State.BROKEN: _("broken"),
    State.RECTIFYING: _("being rectified"),
    State.RECTIFIED: _("broken, rectified"),
    State.CASE: _("broken, under a dishonesty case"),
    State.ENDED: _("ended by lawful change"),
}

# Which tag of the register a state wears, by its value; before publication by the status.
TAGS = {
    "displayed": "public",
    "performing": "running",
    "soon": "due_soon",
    "reported": "awaiting_review",
    "disputed": "verifying",
    "rectified": "settled",
    "case": "broken",
    "ended": "expired",
    "drafted": "draft",
    "reviewing": "awaiting_review",
    "discarded": "refused",
}


def in_force():
    """The version in force of an outer commitment."""
    return Version.objects.filter(commitment=OuterRef("pk"), status=Version.Status.ADOPTED, valid_until__isnull=True)


def dated(commitments):
    """``commitments`` with ``due`` (of the version in force) and ``disputed``, so that lists ask once."""
    open_disputes = Dispute.objects.filter(commitment=OuterRef("pk"), status=Dispute.Status.RECEIVED)
    return commitments.annotate(due=Subquery(in_force().values("due_on")[:1]), disputed=Exists(open_disputes))


def overdue(commitments, today: date):
    """Published ones whose day has passed and that nobody reported as kept; ``commitments`` as :func:`dated` returns them."""
    return commitments.filter(status=S.PUBLISHED, due__lt=today)


def near(commitments, today: date):
    """Published ones whose day is so few working days away that the page says so; ``commitments`` as :func:`dated` returns them."""
    last = add_workdays(today, Term.days_of(SOON, today)).due_on
    return commitments.filter(status=S.PUBLISHED, due__gte=today, due__lte=last)


def owned(commitments, appointments, today: date):
    """Published ones that are not over and whose owner of today is one of ``appointments``."""
    of_today = Ownership.objects.filter(commitment=OuterRef("pk"), from_on__lte=today).order_by("-from_on", "-id")
    running = commitments.filter(status__in=RUNNING)
    return running.annotate(answering=Subquery(of_today.values("appointment")[:1])).filter(answering__in=appointments.values("pk"))


def ownerless(commitments, today: date):
    """Published ones that are not over and whose owner left office: somebody is to take them over."""
    return owned(commitments, Appointment.objects.filter(until_on__lte=today), today)


def lacking_proof(commitments):
    """Published ones of which neither a file nor a measured value was reported; of a handling time no case was finished either."""
    proven = Report.objects.filter(Q(value__isnull=False) | Q(proofs__isnull=False), commitment=OuterRef("pk"))
    of_matter = {
        "matter__unit": OuterRef("matter__unit"),
        "matter__code": OuterRef("matter__code"),
        "finished_on__gte": OuterRef("valid_from"),
    }
    measured = in_force().filter(Exists(Handling.objects.filter(**of_matter)), yardstick=Version.Yardstick.TIME)
    return commitments.filter(Q(status=S.PUBLISHED) & ~Exists(proven) & ~Exists(measured))


def plan_was_late(commitment: Commitment) -> bool:
    """Whether the plan came after the term of the unit to hand it in: then its day keeps no case waiting."""
    return commitment.planned_on > deadlines_of(Commitment, PLAN, {commitment.pk: commitment.decided_on})[commitment.pk].due_on


def last_day_of_plan(today: date) -> date:
    """The last day that a plan handed in today may name."""
    return add_workdays(today, Term.days_of(RECTIFY, today)).due_on


def display_ends(published_on: date) -> date:
    """The last day of the display 公示期 of what was published on that day."""
    return add_workdays(published_on, Term.days_of(DISPLAY, published_on)).due_on


def is_soon(due: date, today: date) -> bool:
    """Whether ``due`` is so few working days away that the page says so."""
    return workdays_between(today, due) <= Term.days_of(SOON, due)


def state_of(commitment, today: date) -> State | None:
    """The state of one of :func:`dated`; ``None`` before its publication."""
    if commitment.status == S.KEPT:
        return State.DISPUTED if commitment.disputed else State.KEPT
    if commitment.status == S.PUBLISHED:
        if commitment.due < today:
            return State.OVERDUE
        if today <= display_ends(commitment.published_on):
            return State.DISPLAYED
        return State.SOON if is_soon(commitment.due, today) else State.PERFORMING
    return {
        S.REPORTED: State.REPORTED,
        S.BROKEN: State.BROKEN,
        S.RECTIFYING: State.RECTIFYING,
        S.MENDED: State.RECTIFYING,
        S.RECTIFIED: State.RECTIFIED,
        S.CASE: State.CASE,
        S.ENDED: State.ENDED,
    }.get(commitment.status)


def deadlines(commitments: Iterable[Commitment]) -> dict[int, Deadline]:
    """{primary key: the term of the office or the unit that runs}: to verify, or to hand in a plan; asked once for all of them."""
    reported = {one.pk: one.reported_on for one in commitments if one.status == S.REPORTED}
    broken = {one.pk: one.decided_on for one in commitments if one.status == S.BROKEN}
    return deadlines_of(Commitment, VERIFY, reported) | deadlines_of(Commitment, PLAN, broken)


def deadline(commitment: Commitment) -> Deadline | None:
    """As :func:`deadlines`, of one; ``None`` where no such term runs."""
    return deadlines([commitment]).get(commitment.pk)


def ends(commitments: Iterable[Commitment]) -> dict[int, Deadline]:
    """{primary key: by when it is to be done}: by its term, by the day of the plan, or by the day of the commitment (of :func:`dated`)."""
    found = deadlines(commitments)
    for one in commitments:
        if one.status == S.RECTIFYING:
            found[one.pk] = Deadline(one.planned_on, 0, one.plan_due_on)
        elif one.status == S.PUBLISHED:
            found[one.pk] = Deadline(one.published_on, 0, one.due)
    return found


def dispute_deadlines(disputes: Iterable[Dispute]) -> dict[int, Deadline]:
    """{primary key: by when the dispute is decided}."""
    return deadlines_of(Dispute, DISPUTE, {one.pk: one.received_on for one in disputes})
