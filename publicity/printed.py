"""A record as it is printed: its title, its facts with their labels, and the arithmetic of its period."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from archives.periods import add_months
from integrity.templatetags.register import STATES, wan, zhdate

from .models import PublicField, PublicRecord

TIERS = {1: "minor", 2: "moderate", 3: "severe"}
LONGEST_TITLE = 40
_SENTENCE_ENDS = re.compile(r"[。；;\r\n]")


def dress(records: Iterable[PublicRecord]) -> list[PublicRecord]:
    """The records with ``fields``, ``title`` and ``tier_code``, which pages show; one statement however many there are."""
    records = list(records)
    fields = _fields_of(records)
    for record in records:
        record.fields = fields[record.item_id]
        record.title = _title(record)
        record.tier_code = TIERS.get(record.tier, "")
    return records


def _fields_of(records: Iterable[PublicRecord]) -> dict[int, list[PublicField]]:
    found = defaultdict(list)
    items = {record.item_id for record in records}
    for field in PublicField.objects.filter(item_id__in=items) if items else ():
        found[field.item_id].append(field)
    return found


def _title(record: PublicRecord) -> str:
    """The first sentence of the first field, where it is short enough for a title, else the official name of the item.

    Of a commitment what was promised with what came of it, because its number says neither.
    """
    if (promised := record.facts.get("title")) and record.facts.get("commitment_no") and (outcome := record.facts.get("outcome")):
        return f"{promised if len(promised) <= LONGEST_TITLE else promised[: LONGEST_TITLE - 1] + '…'}（{outcome}）"
    first = next((str(record.facts[field.key]) for field in record.fields if record.facts.get(field.key)), "")
    sentence = _SENTENCE_ENDS.split(first, maxsplit=1)[0].strip()
    return sentence if 0 < len(sentence) <= LONGEST_TITLE else record.item_name


def facts(record: PublicRecord) -> list[dict]:
    """The item's own public fields that were filled, in the order of the catalogue."""
    return [
        {"label": field.text, "value": _value(record.facts[field.key], field.type), "prose": field.type not in {"date", "money"}}
        for field in record.fields
        if record.facts.get(field.key) not in (None, "")
    ]


def _value(value, kind: str) -> str:
    """Money is kept in 万元 as it was filed, a date in any form a file may have; what cannot be read is shown as it is."""
    try:
        if kind == "money":
            return wan(Decimal(str(value)) * 10_000)
        if kind == "date":
            return zhdate(date.fromisoformat(str(value).replace("/", "-")))
    except (InvalidOperation, ValueError):
        pass
    return str(value)


@dataclass(frozen=True)
class Period:
    """The days of a display, half-open: ``start`` is day 1, ``end`` the first day without it. Lengths in days."""

    start: date
    end: date
    today: date
    minimum_until: date
    by_rule_until: date

    @property
    def total(self) -> int:
        return (self.end - self.start).days

    @property
    def elapsed(self) -> int:
        return max((self.today - self.start).days, 0)

    @property
    def left(self) -> int:
        return self.total - self.elapsed

    @property
    def minimum(self) -> int:
        return max((self.minimum_until - self.start).days, 0)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def minimum_has_run(self) -> bool:
        return self.minimum_until <= self.today

    @property
    def ends_by_rule(self) -> bool:
        """Whether the end is what the rule allows at most; otherwise the decision itself set an earlier one."""
        return self.end == self.by_rule_until


def period_of(record: PublicRecord, today: date) -> Period:
    return Period(
        start=timezone.localdate(record.shown_from),
        end=timezone.localdate(record.shown_until),
        today=today,
        minimum_until=record.minimum_until,
        by_rule_until=add_months(record.decided_on, record.max_months),
    )


def tier_label(record: PublicRecord) -> str:
    code = TIERS.get(record.tier)
    return str(STATES[code].label) if code else ""


# ── Where the words of a question stand ──────────────────────────────────────

AROUND = 30  # characters shown on either side of the first place


def marked(text: str, words: list[str]) -> SafeString:
    """``text`` with every place of ``words`` marked; letters in either case."""
    pattern = _any_of(words)
    if pattern is None:
        return escape(text)
    parts = pattern.split(text)
    return mark_safe("".join(f"<mark>{escape(part)}</mark>" if n % 2 else escape(part) for n, part in enumerate(parts)))  # noqa: S308 - each part is escaped


def excerpt(record: PublicRecord, words: list[str]) -> SafeString | str:
    """The first public fact in which a word stands, cut around it; empty where the title says it already or none does."""
    pattern = _any_of(words)
    if pattern is None or pattern.search(f"{record.subject_name}{record.title}"):
        return ""
    for fact in facts(record):
        if place := pattern.search(fact["value"]):
            start, end = max(0, place.start() - AROUND), place.end() + AROUND
            cut = ("……" if start else "") + fact["value"][start:end] + ("……" if end < len(fact["value"]) else "")
            return marked(f"{fact['label']}：{cut}", words)
    return ""


def _any_of(words: list[str]) -> re.Pattern | None:
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE) if longest_first else None
