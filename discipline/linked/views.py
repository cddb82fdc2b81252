"""Pages of linked persons: those of one enterprise, one of them, and the form. Names stand masked until one is opened, which is noted."""

from __future__ import annotations

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from archives import people
from archives.forms import show_faults, without_identities
from archives.models import ReadLog, Role, Subject
from integrity.errors import Refused

from ..models import Execution, LinkedPerson
from ..models.linked import LINKING
from . import actions

READERS = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})


def _page(request, template: str, status: int = 200, **context) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)


def _enterprise(request, pk: int) -> Subject:
    if not Role.of(request.user) & READERS:
        raise PermissionDenied(_("Linked persons are read by clerks, heads of units, officers and the auditor."))
    return get_object_or_404(Subject.objects.visible_to(request.user).filter(kind__in=LINKING), pk=pk)


@require_GET
def linked_persons(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is and was linked to one enterprise, of what the reader may see."""
    subject, today = _enterprise(request, pk), timezone.localdate()
    rows = list(LinkedPerson.objects.visible_to(request.user, today).filter(subject=subject).select_related("unit"))
    now = set(LinkedPerson.objects.on(today).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    shown = [{"row": row, "now": row.pk in now} for row in rows]
    may_enter = actions.entering_units(request.user, today).exists()
    return _page(request, "staff/linked_persons.html", title=_("Linked persons"), subject=subject, rows=shown, may_enter=may_enter)


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def linked_person_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a person to an enterprise, by the resident id."""
    from .forms import LinkForm

    subject, today = _enterprise(request, pk), timezone.localdate()
    units = actions.entering_units(request.user, today)
    if not units.exists():
        raise PermissionDenied(_("Linked persons are entered by clerks of a unit and officers of the credit office."))
    form, status = LinkForm(request.POST or None, units=units), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.link(subject=subject, by=request.user, today=today, **form.cleaned_data)
            except ValidationError as error:
                show_faults(form, error)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Entered. The name is shown masked; whoever opens it is noted."))
                return redirect("staff_linked_person", pk=made.pk)
    without_identities(form)  # an id in the wrong field is not sent back either
    return _page(request, "staff/linked_person_form.html", status, title=_("Link a person"), form=form, subject=subject)


def _opened(request, pk: int) -> LinkedPerson:
    """The link, if the reader may see it, else 404; who asks for another's stands in the read log."""
    today = timezone.localdate()
    related = ("subject", "person", "unit", "made_by", "ended_by", "withdrawn_by")
    found = LinkedPerson.objects.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    if not LinkedPerson.objects.visible_to(request.user, today).filter(pk=pk).exists():
        people.note_refused(by=request.user, person=found.person, what=ReadLog.What.LINK, about=_about(found))
        raise Http404
    return found


def _about(link: LinkedPerson) -> str:
    return f"{link.pk}"


@require_http_methods(["GET", "POST"])
def linked_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One linked person, the name masked. POST opens the name (noted first), enters the end, or takes the entry back."""
    found, today = _opened(request, pk), timezone.localdate()
    step, refusal, name = request.POST.get("step", ""), None, ""
    try:
        if step == "reveal":
            people.reveal_handled(by=request.user, person=found.person, what=ReadLog.What.LINK, today=today, about=_about(found))
            name = found.name
        elif step == "end":
            actions.end(
                link=found,
                on=_day(request.POST.get("on", "")),
                document_no=request.POST.get("document_no", ""),
                by=request.user,
                today=today,
            )
        elif step == "take_back":
            actions.take_back(link=found, reason=request.POST.get("reason", ""), by=request.user, today=today)
    except Refused as refused:
        refusal = refused
    if step in {"end", "take_back"} and refusal is None:
        messages.success(request, _("Entered."))
        return redirect("staff_linked_person", pk=pk)
    in_force = set(Execution.objects.in_force(today).filter(link=found).values_list("pk", flat=True))
    measures = [{"row": row, "in_force": row.pk in in_force} for row in actions.measures_on(found, request.user, today)]
    return _page(
        request,
        "staff/linked_person.html",
        409 if refusal else 200,
        title=str(found),
        link=found,
        name=name,
        refusal=str(refusal or ""),
        measures=measures,
        may_change=found.withdrawn_at is None and actions.may_change(request.user, found, today),
        list_url=reverse("staff_linked_persons", args=[found.subject_id]),
        today=today,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Refused(_("This is no day; write it as 2026-03-31.")) from None
