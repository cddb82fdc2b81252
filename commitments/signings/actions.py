"""Writes about collective signings beside the bare steps: drafting, and who signed."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.documents.actions import works_in
from archives.models import Authority, Membership, Subject
from archives.models.document import AT_WORK
from archives.people import managed_by
from integrity.errors import Refused
from integrity.identity import refuse_identities

from ..models import Signatory, Signing

WORDS, MOST, LONGEST = 4000, 2000, 60


def organised_by(user, today: date):
    """The units in whose name ``user`` may draft an event."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=AT_WORK)
    return Subject.objects.bodies().filter(memberships__in=held, ceased_on__isnull=True).distinct()


@transaction.atomic
def draft(*, unit: Subject, title: str, text: str, held_on: date, place: str, by: User, today: date | None = None) -> Signing:
    """Draft an event of ``unit``; nothing is public by it."""
    today = today or timezone.localdate()
    if not organised_by(by, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only who works in %(unit)s drafts its events.") % {"unit": unit})
    title, text, place = title.strip(), text.strip(), place.strip()
    for words in (title, text, place):
        refuse_identities(words)
    if not title or not text or not place:
        raise Refused(_("An event has a title, a text and a place; write all three."))
    if len(text) > WORDS:
        raise Refused(_("The text of a commitment has %(n)d signs at most; shorten it.") % {"n": WORDS})
    made = Signing.objects.create(unit=unit, title=title, text=text, held_on=held_on, place=place, made_by=by)
    made.refresh_from_db()
    return made


def _open(signing: Signing, by: User, today: date) -> Signing:
    locked = Signing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=signing.pk)
    if locked.status != Signing.Status.DRAFTED:
        raise Refused(
            _("%(signing)s is “%(status)s” now, so its list is fixed.") % {"signing": locked, "status": locked.get_status_display()}
        )
    return locked


def must_write(*, signing: Signing, by: User, today: date | None = None) -> None:
    """``PermissionDenied`` for whoever does not work in the unit that organises the event."""
    if not works_in(by, signing.unit, today or timezone.localdate()):
        raise PermissionDenied(_("Only who works in %(unit)s writes the list of its event.") % {"unit": signing.unit})


@transaction.atomic
def add_names(*, signing: Signing, unit: Subject, names: list[str], by: User, today: date | None = None) -> list[Signatory]:
    """Add staff of ``unit`` by name, without any number of a document; who stands there already is left as is."""
    today = today or timezone.localdate()
    signing = _open(signing, by, today)
    must_write(signing=signing, by=by, today=today)
    if not unit.is_body:
        raise Refused(_("%(unit)s is no public body; only staff of public bodies sign.") % {"unit": unit})
    wanted = list(dict.fromkeys(clean for name in names if (clean := " ".join(name.split()))))
    for name in wanted:
        refuse_identities(name)
        if len(name) > LONGEST or any(sign.isdigit() for sign in name):
            raise Refused(_("“%(name)s” is no name: write one name a line, without numbers.") % {"name": name[:LONGEST]})
    if not wanted:
        raise Refused(_("Write at least one name, one a line."))
    if signing.signatories.count() + len(wanted) > MOST:
        raise Refused(_("A list holds %(n)d names at most; draft a second event.") % {"n": MOST})
    there = set(signing.signatories.filter(unit=unit, struck=False).values_list("name", flat=True))
    return Signatory.objects.bulk_create(Signatory(signing=signing, unit=unit, name=name, by=by) for name in wanted if name not in there)


@transaction.atomic
def add_person(*, signing: Signing, person: Subject, by: User, today: date | None = None) -> Signatory:
    """Add a civil servant of the register; only the organ that manages the person does, as it alone knows who is registered."""
    today = today or timezone.localdate()
    signing = _open(signing, by, today)
    if not managed_by(by, today).filter(pk=person.pk).exists():
        raise PermissionDenied(_("A civil servant of the register is named by the personnel organ that manages the person."))
    if signing.signatories.filter(person=person, struck=False).exists():
        raise Refused(_("This person stands on the list already."))
    unit = Authority.objects.held(today).filter(person=person).select_related("serves_in").first().serves_in
    return Signatory.objects.create(signing=signing, unit=unit, person=person, name=person.name[:LONGEST], by=by)


@transaction.atomic
def strike(*, signatory: Signatory, by: User, today: date | None = None) -> None:
    """Take a name off the list before the confirmation."""
    today = today or timezone.localdate()
    signing = _open(signatory.signing, by, today)
    must_write(signing=signing, by=by, today=today)
    signatory.struck = True
    signatory.save(update_fields=["struck"])
