"""Working days. The table is the truth; a year it does not hold makes a deadline provisional, never a guess."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from .errors import Refused
from .models import CalendarDay
from .notice import NamedDay


@dataclass(frozen=True)
class Deadline:
    """When a term of working days ends, and how that was counted.

    ``due_on`` is the last day on which the act is in time. ``provisional`` says that the calendar ends before the
    term does; then ``due_on`` counts every Monday to Friday after its end and becomes firm with the next notice.
    ``extended_by`` of the ``days`` came by an extension, for the reason ``why``.
    """

    start_on: date
    days: int
    due_on: date
    provisional: bool = False
    extended_by: int = 0
    why: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the day was named as such, by a promise or a plan, and nothing was counted to find it."""
        return self.days == 0 and self.due_on > self.start_on

    def left(self, today: date) -> int:
        """Working days from ``today`` to the due day: 0 on the day itself, negative once late."""
        if today <= self.due_on:
            return workdays_between(today, self.due_on)
        return -workdays_between(self.due_on, today)


class Kept:
    """The whole calendar as it was at the beginning of one page, so that each of its deadlines asks no more of the database."""

    def __init__(self):
        self.days = {day.day: day for day in CalendarDay.objects.order_by("day")}
        self.working = [day for day in self.days.values() if day.is_workday]
        self.ordinals = [day.ordinal for day in self.working]

    def by_ordinal(self, ordinal: int) -> CalendarDay | None:
        at = bisect_left(self.ordinals, ordinal)
        return self.working[at] if at < len(self.working) and self.ordinals[at] == ordinal else None

    def last(self) -> CalendarDay:
        return next(reversed(self.days.values()))


_kept: ContextVar[Kept | None] = ContextVar("calendar", default=None)


@contextmanager
def kept():
    """Read the calendar once for all deadlines counted inside: for pages of many, which only read."""
    token = _kept.set(Kept())
    try:
        yield
    finally:
        _kept.reset(token)


def days_at(days: Iterable[date]) -> dict[date, CalendarDay]:
    """The calendar of these days, as far as it reaches."""
    if (calendar := _kept.get()) is not None:
        return {day: calendar.days[day] for day in days if day in calendar.days}
    return CalendarDay.objects.in_bulk(list(days))


def add_workdays(start: date, days: int) -> Deadline:
    """The deadline ``days`` working days after ``start``; the day of the event itself does not count."""
    if (calendar := _kept.get()) is not None:
        return _counted(calendar, start, days)
    try:
        base = CalendarDay.objects.only("ordinal").get(pk=start).ordinal
    except CalendarDay.DoesNotExist:
        return Deadline(start, days, _weekdays_after(start, days), provisional=True)
    hit = CalendarDay.objects.filter(ordinal=base + days, is_workday=True).first()
    if hit:
        return Deadline(start, days, hit.day)
    last = CalendarDay.objects.order_by("-day").first()
    return Deadline(start, days, _weekdays_after(last.day, base + days - last.ordinal), provisional=True)


def _counted(calendar: Kept, start: date, days: int) -> Deadline:
    first = calendar.days.get(start)
    if first is None:
        return Deadline(start, days, _weekdays_after(start, days), provisional=True)
    if hit := calendar.by_ordinal(first.ordinal + days):
        return Deadline(start, days, hit.day)
    last = calendar.last()
    return Deadline(start, days, _weekdays_after(last.day, first.ordinal + days - last.ordinal), provisional=True)


