"""The kernel of every entry: a flow is a table of steps, and ``advance`` is the only way a status changes.

Admin button, command and Celery task all call :func:`advance`. Each step taken leaves one row
(:class:`integrity.models.StepTaken`): who, when, from, to, why, at which revision. The kernel knows no roles:
who may take a step is asked of the entry, ``entry.may(by, step, today)``. PostgreSQL says the same again: a
status that changes without its step taken is refused at commit (``integrity.guards.status_by_step``), and so is a step taken
that is no arrow of the flow (``integrity.arrows``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import Refused
from .identity import refuse_identities

LONGEST_REASON = 4000  # signs; an answer to a complainant is one

Rule = Callable[[Any, Any, date], None]
Effect = Callable[..., None]


def nothing(entry, *, by, reason, today) -> None:
    """The effect of a step that only changes the status."""


@dataclass(frozen=True)
class Step:
    """One arrow of a flow.

    ``rules`` raise :class:`Refused`; ``effect`` runs in the same transaction, after the rules and before the
    new status is stored. A step that ``decides`` must name the revision its author saw.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: Any
    explains: Any = ""
    needs_reason: bool = False
    decides: bool = False
    by_system: bool = False
    rules: tuple[Rule, ...] = ()
    effect: Effect = nothing
    # Where the way depends on the entry, this answers the status instead of ``target``: one of ``ways``.
    leads: Callable[[Any], str] | None = None
    ways: tuple[str, ...] = ()
    # The entry stays where it stands, whichever of the sources that is.
    stays: bool = False
    # A step that decides is not the maker's, unless it says so here: the maker only entered what another reported or told.
    also_maker: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """Every status that the step may lead to."""
        return self.ways or (self.sources if self.stays else (self.target,))

    @property
    def arrows(self) -> list[tuple[str, str]]:
        """The pairs (from, to) of the step."""
        return [(source, target) for source in self.sources for target in ((source,) if self.stays else self.targets)]

    def leads_to(self, entry) -> str:
        """The status that the step leads ``entry`` to."""
        if self.stays:
            return entry.status
        return self.leads(entry) if self.leads else self.target


@dataclass(frozen=True)
class Flow:
    """All steps of one kind of entry; reads as a table, draws the diagram and the buttons."""

    name: str
    initial: str
    steps: tuple[Step, ...]
    _by_name: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "_by_name", {s.name: s for s in self.steps})
        if len(self._by_name) != len(self.steps):
            raise ValueError(f"Two steps of the flow {self.name} have one name.")

    def __iter__(self) -> Iterable[Step]:
        return iter(self.steps)

    def __getitem__(self, name: str) -> Step:
        try:
            return self._by_name[name]
        except KeyError:
            raise Refused(_("There is no step “%(step)s” here.") % {"step": name}) from None

    def from_status(self, status: str) -> list[Step]:
        return [s for s in self.steps if status in s.sources]


def objection_to(entry, step: Step, by, today: date, reason: str | None = None) -> Exception | None:
    """Why ``by`` cannot take ``step`` now, or ``None``. ``reason=None`` leaves the question of a reason open."""
    if step.name not in {s.name for s in entry.flow.from_status(entry.status)}:
        return Refused(
            _("%(entry)s is now “%(status)s”, so “%(step)s” is no longer possible; look at it again.")
            % {"entry": entry, "status": entry.get_status_display(), "step": step.label}
        )
    if not entry.may(by, step, today):
        return PermissionDenied(_("“%(step)s” is not among your duties.") % {"step": step.label})
    if reason is not None and step.needs_reason and not reason.strip():
        return Refused(_("“%(step)s” needs a reason; write why, in a sentence.") % {"step": step.label})
    try:
        for rule in step.rules:
            rule(entry, by, today)
    except Refused as refusal:
        return refusal
    return None


# Apps refuse a reason that tells its readers what they must not learn; called with the entry and the words.
READ: list[Callable[[object, str], None]] = []


@transaction.atomic
def advance(entry, step: str, *, by, reason: str = "", seen: int | None = None, today: date | None = None):
    """Take one step of an entry's flow under its row lock, and return the entry as stored.

    ``seen`` is the revision the author decided on; a step that decides requires it. Raises
    :class:`Refused` when a rule says no or a colleague was faster, ``PermissionDenied`` when the role is missing.
    """
    from .models import StepTaken

    today = today or timezone.localdate()
    entry = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
    chosen = entry.flow[step]
    if objection := objection_to(entry, chosen, by, today, reason):
        raise objection
    refuse_identities(reason)
    for refuse in READ:
        refuse(entry, reason)
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused(_("A reason has %(most)d signs at most, and this one has %(n)d; shorten it.") % {"most": LONGEST_REASON, "n": len(reason.strip())})
    if chosen.decides and seen is None:
        raise Refused(_("A decision must name the revision it was made on."))
    if seen is not None and seen != entry.revision:
        raise Refused(
            _("%(entry)s was changed after you opened it (revision %(now)d, you saw %(seen)d); read it again before deciding.")
            % {"entry": entry, "now": entry.revision, "seen": seen}
        )
    source, entry.status = entry.status, chosen.leads_to(entry)
    StepTaken.objects.create(
        entry_kind=entry._meta.label_lower,
        entry_id=entry.pk,
        step=chosen.name,
        source=source,
        target=entry.status,
        by=by,
        reason=reason.strip(),
        revision=entry.revision,
    )
    chosen.effect(entry, by=by, reason=reason.strip(), today=today)
    entry.save()
    # A trigger may have raised the revision: what Python holds would be stale.
    entry.refresh_from_db()
    return entry
