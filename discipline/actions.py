"""Writes about cases beside the bare steps: opening, examining, a step with what belongs to it, a longer term, a reply, a vote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.duty_actions import extend_deadline
from archives.imports.judging import parse_wan
from archives.models import Membership, PowerItem, Role, Subject
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.uploads import File
from integrity.workflow import advance

from . import duties, exhibits, terms
from .concealing import refuse_complainant
from .models import BreachKind, Case, CaseVote, Exhibit, Reply, ToleranceCondition
from .rules import NO_EXCUSE, question_of, refuse_excuse

S = Case.Status
SHORT = 400  # signs of the ground and of the proof of a payment
NAMED = "complainant named as a party"  # in the history of the case, with who wrote it and when
LONGEST = 2000  # signs of facts and evidence: the record takes no more


def amount_in_wan(text: str, of: str) -> Decimal | None:
    """An amount typed in 万元 as yuan, exactly; ``None`` for nothing. ``of``: what it is the amount of."""
    if not text.strip():
        return None
    if (yuan := parse_wan(text)) is None:
        raise Refused(_("%(of)s: this is not an amount in 10,000 yuan; write 0.2 for 2,000 yuan.") % {"of": of})
    return yuan


def units_to_handle(user, today: date):
    """The units in whose name ``user`` may open a case."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.OFFICER])
    return Subject.objects.filter(memberships__in=held).distinct()


@transaction.atomic
def open_case(
    *,
    accused: Subject,
    handler: Subject,
    source: str,
    kind: str,
    matter: str,
    breached_on: date,
    by: User,
    contract_no: str = "",
    duty: PowerItem | None = None,
    named: bool = False,
    today: date | None = None,
) -> Case:
    """Open a case about ``accused`` in the name of ``handler``, under the next number of its series of the year.

    ``kind``: the code of a kind of breach in force; ``duty``: the item of the accused body's list of duties that was broken. Raises ``PermissionDenied``, or :class:`Refused` for what no case is.
    """
    today = today or timezone.localdate()
    if not units_to_handle(by, today).filter(pk=handler.pk).exists():
        raise PermissionDenied(_("Only an information clerk or an officer of %(unit)s opens a case in its name.") % {"unit": handler})
    if not accused.is_body:
        raise Refused(_("%(name)s is no public body; cases here are about public bodies only.") % {"name": accused}, article=NO_EXCUSE)
    if not duties.may_handle(handler, accused, today):
        raise Refused(
            _("%(handler)s is neither the superior of %(accused)s nor a credit office; the case belongs to one of these.")
            % {"handler": handler, "accused": accused},
            article=NO_EXCUSE,
        )
    chosen = BreachKind.objects.in_force(today).filter(code=kind).first()
    if chosen is None:
        raise Refused(_("A case is about one of the listed kinds of breach in force today; choose one."))
    if source not in Case.Source.values:
        raise Refused(_("Say on what the case is opened; choose one of the list."))
    _must_be_a_day(breached_on, today)
    words = _written({"matter": matter, "contract_no": contract_no})
    if not words["matter"]:
        raise Refused(_("Write what the case is about, in a sentence."))
    if duty is not None and duty.unit_id != accused.pk:
        raise Refused(_("%(item)s is a duty of another unit; choose one of %(unit)s.") % {"item": duty, "unit": accused})
    if duty is not None:
        duty = duty_on(duty, breached_on)
    year, serial = today.year, _next_serial(handler, today.year)
    case = Case(
        number=f"{handler.name}失信案〔{year}〕{serial}号",
        year=year,
        serial=serial,
        accused=accused,
        handler=handler,
        source=source,
        kind=chosen,
        duty=duty,
        breached_on=breached_on,
        opened_on=today,
        made_by=by,
        **words,
    )
    if duties.stands_aside(case, by, today):
        raise PermissionDenied(_("You work in the accused body, or headed it then, so a colleague opens the case."))
    _save_noting(case, named, by)
    case.refresh_from_db()
    return case


