"""What a unit reports of the keeping of a commitment, with its proof; only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrity.models import StoredFile

from .commitment import Commitment


class Report(models.Model):
    """One report: of progress, that it is kept, or that what was broken is put right. ``value``: what was measured."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("progress")
        KEPT = "kept", _("kept")
        MENDED = "mended", _("rectified")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reports", verbose_name=_("commitment"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.TextField(_("what was done"))
    value = models.DecimalField(_("measured"), max_digits=14, decimal_places=2, null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("progress in per cent"), null=True, blank=True)
    on = models.DateField(_("as of"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    at = models.DateTimeField(
        _("at"), db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()), editable=False
    )

    class Meta:
        verbose_name = _("report on a commitment")
        verbose_name_plural = _("reports on commitments")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="report_says_something", condition=Q(words__gt="")),
            models.CheckConstraint(name="report_kind", condition=Q(kind__in=["progress", "kept", "mended"])),
            models.CheckConstraint(name="report_value", condition=Q(value__isnull=True) | Q(value__gte=0)),
            models.CheckConstraint(name="report_percent", condition=Q(percent__isnull=True) | Q(percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.get_kind_display()} {self.on}"


class Proof(StoredFile):
    """A file that proves what a report says."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="proofs", verbose_name=_("report"))

    class Meta(StoredFile.Meta):
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
