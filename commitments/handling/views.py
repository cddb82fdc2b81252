"""The approval timer on the staff site: take an application in, print its one-time notification list, count further requests, finish it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archives.forms import show_faults, without_identities
from archives.powers.letters import labels
from integrity.deadlines import days_left, printed
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once

from ..models import Handling
from . import actions
from .forms import TakeInForm
from .rights import matters_of, units_of


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), "list_url": open_list("commitments_handling", request.user), **extra}


def _opened(user, pk: int) -> Handling:
    """The handling time, if ``user`` may see it; else its number is no number (404)."""
    return get_object_or_404(Handling.objects.visible_to(user).select_related("matter", "unit", "made_by", "finished_by"), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def take_in(request: HttpRequest) -> HttpResponse:
    """Start the timer of an application."""
    today = timezone.localdate()
    if not units_of(request.user, today).exists():
        raise PermissionDenied(_("Only clerk and head of a unit take applications in."))
    form = TakeInForm(request.POST or None, matters=matters_of(request.user, today), initial={"accepted_on": today})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.take_in(by=request.user, **form.cleaned_data)
            except ValidationError as error:
                show_faults(form, error)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Taken in; the timer runs. Print the one-time notification list now."))
                return redirect("staff_handling", pk=made.pk)
        without_identities(form)
    context = _context(
        request,
        title=_("Take an application in"),
        lead=_("From the day of acceptance the promised working days are counted; what came of it is measured and published."),
        form=form,
        button=_("Take in"),
        list_title=_("Handling times"),
    )
    return TemplateResponse(request, "staff/plain_form.html", context, status=status)


@require_GET
def handling(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: working days used and left with their sum, further requests, and what may be done."""
    return _page(request, _opened(request.user, pk))


def _page(request, found: Handling, refusal: str = "", chosen: list[str] | None = None, status: int = 200) -> HttpResponse:
    today, ends = timezone.localdate(), found.deadline
    until = found.finished_on or today
    left = ends.left(until)
    context = _context(
        request,
        title=str(found),
        handling=found,
        deadline=printed(ends, until),
        promised=found.matter.promised_days,
        used=found.used(today),
        left=left,
        left_text=days_left(ends, today),
        late=left < 0,
        requests=found.requests.select_related("by"),
        may_act=found.finished_on is None and units_of(request.user, today).filter(pk=found.unit_id).exists(),
        refusal=refusal,
        chosen=chosen or [],
        law=actions.ONCE,
    )
    return TemplateResponse(request, "staff/handling.html", context, status=status)


@require_POST
@once
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a further request for material."""
    found, chosen = _opened(request.user, pk), request.POST.getlist("materials")
    try:
        actions.ask_again(handling=found, materials=chosen, by=request.user)
    except Refused as refusal:
        return _page(request, _opened(request.user, pk), str(refusal), chosen, 409)
    messages.success(request, _("Written down and counted."))
    return redirect("staff_handling", pk=pk)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the timer today."""
    try:
        actions.finish(handling=_opened(request.user, pk), by=request.user)
    except Refused as refusal:
        return _page(request, _opened(request.user, pk), str(refusal), status=409)
    messages.success(request, _("Finished; the timer stands."))
    return redirect("staff_handling", pk=pk)


@require_GET
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """The one-time notification list 一次性告知单, to be ticked and handed over; a page for paper."""
    found, today = _opened(request.user, pk), timezone.localdate()
    context = _context(
        request,
        title=_("One-time notification list"),
        handling=found,
        letters=labels(found.matter.accepts, found.accepted_on),
        due=found.deadline.due_on,
        today=today,
        law=actions.ONCE,
        city=settings.CITY_NAME,
    )
    return TemplateResponse(request, "staff/one_time_list.html", context)
