"""Disputes 质疑: anybody says, with a reason, that a commitment marked as kept was not; a verification with a term answers in public."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models import Role
from integrity.models import Entry, Numbered, StoredFile

from .commitment import Commitment

LONGEST = 5000  # signs of a reason; what comes from outside has a bound in the database as well (migration 0010)


class DisputeQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """Officers and auditors; the words of who disputes are no business of the unit, which reads the result like everybody."""
        roles = Role.of(user, today) if today else Role.of(user)
        return self if roles & {Role.OFFICER, Role.AUDITOR} else self.none()

    def open(self):
        """Not decided yet."""
        return self.filter(status=Dispute.Status.RECEIVED)


class Dispute(Numbered, Entry):
    """One dispute of one "kept" mark. Who disputes need not say who they are; what they wrote is never published, the result is."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("being verified")
        UPHELD = "upheld", _("kept, as verified")
        OVERTURNED = "overturned", _("not kept, as verified")
        REOPENED = "reopened", _("not kept yet, as verified")

    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="disputes", verbose_name=_("commitment"))
    reason = models.TextField(_("why it was not kept"))
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    received_on = models.DateField(_("received on"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    # What the public reads of the decision, word for word.
    result = models.TextField(_("result with its reasons"), blank=True, editable=False)
    correction = models.OneToOneField(
        "archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("correction of the record")
    )
    person_correction = models.OneToOneField(
        "archives.Filing",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("correction of the record about the owner"),
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="dispute_says_why", condition=Q(reason__gt="")),
            models.CheckConstraint(
                name="dispute_decision_is_whole",
                condition=Q(status="received", decided_by__isnull=True, decided_on__isnull=True, result="")
                | Q(status__in=["upheld", "overturned", "reopened"], decided_by__isnull=False, decided_on__isnull=False, result__gt=""),
            ),
            models.CheckConstraint(
                name="dispute_corrects_when_overturned",
                condition=Q(status="overturned", correction__isnull=False)
                | ~Q(status="overturned") & Q(correction__isnull=True, person_correction__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Dispute %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from ..disputes import DISPUTE

        return DISPUTE

    def may(self, by, step, today) -> bool:
        """Officers of the credit office, never those who work in the unit; that who verified does not decide is a rule of the step"""
        from .. import duties

        return duties.judges(self.commitment, by, today)


class DisputeFile(StoredFile):
    """A file that came with a dispute."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="files", verbose_name=_("dispute"))

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a dispute")
        verbose_name_plural = _("files of disputes")
