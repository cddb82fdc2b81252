"""Writes about letters of enterprises beside the bare steps: entering, signed copies, checks with their proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import PowerItem, Subject
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.uploads import File

from .. import wording
from ..models import LetterCheck, LetterProof, SignedCopy, SignedLetter, Wording
from . import counter, rights

S = SignedLetter.Status
WORDS = 4000
SIGNERS = (Subject.Kind.VILLAGE_ORG, Subject.Kind.ENTERPRISE, Subject.Kind.SOCIAL, Subject.Kind.TRADER)
# Where a check belongs: what is in force, and what was broken.
CHECKED = (S.IN_FORCE, S.ALLEGED, S.BROKEN, S.MENDED)


@transaction.atomic
def enter(
    *,
    unit: Subject,
    subject: Subject,
    kind: str,
    signer: str,
    signed_on: date,
    valid_until: date,
    by: User,
    matter: PowerItem | None = None,
    replaces: str = "",
    project_no: str = "",
    standard: str = "",
    today: date | None = None,
) -> SignedLetter:
    """Enter a letter that ``subject`` is to sign for ``unit``; its text is the template of the kind as of ``signed_on``, its standard included.

    Raises ``PermissionDenied``, or :class:`Refused` with the article: for a natural person, for whom an earlier letter bars, for a matter that
    does not accept the kind, for a project without a standard. Then nothing is kept.
    """
    today = today or timezone.localdate()
    if not rights.receives_for(by, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerks of %(unit)s enter the letters that it receives.") % {"unit": unit})
    signer, replaces, project_no, standard = (said.strip() for said in (signer, replaces, project_no, standard))
    for words in (signer, replaces, project_no, standard):
        refuse_identities(words)
    # Locked, so that a letter being broken and one being entered follow each other.
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.kind not in SIGNERS:
        raise Refused(
            _(
                "Letters are signed by enterprises, organisations and individual businesses; this register keeps none of natural persons or bodies."
            )
        )
    counter.must_be_free(subject)
    chosen = wording.on(signed_on, kind)
    _must_suit(chosen, unit, matter, replaces, project_no, standard, signed_on)
    if not signer:
        raise Refused(_("A commitment is signed by somebody; write who signs it."))
    if valid_until <= max(signed_on, today):
        raise Refused(_("It would end before it begins; write a last day after today and after the day of signature."))
    if abs((signed_on - today).days) > 31:
        raise Refused(_("A letter is entered within a month of its signature; correct the day."))
    made = SignedLetter.objects.create(
        unit=unit,
        subject=subject,
        wording=chosen,
        matter=matter,
        replaces=replaces,
        project_no=project_no,
        standard=standard,
        text=_text(chosen, subject, signed_on, standard),
        signer=signer,
        signed_on=signed_on,
        valid_until=valid_until,
        made_by=by,
    )
    made.refresh_from_db()
    return made


def _must_suit(chosen: Wording, unit: Subject, matter, replaces: str, project_no: str, standard: str, day: date) -> None:
    if chosen not in counter.kinds_on(day):
        raise Refused(
            _("“%(kind)s” is no letter that an enterprise signs here; choose another kind.") % {"kind": chosen.label}, article=chosen.cited
        )
    if chosen.code == counter.PROJECT:
        if not project_no or not standard:
            raise Refused(
                _("A letter of a project names the project and the standard that the government set for it; write both."),
                article=chosen.cited,
            )
        return
    if project_no or standard:
        raise Refused(
            _("Only the letter of an investment project has a project number and a standard; leave both empty."), article=chosen.cited
        )
    if chosen.code == counter.INSTEAD and (matter is None or not replaces):
        raise Refused(
            _("A letter instead of a document names the matter and the document; choose the one and write the other."), article=chosen.cited
        )
    if chosen.code != counter.INSTEAD and replaces:
        raise Refused(_("This kind replaces no document; leave the document empty."), article=chosen.cited)
    if matter is None:
        return
    if matter.unit_id != unit.pk:
        raise Refused(_("%(item)s is a matter of another unit; choose one of %(unit)s.") % {"item": matter, "unit": unit})
    if not PowerItem.objects.in_force(day).filter(pk=matter.pk).exists():
        raise Refused(_("This version of %(item)s is not in force on that day; choose the present one.") % {"item": matter})
    if chosen.code not in matter.accepts:
        raise Refused(
            _("%(item)s does not accept the kind “%(kind)s”; look it up at the counter.") % {"item": matter, "kind": chosen.label},
            article=chosen.cited,
        )


def _text(chosen: Wording, subject: Subject, day: date, standard: str) -> str:
    """The template, and below the standard as the government set it, word for word."""
    text = wording.text_of(chosen, subject, day).strip()
    return f"{text}\n附：项目标准\n{standard}" if standard else text


def _locked(letter: SignedLetter) -> SignedLetter:
    return SignedLetter.objects.select_for_update(of=("self",)).select_related("unit", "subject", "wording").get(pk=letter.pk)


@transaction.atomic
def add_copy(*, letter: SignedLetter, files: Iterable[File], by: User, today: date | None = None) -> None:
    """Keep the scan of the signed letter, printed before."""
    letter, files = _locked(letter), list(files)
    if not rights.works_for(letter.unit_id, by, today or timezone.localdate()):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s upload the signed copies of its letters.") % {"unit": letter.unit})
    if letter.status not in (S.PRINTED, S.SIGNED):
        raise Refused(
            _("%(letter)s is “%(status)s” now; a signed copy is added between its printing and its coming into force.")
            % {"letter": letter, "status": letter.get_status_display()}
        )
    if not files:
        raise Refused(_("Choose the scan of the signed letter: PDF, JPEG or PNG."))
    for file in files:
        SignedCopy.objects.create(letter=letter, name=file.name, kind=file.kind, content=file.content, by=by)


@transaction.atomic
def check(
    *, letter: SignedLetter, on: date, result: str, words: str, by: User, files: Iterable[File] = (), today: date | None = None
) -> LetterCheck:
    """Write down a check of a letter: on which day, with which result, by what proof."""
    today = today or timezone.localdate()
    letter = _locked(letter)
    if not rights.works_for(letter.unit_id, by, today):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s check the letters that it received.") % {"unit": letter.unit})
    if letter.status not in CHECKED:
        raise Refused(
            _("%(letter)s is “%(status)s” now, so there is nothing to check.") % {"letter": letter, "status": letter.get_status_display()}
        )
    if result not in LetterCheck.Result.values:
        raise Refused(_("A check finds the letter kept or not kept; choose one."))
    refuse_identities(words)
    if not words.strip() or len(words) > WORDS:
        raise Refused(_("Write what was found, in %(n)d signs at most.") % {"n": WORDS})
    if not letter.accepted_on <= on <= today:
        raise Refused(_("A check is made between the day on which the letter came into force and today; correct the day."))
    made = LetterCheck.objects.create(letter=letter, on=on, by=by, result=result, words=words.strip())
    for file in files:
        LetterProof.objects.create(check_of=made, name=file.name, kind=file.kind, content=file.content)
    return made
