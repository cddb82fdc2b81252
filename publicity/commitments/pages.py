"""The list of commitments and the page of one: what was promised, until when, how far it is, and what followed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from commitments.models import Report
from commitments.records import KEPT
from commitments.states import State
from integrity.templatetags.register import thousands

from .. import measured, paging
from ..models import PublicRecord
from ..paging import PAGE
from ..views import page
from . import questions, words
from .models import BROKEN, PublicCommitment, PublicDispute, PublicOwner, PublicReport, PublicService, PublicVersion
from .questions import Question

UNITS = 12  # units named beside the list; the others are in the form


@require_safe
def commitments(request: HttpRequest) -> HttpResponse:
    """All commitments that were published, by filters; counts beside each."""
    question = Question.read(request.GET)
    parts = paging.read(request.GET.get("after", ""))
    place = parts if questions.is_place(parts) else []
    found = questions.asked(question) if not question.problem else PublicCommitment.objects.none()
    rows = list(questions.after(found, place)[: PAGE + 1])
    more, rows = len(rows) > PAGE, words.dressed(rows[:PAGE])
    facets, total = _facets(question, found)
    context = {
        "question": question,
        "q": question.text,
        "rows": rows,
        "total": thousands(total),
        "groups": facets,
        "set_filters": _set(question, facets),
        "fields": _fields(question),
        "days": _days(question),
        "problem": {"detail": question.problem, "field": question.problem_in} if question.problem else None,
        "file_query": question.parameters(),
        "first_url": _address(question) if place else "",
        "next_url": _address(question, after=paging.write(*questions.place_of(rows[-1]))) if more else "",
    }
    return page(request, "publicity/commitments/list.html", context)


def _address(question: Question, **changes) -> str:
    return f"{reverse('commitments')}?{question.parameters(**changes)}"


# ── filters ──────────────────────────────────────────────────────────────────

COLUMNS = (
    "unit_code",
    "unit_name",
    "unit_kind",
    "kind_code",
    "kind_name",
    "kind_name_en",
    "service_code",
    "service_name",
    "service_name_en",
    "state",
)


def _facets(question: Question, found) -> tuple[list[dict], int]:
    """Per filter its choices with how many of what was found fall to each, and how many were found; one statement."""
    rows = [PublicCommitment(**dict(zip(COLUMNS, row, strict=True))) for row in found.order_by().values_list(*COLUMNS)]
    groups = [
        ("state", _("State"), Counter((row.state, words.label(row.state)) for row in rows), 20),
        ("kind", _("Kind"), Counter((row.kind_code, row.kind_label) for row in rows), 20),
        (
            "unit",
            pgettext("of a commitment", "Unit"),
            Counter((row.unit_code, row.unit_name) for row in rows if row.unit_kind != "township"),
            UNITS,
        ),
        ("township", _("Township"), Counter((row.unit_code, row.unit_name) for row in rows if row.unit_kind == "township"), UNITS),
        ("service", _("Service of townships"), Counter((row.service_code, row.service_label) for row in rows if row.service_code), 20),
    ]
    told = [
        {"name": name, "label": label, "choices": (choices := _choices(question, name, counted, most)), "more": len(counted) - len(choices)}
        for name, label, counted, most in groups
    ]
    return [group for group in told if len(group["choices"]) > 1 or any(choice["chosen"] for choice in group["choices"])], len(rows)


def _choices(question: Question, name: str, counted: Counter, most: int) -> list[dict]:
    own = getattr(question, name)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0][1]))
    return [
        {"label": label, "value": value, "n": n, "chosen": value == own, "url": _address(question, **{name: "" if value == own else value})}
        for (value, label), n in ranked
        if value == own or len(ranked) <= most or (value, label) in dict(ranked[:most])
    ]


def _set(question: Question, facets: list[dict]) -> list[dict]:
    """The filters that are set, each with the address of the question without it."""
    named = {(group["name"], choice["value"]): choice["label"] for group in facets for choice in group["choices"]}
    told = [
        {
            "label": named.get((name, value), words.label(value) if name == "state" and value in questions.STATES else value),
            "url": _address(question, **{name: ""}),
        }
        for name in questions.FILTERS
        if (value := getattr(question, name))
    ]
    days = {"since": _("due from %(day)s"), "until": _("due until %(day)s")}
    told += [
        {"label": said % {"day": date_format(day, "Y-m-d")}, "url": _address(question, **{name: ""})}
        for name, said in days.items()
        if isinstance(day := getattr(question, name), date)
    ]
    return told


def _fields(question: Question) -> list[dict]:
    """The fields of the form: every choice there is."""
    every = PublicCommitment.objects.order_by()
    kinds = {
        row.kind_code: row.kind_label
        for row in (
            PublicCommitment(kind_code=c, kind_name=n, kind_name_en=e)
            for c, n, e in every.values_list("kind_code", "kind_name", "kind_name_en").distinct()
        )
    }
    units = list(every.values_list("unit_code", "unit_name", "unit_kind", "unit_key").distinct())
    units.sort(key=lambda row: (row[3], row[0]))
    return [
        _select(question, "state", _("State"), {state: words.label(state) for state in questions.STATES}),
        _select(question, "kind", _("Kind"), kinds),
        _select(question, "unit", pgettext("of a commitment", "Unit"), {row[0]: row[1] for row in units if row[2] != "township"}),
        _select(question, "township", _("Township"), {row[0]: row[1] for row in units if row[2] == "township"}),
        _select(question, "service", _("Service of townships"), {one.code: one.label for one in PublicService.objects.all()}),
    ]


def _select(question: Question, name: str, label: str, labels: dict[str, str]) -> dict:
    own = getattr(question, name)
    known = labels if own in labels or not own else {own: own, **labels}
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": word, "chosen": value == own} for value, word in known.items()],
    }


def _days(question: Question) -> list[dict]:
    wrong = question.problem_in if question.problem else ""
    labels = {"since": pgettext("day", "from"), "until": pgettext("day", "to")}
    return [{"name": name, "label": label, "value": question.typed.get(name, ""), "wrong": name == wrong} for name, label in labels.items()]


# ── one commitment ───────────────────────────────────────────────────────────


@require_safe
def commitment(request: HttpRequest, number: str) -> HttpResponse:
    """One commitment with its versions, its proof, and what followed."""
    return page(request, "publicity/commitments/one.html", told(found(number)))


def found(number: str) -> PublicCommitment:
    """The commitment that is public under this number; 404 for none, for whatever reason."""
    one = PublicCommitment.objects.filter(number=number[:30]).first() if number.isprintable() else None
    if one is None:
        raise Http404
    return words.dressed([one])[0]


def told(one: PublicCommitment) -> dict:
    versions = list(PublicVersion.objects.filter(commitment_number=one.number))
    for version in versions:
        version.yardstick_words = words.yardstick(version)
    reports = list(PublicReport.objects.filter(commitment_number=one.number))
    for report in reports:
        report.label, report.figure = Report.Kind(report.kind).label, words.with_unit(report.value, one.measure)
    owners = list(PublicOwner.objects.filter(commitment_number=one.number))
    return {
        "one": one,
        "versions": versions,
        "compared": _compared(versions),
        "reports": reports,
        "owners": owners if len(owners) > 1 else [],
        "disputes": list(PublicDispute.objects.filter(commitment_number=one.number)),
        "broken": one.state in BROKEN,
        "record_lags": one.state in BROKEN and _lags(one),
        "in_case": one.state == State.CASE,
        "measured": measured.measure_of(one.number) if one.yardstick == "time" else None,
    }


def _lags(one: PublicCommitment) -> bool:
    """Whether its record still tells that it was kept: the correction awaits its approval."""
    record = PublicRecord.objects.filter(number=one.record_number).first() if one.record_number else None
    return record is not None and record.facts.get("outcome") == KEPT


def _compared(versions: list[PublicVersion]) -> list[dict]:
    """Each change with what it changed: old beside new, the newest change first."""
    labels = {
        "title": _("Title"),
        "text": _("Text"),
        "yardstick_words": _("What counts as kept"),
        "due_on": _("Due on"),
        "source": _("Source of the figures"),
    }
    return [
        {
            "new": new,
            "old": old,
            "lines": [
                {"label": label, "old": getattr(old, name), "new": getattr(new, name), "day": name == "due_on"}
                for name, label in labels.items()
                if getattr(old, name) != getattr(new, name)
            ],
        }
        for new, old in pairwise(versions)
    ]
