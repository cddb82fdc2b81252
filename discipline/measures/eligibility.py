"""Whether somebody may be given an honour, a project, funds or a model status (S3a 4; S1 三(1)): asked, answered, and logged."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Record, Role, Subject
from integrity.errors import Refused
from integrity.identity import identity_ok, plain_number

from ..models import EligibilityCheck, Execution, Purpose, Sort

MAY = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER})


def found_subject(text: str) -> Subject | None:
    """Who stands under exactly this unified code, or the body that bears exactly this name; never a natural person by a name."""
    text = text.strip()
    return Subject.objects.filter(address__isnull=True, code=text.upper()).first() or Subject.objects.bearing(text).first()


def is_resident_id(text: str) -> bool:
    return identity_ok(plain_number(text).upper())


def ends_on(execution: Execution) -> date:
    """The first day on which ``execution`` excludes nobody any more: the end of its period or of its record, whichever is first."""
    of_record = getattr(execution, "record_ends", None)
    if of_record is None:
        of_record = Record.objects.current().values_list("ends_on", flat=True).get(number=execution.action.record_no)
    return min(filter(None, (execution.until_on, of_record)))


def last_day(execution: Execution) -> date | None:
    """The last day on which ``execution`` may rest, that day included; ``None`` before it is sent, and of what is done once and for all."""
    return ends_on(execution) - timedelta(1) if execution.asked_on and execution.lasts else None


def excluding(subject: Subject, purpose: str, today: date) -> list[Execution]:
    """The measures in force that exclude ``subject`` from ``purpose``, the one that lasts longest first."""
    rows = Execution.objects.in_force(today).bearing_on(subject).filter(item__sort=Sort.SANCTION, item__limits__contains=[purpose])
    return sorted(rows.select_related("item", "unit", "action"), key=lambda row: (ends_on(row), -row.pk), reverse=True)


@transaction.atomic
def check(*, subject: Subject | None, purpose: str, by: User, today: date | None = None) -> EligibilityCheck:
    """Answer whether anything stands against ``subject``, and note who asked, when, for what, and the answer.

    ``None``: nobody known here has the resident id that was asked for, so nothing stands against that person.
    """
    today = today or timezone.localdate()
    if not Role.of(by, today) & MAY:
        raise PermissionDenied(_("Eligibility is examined by clerks, heads of units and officers."))
    if purpose not in Purpose.values:
        raise Refused(_("Choose for what eligibility is examined."))
    against = next(iter(excluding(subject, purpose, today)), None) if subject else None
    answered = EligibilityCheck.objects.create(
        subject=subject, purpose=purpose, eligible=against is None, by=by, because=against, until_on=ends_on(against) if against else None
    )
    answered.refresh_from_db()
    return answered
