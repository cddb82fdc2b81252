"""What a case serves: the words of each document, and the row that says on whom it was served and who acknowledged it.

Where the handling unit has a mark for its numbers, each is a numbered official document as well (``discipline.numbered``).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from archives.documents import actions as documents
from archives.models import Membership, PeriodRule, Role, Service, Tier
from archives.periods import add_months
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import money_in_words

from . import duties, numbered, terms, tiers
from .models import Case, Paper

Kind = Paper.Kind
RECIPIENT = 100  # signs of who took an order


@transaction.atomic
def serve(kind: str, case: Case, *, by, today: date, reason: str = "") -> Paper:
    """Serve the document ``kind`` of ``case`` on the accused body; returns the row that says so.

    The one place where a numbered document is issued: its words are worked out here from what the case holds.
    """
    with translation.override("zh-hans"):
        ruling = _RULINGS[kind](case, today, reason)
        basis = case.cited
        document = numbered.issue(kind, case, by=by, today=today, reason=reason)
    return Paper.objects.create(
        document=document,
        case=case,
        kind=kind,
        to=case.accused,
        facts=case.found,
        basis=basis,
        evidence=case.evidence,
        ruling=ruling,
        served_on=today,
        served_by=by,
    )


@transaction.atomic
def acknowledge(*, paper: Paper, by, today: date) -> Paper:
    """Note that the body on which ``paper`` was served has received it; once, by its head or a clerk."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("to").get(pk=paper.pk)
    own = Membership.objects.held(today).filter(user=by, user__is_active=True, unit=paper.to, role__in=[Role.CLERK, Role.HEAD])
    if paper.kind not in Paper.TOLD or not own.exists():
        raise PermissionDenied(_("Only the body on which a document was served acknowledges it."))
    if paper.receipt.acknowledged_by_id:
        raise Refused(_("“%(document)s” is acknowledged already.") % {"document": paper})
    if paper.document_id:
        documents.acknowledge(service=paper.receipt, by=by, today=today)
        return paper
    paper.acknowledged_by, paper.acknowledged_at = by, Now()
    paper.save(update_fields=["acknowledged_by", "acknowledged_at"])
    paper.refresh_from_db()
    return paper


@transaction.atomic
def hand_over(*, case: Case, to: str, on: date | None, by, today: date) -> Paper:
    """Note who of the accused body took the order to rectify, on which day; once, by clerk or head of the handling unit.

    Handed over later than its own day, its term runs from this (``terms.rectifications``). Raises ``PermissionDenied`` and :class:`Refused`.
    """
    paper = Paper.objects.select_for_update(of=("self",)).select_related("to", "document").filter(case=case, kind=Kind.ORDER).first()
    if not may_hand_over(case, by, today):
        raise PermissionDenied(
            _("Only clerk and head of the handling unit record that the order of %(case)s was handed over.") % {"case": case}
        )
    if paper is None:
        raise Refused(_("In %(case)s no rectification was ordered, so there is nothing to hand over.") % {"case": case})
    if case.status in Case.ENDS:
        raise Refused(_("%(case)s has ended, so there is no order to hand over any more.") % {"case": case})
    if paper.handed_on is not None:
        raise Refused(_("It is recorded already that %(who)s took the order; that is not changed.") % {"who": paper.handed_to})
    refuse_identities(to)
    if not 0 < len(to.strip()) <= RECIPIENT:
        raise Refused(_("Write who took the order, by name and post, in %(n)d signs at most.") % {"n": RECIPIENT})
    if on is None or not paper.served_on <= on <= today:
        raise Refused(_("The order is handed over between its own day and today; correct the day."))
    paper.handed_to, paper.handed_on, paper.handed_by = to.strip(), on, by
    paper.save(update_fields=["handed_to", "handed_on", "handed_by"])
    if paper.document_id and paper.receipt is paper:
        documents.serve(document=paper.document, way=Service.Way.HAND, on=on, by=by, today=today)
    return paper


def may_hand_over(case: Case, by, today: date) -> bool:
    return duties.handles(case, by, today, Role.CLERK, Role.HEAD) and not duties.stands_aside(case, by, today)


def to_hand_over(case: Case) -> Paper | None:
    """The order of ``case`` that nobody took yet; none once the case has ended."""
    if case.status in Case.ENDS:
        return None
    return case.papers.select_related("document").filter(kind=Kind.ORDER, handed_on__isnull=True).first()


def _day(day: date) -> str:
    """A day as an official document writes it (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _order(case: Case, today: date, reason: str) -> str:
    due = terms.rectifications([case])[case.pk].due_on
    said = _("You are to rectify this within %(days)d working days, until %(due)s.") % {"days": case.rectify_days, "due": _day(due)}
    if case.owed:
        said += _(" Compensation of %(amount)s is to be paid: %(ground)s.") % {
            "amount": money_in_words(case.owed),
            "ground": case.owed_ground,
        }
    return f"{reason}\n{said}"


def _notice(case: Case, today: date, reason: str) -> str:
    return (
        _(
            "A determination of dishonesty is intended, because the rectification ordered was refused or is overdue. You may state your view, "
            "claim tolerance or self-correction until %(due)s; nothing is determined before that day has passed."
        )
        % {"due": _day(case.reply_due_on)}
        + "\n"
        + _("Found: %(harm)s. The tier that these propose is “%(tier)s”.")
        % {
            "harm": numbered.harm(case),
            "tier": Tier(tiers.proposed(case, today)).label,
        }
    )


def _determination(case: Case, today: date, reason: str) -> str:
    return _("It is determined that faith was broken; the tier is “%(tier)s”. Found: %(harm)s. Reasons: %(reasons)s") % {
        "tier": case.get_tier_display(),
        "harm": numbered.harm(case),
        "reasons": numbered.reasons(case, reason),
    }


def _repair(case: Case, today: date, reason: str) -> str:
    """When repair may be asked for, and what it asks of this tier."""
    return _may_be_asked(case, today) + "\n" + _("It asks %(conditions)s.") % {"conditions": numbered.conditions(case, today)}


def _may_be_asked(case: Case, today: date) -> str:
    """When repair may be asked for (信用修复管理办法: 两书同达, the notice of repair comes with the decision)."""
    rule = PeriodRule.objects.in_force(today).filter(kind=numbered.PERIOD, tier=case.tier).first()
    if rule is None:
        return _("When the wrong is put right you may apply for repair of your credit.")
    first, last = add_months(today, rule.min_months), add_months(today, rule.max_months)
    if not rule.published:
        return _("A determination of this tier is not published (%(document)s). When the wrong is put right you may apply for repair.") % {
            "document": rule.document
        }
    return _(
        "The determination is published until %(last)s (%(months)d months from %(day)s, %(document)s). "
        "When the wrong is put right you may apply for repair from %(first)s on."
    ) % {
        "last": _day(last - timedelta(days=1)),  # the last day on which it is shown, as the record says it
        "months": rule.max_months,
        "day": _day(today),
        "document": rule.document,
        "first": _day(first),
    }


_RULINGS = {Kind.ORDER: _order, Kind.NOTICE: _notice, Kind.DETERMINATION: _determination, Kind.REPAIR: _repair}
