"""A letter of an enterprise at the stages that tests need: received by 市场监督管理局 (lin enters, gao heads), verified by zhou and sun."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from archives.models import PowerItem, Subject
from commitments.letters import actions
from commitments.models import SignedLetter
from commitments.signings import actions as signings
from commitments.templates_flow import draft_template
from integrity.uploads import File
from tests import world
from tests.archives import documented

from .given import account, step

PDF = File("签署件.pdf", "pdf", b"%PDF-1.4 signed")
STANDARD = "亩均投资不低于三百万元。"
# What was done before a letter stands there, checks included.
WAY = {
    "entered": (),
    "printed": ("print",),
    "signed": ("print", "sign"),
    "in_force": ("print", "sign", "accept"),
    "alleged": ("print", "sign", "accept", "failed", "allege"),
    "broken": ("print", "sign", "accept", "failed", "allege", "break"),
    "mended": ("print", "sign", "accept", "failed", "allege", "break", "passed", "mend"),
    "repaired": ("print", "sign", "accept", "failed", "allege", "break", "passed", "mend", "repair"),
    "kept": ("print", "sign", "accept", "passed", "keep"),
    "discarded": ("discard",),
}
BY = {"accept": "gao", "keep": "gao", "break": "zhou", "repair": "zhou", "dismiss": "zhou", "rework": "zhou"}


def firm(code: str = world.ENTERPRISE, name: str = "示例机械有限公司", kind: str = "enterprise") -> Subject:
    return Subject.objects.get_or_create(code=code, defaults={"kind": kind, "name": name})[0]


def unit(code: str = world.MARKET) -> Subject:
    return Subject.objects.get(code=code)


def matter(accepts: tuple = ("replacement", "publication"), of: str = world.MARKET, code: str = "XK-01") -> PowerItem:
    """An approval matter in force; the list is kept by its own steps, so the tests put it there as the owner."""
    from tests.shifting import taken_for_granted

    with taken_for_granted():
        return PowerItem.objects.create(
            unit=unit(of),
            code=code,
            name="食品经营许可",
            kind="licence",
            duty="依法许可",
            document="食品安全法",
            article="第三十五条",
            authority="示政发〔2024〕3号",
            valid_from=date(2024, 1, 1),
            is_matter=True,
            statutory_days=20,
            promised_days=7,
            handling="parallel",
            materials=["经营场所使用证明"],
            accepts=list(accepts),
        )


def entered(kind: str = "publication", by: str = "lin", **otherwise) -> SignedLetter:
    today = timezone.localdate()
    extra = {"project_no": "示投〔2026〕1号", "standard": STANDARD} if kind == "project" else {}
    said = (
        {"unit": unit(), "subject": None, "signer": "王某，法定代表人", "signed_on": today, "valid_until": today + timedelta(365)}
        | extra
        | otherwise
    )
    return actions.enter(kind=kind, by=account(by), **said | {"subject": said["subject"] or firm()})


def checked(letter: SignedLetter, result: str, files=(PDF,), by: str = "lin"):
    letter.refresh_from_db()
    return actions.check(letter=letter, on=timezone.localdate(), result=result, words="现场核查", by=account(by), files=files)


def go(letter: SignedLetter, name: str) -> SignedLetter:
    if name in {"failed", "passed"}:
        checked(letter, name)
        return letter
    if name == "sign":
        actions.add_copy(letter=letter, files=[PDF], by=account("lin"))
    return step(letter, name, BY.get(name, "lin"), "核对无误")


def at(status: str, kind: str = "publication", **otherwise) -> SignedLetter:
    made = entered(kind, **otherwise)
    for name in WAY[status]:
        made = go(made, name)
    assert made.status == status
    return made


def event(by: str = "lin", names: tuple = ("甲一", "乙二"), **otherwise):
    """An event of 市场监督管理局 with two names on its list."""
    documented.marked(world.MARKET, "示市监")
    said = {
        "unit": unit(),
        "title": "窗口人员集体签名承诺",
        "text": "依法履职，说到做到。",
        "held_on": timezone.localdate(),
        "place": "政务服务中心",
    }
    made = signings.draft(by=account(by), **said | otherwise)
    if names:
        signings.add_names(signing=made, unit=unit(), names=list(names), by=account(by))
    return made


BODY = """{{主体名称}}加入行业自律：
一、承诺事项：遵守公约。
二、违诺责任：接受处理。
三、新增的一条。
{{承诺日期}}
"""


def template(by: str = "zhou", code: str = "industry", body: str = BODY, days: int = 40, **otherwise):
    said = {"document": "示信用办〔2026〕31号", "article": "第六条", "valid_from": timezone.localdate() + timedelta(days)} | otherwise
    return draft_template(code=code, body=body, by=account(by), **said)
