"""What awaits whom in the archives, until when, and why; and what each one sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrity.calendar import Deadline, add_workdays
from integrity.deadlines import printed
from integrity.site import home_panel

from .duty_actions import deadlines_of
from .models import Filing, Membership, Record, Role, Subject, Term


def duty(*, title: str, url: str, detail: str, deadline: Deadline | None, button: str, today) -> dict:
    """One row of "what awaits me": red once late, yellow on the last day and the working day before it."""
    if deadline is None:
        return {"title": title, "url": url, "detail": detail, "due": None, "due_text": "", "tone": "", "left_text": _("No term"), "button": button, "deadline": None}
    left = deadline.left(today)
    if left < 0:
        words = ngettext("%(n)d working day late", "%(n)d working days late", -left) % {"n": -left}
    elif left == 0:
        words = _("Due today")
    else:
        words = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    sum_text = ngettext("%(n)d working day from %(start)s", "%(n)d working days from %(start)s", deadline.days) % {
        "n": deadline.days,
        "start": date_format(deadline.start_on, "Y-m-d"),
    }
    if deadline.provisional:
        sum_text += _("; provisional, the calendar of that year is not published yet")
    tone = "red" if left < 0 else "yellow" if left <= 1 else ""
    return {
        "title": title,
        "url": url,
        "detail": detail,
        "due": deadline.due_on,
        "due_text": sum_text,
        "tone": tone,
        "left_text": words,
        "button": button,
        "deadline": printed(deadline, today),
    }


@home_panel
def filings(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    duties, sent = [], []
    if Role.OFFICER in roles:
        duties += _to_decide(user, today) + _to_confirm(user, today)
    own = Subject.objects.filter(memberships__in=Membership.objects.held(today).filter(user=user, role=Role.CLERK)).values("pk")
    if Role.CLERK in roles:
        duties += _to_submit(own, today)
        sent += _sent(own)
    return {"duties": duties, "sent": sent, "tools": _tools(roles)}


def _to_decide(user, today) -> list[dict]:
    waiting = Filing.objects.awaiting_decision().exclude(made_by=user).exclude(submitted_by=user).select_related("unit").order_by("submitted_at")[:50]
    terms = deadlines_of(Filing, "review", {f.pk: timezone.localdate(f.submitted_at) for f in waiting})
    return [
        duty(
            title=_("Decide on %(rows)d records of %(unit)s") % {"rows": f.new + f.changed, "unit": f.unit},
            url=reverse("staff_filing", args=[f.pk]),
            detail=_("%(filing)s · %(new)d new, %(changed)d changed, %(late)d reported late")
            % {"filing": f, "new": f.new, "changed": f.changed, "late": f.late},
            deadline=terms[f.pk],
            button=_("Review"),
            today=today,
        )
        for f in waiting
    ]


def _to_confirm(user, today) -> list[dict]:
    term = Term.days_of("confirm-withdrawal", today)
    waiting = (
        Record.objects.current()
        .filter(withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True)
        .exclude(withdrawn_by=user)
        .select_related("subject", "withdrawn_by")
        .order_by("withdrawn_at")
    )
    return [
        duty(
            title=_("Confirm the withdrawal of record %(number)s") % {"number": r.number},
            url=reverse("staff_record", args=[r.number]),
            detail=_("%(subject)s · withdrawn by %(by)s: %(why)s") % {"subject": r.subject, "by": r.withdrawn_by, "why": r.withdrawn_reason},
            deadline=add_workdays(timezone.localdate(r.withdrawn_at), term),
            button=_("Confirm"),
            today=today,
        )
        for r in waiting[:50]
    ]


def _to_submit(own, today) -> list[dict]:
    rows = []
    states = [Filing.Status.CHECKED, Filing.Status.RETURNED, Filing.Status.RECEIVED]
    for f in Filing.objects.filter(unit__in=own, status__in=states).select_related("unit").order_by("made_at")[:50]:
        if f.status == Filing.Status.RETURNED:
            title, button = _("Mend and file again: %(filing)s was returned") % {"filing": f}, _("Look")
        elif f.status == Filing.Status.RECEIVED:
            title, button = _("%(filing)s is being checked") % {"filing": f}, _("Look")
        elif f.bad:
            title, button = ngettext("Mend %(n)d row of %(filing)s", "Mend %(n)d rows of %(filing)s", f.bad) % {"n": f.bad, "filing": f}, _("Mend")
        else:
            title, button = _("Submit %(filing)s for review") % {"filing": f}, _("Submit")
        rows.append(
            duty(
                title=title,
                url=reverse("staff_filing", args=[f.pk]),
                detail=f"{f.unit} · {f.filename or f.item_code}",
                deadline=None,
                button=button,
                today=today,
            )
        )
    return rows


def _sent(own) -> list[dict]:
    waiting = Filing.objects.awaiting_decision().filter(unit__in=own).select_related("unit").order_by("-submitted_at")[:20]
    terms = deadlines_of(Filing, "review", {f.pk: timezone.localdate(f.submitted_at) for f in waiting})
    return [
        {
            "title": str(f),
            "url": reverse("staff_filing", args=[f.pk]),
            "where": _("Credit office"),
            "state": "awaiting_review",
            "state_label": f.get_status_display(),
            "who": _("An officer, until %(day)s")
            % {"day": date_format(terms[f.pk].due_on, "Y-m-d")},
        }
        for f in waiting
    ]


def _tools(roles) -> list[dict]:
    if Role.CLERK not in roles:
        return []
    return [
        {"title": _("Import an official file"), "url": reverse("staff_import")},
        {"title": _("Enter a record by form"), "url": reverse("staff_choose_item")},
    ]
