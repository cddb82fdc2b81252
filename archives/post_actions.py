"""Appointing, ending a term of office, handing over. By the personnel organ or an officer, with the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .models import Appointment, Authority, Filing, Handover, Membership, Post, Role, Subject
from .models.subject_history import must_exist

# Apps above answer for a principal post and two days, the second open: a day in between on which somebody answers for something
# that is being examined, or nothing. Then a term that covers that day neither ends before it nor gives way to another.
ANSWERED: list[Callable[[Post, date, date | None], date | None]] = []


def _must_stand(post: Post, from_on: date, until_on: date | None) -> None:
    """Refused while it is examined who answered on a day in between: that is not chosen afterwards."""
    day = next((found for ask in ANSWERED if post.is_principal and (found := ask(post, from_on, until_on))), None)
    if day:
        raise Refused(
            _("A breach by %(unit)s on %(day)s is being examined, and who answered for it on that day stands until the case is decided; enter this afterwards.")
            % {"unit": post.unit, "day": in_words(day)}
        )


def may_appoint(by, today) -> bool:
    """Whether ``by`` is of the personnel organ or the credit office on ``today``."""
    return any(Membership.holds(by, role, today) for role in (Role.PERSONNEL, Role.OFFICER))


def _must_appoint(by) -> None:
    if not may_appoint(by, timezone.localdate()):
        raise PermissionDenied(_("Only the personnel organ and the credit office enter posts and appointments."))


def appointable(by, today: date):
    """The civil servants whom a unit of ``by`` manages on ``today`` (干部管理权限): nobody else is appointed by it."""
    units = Membership.objects.held(today).filter(user=by, role__in=[Role.PERSONNEL, Role.OFFICER], user__is_active=True).values("unit")
    return Subject.objects.filter(kind=Subject.Kind.CIVIL_SERVANT, pk__in=Authority.objects.held(today).filter(organ__in=units).values("person"))


def may_end(by, today: date):
    """The running terms of office that ``by`` may end or hand over: of persons a unit of ``by`` manages, or nobody does any more."""
    running = Appointment.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    if not may_appoint(by, today):
        return running.none()
    held = Authority.objects.held(today).values("person")
    return running.filter(Q(holder__in=appointable(by, today).values("pk")) | ~Q(holder__in=held))


def _must_manage(by, person: Subject, *, or_nobody: bool = False) -> None:
    """403 unless a unit of ``by`` manages ``person`` today. ``or_nobody``: it is enough that no organ does any more."""
    today = timezone.localdate()
    if appointable(by, today).filter(pk=person.pk).exists():
        return
    if or_nobody and not Authority.objects.held(today).filter(person=person).exists():
        return
    raise PermissionDenied(_("Only the personnel organ that manages a person enters appointments of that person."))


def _clean(document_no: str, *words: str) -> str:
    if not document_no.strip():
        raise Refused(_("An appointment and its end rest on a document; write its number."))
    for text in (document_no, *words):
        refuse_identities(text)
    return document_no.strip()


@transaction.atomic
def add_post(*, unit: Subject, name: str, by: User, is_principal: bool = False, level: str = Post.Level.NONE) -> Post:
    """A post in a body; at most one of them is the principal post."""
    _must_appoint(by)
    unit = Subject.objects.select_for_update().get(pk=unit.pk)
    must_exist(unit, timezone.localdate())
    if not unit.is_body:
        raise Refused(_("Posts are kept of public bodies; %(unit)s is none.") % {"unit": unit})
    refuse_identities(name)
    name = name.strip()
    if not name or unit.posts.filter(name=name).exists():
        raise Refused(_("%(unit)s has a post of this name, or no name was written; write another name.") % {"unit": unit})
    if is_principal and (principal := unit.posts.filter(is_principal=True).first()):
        raise Refused(_("The principal post of %(unit)s is %(post)s; there is one only.") % {"unit": unit, "post": principal})
    return Post.objects.create(unit=unit, name=name, is_principal=is_principal, level=level)


@transaction.atomic
def appoint(
    *,
    post: Post,
    holder: Subject,
    from_on: date,
    document_no: str,
    by: User,
    basis: str = "",
    until_on: date | None = None,
    is_acting: bool = False,
) -> Appointment:
    """``holder`` holds ``post`` from ``from_on`` (until ``until_on``, half-open). A principal post has one holder on a day;
    somebody acting 主持工作 stands beside or without one."""
    _must_appoint(by)
    document_no = _clean(document_no, basis)
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    must_exist(post.unit, from_on)
    if until_on and until_on <= from_on:
        raise Refused(_("A term of office ends after it begins; compare the two days."))
    if holder.kind != Subject.Kind.CIVIL_SERVANT:
        raise Refused(_("%(holder)s is not registered as a civil servant, and a post is held by one.") % {"holder": holder})
    _must_manage(by, holder)
    if post.is_principal and not is_acting and (other := _held(post, from_on, until_on)):
        raise Refused(
            _("%(holder)s holds the post %(post)s from %(day)s; end that term first, hand over, or mark the new one as acting.")
            % {"holder": other.holder, "post": post, "day": other.from_on}
        )
    _gives_way(post, from_on, until_on, is_acting)
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                post=post,
                holder=holder,
                is_acting=is_acting,
                from_on=from_on,
                until_on=until_on,
                document_no=document_no,
                basis=basis.strip(),
            )
    except IntegrityError as error:  # a second officer was quicker
        if "appointment_one_holder" not in str(error):
            raise
        raise Refused(_("Somebody else was appointed to the post %(post)s a moment ago; look again.") % {"post": post}) from None


def _held(post: Post, from_on: date, until_on: date | None) -> Appointment | None:
    """The term, not acting, that would run at the same time."""
    terms = post.appointments.filter(is_acting=False).exclude(until_on__lte=from_on)
    return (terms.filter(from_on__lt=until_on) if until_on else terms).select_related("holder").first()


def _gives_way(post: Post, from_on: date, until_on: date | None, is_acting: bool) -> None:
    """Whoever acted and would answer no longer, once the new term is entered: asked of the days that both cover."""
    for acting in post.appointments.filter(is_acting=True).exclude(until_on__lte=from_on):
        begins = max(from_on, acting.from_on)
        ends = min((day for day in (until_on, acting.until_on) if day), default=None)
        if (not is_acting or from_on >= acting.from_on) and not (ends and ends <= begins):
            _must_stand(post, begins, ends)


def _running(appointment: Appointment, on: date) -> Appointment:
    """The term under its row lock, if it may end on ``on``."""
    term = Appointment.objects.select_for_update(of=("self",)).select_related("post__unit", "holder").get(pk=appointment.pk)
    if on > timezone.localdate():
        raise Refused(_("%(day)s has not come yet; enter the end of the term on that day.") % {"day": on})
    if term.until_on and term.end_document_no:
        raise Refused(
            _("The term of %(holder)s as %(post)s ended on %(day)s already.")
            % {"holder": term.holder, "post": term.post, "day": term.until_on}
        )
    if on <= term.from_on or (term.until_on and on > term.until_on):
        raise Refused(
            _("The term of %(holder)s as %(post)s did not run on the day before %(day)s.")
            % {"holder": term.holder, "post": term.post, "day": on}
        )
    return term


def end_term(term: Appointment, on: date, document_no: str, reason: str) -> Appointment:
    """The end of a term by its document; refused where it decides who answers for what is being examined."""
    _must_stand(term.post, on, term.until_on)
    term.until_on, term.end_document_no, term.end_reason = on, document_no, reason.strip()
    term.save(update_fields=["until_on", "end_document_no", "end_reason"])
    return term


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, document_no: str, reason: str, by: User) -> Appointment:
    """From ``on`` the post is no longer held. The gap is shown as a gap until somebody is appointed."""
    _must_appoint(by)
    _must_manage(by, appointment.holder, or_nobody=True)
    document_no = _clean(document_no, reason)
    if not reason.strip():
        raise Refused(_("The end of a term of office needs a reason; write why, in a sentence."))
    return end_term(_running(appointment, on), on, document_no, reason)


def open_matters(unit: Subject) -> list[dict]:
    """What awaits an end in ``unit`` at this moment, from facts: its filings that left it and that nobody decided on.

    What is still inside the unit, or never leaves it, stands on the home page of its own people and nowhere else.
    """
    waiting = Filing.objects.awaiting_decision().filter(unit=unit, left_at__isnull=False, person__isnull=True).order_by("pk")
    return [{"kind": "filing", "id": f.pk, "title": f.number, "item": f.item_code, "status": f.status, "rows": f.rows} for f in waiting]


@transaction.atomic
def hand_over(
    *, appointment: Appointment, holder: Subject, on: date, document_no: str, note: str, by: User, basis: str = "", is_acting: bool = False
) -> Handover:
    """End one term and begin the next on the same day, with a note and the list of what is open at this moment."""
    _must_appoint(by)
    document_no = _clean(document_no, note, basis)
    if not note.strip():
        raise Refused(_("A handover needs a note: what was handed over, and what is promised to whom."))
    _must_manage(by, appointment.holder, or_nobody=True)
    if holder.pk == appointment.holder_id:
        raise Refused(_("Nobody hands over to himself; choose who takes over."))
    Post.objects.select_for_update().get(pk=appointment.post_id)
    outgoing = end_term(_running(appointment, on), on, document_no, _("handed over"))
    incoming = appoint(post=outgoing.post, holder=holder, from_on=on, document_no=document_no, by=by, basis=basis, is_acting=is_acting)
    return Handover.objects.create(
        outgoing=outgoing, incoming=incoming, on=on, note=note.strip(), open_matters=open_matters(outgoing.post.unit), made_by=by
    )
