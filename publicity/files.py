"""The same lists as files and feeds: what a page shows under a question, streamed as CSV or JSON, or as an Atom feed.

Everything is read through the public views while it is sent, so a record that ends in the middle is not in the rest.
Natural persons are in none of these: the views of lists do not hold them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integrity.exports import streamed
from integrity.portal_errors import bad_request
from integrity.templatetags.register import STATES

from . import questions
from .models import BODIES, PublicRecord, PublicSubject
from .printed import dress, facts, tier_label
from .questions import Question

CHUNK = 1000
NEWEST = 50  # entries of a feed
KEEP_NOTHING = "no-store"
ASKED = {"q", *questions.FILTERS, "since", "until"}


def _pages(question: Question) -> Iterator[list[PublicRecord]]:
    after: list = []
    while found := questions.records(question, after, CHUNK):
        yield dress(found)
        after = [found[-1].decided_on.isoformat(), found[-1].number]


def _all(question: Question) -> Iterator[PublicRecord]:
    """All records of the question. The first page is asked for at once: what cannot be answered is then a 503, not half a file."""
    return begun(chain.from_iterable(_pages(question)))


def begun(parts: Iterator) -> Iterator:
    """The same parts, the first already made."""
    first = list(islice(parts, 1))
    return chain(first, parts)


def entry_of(record: PublicRecord, request: HttpRequest) -> dict:
    """One record as it goes into a file; keys are the same in every language, labels are not."""
    return {
        "number": record.number,
        "url": request.build_absolute_uri(reverse("record", args=[record.number])),
        "title": record.title,
        "subject_code": record.subject_code,
        "subject_name": record.subject_name,
        "subject_kind": record.subject_kind,
        "name_in_document": record.name_in_document,
        "item_code": record.item_code,
        "item_name": record.item_label,
        "tier": record.tier,
        "tier_name": tier_label(record),
        "document_number": record.doc_no,
        "decided_on": record.decided_on.isoformat(),
        "issuer_code": record.issuer_code,
        "issuer_name": record.issuer_name,
        "amount_yuan": None if record.amount is None else str(record.amount),
        "basis": record.basis,
        "facts": {fact["label"]: fact["value"] for fact in facts(record)},
        "shown_from": timezone.localtime(record.shown_from).isoformat(),
        "shown_until": timezone.localtime(record.shown_until).isoformat(),
        "shown_through": (timezone.localdate(record.shown_until - timedelta(microseconds=1))).isoformat(),
        "period_rule": f"{record.rule_document} {record.rule_article}".strip(),
        "under_objection_since": timezone.localtime(record.objected_from).isoformat() if record.objected_from else None,
    }


def _columns() -> dict[str, str]:
    return {
        "number": _("Number"),
        "subject_name": _("Subject"),
        "subject_code": _("Credit code"),
        "name_in_document": _("Name in the document"),
        "item_name": _("Item"),
        "tier_name": _("Tier"),
        "document_number": _("Document number"),
        "decided_on": _("Decided on"),
        "issuer_name": _("Decided by"),
        "issuer_code": _("Credit code of who decided"),
        "amount_yuan": _("Amount, yuan"),
        "basis": _("Legal basis"),
        "facts": _("Facts"),
        "shown_from": _("Shown from"),
        "shown_until": _("Display ends at"),
        "shown_through": _("Last day of display"),
        "period_rule": _("Period rule"),
        "under_objection_since": _("Under objection since"),
        "url": _("Address"),
    }


def _cells(entry: dict) -> list:
    told = {**entry, "facts": "；".join(f"{label}：{value}" for label, value in entry["facts"].items())}
    return [told[key] for key in _columns()]


def as_csv(request: HttpRequest, question: Question, name: str) -> HttpResponse:
    found = _all(question)
    rows = (_cells(entry_of(record, request)) for record in found)
    return csv_file(name, _columns().values(), rows)


def csv_file(name: str, header, rows: Iterator) -> HttpResponse:
    return fresh(streamed(f"{name}.csv", header, _spoken(rows)))


def as_json(request: HttpRequest, question: Question, name: str) -> HttpResponse:
    return json_file(name, "records", (entry_of(record, request) for record in _all(question)))


def json_file(name: str, key: str, entries: Iterator[dict]) -> HttpResponse:
    """The entries as the list ``key`` of one JSON object, sent as they are read."""

    def body() -> Iterator[str]:
        yield f'{{"city": {json.dumps(settings.CITY_NAME, ensure_ascii=False)}, "as_of": "{timezone.localtime().isoformat()}", "{key}": ['
        for n, entry in enumerate(entries):
            yield (",\n" if n else "\n") + json.dumps(entry, ensure_ascii=False)
        yield "\n]}\n"

    response = StreamingHttpResponse(_spoken(body()), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return fresh(response)


def _spoken(parts: Iterator) -> Iterator:
    """The parts made in the language of this request, though they are sent after it was answered."""
    language = get_language()
    while True:
        with translation.override(language):
            try:
                part = next(parts)
            except StopIteration:
                return
        yield part


def fresh(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = KEEP_NOTHING
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def refused(request: HttpRequest, question: Question, known: set[str]) -> HttpResponse | None:
    """400 for a question that cannot be meant: an answer to another one than was asked would mislead."""
    if unknown := sorted(set(request.GET) - known):
        words = _("The file knows no parameter “%(name)s”; it knows %(known)s.") % {"name": unknown[0][:80], "known": ", ".join(sorted(known))}
        return bad_request(request, detail=words)
    wrong = questions.fault(question)
    return bad_request(request, detail=wrong[1]) if wrong else None


@require_safe
def search_csv(request: HttpRequest) -> HttpResponse:
    """The records of a search; without words and filters, all that are shown."""
    question = Question.read(request.GET)
    return refused(request, question, ASKED) or as_csv(request, question, "records")


@require_safe
def search_json(request: HttpRequest) -> HttpResponse:
    question = Question.read(request.GET)
    return refused(request, question, ASKED) or as_json(request, question, "records")


# ── Feeds ────────────────────────────────────────────────────────────────────


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What was published last about public bodies, enterprises and organisations."""
    title = _("%(city)s: newly published records") % {"city": settings.CITY_NAME}
    return _atom(request, title, reverse("home"), PublicRecord.objects.newest_published()[:NEWEST])


