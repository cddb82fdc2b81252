"""What comes into the staff site: an official file imported, one record entered by form."""


from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from integrity import jobs
from integrity.errors import Refused

from . import actions, people_views
from .entry_page import entry_page, first_words, units_of_clerk
from .forms import ImportForm, item_form
from .models import CatalogueItem
from .models.membership import Role


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Upload an official file for a unit of one's own; it is decoded here and checked by the worker."""
    units = units_of_clerk(request.user)
    if not units.exists():
        raise PermissionDenied(_("Only information clerks import files."))
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            unit, layout = form.cleaned_data["unit"], form.cleaned_data["layout"]
            entry, new = actions.receive_once(unit=unit, by=request.user, stream=upload.file, filename=upload.name, layout=layout)
            if not new:
                messages.info(request, _("This very file was filed before as %(filing)s; nothing changed.") % {"filing": entry})
                return redirect("staff_filing", pk=entry.pk)
            jobs.wake(jobs.ask("check filing", about=entry, by=request.user, total=entry.rows))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("staff_filing", pk=entry.pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "staff/import.html", _context(request, title=_("Import a file"), form=form), status=status)


@require_http_methods(["GET", "POST"])
def enter_record(request: HttpRequest, item_code: str) -> HttpResponse:
    """Enter one record by form: the fields are those of the catalogue item."""
    units = units_of_clerk(request.user)
    if not units.exists() and Role.PERSONNEL not in Role.of(request.user):
        raise PermissionDenied(_("Only information clerks enter records."))
    item = CatalogueItem.on(item_code, timezone.localdate())
    if item is None:
        raise Refused(_("The catalogue in force holds no item %(item)s, and nothing outside it may be recorded.") % {"item": item_code})
    if item.is_personal:
        return people_views.enter(request, item)
    if not units.exists():
        raise PermissionDenied(_("Only information clerks enter records."))
    form = item_form(item)(request.POST or None, units=units, initial=first_words(request, item, units))
    return entry_page(
        request, item=item, form=form, file=lambda data: actions.file_form(unit=data.pop("unit"), by=request.user, item_code=item_code, data=data)
    )


@require_GET
def choose_item(request: HttpRequest) -> HttpResponse:
    """Which kind of record to enter; each with the article that allows it."""
    clerk, personnel = units_of_clerk(request.user).exists(), Role.PERSONNEL in Role.of(request.user)
    if not clerk and not personnel:
        raise PermissionDenied(_("Only information clerks enter records."))
    today = timezone.localdate()
    codes = sorted(set(CatalogueItem.objects.values_list("code", flat=True)))
    found = [item for code in codes if (item := CatalogueItem.on(code, today))]
    # Penalties of organisations come as files; what is about civil servants is entered by their personnel organ.
    items = [item for item in found if (personnel if item.is_personal else clerk and item.category != "penalty")]
    return render(request, "staff/choose_item.html", _context(request, title=_("Enter a record"), items=items))
