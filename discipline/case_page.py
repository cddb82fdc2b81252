"""What the page of a case shows: what happened, what may happen next, who has to act, and until when with the sum."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from archives.determined import came_back
from archives.models import DeadlineExtension, Filing, Membership, Panel, Role, Term
from archives.models.post import person_in_charge
from integrity.deadlines import days_left, printed
from integrity.identity import mask_identities
from integrity.lists import open_list
from integrity.posted import open_and_shut

from . import actions, duties, exhibits, numbered, origins, papers, records, terms, tiers
from .concealing import NamesComplainant
from .measures.pages import on_record
from .models import Case, CaseVote, ToleranceCondition
from .rules import question_of
from .words import RAIL, STATES, STOPS, WITHIN, next_words, reason_words, stop_words, term_words

S = Case.Status


def shown(found: Case, user, refused=None) -> dict:
    """The context of ``staff/case.html``."""
    today = timezone.localdate()
    can, cannot = steps_for(found, user, today)
    step, given, refusal = refused or ("", {}, None)
    panels = _panels(found, user, today)
    record, order = records.record_about_body(found), papers.to_hand_over(found)
    context = {
        "title": str(found),
        "case": found,
        "list_url": open_list("discipline_case", user),
        "state": STATES[found.status],
        "rail": rail(found),
        "can": [_offered(found, s, given if s.name == step else {}, refusal if s.name == step else None, today) for s in can],
        "cannot": cannot,
        "refusal": str(refusal or ""),
        "who_acts": next_words(found, today),
        "may_examine": found.status == S.VERIFYING
        and not duties.stands_aside(found, user, today)
        and duties.handles(found, user, today, Role.CLERK),
        "to_hand_over": order if order and papers.may_hand_over(found, user, today) else None,
        "handed": {name: mask_identities(str(value))[0] for name, value in given.items()} if step == "handed over" else {},
        "typed": {name: mask_identities(str(value))[0] for name, value in given.items()} if step == "extended" else {},
        "papers": found.papers.select_related("served_by", "acknowledged_by", "handed_by", "document"),
        "readable": set(numbered.of(found, user, today).values_list("pk", flat=True)),
        "replies": [{"row": reply, "conditions": conditions_of(reply)} for reply in found.replies.select_related("by")],
        "files": exhibits.of_case(found),
        "panels": panels,
        "may_vote": next((n for n, panel in enumerate(panels, 1) if panel["choices"]), 0),
        "vote_url": reverse("staff_case_vote", args=[found.pk]),
        "taken": [{"row": row, "label": found.flow[row.step].label, "day": _its_day(found, row)} for row in found.taken.select_related("by")],
        "named": found.history.filter(history_change_reason=actions.NAMED).select_related("history_user"),
        "origins": origins.of(found, user, today),
        "proposed": tiers.applying(found, today) if found.status == S.PANEL else None,
        "nobody_in_charge": found.determined_on is None
        and found.status not in Case.ENDS
        and person_in_charge(found.accused, found.breached_on) is None,
        "record": record,
        "may_see_filing": found.filing_id is not None and Filing.objects.visible_to(user).filter(pk=found.filing_id).exists(),
        "measures": on_record(record.number, user, today) if record else [],
        **_term(found, user, today),
    }
    asked = ("may_examine", "may_vote", "to_hand_over")
    return context | {"to_do": len(can) + sum(bool(context[name]) for name in asked)}


# What a step asks for on its form is no reason why it cannot be taken: it is tried with something lawful.
TRIAL = {
    "unfounded": {"plea": Case.Plea.KEPT},
    "order": {"rectify_days": 1},
    "report": {"proof": "x"},
    "determine": {"tier": 1},
}


def steps_for(found: Case, user, today) -> tuple[list, list]:
    """The steps open to ``user`` and the others."""
    can, cannot = [], []
    for step in found.flow.from_status(found.status):
        if step.name == "refile" and not came_back(found.filing):
            continue  # of a record that stands nobody is told why it is not filed anew
        trial = Case.objects.select_related("accused", "handler").get(pk=found.pk)
        for name, value in TRIAL.get(step.name, {}).items():
            setattr(trial, name, value)
        if step.name == "report":
            trial.paid = trial.owed
        open_now, shut = open_and_shut(trial, user, today)
        can += [s for s in open_now if s.name == step.name]
        cannot += [entry for entry in shut if entry["label"] == step.label]
    return can, cannot


def _offered(found: Case, step, given: dict, refusal, today) -> dict:
    tier = tiers.proposed(found, today) if step.name == "determine" else None
    return {
        "name": step.name,
        "label": step.label,
        "explains": step.explains,
        "needs_reason": step.needs_reason,
        "reason_label": reason_words(step.name),
        "stop": step.name in STOPS,
        "given": {name: mask_identities(str(value))[0] for name, value in given.items()},
        "error": str(refusal) if refusal else "",
        "ask_named": isinstance(refusal, NamesComplainant) or bool(given.get("named")),
        "longest": Term.days_of(terms.RECTIFY, today) if step.name == "order" else 0,
        "pleas": Case.Plea.choices if step.name == "unfounded" else [],
        "tier": tier,
        "tiers": found._meta.get_field("tier").choices if tier else [],
    }


# Steps that write their day into the case; entered later than taken, the documents bear that day and not the clock's.
DAYS = {
    "order": "ordered_on", "notify": "noticed_on", "determine": "determined_on",
    **dict.fromkeys(("hear", "convene"), "convened_on"),
    **dict.fromkeys(("unfounded", "accept", "waive", "tolerate", "dismiss", "file"), "closed_on"),
}


def _its_day(found: Case, row):
    """The day of a step where it is another than that on which it was entered."""
    day = getattr(found, DAYS.get(row.step, ""), None)
    return day if day and day != timezone.localdate(row.at) else None


def rail(found: Case) -> list[dict]:
    """The way to the determination, or to where the case ended before it."""
    if found.status not in Case.ENDS or found.status in RAIL:
        at = RAIL.index(WITHIN.get(found.status, found.status))
        return [{"label": stop_words(code), "state": "done" if n < at else "now" if n == at else "ahead"} for n, code in enumerate(RAIL)]
    gone = {row.source for row in found.taken}
    before = [code for code in RAIL if code in gone]
    return [*({"label": stop_words(code), "state": "done"} for code in before), {"label": found.get_status_display(), "state": "now"}]


def conditions_of(reply) -> list[str]:
    """The conditions of tolerance that a reply ticked, in words."""
    named = ToleranceCondition.objects.filter(code__in=reply.conditions).order_by("valid_from")
    words = {condition.code: f"{condition.label}（{condition.cited}）" for condition in named}
    return [words.get(code, code) for code in reply.conditions]


def _panels(found: Case, user, today) -> list[dict]:
    """One vote for each question that the panel was asked."""
    if found.convened_on is None:
        return []
    sitting, votes = Panel.of(found.handler, found.convened_on), list(found.votes.select_related("member"))
    asked = [
        q for q in CaseVote.Question if any(v.question == q for v in votes) or (found.status in Case.VOTING and q == question_of(found))
    ]
    return [_panel(found, user, today, sitting, q, [v for v in votes if v.question == q]) for q in asked]


def _panel(found: Case, user, today, sitting, question, votes) -> dict:
    open_now = found.status in Case.VOTING and question == question_of(found)
    may = open_now and Membership.holds(user, Role.PANEL, today, unit=found.handler) and all(v.member_id != user.pk for v in votes)
    concerned = may and duties.concerned(found, user, today)
    return {
        "question": CaseVote.Question(question).label,
        "hidden": may,  # a member votes before reading how the others did
        "votes": [] if may else votes,
        "quorum": sitting and sitting.quorum,
        "cast": sum(v.choice != CaseVote.Choice.RECUSED for v in votes),
        "in_favour": sum(v.choice == CaseVote.Choice.FOR for v in votes),
        "choices": [c for c in CaseVote.Choice.choices if not concerned or c[0] == CaseVote.Choice.RECUSED] if may else [],
    }


def _term(found: Case, user, today) -> dict:
    """The day that runs with its arithmetic, and by how much the rectification may still be extended by ``user``."""
    ends = terms.deadline(found, today)
    if ends is None:
        return {}
    more = 0
    if found.status == S.RECTIFYING and duties.handles(found, user, today, Role.HEAD) and today <= ends.due_on:
        longer = DeadlineExtension.objects.filter(entry_kind=found._meta.label_lower, entry_id=found.pk).exists()
        more = 0 if longer else Term.on(terms.RECTIFY, found.ordered_on).extension_days
    return {
        "deadline": printed(ends, today),
        "left": days_left(ends, today),
        "late": ends.left(today) < 0,
        "term_heading": term_words(found, today),
        "longer": more,
        "extension_url": reverse("staff_case_extension", args=[found.pk]),
        "pleas": [(plea.value, plea.label) for plea in (Case.Plea.PROCEDURE, Case.Plea.OTHER_SIDE, Case.Plea.STAFF)],
    }
