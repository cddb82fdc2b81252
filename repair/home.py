"""On the home page: objections and correction notices that await the person, with the day by which and its sum."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archives.duty_actions import deadlines_of
from archives.home import SHOWN, duty, further, part
from archives.models import Role
from integrity.site import home_panel

from . import awaiting, duties, own
from .models import CorrectionNotice, Objection
from .terms import RECEIPT, deadlines

S = Objection.Status
WORDS = {
    S.FILED: (gettext_lazy("Check the identity behind %(objection)s"), pgettext_lazy("objection", "Check")),
    S.INCOMPLETE: (gettext_lazy("Supplement your %(objection)s"), gettext_lazy("Supplement")),
    S.IDENTIFIED: (gettext_lazy("Decide whether to accept %(objection)s"), gettext_lazy("Decide")),
    S.ACCEPTED: (gettext_lazy("Verify %(objection)s"), gettext_lazy("Verify")),
    S.CORRECTING: (gettext_lazy("Tell the outcome of %(objection)s once the correction is approved"), gettext_lazy("Look")),
    S.REVOKING: (gettext_lazy("Tell the outcome of %(objection)s once the withdrawal is confirmed"), gettext_lazy("Look")),
    S.UPHELD: (gettext_lazy("Tell the outcome of %(objection)s"), gettext_lazy("Tell")),
    S.DECIDED: (gettext_lazy("Close %(objection)s"), pgettext_lazy("objection", "Close")),
    S.COMPLAINED: (gettext_lazy("Review how %(objection)s was handled"), pgettext_lazy("objection", "Review")),
}
WHAT = {
    "decide": gettext_lazy("objections that await your decision"),
    "review": gettext_lazy("complaints about the handling of objections"),
}


@home_panel
def objections(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "sent": [], "attention": [], "tools": []}
    if awaiting.has_office(user, roles, today):
        for word, (_label, _whose, ask) in awaiting.QUESTIONS.items():
            part(panels, "duties", _waiting, user, today, word, ask)
    if not roles & {Role.SECURITY, Role.AUDITOR}:
        part(panels, "duties", _own, user, today)
        part(panels, "sent", own.on_home, user, today)
    if Role.SECURITY not in roles:  # an auditor who exported the wrong value is told as well
        part(panels, "duties", _notices, user, today)
    if duties.may_take_in(user, today):
        panels["tools"].append({"title": _("Take in an objection at the window"), "url": reverse("staff_objection_window")})
    return panels


def _row(objection: Objection, deadline, today) -> dict:
    # Of the record nothing is said here: about a person, opening it is what the read log notes.
    return duty(
        title=WORDS[objection.status][0] % {"objection": objection},
        url=reverse("staff_objection", args=[objection.pk]),
        detail=_("to record %(number)s · %(channel)s") % {"number": objection.record_no, "channel": objection.get_channel_display()},
        deadline=deadline,
        button=str(WORDS[objection.status][1]),
        today=today,
    )


def _waiting(user, today, word, ask) -> list[dict]:
    waiting = list(ask(user, today))
    ends = deadlines(waiting)
    rows = [_row(o, ends.get(o.pk), today) for o in waiting[:SHOWN]]
    rest = [ends.get(o.pk) for o in waiting[SHOWN:]]
    url = f"{reverse('admin:repair_objection_changelist')}?mine={word}"
    return rows + further(rest, total=len(waiting), title=str(WHAT[word]), url=url, today=today)


def _own(user, today) -> list[dict]:
    waiting = list(awaiting.to_supplement(user, today))
    ends = deadlines(waiting)
    return [_row(o, ends.get(o.pk), today) for o in waiting]


def _notices(user, today) -> list[dict]:
    waiting = list(awaiting.to_acknowledge(user, today))
    ends = deadlines_of(CorrectionNotice, RECEIPT, {n.pk: timezone.localdate(n.sent_at) for n in waiting}) if waiting else {}
    return [
        duty(
            title=_("Acknowledge the correction of record %(number)s") % {"number": n.objection.record_no},
            url=reverse("staff_correction", args=[n.pk]),
            detail=_("you received a value that was wrong"),
            deadline=ends[n.pk],
            button=_("Read"),
            today=today,
        )
        for n in waiting
    ]
