"""Writes about what is owed: zero reports, extensions of terms, and who stands in for an information clerk."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.calendar import Deadline, add_workdays
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .duties import period_of, tasks
from .models import DeadlineExtension, Membership, ReportingDuty, Role, Subject, Term

DELEGATION_TERM = "delegation"


@transaction.atomic
def report_nothing(*, unit: Subject, item_code: str, period_from: date, by: User, today: date | None = None):
    """Say that a unit had nothing to report in a period (零报告); refused when records exist."""
    today = today or timezone.localdate()
    if not Membership.holds(by, Role.CLERK, today, unit=unit):
        raise PermissionDenied(_("You are not an information clerk of %(unit)s.") % {"unit": unit})
    duty = _duty_for(unit, item_code, period_from)
    names = {"unit": unit, "item": item_code, "day": in_words(period_from)}
    if duty is None:
        raise Refused(_("%(unit)s owes no %(item)s for a period from %(day)s; look at its reporting duties.") % names)
    if duty.rhythm == ReportingDuty.Rhythm.DECISION:
        raise Refused(_("%(unit)s reports each decision on %(item)s; a period without any asks for no zero report.") % names)
    # The lock orders this and the approval of a filing of the same unit as far as one clerk can see.
    ReportingDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    after = period_of(duty.rhythm, period_from)[1]
    if after > today:
        raise Refused(
            _("The period from %(day)s is not over; a zero report is possible from %(after)s.") % {**names, "after": in_words(after)}
        )
    task = next((t for t in tasks([duty], since=period_from, today=today, until=after) if t.first == period_from), None)
    if task.records:
        raise Refused(
            _("%(n)d records of %(item)s are filed for the period from %(day)s, so there is something to report.")
            % {**names, "n": task.records}
        )
    if task.waiting:
        raise Refused(_("A filing with records of this period awaits decision; a zero report would contradict it."))
    if task.nothing_on:
        raise Refused(_("The zero report for the period from %(day)s is already there.") % names)
    return duty.zero_reports.create(period_from=period_from, by=by)


def _duty_for(unit: Subject, item_code: str, period_from: date) -> ReportingDuty | None:
    """The duty whose period begins on that day, in force on its last day."""
    for duty in ReportingDuty.objects.filter(unit=unit, item_code=item_code).select_related("unit"):
        first, after = period_of(duty.rhythm, period_from)
        last = after - timedelta(1)
        ends = (duty.valid_until, unit.ceased_on)
        if first == period_from and duty.valid_from <= last and all(end is None or last < end for end in ends):
            return duty
    return None


def deadline_of(entry, term_code: str, start: date) -> Deadline:
    """The deadline of one entry's term from ``start``, its extension counted in; the law is that of the first day."""
    return deadlines_of(type(entry), term_code, {entry.pk: start})[entry.pk]


def deadlines_of(model, term_code: str, starts: dict[int, date]) -> dict[int, Deadline]:
    """The deadlines of many entries at once: entry number → deadline."""
    rows = DeadlineExtension.objects.filter(entry_kind=model._meta.label_lower, term_code=term_code, entry_id__in=starts)
    longer = {row.entry_id: row for row in rows}
    terms = {day: Term.days_of(term_code, day) for day in set(starts.values())}
    counted_by: dict[tuple[date, int], Deadline] = {}
    found = {}
    for number, start in starts.items():
        more = longer.get(number)
        days = terms[start] + (more.days if more else 0)
        counted = counted_by.get((start, days)) or counted_by.setdefault((start, days), add_workdays(start, days))
        found[number] = Deadline(start, counted.days, counted.due_on, counted.provisional, more.days, more.reason) if more else counted
    return found


