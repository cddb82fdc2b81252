"""Measures that a unit has not answered or fed back, and liftings not acknowledged, near their day or past it."""

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
from integrity.findings import Addressee, Check, Finding, level_of, told

from ..models import Execution, Lifting
from .terms import RECEIPT, RESPOND, deadlines, receipts, running


def _asks(unit: int, initiator: int | None = None) -> tuple[Addressee, ...]:
    own = (Addressee(Role.CLERK, unit), Addressee(Role.HEAD, unit))
    more = (Addressee(Role.CLERK, initiator), Addressee(Role.HEAD, initiator)) if initiator else ()
    return (*own, *more, Addressee(Role.OFFICER))


def late_measures(today: date) -> Iterator[Finding]:
    """Yellow near the day of an answer or feedback, red from the first day late; the unit is asked, then the initiating unit."""
    rows = list(Execution.objects.awaited(today).select_related("item", "action").order_by("pk"))
    if not rows:
        return
    near, ends = Term.days_of(NEAR, today), deadlines(rows)
    for row in rows:
        if (level := level_of(ends[row.pk], today, near)) is None:
            continue
        code, start = running(row)
        yield Finding(
            thing=f"measure:{row.pk}:{row.status}",
            level=level,
            addressees=_asks(row.unit_id, row.action.initiator_id),
            unit=row.unit_id,
            facts={"measure": row.pk, "answer": code == RESPOND, "basis": Term.on(code, start).document, **told(ends[row.pk])},
        )


def late_receipts(today: date) -> Iterator[Finding]:
    """Liftings that their unit has not acknowledged."""
    rows = list(Lifting.objects.open(today).order_by("pk"))
    if not rows:
        return
    near, ends = Term.days_of(NEAR, today), receipts(rows)
    for row in rows:
        if (level := level_of(ends[row.pk], today, near)) is None:
            continue
        facts = {"lifting": row.pk, "number": row.record_no, "basis": Term.on(RECEIPT, row.made_on).document, **told(ends[row.pk])}
        yield Finding(thing=f"lifting:{row.pk}", level=level, addressees=_asks(row.unit_id), unit=row.unit_id, facts=facts)


def _due(facts: dict) -> str:
    return date_format(date.fromisoformat(facts["due"]), "Y-m-d")


def _says_measure(facts: dict, unit: str) -> str:
    words = {"unit": unit, "due": _due(facts)}
    if facts["answer"]:
        return _("%(unit)s is to answer by %(due)s whether it joins in a measure.") % words
    return _("%(unit)s is to feed back by %(due)s what was done of a measure.") % words


def _says_receipt(facts: dict, unit: str) -> str:
    words = {"unit": unit, "due": _due(facts), "number": facts["number"]}
    return _("%(unit)s is to acknowledge by %(due)s that its measures on record %(number)s have ended.") % words


findings.register(
    Check(
        name="measure",
        label=gettext_lazy("Term of a measure"),
        asks=late_measures,
        says=_says_measure,
        shows=lambda facts: reverse("staff_measure", args=[facts["measure"]]),
    )
)
findings.register(
    Check(
        name="lifting",
        label=gettext_lazy("Receipt of a lifting"),
        asks=late_receipts,
        says=_says_receipt,
        shows=lambda facts: reverse("staff_lifting", args=[facts["lifting"]]),
    )
)
