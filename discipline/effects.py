"""What the steps of a case do beside changing its status; each in the transaction of its step."""

from __future__ import annotations

from datetime import date

from archives.models import Term
from archives.models.post import person_in_charge
from integrity.calendar import add_workdays

from . import papers, records, terms, tiers
from .models import Paper


def close(case, *, by, reason, today: date):
    case.closed_by, case.closed_on = by, today


def unfounded(case, *, by, reason, today: date):
    case.decided_by = by
    close(case, by=by, reason=reason, today=today)


def order(case, *, by, reason, today: date):
    case.decided_by, case.ordered_on = by, today
    papers.serve(Paper.Kind.ORDER, case, by=by, today=today, reason=reason)


def report(case, *, by, reason, today: date):
    case.reported_by, case.reported_on = by, today


def rework(case, *, by, reason, today: date):
    """What was reported stays in the history; the next report begins anew."""
    case.reported_by = case.reported_on = case.paid = case.paid_on = None
    case.proof = case.paid_proof = ""


def notify(case, *, by, reason, today: date):
    case.noticed_by, case.noticed_on = by, today
    case.reply_due_on = add_workdays(today, Term.days_of(terms.REPLY, today)).due_on
    papers.serve(Paper.Kind.NOTICE, case, by=by, today=today)


def lighten(case, *, by, reason, today: date):
    case.lightened_by = by


def convene(case, *, by, reason, today: date):
    case.convened_on = today


def determine(case, *, by, reason, today: date):
    """Who answers for it is whoever was in charge on the day of the breach, whatever became of that person since (S1 二(2))."""
    case.determined_by, case.determined_on = by, today
    case.proposed_tier = tiers.proposed(case, today)
    case.in_charge = person_in_charge(case.accused, case.breached_on)
    paper = papers.serve(Paper.Kind.DETERMINATION, case, by=by, today=today, reason=reason)
    # Without a mark for its documents the handling unit numbers its determinations as its cases.
    case.doc_no = paper.document.number if paper.document else f"{case.handler.name[:90]}失信认定〔{case.year}〕{case.serial}号"
    papers.serve(Paper.Kind.REPAIR, case, by=by, today=today)


def refile(case, *, by, reason, today: date):
    """The same determination again, in place of the filing that came back."""
    case.filing = records.file_about_body(case, by=by)


def file(case, *, by, reason, today: date):
    case.filing = records.file_about_body(case, by=by)
    close(case, by=by, reason=reason, today=today)
