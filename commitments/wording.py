"""Texts of commitments: the template of a kind, filled in; and the heads that a text of that kind must contain."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from archives.documents.wording import filled, parts, said
from archives.models import Subject
from integrity.errors import Refused
from integrity.said import in_words

from .models import Wording

NAME, DAY = "主体名称", "承诺日期"
PLACEHOLDERS = (NAME, DAY)


def on(day: date, kind: str) -> Wording:
    """The kind with its template in force on ``day``; without one nothing is drafted or signed."""
    found = Wording.objects.in_force(day).filter(code=kind).first()
    if found is None:
        raise Refused(_("No template of this kind of commitment is in force on %(day)s; load the law first.") % {"day": in_words(day)})
    return found


def text_of(wording: Wording, subject: Subject | str, day: date) -> str:
    """The template as ``subject`` says it on ``day``."""
    return filled(wording.body, {NAME: str(getattr(subject, "name", subject)), DAY: said(day)})


def missing_heads(wording: Wording, text: str) -> list[str]:
    """The required heads whose words do not stand in ``text`` at all; what may be written below them is not asked."""
    return [head for head in wording.heads if head not in text]


def empty_heads(wording: Wording, text: str, subject: Subject | str = "") -> list[str]:
    """The heads below which ``text`` says nothing: those of the kind, and whatever else its template leaves open and ``text`` took over.

    Empty is what has no words up to the next head or the signature of ``subject``, and what still has the blank of the template
    (＿＿, or its 若干).
    """
    said, template = _unsigned(text, str(getattr(subject, "name", subject))), _unsigned(wording.body, f"{{{{{NAME}}}}}")
    further = [match["head"].strip() for match in OPEN.finditer(template)]
    wanted = {head: _below(said, head) for head in [*wording.heads, *further]}
    return [
        head
        for head, below in wanted.items()
        if (below or head in wording.heads) and not any(_written(words, _below(template, head)) for words in below)
    ]


# A head opens with its number, at the beginning of a line or of a sentence.
NUMBER = r"(?:^|(?<=[。；;\s]))[ \t]*[一二三四五六七八九十]{1,3}、"
OPEN = re.compile(rf"{NUMBER}(?P<head>[^\n：:。]+)[：:][ \t]*$", re.MULTILINE)
BLANK = re.compile(r"[_＿]{2,}")
A_DAY = re.compile(r"\{\{\w+\}\}|\d{4}年\d{1,2}月\d{1,2}日")


def _unsigned(text: str, name: str) -> str:
    """``text`` without the name and the day below it, which say nothing."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) > 1 and A_DAY.fullmatch(lines[-1]) and lines[-2] == name:
        lines = lines[:-2]
    return "\n".join(lines)


def _below(text: str, head: str) -> list[str]:
    """What stands below ``head``, wherever it opens a part; where it opens none, after each of its words."""
    opens = [*re.finditer(rf"(?:{NUMBER}|^){re.escape(head)}(?:[^\n：:。]*?[：:]|[ \t]*$)", text, re.MULTILINE)]
    found = opens or [*re.finditer(re.escape(head), text)]
    return [re.split(NUMBER, text[one.end() :], maxsplit=1, flags=re.MULTILINE)[0].strip() for one in found]


def _written(words: str, template: list[str]) -> bool:
    blank = BLANK.search(words) or ("若干" in words and words in template)
    return bool(re.search(r"\w", words)) and not blank


def must_have_heads(wording: Wording, text: str, subject: Subject | str = "") -> None:
    """:class:`Refused` naming the heads that are missing, or below which nothing is written, with the article that asks for them."""
    said = {"kind": wording.label}
    if lacking := missing_heads(wording, text):
        raise Refused(
            _("A text of the kind “%(kind)s” has these heads, and they are missing: %(heads)s. Write each of them.")
            % {**said, "heads": "、".join(lacking)},
            article=wording.cited,
        )
    if empty := empty_heads(wording, text, subject):
        raise Refused(
            _("Nothing of its own is written below these heads of the kind “%(kind)s”: %(heads)s. Write below each what is committed to.")
            % {**said, "heads": "、".join(empty)},
            article=wording.cited,
        )


def written_below(wording: Wording, subject: Subject, day: date, words: dict[str, str]) -> str:
    """The template as ``subject`` says it on ``day``, with ``words`` below the heads that it leaves open."""

    def one(match: re.Match) -> str:
        return match[0].rstrip() + words.get(match["head"].strip(), "")

    return OPEN.sub(one, text_of(wording, subject, day)).strip()


def must_be_a_template(wording: Wording) -> None:
    """:class:`Refused` with the place for a template with a placeholder that does not exist, or without a head of its kind."""
    parts(wording.body, PLACEHOLDERS)
    if lacking := missing_heads(wording, wording.body):
        raise Refused(
            _("A template of the kind “%(kind)s” has these heads, and they are missing: %(heads)s. Write each of them.")
            % {"kind": wording.label, "heads": "、".join(lacking)},
            article=wording.cited,
        )
