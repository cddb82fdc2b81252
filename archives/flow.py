"""The flow of a filing: received → checked → submitted → approved, or returned, or discarded."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.errors import Refused
from integrity.workflow import Flow, Step

from .assessments import hold_person, one_a_year
from .determined import as_determined
from .imports import applying
from .models import Filing, Membership, Panel, Role, Term, Vote
from .withdrawals import must_be_settled

S = Filing.Status


def nothing_bad(filing, by, today):
    if filing.bad:
        raise Refused(
            _("%(filing)s has %(n)d rows with errors; mend the file and import it again, or submit only the good rows.")
            % {"filing": filing, "n": filing.bad}
        )


def something_bad(filing, by, today):
    if not filing.bad:
        raise Refused(_("%(filing)s has no errors; submit it whole.") % {"filing": filing})


def something_to_file(filing, by, today):
    if not filing.new + filing.changed:
        raise Refused(_("%(filing)s holds nothing new: every good row is already filed as it stands.") % {"filing": filing})


def another_person(filing, by, today):
    if by.pk in (filing.made_by_id, filing.submitted_by_id):
        raise Refused(_("You entered %(filing)s, so a colleague must decide on it.") % {"filing": filing})
    inside = Membership.objects.held(today).filter(user=by, unit=filing.unit, role__in=[Role.CLERK, Role.HEAD, Role.PANEL])
    if filing.status in {S.SUBMITTED, S.FORWARDED} and inside.exists():
        raise Refused(_("You work on the filings of %(unit)s yourself, so a colleague must decide.") % {"unit": filing.unit})
    if filing.taken.filter(by=by, step__in=["sign", "forward"]).exists():
        raise Refused(_("You decided on %(filing)s at an earlier stage, so a colleague must decide here.") % {"filing": filing})


def a_panel(filing, by, today):
    if filing.stages[:1] == [S.PANEL] and Panel.of(filing.unit, today) is None:
        raise Refused(_("%(unit)s has no review panel, and nothing of this kind leaves the unit without its vote; have the panel set up first.") % {"unit": filing.unit})


def quorum(filing, by, today):
    panel, cast = Panel.sitting_on(filing), filing.votes.exclude(choice=Vote.Choice.RECUSED).count()
    if panel is None or cast < panel.quorum:
        raise Refused(
            _("%(n)d of the %(quorum)d votes that make a decision have been cast on %(filing)s; the others vote first, or, where too many are recused, the head of unit sends it back.")
            % {"n": cast, "quorum": panel.quorum if panel else 2, "filing": filing}
        )


def _majority(filing) -> bool:
    choices = list(filing.votes.values_list("choice", flat=True))
    return choices.count(Vote.Choice.FOR) > choices.count(Vote.Choice.AGAINST)


def majority(filing, by, today):
    if not _majority(filing):
        raise Refused(_("The panel did not vote in favour of %(filing)s, so it goes back.") % {"filing": filing})


def no_majority(filing, by, today):
    if _majority(filing):
        raise Refused(_("The panel voted in favour of %(filing)s, so it goes on.") % {"filing": filing})


def endorsable(filing, by, today):
    if filing.next_stage != S.FORWARDED:
        raise Refused(_("%(filing)s is decided here; it does not go to the city.") % {"filing": filing})


def decided_here(filing, by, today):
    if filing.next_stage != S.APPROVED:
        raise Refused(_("%(filing)s is decided by the city; endorse it and send it up.") % {"filing": filing})


def nothing_withdrawn(filing, by, today):
    if filing.next_stage == S.APPROVED:
        must_be_settled(filing, by)


def leaves(filing) -> None:
    if filing.status == S.SUBMITTED and filing.left_at is None:
        filing.left_at = timezone.now()


def submit(filing, *, by, reason, today):
    filing.submitted_by, filing.submitted_at = by, timezone.now()
    leaves(filing)


def submit_good(filing, *, by, reason, today):
    filing.good_only = True
    submit(filing, by=by, reason=reason, today=today)


def approve(filing, *, by, reason, today):
    filing.decided_by, filing.decided_at = by, timezone.now()
    hold_person(filing)
    applying.hold(filing)
    # Once more, now that the person and the versions replaced are locked: somebody was quicker since the rules were asked.
    one_a_year(filing, by, today)
    must_be_settled(filing, by)
    applying.apply(filing, term=Term.days_of("report", today))


def pass_on(filing, *, by, reason, today):
    """After the panel or the head: on to the next stage, or, where nothing follows, into the archive."""
    leaves(filing)
    if filing.status == S.APPROVED:
        approve(filing, by=by, reason=reason, today=today)


def send_back(filing, *, by, reason, today):
    filing.decided_by, filing.decided_at = by, timezone.now()


def discard(filing, *, by, reason, today):
    # In SQL: the ORM would first look for records among a hundred thousand rows. What became a record, the database keeps.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_rowcheck WHERE filing_id = %s", [filing.pk])
        cursor.execute("DELETE FROM archives_filedrow WHERE filing_id = %s", [filing.pk])


def words_for(step, *, shown: bool) -> str:
    """The label of a step taken, by what came of it: where nothing is shown, an approval publishes nothing."""
    return _("Approve") if step.name == "approve" and not shown else str(step.label)


def next_stage(filing) -> str:
    return filing.next_stage


FILING = Flow(
    name="filing",
    initial=S.RECEIVED,
    steps=(
        Step("check", (S.RECEIVED,), S.CHECKED, gettext_lazy("Check against the archive"), by_system=True),
        Step(
            "submit",
            (S.CHECKED,),
            S.SUBMITTED,
            gettext_lazy("Submit for review"),
            gettext_lazy("Those whom the item names are asked: the panel, the head of unit, the credit office. Until they decide nothing is shown."),
            rules=(nothing_bad, something_to_file, a_panel, one_a_year, as_determined),
            effect=submit,
            leads=next_stage,
            ways=(S.PANEL, S.SIGNING, S.SUBMITTED, S.APPROVED),
        ),
        Step(
            "submit_good",
            (S.CHECKED,),
            S.SUBMITTED,
            gettext_lazy("Submit only the good rows"),
            gettext_lazy("Rows with errors stay out; the others go to review."),
            needs_reason=True,
            rules=(something_bad, something_to_file, a_panel, as_determined),
            effect=submit_good,
            leads=next_stage,
            ways=(S.PANEL, S.SIGNING, S.SUBMITTED, S.APPROVED),
        ),
        Step(
            "adopt",
            (S.PANEL,),
            S.SIGNING,
            gettext_lazy("Record that the panel agrees"),
            gettext_lazy("The votes are counted and kept. The filing goes to the next stage."),
            decides=True,
            rules=(quorum, majority, another_person, nothing_withdrawn),
            effect=pass_on,
            leads=next_stage,
            ways=(S.SIGNING, S.SUBMITTED, S.APPROVED),
        ),
        Step(
            "reject",
            (S.PANEL,),
            S.RETURNED,
            gettext_lazy("Record that the panel does not agree"),
            gettext_lazy("Nothing is filed. The votes and their reasons are kept."),
            needs_reason=True,
            decides=True,
            rules=(quorum, no_majority, another_person),
            effect=send_back,
        ),
        Step(
            "sign",
            (S.SIGNING,),
            S.SUBMITTED,
            gettext_lazy("Sign for the unit"),
            gettext_lazy("The unit answers for it. What stays in the unit is filed now; anything else goes to the credit office."),
            decides=True,
            rules=(another_person, nothing_withdrawn),
            effect=pass_on,
            leads=next_stage,
            ways=(S.SUBMITTED, S.APPROVED),
        ),
        Step(
            "forward",
            (S.SUBMITTED,),
            S.FORWARDED,
            gettext_lazy("Endorse and send to the city"),
            gettext_lazy("The credit office of the city decides."),
            decides=True,
            rules=(endorsable, another_person),
        ),
        Step(
            "approve",
            (S.SUBMITTED, S.FORWARDED),
            S.APPROVED,
            gettext_lazy("Approve and publish"),
            gettext_lazy("All rows become records at once; what is public appears on the portal immediately."),
            decides=True,
            rules=(decided_here, another_person, nothing_withdrawn, one_a_year, as_determined),
            effect=approve,
        ),
        Step(
            "return",
            (S.PANEL, S.SIGNING, S.SUBMITTED, S.FORWARDED),
            S.RETURNED,
            gettext_lazy("Return to the unit"),
            gettext_lazy("Nothing is filed. The unit sees your reason and files again."),
            needs_reason=True,
            decides=True,
            rules=(another_person,),
            effect=send_back,
        ),
        Step(
            "discard",
            (S.RECEIVED, S.CHECKED, S.RETURNED),
            S.DISCARDED,
            gettext_lazy("Discard"),
            gettext_lazy("The staged rows are deleted; the trail of the filing stays."),
            needs_reason=True,
            effect=discard,
        ),
    ),
)
