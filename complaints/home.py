"""On the home page: tickets that await the person, with the day by which and its sum."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archives.home import SHOWN, duty, further, part
from archives.models import Role
from integrity.site import home_panel

from . import actions, awaiting
from .models import Ticket
from .terms import deadlines

S = Ticket.Status
WORDS = {
    S.RECEIVED: (gettext_lazy("Decide whether to accept %(ticket)s"), gettext_lazy("Decide")),
    S.ACCEPTED: (gettext_lazy("Transfer %(ticket)s to the superior"), gettext_lazy("Transfer")),
    S.TRANSFERRED: (gettext_lazy("Handle %(ticket)s"), gettext_lazy("Handle")),
    S.HANDLED: (gettext_lazy("Sign the answer to %(ticket)s"), gettext_lazy("Sign")),
    S.ANSWERED: (gettext_lazy("Revisit the complainant of %(ticket)s"), gettext_lazy("Revisit")),
    S.REVISITED: (gettext_lazy("Close %(ticket)s"), pgettext_lazy("ticket", "Close")),
}
WHAT = {
    "office": gettext_lazy("tickets that await the credit office"),
    "handle": gettext_lazy("tickets to be handled"),
    "sign": gettext_lazy("answers that await your signature"),
}


@home_panel
def tickets(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER}:
        return {}
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    for word, (_label, whose, ask) in awaiting.QUESTIONS.items():
        if roles & whose:
            part(panels, "duties", _waiting, user, today, word, ask)
    if actions.may_enter(user, today):
        panels["tools"].append({"title": _("Enter a complaint"), "url": reverse("staff_ticket_enter")})
    return panels


def _waiting(user, today, word, ask) -> list[dict]:
    waiting = list(ask(user, today).select_related("accused"))
    ends = deadlines(waiting)
    rows = [
        duty(
            title=WORDS[t.status][0] % {"ticket": t},
            url=reverse("staff_ticket", args=[t.pk]),
            detail=_("%(kind)s · about %(accused)s · %(channel)s")
            % {"kind": t.get_kind_display(), "accused": t.accused, "channel": t.get_channel_display()}
            + (_(" · the complainant added something") if t.supplements else ""),
            deadline=ends.get(t.pk),
            button=str(WORDS[t.status][1]),
            today=today,
        )
        for t in waiting[:SHOWN]
    ]
    rest = [ends.get(t.pk) for t in waiting[SHOWN:]]
    return rows + further(
        rest, total=len(waiting), title=str(WHAT[word]), url=f"{reverse('admin:complaints_ticket_changelist')}?mine={word}", today=today
    )
