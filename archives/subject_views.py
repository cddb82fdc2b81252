"""The page of one body: names, numbers, changes with their documents, posts with their holders; and the forms that change them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from integrity.errors import Refused
from integrity.said import in_words

from . import post_actions, subject_actions, subject_forms, undoing
from .checks import findings_about
from .models import Appointment, Handover, Post, Record, Role, Subject, SubjectChange, person_in_charge
from .opening import note_hidden

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


# A lower app never knows an upper one: each registers a function (subject, viewer, today) -> [(address, words)].
OFFERS: list = []


class Change(NamedTuple):
    """One button of the page: its form, its action, its words."""

    form: type
    action: object
    label: object
    explains: object


CHANGES = {
    "rename": Change(
        subject_forms.RenameForm,
        subject_actions.rename,
        gettext_lazy("Rename"),
        gettext_lazy("The present name becomes an earlier one, under which the body is still found. Code and records stay."),
    ),
    "move": Change(
        subject_forms.MoveForm,
        subject_actions.move,
        gettext_lazy("Move"),
        gettext_lazy("The body gets another superior, another division, or both. Code and records stay."),
    ),
    "split": Change(
        subject_forms.SucceededForm,
        subject_actions.split,
        gettext_lazy("Split off"),
        gettext_lazy("A part of this body became another body, registered before. Both pages name each other."),
    ),
    "merge": Change(
        subject_forms.SucceededForm,
        subject_actions.merge,
        gettext_lazy("Merge into another"),
        gettext_lazy(
            "The body ceases on that day: no filings, roles or posts begin in it, and its terms of office end. Its records stay under it; the successor's page links to them."
        ),
    ),
    "dissolve": Change(
        subject_forms.DissolveForm,
        subject_actions.dissolve,
        gettext_lazy("Dissolve"),
        gettext_lazy(
            "The body ceases on that day: no filings, roles or posts begin in it, and its terms of office end. Its records stay under it."
        ),
    ),
    "identifier": Change(
        subject_forms.IdentifierForm,
        subject_actions.add_identifier,
        gettext_lazy("Add a number"),
        gettext_lazy("Another number under which the body is or was known; it is then found by it."),
    ),
}
TERMS = {
    "end": Change(
        subject_forms.EndForm,
        post_actions.end_appointment,
        gettext_lazy("End the term"),
        gettext_lazy("The post is vacant from that day, and shown so, until somebody is appointed."),
    ),
    "handover": Change(
        subject_forms.HandoverForm,
        post_actions.hand_over,
        gettext_lazy("Hand over"),
        gettext_lazy("One term ends and the next begins on the same day; what is open in the unit at this moment is listed with the note."),
    ),
}


def _body(request, pk: int) -> Subject:
    """A body or organisation; natural persons have no such page, and who asks for one stands in the read log."""
    visible = Subject.objects.visible_to(request.user).exclude(kind__in=Subject.PEOPLE)
    found = visible.select_related("superior", "division", "successor").filter(pk=pk).first()
    if found is None:
        note_hidden(request.user, Subject, pk)
        raise Http404
    return found


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """What a body is and was, who answered for it when, and what can be done."""
    subject, today = _body(request, pk), timezone.localdate()
    roles = Role.of(request.user, today)
    on, fault = _asked_day(request)
    changes = SubjectChange.objects.select_related("subject", "successor", "made_by", "undone", "undoes")
    context = {
        **admin.site.each_context(request),
        "title": subject.name,
        "subject": subject,
        "findings": findings_about(subject, today),
        "names": list(subject.earlier_names.all()),
        "identifiers": subject.identifiers.all(),
        "changes": changes.filter(subject=subject),
        "predecessors": changes.filter(successor=subject),
        "posts": _posts(subject, request.user, today),
        "in_charge": person_in_charge(subject, today),
        "today": today,
        "on": on,
        "on_asked": request.GET.get("on", "")[:10],
        "on_fault": fault,
        "on_in_charge": person_in_charge(subject, on) if on else None,
        "on_terms": _held_on(subject, request.user, on) if on else [],
        "record_count": Record.objects.visible_to(request.user).current().filter(subject=subject).count(),
        "filings": subject.filings.visible_to(request.user).filter(person__isnull=True).aggregate(n=Count("pk"))["n"],
        "may_undo": Role.OFFICER in roles,
        "may_change": Role.OFFICER in roles and not subject.ceased_on,
        "may_appoint": bool(roles & {Role.OFFICER, Role.PERSONNEL}) and subject.is_body and not subject.ceased_on,
        "offers": [offer for offered in OFFERS for offer in offered(subject, request.user, today)],
        "buttons": [(name, change.label) for name, change in CHANGES.items()],
    }
    return render(request, "staff/body.html", context, status=400 if fault else 200)


def _asked_day(request) -> tuple[date | None, str]:
    """The day that ``?on=`` asks about, and what is wrong with it; neither where nothing is asked."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return None, ""
    try:
        if not DAY.fullmatch(asked):  # Python reads weeks and days without hyphens, too
            raise ValueError
        return date.fromisoformat(asked), ""
    except ValueError:
        return None, _("This is no day; write it as 2026-03-31.")


def _held_on(subject: Subject, user, day: date) -> list[Appointment]:
    """The posts of the body that were held on ``day`` and by whom, as far as ``user`` may know; the principal post first."""
    if subject.ceased_on and subject.ceased_on <= day:
        return []
    terms = Appointment.objects.visible_to(user).on(day).filter(post__unit=subject)
    return list(terms.select_related("post", "holder").order_by("-is_principal", "post_id", "is_acting", "pk"))


