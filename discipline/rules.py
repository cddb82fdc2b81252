"""What has to hold before a step of a case is taken; each raises :class:`Refused` with thing, reason and way out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from archives.models import Membership, Panel, Role, Term
from integrity.errors import Refused
from integrity.said import in_words, money_in_words

from . import duties, terms, tiers
from .models import Case, CaseVote, Reply

S = Case.Status
NO_EXCUSE = "发改财金〔2023〕1103号"
TOLERANCE_FIRST = "国发〔2016〕76号一（四）"
Choice = CaseVote.Choice


def refuse_excuse(plea: str) -> None:
    """A change of staff or a reorganisation is no ground for not keeping what was agreed (1103号)."""
    if plea == Case.Plea.STAFF:
        raise Refused(
            _(
                "A change of staff or leadership, or a reorganisation, is no ground for not keeping what was agreed; state another ground, or none."
            ),
            article=NO_EXCUSE,
        )


def examined(case, by, today):
    """facts, evidence, loss and impact were written down"""
    if case.examined_by_id is None:
        raise Refused(_("%(case)s was not examined yet; write down facts, evidence, loss and impact first.") % {"case": case})


def another_decides(case, by, today):
    if by.pk in (case.made_by_id, case.examined_by_id):
        raise Refused(_("You opened or examined %(case)s, so a colleague must decide on it.") % {"case": case})


def lawful_plea(case, by, today):
    """one of the listed grounds says why it was no breach"""
    refuse_excuse(case.plea)
    if not case.plea:
        raise Refused(_("Choose why it was no breach, so that whoever reported %(case)s can be told.") % {"case": case})


def within_the_longest(case, by, today):
    """a number of working days within the longest term of rectification"""
    longest = Term.on(terms.RECTIFY, today)
    if not case.rectify_days or case.rectify_days > longest.days:
        raise Refused(
            _("Rectification is ordered within 1 to %(most)d working days; choose a number of them.") % {"most": longest.days},
            article=longest.document,
        )


def proven(case, by, today):
    """proof of the rectification, and of the compensation where it is owed"""
    if not case.proof:
        raise Refused(_("%(case)s holds no proof of the rectification; write what was done and by which document.") % {"case": case})
    if case.owed and (case.paid is None or case.paid < case.owed):
        raise Refused(
            _("Compensation of %(owed)s is owed in %(case)s and was not paid in full; state amount, day and proof of the payment.")
            % {"case": case, "owed": money_in_words(case.owed)}
        )


def another_checks(case, by, today):
    if by.pk == case.reported_by_id:
        raise Refused(_("You reported %(case)s as rectified, so a colleague must check it.") % {"case": case})


def refused_or_overdue(case, by, today):
    """rectification was refused, or its day has passed"""
    if case.status == S.REFUSED:
        return
    due = terms.rectifications([case])[case.pk].due_on
    if today <= due:
        raise Refused(
            _("Rectification of %(case)s may be done until %(due)s, and was not refused; the notice follows after that day.")
            % {"case": case, "due": in_words(due)}
        )


def order_handed_over(case, by, today):
    """the order was handed over to the accused body"""
    if case.pk not in terms.handed_over([case]):
        raise Refused(
            _(
                "Nobody of %(body)s took the order of %(case)s yet, so it can neither refuse it nor be late with it; hand the order over "
                "first and write down who took it."
            )
            % {"body": case.accused, "case": case},
            article=NO_EXCUSE,
        )


def another_serves(case, by, today):
    if by.pk == case.examined_by_id:
        raise Refused(_("You examined %(case)s, so a colleague serves the notice.") % {"case": case})


def somebody_reads_it(case, by, today):
    """the accused body has a head or a clerk registered here"""
    held = Membership.objects.held(today).filter(unit=case.accused, role__in=[Role.CLERK, Role.HEAD], user__is_active=True)
    if not held.exists():
        raise Refused(
            _(
                "%(body)s has neither head nor clerk registered here, so nobody would read the notice and the period of reply would run "
                "unseen; have the security administrator enter one first."
            )
            % {"body": case.accused},
            article=TOLERANCE_FIRST,
        )


def reply_has_run(case, by, today):
    """the period of reply has passed"""
    if case.reply_due_on is None or today <= case.reply_due_on:
        raise Refused(
            _("The accused body may reply in %(case)s until %(due)s; nothing is decided before that day has passed.")
            % {"case": case, "due": in_words(case.reply_due_on) if case.reply_due_on else "—"},
            article=TOLERANCE_FIRST,
        )


def _claimed(case, kind: str) -> bool:
    return case.replies.filter(kind=kind).exists()


def tolerance_claimed(case, by, today):
    if not _claimed(case, Reply.Kind.TOLERANCE):
        raise Refused(_("Nobody claimed tolerance in %(case)s; put the breach itself before the panel.") % {"case": case})


def no_tolerance_claimed(case, by, today):
    if _claimed(case, Reply.Kind.TOLERANCE):
        raise Refused(_("Tolerance is claimed in %(case)s, and the panel votes on that first.") % {"case": case}, article=TOLERANCE_FIRST)


def corrected_itself(case, by, today):
    """self-correction was claimed with the loss recovered"""
    if not _claimed(case, Reply.Kind.CORRECTION):
        raise Refused(_("Nobody claimed self-correction in %(case)s, so there is nothing to lighten or to waive for.") % {"case": case})


def loss_recovered(case, by, today):
    """what was recovered covers the loss, and the compensation that is owed"""
    recovered = max(case.replies.filter(kind=Reply.Kind.CORRECTION).values_list("recovered", flat=True), default=0)
    wanting = max(case.loss or 0, case.owed or 0)
    if recovered < wanting:
        raise Refused(
            _("In %(case)s %(recovered)s of %(wanting)s were recovered; it can be lightened, and waived only when all is.")
            % {"case": case, "recovered": money_in_words(recovered), "wanting": money_in_words(wanting)}
        )


def once_only(case, by, today):
    if case.lightened_by_id:
        raise Refused(_("%(case)s was lightened already; that is done once.") % {"case": case})


def above_the_lowest(case, by, today):
    """a tier above the lowest is proposed"""
    if tiers.proposed(case, today) == 1:
        raise Refused(
            _(
                "For %(case)s the lowest tier is proposed already, so nothing can be lightened; waive it, or put the breach before the panel."
            )
            % {"case": case}
        )


def a_panel(case, by, today):
    """the handling unit has a panel"""
    if Panel.of(case.handler, today) is None:
        raise Refused(
            _("%(unit)s has no review panel, and nothing is determined without its vote; have the panel set up first.")
            % {"unit": case.handler}
        )


def enough_unconcerned(case, by, today):
    """as many members who are not concerned as the quorum asks"""
    panel = Panel.of(case.handler, today)
    held = Membership.objects.held(today).filter(unit=case.handler, role=Role.PANEL, user__is_active=True).select_related("user")
    able = {one.user_id for one in held if not duties.concerned(case, one.user, today)}
    if panel and len(able) < panel.quorum:
        raise Refused(
            _(
                "Of the panel of %(unit)s only %(able)d are not concerned in %(case)s, and its quorum is %(quorum)d; appoint substitutes first."
            )
            % {"unit": case.handler, "able": len(able), "case": case, "quorum": panel.quorum}
        )


def question_of(case) -> str:
    """What the panel is asked now."""
    return CaseVote.Question.TOLERANCE if case.status == S.TOLERANCE else CaseVote.Question.BREACH


def not_concerned(case, by, today):
    if duties.concerned(case, by, today):
        raise Refused(_("You took part in %(case)s or are concerned by it, so another member records the outcome.") % {"case": case})


def quorum(case, by, today):
    """as many votes for or against as the panel's quorum asks"""
    panel = Panel.of(case.handler, case.convened_on)
    cast = case.votes.filter(question=question_of(case)).exclude(choice=Choice.RECUSED).count()
    if panel is None or cast < panel.quorum:
        raise Refused(
            _("%(n)d of the %(quorum)d votes that make a decision have been cast on %(case)s; the others vote first.")
            % {"n": cast, "quorum": panel.quorum if panel else 2, "case": case}
        )


def outcome(case) -> bool | None:
    """What the panel decided on what it is asked now: for or not; ``None`` while the quorum is not reached."""
    panel = Panel.of(case.handler, case.convened_on)
    cast = case.votes.filter(question=question_of(case)).exclude(choice=Choice.RECUSED).count()
    return _majority(case) if panel and cast >= panel.quorum else None


def _majority(case) -> bool:
    choices = list(case.votes.filter(question=question_of(case)).values_list("choice", flat=True))
    return choices.count(Choice.FOR) > choices.count(Choice.AGAINST)


def majority(case, by, today):
    if not _majority(case):
        raise Refused(_("The panel did not vote in favour in %(case)s; record that instead.") % {"case": case})


def no_majority(case, by, today):
    if _majority(case):
        raise Refused(_("The panel voted in favour in %(case)s; record that instead.") % {"case": case})


def another_determines(case, by, today):
    if by.pk in (case.made_by_id, case.examined_by_id, case.reported_by_id):
        raise Refused(_("You handled %(case)s, so a colleague must determine it.") % {"case": case})


def a_tier(case, by, today):
    """a tier was confirmed"""
    if case.tier is None:
        raise Refused(_("Confirm the tier that is proposed for %(case)s, or choose another and say why.") % {"case": case})
