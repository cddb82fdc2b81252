"""The closed list of measures 惩戒措施清单 and incentives: dated entries, each with the article that allows it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Subject

from .law import Listed, listed


class Sort(models.TextChoices):
    SANCTION = "sanction", pgettext_lazy("measure", "sanction")
    INCENTIVE = "incentive", _("incentive")


class Purpose(models.TextChoices):
    """What somebody is examined for before it is given (S3a 4; S1 三(1))."""

    HONOURS = "honours", _("honours and awards")
    PROJECT = "project", _("application for a project")
    FUNDS = "funds", _("allocation of funds")
    DEMONSTRATION = "demonstration", _("model or demonstration status")


class MeasureItem(Listed):
    """One measure of the closed list: against or for whom, by whom, for how long, and by which article."""

    class Target(models.TextChoices):
        BODY = "body", _("public body")
        ENTERPRISE = "enterprise", _("enterprise or organisation")
        PERSON = "person", _("natural person")

    class Executor(models.TextChoices):
        UNITS = "units", _("the units that are asked")
        SUBJECT = "subject", pgettext_lazy("measure", "the subject itself")
        SUPERIOR = "superior", _("the superior of the subject")
        INITIATOR = "initiator", _("the initiating unit")

    sort = models.CharField(_("kind"), max_length=9, choices=Sort)
    targets = ArrayField(models.CharField(max_length=10, choices=Target), verbose_name=_("concerns"))
    executor = models.CharField(_("carried out by"), max_length=9, choices=Executor)
    executing_kinds = ArrayField(models.CharField(max_length=16), verbose_name=_("kinds of units that carry it out"))
    limits = ArrayField(models.CharField(max_length=13, choices=Purpose), default=list, verbose_name=_("excludes from"))
    min_months = models.PositiveSmallIntegerField(_("at least, months"), null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(_("at most, months"), null=True, blank=True)
    published = models.BooleanField(_("shown on the portal"), default=False)

    class Meta:
        verbose_name = _("measure of the list")
        verbose_name_plural = _("list of measures")
        ordering = ["sort", "code", "valid_from"]
        constraints = [
            *listed("measure_item"),
            models.CheckConstraint(
                name="measure_item_period",
                condition=Q(min_months__isnull=True, max_months__isnull=True, published=False)
                | Q(min_months__isnull=False, min_months__gte=1, max_months__isnull=False, max_months__gte=F("min_months")),
            ),
            models.CheckConstraint(
                name="measure_item_words",
                condition=Q(
                    sort__in=Sort.values, executor__in=["units", "subject", "superior", "initiator"], document__gt="", article__gt=""
                )
                & Q(targets__contained_by=["body", "enterprise", "person"], limits__contained_by=Purpose.values),
            ),
        ]

    @property
    def basis(self) -> str:
        return f"{self.document}{self.article}"

    @property
    def may_be_declined(self) -> bool:
        """Only a unit that is asked to join in says no; who owes an explanation or is notified does not."""
        return self.executor == self.Executor.UNITS


def target_of(subject: Subject) -> str:
    """What the list calls such a subject."""
    return "body" if subject.is_body else "person" if subject.is_person else "enterprise"
