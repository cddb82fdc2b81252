"""The one streaming pass over an upload: decode, mask, check each row's form, and feed COPY.

This is the only place where Python loops over rows; whatever repeats (codes, dates, amounts, periods) is worked out
once and kept in bounded caches. What needs the archive (units, duplicates, differences) is asked in SQL afterwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from hashlib import md5
from itertools import islice
from operator import contains, itemgetter, le, truth
from typing import NamedTuple

from archives.identifiers import document_key, person_code, uscc_ok
from archives.models import Subject
from integrity.identity import identity_hash, identity_mask, mask_identities, may_hold_identity
from integrity.signs import FILLERS, SEEMING, lettered

from .controls import CONTROL
from .judging import FED, NULL, Judge, facts_of, parse_date, parse_wan
from .layouts import Column, Layout
from .names import masked, named_beside, plain_name
from .persons import certificate_ok, masked_name, plain_certificate
from .private import may_be_private, private_in, without_phones
from .reading import text_of
from .shifting import shifted
from .spelled import spelled_beside

__all__ = ["FILED", "RowReader", "parse_date", "parse_wan"]

FILED = [
    "filing_id", "item_code", "row_no", "subject_code", "subject_name", "issuer_code", "issuer_name", "source_code", "doc_no", "doc_key",
    "decided_on", "tier", "amount", "item_id", "period_rule_id", "minimum_until", "ends_on", "published", "basis", "facts", "errors",
    "row_hash",
]  # fmt: skip
BATCH = 20  # rows; few, so that the server stores one block while the next is decoded
MOST_KNOWN, LONGEST_KNOWN = 16384, 400  # texts a column, signs a text: what is remembered of a file stays below some megabytes
_quote = json.encoder.encode_basestring  # the C encoder; keeps Chinese as it is
_strip = str.strip

_YEAR = re.compile(r"\(?(?:19|20)\d{2}\)?年?")
# A document number as it should be: office, year in brackets, serial. What stands before the last digits comes again and again.
_USUAL = re.compile(
    r"((?P<office>[^\s\d！-～〔【\[(﹝〕】\])﹞]*)[〔【\[（(](?P<year>(?:19|20)[0-9]{2})[〕】\]）)](?P<mark>[^\s\d！-～〔【\[(﹝〕】\])﹞]*(?<![0-9])))"
    r"(?P<serial>[0-9]+号?)$"
)
_SHORT = 6  # signs of a serial number that can be no telephone and no account
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]")
_DUMMY = re.compile(r"^0{8,}[0-9A-Z]*$")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}$", re.ASCII)


def _escaped(field: str) -> str:
    """A field of COPY text that may hold line breaks or tabs. (The outcome of the law is several fields, apart by tabs.)"""
    return field.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _picker(places: Iterable[int]):
    """An ``itemgetter`` that always answers a tuple."""
    places = tuple(places)
    return itemgetter(*places) if len(places) > 1 else lambda cells: tuple([cells[i] for i in places])


class _Form(NamedTuple):
    """How a row with these cells filled, and no others, is looked at and written."""

    texts: Callable  # its free words
    places: list[int]  # the cells they stand in
    known: list[set[str]]  # what was found plain in these cells before
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

    def __init__(
        self, layout: Layout, places: list[int | None], foreign: dict[str, int], *, filing_id: int, today: date, unit: Subject | None = None
    ):
        """``unit``: whose file it is; a layout that names the authority without its code is taken only from that unit."""
        self.layout, self.unit = layout, unit
        self.columns = layout.columns
        self.places, self.foreign = places, foreign
        self.width = max([p for p in places if p is not None] + list(foreign.values())) + 1
        self.in_order = places == list(range(len(self.columns)))
        self._pick = itemgetter(*(self.width if p is None else p for p in places))  # what the file lacks is the blank put behind the row
        self.feeds = {c.feeds: i for i, c in enumerate(self.columns) if c.feeds}
        self.doc_at, self.name_at = self.feeds["doc_no"], self.feeds["subject_name"]
        self.required = [i for i, c in enumerate(self.columns) if c.required]
        self._needed = itemgetter(*self.required)
        self.widths = [c.width for c in self.columns]
        self.identity = self._only("identity")
        self.person = self._only("person")
        self.certificate = self._only("certificate")
        self.codes = [i for i, c in enumerate(self.columns) if c.type == "uscc"]
        self.free = [i for i, c in enumerate(self.columns) if c.type in {"text", "document", "kind", "choice"}]
        self._free_text = itemgetter(*self.free)
        self._fed = itemgetter(*(self._fed_from(feed) for feed in FED))
        self.more = layout.of_persons or any(feed not in self.feeds for feed in FED)
        self._forms = _Forms(self._form_of)
        self.rows = self.bad = 0  # read so far
        self._right: set[str] = set()
        self._series: set[str] = set()  # what stands before the serial of document numbers found plain
        self._known: list[set[str]] = [set() for _ in self.columns]
        self._prefix = f"{filing_id}\t{layout.item_code}\t".encode()
        self.judge = Judge(layout, today=today)
        self._lawful = _picker(self.judge.lawful)
        self._law = lru_cache(maxsize=65536)(self.judge.of)
        self.open = self._open()
        scopes: dict[str, list[tuple[str, int]]] = {}
        for i, scope, key in facts_of(layout, self.judge.items):
            scopes.setdefault(scope, []).append((f"{_quote(key)}:", i))
        self.scopes = [(f"{_quote(scope)}:{{", keys) for scope, keys in scopes.items()]

    def _open(self) -> list[int]:
        """The cells of words that everybody may read: public fields, document number, basis."""
        public = [i for i, scope, _key in facts_of(self.layout, self.judge.items) if scope == "public"]
        return [i for i in self.free if i in public or self.columns[i].feeds in {"doc_no", "basis"}]

    def _only(self, kind: str) -> int | None:
        return next((i for i, c in enumerate(self.columns) if c.type == kind), None)

    def _fed_from(self, feed: str) -> int:
        """Where a column of the staged row stands: among the cells, or behind them (see :meth:`_behind`)."""
        n = len(self.columns) + 2
        if self.layout.of_persons and feed in {"subject_code", "subject_name"}:
            return n + 2 if feed == "subject_code" else n + 3
        if self.layout.by_name and feed in {"issuer_code", "source_code"}:
            return n + 1
        return self.feeds.get(feed, n)

    def _behind(self, cells: list[str], person: str) -> tuple[str, ...]:
        """What no cell says as it stands: nothing, the filing unit's code, the person's code and masked name."""
        return ("", self.unit.code if self.unit else "", person, masked_name(cells[self.name_at]) if self.layout.of_persons else "")

    # ── Rows ─────────────────────────────────────────────────────────────────
    def lines(self, rows: Iterable[tuple[int, list]]) -> Iterator[bytes]:
        """Blocks of COPY text for all rows; ``self.rows`` and ``self.bad`` count along."""
        source = iter(rows)
        while batch := list(islice(source, BATCH)):
            yield self.block(batch)

    def block(self, rows: list[tuple[int, list]]) -> bytes:
        """COPY text for these rows; a row with nothing in it is none."""
        lines = [self.line(number, cells) for number, cells in rows if any(cells)]
        self.rows += len(lines)
        return b"".join(lines)

    def line(self, number: int, raw: list) -> bytes:
        """One row as one line of COPY text, its content hash last."""
        stored = self.usual(raw) or self.careful(raw)
        return b"%s%d\t%s\t%s\n" % (self._prefix, number, stored, md5(stored, usedforsecurity=False).hexdigest().encode())

    def usual(self, raw: list) -> bytes | None:
        """A row with nothing wrong and nothing strange in it, in half the time of :meth:`careful`; ``None`` for any other."""
        if len(raw) != self.width or (self.foreign and any(map(raw.__getitem__, self.foreign.values()))):
            return None
        try:
            cells = list(map(_strip, raw if self.in_order else self._pick([*raw, ""])))
        except TypeError:
            return None
        form = self._forms[tuple(map(truth, cells))]
        if form is None:
            return None
        texts, document = form.texts(cells), _USUAL.match(cells[self.doc_at])
        if document is None or not (all(map(contains, form.known, texts)) or self._all_plain(form, texts)):
            return None
        series, office, year, mark, serial = document.groups()
        if not (series in self._series and len(serial) <= _SHORT) and not self._is_plain_number(cells[self.doc_at], series):
            return None
        if self.layout.of_persons and not self._usual_name(cells):
            return None
        outcome, errors, plain = self._law(self._lawful(cells))
        if errors or not plain or (not self._right.issuperset(codes := form.codes(cells)) and not self._all_right(codes)):
            return None
        key = f"{office}({year}){mark}{serial}"
        if self.more:
            person = self._usual_person(cells)
            if person is None or (self.layout.by_name and not self._is_own(cells)):
                return None
            cells += (key, outcome, *self._behind(cells, person))
        else:
            cells += (key, outcome)
        return (form.line % form.fields(cells)).encode()

    def _all_plain(self, form: _Form, texts: tuple[str, ...]) -> bool:
        """Whether nothing strange is in any of the words; those that come again are looked at once a file."""
        for i, known, text in zip(form.places, form.known, texts, strict=True):
            if text not in known:
                if not self._is_plain(i, text):
                    return False
                if len(known) > MOST_KNOWN:
                    known.clear()
                if len(text) <= LONGEST_KNOWN:
                    known.add(text)
        return True

    def _is_plain_number(self, number: str, series: str) -> bool:
        """Whether nothing strange is in a document number; its series is then known, for serials too short to hide anything."""
        if not self._is_plain(self.doc_at, number):
            return False
        if len(self._series) > MOST_KNOWN:
            self._series.clear()
        if len(series) + _SHORT <= self.widths[self.doc_at]:
            self._series.add(series)
        return True

    def _is_plain(self, i: int, text: str) -> bool:
        """Whether the words of cell ``i`` fit, are all to be seen and say nothing private about anybody."""
        if len(text) > self.widths[i] or '"' in text or "\\" in text or not text.isprintable() or FILLERS.search(text):
            return False
        if may_be_private(text) and (may_hold_identity(text) or (i in self.open and private_in(text, of_person=self.layout.of_persons))):
            return False
        return not self.layout.of_persons or not (SEEMING.search(text) or (i in self.open and private_in(text)))

    def _usual_name(self, cells: list[str]) -> bool:
        """Whether the cell of the name holds a whole one, and no text spells it in letters."""
        name = cells[self.name_at]
        return plain_name(name) and not masked(name) and not any(spelled_beside(name, cells[i]) for i in self.open)

    def _usual_person(self, cells: list[str]) -> str | None:
        """The code of the person, whose number is masked in ``cells``; ``None`` if something is wrong with it."""
        if self.person is None:
            return ""
        number = plain_certificate(cells[self.person])
        if len(cells[self.person]) > self.widths[self.person] or not certificate_ok(number, self._kind_of_certificate(cells)):
            return None
        cells[self.person] = identity_mask(number)
        return person_code(number)

    def _kind_of_certificate(self, cells: list[str]) -> str:
        return "" if self.certificate is None else cells[self.certificate]

    def _is_own(self, cells: list[str]) -> bool:
        """Whether the authority that a layout of 2016 names is the unit that files."""
        return self.unit is not None and cells[self.feeds["issuer_name"]] == self.unit.name

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
        if self.layout.of_persons:  # a name is looked for by its signs, so each is written as what it shows
            cells = list(map(lettered, cells))
        joined = "".join(cells)  # no control character, no line break: the usual case, and quick to know
        plain = joined.isprintable() and not FILLERS.search(joined)
        if not plain:
            cells = self._without_controls(cells, errors)
        free = "".join(self._free_text(cells))
        if self.identity is not None and cells[self.identity]:
            self._hide(cells, errors)
        person = self._person(cells, errors) if self.person is not None else ""
        if may_hold_identity(free):
            self._mask(cells, errors)
        self._form(cells, errors)
        if self.layout.by_name and cells[self.feeds["issuer_name"]] and not self._is_own(cells):
            errors.append(self._error(self.feeds["issuer_name"], cells, "other_authority", unit=self.unit.name if self.unit else ""))
        outcome, law_errors, _plain = self._law(self._lawful(cells))
        for i, rule, args in law_errors:
            errors.append(self._error(i, cells, rule, **args))
        if errors:  # a code, date or amount that is none may be a resident id in the wrong column
            cells = [value if i in {self.identity, self.person} else mask_identities(value)[0] for i, value in enumerate(cells)]
        subject_code, subject_name, issuer_code, issuer_name, source_code, doc_no, basis = self._fed(
            [*cells, "", "", *self._behind(cells, person)]
        )
        if errors:
            self.bad += 1
            # What is no code is not looked for in the archive: it stands in the error, and one fault is told once.
            none = {self.columns[i].feeds for i in self.codes if cells[i] and not uscc_ok(cells[i])}
            subject_code, issuer_code, source_code = (
                "" if feed in none else code
                for feed, code in (("subject_code", subject_code), ("issuer_code", issuer_code), ("source_code", source_code))
            )
            if moved := shifted(self, raw):
                errors = [moved]
                subject_code = issuer_code = source_code = ""  # what stands there is another column's
        fields = (subject_code, subject_name, issuer_code, issuer_name, source_code, doc_no, document_key(doc_no), outcome, basis,
                  self._facts(cells), json.dumps(errors, ensure_ascii=False) if errors else NULL)  # fmt: skip
        if not plain:
            fields = tuple(field if field is outcome else _escaped(field) for field in fields)
        content = "\t".join(fields)
        if "\\" in content and plain:
            content = content.replace("\\", "\\\\")
        return content.encode()

    def _form_of(self, filled: tuple[bool, ...]) -> _Form | None:
        if (self.identity is not None and filled[self.identity]) or not all(self._needed(filled)):
            return None
        *fed, basis = map(self._fed_from, FED)
        key, outcome = len(filled), len(filled) + 1  # stand behind the cells
        facts = [(head.replace("%", "%%"), [(name.replace("%", "%%"), i) for name, i in names if filled[i]]) for head, names in self.scopes]
        written = "{" + ",".join(head + ",".join(name + '"%s"' for name, _ in names) + "}" for head, names in facts) + "}"
        texts = [i for i in self.free if filled[i] and i != self.doc_at]
        return _Form(
            texts=_picker(texts),
            places=texts,
            known=[self._known[i] for i in texts],
            codes=_picker(i for i in self.codes if filled[i]),
            fields=_picker([*fed, key, outcome, basis, *(i for _, names in facts for _, i in names)]),
            line="%s\t" * (len(fed) + 3) + written + "\t" + NULL,
        )

    def _facts(self, cells: list[str]) -> str:
        """The item's own fields as JSON, grouped by scope; empty cells are left out."""
        return (
            "{"
            + ",".join([head + ",".join([key + _quote(cells[i]) for key, i in keys if cells[i]]) + "}" for head, keys in self.scopes])
            + "}"
        )

    def _cells(self, raw: list, errors: list) -> list[str]:
        """The cells in the order of the layout, as trimmed text."""
        if len(raw) == self.width and not self.foreign:
            try:
                return list(map(_strip, raw if self.in_order else self._pick([*raw, ""])))
            except TypeError:  # a workbook's cell that is no text
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
                errors.append({"column": code, "value": "***", "rule": self.layout.foreign_rule, "args": {}})
        return cells

    def _without_controls(self, cells: list[str], errors: list) -> list[str]:
        clean = [CONTROL.sub("\N{REPLACEMENT CHARACTER}", value) for value in cells]
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

    def _hide(self, cells: list[str], errors: list) -> None:
        """Hash and mask instead of the number of somebody named in the row."""
        i = self.identity
        number = cells[i]
        if "*" in number:  # a sheet that went back and came in again: the hash of a mask is nobody's
            errors.append(self._error(i, cells, "masked"))
            return
        wrong = not 6 <= len(number) <= self.widths[i]
        cells[i] = identity_mask(number) if wrong else f"{identity_mask(number)} {identity_hash(number)}"
        if wrong:
            errors.append(self._error(i, cells, "identity", n=len(number)))

    def _person(self, cells: list[str], errors: list) -> str:
        """The code of the person the row is about; of the number itself only the mask stays."""
        i = self.person
        number = plain_certificate(cells[i])
        fits = len(cells[i]) <= self.widths[i] and certificate_ok(number, self._kind_of_certificate(cells))
        cells[i] = number[-self.widths[i] :] if number.startswith("****") else identity_mask(number)[-self.widths[i] :]
        if number and not fits:
            errors.append(self._error(i, cells, "masked" if "*" in number else "number_for_text" if _SCIENTIFIC.match(number) else "certificate"))
        return person_code(number) if fits else ""

    def _mask(self, cells: list[str], errors: list) -> None:
        """From here on no resident id is in the row: an error in any column that is not its own."""
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
                if len(value) > width and i not in {self.identity, self.person}:
                    errors.append(self._error(i, cells, "too_long", n=len(value), of=width))
                    cells[i] = mask_identities(value)[0][:width]
        for i in self.codes:
            code = cells[i]
            if code and not uscc_ok(code):
                code = cells[i] = code.upper()
                if not uscc_ok(code):
                    rule = "dummy_code" if _DUMMY.match(code) else "number_for_text" if _SCIENTIFIC.match(code) else "uscc"
                    errors.append(self._error(i, cells, rule))
        if self.layout.of_persons and cells[self.name_at] and not plain_name(cells[self.name_at]):
            errors.append(self._error(self.name_at, cells, "person_name"))
        for i in self.open:
            if (self.layout.of_persons or may_be_private(cells[i])) and (rule := private_in(cells[i], of_person=self.layout.of_persons)):
                errors.append(self._error(i, cells, rule))
            elif self.layout.of_persons and named_beside(cells[self.name_at], cells[i]):
                errors.append(self._error(i, cells, "masked_name") | {"value": ""})  # it would repeat the name
            elif self.layout.of_persons and spelled_beside(cells[self.name_at], cells[i]):
                errors.append(self._error(i, cells, "spelled_name") | {"value": ""})
        number = cells[self.doc_at]
        if number and not _NUMBERED.search(_YEAR.sub("", document_key(number), count=1)):
            errors.append(self._error(self.doc_at, cells, "document_number"))

    def _error(self, i: int, cells: list[str], rule: str, **args) -> dict:
        value = cells[i]
        if i not in {self.identity, self.person}:
            value = without_phones(mask_identities(value)[0]) if i in self.open else mask_identities(value)[0]
        elif not value.startswith("*"):
            value = identity_mask(value)
        return {"column": self.columns[i].code, "value": value[:80], "rule": rule, "args": args}
