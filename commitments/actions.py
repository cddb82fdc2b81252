"""Writes about commitments beside the bare steps: drafting, owners, changes, reports with proof, plans; and letters of a repair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Appointment, PowerItem, Scope, Subject
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.uploads import File
from integrity.workflow import advance

from . import duties, states, wording
from .models import Commitment, Letter, Ownership, Proof, Report, TownshipService, Version, Wording
from .versions import CHANGE, PERFORM, in_numbers, must_be_lawful, must_reach

S = Commitment.Status
REPAIR = "repair"  # the kind of letter that a credit repair asks for
TOWNSHIP = "township"  # the kind of commitment that names one of the fourteen services
WORDS = 4000


@transaction.atomic
def draft(
    *,
    unit: Subject,
    kind: str,
    owner: Appointment,
    basis: str,
    by: User,
    said: dict,
    service: TownshipService | None = None,
    duty: PowerItem | None = None,
    project_no: str = "",
    scope: int = Scope.PUBLIC,
    elsewhere: str = "",
    today: date | None = None,
) -> Commitment:
    """Draft a commitment of ``unit`` with its first version and its owner; nothing is public by it.

    ``kind``: the code of a kind in force. ``said``: the columns of :class:`Version` by name (title, text, yardstick and its numbers, due_on).
    Raises ``PermissionDenied``, or :class:`Refused` with the article for what no commitment is; then nothing is kept.
    """
    today = today or timezone.localdate()
    if not duties.drafts_for(by, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerks and the head of %(unit)s draft its commitments.") % {"unit": unit})
    chosen = wording.on(today, kind)
    if chosen.family != Wording.Family.PUBLIC:
        raise Refused(_("“%(kind)s” is a letter that enterprises sign; choose a kind of the government.") % {"kind": chosen.label})
    made = Commitment(unit=unit, wording=chosen, made_by=by)
    _rest_on(made, said, basis=basis, duty=duty, project_no=project_no, elsewhere=elsewhere, service=service, scope=scope)
    made.save()
    version = Version(commitment=made, no=1, made_by=by, **said)
    must_be_lawful(version, made, today)
    version.save()
    _own(made, owner, today, by)
    made.refresh_from_db()
    return made


def draftable(**said) -> None:
    """Whether :func:`draft` would take this: raises what that raises, and keeps nothing."""
    with transaction.atomic():
        draft(**said)
        transaction.set_rollback(True)


@transaction.atomic
def redraft(
    *, commitment: Commitment, by: User, said: dict, seen: int | None, about: dict | None = None, today: date | None = None
) -> Version:
    """Write a draft anew, before it is submitted: its words, and ``about`` it its owner and all that :func:`draft` takes besides.

    Unit and kind stay: with another of these it is another commitment.
    """
    today = today or timezone.localdate()
    commitment = _locked(commitment)
    if not duties.works_for(commitment.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s draft its commitments.") % {"unit": commitment.unit})
    if commitment.status != S.DRAFTED:
        raise Refused(
            _("%(commitment)s is no draft any more; what is published changes by a new version.") % {"commitment": commitment},
            article=CHANGE,
        )
    version = commitment.versions.get(no=1)
    if seen is not None and seen != version.revision:
        raise Refused(_("A colleague changed the draft after you opened it; read it again before writing."))
    if about is not None:
        owner = about.pop("owner")
        _rest_on(commitment, said, **about)
        commitment.save()
        commitment.refresh_from_db()
        _own_draft(commitment, owner, today, by)
    for name, value in said.items():
        setattr(version, name, value)
    must_be_lawful(version, commitment, today)
    version.made_by = by
    version.save()
    version.refresh_from_db()
    return version


def _rest_on(
    commitment: Commitment,
    said: dict,
    *,
    basis: str,
    duty: PowerItem | None,
    project_no: str,
    elsewhere: str,
    service: TownshipService | None,
    scope: int,
) -> None:
    """Set what a commitment rests on; :class:`Refused` for what it cannot rest on. A matter that is measured is itself a duty of the list."""
    unit, kind = commitment.unit, commitment.wording
    for words in (basis, project_no, elsewhere):
        refuse_identities(words)
    if not basis.strip():
        raise Refused(_("A commitment rests on a law, a decision or a contract; name it."), article=PERFORM)
    if kind.code == TOWNSHIP and service is None:
        raise Refused(_("A commitment of a township names one of the fourteen services; choose one."), article=kind.cited)
    if service is not None and (kind.code != TOWNSHIP or unit.kind != Subject.Kind.TOWNSHIP):
        raise Refused(_("Only townships and subdistricts make commitments about one of the fourteen services."), article=kind.cited)
    duty = duty or said.get("matter")
    if duty is not None and duty.unit_id != unit.pk:
        raise Refused(_("%(item)s is a duty of another unit; choose one of %(unit)s.") % {"item": duty, "unit": unit})
    commitment.basis, commitment.project_no, commitment.elsewhere = basis.strip(), project_no.strip(), elsewhere.strip()
    commitment.duty, commitment.service, commitment.scope = duty, service, scope


def _own_draft(commitment: Commitment, owner: Appointment, day: date, by: User) -> None:
    """Another owner of a draft: nobody answered for it yet, so nothing is handed over."""
    held = commitment.ownerships.last()
    if held.appointment_id != owner.pk:
        _must_be_in_office(commitment, owner, day)
        held.appointment, held.from_on, held.made_by = owner, day, by
        held.save(update_fields=["appointment", "from_on", "made_by"])


def _own(commitment: Commitment, owner: Appointment, day: date, by: User, note: str = "") -> Ownership:
    """``owner`` answers from ``day`` on; :class:`Refused` for who is not in office in the unit on that day."""
    _must_be_in_office(commitment, owner, day)
    refuse_identities(note)
    return Ownership.objects.create(commitment=commitment, appointment=owner, from_on=day, note=note.strip(), made_by=by)


def _must_be_in_office(commitment: Commitment, owner: Appointment, day: date) -> None:
    if not duties.owners_of(commitment.unit, day).filter(pk=owner.pk).exists():
        raise Refused(
            _("%(owner)s is not in office at %(unit)s on %(day)s; choose somebody who is.")
            % {"owner": owner.holder, "unit": commitment.unit, "day": in_words(day)},
            article=PERFORM,
        )


@transaction.atomic
def hand_over(*, commitment: Commitment, owner: Appointment, on: date, note: str, by: User, today: date | None = None) -> Ownership:
    """The commitment goes to ``owner`` from ``on``, a day that has come; what was committed stays (1103号: no change of staff ends it)."""
    today = today or timezone.localdate()
    commitment = _locked(commitment)
    if not duties.works_for(commitment.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s hand its commitments over.") % {"unit": commitment.unit})
    if commitment.status == S.DRAFTED:
        raise Refused(_("%(commitment)s is a draft; name its owner where the draft is written.") % {"commitment": commitment})
    if commitment.status in {S.DISCARDED, S.KEPT, S.ENDED, S.RECTIFIED, S.CASE}:
        raise Refused(_("%(commitment)s is over, so nobody takes it over.") % {"commitment": commitment})
    counts = _day_that_counts(commitment, today)
    if counts and on < today:
        raise Refused(
            _("%(commitment)s is judged by who answered for it on %(day)s; a handover is entered for today.")
            % {"commitment": commitment, "day": in_words(counts)},
            article=PERFORM,
        )
    last = commitment.ownerships.last()
    if on > today or (last and on <= last.from_on):
        raise Refused(_("A handover is entered for a day that has come, after the one on which the present owner began."))
    if not note.strip():
        raise Refused(_("Write in the note what is handed over and how far it is."))
    if last and last.appointment_id == owner.pk:
        raise Refused(_("%(owner)s answers for it already; choose the successor.") % {"owner": owner.holder})
    return _own(commitment, owner, on, by, note)


def _day_that_counts(commitment: Commitment, today: date) -> date | None:
    """The day by whose owner the outcome is filed, once it has come: that of the report, or the day on which it was due."""
    if commitment.reported_on:
        return commitment.reported_on
    due = commitment.published_on and commitment.version.due_on
    return due if due and due < today else None


def _locked(commitment: Commitment) -> Commitment:
    return Commitment.objects.select_for_update(of=("self",)).select_related("unit", "wording").get(pk=commitment.pk)


@transaction.atomic
def propose(*, commitment: Commitment, by: User, said: dict, today: date | None = None) -> Version:
    """Propose a change as a new version with reason and authority; the credit office adopts it. A second open one is refused."""
    today = today or timezone.localdate()
    commitment = _locked(commitment)
    if not duties.works_for(commitment.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s propose a change of its commitments.") % {"unit": commitment.unit})
    if commitment.status != S.PUBLISHED:
        raise Refused(_("%(commitment)s is not in performance, so nothing of it changes.") % {"commitment": commitment}, article=CHANGE)
    if commitment.versions.filter(status=Version.Status.OPEN).exists():
        raise Refused(
            _("A change of %(commitment)s awaits adoption already; decide on that first.") % {"commitment": commitment}, article=CHANGE
        )
    if not said.get("reason", "").strip() or not said.get("authority", "").strip():
        raise Refused(
            _("A public commitment changes only for a stated reason and by a decision of the competent authority; write both."),
            article=CHANGE,
        )
    version = Version(commitment=commitment, no=commitment.versions.count() + 1, made_by=by, **said)
    must_be_lawful(version, commitment, today)
    before = commitment.version
    if all(getattr(version, name) == getattr(before, name) for name in CONTENT):
        raise Refused(_("A change changes something; write the new text, yardstick or day."))
    version.save()
    version.refresh_from_db()
    return version


CONTENT = ("title", "text", "yardstick", "due_on", "target", "tolerance", "at_most", "measure", "baseline", "source", "matter_id", "days")


@transaction.atomic
def tell(
    *,
    commitment: Commitment,
    kind: str,
    words: str,
    by: User,
    on: date,
    value: Decimal | None = None,
    percent: int | None = None,
    files: Iterable[File] = (),
    today: date | None = None,
) -> Report:
    """Write down progress, or with its proof that a commitment is kept or was rectified; the step that says so is taken besides."""
    today = today or timezone.localdate()
    commitment = _locked(commitment)
    if not duties.works_for(commitment.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s report on its commitments.") % {"unit": commitment.unit})
    wanted = S.RECTIFYING if kind == Report.Kind.MENDED else S.PUBLISHED
    if commitment.status != wanted:
        raise Refused(
            _("%(commitment)s is “%(status)s” now, so nothing is reported on it.")
            % {"commitment": commitment, "status": commitment.get_status_display()}
        )
    if kind not in Report.Kind.values:
        raise Refused(_("A report tells progress, that it is kept, or that it was rectified; choose one."))
    refuse_identities(words)
    if not words.strip() or len(words) > WORDS:
        raise Refused(_("Write what was done, in %(n)d signs at most.") % {"n": WORDS})
    if kind == Report.Kind.KEPT and value is None and commitment.version.yardstick in (Version.Yardstick.LEVEL, Version.Yardstick.QUANTITY):
        raise Refused(
            _("Write the number that was measured: the commitment is %(target)s.") % {"target": in_numbers(commitment.version)},
            article=PERFORM,
        )
    if kind == Report.Kind.KEPT:
        must_reach(commitment.version, value)
    if on > today or on < commitment.published_on:
        raise Refused(_("A report is as of a day between the publication and today; correct it."))
    if percent is not None and not 0 <= percent <= 100:
        raise Refused(_("Progress lies between 0 and 100 per cent; correct it."))
    made = Report.objects.create(commitment=commitment, kind=kind, words=words.strip(), value=value, percent=percent, on=on, by=by)
    for file in files:
        Proof.objects.create(report=made, name=file.name, kind=file.kind, content=file.content)
    return made


@transaction.atomic
def report_kept(
    *,
    commitment: Commitment,
    words: str,
    by: User,
    on: date,
    value: Decimal | None = None,
    files=(),
    seen: int | None = None,
    today: date | None = None,
) -> Commitment:
    """Report a commitment as kept, with what proves it."""
    today = today or timezone.localdate()
    before = _locked(commitment).revision
    tell(commitment=commitment, kind=Report.Kind.KEPT, words=words, by=by, on=on, value=value, files=files, today=today)
    return advance(commitment, "report", by=by, seen=_after_own(commitment, seen, before), today=today)


@transaction.atomic
def report_mended(
    *, commitment: Commitment, words: str, by: User, on: date, files=(), seen: int | None = None, today: date | None = None
) -> Commitment:
    """Report that what was broken is put right, with what proves it."""
    today = today or timezone.localdate()
    before = _locked(commitment).revision
    tell(commitment=commitment, kind=Report.Kind.MENDED, words=words, by=by, on=on, files=files, today=today)
    return advance(commitment, "mend", by=by, seen=_after_own(commitment, seen, before), today=today)


def _after_own(commitment: Commitment, seen: int | None, before: int) -> int | None:
    """The revision that whoever saw the one ``before`` the own report has seen, that report included."""
    return _locked(commitment).revision if seen == before else seen


@transaction.atomic
def plan(*, commitment: Commitment, words: str, due_on: date, by: User, seen: int | None = None, today: date | None = None) -> Commitment:
    """Hand in the rectification plan with the day by which it is done (S1 一（三）: 整改措施并限期整改)."""
    today = today or timezone.localdate()
    locked = _locked(commitment)
    if not duties.works_for(locked.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s plan its rectification.") % {"unit": locked.unit})
    if locked.status == S.BROKEN:
        refuse_identities(words)
        if not words.strip() or len(words) > WORDS:
            raise Refused(_("Write how it is put right, in %(n)d signs at most.") % {"n": WORDS})
        if due_on <= today:
            raise Refused(_("It is rectified by a day that lies ahead; choose a later one."), article=PERFORM)
        if due_on > (last := states.last_day_of_plan(today)):
            raise Refused(_("A rectification is planned for %(day)s at the latest; choose an earlier day.") % {"day": in_words(last)}, article=PERFORM)
        if seen is not None and seen != locked.revision:
            raise Refused(_("%(commitment)s was changed after you opened it; read it again.") % {"commitment": locked})
        locked.plan, locked.planned_by, locked.planned_on, locked.plan_due_on = words.strip(), by, today, due_on
        locked.save()
    return advance(locked, "plan", by=by, today=today)


@transaction.atomic
def take(
    *, commitment: Commitment, step: str, by: User, reason: str = "", seen: int | None = None, today: date | None = None
) -> Commitment:
    """Take a bare step. What a report or a plan belongs to is taken by its own action, and a kept mark goes back by a dispute alone."""
    return advance(commitment, step, by=by, reason=reason, seen=seen, today=today)


@transaction.atomic
def draft_services(
    *, unit: Subject, owner: Appointment, basis: str, due_on: date, rows: list[dict], by: User, today: date | None = None
) -> list[Commitment]:
    """Draft several services of a township at once, all or none; ``rows``: service, title, and target with measure or neither.

    Raises what :func:`draft` raises, naming the service.
    """
    today = today or timezone.localdate()
    made, chosen = [], wording.on(today, TOWNSHIP)
    for row in rows:
        service, title = row["service"], row["title"].strip()
        measured = row["target"] is not None
        said = {
            "title": title,
            "text": wording.written_below(chosen, unit, today, service_words(service, title, due_on, row["target"], row["measure"] or "")),
            "yardstick": Version.Yardstick.LEVEL if measured else Version.Yardstick.DATE,
            "target": row["target"],
            "measure": row["measure"] or "",
            "due_on": due_on,
        }
        try:
            made.append(draft(unit=unit, kind=TOWNSHIP, owner=owner, basis=basis, by=by, said=said, service=service, today=today))
        except Refused as refusal:
            raise Refused(f"{service.label}：{refusal.message}", article=refusal.article) from None
    return made


def service_words(
    service: TownshipService, title: str, due_on: date, target: Decimal | None = None, measure: str = "", at_most: bool = False
) -> dict[str, str]:
    """What stands below the heads of a commitment about one of the fourteen services: the service, its standard and the day."""
    bound = "不高于" if at_most else "不低于"
    standard = f"{bound}{Decimal(target).normalize():f}{measure}" if target is not None else title
    return {"服务事项": f"{service.name}。{title}。", "达到的标准": f"{standard}。", "完成的日期": f"{wording.said(due_on)}。"}


# ── letters of a repair ──────────────────────────────────────────────────────────────────────────


def wording_on(day: date, kind: str = REPAIR) -> Wording:
    """The wording of that kind in force on ``day``; without one nothing is signed."""
    return wording.on(day, kind)


def text_for(name: str, day: date) -> str:
    """The letter of a repair as ``name`` signs it on ``day``."""
    return wording.text_of(wording_on(day), name, day)


def unsigned(*, subject: Subject, signer: str, records: list[str], day: date) -> Letter:
    """The letter of a repair as it would be signed on ``day``, kept nowhere: what the window prints."""
    return Letter(subject=subject, wording=wording_on(day), text=text_for(subject.name, day), signer=signer, signed_on=day, records=records, published_at=None)


@transaction.atomic
def give(*, subject: Subject, signer: str, records: list[str], signed_on: date, by: User) -> Letter:
    """Put the signed letter on file, and publish it: on the portal for a body or an organisation, nowhere for a person."""
    refuse_identities(signer)
    if not signer.strip():
        raise Refused(_("A commitment is signed by somebody; write who signs it."))
    chosen = wording_on(signed_on)
    text = text_for(subject.name, signed_on)
    return Letter.objects.create(
        subject=subject, wording=chosen, text=text, signer=signer.strip(), signed_on=signed_on, records=records, taken_by=by
    )


@transaction.atomic
def end(letter: Letter) -> None:
    """What it was signed for came to nothing: from now on the portal does not show it."""
    letter.ended_at = timezone.now()
    letter.save(update_fields=["ended_at"])
