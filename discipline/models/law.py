"""What the law says of cases, as dated data: kinds of breach, conditions of tolerance, and which loss or impact proposes which tier."""

from __future__ import annotations

import re

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archives.models import Tier
from archives.models.catalogue import InForce, ends_after_it_begins

SECTION = re.compile(r"(?<![第一二三四五六七八九十、（])([一二三四五六七八九十]+(?:、[一二三四五六七八九十]+)*)(?=$|[（；，])")


class Listed(models.Model):
    """One entry of a list of the law, in force between two dates, with the document it rests on."""

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def cited(self) -> str:
        """Document and article as a decision cites them: the sections of a notice, numbered 一、二、, are its parts."""
        return self.document + SECTION.sub(r"第\1部分", self.article)


def listed(name: str) -> list:
    """The constraints of a list: each code once from a day, and every entry ends after it begins."""
    return [
        models.UniqueConstraint(name=f"{name}_once", fields=["code", "valid_from"]),
        models.CheckConstraint(name=f"{name}_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
    ]


class BreachKind(Listed):
    """A kind of breach of faith 失信情形 of public bodies, with the article that calls it one."""

    class Meta:
        verbose_name = _("kind of breach")
        verbose_name_plural = _("kinds of breach")
        ordering = ["code", "valid_from"]
        constraints = listed("breach_kind")


class ToleranceCondition(Listed):
    """One condition of tolerance 容错情形: what a body that claims it has to tick, and the panel to examine."""

    class Meta:
        verbose_name = _("condition of tolerance")
        verbose_name_plural = _("conditions of tolerance")
        ordering = ["code", "valid_from"]
        constraints = listed("tolerance_condition")


class TierThreshold(models.Model):
    """From which loss and which impact on a tier is proposed (S3a 4: 损失情况和社会影响程度); of those that apply the highest holds."""

    min_loss = models.DecimalField(_("from loss, yuan"), max_digits=18, decimal_places=2, default=0)
    min_impact = models.PositiveSmallIntegerField(
        _("from impact"), default=1, choices=[(1, _("limited impact")), (2, _("considerable impact")), (3, _("grave impact"))]
    )
    tier = models.PositiveSmallIntegerField(_("tier"), choices=[(t.value, t.label) for t in Tier if t])
    valid_from = models.DateField(_("for determinations from"))
    valid_until = models.DateField(_("for determinations until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("threshold of a tier")
        verbose_name_plural = _("thresholds of tiers")
        ordering = ["-tier", "min_loss", "min_impact", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="threshold_once",
                fields=["min_loss", "min_impact", "tier", "valid_from"],
                violation_error_message=_("This threshold is there already from that day on."),
            ),
            models.CheckConstraint(
                name="threshold_values",
                condition=Q(min_loss__gte=0, min_impact__gte=1, min_impact__lte=3, tier__gte=1, tier__lte=3),
                violation_error_message=_("A loss is not below zero; impact and tier are one of three each."),
            ),
            models.CheckConstraint(
                name="threshold_half_open",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.min_loss} · {self.get_min_impact_display()} → {self.get_tier_display()}"

    def clean(self):
        ends_after_it_begins(self)
