"""Which applications and shields await whom: asked alike by the home page and by the lists."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role

from . import duties
from .models import Application, Shielding

S = Application.Status
NEXT = {S.SUBMITTED: "accept", S.ACCEPTED: "verify", S.VERIFIED: "grant"}


def to_handle(user, today: date):
    """The applications whose next step ``user`` may take, the oldest first; and those whose false material awaits a record."""
    seen = Application.objects.visible_to(user, today).select_related("subject", "finder")
    mine = [
        found.pk
        for found in seen.filter(status__in=NEXT)
        if duties.handles(found, user, NEXT[found.status], today)
        and not duties.barred(found, user, NEXT[found.status])
        and not duties.stands_aside(found, user, today)
    ]
    own = Membership.objects.held(today).filter(user=user, role=Role.CLERK).values("unit")
    to_file = seen.filter(status=S.FALSE, filing__isnull=True, finder__in=own).values_list("pk", flat=True)
    found = Application.objects.filter(pk__in=[*mine, *to_file]).order_by("filed_on", "pk")
    return found.select_related("subject").prefetch_related("applied")


def to_submit(user, today: date):
    """The own drafts."""
    found = Application.objects.filter(made_by=user, status=S.DRAFT).order_by("filed_on", "pk")
    return found.select_related("subject").prefetch_related("applied")


def to_confirm(user, today: date):
    """Shields that a colleague entered."""
    return Shielding.objects.visible_to(user, today).filter(status=Shielding.Status.ENTERED).exclude(made_by=user).order_by("pk")


QUESTIONS = {
    "handle": (_("await my decision"), {Role.OFFICER, Role.HEAD, Role.CLERK}, to_handle),
    "submit": (_("my drafts"), {Role.OFFICER, Role.HEAD, Role.CLERK}, to_submit),
}
SHIELD_QUESTIONS = {"confirm": (_("await my decision"), {Role.OFFICER}, to_confirm)}
