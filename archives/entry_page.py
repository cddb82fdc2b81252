"""The page on which one record is entered by form, whoever files it: faults beside their fields, else on to the filing."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .forms import show_faults, without_identities
from .models import CatalogueItem, Filing


def entry_page(request: HttpRequest, *, item: CatalogueItem, form: forms.Form, file: Callable[[dict], Filing]) -> HttpResponse:
    """Show ``form``, or take it in by ``file(cleaned data)``, which answers the filing or raises ``ValidationError``."""
    if request.method == "POST" and form.is_valid():
        try:
            entry = file(dict(form.cleaned_data))
        except ValidationError as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Entered and checked. Submit it for review."))
            return redirect("staff_filing", pk=entry.pk)
    without_identities(form)
    status = 400 if request.method == "POST" else 200
    context = {**admin.site.each_context(request), "title": _("Enter: %(item)s") % {"item": item.label}, "form": form, "item": item}
    return render(request, "staff/enter.html", context, status=status)
