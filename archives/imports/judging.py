"""What the law in force on the decision date says of a row: item, tier, period, disclosure. Read once for a filing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from archives.models import CatalogueItem, PeriodRule, TierRule
from archives.periods import add_months

from .layouts import IDENTITY_CARDS, Layout

# NULL in COPY; a control character, so no accepted cell holds it, and an empty text stays an empty text.
NULL = "\x01"
# Columns of the staged row that are taken as they stand, in the order in which they are written.
FED = ("subject_code", "subject_name", "issuer_code", "issuer_name", "source_code", "doc_no", "basis")
LAST_DAY = date(9999, 12, 31)

_DATE = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?$|(\d{4})(\d{2})(\d{2})$")
_AMOUNT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.0*)?$", re.ASCII)


@lru_cache(maxsize=16384)
def parse_date(text: str) -> date | None:
    """2026-01-02, 2026/1/2, 2026.1.2, 20260102 or 2026年1月2日; ``None`` for anything else."""
    match = _DATE.match(text)
    if not match:
        return None
    try:
        if match[1]:
            return date(int(match[1]), int(match[3]), int(match[4]))
        return date(int(match[5]), int(match[6]), int(match[7]))
    except ValueError:
        return None


def serial_day(text: str) -> date | None:
    """The day that a spreadsheet means by a number such as 46112; ``None`` if the text is no such number."""
    return date(1899, 12, 30) + timedelta(days=int(float(text))) if _SERIAL.match(text) else None


@lru_cache(maxsize=16384)
def parse_wan(text: str) -> Decimal | None:
    """An amount in 万元 as yuan, exactly; ``None`` if it is none or finer than a fen.

    1,000 and full-width digits are taken; 1e5 is not, which a workbook or a slip may have made of anything.
    """
    plain = text.strip().replace(",", "").replace("，", "").replace("．", ".")
    if not _AMOUNT.fullmatch(plain):
        return None
    try:
        yuan = Decimal(plain) * 10000
    except InvalidOperation:
        return None
    if not yuan.is_finite() or yuan < 0 or yuan >= Decimal("1e16") or yuan != yuan.quantize(Decimal("0.01")):
        return None
    return yuan


def facts_of(layout: Layout, items: list[CatalogueItem]) -> list[tuple[int, str, str]]:
    """Where the item's own fields come from: (place of the column, scope, key).

    A column the catalogue does not know stays inside, and so does the full name of a natural person: what is fed is
    only the surname.
    """
    fields = {f.official_code: f for item in items for f in item.fields.all() if f.official_code}
    found = []
    for i, column in enumerate(layout.columns):
        if column.feeds == "subject_name" and layout.of_persons:
            found.append((i, "internal", "name"))
        elif column.feeds not in FED and column.feeds != "decided_on":
            field = fields.get(column.known_as)
            found.append((i, field.scope, field.key) if field else (i, "internal", column.known_as.lower()))
    return found


class Judge:
    """The law for one layout. Depends on nothing but dates, amounts and words of codes, so equal rows are judged once."""

    def __init__(self, layout: Layout, *, today: date):
        self.layout, self.today = layout, today
        columns = layout.columns
        self.widths = [c.width for c in columns]
        self.dates = [i for i, c in enumerate(columns) if c.type == "date"]
        self.moneys = [i for i, c in enumerate(columns) if c.type == "money"]
        self.kinds = [i for i, c in enumerate(columns) if c.type == "kind"]
        self.choices = {i: c for i, c in enumerate(columns) if c.choices}
        self.severity = next((i for i, c in enumerate(columns) if c.type == "severity"), None)
        self.feeds = {c.feeds: i for i, c in enumerate(columns) if c.feeds}
        self.at = self.feeds["decided_on"]
        self.lawful = [*self.dates, *self.moneys, *self.kinds, *self.choices]
        items = CatalogueItem.objects.filter(code=layout.item_code).select_related("edition").prefetch_related("fields")
        self.items = sorted(items, key=lambda i: i.edition.valid_from, reverse=True)
        self.tier_rules = list(TierRule.objects.filter(item_code=layout.item_code))
        self.period_rules = list(PeriodRule.objects.all())

    def item_on(self, day: date) -> CatalogueItem | None:
        for item in self.items:
            if item.edition.valid_from <= day and ((until := item.valid_until) is None or day < until):
                return item
        return None

    def tier_of(self, kinds: str, amount: Decimal, day: date) -> int | None:
        found = [
            r.tier
            for r in self.tier_rules
            if r.word in kinds and amount >= r.min_amount and r.valid_from <= day and (r.valid_until is None or day < r.valid_until)
        ]
        return max(found) if found else None

    def period_of(self, kind: str, tier: int, day: date) -> PeriodRule | None:
        for r in self.period_rules:
            if r.kind == kind and r.tier == tier and r.valid_from <= day and (r.valid_until is None or day < r.valid_until):
                return r
        return None

    def of(self, lawful: tuple[str, ...]) -> tuple[str, list, bool]:
        """What the law says of these cells: COPY text of decided_on … published, and the errors; and whether they fit
        and need no escaping."""
        cells = dict(zip(self.lawful, lawful, strict=True))
        errors: list[tuple[int, str, dict]] = []
        parsed = {i: parse_date(cells[i]) for i in self.dates if cells[i]}
        errors += [self._no_date(i, cells[i]) for i, day in parsed.items() if day is None]
        amounts = {i: parse_wan(cells[i]) for i in self.moneys if cells[i]}
        errors += [(i, "money", {}) for i, amount in amounts.items() if amount is None]
        errors += [
            (i, "choice", {"values": "、".join(c.choices)})
            for i, c in self.choices.items()
            if cells[i] and not _chosen(cells[i], c.choices)
        ]
        sums = [amount for amount in amounts.values() if amount is not None]
        amount = sum(sums, Decimal(0)) if sums else None
        decided = parsed.get(self.at)
        tier, item, period = self._judge(decided, cells, amount, parsed, errors) if decided else (None, None, None)
        rule, minimum, end = period or (None, None, None)
        published = (
            rule is not None and rule.published and not any(c.open and cells[i] and cells[i] not in c.open for i, c in self.choices.items())
        )
        fields = (
            decided.isoformat() if decided else NULL,
            NULL if tier is None else str(tier),
            NULL if amount is None else str(amount),
            str(item.pk) if item else NULL,
            str(rule.pk) if rule else NULL,
            minimum.isoformat() if minimum else NULL,
            end.isoformat() if end else NULL,
            ("t" if published else "f") if rule else NULL,
        )
        text = "".join(lawful)
        plain = text.isprintable() and '"' not in text and "\\" not in text and all(len(cells[i]) <= self.widths[i] for i in cells)
        return "\t".join(fields), errors, plain

    @staticmethod
    def _no_date(i: int, text: str) -> tuple[int, str, dict]:
        day = serial_day(text)
        return (i, "date_serial", {"day": day.isoformat()}) if day else (i, "date", {})

    def _judge(self, decided: date, cells: dict[int, str], amount: Decimal | None, parsed: dict, errors: list):
        """Tier, catalogue item and period (rule, minimum, end) of a dated decision; what cannot be told is ``None``."""
        if decided > self.today:
            errors.append((self.at, "future", {}))
            return None, None, None
        item = self.item_on(decided)
        if item is None:
            errors.append((self.at, "not_in_catalogue", outside(self.layout.item_code, self.items, decided)))
            return None, None, None
        tier = self._tier(item, decided, cells, amount, errors)
        if tier is None:
            return None, item, None
        rule = self.period_of(item.period_kind, tier, decided)
        if rule is None:
            errors.append((self.at, "no_period_rule", {}))
            return tier, item, None
        if "valid_until" in self.feeds:
            return tier, item, self._validity(decided, parsed, rule, errors)
        return tier, item, self._publication(decided, parsed, rule, errors)

    def _tier(self, item: CatalogueItem, decided: date, cells: dict[int, str], amount: Decimal | None, errors: list) -> int | None:
        if not item.tiered:
            return 0
        kinds = "、".join(cells[i] for i in self.kinds if cells[i])
        tier = self.tier_of(kinds, amount or Decimal(0), decided) if kinds else None
        if tier is None and kinds:
            errors.append((self.kinds[0], "penalty_kind", {}))
        # The severity of 2016 is the unit's own word. It decides nothing, but two opinions are not passed over in silence.
        hint = cells.get(self.severity, "")
        if tier is not None and hint in {"1", "2", "3"} and int(hint) != tier:
            errors.append((self.severity, "severity", {"tier": tier}))
        return tier

    def _publication(self, decided: date, parsed: dict, rule: PeriodRule, errors: list):
        at = self.feeds["stated_end"]
        minimum, maximum = add_months(decided, rule.min_months), add_months(decided, rule.max_months)
        stated = parsed.get(at)
        if stated and stated > maximum:
            errors.append((at, "beyond_maximum", {"max": maximum.isoformat(), "document": rule.document, "months": rule.max_months}))
        elif stated and stated < minimum and rule.published:
            errors.append((at, "below_minimum", {"min": minimum.isoformat(), "document": rule.document, "months": rule.min_months}))
        return rule, min(minimum, stated or minimum), min(stated or maximum, maximum)

    def _validity(self, decided: date, parsed: dict, rule: PeriodRule, errors: list):
        """A licence is shown through its last valid day; one without such a day by the rule."""
        at = self.feeds["valid_until"]
        minimum, end = add_months(decided, rule.min_months), add_months(decided, rule.max_months)
        if last := parsed.get(at):
            begins = max(decided, parsed.get(self.feeds.get("valid_from")) or decided)
            if last < begins:
                errors.append((at, "validity", {"from": begins.isoformat()}))
                return rule, decided, end
            end = min(last, LAST_DAY - timedelta(1)) + timedelta(1)
        return rule, min(minimum, end), end


def outside(code: str, items: list[CatalogueItem], day: date) -> dict:
    """What ``not_in_catalogue`` says of the item ``code`` on ``day``: the version nearest to it (``items``, the latest first), with
    its document and article."""
    if not items:
        return {"item": code, "basis": "—", "from": "—", "until": "—"}
    later = [item for item in items if item.edition.valid_from > day]
    nearest = later[-1] if later else items[0]
    until = nearest.valid_until.isoformat() if nearest.valid_until else "—"
    basis = "；".join(filter(None, (nearest.edition.basis, f"{nearest.document}{nearest.article}")))
    return {"item": f"{nearest.code} {nearest.name}", "basis": basis, "from": nearest.edition.valid_from.isoformat(), "until": until}


def _chosen(value: str, choices: tuple[str, ...]) -> bool:
    """The layouts ask to say which other kind it is: 其他（登记备案）."""
    return value in choices or ("其他" in choices and value.startswith("其他"))


def is_identity_card(kind: str) -> bool:
    """Whether the certificate is a resident identity card; the layout of 2016 knows no other."""
    return not kind or kind in IDENTITY_CARDS
