"""Looking at all checks, and answering a warning."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Membership
from integrity import calendar
from integrity.errors import Refused
from integrity.findings import CHECKS, Addressee, Finding
from integrity.identity import refuse_identities

from .models import Level, Warning, WarningEvent

LOCK = 7_303_120  # the advisory lock of a look: a second one waits and finds everything raised
FOLLOWED = ["level", "facts", "seen_on", "role", "acts_in", "closed_on", "closed_at"]
log = logging.getLogger(__name__)
What = WarningEvent.What


@dataclass
class Looked:
    """What one look changed."""

    raised: int = 0
    changed: int = 0
    closed: int = 0
    events: list[WarningEvent] = field(default_factory=list)
    touched: list[Warning] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.raised + self.changed + self.closed


@transaction.atomic
def look(*, today: date) -> Looked:
    """Ask every check about ``today``: raise what is new, follow what changed, close what is gone.

    Safe to run twice, late or at once: one look at a time, and PostgreSQL keeps one open warning of each thing. A check whose law
    is missing is left out; its warnings stay as they are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    asked, found = _ask(today)
    holders = set(Membership.objects.held(today).filter(user__is_active=True).values_list("role", "unit"))
    looked = Looked()
    standing = Warning.objects.open().filter(kind__in=asked).select_for_update(of=("self",)).order_by("pk")
    for warning in standing:
        finding = found.pop((warning.kind, warning.thing), None)
        if finding is None:
            _close(warning, today, looked)
        else:
            _follow(warning, finding, _asked(finding, holders), today, looked)
    Warning.objects.bulk_update(looked.touched, FOLLOWED, batch_size=500)
    _raise(found, holders, today, looked)
    WarningEvent.objects.bulk_create(looked.events, batch_size=1000)
    return looked


def _ask(today: date) -> tuple[list[str], dict[tuple[str, str], Finding]]:
    asked, found = [], {}
    with calendar.kept():
        for name, check in CHECKS.items():
            try:
                yielded = {(name, finding.thing): finding for finding in check.asks(today)}
            except Refused as refusal:
                log.warning("The check %s was left out: %s", name, refusal)
                continue
            asked.append(name)
            found |= yielded
    return asked, found


def _asked(finding: Finding, holders: set[tuple[str, int]]) -> Addressee:
    """The first addressee whose role somebody holds today; where nobody holds any, the first."""
    roles = {role for role, _unit in holders}
    for addressee in finding.addressees:
        if addressee.role in roles if addressee.unit is None else (addressee.role, addressee.unit) in holders:
            return addressee
    return finding.addressees[0]


def _close(warning: Warning, today: date, looked: Looked) -> None:
    warning.closed_on, warning.closed_at = max(today, warning.raised_on), timezone.now()
    looked.touched.append(warning)
    looked.events.append(WarningEvent(warning=warning, what=What.CLOSED, on=warning.closed_on))
    looked.closed += 1


def _follow(warning: Warning, finding: Finding, to: Addressee, today: date, looked: Looked) -> None:
    """What stands is kept up: the level with its event, the addressee with its event, the facts silently."""
    events = []
    if warning.level != finding.level:
        events.append(What.WORSENED if finding.level == Level.RED else What.EASED)
    if (warning.role, warning.acts_in_id) != (to.role, to.unit):
        events.append(What.READDRESSED)
    if not events and warning.facts == finding.facts and warning.seen_on == today:
        return
    warning.level, warning.facts, warning.seen_on = finding.level, finding.facts, today
    warning.role, warning.acts_in_id = to.role, to.unit
    looked.touched.append(warning)
    looked.events += [WarningEvent(warning=warning, what=what, on=today) for what in events]
    looked.changed += bool(events)


def _raise(found: dict[tuple[str, str], Finding], holders, today: date, looked: Looked) -> None:
    new = []
    for (kind, thing), finding in found.items():
        to = _asked(finding, holders)
        new.append(
            Warning(
                kind=kind,
                thing=thing,
                level=finding.level,
                facts=finding.facts,
                unit_id=finding.unit,
                role=to.role,
                acts_in_id=to.unit,
                inside=finding.inside,
                personal=finding.personal,
                caused_by_id=finding.caused_by,
                raised_on=today,
                seen_on=today,
            )
        )
    for warning in Warning.objects.bulk_create(new, batch_size=1000):
        looked.events.append(WarningEvent(warning=warning, what=What.RAISED, on=today))
    looked.raised = len(new)


# ── answering ────────────────────────────────────────────────────────────────────────────────────


def _answerable(warning: Warning, by: User, today: date, note: str) -> Warning:
    warning = Warning.objects.select_for_update(of=("self",)).select_related("acts_in", "acknowledged_by", "unit").get(pk=warning.pk)
    if not warning.may_answer(by, today):
        raise PermissionDenied(
            _("%(warning)s is addressed to: %(addressee)s. Only they answer it.") % {"warning": warning, "addressee": warning.addressee}
        )
    if warning.caused_by_id == by.pk:
        raise Refused(_("%(warning)s is about what you did yourself, so a colleague answers it.") % {"warning": warning})
    if not note.strip():
        raise Refused(_("Say in a few words what you will do or did about %(warning)s.") % {"warning": warning})
    refuse_identities(note)
    return warning


@transaction.atomic
def acknowledge(*, warning: Warning, by: User, note: str, today: date | None = None) -> Warning:
    """Somebody of the addressee has taken note, and says what will be done. Once; the fact itself stands until it is gone."""
    today = today or timezone.localdate()
    warning = _answerable(warning, by, today, note)
    if warning.acknowledged_at:
        raise Refused(
            _("%(by)s has acknowledged %(warning)s already; record the outcome instead.")
            % {"by": warning.acknowledged_by, "warning": warning}
        )
    if not warning.is_open:
        raise Refused(
            _("%(warning)s closed by itself, because the fact is gone; there is nothing left to acknowledge.") % {"warning": warning}
        )
    warning.acknowledged_by, warning.acknowledged_at, warning.acknowledged_note = by, timezone.now(), note.strip()
    warning.save(update_fields=["acknowledged_by", "acknowledged_at", "acknowledged_note"])
    WarningEvent.objects.create(warning=warning, what=What.ACKNOWLEDGED, on=today, by=by, note=note.strip())
    return warning


@transaction.atomic
def record_outcome(*, warning: Warning, by: User, outcome: str, note: str, today: date | None = None) -> Warning:
    """What came of an acknowledged warning, once and for good; it closes by the fact alone, before or after."""
    today = today or timezone.localdate()
    warning = _answerable(warning, by, today, note)
    if not warning.acknowledged_at:
        raise Refused(_("Nobody has acknowledged %(warning)s yet; do that first.") % {"warning": warning})
    if warning.outcome:
        raise Refused(
            _("The outcome of %(warning)s is recorded already: %(outcome)s.")
            % {"warning": warning, "outcome": warning.get_outcome_display()}
        )
    if outcome not in Warning.Outcome.values:
        raise Refused(_("Choose one of the outcomes."))
    warning.outcome, warning.outcome_by, warning.outcome_at, warning.outcome_note = outcome, by, timezone.now(), note.strip()
    warning.save(update_fields=["outcome", "outcome_by", "outcome_at", "outcome_note"])
    WarningEvent.objects.create(warning=warning, what=What.OUTCOME, on=today, by=by, note=note.strip())
    return warning
