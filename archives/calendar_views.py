"""Pages of the working-day calendar: take in the State Council's notice, look at the year it makes, confirm it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from integrity import notice as notices
from integrity.errors import Refused
from integrity.models import CalendarDay
from integrity.notice import STATUTORY, Holiday, Notice, named_days
from integrity.posted import offered, open_and_shut, take_posted

from .calendar_flow import enter_notice, holidays_of
from .models import HolidayNotice, Role

READERS = {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR}
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class NoticeForm(forms.Form):
    """The text as published, or the holidays one by one; the text goes before."""

    year = forms.IntegerField(label=_("Year"), min_value=2008, max_value=2100)
    document = forms.CharField(
        label=_("Document number"),
        max_length=60,
        required=False,
        help_text=_("Such as 国办发明电〔2025〕7号; read from the text if it stands there."),
    )
    text = forms.CharField(
        label=_("Text of the notice"),
        required=False,
        max_length=20000,
        help_text=_("Paste it as published. Weekdays in brackets and the number of days are compared."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class HolidayForm(forms.Form):
    """One holiday entered by hand."""

    name = forms.CharField(label=_("Holiday"), max_length=20, required=False)
    first = forms.DateField(label=_("First day off"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Last day off"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    worked = forms.CharField(label=_("Weekends worked"), required=False, max_length=100)

    def clean_worked(self):
        """Dates such as 2027-02-07, separated by anything."""
        try:
            return [
                date.fromisoformat("-".join(f"{int(n):02d}" for n in day.split("-"))) for day in _ISO.findall(self.cleaned_data["worked"])
            ]
        except ValueError:
            raise forms.ValidationError(_now("Write the days as 2027-02-07, separated by commas.")) from None

    def clean(self):
        data = super().clean()
        if bool(data.get("first")) != bool(data.get("last")):
            raise forms.ValidationError(_now("A holiday has a first and a last day."))
        return data


Holidays = forms.formset_factory(HolidayForm, extra=0, min_num=len(STATUTORY), max_num=len(STATUTORY))


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def _read(form, rows) -> Notice:
    data = form.cleaned_data
    if data["text"].strip():
        found = notices.read(data["text"], data["year"])
    else:
        found = Notice(data["year"])
        found.holidays = [
            Holiday(row["name"] or _now("holiday"), row["first"], row["last"], tuple(row["worked"]))
            for row in rows.cleaned_data
            if row.get("first")
        ]
        found.faults = notices.doubts(data["year"], found.holidays)
    found.document = data["document"].strip() or found.document
    if not found.document:
        found.faults.append(_now("The notice needs its document number, such as 国办发明电〔2025〕7号."))
    return found


def differing(year: int, holidays: list[Holiday]) -> list[dict]:
    """Every day of the year (and of the December before) that differs from a plain week, or bears the name of a holiday."""
    stored = CalendarDay.objects.in_bulk([day.on for day in named_days(holidays)])
    rows = []
    for day in named_days(holidays):
        before = stored.get(day.on)
        changed = before is not None and (before.is_workday, before.name) != (day.working, day.name)
        rows.append({"on": day.on, "working": day.working, "name": day.name, "plain": day.on.weekday() < 5, "changed": changed})
    return rows


def working_days(year: int, holidays: list[Holiday]) -> int:
    """How many days of the year are worked by this notice."""
    said = {day.on: day.working for day in named_days(holidays)}
    first = date(year, 1, 1)
    days = (first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days))
    return sum(said.get(day, day.weekday() < 5) for day in days)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The years there are and the notices; an officer pastes the next one, looks at its year and files it for a colleague."""
    roles = Role.of(request.user)
    if not roles & READERS:
        raise PermissionDenied(_now("The calendar is for those who work here."))
    if request.method == "POST" and Role.OFFICER not in roles:
        raise PermissionDenied(_now("Only the credit office enters the calendar."))
    last = CalendarDay.objects.order_by("-day").first()
    year = last.day.year + 1 if last else timezone.localdate().year
    post = request.POST if request.method == "POST" else None
    form = NoticeForm(post, initial={"year": year})
    rows = Holidays(post, initial=[{"name": name} for name in STATUTORY])
    found, status = None, 200
    if post is not None:
        status = 400
        if form.is_valid() and (form.cleaned_data["text"].strip() or rows.is_valid()):
            found = _read(form, rows)
            if not found.faults and "enter" in post:
                try:
                    entry = enter_notice(year=found.year, document=found.document, holidays=found.holidays, by=request.user)
                except Refused as refusal:
                    found.faults.append(str(refusal))
                    status = 409
                else:
                    messages.success(request, _now("Entered. A colleague must confirm it before the calendar changes."))
                    return redirect("staff_notice", pk=entry.pk)
            status = status if found.faults else 200
    context = _context(
        request,
        title=_now("Working-day calendar"),
        form=form,
        rows=rows,
        may_enter=Role.OFFICER in roles,
        found=found,
        differing=differing(found.year, found.holidays) if found and found.year else [],
        working=working_days(found.year, found.holidays) if found and found.year else None,
        last=last,
        notices=HolidayNotice.objects.select_related("made_by", "confirmed_by")[:30],
    )
    return TemplateResponse(request, "staff/calendar.html", context, status=status)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: the year it makes, day by day, and what may be done with it. POST takes a step."""
    if not Role.of(request.user) & READERS:
        raise PermissionDenied(_now("The calendar is for those who work here."))
    entry = get_object_or_404(HolidayNotice.objects.select_related("made_by", "confirmed_by"), pk=pk)
    refusal, status = "", 200
    if request.method == "POST":
        refused = take_posted(request, entry)
        if refused is None:
            return redirect("staff_notice", pk=entry.pk)
        refusal, status = str(refused), 409
    return TemplateResponse(request, "staff/notice.html", _notice_context(request, entry, refusal), status=status)


def _notice_context(request, entry: HolidayNotice, refusal: str) -> dict:
    can, cannot = open_and_shut(entry, request.user, timezone.localdate())
    holidays = holidays_of(entry)
    return _context(
        request,
        title=str(entry),
        notice=entry,
        refusal=refusal,
        holidays=holidays,
        differing=differing(entry.year, holidays),
        working=working_days(entry.year, holidays),
        can=offered(request, can, refusal),
        cannot=cannot,
        taken=[{"row": row, "label": entry.flow[row.step].label} for row in entry.taken.select_related("by")],
        state={"entered": "awaiting_review", "in_force": "approved", "discarded": "withdrawn"}[entry.status],
    )
