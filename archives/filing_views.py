"""The page of one filing on the staff site: what it holds, its steps, its errors as a file."""


from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from integrity.deadlines import printed
from integrity.exports import formula_safe
from integrity.identity import mask_identities
from integrity.lists import open_list
from integrity.models import Job
from integrity.posted import open_and_shut, take_posted, whole

from . import exports, people, reports
from . import filing_names as names_of_filings
from .determined import held
from .duty_actions import deadline_of
from .entry_page import units_of_clerk
from .flow import words_for
from .imports.layouts import LAYOUTS
from .life import MARKS
from .models import CatalogueItem, Filing, Membership, Panel, Term, Tier, Vote
from .models.membership import Role
from .opening import opened_filing

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


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: what it holds, what can be done, what cannot and why, what happened. POST takes a step."""
    entry = opened_filing(request.user, pk)
    if request.method == "POST":
        refusal = take_posted(request, entry)
        if refusal is None:
            return redirect("staff_filing", pk=entry.pk)
        refused = (request.POST.get("step", ""), request.POST.get("reason", ""), refusal)
        return TemplateResponse(request, "staff/filing.html", filing_context(request, entry, refused=refused), status=409)
    return TemplateResponse(request, "staff/filing.html", filing_context(request, entry))


def asked_row(given) -> int | None:
    """The row asked for by its number, if there is one."""
    return whole(given.get("row", ""), 7)


def differences_of(entry: Filing, names: bool = False) -> list[dict]:
    return reports.differences(entry, names=names) if entry.status in {"checked", *entry.stages} and entry.changed else []


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
    today, job = timezone.localdate(), _job(entry)
    if job is None and entry.status == "received":
        entry.refresh_from_db()  # the check ended after the filing was read: the page would show its beginning for good
    can, cannot = open_and_shut(entry, request.user, today)
    asked = asked_row(request.POST if names else request.GET)
    seen_rows = reports.sample(entry) if entry.status != "received" else []
    if asked:
        seen_rows = list(entry.filed_rows.filter(row_no=asked))
    item = CatalogueItem.objects.filter(code=entry.item_code).order_by("-edition__valid_from").first()
    return _context(
        request,
        title=str(entry),
        refusal=str(refused[2]) if refused else "",
        list_url=open_list("archives_filing", request.user),
        step_url=reverse("staff_filing", args=[entry.pk]),
        **_again(request.user, entry),
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
            "steps_open": [_offered(entry, step, refused) for step in can],
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
            "job": job,
        },
    )


def _offered(entry: Filing, step, refused) -> dict:
    """A step as its form shows it; with the reason given before and the refusal where it was just refused."""
    again = refused and refused[0] == step.name
    return {
        "name": step.name,
        "label": words_for(step, shown=step.name != "approve" or entry.may_be_shown),
        "explains": str(step.explains),
        "needs_reason": step.needs_reason,
        "stop": step.name in {"return", "reject", "discard"},
        "reason": mask_identities(refused[1])[0] if again else "",
        "error": str(refused[2]) if again else "",
    }


def _again(user, entry: Filing) -> dict:
    """The way to enter a returned form anew; what was determined by a procedure of its own is filed anew from there."""
    if not _may_enter_again(user, entry):
        return {}
    if found := held(entry):
        return {"held_url": found.url}
    return {"again_url": f"{reverse('staff_enter', args=[entry.item_code])}?from={entry.pk}"}


def _may_enter_again(user, entry: Filing) -> bool:
    """A returned form is entered anew with its words, by a clerk of its unit."""
    form = entry.source == Filing.Source.FORM and entry.status == Filing.Status.RETURNED and entry.person_id is None
    return form and units_of_clerk(user).filter(pk=entry.unit_id).exists()


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
    entry = opened_filing(request.user, pk)
    exports.note_errors(entry, by=request.user)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([_("Row"), _("Column"), _("Header"), _("Value"), _("What is wrong"), _("How to mend it")])
    for error in reports.row_errors(entry):
        writer.writerow([formula_safe(str(error[k])) for k in ("row", "column", "header", "value", "message", "mend")])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="filing-{entry.number}-errors.csv"'
    return response
