"""The list of commitments as a file, and feeds by which somebody follows all of them, those of one unit, or a single one."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import Report
from integrity.portal_errors import bad_request

from .. import questions as records
from ..files import KEEP_NOTHING, NEWEST, begun, csv_file, refused
from ..models import PublicSubject
from . import pages, questions, words
from .models import PublicCommitment, PublicDispute, PublicOwner, PublicReport, PublicVersion
from .questions import ASKED, Question


def entry_of(one: PublicCommitment, request: HttpRequest) -> dict:
    """One commitment as it goes into files and the API; keys are the same in every language, words are not."""
    return {
        "number": one.number,
        "url": request.build_absolute_uri(reverse("commitment", args=[one.number])),
        "title": one.title,
        "text": one.text,
        "unit_code": one.unit_code,
        "unit_name": one.unit_name,
        "kind_code": one.kind_code,
        "kind_name": one.kind_label,
        "service_code": one.service_code,
        "service_name": one.service_label or None,
        "state": one.state,
        "state_name": words.label(one.state),
        "published_on": one.published_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "workdays_left": one.workdays_left if one.runs else None,
        "yardstick": one.yardstick,
        "yardstick_words": words.yardstick(one),
        "target": None if one.target is None else str(one.target),
        "measured_in": one.measure,
        "progress_percent": one.progress,
        "owner_post": one.owner_post,
        "basis": one.basis,
        "duty": f"{one.duty_name}（{one.duty_document}{one.duty_article}）" if one.duty_name else None,
        "verified_on": one.decided_on.isoformat() if one.decided_on else None,
        "rectification_due_on": one.plan_due_on.isoformat() if one.plan_due_on else None,
        "disputed_since": one.disputed_since.isoformat() if one.disputed_since else None,
        "record_number": one.record_number,
        "version": one.version_no,
    }


def _columns() -> dict[str, str]:
    return {
        "number": pgettext("of a commitment", "Number"), "unit_name": pgettext("of a commitment", "Unit"), "unit_code": _("Credit code"), "kind_name": _("Kind"),
        "service_name": _("Service of townships"), "title": _("Title"), "text": _("Text"), "yardstick_words": _("What counts as kept"),
        "state_name": _("State"), "published_on": _("Published on"), "due_on": _("Due on"), "workdays_left": _("Working days to go"),
        "progress_percent": _("Progress in per cent"), "owner_post": _("Post that answers for it"), "basis": _("Legal basis"), "duty": _("Duty that it serves"),
        "verified_on": _("Verified on"), "rectification_due_on": _("To be rectified by"), "disputed_since": _("Disputed since"),
        "record_number": pgettext("of a commitment", "Record no."), "version": pgettext("of a commitment", "Version"), "url": _("Address"),
    }  # fmt: skip


@require_safe
def commitments_csv(request: HttpRequest) -> HttpResponse:
    """The commitments of a question; without words and filters, all that were published."""
    question = Question.read(request.GET)
    if answer := refused(request, records.Question(), ASKED):
        return answer
    if wrong := questions.fault(question):
        return bad_request(request, detail=wrong[1])
    columns = _columns()
    found = begun(questions.all_of(question))
    return csv_file("commitments", columns.values(), ([entry_of(one, request)[key] for key in columns] for one in found))


# ── feeds ────────────────────────────────────────────────────────────────────


@require_safe
def all_feed(request: HttpRequest) -> HttpResponse:
    """What was published last."""
    title = _("%(city)s: public commitments") % {"city": settings.CITY_NAME}
    return _feed(request, title, reverse("commitments"), _published(request, PublicCommitment.objects.all()[:NEWEST]))


@require_safe
def unit_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Of one unit: what it published, and what became of it."""
    body = PublicSubject.objects.filter(code=code).first() if code.isprintable() else None
    if body is None or not body.is_body:
        raise Http404
    mine = list(PublicCommitment.objects.filter(unit_code=code)[:NEWEST])
    entries = [*_published(request, mine), *(entry for one in mine if (entry := _standing(request, one)))]
    return _feed(request, _("%(unit)s: public commitments") % {"unit": body.name}, reverse("subject", args=[code]), _newest(entries))


@require_safe
def one_feed(request: HttpRequest, number: str) -> HttpResponse:
    """Of one commitment: its publication, each change, each handover by the posts alone, each report, its verification, each dispute with its result."""
    one = pages.found(number)
    where = _where(request, one)
    entries = [*_published(request, [one]), *([standing] if (standing := _standing(request, one)) else [])]
    for version in PublicVersion.objects.filter(commitment_number=one.number, no__gt=1):
        entries.append(
            _entry(
                _("Changed: %(title)s") % {"title": version.title},
                f"{version.reason}（{version.authority}）",
                f"{where}#version-{version.no}",
                version.valid_from,
            )
        )
    for report in PublicReport.objects.filter(commitment_number=one.number):
        entries.append(
            _entry(
                _("Reported: %(kind)s") % {"kind": Report.Kind(report.kind).label}, report.words, f"{where}#report-{report.id}", report.on
            )
        )
    for after, before in pairwise(PublicOwner.objects.filter(commitment_number=one.number)):
        entries.append(
            _entry(
                _("Handed over to the post: %(post)s") % {"post": after.post},
                _("What was committed stays as it is; before: %(post)s.") % {"post": before.post},
                f"{where}#owner-{after.from_on.isoformat()}",
                after.from_on,
            )
        )
    for dispute in PublicDispute.objects.filter(commitment_number=one.number):
        entries.append(_entry(_("Disputed, being verified"), "", f"{where}#dispute-{dispute.id}", dispute.received_on))
        if dispute.decided_on:
            entries.append(_entry(_("Dispute decided"), dispute.result, f"{where}#result-{dispute.id}", dispute.decided_on))
    return _feed(request, f"{one.unit_name} {one.title}", reverse("commitment", args=[one.number]), _newest(entries))


def _where(request: HttpRequest, one: PublicCommitment) -> str:
    return request.build_absolute_uri(reverse("commitment", args=[one.number]))


def _entry(title: str, said: str, where: str, day: date) -> dict:
    return {"title": str(title), "description": said, "link": where, "day": day}


def _published(request: HttpRequest, found) -> list[dict]:
    return [
        _entry(
            f"{one.unit_name} {one.title}",
            f"{one.kind_label} {words.yardstick(one)} {one.due_on.isoformat()}",
            _where(request, one),
            one.published_on,
        )
        for one in found
    ]


def _standing(request: HttpRequest, one: PublicCommitment) -> dict | None:
    """What was verified, or that it ended; by the day of its last turn. A day that only passed is told of by no entry."""
    day = one.closed_on or one.planned_on or one.decided_on
    if day is None:
        return None
    return _entry(
        f"{one.unit_name} {one.title}: {words.label(one.state)}",
        one.end_reason or one.decided_reason,
        f"{_where(request, one)}#state-{one.state}",
        day,
    )


def _newest(entries: list[dict]) -> list[dict]:
    return sorted(entries, key=lambda entry: entry["day"], reverse=True)[:NEWEST]


def _feed(request: HttpRequest, title: str, address: str, entries: list[dict]) -> HttpResponse:
    absolute = request.build_absolute_uri
    atom = Atom1Feed(title=title, link=absolute(address), feed_url=absolute(request.path), description=None, language=get_language())
    for entry in entries:
        at = timezone.make_aware(datetime.combine(entry["day"], time()))
        atom.add_item(
            title=entry["title"], link=entry["link"], description=entry["description"], unique_id=entry["link"], pubdate=at, updateddate=at
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = KEEP_NOTHING
    return response
