"""What awaits whom in the archives, until when, and why; and what each one sent."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrity.calendar import Deadline, add_workdays
from integrity.deadlines import printed
from integrity.errors import Refused
from integrity.site import home_panel

from . import awaiting, people, withdrawals
from .duty_actions import deadlines_of
from .models import CatalogueItem, Filing, Role, Term

SHOWN = 20  # so many of one kind stand on the page one by one; the others are one line that leads to their list


def tone_of(deadline: Deadline | None, today: date) -> str:
    """Red once late, yellow on the last day and the working day before it."""
    left = None if deadline is None else deadline.left(today)
    return "" if left is None or left > 1 else "red" if left < 0 else "yellow"


def further(rest: list[Deadline | None], *, total: int, title: str, url: str, today: date) -> list[dict]:
    """What is not shown one by one: a line for each tone, which counts as many matters as it stands for, and leads to all of them."""
    words = {"red": _("past their day"), "yellow": _("due at once"), "": _("due later, or without a term")}
    return [
        {
            "title": _("%(n)d more of: %(what)s") % {"n": n, "what": title},
            "url": url,
            "detail": _("%(tone)s; the list shows all %(total)d") % {"tone": words[tone], "total": total},
            "due": None,
            "due_text": "",
            "tone": tone,
            "left_text": "",
            "button": _("All of them"),
            "deadline": None,
            "n": n,
            "total": total,
        }
        for tone, n in Counter(tone_of(deadline, today) for deadline in rest).items()
    ]


def mine(word: str) -> str:
    """The list of filings narrowed as the home page counts them."""
    return f"{reverse('admin:archives_filing_changelist')}?mine={word}"


def duty(*, title: str, url: str, detail: str, deadline: Deadline | None, button: str, today) -> dict:
    """One row of "what awaits me": red once late, yellow on the last day and the working day before it."""
    if deadline is None:
        return {
            "title": title,
            "url": url,
            "detail": detail,
            "due": None,
            "due_text": "",
            "tone": "",
            "left_text": _("No term"),
            "button": button,
            "deadline": None,
        }
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
    if deadline.is_named:
        sum_text = _("the day that was promised")
    if deadline.provisional:
        sum_text += _("; provisional, the calendar of that year is not published yet")
    return {
        "title": title,
        "url": url,
        "detail": detail,
        "due": deadline.due_on,
        "due_text": sum_text,
        "tone": tone_of(deadline, today),
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
    if roles & {Role.CLERK, Role.PERSONNEL}:
        part(panels, "duties", _to_submit, user, today)
        part(panels, "sent", _sent, user, today)
    return panels


def _to_decide(user, today) -> list[dict]:
    waiting = awaiting.to_decide(user, today)
    left = dict(waiting.values_list("pk", "left_at"))
    terms = deadlines_of(Filing, "review", {pk: timezone.localdate(at) for pk, at in left.items()})
    rows = [
        duty(
            title=ngettext("Decide on %(rows)d record of %(unit)s", "Decide on %(rows)d records of %(unit)s", f.new + f.changed)
            % {"rows": f.new + f.changed, "unit": f.unit},
            url=reverse("staff_filing", args=[f.pk]),
            detail=_("%(filing)s · %(new)d new, %(changed)d changed, %(late)d reported late")
            % {"filing": f, "new": f.new, "changed": f.changed, "late": f.late},
            deadline=terms[f.pk],
            button=_("Review"),
            today=today,
        )
        for f in waiting.filter(pk__in=list(left)[:SHOWN]).select_related("unit")
    ]
    rest = [terms[pk] for pk in list(left)[SHOWN:]]
    return rows + further(rest, total=len(left), title=_("filings that await your decision"), url=mine("decide"), today=today)


# Role → word of the list, question, term, words, button.
STAGES = {
    Role.PANEL: ("vote", awaiting.to_vote, "panel", gettext_lazy("Vote on %(filing)s of %(unit)s"), gettext_lazy("Vote")),
    Role.HEAD: ("sign", awaiting.to_sign, "sign-off", gettext_lazy("Sign %(filing)s of %(unit)s or send it back"), gettext_lazy("Sign")),
}


def item_names() -> dict[str, str]:
    """The latest name of each catalogue item by its code."""
    return {item.code: item.label for item in CatalogueItem.objects.order_by("edition__valid_from")}


def _before(user, today, role) -> list[dict]:
    """What awaits the panel member's vote or the head's signature; the term runs from the submission."""
    word, ask, term, words, button = STAGES[role]
    waiting = ask(user, today)
    submitted = dict(waiting.values_list("pk", "submitted_at"))
    days, names = Term.days_of(term, today), item_names()
    terms = {pk: add_workdays(timezone.localdate(at), days) for pk, at in submitted.items()}
    rows = [
        duty(
            title=words % {"filing": f, "unit": f.unit},
            url=reverse("staff_filing", args=[f.pk]),
            detail=f.filename or names.get(f.item_code, f.item_code),
            deadline=terms[f.pk],
            button=str(button),
            today=today,
        )
        for f in waiting.filter(pk__in=list(terms)[:SHOWN]).select_related("unit")
    ]
    what = _("filings that await your vote") if role == Role.PANEL else _("filings that await your signature")
    return rows + further(list(terms.values())[SHOWN:], total=len(terms), title=what, url=mine(word), today=today)


def _to_confirm(user, today) -> list[dict]:
    # Few, for two days at most: all stand here, also those about persons, which no list shows.
    waiting = list(withdrawals.awaiting(user, today))
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


def _to_submit(user, today) -> list[dict]:
    rows, names = [], item_names()
    own = awaiting.to_submit(user, today)
    total = own.count()
    for f in own.select_related("unit")[:SHOWN]:
        if f.status == Filing.Status.RETURNED:
            title, button = _("Mend and file again: %(filing)s was returned") % {"filing": f}, _("Look")
        elif f.status == Filing.Status.RECEIVED:
            title, button = _("%(filing)s is being checked") % {"filing": f}, _("Look")
        elif f.bad:
            title, button = (
                ngettext("Mend %(n)d row of %(filing)s", "Mend %(n)d rows of %(filing)s", f.bad) % {"n": f.bad, "filing": f},
                _("Mend"),
            )
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
    return rows + further(
        [None] * (total - len(rows)), total=total, title=_("filings to be mended or submitted"), url=mine("submit"), today=today
    )


def _sent(user, today) -> list[dict]:
    """What the clerk's units sent on: where it lies, who is asked, until when."""
    places = {
        Filing.Status.PANEL: (_("Review panel"), _("Its members, until %(day)s"), "panel"),
        Filing.Status.SIGNING: (_("Head of unit"), _("The head, until %(day)s"), "sign-off"),
        Filing.Status.SUBMITTED: (_("Credit office"), _("An officer, until %(day)s"), "review"),
        Filing.Status.FORWARDED: (_("Credit office of the city"), _("An officer, until %(day)s"), "review"),
    }
    own = awaiting.sent(user, today)
    total, sent, waiting, names = own.count(), [], list(own.select_related("unit")[:SHOWN]), item_names()
    reviewed = deadlines_of(Filing, "review", {f.pk: timezone.localdate(f.left_at) for f in waiting if f.left_at})
    for f in waiting:
        where, who, term = places[f.status]
        due = (reviewed.get(f.pk) or add_workdays(timezone.localdate(f.submitted_at), Term.days_of(term, today))).due_on
        sent.append(
            {
                "title": str(f),
                "detail": f.filename or names.get(f.item_code, f.item_code),
                "url": reverse("staff_filing", args=[f.pk]),
                "where": where,
                "state": "awaiting_review",
                "state_label": f.get_status_display(),
                "who": who % {"day": date_format(due, "Y-m-d")},
            }
        )
    if total > SHOWN:
        more = {
            "n": total - SHOWN,
            "total": total,
            "url": mine("sent"),
            "title": _("%(n)d more; the list shows all %(total)d") % {"n": total - SHOWN, "total": total},
        }
        sent.append(more)
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
