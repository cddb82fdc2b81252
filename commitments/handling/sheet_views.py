"""The page on which a file of handling times is looked at and entered, and its template.

As with every sheet (:mod:`archives.sheet_views`) nothing is kept between looking and entering but the page itself, which carries the good rows
under a signature. A file of handling times is longer than other sheets and its rows are short: they are read by one statement and entered by
COPY, so a whole year of a unit takes seconds.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from archives.imports import reading
from archives.imports.sheets import EXAMPLE, LIFE
from archives.models import Subject
from archives.sheet_views import PREVIEW, SHOWN, SheetForm
from integrity.errors import Refused
from integrity.lists import open_list

from .rights import imports_for
from .sheet import HEADERS, Looked, Row, enter_looked_at, look

MOST = 50_000  # rows a file by the page; ``import_handling_times`` takes any number
SALT = "commitments.handling"
SAMPLE = {"number": "示审〔2026〕000123", "matter": "XK-001", "accepted_on": "2026-03-02", "finished_on": "2026-03-09", "asked_again": "0"}
HOW = format_lazy(
    gettext_lazy(
        "CSV, XLSX or XLS with the columns {columns}, at most {most} rows. Leave the day of completion empty while an application runs."
    ),
    columns="、".join(HEADERS.values()),
    most=MOST,
)


class HandlingSheetForm(SheetForm):
    """Of which unit, and the file; a file is of one unit."""

    unit = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Unit"))
    field_order = ["unit", "file"]

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        if units.count() == 1:
            self.fields["unit"].empty_label = None
        self.fields["file"].help_text = HOW


class Seen:
    """What the page says of a file: as :class:`archives.imports.sheets.Sheet`, with the rows of :class:`Looked`."""

    def __init__(self, looked: Looked):
        self.good = [row for row, _matter in looked.good] + [row for row, _known in looked.more]
        self.new, self.updates = len(looked.good), looked.more
        self.rows, self.bad, self.unchanged = looked.rows, looked.rejected, looked.unchanged
        self.errors = sorted(looked.errors, key=lambda error: (error["row"], error["column"]))
        self.passed = looked.passed


def _must(user):
    units = imports_for(user, timezone.localdate())
    if not units.exists():
        raise PermissionDenied(_("Only clerk and head of a unit, and the credit office, import handling times."))
    return units


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Choose a unit and its file; see what is in it; enter its good rows."""
    units = _must(request.user)
    if request.method == "POST" and "sealed" in request.POST:
        return _entered(request, units)
    form, status, context = HandlingSheetForm(request.POST or None, request.FILES or None, units=units), 200, {}
    if request.method == "POST":
        status = 400
        if form.is_valid():
            unit, upload = form.cleaned_data["unit"], form.cleaned_data["file"]
            try:
                seen = Seen(_looked_at(upload, unit))
                context = _shown(seen, unit, request.user)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                status = 200
    return _page(request, status, form=form, **context)


@transaction.atomic
def _looked_at(upload, unit: Subject) -> Looked:
    return look(upload, upload.name or "", unit=unit, today=timezone.localdate(), most=MOST)


def _page(request, status: int, **extra) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Import handling times"),
        "lead": _(
            "What the approval system wrote down, one application a row and without who applied. The file is looked at first; nothing is kept before you enter it."
        ),
        "whole": _("All rows are entered, or none. What is measured from them is published beside the commitment."),
        "list_url": open_list("commitments_handling", request.user),
        "list_title": _("Handling times"),
        "template_url": reverse("staff_handling_sheet_template"),
        **extra,
    }
    return TemplateResponse(request, "staff/sheet.html", context, status=status)


def _shown(seen: Seen, unit: Subject, user) -> dict:
    heads = [
        _("Number of the application"),
        _("Approval matter"),
        _("Accepted on"),
        _("Finished on"),
        _("Material asked for again, times"),
        _("What becomes of it"),
    ]
    words = (_("entered anew"), _("added to the entry that is there"))
    cells = [
        (row.number, row.matter, row.accepted_on.isoformat(), row.finished_on.isoformat() if row.finished_on else "—", row.asked_again)
        for row in seen.good[:PREVIEW]
    ]
    return {
        "sheet": seen,
        "heads": heads,
        "shown": [list(zip(heads, (*row, words[n >= seen.new]), strict=True)) for n, row in enumerate(cells)],
        "more": len(seen.good) - PREVIEW,
        "errors": seen.errors[:SHOWN],
        "more_errors": len(seen.errors) - SHOWN,
        "passed": seen.passed[:SHOWN],
        "more_passed": len(seen.passed) - SHOWN,
        "sealed": _sealed(seen.good, unit, user) if seen.good else "",
    }


def _sealed(rows: list[Row], unit: Subject, by) -> str:
    """The good rows as the page carries them: signed, for this account and unit, for an hour."""
    told = [
        [row.no, row.number, row.matter, row.accepted_on.isoformat(), row.finished_on and row.finished_on.isoformat(), row.asked_again]
        for row in rows
    ]
    sealed = signing.dumps({"by": by.pk, "unit": unit.pk, "rows": told}, salt=SALT, compress=True)
    if len(sealed) > LARGEST:
        raise reading.BadFile(_("The file holds more than a page can carry; split it by quarter."))
    return sealed


LARGEST = 1_900_000  # signs; what a form posts is refused from DATA_UPLOAD_MAX_MEMORY_SIZE on


def _unsealed(text: str, units, by) -> tuple[Subject, list[Row]]:
    again = Refused(_("This page is older than an hour or was not made for you; choose the file again."))
    try:
        held = signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        raise again from None
    unit = units.filter(pk=held["unit"]).first()
    if held["by"] != by.pk or unit is None:
        raise again
    rows = [
        Row(no, number, matter, date.fromisoformat(accepted), date.fromisoformat(finished) if finished else None, asked)
        for no, number, matter, accepted, finished, asked in held["rows"]
    ]
    return unit, rows


def _entered(request, units) -> HttpResponse:
    try:
        unit, rows = _unsealed(request.POST["sealed"], units, request.user)
        made = enter_looked_at(rows, unit=unit, by=request.user)
    except Refused as refusal:
        return _page(request, 409, form=HandlingSheetForm(units=units), refusal=str(refusal))
    if made.good:
        words = ngettext("%(n)d handling time entered.", "%(n)d handling times entered.", len(made.good))
        messages.success(request, words % {"n": len(made.good)})
    if made.more:
        words = ngettext("%(n)d application that ran says more now.", "%(n)d applications that ran say more now.", len(made.more))
        messages.success(request, words % {"n": len(made.more)})
    if made.unchanged == made.rows:
        messages.info(request, _("All these rows were entered before; nothing changed."))
    elif made.unchanged:
        words = ngettext(
            "%(n)d row was entered meanwhile by somebody else.", "%(n)d rows were entered meanwhile by somebody else.", made.unchanged
        )
        messages.info(request, words % {"n": made.unchanged})
    return redirect(open_list("commitments_handling", request.user) or "admin:index")


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The columns with one example row, as a spreadsheet program opens it; the row is marked and never entered."""
    _must(request.user)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS.values())
    writer.writerow([(EXAMPLE if code == "number" else "") + SAMPLE[code] for code in HEADERS])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="handling-times.csv"'
    return response
