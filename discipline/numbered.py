"""What a case serves as a numbered official document: order, notice, determination, notice of repair.

Issued where the handling unit has a mark for its numbers; a unit without one serves the same words without a number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from archives.documents import actions as documents
from archives.models import Document, DocumentKind, IssuerMark, PeriodRule, Service, Tier
from archives.periods import add_months
from integrity.said import money_in_words

from . import terms, tiers
from .models import Case, CaseVote, Paper
from .refiling import BODY

LABEL = "discipline.case"
# A lower app knows no upper one: each registers (tier, code of the item, day) -> what a repair asks, in words.
CONDITIONS: list[Callable[[int, str, date], str]] = []
PERIOD = "dishonesty"  # the kind of period rule that a determination has
Kind = Paper.Kind
OF_KIND = {
    Kind.ORDER: DocumentKind.RECTIFICATION,
    Kind.NOTICE: DocumentKind.NOTICE,
    Kind.DETERMINATION: DocumentKind.DETERMINATION,
    Kind.REPAIR: DocumentKind.REPAIR_NOTICE,
}


def sight(user, today: date) -> Q:
    """Of documents about cases somebody sees those whose case is seen, and the accused body those of a case it was told of."""
    cases, told = Case.objects.visible_to(user, today), Case.objects.told_to(user, today)
    return Q(about_id__in=cases.values("pk")) | Q(about_id__in=told.values("pk"))


def of(case: Case, user, today: date):
    """The documents of ``case`` that ``user`` may read."""
    return Document.objects.visible_to(user, today).filter(about_kind=LABEL, about_id=case.pk)


def issue(kind: str, case: Case, *, by, today: date, reason: str) -> Document | None:
    """Issue and serve the document; ``None`` while the handling unit has no mark for its numbers. In Chinese, whoever asks."""
    if not IssuerMark.objects.filter(body=case.handler).exists():
        return None
    values = {"主体名称": case.accused.name} | _VALUES[kind](case, today, reason)
    about = (LABEL, case.pk)
    document = documents.issue(
        kind=OF_KIND[kind], body=case.handler, addressee=case.accused, values=values, about=about, by=by, today=today
    )
    if kind != Kind.ORDER:  # which goes by hand: papers.hand_over
        documents.serve(document=document, way=Service.Way.SITE, by=by, today=today)
    return document


def _found(case: Case) -> dict:
    return {"案件编号": case.number, "失信事实": case.found}


def _proven(case: Case) -> dict:
    return _found(case) | {"认定依据": case.cited, "证据": case.evidence or _("see the file of the case")}


def _order(case: Case, today: date, reason: str) -> dict:
    wanted = reason
    if case.owed:
        wanted += _(" Compensation of %(amount)s is to be paid: %(ground)s.") % {
            "amount": money_in_words(case.owed),
            "ground": case.owed_ground,
        }
    return _found(case) | {"整改要求": wanted, "整改期限": terms.rectifications([case])[case.pk].due_on}


def _notice(case: Case, today: date, reason: str) -> dict:
    return _proven(case) | {
        "陈述申辩期限": case.reply_due_on,
        "损失和影响": harm(case),
        "拟认定等级": str(Tier(tiers.proposed(case, today)).label),
    }


def harm(case: Case) -> str:
    """Loss and impact that were found, in words: they propose the tier."""
    loss = _("a loss of %(amount)s") % {"amount": money_in_words(case.loss)} if case.loss else _("no loss in money was found")
    return _("%(loss)s; %(impact)s") % {"loss": loss, "impact": case.get_impact_display()}


def reasons(case: Case, reason: str) -> str:
    """Why it is this tier: as proposed, or otherwise, with the reasons of who determined."""
    said = {"tier": case.get_tier_display(), "proposed": case.get_proposed_tier_display(), "reasons": reason.strip().rstrip("。")}
    if case.tier == case.proposed_tier:
        return _("Loss and impact propose the tier “%(proposed)s”, which is determined. %(reasons)s") % said
    return _("Loss and impact propose the tier “%(proposed)s”; “%(tier)s” is determined instead, for these reasons: %(reasons)s") % said


def replied(case: Case) -> str:
    """Everything the accused body replied, each with what it was: a view, a claim of tolerance, a claim of self-correction."""
    told = []
    for reply in case.replies.order_by("pk"):
        words = f"{reply.get_kind_display()}：{reply.words.strip().rstrip('。')}"
        if reply.recovered:
            words += _(" (loss recovered: %(amount)s)") % {"amount": money_in_words(reply.recovered)}
        told.append(words)
    return "；".join(told)


def _determination(case: Case, today: date, reason: str) -> dict:
    choices = list(case.votes.filter(question=CaseVote.Question.BREACH).values_list("choice", flat=True))
    rule = _rule(case, today)
    shown = _("not published")
    if rule and rule.published:
        shown = _("at least %(min)d and at most %(max)d months") % {"min": rule.min_months, "max": rule.max_months}
    return _proven(case) | {
        "陈述申辩情况": replied(case),
        "评议情况": _("%(for)d for, %(against)d against, %(recused)d recused")
        % {choice: choices.count(choice) for choice in CaseVote.Choice.values},
        "失信等级": case.get_tier_display(),
        "损失和影响": harm(case),
        "认定理由": reasons(case, reason),
        "公示期限": shown,
    }


def _repair(case: Case, today: date, reason: str) -> dict:
    rule = _rule(case, today)
    return {
        "认定文书号": case.doc_no,
        "最短公示期届满日": add_months(today, rule.min_months) if rule else today,
        "修复条件": conditions(case, today),
        "申请途径": _("the credit website, the portal of this city, or the window of the service hall"),
    }


def conditions(case: Case, today: date) -> str:
    """What the repair of a record of this tier asks, as whoever decides on it has registered."""
    told = [words for asked in CONDITIONS if (words := asked(case.tier, BODY, today))]
    if not told:
        return _("the wrong is put right, the duties are performed, and a public commitment is made")
    return _("for the tier “%(tier)s”, all of these: %(conditions)s") % {"tier": case.get_tier_display(), "conditions": "；".join(told)}


def _rule(case: Case, today: date) -> PeriodRule | None:
    return PeriodRule.objects.in_force(today).filter(kind=PERIOD, tier=case.tier).first()


_VALUES = {Kind.ORDER: _order, Kind.NOTICE: _notice, Kind.DETERMINATION: _determination, Kind.REPAIR: _repair}
