"""Objections of the demo city: one at every stage, through the same doors as real ones. Everything is invented."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archives import actions as records
from archives.demo.city import MARKET
from archives.exports import RecordsExport
from archives.models import Record
from discipline import demo_measures
from discipline.models import Lifting
from integrity.calendar import earliest_start
from integrity.receipts import Receipt
from integrity.uploads import File
from integrity.workflow import advance

from . import actions, corrections, intake
from .applications import demo as applications
from .models import CorrectionNotice, Objection

PORTAL, WINDOW, SELF = "portal", "window", "self"
OFFICERS, CLERK, REVIEWER, SUBJECT = ("xumin", "tangyi"), "caining", "zhuangjing", "zhengyan"
RECIPIENTS = "linjie", "zhouwen"  # took the list of penalties with them before one was corrected; the first has read of the correction
SCAN = File("身份证明扫描件.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
NOWHERE = "2026-0999999"  # a number that no record has
# Channel, what is wrong, why, what it should be, working days ago, and the steps that followed.
OBJECTIONS = [
    (PORTAL, "处罚决定日期", "决定书载明的日期与公示不一致", "以决定书为准", 0, ()),
    (PORTAL, "全部内容", "本单位从未收到该决定", "应予撤销", 0, ("identify", "refuse")),
    (WINDOW, "法定代表人", "公示的法定代表人已变更", "以登记信息为准", 2, ("incomplete",)),
    (WINDOW, "金额", "公示金额多写一位", "以决定书载明金额为准", 2, ("identify",)),
    (WINDOW, "决定所引依据", "所引条款与决定书不一致", "以决定书为准", 5, ("identify", "accept")),
    (WINDOW, "决定所引依据", "少引一条", "补充所引条款", 6, ("identify", "accept", "extend", "correct")),
    (WINDOW, "全部内容", "同一决定重复公示", "撤销重复的一条", 4, ("identify", "accept", "revoke")),
    (WINDOW, "公示期限", "认为公示期限过长", "缩短公示期限", 4, ("identify", "accept", "uphold")),
    (WINDOW, "决定所引依据", "条款序号有误", "更正条款序号", 6, ("identify", "accept", "correct", "second", "tell")),
    (WINDOW, "等级", "认为应属轻微", "改为轻微", 9, ("identify", "accept", "uphold", "tell", "close", "complain")),
    (SELF, "荣誉名称", "名称与文件不一致", "以表彰文件为准", 0, ("identify", "accept")),
    (WINDOW, "全部内容", "该决定已被复议机关撤销", "撤销该信息", 12, ("identify", "accept", "revoke", "second", "tell", "close")),
]
REASONS = {
    "identify": "已查验身份证明和授权委托书（演示数据）。",
    "incomplete": "请补充加盖公章的授权委托书（演示数据）。",
    "refuse": "本平台没有此编号的信息，请核对编号（演示数据）。",
    "correct": "经调阅决定书原件，公示内容有误（演示数据）。",
    "revoke": "经核实，异议成立，该信息不应公示（演示数据）。",
    "uphold": "经调阅决定书原件，公示内容与原件一致（演示数据）。",
    "tell": "您的异议已经核实，处理结果和依据见本答复（演示数据）。",
    "complain": "答复没有说明不予调整的依据（演示数据）。",
}


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are objections already. The city must be founded, and committed: the portal has a login of its own."""
    if Objection.objects.exists():
        return False
    today = today or timezone.localdate()
    free, measured = _records(), _measured()
    for name in RECIPIENTS:
        RecordsExport(by=_account(name), item_code=(measured or free[0]).item.code).note()
    for number, row in enumerate(OBJECTIONS, 1):
        with transaction.atomic():
            _one(number, *row, free=free, measured=measured, today=today, say=say)
    if measured:
        demo_measures.acknowledge(measured.number, MARKET, today, "已按更正后的内容核对，措施无需调整（演示数据）。")
    for notice in CorrectionNotice.objects.filter(recipient__username=RECIPIENTS[0]).order_by("pk")[:1]:
        corrections.acknowledge(notice=notice, by=notice.recipient)
    say(f"objections: {len(OBJECTIONS)}, one at every stage")
    return True


