"""Checks of what has gone wrong or will soon: late reports of 双公示, units without a clerk, a calendar near its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrity.calendar import add_workdays, workdays_between
from integrity.findings import RED, YELLOW, Addressee, Check, Finding
from integrity.models import CalendarDay

from .duties import vacancies
from .models import Role, Term
from .periods import add_months
from .term_checks import day_in, item_facts, item_in

REPORT, BEYOND, AHEAD = "report", "warn-late", "warn-calendar"  # terms of the law's data
CLERK_BASIS = "威环行政执法字〔2020〕5号 四"
NOTICE_BASIS = "《全国年节及纪念日放假办法》；国务院办公厅关于部分节假日安排的通知"

# First submissions since a day of what stands, of licences, penalties and the other acts; a withdrawn record does not count.
SUBMITTED = """
SELECT f.unit_id, i.code, r.decided_on, r.report_due_on, (f.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*)
FROM archives_filing f
JOIN archives_record r ON r.filing_id = f.id AND r.version = 1
JOIN archives_catalogueitem i ON i.id = r.item_id AND i.category IN ('penalty', 'licence', 'act')
WHERE f.submitted_at >= %s::timestamp AT TIME ZONE 'Asia/Shanghai' AND f.left_at IS NOT NULL AND f.person_id IS NULL
  AND NOT EXISTS (SELECT FROM archives_record w WHERE w.number = r.number AND w.withdrawn_at IS NOT NULL)
GROUP BY 1, 2, 3, 4, 5
"""


# ── reported later than the term ─────────────────────────────────────────────────────────────────


def late(today: date) -> Iterator[Finding]:
    """What each unit first submitted too late in this month and the one before, whose monthly report it spoils.

    Afterwards the report stands and the fact is history: the finding is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(SUBMITTED, [add_months(today.replace(day=1), -1)])
        rows = cursor.fetchall()
    months: dict[tuple, list[tuple]] = defaultdict(list)
    for unit, code, decided, due, day, n in rows:
        months[unit, code, day.replace(day=1)].append((decided, due, day, n))
    spoiled = {key: pairs for key, pairs in months.items() if any(_is_late(pair) for pair in pairs)}
    if not spoiled:
        return
    named, term, beyond = item_facts(code for _unit, code, _month in spoiled), Term.on(REPORT, today), Term.days_of(BEYOND, today)
    for (unit, code, month), pairs in sorted(spoiled.items()):
        behind = [pair for pair in pairs if _is_late(pair)]
        over, (decided, due, day, _n) = max((workdays_between(pair[1], pair[2]), pair) for pair in behind)
        yield Finding(
            thing=f"late:{unit}:{code}:{month.isoformat()}",
            level=RED if over > beyond else YELLOW,
            addressees=(Addressee(Role.HEAD, unit), Addressee(Role.CLERK, unit), Addressee(Role.OFFICER)),
            unit=unit,
            facts={
                **named[code],
                "month": month.isoformat(),
                "late": sum(pair[3] for pair in behind),
                "of": sum(pair[3] for pair in pairs),
                "term": term.days,
                "decided": decided.isoformat(),
                "should": due.isoformat(),
                "came": day.isoformat(),
                "over": over,
                "basis": term.document,
            },
        )


def _is_late(pair: tuple) -> bool:
    _decided, due, day, _n = pair
    return due is not None and day > due


def _late_says(facts: dict, unit: str) -> str:
    first = ngettext(
        "%(unit)s reported %(late)d of %(of)d record of the item “%(item)s” in %(month)s later than %(term)d working days after the decision.",
        "%(unit)s reported %(late)d of %(of)d records of the item “%(item)s” in %(month)s later than %(term)d working days after the decision.",
        facts["of"],
    ) % {"unit": unit, "late": facts["late"], "of": facts["of"], "item": item_in(facts), "month": facts["month"][:7], "term": facts["term"]}
    worst = ngettext(
        "The latest was decided on %(decided)s, due on %(should)s and came on %(came)s, %(over)d working day late.",
        "The latest was decided on %(decided)s, due on %(should)s and came on %(came)s, %(over)d working days late.",
        facts["over"],
    ) % {**{name: day_in(facts, name) for name in ("decided", "should", "came")}, "over": facts["over"]}
    return _("%(first)s %(then)s") % {"first": first, "then": worst}


# ── nobody collects ──────────────────────────────────────────────────────────────────────────────


def vacant(today: date) -> Iterator[Finding]:
    """Units that owe records and have no information clerk, or soon none."""
    for vacancy in vacancies(today):
        yield Finding(
            thing=f"unit:{vacancy.unit.pk}",
            level=RED if vacancy.since is None else YELLOW,
            addressees=(Addressee(Role.HEAD, vacancy.unit.pk), Addressee(Role.OFFICER)),
            unit=vacancy.unit.pk,
            facts={"since": vacancy.since and vacancy.since.isoformat()},
        )


def _vacant_says(facts: dict, unit: str) -> str:
    if facts["since"] is None:
        return _("%(unit)s owes records and has no information clerk; a security administrator grants the role.") % {"unit": unit}
    return _("%(unit)s owes records and has no information clerk from %(day)s on.") % {"unit": unit, "day": day_in(facts, "since")}


# ── the calendar ends ────────────────────────────────────────────────────────────────────────────


def calendar_ends(today: date) -> Iterator[Finding]:
    """The working-day calendar is about to end: red once a term of reporting that begins today would be provisional."""
    last = CalendarDay.objects.order_by("-day").first()
    if last is None:
        return
    left = workdays_between(today, last.day) if today <= last.day else 0
    if left > Term.days_of(AHEAD, today):
        return
    term = Term.days_of(REPORT, today)
    yield Finding(
        thing=f"calendar:{last.day.isoformat()}",
        level=RED if add_workdays(today, term).provisional else YELLOW,
        addressees=(Addressee(Role.OFFICER),),
        facts={"last": last.day.isoformat(), "left": left, "year": last.day.year + 1},
    )


def _calendar_says(facts: dict, unit: str) -> str:
    return ngettext(
        "The working-day calendar ends on %(last)s, in %(left)d working day; later deadlines stay provisional until the State Council’s notice for %(year)d is entered.",
        "The working-day calendar ends on %(last)s, in %(left)d working days; later deadlines stay provisional until the State Council’s notice for %(year)d is entered.",
        facts["left"],
    ) % {"last": day_in(facts, "last"), "left": facts["left"], "year": facts["year"]}


CHECKS = (
    Check(
        name="late",
        label=gettext_lazy("Reported late"),
        asks=late,
        says=_late_says,
        shows=lambda facts: f"{reverse('staff_quality')}?month={facts['decided'][:7]}",
    ),
    Check(
        name="vacant",
        label=gettext_lazy("No information clerk"),
        asks=vacant,
        says=_vacant_says,
        shows=lambda facts: reverse("staff_clerks"),
        basis=lambda facts: CLERK_BASIS,
    ),
    Check(
        name="calendar",
        label=gettext_lazy("Calendar about to end"),
        asks=calendar_ends,
        says=_calendar_says,
        shows=lambda facts: reverse("staff_calendar"),
        basis=lambda facts: NOTICE_BASIS,
    ),
)
