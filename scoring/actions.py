"""Every write of scoring: a standard is loaded, the city is scored, old scores are dropped."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import CatalogueItem, Subject
from integrity import jobs
from integrity.errors import Refused

from . import reading
from .models import Band, Run, Standard, StandardRule

LIVE = 7_303_014  # the advisory lock of the chain of live runs
PATIENCE = 20  # seconds


# ── Standards ────────────────────────────────────────────────────────────────


@transaction.atomic
def load_standard(*, stream: IO) -> tuple[Standard, bool]:
    """The standard of a YAML file, and whether it was new. The same file again changes nothing.

    Raises :class:`Refused` for a faulty file, for a changed one under a known code, and for dates that are taken.
    """
    data = reading.read(stream)
    sha256 = reading.fingerprint(data)
    known = Standard.objects.filter(code=data["code"]).first()
    if known and known.sha256 != sha256:
        raise Refused(
            _("%(code)s is already loaded with another content; give the new version a code and dates of its own.") % {"code": data["code"]}
        )
    if known:
        return known, False
    _catalogued(data)
    _make_room(data)
    standard = Standard.objects.create(sha256=sha256, valid_until=data.get("valid_until"), **{name: data[name] for name in reading.HEAD})
    StandardRule.objects.bulk_create(
        StandardRule(
            standard=standard,
            item_code=rule["item"],
            counts_for_days=rule["days"],
            **{n: rule[n] for n in ("tier", "points", "document", "article")},
        )
        for rule in data["rules"]
    )
    Band.objects.bulk_create(Band(standard=standard, **band) for band in data["bands"])
    return standard, True


def _catalogued(data: dict) -> None:
    """A rule may speak only of items of the catalogue, and only of those that bodies can have."""
    known = {}
    for item in CatalogueItem.objects.exclude(routing=CatalogueItem.Routing.UNIT):  # what stays in a unit counts nowhere else
        known.setdefault(item.code, set()).update(item.subject_kinds)
    for number, rule in enumerate(data["rules"], 1):
        if known and not known.get(rule["item"], set()) & set(Subject.BODIES):
            raise Refused(
                _("rules[%(number)d].item names %(item)s, which is no item of the catalogue for bodies; nothing was loaded.")
                % {"number": number, "item": rule["item"]}
            )


def _make_room(data: dict) -> None:
    """End the standard that is replaced. Days already scored keep the standard they were scored by."""
    start, end = data["valid_from"], data.get("valid_until")
    for other in Standard.objects.select_for_update().all():
        apart = (other.valid_until and other.valid_until <= start) or (end and end <= other.valid_from)
        if apart:
            continue
        if other.code != data.get("replaces") or other.valid_until or other.valid_from >= start:
            raise Refused(
                _("%(new)s and %(old)s would be in force on the same day; say “replaces: %(old)s” or choose other dates.")
                % {"new": data["code"], "old": other.code}
            )
        if other.runs.filter(as_of__gte=start).exists():
            raise Refused(
                _("Days from %(start)s on were already scored by %(old)s; let %(new)s begin later.")
                % {"start": start, "old": other.code, "new": data["code"]}
            )
        Standard.objects.filter(pk=other.pk).update(valid_until=start)


def standard_on(day: date) -> Standard:
    """The standard in force on ``day``."""
    standard = Standard.objects.in_force(day).first()
    if standard is None:
        raise Refused(
            _("No scoring standard is in force on %(day)s; load one with `manage load_standard FILE`.") % {"day": day.isoformat()}
        )
    return standard


# ── Runs ─────────────────────────────────────────────────────────────────────


def rescore(
    *, as_of: date, known_at: datetime | None = None, standard: Standard | None = None, live: bool = False, job: UUID | None = None
) -> Run:
    """Score the whole city as of a day with what was known at an instant (now), in one transaction.

    ``live`` puts the run into the chain of the timetable. Raises :class:`Refused` for an instant in the future, a
    day without a standard, and when what is known now is not yet settled.
    """
    standard = standard or standard_on(as_of)
    known_at = settled(known_at)
    with transaction.atomic():
        if live:
            _turn(wait=True)
        number = _run(as_of=as_of, known_at=known_at, standard=standard, live=live, job=job)
        return Run.objects.select_related("standard").get(pk=number)


def rescore_changed(*, today: date) -> int:
    """Rescore the bodies whose lines changed since the last live run, by knowledge or by time; returns how many.

    The state afterwards is that of a full run. A full run is made where there is nothing to stand on; nothing is
    done while another live run is under way.
    """
    known_at, awaits, count = _follow(today)
    if awaits:
        _wait_for(awaits)
        _known_at, _awaits, count = _follow(today, known_at)
    if count is not None:
        return count
    with transaction.atomic():
        return rescore(as_of=today, live=True).rescored if _turn(wait=False) else 0


def _follow(today: date, known_at: datetime | None = None) -> tuple[datetime | None, list | None, int | None]:
    """One call does it all: its own transaction, unless there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scoring_follow(%s, %s)", [today, known_at])
        return cursor.fetchone()


