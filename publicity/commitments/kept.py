"""How many of the commitments verified a unit kept, with the number of cases beside, and no share below the minimum sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.states import State

from ..templatetags.charts import Bars
from .models import RUNNING, PublicCommitment, PublicRate, PublicSample

YEARS = 6


@dataclass
class Kept:
    """Of one unit: how many were verified as kept and as broken, of the former how many are disputed, and what still runs."""

    code: str
    name: str
    least: int | None
    kept: int = 0
    broken: int = 0
    disputed: int = 0
    running: int = 0
    overdue: int = 0
    years: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def verified(self) -> int:
        return self.kept + self.broken

    @property
    def is_told(self) -> bool:
        """Whether a share is published: from the minimum sample of today on, and never while none is in force."""
        return self.least is not None and self.verified >= self.least

    @property
    def tenths(self) -> int | None:
        """Kept of a thousand verified, rounded half up; ``None`` below the minimum sample."""
        return (2000 * self.kept + self.verified) // (2 * self.verified) if self.is_told else None

    @property
    def share(self) -> str:
        """The share in per cent with one decimal; empty below the minimum sample."""
        return "" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}%"


def least() -> int | None:
    sample = PublicSample.objects.first()
    return sample and sample.n


def kept_by_unit(unit: str = "") -> list[Kept]:
    """One row for each unit with public commitments, or for ``unit`` alone, in the order of the directory; two statements beside the sample."""
    fewest, found = least(), {}
    rates, runs = PublicRate.objects.all(), PublicCommitment.objects.filter(state__in=[*RUNNING, State.REPORTED]).order_by()
    if unit:
        rates, runs = rates.filter(unit_code=unit), runs.filter(unit_code=unit)
    keys = {}
    for rate in rates:
        row = found.setdefault(rate.unit_code, Kept(rate.unit_code, rate.unit_name, fewest))
        keys[rate.unit_code] = rate.unit_key
        row.kept, row.broken, row.disputed = row.kept + rate.kept, row.broken + rate.broken, row.disputed + rate.disputed
        row.years[rate.year] = (rate.kept, rate.broken)
    for (code, name, key, state), n in Counter(runs.values_list("unit_code", "unit_name", "unit_key", "state")).items():
        row = found.setdefault(code, Kept(code, name, fewest))
        keys[code] = key
        row.running, row.overdue = row.running + n, row.overdue + (n if state == State.OVERDUE else 0)
    return sorted(found.values(), key=lambda row: (keys[row.code], row.code))


def years_of(row: Kept) -> Bars | None:
    """Kept and broken by the year of verification; the title says the share where it may be told."""
    if not row.years:
        return None
    last = max(row.years)
    years = list(range(max(min(row.years), last - YEARS + 1), last + 1))
    series = [
        (pgettext("commitments", "kept"), [row.years.get(year, (0, 0))[0] for year in years]),
        (pgettext("commitments", "broken"), [row.years.get(year, (0, 0))[1] for year in years]),
    ]
    said = {"share": row.share, "n": row.verified, "kept": row.kept, "least": row.least}
    title = _("Kept: %(share)s of %(n)d verified") % said if row.is_told else _("Kept: %(kept)d of %(n)d verified") % said
    say = (
        _("By the year of verification.")
        if row.is_told
        else _("By the year of verification. Fewer than %(least)s are no rate, so no share is given.") % said
    )
    return Bars(title, say, [str(year) for year in years], series)
