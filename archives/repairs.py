"""Ending that a record is shown, shared and used: for good by a repair 信用修复, for a time by a shield 临时屏蔽; asked from above.

The decision is the app's above; here it becomes a dated fact of the record, set once, and every reader asks the same predicate
(``Record.hidden``): the portal, search, sharing and scoring.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused

from .models import Record, Relief


def _standing(number: str) -> Record:
    """The current version under its lock; refused where there is none that stands, or where it was repaired already."""
    found = Record.objects.current().select_for_update(of=("self",)).filter(number=number, withdrawn_at__isnull=True).first()
    if found is None:
        raise Refused(_("Record %(number)s no longer stands, so there is nothing to repair or to shield.") % {"number": number})
    if Relief.objects.filter(number=number, kind=Relief.Kind.REPAIRED).exists():
        raise Refused(_("Record %(number)s was repaired already; nothing is left to do.") % {"number": number})
    return found


@transaction.atomic
def repair(*, number: str, document_no: str, ground: str, by: User) -> Relief:
    """From this instant the record is neither shown, shared nor used; what was known before stays reproducible."""
    record = _standing(number)
    return _made(number=record.number, kind=Relief.Kind.REPAIRED, document_no=document_no, ground=ground, by=by)


@transaction.atomic
def shield(*, number: str, document_no: str, ground: str, until_on: date, by: User, today: date) -> Relief:
    """From this instant until ``until_on`` the record is neither shown, shared nor used; on that day it returns by itself."""
    record = _standing(number)
    if until_on <= today:
        raise Refused(_("A shield ends on a day after today; correct the day."))
    if Relief.objects.in_force().filter(number=number).exists():
        raise Refused(_("Record %(number)s is shielded already; end that shield first.") % {"number": number})
    return _made(number=record.number, kind=Relief.Kind.SHIELDED, document_no=document_no, ground=ground, until_on=until_on, by=by)


def _made(**columns) -> Relief:
    made = Relief.objects.create(**columns)
    made.refresh_from_db()
    return made


@transaction.atomic
def end_shield(*, relief: Relief, by: User) -> Relief:
    """The record is shown, shared and used again from now on. A shield that ended stays as it is."""
    relief = Relief.objects.select_for_update(of=("self",)).get(pk=relief.pk)
    if relief.kind != Relief.Kind.SHIELDED:
        raise Refused(_("Record %(number)s is repaired, and a repair does not end.") % {"number": relief.number})
    if Relief.objects.in_force().filter(pk=relief.pk).exists():
        relief.ended_at, relief.ended_by = Now(), by
        relief.save(update_fields=["ended_at", "ended_by"])
        relief.refresh_from_db()
    return relief
