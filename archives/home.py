"""What awaits whom in the archives, until when, and why; and what each one sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrity.calendar import Deadline, add_workdays
from integrity.deadlines import printed
from integrity.errors import Refused
from integrity.site import home_panel

from . import people, withdrawals
from .duty_actions import deadlines_of
from .models import CatalogueItem, Filing, Membership, Role, Term
from .models.panel import Offices


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


def without_law(panels: dict[str, list], refusal: Refused) -> None:
    """A part of the home page that a missing term stops: it says so, and the rest stays."""
    panels["attention"].append(
        {
            "title": str(refusal),
            "url": reverse("admin:archives_term_changelist"),
            "detail": _("What runs by this term is not listed here until it is entered."),
        }
    )


def part(panels: dict[str, list], key: str, rows, *args) -> None:
    """Add what ``rows(*args)`` answers under ``key``, or why it could not be asked."""
    try:
        panels[key] += rows(*args)
    except Refused as refusal:
        without_law(panels, refusal)


@home_panel
def filings(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    panels: dict[str, list] = {"duties": [], "sent": [], "attention": [], "tools": _tools(roles) + _people(user, roles, today)}
    if Role.OFFICER in roles:
        part(panels, "duties", _to_decide, user, today)
    if roles & {Role.OFFICER, Role.HEAD, Role.CLERK}:
        part(panels, "duties", _to_confirm, user, today)
    for role in (Role.PANEL, Role.HEAD):
        if role in roles:
            part(panels, "duties", _before, user, today, role)
    held = Membership.objects.held(today).filter(user=user)
    for role in roles & {Role.CLERK, Role.PERSONNEL}:  # what is about a person is the personnel organ's, the rest the clerk's
        own = Filing.objects.filter(unit__in=held.filter(role=role).values("unit"), person__isnull=role == Role.CLERK)
        part(panels, "duties", _to_submit, own, today)
        part(panels, "sent", _sent, own)
    return panels


def _to_decide(user, today) -> list[dict]:
    waiting = Filing.objects.awaiting_decision().exclude(made_by=user).exclude(submitted_by=user).select_related("unit").order_by("left_at")
    offices = set(Membership.objects.held(today).filter(user=user, role=Role.OFFICER).values_list("unit", flat=True))
    known = Offices()
    waiting = [f for f in waiting[:200] if (office := known.responsible(f)) is None or office.pk in offices][:50]
    terms = deadlines_of(Filing, "review", {f.pk: timezone.localdate(f.left_at) for f in waiting})
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


# Role → stage of the filing, term, words.
STAGES = {
    Role.PANEL: (Filing.Status.PANEL, "panel", gettext_lazy("Vote on %(filing)s of %(unit)s")),
    Role.HEAD: (Filing.Status.SIGNING, "sign-off", gettext_lazy("Sign %(filing)s of %(unit)s or send it back")),
}


def item_names() -> dict[str, str]:
    """The latest name of each catalogue item by its code."""
    return {item.code: item.label for item in CatalogueItem.objects.order_by("edition__valid_from")}


def _before(user, today, role) -> list[dict]:
    """What awaits the panel member's vote or the head's signature; the term runs from the submission."""
    stage, term, words = STAGES[role]
    units = Membership.objects.held(today).filter(user=user, role=role).values("unit")
    waiting = Filing.objects.filter(unit__in=units, status=stage).select_related("unit").order_by("submitted_at")
    waiting = waiting.exclude(votes__member=user) if role == Role.PANEL else waiting.exclude(made_by=user).exclude(submitted_by=user)
    days, names = Term.days_of(term, today), item_names()
    return [
        duty(
            title=words % {"filing": f, "unit": f.unit},
            url=reverse("staff_filing", args=[f.pk]),
            detail=f.filename or names.get(f.item_code, f.item_code),
            deadline=add_workdays(timezone.localdate(f.submitted_at), days),
            button=_("Vote") if role == Role.PANEL else _("Sign"),
            today=today,
        )
        for f in waiting[:50]
    ]


def _to_confirm(user, today) -> list[dict]:
    waiting = list(withdrawals.awaiting(user, today)[:50])
    terms = withdrawals.terms_of(waiting)
    return [
        duty(
            title=_("Confirm the withdrawal of record %(number)s") % {"number": r.number},
            url=reverse("staff_record", args=[r.number]),
            # About a person nothing is said here: opening the record is what the read log notes.
            detail=_("withdrawn by %(by)s") % {"by": r.withdrawn_by}
            if r.subject.is_person
            else _("%(subject)s · withdrawn by %(by)s: %(why)s") % {"subject": r.subject, "by": r.withdrawn_by, "why": r.withdrawn_reason},
            deadline=terms[r.pk],
            button=_("Confirm"),
            today=today,
        )
        for r in waiting
    ]


def _to_submit(own, today) -> list[dict]:
    rows, names = [], item_names()
    states = [Filing.Status.CHECKED, Filing.Status.RETURNED, Filing.Status.RECEIVED]
    for f in own.filter(status__in=states).select_related("unit").order_by("made_at")[:50]:
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
                detail=f"{f.unit} · {f.filename or names.get(f.item_code, f.item_code)}",
                deadline=None,
                button=button,
                today=today,
            )
        )
    return rows


def _sent(own) -> list[dict]:
    """What the clerk's units sent on: where it lies, who is asked, until when."""
    today = timezone.localdate()
    places = {
        Filing.Status.PANEL: (_("Review panel"), _("Its members, until %(day)s"), "panel"),
        Filing.Status.SIGNING: (_("Head of unit"), _("The head, until %(day)s"), "sign-off"),
        Filing.Status.SUBMITTED: (_("Credit office"), _("An officer, until %(day)s"), "review"),
        Filing.Status.FORWARDED: (_("Credit office of the city"), _("An officer, until %(day)s"), "review"),
    }
    sent, waiting = [], list(own.filter(status__in=places).select_related("unit").order_by("-submitted_at")[:20])
    reviewed = deadlines_of(Filing, "review", {f.pk: timezone.localdate(f.left_at) for f in waiting if f.left_at})
    for f in waiting:
        where, who, term = places[f.status]
        due = (reviewed.get(f.pk) or add_workdays(timezone.localdate(f.submitted_at), Term.days_of(term, today))).due_on
        sent.append(
            {
                "title": str(f),
                "url": reverse("staff_filing", args=[f.pk]),
                "where": where,
                "state": "awaiting_review",
                "state_label": f.get_status_display(),
                "who": who % {"day": date_format(due, "Y-m-d")},
            }
        )
    return sent


def _tools(roles) -> list[dict]:
    if Role.OFFICER in roles and Role.CLERK not in roles:
        return [{"title": _("Decide on several forms"), "url": reverse("staff_batch")}]
    if Role.CLERK not in roles:
        return []
    return [
        {"title": _("Import an official file"), "url": reverse("staff_import")},
        {"title": _("Enter a record by form"), "url": reverse("staff_choose_item")},
        {"title": _("Layouts and templates"), "url": reverse("staff_layouts")},
    ]


def _people(user, roles, today) -> list[dict]:
    """The ways to personal archives: the own one, and those of the persons one has to do with."""
    found = []
    if people.own_person(user, today):
        found.append({"title": _("My archive"), "url": reverse("staff_my_archive")})
    if Role.PERSONNEL in roles:
        found.append({"title": _("Enter a record about a civil servant"), "url": reverse("staff_choose_item")})
    if roles & {Role.PERSONNEL, Role.OFFICER, Role.AUDITOR}:
        found.append({"title": _("Civil servants"), "url": reverse("staff_people")})
    return found
