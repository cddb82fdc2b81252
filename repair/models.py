"""Objections 异议 to records, from filing to closing; what was corrected, who is told of it, and the public correction."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from complaints.models import ListedGround
from integrity.models import Entry, Numbered, StoredFile

from .applications.models import Application, AppliedRecord, Deed, Evidence, RepairMethod, Shielding  # noqa: F401  of this app as well

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
VERIFIED = ["correcting", "revoking", "upheld", "decided", "closed", "complained"]  # an officer has said what it came to
DECIDED = ["decided", "closed", "complained"]  # and the objector was told
ACCOUNT = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "null": True, "related_name": "+"}


class RefusalGround(ListedGround):
    """A listed reason for which an objection is not accepted, in force between two dates; loaded with the law."""

    class Meta(ListedGround.Meta):
        verbose_name = _("ground of refusing an objection")
        verbose_name_plural = _("grounds of refusing objections")
        constraints = [
            models.UniqueConstraint(name="objection_ground_once", fields=["code", "valid_from"]),
            models.CheckConstraint(
                name="objection_ground_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """The auditor all; officers all about what left its unit; the head what stayed inside; who filed one the own ones; the head
        of an office those whose handling was complained of.

        A number that is no record is the officers' too: whether a record stands under it they find out, nobody else does.
        """
        today = today or timezone.localdate()
        if not getattr(user, "is_active", False):
            return self.none()
        roles = Role.of(user, today)
        if Role.AUDITOR in roles:
            return self
        seen = Q(made_by=user)
        if Role.OFFICER in roles:
            seen |= Q(version__isnull=True) | Q(version__filing__left_at__isnull=False)
        from . import duties

        if duties.heads_an_office(user, today):
            seen |= Q(complained_on__isnull=False, version__filing__left_at__isnull=False)
        heads = Membership.objects.held(today).filter(user=user, role=Role.HEAD).values("unit")
        return self.filter(seen | Q(version__filing__left_at__isnull=True, version__filing__unit__in=heads))

    def open(self):
        """Neither refused nor closed."""
        return self.exclude(status__in=[Objection.Status.REFUSED, Objection.Status.CLOSED])


class Objection(Numbered, Entry):
    """One objection to one record; its words never change, its objector is seen by those who decide on it and by nobody else."""

    class Channel(models.TextChoices):
        SELF = "self", _("by the subject, on this site")
        PORTAL = "portal", _("portal")
        WINDOW = "window", _("service window")

    class Objector(models.TextChoices):
        SUBJECT = "subject", _("the subject itself")
        AGENT = "agent", _("an agent with authority")

    class Status(models.TextChoices):
        FILED = "filed", _("identity to be checked")
        INCOMPLETE = "incomplete", _("to be supplemented")
        IDENTIFIED = "identified", _("identity checked, to be accepted")
        REFUSED = "refused", _("not accepted")
        ACCEPTED = "accepted", _("accepted, to be verified")
        CORRECTING = "correcting", _("correction filed")
        REVOKING = "revoking", _("revoked, to be confirmed")
        UPHELD = "upheld", _("record stands, to be told")
        DECIDED = "decided", _("decided and told")
        COMPLAINED = "complained", _("handling complained of")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("corrected")
        REVOKED = "revoked", _("revoked")
        UPHELD = "upheld", _("record stands")

    # Made by whoever files it; the portal knows an objection by it and by nothing else.
    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    record_no = models.CharField(_("number of the record"), max_length=20)
    # The version that stood when the objection came; none where no record has this number, which only staff learn.
    version = models.ForeignKey("archives.Record", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("record"))
    part = models.CharField(_("what of it is wrong"), max_length=100)
    wrong = models.TextField(_("why it is wrong"))
    should_be = models.TextField(_("what it should be"))
    objector_kind = models.CharField(_("objector"), max_length=7, choices=Objector)
    objector_name = models.CharField(_("name of the objector"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200)
    identity_seen = models.CharField(_("proof of identity seen at the window"), max_length=200, blank=True)
    filed_on = models.DateField(_("filed on"))
    # The receipt of an objection by portal: its code, and the SHA-256 of what the portal makes of code and passphrase.
    receipt_code = models.CharField(_("code of the receipt"), max_length=20, null=True, unique=True, editable=False)
    verifier_hash = models.BinaryField(null=True, editable=False)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FILED)
    asked_on = models.DateField(_("supplement asked on"), null=True)
    supplemented_on = models.DateField(_("supplemented on"), null=True)
    identified_by = models.ForeignKey(verbose_name=_("identity checked by"), **ACCOUNT)
    ground = models.ForeignKey(RefusalGround, models.PROTECT, null=True, related_name="+", verbose_name=_("ground of refusal"))
    accepted_on = models.DateField(_("accepted on"), null=True)
    accepted_by = models.ForeignKey(verbose_name=_("accepted by"), **ACCOUNT)
    mark = models.ForeignKey("archives.ObjectionMark", models.PROTECT, null=True, related_name="+", verbose_name=_("mark"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    verified_by = models.ForeignKey(verbose_name=_("verified by"), **ACCOUNT)
    filing = models.ForeignKey("archives.Filing", models.PROTECT, null=True, related_name="+", verbose_name=_("correction"))
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.ForeignKey(verbose_name=_("told by"), **ACCOUNT)
    complained_on = models.DateField(_("handling complained of on"), null=True)
    reviewed_by = models.ForeignKey(verbose_name=_("reviewed by"), **ACCOUNT)
    reopened_on = models.DateField(_("reopened on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="objection_channel", condition=Q(channel__in=["self", "portal", "window"])),
            models.CheckConstraint(
                name="objection_says_something",
                condition=Q(record_no__gt="", part__gt="", wrong__gt="", should_be__gt="", objector_name__gt="", contact__gt=""),
            ),
            models.CheckConstraint(
                name="objection_receipt_is_of_the_portal",
                condition=Q(channel="portal", receipt_code__isnull=False, verifier_hash__isnull=False)
                | ~Q(channel="portal") & Q(receipt_code__isnull=True, verifier_hash__isnull=True),
            ),
            models.CheckConstraint(
                name="objection_window_saw_proof",
                condition=Q(channel="window", identity_seen__gt="") | ~Q(channel="window") & Q(identity_seen=""),
            ),
            models.CheckConstraint(
                name="objection_by_others",
                condition=(Q(identified_by__isnull=True) | ~Q(identified_by=F("made_by")))
                & (Q(accepted_by__isnull=True) | ~Q(accepted_by=F("made_by")))
                & (Q(verified_by__isnull=True) | ~Q(verified_by=F("made_by")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="objection_reviewed_by_others",
                condition=Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=F("made_by"))
                & Q(complained_on__isnull=False)
                & (Q(verified_by__isnull=True) | ~Q(reviewed_by=F("verified_by")))
                & (Q(decided_by__isnull=True) | ~Q(reviewed_by=F("decided_by"))),
            ),
            models.CheckConstraint(name="objection_refused_by_a_ground", condition=~Q(status="refused") | Q(ground__isnull=False)),
            models.CheckConstraint(
                name="objection_accepted_is_whole",
                condition=Q(status__in=["filed", "incomplete", "identified", "refused"])
                | Q(
                    accepted_on__isnull=False,
                    accepted_by__isnull=False,
                    identified_by__isnull=False,
                    version__isnull=False,
                    mark__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="objection_verified_is_whole",
                condition=Q(status__in=VERIFIED, verified_by__isnull=False, outcome__in=["corrected", "revoked", "upheld"])
                | ~Q(status__in=VERIFIED) & Q(verified_by__isnull=True, outcome=""),
            ),
            models.CheckConstraint(
                name="objection_correction_is_filed", condition=Q(outcome="corrected", filing__isnull=False) | ~Q(outcome="corrected")
            ),
            models.CheckConstraint(
                name="objection_decided_is_whole",
                condition=Q(status__in=DECIDED, decided_by__isnull=False, decided_on__isnull=False)
                | ~Q(status__in=DECIDED) & Q(decided_by__isnull=True, decided_on__isnull=True),
            ),
            models.CheckConstraint(
                name="objection_supplemented_once", condition=Q(supplemented_on__isnull=True) | Q(asked_on__isnull=False)
            ),
            models.CheckConstraint(
                name="objection_complained_is_dated", condition=~Q(status="complained") | Q(complained_on__isnull=False)
            ),
            models.CheckConstraint(
                name="objection_closed_is_dated",
                condition=Q(status="closed", closed_on__isnull=False) | ~Q(status="closed") & Q(closed_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "filed_on"], name="objections_open"),
            models.Index(fields=["record_no"], name="objections_of_record"),
        ]

    def __str__(self) -> str:
        return str(_("Objection %(number)s") % {"number": self.number})

    @property
    def is_inside(self) -> bool:
        """About a record that never left its unit: the credit office does not know of it."""
        return self.version is not None and self.version.filing.left_at is None

    private_steps = True  # among them are words of the objector

    @property
    def flow(self):
        from .flow import OBJECTION

        return OBJECTION

    def may(self, by, step, today) -> bool:
        """Officers of the credit office decide (the head of the unit, where the record never left it); the objector supplements and complains; who has to do with the subject stands aside"""
        from . import duties

        if step.name in {"supplement", "complain"}:
            return duties.is_objector(self, by)
        entitled = duties.reviews if step.name in {"confirm", "reopen"} else duties.decides
        return entitled(self, by, today) and not duties.stands_aside(self, by, today)


class Proof(StoredFile):
    """A file that came with an objection: proof of identity, authority, evidence."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="proofs", verbose_name=_("objection"))

    class Meta(StoredFile.Meta):
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")


