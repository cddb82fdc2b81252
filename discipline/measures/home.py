"""On the home page: drafts to decide, measures to answer or feed back, liftings to acknowledge, and what units have not answered."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archives.home import SHOWN, duty, further, part
from archives.models import Role
from integrity.site import home_panel

from ..models import Execution
from . import awaiting, eligibility
from .terms import deadlines, receipts


@home_panel
def measures(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    if roles & awaiting.DECIDE:
        part(panels, "duties", _drafts, user, today)
    if roles & awaiting.WORK:
        part(panels, "duties", _to_answer, user, today)
        part(panels, "duties", _to_acknowledge, user, today)
        part(panels, "duties", _unanswered, user, today)
        if Execution.objects.visible_to(user, today).filter(asked_on__isnull=False).exists():
            panels["tools"].append({"title": _("Measures of and about my unit"), "url": reverse("admin:discipline_execution_changelist")})
    if roles & eligibility.MAY:
        panels["tools"].append({"title": _("Examine eligibility"), "url": reverse("staff_eligibility")})
    return panels


def _list(kind: str, word: str) -> str:
    return f"{reverse(f'admin:discipline_{kind}_changelist')}?mine={word}"


def _rows(waiting: list, ends: dict, today, *, row, what: str, url: str) -> list[dict]:
    rows = [duty(**row(one), deadline=ends.get(one.pk), today=today) for one in waiting[:SHOWN]]
    return rows + further([ends.get(one.pk) for one in waiting[SHOWN:]], total=len(waiting), title=what, url=url, today=today)


def _drafts(user, today) -> list[dict]:
    def row(action):
        return {
            "title": _("Decide on %(action)s") % {"action": action},
            "url": reverse("staff_joint_action", args=[action.pk]),
            "detail": _("about %(subject)s · by %(unit)s") % {"subject": action.subject, "unit": action.initiator},
            "button": _("Decide"),
        }

    waiting = list(awaiting.to_decide(user, today).select_related("subject", "initiator"))
    return _rows(waiting, {}, today, row=row, what=_("joint actions to decide on"), url=_list("jointaction", "decide"))


def _to_answer(user, today) -> list[dict]:
    def row(execution):
        owed = execution.status == Execution.Status.ACCEPTED or not execution.item.may_be_declined
        words = _("Feed back: %(measure)s") if owed else _("Answer whether your unit joins in: %(measure)s")
        return {
            "title": words % {"measure": execution.item},
            "url": reverse("staff_measure", args=[execution.pk]),
            "detail": _("about %(subject)s · %(unit)s") % {"subject": execution.action.subject, "unit": execution.unit}
            + (f" · {execution.whom}" if execution.link_id else ""),
            "button": _("Feed back") if owed else pgettext("measure", "Answer"),
        }

    waiting = list(awaiting.to_answer(user, today))
    return _rows(waiting, deadlines(waiting), today, row=row, what=_("measures that await your unit"), url=_list("execution", "answer"))


def _to_acknowledge(user, today) -> list[dict]:
    def row(lifting):
        return {
            "title": _("Acknowledge that measures have ended"),
            "url": reverse("staff_lifting", args=[lifting.pk]),
            "detail": _("on record %(number)s · %(ground)s") % {"number": lifting.record_no, "ground": lifting.get_ground_display()},
            "button": _("Open it"),
        }

    waiting = list(awaiting.to_acknowledge(user, today))
    return _rows(waiting, receipts(waiting), today, row=row, what=_("liftings to acknowledge"), url=_list("lifting", "acknowledge"))


def _unanswered(user, today) -> list[dict]:
    """Of the own joint actions those of which a unit is late: the initiator asks again."""
    found = []
    for action in awaiting.unanswered(user, today).select_related("subject"):
        rows = list(Execution.objects.awaited(today).filter(action=action).select_related("item"))
        late = [end for end in deadlines(rows).values() if end.left(today) < 0]
        if late:
            found.append((action, min(late, key=lambda end: end.due_on)))
    ends = {action.pk: end for action, end in found}

    def row(action):
        return {
            "title": _("Units are late in %(action)s") % {"action": action},
            "url": reverse("staff_joint_action", args=[action.pk]),
            "detail": _("about %(subject)s") % {"subject": action.subject},
            "button": _("Look"),
        }

    return _rows(
        [action for action, _end in found],
        ends,
        today,
        row=row,
        what=_("joint actions with late units"),
        url=_list("jointaction", "follow"),
    )
