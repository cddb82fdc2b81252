"""The search page: subjects first, then records, by the same question that the files and the feed of a search ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from archives.identifiers import document_key, uscc_fault
from archives.models import Subject
from integrity.templatetags.register import STATES, thousands

from . import paging, people, questions
from .models import PublicItem, PublicScore, PublicSubject
from .paging import PAGE
from .printed import TIERS, dress, excerpt, marked
from .questions import CAP, Question
from .views import ASK_AGAIN, KEEP_NOTHING, page

UNITS = 12  # units named beside the results; the others are in the list to choose from


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = Question.read(request.GET)
    context = {"q": question.text, "question": question, **_form(question)}
    about_people: list = []
    if question.problem:
        context |= _refused(question) | {"set_filters": _set(question)}
    elif question.is_asked:
        parts = paging.read(request.GET.get("after", ""))
        hits, last = _found(question, parts)
        about_people = [] if parts or question.is_filtered else people.by_document(document_key(question.text))
        hits = about_people + hits
        first = _address(question)
        context |= {
            "hits": hits,
            "first_url": first if parts else "",
            "next_url": _address(question, after=last) if last else "",
            "problem": None if hits or parts else _slip(question.text),
            "records_url": _to_records(question, hits, last),
            **_aside(question),
        }
    answer = page(request, "publicity/search.html", context, KEEP_NOTHING if about_people else ASK_AGAIN)
    return people.unlisted(answer) if about_people else answer


def _address(question: Question, **changes) -> str:
    return f"{reverse('search')}?{question.parameters(**changes)}"


def _refused(question: Question) -> dict:
    """Refused in words; not even the link to the other language repeats what was too long."""
    with translation.override("zh-hans" if translation.get_language() == "en" else "en"):
        elsewhere = reverse("search")
    problem = {"summary": _("That cannot be looked for"), "detail": question.problem, "field": question.problem_in}
    return {"problem": problem, "other_language_url": elsewhere}


def _found(question: Question, parts: list) -> tuple[list, str]:
    """One page of subjects, then records, and the key of its last row if more follow. At most four statements and their dressing."""
    subjects = []
    if question.of_subjects and not paging.of_records(parts):
        subjects = questions.subjects(question, parts, PAGE + 1)
    if len(subjects) > PAGE:
        last = subjects[PAGE - 1]
        return _dressed(question, subjects[:PAGE], []), paging.write(last.rank, last.sort_key, last.code)
    room = PAGE - len(subjects)
    records = questions.records(question, parts if paging.of_records(parts) else [], room + 1)
    if len(records) <= room:
        return _dressed(question, subjects, records), ""
    if room == 0:
        last = subjects[-1]
        return _dressed(question, subjects, []), paging.write(last.rank, last.sort_key, last.code)
    last = records[room - 1]
    return _dressed(question, subjects, records[:room]), paging.write(last.decided_on.isoformat(), last.number)


BEFORE_ALL = ("9999-12-31", "9")  # the place before the newest record


def _to_records(question: Question, hits: list, last: str) -> str:
    """Where the records begin when subjects stand before them: on this page, or past the pages of subjects."""
    if not hits or "subject" not in hits[0]:
        return ""
    if any("record" in hit for hit in hits):
        return "#records"
    return _address(question, after=paging.write(*BEFORE_ALL)) + "#records" if last else ""


def _dressed(question: Question, subjects: list[PublicSubject], records: list) -> list[dict]:
    words = question.words
    letters = PublicScore.letters(subject.code for subject in subjects if subject.is_body)
    hits = [
        {"subject": subject, "name": marked(subject.name, words), "kind_label": Subject.Kind(subject.kind).label, "letter": letters.get(subject.code, "")}
        for subject in subjects
    ]
    return hits + [
        {
            "record": record,
            "kind_label": record.item_label,
            "name": marked(record.subject_name, words),
            "title": marked(record.title, words),
            "excerpt": excerpt(record, words),
            "first_record": n == 0,
        }
        for n, record in enumerate(dress(records))
    ]


def _slip(q: str) -> dict | None:
    """Where the question looks like a credit code with a slip in it, what the slip is."""
    code = document_key(q).upper()
    looks_like_code = 16 <= len(code) <= 20 and code.isascii() and code.isalnum() and sum(sign.isdigit() for sign in code) > 8
    fault = uscc_fault(code) if looks_like_code else ""
    return {"summary": _("This is not a unified social credit code"), "detail": fault} if fault else None


# ── Beside the results ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with how many of the newest records found bear it; ``url`` asks for it, or no longer."""

    label: str
    url: str
    n: int
    chosen: bool


