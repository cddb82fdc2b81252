"""The page on which one record is entered by form, whoever files it: faults beside their fields, else on to the filing."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from integrity.posted import whole

from .forms import show_faults, without_identities
from .models import CatalogueItem, Filing, Membership, Role, Subject


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


def units_of_clerk(user):
    """The units for which ``user`` may file today."""
    held = Membership.objects.held().filter(user=user, role=Role.CLERK)
    return Subject.objects.filter(memberships__in=held).distinct()


def first_words(request: HttpRequest, item: CatalogueItem, units) -> dict:
    """What the form holds when it is opened: the own unit as the authority, or the words of a form that was returned.

    ``?from=`` names that filing; it counts only if it is a returned form of this item by one of ``units``.
    """
    returned = Filing.objects.filter(
        pk=whole(request.GET.get("from", ""), 11), unit__in=units, item_code=item.code, source=Filing.Source.FORM, status=Filing.Status.RETURNED, person__isnull=True
    ).first()
    row = returned and returned.filed_rows.first()
    if row:
        words = {key: value for facts in row.facts.values() for key, value in facts.items()}
        common = ("subject_code", "issuer_code", "issuer_name", "doc_no", "decided_on", "basis", "tier")
        amount = row.amount and (row.amount / 10000).normalize()
        return {**words, **{key: getattr(row, key) for key in common}, "amount": f"{amount:f}" if amount else "", "unit": returned.unit_id}
    unit = units.first()
    return {"issuer_code": unit.code, "issuer_name": unit.name} if unit and len(units[:2]) == 1 else {}
