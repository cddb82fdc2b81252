"""The fourteen services of a township on one page, and the list of townships. What is not promised says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.states import State

from ..models import PublicSubject
from ..views import page
from . import words
from .models import RUNNING, PublicCommitment, PublicService, PublicVersion

CHANGES = 20


@dataclass
class Service:
    """One service: the commitment that stands for it today, none where nothing is promised; ``earlier``: others of the same service."""

    service: PublicService
    one: PublicCommitment | None
    earlier: list[PublicCommitment]


@require_safe
def townships(request: HttpRequest) -> HttpResponse:
    """Every township with how many of the services it promised, and in which state they are."""
    services = {one.code for one in PublicService.objects.all()}
    rows = PublicCommitment.objects.filter(unit_kind="township", service_code__isnull=False).order_by()
    by_unit: dict[str, list[PublicCommitment]] = {}
    for row in rows.only("number", "unit_code", "service_code", "state", "due_on", "published_on", "id"):
        by_unit.setdefault(row.unit_code, []).append(row)
    listed = []
    for body in PublicSubject.objects.of_kind("township"):
        standing = _standing(by_unit.get(body.code, []))
        counts = Counter(one.state for code, one in standing.items() if code in services)
        listed.append({"body": body, "promised": sum(counts.values()), **_counted(counts)})
    return page(request, "publicity/commitments/townships.html", {"rows": listed, "owed": len(services)})


def _counted(counts: Counter) -> dict:
    return {
        "kept": counts[State.KEPT],
        "running": sum(counts[state] for state in (*RUNNING, State.REPORTED)) - counts[State.OVERDUE],
        "overdue": counts[State.OVERDUE],
        "disputed": counts[State.DISPUTED],
        "broken": sum(counts[state] for state in (State.BROKEN, State.RECTIFYING, State.RECTIFIED, State.CASE)),
    }


def _standing(rows: list[PublicCommitment]) -> dict[str, PublicCommitment]:
    """Per service the one that stands: those that run before those that are over, the later day first."""
    ranked = sorted(rows, key=lambda row: (row.runs or row.state == State.REPORTED, row.due_on, row.id))
    return {row.service_code: row for row in ranked}


def services_of(body: PublicSubject) -> list[Service]:
    """All services that are owed today, in the order of the law, each with what this township promised of it."""
    rows = words.dressed(PublicCommitment.objects.filter(unit_code=body.code, service_code__isnull=False))
    standing = _standing(rows)
    return [
        Service(
            service,
            standing.get(service.code),
            [row for row in rows if row.service_code == service.code and row is not standing[service.code]],
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
    counts = _counted(Counter(one.state for one in present))
    numbers = [one.number for one in present]
    changes = (
        list(PublicVersion.objects.filter(commitment_number__in=numbers, no__gt=1).order_by("-valid_from", "-id")[:CHANGES])
        if numbers
        else []
    )
    named = {one.number: one for one in present}
    context = {
        "body": body,
        "rows": rows,
        "present": present,
        "missing": [row.service for row in rows if row.one is None],
        "figures": _figures(counts, present),
        "late": [one for one in present if one.state in (State.OVERDUE, State.BROKEN, State.RECTIFYING, State.CASE)],
        "changes": [{"version": version, "one": named[version.commitment_number]} for version in changes],
    }
    return page(request, "publicity/commitments/township.html", context)


def _figures(counts: dict, present: list[PublicCommitment]) -> list[dict]:
    def names(*states) -> str:
        return "、".join(one.service_label for one in present if one.state in states)

    return [
        {"label": words.label(State.KEPT), "value": counts["kept"], "of": ""},
        {"label": _("in performance"), "value": counts["running"], "of": ""},
        {"label": words.label(State.OVERDUE), "value": counts["overdue"], "of": names(State.OVERDUE)},
        {"label": words.label(State.DISPUTED), "value": counts["disputed"], "of": names(State.DISPUTED)},
        {
            "label": words.label(State.BROKEN),
            "value": counts["broken"],
            "of": names(State.BROKEN, State.RECTIFYING, State.RECTIFIED, State.CASE),
        },
    ]
