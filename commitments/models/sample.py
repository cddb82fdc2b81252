"""From how many verified commitments on a share of those kept is published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MinimumSample(models.Model):
    """How many verified commitments of one unit a published share must hold at least; loaded with the law, dated."""

    n = models.PositiveSmallIntegerField(_("at least"))
    valid_from = models.DateField(_("in force from"), unique=True)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    class Meta:
        verbose_name = _("minimum sample of commitments")
        verbose_name_plural = _("minimum samples of commitments")
        ordering = ["valid_from"]
        constraints = [models.CheckConstraint(name="commitment_sample_is_several", condition=Q(n__gte=2))]

    def __str__(self) -> str:
        return f"{self.n} ({self.valid_from})"
