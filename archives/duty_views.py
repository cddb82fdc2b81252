"""Pages of what is owed: reporting duties with their deadlines, zero reports, and the information clerks of the units."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from integrity import calendar
from integrity.deadlines import printed
from integrity.errors import Refused, Unreadable
from integrity.exports import streamed
from integrity.lists import PLACES, staff_list, yes_or_no
from integrity.posted import whole

from . import duty_actions
from .duties import LABELS, tasks, vacancies
from .models import CatalogueItem, Filing, Membership, ReportingDuty, Role, Subject
from .opening import opened_filing
from .periods import add_months

READERS = {Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR}
MONTHS_BACK = 12
TASKS_ON_A_PAGE = CLERKS_ON_A_PAGE = 100
STATES = {"due": "awaiting_review", "done": "approved", "late": "yellow", "missed": "red"}


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def must_work_here(user) -> set[str]:
    """The roles of somebody at work; 403 for everybody else, the security administrator too."""
    roles = Role.of(user)
    if not roles & READERS:
        raise PermissionDenied(_now("What units owe is for those who work here."))
    return roles


def item_names() -> dict[str, str]:
    """The latest name of each catalogue item by its code."""
    return {item.code: item.label for item in CatalogueItem.objects.order_by("edition__valid_from")}


def recent(user, today: date):
    """The tasks of the last twelve months that ``user`` sees."""
    duties = ReportingDuty.objects.visible_to(user).select_related("unit")
    return tasks(duties, since=add_months(today.replace(day=1), -MONTHS_BACK), today=today)


class Narrowed:
    """The tasks of the last twelve months that a person sees, as the query narrows them: state, unit, own units only.

    ``state=open`` asks for what is still to be reported: periods that are over, for which nothing came and nothing waits.
    Any other question is :class:`Unreadable`: the whole list would be the answer to another one.
    """

    KNOWN = frozenset({"state", "unit", "own", *PLACES})

    def __init__(self, request, today: date):
        asked = request.GET
        if set(asked) - self.KNOWN or asked.get("state", "") not in {"", "open", *STATES} or not asked.get("unit", "0").isdecimal():
            raise Unreadable(_now("This list has no such filter; open the list again and choose one of those beside it."))
        self.all = recent(request.user, today)
        self.state, unit = asked.get("state", ""), asked.get("unit", "")
        self.kept = {name: asked[name] for name in ("unit", "own") if asked.get(name)}
        if unit:
            self.all = [t for t in self.all if str(t.duty.unit_id) == unit]
        if asked.get("own"):
            own = own_units(request.user, today)
            self.all = [t for t in self.all if t.duty.unit_id in own]
        self.shown = [t for t in self.all if not self.state or (t.to_report if self.state == "open" else t.state == self.state)]

    def address(self, **changes) -> str:
        return "?" + urlencode({name: value for name, value in {**self.kept, **changes}.items() if value})


def own_units(user, today: date) -> set[int]:
    """The units for which ``user`` reports: as their clerk or head."""
    held = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD])
    return set(held.values_list("unit_id", flat=True))


@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What is owed, unit by unit and period by period: due, done, late, missed; each day with its arithmetic."""
    must_work_here(request.user)
    with calendar.kept():
        return _duties(request)


