"""Letters that enterprises sign 信用承诺书: instead of a document, by their own will, within a trade, for an investment project.

The letter that a repair asks for is :class:`.letter.Letter`, which has its own rules.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Membership, Role
from integrity.models import Entry, Numbered, StoredFile

from .commitment import by
from .kind import Wording

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
BEFORE = ["entered", "printed", "signed", "discarded"]
JUDGED = ["kept", "broken", "mended", "repaired"]
BREACHED = ["broken", "mended", "repaired"]


class SignedLetterQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all, clerk and head those that their units received; nobody else any."""
        today = today or timezone.localdate()
        if Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self
        held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
        return self.filter(unit__in=held.values("unit"))

    def unrepaired(self):
        """Broken and not made good: who signed them may use no further letter."""
        return self.filter(status__in=[SignedLetter.Status.BROKEN, SignedLetter.Status.MENDED])


class SignedLetter(Numbered, Entry):
    """One letter of one organisation, received by one unit; its text is fixed once it was printed, its public half follows from its kind."""

    class Status(models.TextChoices):
        ENTERED = "entered", _("entered")
        PRINTED = "printed", _("printed, to be signed")
        SIGNED = "signed", _("signed copy on file")
        IN_FORCE = "in_force", _("in force")
        ALLEGED = "alleged", _("breach reported")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        MENDED = "mended", _("reported as made good")
        REPAIRED = "repaired", _("broken, made good")
        DISCARDED = "discarded", _("discarded")

    # The page of the portal is known by it, as that of a letter of repair is.
    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("receiving unit"))
    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("by"))
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+", verbose_name=_("kind"))
    matter = models.ForeignKey(
        "archives.PowerItem", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approval matter")
    )
    replaces = models.CharField(_("instead of the document"), max_length=200, blank=True)
    project_no = models.CharField(_("number of the project"), max_length=100, blank=True)
    standard = models.TextField(_("standard set by the government"), blank=True)
    text = models.TextField(_("text"))
    signer = models.CharField(_("signed by"), max_length=100)
    signed_on = models.DateField(_("signed on"))
    valid_until = models.DateField(_("valid until"))

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ENTERED)
    accepted_by = by(_("put in force by"))
    accepted_on = models.DateField(_("in force from"), null=True, editable=False)
    alleged_by = by(_("breach reported by"))
    alleged_on = models.DateField(_("breach reported on"), null=True, editable=False)
    decided_by = by(_("verified by"))
    decided_on = models.DateField(_("verified on"), null=True, editable=False)
    filing = models.OneToOneField("archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("filing"))
    mended_by = by(_("reported as made good by"))
    repaired_by = by(_("making good verified by"))
    repaired_on = models.DateField(_("made good, verified on"), null=True, editable=False)

    objects = SignedLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of an enterprise")
        verbose_name_plural = _("letters of enterprises")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="signed_says_something", condition=Q(text__gt="", signer__gt="")),
            models.CheckConstraint(name="signed_lasts", condition=Q(valid_until__gt=F("signed_on"))),
            models.CheckConstraint(
                name="signed_project_has_standard", condition=Q(project_no="", standard="") | Q(project_no__gt="", standard__gt="")
            ),
            models.CheckConstraint(name="signed_replaces_for_a_matter", condition=Q(replaces="") | Q(matter__isnull=False)),
            models.CheckConstraint(
                name="signed_acceptance_is_whole",
                condition=Q(status__in=BEFORE, accepted_by__isnull=True, accepted_on__isnull=True)
                | ~Q(status__in=BEFORE) & Q(accepted_by__isnull=False, accepted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="signed_verification_is_whole",
                condition=Q(status__in=JUDGED, decided_by__isnull=False, decided_on__isnull=False)
                | ~Q(status__in=JUDGED) & Q(decided_by__isnull=True, decided_on__isnull=True),
            ),
            models.CheckConstraint(
                name="signed_breach_is_filed",
                condition=Q(status__in=BREACHED, filing__isnull=False) | ~Q(status__in=BREACHED) & Q(filing__isnull=True),
            ),
            models.CheckConstraint(
                name="signed_repair_is_whole",
                condition=Q(status="repaired", repaired_by__isnull=False, repaired_on__isnull=False)
                | ~Q(status="repaired") & Q(repaired_by__isnull=True, repaired_on__isnull=True),
            ),
            models.CheckConstraint(name="signed_four_eyes", condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("made_by"))),
            models.CheckConstraint(
                name="signed_verified_by_another",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("made_by")) & (Q(alleged_by__isnull=True) | ~Q(decided_by=F("alleged_by"))),
            ),
            models.CheckConstraint(
                name="signed_repaired_by_another",
                condition=Q(repaired_by__isnull=True) | Q(mended_by__isnull=False) & ~Q(repaired_by=F("mended_by")),
            ),
        ]
        indexes = [models.Index(fields=["subject", "status"], name="letters_of_subject")]

    def __str__(self) -> str:
        return str(_("Letter %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from ..letters.flow import LETTER

        return LETTER

    def may(self, by, step, today) -> bool:
        """Clerks and head of the receiving unit enter, accept, check and report; officers of the credit office verify a breach, never those who work in the unit"""
        from ..letters import rights

        if step.name in rights.OF_THE_OFFICE:
            return rights.judges(self, by, today)
        return rights.works_for(self.unit_id, by, today)


class SignedCopy(StoredFile):
    """The letter as it came back signed; only ever added."""

    letter = models.ForeignKey(SignedLetter, models.PROTECT, related_name="copies", verbose_name=_("letter"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))

    class Meta(StoredFile.Meta):
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")


class LetterCheck(models.Model):
    """One look at whether a letter is kept, during its time or after its breach; only ever added."""

    class Result(models.TextChoices):
        PASSED = "passed", _("as committed")
        FAILED = "failed", _("not as committed")

    letter = models.ForeignKey(SignedLetter, models.PROTECT, related_name="checks", verbose_name=_("letter"))
    on = models.DateField(_("checked on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    result = models.CharField(_("result of the check"), max_length=10, choices=Result)
    words = models.TextField(pgettext_lazy("letter", "what was found"))
    at = models.DateTimeField(_("at"), db_default=STATEMENT, editable=False)

    class Meta:
        verbose_name = _("check of a letter")
        verbose_name_plural = _("checks of letters")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="letter_check_says_something", condition=Q(words__gt="", result__in=["passed", "failed"]))
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} · {self.get_result_display()} {self.on}"


class LetterProof(StoredFile):
    """A file that proves what a check found."""

    check_of = models.ForeignKey(LetterCheck, models.PROTECT, related_name="proofs", verbose_name=_("check"))

    class Meta(StoredFile.Meta):
        verbose_name = _("proof of a check")
        verbose_name_plural = _("proofs of checks")
