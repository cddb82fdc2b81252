"""The page of one record on the staff site, and its withdrawal."""


from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from integrity.deadlines import printed
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.posted import whole

from . import actions, withdrawals
from .life import life_of
from .models import ObjectionMark, Record, Relief, Term, person_in_charge
from .opening import opened_record
from .remedies import made_good
from .scopes import scopes_for

# A lower app never knows an upper one: each registers a function (version, viewer, today) -> [(address, words)].
OFFERS: list = []
# … and one (version, viewer, today) -> {"template", …} or nothing, for a part of the page of its own.
PARTS: list = []


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


@require_GET
def record(request: HttpRequest, number: str) -> HttpResponse:
    """One record as the office sees it: its fields with their scopes, its versions, its withdrawal."""
    return TemplateResponse(request, "staff/record.html", _record_context(request, opened_record(request.user, number)))


def _record_context(request, version: Record, refusal: str = "") -> dict:
    today = timezone.localdate()
    open_withdrawal = version.is_current and version.withdrawn_at is not None and version.withdrawal_confirmed_at is None
    fields = list(version.item.fields.all())
    scopes = scopes_for(request.user, version)
    facts = [
        {"label": f.label_en if get_language() == "en" else f.label, "scope": f.get_scope_display(), "value": version.content.facts.get(f.scope, {}).get(f.key, "")}
        for f in fields
        if f.scope in scopes and version.content.facts.get(f.scope, {}).get(f.key)
    ]
    now = timezone.now()
    relief = Relief.objects.in_force(now).filter(number=version.number).select_related("by").order_by("pk").last()
    shown = relief is None and version.shown is not None and version.withdrawn_at is None and version.is_current and version.shown.lower <= now < version.shown.upper
    return _context(
        request,
        title=str(version),
        list_url=open_list("archives_record", request.user),
        refusal=refusal,
        record=version,
        # A unit that penalised a natural person reads the name it filed, not the one under which a personnel organ knows the person.
        subject_name=version.content.subject_name if version.subject.is_person and not version.item.is_personal else version.subject.name,
        in_charge=person_in_charge(version.subject, version.decided_on) if version.subject.is_body else None,
        facts=facts,
        shown=shown,
        objected_from=ObjectionMark.objects.filter(number=version.number, until_at__isnull=True).order_by("from_at").values_list("from_at", flat=True).first(),
        made_good_on=made_good([version.number]).get(version.number),
        # What apps above offer at this record: each ``(address, words)``.
        offers=[offer for offered in OFFERS for offer in offered(version, request.user, today)],
        relief=relief,
        state="withdrawn" if version.withdrawn_at else relief.kind if relief else "public" if shown else "expired" if version.shown else "draft",
        state_label="" if version.withdrawn_at or relief or version.shown else _("Not published"),
        parts=[part for of in PARTS if (part := of(version, request.user, today))],
        tier_state={1: "minor", 2: "moderate", 3: "severe"}.get(version.tier, ""),
        versions=(Record.objects if version.subject.is_person else Record.objects.visible_to(request.user)).filter(number=version.number).select_related("filing", "content").order_by("-version"),
        may_withdraw=version.is_current and not version.withdrawn_at and withdrawals.may_withdraw(request.user, version, today),
        may_confirm=open_withdrawal and version.withdrawn_by_id != request.user.pk and withdrawals.may_confirm(request.user, version, today),
        confirm_days=Term.days_of(withdrawals.CONFIRM_TERM, today),
        term_heading=_("To be confirmed by"),
        deadline=printed(withdrawals.term_of(version), today) if open_withdrawal else None,
        may_extend=withdrawals.may_extend(request.user, version, today) if open_withdrawal else 0,
        extension_url=reverse("staff_withdrawal", args=[version.number]),
        extension_step="extend",
        life=life_of(version.number, request.user, opened=version.subject.is_person),
        awaits_confirmation=open_withdrawal,
    )


@require_POST
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a record at once, confirm a colleague's withdrawal, or make the term of confirmation longer."""
    version = opened_record(request.user, number)
    try:
        if request.POST.get("step") == "extend":
            withdrawals.extend(number=number, days=whole(request.POST.get("days", ""), 4) or 0, reason=request.POST.get("reason", ""), by=request.user)
            messages.success(request, _("The term is extended; the arithmetic shows both."))
        elif request.POST.get("step") == "confirm":
            actions.confirm_withdrawal(number=number, by=request.user)
            messages.success(request, _("The withdrawal of record %(number)s is confirmed.") % {"number": number})
        else:
            actions.withdraw(number=number, by=request.user, reason=request.POST.get("reason", ""))
            words = _("Record %(number)s is withdrawn and no longer shown. A colleague must confirm it.") if version.shown else _("Record %(number)s is withdrawn. A colleague must confirm it.")
            messages.success(request, words % {"number": number})
    except Refused as refusal:
        return TemplateResponse(request, "staff/record.html", _record_context(request, version, str(refusal)), status=409)
    return redirect("staff_record", number=number)
