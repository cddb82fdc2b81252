"""The flow of a holiday notice: entered → in force, or discarded. Entered by one officer, made firm by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrity import calendar
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.models import CalendarDay
from integrity.notice import Holiday, doubts, named_days
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .models import HolidayNotice, Membership, Role

S = HolidayNotice.Status


def stored(holidays: list[Holiday]) -> list[dict]:
    return [
        {"name": h.name, "first": h.first.isoformat(), "last": h.last.isoformat(), "worked": [day.isoformat() for day in h.worked]}
        for h in holidays
    ]


def holidays_of(notice: HolidayNotice) -> list[Holiday]:
    day = date.fromisoformat
    return [Holiday(h["name"], day(h["first"]), day(h["last"]), tuple(map(day, h["worked"]))) for h in notice.holidays]


@transaction.atomic
def enter_notice(*, year: int, document: str, holidays: list[Holiday], by: User, today: date | None = None) -> HolidayNotice:
    """Enter the notice of one year for a colleague's confirmation; the calendar stays as it is until then."""
    from django.core.exceptions import PermissionDenied

    if not Membership.holds(by, Role.OFFICER, today or timezone.localdate()):
        raise PermissionDenied(_("Only the credit office enters the calendar."))
    if not document.strip():
        raise Refused(_("The notice needs its document number, such as 国办发明电〔2025〕7号."))
    refuse_identities(document)
    if faults := doubts(year, holidays):
        raise Refused(" ".join(faults))
    must_leave_the_past(year, holidays, today or timezone.localdate())
    waiting = HolidayNotice.objects.filter(year=year, status=S.ENTERED).first()
    if waiting:
        raise Refused(_("A notice for %(year)d already awaits confirmation; confirm or discard that one first.") % {"year": year})
    notice = HolidayNotice.objects.create(
        year=year, document=document.strip(), holidays=stored([replace(h, count=None) for h in holidays]), made_by=by
    )
    notice.refresh_from_db()
    return notice


def must_leave_the_past(year: int, holidays: list[Holiday], today: date) -> None:
    """Refused for a notice that changes a day already over: terms that ran then were counted by the calendar of then.

    A year that has begun may be corrected (as 国办发明电〔2020〕1号 did), by a document of its own, from tomorrow on.
    """
    if year < today.year:
        raise Refused(_("%(year)d is over, and its calendar stays as it was; only the present and later years are entered.") % {"year": year})
    named = {day.on: day.working for day in named_days(holidays)}
    over = CalendarDay.objects.filter(day__lte=today).filter(Q(day__year=year) | Q(day__in=named)).order_by("day")
    changed = [d.day for d in over if d.is_workday != named.get(d.day, d.day.weekday() < 5)]
    if changed:
        raise Refused(
            _("%(day)s is over, and this notice would change whether it was a working day; a correction touches coming days only.")
            % {"day": in_words(changed[0])}
        )


def nothing_past(notice, by, today):
    must_leave_the_past(notice.year, holidays_of(notice), today)


def another_officer(notice, by, today):
    if by.pk == notice.made_by_id:
        raise Refused(_("You entered the notice for %(year)d, so a colleague must confirm it.") % {"year": notice.year})


def nothing_doubtful(notice, by, today):
    if faults := doubts(notice.year, holidays_of(notice)):
        raise Refused(" ".join(faults))


def confirm(notice, *, by, reason, today):
    notice.confirmed_by, notice.confirmed_at = by, timezone.now()
    calendar.enter_year(notice.year, named_days(holidays_of(notice)))


NOTICE = Flow(
    name="holiday notice",
    initial=S.ENTERED,
    steps=(
        Step(
            "confirm",
            (S.ENTERED,),
            S.IN_FORCE,
            gettext_lazy("Confirm as the calendar of the year"),
            gettext_lazy(
                "The calendar of the year is written and all later working days are counted anew; provisional deadlines in it become firm."
            ),
            decides=True,
            rules=(another_officer, nothing_doubtful, nothing_past),
            effect=confirm,
        ),
        Step(
            "discard",
            (S.ENTERED,),
            S.DISCARDED,
            gettext_lazy("Discard"),
            gettext_lazy("The notice is not used; what was entered and your reason stay in the trail."),
            needs_reason=True,
        ),
    ),
)
