"""Which filings await whom: asked alike by the home page, which counts them, and by the list, which shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Filing, Membership, Role, Subject
from .models.panel import Offices

S = Filing.Status
TO_SUBMIT = (S.CHECKED, S.RETURNED, S.RECEIVED)
SENT = (S.PANEL, S.SIGNING, S.SUBMITTED, S.FORWARDED)


def _units(user, today: date, role: str):
    return Membership.objects.held(today).filter(user=user, role=role).values("unit")


def to_decide(user, today: date):
    """What the office of ``user`` decides, longest waiting first; nothing that ``user`` entered or submitted."""
    waiting = Filing.objects.awaiting_decision().exclude(made_by=user).exclude(submitted_by=user).order_by("left_at", "pk")
    offices = set(_units(user, today, Role.OFFICER).values_list("unit", flat=True))
    known = Offices()
    if not offices or not known.by_government:
        return waiting if offices else waiting.none()
    units = Subject.objects.filter(pk__in=waiting.order_by().values("unit"))
    near = [unit.pk for unit in units if (office := known.nearest(unit)) is None or office.unit_id in offices]
    if known.city is None:
        return waiting.filter(unit__in=near)
    mine = Q(status=S.SUBMITTED, unit__in=near)
    return waiting.filter(mine | Q(status=S.FORWARDED)) if known.city.unit_id in offices else waiting.filter(mine)


def to_vote(user, today: date):
    """What awaits the vote of ``user`` as a member of the panel of its unit."""
    waiting = Filing.objects.filter(unit__in=_units(user, today, Role.PANEL), status=S.PANEL)
    return waiting.exclude(votes__member=user).order_by("submitted_at", "pk")


def to_sign(user, today: date):
    """What awaits the signature of ``user`` as head of its unit."""
    waiting = Filing.objects.filter(unit__in=_units(user, today, Role.HEAD), status=S.SIGNING)
    return waiting.exclude(made_by=user).exclude(submitted_by=user).order_by("submitted_at", "pk")


def _own(user, today: date):
    """What is about a person is the personnel organ's, the rest the clerk's; what the credit office corrects is the office's."""
    by_clerk = Q(unit__in=_units(user, today, Role.CLERK), person__isnull=True)
    return Filing.objects.exclude(source__in=Filing.OF_THE_OFFICE).filter(by_clerk | Q(unit__in=_units(user, today, Role.PERSONNEL), person__isnull=False))


def to_submit(user, today: date):
    """What the units of ``user`` entered and did not send on yet."""
    return _own(user, today).filter(status__in=TO_SUBMIT).order_by("made_at", "pk")


def sent(user, today: date):
    """What the units of ``user`` sent on and others have to act on, latest first."""
    return _own(user, today).filter(status__in=SENT).order_by("-submitted_at", "-pk")


# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "decide": (_("await my decision"), {Role.OFFICER}, to_decide),
    "vote": (_("await my vote"), {Role.PANEL}, to_vote),
    "sign": (_("await my signature"), {Role.HEAD}, to_sign),
    "submit": (_("to be mended or submitted by my unit"), {Role.CLERK, Role.PERSONNEL}, to_submit),
    "sent": (_("sent by my unit, waiting for others"), {Role.CLERK, Role.PERSONNEL}, sent),
}
