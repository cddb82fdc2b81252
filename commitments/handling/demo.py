"""Handling times of the demo city, some fifty thousand: departments that keep what they promise, and some that do not. Invented."""

from __future__ import annotations

import csv
import io
import random
from bisect import bisect_left
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from archives.demo.city import CODES, MARKET
from archives.demo.powers import clerk_of
from archives.models import PowerItem, Subject
from integrity.calendar import earliest_start
from integrity.models import CalendarDay

from ..models import Handling
from . import actions
from .sheet import HEADERS, import_file

CASES, SEED, SINCE = 50_000, 990_097, date(2025, 1, 6)
# Of a hundred cases so many are late, where nothing else stands; and of how many material was asked for again.
USUAL, SLOW = (4, 3), {"示范市自然资源和规划局": (31, 18), "示范市城市管理局": (22, 9), "示范市交通运输局": (12, 6)}


def load(say: Callable[[str], None], scale: float = 1) -> bool:
    """``False`` if there are handling times already. The lists of powers must be there."""
    if Handling.objects.exists():
        return False
    today, made = timezone.localdate(), 0
    matters = list(PowerItem.objects.filter(is_matter=True, valid_until__isnull=True, unit__code__in=CODES.values()).select_related("unit"))
    if not matters:
        return False
    work = list(CalendarDay.objects.filter(is_workday=True, day__gte=SINCE, day__lte=today).order_by("day").values_list("day", flat=True))
    each = max(round(CASES * scale / len(matters)), 12)
    names = {code: name for name, code in CODES.items()}
    for unit in sorted({matter.unit_id for matter in matters}):
        own = [matter for matter in matters if matter.unit_id == unit]
        name = names[own[0].unit.code]
        rows = [row for matter in own for row in _cases(matter, name, each, work, today)]
        report = import_file(_file(rows), "办件.csv", unit=own[0].unit, by=clerk_of(name, today))
        made += report["accepted"]
    _on_the_timer(today)
    say(f"handling times: {made} of {len(matters)} approval matters")
    return True


def _cases(matter: PowerItem, unit: str, count: int, work: list[date], today: date):
    """Cases of one matter as its unit works: most in time, some late, the last ones still open."""
    draw = random.Random(f"{SEED} {unit} {matter.code}")  # noqa: S311 - a demo
    late, again = SLOW.get(unit, USUAL)
    begins = bisect_left(work, max(SINCE, matter.valid_from))
    # What the people of the demo sign in for is not buried under open cases.
    ends = len(work) - (3 * matter.promised_days if unit == MARKET else 0)
    if ends - begins < 5:
        return
    for n in range(count):
        at = draw.randrange(begins, ends)
        if draw.randrange(100) < late:
            takes = matter.promised_days + draw.randint(1, matter.promised_days)
        else:
            takes = round(draw.triangular(0, matter.promised_days, matter.promised_days * 0.6))
        done = work[at + takes] if at + takes < len(work) else None
        yield (
            f"SB{matter.code}-{n + 1:05d}",
            matter.code,
            work[at],
            done or "",
            int(draw.randrange(100) < again) and draw.choice((1, 1, 1, 2)),
        )


def _file(rows: list[tuple]) -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out).writerows([HEADERS.values(), *rows])
    return io.BytesIO(out.getvalue().encode())


@transaction.atomic
def _on_the_timer(today: date) -> None:
    """Three applications of the market office that run: in time, due soon with material asked for again, and late."""
    unit = Subject.objects.get(code=CODES[MARKET])
    matter = PowerItem.objects.in_force(today).filter(unit=unit, is_matter=True, code="XK-SJ-004").first()
    if matter is None:
        return
    clerk = clerk_of(MARKET, today)
    for n, (used, again) in enumerate(((2, False), (matter.promised_days - 1, True), (matter.promised_days + 2, False)), 1):
        accepted = earliest_start(today, used)
        if accepted < matter.valid_from:
            accepted = today - timedelta(1)
        taken = actions.take_in(matter=matter, number=f"TS{today:%Y}-{n:04d}", accepted_on=accepted, by=clerk, today=today)
        if again:
            actions.ask_again(handling=taken, materials=matter.materials[:1], by=clerk, today=today)
