"""The fourteen services of a township on one page, each beside what came of it last year, and the list of townships.

A service is promised for a year, the one of its day: what was for last year and is over is last year's result and stands for nothing today.
What is not promised says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.states import State

from ..models import PublicSubject
from ..views import page
from . import words
from .models import RUNNING, VERIFIED, PublicCommitment, PublicService, PublicVersion

CHANGES = 20
BREACHED = (State.BROKEN, State.RECTIFYING, State.RECTIFIED, State.CASE)


@dataclass
class Service:
    """One service: the commitment that stands for it today, none where nothing is promised; ``last``: that of last year, if it is over;
    ``broken``: others of this year that were not kept, which a new promise of the same service hides from nobody."""

    service: PublicService
    one: PublicCommitment | None
    last: PublicCommitment | None
    broken: list[PublicCommitment]


@require_safe
def townships(request: HttpRequest) -> HttpResponse:
    """Every township with how many of the services it promised, and in which state they are; a service counts once, broken before all else."""
    services = {one.code for one in PublicService.objects.all()}
    rows = PublicCommitment.objects.filter(unit_kind="township", service_code__isnull=False).order_by()
    by_unit: dict[str, list[PublicCommitment]] = {}
    for row in rows.only("number", "unit_code", "service_code", "state", "due_on", "published_on", "id"):
        by_unit.setdefault(row.unit_code, []).append(row)
    listed, year = [], timezone.localdate().year
    for body in PublicSubject.objects.of_kind("township"):
        own = [row for row in by_unit.get(body.code, []) if row.service_code in services]
        standing = _standing(own, year)
        counts = Counter(one.state for one in (standing | {one.service_code: one for one in _broken(own, standing, year)}).values())
        listed.append({"body": body, "promised": len(standing), **_counted(counts)})
    return page(request, "publicity/commitments/townships.html", {"rows": listed, "owed": len(services)})


def _counted(counts: Counter) -> dict:
    return {
        "kept": counts[State.KEPT],
        "running": sum(counts[state] for state in (*RUNNING, State.REPORTED)) - counts[State.OVERDUE],
        "overdue": counts[State.OVERDUE],
        "disputed": counts[State.DISPUTED],
        "broken": sum(counts[state] for state in BREACHED),
    }


def _runs(row: PublicCommitment) -> bool:
    return row.runs or row.state == State.REPORTED


def _standing(rows: list[PublicCommitment], year: int) -> dict[str, PublicCommitment]:
    """Per service the one that stands: of this year or later before what is left of an earlier one, those that run before those that are
    over, the later day first. What was for an earlier year and is over stands no more."""
    standing = [row for row in rows if row.due_on.year >= year or _runs(row)]
    ranked = sorted(standing, key=lambda row: (row.due_on.year >= year, _runs(row), row.due_on, row.id))
    return {row.service_code: row for row in ranked}


def _broken(rows: list[PublicCommitment], standing: dict[str, PublicCommitment], year: int) -> list[PublicCommitment]:
    """What was broken this year and another promise of the same service came after."""
    return [row for row in rows if row.state in BREACHED and row.due_on.year >= year and row is not standing.get(row.service_code)]


def _of_last_year(rows: list[PublicCommitment], year: int) -> dict[str, PublicCommitment]:
    """Per service what was for the year before ``year`` and is over, the last of several."""
    over = [row for row in rows if row.due_on.year == year - 1 and not _runs(row)]
    return {row.service_code: row for row in sorted(over, key=lambda row: (row.due_on, row.id))}


def services_of(body: PublicSubject) -> list[Service]:
    """All services that are owed today, in the order of the law, each with what this township promised of it."""
    rows = words.dressed(PublicCommitment.objects.filter(unit_code=body.code, service_code__isnull=False))
    year = timezone.localdate().year
    standing, before = _standing(rows, year), _of_last_year(rows, year)
    broken = _broken(rows, standing, year)
    return [
        Service(
            service,
            standing.get(service.code),
            before.get(service.code),
            [row for row in broken if row.service_code == service.code],
        )
        for service in PublicService.objects.all()
    ]


@require_safe
def township(request: HttpRequest, code: str) -> HttpResponse:
    body = PublicSubject.objects.filter(code=code, kind="township").first() if code.isprintable() else None
    if body is None:
        raise Http404
    rows = services_of(body)
    present = [row.one for row in rows if row.one]
    judged = [*present, *(one for row in rows for one in row.broken)]
    by_service = [row.broken[0] if row.broken else row.one for row in rows if row.broken or row.one]
    counts = _counted(Counter(one.state for one in by_service))
    numbers = [one.number for one in present]
    changes = (
        list(PublicVersion.objects.filter(commitment_number__in=numbers, no__gt=1).order_by("-valid_from", "-id")[:CHANGES])
        if numbers
        else []
    )
    named = {one.number: one for one in present}
    before = [row.last for row in rows if row.last]
    context = {
        "body": body,
        "rows": rows,
        "present": present,
        "last_year": timezone.localdate().year - 1 if before else None,
        "last_kept": sum(one.state in (State.KEPT, State.DISPUTED) for one in before),
        "last_verified": sum(one.state in VERIFIED for one in before),
        "missing": [row.service for row in rows if row.one is None],
        "figures": _figures(counts, by_service),
        "late": [one for one in judged if one.state in (State.OVERDUE, State.BROKEN, State.RECTIFYING, State.CASE)],
        "changes": [{"version": version, "one": named[version.commitment_number]} for version in changes],
    }
    return page(request, "publicity/commitments/township.html", context)


def _figures(counts: dict, present: list[PublicCommitment]) -> list[dict]:
    def names(*states) -> str:
        return "、".join(one.service_label for one in present if one.state in states)

    return [
        {"label": words.label(State.KEPT), "value": counts["kept"], "of": ""},
        {"label": _("under way, not overdue"), "value": counts["running"], "of": ""},
        {"label": words.label(State.OVERDUE), "value": counts["overdue"], "of": names(State.OVERDUE)},
        {"label": words.label(State.DISPUTED), "value": counts["disputed"], "of": names(State.DISPUTED)},
        {
            "label": words.label(State.BROKEN),
            "value": counts["broken"],
            "of": names(*BREACHED),
        },
    ]
