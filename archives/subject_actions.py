"""What happens to a body: renamed, merged, split, dissolved, moved. By an officer of the credit office, with document and reason."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .body_names import body_name
from .identifiers import pinyin_key, uscc_fault
from .models import Appointment, Division, EarlierName, Identifier, Membership, Record, Role, Subject, SubjectChange
from .models.subject_history import must_exist
from .post_actions import end_term

Kind = SubjectChange.Kind


def must_be_officer(by) -> None:
    """403 unless ``by`` is an officer of the credit office today."""
    if not Membership.holds(by, Role.OFFICER, timezone.localdate()):
        raise PermissionDenied(_("Only the credit office enters what becomes of a body."))


def _begin(subject: Subject, *, by, on: date, document_no: str, basis: str, reason: str) -> Subject:
    """The subject under its row lock, after everything that holds for every change."""
    must_be_officer(by)
    if not document_no.strip() or not reason.strip():
        raise Refused(_("A change of a body needs the number of its document and a reason; write both."))
    for words in (document_no, basis, reason):
        refuse_identities(words)
    today = timezone.localdate()
    if on.year < 1949:
        raise Refused(_("That day is too long ago to be meant; look at the document again."))
    if on > today:
        raise Refused(_("%(day)s has not come yet; enter the change on that day.") % {"day": on})
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.is_person:
        raise Refused(_("A natural person is not renamed, merged or dissolved here; only bodies and organisations are."))
    must_exist(subject, today)
    return subject


def _note(subject: Subject, kind: str, *, by, on, document_no, basis, reason, successor=None, before="", after="") -> SubjectChange:
    return SubjectChange.objects.create(
        subject=subject,
        kind=kind,
        on=on,
        successor=successor,
        before=before,
        after=after,
        document_no=document_no.strip(),
        basis=basis.strip(),
        reason=reason.strip(),
        made_by=by,
    )


def _official(name: str) -> str:
    try:
        return body_name(name)
    except ValidationError as fault:
        raise Refused(fault.messages[0]) from None


@transaction.atomic
def rename(*, subject: Subject, name: str, on: date, document_no: str, reason: str, by: User, basis: str = "") -> SubjectChange:
    """From ``on`` the body is called ``name``; the name it had is kept as an earlier one. Its code and records stay."""
    subject = _begin(subject, by=by, on=on, document_no=document_no, basis=basis, reason=reason)
    name, before = _official(name) if subject.is_body else name.strip(), subject.name
    refuse_identities(name)
    if not name or name == before:
        raise Refused(_("%(unit)s is called so already; write the new name.") % {"unit": before})
    bearer = Subject.objects.bearing(name).exclude(pk=subject.pk).first()
    if subject.is_body and bearer:
        raise Refused(
            _("%(name)s is the name of another body (%(code)s) today; rename that one first, or look at the document again.")
            % {"name": bearer, "code": bearer.code}
        )
    last = subject.earlier_names.first()
    if last and last.until_on >= on:
        raise Refused(
            _("%(unit)s got its present name on %(day)s; the next renaming lies after that day.") % {"unit": before, "day": last.until_on}
        )
    EarlierName.objects.create(subject=subject, name=before, from_on=last and last.until_on, until_on=on)
    subject.name = name
    subject.sort_key, subject.initials = pinyin_key(name)
    try:
        with transaction.atomic():
            subject.save(update_fields=["name", "sort_key", "initials"])
    except IntegrityError as error:  # another officer gave it away a moment ago
        if "body_name_once" not in str(error):
            raise
        raise Refused(_("Another body has just got the name %(name)s; look at its archive.") % {"name": name}) from None
    return _note(subject, Kind.RENAMED, by=by, on=on, document_no=document_no, basis=basis, reason=reason, before=before, after=name)


def _other_body(successor: Subject, subject: Subject) -> Subject:
    """The body that goes on, under a share of its row lock: it is another one, it exists, and it is no person."""
    successor = Subject.objects.select_for_update().get(pk=successor.pk)
    if successor.pk == subject.pk:
        raise Refused(_("%(unit)s cannot be its own successor; name another body.") % {"unit": subject})
    if successor.is_person:
        raise Refused(_("A natural person succeeds no body; name a body."))
    must_exist(successor, timezone.localdate())
    return successor


def _cease(subject: Subject, *, on: date, successor: Subject | None, document_no: str, kind_label: str) -> None:
    """From ``on`` the body is no more: its terms of office end, nothing new begins. Its records stay where they are."""
    begun = Appointment.objects.select_for_update(of=("self",)).filter(post__unit=subject)
    if later := begun.filter(from_on__gte=on).select_related("post").first():
        raise Refused(
            _("The appointment to the post %(post)s begins on %(day)s, not before %(unit)s ceases; end the matter on a later day.")
            % {"post": later.post, "day": later.from_on, "unit": subject}
        )
    _nothing_filed_later(subject, on)
    for term in begun.on(on).select_related("post__unit"):
        end_term(term, on, document_no.strip(), kind_label)
    subject.ceased_on, subject.successor = on, successor
    subject.save(update_fields=["ceased_on", "successor"])


def _nothing_below(subject: Subject) -> None:
    """Refused while bodies stand below one that ends without a successor: nobody would be above them."""
    below = Subject.objects.filter(superior=subject, ceased_on__isnull=True).order_by("sort_key", "pk")
    if n := below.count():
        raise Refused(
            _("%(n)d bodies stand below %(unit)s (%(which)s); move them first, or name the body that goes on with its duties.")
            % {"n": n, "unit": subject, "which": "、".join(body.name for body in below[:3])}
        )


def _nothing_filed_later(subject: Subject, on: date) -> None:
    """Refused while records decided from ``on`` on stand under the body or were decided by it: it was still there."""
    stand = Record.objects.current().filter(withdrawn_at__isnull=True, decided_on__gte=on, filing__left_at__isnull=False)
    later = stand.filter(Q(subject=subject) | Q(issuer=subject))
    n = later.count()
    if not n:
        return
    # What is about a person is counted and not named.
    named = later.filter(subject__address__isnull=True).select_related("content").order_by("decided_on", "pk")[:3]
    raise Refused(
        _("%(n)d records decided on %(day)s or later stand under %(unit)s (%(which)s); have them corrected or withdrawn, or enter the end for a later day.")
        % {"n": n, "day": in_words(on), "unit": subject, "which": "、".join(f"{r.content.doc_no}，{r.decided_on}" for r in named) or "—"}
    )


def _two(first: Subject, second: Subject) -> None:
    """Lock both bodies in one order, so that two officers who merge crosswise do not wait for each other."""
    list(Subject.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk").values("pk"))


@transaction.atomic
def merge(*, subject: Subject, successor: Subject, on: date, document_no: str, reason: str, by: User, basis: str = "") -> SubjectChange:
    """From ``on`` the body is part of ``successor``. Its records stay under it, and the successor's page links to it."""
    must_be_officer(by)
    _two(subject, successor)
    subject = _begin(subject, by=by, on=on, document_no=document_no, basis=basis, reason=reason)
    successor = _other_body(successor, subject)
    change = _note(subject, Kind.MERGED, by=by, on=on, document_no=document_no, basis=basis, reason=reason, successor=successor)
    _cease(subject, on=on, successor=successor, document_no=document_no, kind_label=_("merged"))
    return change