@require_safe
def subject_feed(request: HttpRequest, code: str) -> HttpResponse:
    found = PublicSubject.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return _atom(request, found.name, reverse("subject", args=[code]), PublicRecord.objects.of(found).newest_published()[:NEWEST])


def _atom(request: HttpRequest, title: str, address: str, records) -> HttpResponse:
    """Entries are known by the permanent addresses of the records, in Chinese and in English alike."""
    absolute = request.build_absolute_uri
    atom = Atom1Feed(title=title, link=absolute(address), feed_url=absolute(request.path), description=None, language=get_language())
    for record in dress(records):
        where = absolute(reverse("record", args=[record.number]))
        atom.add_item(
            title=f"{record.subject_name} {record.title}",
            link=where,
            description=" ".join(filter(None, [record.item_label, record.doc_no, record.issuer_name, record.objected_from and str(STATES["objection"].label)])),
            unique_id=where,
            pubdate=record.published_at,
            updateddate=record.published_at,
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = KEEP_NOTHING
    return response


# ── Sitemap ──────────────────────────────────────────────────────────────────

PART = 40_000  # addresses in one part; the protocol allows 50,000


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """An index of one part for pages and bodies, and one for every month with records."""
    parts = ["bodies", *PublicRecord.objects.months()]
    places = [request.build_absolute_uri(reverse("sitemap_part", args=[part])) for part in parts]
    return _xml("sitemapindex", "sitemap", ((place, None) for place in places))


@require_safe
def sitemap_part(request: HttpRequest, part: str) -> HttpResponse:
    absolute = request.build_absolute_uri
    if part == "bodies":
        codes = PublicSubject.objects.filter(kind__in=BODIES).values_list("code", flat=True)
        places = chain([(absolute(reverse("home")), None)], ((absolute(reverse("subject", args=[code])), None) for code in codes[:PART]))
        return _xml("urlset", "url", places)
    if part not in PublicRecord.objects.months():
        raise Http404
    found = PublicRecord.objects.in_month(part).values_list("number", "published_at")[:PART]
    return _xml("urlset", "url", ((absolute(reverse("record", args=[number])), at) for number, at in found))


def _xml(root: str, entry: str, places) -> HttpResponse:
    """Addresses hold nothing XML would mind: codes, numbers, months."""

    def body() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        for place, changed in places:
            yield f"<{entry}><loc>{place}</loc>{f'<lastmod>{changed:%Y-%m-%d}</lastmod>' if changed else ''}</{entry}>\n"
        yield f"</{root}>\n"

    response = StreamingHttpResponse(body(), content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = KEEP_NOTHING
    return response
