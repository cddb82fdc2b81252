"""The pages of the portal. They read the public views and write nothing: no session, no cookie, no form that is posted.

Freshness: a record vanishes the second it ends, so no copy of its page may outlive that second and none is stored
anywhere (``no-store``). Home, search and archive may be stored but are asked for anew each time (``max-age=0,
must-revalidate``). "Not found" is stored nowhere either, and is the same page for every reason.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from archives.models import Subject
from integrity import portal_errors
from integrity.templatetags.register import STATES, docno, thousands

from . import overview, paging, people
from .commitments.summary import commitment_number, promised_by
from .counts import PublicComplaintQuarter, PublicToleranceQuarter
from .criticism import PublicCriticism
from .glance import Glance, glance
from .grade import grade_of
from .letters import PublicLetter
from .models import (
    BODIES,
    PublicCorrected,
    PublicCorrection,
    PublicPersonRecord,
    PublicPowerCount,
    PublicRecord,
    PublicScore,
    PublicSubject,
    PublicSubjectChange,
    PublicSubjectName,
)
from .paging import PAGE
from .printed import dress, facts, period_of, tier_label
from .repair_methods import asked_of

KEEP_NOTHING = "no-store"
ASK_AGAIN = "max-age=0, must-revalidate"
LONGEST_QUESTION = 100
NEWEST = 8
CORRECTIONS = 50  # on the home page and on the page of a subject; the newest first
DIRECTORY = 120  # bodies of one kind on the home page; the search finds the others


def page(request: HttpRequest, template: str, context: dict, freshness: str = ASK_AGAIN) -> HttpResponse:
    """The page with its address in both languages."""
    path = request.path[3:] if request.path.startswith("/en/") else request.path
    addresses = {"zh_address": request.build_absolute_uri(path), "en_address": request.build_absolute_uri("/en" + path)}
    own = addresses["en_address" if translation.get_language() == "en" else "zh_address"]
    response = render(request, template, {**addresses, "canonical": own, "today": timezone.localdate(), **context})
    response.headers["Cache-Control"] = freshness
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Never existed, ended, withdrawn or not public: byte for byte the same, without the address asked for."""
    if portal_errors.is_api(request):
        return portal_errors.not_found_in_form(request)
    other = "/" if translation.get_language() == "en" else "/en/"
    response = render(request, "404.html", {"other_language_url": other, "data_time": None}, status=404)
    response.headers["Cache-Control"] = KEEP_NOTHING
    return response


# ── Home ─────────────────────────────────────────────────────────────────────


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    numbers = glance(today)
    kinds = {kind: list(PublicSubject.objects.of_kind(kind)[: DIRECTORY + 1]) for kind in ("organ", "institution", "township")}
    newest = dress(PublicRecord.objects.newest_published()[:NEWEST])
    listed = [body for found in kinds.values() for body in found[:DIRECTORY]]
    letters = PublicScore.letters(body.code for body in listed)
    year = overview.year_of_the_city(numbers, today)
    context = {
        "subject_count": numbers.bodies,
        "record_count": sum(numbers.tiers.values()),
        "examples": _examples(kinds["organ"] or listed, newest),
        "figures": _figures(numbers),
        "newest": newest,
        "corrections": list(PublicCorrection.objects.all()[:CORRECTIONS]),
        "criticisms": list(PublicCriticism.objects.all()[:CORRECTIONS]),
        "year": year,
        "tiers": overview.tiers_of_the_city(numbers.tiers, year),
        "groups": [_group(kind, found, numbers.of_bodies, letters) for kind, found in kinds.items() if found],
    }
    return page(request, "publicity/home.html", context)


def _examples(bodies: list[PublicSubject], newest: list[PublicRecord]) -> list[dict]:
    """Worked examples that find something today: a name, a document number, initials."""
    words = [(body.name, body.name) for body in bodies[-1:]]
    words += [(record.doc_no, docno(record.doc_no)) for record in newest[:1] if len(record.doc_no) <= LONGEST_QUESTION]
    for initials in {body.initials[-3:] for body in bodies[-1:]} - {""}:
        words.append((initials, _("%(initials)s (pinyin initials)") % {"initials": initials}))
    return [{"text": text, "url": f"{reverse('search')}?{urlencode({'q': q})}"} for q, text in words]


def _figures(numbers: Glance) -> list[dict]:
    tiers, of_bodies = numbers.tiers, numbers.of_bodies
    records, about = sum(tiers.values()), sum(of_bodies.values())
    n_bodies = thousands(len(of_bodies))
    share = _("%(about)s of them about %(bodies)s public bodies") % {"about": thousands(about), "bodies": n_bodies}
    unit = pgettext("counted", "records")
    return [
        {"label": _("Public bodies"), "value": thousands(numbers.bodies), "unit": pgettext("counted", "bodies"), "of": _("each with an archive")},
        {"label": _("Records on display"), "value": thousands(records), "unit": unit, "of": share},
        {"label": STATES["severe"].label, "value": thousands(tiers.get(3, 0)), "unit": unit, "of": _("the most serious of three tiers")},
        {
            "label": STATES["moderate"].label,
            "value": thousands(tiers.get(2, 0)),
            "unit": unit,
            "of": _("minor matters are as a rule not published"),
        },
    ]


def _group(kind: str, found: list[PublicSubject], counts: dict[str, int], letters: dict[str, str]) -> dict:
    labels = {
        "organ": _("Departments"),
        "institution": _("Public institutions"),
        "township": _("Townships and subdistricts"),
    }
    subjects = [
        {
            "name": body.name,
            "url": reverse("subject", args=[body.code]),
            "letter": letters.get(body.code, ""),
            "aside": _aside(counts.get(body.code, 0)),
        }
        for body in found[:DIRECTORY]
    ]
    return {"label": labels[kind], "kind": kind, "subjects": subjects, "more": len(found) > DIRECTORY}


