"""The list of powers and responsibilities 权责清单 of each unit, and the approval matters 审批事项 among them, in dated versions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .catalogue import InForce


class PowerItem(models.Model):
    """One version of one item of the list of a unit: what it may or must do, on which basis, from a day until another (half-open).

    A change adds a version; what was decided under the one before keeps it. An approval matter says in addition how it is
    handled, within how many working days, with which material, and which letters of commitment replace a document.
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", _("licence")
        PENALTY = "penalty", _("penalty")
        COMPULSION = "compulsion", _("compulsory measure")
        LEVY = "levy", _("levy")
        PAYMENT = "payment", _("payment")
        INSPECTION = "inspection", _("supervision and inspection")
        CONFIRMATION = "confirmation", _("confirmation")
        REWARD = "reward", _("reward")
        RULING = "ruling", _("ruling")
        COMPENSATION = "compensation", _("compensation")
        SERVICE = "service", _("public service")
        OTHER = "other", _("another duty")

    class Change(models.TextChoices):
        """Why the version is there (S3a 12: 清理、削减、调整行政审批事项)."""

        LISTED = "listed", _("listed")
        ADDED = "added", _("added")
        ADJUSTED = "adjusted", _("adjusted")
        MERGED = "merged", _("merged from others")

    class Handling(models.TextChoices):
        SEQUENCE = "sequence", _("in sequence")
        PARALLEL = "parallel", _("in parallel")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="powers", verbose_name=_("unit"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("item"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    duty = models.TextField(_("what it must do"))
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100)
    change = models.CharField(_("change"), max_length=10, choices=Change, default=Change.LISTED)
    authority = models.CharField(_("decided by the document"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The first day on which it is no longer in force.")
    )
    # What ended it: the item it was merged into, or the document that cut it.
    merged_into = models.CharField(_("merged into"), max_length=40, blank=True)
    end_authority = models.CharField(_("ended by the document"), max_length=200, blank=True)

    is_matter = models.BooleanField(_("approval matter"), default=False)
    statutory_days = models.PositiveSmallIntegerField(_("statutory term, working days"), null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(_("promised term, working days"), null=True, blank=True)
    handling = models.CharField(_("handled"), max_length=10, choices=Handling, blank=True)
    handled_with = models.CharField(_("together with"), max_length=200, blank=True)
    materials = ArrayField(models.CharField(max_length=200), verbose_name=_("material to hand in"), default=list, blank=True)
    # Codes of kinds of letters (commitments); the archive knows no letters.
    accepts = ArrayField(models.CharField(max_length=30), verbose_name=_("accepts a commitment of the kinds"), default=list, blank=True)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("item of powers and responsibilities")
        verbose_name_plural = _("powers and responsibilities")
        ordering = ["unit", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(name="power_once", fields=["unit", "code", "valid_from"]),
            models.UniqueConstraint(name="power_one_open", fields=["unit", "code"], condition=Q(valid_until__isnull=True)),
            models.CheckConstraint(name="power_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
            models.CheckConstraint(
                name="power_has_its_basis",
                condition=Q(code__gt="", name__gt="", duty__gt="", document__gt="", article__gt="", authority__gt=""),
            ),
            models.CheckConstraint(
                name="power_end_has_a_document",
                condition=Q(valid_until__isnull=True, end_authority="", merged_into="")
                | Q(valid_until__isnull=False, end_authority__gt=""),
            ),
            models.CheckConstraint(
                name="power_matter_is_whole",
                condition=Q(is_matter=False, statutory_days__isnull=True, promised_days__isnull=True, handling="", materials=[], accepts=[])
                | Q(is_matter=True, promised_days__gt=0, handling__gt="")
                & (Q(statutory_days__isnull=True) | Q(promised_days__lte=F("statutory_days"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def cited(self) -> str:
        """As a finding cites the duty broken."""
        return f"{self.name}（{self.document}{self.article}）"
