"""What a visitor looks for, read from an address, and what is found of it.

Words and filters are one question, asked of ``pub.search_records`` and ``pub.search_subjects``; whatever is then shown
comes through the public views. The same question in another address gives the same rows as a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from archives.models import Tier

from .models import BODIES, PublicItem, PublicRecord, PublicSubject

LONGEST = 100
CAP = 1000  # hits are counted so far and no further
KINDS = (*BODIES, "enterprise", "social", "trader")
_CODE = re.compile(r"[0-9A-Z]{18}")
_NUMBER = re.compile(r"\d{4}-[A-Z]?\d{6,12}")
FILTERS = ("kind", "unit", "item", "tier")


@dataclass(frozen=True)
class Question:
    """Words that must all occur, and filters; ``until`` is the last day that counts. ``problem`` says what is wrong with it."""

    text: str = ""
    kind: str = ""
    unit: str = ""
    item: str = ""
    tier: str = ""
    since: date | None = None
    until: date | None = None
    problem: str = field(default="", compare=False)
    problem_in: str = field(default="q", compare=False)  # the parameter that is wrong
    typed: dict = field(default_factory=dict, compare=False)  # the days as they were written

    @classmethod
    def read(cls, given: QueryDict) -> Question:
        text = "".join(sign for sign in given.get("q", "")[: 10 * LONGEST] if sign.isprintable()).strip()
        if len(text) > LONGEST:
            return cls(problem=_("Write at most %(n)d characters: a part of a name, a code or a document number.") % {"n": LONGEST})
        chosen = {name: _plain(given.get(name, "")) for name in FILTERS}
        days = {name: given.get(name, "").strip() for name in ("since", "until")}
        read = {name: _day(day) for name, day in days.items()}
        wrong = next((name for name, day in days.items() if day and read[name] is None), "")
        problem = _("“%(day)s” is not a day; write it as 2026-05-31.") % {"day": days[wrong][:20]} if wrong else ""
        if read["since"] and read["until"] and read["since"] > read["until"]:
            problem, wrong = _("The first day lies after the last; exchange them."), "since"
        return cls(text=text, **chosen, **read, problem=problem, problem_in=wrong or "q", typed={name: day[:20] for name, day in days.items()})

    @property
    def words(self) -> list[str]:
        """What must occur in the text: everything typed but a credit code, which is asked for whole."""
        return [] if self.code else self.text.split()

    @property
    def code(self) -> str:
        """The credit code, where one was typed and nothing else; blanks in it do not count."""
        whole = "".join(self.text.split()).upper()
        return whole if _CODE.fullmatch(whole) else ""

    @property
    def number(self) -> str:
        """The number of a record, where nothing else was typed."""
        return self.text if _NUMBER.fullmatch(self.text) and not self.is_filtered else ""

    @property
    def marks(self) -> list[str]:
        chosen = [f"{name}:{value}" for name in FILTERS if (value := getattr(self, name))]
        return [*chosen, f"code:{self.code}"] if self.code else chosen

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS) or bool(self.since or self.until)

    @property
    def is_asked(self) -> bool:
        return bool(self.text or self.is_filtered) and not self.problem

    @property
    def of_subjects(self) -> bool:
        """Whether subjects answer it: a filter other than their kind speaks of records."""
        return bool(self.text) and not (self.unit or self.item or self.tier or self.since or self.until)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The question without its days, as pairs: what a form about the days carries along."""
        own = [("q", self.text), *((name, getattr(self, name)) for name in FILTERS)]
        return [(name, value) for name, value in own if value]

    def parameters(self, **changes) -> str:
        """The question as the end of an address, with ``changes``; an empty value leaves a part out."""
        own = {"q": self.text, **{name: getattr(self, name) for name in FILTERS}, "since": self.since, "until": self.until, **changes}
        return urlencode({name: value for name, value in own.items() if value})

    @property
    def _span(self) -> list:
        return [self.since, self.until + timedelta(days=1) if self.until and self.until < date.max else None]


def _plain(value: str) -> str:
    """A code as filters have it; anything else filters nothing away but everything, which is what it asks for."""
    return "".join(sign for sign in value[:40] if sign.isprintable()).strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def fault(question: Question) -> tuple[str, str] | None:
    """The first parameter that cannot be meant, and the sentence about it: what a file and the API refuse instead of answering with nothing."""
    if question.problem:
        return question.problem_in, question.problem
    closed = {"kind": KINDS, "tier": [str(tier) for tier in Tier.values]}
    for name, known in closed.items():
        if (value := getattr(question, name)) and value not in known:
            return name, _("“%(value)s” is none of these: %(known)s.") % {"value": value, "known": ", ".join(known)}
    if question.unit and not _CODE.fullmatch(question.unit):
        return "unit", _("“%(value)s” is no credit code; it has 18 characters, figures and capital letters.") % {"value": question.unit}
    if question.item and not PublicItem.objects.filter(code=question.item).exists():
        return "item", _("“%(value)s” is no item of the catalogue; /api/v1/items/ lists them.") % {"value": question.item}
    return None


def records(question: Question, after: list, page: int) -> list[PublicRecord]:
    """Up to ``page`` records, newest decision first, after the place ``[day, number]``."""
    if question.number:
        return [] if after else list(PublicRecord.objects.filter(number=question.number))
    place = [date.fromisoformat(after[0]), after[1]] if after else [None, None]
    numbers = [number for number, _day in _rows("search_records", [question.words, question.marks, *question._span, *place, page])]
    found = PublicRecord.objects.in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def subjects(question: Question, after: list, page: int) -> list[PublicSubject]:
    """Up to ``page`` subjects, bodies first, by pinyin, after the place ``[rank, sort key, code]``; each with its ``rank``."""
    marks = [mark for mark in question.marks if mark.startswith(("kind:", "code:"))]
    places = _rows("search_subjects", [question.words, marks, *(after or [None, None, None]), page])
    found = PublicSubject.objects.in_bulk([code for code, _rank, _key in places])
    answer = []
    for code, rank, _key in places:
        if code in found:
            found[code].rank = rank
            answer.append(found[code])
    return answer


def count_subjects(question: Question) -> int:
    """How many subjects there are, counted no further than ``CAP`` + 1."""
    marks = [mark for mark in question.marks if mark.startswith(("kind:", "code:"))]
    return len(_rows("search_subjects", [question.words, marks, None, None, None, CAP + 1]))


def count(question: Question) -> int:
    """How many records there are, counted no further than ``CAP`` + 1."""
    if question.number:
        return PublicRecord.objects.filter(number=question.number).count()
    return _rows("count_records", [question.words, question.marks, *question._span, CAP])[0][0]


def marks(question: Question) -> dict[str, int]:
    """How many of the newest ``CAP`` records found bear each mark, as ``{"unit:1199…": 3}``."""
    return dict(_rows("count_marks", [question.words, question.marks, *question._span, CAP]))


def _rows(function: str, given: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({', '.join([f'%s::{kind}' for kind in SIGNATURES[function]])})", given)
        return cursor.fetchall()


SIGNATURES = {
    "search_records": ["text[]", "text[]", "date", "date", "date", "text", "integer"],
    "search_subjects": ["text[]", "text[]", "integer", "text", "text", "integer"],
    "count_records": ["text[]", "text[]", "date", "date", "integer"],
    "count_marks": ["text[]", "text[]", "date", "date", "integer"],
}
