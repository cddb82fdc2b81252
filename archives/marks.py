"""Putting a record under objection 异议中 and ending that, by date; asked by the app above that decides on objections."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused

from .models import ObjectionMark, Record


@transaction.atomic
def put_under_objection(*, record: Record, by: User) -> ObjectionMark:
    """From now on the record shows everywhere that it is under objection. Refused for a version that no longer stands."""
    current = Record.objects.current().select_for_update(of=("self",)).filter(number=record.number, withdrawn_at__isnull=True).first()
    if current is None:
        raise Refused(_("Record %(number)s no longer stands, so nothing of it is under objection.") % {"number": record.number})
    made = ObjectionMark.objects.create(number=current.number, by=by)
    made.refresh_from_db()
    return made


@transaction.atomic
def end_objection(*, mark: ObjectionMark, by: User) -> ObjectionMark:
    """The mark ends now; a mark that has ended stays as it is."""
    mark = ObjectionMark.objects.select_for_update(of=("self",)).get(pk=mark.pk)
    if mark.until_at is None:
        mark.until_at, mark.ended_by = Now(), by
        mark.save(update_fields=["until_at", "ended_by"])
        mark.refresh_from_db()
    return mark
