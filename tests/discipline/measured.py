"""Joint actions on a determination about 第二人民医院 that 市场监督管理局 recorded: lin drafts, gao decides; 住房和城乡建设局 (wu) is asked."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from archives import actions as filing_actions
from archives.models import Record
from discipline.lifting import lift
from discipline.measures import actions
from discipline.measures.actions import Asked
from discipline.models import Execution, JointAction
from integrity.workflow import advance
from tests import world
from tests.repair.given import held
from tests.shifting import taken_for_granted

from .given import DAY, account, unit

serials = iter(range(1, 100_000))
WAYS = {
    "asked": (),
    "accepted": ("accept",),
    "declined": ("decline",),
    "executed": ("accept", "execute"),
    "not_executed": ("accept", "fail"),
}
GROUND = "经认定不履行采购合同付款义务"


def hospital():
    """The subject, under 市场监督管理局, with a clerk han."""
    body = unit(world.HOSPITAL)
    if body.superior_id is None:
        body.superior = unit(world.MARKET)
        body.save()
    held("han", "韩雪", world.HOSPITAL, "clerk")
    return body


def record(*, item: str = "SX", tier: str = "2", subject: str = world.HOSPITAL, decided_on: str = "2026-08-12", by: str = "lin") -> Record:
    """A public record that stands until 2027-08-12 (tier moderate, twelve months at most by Order 36)."""
    hospital()
    facts = {"honour": "诚信建设先进单位"} if item == "RY" else {"facts": GROUND, "tier": tier}
    market = unit(world.MARKET)
    data = {
        "subject_code": subject, "issuer_code": world.MARKET, "issuer_name": market.name, "doc_no": f"示市监认〔2026〕{next(serials)}号",
        "decided_on": decided_on, "basis": "发改财金〔2023〕1103号", **facts,
    }  # fmt: skip
    filing = advance(filing_actions.file_form(unit=market, by=account(by), item_code=item, data=data), "submit", by=account(by))
    filing = advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    return Record.objects.select_related("item", "subject", "filing", "content").get(filing=filing)


def asked(code: str = "honours", *units: str, months: int | None = None, days: int | None = None) -> Asked:
    periods = {"honours": 6, "project": 6, "funds": 6, "criticism": 3}
    return Asked(code, tuple(unit(code) for code in units or (world.HOUSING,)), months or periods.get(code), days)


def drafted(
    *measures: Asked, on: Record | None = None, by: str = "lin", initiator: str = world.MARKET, today: date = DAY, ground: str = GROUND
) -> JointAction:
    found = on or record()
    return actions.initiate(
        number=found.number, unit=unit(initiator), measures=measures or [asked()], ground=ground, by=account(by), today=today
    )


def decided(action: JointAction | None = None, *, by: str = "gao", today: date = DAY) -> JointAction:
    action = action or drafted()
    return advance(action, "decide", by=account(by), seen=action.revision, today=today)


def one(action: JointAction, code: str = "honours") -> Execution:
    return action.executions.select_related("item", "unit", "action__subject").get(item__code=code)


def take(execution: Execution, step: str, *, by: str = "wu", today: date = DAY, reason: str = "已按职责办理", files=()) -> Execution:
    return actions.take(execution=execution, step=step, by=account(by), reason=reason, files=files, today=today)


def recent() -> Record:
    """A record that stands whatever the day is: for what the pages show today."""
    return record(decided_on=(timezone.localdate() - timedelta(40)).isoformat())


def at(status: str, *measures: Asked, today: date = DAY) -> Execution:
    """A measure at 住房和城乡建设局 that reached ``status`` by the real steps."""
    found = one(decided(drafted(*measures, on=None if today == DAY else recent(), today=today), today=today))
    for step in WAYS[status]:
        found = take(found, step, today=today)
    assert found.status == status
    return found


def lifted(execution: Execution, ground: str = "repaired", *, today: date = DAY, by: str = "zhou", **more):
    """Lifted for ``ground``, whether or not that holds of the record."""
    with taken_for_granted():
        return lift(number=execution.action.record_no, ground=ground, by=account(by), today=today, **more)
