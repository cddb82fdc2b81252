"""The flow of an application for repair 信用修复: submission, acceptance, verification, decision (Order 36 of 2025)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments.actions import end, give
from integrity.errors import Refused
from integrity.workflow import Flow, Step

from . import duties, facts, granting
from .models import Application

S = Application.Status


# ── rules ────────────────────────────────────────────────────────────────────


def another_person(application, by, today):
    if by.pk == application.made_by_id:
        raise Refused(_("You filed %(application)s, so a colleague must decide on it.") % {"application": application})


def had_no_part(application, by, today):
    """neither entered nor approved the record"""
    if duties.barred(application, by, ""):
        raise Refused(
            _("You entered or decided on a record of %(application)s, so a colleague who did not handles it.")
            % {"application": application}
        )


def of_one_matter(application, by, today):
    """records of one subject, found by one unit"""
    if application.subject_id is None or application.finder_id is None:
        raise Refused(
            _(
                "The numbers in %(application)s are not all records of one subject and one finding unit, so it cannot be accepted; reject it, and say so."
            )
            % {"application": application}
        )


def eligible(application, by, today):
    """every condition is met"""
    lines = facts.lines_of(application, today)
    if missing := [line for line in lines if line.met is False]:
        said = "；".join(f"{line.label}：{line.arithmetic}" for line in missing)
        raise Refused(
            _("%(application)s does not meet every condition (%(missing)s); reject it, and say what is missing.")
            % {"application": application, "missing": said}
        )


def somebody_else_verified(application, by, today):
    """did not verify it"""
    if by.pk == application.verified_by_id:
        raise Refused(_("You verified %(application)s, so a colleague decides on it.") % {"application": application})


def signed(application, by, today):
    """the commitment is signed"""
    if not application.signer:
        raise Refused(_("The public commitment of %(application)s is not signed; write who signs it.") % {"application": application})


# ── effects ──────────────────────────────────────────────────────────────────


def submit(application, *, by, reason, today):
    application.submitted_on = today


def accept(application, *, by, reason, today):
    application.accepted_by, application.accepted_on = by, today
    application.commitment = give(
        subject=application.subject,
        signer=application.signer,
        records=duties.numbers(application),
        signed_on=application.filed_on,
        by=by,
    )


def verify(application, *, by, reason, today):
    application.verified_by = by


def grant(application, *, by, reason, today):
    application.decided_by, application.decided_on = by, today
    application.document_no = granting.grant(application, by=by, reason=reason, today=today)


def refuse(application, *, by, reason, today):
    application.decided_by, application.decided_on = by, today
    application.document_no = granting.refuse(application, by=by, reason=reason, today=today)
    end(application.commitment)


def give_up(application, *, by, reason, today):
    if application.commitment:
        end(application.commitment)


HANDLES = (another_person, had_no_part)
APPLICATION = Flow(
    name="application",
    initial=S.DRAFT,
    steps=(
        Step(
            "submit",
            (S.DRAFT,),
            S.SUBMITTED,
            gettext_lazy("Submit the application"),
            gettext_lazy(
                "It goes to the unit that found the breach, which accepts it within its term or says what is missing. It is free of charge."
            ),
            rules=(signed,),
            effect=submit,
        ),
        Step(
            "accept",
            (S.SUBMITTED,),
            S.ACCEPTED,
            gettext_lazy("Accept the application"),
            gettext_lazy(
                "You have compared the proof of who applies with the subject of the record. The commitment is published on the portal as long as "
                "the record is, and the term of the decision begins today."
            ),
            needs_reason=True,
            decides=True,
            rules=(*HANDLES, of_one_matter, eligible),
            effect=accept,
        ),
        Step(
            "reject",
            (S.SUBMITTED,),
            S.REJECTED,
            gettext_lazy("Do not accept the application"),
            gettext_lazy("The application ends. The applicant reads what is missing, and may apply anew with it."),
            needs_reason=True,
            decides=True,
            rules=HANDLES,
        ),
        Step(
            "verify",
            (S.ACCEPTED,),
            S.VERIFIED,
            gettext_lazy("Verified: the duties are performed"),
            gettext_lazy(
                "You have checked that the breach is put right and the proof is genuine. Write what you checked; another person decides."
            ),
            needs_reason=True,
            decides=True,
            rules=HANDLES,
            effect=verify,
        ),
        Step(
            "grant",
            (S.VERIFIED,),
            S.GRANTED,
            gettext_lazy("Grant the repair"),
            gettext_lazy(
                "At once the records are neither shown, shared nor used, every measure is lifted, and each unit that carried one out gets its notice."
            ),
            needs_reason=True,
            decides=True,
            rules=(*HANDLES, somebody_else_verified, eligible),
            effect=grant,
        ),
        Step(
            "refuse",
            (S.VERIFIED,),
            S.REFUSED,
            gettext_lazy("Refuse the repair"),
            gettext_lazy("The applicant reads the reason. An objection, review or a lawsuit remains."),
            needs_reason=True,
            decides=True,
            rules=(*HANDLES, somebody_else_verified),
            effect=refuse,
        ),
        Step(
            "withdraw",
            (S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.VERIFIED),
            S.WITHDRAWN,
            pgettext_lazy("application", "Withdraw the application"),
            gettext_lazy("The application ends, and nothing of the records changes. You may apply anew."),
            needs_reason=True,
            effect=give_up,
        ),
        Step(
            "falsify",
            (S.ACCEPTED, S.VERIFIED),
            S.FALSE,
            gettext_lazy("End it for false material"),
            gettext_lazy(
                "The subject itself, or who acts for it, handed in false material. The application ends, and a clerk of the finding unit files "
                "a record of it about the subject. What somebody handed in in its name without its knowing is refused instead."
            ),
            needs_reason=True,
            decides=True,
            rules=(*HANDLES, somebody_else_verified),
            effect=give_up,
        ),
    ),
)
# Arrows as PostgreSQL keeps them (repair_application_by_arrow): step, from, to.
ARROWS = [(step.name, source, step.target) for step in APPLICATION for source in step.sources]