def forget() -> int:
    """Drop the stored scores of old runs (not the runs); returns how many runs lost theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scoring_forget()")
        return cursor.fetchone()[0]


@jobs.runner("score the city", gettext_lazy("Scores of the city"))
def score_the_city(job) -> None:
    """The night's work. Run again after a crash it finds that it was done, or does it; never both."""
    if Run.objects.filter(job_id=job.pk).exists():
        return
    try:
        run = rescore(as_of=timezone.localdate(), live=True, job=job.pk)
    except Unsettled:
        current = Run.objects.current()
        if current is None:
            raise
        # Someone's transaction has been open for long. The day must not wait for it: with what was known before,
        # the score is right as of that instant, and the next minute's task adds what is new.
        run = rescore(as_of=timezone.localdate(), known_at=current.known_at, live=True, job=job.pk)
    jobs.progress(job, run.rescored, run.rescored)


def _run(*, as_of, known_at, standard, live, job=None) -> int:
    """Write down the question and have the database answer it; the number of the run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_run (as_of, known_at, standard_id, live, job_id) VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [as_of, known_at, standard.pk, live, job],
        )
        (number,) = cursor.fetchone()
        cursor.execute("SELECT scoring_fill(%s)", [number])
        return number


def _turn(*, wait: bool) -> bool:
    """One live run at a time. The lock goes with the transaction."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LIVE])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LIVE])
        return cursor.fetchone()[0]


# ── What is known, and when that is settled ──────────────────────────────────


class Unsettled(Refused):
    """A transaction that may still add knowledge of an earlier instant is open."""


def settled(known_at: datetime | None = None, patience: float = PATIENCE) -> datetime:
    """The instant asked for (now), once nothing can be added to what was known then.

    A record is known from the begin of the transaction that files it, but seen only after its commit. A run that did
    not wait would miss it and could never be reproduced. Raises :class:`Unsettled` after ``patience`` seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scoring_settled(%s)", [known_at])
        instant, awaits = cursor.fetchone()
    if awaits is None:
        raise Refused(_("What will be known at %(instant)s is not known yet; give an instant in the past.") % {"instant": known_at})
    _wait_for(awaits, patience)
    return instant


def _wait_for(transactions: list[str], patience: float = PATIENCE) -> None:
    """Until these are over, by their virtual numbers."""
    end = time.monotonic() + patience
    while transactions:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT virtualxid FROM pg_locks WHERE locktype = 'virtualxid' AND mode = 'ExclusiveLock' AND virtualxid = ANY(%s)",
                [transactions],
            )
            transactions = [name for (name,) in cursor.fetchall()]
        if transactions and time.monotonic() > end:
            raise Unsettled(
                _("A transaction that may still file records has been open for %(seconds)d seconds; end it, or score again later.")
                % {"seconds": patience}
            )
        if transactions:
            time.sleep(0.05)