def _posts(subject: Subject, user, today: date) -> list[dict]:
    """Posts with their terms, newest first, and the gaps between the terms of a principal post."""
    terms = Appointment.objects.visible_to(user).select_related("holder", "handed_over__made_by")
    posts = Post.objects.filter(unit=subject).prefetch_related(Prefetch("appointments", terms, to_attr="terms"))
    shown = [
        {"post": post, "rows": rows_of(post.terms, subject.ceased_on) if post.is_principal else [{"term": t} for t in post.terms]}
        for post in posts
    ]
    managed = set(post_actions.may_end(user, today).values_list("pk", flat=True))
    for row in (row for entry in shown for row in entry["rows"] if "term" in row):
        row["may_end"] = row["term"].pk in managed
    return [entry for entry in shown if entry["rows"] or entry["post"].is_principal or may_see_all(user)]


def may_see_all(user) -> bool:
    return bool(Role.of(user) & {Role.OFFICER, Role.PERSONNEL, Role.AUDITOR})


def rows_of(terms: list[Appointment], ceased_on: date | None = None) -> list[dict]:
    """Terms (newest first) with a row ``{"from_on", "until_on"}`` for each time in which nobody held the post or acted."""
    rows, covered = [], date.min
    for term in sorted(terms, key=lambda t: (t.from_on, t.pk)):
        if rows and term.from_on > covered:
            rows.append({"from_on": covered, "until_on": term.from_on})
        rows.append({"term": term})
        covered = max(covered, term.until_on or date.max)
    if rows and covered < (ceased_on or date.max):
        rows.append({"from_on": covered, "until_on": None})
    return rows[::-1]


def _form_page(request, *, subject, form, label, explains, facts=(), status=200):
    context = {
        **admin.site.each_context(request),
        "title": label,
        "subject": subject,
        "form": form,
        "label": label,
        "explains": explains,
        "facts": facts,
    }
    return render(request, "staff/body_change.html", context, status=status)


def _run(request, body: Subject, entry: Change, /, facts=(), **given) -> HttpResponse:
    """Show the form; posted and sound, take the action with what is ``given`` and go back to the body."""
    whose = {"holders": post_actions.appointable(request.user, timezone.localdate())} if issubclass(entry.form, subject_forms.OfHolders) else {}
    form = entry.form(request.POST or None, **whose)
    page = {"subject": body, "form": form, "label": entry.label, "explains": entry.explains, "facts": facts}
    if whose and not whose["holders"].exists():
        page["explains"] = _("There is nobody to choose: only civil servants whom your personnel organ manages today can be appointed. Let the personnel organ register the person under “Civil servants” first, then come back.")
    if request.method != "POST":
        return _form_page(request, **page)
    if not form.is_valid():
        return _form_page(request, **page, status=400)
    try:
        entry.action(by=request.user, **given, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, **page, status=409)
    messages.success(request, _("Entered: %(what)s.") % {"what": entry.label})
    return redirect("staff_body", pk=body.pk)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of the changes of a body; for officers."""
    try:
        subject_actions.must_be_officer(request.user)
    except PermissionDenied:
        note_hidden(request.user, Subject, pk)
        raise
    subject = _body(request, pk)
    if name not in CHANGES:
        raise Http404
    return _run(request, subject, CHANGES[name], subject=subject)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an entry that was made by mistake; for officers."""
    subject_actions.must_be_officer(request.user)
    entered = get_object_or_404(SubjectChange.objects.select_related("subject"), pk=pk)
    subject = _body(request, entered.subject_id)
    made = Change(
        subject_forms.UndoForm,
        undoing.undo,
        _("Take back: %(what)s on %(day)s") % {"what": entered.get_kind_display(), "day": in_words(entered.on)},
        _("The body is again as it was before this entry. Both entries stay on its page, with who made them and when."),
    )
    return _run(request, subject, made, change=entered)


def _must_appoint(request) -> None:
    if not post_actions.may_appoint(request.user, timezone.localdate()):
        raise PermissionDenied(_("Only the personnel organ and the credit office enter posts and appointments."))


@require_http_methods(["GET", "POST"])
def add_post(request: HttpRequest, pk: int) -> HttpResponse:
    _must_appoint(request)
    subject = _body(request, pk)
    made = Change(
        subject_forms.PostForm, post_actions.add_post, _("Add a post"), _("A post of this unit; its holders are entered afterwards.")
    )
    return _run(request, subject, made, unit=subject)


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    _must_appoint(request)
    post = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    made = Change(
        subject_forms.AppointForm,
        post_actions.appoint,
        _("Appoint: %(post)s") % {"post": post},
        _("From that day the person holds the post. What was decided before stays with whoever held it then."),
    )
    return _run(request, post.unit, made, post=post)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """End a term of office, or hand it over."""
    _must_appoint(request)
    held = get_object_or_404(Appointment.objects.select_related("post__unit", "holder"), pk=pk)
    if name not in TERMS:
        raise Http404
    facts = [*(post_actions.open_matters(held.post.unit) if name == "handover" else ()), *post_actions.answers_for(held)]
    return _run(request, held.post.unit, TERMS[name], facts, appointment=held)


@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A handover as it was entered: note, and what was open then."""
    visible = Appointment.objects.visible_to(request.user)
    found = get_object_or_404(
        Handover.objects.filter(outgoing__in=visible).select_related(
            "outgoing__post__unit", "outgoing__holder", "incoming__holder", "made_by"
        ),
        pk=pk,
    )
    if not may_see_all(request.user) and not request.user.memberships.held().filter(unit=found.outgoing.post.unit).exists():
        raise PermissionDenied(_("Only the personnel organ, the credit office, the auditor and the unit itself read a handover note."))
    context = {**admin.site.each_context(request), "title": _("Handover"), "handover": found, "subject": found.outgoing.post.unit}
    return render(request, "staff/handover.html", context)
