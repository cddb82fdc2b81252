"""Joint actions of the demo city: one at every stage, a reward among them, and liftings on each ground but repair and correction. By the same doors as real ones; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.actions import confirm_withdrawal, withdraw
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.models import Record, Subject
from integrity.calendar import earliest_start
from integrity.workflow import advance

from . import lifting
from .demo import FINANCE
from .measures import actions
from .measures.actions import Asked
from .models import JointAction, Lifting

OFFICE = "示范市发展和改革委员会"
DRAFTS, DECIDES = "xumin", "tangyi"  # of the credit office
CLERKS = {MARKET: "linjie", ENVIRONMENT: "zhouwen", OFFICE: "caining"}
WORDS = {
    "accept": "",
    "decline": "该事项不属我单位职责范围（演示数据）。",
    "execute": "已在职责范围内落实，见办理文书（演示数据）。",
    "fail": "相关项目已于收函前办结，未能执行（演示数据）。",
}
# On what kind of record; measures as (code, units, months); drafted and decided how many working days ago; then what each unit did.
SANCTION, REWARD, OLD, NEW = "sanction", "incentive", "old penalty", "new penalty"
BOTH = (("funds", (MARKET,), 12), ("honours", (ENVIRONMENT,), 12))
HELD = tuple((unit, code, step, ago) for unit, code in ((MARKET, "funds"), (ENVIRONMENT, "honours")) for step, ago in (("accept", 18), ("execute", 15)))
# The days run, as the numbers of the letters do.
PLANS = [
    (SANCTION, (("criticism", (), 1),), 25, 24, ((OFFICE, "criticism", "execute", 22),)),
    *[(sort, BOTH, 22, 21, HELD) for sort in (OLD, OLD, NEW)],
    (SANCTION, (("funds", (MARKET,), 12), ("demonstration", (ENVIRONMENT,), 12)), 20, 18,
     ((MARKET, "funds", "decline", 15), (ENVIRONMENT, "demonstration", "accept", 16), (ENVIRONMENT, "demonstration", "fail", 3))),
    (REWARD, (("recommendation", (MARKET,), None), ("convenience", (ENVIRONMENT,), None)), 15, 14,
     ((MARKET, "recommendation", "accept", 12), (MARKET, "recommendation", "execute", 4), (ENVIRONMENT, "convenience", "accept", 11))),
    (SANCTION, (("honours", (MARKET, ENVIRONMENT), 12), ("criticism", (), 6), ("superior", (), None), ("explanation", (), None)), 9, 8,
     ((MARKET, "honours", "accept", 5), (MARKET, "honours", "execute", 2))),
    (SANCTION, (("project", (MARKET,), 6),), 1, None, ()),
]  # fmt: skip
PENALISED = "受到行政处罚且情节较重（演示数据）"
GROUNDS = {SANCTION: "经依法认定存在政务失信行为（演示数据）", OLD: PENALISED, NEW: PENALISED, REWARD: "获得诚实守信相关荣誉（演示数据）"}


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are joint actions already. The cases of the demo must be there."""
    if JointAction.objects.exists():
        return False
    today = today or timezone.localdate()
    with transaction.atomic():
        for plan in PLANS:
            _one(*plan, today=today)
        wrong = JointAction.objects.filter(status="out", sort=REWARD).get()
        withdraw(number=wrong.record_no, by=_user(DRAFTS), reason="荣誉授予文件经核查撤销（演示数据）")
        confirm_withdrawal(number=wrong.record_no, by=_user(DECIDES))
        lifting.lift(number=wrong.record_no, ground="wrong", by=_user(DRAFTS), today=earliest_start(today, 1))
        acknowledge(wrong.record_no, MARKET, today, "已从守信典型推介名单中撤下（演示数据）。")
        lifting.notice_endings(by=User.objects.system(), today=today)  # as the worker does every night
    say(f"joint actions: {len(PLANS)}, one at every stage")
    return True


def _user(username: str) -> User:
    return User.objects.get(username=username)


def on_enterprises() -> list[str]:
    """The penalties of enterprises on which measures stand, in the order of the plans: two that will be repaired, one that will be corrected."""
    found = JointAction.objects.filter(status="out", subject__kind="enterprise", ground=PENALISED)
    return list(found.order_by("pk").values_list("record_no", flat=True))


def acknowledge(number: str, unit: str, today: date, put_right: str = "") -> None:
    """The clerk of ``unit`` acknowledges that its measures on the record ``number`` have ended."""
    for notice in Lifting.objects.filter(record_no=number, unit__code=CODES[unit], acknowledged_on__isnull=True):
        lifting.acknowledge(lifting=notice, by=_user(CLERKS[unit]), put_right=put_right, today=today)


def _penalty(sort: str, on: date) -> Record | None:
    """The oldest penalty of an enterprise that bears no measure; could it be repaired on that day already it is an ``OLD`` one, else a ``NEW``."""
    found = Record.objects.public().filter(
        item__period_kind="penalty", subject__kind="enterprise", tier__gte=1, decided_on__lte=on,
        ends_on__gt=timezone.localdate() + timedelta(60), filing__left_at__isnull=False, filing__decided_by__username__in=(DRAFTS, DECIDES),
    )  # fmt: skip
    # Of the market regulator: besides the officer who had no part in it, its head can decide on a repair.
    found = found.filter(minimum_until__lte=on, filing__unit__code=CODES[MARKET]) if sort == OLD else found.filter(minimum_until__gt=timezone.localdate())
    return found.exclude(number__in=JointAction.objects.values("record_no")).order_by("decided_on", "pk").first()


def _record(sort: str, on: date) -> Record | None:
    """A record about a body of its kind that stands, the oldest decision before ``on``; the one of the demo's own case at last."""
    if sort in {OLD, NEW}:
        return _penalty(sort, on)
    kinds = ("honour",) if sort == REWARD else ("dishonesty",)
    found = Record.objects.current().filter(
        item__period_kind__in=kinds, withdrawn_at__isnull=True, ends_on__gt=timezone.localdate(), filing__left_at__isnull=False, subject__in=Subject.objects.bodies()
    ).exclude(subject__code__in=[CODES[name] for name in CLERKS])  # fmt: skip
    older = found.filter(decided_on__lte=on, subject__superior__kind="organ").order_by("-decided_on", "pk")
    return older.first() or found.get(subject__code=CODES[FINANCE], item__code="SX")


def _one(sort, measures, drafted_ago, decided_ago, done, *, today: date) -> None:
    on = earliest_start(today, drafted_ago)
    record = _record(sort, on)
    if record is None:  # a clock long before the samples
        return
    asked = [Asked(code, tuple(Subject.objects.get(code=CODES[name]) for name in units), months) for code, units, months in measures]
    action = actions.initiate(
        number=record.number,
        unit=Subject.objects.get(code=CODES[OFFICE]),
        measures=asked,
        ground=GROUNDS[sort],
        by=_user(DRAFTS),
        today=on,
    )
    if decided_ago is None:
        return
    advance(action, "decide", by=_user(DECIDES), seen=action.revision, today=earliest_start(today, decided_ago))
    for unit, code, step, ago in done:
        found = action.executions.get(unit__code=CODES[unit], item__code=code)
        actions.take(execution=found, step=step, by=_user(CLERKS[unit]), reason=WORDS[step], today=earliest_start(today, ago))
