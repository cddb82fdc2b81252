"""On the home page: applications that the own unit handles, with the working days left of the promised time."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.home import SHOWN, duty, further, part
from integrity.site import home_panel

from ..models import Handling
from .rights import imports_for, units_of


def to_finish(user, today):
    """What the units of ``user`` handle, the longest running first."""
    return Handling.objects.open().filter(unit__in=units_of(user, today)).select_related("matter", "unit").order_by("accepted_on", "pk")


@home_panel
def handlings(request) -> dict:
    user, today = request.user, timezone.localdate()
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    if units_of(user, today).exists():
        part(panels, "duties", _running, user, today)
        panels["tools"].append({"title": _("Take an application in"), "url": reverse("staff_handling_new")})
    if imports_for(user, today).exists():
        panels["tools"].append({"title": _("Import handling times"), "url": reverse("staff_handling_sheet")})
    return panels


def _running(user, today) -> list[dict]:
    """The few that are most urgent one by one, all others as one line."""
    waiting = sorted(((one.deadline, one) for one in to_finish(user, today)[:MOST]), key=lambda pair: (pair[0].due_on, pair[1].pk))
    rows = [
        duty(
            title=_("Finish application %(number)s") % {"number": one},
            url=reverse("staff_handling", args=[one.pk]),
            detail=f"{one.matter.name} · {one.unit}",
            deadline=ends,
            button=_("Look"),
            today=today,
        )
        for ends, one in waiting[:SHOWN]
    ]
    more = f"{reverse('admin:commitments_handling_changelist')}?done=no"
    return rows + further(
        [ends for ends, _one in waiting[SHOWN:]], total=len(waiting), title=_("applications to be finished"), url=more, today=today
    )


MOST = 200  # looked at on the home page; the list has all