def _aside(count: int) -> str:
    return ngettext("%(n)s record", "%(n)s records", count) % {"n": thousands(count)} if count else _("no record")


# ── One archive, one record ──────────────────────────────────────────────────


@require_safe
def subject(request: HttpRequest, code: str) -> HttpResponse:
    found = PublicSubject.objects.filter(code=code).first()
    if found is None:
        raise Http404
    parts = paging.read(request.GET.get("after", ""))
    query = PublicRecord.objects.of(found).newest_decided()
    count = query.count()
    rows = list((query.after(date.fromisoformat(parts[0]), parts[1]) if paging.of_records(parts) else query)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    grade = grade_of(found)
    counted = {line.record_number for line in grade.lines} - {record.number for record in rows} if grade else set()
    others = PublicRecord.objects.filter(number__in=counted) if counted else []
    dressed = {record.number: record for record in dress([*rows, *others])}
    own, changes = reverse("subject", args=[code]), _changes(found)
    context = {
        "subject": found,
        "kind_label": Subject.Kind(found.kind).label,
        "superior_url": reverse("subject", args=[found.superior_code]) if found.superior_code else "",
        "names": PublicSubjectName.objects.filter(subject_code=code),
        "powers": PublicPowerCount.of(code) if found.is_body else None,
        "tolerated": list(PublicToleranceQuarter.objects.filter(subject_code=code)[:QUARTERS]) if found.is_body else [],
        "quarters": list(PublicComplaintQuarter.objects.filter(subject_code=code)[:QUARTERS]) if found.is_body else [],
        "subordinates": _subordinates(found),
        "changes": changes,
        "years": overview.years_of(found, timezone.localdate()),
        "chronicle": overview.chronicle(found, list(dressed.values()), changes, lambda number: reverse("record", args=[number])) if not parts else [],
        "file_query": urlencode({"q": found.code}),
        "grade": grade,
        "lines": [{"line": line, "record": dressed.get(line.record_number)} for line in grade.lines] if grade else [],
        "letters": list(PublicLetter.objects.filter(subject_code=code)[:CORRECTIONS]) if not parts else [],
        "promised": promised_by(found) if not parts else None,
        "corrections": list(PublicCorrection.objects.filter(subject_code=code)[:CORRECTIONS]) if not parts else [],
        "criticisms": list(PublicCriticism.objects.filter(subject_code=code)[:CORRECTIONS]) if not parts else [],
        "records": rows,
        "record_count": count,
        "first_url": own + "#records" if paging.of_records(parts) else "",
        "next_url": f"{own}?{urlencode({'after': paging.write(rows[-1].decided_on.isoformat(), rows[-1].number)})}#records" if more else "",
    }
    return page(request, "publicity/subject.html", context)


QUARTERS = 8  # of complaints, on the page of a body; the page of counts has all
SUBORDINATES = 200  # named on the page of their superior; the search finds the others


def _subordinates(found: PublicSubject) -> list[dict]:
    """The bodies whose superior this is: villages of a township, institutions of a department."""
    if not found.is_body:
        return []
    below = PublicSubject.objects.filter(superior_code=found.code, kind__in=BODIES).order_by("sort_key", "code")[:SUBORDINATES]
    return [{"name": body.name, "url": reverse("subject", args=[body.code])} for body in below]


def _changes(found: PublicSubject) -> list[dict]:
    """What became of the body, and of whom it came, as ``{"text", "name", "url", "change"}``."""
    told = []
    for change in PublicSubjectChange.objects.filter(Q(subject_code=found.code) | Q(successor_code=found.code)):
        own = change.subject_code == found.code
        words = {
            ("merged", True): _("Merged into"),
            ("merged", False): _("Took over, by merger,"),
            ("split", True): _("Split off"),
            ("split", False): _("Split from"),
            ("dissolved", True): _("Dissolved; its duties went to") if change.successor_code else _("Dissolved"),
            ("dissolved", False): _("Took over the duties of"),
        }[change.kind, own]
        code, name = (change.successor_code, change.successor_name) if own else (change.subject_code, change.subject_name)
        told.append({"text": words, "name": name or "", "url": reverse("subject", args=[code]) if code else "", "change": change})
    return told


@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    found = PublicRecord.objects.filter(number=number).first()
    if found is None:
        return people.record(request, number)
    return record_page(request, found, reverse("subject", args=[found.subject_code]))


def record_page(request: HttpRequest, found: PublicRecord | PublicPersonRecord, subject_url: str, **more) -> HttpResponse:
    """The page of one record, about whomever it is."""
    dress([found])
    today, corrected = timezone.localdate(), PublicCorrected.objects.filter(number=found.number).first()
    since = getattr(found, "objected_from", None)
    context = {
        # Between the decision and its closing the mark stands, and nothing is being verified any more.
        "settled": bool(corrected and since and corrected.corrected_on >= timezone.localdate(since)),
        "today": today,
        "record": found,
        "subject_url": subject_url,
        "facts": facts(found),
        "period": period_of(found, today),
        "tier_label": tier_label(found),
        "conditions": asked_of(found),
        "corrected": corrected,
        "city": settings.CITY_NAME,
        "commitment": commitment_number(found),
        **more,
    }
    return page(request, "publicity/record.html", context, KEEP_NOTHING)
