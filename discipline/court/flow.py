"""The flow of a court's notice 起诉通报 → 败诉督办 → 拟列入名单: performed and closed, ended otherwise, or listed, which opens the case."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.errors import Refused
from integrity.workflow import Flow, Step

from . import entries
from .models import CourtList, CourtNotice

S = CourtNotice.Status


def a_day_ahead(notice, by, today):
    """a day by which it is to be performed"""
    if notice.due_on is None or notice.due_on < notice.told_on:
        raise Refused(
            _("Name the day by which %(notice)s is to be performed; it is not before the day of the court’s word.") % {"notice": notice}
        )


def another_checks(notice, by, today):
    if by.pk == notice.performed_by_id:
        raise Refused(_("You reported what was done in %(notice)s, so a colleague must check it.") % {"notice": notice})


def another_ends(notice, by, today):
    if by.pk == notice.made_by_id:
        raise Refused(_("You entered %(notice)s, so a colleague must end it.") % {"notice": notice})


def another_lists(notice, by, today):
    """a colleague of who entered the notice"""
    if by.pk == notice.made_by_id:
        raise Refused(
            _("You entered %(notice)s, so another officer of the credit office records the listing: %(names)s.")
            % {"notice": notice, "names": "、".join(map(str, entries.officers_free(notice.body, today).exclude(pk=by.pk))) or "—"}
        )


def stage(notice, *, by, reason, today):
    notice.stage = notice.status


def perform(notice, *, by, reason, today):
    notice.performed_by, notice.performed_on, notice.proof = by, today, reason


def reject(notice, *, by, reason, today):
    """What was reported stays among the steps taken; the next report begins anew."""
    notice.performed_by, notice.performed_on, notice.proof = None, None, ""


def close(notice, *, by, reason, today):
    notice.closed_by, notice.closed_on = by, today


def list_(notice, *, by, reason, today):
    said = {"court": notice.court, "court_no": notice.court_no, "matter": notice.matter, "listed_on": notice.listed_on or today}
    notice.entry = entries.list_body(kind=CourtList.DEBTOR, body=notice.body, by=by, today=today, **said)
    close(notice, by=by, reason=reason, today=today)


COURT_NOTICE = Flow(
    name="court notice",
    initial=S.SUED,
    steps=(
        Step(
            "lose",
            (S.SUED,),
            S.LOST,
            gettext_lazy("Record the judgment lost"),
            gettext_lazy("The body is urged to perform by the day that the judgment names; it sees that day on its page."),
            rules=(a_day_ahead,),
            effect=stage,
        ),
        Step(
            "announce",
            (S.SUED, S.LOST),
            S.AHEAD,
            gettext_lazy("Record that a listing is ahead"),
            gettext_lazy("The court will list the body on the day given; until then it may still perform."),
            rules=(a_day_ahead,),
            effect=stage,
        ),
        Step(
            "perform",
            (S.SUED, S.LOST, S.AHEAD),
            S.PERFORMED,
            gettext_lazy("Report as performed"),
            gettext_lazy("What was done, when, and by which document goes to the credit office, where another person checks it."),
            needs_reason=True,
            effect=perform,
        ),
        Step(
            "confirm",
            (S.PERFORMED,),
            S.CLOSED,
            gettext_lazy("Confirm the performance"),
            gettext_lazy("The notice is closed; no case is opened."),
            decides=True,
            also_maker=True,
            rules=(another_checks,),
            effect=close,
        ),
        Step(
            "reject",
            (S.PERFORMED,),
            S.SUED,
            gettext_lazy("Not accepted as performed"),
            gettext_lazy("The notice goes on from where the court is; the body reads your reasons."),
            needs_reason=True,
            decides=True,
            rules=(another_checks,),
            effect=reject,
            leads=lambda notice: notice.stage,
            ways=CourtNotice.STAGES,
            also_maker=True,
        ),
        Step(
            "end",
            CourtNotice.STAGES,
            S.CLOSED,
            gettext_lazy("Close: ended otherwise"),
            gettext_lazy("The suit was withdrawn or decided for the body, or the court gave up the listing. No case is opened."),
            needs_reason=True,
            decides=True,
            rules=(another_ends,),
            effect=close,
        ),
        Step(
            "list",
            (S.LOST, S.AHEAD),
            S.LISTED,
            gettext_lazy("Record the listing"),
            gettext_lazy("The body is on the list of judgment debtors: the entry is made, and the case is opened in the name of your office."),
            decides=True,
            rules=(another_lists,),
            effect=list_,
        ),
    ),
)  # fmt: skip
