"""What eligibility asks, read from the archive: records with the rule of their day, the methods in force, what was done."""

from __future__ import annotations

from datetime import date

from archives.models import Record, Relief

from . import eligibility
from .eligibility import Found, Line, Method
from .models import Application, RepairMethod


def found(records: list[Record]) -> list[Found]:
    """``records`` (current versions with item and period rule) as eligibility asks of them."""
    repaired = set(
        Relief.objects.filter(number__in=[r.number for r in records], kind=Relief.Kind.REPAIRED).values_list("number", flat=True)
    )
    return [
        Found(
            number=record.number,
            item_code=record.item.code,
            tier=record.tier,
            tier_word=str(record.get_tier_display()),
            decided_on=record.decided_on,
            minimum_until=record.minimum_until,
            ends_on=record.ends_on,
            min_months=record.period_rule.min_months,
            source=f"{record.period_rule.document} {record.period_rule.article}".strip(),
            standing=record.is_current and record.withdrawn_at is None and not record.is_hidden(),
            repaired=record.number in repaired,
        )
        for record in records
    ]


def methods(day: date) -> list[Method]:
    """The methods in force on ``day``."""
    return [
        Method(
            code=row.code,
            tier=row.tier,
            label=row.label,
            required=row.need == RepairMethod.Need.REQUIRED,
            source=f"{row.document} {row.article}".strip(),
            items=tuple(row.items),
            min_hours=row.min_hours,
            cap_hours=row.cap_hours,
        )
        for row in RepairMethod.objects.in_force(day)
    ]


def records_of(application: Application) -> list[Record]:
    """The versions that stand today under the numbers applied for."""
    numbers = application.applied.values_list("number", flat=True)
    related = ("item", "period_rule", "subject", "issuer", "filing__unit", "content")
    return list(Record.objects.current().filter(number__in=list(numbers)).select_related(*related).order_by("number"))


def lines_of(application: Application, today: date) -> list[Line]:
    """The conditions of ``application`` on ``today``."""
    deeds = dict(application.deeds.values_list("code", "hours"))
    files = application.evidence.count()
    return eligibility.judged(
        found(records_of(application)),
        methods(today),
        deeds,
        signed=bool(application.signer),
        files=files,
        today=today,
        verified=_verified(application),
    )


def _verified(application: Application) -> str:
    """What the verification found, in the words of its step; empty before."""
    step = application.taken.filter(step="verify").last() if application.verified_by_id else None
    return step.reason if step else ""


def preview(record: Record, today: date) -> list[Line]:
    """What would be asked of the repair of one record, before anything is applied for."""
    return eligibility.judged(found([record]), methods(today), {}, signed=False, files=0, today=today)
