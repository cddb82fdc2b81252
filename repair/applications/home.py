"""On the home page: applications for repair and shields that await the person."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archives.home import SHOWN, duty, further, part
from archives.models import Role
from integrity.site import home_panel

from ..duties import may_take_in
from . import awaiting
from .models import Application
from .terms import deadlines

S = Application.Status
WORDS = {
    S.DRAFT: (gettext_lazy("Submit your %(application)s"), gettext_lazy("Submit")),
    S.SUBMITTED: (gettext_lazy("Decide whether to accept %(application)s"), gettext_lazy("Decide")),
    S.ACCEPTED: (gettext_lazy("Verify %(application)s"), gettext_lazy("Verify")),
    S.VERIFIED: (gettext_lazy("Decide on %(application)s"), gettext_lazy("Decide")),
    S.FALSE: (gettext_lazy("File the record about false material in %(application)s"), pgettext_lazy("record", "File")),
}


@home_panel
def applications(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    if roles & {Role.SECURITY, Role.AUDITOR}:
        return panels
    if roles & {Role.OFFICER, Role.HEAD, Role.CLERK}:
        part(panels, "duties", _waiting, user, today)
    part(panels, "duties", _own, user, today)
    if Role.OFFICER in roles:
        part(panels, "duties", _shields, user, today)
        panels["tools"].append({"title": _("Enter a temporary shield"), "url": reverse("staff_shielding_enter")})
    if may_take_in(user, today):
        panels["tools"].append({"title": _("Take in an application for repair at the window"), "url": reverse("staff_application_window")})
    return panels


def _row(application: Application, deadline, today) -> dict:
    title, button = WORDS[application.status]
    return duty(
        title=title % {"application": application},
        url=reverse("staff_application", args=[application.pk]),
        detail=f"{application.about}　{'、'.join(applied.number for applied in application.applied.all())}",
        deadline=deadline,
        button=str(button),
        today=today,
    )


def _waiting(user, today) -> list[dict]:
    waiting = list(awaiting.to_handle(user, today))
    ends = deadlines(waiting)
    rows = [_row(found, ends.get(found.pk), today) for found in waiting[:SHOWN]]
    url = f"{reverse('admin:repair_application_changelist')}?mine=handle"
    rest = [ends.get(found.pk) for found in waiting[SHOWN:]]
    return rows + further(rest, total=len(waiting), title=_("applications that await your decision"), url=url, today=today)


def _own(user, today) -> list[dict]:
    return [_row(found, None, today) for found in awaiting.to_submit(user, today)]


def _shields(user, today) -> list[dict]:
    return [
        duty(
            title=_("Confirm %(shielding)s") % {"shielding": found},
            url=reverse("staff_shielding", args=[found.pk]),
            detail=found.ruling_no,
            deadline=None,
            button=_("Compare"),
            today=today,
        )
        for found in awaiting.to_confirm(user, today)
    ]
