"""Items of the list of powers of the market office, by the way that every item comes; who does what is a persona of ``tests.world``."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import User
from archives.models import PowerDraft, PowerItem, Subject
from archives.powers.flow import draft_change
from integrity.workflow import advance
from tests import world

SINCE = date(2024, 1, 1)


def account(name: str) -> User:
    return User.objects.get(username=name)


def said(**otherwise) -> dict:
    """What an item says that is no approval matter."""
    return {
        "name": "对无照经营的处罚",
        "kind": "penalty",
        "duty": "依法查处无照经营，公开处罚结果。",
        "document": "无证无照经营查处办法",
        "article": "第十三条",
        "is_matter": False,
        **otherwise,
    }


def matter(**otherwise) -> dict:
    """What an approval matter says."""
    words = {
        "name": "食品经营许可",
        "kind": "licence",
        "duty": "在承诺期限内作出许可决定，一次告知需要补正的全部内容。",
        "document": "中华人民共和国食品安全法",
        "article": "第三十五条",
        "is_matter": True,
        "statutory_days": 20,
        "promised_days": 10,
        "handling": "sequence",
        "materials": ["食品经营许可申请书", "营业执照", "经营场所平面图"],
    }
    return said(**words | otherwise)


def drafted(purpose: str = "list", code: str = "CF-001", by: str = "lin", unit: str = world.MARKET, **otherwise) -> PowerDraft:
    rest = {key: otherwise.pop(key) for key in ("starts_on", "merges", "today", "authority") if key in otherwise}
    rest.setdefault("starts_on", SINCE if purpose == "list" else timezone.localdate())
    rest.setdefault("authority", "示审改办发〔2024〕1号")
    words = None if purpose == "cut" else otherwise.pop("said", None) or said(**otherwise)
    return draft_change(unit=Subject.objects.get(code=unit), purpose=purpose, code=code, said=words, by=account(by), **rest)


def step(draft: PowerDraft, name: str = "adopt", by: str = "zhou", reason: str = "核对无误", **more) -> PowerDraft:
    draft.refresh_from_db()
    return advance(draft, name, by=account(by), reason=reason, seen=draft.revision, **more)


def listed(code: str = "CF-001", **otherwise) -> PowerItem:
    """An item on the list since 2024."""
    return step(drafted("list", code, **otherwise)).item


def approval(code: str = "XK-001", unit: str = world.MARKET, by: str = "lin", **otherwise) -> PowerItem:
    """An approval matter on the list since 2024: ten working days promised, twenty by law."""
    return listed(code, unit=unit, by=by, said=matter(**otherwise))
