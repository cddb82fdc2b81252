"""Letters of the demo city: every kind, one at every stage, through the same doors as real ones; an event of signing and drafts of templates. Invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, MARKET, OFFICE
from archives.models import IssuerMark, PowerItem, Subject
from integrity.calendar import earliest_start
from integrity.uploads import File
from integrity.workflow import advance

from ..models import SignedLetter, Wording
from ..signings import actions as signings
from ..templates_flow import draft_template
from . import actions

CLERK, HEAD, OFFICERS = "linjie", "hejun", ("xumin", "tangyi")
SCAN = File("承诺书签署件.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
PROOF = File("核查笔录.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
STANDARD = "亩均投资不低于三百万元，单位产值能耗不高于零点一五吨标准煤每万元，开工后十八个月内竣工（演示数据）。"
# Kind, and the steps that followed, with a check where a step asks for one.
ACCEPTED = ("print", "sign", "accept")
PAST = "past"  # no step: its last day has passed, and nobody checked it
BROKEN = (*ACCEPTED, "failed", "allege", "break")
LETTERS = [
    ("publication", ()),
    ("industry", ("print",)),
    ("publication", ("print", "sign")),
    ("publication", ACCEPTED),
    ("industry", ACCEPTED),
    ("project", ACCEPTED),
    ("project", (*ACCEPTED, "passed")),
    ("industry", (*ACCEPTED, "passed", "keep")),
    ("project", (*ACCEPTED, "failed", "allege")),
    ("industry", (*ACCEPTED, "failed", "allege", "dismiss")),
    ("project", BROKEN),
    ("publication", (*BROKEN, "passed", "mend")),
    ("industry", (*BROKEN, "passed", "mend", "repair")),
    ("publication", ("print", "discard")),
    ("publication", (*ACCEPTED, PAST)),
]
# Only where the list of powers says that a matter accepts it.
INSTEAD = [("replacement", ACCEPTED), ("replacement", (*ACCEPTED, "passed", "keep")), ("replacement", BROKEN)]
REASONS = {
    "discard": "企业改为提交全部材料（演示数据）。",
    "keep": "核查与承诺一致（演示数据）。",
    "allege": "现场核查与承诺不符（演示数据）。",
    "dismiss": "经复核，核查时材料已经补齐（演示数据）。",
    "break": "经核实，核查笔录属实，违反承诺（演示数据）。",
    "mend": "已按承诺整改到位（演示数据）。",
    "repair": "现场复核，整改属实（演示数据）。",
}
FOUND = {"passed": "现场核查，与承诺内容一致（演示数据）。", "failed": "现场核查，未达到承诺的内容（演示数据）。"}
BY_OFFICE = {"break", "dismiss", "repair"}
NAMES = {MARKET: ["林洁", "高建平", "周岚", "许诺"], ENVIRONMENT: ["周文", "韩青", "冯毅"], OFFICE: ["许敏", "唐毅"]}
TITLE, TEXT = "全市窗口工作人员诚信履职集体签名承诺", "依法履职，一次性告知，不推诿不拖延；向社会作出的承诺说到做到，接受监督（演示数据）。"


@transaction.atomic
def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are letters already. The city must be founded; letters instead of a document wait for the list of powers."""
    if SignedLetter.objects.exists():
        return False
    today = today or timezone.localdate()
    unit = Subject.objects.get(code=CODES[MARKET])
    matter = (
        PowerItem.objects.in_force(earliest_start(today, 12)).filter(unit=unit, is_matter=True, accepts__contains=["replacement"]).first()
    )
    rows = LETTERS + (INSTEAD if matter else [])
    firms = Subject.objects.filter(kind=Subject.Kind.ENTERPRISE).order_by("code")[: len(rows)]
    made = [_one(unit, firm, *row, matter=matter, today=today) for firm, row in zip(firms, rows, strict=False)]
    for n, letter in enumerate(one for one in made if one.filing_id):
        if n:  # one still awaits its approval
            advance(letter.filing, "approve", by=_user(OFFICERS[1]), seen=letter.filing.revision)
    say(f"letters of enterprises: {len(made)}, one at every stage")
    say(f"collective signings: {_signing(today)}; drafts of templates: {_drafts(today)}")
    return True


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _one(unit: Subject, firm: Subject, kind: str, steps: tuple, *, matter: PowerItem | None, today: date) -> SignedLetter:
    day = earliest_start(today, 12)
    extra = {}
    if kind == "project":
        extra = {"project_no": f"示投承〔{today.year}〕{firm.pk % 90 + 10}号", "standard": STANDARD}
    elif kind == "replacement":
        extra = {"matter": matter, "replaces": (matter.materials or ["经营场所使用证明"])[0]}
    letter = actions.enter(
        unit=unit,
        subject=firm,
        kind=kind,
        signer="法定代表人（演示数据）",
        signed_on=day,
        valid_until=today - timedelta(days=1) if PAST in steps else day + timedelta(days=365),
        by=_user(CLERK),
        today=day,
        **extra,
    )
    for n, step in enumerate((one for one in steps if one != PAST), 2):
        letter = _step(letter, step, earliest_start(today, max(1, 12 - n)))
    return letter


def _step(letter: SignedLetter, step: str, day: date) -> SignedLetter:
    clerk = _user(CLERK)
    if step in FOUND:
        actions.check(letter=letter, on=day, result=step, words=FOUND[step], by=clerk, files=[PROOF], today=day)
        return letter
    if step == "sign":
        actions.add_copy(letter=letter, files=[SCAN], by=clerk, today=day)
    letter.refresh_from_db()  # with its copies and checks
    by = _user(OFFICERS[0]) if step in BY_OFFICE else _user(HEAD) if step in {"accept", "keep"} else clerk
    return advance(letter, step, by=by, reason=REASONS.get(step, ""), seen=letter.revision, today=day)


def _signing(today: date) -> int:
    """One confirmed event, and one whose list is still written."""
    office, by = Subject.objects.get(code=CODES[OFFICE]), _user(OFFICERS[0])
    held = earliest_start(today, 6)
    for title, confirmed in ((TITLE, True), ("重点项目服务专员诚信承诺签名", False)):
        event = signings.draft(unit=office, title=title, text=TEXT, held_on=held, place="示范市政务服务中心", by=by, today=held)
        for name, signed in NAMES.items():
            signings.add_names(signing=event, unit=Subject.objects.get(code=CODES[name]), names=signed, by=by, today=held)
        if confirmed and IssuerMark.objects.filter(body=office).exists():
            event.refresh_from_db()
            advance(event, "confirm", by=_user(OFFICERS[1]), seen=event.revision, today=today)
    return 2


def _drafts(today: date) -> int:
    """One adopted for the next year, one that waits."""
    first, second = OFFICERS
    for code, adopted in (("industry", True), ("project", False)):
        body = Wording.objects.in_force(today).get(code=code).body.rstrip() + "\n本承诺书一式两份，承诺主体和接收单位各执一份。\n"
        draft = draft_template(
            code=code,
            body=body,
            document="示信用办〔2026〕31号（演示）",
            article="第六条",
            valid_from=date(today.year + 1, 1, 1),
            by=_user(first),
            today=today,
        )
        if adopted:
            advance(draft, "adopt", by=_user(second), seen=draft.revision, today=today)
    return 2
