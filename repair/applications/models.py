"""Applications for credit repair 信用修复申请, what was done for them, the methods the law knows; and shields of a restructuring."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role, Tier
from discipline.models.law import Listed
from integrity.models import Entry, Numbered, StoredFile

ACCOUNT = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "null": True, "related_name": "+"}
DECIDED = ["granted", "refused"]


class RepairMethod(Listed):
    """One of the six methods 修复方式 as a tier asks for it or takes it into account, in force between two dates."""

    class Need(models.TextChoices):
        REQUIRED = "required", _("required")
        ALLOWED = "allowed", _("taken into account")

    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    need = models.CharField(_("need"), max_length=8, choices=Need)
    items = ArrayField(models.CharField(max_length=20), verbose_name=_("for items only"), default=list, blank=True)
    min_hours = models.PositiveSmallIntegerField(_("at least, hours"), default=0)
    cap_hours = models.PositiveSmallIntegerField(_("counted at most, hours"), default=0)

    class Meta:
        verbose_name = _("method of repair")
        verbose_name_plural = _("methods of repair")
        ordering = ["tier", "id"]
        constraints = [
            models.UniqueConstraint(name="method_once", fields=["code", "tier", "valid_from"]),
            models.CheckConstraint(
                name="method_is_whole",
                condition=Q(min_hours__lte=F("cap_hours")) & (Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
            ),
        ]


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """The auditor and the officers all; the unit that found the breach its own; who filed one, or works for the subject that did."""
        today = today or timezone.localdate()
        if not getattr(user, "is_active", False):
            return self.none()
        roles = Role.of(user, today)
        if Role.AUDITOR in roles:
            return self
        held = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        seen = Q(made_by=user) | Q(finder__in=held, subject__isnull=False) & ~Q(status="draft")
        if Role.OFFICER in roles:
            seen |= ~Q(status="draft")
        return self.filter(seen)


class Application(Numbered, Entry):
    """One application for the repair of one or several records of one subject, found by one unit (谁认定、谁修复)."""

    class Channel(models.TextChoices):
        SELF = "self", _("by the subject, on this site")
        PORTAL = "portal", _("portal")
        WINDOW = "window", _("service window")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted, to be accepted")
        REJECTED = "rejected", _("not accepted")
        ACCEPTED = "accepted", _("accepted, to be verified")
        VERIFIED = "verified", _("verified, to be decided")
        GRANTED = "granted", _("repair granted")
        REFUSED = "refused", _("repair refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the applicant")
        FALSE = "false", _("ended for false material")

    # Made by whoever files it; the portal knows an application by it and by nothing else.
    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    # Of the records named; none where the numbers are no records, or those of several subjects or units.
    subject = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("subject"))
    finder = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("found by"))
    applicant = models.CharField(_("applicant"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200)
    identity_seen = models.CharField(_("proof of identity seen at the window"), max_length=200, blank=True)
    done = models.TextField(_("how the breach was put right"))
    signer = models.CharField(_("commitment signed by"), max_length=200, blank=True)
    filed_on = models.DateField(_("filed on"))
    receipt_code = models.CharField(_("code of the receipt"), max_length=20, null=True, unique=True, editable=False)
    verifier_hash = models.BinaryField(null=True, editable=False)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    submitted_on = models.DateField(_("submitted on"), null=True)
    accepted_on = models.DateField(_("accepted on"), null=True)
    accepted_by = models.ForeignKey(verbose_name=_("accepted by"), **ACCOUNT)
    commitment = models.ForeignKey("commitments.Letter", models.PROTECT, null=True, related_name="+", verbose_name=_("letter of commitment"))
    verified_by = models.ForeignKey(verbose_name=_("verified by"), **ACCOUNT)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(verbose_name=_("decided by"), **ACCOUNT)
    document_no = models.CharField(_("number of the decision"), max_length=128, blank=True)
    filing = models.ForeignKey("archives.Filing", models.PROTECT, null=True, related_name="+", verbose_name=_("record of false material"))

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for repair")
        verbose_name_plural = _("applications for repair")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="application_says_something", condition=Q(applicant__gt="", contact__gt="", done__gt="")),
            models.CheckConstraint(
                name="application_receipt_is_of_the_portal",
                condition=Q(channel="portal", receipt_code__isnull=False, verifier_hash__isnull=False, identity_seen="")
                | Q(channel="self", receipt_code__isnull=True, verifier_hash__isnull=True, identity_seen="")
                | Q(channel="window", receipt_code__isnull=True, verifier_hash__isnull=True, identity_seen__gt=""),
            ),
            models.CheckConstraint(
                name="application_by_others",
                condition=(Q(accepted_by__isnull=True) | ~Q(accepted_by=F("made_by")))
                & (Q(verified_by__isnull=True) | ~Q(verified_by=F("made_by")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")))
                & (Q(verified_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(verified_by=F("decided_by"))),
            ),
            models.CheckConstraint(
                name="application_accepted_is_whole",
                condition=Q(status__in=["draft", "submitted", "rejected", "withdrawn"])
                | Q(
                    accepted_on__isnull=False,
                    accepted_by__isnull=False,
                    commitment__isnull=False,
                    subject__isnull=False,
                    finder__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="application_decided_is_whole",
                condition=Q(
                    status__in=DECIDED, verified_by__isnull=False, decided_by__isnull=False, decided_on__isnull=False, document_no__gt=""
                )
                | ~Q(status__in=DECIDED) & Q(decided_by__isnull=True, decided_on__isnull=True, document_no=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "filed_on"], name="applications_open")]

    def __str__(self) -> str:
        return str(_("Application for repair %(number)s") % {"number": self.number})

    private_steps = True  # among them are words of the applicant

    @property
    def about(self) -> str:
        """Whose records it is about, as it stands in lists and on the home page: never the name of a natural person."""
        if self.subject is None:
            return "—"
        return str(_("natural person")) if self.subject.is_person else self.subject.name

    @property
    def flow(self):
        from .flow import APPLICATION

        return APPLICATION

    def may(self, by, step, today) -> bool:
        """The unit that found the breach, the credit office where nobody of it may; the applicant submits and withdraws; who works for the subject stands aside"""
        from . import duties

        if step.name in {"submit", "withdraw"}:
            return duties.is_applicant(self, by)
        return duties.handles(self, by, step.name, today) and not duties.stands_aside(self, by, today)


class AppliedRecord(models.Model):
    """One record of which the repair is applied for; ``version`` as it stood then, none where no record has the number."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="applied", verbose_name=_("application"))
    number = models.CharField(_("number of the record"), max_length=20)
    version = models.ForeignKey("archives.Record", models.PROTECT, null=True, related_name="+", verbose_name=_("record"))

    class Meta:
        verbose_name = _("record applied for")
        verbose_name_plural = _("records applied for")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="applied_once", fields=["application", "number"])]

    def __str__(self) -> str:
        return self.number


