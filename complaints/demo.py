"""Complaints of the demo city: one at every stage, through the same doors as real ones. Everything is invented."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.models import Subject
from integrity.calendar import earliest_start
from integrity.receipts import Receipt
from integrity.uploads import File

from . import actions, intake
from .campaigns import demo as campaigns
from .models import Ticket

CLERK, HEAD, OFFICERS = "mengfan", "quyuan", ("xumin", "tangyi")
HOUSING, WATER, TRANSPORT, SCHOOL = "示范市住房和城乡建设局", "示范市水利局", "示范市交通运输局", "示范市教育局"
PORTAL, HOTLINE, MAILBOX, PETITION = "portal", "hotline", "mailbox", "petition"
# Channel, body, kind, contract, facts, what is wanted, working days ago, and the steps that followed.
TICKETS = [
    (
        PORTAL,
        HOUSING,
        "breach",
        "示招商〔2024〕18号",
        "招商协议约定三年内兑现的基础设施配套至今未建设",
        "按协议完成配套建设或者赔偿损失",
        0,
        (),
    ),
    (PORTAL, MARKET, "breach", "", "受理大厅承诺五个工作日办结，已逾一个月", "限期办结", 3, ("accept", "transfer")),
    (HOTLINE, TRANSPORT, "arrears", "示交采〔2025〕7号", "道路养护工程验收后逾期未付尾款", "支付尾款及逾期利息", 14, ()),
    (MAILBOX, WATER, "arrears", "示水采〔2025〕3号", "设备采购款到期未付", "支付货款", 4, ("refuse",)),
    (HOTLINE, ENVIRONMENT, "breach", "", "会议纪要承诺的搬迁补助未发放", "按纪要发放补助", 2, ("accept",)),
    (PETITION, WATER, "breach", "示水协〔2023〕5号", "合作协议约定的取水指标未落实", "履行协议", 14, ("accept", "transfer")),
    (
        HOTLINE,
        HOUSING,
        "barrier",
        "",
        "招标文件要求投标人在本市有分支机构",
        "取消限制外地企业的条件",
        6,
        ("accept", "transfer", "extend", "founded"),
    ),
    (
        PETITION,
        SCHOOL,
        "shielding",
        "",
        "反映对下属学校拖欠餐饮货款不予处理",
        "督促支付并答复",
        9,
        ("accept", "transfer", "unfounded", "feedback"),
    ),
    (
        MAILBOX,
        TRANSPORT,
        "breach",
        "示交协〔2024〕2号",
        "停车场经营协议提前收回未作补偿",
        "依法补偿",
        16,
        ("accept", "transfer", "unfounded", "feedback", "redo"),
    ),
    (
        HOTLINE,
        SCHOOL,
        "other",
        "",
        "招生公告承诺的学位未兑现",
        "说明情况并解决",
        12,
        ("accept", "transfer", "founded", "feedback", "satisfied"),
    ),
    (
        PETITION,
        ENVIRONMENT,
        "breach",
        "",
        "反映监测服务合同被无故中止",
        "恢复合同或者赔偿",
        20,
        ("accept", "transfer", "unfounded", "feedback", "satisfied", "close"),
    ),
]
# Of the quarter before this one, all about one body: what was complained of, the outcome, and the days after which it was answered.
QUARTER = [
    ("工程款逾期未付", "founded", 9),
    ("验收合格后未退还履约保证金", "founded", 12),
    ("承诺的竣工备案时限未兑现", "unfounded", 6),
    ("会议纪要明确的道路接入未落实", "unfounded", 8),
    ("招标保证金逾期未退", "unfounded", 40),
    ("合作协议约定的场地未按期移交", "unfounded", 10),
]
REASONS = {
    "refuse": "已由人民法院受理，尚在审理之中（演示数据）。",
    "founded": "经核实，情况属实，已立案（演示数据）。",
    "unfounded": "经调阅合同和付款凭证，约定事项已经履行（演示数据）。",
    "feedback": "您反映的事项已经核实，核实结果和依据见本答复；如有补充请凭回执提交（演示数据）。",
    "redo": "回访时投诉人提供了新的凭证，请重新核实（演示数据）。",
}


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are tickets already. The city must be founded, and committed: the portal has a login of its own."""
    if Ticket.objects.exists():
        return False
    today = today or timezone.localdate()
    # The oldest first: the numbers of their documents run with the days. What comes by the portal came today.
    with transaction.atomic():
        _last_quarter(today)
    for number, row in sorted(enumerate(TICKETS, 1), key=lambda one: 0 if one[1][0] == PORTAL else -one[1][6]):
        with transaction.atomic():
            _one(number, *row, today=today, say=say)
    with transaction.atomic():
        campaigns.load(today)
    say(f"complaints: {len(TICKETS)}, one at every stage, and {len(QUARTER)} concluded in the quarter before this one")
    return True


