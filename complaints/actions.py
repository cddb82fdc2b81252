"""Writes about tickets beside the steps: entering one, taking a step with what belongs to it, a longer term, a word to the complainant."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.duty_actions import extend_deadline
from archives.models import Membership, PowerItem, Role, Subject
from discipline import actions as cases
from discipline.concealing import Concealed, refuse_complainant
from discipline.models import Case
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.uploads import File
from integrity.workflow import advance

from . import duties, papers
from .models import Attachment, Note, RefusalGround, Ticket
from .terms import running

OLDEST = 366  # days since a complaint was received that is entered today
WORDS = ("facts", "wanted", "contract_no", "source_no", "complainant_name", "contact")


def may_enter(by: User, today: date) -> bool:
    """Officers of the credit office and the clerks of their unit enter what came by another channel."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True)
    return held.filter(role=Role.OFFICER).exists() or held.filter(role=Role.CLERK, unit__in=duties.offices(today)).exists()


@transaction.atomic
def enter(*, accused: Subject, channel: str, by: User, files: list[File] = (), today: date | None = None, **said) -> Ticket:
    """Enter a ticket that came by hotline, mailbox or petition; a colleague decides whether it is accepted.

    ``said``: the words of the ticket by the names of its columns. Raises ``PermissionDenied``, or :class:`Refused` for what no ticket is.
    """
    today = today or timezone.localdate()
    said = enterable(accused=accused, channel=channel, by=by, today=today, **said)
    ticket = Ticket(accused=accused, channel=channel, made_by=by, **said)
    try:
        with transaction.atomic():
            ticket.save()
    except IntegrityError as error:
        if "ticket_once_at_its_channel" not in str(error):
            raise
        raise Refused(_("Number %(no)s of this channel is entered already; look for it in the list.") % {"no": said["source_no"]}) from None
    for file in files:
        Attachment.objects.create(ticket=ticket, name=file.name, kind=file.kind, content=file.content)
    ticket.refresh_from_db()
    return ticket


def enterable(*, accused: Subject, channel: str, by: User, today: date, **said) -> dict:
    """What is said as :func:`enter` keeps it; raises what that raises, and keeps nothing."""
    if not may_enter(by, today):
        raise PermissionDenied(_("Only the credit office enters complaints."))
    if Membership.objects.held(today).filter(user=by, unit=accused).exists():
        raise PermissionDenied(_("You work in the body complained of, so a colleague of another unit enters it."))
    if channel not in Ticket.Channel.values or channel == Ticket.Channel.PORTAL:
        raise Refused(_("What comes by the portal files itself; enter complaints from the hotline, the mailbox or a petition."))
    must_be_a_body(accused)
    for name in WORDS:
        said[name] = str(said.get(name, "")).strip()
        refuse_identities(said[name])
    must_lie_behind(said.get("happened_on"), said["received_on"], today)
    return said


def must_be_a_body(accused: Subject) -> None:
    """Complaints here are about public bodies (1103号): refused for anybody else."""
    if not accused.is_body:
        raise Refused(
            _("%(name)s is no public body; complaints here are about public bodies only.") % {"name": accused},
            article="发改财金〔2023〕1103号",
        )


def must_lie_behind(happened_on: date | None, received_on: date, today: date) -> None:
    """Nothing is received before it happened, nor tomorrow; and what was received a year ago and more has its terms long behind it."""
    if received_on > today:
        raise Refused(_("It cannot have been received after today; correct the day."))
    if received_on < today - timedelta(days=OLDEST):
        raise Refused(
            _("It was received more than a year ago; correct the day, or enter it anew as received today and say so in the text.")
        )
    if happened_on and happened_on < EARLIEST:
        raise Refused(_("This day lies before %(day)s; correct it.") % {"day": in_words(EARLIEST)})
    if happened_on and happened_on > received_on:
        raise Refused(_("It cannot have happened after it was complained of; correct the day."))


@transaction.atomic
def take(
    *,
    ticket: Ticket,
    step: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
    ground: str = "",
    outcome: str = "",
    today: date | None = None,
) -> Ticket:
    """Take a step with what belongs to it: the ground of a refusal (its code), the outcome of handling.

    What is founded takes the number of the case that was opened from the ticket.

    Raises what :func:`integrity.workflow.advance` raises.
    """
    today = today or timezone.localdate()
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if step == "refuse" and ticket.status == Ticket.Status.RECEIVED:
        ticket.ground = RefusalGround.objects.in_force(today).filter(code=ground).first()
        ticket.save(update_fields=["ground"])
    if step == "handle" and ticket.status == Ticket.Status.TRANSFERRED:
        _must_fit(ticket, outcome)
        current = seen == ticket.revision
        ticket.case_no = ticket.case.number[-60:] if outcome == Ticket.Outcome.FOUNDED else ""
        ticket.outcome, ticket.handled_by = outcome, by if outcome else ticket.handled_by
        ticket.save(update_fields=["outcome", "case_no", "handled_by"])
        ticket.refresh_from_db()
        seen = ticket.revision if current else seen  # the outcome is content: whoever signs names the revision with it
        if reason.strip() and ticket.case_no:  # what is reset when it is done again stays in the trail
            reason = f"{ticket.case_no}　{reason}"
    ticket = advance(ticket, step, by=by, reason=reason, seen=seen, today=today)
    papers.with_step(ticket, step, by=by, today=today)
    return ticket


