"""Writes about notices of courts: entering one, and taking a step with the day that belongs to it; their day with its arithmetic."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Membership, Subject, Term
from integrity.calendar import EARLIEST, Deadline, add_workdays, workdays_between
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.workflow import advance

from ..rules import NO_EXCUSE
from .entries import must_be_officer
from .models import CourtNotice

S = CourtNotice.Status
AHEAD = "court-notice"  # the term: so many working days before it lists a public body the court tells the credit office
NEAR = "warn-court"  # so many working days before the day a warning is raised


def must_not_work_there(body: Subject, by: User, today: date) -> None:
    if Membership.objects.held(today).filter(user=by, unit=body).exists():
        raise Refused(_("You hold a role in %(body)s, so a colleague of another unit enters what the court says of it.") % {"body": body})


def _due(stage: str, told_on: date, day: date | None, today: date) -> date | None:
    """The day by which to perform: of a suit none, of a judgment the one it names, of a listing the one named or the law's term."""
    if stage == S.SUED:
        return None
    if stage == S.AHEAD and day is None:
        return add_workdays(told_on, Term.days_of(AHEAD, told_on)).due_on
    if day and not EARLIEST <= day <= date(today.year + 10, 1, 1):
        raise Refused(_("This day lies too far off; correct it."))
    return day


@transaction.atomic
def enter(
    *,
    body: Subject,
    court: str,
    court_no: str,
    matter: str,
    stage: str,
    received_on: date,
    by: User,
    due_on: date | None = None,
    today: date | None = None,
) -> CourtNotice:
    """Enter what a court told of a suit, a judgment or a listing ahead. ``due_on``: the day the judgment or the court names.

    Raises ``PermissionDenied`` and :class:`Refused`.
    """
    today = today or timezone.localdate()
    must_be_officer(by, today)
    if not body.is_body:
        raise Refused(_("%(name)s is no public body; cases here are about public bodies only.") % {"name": body}, article=NO_EXCUSE)
    must_not_work_there(body, by, today)
    if stage not in CourtNotice.STAGES:
        raise Refused(_("A court tells of a suit, of a judgment lost, or of a listing ahead; choose one."))
    if not EARLIEST <= received_on <= today:
        raise Refused(_("It was received after today or before %(day)s; correct the day.") % {"day": in_words(EARLIEST)})
    words = {"court": court.strip(), "court_no": court_no.strip(), "matter": matter.strip()}
    for text in words.values():
        refuse_identities(text)
    if not all(words.values()):
        raise Refused(_("Court, its case number and what it says are all needed; fill them in."))
    notice = CourtNotice(body=body, stage=stage, status=stage, received_on=received_on, told_on=received_on, made_by=by, **words)
    notice.due_on = _due(stage, received_on, due_on, today)
    if stage != S.SUED and (notice.due_on is None or notice.due_on < received_on):
        raise Refused(_("Name the day by which the judgment is to be performed; it is not before the day on which it was received."))
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError as error:
        if "court_notice_once" not in str(error):
            raise
        raise Refused(_("A notice about this body and this case of the court is here already; record there how it went on.")) from None
    notice.refresh_from_db()
    return notice


@transaction.atomic
def take(
    *,
    notice: CourtNotice,
    step: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
    day: date | None = None,
    today: date | None = None,
) -> CourtNotice:
    """Take a step with the day that belongs to it: by when to perform, or on which day it was listed.

    Raises what :func:`integrity.workflow.advance` raises; then nothing of it is kept.
    """
    today = today or timezone.localdate()
    notice = CourtNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    chosen = notice.flow[step]
    if notice.status in chosen.sources and step in {"lose", "announce"}:
        notice.told_on, notice.due_on = today, _due(chosen.target, today, day, today)
        if notice.due_on and notice.due_on < today:
            raise Refused(_("The day by which to perform lies not before today; correct the day."))
        current = seen == notice.revision
        notice.save(update_fields=["told_on", "due_on"])
        notice.refresh_from_db()
        seen = notice.revision if current else seen  # the day is content; whoever takes the step has just written it
    if notice.status in chosen.sources and step == "list":
        notice.listed_on = day or today
        if notice.listed_on < notice.received_on:
            raise Refused(
                _("The court told of %(notice)s on %(day)s, so it did not list the body before that day; correct the day.")
                % {"notice": notice, "day": in_words(notice.received_on)}
            )
        notice.save(update_fields=["listed_on"])
    return advance(notice, step, by=by, reason=reason, seen=seen, today=today)


def deadline(notice: CourtNotice) -> Deadline | None:
    """The day by which to perform while the court waits for it, counted from the day of its word; ``None`` where none runs."""
    if notice.due_on is None or notice.status not in CourtNotice.STAGES:
        return None
    return Deadline(notice.told_on, workdays_between(notice.told_on, notice.due_on), notice.due_on)


def told_too_late(notice: CourtNotice) -> int:
    """How many working days ahead the court should have told of the listing, where it told later; else 0."""
    if notice.stage != S.AHEAD:
        return 0
    rule = Term.days_of(AHEAD, notice.told_on)
    return rule if workdays_between(notice.told_on, notice.due_on) < rule else 0
