"""The flow of a commitment: drafted → published → reported → kept, or broken → rectified or a dishonesty case."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.determined import came_back
from archives.models import PowerItem
from discipline.actions import open_case
from discipline.models import Case
from integrity.errors import Refused
from integrity.models import StepTaken
from integrity.said import in_words
from integrity.workflow import Flow, Step, advance

from . import records
from .duties import owners_of
from .models import Commitment, Dispute, Report
from .versions import CHANGE, PERFORM, must_be_kept, must_be_lawful

S = Commitment.Status
DUTY = "国发〔2016〕76号：权责清单；发改财金〔2023〕1103号"


def another_person(commitment, by, today):
    if by.pk == commitment.made_by_id:
        raise Refused(_("You drafted %(commitment)s, so a colleague must decide on it.") % {"commitment": commitment})


def another_than_reported(commitment, by, today):
    if by.pk == commitment.reported_by_id:
        raise Refused(_("You reported on %(commitment)s, so a colleague must verify it.") % {"commitment": commitment})


def publishable(commitment, by, today):
    """its words, its heads, its yardstick and its day, as of today"""
    must_be_lawful(commitment.version, commitment, today)


def owner_in_office(commitment, by, today):
    """an owner in office in the unit today"""
    owned = commitment.owner_on(today)
    if owned is None or not owners_of(commitment.unit, today).filter(pk=owned.appointment_id).exists():
        raise Refused(
            _("The owner of %(commitment)s is not in office at %(unit)s today; name somebody who is.")
            % {"commitment": commitment, "unit": commitment.unit},
            article=PERFORM,
        )


def serves_a_duty(commitment, by, today):
    """a duty of the list of powers and responsibilities, where the unit has one"""
    if commitment.duty_id is None and PowerItem.objects.in_force(today).filter(unit=commitment.unit).exists():
        raise Refused(
            _("%(unit)s has a list of powers and responsibilities; name the duty of it that the commitment serves.") % {"unit": commitment.unit},
            article=DUTY,
        )


def with_proof(commitment, by, today):
    """a report that it is kept, with at least one file or a measured value"""
    found = commitment.reports.filter(kind=Report.Kind.KEPT).order_by("-at", "-id").first()
    if found is None or (not found.proofs.exists() and not _measured(commitment)):
        raise Refused(
            _("%(commitment)s has no proof; write what was done and add at least one file.") % {"commitment": commitment}, article=PERFORM
        )


def as_promised(commitment, by, today):
    """what was measured reaches the target with its tolerance; of a handling time, by the cases in the register"""
    found = commitment.reports.filter(kind=Report.Kind.KEPT).order_by("-at", "-id").first()
    must_be_kept(commitment.version, found and found.value, today)


def _measured(commitment) -> bool:
    """A handling time is its own proof: the cases are in the register."""
    return commitment.version.yardstick == "time"


def was_due(commitment, by, today):
    """the day of the commitment has passed"""
    due = commitment.version.due_on
    if today <= due:
        said = {"commitment": commitment, "day": in_words(due)}
        if commitment.status == S.REPORTED:
            raise Refused(
                _("%(commitment)s is due on %(day)s; until that day has passed it is not broken. Say that the proof does not suffice.") % said,
                article=PERFORM,
            )
        raise Refused(_("%(commitment)s is due on %(day)s; until that day has passed nobody says that it was broken.") % said, article=PERFORM)


def planned(commitment, by, today):
    """a plan with a later day"""
    if not commitment.plan:
        raise Refused(_("A rectification has a plan and a day by which it is done; write both."), article=PERFORM)


def mended_with_proof(commitment, by, today):
    """a report of the rectification with at least one file"""
    found = commitment.reports.filter(kind=Report.Kind.MENDED).order_by("-at", "-id").first()
    if found is None or not found.proofs.exists():
        raise Refused(
            _("%(commitment)s has no proof of its rectification; write what was done and add at least one file.")
            % {"commitment": commitment},
            article=PERFORM,
        )


def no_open_version(commitment, by, today):
    """no change of it awaits adoption"""
    if commitment.published_on and commitment.versions.filter(status="open").exists():
        raise Refused(_("A change of %(commitment)s awaits adoption; decide on that first.") % {"commitment": commitment}, article=CHANGE)


def disputed_rightly(commitment, by, today):
    """a dispute of it is being decided so, in this very transaction"""
    # The step of the dispute is written before its effect; once the mark is taken back, no step finds it kept any more.
    deciding = StepTaken.objects.filter(
        entry_kind=Dispute._meta.label_lower, entry_id__in=commitment.disputes.values("pk"), step__in=["overturn", "reopen"], by=by
    )
    if not deciding.exists():
        raise Refused(_("A kept mark is taken back by the decision on a dispute, and in no other way."), article=PERFORM)


def returned(commitment, by, today):
    """a filing of its outcome was returned or its record withdrawn"""
    if not came_back(commitment.filing) and not came_back(commitment.person_filing):
        raise Refused(
            _("The record of %(commitment)s is filed and was not returned, so there is nothing to file anew.") % {"commitment": commitment}
        )


def late_enough(commitment, by, today):
    """no plan came in time, or its day has passed without the rectification"""
    from .states import deadline, plan_was_late

    if commitment.status == S.BROKEN and (term := deadline(commitment)) and today <= term.due_on:
        raise Refused(
            _("The unit has until %(day)s to hand in its rectification plan; a case is opened after that.")
            % {"day": in_words(term.due_on)},
            article=PERFORM,
        )
    if commitment.status == S.RECTIFYING and today <= commitment.plan_due_on and not plan_was_late(commitment):
        raise Refused(
            _("The unit has until %(day)s to rectify by its plan; a case is opened after that.")
            % {"day": in_words(commitment.plan_due_on)},
            article=PERFORM,
        )


def publish(commitment, *, by, reason, today):
    """The first version is in force, and the commitment is on the portal at once."""
    commitment.published_by, commitment.published_on = by, today
    first = commitment.versions.get(no=1)
    advance(first, "begin", by=by, seen=first.revision, today=today)


def report(commitment, *, by, reason, today):
    commitment.reported_by, commitment.reported_on = by, today


def insufficient(commitment, *, by, reason, today):
    commitment.reported_by = commitment.reported_on = None


def keep(commitment, *, by, reason, today):
    """The outcome files its records by itself, for a second officer to approve."""
    commitment.decided_by, commitment.decided_on = by, today
    records.file_outcomes(commitment, records.KEPT, day=commitment.reported_on, by=by, today=today)


def break_(commitment, *, by, reason, today):
    """The outcome files its records by itself, for a second officer to approve."""
    commitment.decided_by, commitment.decided_on = by, today
    records.file_outcomes(commitment, records.BROKEN, day=min(commitment.version.due_on, today), by=by, today=today)


def overturn(commitment, *, by, reason, today):
    commitment.decided_by, commitment.decided_on = by, today


def reopen(commitment, *, by, reason, today):
    """Its day has not come: nothing was decided, and nothing is on file of it any more."""
    commitment.reported_by = commitment.reported_on = commitment.decided_by = commitment.decided_on = None
    commitment.filing = commitment.person_filing = commitment.answered = None


def refile(commitment, *, by, reason, today):
    kept = commitment.status == S.KEPT
    day = commitment.reported_on if kept else min(commitment.version.due_on, commitment.decided_on)
    records.file_outcomes(commitment, records.KEPT if kept else records.BROKEN, day=day, by=by, today=today, anew=True)


def to_case(commitment, *, by, reason, today):
    """The case is opened in the name of the credit office that verified, and cites the duty that was broken."""
    commitment.closed_by, commitment.closed_on = by, today
    commitment.case = open_case(
        accused=commitment.unit,
        handler=records.office_of(by, today),
        source=Case.Source.COMMITMENT,
        kind="commitment",
        matter=f"{commitment.number}　{commitment.version.title}：{reason}"[:2000],
        breached_on=min(commitment.version.due_on, commitment.decided_on),
        contract_no=commitment.project_no,
        duty=commitment.duty,
        by=by,
        today=today,
    )


def close(commitment, *, by, reason, today):
    commitment.closed_by, commitment.closed_on = by, today


COMMITMENT = Flow(
    name="commitment",
    initial=S.DRAFTED,
    steps=(
        Step(
            "submit",
            (S.DRAFTED,),
            S.REVIEWING,
            gettext_lazy("Submit for publication"),
            gettext_lazy("The credit office reads it. Nothing is public before it agrees."),
            rules=(publishable, serves_a_duty, owner_in_office),
        ),
        Step(
            "take_back",
            (S.REVIEWING,),
            S.DRAFTED,
            gettext_lazy("Take the draft back"),
            gettext_lazy("It is a draft of your unit again, and you may correct it; the credit office reads it when you submit it anew."),
        ),
        Step(
            "discard",
            (S.DRAFTED,),
            S.DISCARDED,
            gettext_lazy("Discard the draft"),
            gettext_lazy("The draft ends here and was never public."),
            needs_reason=True,
        ),
        Step(
            "return",
            (S.REVIEWING,),
            S.DRAFTED,
            gettext_lazy("Return to the unit"),
            gettext_lazy("The unit reads your reason and drafts it again."),
            needs_reason=True,
            decides=True,
            rules=(another_person,),
        ),
        Step(
            "publish",
            (S.REVIEWING,),
            S.PUBLISHED,
            gettext_lazy("Publish the commitment"),
            gettext_lazy("From now on everybody reads it with its day and its yardstick; it changes by a new version only."),
            decides=True,
            rules=(another_person, publishable, serves_a_duty, owner_in_office),
            effect=publish,
        ),
        Step(
            "report",
            (S.PUBLISHED,),
            S.REPORTED,
            gettext_lazy("Report as kept"),
            gettext_lazy("The credit office verifies your proof; only then is it marked as kept."),
            rules=(with_proof, no_open_version),
            effect=report,
        ),
        Step(
            "insufficient",
            (S.REPORTED,),
            S.PUBLISHED,
            gettext_lazy("Proof does not suffice"),
            gettext_lazy("The unit reads what is missing and reports again; the day of the commitment stays."),
            needs_reason=True,
            decides=True,
            also_maker=True,
            rules=(another_than_reported,),
            effect=insufficient,
        ),
        Step(
            "keep",
            (S.REPORTED,),
            S.KEPT,
            gettext_lazy("Verify: kept"),
            gettext_lazy(
                "It is marked as kept, and the records about the unit and its owner are filed by themselves; a colleague approves those."
            ),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported, with_proof, as_promised),
            effect=keep,
        ),
        Step(
            "break",
            (S.PUBLISHED, S.REPORTED),
            S.BROKEN,
            gettext_lazy("Verify: broken"),
            gettext_lazy(
                "It is marked as broken, the records are filed by themselves, and the term of the unit to hand in a rectification plan begins."
            ),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported, was_due, no_open_version),
            effect=break_,
        ),
        Step(
            "overturn",
            (S.KEPT,),
            S.BROKEN,
            gettext_lazy("Take the kept mark back"),
            gettext_lazy("By the decision on a dispute."),
            needs_reason=True,
            decides=True,
            rules=(another_than_reported, disputed_rightly, was_due),
            effect=overturn,
        ),
        Step(
            "reopen",
            (S.KEPT,),
            S.PUBLISHED,
            gettext_lazy("Take the early kept mark back"),
            gettext_lazy("By the decision on a dispute, before its day."),
            needs_reason=True,
            decides=True,
            rules=(another_than_reported, disputed_rightly),
            effect=reopen,
        ),
        Step(
            "refile",
            (S.KEPT, S.BROKEN, S.RECTIFYING, S.MENDED, S.RECTIFIED, S.CASE),
            S.KEPT,
            gettext_lazy("File the records anew"),
            gettext_lazy("The filing of the outcome was returned; it is filed again as it was verified."),
            needs_reason=True,
            decides=True,
            rules=(another_than_reported, returned),
            effect=refile,
            stays=True,
        ),
        Step(
            "plan",
            (S.BROKEN,),
            S.RECTIFYING,
            gettext_lazy("Hand in the rectification plan"),
            gettext_lazy("Everybody reads the day by which you put it right."),
            rules=(planned,),
        ),
        Step(
            "mend",
            (S.RECTIFYING,),
            S.MENDED,
            gettext_lazy("Report the rectification"),
            gettext_lazy("The credit office verifies your proof."),
            rules=(mended_with_proof,),
        ),
        Step(
            "rework",
            (S.MENDED,),
            S.RECTIFYING,
            gettext_lazy("Not rectified yet"),
            gettext_lazy("The unit reads what is missing; the day of the plan stays."),
            needs_reason=True,
            decides=True,
            also_maker=True,
        ),
        Step(
            "rectify",
            (S.MENDED,),
            S.RECTIFIED,
            gettext_lazy("Verify: rectified"),
            gettext_lazy("It stays broken in the record, and everybody reads that it was put right."),
            needs_reason=True,
            decides=True,
            rules=(another_person, mended_with_proof),
            effect=close,
        ),
        Step(
            "case",
            (S.BROKEN, S.RECTIFYING),
            S.CASE,
            gettext_lazy("Open a dishonesty case"),
            gettext_lazy("No plan came in time, or its day passed: facts, determination and measures belong to the case."),
            needs_reason=True,
            decides=True,
            rules=(another_person, late_enough),
            effect=to_case,
        ),
        Step(
            "end",
            (S.PUBLISHED,),
            S.ENDED,
            gettext_lazy("End by lawful change"),
            gettext_lazy("A law or a decision of the competent authority ends it; write which. It stays visible with your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, no_open_version),
            effect=close,
        ),
    ),
)
