"""How many of the commitments verified each unit kept, on one page and as a file: in the order of the directory, unranked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from integrity.portal_errors import bad_request

from ..files import csv_file
from ..views import page
from .kept import kept_by_unit
from .models import PublicSample


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    rows = kept_by_unit()
    context = {"rows": rows, "sample": PublicSample.objects.first(), "told": sum(row.is_told for row in rows)}
    return page(request, "publicity/commitments/units.html", context)


@require_safe
def units_csv(request: HttpRequest) -> HttpResponse:
    """The counts of every unit, and the share where it may be told."""
    if request.GET:
        return bad_request(request, detail=_("This file takes no parameters; it holds every unit."))
    columns = [
        pgettext("of a body", "Name"), _("Credit code"), _("Verified"), pgettext("commitments", "kept"), pgettext("commitments", "broken"),
        _("Of those kept, disputed"), _("Share kept"), _("Not verified yet"), _("Of these overdue"),
    ]  # fmt: skip
    rows = ([r.name, r.code, r.verified, r.kept, r.broken, r.disputed, r.share, r.running, r.overdue] for r in kept_by_unit())
    return csv_file("commitments_by_unit", columns, rows)
