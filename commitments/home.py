"""On the home page: commitments that are due, lack proof, or await a decision, with the day by which."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archives.home import SHOWN, duty, further, part
from archives.models import Role, Subject
from integrity.models import StepTaken
from integrity.site import home_panel

from . import awaiting, duties, states
from .models import Commitment

S = Commitment.Status
WORDS = {
    "due": (gettext_lazy("Report on %(commitment)s"), gettext_lazy("Report")),
    "drafts": (gettext_lazy("Submit %(commitment)s for publication"), gettext_lazy("Submit")),
    "plan": (gettext_lazy("Put %(commitment)s right"), gettext_lazy("Rectify")),
    "owner": (gettext_lazy("Name a successor for %(commitment)s, whose owner left office"), gettext_lazy("Hand it over")),
    "publish": (gettext_lazy("Decide whether to publish %(commitment)s"), gettext_lazy("Decide")),
    "verify": (gettext_lazy("Verify %(commitment)s"), gettext_lazy("Verify")),
    "overdue": (gettext_lazy("Judge %(commitment)s, whose day has passed"), gettext_lazy("Judge")),
    "changes": (gettext_lazy("Decide on the change of %(commitment)s"), gettext_lazy("Decide")),
}
WHAT = {
    "due": gettext_lazy("commitments due this week"),
    "drafts": gettext_lazy("drafts of commitments"),
    "plan": gettext_lazy("commitments to be rectified"),
    "owner": gettext_lazy("commitments whose owner left office"),
    "publish": gettext_lazy("commitments that await publication"),
    "verify": gettext_lazy("commitments that await verification"),
    "overdue": gettext_lazy("commitments whose day has passed"),
    "changes": gettext_lazy("changes that await adoption"),
}


@home_panel
def commitments(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER}:
        return {}
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": []}
    for word, (_label, whose, ask) in awaiting.QUESTIONS.items():
        if roles & whose and word in WORDS:
            part(panels, "duties", _waiting, user, today, word, ask)
    if Role.OFFICER in roles:
        part(panels, "duties", _disputed, user, today)
    if roles & {Role.CLERK, Role.HEAD} and (n := awaiting.lacking(user, today).count()):
        panels["attention"].append(_unproven(n))
    panels["tools"] += ways_to_draft(user, today)
    return panels


def _unproven(n: int) -> dict:
    words = ngettext("%(n)d commitment in performance has no proof yet", "%(n)d commitments in performance have no proof yet", n)
    return {
        "title": words % {"n": n},
        "url": f"{reverse('admin:commitments_commitment_changelist')}?mine=lacking",
        "detail": _("Neither a file nor a measured value was reported of them."),
    }


def _waiting(user, today, word, ask) -> list[dict]:
    waiting = list(ask(user, today).select_related("unit", "wording").prefetch_related("versions"))
    ends = states.ends(waiting) if word != "owner" else {}  # a handover has no term of its own
    returned = _returned(waiting[:SHOWN]) if word == "drafts" else {}
    leads = "staff_commitment_owner" if word == "owner" else "staff_commitment"
    rows = [
        duty(
            title=WORDS[word][0] % {"commitment": one},
            url=reverse(leads, args=[one.pk]),
            detail=f"{one.unit} · {one.version.title}" + _came_back(returned.get(one.pk)),
            deadline=ends.get(one.pk),
            button=str(WORDS[word][1]),
            today=today,
        )
        for one in waiting[:SHOWN]
    ]
    rest = [ends.get(one.pk) for one in waiting[SHOWN:]]
    return rows + further(
        rest,
        total=len(waiting),
        title=str(WHAT[word]),
        url=f"{reverse('admin:commitments_commitment_changelist')}?mine={word}",
        today=today,
    )


def _returned(drafts: list[Commitment]) -> dict[int, StepTaken]:
    """{primary key: the last step of a draft, where it was its return}."""
    steps = StepTaken.objects.filter(entry_kind=Commitment._meta.label_lower, entry_id__in=[one.pk for one in drafts])
    last = {taken.entry_id: taken for taken in steps.select_related("by").order_by("pk")}
    return {pk: taken for pk, taken in last.items() if taken.step == "return"}


def _came_back(taken: StepTaken | None) -> str:
    return "　" + _("Returned by %(who)s: %(why)s") % {"who": taken.by, "why": taken.reason} if taken else ""


def _disputed(user, today) -> list[dict]:
    waiting = list(awaiting.disputed(user, today).select_related("commitment__unit"))
    ends = states.dispute_deadlines(waiting)
    rows = [
        duty(
            title=_("Decide on %(dispute)s") % {"dispute": one},
            url=reverse("staff_dispute", args=[one.pk]),
            detail=str(one.commitment.unit),
            deadline=ends[one.pk],
            button=_("Decide"),
            today=today,
        )
        for one in waiting[:SHOWN]
    ]
    rest = [ends[one.pk] for one in waiting[SHOWN:]]
    return rows + further(
        rest,
        total=len(waiting),
        title=_("disputes that await your decision"),
        url=f"{reverse('admin:commitments_dispute_changelist')}?mine=decide",
        today=today,
    )


def ways_to_draft(user, today) -> list[dict]:
    """The pages on which ``user`` may draft: one, many from a sheet, the fourteen services of a township."""
    own = duties.drafts_for(user, today)
    if not own.exists():
        return []
    found = [
        {"title": _("Draft a commitment"), "url": reverse("staff_commitment_draft")},
        {"title": _("Draft commitments from a sheet"), "url": reverse("staff_commitment_sheet")},
    ]
    if own.filter(kind=Subject.Kind.TOWNSHIP).exists():
        found.append({"title": _("The fourteen services of a township"), "url": reverse("staff_commitment_services")})
    return found
