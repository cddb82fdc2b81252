"""Pages of the staff site for filings: one filing with its steps, import, entry by form, the error list as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from integrity import jobs
from integrity.deadlines import printed
from integrity.errors import Refused
from integrity.exports import formula_safe
from integrity.identity import mask_identities
from integrity.models import Job
from integrity.workflow import advance, objection_to

from . import actions, exports, people, people_views, reports, withdrawals
from . import filing_names as names_of_filings
from .duty_actions import deadline_of
from .entry_page import entry_page, first_words
from .flow import words_for
from .forms import ImportForm, item_form
from .imports.layouts import LAYOUTS
from .life import MARKS, life_of
from .models import CatalogueItem, Filing, Membership, Panel, Record, Subject, Term, Tier, Vote, person_in_charge
from .models.membership import Role
from .scopes import scopes_for

STATES = {
    "received": "checking",
    "checked": "draft",
    "panel": "awaiting_review",
    "signing": "awaiting_review",
    "submitted": "awaiting_review",
    "forwarded": "awaiting_review",
    "approved": "approved",
    "returned": "returned",
    "discarded": "withdrawn",
}
ERRORS_SHOWN = 100


def own_units(user):
    """The units for which ``user`` may file today."""
    held = Membership.objects.held().filter(user=user, role=Role.CLERK)
    return Subject.objects.filter(memberships__in=held).distinct()


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def opened_filing(request, pk: int) -> Filing:
    """The filing, if this person may open it; the read log notes it first where it is about a person.

    To who has no part in a filing its number is no number: the same 404 whether it is about a person, about something
    else, or was never given. The attempt is noted all the same.
    """
    about_person = Filing.objects.filter(pk=pk, person__isnull=False).select_related("unit", "made_by", "person").first()
    if about_person is not None:
        try:
            people.reveal(
                by=request.user,
                person=about_person.person,
                what="filing",
                today=timezone.localdate(),
                about=about_person.number,
                item_code=about_person.item_code,
            )
        except PermissionDenied:
            if Filing.objects.visible_to(request.user).filter(pk=pk).exists():
                raise
            raise Http404 from None
        return about_person
    return get_object_or_404(Filing.objects.visible_to(request.user).select_related("unit", "made_by"), pk=pk)


@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: what it holds, what can be done, what cannot and why, what happened. POST takes a step."""
    entry = opened_filing(request, pk)
    if request.method == "POST":
        return _take(request, entry)
    return TemplateResponse(request, "staff/filing.html", filing_context(request, entry))