def _must_fit(ticket: Ticket, outcome: str) -> None:
    if outcome and outcome not in Ticket.Outcome.values:
        raise Refused(_("A complaint is founded or unfounded; choose one."))
    if outcome == Ticket.Outcome.FOUNDED and ticket.case is None:
        raise Refused(_("What is founded leads to a case; open the case from %(ticket)s first.") % {"ticket": ticket})


def may_open_case(ticket: Ticket, by: User, today: date) -> bool:
    """Whether ``by`` may open the case of ``ticket``: a clerk or officer of its handling unit, while it is handled."""
    if ticket.status != Ticket.Status.TRANSFERRED or ticket.case_id or duties.stands_aside(ticket, by, today):
        return False
    return cases.units_to_handle(by, today).filter(pk=ticket.handler_id).exists()


@transaction.atomic
def open_case(
    *,
    ticket: Ticket,
    kind: str,
    matter: str,
    breached_on: date,
    by: User,
    contract_no: str = "",
    duty: PowerItem | None = None,
    named: bool = False,
    today: date | None = None,
) -> Case:
    """Open the case that ``ticket`` leads to, in the name of its handling unit. Of the complainant nothing goes into it.

    ``named``: a party of the contract is named on purpose, who also complained; that stays in the trail.

    Raises what :func:`discipline.actions.open_case` raises.
    """
    today = today or timezone.localdate()
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("accused", "handler").get(pk=ticket.pk)
    if ticket.case_id:
        raise Refused(_("A case was opened from %(ticket)s already.") % {"ticket": ticket})
    if not may_open_case(ticket, by, today):
        raise PermissionDenied(_("Only the clerks of the handling unit open a case, while it handles %(ticket)s.") % {"ticket": ticket})
    hidden = [Concealed(ticket.complainant_name, ticket.contact)]
    refuse_complainant(ticket, [matter, contract_no], named=named, of=hidden)
    ticket.case = cases.open_case(
        accused=ticket.accused,
        handler=ticket.handler,
        source=Case.Source.COMPLAINT,
        kind=kind,
        matter=matter,
        breached_on=breached_on,
        contract_no=contract_no,
        duty=duty,
        named=named,
        by=by,
        today=today,
    )
    ticket.save(update_fields=["case"])
    return ticket.case


@transaction.atomic
def extend(*, ticket: Ticket, days: int, reason: str, by: User, today: date | None = None):
    """Make the term of handling longer, once, by so many working days as its law allows; the credit office says so."""
    today = today or timezone.localdate()
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if duties.stands_aside(ticket, by, today) or not duties.is_intake(ticket, by, today):
        raise PermissionDenied(_("Only the credit office extends its terms."))
    if (term := running(ticket)) is None:
        raise Refused(_("%(ticket)s awaits no answer, so no term runs.") % {"ticket": ticket})
    return extend_deadline(entry=ticket, term_code=term[0], start=term[1], days=days, reason=reason, by=by, today=today, allowed=True)


@transaction.atomic
def write(*, ticket: Ticket, words: str, by: User, today: date | None = None) -> Note:
    """Write to the complainant, who reads it with the receipt; asked by whoever takes in or handles the ticket now."""
    today = today or timezone.localdate()
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    allowed = duties.is_intake(ticket, by, today) or duties.handles(ticket, by, today, Role.CLERK, Role.HEAD)
    if duties.stands_aside(ticket, by, today) or not allowed:
        raise PermissionDenied(_("Only who handles %(ticket)s writes to the complainant.") % {"ticket": ticket})
    if ticket.channel != Ticket.Channel.PORTAL:
        raise Refused(
            _("%(ticket)s did not come by the portal, so its complainant has no receipt; call the number given.") % {"ticket": ticket}
        )
    if ticket.status in {Ticket.Status.REFUSED, Ticket.Status.CLOSED}:
        raise Refused(_("%(ticket)s has ended, so nothing more is asked about it.") % {"ticket": ticket})
    if not words.strip():
        raise Refused(_("Write what the complainant should know, in a sentence."))
    if len(words) > 2000:
        raise Refused(_("A message has 2,000 signs at most; shorten it."))
    refuse_identities(words)
    return Note.objects.create(ticket=ticket, by=by, words=words.strip())
