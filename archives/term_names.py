"""Words for the codes of terms, as lists show them; a code that has none stands as it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {
    "report": _("reporting a decision"),
    "panel": _("vote of the panel"),
    "sign-off": _("signature of the head of unit"),
    "confirm-withdrawal": _("confirmation of a withdrawal"),
    "concern": _("concern with a matter after its decision"),
    "review": _("decision of the credit office"),
    "report-period": _("reporting after a period"),
    "complaint-intake": _("accepting a complaint or not"),
    "complaint-handling": _("handling a complaint"),
    "complaint-redo": _("handling a complaint again"),
    "objection-accept": _("accepting an objection or not"),
    "objection-supplement": _("supplementing an objection"),
    "objection-verify": _("verifying an objection"),
    "objection-again": _("verifying an objection again"),
    "objection-complaint": _("complaining about how an objection was handled"),
    "objection-review": _("reviewing how an objection was handled"),
    "correction-receipt": _("acknowledging a correction"),
    "repair-accept": _("accepting an application for repair or not"),
    "repair-decide": _("deciding on an application for repair"),
    "case-verify": _("verifying a case"),
    "case-rectify": _("rectification, at most"),
    "case-check": _("deciding on what was reported in a case"),
    "case-reply": _("reply to a notice of dishonesty"),
    "commitment-display": _("display of a new commitment"),
    "commitment-verify": _("verifying a commitment reported as kept"),
    "commitment-plan": _("handing in the rectification plan of a commitment"),
    "commitment-rectify": _("rectifying a broken commitment, at most"),
    "commitment-dispute": _("deciding on a dispute of a commitment"),
    "commitment-soon": _("a commitment is due soon"),
    "measure-respond": _("answering a joint measure"),
    "measure-execute": _("feeding back a joint measure"),
    "lifting-receipt": _("acknowledging that measures have ended"),
    "case-decide": _("deciding on a case after the reply"),
    "court-notice": _("a court tells of a listing ahead"),
    "warn-court": _("warning before a court’s listing"),
    "delegation": _("standing in for a clerk, at most"),
    "warn-near": _("yellow warning before a day"),
    "warn-late": _("red warning of a late report"),
    "warn-calendar": _("warning before the calendar ends"),
}


def name_of(code: str) -> str:
    """The words for the term ``code``."""
    return str(NAMES.get(code, code))
