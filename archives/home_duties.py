"""On the home page: what the own units owe and missed, vacant posts of clerks, notices to confirm, provisional deadlines."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrity.errors import Refused
from integrity.models import CalendarDay
from integrity.site import home_panel

from .duties import Task, vacancies
from .duty_actions import deadlines_of
from .duty_views import item_names, recent
from .home import duty, part, without_law
from .models import Filing, HolidayNotice, Membership, Record, Role, SupplementDraft

SHOWN = 50


@home_panel
def owed(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR}:
        return {}
    panels: dict[str, list] = {"duties": [], "attention": [], "tools": _tools(roles)}
    try:
        found = recent(user, today)
    except Refused as refusal:
        found = []
        without_law(panels, refusal)
    own = set(Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values_list("unit_id", flat=True))
    panels["duties"] += _owed([t for t in found if t.duty.unit_id in own], today)
    if Role.OFFICER in roles:
        panels["duties"] += _notices(user, today) + _drafts(user, today)
        panels["attention"] += _missed(found)
        part(panels, "attention", _provisional, found)
    if roles & {Role.OFFICER, Role.HEAD}:
        headed = Membership.objects.held(today).filter(user=user, role=Role.HEAD).values("unit")
        panels["attention"] += _vacant(vacancies(today, None if Role.OFFICER in roles else headed))
    return panels


def _owed(found: list[Task], today) -> list[dict]:
    names = item_names()
    waiting = [t for t in found if t.over and not t.waiting and t.state in ("due", "missed")]
    return [
        duty(
            title=(_("Missed: %(item)s of %(unit)s") if t.state == "missed" else _("Report %(item)s of %(unit)s"))
            % {"item": names.get(t.duty.item_code, t.duty.item_code), "unit": t.duty.unit},
            url=reverse("staff_duties"),
            detail=_("%(first)s to %(last)s; file the records, or say that there was nothing")
            % {"first": date_format(t.first, "Y-m-d"), "last": date_format(t.last, "Y-m-d")},
            deadline=t.deadline,
            button=_("Report"),
            today=today,
        )
        for t in waiting[:SHOWN]
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


def _missed(found: list[Task]) -> list[dict]:
    missed = [t for t in found if t.state == "missed"]
    if not missed:
        return []
    units = sorted({str(t.duty.unit) for t in missed})
    title = ngettext("%(n)d report was missed", "%(n)d reports were missed", len(missed)) % {"n": len(missed)}
    return [
        {"title": title, "url": reverse("staff_duties") + "?state=missed", "detail": "、".join(units[:5]) + ("…" if len(units) > 5 else "")}
    ]


def _provisional(found: list[Task]) -> list[dict]:
    """How many open deadlines wait for the calendar of a year that nobody entered yet."""
    ends = [t.deadline.due_on for t in found if t.state == "due" and t.deadline.provisional]
    filings = {pk: timezone.localdate(at) for pk, at in Filing.objects.awaiting_decision().values_list("pk", "left_at")}
    withdrawn = Record.objects.current().filter(withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True, filing__left_at__isnull=False)
    records = {pk: timezone.localdate(at) for pk, at in withdrawn.values_list("pk", "withdrawn_at")}
    for model, term, starts in ((Filing, "review", filings), (Record, "confirm-withdrawal", records)):
        ends += [d.due_on for d in deadlines_of(model, term, starts).values() if d.provisional]
    if not ends:
        return []
    last = CalendarDay.objects.order_by("-day").first()
    year = last.day.year + 1 if last else min(ends).year
    title = ngettext(
        "%(n)d deadline is provisional until the calendar of %(year)d is entered",
        "%(n)d deadlines are provisional until the calendar of %(year)d is entered",
        len(ends),
    ) % {"n": len(ends), "year": year}
    return [
        {"title": title, "url": reverse("staff_calendar"), "detail": _("Take in the State Council’s notice as soon as it is published.")}
    ]


def _vacant(found) -> list[dict]:
    return [
        {
            "title": _("%(unit)s has no information clerk") % {"unit": v.unit}
            if v.since is None
            else _("%(unit)s has no information clerk from %(day)s") % {"unit": v.unit, "day": date_format(v.since, "Y-m-d")},
            "url": reverse("staff_clerks"),
            "detail": _("The unit owes records; a security administrator grants the role, or the head lets somebody stand in."),
        }
        for v in found[:SHOWN]
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
