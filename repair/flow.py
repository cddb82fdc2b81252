"""The flow of an objection 异议: identity, acceptance, verification, decision, and the complaint about its handling."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archives.actions import withdraw
from archives.marks import end_objection, put_under_objection
from archives.models import Filing, Record
from discipline.lifting import lift
from discipline.models import Lifting
from integrity.errors import Refused
from integrity.said import in_words
from integrity.workflow import Flow, Step

from . import corrections, duties, papers, terms
from .models import Objection, RefusalGround

S = Objection.Status
O = Objection.Outcome  # noqa: E741 - beside S
ORDER36 = "信用修复管理办法（国家发展改革委令2025年第36号）"


def current_record(objection) -> Record | None:
    """The version that stands today under the number objected to, withdrawn or not."""
    return Record.objects.current().filter(number=objection.record_no).select_related("subject", "item", "filing__unit", "content").first()


# ── rules ────────────────────────────────────────────────────────────────────


def another_person(objection, by, today):
    if by.pk == objection.made_by_id:
        raise Refused(_("You filed %(objection)s, so a colleague must decide on it.") % {"objection": objection})


def asked_once(objection, by, today):
    """nothing was asked for before"""
    if objection.asked_on:
        raise Refused(_("A supplement of %(objection)s was asked for once already; accept it, or not.") % {"objection": objection})


def a_record(objection, by, today):
    """the record stands today"""
    found = current_record(objection)
    if objection.version_id is None or found is None or found.withdrawn_at:
        raise Refused(
            _("No record with the number of %(objection)s stands here today, so there is nothing to verify; do not accept it, and say so.")
            % {"objection": objection}
        )


def listed_ground(objection, by, today):
    """one of the listed grounds, in force on the day"""
    if objection.ground_id is None or not RefusalGround.objects.in_force(today).filter(pk=objection.ground_id).exists():
        raise Refused(
            _("%(objection)s is refused only on one of the listed grounds in force today; choose one.") % {"objection": objection}
        )


def waited(objection, by, today):
    """the time for supplementing is over"""
    if objection.status == S.INCOMPLETE and (due := terms.deadline(objection)).left(today) >= 0:
        raise Refused(
            _("%(objection)s may be supplemented until %(day)s; wait until then.") % {"objection": objection, "day": in_words(due.due_on)}
        )


def had_no_part(objection, by, today):
    """neither entered nor approved the record"""
    if duties.took_part(objection, by):
        raise Refused(
            _("You entered or decided on record %(number)s, so a colleague who did not verifies %(objection)s.")
            % {"number": objection.record_no, "objection": objection}
        )


def left_its_unit(objection, by, today):
    """the record left its unit"""
    if objection.is_inside:
        raise Refused(
            _("Record %(number)s never left its unit, so it is revoked there and filed anew with the right values.")
            % {"number": objection.record_no}
        )


def a_correction(objection, by, today):
    """at least one value is corrected"""
    if objection.filing_id is None:
        raise Refused(_("A correction changes something; write the right value of at least one field."))


def second_person_acted(objection, by, today):
    """the second person has approved the correction or confirmed the withdrawal"""
    if objection.outcome == O.CORRECTED and objection.filing.status != Filing.Status.APPROVED:
        raise Refused(
            _("The correction %(filing)s is not approved yet; a colleague approves it, then the objector is told.")
            % {"filing": objection.filing}
        )
    if objection.outcome == O.REVOKED and (found := current_record(objection)) and not found.withdrawal_confirmed_at:
        raise Refused(
            _("The withdrawal of record %(number)s is not confirmed yet; a colleague confirms it, then the objector is told.")
            % {"number": objection.record_no}
        )


def correction_came_back(objection, by, today):
    """the correction was returned or discarded"""
    if objection.filing.status not in {Filing.Status.RETURNED, Filing.Status.DISCARDED}:
        if objection.filing.status == Filing.Status.APPROVED:
            raise Refused(_("The correction %(filing)s was approved; tell the objector the outcome.") % {"filing": objection.filing})
        raise Refused(_("The correction %(filing)s is still under way.") % {"filing": objection.filing})


def in_time(objection, by, today):
    """once, within the term after the decision"""
    if objection.complained_on:
        raise Refused(_("The handling of %(objection)s was complained of once already, and that was decided.") % {"objection": objection})
    until = terms.may_complain_until(objection)
    if until.left(today) < 0:
        raise Refused(
            _("The handling of %(objection)s could be complained of until %(day)s; administrative review or a lawsuit remains, by law.")
            % {"objection": objection, "day": in_words(until.due_on)}
        )


def somebody_else(objection, by, today):
    """neither verified nor told, entered nor approved"""
    if by.pk in (objection.verified_by_id, objection.decided_by_id):
        raise Refused(_("You handled %(objection)s, so the complaint about it is another person’s.") % {"objection": objection})
    had_no_part(objection, by, today)


def somebody_left(objection, by, today):
    """an officer is left who may verify it"""
    if not duties.verifiers(objection, today):
        raise Refused(
            _(
                "Everybody who could verify %(objection)s again entered or decided on record %(number)s; have the security administrator "
                "enter another officer first, then send it back."
            )
            % {"objection": objection, "number": objection.record_no}
        )


# ── effects ──────────────────────────────────────────────────────────────────


def ask_more(objection, *, by, reason, today):
    objection.asked_on = today


def supplemented(objection, *, by, reason, today):
    objection.supplemented_on = today


def identify(objection, *, by, reason, today):
    objection.identified_by = by


def accept(objection, *, by, reason, today):
    objection.accepted_by, objection.accepted_on = by, today
    objection.mark = put_under_objection(record=objection.version, by=by)


def correct(objection, *, by, reason, today):
    objection.outcome, objection.verified_by = O.CORRECTED, by


def revoke(objection, *, by, reason, today):
    if not current_record(objection).withdrawn_at:  # somebody may have been quicker
        withdraw(number=objection.record_no, by=by, reason=reason)
    objection.outcome, objection.verified_by = O.REVOKED, by


def uphold(objection, *, by, reason, today):
    objection.outcome, objection.verified_by = O.UPHELD, by


def verify_again(objection, *, by, reason, today):
    objection.outcome, objection.verified_by, objection.filing = "", None, None


def tell(objection, *, by, reason, today):
    objection.decided_by, objection.decided_on = by, today
    is_public = False
    if objection.outcome != O.UPHELD:
        is_public = corrections.issue(objection, now=timezone.now()) is not None
        ground = Lifting.Ground.WRONG if objection.outcome == O.REVOKED else Lifting.Ground.CORRECTED
        lift(number=objection.record_no, ground=ground, by=by, today=today)
    papers.issue(objection, by=by, reason=reason, today=today, is_public=is_public)


def close(objection, *, by, reason, today):
    objection.closed_on = today
    end_objection(mark=objection.mark, by=by)


def complain(objection, *, by, reason, today):
    objection.complained_on, objection.closed_on = today, None


def confirm(objection, *, by, reason, today):
    objection.reviewed_by = by
    close(objection, by=by, reason=reason, today=today)


def reopen(objection, *, by, reason, today):
    objection.reviewed_by, objection.reopened_on = by, today
    verify_again(objection, by=by, reason=reason, today=today)
    objection.decided_by = objection.decided_on = None
    if objection.mark.until_at:
        objection.mark = put_under_objection(record=objection.version, by=by)


VERIFIES = (another_person, had_no_part)
OBJECTION = Flow(
    name="objection",
    initial=S.FILED,
    steps=(
        Step(
            "incomplete",
            (S.FILED,),
            S.INCOMPLETE,
            gettext_lazy("Ask for what is missing"),
            gettext_lazy("The objector reads what you write, and supplements it once. The term of acceptance begins anew then."),
            needs_reason=True,
            decides=True,
            rules=(another_person, asked_once),
            effect=ask_more,
        ),
        Step(
            "supplement",
            (S.INCOMPLETE,),
            S.FILED,
            gettext_lazy("Supplement"),
            gettext_lazy("What you add goes to the credit office, which looks at it anew."),
            needs_reason=True,
            effect=supplemented,
        ),
        Step(
            "identify",
            (S.FILED,),
            S.IDENTIFIED,
            gettext_lazy("Confirm identity and authority"),
            gettext_lazy(
                "You have seen who objects, and for an agent by what authority. Write what you saw, without the number of any document."
            ),
            needs_reason=True,
            decides=True,
            rules=(another_person,),
            effect=identify,
        ),
        Step(
            "accept",
            (S.IDENTIFIED,),
            S.ACCEPTED,
            gettext_lazy("Accept the objection"),
            gettext_lazy(
                "From this moment on the record shows everywhere that it is under objection. The term of verification begins today."
            ),
            decides=True,
            rules=(another_person, a_record),
            effect=accept,
        ),
        Step(
            "refuse",
            (S.FILED, S.INCOMPLETE, S.IDENTIFIED),
            S.REFUSED,
            gettext_lazy("Do not accept the objection"),
            gettext_lazy("The objection ends. The objector reads the ground, its source and your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, listed_ground, waited),
        ),
        Step(
            "correct",
            (S.ACCEPTED,),
            S.CORRECTING,
            gettext_lazy("Correct field by field"),
            gettext_lazy(
                "A correction with the values you write is filed; a colleague approves it, and a new version results. The old one stays on file."
            ),
            needs_reason=True,
            decides=True,
            rules=(*VERIFIES, left_its_unit, a_correction),
            effect=correct,
        ),
        Step(
            "revoke",
            (S.ACCEPTED,),
            S.REVOKING,
            gettext_lazy("Revoke the record"),
            gettext_lazy(
                "The record is withdrawn at once and counts nowhere. A colleague confirms the withdrawal on the page of the record."
            ),
            needs_reason=True,
            decides=True,
            rules=VERIFIES,
            effect=revoke,
        ),
        Step(
            "uphold",
            (S.ACCEPTED,),
            S.UPHELD,
            gettext_lazy("Uphold the record"),
            gettext_lazy("The record is right as it stands. Write why; the objector is told next."),
            needs_reason=True,
            decides=True,
            rules=VERIFIES,
            effect=uphold,
        ),
        Step(
            "resume",
            (S.CORRECTING,),
            S.ACCEPTED,
            gettext_lazy("Verify again"),
            gettext_lazy("The correction was returned or discarded. The objection is verified again; the term goes on."),
            rules=(another_person, correction_came_back),
            effect=verify_again,
        ),
        Step(
            "tell",
            (S.CORRECTING, S.REVOKING, S.UPHELD),
            S.DECIDED,
            gettext_lazy("Tell the objector the decision"),
            gettext_lazy(
                "What you write is the answer, read word for word. If the record was wrong, all who are known to have received it are told, "
                "and what was public is corrected in public."
            ),
            needs_reason=True,
            decides=True,
            rules=(another_person, second_person_acted),
            effect=tell,
        ),
        Step(
            "close",
            (S.DECIDED,),
            S.CLOSED,
            pgettext_lazy("objection", "Close"),
            gettext_lazy(
                "The objection ends, and the record is no longer shown as under objection. The objector may still complain about the handling in its time."
            ),
            rules=(another_person,),
            effect=close,
        ),
        Step(
            "complain",
            (S.DECIDED, S.CLOSED),
            S.COMPLAINED,
            gettext_lazy("Complain about the handling"),
            gettext_lazy("Another person than those who handled it looks at it, and confirms the decision or has it verified again."),
            needs_reason=True,
            rules=(in_time,),
            effect=complain,
        ),
        Step(
            "confirm",
            (S.COMPLAINED,),
            S.CLOSED,
            gettext_lazy("Confirm the handling"),
            gettext_lazy("The objection was handled rightly and is closed. The objector reads your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, somebody_else),
            effect=confirm,
        ),
        Step(
            "reopen",
            (S.COMPLAINED,),
            S.ACCEPTED,
            gettext_lazy("Have it verified again"),
            gettext_lazy("The record is under objection again, and a term of verification begins anew. The objector reads your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, somebody_else, a_record, somebody_left),
            effect=reopen,
        ),
    ),
)
# Arrows as PostgreSQL keeps them (repair_objection_by_arrow): step, from, to.
ARROWS = [(step.name, source, step.target) for step in OBJECTION for source in step.sources]
