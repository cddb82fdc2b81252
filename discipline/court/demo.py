"""What courts told in the demo city: entries of both lists, and a notice at every stage. Everything is invented."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.models import Subject
from integrity.calendar import add_workdays, earliest_start

from . import entries, notices

COURT, MIDDLE = "示范市城区人民法院", "示范市中级人民法院"
FINANCE, TRANSPORT, WATER = "示范市财政局", "示范市交通运输局", "示范市水利局"
SCHOOL, HEALTH, STREETS = "示范市教育局", "示范市卫生健康委员会", "示范市城市管理局"
# List, body, court, its number, what it says, listed so many working days ago.
LISTED = [
    ("debtor", STREETS, COURT, "（2026）示01执118号", "有履行能力而拒不支付养护合同终止补偿款", 6),
    ("false-suit", FINANCE, MIDDLE, "（2026）示刑终9号", "以捏造的欠款提起诉讼，经生效裁判认定为虚假诉讼", 3),
]
# Stage as entered, body, number, what the court says, entered so many working days ago, performed so many working days ahead, and the steps.
NOTICES = [
    ("sued", TRANSPORT, "（2026）示0102民初331号", "养护工程尾款纠纷起诉通报", 8, None, ()),
    ("lost", HEALTH, "（2026）示0102民初207号", "医疗设备款纠纷败诉，判令三十日内支付", 6, 15, ()),
    ("ahead", WATER, "（2026）示0102执56号", "未在期限内支付泵站设备款，拟列入失信被执行人名单", 2, 3, ()),
    ("ahead", MARKET, "（2026）示0102执61号", "检测费用纠纷，拟列入失信被执行人名单", 3, 4, ("perform",)),
    ("lost", ENVIRONMENT, "（2026）示0102民初190号", "运维服务费纠纷败诉，判令支付", 12, 8, ("perform", "confirm")),
    ("ahead", SCHOOL, "（2026）示0102执44号", "餐饮服务费纠纷，拟列入失信被执行人名单", 8, -1, ("list",)),
]  # fmt: skip
HEADS = {MARKET: "hejun", ENVIRONMENT: "zhouwen"}


def load(today: date) -> None:
    """The city must be founded; as of ``today``."""
    enters, checks = (User.objects.get(username=name) for name in ("xumin", "tangyi"))
    for kind, name, court, number, says, ago in LISTED:
        said = {"court": court, "court_no": number, "matter": f"{says}（演示数据）", "listed_on": earliest_start(today, ago)}
        entries.list_body(kind=kind, body=Subject.objects.get(code=CODES[name]), by=enters, today=today, **said)
    for stage, name, number, says, ago, ahead, steps in NOTICES:
        on = earliest_start(today, ago)
        due = None if ahead is None else add_workdays(today, ahead).due_on if ahead > 0 else earliest_start(today, -ahead)
        said = {"court": COURT, "court_no": number, "matter": f"{says}（演示数据）", "stage": stage, "due_on": due}
        notice = notices.enter(body=Subject.objects.get(code=CODES[name]), received_on=on, by=enters, today=on, **said)
        for step in steps:
            by = User.objects.get(username=HEADS[name]) if step == "perform" else checks
            reason = "款项已经付清，支付凭证2026-77号（演示数据）。" if step == "perform" else ""
            notice = notices.take(
                notice=notice, step=step, by=by, reason=reason, seen=notice.revision, day=due if step == "list" else None, today=today
            )
