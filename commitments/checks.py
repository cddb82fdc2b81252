"""What has gone wrong with commitments or will soon: a day that nears or has passed, an owner who left, a term of the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Role, Term
from archives.term_checks import NEAR
from integrity import findings
from integrity.calendar import Deadline
from integrity.findings import Addressee, Check, Finding, level_of, told

from . import states
from .models import Commitment, Dispute
from .versions import CHANGE, PERFORM

S = Commitment.Status
UNIT, OFFICE = "unit", "office"


def near_its_day(today: date) -> Iterator[Finding]:
    """Commitments in performance, plans, verifications and disputes whose day nears (yellow) or has passed (red)."""
    near = Term.days_of(NEAR, today)
    for found, ends, asked in _running():
        if (level := level_of(ends, today, near)) is None:
            continue
        office = (Addressee(Role.OFFICER),)
        unit = (Addressee(Role.CLERK, found.unit_id), Addressee(Role.HEAD, found.unit_id))
        yield Finding(
            thing=f"commitment:{found.pk}:{found.status}",
            level=level,
            addressees=(*unit, *office) if asked == UNIT else office,
            unit=found.unit_id,
            facts={"commitment": found.pk, "number": found.number, "stage": found.status, "basis": PERFORM, **told(ends)},
        )
    yield from _disputed(today, near)


def _running() -> Iterator[tuple[Commitment, Deadline, str]]:
    open_ones = Commitment.objects.filter(status__in=[S.PUBLISHED, S.REPORTED, S.BROKEN, S.RECTIFYING])
    running = list(states.dated(open_ones).order_by("pk"))
    ends = states.ends(running)
    for found in running:
        yield found, ends[found.pk], OFFICE if found.status == S.REPORTED else UNIT


def _disputed(today: date, near: int) -> Iterator[Finding]:
    waiting = list(Dispute.objects.open().order_by("pk").only("pk", "commitment_id", "received_on", "made_at").select_related(None))
    if not waiting:
        return
    ends = states.dispute_deadlines(waiting)
    for one in waiting:
        if level := level_of(ends[one.pk], today, near):
            yield Finding(
                thing=f"dispute:{one.pk}",
                level=level,
                addressees=(Addressee(Role.OFFICER),),
                unit=None,
                facts={"dispute": one.pk, "number": one.number, "stage": "dispute", "basis": PERFORM, **told(ends[one.pk])},
            )


def ownerless(today: date) -> Iterator[Finding]:
    """Commitments in performance whose owner left office and that nobody has taken over yet."""
    for found in states.ownerless(Commitment.objects.order_by("pk"), today):
        yield Finding(
            thing=f"commitment:{found.pk}:owner",
            level="yellow",
            addressees=(Addressee(Role.CLERK, found.unit_id), Addressee(Role.HEAD, found.unit_id)),
            unit=found.unit_id,
            facts={"commitment": found.pk, "number": found.number, "stage": "owner", "basis": CHANGE},
        )


def _says(facts: dict, unit: str) -> str:
    sentence = {
        S.PUBLISHED: _("Commitment %(number)s is to be reported as kept by %(due)s."),
        S.REPORTED: _("Commitment %(number)s was reported as kept and is to be verified by %(due)s."),
        S.BROKEN: _("For commitment %(number)s, found broken, a rectification plan is due on %(due)s."),
        S.RECTIFYING: _("Commitment %(number)s is to be rectified by its plan by %(due)s."),
        "dispute": _("Dispute %(number)s is to be decided by %(due)s."),
    }[facts["stage"]]
    return sentence % {**facts, "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


def _shows(facts: dict) -> str:
    if "dispute" in facts:
        return reverse("staff_dispute", args=[facts["dispute"]])
    return reverse("staff_commitment", args=[facts["commitment"]])


findings.register(Check(name="commitment", label=gettext_lazy("Day of a commitment"), asks=near_its_day, says=_says, shows=_shows))
findings.register(
    Check(
        name="commitment-owner",
        label=gettext_lazy("Owner of a commitment"),
        asks=ownerless,
        says=lambda facts, unit: _("The owner of commitment %(number)s left office; hand it over to the successor.") % facts,
        shows=_shows,
    )
)
