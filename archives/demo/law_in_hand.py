"""What the credit office of the generated city has in hand about the law: items of the local supplement and holiday notices, in force,
given up and awaiting a colleague."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from archives import calendar_flow, supplement_flow
from archives.models import HolidayNotice
from archives.periods import add_months
from integrity.notice import Holiday
from integrity.workflow import advance

from .growing import City


def _holidays(year: int, spans: str) -> list[Holiday]:
    """``name first-last/worked,worked`` with days as MMDD."""
    found = []
    for entry in spans.split():
        name, days = entry.split("-")
        off, *worked = days.split("/")
        first, _, end = off.partition("~")
        day = [date(year, int(text[:2]), int(text[2:])) for text in (first, end or first, *(worked[0].split(",") if worked else []))]
        found.append(Holiday(name, day[0], day[1], tuple(day[2:])))
    return found


# What the State Council's notices say, as they stand: the working days of these years are the same before and after.
NOTICES = {
    2026: ("国办发明电〔2025〕7号", "元旦-0101~0103/0104 春节-0215~0223/0214,0228 清明节-0404~0406 劳动节-0501~0505/0509 端午节-0619~0621 中秋节-0925~0927 国庆节-1001~1007/0920,1010"),
}  # fmt: skip


def supplement(city: City) -> None:
    """Items of the local supplement: adopted for a later day, given up, awaiting a colleague."""
    first, second, today = city.officer(0), city.officer(1), timezone.localdate()
    rules = {
        "name_en": "",
        "category": "management",
        "subject_kinds": ["organ", "township"],
        "scope": 1,
        "period_kind": "internal",
        "tiered": False,
    }
    rules |= {"panel": False, "sign_off": True, "routing": "city", "masks_names": True}
    field = {
        "key": "facts",
        "label": "事项",
        "label_en": "Matter",
        "type": "text",
        "scope": "shared",
        "required": True,
        "max_length": 500,
        "official_code": "",
    }
    drafts = [
        supplement_flow.draft_item(
            code=f"YS-{code}", name=f"{name}（演示数据）", document="《示范市政务诚信建设条例》（演示）", article="第九条",
            valid_from=add_months(today.replace(day=1), 3), valid_until=None, rules=rules | {"name_en": english}, fields=[field], by=first, today=today,
        )
        for code, name, english in (("FW", "服务承诺考核", "Service pledges"), ("ZX", "专项督查", "Special inspection"), ("HF", "群众回访", "Follow-up calls"))
    ]  # fmt: skip
    advance(drafts[0], "adopt", by=second, seen=drafts[0].revision)
    advance(drafts[1], "discard", by=second, reason="与上级目录重复（演示数据）。")


def notices(city: City) -> None:
    """One in force, one given up, one that awaits a colleague."""
    first, second = city.officer(0), city.officer(1)

    def enter(year: int) -> HolidayNotice:
        document, spans = NOTICES[year]
        return calendar_flow.enter_notice(year=year, document=document, holidays=_holidays(year, spans), by=first)

    year = max(NOTICES)  # a year that is over is entered no more
    notice = enter(year)
    advance(notice, "confirm", by=second, seen=notice.revision)
    advance(enter(year), "discard", by=second, reason="已经确认过（演示数据）。")
    enter(year)
