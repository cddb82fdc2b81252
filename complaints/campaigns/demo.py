"""A campaign of the demo city that runs: one body re-checked, one talked to, the others still to be talked to."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import User
from integrity.calendar import earliest_start

from . import actions
from .bodies import rows_of

ROWS = [
    ("要求本月底前支付拖欠款项，该单位承诺分两批支付（演示数据）。", "经核对支付凭证，款项已经付清（演示数据）。"),
    ("要求说明未履行协议的原因并提出履行计划（演示数据）。", ""),
]


def load(today: date) -> None:
    """The cases, court lists and tickets of the demo must be there; as of ``today``."""
    leads, checks = (User.objects.get(username=name) for name in ("xumin", "tangyi"))
    begins = today - timedelta(days=20)
    said = {
        "name": "政府机构失信专项治理",
        "ground": "示信用办〔2026〕21号（演示数据）",
        "from_on": begins,
        "until_on": today + timedelta(days=160),
    }
    held_on = earliest_start(today, 2)  # a working day
    campaign = actions.begin(officer=leads, by=leads, today=today, **said)
    for row, (minutes, found) in zip(rows_of(campaign, leads, today), ROWS, strict=False):
        talk = actions.talk(campaign=campaign, body=row.body, held_on=held_on, minutes=minutes, by=leads, today=today)
        if found:
            actions.recheck(talk=talk, on=today, result="put_right", found=found, by=checks, today=today)
