"""Opening one thing by its number: where it is about a person, the read log says so first, through whatever door.

To who has no part in a filing its number is no number: the same 404 whether it is about a person, about something else, or
was never given. The attempt is noted all the same.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from . import people
from .models import Filing, ReadLog, Record, Subject

What = ReadLog.What


def _about_person(pk: int) -> Filing | None:
    return Filing.objects.filter(pk=pk, person__isnull=False).select_related("unit", "made_by", "person").first()


def opened_filing(user, pk: int) -> Filing:
    """The filing with this key, if ``user`` may open it; raises ``Http404``, or ``PermissionDenied`` to who sees it in lists."""
    personal = _about_person(pk)
    if personal is None:
        return get_object_or_404(Filing.objects.visible_to(user).select_related("unit", "made_by"), pk=pk)
    today, item = timezone.localdate(), personal.item_code
    try:
        people.reveal(by=user, person=personal.person, what=What.FILING, today=today, about=personal.number, item_code=item)
    except PermissionDenied:
        if Filing.objects.visible_to(user).filter(pk=pk).exists():
            raise
        raise Http404 from None
    return personal


def refuse_personal_filing(user, pk: int) -> None:
    """For doors through which nothing about a person goes: note the attempt at such a filing and answer 404."""
    if personal := _about_person(pk):
        people.note_refused(by=user, person=personal.person, what=What.FILING, about=personal.number)
        raise Http404


def refuse_personal_record(user, number: str) -> None:
    """The same for the number of a record."""
    if personal := people.personal_record(number):
        people.note_refused(by=user, person=personal.subject, what=What.RECORD, about=number)
        raise Http404


def note_hidden(user, model, pk) -> None:
    """Note that ``user`` asked for the row ``pk`` of ``model``, which the site does not show, if it is about a person."""
    if not str(pk).isdecimal() or len(str(pk)) > 18:
        return
    if model is Filing and (filing := _about_person(int(pk))):
        people.note_refused(by=user, person=filing.person, what=What.FILING, about=filing.number)
    elif model is Record and (record := Record.objects.filter(pk=pk, subject__address__isnull=False).select_related("subject").first()):
        people.note_refused(by=user, person=record.subject, what=What.RECORD, about=record.number)
    elif model is Subject and (person := Subject.objects.filter(pk=pk, address__isnull=False).first()):
        people.note_refused(by=user, person=person, what=What.ARCHIVE)


def opened_record(user, number: str) -> Record:
    """The newest version of the record with this number, if ``user`` may open it; else ``Http404`` or ``PermissionDenied``."""
    if personal := people.personal_record(number):
        people.reveal(by=user, person=personal.subject, what=What.RECORD, today=timezone.localdate(), about=number, record=personal)
        return personal
    wanted = ("content", "subject", "issuer", "item__edition", "period_rule", "filing__unit", "withdrawn_by", "withdrawal_confirmed_by")
    record = Record.objects.visible_to(user).filter(number=number).select_related(*wanted).order_by("-version").first()
    if record is None:
        raise Http404
    return record