def _aside(question: Question) -> dict:
    """Counts, filters that would narrow the result, and those already set."""
    n = questions.count(question)
    about = questions.count_subjects(question) if question.of_subjects else 0
    marks = questions.marks(question) if n else {}
    groups = [
        {"label": _("Whom it is about"), "choices": _choices(question, "kind", marks, _kinds())},
        {"label": _("What it is"), "choices": _choices(question, "item", marks, PublicItem.labels())},
        {"label": _("Tier"), "choices": _choices(question, "tier", marks, _tiers())},
        {"label": _("Decided by"), "choices": _choices(question, "unit", marks, _units(marks), most=UNITS)},
    ]
    return {
        "record_count": _capped(n),
        "subject_count": _capped(about) if about else "",
        "subject_query": urlencode({name: value for name, value in (("q", question.text), ("kind", question.kind)) if value}),
        "has_records": n > 0,  # a person's document is found by its number and counted nowhere
        "is_capped": n > CAP,
        "groups": [group for group in groups if len(group["choices"]) > 1 or any(choice.chosen for choice in group["choices"])],
        "set_filters": _set(question),
        "file_query": question.parameters(),
    }


def _capped(n: int) -> str:
    return f"{thousands(CAP)}+" if n > CAP else thousands(n)


# ── The filters as a form: before a word is typed, beside the results, and where nothing was found ──────────────


CHOOSABLE = 2000  # units to choose from


def _form(question: Question) -> dict:
    """The fields of the form, each with all there is to choose, and the days as they were typed."""
    fields = [
        _select(question, "kind", _("Whom it is about"), _kinds()),
        _select(question, "item", _("What it is"), PublicItem.labels()),
        _select(question, "tier", _("Tier"), _tiers()),
        _select(question, "unit", _("Decided by"), _all_units()),
    ]
    wrong = question.problem_in if question.problem else ""
    labels = {"since": pgettext("day", "from"), "until": pgettext("day", "to")}
    days = [{"name": name, "label": label, "value": question.typed.get(name, ""), "wrong": name == wrong} for name, label in labels.items()]
    return {"fields": fields, "days": days}


def _select(question: Question, name: str, label: str, labels: dict[str, str]) -> dict:
    own = getattr(question, name)
    known = labels if own in labels or not own else {own: own, **labels}
    return {"name": name, "label": label, "options": [{"value": value, "label": word, "chosen": value == own} for value, word in known.items()]}


def _all_units() -> dict[str, str]:
    deciding = PublicSubject.objects.filter(kind__in=("organ", "institution", "township")).order_by("sort_key", "code")
    return dict(deciding.values_list("code", "name")[:CHOOSABLE])


def _choices(question: Question, name: str, marks: dict[str, int], labels: dict[str, str], most: int = 30) -> list[Choice]:
    own = getattr(question, name)
    found = {mark.partition(":")[2]: n for mark, n in marks.items() if mark.startswith(f"{name}:")}
    choices = [
        Choice(labels.get(value, value), _address(question, **{name: "" if value == own else value}), n, value == own)
        for value, n in found.items()
        if value in labels
    ]
    return sorted(choices, key=lambda choice: (-choice.n, choice.label))[:most]


def _set(question: Question) -> list[dict]:
    """The filters that are set, each with the address of the question without it."""
    labels = {"kind": _kinds(), "item": PublicItem.labels(), "tier": _tiers(), "unit": _units([f"unit:{question.unit}"])}
    chosen = [(name, labels[name].get(getattr(question, name), getattr(question, name))) for name in questions.FILTERS if getattr(question, name)]
    days = {"since": _("from %(day)s"), "until": _("until %(day)s")}
    chosen += [(name, words % {"day": date_format(day, "Y-m-d")}) for name, words in days.items() if isinstance(day := getattr(question, name), date)]
    return [{"label": label, "url": _address(question, **{name: ""})} for name, label in chosen]


def _kinds() -> dict[str, str]:
    return {kind: str(Subject.Kind(kind).label).capitalize() for kind in questions.KINDS}


def _tiers() -> dict[str, str]:
    return {str(tier): str(STATES[code].label) for tier, code in TIERS.items()}


def _units(marks) -> dict[str, str]:
    """The names of the units among the marks."""
    codes = [mark.partition(":")[2] for mark in marks if mark.startswith("unit:")]
    return dict(PublicSubject.objects.filter(code__in=codes).values_list("code", "name"))
