"""The flow of a letter of an enterprise: entered → printed → signed → in force → kept, or breach reported → broken → made good."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.determined import came_back
from integrity.errors import Refused
from integrity.said import in_words
from integrity.workflow import Flow, Step

from ..models import LetterCheck, SignedLetter
from . import counter, records

S = SignedLetter.Status
PASSED, FAILED = LetterCheck.Result.PASSED, LetterCheck.Result.FAILED


def another_person(letter, by, today):
    if by.pk == letter.made_by_id:
        raise Refused(_("You entered %(letter)s, so a colleague must decide on it.") % {"letter": letter})


def another_than_reported(letter, by, today):
    if by.pk in (letter.alleged_by_id, letter.mended_by_id):
        raise Refused(_("You reported on %(letter)s, so a colleague must verify it.") % {"letter": letter})


def with_copy(letter, by, today):
    """its signed copy is on file"""
    if not letter.copies.exists():
        raise Refused(_("No signed copy of %(letter)s is on file; upload the scan first.") % {"letter": letter}, article=counter.RECORDED)


def not_barred(letter, by, today):
    """no earlier letter of the same organisation was broken and is not made good"""
    counter.must_be_free(letter.subject)


def still_valid(letter, by, today):
    """its last day lies ahead"""
    if letter.valid_until < today:
        raise Refused(
            _("%(letter)s was valid until %(day)s; have a new one signed.") % {"letter": letter, "day": in_words(letter.valid_until)}
        )


def _checked(letter, result: str, since=None):
    """The last check with that result; with proof, and not before ``since``."""
    found = letter.checks.filter(result=result, proofs__isnull=False)
    return (found.filter(on__gte=since) if since else found).order_by("-at", "-id").first()


def found_kept(letter, by, today):
    """its last check found it as committed"""
    last = letter.checks.order_by("-at", "-id").first()
    if last is None or last.result != PASSED:
        raise Refused(
            _("The last check of %(letter)s did not find it kept; write down a check first.") % {"letter": letter}, article=counter.RECORDED
        )


def found_broken(letter, by, today):
    """a check with at least one file found it not as committed"""
    if _checked(letter, FAILED) is None:
        raise Refused(
            _("%(letter)s has no check with proof that found it broken; write down the check and add at least one file.")
            % {"letter": letter},
            article=counter.RECORDED,
        )


def found_made_good(letter, by, today):
    """a check with at least one file, on or after the day of the breach, found it as committed"""
    if _checked(letter, PASSED, since=letter.decided_on) is None:
        raise Refused(
            _("%(letter)s has no check with proof, since it was found broken, that found it made good; write down the check first.")
            % {"letter": letter},
            article=counter.AGAIN,
        )


def came_back_to_us(letter, by, today):
    """the filing of its breach was returned or its record withdrawn"""
    if not came_back(letter.filing):
        raise Refused(
            _("The record of %(commitment)s is filed and was not returned, so there is nothing to file anew.") % {"commitment": letter}
        )


def accept(letter, *, by, reason, today):
    """From now on it stands instead of the document, and is public if its kind says so."""
    letter.accepted_by, letter.accepted_on = by, today


def allege(letter, *, by, reason, today):
    letter.alleged_by, letter.alleged_on = by, today


def dismiss(letter, *, by, reason, today):
    letter.alleged_by = letter.alleged_on = None


def keep(letter, *, by, reason, today):
    letter.decided_by, letter.decided_on = by, today


def break_(letter, *, by, reason, today):
    """The breach files its record by itself, for a second officer to approve."""
    letter.decided_by, letter.decided_on = by, today
    letter.filing = records.file_breach(letter, by=by, today=today)


def mend(letter, *, by, reason, today):
    letter.mended_by = by


def rework(letter, *, by, reason, today):
    letter.mended_by = None


def repair(letter, *, by, reason, today):
    letter.repaired_by, letter.repaired_on = by, today


def refile(letter, *, by, reason, today):
    letter.filing = records.file_breach(letter, by=by, today=today)


LETTER = Flow(
    name="letter of an enterprise",
    initial=S.ENTERED,
    steps=(
        Step(
            "print",
            (S.ENTERED,),
            S.PRINTED,
            gettext_lazy("Release for signature"),
            gettext_lazy("The text is fixed; print it, and have it signed and sealed."),
            rules=(not_barred, still_valid),
        ),
        Step(
            "sign",
            (S.PRINTED,),
            S.SIGNED,
            gettext_lazy("Signed copy is on file"),
            gettext_lazy("A colleague compares it with the text and puts it in force."),
            rules=(with_copy,),
        ),
        Step(
            "accept",
            (S.SIGNED,),
            S.IN_FORCE,
            gettext_lazy("Put in force"),
            gettext_lazy("From today it stands, and everybody reads it where its kind is published."),
            decides=True,
            rules=(another_person, with_copy, not_barred, still_valid),
            effect=accept,
        ),
        Step(
            "discard",
            (S.ENTERED, S.PRINTED, S.SIGNED),
            S.DISCARDED,
            gettext_lazy("Discard the letter"),
            gettext_lazy("It never came into force."),
            needs_reason=True,
        ),
        Step(
            "keep",
            (S.IN_FORCE,),
            S.KEPT,
            gettext_lazy("Found kept"),
            gettext_lazy("What was committed is done; nothing follows from it any more."),
            needs_reason=True,
            decides=True,
            rules=(another_person, found_kept),
            effect=keep,
        ),
        Step(
            "allege",
            (S.IN_FORCE,),
            S.ALLEGED,
            gettext_lazy("Report a breach"),
            gettext_lazy("The credit office verifies it by your check and its proof; nothing follows before that."),
            needs_reason=True,
            rules=(found_broken,),
            effect=allege,
        ),
        Step(
            "dismiss",
            (S.ALLEGED,),
            S.IN_FORCE,
            gettext_lazy("No breach"),
            gettext_lazy("The letter stands as before; the unit reads your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported),
            effect=dismiss,
        ),
        Step(
            "break",
            (S.ALLEGED,),
            S.BROKEN,
            gettext_lazy("Verify: broken"),
            gettext_lazy(
                "Its record is filed by itself for a colleague to approve, and its signer may use no letter until it is made good."
            ),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported, found_broken),
            effect=break_,
        ),
        Step(
            "refile",
            (S.BROKEN, S.MENDED, S.REPAIRED),
            S.BROKEN,
            gettext_lazy("File the record anew"),
            gettext_lazy("The filing of the breach was returned; it is filed again as it was verified."),
            needs_reason=True,
            decides=True,
            rules=(another_person, came_back_to_us),
            effect=refile,
            stays=True,
        ),
        Step(
            "mend",
            (S.BROKEN,),
            S.MENDED,
            gettext_lazy("Report as made good"),
            gettext_lazy("The credit office verifies it by your check and its proof."),
            needs_reason=True,
            rules=(found_made_good,),
            effect=mend,
        ),
        Step(
            "rework",
            (S.MENDED,),
            S.BROKEN,
            gettext_lazy("Not made good yet"),
            gettext_lazy("The unit reads what is missing."),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported),
            effect=rework,
        ),
        Step(
            "repair",
            (S.MENDED,),
            S.REPAIRED,
            gettext_lazy("Verify: made good"),
            gettext_lazy("Its signer may use letters again; that it was broken stays on record."),
            needs_reason=True,
            decides=True,
            rules=(another_person, another_than_reported, found_made_good),
            effect=repair,
        ),
    ),
)
