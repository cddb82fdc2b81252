"""Pages about layouts: their templates to download, and the sheet that goes back with its errors."""

from __future__ import annotations

import tempfile

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from . import exports, filing_names
from .admin import EVERYBODY_AT_WORK
from .imports import blank, returned
from .imports.layouts import LAYOUTS
from .models import Membership, Role
from .opening import opened_filing, refuse_personal_filing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def _must_work_here(request: HttpRequest) -> None:
    if not Role.of(request.user) & EVERYBODY_AT_WORK:
        raise PermissionDenied(_("Templates are for those who work with records."))


@require_GET
def layouts(request: HttpRequest) -> HttpResponse:
    """Every layout with its columns and its templates."""
    _must_work_here(request)
    today = timezone.localdate()
    told = [{"layout": layout, "columns": blank.explained(layout, today=today)} for layout in LAYOUTS.values()]
    return TemplateResponse(
        request, "staff/layouts.html", {**admin.site.each_context(request), "title": _("Layouts and templates"), "layouts": told}
    )


@require_GET
def template(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The empty table of one layout, as CSV or as a workbook that explains its columns."""
    _must_work_here(request)
    layout = LAYOUTS.get(code)
    if layout is None or form not in {"csv", "xlsx"}:
        raise Http404
    if form == "csv":
        answer = HttpResponse(blank.as_csv(layout), content_type=CSV)
    else:
        answer = HttpResponse(blank.as_xlsx(layout, today=timezone.localdate()), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{layout.code}.{form}"'
    return answer


@require_GET
def sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The rows of a filing with errors (``?rows=all``: all of them), as staged and masked, each error at its cell."""
    refuse_personal_filing(request.user, pk)
    entry = opened_filing(request.user, pk)
    if entry.layout not in LAYOUTS or form not in {"csv", "xlsx"}:
        raise Http404
    # The names of natural persons stand in it in full: it goes back to the unit that filed it, and to nobody else; the
    # read log says so before the first byte.
    own = Membership.objects.held().filter(user=request.user, unit=entry.unit, role__in=[Role.CLERK, Role.HEAD])
    everything = request.GET.get("rows") == "all"
    if LAYOUTS[entry.layout].of_persons:
        if not own.exists():
            filing_names.refuse(by=request.user, filing=entry, why=_("The sheet holds the names of natural persons; it goes back to the unit that filed it only."))
        filing_names.reveal(by=request.user, filing=entry, today=timezone.localdate(), faulty=not everything)
    exports.note_sheet(entry, by=request.user, everything=everything)
    name = f"filing-{entry.number}-{'all' if everything else 'errors'}.{form}"
    if form == "csv":
        answer = StreamingHttpResponse(returned.as_csv(entry, everything=everything), content_type=CSV)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    returned.write_xlsx(entry, file, everything=everything)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
