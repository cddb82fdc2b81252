"""Applications for repair and shields of the demo city: one at every stage, through the same doors as real ones. Everything is invented."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import uuid4

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.models import Record
from discipline import demo_measures
from discipline.models import Lifting
from integrity.calendar import earliest_start
from integrity.receipts import Receipt
from integrity.uploads import File
from integrity.workflow import advance, objection_to

from .. import intake
from ..models import Objection
from . import actions, granting, shielding
from .models import Application, Shielding

CLERK, OFFICERS = "caining", ("xumin", "tangyi")
SCAN = File("履行证明扫描件.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
# What was done, working days ago, and the steps that followed.
APPLICATIONS = [
    ("罚款已于期限内缴清，违法行为已经改正", 0, ()),
    ("罚款已缴清，整改报告已报送", 1, ("submit",)),
    ("已缴纳部分罚款", 4, ("submit", "reject")),
    ("罚款已缴清，已参加专题培训", 4, ("submit", "accept")),
    ("罚款已缴清，违法行为已经改正，现场已复查", 7, ("submit", "accept", "verify")),
    ("罚款已缴清，违法行为已经改正", 8, ("submit", "accept", "verify", "grant")),
    ("罚款已缴清，违法行为已经改正，信用报告已报送", 9, ("submit", "accept", "verify", "grant")),
    ("罚款已缴清，整改情况见附件", 8, ("submit", "accept", "verify", "refuse")),
    ("罚款已缴清", 3, ("submit", "withdraw")),
    ("罚款已缴清，缴款凭证见附件", 6, ("submit", "accept", "falsify")),
]
REASONS = {
    "accept": "已核对营业执照与信息主体一致（演示数据）。",
    "reject": "缴款凭证不全，请补齐罚款缴清的证明后重新申请（演示数据）。",
    "verify": "已向财政部门核对缴款记录，并到现场复查，整改属实（演示数据）。",
    "grant": "最短公示期已满，义务已经履行，准予修复（演示数据）。",
    "refuse": "现场复查发现违法行为仍在继续，不予修复（演示数据）。",
    "withdraw": "材料尚未备齐，申请人撤回（演示数据）。",
    "falsify": "缴款凭证经核对系伪造（演示数据）。",
    "discard": "裁定书文号录入有误（演示数据）。",
    "end": "法院裁定终止重整程序（演示数据）。",
}
# All but the last are about one record, which none of them hides any longer.
SHIELDS = [("discard",), ("confirm", "end"), (), ("confirm",)]
# Which units have acknowledged that the measures on each repaired record have ended: of the first all.
ACKNOWLEDGED = [(MARKET, ENVIRONMENT), (MARKET,)]
GRANTED = len(ACKNOWLEDGED)
NEEDED = len(APPLICATIONS) + 1 + 2


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are applications already. The city must be founded, and committed: the portal has a login of its own."""
    if Application.objects.exists():
        return False
    today = today or timezone.localdate()
    measured = list(_ready(today).filter(number__in=demo_measures.on_enterprises()[:GRANTED]).order_by("-pk"))
    free, acknowledged = _records(today)[: NEEDED - len(measured)], list(ACKNOWLEDGED)
    if len(free) + len(measured) < NEEDED:
        say(f"applications for repair: only {len(free) + len(measured)} records of the city may be repaired today")
    for number, (done, ago, steps) in enumerate(APPLICATIONS[: len(free)], 1):
        record = measured.pop() if "grant" in steps and measured else _next(free, steps)
        with transaction.atomic():
            _one(number, done, earliest_start(today, ago) if ago else today, steps, record, today)
            for unit in acknowledged.pop(0) if "grant" in steps else ():
                demo_measures.acknowledge(record.number, unit, today)
    if free:
        receipt = _through_the_portal(free.pop())
        say(f"an application to follow on the portal: code {receipt.code}, passphrase {receipt.passphrase}")
    for number, steps in enumerate(SHIELDS if len(free) > 1 else [], 1):
        with transaction.atomic():
            _shield(number, steps, free[number == len(SHIELDS)], today)
    say(f"applications for repair: {Application.objects.count()}, temporary shields: {Shielding.objects.count()}, one at every stage")
    return True


