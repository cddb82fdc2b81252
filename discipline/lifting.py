"""Lifting the measures on a record 解除惩戒措施: who ends a record, or finds that it was wrong, calls this in the same transaction.

The end itself needs nobody: ``ExecutionQuerySet.in_force`` is a predicate over dates and over the record. What is made here is the
notice to each unit and its receipt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Record
from integrity.errors import Refused
from integrity.identity import refuse_identities

from .measures import lifting_letters as letters
from .models import Execution, Lifting, LinkedPerson
from .models.measure import units_of

S = Execution.Status
LONGEST = 2000


def _held(number: str, today: date, ground: str):
    """What a lifting ends: sent, not declined, not already lifted; of what was wrong also what rested or had ended: it is put right as well."""
    asked = Execution.objects.about(number).filter(asked_on__isnull=False, status__in=[S.ASKED, S.ACCEPTED, S.EXECUTED])
    asked = asked.exclude(liftings__ground=ground) if ground == Lifting.Ground.WRONG else asked.unlifted(today)
    return asked.select_related("unit", "item", "link", "action__subject", "action__initiator")


def lock(number: str) -> None:
    """Whoever sends or lifts measures on the same record at the same time waits here, and then finds them sent or lifted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('lifting ' || %s, 0))", [number])


@transaction.atomic
def lift(*, number: str, ground: str, by: User, today: date | None = None, until: date | None = None) -> list[Lifting]:
    """End every measure on the record ``number``, sent or in force, and give notice to each unit; the notices made, one a unit.

    ``ground``: a word of :class:`Lifting.Ground`. What was wrong is reversed at each unit, also where it was done already
    (S3b 五); where a value of the record was corrected, no measure ends, and each unit examines its own and says what it changed; otherwise an explanation given or a superior told has nothing to lift. ``until``: of a restructuring, the first
    day on which the measures are in force again, by themselves. A second call finds nothing and makes nothing.
    """
    today = today or timezone.localdate()
    if until is not None and (ground != Lifting.Ground.RESTRUCTURING or until <= today):
        raise Refused(_("Only measures shielded for a restructuring return, on a day after today."))
    lock(number)
    found = _held(number, today, ground)
    if ground not in Lifting.REVERSED:
        found = found.unfinished()
    if ground == Lifting.Ground.CORRECTED:  # who has not answered to the last correction yet answers to both at once
        found = found.exclude(liftings__ground=ground, liftings__acknowledged_on__isnull=True)
    return _noticed(number, found, ground, by, today, until)


@transaction.atomic
def lift_of_link(*, number: str, link: LinkedPerson, by: User, today: date) -> list[Lifting]:
    """End the measures on the record ``number`` that concern a person who was linked by mistake: wrong, so each unit puts right what it did."""
    lock(number)
    return _noticed(number, _held(number, today, Lifting.Ground.WRONG).filter(link=link), Lifting.Ground.WRONG, by, today)


def _noticed(number: str, executions: Iterable[Execution], ground: str, by: User, today: date, until: date | None = None) -> list[Lifting]:
    units = defaultdict(list)
    for execution in executions:
        units[execution.unit].append(execution)
    made = []
    for unit, rows in units.items():
        lifting = Lifting.objects.create(
            record_no=number, unit=unit, ground=ground, made_on=today, made_by=by, resumed_on=until, resumed_by=by if until else None
        )
        lifting.executions.set(rows)
        letters.send(lifting, rows, by=by, today=today)
        made.append(lifting)
    return made


@transaction.atomic
def resume(*, number: str, by: User, today: date | None = None) -> list[Lifting]:
    """End a shield for restructuring now: its measures are in force again from today."""
    today = today or timezone.localdate()
    lock(number)
    shields = Lifting.objects.filter(record_no=number, ground=Lifting.Ground.RESTRUCTURING)
    ended = list(shields.filter(Q(resumed_on__isnull=True) | Q(resumed_on__gt=today)))
    for lifting in ended:
        lifting.resumed_by, lifting.resumed_on = by, today
        lifting.save(update_fields=["resumed_by", "resumed_on"])
    return ended


def due_for_notice(today: date):
    """Measures that ended by their date, or with their record, of which no unit was told yet.

    A withdrawal counts once it is confirmed.
    """
    sent = Execution.objects.filter(asked_on__isnull=False, status__in=[S.ASKED, S.ACCEPTED, S.EXECUTED])
    unconfirmed = Record.objects.current().filter(withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True)
    ended = sent.unfinished().unlifted(today).exclude(pk__in=sent.resting(today).values("pk"))
    return ended.exclude(action__record_no__in=unconfirmed.values("number")).order_by("pk")


@transaction.atomic
def notice_endings(*, by: User, today: date | None = None) -> int:
    """Give notice of everything that is due for it; returns how many notices. Safe to run twice, late, or never for a day."""
    today = today or timezone.localdate()
    numbers = set(due_for_notice(today).values_list("action__record_no", flat=True))
    withdrawn = set(Record.objects.current().filter(number__in=numbers, withdrawn_at__isnull=False).values_list("number", flat=True))
    made = 0
    for number in sorted(numbers):
        lock(number)
        ground = Lifting.Ground.WITHDRAWN if number in withdrawn else Lifting.Ground.EXPIRED
        rows = due_for_notice(today).about(number).select_related("unit", "item", "link", "action__subject", "action__initiator")
        made += len(_noticed(number, rows, ground, by, today))
    return made


@transaction.atomic
def acknowledge(*, lifting: Lifting, by: User, put_right: str = "", today: date | None = None) -> Lifting:
    """Say once, for the unit, that its measures have ended; of one that was wrong, with what was done to put it right."""
    today = today or timezone.localdate()
    lifting = Lifting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=lifting.pk)
    if lifting.unit_id not in set(units_of(by, today).values_list("unit", flat=True)):
        raise PermissionDenied(_("Only clerks and the head of the unit acknowledge that its measures have ended."))
    if lifting.acknowledged_on is not None:
        raise Refused(_("This lifting was acknowledged by a colleague already; nothing is left to do."))
    words = put_right.strip()
    refuse_identities(words)
    if lifting.ground in Lifting.REVERSED and not words:
        raise Refused(_("Write what your unit examined and put right, or that nothing had to be changed."))
    if len(words) > LONGEST:
        raise Refused(_("The text has %(n)d signs at most; shorten it.") % {"n": LONGEST})
    lifting.acknowledged_by, lifting.acknowledged_on, lifting.put_right = by, today, words
    lifting.save(update_fields=["acknowledged_by", "acknowledged_on", "put_right"])
    letters.acknowledged(lifting, by=by, today=today)
    return lifting
