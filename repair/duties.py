"""Whose an objection is: who may file it, who decides on it, who stands aside."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from archives import people
from archives.models import Filing, Membership, Record, Role, Vote
from integrity.models import StepTaken


def may_object(by, record: Record, today: date) -> bool:
    """The civil servant on the own record; the head of a body on a record about the body."""
    if record.subject.is_person:
        return people.own_person(by, today) == record.subject
    return record.subject.is_body and Membership.holds(by, Role.HEAD, today, unit=record.subject)


def may_take_in(by, today: date) -> bool:
    """Any information clerk may sit at a window; of which records is asked of each (:func:`at_window`)."""
    return Membership.holds(by, Role.CLERK, today)


def at_window(by, today: date):
    """The current records to which ``by`` may take in an objection at the window: clerks of the recording unit those it filed,
    clerks of a credit office all that left their units."""
    held = Membership.objects.held(today).filter(user=by, role=Role.CLERK, user__is_active=True).values("unit")
    seen = Q(filing__unit__in=held)
    offices = Membership.objects.held(today).filter(role=Role.OFFICER, user__is_active=True).values("unit")
    if Membership.objects.held(today).filter(user=by, role=Role.CLERK, unit__in=offices).exists():
        seen |= Q(filing__left_at__isnull=False)
    return Record.objects.current().filter(seen)


def is_objector(objection, by) -> bool:
    """Whoever filed it on the staff site; what came by the portal is supplemented by its receipt, in the name of the system."""
    return by.pk == objection.made_by_id and (by.username != "system") == (objection.channel != objection.Channel.PORTAL)


def decides(objection, by, today: date) -> bool:
    """Any officer; where the record never left its unit, the head of that unit, and nobody else knows of it."""
    if objection.is_inside:
        return Membership.holds(by, Role.HEAD, today, unit=objection.version.filing.unit)
    return Membership.holds(by, Role.OFFICER, today)


def verifiers(objection, today: date) -> list:
    """The accounts that may verify it: who decides on it and neither filed it, nor took part in the record, nor stands aside."""
    role, unit = (Role.HEAD, {"unit": objection.version.filing.unit}) if objection.is_inside else (Role.OFFICER, {})
    held = Membership.objects.held(today).filter(role=role, user__is_active=True, **unit).exclude(user=objection.made_by_id)
    accounts = {one.user for one in held.select_related("user")}
    return [one for one in accounts if not took_part(objection, one) and not stands_aside(objection, one, today)]


def reviews(objection, by, today: date) -> bool:
    """Who may look at a complaint about the handling: whoever may decide, and the head of a unit that has credit officers."""
    if decides(objection, by, today):
        return True
    return not objection.is_inside and heads_an_office(by, today)


def heads_an_office(by, today: date) -> bool:
    """Whether ``by`` heads a unit in which there are credit officers."""
    offices = Membership.objects.held(today).filter(role=Role.OFFICER, user__is_active=True).values("unit")
    return Membership.objects.held(today).filter(user=by, user__is_active=True, role=Role.HEAD, unit__in=offices).exists()


def stands_aside(objection, by, today: date) -> bool:
    """Whether ``by`` is the subject of the record, or holds a role in the body that is."""
    if objection.version is None:
        return False
    subject = objection.version.subject
    if subject.is_person:
        return people.own_person(by, today) == subject
    return Membership.objects.held(today).filter(user=by, unit=subject).exists()


def took_part(objection, by) -> bool:
    """Whether ``by`` entered, submitted, voted on, signed or approved any version of the record, but for its own correction."""
    return took_part_in([objection.record_no], by, besides=[objection.filing_id] if objection.filing_id else [])


def took_part_in(numbers: list[str], by, besides: list[int] = ()) -> bool:
    """Whether ``by`` entered, submitted, voted on, signed or approved any version of the records ``numbers``."""
    filings = Filing.objects.filter(records__number__in=numbers).exclude(pk__in=besides)
    if filings.filter(Q(made_by=by) | Q(submitted_by=by) | Q(decided_by=by)).exists():
        return True
    found = list(filings.values_list("pk", flat=True))
    steps = StepTaken.objects.filter(entry_kind=Filing._meta.label_lower, entry_id__in=found, by=by)
    return steps.exists() or Vote.objects.filter(filing__in=found, member=by).exists()
