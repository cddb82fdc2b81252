"""What somebody asks of the list of commitments, read from an address: the page, its file, its feed and the API ask the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from commitments.states import State

from ..questions import _CODE, LONGEST, _day, _plain
from .models import PublicCommitment

FILTERS = ("unit", "township", "kind", "service", "state")
ASKED = {"q", *FILTERS, "since", "until"}
STATES = tuple(state.value for state in State)
WORDS_IN = ("title", "text", "number", "unit_name", "project_no")


@dataclass(frozen=True)
class Question:
    """Words that must all occur, filters, and the days between which a commitment is due; ``problem`` says what is wrong with it."""

    text: str = ""
    unit: str = ""
    township: str = ""
    kind: str = ""
    service: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    problem: str = field(default="", compare=False)
    problem_in: str = field(default="q", compare=False)
    typed: dict = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, given: QueryDict) -> Question:
        text = "".join(sign for sign in given.get("q", "")[: 10 * LONGEST] if sign.isprintable()).strip()
        if len(text) > LONGEST:
            return cls(problem=_("Write at most %(n)d characters: words of the commitment, its number or its unit.") % {"n": LONGEST})
        chosen = {name: _plain(given.get(name, "")) for name in FILTERS}
        typed = {name: given.get(name, "").strip()[:20] for name in ("since", "until")}
        days = {name: _day(day) for name, day in typed.items()}
        wrong = next((name for name, day in typed.items() if day and days[name] is None), "")
        problem = _("“%(day)s” is not a day; write it as 2026-05-31.") % {"day": typed[wrong]} if wrong else ""
        if days["since"] and days["until"] and days["since"] > days["until"]:
            problem, wrong = _("The first day lies after the last; exchange them."), "since"
        return cls(text=text, **chosen, **days, problem=problem, problem_in=wrong or "q", typed=typed)

    @property
    def is_asked(self) -> bool:
        return bool(self.text or self.since or self.until or any(getattr(self, name) for name in FILTERS))

    def parameters(self, **changes) -> str:
        """The question as the end of an address, with ``changes``; an empty value leaves a part out."""
        own = {"q": self.text, **{name: getattr(self, name) for name in FILTERS}, "since": self.since, "until": self.until, **changes}
        return urlencode({name: value for name, value in own.items() if value})


def fault(question: Question) -> tuple[str, str] | None:
    """The first parameter that cannot be meant, and the sentence about it: what a file and the API refuse."""
    if question.problem:
        return question.problem_in, question.problem
    for name in ("unit", "township"):
        if (code := getattr(question, name)) and not _CODE.fullmatch(code):
            return name, _("“%(value)s” is no credit code; it has 18 characters, figures and capital letters.") % {"value": code}
    if question.state and question.state not in STATES:
        return "state", _("“%(value)s” is none of these: %(known)s.") % {"value": question.state, "known": ", ".join(STATES)}
    return None


def asked(question: Question):
    """The commitments that answer ``question``, those published last first."""
    found = PublicCommitment.objects.all()
    if question.unit:
        found = found.filter(unit_code=question.unit)
    if question.township:
        found = found.filter(unit_code=question.township, unit_kind="township")
    for column, value in (("kind_code", question.kind), ("service_code", question.service), ("state", question.state)):
        if value:
            found = found.filter(**{column: value})
    if question.since:
        found = found.filter(due_on__gte=question.since)
    if question.until:
        found = found.filter(due_on__lte=question.until)
    for word in question.text.split():
        found = found.filter(reduce(or_, (Q(**{f"{column}__icontains": word}) for column in WORDS_IN)))
    return found


def after(found, place: list):
    """Those behind the place ``[day of publication, id]``; all of them without one."""
    if not place:
        return found
    day, pk = date.fromisoformat(place[0]), int(place[1])
    return found.filter(Q(published_on__lt=day) | Q(published_on=day, id__lt=pk))


def place_of(commitment: PublicCommitment) -> tuple[str, str]:
    return commitment.published_on.isoformat(), str(commitment.id)


def is_place(parts: list) -> bool:
    return len(parts) == 2 and parts[1].isascii() and parts[1].isdecimal() and len(parts[1]) < 18


def all_of(question: Question, size: int = 500) -> Iterator[PublicCommitment]:
    """Every commitment of the question, asked for in parts."""
    place: list = []
    while rows := list(after(asked(question), place)[:size]):
        yield from rows
        place = list(place_of(rows[-1]))