def stages() -> Iterator[tuple[str, str, int]]:
    """Group, stage, count: what ``demo_states`` asks for of repairs and shields."""
    for status in Application.Status.values:
        yield "application", status, Application.objects.filter(status=status).count()
    measured = Lifting.objects.filter(ground=Lifting.Ground.REPAIRED)
    done = [granting.is_executed(found) for found in Application.objects.filter(status=Application.Status.GRANTED)]
    yield "application", "granted, carried out by every unit", sum(done) if measured.exists() else 0
    yield "application", "granted, a unit still to acknowledge", len(done) - sum(done)
    yield "lifting", Lifting.Ground.REPAIRED, measured.count()
    for status in Shielding.Status.values:
        yield "shield", status, Shielding.objects.filter(status=status).count()


def _ready(today: date):
    """Public records of organisations whose shortest period is over; none is the subject of an officer."""
    ready = Record.objects.public().filter(tier__gte=1, minimum_until__lte=today, ends_on__gt=today + timedelta(5))
    ready = ready.filter(subject__kind="enterprise", filing__left_at__isnull=False).exclude(
        number__in=Objection.objects.values("record_no")
    )
    return ready.select_related("subject", "item", "filing__unit")


def _records(today: date) -> list[Record]:
    """The lightest tier last; without those on which measures stand."""
    free = _ready(today).exclude(number__in=demo_measures.on_enterprises())
    return list(free.order_by("-tier", "-pk")[:NEEDED])


def _next(free: list[Record], steps) -> Record:
    """Where one verifies and another decides it is a record of the unit that has a head, who is one of the two."""
    of_market = bool({"grant", "refuse"} & set(steps))
    found = next((record for record in reversed(free) if (record.filing.unit.code == CODES[MARKET]) == of_market), free[-1])
    free.remove(found)
    return found


def _methods(record: Record) -> list[str]:
    return ["rectified", "training", "report"] if record.tier == 3 else ["rectified"]


def _one(number: int, done: str, came: date, steps, record: Record, today: date) -> None:
    found = actions.take_in(
        numbers=record.number, by=User.objects.get(username=CLERK), applicant=record.subject.name, contact=f"0990-002{number:04d}（演示）",
        identity_seen="营业执照", done=done + "（演示数据）", signer="法定代表人（演示）", methods=_methods(record), files=[SCAN], today=came,
    )  # fmt: skip
    for step in steps:
        day = came if step == "submit" else earliest_start(today, 1) if step in {"accept", "reject"} else today
        by = _somebody(found, step, day)
        found = advance(found, step, by=by, reason=REASONS.get(step, ""), seen=found.revision, today=max(day, came))


def _somebody(entry, step: str, today: date) -> User:
    """The first account of the city that may take the step."""
    chosen = entry.flow[step]
    for user in User.objects.filter(is_active=True).order_by("pk"):
        if objection_to(entry, chosen, user, today) is None:
            return user
    raise LookupError(
        f"Nobody of the demo city may {step} {entry}: {objection_to(entry, chosen, User.objects.get(username=OFFICERS[0]), today)}"
    )


def _shield(number: int, steps, record: Record, today: date) -> None:
    by, other = (User.objects.get(username=name) for name in OFFICERS)
    found = shielding.enter(
        numbers=record.number, court="示范市中级人民法院", ruling_no=f"（2026）示01破{number}号", ruled_on=today - timedelta(3),
        until_on=min(today + timedelta(180), record.ends_on), by=by, today=today,
    )  # fmt: skip
    for step in steps:
        found = advance(found, step, by=other, reason=REASONS.get(step, ""), seen=found.revision, today=today)


def _through_the_portal(record: Record) -> Receipt:
    """An application over a real connection of the login ``portal``, as the form does it."""
    receipt, own = Receipt.new(), connection.settings_dict
    said = {
        "record_no": [record.number], "done": "罚款已缴清，违法行为已经改正（演示数据）", "methods": _methods(record), "hours": 0,
        "signer": "法定代表人（演示）", "applicant": record.subject.name, "contact": "0990-0020000（演示）",
    }  # fmt: skip
    address = os.environ.get("DATABASE_URL_PORTAL", "")
    with psycopg.connect(address, dbname=own["NAME"], options="-c default_transaction_read_only=off") as portal, portal.cursor() as cursor:
        intake.put(cursor, receipt, said, [SCAN], uuid4(), intake.APPLICATION)
    return receipt