def stages() -> Iterator[tuple[str, str, int]]:
    """Group, stage, count: what ``demo_states`` asks for of objections and repairs."""
    for status in Objection.Status.values:
        yield "objection", status, Objection.objects.filter(status=status).count()
    for waits in (False, True):
        told = CorrectionNotice.objects.filter(acknowledged_at__isnull=waits)
        yield "correction", "recipient to acknowledge" if waits else "recipient acknowledged", told.count()
    yield "lifting", Lifting.Ground.CORRECTED, Lifting.objects.filter(ground=Lifting.Ground.CORRECTED).count()
    yield from applications.stages()


def _ready():
    """Public records of organisations that one of the two officers approved, so that the other verifies."""
    found = Record.objects.public().filter(
        subject__address__isnull=True, filing__decided_by__username__in=OFFICERS, filing__left_at__isnull=False
    )
    return found.select_related("subject", "item", "filing__decided_by", "content").order_by("-pk")


def _records() -> list[Record]:
    return list(_ready().exclude(number__in=demo_measures.on_enterprises())[: len(OBJECTIONS)])


def _measured() -> Record | None:
    """The record that is corrected while measures rest on it; none where the joint actions of the demo are not there."""
    return _ready().filter(number__in=demo_measures.on_enterprises()[applications.GRANTED :]).first()


def _one(number, channel, part, wrong, should_be, ago, steps, *, free, measured, today, say) -> None:
    came = earliest_start(today, ago) if ago else today
    said = {
        "part": part,
        "wrong": wrong + "（演示数据）",
        "should_be": should_be + "（演示数据）",
        "contact": f"0990-001{number:04d}（演示）",
    }
    name = f"示例第{number}号有限公司"
    if channel == PORTAL:
        about = free.pop().number if "refuse" not in steps else NOWHERE
        receipt = _through_the_portal(said | {"record_no": about, "objector_kind": "agent", "objector_name": name})
        stands = f"after {steps[-1]}" if steps else "just received"
        say(f"an objection to follow on the portal ({stands}): code {receipt.code}, passphrase {receipt.passphrase}")
        found = Objection.objects.get(receipt_code=receipt.code)
    elif channel == SELF:
        own = Record.objects.current().filter(
            item__code="GZ-RY", subject__authorities__account__username=SUBJECT, withdrawn_at__isnull=True
        )
        record = own.first()
        if record is None:  # its day may not have come yet
            return
        found = actions.file_own(number=record.number, by=_account(SUBJECT), objector_name="郑言", today=came, **said)
    else:
        told = {"correct", "tell"} <= set(steps)
        found = actions.take_in(
            number=(measured if measured and told else free.pop()).number, by=_account(CLERK), objector_kind="agent", objector_name=name, identity_seen="营业执照、授权委托书", files=[SCAN],
            today=came, **said,
        )  # fmt: skip
    for step in steps:
        found = _step(found, step, came if step in {"identify", "incomplete", "accept"} else today)


def _account(name: str) -> User:
    return User.objects.get(username=name)


def _through_the_portal(said: dict) -> Receipt:
    """An objection over a real connection of the login ``portal``, as the form does it."""
    receipt, own = Receipt.new(), connection.settings_dict
    address = os.environ.get("DATABASE_URL_PORTAL", "")
    with psycopg.connect(address, dbname=own["NAME"], options="-c default_transaction_read_only=off") as portal, portal.cursor() as cursor:
        intake.put(cursor, receipt, said, [SCAN], uuid4())
    return receipt


def _step(found: Objection, step: str, today: date) -> Objection:
    """One step by who may take it: the officer who did not approve the record; the other is the second person."""
    approved = found.version.filing.decided_by.username if found.version else OFFICERS[0]
    other, own = _account(approved), _account(OFFICERS[approved == OFFICERS[0]])
    if step == "second":
        if found.filing:
            advance(found.filing, "approve", by=other, seen=found.filing.revision, today=today)
        else:
            records.confirm_withdrawal(number=found.record_no, by=other)
        return found
    if step == "extend":
        actions.extend(objection=found, days=3, reason="需要调取决定书原件（演示数据）。", by=own, today=today)
        return found
    given = {"ground": "no-record"} if step == "refuse" else {}
    if step == "correct":
        given = {"changes": {"basis": found.version.content.basis + "及相关条款（演示更正）"}}
    by = found.made_by if step in {"supplement", "complain"} else own
    return actions.take(objection=found, step=step, by=by, reason=REASONS.get(step, ""), seen=found.revision, today=today, **given)
