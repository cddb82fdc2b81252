"""Checks of terms that run: filings on their way, periods to report, withdrawals to confirm. Each near its day or past it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from integrity.calendar import add_workdays
from integrity.findings import RED, Addressee, Check, Finding, level_of, told

from . import withdrawals
from .duties import Task, tasks
from .duty_actions import deadlines_of
from .models import CatalogueItem, Filing, Record, ReportingDuty, Role, Term
from .models.panel import Offices
from .periods import add_months

NEAR = "warn-near"  # the term that says how many working days before the due day a warning is raised
MONTHS_BACK = 12
S = Filing.Status
# Stage of a filing → its term.
TERMS = {S.PANEL: "panel", S.SIGNING: "sign-off", S.SUBMITTED: "review", S.FORWARDED: "review"}


def day_in(facts: dict, name: str) -> str:
    """The day that stands among ``facts``, as it is printed."""
    return date_format(date.fromisoformat(facts[name]), "Y-m-d")


def item_facts(codes) -> dict[str, dict]:
    """The names of catalogue items by their code, in both languages, as facts."""
    items = CatalogueItem.objects.filter(code__in=set(codes)).order_by("edition__valid_from")
    return {item.code: {"item": item.code, "item_zh": item.name, "item_en": item.name_en} for item in items}


def item_in(facts: dict) -> str:
    """The name of the item among ``facts``, in the language of the reader."""
    return facts["item_en"] if (get_language() or "").startswith("en") and facts["item_en"] else facts["item_zh"]


def _unit_first(unit: int, *roles: str) -> tuple[Addressee, ...]:
    """Those of the unit, in this order; where nobody there holds a role, the credit office."""
    return (*(Addressee(role, unit) for role in roles), Addressee(Role.OFFICER))


# ── filings on their way ─────────────────────────────────────────────────────────────────────────


def filings(today: date) -> Iterator[Finding]:
    """Filings whose vote, signature or decision is due or late."""
    waiting = list(Filing.objects.filter(status__in=TERMS).order_by("pk").select_related("unit"))
    if not waiting:
        return
    near, offices = Term.days_of(NEAR, today), Offices()
    terms = {name: Term.on(name, today) for name in ("panel", "sign-off", "review")}
    left = {f.pk: timezone.localdate(f.left_at) for f in waiting if f.left_at}
    reviewed = deadlines_of(Filing, "review", left)
    for filing in waiting:
        inside = filing.status in Filing.INSIDE
        term = terms[TERMS[filing.status]]
        deadline = add_workdays(timezone.localdate(filing.submitted_at), term.days) if inside else reviewed[filing.pk]
        if (level := level_of(deadline, today, near)) is None:
            continue
        office = None if inside else offices.responsible(filing)
        yield Finding(
            thing=f"filing:{filing.pk}:{filing.status}",
            level=level,
            # What is still inside the unit is answered for by its head, and nobody else learns of it.
            addressees=(Addressee(Role.HEAD, filing.unit_id),) if inside else (Addressee(Role.OFFICER, office and office.pk),),
            unit=filing.unit_id,
            inside=inside,
            personal=filing.person_id is not None,
            facts={"filing": filing.pk, "number": filing.number, "stage": filing.status, "basis": term.document, **told(deadline)},
        )


def _filing_says(facts: dict, unit: str) -> str:
    sentence = {
        S.PANEL: _("Filing %(number)s of %(unit)s awaits the vote of the panel, due on %(due)s."),
        S.SIGNING: _("Filing %(number)s of %(unit)s awaits the signature of the head of unit, due on %(due)s."),
    }.get(facts["stage"], _("Filing %(number)s of %(unit)s awaits the decision of the credit office, due on %(due)s."))
    return sentence % {"number": facts["number"], "unit": unit, "due": day_in(facts, "due")}


# ── periods to report ────────────────────────────────────────────────────────────────────────────


def reports(today: date) -> Iterator[Finding]:
    """Periods that have ended and for which nothing came: due at once, or missed."""
    duties = ReportingDuty.objects.select_related("unit")
    found = tasks(duties, since=add_months(today.replace(day=1), -MONTHS_BACK), today=today)
    open_now = [task for task in found if task.over and not task.waiting and task.state in ("due", "missed")]
    if not open_now:
        return
    near, named = Term.days_of(NEAR, today), item_facts(task.duty.item_code for task in open_now)
    for task in open_now:
        level = RED if task.state == "missed" else level_of(task.deadline, today, near)
        if level is not None:
            yield _report(task, level, named[task.duty.item_code])


def _report(task: Task, level: str, item: dict) -> Finding:
    return Finding(
        thing=f"duty:{task.duty.pk}:{task.first.isoformat()}",
        level=level,
        addressees=_unit_first(task.duty.unit_id, Role.CLERK, Role.HEAD),
        unit=task.duty.unit_id,
        facts={**item, "first": task.first.isoformat(), "last": task.last.isoformat(), "basis": task.duty.basis, **told(task.deadline)},
    )


def _report_says(facts: dict, unit: str) -> str:
    return _("%(unit)s has reported nothing of the item “%(item)s” for %(first)s to %(last)s; due on %(due)s.") % {
        "unit": unit,
        "item": item_in(facts),
        "first": day_in(facts, "first"),
        "last": day_in(facts, "last"),
        "due": day_in(facts, "due"),
    }


# ── withdrawals to confirm ───────────────────────────────────────────────────────────────────────


def unconfirmed(today: date) -> Iterator[Finding]:
    """Withdrawals that no second person has confirmed."""
    waiting = Record.objects.current().filter(withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True)
    waiting = list(waiting.order_by("pk").select_related("subject", "filing"))
    if not waiting:
        return
    near, terms = Term.days_of(NEAR, today), withdrawals.terms_of(waiting)
    documents = {day: Term.on(withdrawals.CONFIRM_TERM, day).document for day in {d.start_on for d in terms.values()}}
    for record in waiting:
        deadline = terms[record.pk]
        if (level := level_of(deadline, today, near)) is None:
            continue
        unit, inside = record.filing.unit_id, withdrawals.stayed_inside(record)
        yield Finding(
            thing=f"record:{record.pk}",
            level=level,
            addressees=(Addressee(Role.CLERK, unit), Addressee(Role.HEAD, unit)) if inside else (Addressee(Role.OFFICER),),
            unit=unit,
            inside=inside,
            personal=record.subject.is_person,
            caused_by=record.withdrawn_by_id,
            facts={"number": record.number, "basis": documents[deadline.start_on], **told(deadline)},
        )


def _unconfirmed_says(facts: dict, unit: str) -> str:
    return _("The withdrawal of record %(number)s, filed by %(unit)s, awaits the confirmation of a second person, due on %(due)s.") % {
        "number": facts["number"],
        "unit": unit,
        "due": day_in(facts, "due"),
    }


CHECKS = (
    Check(
        name="deadline",
        label=gettext_lazy("Term of review"),
        asks=filings,
        says=_filing_says,
        shows=lambda facts: reverse("staff_filing", args=[facts["filing"]]),
    ),
    Check(
        name="report",
        label=gettext_lazy("Periodic report"),
        asks=reports,
        says=_report_says,
        shows=lambda facts: reverse("staff_duties"),
    ),
    Check(
        name="unconfirmed",
        label=gettext_lazy("Withdrawal unconfirmed"),
        asks=unconfirmed,
        says=_unconfirmed_says,
        shows=lambda facts: reverse("staff_record", args=[facts["number"]]),
    ),
)
