"""Versions of a commitment: its words and its yardstick. A change is a new version with reason and authority; the old one stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from integrity.models import Entry

from .commitment import Commitment


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """Of the commitments that ``user`` may see what is in force or was; proposals only for their unit, the credit office and the auditor."""
        seen = Commitment.objects.visible_to(user, today).values("pk")
        inside = Commitment.objects.inside(user, today).values("pk")
        return self.filter(Q(commitment__in=inside) | Q(commitment__in=seen, status="adopted"))


class Version(Entry):
    """What a commitment says from a day on. The first is adopted with the publication; each later one by an officer, on its own page."""

    class Status(models.TextChoices):
        OPEN = "open", _("awaiting adoption")
        ADOPTED = "adopted", _("in force")
        DISCARDED = "discarded", _("discarded")

    class Yardstick(models.TextChoices):
        """By what its keeping is measured; each needs its own numbers, so that it can be checked."""

        DATE = "date", _("done by a date")
        LEVEL = "level", _("level of service")
        QUANTITY = "quantity", _("quantity by a date")
        TIME = "time", _("handling time")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="versions", verbose_name=_("commitment"))
    no = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    yardstick = models.CharField(_("yardstick"), max_length=10, choices=Yardstick)
    due_on = models.DateField(_("due on"))
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    tolerance = models.DecimalField(_("tolerance"), max_digits=14, decimal_places=2, null=True, blank=True)
    at_most = models.BooleanField(_("at most, not at least"), default=False)
    measure = models.CharField(_("measured in"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source of the figures"), max_length=200, blank=True)
    # A handling time: of which matter, within how many working days, in how many of a hundred cases.
    matter = models.ForeignKey("archives.PowerItem", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("matter"))
    days = models.PositiveSmallIntegerField(_("within, working days"), null=True, blank=True)

    reason = models.CharField(_("reason of the change"), max_length=1000, blank=True)
    authority = models.CharField(_("authority of the change"), max_length=400, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("adopted by")
    )
    valid_from = models.DateField(_("in force from"), null=True, editable=False)
    valid_until = models.DateField(_("in force until"), null=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a commitment")
        verbose_name_plural = _("versions of commitments")
        ordering = ["commitment", "no"]
        constraints = [
            models.UniqueConstraint(name="version_once", fields=["commitment", "no"]),
            models.UniqueConstraint(name="version_one_open", fields=["commitment"], condition=Q(status="open")),
            models.UniqueConstraint(
                name="version_one_in_force", fields=["commitment"], condition=Q(status="adopted", valid_until__isnull=True)
            ),
            models.CheckConstraint(name="version_says_something", condition=Q(title__gt="", text__gt="")),
            models.CheckConstraint(
                name="version_can_be_checked",
                condition=Q(yardstick="date", target__isnull=True, matter__isnull=True, days__isnull=True)
                | Q(yardstick__in=["level", "quantity"], target__isnull=False, measure__gt="", matter__isnull=True, days__isnull=True)
                | Q(yardstick="time", target__gt=0, target__lte=100, matter__isnull=False, days__gt=0),
            ),
            models.CheckConstraint(
                name="version_tolerance", condition=Q(tolerance__isnull=True) | Q(tolerance__gte=0, target__isnull=False)
            ),
            models.CheckConstraint(name="version_change_is_grounded", condition=Q(no=1) | Q(reason__gt="", authority__gt="")),
            models.CheckConstraint(
                name="version_adoption_is_whole",
                condition=Q(status="adopted", adopted_by__isnull=False, valid_from__isnull=False)
                | ~Q(status="adopted") & Q(adopted_by__isnull=True, valid_from__isnull=True, valid_until__isnull=True),
            ),
            models.CheckConstraint(name="version_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(name="version_due_after", condition=Q(valid_from__isnull=True) | Q(due_on__gt=F("valid_from"))),
            models.CheckConstraint(name="version_four_eyes", condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("made_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.no})"

    @property
    def flow(self):
        from ..versions import VERSION

        return VERSION

    def may(self, by, step, today) -> bool:
        """Clerks of the unit discard what they proposed; officers of the credit office adopt or discard it, never those who work in the unit"""
        from .. import duties

        if step.name == "withdraw":
            return duties.works_for(self.commitment.unit_id, by, today)
        return duties.judges(self.commitment, by, today)
