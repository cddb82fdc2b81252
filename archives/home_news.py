"""On the home page: what happened lately to what one sent, or to the own archive; and what auditor, office and security should look at."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrity.models import Job
from integrity.site import home_panel

from . import people
from .models import Filing, Membership, ReadLog, Record, Role

DAYS = 7  # what happened longer ago is no news
SHOWN = 6


@home_panel
def news(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles, since = Role.of(user, today), timezone.now() - timedelta(DAYS)
    found = []
    if roles & {Role.CLERK, Role.HEAD, Role.PERSONNEL}:
        found += _decided(user, today, since)
    if Role.OFFICER in roles:
        found += _confirmed(user, since)
    if own := people.own_person(user, today):
        found += _read(own, user, since)
    found.sort(key=lambda line: line["at"], reverse=True)
    return {"news": found[:SHOWN], "attention": _oversight(roles) + _accounts(roles, today)}


def _line(title: str, url: str, at, by, words: str = "") -> dict:
    return {"title": title, "url": url, "at": at, "by": str(by), "words": words}


def _decided(user, today, since) -> list[dict]:
    """Filings of the own units that were approved or returned, with the reason."""
    held = Membership.objects.held(today).filter(user=user)
    own = Q(unit__in=held.filter(role__in=[Role.CLERK, Role.HEAD]).values("unit"), person__isnull=True)
    own |= Q(unit__in=held.filter(role=Role.PERSONNEL).values("unit"), person__isnull=False)
    words = {Filing.Status.APPROVED: _("%(filing)s was approved"), Filing.Status.RETURNED: _("%(filing)s was returned")}
    filings = Filing.objects.filter(own, decided_at__gte=since, status__in=words).exclude(decided_by=user)
    return [
        _line(words[f.status] % {"filing": f}, reverse("staff_filing", args=[f.pk]), f.decided_at, f.decided_by)
        for f in filings.select_related("decided_by").order_by("-decided_at")[:SHOWN]
    ]


def _confirmed(user, since) -> list[dict]:
    """Withdrawals by the officer that a colleague confirmed."""
    records = Record.objects.current().filter(withdrawn_by=user, withdrawal_confirmed_at__gte=since)
    return [
        _line(
            _("The withdrawal of record %(number)s was confirmed") % {"number": r.number},
            reverse("staff_record", args=[r.number]),
            r.withdrawal_confirmed_at,
            r.withdrawal_confirmed_by,
        )
        for r in records.select_related("withdrawal_confirmed_by").order_by("-withdrawal_confirmed_at")[:SHOWN]
    ]


def _read(own, user, since) -> list[dict]:
    """Who opened the own archive or tried to, and why."""
    readings = ReadLog.objects.filter(person=own, at__gte=since).exclude(by=user).select_related("by").order_by("-at")[:SHOWN]
    return [
        _line(
            _("Your archive was opened") if r.granted else _("An attempt to open your archive was refused"),
            reverse("staff_my_readings"),
            r.at,
            r.by,
            r.get_purpose_display(),
        )
        for r in readings
    ]


def _look(n: int, title: str, url: str, detail: str) -> list[dict]:
    return [{"title": title % {"n": n}, "url": url, "detail": detail, "n": n}] if n else []


def _oversight(roles) -> list[dict]:
    """For the auditor: refused attempts to open an archive. For auditor and office: jobs that failed."""
    found = []
    if Role.AUDITOR in roles:
        n = ReadLog.objects.filter(granted=False).count()
        found += _look(
            n,
            ngettext("%(n)d attempt to open a personal archive was refused", "%(n)d attempts to open a personal archive were refused", n),
            reverse("admin:archives_readlog_changelist") + "?granted__exact=0",
            _("Who tried, as what, and with which words, stands in the read log."),
        )
        n = Job.objects.filter(state=Job.State.FAILED).count()
        found += _look(
            n,
            ngettext("%(n)d job failed", "%(n)d jobs failed", n),
            reverse("admin:integrity_job_changelist") + "?state__exact=failed",
            _("Each with its reason."),
        )
    return found


def _accounts(roles, today) -> list[dict]:
    """For the security administrator: roles that end soon, and accounts that hold none."""
    if Role.SECURITY not in roles:
        return []
    n = Membership.objects.ending(today).count()
    return _look(
        n,
        ngettext("%(n)d role ends within 30 days", "%(n)d roles end within 30 days", n),
        reverse("admin:archives_membership_changelist") + "?ends=soon",
        _("Who goes on holding it is granted it anew before."),
    )
