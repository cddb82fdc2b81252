"""Writes about objections beside the steps: filing one, taking a step with what belongs to it, a longer term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.corrections import correctable, file_correction
from archives.duty_actions import extend_deadline
from archives.models import Record
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.uploads import File
from integrity.workflow import advance, objection_to

from . import duties
from .flow import OBJECTION, a_correction, current_record
from .models import Change, Objection, Proof, RefusalGround
from .terms import VERIFY, running

S = Objection.Status
LENGTHS = {"part": 100, "wrong": 5000, "should_be": 2000, "objector_name": 200, "contact": 200, "identity_seen": 200}


def _said(said: dict) -> dict:
    """The words of an objection, trimmed; refused for a resident id, an empty or too long text."""
    told = {name: str(said.get(name, "")).strip() for name in LENGTHS}
    for name, text in told.items():
        refuse_identities(text)
        if len(text) > LENGTHS[name]:
            raise Refused(_("A text of an objection is too long; shorten it."))
    if not all(told[name] for name in LENGTHS if name != "identity_seen"):
        raise Refused(_("An objection says what is wrong, why, what it should be, who objects, and how to reach the objector."))
    return told


def _made(*, record: Record, by: User, channel: str, kind: str, files: list[File], today: date, said: dict) -> Objection:
    if kind not in Objection.Objector.values:
        raise Refused(_("The subject itself objects, or an agent with authority; choose one."))
    made = Objection.objects.create(
        made_by=by, channel=channel, record_no=record.number, version=record, objector_kind=kind, filed_on=today, **said
    )
    _add(made, files)
    made.refresh_from_db()
    return made


def _add(objection: Objection, files: list[File]) -> None:
    for file in files:
        Proof.objects.create(objection=objection, name=file.name, kind=file.kind, content=file.content)


@transaction.atomic
def file_own(*, number: str, by: User, files: list[File] = (), today: date | None = None, **said) -> Objection:
    """Object as the subject: a civil servant to the own record, the head of a body to a record about the body.

    Raises ``PermissionDenied`` for anybody else, whether there is such a record or not.
    """
    today = today or timezone.localdate()
    record = Record.objects.current().select_related("subject", "filing").filter(number=number, withdrawn_at__isnull=True).first()
    if record is None or not duties.may_object(by, record, today):
        raise PermissionDenied(_("Here the subject of a record objects to it; for somebody else, a window takes the objection in."))
    told = _said({**said, "identity_seen": ""})
    return _made(record=record, by=by, channel=Objection.Channel.SELF, kind=Objection.Objector.SUBJECT, files=files, today=today, said=told)


@transaction.atomic
def take_in(*, number: str, by: User, objector_kind: str, files: list[File] = (), today: date | None = None, **said) -> Objection:
    """Take in an objection at the service window, with what proof of identity was seen.

    Raises ``PermissionDenied`` for who is no clerk; :class:`Refused`, in the same words, for a number that is no record and for
    one that the clerk has nothing to do with.
    """
    today = today or timezone.localdate()
    if not duties.may_take_in(by, today):
        raise PermissionDenied(_("Only information clerks take in objections at the window."))
    record = (
        duties.at_window(by, today).select_related("subject", "filing").filter(number=number.strip(), withdrawn_at__isnull=True).first()
    )
    if record is None:
        refuse_identities(number)
        raise Refused(
            _("There is no record %(number)s to which you could take in an objection; compare the number, digit by digit.")
            % {"number": number.strip()[:20]}
        )
    told = _said(said)
    if not told["identity_seen"]:
        raise Refused(_("Write which proof of identity you saw, and for an agent which authority; without the number of any document."))
    return _made(record=record, by=by, channel=Objection.Channel.WINDOW, kind=objector_kind, files=files, today=today, said=told)


@transaction.atomic
def take(
    *,
    objection: Objection,
    step: str,
    by: User,
    reason: str = "",
    seen: int | None = None,
    ground: str = "",
    changes: dict[str, str] | None = None,
    files: list[File] = (),
    today: date | None = None,
) -> Objection:
    """Take a step with what belongs to it: the ground of a refusal (its code), the right values of a correction, files of a supplement.

    Raises what :func:`integrity.workflow.advance` raises.
    """
    today = today or timezone.localdate()
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if step == "refuse" and objection.status in OBJECTION["refuse"].sources:
        objection.ground = RefusalGround.objects.in_force(today).filter(code=ground).first()
        objection.save(update_fields=["ground"])
    if step == "correct" and objection.status == S.ACCEPTED:
        _file_correction(objection, changes or {}, by, reason, today)
    if step == "supplement":
        _add(objection, files)
    return advance(objection, step, by=by, reason=reason, seen=seen, today=today)


def _file_correction(objection: Objection, changes: dict[str, str], by: User, reason: str, today: date) -> None:
    """The filing that corrects, and what it changes value by value; only for who may take the step."""
    step = OBJECTION["correct"]
    before = replace(step, rules=tuple(rule for rule in step.rules if rule is not a_correction))
    if (why := objection_to(objection, before, by, today, reason)) or (record := current_record(objection)) is None:
        raise why or Refused(_("There is no record %(number)s.") % {"number": objection.record_no})
    known = {field.key: field for field in correctable(record)}
    filing = file_correction(record=record, changes=changes, by=by, today=today)
    for key, value in changes.items():
        field = known[key]
        if (new := value.strip()) != field.value:
            Change.objects.create(
                objection=objection, filing=filing, key=key, label=field.label, label_en=field.label_en, scope=field.scope,
                old=field.worded(field.value), new=field.worded(new),
            )  # fmt: skip
    objection.filing = filing
    objection.save(update_fields=["filing"])


@transaction.atomic
def extend(*, objection: Objection, days: int, reason: str, by: User, today: date | None = None):
    """Make the term of verification longer, once, by so many working days as its law allows."""
    today = today or timezone.localdate()
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if duties.stands_aside(objection, by, today) or not duties.decides(objection, by, today):
        raise PermissionDenied(_("Only who decides on objections extends their terms."))
    if by.pk == objection.made_by_id:
        raise Refused(_("You filed %(objection)s, so a colleague must decide on it.") % {"objection": objection})
    term = running(objection)
    if term is None or term[0] != VERIFY:
        raise Refused(_("%(objection)s is not being verified, so no term of it can be extended.") % {"objection": objection})
    return extend_deadline(entry=objection, term_code=term[0], start=term[1], days=days, reason=reason, by=by, today=today, allowed=True)
