"""Shields upon a court's ruling on restructuring: entered by one officer, confirmed by another, ended by their day or earlier."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from archives import repairs
from archives.models import Membership, Record, Relief, Role
from discipline import lifting
from discipline.models import Lifting
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .actions import numbers_in
from .models import Shielding

S = Shielding.Status


def another_person(shielding, by, today):
    if by.pk == shielding.made_by_id:
        raise Refused(_("You entered %(shielding)s, so a colleague confirms it.") % {"shielding": shielding})


def ended_by_another(shielding, by, today):
    if by.pk == shielding.made_by_id:
        raise Refused(_("You entered %(shielding)s, so a colleague ends it.") % {"shielding": shielding})


def still_ahead(shielding, by, today):
    """its last day lies ahead"""
    if shielding.until_on <= today:
        raise Refused(_("%(shielding)s would have ended already; discard it and enter the right day.") % {"shielding": shielding})


def running(shielding, by, today):
    """it has not ended by its day"""
    if shielding.until_on <= today:
        raise Refused(_("%(shielding)s ended by itself on its day; nothing is left to end.") % {"shielding": shielding})


def confirm(shielding, *, by, reason, today):
    ground = _("%(court)s %(ruling)s") % {"court": shielding.court, "ruling": shielding.ruling_no}
    for number in sorted(shielding.numbers):
        lifting.lift(number=number, ground=Lifting.Ground.RESTRUCTURING, by=by, today=today, until=shielding.until_on)
        repairs.shield(number=number, document_no=shielding.ruling_no, ground=ground, until_on=shielding.until_on, by=by, today=today)
    shielding.confirmed_by = by


def end(shielding, *, by, reason, today):
    for number in sorted(shielding.numbers):
        for relief in Relief.objects.in_force().filter(number=number, kind=Relief.Kind.SHIELDED, document_no=shielding.ruling_no):
            repairs.end_shield(relief=relief, by=by)
        lifting.resume(number=number, by=by, today=today)


SHIELDING = Flow(
    name="shielding",
    initial=S.ENTERED,
    steps=(
        Step(
            "confirm",
            (S.ENTERED,),
            S.SHIELDED,
            gettext_lazy("Confirm the shield"),
            gettext_lazy(
                "You have compared the court’s ruling. At once the records are hidden and measures rest, until the day; then both return by themselves."
            ),
            decides=True,
            rules=(another_person, still_ahead),
            effect=confirm,
        ),
        Step(
            "discard",
            (S.ENTERED,),
            S.DISCARDED,
            gettext_lazy("Discard the entry"),
            gettext_lazy("Nothing of the records changes."),
            needs_reason=True,
        ),
        Step(
            "end",
            (S.SHIELDED,),
            S.ENDED,
            gettext_lazy("End the shield early"),
            gettext_lazy("The plan failed or the court ended it: records and measures are in force again from now on."),
            needs_reason=True,
            decides=True,
            rules=(ended_by_another, running),
            effect=end,
        ),
    ),
)
ARROWS = [(step.name, source, step.target) for step in SHIELDING for source in step.sources]


@transaction.atomic
def enter(*, numbers: str, court: str, ruling_no: str, ruled_on: date, until_on: date, by: User, today: date | None = None) -> Shielding:
    """Enter the court's ruling about records of one body or organisation; a colleague confirms it."""
    today = today or timezone.localdate()
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office enters temporary shields."))
    for text in (court, ruling_no):
        refuse_identities(text)
    if not court.strip() or not ruling_no.strip() or len(court) > 200 or len(ruling_no) > 100:
        raise Refused(_("Write which court ruled, and under which number."))
    if not EARLIEST <= ruled_on <= today:
        raise Refused(_("The court ruled on a day until today; correct the day."))
    if until_on <= today:
        raise Refused(_("A shield ends on a day after today; correct the day."))
    found = numbers_in(numbers)
    current = Record.objects.current().standing().filter(number__in=found, filing__left_at__isnull=False, subject__address__isnull=True)
    records = list(current.select_related("subject"))
    if len(records) != len(found) or len({record.subject_id for record in records}) != 1:
        raise Refused(_("The numbers are not all records of one body or organisation that stand today; compare them, digit by digit."))
    if records[0].subject.is_body:
        raise Refused(_("A public body is not restructured; only records of enterprises and other organisations are shielded."))
    last = max(record.ends_on for record in records)
    if until_on > last:
        raise Refused(
            _("The records are shown and used until %(day)s at most, so the shield ends by then; correct the day.") % {"day": in_words(last)}
        )
    standing = Q(status=S.ENTERED) | Q(status=S.SHIELDED, until_on__gt=today)
    if other := Shielding.objects.filter(standing, numbers__overlap=found).first():
        raise Refused(_("%(shielding)s names one of these records already; end or discard it first.") % {"shielding": other})
    made = Shielding.objects.create(
        made_by=by,
        subject=records[0].subject,
        numbers=found,
        court=court.strip(),
        ruling_no=ruling_no.strip(),
        ruled_on=ruled_on,
        until_on=until_on,
    )
    made.refresh_from_db()
    if Membership.objects.held(today).filter(user=by, unit=made.subject).exists():
        raise PermissionDenied(_("Who works for the subject does not enter a shield for it."))
    return made
