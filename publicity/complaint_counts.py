"""How complaints ended, by body and quarter: counts of ended quarters and nothing else, as a page and as a file."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from integrity.portal_errors import bad_request

from .counts import PublicComplaintQuarter, PublicToleranceQuarter, quarter_label
from .files import csv_file
from .views import page

ASKED = re.compile(r"([12][0-9]{3})-Q([1-4])")


def written(first: date) -> str:
    """The quarter as it stands in an address: 2026-Q3."""
    return f"{first.year}-Q{(first.month + 2) // 3}"


def _quarters() -> list[date]:
    found = {day for counts in (PublicComplaintQuarter, PublicToleranceQuarter) for day in counts.objects.values_list("quarter", flat=True)}
    return sorted(found, reverse=True)


@require_safe
def quarters(request: HttpRequest) -> HttpResponse:
    """The counts of one quarter; without a parameter those of the last one that has any."""
    known, asked = _quarters(), request.GET.get("quarter", "")
    if set(request.GET) - {"quarter"} or (asked and not ASKED.fullmatch(asked)):
        return bad_request(request, detail=_("A quarter is written like 2026-Q3; follow one of the links."))
    if asked:
        year, n = ASKED.fullmatch(asked).groups()
        shown = date(int(year), 3 * int(n) - 2, 1)
    else:
        shown = known[0] if known else None
    rows = list(PublicComplaintQuarter.objects.filter(quarter=shown)) if shown else []
    choices = [{"label": quarter_label(first), "value": written(first), "now": first == shown} for first in known[:40]]
    tolerated = list(PublicToleranceQuarter.objects.filter(quarter=shown)) if shown else []
    context = {"rows": rows, "tolerated": tolerated, "choices": choices, "shown": quarter_label(shown) if shown else "", "value": written(shown) if shown else ""}
    return page(request, "publicity/complaint_quarters.html", context)


@require_safe
def quarters_csv(request: HttpRequest) -> HttpResponse:
    """All counts of all quarters."""
    if request.GET:
        return bad_request(request, detail=_("This file takes no parameters; it holds every quarter."))
    columns = [
        _("Quarter"), pgettext("of a body", "Name"), _("Credit code"), _("Complaints concluded"), _("Of these founded"), _("Of these answered in time"),
    ]  # fmt: skip
    found = PublicComplaintQuarter.objects.all()
    rows = ([written(r.quarter), r.subject_name, r.subject_code, r.closed, r.founded, r.in_time] for r in found.iterator())
    return csv_file("complaint_quarters", columns, rows)


@require_safe
def tolerances_csv(request: HttpRequest) -> HttpResponse:
    """How many breaches were tolerated, of all quarters: one line for each body, and one for each condition that may be told."""
    if request.GET:
        return bad_request(request, detail=_("This file takes no parameters; it holds every quarter."))
    columns = [_("Quarter"), pgettext("of a body", "Name"), _("Credit code"), _("Condition of tolerance"), _("Tolerated")]
    rows = (
        [written(r.quarter), r.subject_name, r.subject_code, ground, n]
        for r in PublicToleranceQuarter.objects.iterator()
        for ground, n in (("", r.tolerated), *r.told)
    )
    return csv_file("tolerance_quarters", columns, rows)