@transaction.atomic
def dissolve(
    *, subject: Subject, on: date, document_no: str, reason: str, by: User, basis: str = "", successor: Subject | None = None
) -> SubjectChange:
    """From ``on`` the body is no more; ``successor``, if any, goes on with its duties."""
    must_be_officer(by)
    if successor:
        _two(subject, successor)
    subject = _begin(subject, by=by, on=on, document_no=document_no, basis=basis, reason=reason)
    if successor:
        successor = _other_body(successor, subject)
    else:
        _nothing_below(subject)
    change = _note(subject, Kind.DISSOLVED, by=by, on=on, document_no=document_no, basis=basis, reason=reason, successor=successor)
    _cease(subject, on=on, successor=successor, document_no=document_no, kind_label=_("dissolved"))
    return change


@transaction.atomic
def split(*, subject: Subject, successor: Subject, on: date, document_no: str, reason: str, by: User, basis: str = "") -> SubjectChange:
    """On ``on`` a part of the body became ``successor``; the body itself goes on."""
    must_be_officer(by)
    _two(subject, successor)
    subject = _begin(subject, by=by, on=on, document_no=document_no, basis=basis, reason=reason)
    successor = _other_body(successor, subject)
    return _note(subject, Kind.SPLIT, by=by, on=on, document_no=document_no, basis=basis, reason=reason, successor=successor)


