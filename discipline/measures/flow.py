"""The flows of a joint action (drafted, decided by another, sent) and of each measure at a unit (answered, carried out, fed back)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Record
from archives.periods import add_months
from integrity.errors import Refused
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .. import lifting
from ..models import Execution, JointAction, Lifting, MeasureItem
from ..models.measure import standing
from . import letters
from .rights import linked_then

A = JointAction.Status
S = Execution.Status
CLOSED_LIST = "全国失信惩戒措施基础清单"


def another_decides(action, by, today):
    if by.pk == action.made_by_id:
        raise Refused(_("You drafted %(action)s, so a colleague must decide on it.") % {"action": action})


def record_stands(action, by, today):
    """the record stands today"""
    if not standing(today).filter(number=action.record_no).exists():
        raise Refused(_("Record %(number)s no longer stands, so no measure rests on it; discard the draft.") % {"number": action.record_no})


def still_listed(action, by, today):
    """every measure is on the list in force today"""
    listed = MeasureItem.objects.in_force(today).values("pk")
    if gone := action.executions.exclude(item__in=listed).select_related("item").first():
        raise Refused(
            _("“%(measure)s” is not on the list of measures in force today; discard the draft and choose another.")
            % {"measure": gone.item},
            article=CLOSED_LIST,
        )


def still_linked(action, by, today):
    """every person named was linked on the day of the matter"""
    then = linked_then(action.version).values("pk")
    if action.executions.filter(link__isnull=False).exclude(link__in=then).exists():
        raise Refused(_("A person named in %(action)s was linked by mistake; discard the draft and choose again.") % {"action": action})


def not_twice(action, by, today):
    """none of its measures is at the same unit already"""
    for execution in action.executions.select_related("item", "unit"):
        once_only(execution, today)


def once_only(execution, today) -> None:
    """Refuse what rests on the same record at the same unit already, and a period that was used up: no second one follows the longest."""
    sent = Execution.objects.about(execution.action.record_no).filter(
        item__code=execution.item.code, unit=execution.unit, link=execution.link, asked_on__isnull=False
    )
    sent = sent.exclude(pk=execution.pk).exclude(status__in=[S.DECLINED, S.NOT_EXECUTED]).exclude(liftings__ground=Lifting.Ground.WRONG)
    if not execution.item.max_months:
        sent = sent.resting(today).unlifted(today).unfinished()
    if other := sent.select_related("action").first():
        raise Refused(
            _("“%(measure)s” on this record is at %(unit)s already, by %(action)s; it is not applied twice.")
            % {"measure": execution.item, "unit": execution.unit, "action": other.action},
            article=execution.item.basis,
        )


RESTS_ON = (record_stands, still_linked, not_twice)


def decide(action, *, by, reason, today):
    # Who granted, shielded, withdrew or sent at the same moment is waited for, and what holds then is asked again.
    lifting.lock(action.record_no)
    Record.objects.current().select_for_update(of=("self",), no_key=True).filter(number=action.record_no).first()
    for rule in RESTS_ON:
        rule(action, by, today)
    action.decided_by, action.decided_on = by, today
    for execution in action.executions.select_related("item"):
        execution.asked_on = today
        execution.until_on = add_months(today, execution.months) if execution.months else None
        execution.save()
    letters.send(action, by=by, today=today)


def still_rests(execution, by, today):
    """neither lifted nor ended"""
    if not Execution.objects.filter(pk=execution.pk).resting(today).unlifted(today).exists():
        if shield := execution.liftings.filter(ground=Lifting.Ground.RESTRUCTURING, resumed_on__gt=today).first():
            raise Refused(
                _("“%(measure)s” rests for a restructuring until %(day)s; its term is counted anew from that day.")
                % {"measure": execution.item, "day": in_words(shield.resumed_on)}
            )
        raise Refused(_("“%(measure)s” has ended, so there is nothing left to answer or to feed back.") % {"measure": execution.item})


def asked_to_join(execution, by, today):
    """a unit that is asked, not one that owes it"""
    if not execution.item.may_be_declined:
        raise Refused(
            _("“%(measure)s” is not answered but done: write what was done and feed it back.") % {"measure": execution.item},
            article=execution.item.basis,
        )


def answered_first(execution, by, today):
    """accepted before, where it may be declined"""
    if execution.item.may_be_declined and execution.status == S.ASKED:
        raise Refused(_("Say first whether your unit accepts “%(measure)s”; then feed back what was done.") % {"measure": execution.item})


def answer(execution, *, by, reason, today):
    execution.answered_by, execution.answered_on, execution.answer = by, today, reason


def feed_back(execution, *, by, reason, today):
    if execution.answered_on is None:
        execution.answered_by, execution.answered_on = by, today
    execution.fed_back_by, execution.fed_back_on, execution.feedback = by, today, reason


ACTION = Flow(
    name="joint action",
    initial=A.DRAFTED,
    steps=(
        Step(
            "decide",
            (A.DRAFTED,),
            A.OUT,
            gettext_lazy("Decide and send"),
            gettext_lazy("The letters go to the units; each answers by its day. Periods begin today."),
            decides=True,
            rules=(another_decides, record_stands, still_listed, still_linked, not_twice),
            effect=decide,
        ),
        Step(
            "discard",
            (A.DRAFTED,),
            A.DISCARDED,
            gettext_lazy("Discard the draft"),
            gettext_lazy("Nothing is sent, and nothing follows from it."),
            needs_reason=True,
        ),
    ),
)
EXECUTION = Flow(
    name="measure",
    initial=S.ASKED,
    steps=(
        Step(
            "accept",
            (S.ASKED,),
            S.ACCEPTED,
            gettext_lazy("Accept the measure"),
            gettext_lazy("Your unit carries the measure out within its duties, and feeds back by the day shown then."),
            rules=(still_rests, asked_to_join),
            effect=answer,
        ),
        Step(
            "decline",
            (S.ASKED,),
            S.DECLINED,
            gettext_lazy("Decline the measure"),
            gettext_lazy("The initiating unit reads your reason."),
            needs_reason=True,
            rules=(still_rests, asked_to_join),
            effect=answer,
        ),
        Step(
            "execute",
            (S.ASKED, S.ACCEPTED),
            S.EXECUTED,
            gettext_lazy("Feed back as carried out"),
            gettext_lazy("What you write, and the files you add, are the proof; both stay as they are."),
            needs_reason=True,
            rules=(still_rests, answered_first),
            effect=feed_back,
        ),
        Step(
            "fail",
            (S.ACCEPTED,),
            S.NOT_EXECUTED,
            gettext_lazy("Feed back as not carried out"),
            gettext_lazy("The initiating unit reads why it was not carried out. The measure is then not in force at your unit."),
            needs_reason=True,
            rules=(still_rests,),
            effect=feed_back,
        ),
    ),
)
# Arrows as PostgreSQL keeps them (migration 0005): step, from, to.
ACTION_ARROWS = [(step.name, source, step.target) for step in ACTION for source in step.sources]
EXECUTION_ARROWS = [(step.name, source, step.target) for step in EXECUTION for source in step.sources]
