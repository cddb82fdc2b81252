"""Days and amounts inside sentences, in the language of who reads them; pages have the filters of ``templatetags/register.py``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.html import strip_tags
from django.utils.translation import get_language

from .templatetags.register import money


def in_words(day: date) -> str:
    """2026年11月23日, in English 2026-11-23."""
    chinese = (get_language() or "zh").startswith("zh")
    return f"{day.year}年{day.month}月{day.day}日" if chinese else day.isoformat()


def money_in_words(yuan: Decimal) -> str:
    """200.00万元 or 61,847.50元 as the pages say it, in English in yuan."""
    said = strip_tags(money(yuan))
    return said.replace(" ", "") if said.endswith("元") else said
