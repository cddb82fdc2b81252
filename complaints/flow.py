"""The flow of a ticket 受理→转办→办理→反馈→回访→重办→办结: accepted or not, transferred to the superior, answered, revisited, closed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from discipline.models import Case
from integrity.errors import Refused
from integrity.workflow import Flow, Step

from . import duties
from .models import RefusalGround, Ticket

S = Ticket.Status
NOT_FOUND = (Case.Status.UNFOUNDED, Case.Status.DISMISSED)  # ends of a case in which no breach was found
TO_SUPERIOR = "发改财金〔2023〕1103号"


def another_person(ticket, by, today):
    if by.pk == ticket.made_by_id:
        raise Refused(_("You entered %(ticket)s, so a colleague must decide on it.") % {"ticket": ticket})


def listed_ground(ticket, by, today):
    """one of the listed grounds, in force on the day"""
    if ticket.ground_id is None or not RefusalGround.objects.in_force(today).filter(pk=ticket.ground_id).exists():
        raise Refused(_("%(ticket)s is refused only on one of the listed grounds in force today; choose one.") % {"ticket": ticket})


def somebody_handles(ticket, by, today):
    """a superior, or the credit office where there is none, with two persons who can answer"""
    handler = duties.handler_of(ticket.accused, by, today)
    if handler is None or handler.pk == ticket.accused_id:
        raise Refused(
            _("%(ticket)s has nobody to go to: the body has no superior, and it is the credit office itself; enter its superior first.")
            % {"ticket": ticket},
            article=TO_SUPERIOR,
        )
    if duties.vacancy_in(handler, today):
        raise Refused(
            _("%(unit)s has no clerk and no head here to handle and to sign; have the roles granted first, the term goes on.")
            % {"unit": handler}
        )


def stated_outcome(ticket, by, today):
    """an outcome: a case number, or unfounded"""
    if not ticket.outcome:
        raise Refused(_("Say what the examination of %(ticket)s ended in: a case with its number, or unfounded.") % {"ticket": ticket})


def case_has_ended(ticket, by, today):
    """as unfounded only once its case, if it has one, ended without a breach"""
    if ticket.outcome != Ticket.Outcome.UNFOUNDED or ticket.case is None or ticket.case.status in NOT_FOUND:
        return
    said = {"ticket": ticket, "case": ticket.case.number}
    if ticket.case.status in Case.ENDS:
        raise Refused(_("%(case)s ended otherwise than as unfounded, so %(ticket)s is founded; report that.") % said)
    raise Refused(
        _(
            "%(case)s, which was opened from %(ticket)s, is not closed, so nobody says yet that it is unfounded; close the case as unfounded first."
        )
        % said
    )


def another_signs(ticket, by, today):
    if by.pk == ticket.handled_by_id:
        raise Refused(_("You handled %(ticket)s, so somebody else must sign the answer.") % {"ticket": ticket})


def case_stands(ticket, by, today):
    """its case, if it has one, was not closed as unfounded"""
    if ticket.outcome == Ticket.Outcome.FOUNDED and ticket.case and ticket.case.status == Case.Status.UNFOUNDED:
        raise Refused(
            _("%(case)s was closed as unfounded, and the answer of %(ticket)s says founded; send it back to be handled.")
            % {"case": ticket.case.number, "ticket": ticket}
        )


def done_again(ticket, by, today):
    """it was done again at least once"""
    if ticket.redone_on is None:
        raise Refused(
            _("%(ticket)s goes back once before it ends without the complainant’s agreement; have it done again.") % {"ticket": ticket}
        )


def accept(ticket, *, by, reason, today):
    ticket.decided_by, ticket.accepted_on = by, today


def refuse(ticket, *, by, reason, today):
    ticket.decided_by = by


def transfer(ticket, *, by, reason, today):
    ticket.handler = duties.handler_of(ticket.accused, by, today)


def feedback(ticket, *, by, reason, today):
    ticket.answered_by, ticket.answered_on = by, today


def redo(ticket, *, by, reason, today: date):
    ticket.redone_on, ticket.outcome, ticket.case_no = today, "", ""
    ticket.handled_by = ticket.answered_by = ticket.answered_on = None


def close(ticket, *, by, reason, today):
    ticket.closed_on = today


TICKET = Flow(
    name="ticket",
    initial=S.RECEIVED,
    steps=(
        Step(
            "accept",
            (S.RECEIVED,),
            S.ACCEPTED,
            gettext_lazy("Accept"),
            gettext_lazy("The term of handling begins today; the complainant sees that the complaint is accepted."),
            decides=True,
            rules=(another_person,),
            effect=accept,
        ),
        Step(
            "refuse",
            (S.RECEIVED,),
            S.REFUSED,
            gettext_lazy("Do not accept"),
            gettext_lazy("The ticket ends. The complainant sees the ground, its source and your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, listed_ground),
            effect=refuse,
        ),
        Step(
            "transfer",
            (S.ACCEPTED,),
            S.TRANSFERRED,
            gettext_lazy("Transfer to whoever handles it"),
            gettext_lazy(
                "It goes to the superior of the body complained of, or to your office where it has none. The body itself does not learn of it."
            ),
            decides=True,
            also_maker=True,
            rules=(somebody_handles,),
            effect=transfer,
        ),
        Step(
            "handle",
            (S.TRANSFERRED,),
            S.HANDLED,
            gettext_lazy("Report the outcome"),
            gettext_lazy("What was found, with a case number or as unfounded, goes to somebody else of the unit to be signed."),
            needs_reason=True,
            rules=(stated_outcome, case_has_ended),
        ),
        Step(
            "return",
            (S.HANDLED,),
            S.TRANSFERRED,
            gettext_lazy("Send back to be handled"),
            gettext_lazy("The outcome is not signed; the term goes on."),
            needs_reason=True,
            rules=(another_signs,),
        ),
        Step(
            "feedback",
            (S.HANDLED,),
            S.ANSWERED,
            gettext_lazy("Answer the complainant"),
            gettext_lazy("What you write is the answer: the complainant reads it word for word. The term ends."),
            needs_reason=True,
            decides=True,
            also_maker=True,
            rules=(another_signs, case_stands, case_has_ended),
            effect=feedback,
        ),
        Step(
            "satisfied",
            (S.ANSWERED,),
            S.REVISITED,
            gettext_lazy("Revisited: satisfied"),
            gettext_lazy("The complainant was asked and agrees; the ticket can be closed."),
        ),
        Step(
            "unsatisfied",
            (S.ANSWERED,),
            S.REVISITED,
            gettext_lazy("Revisited: not satisfied, explained"),
            gettext_lazy("It was done again and the answer stands; the complainant was told why."),
            needs_reason=True,
            rules=(done_again,),
        ),
        Step(
            "redo",
            (S.ANSWERED,),
            S.TRANSFERRED,
            gettext_lazy("Have it done again"),
            gettext_lazy(
                "It goes back to the handling unit with your reason, and a term begins anew. The complainant sees that it is handled again."
            ),
            needs_reason=True,
            decides=True,
            also_maker=True,
            effect=redo,
        ),
        Step(
            "close",
            (S.REVISITED,),
            S.CLOSED,
            pgettext_lazy("ticket", "Close"),
            gettext_lazy("The ticket ends; its receipt goes on showing the answer."),
            effect=close,
        ),
    ),
)
# Arrows as PostgreSQL keeps them (complaints_ticket_by_arrow): step, from, to.
ARROWS = [(step.name, source, step.target) for step in TICKET for source in step.sources]
