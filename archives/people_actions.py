"""Every write about civil servants that is not a step of a flow: registering, the authority over them, filing about them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import identity_mask, identity_ok, mask_identities, plain_number
from integrity.signs import lettered

from . import assessments
from .actions import check_filing
from .identifiers import person_code
from .imports import form
from .imports.names import masked, plain_name
from .imports.rules import RULES
from .models import Authority, CatalogueItem, Filing, Membership, PersonCard, Role, Subject
from .reports import row_errors


def must_be_personnel(by, organ: Subject, today: date) -> None:
    """403 unless ``by`` is at work in the personnel organ ``organ`` on ``today``."""
    if not Membership.holds(by, Role.PERSONNEL, today, unit=organ):
        raise PermissionDenied(_("You do not work in the personnel organ %(organ)s.") % {"organ": organ})


def known_person(resident_id: str) -> Subject | None:
    """The person with that resident id, if there is one. ``resident_id`` as typed; it is not kept."""
    return Subject.objects.filter(code=person_code(plain_number(resident_id).upper())).first()


def identified(name: str, resident_id: str) -> tuple[str, str]:
    """The resident id and the whole name of a person as they are compared and kept; ``ValidationError`` beside the fields."""
    number = plain_number(resident_id).upper()
    if not identity_ok(number):
        raise ValidationError({"resident_id": _("This is not a resident id: form, date or check digit is wrong.")})
    if not name.strip():
        raise ValidationError({"name": _("This must be filled in.")})
    if mask_identities(name)[1]:
        raise ValidationError({"name": _("A resident id stands in the text; remove it.")})
    name = lettered(name.strip())
    if not plain_name(name) or masked(name):  # a mask would stand for everybody with that surname, and hide nothing in words
        raise ValidationError({"name": f"{RULES['person_name'].message} {RULES['person_name'].mend}"})
    return number, name


@transaction.atomic
def register(*, by: User, organ: Subject, name: str, resident_id: str, serves_in: Subject, today: date, account: User | None = None) -> Subject:
    """Register a civil servant under the authority of ``organ`` from ``today`` on; returns the person.

    Of the resident id only the keyed hash (inside the code) and the mask are kept. A person registered before is taken
    over under the old name, unless an organ manages it today.
    """
    must_be_personnel(by, organ, today)
    number, name = identified(name, resident_id)
    if account is not None and account == by:
        raise ValidationError({"account": _("Nobody registers the own person; a colleague does.")})
    person = known_person(number)
    if person is None:
        person = Subject.objects.create(kind=Subject.Kind.CIVIL_SERVANT, code=person_code(number), name=name)
    elif Authority.objects.held(today).filter(person=person).exists():
        raise Refused(_("This person is managed by a personnel organ already; that organ ends its authority first."))
    elif person.kind != Subject.Kind.CIVIL_SERVANT:
        person.kind = Subject.Kind.CIVIL_SERVANT
        person.save()
    PersonCard.objects.get_or_create(person=person, defaults={"mask": identity_mask(number), "registered_by": by})
    if account is not None:
        _own_account(account, person)
    Authority.objects.create(person=person, organ=organ, serves_in=serves_in, account=account, from_on=today)
    return person


def _own_account(account: User, person: Subject) -> None:
    """An account opens the archive of one person for good: its name, kept by the security administrator, is the person's,
    it was never another's, and the person never had another one."""
    if account.name.strip() != person.name.strip():
        raise ValidationError({"account": _("This account is kept under another name than the person's; the security administrator compares both.")})
    linked = Authority.objects.filter(account__isnull=False)
    if linked.filter(account=account).exclude(person=person).exists():
        raise ValidationError({"account": _("This account belongs to another person.")})
    if linked.filter(person=person).exclude(account=account).exists():
        raise ValidationError({"account": _("The person has an account already, and only that one opens the archive.")})


@transaction.atomic
def end_authority(*, by: User, person: Subject, until_on: date, today: date) -> Authority:
    """End the authority over ``person``: ``until_on`` is the first day without it, today at the earliest."""
    held = Authority.objects.held(today).select_for_update(of=("self",)).select_related("organ").filter(person=person).first()
    if held is None:
        raise Refused(_("No personnel organ manages this person today."))
    must_be_personnel(by, held.organ, today)
    if until_on < today or until_on <= held.from_on:
        raise Refused(_("An authority ends today at the earliest, and after the day it began (%(day)s).") % {"day": held.from_on})
    held.until_on = until_on
    held.save()
    return held


@transaction.atomic
def file_about(*, person: Subject, by: User, item_code: str, data: dict, today: date) -> Filing:
    """File one record about a civil servant, in the name of the personnel organ that manages the person, and check it.

    Raises ``ValidationError`` with the faults beside their fields; then nothing is kept.
    """
    held = Authority.objects.held(today).select_related("organ").filter(person=person).first()
    if held is None:
        raise PermissionDenied(_("No personnel organ manages this person today."))
    must_be_personnel(by, held.organ, today)
    item = CatalogueItem.on(item_code, today)
    if item is None or person.kind not in item.subject_kinds:
        raise Refused(_("The catalogue in force holds no item %(item)s about civil servants, and nothing outside it may be recorded.") % {"item": item_code})
    filing = Filing.objects.create(unit=held.organ, person=person, item_code=item_code, source=Filing.Source.FORM, rows=1, made_by=by)
    filing.refresh_from_db()
    row = form.filed_row(filing, {**data, "subject_code": person.code, "subject_name": person.name}, today=today)
    row.save(force_insert=True)
    filing = check_filing(filing=filing)
    if filing.bad:
        found = next(row_errors(filing))
        raise ValidationError({found["column"] if found["column"] != "subject_code" else "person": found["message"]})
    if other := assessments.standing(filing):  # asked again when it is submitted: two may be entered side by side
        raise ValidationError({"year": assessments.stands_already(other)})
    return filing
