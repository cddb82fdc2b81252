"""On the home page: changes of lists of powers that await the credit office, and those that the own unit sent."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.site import home_panel

from ..home import SHOWN, duty, further, part
from ..models import Membership, PowerDraft, Role
from .flow import units_of


def to_decide(user, today):
    """Drafts that ``user`` may adopt or refuse, longest waiting first."""
    held = Membership.objects.held(today).filter(user=user)
    if not held.filter(role=Role.OFFICER).exists():
        return PowerDraft.objects.none()
    waiting = PowerDraft.objects.filter(status=PowerDraft.Status.ENTERED).exclude(Q(made_by=user) | Q(unit__in=held.values("unit")))
    return waiting.order_by("made_at", "pk")


QUESTIONS = {"decide": (gettext_lazy("await my decision"), {Role.OFFICER}, to_decide)}


@home_panel
def powers(request) -> dict:
    user, today = request.user, timezone.localdate()
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    part(panels, "duties", _waiting, user, today)
    if units_of(user, today).exists():
        panels["tools"].append({"title": _("Draft an item of the list of powers"), "url": reverse("staff_power_new")})
    return panels


def _waiting(user, today) -> list[dict]:
    waiting = list(to_decide(user, today).select_related("unit", "made_by"))
    rows = [
        duty(
            title=_("Decide: %(draft)s") % {"draft": draft},
            url=reverse("staff_power_draft", args=[draft.pk]),
            detail=_("%(unit)s · from %(day)s on") % {"unit": draft.unit, "day": date_format(draft.starts_on, "Y-m-d")},
            deadline=None,
            button=_("Look"),
            today=today,
        )
        for draft in waiting[:SHOWN]
    ]
    more = f"{reverse('admin:archives_powerdraft_changelist')}?mine=decide"
    return rows + further([None] * len(waiting[SHOWN:]), total=len(waiting), title=_("changes of lists of powers"), url=more, today=today)
