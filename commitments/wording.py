"""Texts of commitments: the template of a kind, filled in; and the heads that a text of that kind must contain."""

from __future__ import annotations

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
    """The required heads that ``text`` does not contain."""
    return [head for head in wording.heads if head not in text]


def must_have_heads(wording: Wording, text: str) -> None:
    """:class:`Refused` naming the heads that are missing, with the article that asks for them."""
    if lacking := missing_heads(wording, text):
        raise Refused(
            _("A text of the kind “%(kind)s” has these heads, and they are missing: %(heads)s. Write each of them.")
            % {"kind": wording.label, "heads": "、".join(lacking)},
            article=wording.cited,
        )


def must_be_a_template(wording: Wording) -> None:
    """:class:`Refused` with the place for a template with a placeholder that does not exist, or without a head of its kind."""
    parts(wording.body, PLACEHOLDERS)
    must_have_heads(wording, wording.body)
