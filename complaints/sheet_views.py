"""The page on which a sheet of tickets is looked at and entered."""

from __future__ import annotations

import csv
import io

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from archives.models import Subject
from integrity.errors import Refused

from . import actions, sheets
from .forms import found_body
from .models import Ticket
from .views import _context

PREVIEW, SHOWN = 20, 200  # good rows and errors on the page


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=sheets.HOW, widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls"})
    )


def _must_enter(user) -> None:
    if not actions.may_enter(user, timezone.localdate()):
        raise PermissionDenied(_("Only the credit office enters complaints."))


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; see what is in it; enter its good rows."""
    _must_enter(request.user)
    if request.method == "POST" and "sealed" in request.POST:
        return _entered(request)
    form, status, context = SheetForm(request.POST or None, request.FILES or None), 200, {}
    if request.method == "POST":
        status = 400
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                seen = sheets.looked_at(upload, upload.name or "", by=request.user, today=timezone.localdate())
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                status, context = 200, _seen(seen, request.user)
    return TemplateResponse(
        request, "staff/ticket_sheet.html", _context(request, title=_("Enter complaints from a sheet"), form=form, **context), status=status
    )


def _seen(seen: sheets.Sheet, user) -> dict:
    shown = [
        {
            **row,
            "channel": Ticket.Channel(row["channel"]).label,
            "kind": Ticket.Kind(row["kind"]).label,
            "accused": found_body(row["accused"]),
        }
        for row in seen.good[:PREVIEW]
    ]
    return {
        "sheet": seen,
        "shown": shown,
        "more": len(seen.good) - len(shown),
        "errors": seen.errors[:SHOWN],
        "more_errors": len(seen.errors) - SHOWN,
        "sealed": sheets.sealed(seen, user) if seen.good else "",
    }


def _entered(request: HttpRequest) -> HttpResponse:
    try:
        made = sheets.enter(sheets.unsealed(request.POST["sealed"], request.user), by=request.user, today=timezone.localdate())
    except Refused as refusal:
        context = _context(request, title=_("Enter complaints from a sheet"), form=SheetForm(), refusal=str(refusal))
        return TemplateResponse(request, "staff/ticket_sheet.html", context, status=409)
    if not made:
        messages.info(request, _("All these complaints were entered before; nothing changed."))
        return redirect("admin:complaints_ticket_changelist")
    messages.success(
        request,
        ngettext("%(n)d complaint entered. A colleague decides on it.", "%(n)d complaints entered. A colleague decides on each.", made)
        % {"n": made},
    )
    return redirect("admin:complaints_ticket_changelist")


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The columns with one example row, as a spreadsheet program opens it."""
    _must_enter(request.user)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheets.HEADERS.values())
    body = Subject.objects.bodies().filter(ceased_on__isnull=True).order_by("sort_key", "code").values_list("name", flat=True).first()
    writer.writerow({**sheets.EXAMPLE, "accused": body or sheets.EXAMPLE["accused"]}[code] for code in sheets.HEADERS)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tickets.csv"'
    return response