def duty_on(duty: PowerItem, day: date) -> PowerItem:
    """The version of ``duty`` that was on the list on ``day``; :class:`Refused` where none was."""
    found = PowerItem.objects.in_force(day).filter(unit=duty.unit_id, code=duty.code).first()
    if found is None:
        raise Refused(
            _("%(item)s was not on the list of powers on %(day)s, the day of the breach; choose a duty of that day.")
            % {"item": duty, "day": in_words(day)}
        )
    return found


def _save_noting(case: Case, named: bool, by: User) -> None:
    """Save ``case``, and where ``named`` keep in its history that a party of the contract is named on purpose, who also complained."""
    case._history_user, case._change_reason = by, NAMED if named else None
    case.save()
    case._change_reason = None


def _next_serial(handler: Subject, year: int) -> int:
    """The next number of the series; whoever opens another case at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('discipline_case ' || %s || ' ' || %s, 0))", [handler.code, str(year)]
        )
    last = Case.objects.filter(handler=handler, year=year).order_by("-serial").first()
    return last.serial + 1 if last else 1


def _written(words: dict[str, str]) -> dict[str, str]:
    """The words without blanks around them; refused if a resident id stands in one, or one is longer than a record takes."""
    found = {name: value.strip() for name, value in words.items()}
    for value in found.values():
        refuse_identities(value)
        if len(value) > LONGEST:
            raise Refused(_("A text of a case has %(n)d signs at most; shorten it.") % {"n": LONGEST})
    return found


@transaction.atomic
def examine(
    *,
    case: Case,
    found: str,
    evidence: str,
    loss: str,
    impact: int | None,
    breached_on: date,
    by: User,
    files: list[File] = (),
    named: bool = False,
    seen: int | None = None,
    today: date | None = None,
) -> Case:
    """Write down what the examination found: facts, evidence with its files, loss in 万元, impact and the day of the breach.

    Until it is decided on, it may be written anew. ``named``: who complained is named on purpose, as a party of the contract.
    Raises ``PermissionDenied`` and :class:`Refused`.
    """
    today = today or timezone.localdate()
    case = _locked(case)
    if duties.stands_aside(case, by, today) or not duties.handles(case, by, today, Role.CLERK):
        raise PermissionDenied(_("Only the clerks of the handling unit examine %(case)s.") % {"case": case})
    if case.status != S.VERIFYING:
        raise Refused(_("%(case)s is past its examination; what was found stands.") % {"case": case})
    if seen is not None and seen != case.revision:
        raise Refused(_("%(case)s was changed after you opened it; read it again before you write.") % {"case": case})
    words = _written({"found": found, "evidence": evidence})
    if not all(words.values()):
        raise Refused(_("Facts and evidence are both needed: the notice names them."))
    refuse_complainant(case, words.values(), named=named)
    if impact not in Case.Impact.values:
        raise Refused(_("Choose how far the impact goes."))
    _must_be_a_day(breached_on, today)
    if case.duty is not None:
        case.duty = duty_on(case.duty, breached_on)
    case.found, case.evidence, case.impact, case.breached_on = words["found"], words["evidence"], impact, breached_on
    case.loss = amount_in_wan(loss, _("Loss")) or Decimal(0)
    case.examined_by, case.examined_on = by, today
    _save_noting(case, named, by)
    case.refresh_from_db()
    exhibits.add(case=case, of=Exhibit.Of.EXAMINATION, files=files, by=by)
    return case


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("accused", "handler", "kind").get(pk=case.pk)


@transaction.atomic
def take(
    *,
    case: Case,
    step: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
    given: dict[str, str] | None = None,
    files: list[File] = (),
    today: date | None = None,
) -> Case:
    """Take a step with what its form gave (``given``: the words by the names of the form's fields; ``files``: proof of a rectification).

    ``given["named"]``, where it is not empty: who complained is named on purpose, as a party of the contract.
    Raises what :func:`integrity.workflow.advance` raises; then nothing of it is kept.
    """
    if files and step != "report":
        raise Refused(_("Files come with the examination, the report of the rectification, or a reply."))
    today = today or timezone.localdate()
    case, given = _locked(case), _written(given or {})
    named = bool(given.pop("named", ""))
    refuse_complainant(case, [reason, *given.values()], named=named)
    fill = _FILL.get(step) if case.status in case.flow[step].sources else None
    if fill or named:
        current = seen == case.revision
        if fill:
            fill(case, given, today)
        if max(len(case.owed_ground), len(case.paid_proof)) > SHORT:
            raise Refused(_("Ground and proof of a payment have %(n)d signs at most; shorten them.") % {"n": SHORT})
        _save_noting(case, named, by)
        case.refresh_from_db()
        seen = case.revision if current else seen  # what the form gave is content; whoever decides has just written it
    taken = advance(case, step, by=by, reason=reason, seen=seen, today=today)
    exhibits.add(case=taken, of=Exhibit.Of.RECTIFICATION, files=files, by=by)
    return taken


def _unfounded(case: Case, given: dict, today: date) -> None:
    refuse_excuse(given.get("plea", ""))
    case.plea = given.get("plea", "") if given.get("plea", "") in Case.Plea.values else ""


def _must_be_a_day(breached_on: date, today: date) -> None:
    """Who was in charge is asked of this day, so it is one on which somebody could be."""
    if breached_on > today:
        raise Refused(_("The breach cannot lie after today; correct the day."))
    if breached_on < EARLIEST:
        raise Refused(_("This day lies before %(day)s; correct it.") % {"day": in_words(EARLIEST)})


def _order(case: Case, given: dict, today: date) -> None:
    days = given.get("days", "")
    owed = amount_in_wan(given.get("owed", ""), _("Compensation owed"))
    if bool(owed) != bool(given.get("owed_ground")):
        raise Refused(_("Compensation is owed with its amount and its ground, or not at all; complete both or leave both empty."))
    case.owed, case.owed_ground = owed or None, given.get("owed_ground", "")
    case.rectify_days = int(days) if days.isascii() and days.isdecimal() and 0 < int(days[:5]) < 10000 else None


def _report(case: Case, given: dict, today: date) -> None:
    case.proof = given.get("proof", "")
    paid, on, proof = amount_in_wan(given.get("paid", ""), _("Compensation paid")), given.get("paid_on", ""), given.get("paid_proof", "")
    if not (bool(paid) == bool(on) == bool(proof)):
        raise Refused(_("A payment is stated with amount, day and proof; complete all three or leave them empty."))
    try:
        case.paid_on = date.fromisoformat(on) if on else None
    except ValueError:
        raise Refused(_("This is not a date; write it as 2026-03-31.")) from None
    if case.paid_on and case.paid_on > today:
        raise Refused(_("It cannot have been paid after today; correct the day."))
    if case.paid_on and case.paid_on < case.breached_on:
        raise Refused(_("It cannot have been paid before the breach; correct the day."))
    case.paid, case.paid_proof = paid or None, proof


def _determine(case: Case, given: dict, today: date) -> None:
    case.tier = int(given["tier"]) if given.get("tier") in {"1", "2", "3"} else None


_FILL = {"unfounded": _unfounded, "order": _order, "report": _report, "determine": _determine}


@transaction.atomic
def extend(*, case: Case, days: int, plea: str, reason: str, by: User, today: date | None = None):
    """Make the term of rectification longer, once, on a ground that the law knows; the head of the handling unit says so."""
    today = today or timezone.localdate()
    case = _locked(case)
    if duties.stands_aside(case, by, today) or not duties.handles(case, by, today, Role.HEAD):
        raise PermissionDenied(_("Only the head of the handling unit extends the term of %(case)s.") % {"case": case})
    if case.status != S.RECTIFYING:
        raise Refused(_("In %(case)s no rectification is under way.") % {"case": case})
    refuse_excuse(plea)
    refuse_complainant(case, [reason])
    if plea not in (Case.Plea.PROCEDURE, Case.Plea.OTHER_SIDE):
        raise Refused(_("Choose one of the listed grounds for more time."))
    due = terms.rectifications([case])[case.pk]
    if due.due_on < today:
        raise Refused(
            _("The term of %(entry)s ended on %(day)s; it cannot be extended afterwards.") % {"entry": case, "day": in_words(due.due_on)}
        )
    said = f"{Case.Plea(plea).label}：{reason.strip()}" if reason.strip() else ""
    return extend_deadline(
        entry=case, term_code=terms.RECTIFY, start=due.start_on, days=days, reason=said, by=by, today=today, allowed=True
    )


@transaction.atomic
def reply(
    *,
    case: Case,
    kind: str,
    words: str,
    by: User,
    conditions: Iterable[str] = (),
    recovered: str = "",
    proof: str = "",
    files: list[File] = (),
    today: date | None = None,
) -> Reply:
    """Reply to the notice in the name of the accused body: its view, a claim of tolerance, or of self-correction; each once.

    ``conditions``: codes of conditions of tolerance; ``recovered``: the loss recovered, in 万元.
    """
    today = today or timezone.localdate()
    case = _locked(case)
    if not Case.objects.told_to(by, today).filter(pk=case.pk).exists():
        raise PermissionDenied(_("Only head and clerks of the accused body reply to the notice."))
    if case.status != S.NOTIFIED:
        raise Refused(_("%(case)s awaits no reply any more.") % {"case": case})
    if today > case.reply_due_on:
        raise Refused(_("The period of reply in %(case)s ended on %(due)s.") % {"case": case, "due": in_words(case.reply_due_on)})
    if kind not in Reply.Kind.values:
        raise Refused(_("A reply is a statement, a claim of tolerance or a claim of self-correction."))
    said = _written({"words": words, "proof": proof})
    if not said["words"]:
        raise Refused(_("Write what you have to say, in a sentence."))
    if case.replies.filter(kind=kind).exists():
        raise Refused(_("This was said already, and a reply is not changed."))
    ticked = _ticked(conditions, today) if kind == Reply.Kind.TOLERANCE else []
    back = amount_in_wan(recovered, _("Loss recovered")) if kind == Reply.Kind.CORRECTION else None
    if kind == Reply.Kind.CORRECTION and not (back and said["proof"]):
        raise Refused(_("Self-correction is claimed with the loss recovered and its proof; state both."))
    made = Reply.objects.create(
        case=case, kind=kind, words=said["words"], conditions=ticked, recovered=back, proof=said["proof"] if back else "", by=by
    )
    made.refresh_from_db()
    exhibits.add(case=case, of=Exhibit.Of.REPLY, files=files, by=by)
    return made


def _ticked(conditions: Iterable[str], today: date) -> list[str]:
    known = set(ToleranceCondition.objects.in_force(today).values_list("code", flat=True))
    ticked = sorted(set(conditions) & known)
    if not ticked:
        raise Refused(_("Tolerance is claimed on one of the listed conditions at least; tick those that are fulfilled."))
    return ticked


@transaction.atomic
def vote(*, case: Case, choice: str, reason: str, by: User, today: date | None = None) -> CaseVote:
    """Cast one's vote on what is before the panel: in favour, against or recused, each with reasons.

    Raises :class:`Refused` for who is concerned and votes all the same, and for a second vote; ``PermissionDenied`` for
    who is not of the panel.
    """
    today = today or timezone.localdate()
    case = _locked(case)
    if not Membership.holds(by, Role.PANEL, today, unit=case.handler):
        raise PermissionDenied(_("You are not a member of the review panel of %(unit)s.") % {"unit": case.handler})
    if case.status not in Case.VOTING:
        raise Refused(_("%(case)s is not before the panel now.") % {"case": case})
    if choice not in CaseVote.Choice.values:
        raise Refused(_("A vote is in favour, against or a recusal."))
    if choice != CaseVote.Choice.RECUSED and duties.concerned(case, by, today):
        raise Refused(_("You took part in %(case)s or are concerned by it: recuse yourself, and the others vote.") % {"case": case})
    if not reason.strip():
        raise Refused(_("A vote on a case needs a reason; write why, in a sentence."))
    refuse_identities(reason)
    question = question_of(case)
    if case.votes.filter(question=question, member=by).exists():
        raise Refused(_("You voted on %(case)s already; a vote is not changed.") % {"case": case})
    made = CaseVote.objects.create(case=case, question=question, member=by, choice=choice, reason=reason.strip())
    made.refresh_from_db()
    return made
