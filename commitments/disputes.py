"""The flow of a dispute, and its decision: the kept mark stands, or it is taken back and its records are corrected."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.errors import Refused
from integrity.workflow import Flow, Step, advance

from . import records
from .models import Commitment, Dispute

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


def uphold(dispute, *, by, reason, today):
    dispute.decided_by, dispute.decided_on, dispute.result = by, today, reason


def overturn(dispute, *, by, reason, today):
    """The records are corrected by a filing that a colleague approves; the commitment itself is marked as broken at once."""
    dispute.decided_by, dispute.decided_on, dispute.result = by, today, reason
    made = records.correct_outcomes(dispute.commitment, records.BROKEN, by=by, today=today)
    dispute.correction, dispute.person_correction = made
    commitment = dispute.commitment
    advance(commitment, "overturn", by=by, reason=reason, seen=commitment.revision, today=today)


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
            rules=(not_who_verified, still_marked),
            effect=overturn,
        ),
    ),
)