class Deed(models.Model):
    """By which of the methods something was done for the repair, with the hours of public service; the proof is among the files."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="deeds", verbose_name=_("application"))
    code = models.CharField(_("method"), max_length=30)
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)

    class Meta:
        verbose_name = _("deed for a repair")
        verbose_name_plural = _("deeds for repairs")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="deed_once", fields=["application", "code"]),
            models.CheckConstraint(name="deed_hours", condition=Q(hours__lte=9999) & (Q(code="service") | Q(hours=0))),
        ]

    def __str__(self) -> str:
        return self.code


class Evidence(StoredFile):
    """A file that came with an application: proof of performance, of identity, of public service."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="evidence", verbose_name=_("application"))

    class Meta(StoredFile.Meta):
        verbose_name = _("evidence of an application")
        verbose_name_plural = _("evidence of applications")


class ShieldingQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and the auditor."""
        return self if Role.of(user, today or timezone.localdate()) & {Role.OFFICER, Role.AUDITOR} else self.none()


class Shielding(Numbered, Entry):
    """The temporary shield 临时屏蔽 of records upon a court's ruling on restructuring 重整 or settlement 和解; it returns by its date."""

    class Status(models.TextChoices):
        ENTERED = "entered", _("entered, to be confirmed")
        SHIELDED = "shielded", _("shielded")
        DISCARDED = "discarded", _("discarded")
        ENDED = "ended", _("ended early")

    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("subject"))
    numbers = ArrayField(models.CharField(max_length=20), verbose_name=_("numbers of the records"))
    court = models.CharField(_("court"), max_length=200)
    ruling_no = models.CharField(_("number of the ruling"), max_length=100)
    ruled_on = models.DateField(_("ruled on"))
    until_on = models.DateField(_("shielded until"), help_text=_("The first day on which the records are shown and used again."))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    confirmed_by = models.ForeignKey(verbose_name=_("confirmed by"), **ACCOUNT)

    objects = ShieldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("temporary shield")
        verbose_name_plural = _("temporary shields")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="shielding_says_something",
                condition=Q(court__gt="", ruling_no__gt="", numbers__len__gt=0, until_on__gt=F("ruled_on")),
            ),
            models.CheckConstraint(
                name="shielding_by_two",
                condition=Q(status__in=["shielded", "ended"], confirmed_by__isnull=False) & ~Q(confirmed_by=F("made_by"))
                | Q(status__in=["entered", "discarded"], confirmed_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Temporary shield %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from .shielding import SHIELDING

        return SHIELDING

    def may(self, by, step, today) -> bool:
        """Officers of the credit office; who works for the subject stands aside"""
        aside = Membership.objects.held(today).filter(user=by, unit=self.subject).exists()
        return Membership.holds(by, Role.OFFICER, today) and not aside
