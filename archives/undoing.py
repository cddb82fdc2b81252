"""Taking back what was entered of a body by mistake: a further entry with its own document and reason.

What was said stays told with its instant; from the entry on we know better. By an officer, as the change itself was.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .identifiers import pinyin_key
from .models import Appointment, EarlierName, Record, Subject, SubjectChange
from .models.subject_history import must_exist
from .subject_actions import must_be_officer

Kind = SubjectChange.Kind


def may_undo(change: SubjectChange) -> bool:
    """Whether ``change`` is one that still stands."""
    return change.kind != Kind.UNDONE and not SubjectChange.objects.filter(undoes=change).exists()


@transaction.atomic
def undo(*, change: SubjectChange, document_no: str, reason: str, by: User, basis: str = "") -> SubjectChange:
    """Say that ``change`` never happened: name, superior, division, end and terms of office are again as before it.

    Refused with a sentence naming what builds on the change, while something does.
    """
    must_be_officer(by)
    if not document_no.strip() or not reason.strip():
        raise Refused(_("A change of a body needs the number of its document and a reason; write both."))
    for words in (document_no, basis, reason):
        refuse_identities(words)
    # Both bodies in one order, as where they were merged.
    list(Subject.objects.select_for_update().filter(pk__in=[change.subject_id, change.successor_id]).order_by("pk").values("pk"))
    change = SubjectChange.objects.select_related("successor").get(pk=change.pk)
    subject = Subject.objects.select_related("superior", "division").get(pk=change.subject_id)
    if not may_undo(change):
        raise Refused(
            _("This entry about %(unit)s was taken back already, or is itself a taking back; enter the change anew.") % {"unit": subject}
        )
    _nothing_later(subject, change)
    put_back = {Kind.RENAMED: _renaming, Kind.MOVED: _moving, Kind.MERGED: _ending, Kind.DISSOLVED: _ending, Kind.SPLIT: _nothing}[
        change.kind
    ]
    effect = put_back(subject, change)  # refuses before anything is written
    made = SubjectChange.objects.create(
        subject=subject,
        kind=Kind.UNDONE,
        on=change.on,
        undoes=change,
        document_no=document_no.strip(),
        basis=basis.strip(),
        reason=reason.strip(),
        made_by=by,
    )
    effect(made)
    return made


def _told(change: SubjectChange) -> dict:
    return {"unit": change.subject, "what": change.get_kind_display(), "day": in_words(change.on)}


def _nothing_later(subject: Subject, change: SubjectChange) -> None:
    """Changes are taken back newest first; the successor's own end, too, was entered on the ground of this one."""
    standing = SubjectChange.objects.filter(pk__gt=change.pk, undone__isnull=True).exclude(kind=Kind.UNDONE).select_related("subject")
    later = standing.filter(subject=subject).order_by("-pk").first()
    if later is None and change.successor_id:
        later = standing.filter(subject=change.successor_id, kind__in=SubjectChange.ENDS).order_by("-pk").first()
    if later:
        raise Refused(
            _("Later it was entered that %(unit)s was %(what)s on %(day)s, which builds on this; take that back first.") % _told(later)
        )


def _nothing(subject: Subject, change: SubjectChange):
    """A split changed neither body; only the entry goes."""
    return lambda made: None


def _renaming(subject: Subject, change: SubjectChange):
    name = EarlierName.objects.filter(subject=subject, name=change.before, until_on=change.on).first()
    if subject.name != change.after or name is None:
        raise Refused(
            _("%(unit)s is no longer called “%(name)s”, so this renaming cannot be taken back; rename it anew.")
            % {"unit": subject, "name": change.after}
        )
    if other := Subject.objects.bearing(change.before).exclude(pk=subject.pk).first():
        raise Refused(
            _("%(code)s has been called “%(name)s” since; rename that body first, or give this one another name.")
            % {"code": other.code, "name": change.before}
        )

    def effect(made):
        name.taken_back = made
        name.save(update_fields=["taken_back"])
        subject.name = change.before
        subject.sort_key, subject.initials = pinyin_key(subject.name)
        subject.save(update_fields=["name", "sort_key", "initials"])

    return effect


def _moving(subject: Subject, change: SubjectChange):
    now = (subject.superior_id, subject.division_id)
    # The trail up to the entry: its newest row is the move itself, the first one elsewhere is where the body was.
    trail = list(subject.history.filter(history_date__lte=change.made_at).order_by("-history_date", "-history_id"))
    before = next((past for past in trail if (past.superior_id, past.division_id) != now), None)
    if before is None or (trail[0].superior_id, trail[0].division_id) != now:
        raise Refused(_("%(unit)s is no longer where this entry moved it, so it cannot be taken back; move it anew.") % {"unit": subject})
    superior, division = before.superior, before.division
    if superior and superior != subject.superior:
        must_exist(superior, timezone.localdate())
        _refuse_circle(subject, superior)
    if division and division != subject.division and division.valid_until is not None:
        raise Refused(_("The division %(division)s is no longer in use; move %(unit)s anew.") % {"division": division, "unit": subject})

    def effect(made):
        subject.superior, subject.division = superior, division
        subject.save(update_fields=["superior", "division"])

    return effect


def _refuse_circle(subject: Subject, superior: Subject) -> None:
    above = superior
    while above:
        if above.pk == subject.pk:
            raise Refused(
                _("%(superior)s has been put under %(unit)s since; move that body first.") % {"superior": superior, "unit": subject}
            )
        above = above.superior


def _ending(subject: Subject, change: SubjectChange):
    """The body exists again, without a gap; the terms of office that ended with it run on as they did before."""
    if subject.is_body and (other := Subject.objects.bearing(subject.name).exclude(pk=subject.pk).first()):
        raise Refused(
            _("%(code)s has been called “%(name)s” since; rename that body first, or give this one another name.")
            % {"code": other.code, "name": subject.name}
        )
    corrected = Record.objects.filter(issuer=subject, version__gt=1, filing__unit=change.successor_id, filing__made_at__gte=change.made_at)
    if record := corrected.filter(number__in=_filed_by(subject)).order_by("pk").first():
        raise Refused(
            _(
                "%(successor)s has corrected record %(number)s of %(unit)s since, as its successor; that correction builds on this entry, so enter what is right as a new change."
            )
            % {"successor": change.successor, "number": record.number, "unit": subject}
        )

    def effect(made):
        subject.ceased_on = subject.successor = None
        subject.save(update_fields=["ceased_on", "successor"])
        ended = Q(post__unit=subject, until_on=change.on, end_document_no=change.document_no)
        for term in Appointment.objects.select_for_update(of=("self",)).filter(ended):
            _run_on(term)

    return effect


def _filed_by(subject: Subject):
    return Record.objects.filter(issuer=subject, filing__unit=subject).values("number")


def _run_on(term: Appointment) -> None:
    """The term as it stood before its end was entered."""
    past = list(term.history.order_by("-history_date", "-history_id")[:2])
    if len(past) < 2:
        return
    before = past[1]
    term.until_on, term.end_document_no, term.end_reason = before.until_on, before.end_document_no, before.end_reason
    term.save(update_fields=["until_on", "end_document_no", "end_reason"])
