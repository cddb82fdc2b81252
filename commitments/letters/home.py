"""On the home page: letters that await whom, drafts of templates and events to decide on, and the counter."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.home import SHOWN, duty, further, part
from archives.models import Membership, Role
from integrity.site import home_panel

from ..models import SignedLetter, Signing, WordingDraft
from ..signings.actions import organised_by
from . import rights

S = SignedLetter.Status


@home_panel
def letters(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "tools": []}
    if not roles - {Role.SECURITY}:
        return {}
    if roles & {Role.CLERK, Role.HEAD, Role.OFFICER}:
        part(panels, "duties", _letters, user, today)
        part(panels, "duties", _events, user, today)
        panels["tools"].append({"title": _("Counter: letters of commitment"), "url": reverse("staff_letter_counter")})
    if Role.OFFICER in roles:
        part(panels, "duties", _drafts, user, today)
        panels["tools"].append({"title": _("Templates of commitments"), "url": reverse("staff_wordings")})
    if rights.receives_for(user, today).exists():
        panels["tools"].append({"title": _("Enter a letter"), "url": reverse("staff_letter_enter")})
    if organised_by(user, today).exists():
        panels["tools"].append({"title": _("Draft a collective signing"), "url": reverse("staff_signing_draft")})
    return panels


def waiting(user, today):
    """Letters on which ``user`` acts next: of the own unit, and what officers verify."""
    held = Membership.objects.held(today).filter(user=user)
    own = held.filter(role__in=[Role.CLERK, Role.HEAD]).values("unit")
    asked = Q(unit__in=own, status__in=[S.ENTERED, S.PRINTED]) | Q(unit__in=own, status=S.SIGNED) & ~Q(made_by=user)
    if held.filter(role=Role.OFFICER).exists():
        asked |= Q(status=S.ALLEGED) & ~Q(alleged_by=user) & ~Q(unit__in=held.values("unit"))
        asked |= Q(status=S.MENDED) & ~Q(mended_by=user) & ~Q(unit__in=held.values("unit"))
    return SignedLetter.objects.filter(asked).select_related("subject", "wording").order_by("pk")


def _letters(user, today) -> list[dict]:
    words = {
        S.ENTERED: _("Release %(letter)s for signature"),
        S.PRINTED: _("Upload the signed copy of %(letter)s"),
        S.SIGNED: _("Put %(letter)s in force"),
        S.ALLEGED: _("Verify the breach of %(letter)s"),
        S.MENDED: _("Verify that %(letter)s is made good"),
    }
    found = list(waiting(user, today))
    rows = [
        duty(
            title=words[S(one.status)] % {"letter": one},
            url=reverse("staff_letter", args=[one.pk]),
            detail=f"{one.subject} · {one.wording.label}",
            deadline=None,
            button=_("Open it"),
            today=today,
        )
        for one in found[:SHOWN]
    ]
    url = reverse("admin:commitments_signedletter_changelist")
    return rows + further(
        [None] * len(found[SHOWN:]), total=len(found), title=_("letters of enterprises that await you"), url=url, today=today
    )


def _events(user, today) -> list[dict]:
    found = Signing.objects.filter(status=Signing.Status.DRAFTED, unit__in=organised_by(user, today), held_on__lte=today).exclude(
        made_by=user
    )
    return [
        duty(
            title=_("Confirm %(signing)s") % {"signing": one},
            url=reverse("staff_signing", args=[one.pk]),
            detail=one.title,
            deadline=None,
            button=_("Open it"),
            today=today,
        )
        for one in found[:SHOWN]
    ]


def _drafts(user, today) -> list[dict]:
    return [
        duty(
            title=_("Adopt the template of %(kind)s") % {"kind": one},
            url=reverse("staff_wording_draft", args=[one.pk]),
            detail=one.document,
            deadline=None,
            button=_("Open it"),
            today=today,
        )
        for one in WordingDraft.objects.filter(status=WordingDraft.Status.ENTERED).exclude(made_by=user)[:SHOWN]
    ]
