"""Downloads: records of an item as far as one may see them; for the auditor the read log and the redaction log."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from integrity.errors import Refused
from integrity.exports import streamed

from . import exports
from .models import RedactedExport, Role

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


class Days(forms.Form):
    """A half-open time: from a day on, before another."""

    since = forms.DateField(label=_("From"), **DAY)
    until = forms.DateField(label=_("Until"), help_text=_("The first day that is no longer in it."), **DAY)


class RecordsForm(Days):
    item = forms.ChoiceField(label=_("Item"))
    field_order = ("item", "since", "until")

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item.code, f"{item.code} {item.label}") for item in items]


def _must_work_here(request) -> set:
    roles = Role.of(request.user)
    if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR}:
        raise PermissionDenied(_now("Exports are for those who work with records."))
    return roles


def _must_audit(request) -> None:
    if Role.AUDITOR not in Role.of(request.user):
        raise PermissionDenied(_now("Only the auditor exports the logs."))


@require_GET
def exports_page(request: HttpRequest) -> HttpResponse:
    """What one may download, and for the auditor what the last exports were without."""
    auditor = Role.AUDITOR in _must_work_here(request)
    context = {
        **admin.site.each_context(request),
        "title": _now("Exports"),
        "form": RecordsForm(items=exports.exportable(request.user)),
        "days": Days(auto_id="log_%s"),
        "auditor": auditor,
        "redactions": RedactedExport.objects.select_related("by")[:20] if auditor else [],
    }
    return TemplateResponse(request, "staff/exports.html", context)


def _asked(form: forms.Form) -> dict:
    if not form.is_valid():
        raise Refused(
            _now("This cannot be exported as asked: %(why)s") % {"why": " ".join(words for told in form.errors.values() for words in told)}
        )
    return form.cleaned_data


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """The records of one item as CSV."""
    _must_work_here(request)
    asked = _asked(RecordsForm(request.GET, items=exports.exportable(request.user)))
    export = exports.RecordsExport(by=request.user, item_code=asked["item"], since=asked["since"], until=asked["until"])
    export.note()
    return streamed(f"records-{asked['item']}.csv", export.header(), export.rows())


@require_GET
def read_log(request: HttpRequest) -> HttpResponse:
    """The read log as CSV."""
    _must_audit(request)
    asked = _asked(Days(request.GET))
    return streamed("read-log.csv", *exports.readings(by=request.user, **asked))


@require_GET
def redaction_log(request: HttpRequest) -> HttpResponse:
    """The redaction log as CSV."""
    _must_audit(request)
    return streamed("redaction-log.csv", *exports.redactions(**_asked(Days(request.GET))))
