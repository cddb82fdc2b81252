"""The grade of a body, added up before the reader's eyes from the lines that are visible at this moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from integrity.templatetags.register import points

from .models import PublicBand, PublicScoreLine, PublicStandard, PublicSubject

NEXT = 4  # that many coming changes are spelt out
APART = 8  # up to so many lines the sum names each; beyond, equal ones together


@dataclass(frozen=True)
class Change:
    """From ``on`` (the first day) ``lines`` no longer count, if nothing else happens."""

    on: date
    ended: list[PublicScoreLine]
    total: int
    letter: str


@dataclass(frozen=True)
class Grade:
    """A score as the sum it is: ``base`` and ``lines`` make ``total``, and ``band`` is where that lies."""

    standard: PublicStandard
    bands: list[PublicBand]
    lines: list[PublicScoreLine]

    @property
    def base(self) -> int:
        return self.standard.base

    @property
    def total(self) -> int:
        return self.base + sum(line.points for line in self.lines)

    @property
    def band(self) -> PublicBand | None:
        return band_of(self.bands, self.total)

    @property
    def letter(self) -> str:
        return self.band.letter if self.band else ""

    @property
    def word(self) -> str:
        return self.band.label if self.band else ""

    @property
    def scale(self) -> list[dict]:
        return [{"letter": band.letter, "low": band.low} for band in self.bands]

    @property
    def sum_text(self) -> str:
        """1,000.0 + 20.0 − 2 × 40.0, the gains first."""
        shares = Counter(line.points for line in self.lines)
        terms = [points(self.base)]
        for value in sorted(shares, reverse=True):
            sign, amount, times = ("−" if value < 0 else "+"), points(abs(value)), shares[value]
            if len(self.lines) <= APART:
                terms += [f"{sign} {amount}"] * times
            else:
                terms.append(f"{sign} {times} × {amount}" if times > 1 else f"{sign} {amount}")
        return " ".join(terms)

    @property
    def changes(self) -> list[Change]:
        """What the passing of days alone will change, nearest first."""
        total, found = self.total, []
        ordered = sorted(self.lines, key=attrgetter("counts_until"))
        for day, group in groupby(ordered, key=attrgetter("counts_until")):
            ended = list(group)
            total -= sum(line.points for line in ended)
            band = band_of(self.bands, total)
            found.append(Change(day, ended, total, band.letter if band else ""))
        return found[:NEXT]

    @property
    def above(self) -> PublicBand | None:
        """The next better grade."""
        higher = [band for band in self.bands if band.low is not None and band.low > self.total]
        return min(higher, key=attrgetter("low"), default=None)

    @property
    def to_above(self) -> int | None:
        return self.above.low - self.total if self.above else None


def band_of(bands: list[PublicBand], score: int) -> PublicBand | None:
    """The highest band whose lowest score is reached; the lowest band has none."""
    reached = [band for band in bands if band.low is None or score >= band.low]
    return max(reached, key=lambda band: (band.low is not None, band.low or 0), default=None)


def grade_of(subject: PublicSubject) -> Grade | None:
    """``None`` for an enterprise (enterprises are not scored) and while no standard is in force."""
    if not subject.is_body:
        return None
    standard = PublicStandard.objects.filter(in_force=True).first()
    if standard is None:
        return None
    bands = list(PublicBand.objects.filter(standard_code=standard.code))
    lines = PublicScoreLine.objects.filter(subject_code=subject.code, standard_code=standard.code)
    return Grade(standard, bands, list(lines))
