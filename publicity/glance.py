"""The numbers of the city on the home page: counted at most once a minute by each process, however many ask.

Numbers of what is on display, never a record: those are asked for anew with each page.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth

from .models import BODIES, PublicRecord, PublicSubject

MONTHS = 12


def months_until(today: date) -> list[date]:
    """The first days of the twelve months that end with the present one."""
    start = today.year * 12 + today.month - MONTHS
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + MONTHS)]


@dataclass(frozen=True)
class Glance:
    """How many bodies; how many records on display by tier, by body and by (month of the decision, tier) of a year."""

    bodies: int
    tiers: dict[int, int]
    of_bodies: dict[str, int]
    months: dict[tuple[date, int], int]

    @classmethod
    def now(cls, today: date) -> Glance:
        records = PublicRecord.objects
        year = records.filter(decided_on__gte=months_until(today)[0]).order_by().annotate(month=TruncMonth("decided_on")).values_list("month", "tier")
        counted = {(month, tier): n for month, tier, n in year.annotate(n=Count("*"))}
        return cls(PublicSubject.objects.filter(kind__in=BODIES).count(), records.by_tier(), records.by_body(), counted)


_kept: dict[date, tuple[float, Glance]] = {}
_counting = threading.Lock()


def glance(today: date) -> Glance:
    """The numbers of ``today``, at most ``GLANCE_SECONDS`` old; one thread counts, the others wait for it."""
    with _counting:
        at, found = _kept.get(today, (0.0, None))
        if found is None or time.monotonic() - at >= settings.GLANCE_SECONDS:
            found = Glance.now(today)
            _kept.clear()
            _kept[today] = time.monotonic(), found
        return found
