"""The directory of bodies and organisations as files: what the home page and a search list, streamed, by the same question.

Natural persons are in none of them: the view of subjects does not hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from archives.models import Subject

from . import questions
from .files import begun, csv_file, json_file, refused
from .models import PublicRecord, PublicScore, PublicSubject
from .questions import Question

CHUNK = 1000
ASKED = {"q", "kind"}


def _entries(question: Question, request: HttpRequest) -> Iterator[dict]:
    """All subjects of the question, bodies first, by pinyin. The first page is asked for at once."""
    return begun(chain.from_iterable(_pages(question, request)))


def _pages(question: Question, request: HttpRequest) -> Iterator[list[dict]]:
    after: list = []
    while found := questions.subjects(question, after, CHUNK):
        yield _told(found, request)
        after = [found[-1].rank, found[-1].sort_key, found[-1].code]


def _told(subjects: list[PublicSubject], request: HttpRequest) -> list[dict]:
    codes = [one.code for one in subjects]
    letters = PublicScore.letters(one.code for one in subjects if one.is_body)
    counts = dict(PublicRecord.objects.filter(subject_code__in=codes).order_by().values_list("subject_code").annotate(n=Count("*")))
    return [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "kind_name": str(Subject.Kind(one.kind).label),
            "superior_code": one.superior_code,
            "superior_name": one.superior_name,
            "records_on_display": counts.get(one.code, 0),
            "grade": letters.get(one.code),
            "url": request.build_absolute_uri(reverse("subject", args=[one.code])),
        }
        for one in subjects
    ]


def _columns() -> dict[str, str]:
    return {
        "name": pgettext("of a body", "Name"),
        "code": _("Credit code"),
        "kind_name": _("Kind"),
        "superior_name": _("Superior body"),
        "records_on_display": _("Records on display"),
        "grade": _("Grade"),
        "url": _("Address"),
    }


@require_safe
def subjects_csv(request: HttpRequest) -> HttpResponse:
    """The subjects of a search; without words all bodies, and all organisations of which a record is shown."""
    question = Question.read(request.GET)
    if refusal := refused(request, question, ASKED):
        return refusal
    columns = _columns()
    rows = ([entry[key] for key in columns] for entry in _entries(question, request))
    return csv_file("subjects", columns.values(), rows)


@require_safe
def subjects_json(request: HttpRequest) -> HttpResponse:
    question = Question.read(request.GET)
    return refused(request, question, ASKED) or json_file("subjects", "subjects", _entries(question, request))
