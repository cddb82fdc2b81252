"""The pages on which a sheet (:mod:`archives.imports.sheets`) is looked at and entered; an app says what is particular to its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from integrity.errors import Refused

from .imports.sheets import EXAMPLE, HOW, Layout, Sheet

PREVIEW, SHOWN = 20, 200  # good rows and errors on the page


class SheetForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), help_text=HOW, widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls"}))


@dataclass(frozen=True)
class SheetPages:
    """``must(user)`` raises ``PermissionDenied``; ``heads`` and ``cells(row)`` are the preview; ``done(n)`` says that ``n`` were entered
    anew, ``updated(n)`` that ``n`` entries say more now. ``list_name``: the list of the admin to which it all leads; ``template_name``: the address of the template."""

    layout: Layout
    title: Any
    lead: Any
    whole: Any  # what is said above the button
    list_name: str
    list_title: Any
    template_name: str
    filename: str
    must: Callable
    heads: list
    cells: Callable[[dict], list]
    done: Callable[[int], str]
    example: Callable[[], dict]
    updated: Callable[[int], str] = str

    def sheet(self, request: HttpRequest) -> HttpResponse:
        """Choose a sheet; see what is in it; enter its good rows."""
        self.must(request.user)
        if request.method == "POST" and "sealed" in request.POST:
            return self._entered(request)
        form, status, context = SheetForm(request.POST or None, request.FILES or None), 200, {}
        if request.method == "POST":
            status = 400
            if form.is_valid():
                upload = form.cleaned_data["file"]
                try:
                    seen = self.layout.looked_at(upload, upload.name or "", by=request.user, today=timezone.localdate())
                except Refused as refusal:
                    form.add_error("file", str(refusal))
                else:
                    status, context = 200, self._seen(seen, request.user)
        return self._page(request, status, form=form, **context)

    def _page(self, request, status: int, **extra) -> HttpResponse:
        context = {
            **admin.site.each_context(request),
            "title": self.title,
            "lead": self.lead,
            "whole": self.whole,
            "list_url": reverse(f"admin:{self.list_name}_changelist"),
            "list_title": self.list_title,
            "template_url": reverse(self.template_name),
            **extra,
        }
        return TemplateResponse(request, "staff/sheet.html", context, status=status)

    def _seen(self, seen: Sheet, user) -> dict:
        heads, words = [*self.heads, _("What becomes of it")], (_("entered anew"), _("added to the entry that is there"))
        return {
            "sheet": seen,
            "heads": heads,
            "shown": [
                list(zip(heads, (*self.cells(row), words[n in seen.updates]), strict=True)) for n, row in enumerate(seen.good[:PREVIEW])
            ],
            "more": len(seen.good) - PREVIEW,
            "errors": seen.errors[:SHOWN],
            "more_errors": len(seen.errors) - SHOWN,
            "passed": seen.passed[:SHOWN],
            "more_passed": len(seen.passed) - SHOWN,
            "known": seen.known[:SHOWN],
            "more_known": len(seen.known) - SHOWN,
            "sealed": self.layout.sealed(seen, user) if seen.good else "",
        }

    def _entered(self, request: HttpRequest) -> HttpResponse:
        try:
            rows = self.layout.unsealed(request.POST["sealed"], request.user)
            made = self.layout.enter(rows, by=request.user, today=timezone.localdate())
        except Refused as refusal:
            return self._page(request, 409, form=SheetForm(), refusal=str(refusal))
        if made.new:
            messages.success(request, self.done(made.new))
        if made.updated:
            messages.success(request, self.updated(made.updated))
        if made.unchanged and made.made:
            words = ngettext(
                "%(n)d row was entered meanwhile by somebody else.", "%(n)d rows were entered meanwhile by somebody else.", made.unchanged
            )
            messages.info(request, words % {"n": made.unchanged})
        if not made.made:
            messages.info(request, _("All these rows were entered before; nothing changed."))
        return redirect(f"admin:{self.list_name}_changelist")

    def template(self, request: HttpRequest) -> HttpResponse:
        """The columns with one example row, as a spreadsheet program opens it; the row is marked and never entered."""
        self.must(request.user)
        text, headers, example = io.StringIO(), self.layout.headers, self.example()
        writer = csv.writer(text)
        writer.writerow(headers.values())
        first = next(iter(headers))
        writer.writerow(EXAMPLE + example[code] if code == first else example[code] for code in headers)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.filename}"'
        return response

    def views(self) -> tuple[Callable, Callable]:
        """The page and the template, as an address takes them."""
        return require_http_methods(["GET", "POST"])(self.sheet), require_GET(self.template)
