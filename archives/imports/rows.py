"""The one streaming pass over an upload: decode, mask, check each row's form, and feed COPY.

This is the only place where Python loops over rows; whatever repeats (codes, dates, amounts, periods) is worked out
once and kept in bounded caches. What needs the archive (units, duplicates, differences) is asked in SQL afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import md5
from operator import itemgetter, le, truth
from typing import NamedTuple

from archives.identifiers import document_key, uscc_ok
from archives.models import CatalogueItem, PeriodRule, TierRule
from archives.periods import add_months
from integrity.identity import identity_hash, identity_mask, mask_identities, may_hold_identity

from .layouts import Column, Layout
from .reading import text_of

FILED = [
    "filing_id", "item_code", "row_no", "subject_code", "subject_name", "issuer_code", "issuer_name", "source_code", "doc_no", "doc_key",
    "decided_on", "tier", "amount", "item_id", "period_rule_id", "minimum_until", "ends_on", "published", "basis", "facts", "errors",
    "row_hash",
]  # fmt: skip
# NULL in COPY; a control character, so no accepted cell holds it, and an empty text stays an empty text.
NULL = "\x01"
FED = ("subject_code", "subject_name", "issuer_code", "issuer_name", "source_code", "doc_no", "basis")
CHUNK = 1 << 14  # bytes; small, so that the server stores one block while the next is decoded
_quote = json.encoder.encode_basestring  # the C encoder; keeps Chinese as it is
_strip = str.strip

_DATE = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?$|(\d{4})(\d{2})(\d{2})$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_YEAR = re.compile(r"\(?(?:19|20)\d{2}\)?年?")
# A document number as it should be: office, year in brackets, serial.
_USUAL = re.compile(r"([^\s\d！-～〔【\[(﹝〕】\])﹞]*)[〔【\[（(]((?:19|20)[0-9]{2})[〕】\]）)]([^\s\d！-～〔【\[(﹝〕】\])﹞]*[0-9]+号?)$")
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]")
_DUMMY = re.compile(r"^0{8,}[0-9A-Z]*$")


def _escaped(field: str) -> str:
    """A field of COPY text that may hold line breaks or tabs. (The outcome of the law is several fields, apart by tabs.)"""
    return field.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


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


def _picker(places: Iterable[int]):
    """An ``itemgetter`` that always answers a tuple."""
    places = tuple(places)
    return itemgetter(*places) if len(places) > 1 else lambda cells: tuple([cells[i] for i in places])


class _Form(NamedTuple):
    """How a row with these cells filled, and no others, is looked at and written."""

    texts: Callable  # its free words
    widths: list[int]  # how long they may be
    codes: Callable
    fields: Callable  # what goes into
    line: str


class _Forms(dict):
    """The forms met so far, by which cells are filled; ``None`` where the row needs a careful look."""

    def __init__(self, make: Callable[[tuple[bool, ...]], _Form | None]):
        super().__init__()
        self.make = make

    def __missing__(self, filled: tuple[bool, ...]) -> _Form | None:
        if len(self) > 4096:
            self.clear()
        self[filled] = self.make(filled)
        return self[filled]


class RowReader:
    """Turns rows of cells into lines for COPY. One reader serves one filing.

    Raises nothing about a row: all its errors stand beside it, each with column, value (masked), rule and numbers.
    """

    def __init__(self, layout: Layout, places: list[int | None], foreign: dict[str, int], *, filing_id: int, today: date):
        self.layout, self.today = layout, today
        self.columns = layout.columns
        self.places, self.foreign = places, foreign
        self.width = max([p for p in places if p is not None] + list(foreign.values())) + 1
        self.in_order = places == list(range(len(self.columns)))
        self._pick = itemgetter(*(self.width if p is None else p for p in places))
        self.feeds = {c.feeds: i for i, c in enumerate(self.columns) if c.feeds}
        self.doc_at = self.feeds["doc_no"]
        self._fed = itemgetter(*(self.feeds[f] for f in FED))
        self.required = [i for i, c in enumerate(self.columns) if c.required]
        self._needed = itemgetter(*self.required)
        self.widths = [c.width for c in self.columns]
        self.last = len(self.columns) - 1
        self.identity = self._only("identity")
        self.kind = self._only("kind")
        self.codes = [i for i, c in enumerate(self.columns) if c.type == "uscc"]
        self.dates = [i for i, c in enumerate(self.columns) if c.type == "date"]
        self.moneys = [i for i, c in enumerate(self.columns) if c.type == "money"]
        self.free = [i for i, c in enumerate(self.columns) if c.type in {"text", "document", "kind"}]
        self._forms = _Forms(self._form_of)
        self._right: set[str] = set()
        self._prefix = f"{filing_id}\t{layout.item_code}\t".encode()
        self._free_text = itemgetter(*self.free)
        self.lawful = [*self.dates, *self.moneys, self.kind]
        self._lawful = itemgetter(*self.lawful)
        self._law = lru_cache(maxsize=65536)(self._law_of)
        self._item_code = layout.item_code
        self._load_law()

    def _only(self, kind: str) -> int:
        return next(i for i, c in enumerate(self.columns) if c.type == kind)

    # ── Law, read once ───────────────────────────────────────────────────────
    def _load_law(self):
        items = CatalogueItem.objects.filter(code=self.layout.item_code).select_related("edition").prefetch_related("fields")
        self.items = sorted(items, key=lambda i: i.edition.valid_from, reverse=True)
        self.tier_rules = list(TierRule.objects.filter(item_code=self.layout.item_code))
        self.period_rules = list(PeriodRule.objects.all())
        scopes: dict[str, list[tuple[str, int]]] = {}
        fields = {f.official_code: f for item in self.items for f in item.fields.all()}
        for i, column in enumerate(self.columns):
            if not column.feeds or column.feeds == "stated_end":
                # A column the catalogue does not know stays inside.
                field = fields.get(column.code)
                scope, key = (field.scope, field.key) if field else ("internal", column.code.lower())
                scopes.setdefault(scope, []).append((f"{_quote(key)}:", i))
        self.scopes = [(f"{_quote(scope)}:{{", keys) for scope, keys in scopes.items()]

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

    def _period_of(self, kind: str, tier: int, day: date) -> PeriodRule | None:
        for r in self.period_rules:
            if r.kind == kind and r.tier == tier and r.valid_from <= day and (r.valid_until is None or day < r.valid_until):
                return r
        return None

    # ── Rows ─────────────────────────────────────────────────────────────────
    def lines(self, rows: Iterable[tuple[int, list]]) -> Iterator[bytes]:
        """Blocks of COPY text for all rows; ``self.rows`` and ``self.bad`` count along."""
        self.rows = self.bad = 0
        block: list[bytes] = []
        size = 0
        for number, cells in rows:
            if not any(cells):
                continue
            line = self.line(number, cells)
            self.rows += 1
            block.append(line)
            size += len(line)
            if size > CHUNK:
                yield b"".join(block)
                block, size = [], 0
        if block:
            yield b"".join(block)

    def line(self, number: int, raw: list) -> bytes:
        """One row as one line of COPY text, its content hash last."""
        stored = self.usual(raw) or self.careful(raw)
        return b"%s%d\t%s\t%s\n" % (self._prefix, number, stored, md5(stored, usedforsecurity=False).hexdigest().encode())

    def usual(self, raw: list) -> bytes | None:
        """A row with nothing wrong and nothing strange in it, in half the time of :meth:`careful`; ``None`` for any other."""
        if len(raw) != self.width or any(map(raw.__getitem__, self.foreign.values())):
            return None
        try:
            cells = list(map(_strip, raw if self.in_order else self._pick(raw)))
        except TypeError:
            return None
        form = self._forms[tuple(map(truth, cells))]
        if form is None:
            return None
        texts = form.texts(cells)
        free, document = "".join(texts), _USUAL.match(cells[self.doc_at])
        if document is None or '"' in free or "\\" in free or not free.isprintable() or may_hold_identity(free) or not all(map(le, map(len, texts), form.widths)):
            return None
        outcome, errors, plain = self._law(self._lawful(cells))
        if errors or not plain or (not self._right.issuperset(codes := form.codes(cells)) and not self._all_right(codes)):
            return None
        office, year, serial = document.groups()
        cells += (f"{office}({year}){serial}", outcome)
        return (form.line % form.fields(cells)).encode()

    def _all_right(self, codes: tuple[str, ...]) -> bool:
        """Whether all are credit codes; those that are need not be looked at again."""
        if right := all(map(uscc_ok, codes)):
            if len(self._right) > 65536:
                self._right.clear()
            self._right.update(codes)
        return right

    def careful(self, raw: list) -> bytes:
        """Any row: masked, with all its errors."""
        errors: list[dict] = []
        cells = self._cells(raw, errors)
        plain = "".join(cells).isprintable()  # no control character, no line break: the usual case, and quick to know
        if not plain:
            cells = self._without_controls(cells, errors)
        free = "".join(self._free_text(cells))
        if cells[self.identity] or may_hold_identity(free):
            self._mask(cells, errors)
        self._form(cells, errors)
        outcome, law_errors, _plain = self._law(self._lawful(cells))
        for i, rule, args in law_errors:
            errors.append(self._error(i, cells, rule, **args))
        if errors:  # a code, date or amount that is none may be a resident id in the wrong column
            cells = [value if i == self.identity else mask_identities(value)[0] for i, value in enumerate(cells)]
        subject_code, subject_name, issuer_code, issuer_name, source_code, doc_no, basis = self._fed(cells)
        if errors:
            self.bad += 1
        fields = (subject_code, subject_name, issuer_code, issuer_name, source_code, doc_no, document_key(doc_no), outcome, basis,
                  self._facts(cells), json.dumps(errors, ensure_ascii=False) if errors else NULL)  # fmt: skip
        if not plain:
            fields = tuple(field if field is outcome else _escaped(field) for field in fields)
        content = "\t".join(fields)
        if "\\" in content and plain:
            content = content.replace("\\", "\\\\")
        return content.encode()

    def _form_of(self, filled: tuple[bool, ...]) -> _Form | None:
        if filled[self.identity] or not all(self._needed(filled)):
            return None
        *fed, basis = (self.feeds[f] for f in FED)
        key, outcome = len(filled), len(filled) + 1  # stand behind the cells
        facts = [(head.replace("%", "%%"), [(name.replace("%", "%%"), i) for name, i in names if filled[i]]) for head, names in self.scopes]
        written = "{" + ",".join(head + ",".join(name + '"%s"' for name, _ in names) + "}" for head, names in facts) + "}"
        texts = [i for i in self.free if filled[i]]
        return _Form(
            texts=_picker(texts),
            widths=[self.widths[i] for i in texts],
            codes=_picker(i for i in self.codes if filled[i]),
            fields=_picker([*fed, key, outcome, basis, *(i for _, names in facts for _, i in names)]),
            line="%s\t" * (len(fed) + 3) + written + "\t" + NULL,
        )

    def _facts(self, cells: list[str]) -> str:
        """The item's own fields as JSON, grouped by scope; empty cells are left out."""
        return "{" + ",".join([head + ",".join([key + _quote(cells[i]) for key, i in keys if cells[i]]) + "}" for head, keys in self.scopes]) + "}"

    def _cells(self, raw: list, errors: list) -> list[str]:
        """The cells in the order of the layout, as trimmed text."""
        if len(raw) == self.width and not self.foreign:
            try:
                return list(map(_strip, raw if self.in_order else self._pick(raw)))
            except TypeError:  # a workbook's cell that is no text, or a column that the file lacks
                pass
        if len(raw) < self.width:
            if any(p >= len(raw) and self.columns[i].required for i, p in enumerate(self.places) if p is not None):
                errors.append({"column": "", "value": "", "rule": "short_row", "args": {"n": len(raw), "of": self.width}})
            raw = list(raw) + [""] * (self.width - len(raw))
        elif any(str(c).strip() for c in raw[self.width :]):
            errors.append({"column": "", "value": "", "rule": "long_row", "args": {"n": len(raw), "of": self.width}})
        cells = []
        for place, column in zip(self.places, self.columns, strict=True):
            value = raw[place] if place is not None else ""
            cells.append((value if type(value) is str else self._typed(value, column, errors)).strip())
        for code, place in self.foreign.items():
            if str(raw[place]).strip():
                errors.append({"column": code, "value": "***", "rule": "natural_person", "args": {}})
        return cells

    def _without_controls(self, cells: list[str], errors: list) -> list[str]:
        clean = [_CONTROL.sub("\N{REPLACEMENT CHARACTER}", value) for value in cells]
        for i, value in enumerate(cells):
            if value != clean[i]:
                errors.append(self._error(i, clean, "control_character"))
        return clean

    def _typed(self, value, column: Column, errors: list) -> str:
        """A cell of a workbook that is no text. A long identifier kept as a number has lost its last digits, and
        what is left of it may be most of a resident id: it is dropped whatever the column."""
        if column.type == "date" and isinstance(value, (int, float)) and not isinstance(value, bool) and 20000 < value < 80000:
            return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
        if isinstance(value, (int, float)) and abs(value) >= 1e15:
            errors.append({"column": column.code, "value": identity_mask(f"{value:.0f}"), "rule": "number_for_text", "args": {}})
            return ""
        return text_of(value)

    def _mask(self, cells: list[str], errors: list) -> None:
        """From here on no resident id is in the row: hash and mask in its own column, an error anywhere else."""
        i = self.identity
        if number := cells[i]:
            wrong = not 6 <= len(number) <= self.widths[i]
            cells[i] = identity_mask(number) if wrong else f"{identity_mask(number)} {identity_hash(number)}"
            if wrong:
                errors.append(self._error(i, cells, "identity", n=len(number)))
        for i in self.free:
            if len(cells[i]) > 14:
                # Registration numbers have 15 digits of their own; only running text may hold an id of 1989.
                cells[i], found = mask_identities(cells[i], old=self.widths[i] >= 200)
                if found:
                    errors.append(self._error(i, cells, "identity_in_text"))

    def _form(self, cells: list[str], errors: list) -> None:
        """Required cells, widths, codes, document number."""
        if not all(self._needed(cells)):
            errors.extend(self._error(i, cells, "required") for i in self.required if not cells[i])
        if not all(map(le, map(len, cells), self.widths)):
            for i, (value, width) in enumerate(zip(cells, self.widths, strict=True)):
                if len(value) > width and i != self.identity:
                    errors.append(self._error(i, cells, "too_long", n=len(value), of=width))
                    cells[i] = mask_identities(value)[0][:width]
        for i in self.codes:
            code = cells[i]
            if code and not uscc_ok(code):
                code = cells[i] = code.upper()
                if not uscc_ok(code):
                    errors.append(self._error(i, cells, "dummy_code" if _DUMMY.match(code) else "uscc"))
        number = cells[self.doc_at]
        if number and not _NUMBERED.search(_YEAR.sub("", document_key(number), count=1)):
            errors.append(self._error(self.doc_at, cells, "document_number"))

    def _law_of(self, lawful: tuple[str, ...]) -> tuple[str, list, bool]:
        """What the law says of these dates, amounts and kind: COPY text of decided_on … published, and the errors; and
        whether they fit and need no escaping.

        Depends on nothing else of the row, so equal rows are judged once (bounded cache).
        """
        cells = dict(zip(self.lawful, lawful, strict=True))
        errors: list[tuple[int, str, dict]] = []
        parsed = {i: parse_date(cells[i]) for i in self.dates if cells[i]}
        errors += [(i, "date", {}) for i, day in parsed.items() if day is None]
        amounts = {i: parse_wan(cells[i]) for i in self.moneys if cells[i]}
        errors += [(i, "money", {}) for i, amount in amounts.items() if amount is None]
        sums = [amount for amount in amounts.values() if amount is not None]
        amount = sum(sums, Decimal(0)) if sums else None
        decided = parsed.get(self.feeds["decided_on"])
        tier, item, period = self._judge(decided, cells, amount, parsed, errors) if decided else (None, None, None)
        rule, minimum, end = period or (None, None, None)
        fields = (
            decided.isoformat() if decided else NULL,
            NULL if tier is None else str(tier),
            NULL if amount is None else str(amount),
            str(item.pk) if item else NULL,
            str(rule.pk) if rule else NULL,
            minimum.isoformat() if minimum else NULL,
            end.isoformat() if end else NULL,
            ("t" if rule.published else "f") if rule else NULL,
        )
        text = "".join(lawful)
        plain = text.isprintable() and '"' not in text and "\\" not in text and all(len(cells[i]) <= self.widths[i] for i in cells)
        return "\t".join(fields), errors, plain

    def _judge(self, decided: date, cells: dict[int, str], amount: Decimal | None, parsed: dict, errors: list):
        """Tier, catalogue item and period (rule, minimum, end) of a dated decision; what cannot be told is ``None``."""
        at, stated_at = self.feeds["decided_on"], self.feeds["stated_end"]
        if decided > self.today:
            errors.append((at, "future", {}))
            return None, None, None
        item = self._item_of(decided)
        if item is None:
            errors.append((at, "not_in_catalogue", {"item": self._item_code}))
            return None, None, None
        kinds = cells[self.kind]
        tier = self._tier_of(kinds, amount or Decimal(0), decided) if kinds else None
        if tier is None:
            if kinds:
                errors.append((self.kind, "penalty_kind", {}))
            return None, item, None
        rule = self._period_of(item.period_kind, tier, decided)
        if rule is None:
            errors.append((at, "no_period_rule", {}))
            return tier, item, None
        minimum, maximum = add_months(decided, rule.min_months), add_months(decided, rule.max_months)
        stated = parsed.get(stated_at)
        if stated and stated > maximum:
            errors.append((stated_at, "beyond_maximum", {"max": maximum.isoformat(), "document": rule.document, "months": rule.max_months}))
        elif stated and stated < minimum and rule.published:
            errors.append((stated_at, "below_minimum", {"min": minimum.isoformat(), "document": rule.document, "months": rule.min_months}))
        return tier, item, (rule, min(minimum, stated or minimum), min(stated or maximum, maximum))

    def _error(self, i: int, cells: list[str], rule: str, **args) -> dict:
        value = cells[i]
        if i != self.identity:
            value = mask_identities(value)[0]
        elif not value.startswith("*"):
            value = identity_mask(value)
        return {"column": self.columns[i].code, "value": value[:80], "rule": rule, "args": args}
