"""On the home page: cases that await the person, with the day by which and its sum; notices to a unit of one's own."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.home import SHOWN, duty, further, part
from archives.models import Role
from integrity.site import home_panel

from . import actions, awaiting, records
from .models import Case
from .terms import deadlines

S = Case.Status
WORDS = {
    S.VERIFYING: (gettext_lazy("Verify %(case)s"), gettext_lazy("Verify")),
    S.RECTIFYING: (gettext_lazy("Follow the rectification in %(case)s"), gettext_lazy("Open it")),
    S.RECTIFIED: (gettext_lazy("Check the rectification in %(case)s"), gettext_lazy("Check it")),
    S.REFUSED: (gettext_lazy("Serve the notice in %(case)s"), gettext_lazy("Serve")),
    S.NOTIFIED: (gettext_lazy("Put %(case)s before the panel"), gettext_lazy("Open it")),
    S.PANEL: (gettext_lazy("Determine %(case)s as the panel voted"), gettext_lazy("Determine")),
    S.DETERMINED: (gettext_lazy("File the determination of %(case)s"), gettext_lazy("File it")),
}
# What was served on a unit, by whether it is an order.
TOLD = {
    False: (gettext_lazy("Read and acknowledge what was served in %(case)s"), gettext_lazy("Notice of dishonesty served on your unit: %(kind)s")),
    True: (gettext_lazy("Rectify what was ordered in %(case)s"), gettext_lazy("Order to rectify, handed over to your unit: %(kind)s")),
}
WHAT = {
    "handle": gettext_lazy("cases to be handled"),
    "decide": gettext_lazy("cases that await your decision"),
    "vote": gettext_lazy("cases that await your vote"),
}


@home_panel
def cases(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & {Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.PERSONNEL}:
        return {}
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    for word, (_label, whose, ask) in awaiting.QUESTIONS.items():
        if roles & whose:
            part(panels, "duties", _waiting, user, today, word, ask)
    part(panels, "duties", _served, user, today)
    if Role.PERSONNEL in roles:
        part(panels, "duties", _about_persons, user, today)
    if actions.units_to_handle(user, today).exists():
        panels["tools"].append({"title": _("Open a case"), "url": reverse("staff_case_open")})
    if roles & {Role.CLERK, Role.HEAD} and Case.objects.told_to(user, today).exists():
        panels["tools"].append({"title": _("Notices to my unit"), "url": reverse("staff_case_notices")})
    return panels


def _waiting(user, today, word, ask) -> list[dict]:
    waiting = list(ask(user, today).select_related("accused", "kind"))
    ends = deadlines(waiting, today)
    rows = [
        duty(
            title=(_("Vote on %(case)s") if word == "vote" else WORDS[case.status][0]) % {"case": case},
            url=reverse("staff_case", args=[case.pk]),
            detail=_("%(kind)s · about %(accused)s") % {"kind": case.kind, "accused": case.accused},
            deadline=ends.get(case.pk),
            button=_("Vote") if word == "vote" else str(WORDS[case.status][1]),
            today=today,
        )
        for case in waiting[:SHOWN]
    ]
    rest = [ends.get(case.pk) for case in waiting[SHOWN:]]
    return rows + further(
        rest, total=len(waiting), title=str(WHAT[word]), url=f"{reverse('admin:discipline_case_changelist')}?mine={word}", today=today
    )


def _served(user, today) -> list[dict]:
    """What was served on a unit of one's own."""
    waiting = list(awaiting.to_answer(user, today).select_related("kind"))
    running = [case for case in waiting if case.status == S.RECTIFYING or (case.status == S.NOTIFIED and today <= case.reply_due_on)]
    ends = deadlines(running, today)
    rows = [
        duty(
            title=TOLD[case.status == S.RECTIFYING][0] % {"case": case},
            url=reverse("staff_case_told", args=[case.pk]),
            detail=TOLD[case.status == S.RECTIFYING][1] % {"kind": case.kind},
            deadline=ends.get(case.pk),
            button=_("Open it"),
            today=today,
        )
        for case in waiting[:SHOWN]
    ]
    rest = [ends.get(case.pk) for case in waiting[SHOWN:]]
    return rows + further(rest, total=len(waiting), title=_("notices to my unit"), url=reverse("staff_case_notices"), today=today)


def _about_persons(user, today) -> list[dict]:
    """Records about persons in charge that their personnel organ has to file."""
    waiting = list(records.to_file_about_person(user, today)[:SHOWN])
    return [
        duty(
            title=_("File who was in charge in %(case)s") % {"case": case},
            url=reverse("staff_case_person", args=[case.pk]),
            detail=_("A breach of faith was determined; the record about the person in charge is yours to file."),
            deadline=None,
            button=_("Open it"),
            today=today,
        )
        for case in waiting
    ]
