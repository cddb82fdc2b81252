"""The counter's questions about letters: which may be used for a matter, and may this applicant use one."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from archives.models import PowerItem, Subject
from integrity.errors import Refused
from integrity.said import in_words

from .. import wording
from ..actions import REPAIR
from ..models import SignedLetter, Wording

# 不实承诺 first, then the article in the words of the document.
AGAIN = "国办发〔2020〕42号：曾作出虚假承诺等情形的，在信用修复前不适用告知承诺制（待核）"
RECORDED = "国办发〔2019〕35号：书面承诺履约情况记入信用记录，作为事中、事后监管的重要依据"
INSTEAD, PROJECT = "replacement", "project"


def kinds_on(day: date):
    """The kinds of letters that enterprises sign on ``day``; that of a repair is signed with the repair."""
    return Wording.objects.in_force(day).filter(family=Wording.Family.LETTER).exclude(code=REPAIR)


def for_matter(matter: PowerItem, day: date) -> list[Wording]:
    """The kinds that ``matter`` accepts on ``day``, each with its template."""
    return list(kinds_on(day).filter(code__in=matter.accepts))


def matters(day: date):
    """The approval matters in force that accept a letter of any kind 信用承诺制事项清单."""
    return (
        PowerItem.objects.in_force(day).filter(is_matter=True).exclude(accepts=[]).select_related("unit").order_by("unit__sort_key", "code")
    )


def standing_in_the_way(subject: Subject) -> SignedLetter | None:
    """The earliest letter of ``subject`` that was broken and not made good; ``None`` if there is none."""
    return (
        SignedLetter.objects.unrepaired()
        .filter(subject=subject)
        .select_related("wording", "filing", "unit")
        .order_by("decided_on", "pk")
        .first()
    )


def record_number(letter: SignedLetter) -> str:
    """The number of the record that its breach became; empty until a colleague approved it."""
    from ..records import record_of

    found = record_of(letter.filing)
    return found.number if found else ""


def why_not(subject: Subject) -> str:
    """The sentence by which ``subject`` may use no letter now, with record and article; empty where it may."""
    broken = standing_in_the_way(subject)
    if broken is None:
        return ""
    number = record_number(broken)
    said = _(
        "%(name)s may use no letter of commitment: its %(kind)s %(number)s was found broken on %(day)s and is not made good (%(record)s)."
    ) % {
        "name": subject.name,
        "kind": broken.wording.label,
        "number": broken.number,
        "day": in_words(broken.decided_on),
        "record": _("record %(number)s") % {"number": number} if number else _("its record awaits approval"),
    }
    return said + _(" Handle the matter with its documents.")


def must_be_free(subject: Subject) -> None:
    """:class:`Refused` with record and article for an organisation whose earlier letter was broken and not made good."""
    if sentence := why_not(subject):
        raise Refused(sentence, article=AGAIN)


def template_of(kind: Wording, name: str, day: date) -> str:
    """The template of ``kind`` as ``name`` would sign it on ``day``."""
    return wording.text_of(kind, name, day)
