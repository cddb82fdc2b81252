"""Why this score: the page for the officer, the auditor, and the unit itself, for any day and any state of knowledge."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archives.models import CatalogueItem, Membership, Record, Role, Subject
from integrity.errors import Refused

from . import explain
from .models import Run, Score, Standard


@require_safe
def why(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of one body. The address takes ``as_of`` and ``known_at``, or ``run`` for the question of a stored run."""
    subject = get_object_or_404(Subject.objects.bodies(), code=code)
    if not may_see(request.user, subject):
        raise PermissionDenied(
            _("Only the credit office, the auditor and the unit itself see why %(unit)s has its score.") % {"unit": subject}
        )
    run = _run(request.GET.get("run"))
    as_of, known_at, errors = _asked(request, run)
    told = standard = None
    if not errors:
        try:
            told = explain.lines(subject.pk, as_of, known_at, standard=run and run.standard)
            standard = Standard.objects.prefetch_related("bands").get(pk=told.standard_id)
        except Refused as refusal:
            errors.append(str(refusal))
    context = admin.site.each_context(request) | {
        "title": _("Why this score"),
        "subject": subject,
        "as_of": as_of,
        "known_at": known_at,
        "known_at_local": known_at and timezone.localtime(known_at),
        "run": run,
        "errors": errors,
        "standard": standard,
        "told": told,
        "score": told and _score(told, standard, as_of),
        "stored": run and explain.stored(subject.pk, run),
        "runs": Run.objects.finished().select_related("standard")[:10],
    }
    return render(request, "staff/why.html", context, status=400 if errors else 200)


def may_see(user, subject: Subject) -> bool:
    """Office and auditor every body; clerk and head their own unit."""
    roles = Role.of(user)
    if roles & {Role.OFFICER, Role.AUDITOR}:
        return True
    return Membership.objects.held().filter(user=user, unit=subject, role__in=[Role.CLERK, Role.HEAD]).exists() and user.is_active


def explained_of(user, run: Run) -> list[dict]:
    """The bodies with a line in the state ``run`` stands for that ``user`` may see explained, lowest score first."""
    bodies = Subject.objects.bodies()
    if not Role.of(user) & {Role.OFFICER, Role.AUDITOR}:
        own = Membership.objects.held().filter(user=user, role__in=[Role.CLERK, Role.HEAD])
        bodies = bodies.filter(pk__in=own.values("unit"))
    last = (
        Score.objects.filter(base_id=run.stored_under, run_id__lte=run.pk)
        .order_by("subject_id", "-run_id")
        .distinct("subject_id")
        .values_list("subject_id", "score", "lines")
    )
    scores = {subject: score for subject, score, lines in last if lines}
    found = bodies.filter(pk__in=list(scores)).values("pk", "code", "name")
    return sorted((body | {"score": scores[body["pk"]]} for body in found), key=lambda body: (body["score"], body["code"]))


def _run(number: str | None) -> Run | None:
    return (
        get_object_or_404(Run.objects.finished().select_related("standard"), pk=number)
        if (number or "").isdecimal() and len(number) < 10
        else None
    )


def _asked(request: HttpRequest, run: Run | None) -> tuple[date | None, datetime | None, list[str]]:
    """The day and the instant asked about, and what is wrong with them."""
    if run:
        return run.as_of, run.known_at, []
    errors, now = [], timezone.now()
    as_of, known_at = timezone.localdate(), now
    if text := request.GET.get("as_of", "").strip():
        as_of = _parsed(parse_date, text)
        if as_of is None:
            errors.append(_("“%(text)s” is no day; write it like 2026-06-30.") % {"text": text})
    if text := request.GET.get("known_at", "").strip():
        known_at = _parsed(parse_datetime, text)
        if known_at is None:
            errors.append(_("“%(text)s” is no instant; write it like 2026-06-30 12:00.") % {"text": text})
        elif timezone.is_naive(known_at):
            known_at = timezone.make_aware(known_at)
        if known_at and known_at > now:
            errors.append(_("What will be known then is not known yet; give an instant in the past."))
    return as_of, known_at, errors


def _parsed(parse, text: str):
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def _score(told: explain.Explanation, standard: Standard, as_of: date) -> dict:
    """What the page prints: every line with its rule, its document and its record, and the sum."""
    rules = {rule.pk: rule for rule in standard.rules.all()}
    records = Record.objects.in_bulk([line.tally_id for line in told.lines])
    names = {code: CatalogueItem.on(code, as_of) for code in {line.item_code for line in told.lines}}
    band = standard.band_of(told.score)
    return {
        "base": told.base,
        "total": told.score,
        "letter": band.letter,
        "word": band.label,
        "bands": [{"letter": one.letter, "low": one.low} for one in standard.bands.all()],
        "lines": [
            {
                "title": names[line.item_code].label if names[line.item_code] else line.item_code,
                "tier": line.tier,
                "number": records[line.tally_id].number if line.tally_id in records else "",
                "version": records[line.tally_id].version if line.tally_id in records else "",
                "rule": rules[line.rule_id],
                "points": line.points,
                "decided_on": line.decided_on,
                "until": line.counts_until,
                "public": line.public,
            }
            for line in told.lines
        ],
    }