class Change(models.Model):
    """One value corrected upon an objection: what stood there, what stands there now. Only ever added.

    ``scope`` is the disclosure of the field (public, shared, authorised, internal); ``filing`` the correction that brings it.
    """

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="changes", verbose_name=_("objection"))
    filing = models.ForeignKey("archives.Filing", models.PROTECT, related_name="+", verbose_name=_("correction"))
    key = models.CharField(max_length=60)
    label = models.CharField(_("field"), max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    scope = models.CharField(_("disclosure"), max_length=10)
    old = models.TextField(_("until now"), blank=True)
    new = models.TextField(_("from now on"), blank=True)

    class Meta:
        verbose_name = _("corrected value")
        verbose_name_plural = _("corrected values")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="change_once", fields=["filing", "key"]),
            models.CheckConstraint(name="change_changes", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.old} → {self.new}"


class CorrectionNoticeQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """The recipient the own ones; who sees the objection, and the auditor, all of it."""
        return self.filter(
            Q(recipient=user) | Q(objection__in=Objection.objects.visible_to(user, today).exclude(made_by=user).values("pk"))
        )

    def awaited_of(self, user):
        return self.filter(recipient=user, acknowledged_at__isnull=True).order_by("sent_at", "pk")


class CorrectionNotice(models.Model):
    """One who received the wrong value 更正告知 is told of the correction, and acknowledges it."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="notices", verbose_name=_("objection"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recipient"))
    how = models.CharField(_("received by"), max_length=6)
    received_at = models.DateTimeField(_("received at"))
    sent_at = models.DateTimeField(_("sent at"), db_default=STATEMENT)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction notice")
        verbose_name_plural = _("correction notices")
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(name="notice_after_receipt", condition=Q(sent_at__gte=F("received_at"))),
            models.CheckConstraint(
                name="notice_acknowledged_after", condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("sent_at"))
            ),
        ]
        indexes = [models.Index(fields=["recipient"], condition=Q(acknowledged_at__isnull=True), name="notices_awaited")]

    def __str__(self) -> str:
        return str(_("Correction notice %(number)d") % {"number": self.pk or 0})


class PublicCorrection(models.Model):
    """What the public reads of a correction 更正公告: shown as long as the wrong value was, about bodies and organisations only.

    It holds nothing of the objection: neither who objected nor why. ``changes`` holds public fields alone, each ``{"label",
    "label_en", "old", "new"}``; empty where the record was revoked.
    """

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="publications", verbose_name=_("objection"))
    record_no = models.CharField(_("number of the record"), max_length=20)
    version = models.ForeignKey("archives.Record", models.PROTECT, related_name="+", verbose_name=_("record"))
    kind = models.CharField(_("outcome"), max_length=9, choices=Objection.Outcome)
    changes = models.JSONField(_("corrected values"), default=list)
    shown = DateTimeRangeField(_("shown"))

    class Meta:
        verbose_name = _("public correction")
        verbose_name_plural = _("public corrections")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="publication_is_of_a_change", condition=Q(kind__in=["corrected", "revoked"]))]

    def __str__(self) -> str:
        return f"{self.record_no} {self.get_kind_display()}"
