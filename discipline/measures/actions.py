"""Writes about measures beside the bare steps: initiating a joint action, and a step of a unit with its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.imports.private import private_in
from archives.imports.rules import RULES
from archives.models import Record, Subject, Term
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.uploads import File
from integrity.workflow import advance

from ..concealing import refuse_about
from ..duties import standing_superior
from ..models import Execution, FeedbackFile, JointAction, LinkedPerson, MeasureItem
from ..models.measure_item import target_of
from . import letters, rights, terms
from .flow import CLOSED_LIST, once_only

LONGEST = 1000
Executor = MeasureItem.Executor


@dataclass(frozen=True)
class Asked:
    """One measure as it is asked for: its code, the units (where units are asked), for how many months, within how many working days.

    ``persons``: the linked persons whom it concerns instead of the enterprise itself.
    """

    code: str
    units: tuple[Subject, ...] = ()
    months: int | None = None
    days: int | None = None
    persons: tuple[LinkedPerson, ...] = ()


@transaction.atomic
def initiate(*, number: str, unit: Subject, measures: Iterable[Asked], ground: str, by: User, today: date | None = None) -> JointAction:
    """Draft a joint action of ``unit`` on the record ``number``; a colleague decides on it before anything is sent.

    Raises ``PermissionDenied``, or :class:`Refused` for a record that bears no measure and a measure that is not on the list,
    does not fit the subject, its units or its period.
    """
    today = today or timezone.localdate()
    record = rights.open_to(by, today).filter(number=number.strip()).first()
    if record is None:
        raise Refused(_("No record that stands today and that you may see has this number; compare it, digit by digit."))
    if not rights.initiating_units(by, record, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Measures are initiated by the unit that recorded the matter, or by the credit office."))
    if rights.stands_aside(record.subject, by, today):
        raise PermissionDenied(_("You work in the body that the record is about, so a colleague initiates the measures."))
    sort = rights.sort_of(record)
    if sort is None:
        raise Refused(_("Record %(number)s is neither of dishonesty nor of honour, so no measure follows from it.") % {"number": number})
    measures = list(measures)
    if not measures:
        raise Refused(_("Choose at least one measure of the list."))
    refuse_about([record.number], [ground])
    action = JointAction.objects.create(
        initiator=unit, record_no=record.number, version=record, subject=record.subject, sort=sort, ground=_words(ground),
        drafted_on=today, made_by=by,
    )  # fmt: skip
    for asked in measures:
        _add(action, record, asked, by, today)
    action.refresh_from_db()
    return action


def _words(text: str) -> str:
    text = text.strip()
    refuse_identities(text)
    if not text:
        raise Refused(_("Write the ground in a sentence; the letters name it."))
    if rule := private_in(text, of_person=False):
        raise Refused(f"{RULES[rule].message} {RULES[rule].mend}")
    if len(text) > LONGEST:
        raise Refused(_("The ground has %(n)d signs at most; shorten it.") % {"n": LONGEST})
    return text


def _add(action: JointAction, record: Record, asked: Asked, by: User, today: date) -> None:
    item = MeasureItem.objects.in_force(today).filter(code=asked.code, sort=action.sort).first()
    if item is None:
        raise Refused(
            _("“%(code)s” is not on the list of measures in force today, and nothing outside the list may be applied.")
            % {"code": asked.code[:30]},
            article=CLOSED_LIST,
        )
    if asked.persons:
        _must_be_linked(item, record, asked.persons)
    elif item.targets == [MeasureItem.Target.PERSON] and not record.subject.is_person:
        raise Refused(
            _("“%(measure)s” concerns persons; choose those who were linked to %(subject)s on the day of the matter.")
            % {"measure": item, "subject": record.subject},
            article=item.basis,
        )
    elif target_of(record.subject) not in item.targets:
        raise Refused(
            _("“%(measure)s” is not for subjects of the kind of %(subject)s; choose another measure.")
            % {"measure": item, "subject": record.subject},
            article=item.basis,
        )
    months, days = _period(item, asked), _days(item, asked, today)
    for unit in _units(item, action, asked):
        for link in asked.persons or (None,):
            made = Execution(action=action, item=item, unit=unit, link=link, months=months, days=days, made_by=by)
            once_only(made, today)
            made.save()


def _must_be_linked(item: MeasureItem, record: Record, persons: Iterable[LinkedPerson]) -> None:
    """The list lets the measure concern persons, and each was linked to the subject on the day of the matter."""
    if MeasureItem.Target.PERSON not in item.targets:
        raise Refused(
            _("“%(measure)s” is not for natural persons; choose another measure for the linked persons.") % {"measure": item}, article=item.basis
        )
    then = set(rights.linked_then(record).values_list("pk", flat=True))
    if any(person.pk not in then for person in persons):
        raise Refused(
            _("A measure extends only to who was linked to %(subject)s on %(day)s, the day of the matter; choose among those.")
            % {"subject": record.subject, "day": in_words(record.decided_on)},
            article=item.basis,
        )


def _period(item: MeasureItem, asked: Asked) -> int | None:
    if item.max_months is None:
        if asked.months is not None:
            raise Refused(_("“%(measure)s” has no period; leave it empty.") % {"measure": item}, article=item.basis)
        return None
    if asked.months is None or not item.min_months <= asked.months <= item.max_months:
        raise Refused(
            _("“%(measure)s” lasts %(least)d to %(most)d months; choose a number of them.")
            % {"measure": item, "least": item.min_months, "most": item.max_months},
            article=item.basis,
        )
    return asked.months


def _days(item: MeasureItem, asked: Asked, today: date) -> int | None:
    if asked.days is None or item.executor != Executor.SUBJECT:
        return None
    longest = Term.on(terms.EXECUTE, today)
    if not 1 <= asked.days <= longest.days:
        raise Refused(
            _("“%(measure)s” is to be done within 1 to %(most)d working days; choose a number of them.")
            % {"measure": item, "most": longest.days},
            article=longest.document,
        )
    return asked.days


def _units(item: MeasureItem, action: JointAction, asked: Asked) -> list[Subject]:
    """Who carries ``item`` out: who is asked, or whoever the list itself names."""
    named = {
        Executor.UNITS: list(dict.fromkeys(asked.units)),
        Executor.SUBJECT: [action.subject],
        Executor.SUPERIOR: [above] if (above := standing_superior(action.subject)) else [],
        Executor.INITIATOR: [action.initiator],
    }[item.executor]
    if not named:
        raise Refused(_("Nobody would carry out “%(measure)s”; name at least one unit.") % {"measure": item})
    for unit in named:
        if item.executor == Executor.UNITS and unit == action.subject:
            raise Refused(_("%(unit)s is the subject itself and does not carry out “%(measure)s”.") % {"unit": unit, "measure": item})
        if unit.kind not in item.executing_kinds or unit.ceased_on:
            raise Refused(
                _("%(unit)s cannot carry out “%(measure)s”; name another unit.") % {"unit": unit, "measure": item}, article=item.basis
            )
    return named


@transaction.atomic
def take(
    *,
    execution: Execution,
    step: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
    files: Iterable[File] = (),
    today: date | None = None,
) -> Execution:
    """Take a step of a measure, with the files of a feedback. Raises what :func:`integrity.workflow.advance` raises."""
    today = today or timezone.localdate()
    if len(reason) > 2 * LONGEST:
        raise Refused(_("The text has %(n)d signs at most; shorten it.") % {"n": 2 * LONGEST})
    execution = advance(execution, step, by=by, reason=reason, seen=seen, today=today)
    letters.acknowledged(execution, by=by, today=today)
    if execution.fed_back_on:
        for file in files:
            FeedbackFile.objects.create(execution=execution, name=file.name, kind=file.kind, content=file.content)
    return execution