def _duties(request, refusal: str = "", status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    found = Narrowed(request, today)
    clerk_of = set(Membership.objects.held(today).filter(user=request.user, role=Role.CLERK).values_list("unit_id", flat=True))
    names = item_names()
    page = Paginator(found.shown, TASKS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = _context(
        request,
        title=_now("Reporting duties"),
        refusal=refusal,
        chosen=found.state,
        all_url=found.address() if found.kept else reverse("staff_duties"),
        kept=found.address(state=found.state),
        counts=[
            {"state": state, "label": label, "n": sum(t.state == state for t in found.all), "url": found.address(state=state)}
            for state, label in LABELS.items()
        ],
        page=page,
        csv_url=reverse("staff_duties_csv") + found.address(state=found.state),
        tasks=[
            {
                "task": t,
                "item": names.get(t.duty.item_code, t.duty.item_code),
                "tag": STATES[t.state],
                "deadline": printed(t.deadline, today),
                "may_say_nothing": t.may_say_nothing and t.duty.unit_id in clerk_of,
                "by_decision": t.duty.rhythm in ("decision", "zero"),
            }
            for t in page
        ],
    )
    return TemplateResponse(request, "staff/owed.html", context, status=status)


@require_GET
def duties_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV, all of its pages."""
    must_work_here(request.user)
    names = item_names()
    header = [
        *(_now("Unit"), _now("Item"), _now("Rhythm"), _now("First day"), _now("Last day"), _now("State")),
        *(_now("Records"), _now("Of them late"), _now("Zero report"), _now("A filing awaits decision"), _now("To be reported by"), _now("Provisional")),
    ]
    rows = [
        [
            *(t.duty.unit, names.get(t.duty.item_code, t.duty.item_code), t.duty.get_rhythm_display(), t.first, t.last, t.label),
            *(t.records, t.late, t.nothing_on, yes_or_no(t.waiting), t.deadline.due_on, yes_or_no(t.deadline.provisional)),
        ]
        for t in Narrowed(request, timezone.localdate()).shown
    ]
    return streamed("reporting-duties.csv", header, rows)


@require_POST
def report_nothing(request: HttpRequest, pk: int) -> HttpResponse:
    """A zero report for one period of one duty."""
    duty = get_object_or_404(ReportingDuty.objects.visible_to(request.user).select_related("unit"), pk=pk)
    try:
        first = date.fromisoformat(request.POST.get("period", ""))
        if not 2000 <= first.year <= timezone.localdate().year:
            raise ValueError
    except ValueError:
        return _duties(request, _now("The period was not understood; use the button beside it."), 400)
    try:
        duty_actions.report_nothing(unit=duty.unit, item_code=duty.item_code, period_from=first, by=request.user)
    except Refused as refusal:
        return _duties(request, str(refusal), 409)
    messages.success(request, _now("The zero report is filed."))
    return redirect("staff_duties")


for name in ("staff_duties", "staff_clerks", "staff_quality"):
    staff_list(name, lambda user: bool(Role.of(user) & READERS))


class DelegationForm(forms.Form):
    """Who stands in for whom, from when until when (the last day is given, as people say it)."""

    clerk = forms.ModelChoiceField(queryset=None, label=_("Information clerk"), empty_label=None)
    to = forms.ModelChoiceField(queryset=None, label=_("Stands in"))
    from_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, units, today, **kwargs):
        super().__init__(*args, **kwargs)
        held = Membership.objects.held(today)
        self.fields["clerk"].queryset = held.filter(role=Role.CLERK, unit__in=units, delegated_from=None).select_related("user", "unit")
        deciding = held.filter(role__in=[Role.OFFICER, Role.AUDITOR, Role.SECURITY]).values("user")
        fit = User.objects.filter(is_active=True).exclude(pk__in=deciding).exclude(username="system")
        # Whoever heads or enters for each of these units is refused for all of them.
        if len(units) == 1:
            fit = fit.exclude(pk__in=held.filter(role__in=[Role.HEAD, Role.CLERK], unit__in=units).values("user"))
        self.fields["to"].queryset = fit.order_by("name")


@require_http_methods(["GET", "POST"])
def clerks(request: HttpRequest) -> HttpResponse:
    """The information clerks 信息采集员 of the units, vacancies, and who stands in; the head of a unit delegates."""
    roles = must_work_here(request.user)
    today = timezone.localdate()
    held = Membership.objects.held(today).filter(user=request.user)
    headed = list(held.filter(role=Role.HEAD).values_list("unit_id", flat=True))
    own = list(held.filter(role__in=[Role.CLERK, Role.HEAD]).values_list("unit_id", flat=True))
    everything = bool(roles & {Role.OFFICER, Role.AUDITOR})
    refusal, status = "", 200
    form = DelegationForm(request.POST if request.POST.get("do") == "delegate" else None, units=headed, today=today)
    if request.method == "POST":
        if not headed:
            raise PermissionDenied(_now("Only the head of a unit lets somebody stand in for its clerk."))
        status = 400
        try:
            if _delegated(request, form):
                return redirect("staff_clerks")
        except Refused as refused:
            refusal, status = str(refused), 409
    page = Paginator(_named(today, None if everything else own), CLERKS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = _context(
        request,
        title=_now("Information clerks"),
        form=form if headed else None,
        refusal=refusal,
        clerks=[
            {"held": m, "ends": m.delegated_from_id and m.unit_id in headed, "ahead": m.from_on > today}
            for m in page
        ],
        page=page,
        csv_url=reverse("staff_clerks_csv"),
        vacancies=vacancies(today, None if everything else own),
    )
    return TemplateResponse(request, "staff/clerks.html", context, status=status)


def _named(today: date, units: list[int] | None):
    """The clerks named today or later, of ``units`` or of all."""
    named = Membership.objects.filter(role=Role.CLERK).exclude(until_on__lte=today).select_related("user", "unit", "delegated_from__user")
    return (named if units is None else named.filter(unit__in=units)).order_by("unit__sort_key", "from_on", "pk")


@require_GET
def clerks_csv(request: HttpRequest) -> HttpResponse:
    """The information clerks as CSV: the rows of the page; the last day as people say it."""
    roles, today = must_work_here(request.user), timezone.localdate()
    everything = bool(roles & {Role.OFFICER, Role.AUDITOR})
    header = [_now("Unit"), _now("Information clerk"), _now("Stands in for"), _now("First day"), _now("Last day")]
    rows = (
        [m.unit, m.user, m.delegated_from.user if m.delegated_from else "", m.from_on, m.until_on and m.until_on - timedelta(1)]
        for m in _named(today, None if everything else list(own_units(request.user, today)))
    )
    return streamed("clerks.csv", header, rows)


def _delegated(request, form: DelegationForm) -> bool:
    if request.POST.get("do") == "end":
        given = get_object_or_404(Membership, pk=whole(request.POST.get("delegation", ""), 11))
        ended = duty_actions.end_delegation(delegation=given, by=request.user)
        messages.success(request, _now("%(who)s stands in no longer.") % {"who": ended.user})
        return True
    if not form.is_valid():
        return False
    data = form.cleaned_data
    made = duty_actions.delegate(
        clerk=data["clerk"],
        to=data["to"],
        from_on=data["from_on"],
        until_on=min(data["last_on"], date(9000, 1, 1)) + timedelta(1),
        by=request.user,
    )
    messages.success(
        request, _now("%(who)s stands in; it ends by itself after %(day)s.") % {"who": made.user, "day": data["last_on"].isoformat()}
    )
    return True


@require_POST
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Extend the term of review of a filing that awaits decision, by working days and with a reason."""
    filing = opened_filing(request.user, pk)
    if filing.status not in {Filing.Status.SUBMITTED, Filing.Status.FORWARDED}:
        raise Refused(_now("%(filing)s awaits no decision, so no term runs.") % {"filing": filing})
    if not filing.may(request.user, filing.flow["return"], timezone.localdate()):
        raise PermissionDenied(_now("Only the office that decides extends its term."))
    duty_actions.extend_deadline(
        entry=filing,
        term_code="review",
        start=timezone.localdate(filing.left_at),
        days=whole(request.POST.get("days", ""), 4) or 0,
        reason=request.POST.get("reason", ""),
        by=request.user,
    )
    messages.success(request, _now("The term is extended; the arithmetic shows both."))
    return redirect("staff_filing", pk=filing.pk)


def units_of(user, today: date) -> list[int] | None:
    """The units whose figures ``user`` sees; ``None`` for all."""
    if must_work_here(user) & {Role.OFFICER, Role.AUDITOR}:
        return None
    return list(Subject.objects.filter(memberships__in=Membership.objects.held(today).filter(user=user)).values_list("pk", flat=True))
