"""On the home page: what the own units still have to report; notices and drafts to confirm, and those handed on.

What was missed elsewhere, a post without a clerk and a calendar about to end are warnings, and stand among those.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from integrity.errors import Refused
from integrity.site import home_panel

from . import withdrawals
from .duties import Task
from .duty_views import item_names, own_units, recent
from .home import SHOWN, duty, further, part, without_law
from .models import HolidayNotice, Record, Role, SupplementDraft


@home_panel
def owed(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR}:
        return {}
    panels: dict[str, list] = {"duties": [], "sent": [], "attention": [], "tools": _tools(roles)}
    own = own_units(user, today)
    if own:
        try:
            found = [t for t in recent(user, today) if t.duty.unit_id in own]
        except Refused as refusal:
            found = []
            without_law(panels, refusal)
        panels["duties"] += _owed(found, today)
    if Role.OFFICER in roles:
        panels["duties"] += _notices(user, today) + _drafts(user, today)
        panels["sent"] += _entered(user)
        part(panels, "sent", _withdrawn, user)
    return panels


def _owed(found: list[Task], today) -> list[dict]:
    """What is still to be reported: the most pressing one by one, the others as a line that leads to all of them."""
    names = item_names()
    waiting = sorted((t for t in found if t.to_report), key=lambda t: t.deadline.due_on)
    to_all = reverse("staff_duties") + "?own=1&state=open"
    rows = [
        duty(
            title=(_("Missed: %(item)s of %(unit)s") if t.state == "missed" else _("Report %(item)s of %(unit)s"))
            % {"item": names.get(t.duty.item_code, t.duty.item_code), "unit": t.duty.unit},
            url=f"{reverse('staff_duties')}?unit={t.duty.unit_id}&state={t.state}#{t.anchor}",
            detail=_("%(first)s to %(last)s; file the records, or say that there was nothing")
            % {"first": date_format(t.first, "Y-m-d"), "last": date_format(t.last, "Y-m-d")},
            deadline=t.deadline,
            button=_("Report"),
            today=today,
        )
        for t in waiting[:SHOWN]
    ]
    rest = [t.deadline for t in waiting[SHOWN:]]
    return rows + further(rest, total=len(waiting), title=_("reports that are due or missed"), url=to_all, today=today)


def _handed_on(title: str, url: str, who: str) -> dict:
    return {
        "title": title,
        "url": url,
        "where": _("Credit office"),
        "state": "awaiting_review",
        "state_label": _("awaits a colleague"),
        "who": who,
    }


def _entered(user) -> list[dict]:
    """Notices and drafts that the officer entered and a colleague confirms."""
    entered = [
        *(
            (n, reverse("staff_notice", args=[n.pk]))
            for n in HolidayNotice.objects.filter(status=HolidayNotice.Status.ENTERED, made_by=user)
        ),
        *(
            (d, reverse("staff_supplement_draft", args=[d.pk]))
            for d in SupplementDraft.objects.filter(status=SupplementDraft.Status.ENTERED, made_by=user)
        ),
    ]
    return [_handed_on(str(entry), url, _("Another officer, without a term")) for entry, url in entered]


def _withdrawn(user) -> list[dict]:
    """Withdrawals by the officer that nobody confirmed yet."""
    waiting = Record.objects.current().filter(withdrawn_by=user, withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True)
    waiting = list(waiting.order_by("withdrawn_at"))
    terms = withdrawals.terms_of(waiting)
    return [
        _handed_on(
            _("Withdrawal of record %(number)s") % {"number": r.number},
            reverse("staff_record", args=[r.number]),
            _("A colleague, until %(day)s") % {"day": date_format(terms[r.pk].due_on, "Y-m-d")},
        )
        for r in waiting
    ]


def _notices(user, today) -> list[dict]:
    return [
        duty(
            title=_("Confirm: %(notice)s") % {"notice": n},
            url=reverse("staff_notice", args=[n.pk]),
            detail=_("%(document)s · entered by %(by)s") % {"document": n.document, "by": n.made_by},
            deadline=None,
            button=_("Confirm"),
            today=today,
        )
        for n in HolidayNotice.objects.filter(status=HolidayNotice.Status.ENTERED).exclude(made_by=user).select_related("made_by")
    ]


def _drafts(user, today) -> list[dict]:
    return [
        duty(
            title=_("Adopt: %(item)s of the local supplement") % {"item": draft},
            url=reverse("staff_supplement_draft", args=[draft.pk]),
            detail=_("in force from %(day)s · drafted by %(by)s") % {"day": date_format(draft.valid_from, "Y-m-d"), "by": draft.made_by},
            deadline=None,
            button=_("Look"),
            today=today,
        )
        for draft in SupplementDraft.objects.filter(status=SupplementDraft.Status.ENTERED).exclude(made_by=user).select_related("made_by")
    ]


def _tools(roles) -> list[dict]:
    tools = [
        {"title": _("Reporting duties"), "url": reverse("staff_duties")},
        {"title": _("Data quality"), "url": reverse("staff_quality")},
        {"title": _("Exports"), "url": reverse("staff_exports")},
    ]
    if Role.OFFICER in roles:
        tools.append({"title": _("Working-day calendar"), "url": reverse("staff_calendar")})
        tools.append({"title": _("Local supplement of the catalogue"), "url": reverse("staff_supplement")})
    if Role.HEAD in roles:
        tools.append({"title": _("Information clerks"), "url": reverse("staff_clerks")})
    return tools
