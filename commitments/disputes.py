"""The flow of a dispute, and its decision: the kept mark stands, or it is taken back, and its records are corrected or withdrawn.

A commitment whose day has passed is then broken; one whose day lies ahead was marked too early, and is in performance again.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.errors import Refused
from integrity.said import in_words
from integrity.workflow import Flow, Step, advance

from . import records
from .flow import was_due
from .models import Commitment, Dispute
from .versions import PERFORM

S = Dispute.Status


def not_who_verified(dispute, by, today):
    if by.pk in (dispute.commitment.decided_by_id, dispute.commitment.reported_by_id):
        raise Refused(_("You verified %(commitment)s, so a colleague decides on the dispute.") % {"commitment": dispute.commitment})


def still_marked(dispute, by, today):
    """the commitment still stands as kept"""
    if dispute.commitment.status != Commitment.Status.KEPT:
        raise Refused(
            _("%(commitment)s no longer stands as kept: another dispute was decided; say so in the result.")
            % {"commitment": dispute.commitment}
        )


def passed(dispute, by, today):
    """the day of the commitment has passed"""
    was_due(dispute.commitment, by, today)


def ahead(dispute, by, today):
    """the day of the commitment has not passed"""
    due = dispute.commitment.version.due_on
    if due < today:
        raise Refused(
            _("%(commitment)s was due on %(day)s; what was not kept by then is broken.")
            % {"commitment": dispute.commitment, "day": in_words(due)},
            article=PERFORM,
        )


def on_file(dispute, by, today):
    """the filings of the outcome are decided: nobody approves the old value after the new one"""
    records.standing(dispute.commitment)


def uphold(dispute, *, by, reason, today):
    dispute.decided_by, dispute.decided_on, dispute.result = by, today, reason


def overturn(dispute, *, by, reason, today):
    """The records are corrected by a filing that a colleague approves; the commitment itself is marked as broken at once."""
    dispute.decided_by, dispute.decided_on, dispute.result = by, today, reason
    made = records.correct_outcomes(dispute.commitment, records.BROKEN, by=by, today=today)
    dispute.correction, dispute.person_correction = made
    commitment = dispute.commitment
    advance(commitment, "overturn", by=by, reason=reason, seen=commitment.revision, today=today)


def reopen(dispute, *, by, reason, today):
    """The records are withdrawn, which a colleague confirms; the commitment is in performance again at once."""
    dispute.decided_by, dispute.decided_on, dispute.result = by, today, reason
    commitment = dispute.commitment
    records.withdraw_outcomes(commitment, because=dispute, by=by)
    advance(commitment, "reopen", by=by, reason=reason, seen=commitment.revision, today=today)


DISPUTE = Flow(
    name="dispute",
    initial=S.RECEIVED,
    steps=(
        Step(
            "uphold",
            (S.RECEIVED,),
            S.UPHELD,
            gettext_lazy("The kept mark stands"),
            gettext_lazy("What you write is the result: everybody reads it word for word beside the commitment."),
            needs_reason=True,
            decides=True,
            rules=(not_who_verified,),
            effect=uphold,
        ),
        Step(
            "overturn",
            (S.RECEIVED,),
            S.OVERTURNED,
            gettext_lazy("It was not kept"),
            gettext_lazy(
                "The commitment is marked as broken at once, and the records are corrected by a filing that a colleague approves. Everybody reads your result."
            ),
            needs_reason=True,
            decides=True,
            rules=(not_who_verified, still_marked, passed, on_file),
            effect=overturn,
        ),
        Step(
            "reopen",
            (S.RECEIVED,),
            S.REOPENED,
            gettext_lazy("It is not kept yet"),
            gettext_lazy(
                "Its day lies ahead: the commitment is in performance again at once, and the records are withdrawn, which a colleague confirms. Everybody reads your result."
            ),
            needs_reason=True,
            decides=True,
            rules=(not_who_verified, still_marked, ahead, on_file),
            effect=reopen,
        ),
    ),
)
