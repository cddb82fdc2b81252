"""The one streaming pass over an upload: decode, mask, check each row's form, and feed COPY.

This is the only place where Python loops over rows; whatever repeats (codes, dates, amounts, periods) is worked out
once and kept in bounded caches. What needs the archive (units, duplicates, differences) is asked in SQL afterwards.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from archives.identifiers import document_key, identity_hash, identity_mask, mask_identities, uscc_ok
from archives.models import CatalogueItem, PeriodRule, TierRule
from archives.periods import add_months

from .layouts import Column, Layout
from .reading import MAX_CELL, text_of

STAGED = (
    "filing_id row_no subject_code subject_name issuer_code issuer_name source_code doc_no doc_key decided_on tier amount "
    "item_id period_rule_id minimum_until ends_on published basis facts key row_hash errors"
).split()
CHUNK = 1 << 17

_DATE = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?$|(\d{4})(\d{2})(\d{2})$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DIGITS18 = re.compile(r"\d{17}[\dXx]")
_YEAR = re.compile(r"\(?(?:19|20)\d{2}\)?年?")
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]")
_DUMMY = re.compile(r"^0{8,}[0-9A-Z]*$")


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


@lru_cache(maxsize=16384)
def parse_wan(text: str) -> Decimal | None:
    """An amount in 万元 as yuan, exactly; ``None`` if it is none or finer than a fen."""
    try:
        yuan = Decimal(text.replace(",", "").replace("，", "")) * 10000
    except InvalidOperation:
        return None
    if not yuan.is_finite() or yuan < 0 or yuan >= Decimal("1e16") or yuan != yuan.quantize(Decimal("0.01")):
        return None
    return yuan


class RowReader:
    """Turns rows of cells into lines for COPY. One reader serves one filing.

    Raises nothing about a row: all its errors stand beside it, each with column, value (masked), rule and numbers.
    """

    def __init__(self, layout: Layout, places: list[int | None], foreign: dict[str, int], *, filing_id: int, today: date):
        self.layout, self.filing_id, self.today = layout, filing_id, today
        self.columns = layout.columns
        self.places = places
        self.foreign = foreign
        self.width = max(p for p in places if p is not None) + 1
        self.in_order = [p for p in places if p is not None] == list(range(len(self.columns)))
        self.index = {c.code: i for i, c in enumerate(self.columns)}
        self.feeds = {c.feeds: i for i, c in enumerate(self.columns) if c.feeds}
        self.required = [i for i, c in enumerate(self.columns) if c.required]
        self.widths = [c.width for c in self.columns]
        self.identities = [i for i, c in enumerate(self.columns) if c.type == "identity"]
        self.codes = [i for i, c in enumerate(self.columns) if c.type == "uscc"]
        self.dates = [i for i, c in enumerate(self.columns) if c.type == "date"]
        self.moneys = [i for i, c in enumerate(self.columns) if c.type == "money"]
        self.kind = next(i for i, c in enumerate(self.columns) if c.type == "kind")
        self.free = [i for i, c in enumerate(self.columns) if c.type == "text" or c.type == "document"]
        self._period = lru_cache(maxsize=65536)(self._period_of)
        self._tier = lru_cache(maxsize=65536)(self._tier_of)
        self._item = lru_cache(maxsize=16384)(self._item_of)
        self._load_law()

    # ── Law, read once ───────────────────────────────────────────────────────
    def _load_law(self):
        items = CatalogueItem.objects.filter(code=self.layout.item_code).select_related("edition").prefetch_related("fields")
        self.items = sorted(items, key=lambda i: i.edition.valid_from, reverse=True)
        self.tier_rules = list(TierRule.objects.filter(item_code=self.layout.item_code))
        self.period_rules = list(PeriodRule.objects.all())
        scopes: dict[str, list[tuple[str, int]]] = {}
        fields = {f.official_code: f for item in self.items for f in item.fields.all()}
        for i, column in enumerate(self.columns):
            if not column.feeds or column.code in fields:
                field = fields.get(column.code)
                if column.type == "identity":
                    continue
                scopes.setdefault(field.scope if field else "internal", []).append((field.key if field else column.code.lower(), i))
        self.scopes = list(scopes.items())
        self.identity_keys = [(fields[self.columns[i].code].key if self.columns[i].code in fields else self.columns[i].code.lower(), i) for i in self.identities]

    def _item_of(self, day: date):
        for item in self.items:
            if item.edition.valid_from <= day and (item.edition.valid_until is None or day < item.edition.valid_until):
                return item
        return None

    def _tier_of(self, kinds: str, amount: Decimal, day: date) -> int | None:
        found = [
            r.tier
            for r in self.tier_rules
            if r.word in kinds and amount >= r.min_amount and r.valid_from <= day and (r.valid_until is None or day < r.valid_until)
        ]
        return max(found) if found else None

    def _period_of(self, kind: str, tier: int, day: date):
        for r in self.period_rules:
            if r.kind == kind and r.tier == tier and r.valid_from <= day and (r.valid_until is None or day < r.valid_until):
                return r, add_months(day, r.min_months), add_months(day, r.max_months)
        return None

    # ── Rows ─────────────────────────────────────────────────────────────────
    def lines(self, rows: Iterable[tuple[int, list]]) -> Iterator[bytes]:
        """Blocks of COPY text for all rows; ``self.rows`` and ``self.bad`` count along."""
        self.rows = self.bad = 0
        block: list[str] = []
        size = 0
        for number, cells in rows:
            if not any(cells):
                continue
            line = self.line(number, cells)
            self.rows += 1
            block.append(line)
            size += len(line)
            if size > CHUNK:
                yield "".join(block).encode()
                block, size = [], 0
        if block:
            yield "".join(block).encode()

    def line(self, number: int, raw: list) -> str:
        """One row as one line of COPY text (NULL is the empty string)."""
        errors: list[dict] = []
        cells = self._cells(raw, errors)
        self._mask(cells, errors)
        self._form(cells, errors)
        decided, tier, period, item, amount = self._law(cells, errors)
        get, feeds = cells.__getitem__, self.feeds
        facts = {scope: {key: cells[i] for key, i in keys if cells[i]} for scope, keys in self.scopes}
        for key, i in self.identity_keys:
            if cells[i]:
                facts.setdefault("internal", {})[key] = cells[i]
        key_doc = document_key(get(feeds["doc_no"]))
        subject, issuer = get(feeds["subject_code"]), get(feeds["issuer_code"])
        text = "\x1f".join(cells)
        if errors:
            self.bad += 1
        fields = (
            str(self.filing_id),
            str(number),
            subject,
            get(feeds["subject_name"]),
            issuer,
            get(feeds["issuer_name"]),
            get(feeds["source_code"]),
            get(feeds["doc_no"]),
            key_doc,
            decided.isoformat() if decided else "",
            str(tier) if tier is not None else "",
            str(amount) if amount is not None else "",
            str(item.pk) if item else "",
            str(period[0].pk) if period else "",
            period[1].isoformat() if period else "",
            period[3].isoformat() if period else "",
            ("t" if period[0].published else "f") if period else "",
            get(feeds["basis"]),
            json.dumps(facts, ensure_ascii=False, separators=(",", ":")),
            hashlib.md5(f"{issuer}\x1f{key_doc}\x1f{self.layout.item_code}\x1f{subject}".encode(), usedforsecurity=False).hexdigest(),
            hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            json.dumps(errors, ensure_ascii=False) if errors else "",
        )
        line = "\x1f".join(fields)
        if "\\" in line:
            line = line.replace("\\", "\\\\")
        if "\n" in line or "\t" in line or "\r" in line:
            line = line.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
        return line.replace("\x1f", "\t") + "\n"

    def _cells(self, raw: list, errors: list) -> list[str]:
        """The cells in the order of the layout, as trimmed text."""
        if len(raw) < self.width:
            if any(raw[p : p + 1] == [] and self.columns[i].required for i, p in enumerate(self.places) if p is not None):
                errors.append({"column": "", "value": "", "rule": "short_row", "args": {"n": len(raw), "of": self.width}})
            raw = list(raw) + [""] * (self.width - len(raw))
        elif len(raw) > self.width and any(str(c).strip() for c in raw[max(self.width, *(v + 1 for v in self.foreign.values()), 0) :]):
            errors.append({"column": "", "value": "", "rule": "long_row", "args": {"n": len(raw), "of": self.width}})
        cells = []
        for place, column in zip(self.places, self.columns, strict=True):
            value = raw[place] if place is not None else ""
            if type(value) is not str:
                value = self._typed(value, column, errors)
            cells.append(value.strip() if value else "")
        for code, place in self.foreign.items():
            if place < len(raw) and str(raw[place]).strip():
                errors.append({"column": code, "value": "***", "rule": "natural_person", "args": {}})
        text = "".join(cells)
        if _CONTROL.search(text) or len(text) > MAX_CELL:
            for i, value in enumerate(cells):
                if _CONTROL.search(value):
                    cells[i] = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
                    errors.append(self._error(i, cells, "control_character"))
                if len(value) > MAX_CELL:
                    cells[i] = cells[i][:MAX_CELL]
        return cells

    def _typed(self, value, column: Column, errors: list) -> str:
        """A cell of a workbook that is no text. A long identifier kept as a number has lost its last digits."""
        if column.type == "date" and isinstance(value, (int, float)) and not isinstance(value, bool) and 20000 < value < 80000:
            return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
        if isinstance(value, float) and column.type in {"uscc", "identity", "document"} and abs(value) >= 1e15:
            errors.append({"column": column.code, "value": repr(value), "rule": "number_for_text", "args": {}})
            return ""
        return text_of(value)

    def _mask(self, cells: list[str], errors: list) -> None:
        """From here on no resident id is in the row: hash and mask in its own column, an error anywhere else."""
        for i in self.identities:
            number = cells[i]
            if number:
                if len(number) > self.widths[i] or len(number) < 6:
                    cells[i] = identity_mask(number)
                    errors.append(self._error(i, cells, "identity", n=len(number)))
                else:
                    cells[i] = f"{identity_mask(number)} {identity_hash(number)[:32]}"
        for i in self.free:
            if len(cells[i]) > 17 and _DIGITS18.search(cells[i]):
                cells[i], found = mask_identities(cells[i])
                if found:
                    errors.append(self._error(i, cells, "identity_in_text"))

    def _form(self, cells: list[str], errors: list) -> None:
        for i in self.required:
            if not cells[i]:
                errors.append(self._error(i, cells, "required"))
        for i, (value, width) in enumerate(zip(cells, self.widths, strict=True)):
            if len(value) > width and i not in self.identities:
                errors.append(self._error(i, cells, "too_long", n=len(value), of=width))
        for i in self.codes:
            code = cells[i] = cells[i].upper()
            if code and not uscc_ok(code):
                errors.append(self._error(i, cells, "dummy_code" if _DUMMY.match(code) else "uscc"))
        number = cells[self.feeds["doc_no"]]
        if number and not _NUMBERED.search(_YEAR.sub("", document_key(number), count=1)):
            errors.append(self._error(self.feeds["doc_no"], cells, "document_number"))

    def _law(self, cells: list[str], errors: list):
        """Dates, amounts, catalogue item, tier and period; the period as (rule, minimum, maximum, end shown)."""
        parsed: dict[int, date | None] = {}
        for i in self.dates:
            if cells[i]:
                parsed[i] = parse_date(cells[i])
                if parsed[i] is None:
                    errors.append(self._error(i, cells, "date"))
        amounts: list[Decimal | None] = []
        for i in self.moneys:
            if cells[i]:
                amounts.append(parse_wan(cells[i]))
                if amounts[-1] is None:
                    errors.append(self._error(i, cells, "money"))
        sums = [a for a in amounts if a is not None]
        amount = sum(sums, Decimal(0)) if sums else None
        at = self.feeds["decided_on"]
        decided = parsed.get(at)
        if decided is None:
            return None, None, None, None, amount
        if decided > self.today:
            errors.append(self._error(at, cells, "future"))
            return decided, None, None, None, amount
        item = self._item(decided)
        if item is None:
            errors.append(self._error(at, cells, "not_in_catalogue", item=self.layout.item_code))
            return decided, None, None, None, amount
        kinds = cells[self.kind]
        tier = self._tier(kinds, amount or Decimal(0), decided) if kinds else None
        if kinds and tier is None:
            errors.append(self._error(self.kind, cells, "penalty_kind"))
        if tier is None:
            return decided, None, None, item, amount
        period = self._period(item.period_kind, tier, decided)
        if period is None:
            errors.append(self._error(at, cells, "no_period_rule"))
            return decided, tier, None, item, amount
        rule, minimum, maximum = period
        stated_at = self.feeds["stated_end"]
        stated = parsed.get(stated_at)
        if stated and stated > maximum:
            errors.append(self._error(stated_at, cells, "beyond_maximum", max=maximum.isoformat(), document=rule.document, months=rule.max_months))
        elif stated and stated < minimum and rule.published:
            errors.append(self._error(stated_at, cells, "below_minimum", min=minimum.isoformat(), document=rule.document, months=rule.min_months))
        return decided, tier, (rule, minimum, maximum, min(stated or maximum, maximum)), item, amount

    def _error(self, i: int, cells: list[str], rule: str, **args) -> dict:
        return {"column": self.columns[i].code, "value": cells[i][:80], "rule": rule, "args": args}