@transaction.atomic
def extend_deadline(
    *, entry, term_code: str, start: date, days: int, reason: str, by: User, today: date | None = None, allowed: bool = False
) -> DeadlineExtension:
    """Make the term of one entry longer by working days, once, within what the term's law allows, before it ends.

    ``allowed``: the caller has seen that ``by`` may; otherwise it is the credit office's to say.
    """
    today = today or timezone.localdate()
    if not allowed and not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office extends its terms."))
    term = Term.on(term_code, start)
    if not term.extension_days:
        raise Refused(_("The term of %(entry)s cannot be extended.") % {"entry": entry}, article=term.extension_article or term.document)
    if not 1 <= days <= term.extension_days:
        raise Refused(
            _("The term of %(entry)s may be extended by 1 to %(most)d working days, not by %(days)d.")
            % {"entry": entry, "most": term.extension_days, "days": days},
            article=term.extension_article or term.document,
        )
    if not reason.strip():
        raise Refused(_("An extension needs a reason; write why, in a sentence."))
    refuse_identities(reason)
    now = deadline_of(entry, term_code, start)
    if now.extended_by:
        raise Refused(
            _("The term of %(entry)s was already extended; that is possible once.") % {"entry": entry}, article=term.extension_article
        )
    if now.due_on < today:
        raise Refused(
            _("The term of %(entry)s ended on %(day)s; it cannot be extended afterwards.") % {"entry": entry, "day": in_words(now.due_on)}
        )
    try:
        with transaction.atomic():
            return DeadlineExtension.objects.create(
                entry_kind=entry._meta.label_lower, entry_id=entry.pk, term_code=term_code, days=days, reason=reason.strip(), by=by
            )
    except IntegrityError as error:
        if "extension_once" not in str(error):
            raise
        raise Refused(_("The term of %(entry)s was already extended; that is possible once.") % {"entry": entry}) from None


@transaction.atomic
def delegate(*, clerk: Membership, to: User, from_on: date, until_on: date, by: User, today: date | None = None) -> Membership:
    """Let ``to`` stand in for an information clerk from a day until another (half-open); it ends by itself."""
    today = today or timezone.localdate()
    clerk = Membership.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=clerk.pk)
    if not Membership.holds(by, Role.HEAD, today, unit=clerk.unit):
        raise PermissionDenied(_("Only the head of %(unit)s lets somebody stand in for its clerk.") % {"unit": clerk.unit})
    if clerk.role != Role.CLERK or clerk.delegated_from_id:
        raise Refused(_("Only the duty of an information clerk in person can be delegated, once and not further."))
    if from_on < today or until_on <= from_on:
        raise Refused(_("A delegation runs from today or later until a day after its first; choose other dates."))
    if from_on < clerk.from_on or (clerk.until_on is not None and until_on > clerk.until_on):
        raise Refused(_("%(clerk)s is not the clerk for all of that time; a delegation cannot reach beyond it.") % {"clerk": clerk.user})
    longest = Term.days_of(DELEGATION_TERM, from_on)
    if until_on - timedelta(1) > add_workdays(from_on, longest - 1).due_on:
        raise Refused(_("A delegation lasts at most %(n)d working days; for longer, another clerk is appointed.") % {"n": longest})
    _fit_to_stand_in(clerk, to, from_on, until_on)
    made = Membership(user=to, unit=clerk.unit, role=Role.CLERK, from_on=from_on, until_on=until_on, delegated_from=clerk)
    try:
        made.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    made.save()
    return made


def _fit_to_stand_in(clerk: Membership, to: User, from_on: date, until_on: date) -> None:
    """Four eyes: who decides on what the unit files enters none of it; and nobody stands in for themselves."""
    if not to.is_active or to.username == "system":
        raise Refused(_("The account of %(to)s is closed, so nobody can stand in with it.") % {"to": to})
    overlapping = [
        held
        for held in Membership.objects.filter(user=to, from_on__lt=until_on).exclude(until_on=F("from_on")).select_related("unit")
        if held.until_on is None or held.until_on > from_on
    ]
    if any(held.role in {Role.OFFICER, Role.AUDITOR, Role.SECURITY} or (held.role == Role.HEAD and held.unit_id == clerk.unit_id) for held in overlapping):
        raise Refused(_("%(to)s decides on what %(unit)s files, so somebody else must stand in.") % {"to": to, "unit": clerk.unit})
    if to.pk == clerk.user_id or any(held.role == Role.CLERK and held.unit_id == clerk.unit_id for held in overlapping):
        raise Refused(_("%(to)s is already an information clerk of %(unit)s in that time.") % {"to": to, "unit": clerk.unit})


@transaction.atomic
def end_delegation(*, delegation: Membership, by: User, today: date | None = None) -> Membership:
    """End a delegation at once; one that has not begun, or began today, is as if it had never been given."""
    today = today or timezone.localdate()
    delegation = Membership.objects.select_for_update(of=("self",)).select_related("unit").get(pk=delegation.pk)
    if not Membership.holds(by, Role.HEAD, today, unit=delegation.unit):
        raise PermissionDenied(_("Only the head of %(unit)s ends a delegation of its clerk.") % {"unit": delegation.unit})
    if not delegation.delegated_from_id or delegation.until_on <= today:
        raise Refused(_("This is no delegation that is still running."))
    delegation.until_on = max(today, delegation.from_on)
    delegation.save()
    return delegation
