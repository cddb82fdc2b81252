"""Notices that measures have ended 解除通知, each with the receipt of its unit; and the log of who asked whether somebody is eligible."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Role

from .measure import Execution, account, units_of
from .measure_item import Purpose

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())


class LiftingQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all; units those that went to them, and those of what they initiated."""
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return self
        own = units_of(user, today)
        return self.filter(Q(unit__in=own) | Q(executions__action__initiator__in=own)).distinct()

    def open(self, today: date):
        """Whose unit has not acknowledged it, and which still holds."""
        return self.filter(Q(resumed_on__isnull=True) | Q(resumed_on__gt=today), acknowledged_on__isnull=True)


class Lifting(models.Model):
    """Notice to one unit 解除通知 that measures on a record have ended, and its receipt; one that was wrong says what was put right."""

    class Ground(models.TextChoices):
        REPAIRED = "repaired", _("credit repaired")
        EXPIRED = "expired", _("period over")
        WITHDRAWN = "withdrawn", _("record withdrawn")
        CORRECTED = "corrected", _("record corrected, to be examined")
        WRONG = "wrong", _("wrongly applied")
        RESTRUCTURING = "restructuring", _("restructuring, shielded for a time")

    REVERSED = (Ground.CORRECTED, Ground.WRONG)  # row 124: undone one by one, with what was done

    record_no = models.CharField(_("number of the record"), max_length=20)
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("unit"))
    ground = models.CharField(pgettext_lazy("measure", "ground"), max_length=13, choices=Ground)
    executions = models.ManyToManyField(Execution, related_name="liftings", verbose_name=_("measures"))
    made_on = models.DateField(_("sent on"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    made_at = models.DateTimeField(_("at"), db_default=STATEMENT, editable=False)
    put_right = models.TextField(_("what was done"), blank=True)
    acknowledged_by = account(_("acknowledged by"))
    acknowledged_on = models.DateField(_("acknowledged on"), null=True)
    # Of a shield alone: the first day on which the measures are in force again, by itself.
    resumed_by = account(_("resumed by"))
    resumed_on = models.DateField(_("in force again from"), null=True)

    objects = LiftingQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of lifting")
        verbose_name_plural = _("notices of lifting")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="lifting_ground", condition=Q(ground__in=["repaired", "expired", "withdrawn", "corrected", "wrong", "restructuring"])
            ),
            models.CheckConstraint(
                name="lifting_receipt_is_whole",
                condition=Q(acknowledged_by__isnull=True, acknowledged_on__isnull=True, put_right="")
                | Q(acknowledged_by__isnull=False, acknowledged_on__gte=F("made_on"))
                & (~Q(ground__in=["corrected", "wrong"]) | Q(put_right__gt="")),
            ),
            models.CheckConstraint(
                name="lifting_resumed_after_a_shield",
                condition=Q(resumed_by__isnull=True, resumed_on__isnull=True)
                | Q(ground="restructuring", resumed_by__isnull=False, resumed_on__gte=F("made_on")),
            ),
        ]
        indexes = [models.Index(fields=["record_no"], name="liftings_of_record")]

    def __str__(self) -> str:
        return str(_("Lifting of the measures on %(number)s at %(unit)s") % {"number": self.record_no, "unit": self.unit})


class EligibilityCheck(models.Model):
    """Who asked whether somebody is eligible, for what, and the answer: only ever added.

    ``subject`` is nobody where a resident id was asked for that no person known here has: of the id nothing is kept.
    """

    subject = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("about"))
    purpose = models.CharField(pgettext_lazy("measure", "purpose"), max_length=13, choices=Purpose)
    eligible = models.BooleanField(_("nothing stands against it"))
    until_on = models.DateField(_("not eligible until"), null=True)
    because = models.ForeignKey(Execution, models.PROTECT, null=True, related_name="+", verbose_name=_("because of"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("measure", "asked by"))
    at = models.DateTimeField(_("at"), db_default=STATEMENT)

    class Meta:
        verbose_name = _("check of eligibility")
        verbose_name_plural = _("checks of eligibility")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="eligibility_check_is_whole",
                condition=Q(eligible=True, until_on__isnull=True, because__isnull=True)
                | Q(eligible=False, until_on__isnull=False, because__isnull=False, subject__isnull=False),
            ),
            models.CheckConstraint(
                name="eligibility_check_purpose", condition=Q(purpose__in=["honours", "project", "funds", "demonstration"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} · {self.get_purpose_display()}"

    @property
    def about(self) -> str:
        """Whom it is about; of a natural person no name, whoever reads the log."""
        return str(_("natural person")) if self.subject is None or self.subject.is_person else self.subject.name
