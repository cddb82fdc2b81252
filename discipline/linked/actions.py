"""Entering who is linked to an enterprise, the end of it, and taking back what was entered wrongly."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.identifiers import person_code
from archives.models import Membership, Role, Subject
from archives.people_actions import identified
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .. import lifting
from ..models import Execution, LinkedPerson
from ..models.linked import LINKING

ENTERS = (Role.CLERK, Role.OFFICER)


def entering_units(by, today: date):
    """The units in whose name ``by`` enters linked persons: of clerks their own, of officers the office."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True, role__in=ENTERS)
    return Subject.objects.filter(memberships__in=held).distinct()


def may_change(by, link: LinkedPerson, today: date) -> bool:
    """Officers, and clerks of the unit that entered it."""
    return Role.OFFICER in Role.of(by, today) or entering_units(by, today).filter(pk=link.unit_id).exists()


@transaction.atomic
def link(
    *, subject: Subject, unit: Subject, name: str, resident_id: str, role: str, from_on: date, source: str, document_no: str, by: User,
    until_on: date | None = None, today: date | None = None,
) -> LinkedPerson:  # fmt: skip
    """Enter that the person with ``resident_id`` is linked to the enterprise ``subject`` from ``from_on`` (until ``until_on``, half-open).

    Of the resident id only the keyed hash (inside the person's code) is kept. Raises ``PermissionDenied``,
    ``ValidationError`` beside the fields, or :class:`Refused` where somebody else holds the role in that time.
    """
    today = today or timezone.localdate()
    if not entering_units(by, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Linked persons are entered by clerks of a unit and officers of the credit office."))
    if subject.kind not in LINKING:
        raise Refused(
            _("%(subject)s is no enterprise or organisation; who answers for a public body stands with its posts.") % {"subject": subject}
        )
    if not resident_id.strip():
        raise ValidationError(
            {"resident_id": _("Several people bear one name, so a name alone links nobody; enter the resident id as well.")}
        )
    number, name = identified(name, resident_id)
    if role not in LinkedPerson.LinkRole.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    _days(from_on, until_on, today)
    said = {"source": source.strip(), "document_no": document_no.strip()}
    for field, words in said.items():
        refuse_identities(words)
        if not words:
            raise ValidationError({field: _("This must be filled in.")})
    Subject.objects.select_for_update().get(pk=subject.pk)  # whoever enters another one at the same time waits here
    if _taken(subject, role, from_on, until_on):
        raise Refused(
            _("%(subject)s has a %(role)s in this time already; enter the end of that term first, or correct the days.")
            % {"subject": subject, "role": LinkedPerson.LinkRole(role).label}
        )
    person = Subject.objects.filter(code=person_code(number)).first()
    person = person or Subject.objects.create(kind=Subject.Kind.PERSON, code=person_code(number), name=name)
    try:
        with transaction.atomic():
            made = LinkedPerson.objects.create(
                subject=subject, person=person, name=name, role=role, from_on=from_on, until_on=until_on, unit=unit, made_by=by, **said
            )
    except IntegrityError as error:
        if "linked_person_once" not in str(error):
            raise
        raise Refused(
            _("This person is entered as %(role)s of %(subject)s for a part of this time already; correct the days.")
            % {"subject": subject, "role": LinkedPerson.LinkRole(role).label}
        ) from None
    made.refresh_from_db()
    return made


def _days(from_on: date, until_on: date | None, today: date) -> None:
    if not EARLIEST <= from_on <= today:
        raise ValidationError({"from_on": _("This day lies after today or before %(day)s; correct it.") % {"day": in_words(EARLIEST)}})
    if until_on and not from_on < until_on <= today:
        raise ValidationError(
            {"until_on": _("The first day without the role comes after the day it began, and not after today; correct it.")}
        )


def _taken(subject: Subject, role: str, from_on: date, until_on: date | None) -> bool:
    if role not in LinkedPerson.ALONE:
        return False
    found = LinkedPerson.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=from_on), subject=subject, role=role, withdrawn_at__isnull=True
    )
    return (found.filter(from_on__lt=until_on) if until_on else found).exists()


def _held(link: LinkedPerson, by: User, today: date) -> LinkedPerson:
    link = LinkedPerson.objects.select_for_update(of=("self",)).select_related("subject").get(pk=link.pk)
    if not may_change(by, link, today):
        raise PermissionDenied(_("Only the unit that entered a linked person, and the credit office, change it."))
    if link.withdrawn_at is not None:
        raise Refused(_("This entry was taken back already; nothing is left to do."))
    return link


@transaction.atomic
def end(*, link: LinkedPerson, on: date, document_no: str, by: User, today: date | None = None) -> LinkedPerson:
    """From ``on`` the person is no longer linked in this role. What happened before keeps its consequences."""
    today = today or timezone.localdate()
    link = _held(link, by, today)
    document_no = document_no.strip()
    refuse_identities(document_no)
    if link.until_on is not None:
        raise Refused(_("The end of this term is entered already; what is wrong is taken back and entered anew."))
    if not document_no or len(document_no) > 128:
        raise Refused(_("The end of a term rests on a document; write its number, 128 signs at most."))
    if not link.from_on < on <= today:
        raise Refused(
            _("The term ends after the day it began (%(day)s), and not after today; correct the day.") % {"day": in_words(link.from_on)}
        )
    if link.executions.filter(action__version__decided_on__gte=on).exists():
        raise Refused(
            _("A measure rests on this link on a day after %(day)s; if that is wrong, take the entry back instead.")
            % {"day": in_words(on)}
        )
    link.until_on, link.ended_by, link.end_document_no = on, by, document_no
    link.save(update_fields=["until_on", "ended_by", "end_document_no"])
    return link


@transaction.atomic
def take_back(*, link: LinkedPerson, reason: str, by: User, today: date | None = None) -> LinkedPerson:
    """Say that the entry was wrong: the person never was linked. Measures that rest on it end at once, and each unit puts right what it did."""
    today = today or timezone.localdate()
    link, reason = _held(link, by, today), reason.strip()
    refuse_identities(reason)
    if not reason or len(reason) > 1000:
        raise Refused(_("Write in a sentence why the entry is wrong, 1000 signs at most."))
    numbers = link.executions.filter(asked_on__isnull=False).values_list("action__record_no", flat=True).distinct()
    if numbers and by.pk == link.made_by_id:
        raise Refused(_("Measures rest on this entry of yours, so a colleague takes it back."))
    for number in sorted(numbers):
        lifting.lift_of_link(number=number, link=link, by=by, today=today)
    link.withdrawn_at, link.withdrawn_by, link.withdrawn_reason = timezone.now(), by, reason
    link.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return link


def measures_on(link: LinkedPerson, user, today: date):
    """The measures that name this link, of those ``user`` may see."""
    return Execution.objects.visible_to(user, today).filter(link=link).select_related("item", "unit", "action")