def asked_row(given) -> int | None:
    """The row asked for by its number, if there is one."""
    asked = given.get("row", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else None


def differences_of(entry: Filing, names: bool = False) -> list[dict]:
    return reports.differences(entry, names=names) if entry.status in {"checked", *entry.stages} and entry.changed else []


def _take(request, entry: Filing) -> HttpResponse:
    seen = request.POST.get("revision", "")
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    try:
        entry = advance(entry, step, by=request.user, reason=reason, seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None)
    except Refused as refusal:
        entry.refresh_from_db()
        context = filing_context(request, entry, refused=(step, reason, refusal))
        return TemplateResponse(request, "staff/filing.html", context, status=409)
    messages.success(request, _("Done: %(step)s.") % {"step": entry.flow[step].label})
    return redirect("staff_filing", pk=entry.pk)


def filing_page(request, entry: Filing, refusal: str) -> HttpResponse:
    """The page of a filing with a refusal above it."""
    entry.refresh_from_db()
    return TemplateResponse(request, "staff/filing.html", filing_context(request, entry) | {"refusal": refusal}, status=409)


def _panel(request, entry: Filing, today) -> dict | None:
    """The vote of the panel: who voted how and why, how many are needed, and whether this person may vote."""
    if Filing.Status.PANEL not in entry.stages:
        return None
    votes, panel = list(entry.votes.select_related("member")), Panel.sitting_on(entry)
    open_now = entry.status == Filing.Status.PANEL
    may = open_now and Membership.holds(request.user, Role.PANEL, today, unit=entry.unit) and all(v.member_id != request.user.pk for v in votes)
    choices = [(c.value, c.label) for c in Vote.Choice if c == Vote.Choice.RECUSED or request.user.pk not in (entry.made_by_id, entry.submitted_by_id)]
    return {
        "votes": votes,
        "quorum": panel.quorum if panel else None,
        "cast": sum(v.choice != Vote.Choice.RECUSED for v in votes),
        "in_favour": sum(v.choice == Vote.Choice.FOR for v in votes),
        "open": open_now,
        "choices": choices if may else [],
    }


def filing_context(request, entry: Filing, refused=None, names: bool = False) -> dict:
    today = timezone.localdate()
    can, cannot = [], []
    for step in entry.flow.from_status(entry.status):
        if step.by_system:
            continue
        objection = objection_to(entry, step, request.user, today)
        if objection is None:
            again = refused and refused[0] == step.name
            can.append(
                {
                    "name": step.name,
                    "label": words_for(step, shown=step.name != "approve" or entry.may_be_shown),
                    "explains": str(step.explains),
                    "needs_reason": step.needs_reason,
                    "stop": step.name in {"return", "reject", "discard"},
                    "reason": mask_identities(refused[1])[0] if again else "",
                    "error": str(refused[2]) if again else "",
                }
            )
        else:
            cannot.append({"label": step.label, "why": str(objection)})
    asked = asked_row(request.POST if names else request.GET)
    seen_rows = reports.sample(entry) if entry.status != "received" else []
    if asked:
        seen_rows = list(entry.filed_rows.filter(row_no=asked))
    item = CatalogueItem.objects.filter(code=entry.item_code).order_by("-edition__valid_from").first()
    return _context(
        request,
        title=str(entry),
        refusal=str(refused[2]) if refused else "",
        list_url=reverse("admin:archives_filing_changelist"),
        step_url=reverse("staff_filing", args=[entry.pk]),
        again_url=f"{reverse('staff_enter', args=[entry.item_code])}?from={entry.pk}" if _may_enter_again(request.user, entry) else "",
        vote_url=reverse("staff_vote", args=[entry.pk]),
        errors_url=reverse("staff_filing_errors", args=[entry.pk]) if entry.bad else "",
        sheet_url=reverse("staff_filing_sheet", args=[entry.pk, "xlsx"]) if entry.bad and entry.layout in LAYOUTS else "",
        asked_row=asked,
        rows_in_full=reports.in_full(entry, seen_rows, names=names),
        differences=differences_of(entry, names),
        names_url=reverse("staff_filing_names", args=[entry.pk]) if names_of_filings.holds_names(entry) else "",
        names_shown=names,
        may_see_names=names_of_filings.holds_names(entry) and names_of_filings.acting_on(request.user, entry, today) != people.As.NONE,
        panel=_panel(request, entry, today),
        **_review_term(request, entry, today),
        filing={
            "number": entry.number,
            "unit": entry.unit,
            "item": item.label if item else entry.item_code,
            "filename": entry.filename,
            **{name: getattr(entry, name) for name in ("rows", "new", "changed", "unchanged", "bad", "late", "revision", "file_sha256")},
            "status": STATES[entry.status],
            "status_label": entry.get_status_display(),
            "entered_by": entry.made_by,
            "entered_at": timezone.localtime(entry.made_at),
            "flow": _rail(entry),
            "steps_open": can,
            "steps_shut": cannot,
            "taken": [
                {"at": timezone.localtime(entry.made_at), "by": entry.made_by, "label": _("Received"), "reason": "", "shape": "ring", "tone": "info"},
                *[_taken(entry, row) for row in entry.taken.select_related("by")],
            ],
            "errors": list(reports.row_errors(entry, rows=ERRORS_SHOWN, names=names)) if entry.bad else [],
            "sample_columns": [_("Row"), _("Subject"), _("Code"), _("Document number"), _("Decided on"), _("Tier"), _("Last day shown")],
            "sample_rows": [
                [r.row_no, names_of_filings.name_in(r.facts) or r.subject_name if names else r.subject_name, r.shown_code, reports.shown(entry, r, "doc_no", names), r.decided_on, Tier(r.tier).label if r.tier else "—", (r.ends_on - timedelta(days=1)) if r.published else _("not shown")]
                for r in seen_rows
            ],
            "job": _job(entry),
        },
    )


def _may_enter_again(user, entry: Filing) -> bool:
    """A returned form is entered anew with its words, by a clerk of its unit."""
    form = entry.source == Filing.Source.FORM and entry.status == Filing.Status.RETURNED and entry.person_id is None
    return form and own_units(user).filter(pk=entry.unit_id).exists()


def _review_term(request, entry: Filing, today) -> dict:
    """The day by which the office decides, with its arithmetic, and by how much an officer may still extend it."""
    if entry.status not in {Filing.Status.SUBMITTED, Filing.Status.FORWARDED}:
        return {}
    start = timezone.localdate(entry.left_at)
    deadline = deadline_of(entry, "review", start)
    open_still = Membership.holds(request.user, Role.OFFICER, today) and not deadline.extended_by and today <= deadline.due_on
    return {
        "deadline": printed(deadline, today),
        "may_extend": Term.on("review", start).extension_days if open_still else 0,
        "extension_url": reverse("staff_extension", args=[entry.pk]),
    }


def _rail(entry: Filing) -> list[dict]:
    words = {"panel": _("Panel"), "signing": _("Head of unit"), "submitted": _("Credit office"), "forwarded": _("City")}
    stages = [(stage, words[stage]) for stage in entry.stages]
    stops = [("received", _("Received")), ("checked", _("Checked")), *stages, ("approved", _("Approved"))]
    order = [code for code, label in stops]
    at = order.index(entry.status) if entry.status in order else len(stops) - 1
    rail = [{"label": label, "state": "done" if n < at else "now" if n == at else "ahead"} for n, (code, label) in enumerate(stops)]
    if entry.status not in order:
        rail[-1] = {"label": entry.get_status_display(), "state": "now"}
    return rail


def _taken(entry: Filing, row) -> dict:
    shape, tone = MARKS.get(row.step, ("check", "ok"))
    shown = row.step != "approve" or entry.records.filter(shown__isnull=False).exists()
    return {"at": timezone.localtime(row.at), "by": row.by, "label": words_for(entry.flow[row.step], shown=shown), "reason": row.reason, "shape": shape, "tone": tone}


def _job(entry: Filing) -> dict | None:
    job = Job.objects.filter(about_kind="archives.filing", about_id=entry.pk).order_by("-asked_at").first()
    if job is None or job.state == Job.State.DONE:
        return None
    failed = job.state == Job.State.FAILED
    words = _("The check stopped: %(why)s") % {"why": job.error.splitlines()[0] if job.error else ""} if failed else _("Being checked against the archive")
    return {"done": job.done, "total": job.total or entry.rows, "message": words, "percent": job.percent, "failed": failed}


@require_GET
def filing_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """All errors as CSV: masked values, safe against formulas, with a BOM so that Excel reads the Chinese."""
    entry = opened_filing(request, pk)
    exports.note_errors(entry, by=request.user)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([_("Row"), _("Column"), _("Header"), _("Value"), _("What is wrong"), _("How to mend it")])
    for error in reports.row_errors(entry):
        writer.writerow([formula_safe(str(error[k])) for k in ("row", "column", "header", "value", "message", "mend")])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="filing-{entry.number}-errors.csv"'
    return response


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Upload an official file for a unit of one's own; it is decoded here and checked by the worker."""
    units = own_units(request.user)
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
    units = own_units(request.user)
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
    clerk, personnel = own_units(request.user).exists(), Role.PERSONNEL in Role.of(request.user)
    if not clerk and not personnel:
        raise PermissionDenied(_("Only information clerks enter records."))
    today = timezone.localdate()
    codes = sorted(set(CatalogueItem.objects.values_list("code", flat=True)))
    found = [item for code in codes if (item := CatalogueItem.on(code, today))]
    # Penalties of organisations come as files; what is about civil servants is entered by their personnel organ.
    items = [item for item in found if (personnel if item.is_personal else clerk and item.category != "penalty")]
    return render(request, "staff/choose_item.html", _context(request, title=_("Enter a record"), items=items))


def _version(request, number: str) -> Record:
    if personal := people.personal_record(number):
        people.reveal(by=request.user, person=personal.subject, what="record", today=timezone.localdate(), about=number, record=personal)
        return personal
    record = (
        Record.objects.visible_to(request.user)
        .filter(number=number)
        .select_related("content", "subject", "issuer", "item__edition", "period_rule", "filing__unit", "withdrawn_by", "withdrawal_confirmed_by")
        .order_by("-version")
        .first()
    )
    if record is None:
        raise Http404
    return record


@require_GET
def record(request: HttpRequest, number: str) -> HttpResponse:
    """One record as the office sees it: its fields with their scopes, its versions, its withdrawal."""
    return TemplateResponse(request, "staff/record.html", _record_context(request, _version(request, number)))


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
    shown = version.shown is not None and version.withdrawn_at is None and version.is_current and version.shown.lower <= now < version.shown.upper
    return _context(
        request,
        title=str(version),
        refusal=refusal,
        record=version,
        # A unit that penalised a natural person reads the name it filed, not the one under which a personnel organ knows the person.
        subject_name=version.content.subject_name if version.subject.is_person and not version.item.is_personal else version.subject.name,
        in_charge=person_in_charge(version.subject, version.decided_on) if version.subject.is_body else None,
        facts=facts,
        shown=shown,
        state="withdrawn" if version.withdrawn_at else "public" if shown else "expired" if version.shown else "draft",
        state_label="" if version.withdrawn_at or version.shown else _("Not published"),
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


def _whole(text: str) -> int:
    """A small whole number as posted; 0, which no rule takes, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


@require_POST
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw a record at once, confirm a colleague's withdrawal, or make the term of confirmation longer."""
    version = _version(request, number)
    try:
        if request.POST.get("step") == "extend":
            withdrawals.extend(number=number, days=_whole(request.POST.get("days", "")), reason=request.POST.get("reason", ""), by=request.user)
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