def _last_quarter(today: date) -> None:
    """Tickets closed in the quarter that ended last, enough to be counted on the portal."""
    begins = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    came = date(begins.year - (begins.month == 1), (begins.month - 4) % 12 + 1, 11)
    clerk, accused = User.objects.get(username="caining"), Subject.objects.get(code=CODES[HOUSING])
    for number, (facts, outcome, after) in enumerate(QUARTER, 101):
        said = {"kind": "breach", "contract_no": "", "facts": facts + "（演示数据）", "wanted": "依法履行（演示数据）", "happened_on": None}
        said |= {
            "complainant_kind": "enterprise",
            "complainant_name": f"示例第{number}号有限公司",
            "contact": f"0990-000{number:04d}（演示）",
        }
        ticket = actions.enter(
            accused=accused, channel=HOTLINE, source_no=f"{came:%Y}-{number:04d}", received_on=came, by=clerk, today=came, **said
        )
        answered = came + timedelta(days=after)
        for step, day in (
            ("accept", came),
            ("transfer", came),
            (outcome, answered),
            ("feedback", answered),
            ("satisfied", answered),
            ("close", answered),
        ):
            ticket = _step(ticket, step, number, day)


def _one(number, channel, body, kind, contract, facts, wanted, ago, steps, *, today, say) -> None:
    accused = Subject.objects.get(code=CODES[body])
    came = earliest_start(today, ago) if ago else today
    said = {"kind": kind, "contract_no": contract, "facts": facts + "（演示数据）", "wanted": wanted, "happened_on": None}
    said |= {"complainant_kind": "enterprise", "complainant_name": f"示例第{number}号有限公司", "contact": f"0990-000{number:04d}（演示）"}
    if channel == PORTAL:
        scan = File("合同扫描件.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
        receipt = _through_the_portal(said | {"accused_code": accused.code}, [scan])
        stands = f"after {steps[-1]}" if steps else "just received"
        say(f"a complaint to follow on the portal ({stands}): code {receipt.code}, passphrase {receipt.passphrase}")
        ticket, came = Ticket.objects.get(receipt_code=receipt.code), today
    else:
        clerk = User.objects.get(username="caining")
        ticket = actions.enter(
            accused=accused, channel=channel, source_no=f"{today.year}-{number:04d}", received_on=came, by=clerk, today=today, **said
        )
    for n, step in enumerate(steps):
        ticket = _step(ticket, step, number, today=today if step == "redo" or n > 2 else came)


def _through_the_portal(said: dict, files: list[File]) -> Receipt:
    """A complaint over a real connection of the login ``portal``, as the form does it."""
    receipt, own = Receipt.new(), connection.settings_dict
    address = os.environ.get("DATABASE_URL_PORTAL", "")
    with psycopg.connect(address, dbname=own["NAME"], options="-c default_transaction_read_only=off") as portal, portal.cursor() as cursor:
        intake.put(cursor, receipt, said, files, uuid4())
    return receipt


def _step(ticket: Ticket, step: str, number: int, today: date) -> Ticket:
    name = "handle" if step in ("founded", "unfounded") else step
    by = User.objects.get(username={"handle": CLERK, "feedback": HEAD}.get(name, OFFICERS[number % 2]))
    if step == "extend":
        actions.extend(ticket=ticket, days=5, reason="涉及多个部门，需要现场核实（演示数据）。", by=by, today=today)
        return ticket
    given = {"ground": "litigation"} if step == "refuse" else {}
    if name == "handle":
        given = {"outcome": step}
        if step == "founded":
            said = {"kind": "contract", "matter": "投诉反映的约定事项未履行，已初步核实（演示数据）", "breached_on": today}
            actions.open_case(ticket=ticket, by=by, today=today, **said)
            ticket.refresh_from_db()
    return actions.take(ticket=ticket, step=name, by=by, reason=REASONS.get(step, ""), seen=ticket.revision, today=today, **given)
