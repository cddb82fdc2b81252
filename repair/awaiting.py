"""Which objections await whom: asked alike by the home page, which counts them, and by the list, which shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from archives.models import Record, Role

from . import duties
from .models import CorrectionNotice, Objection

S = Objection.Status
TO_DECIDE = [S.FILED, S.IDENTIFIED, S.ACCEPTED, S.CORRECTING, S.REVOKING, S.UPHELD, S.DECIDED]


def to_decide(user, today: date):
    """What the officer (the head, where the record never left its unit) has to do next, the oldest first; nothing that
    ``user`` filed, nor the verification of a record that ``user`` entered or approved."""
    waiting = Objection.objects.visible_to(user, today).exclude(made_by=user).filter(status__in=TO_DECIDE)
    own = Q(filing__made_by=user) | Q(filing__submitted_by=user) | Q(filing__decided_by=user)
    had_part = Exists(Record.objects.filter(own, number=OuterRef("record_no")))
    return waiting.exclude(had_part, status=S.ACCEPTED).order_by("filed_on", "pk")


def to_review(user, today: date):
    """Complaints about the handling that ``user`` did not take part in."""
    seen = Objection.objects.visible_to(user, today).filter(status=S.COMPLAINED)
    return seen.exclude(made_by=user).exclude(verified_by=user).exclude(decided_by=user).order_by("complained_on", "pk")


def to_supplement(user, today: date):
    """The own objections of which something is missing."""
    return Objection.objects.filter(made_by=user, status=S.INCOMPLETE).exclude(channel=Objection.Channel.PORTAL).order_by("asked_on", "pk")


def to_acknowledge(user, today: date):
    """Correction notices that await the acknowledgement of ``user``."""
    return CorrectionNotice.objects.awaited_of(user).select_related("objection")


def has_office(user, roles: set[str], today: date) -> bool:
    """Whether ``user`` has to do with deciding on objections at all."""
    return bool(roles & {Role.OFFICER, Role.HEAD}) or duties.heads_an_office(user, today)


# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "decide": (_("await my decision"), {Role.OFFICER, Role.HEAD}, to_decide),
    "review": (_("complaints about the handling"), {Role.OFFICER, Role.HEAD}, to_review),
}
