"""Whoever complained is named in no text of a case: what stands there is served on the accused body and published.

A lower app knows no upper one: each that knows who must not be named registers it here.
``CONCEALED`` holds functions ``(case) -> [Concealed]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from archives.models import Record
from integrity.errors import Refused

TO_SUPERIOR = "发改财金〔2023〕1103号"
SHORTEST = 7  # digits that make a telephone number
# What many names end in: without it the name is the same one.
_SUFFIX = re.compile(
    r"(有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|合伙企业|个体工商户|工作室|经营部|分公司|集团|公司|商行|工厂|厂|店)$"
)
_BEFORE = re.compile(r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|区|县))+(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True)
class Concealed:
    """Somebody who is not to be named: the name as given, and how that person or enterprise is reached."""

    name: str
    contact: str


CONCEALED: list[Callable[[object], Iterable[Concealed]]] = []


class NamesComplainant(Refused):
    """A text names who complained; whoever means it as a party of the contract says so, and that stays in the trail."""


def folded(text: str) -> str:
    """Letters, ideographs and digits alone, in one width and case: 示例 机械（集团） is 示例机械集团."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def core(name: str) -> str:
    """What tells a name apart: folded, without the form of the company, and without the place where something is left of it."""
    whole = folded(name)
    short = whole
    while (cut := _SUFFIX.sub("", short)) != short:
        short = cut
    bare = _BEFORE.sub("", short)
    return next((part for part in (bare, short) if len(part) >= 3), short if len(short) >= 2 else whole)


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "0123456789")


def _numbers(contact: str) -> set[str]:
    """The telephone numbers of a contact, and of one with an area code what follows that."""
    plain = unicodedata.normalize("NFKC", contact)
    found = {_digits(run) for run in re.findall(r"\+?\d[\d\s()\-]{5,}\d", plain)}
    found |= {_digits(tail) for tail in re.findall(r"(?<!\d)0\d{2,3}[\s)\-]+(\d{7,8})(?!\d)", plain)}
    return {run for run in found if len(run) >= SHORTEST}


def names(somebody: Concealed, text: str, *, but: Iterable[str] = ()) -> bool:
    """Whether ``text`` names ``somebody``. ``but``: names that may stand there, whatever part of another they hold."""
    plain = folded(text)
    for known in but:
        plain = plain.replace(folded(known), "\n")
    told = core(somebody.name)
    return bool(told) and told in plain


def reaches(somebody: Concealed, text: str) -> bool:
    """Whether ``text`` holds the telephone number or address of ``somebody``, however it is spaced."""
    digits, numbers = _digits(text), _numbers(somebody.contact)
    if any(number in digits for number in numbers):
        return True
    return not numbers and len(folded(somebody.contact)) >= 4 and folded(somebody.contact) in folded(text)


def concealed(case) -> list[Concealed]:
    """Everybody who is not to be named in what ``case`` says."""
    return [one for ask in CONCEALED for one in ask(case)]


def refuse_complainant(case, words: Iterable[str], *, named: bool = False, of: Iterable[Concealed] | None = None) -> None:
    """:class:`NamesComplainant` for words that name who complained, unless ``named`` on purpose; their contact is never written."""
    hidden = list(of) if of is not None else concealed(case)
    text = [word for word in words if word]
    if any(reaches(one, word) for one in hidden for word in text):
        raise Refused(
            _("The text holds how the complainant is reached; nothing of that goes into a case, so take it out."), article=TO_SUPERIOR
        )
    if named:
        return
    but = (case.accused.name, case.handler.name)
    if any(names(one, word, but=but) for one in hidden for word in text):
        raise NamesComplainant(
            _(
                "The text names the complainant, and the accused body reads it; a case says nothing of who complained. Write it without the "
                "name, or confirm that it is named as a party of the contract and not as who complained."
            ),
            article=TO_SUPERIOR,
        )


def refuse_about(numbers: Iterable[str], words: Iterable[str]) -> None:
    """As :func:`refuse_in_letters`, of what is written about records: nobody is named who complained in the cases they came from.

    Whom a record names already, as a party of the contract, is named on purpose there (:func:`refuse_complainant`).
    """
    from .models import Case

    text = [word for word in words if word]
    came_from = Q(filing__records__number__in=numbers) | Q(person_filing__records__number__in=numbers)
    for case in Case.objects.filter(came_from).select_related("accused", "handler").distinct() if text else ():
        but = (case.accused.name, case.handler.name)
        stands = [str(record.content.facts) for record in Record.objects.current().filter(number__in=numbers)]
        hidden = [one for one in concealed(case) if not any(names(one, said, but=but) for said in stands)]
        for word in text:
            refuse_in_letters(word, hidden, but=but)


def refuse_in_letters(text: str, of: Iterable[Concealed], *, but: Iterable[str] = ()) -> None:
    """:class:`Refused` for what other units or the body itself read and that names or reaches who complained; here nobody is named on purpose."""
    if any(reaches(one, text) or names(one, text, but=but) for one in of):
        raise Refused(
            _("Other units and the body itself read this, and it names who complained or how they are reached; write it without that."),
            article=TO_SUPERIOR,
        )