def workdays_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end`` (Monday to Friday where the calendar is silent)."""
    ordinals = {day: at.ordinal for day, at in days_at({start, end}).items()}
    if len(ordinals) == len({start, end}):
        return ordinals[end] - ordinals[start]
    return sum((start + timedelta(n)).weekday() < 5 for n in range(1, (end - start).days + 1))


def earliest_start(today: date, days: int) -> date:
    """The earliest day from which a term of ``days`` working days has not ended before ``today``; the reverse of :func:`add_workdays`.

    The term from that day ends on ``today`` at the earliest, the term from the day before it ended earlier.
    """
    yesterday = CalendarDay.objects.filter(pk=today - timedelta(1)).first()
    first = yesterday and CalendarDay.objects.filter(ordinal__gt=yesterday.ordinal - days).order_by("day").first()
    if first and first.day > CalendarDay.objects.order_by("day").first().day:
        return first.day
    day = today
    while days > 0:  # outside the calendar Monday to Friday count
        day -= timedelta(1)
        days -= day.weekday() < 5
    return day


def _weekdays_after(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(1)
        count -= day.weekday() < 5
    return day


def seed(first: int, last: int) -> int:
    """Fill the calendar from ``chinesecalendar`` for the years given that it knows; returns the days written."""
    import chinese_calendar
    from chinese_calendar.constants import Holiday

    chinese = {
        Holiday.new_years_day: "元旦",
        Holiday.spring_festival: "春节",
        Holiday.tomb_sweeping_day: "清明节",
        Holiday.labour_day: "劳动节",
        Holiday.dragon_boat_festival: "端午节",
        Holiday.mid_autumn_festival: "中秋节",
        Holiday.national_day: "国庆节",
    }
    rows, ordinal, day = [], 0, date(first, 1, 1)
    while day <= date(last, 12, 31):
        try:
            working = chinese_calendar.is_workday(day)
        except NotImplementedError:  # the library ends with the last notice it knows
            break
        off, name = chinese_calendar.get_holiday_detail(day)
        holiday = next((h for h in Holiday if h.value == name), None)
        ordinal += working
        rows.append(CalendarDay(day=day, is_workday=working, name=chinese.get(holiday, "") if off else "", ordinal=ordinal))
        day += timedelta(1)
    CalendarDay.objects.all().delete()
    CalendarDay.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


EARLIEST = date(1949, 10, 1)  # no day of a fact about a public body of today lies before it
YEAR_END = 25  # December: from here on the notice of the following year may have spoken


@transaction.atomic
def enter_year(year: int, named: Iterable[NamedDay]) -> int:
    """Write the calendar of ``year`` by its notice and count the working days of all later days anew; returns the days written.

    ``named``: the days that differ from Monday to Friday, those of the December before included. A year that is there
    already is written again (a correcting notice); the end of its December stays if the following year has spoken.
    Raises :class:`Refused` when the year before is missing: days would be counted over a gap.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    named = {day.on: day for day in named}
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE integrity_calendarday IN SHARE ROW EXCLUSIVE MODE")  # readers go on, a second writer waits
    if CalendarDay.objects.exists() and not CalendarDay.objects.filter(day=first - timedelta(1)).exists():
        raise Refused(_("The calendar of %(before)d is missing; enter its notice first.") % {"before": year - 1})
    rows = [_row(first + timedelta(n), named) for n in range((last - first).days + 1)]
    if CalendarDay.objects.filter(day__gt=last).exists():
        rows = [row for row in rows if row.day in named or row.day < date(year, 12, YEAR_END)]
    before = [day for day in named if day < first]
    known = set(CalendarDay.objects.filter(day__in=before).values_list("day", flat=True))
    rows = [_row(day, named) for day in sorted(known)] + rows
    CalendarDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["day"], update_fields=["is_workday", "name"])
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ANEW, {"since": min(row.day for row in rows)})
    return len(rows)


def _row(day: date, named: dict[date, NamedDay]) -> CalendarDay:
    said = named.get(day)
    return CalendarDay(day=day, is_workday=said.working if said else day.weekday() < 5, name=said.name if said else "", ordinal=0)


COUNT_ANEW = """
UPDATE integrity_calendarday c SET ordinal = n.ordinal
FROM (
  SELECT day, coalesce((SELECT b.ordinal FROM integrity_calendarday b WHERE b.day < %(since)s ORDER BY b.day DESC LIMIT 1), 0)
    + sum(is_workday::int) OVER (ORDER BY day) AS ordinal
  FROM integrity_calendarday WHERE day >= %(since)s
) n WHERE n.day = c.day
"""
