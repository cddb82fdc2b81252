"""The words of the page of a case: its stages, who acts next, what runs until when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Case
from .rules import outcome

S = Case.Status
STATES = {
    S.VERIFYING: "checking",
    S.UNFOUNDED: "returned",
    S.RECTIFYING: "checking",
    S.RECTIFIED: "awaiting_review",
    S.CLOSED: "approved",
    S.REFUSED: "awaiting_review",
    S.NOTIFIED: "checking",
    S.WAIVED: "approved",
    S.TOLERANCE: "awaiting_review",
    S.TOLERATED: "approved",
    S.PANEL: "awaiting_review",
    S.DISMISSED: "returned",
    S.DETERMINED: "awaiting_review",
    S.FILED: "approved",
}
# The longest way; a case that ends earlier shows the stages it went through, and its end.
RAIL = (S.VERIFYING, S.RECTIFYING, S.NOTIFIED, S.PANEL, S.DETERMINED, S.FILED)
# Stages that the progress does not show by themselves: within which of its stops they stand.
WITHIN = {S.RECTIFIED: S.RECTIFYING, S.REFUSED: S.RECTIFYING, S.TOLERANCE: S.PANEL}
STOPS = {"unfounded", "refuse", "rework", "waive", "dismiss", "deny"}


def stop_words(status: str) -> str:
    """A stage in a word or two, as the progress shows it."""
    return {
        S.VERIFYING: pgettext("stage of a case", "Verification"), S.RECTIFYING: _("Rectification"), S.NOTIFIED: _("Notice and reply"), S.PANEL: _("Panel"),
        S.DETERMINED: _("Determined"), S.FILED: pgettext("stage of a case", "Filed"),
    }[status]  # fmt: skip


def next_words(found: Case, today) -> str:
    """Who takes the next step, in words; empty where the case has ended."""
    unit = {"unit": found.handler}
    clerk, head = _("%(unit)s: its clerk") % unit, _("%(unit)s: its head, not the one who handled it") % unit
    if found.status in Case.ENDS:
        return ""
    if found.status == S.VERIFYING:
        return head if found.examined_by_id else clerk
    if found.status == S.NOTIFIED:
        return _("the accused body may reply; then %(unit)s puts it before its panel") % unit if today <= found.reply_due_on else clerk
    if found.status in Case.VOTING:
        return head if found.status == S.PANEL and outcome(found) else _("the review panel of %(unit)s") % unit
    return clerk if found.status in {S.RECTIFYING, S.DETERMINED} else head


def term_words(found: Case, today) -> str:
    """What runs until the day shown."""
    if found.status == S.NOTIFIED and today <= found.reply_due_on:
        return _("The accused body may reply until")
    return {
        S.VERIFYING: _("To be verified and decided on by"),
        S.RECTIFYING: _("To be rectified by"),
        S.RECTIFIED: _("To be checked by"),
        S.REFUSED: _("Notice to be served by"),
        S.DETERMINED: _("To be filed by"),
    }.get(found.status, _("To be decided by"))


def reason_words(step: str) -> str:
    """The label of the reason that a step asks for."""
    return {
        "unfounded": _("Why it is unfounded"),
        "order": _("What has to be rectified"),
        "refuse": _("What the accused body said"),
        "determine": _("Reasons of the determination"),
    }.get(step, _("Reason"))
