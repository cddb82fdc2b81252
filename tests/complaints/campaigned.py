"""A campaign of the credit office led by zhou; 住房和城乡建设局 (wu) is on a court list."""

from __future__ import annotations

from datetime import date, timedelta

from archives.models import Subject
from complaints.campaigns import actions
from complaints.campaigns.models import Campaign, Talk
from tests.discipline.court import listed

from .given import DAY, account, accused


def begun(*, by: str = "zhou", today: date = DAY, **said) -> Campaign:
    said = {
        "name": "政府拖欠账款专项治理",
        "ground": "示信用办〔2026〕9号",
        "from_on": today,
        "until_on": today + timedelta(days=100),
    } | said
    return actions.begin(officer=said.pop("officer", None) or account("zhou"), by=account(by), today=today, **said)


def on_the_list(today: date = DAY) -> Subject:
    return listed(today=today).body


def talked(campaign: Campaign, *, by: str = "zhou", today: date = DAY, body: Subject | None = None, **said) -> Talk:
    said = {"held_on": today, "minutes": "要求于月底前付清欠款，该单位承诺按期支付"} | said
    return actions.talk(campaign=campaign, body=body or accused(), by=account(by), today=today, **said)


def rechecked(talk: Talk, result: str = "put_right", *, by: str = "sun", on: date = DAY, today: date = DAY, **said) -> Talk:
    return actions.recheck(talk=talk, on=on, result=result, found=said.pop("found", "已付清"), by=account(by), today=today)
