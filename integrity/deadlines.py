"""The arithmetic of a deadline, line by line: what was not counted, what was, what was passed over and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .calendar import Deadline, days_at


@dataclass(frozen=True)
class Line:
    """One stretch of days. ``kind``: start, counted, weekend, holiday, worked, extended, due; ``so_far`` counts up to its end."""

    kind: str
    first: date
    last: date
    count: int
    so_far: int
    name: str = ""
    provisional: bool = False

    def __str__(self) -> str:
        span = _span(self.first, self.last)
        if self.kind == "start":
            return _("%(day)s: the day of the event, not counted") % {"day": span}
        if self.kind == "holiday":
            return _("%(days)s: %(name)s, passed over") % {"days": span, "name": self.name}
        if self.kind == "weekend":
            return _("%(days)s: weekend, passed over") % {"days": span}
        if self.kind == "extended":
            return ngettext(
                "Without the extension due on %(day)s; extended by %(n)d working day: %(why)s",
                "Without the extension due on %(day)s; extended by %(n)d working days: %(why)s",
                self.count,
            ) % {"day": span, "n": self.count, "why": self.name}
        if self.kind == "due":
            words = {"day": span, "n": self.so_far}
            if self.provisional:
                return _("%(day)s: due, working day %(n)d; provisional, the calendar of that year is not published yet") % words
            return _("%(day)s: due, working day %(n)d; firm") % words
        counted = ngettext(
            "%(days)s: %(n)d working day counted, %(so_far)d so far", "%(days)s: %(n)d working days counted, %(so_far)d so far", self.count
        )
        worked = _("%(days)s: a weekend that is worked, counted, %(so_far)d so far")
        return (worked if self.kind == "worked" else counted) % {"days": span, "n": self.count, "so_far": self.so_far}


def _span(first: date, last: date) -> str:
    words = [date_format(day, "Y-m-d") for day in (first, last)]
    return words[0] if first == last else _("%(first)s to %(last)s") % {"first": words[0], "last": words[1]}


def stretch(first: date, last: date) -> list[dict]:
    """Each day from ``first`` to ``last``: on, working, name (of the holiday), moved (a weekend that is worked)."""
    stored = days_at(first + timedelta(n) for n in range((last - first).days + 1))
    days = []
    for n in range((last - first).days + 1):
        on = first + timedelta(n)
        day = stored.get(on)
        working = day.is_workday if day else on.weekday() < 5
        days.append({"on": on, "working": working, "name": day.name if day else "", "moved": working and on.weekday() > 4})
    return days


def arithmetic(deadline: Deadline) -> list[Line]:
    """How ``deadline`` was counted; the last line is the due day, and its count is the length of the term."""
    lines = [Line("start", deadline.start_on, deadline.start_on, 0, 0)]
    so_far, original = 0, deadline.start_on
    for day in stretch(deadline.start_on + timedelta(1), deadline.due_on):
        so_far += day["working"]
        if day["working"] and so_far == deadline.days - deadline.extended_by:
            original = day["on"]
        kind = "worked" if day["moved"] else "counted" if day["working"] else "holiday" if day["name"] else "weekend"
        last = lines[-1]
        if last.kind == kind and last.name == day["name"]:
            lines[-1] = Line(kind, last.first, day["on"], last.count + day["working"], so_far, day["name"])
        else:
            lines.append(Line(kind, day["on"], day["on"], int(day["working"]), so_far, day["name"]))
    if deadline.extended_by:
        lines.append(Line("extended", original, original, deadline.extended_by, so_far, deadline.why))
    lines.append(Line("due", deadline.due_on, deadline.due_on, 0, so_far, provisional=deadline.provisional))
    return lines


def printed(deadline: Deadline, today: date) -> dict:
    """What ``templates/staff/deadline.html`` prints: the lines, and the days for the squares."""
    return {
        "start": deadline.start_on,
        "due": deadline.due_on,
        "days": deadline.days,
        "provisional": deadline.provisional,
        "extended_by": deadline.extended_by,
        "today": today,
        "is_named": deadline.is_named,
        "lines": [] if deadline.is_named else arithmetic(deadline),
        "squares": stretch(deadline.start_on, max(deadline.due_on, today))
        if (today - deadline.start_on).days < 60 and not deadline.is_named
        else [],
    }


def days_left(deadline, today) -> str:
    """How far off a deadline is, in words."""
    left = deadline.left(today)
    if left < 0:
        return ngettext("%(n)d working day late", "%(n)d working days late", -left) % {"n": -left}
    return _("Due today") if left == 0 else ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
