"""Commitments in words: tags of their states, the yardstick as a sentence, the countdown with its day."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.states import LABELS, State
from integrity.templatetags.register import tag, weekday, zhdate

# State → tone and shape of its tag; the words are those of the staff site.
LOOK = {
    State.DISPLAYED: ("info", "dot"),
    State.PERFORMING: ("info", "ring"),
    State.SOON: ("warn", "clock"),
    State.OVERDUE: ("late", "alert"),
    State.REPORTED: ("wait", "dots"),
    State.DISPUTED: ("odd", "lens"),
    State.KEPT: ("ok", "check"),
    State.BROKEN: ("late", "cross"),
    State.RECTIFYING: ("warn", "turn"),
    State.RECTIFIED: ("done", "turn"),
    State.CASE: ("late", "cross"),
    State.ENDED: ("done", "minus"),
}


def label(state: str) -> str:
    return str(LABELS[State(state)])


def state_tag(state: str) -> SafeString:
    tone, shape = LOOK[State(state)]
    words = label(state)
    return tag(state, words[:1].upper() + words[1:], tone, shape)


def number(value: Decimal | None) -> str:
    """A measured or promised figure without useless noughts: 90, 12.5, 1,200."""
    if value is None:
        return ""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def with_unit(value: Decimal | None, measure: str) -> str:
    """The figure with what it is measured in; a percent sign stands close to it."""
    if value is None:
        return ""
    figure = number(value)
    return f"{figure}{'' if measure in ('%', '％', '‰') else ' '}{measure}".strip()


def yardstick(version) -> str:
    """What counts as kept, as a sentence without a full stop at its end; ``version``: anything with the columns of a yardstick."""
    kind = version.yardstick
    if kind == "date":
        return _("It is done by the day named")
    if kind == "time":
        days = ngettext("%(n)d working day", "%(n)d working days", version.days) % {"n": version.days}
        said = {"matter": version.matter_name or "", "days": days, "share": number(version.target)}
        return _("“%(matter)s” is finished within %(days)s in at least %(share)s%% of the cases, by the register of cases handled") % said
    words = _("At most %(figure)s") if version.at_most else _("At least %(figure)s")
    said = words % {"figure": with_unit(version.target, version.measure)}
    if version.tolerance:
        said += _(", with a tolerance of %(figure)s") % {"figure": with_unit(version.tolerance, version.measure)}
    if version.baseline is not None:
        said += _(", from %(figure)s at the beginning") % {"figure": with_unit(version.baseline, version.measure)}
    return said


def left(n: int) -> str:
    """The countdown in working days: to go, today, or past."""
    if n > 0:
        return ngettext("%(n)d working day to go", "%(n)d working days to go", n) % {"n": n}
    if n == 0:
        return _("The day is today, or no working day is left")
    return ngettext("%(n)d working day past", "%(n)d working days past", -n) % {"n": -n}


def due_words(commitment) -> SafeString:
    """The day with its weekday, under the countdown."""
    told = {"day": zhdate(commitment.due_on), "weekday": weekday(commitment.due_on)}
    words = _("was due on %(day)s %(weekday)s") if commitment.state == State.OVERDUE else _("due on %(day)s %(weekday)s")
    return format_html(words.replace("%(day)s", "{day}").replace("%(weekday)s", "{weekday}"), **told)


def countdown(commitment) -> str:
    """Of one that runs; overdue over a weekend alone counts no working day yet, and says so."""
    if not commitment.runs:
        return ""
    if commitment.state == State.OVERDUE and commitment.workdays_left >= 0:
        return _("Past its day")
    return left(commitment.workdays_left)


def dressed(rows) -> list:
    """Each with ``tag``, ``yardstick_words``, ``countdown``, ``due_words`` and ``measured_words``, which pages show."""
    rows = list(rows)
    for row in rows:
        row.tag, row.yardstick_words = state_tag(row.state), yardstick(row)
        row.countdown, row.due_words = countdown(row), due_words(row)
        row.measured_words = (
            _("reported by the unit: %(figure)s") % {"figure": with_unit(row.last_value, row.measure)} if row.is_level else ""
        )
    return rows
