"""What a home page and an archive show at a glance: charts, and the years of a body, made of what is shown now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from integrity.templatetags.register import STATES, thousands

from .glance import MONTHS, Glance, months_until
from .models import PublicRecord, PublicSubject, PublicSubjectName
from .printed import TIERS
from .templatetags.charts import Bars

YEARS, EVENTS = 6, 60


def _word(tier: int) -> str:
    return str(STATES[TIERS[tier]].label) if tier else pgettext("tier", "no tier")


def _series(found: dict[tuple, int], columns: list) -> list[tuple[str, list[int]]]:
    """Per tier the numbers of each column, the gravest lowest; what has no tier last."""
    series = [(_word(tier), [found.get((column, tier), 0) for column in columns]) for tier in (3, 2, 1, 0)]
    return [one for one in series if any(one[1])]


def year_of_the_city(numbers: Glance, today: date) -> Bars:
    """The decisions of the last twelve months that are on display, by month and tier."""
    months = months_until(today)
    series = _series(numbers.months, months)
    title = _("Decided in the last twelve months: %(n)s on display") % {"n": thousands(sum(sum(counted) for _name, counted in series))}
    say = _("By the month of the decision. What has reached the end of its display is no longer counted.")
    labels = [date_format(month, pgettext("month on an axis", "M")) for month in months]
    return Bars(title, say, labels, series or [("", [0] * MONTHS)])


def tiers_of_the_city(by_tier: dict[int, int], year: Bars) -> list[dict]:
    """What is on display by tier, the gravest first and what has none last: in all, and as the columns of ``year`` count it."""
    of_year = {name: sum(numbers) for name, numbers in year.series}
    told = [tier for tier in (3, 2, 1, 0) if by_tier.get(tier)]
    return [{"code": TIERS.get(tier, ""), "word": _word(tier), "shown": by_tier[tier], "of_year": of_year.get(_word(tier), 0)} for tier in told]


def years_of(body: PublicSubject, today: date) -> Bars | None:
    """The records of a body on display, by the year of the decision and tier; none where they are all of one year."""
    years = list(range(today.year - YEARS + 1, today.year + 1))
    rows = PublicRecord.objects.of(body).filter(decided_on__year__gte=years[0]).order_by()
    found = {(year, tier): n for year, tier, n in rows.annotate(year=ExtractYear("decided_on")).values_list("year", "tier").annotate(n=Count("*"))}
    if len({year for year, _tier in found}) < 2:
        return None
    title = _("Records on display by the year of the decision")
    return Bars(title, _("Older ones may have ended; they are not counted here."), [str(year) for year in years], _series(found, years) or [("", [0] * YEARS)])


@dataclass(frozen=True)
class Event:
    """One line of the years of a body."""

    on: date
    text: str
    url: str = ""
    shape: str = "dot"
    tone: str = "info"


def chronicle(body: PublicSubject, records: list[PublicRecord], changes: list[dict], address) -> list[Event]:
    """What is on display about a body in the order of time, newest first; ``address`` makes the address of a record."""
    events = [Event(record.decided_on, record.title, address(record.number), *_look(record)) for record in records[:EVENTS]]
    events += [
        Event(name.until_on, _("Ceased to be called %(name)s") % {"name": name.name}, "", "ring", "done")
        for name in PublicSubjectName.objects.filter(subject_code=body.code)
    ]
    events += [Event(told["change"].on, f"{told['text']}{told['name']}", told["url"], "ring", "done") for told in changes]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _look(record: PublicRecord) -> tuple[str, str]:
    state = STATES.get(record.tier_code) if record.tier_code else STATES["honour"] if record.category == "honour" else None
    return (state.shape, state.tone) if state else ("dot", "info")
