"""On the home page: notices of courts that await the credit office or the body, with the day of the listing and its sum."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.home import SHOWN, duty, further, part
from archives.models import Membership, Role
from integrity.site import home_panel

from .models import CourtNotice
from .notices import deadline

S = CourtNotice.Status


def _of_units(user, today: date, *roles: str):
    return Membership.objects.held(today).filter(user=user, role__in=roles).values("unit")


def of_the_office(user, today: date):
    """What officers check or follow, the nearest day first; nothing about a body in which ``user`` holds a role."""
    found = CourtNotice.objects.visible_to(user, today).exclude(body__in=Membership.objects.held(today).filter(user=user).values("unit"))
    waiting = found.filter(status__in=[S.LOST, S.AHEAD]) | found.filter(status=S.PERFORMED).exclude(performed_by=user)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "pk")


def to_perform(user, today: date):
    """What the own body has to perform and to report."""
    found = CourtNotice.objects.visible_to(user, today).filter(status__in=CourtNotice.STAGES)
    return found.filter(body__in=_of_units(user, today, Role.CLERK, Role.HEAD)).order_by(F("due_on").asc(nulls_last=True), "pk")


# Word in the address of the list → (its label, whose role has it, the question).
QUESTIONS = {
    "office": (gettext_lazy("await the credit office"), {Role.OFFICER}, of_the_office),
    "perform": (gettext_lazy("to be performed by my unit"), {Role.CLERK, Role.HEAD}, to_perform),
}
WORDS = {
    S.PERFORMED: gettext_lazy("Check what was done in %(notice)s"),
    S.AHEAD: gettext_lazy("A listing is ahead in %(notice)s"),
}


@home_panel
def court(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    for word, (_label, whose, ask) in QUESTIONS.items():
        if roles & whose:
            part(panels, "duties", _waiting, user, today, word, ask)
    if Role.OFFICER in roles:
        panels["tools"].append({"title": _("Take in a court list"), "url": reverse("staff_court_sheet")})
        panels["tools"].append({"title": _("Enter a notice of a court"), "url": reverse("staff_court_notice_enter")})
    return panels


def _waiting(user, today, word, ask) -> list[dict]:
    waiting = list(ask(user, today).select_related("body"))
    rows = [
        duty(
            title=WORDS.get(notice.status, gettext_lazy("Follow %(notice)s")) % {"notice": notice},
            url=reverse("staff_court_notice", args=[notice.pk]),
            detail=_("%(court)s %(court_no)s · about %(body)s") % {"court": notice.court, "court_no": notice.court_no, "body": notice.body},
            deadline=deadline(notice),
            button=_("Open it"),
            today=today,
        )
        for notice in waiting[:SHOWN]
    ]
    rest = [deadline(notice) for notice in waiting[SHOWN:]]
    url = f"{reverse('admin:discipline_courtnotice_changelist')}?mine={word}"
    return rows + further(rest, total=len(waiting), title=_("notices of courts"), url=url, today=today)