@transaction.atomic
def move(
    *,
    subject: Subject,
    on: date,
    document_no: str,
    reason: str,
    by: User,
    basis: str = "",
    superior: Subject | None = None,
    division: Division | None = None,
) -> SubjectChange:
    """From ``on`` the body is under ``superior`` or in ``division``; what is not named stays as it is."""
    subject = _begin(subject, by=by, on=on, document_no=document_no, basis=basis, reason=reason)
    before, after = [], []
    if superior and superior.pk != subject.superior_id:
        superior = _other_body(superior, subject)
        _refuse_circle(subject, superior)
        before.append(str(subject.superior or "—"))
        after.append(str(superior))
        subject.superior = superior
    if division and division.pk != subject.division_id:
        before.append(str(subject.division or "—"))
        after.append(str(division))
        subject.division = division
    if not after:
        raise Refused(_("%(unit)s is there already; name the new superior or the new division.") % {"unit": subject})
    subject.save(update_fields=["superior", "division"])
    return _note(
        subject,
        Kind.MOVED,
        by=by,
        on=on,
        document_no=document_no,
        basis=basis,
        reason=reason,
        before="；".join(before),
        after="；".join(after),
    )


def _refuse_circle(subject: Subject, superior: Subject) -> None:
    above = superior
    while above:
        if above.pk == subject.pk:
            raise Refused(
                _("%(superior)s stands under %(unit)s; a body is not above its own superior.") % {"superior": superior, "unit": subject}
            )
        above = above.superior


@transaction.atomic
def add_identifier(
    *, subject: Subject, kind: str, value: str, by: User, from_on: date | None = None, until_on: date | None = None, document_no: str = ""
) -> Identifier:
    """Another number under which the body is or was known, so that it is found by it."""
    must_be_officer(by)
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.is_person:
        raise Refused(_("Numbers of natural persons are not kept."))
    value = value.strip().upper()
    refuse_identities(value)
    if not value:
        raise Refused(_("Write the number."))
    if kind == Identifier.Kind.USCC:
        if fault := uscc_fault(value):
            raise Refused(fault)
        if owner := Subject.objects.filter(code=value).first():
            raise Refused(_("%(value)s is the code of %(unit)s, not a replaced one.") % {"value": value, "unit": owner})
    if from_on and until_on and until_on <= from_on:
        raise Refused(_("The number ends on %(day)s, before it begins; compare the two days.") % {"day": until_on})
    try:
        with transaction.atomic():
            return Identifier.objects.create(
                subject=subject, kind=kind, value=value, from_on=from_on, until_on=until_on, document_no=document_no.strip()
            )
    except IntegrityError as error:
        if "identifier_one_bearer" not in str(error):
            raise
        raise Refused(
            _("The number %(value)s belongs to %(unit)s in that time; one number belongs to one body on a day.")
            % {"value": value, "unit": Identifier.objects.filter(kind=kind, value=value).first().subject}
        ) from None
