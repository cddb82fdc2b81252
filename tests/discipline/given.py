"""A case about 住房和城乡建设局, handled by its superior 市场监督管理局: lin opens and examines, gao decides, pan pei ping vote.

``wu`` is clerk of the accused body and sees nothing before the notice is served.
"""

from __future__ import annotations

from datetime import date

from accounts.models import User
from archives.models import Filing, Subject
from discipline import actions, papers
from discipline.models import Case
from integrity.uploads import File
from integrity.workflow import advance
from tests import world
from tests.archives.appraisal import panel

# 2026-09-21 is a Monday. Mid-autumn (25 to 27 September) and National Day (1 to 7 October) follow; 10 October, a Saturday, is worked.
DAY = date(2026, 9, 21)
REPLY_DUE = date(2026, 9, 29)  # 22, 23, 24, 28, 29 September: five working days
AFTER = date(2026, 9, 30)
SAID = {
    "source": "inspection",
    "kind": "investment",
    "contract_no": "示招商〔2025〕8号",
    "matter": "承诺的厂房至今未交付",
    "breached_on": date(2026, 6, 30),
}
FOUND = {
    "found": "招商协议约定六月底交付厂房，至今未交付",
    "evidence": "协议、会议纪要、现场照片",
    "loss": "320",
    "impact": 2,
    "breached_on": date(2026, 6, 30),
    "files": [File("协议.pdf", "pdf", b"%PDF-1.7")],
}
GIVEN = {
    "unfounded": {"plea": "kept"},
    "order": {"days": "10"},
    "report": {"proof": "厂房已交付，交接单第3号"},
    "determine": {"tier": "2"},
}
BY = {
    **dict.fromkeys(("report", "refuse", "hear", "convene", "file", "refile"), "lin"),
    **dict.fromkeys(("tolerate", "deny", "dismiss"), "pan"),
}
LATER = {"hear", "convene", "tolerate", "deny", "dismiss", "determine", "file", "refile"}
# The steps to each status; ``?`` is the claim of the accused body, ``+`` and ``-`` the votes.
WAYS = {
    "verifying": (),
    "unfounded": ("unfounded",),
    "rectifying": ("order",),
    "rectified": ("order", "report"),
    "closed": ("order", "report", "accept"),
    "refused": ("order", "refuse"),
    "notified": ("order", "refuse", "notify"),
    "waived": ("order", "refuse", "notify", "?correction", "waive"),
    "tolerance": ("order", "refuse", "notify", "?tolerance", "hear"),
    "tolerated": ("order", "refuse", "notify", "?tolerance", "hear", "+", "tolerate"),
    "panel": ("order", "refuse", "notify", "convene"),
    "dismissed": ("order", "refuse", "notify", "convene", "-", "dismiss"),
    "determined": ("order", "refuse", "notify", "convene", "+", "determine"),
    "filed": ("order", "refuse", "notify", "convene", "+", "determine", "file"),
}


def account(name: str) -> User:
    return User.objects.get(username=name)


def unit(code: str) -> Subject:
    return Subject.objects.get(code=code)


def accused() -> Subject:
    """The accused body, under its superior."""
    body = unit(world.HOUSING)
    if body.superior_id is None:
        body.superior = unit(world.MARKET)
        body.save()
    return body


def opened(*, by: str = "lin", handler: str = world.MARKET, today: date = DAY, **said) -> Case:
    body = said.pop("accused", None) or accused()
    return actions.open_case(accused=body, handler=unit(handler), by=account(by), today=today, **(SAID | said))


def examined(case: Case | None = None, *, by: str = "lin", today: date = DAY, **found) -> Case:
    return actions.examine(case=case or opened(), by=account(by), today=today, **(FOUND | found))


def take(
    case: Case, step: str, *, by: str | None = None, today: date | None = None, reason: str = "理由充分", seen: int | None = None, **given
) -> Case:
    """Take ``step`` with what it asks for, on a day on which it may be taken."""
    today = today or (AFTER if step in LATER else DAY)
    given = GIVEN.get(step, {}) | given
    if step in {"refuse", "notify"}:
        handed_over(case, by=by or BY.get(step, "gao"), today=today)
    return actions.take(
        case=case, step=step, by=account(by or BY.get(step, "gao")), reason=reason, seen=seen or case.revision, given=given, today=today
    )


def handed_over(case: Case, *, by: str = "lin", today: date = DAY) -> None:
    """What is refused or missed was handed over."""
    if order := papers.to_hand_over(case):
        papers.hand_over(case=case, to="办公室", on=order.served_on, by=account(by), today=today)


CLAIMS = {
    "statement": {},
    "tolerance": {"conditions": ["force", "no-gain"]},
    "correction": {"recovered": "320", "proof": "支付凭证"},
}


def reply(case: Case, kind: str, *, by: str = "wu", today: date = DAY, **given):
    made = actions.reply(case=case, kind=kind, by=account(by), today=today, **({"words": "请予考虑"} | CLAIMS[kind] | given))
    case.refresh_from_db()  # the office reads it before it decides
    return made


def vote(case: Case, choice: str, *, by: str, today: date = AFTER, reason: str = "事实清楚"):
    return actions.vote(case=case, choice=choice, reason=reason, by=account(by), today=today)


def case_at(status: str, **said) -> Case:
    """A case that reached ``status`` by the real steps."""
    panel()
    case = examined(opened(**said))
    for what in WAYS[status]:
        if what.startswith("?"):
            reply(case, what[1:])
        elif what in "+-":
            for member in ("pan", "pei"):
                vote(case, "for" if what == "+" else "against", by=member)
        else:
            case = take(case, what)
    assert case.status == status
    return case


def returned(case: Case) -> Filing:
    """The filing of a case, sent back by the credit office."""
    return advance(case.filing, "return", by=account("zhou"), reason="依据写全", seen=case.filing.revision)
