"""Handling times 办件: one application for an approval matter, by its number; who applies is none of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from integrity.calendar import Deadline, add_workdays, workdays_between

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())


class HandlingQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """Officers and auditors all; clerk and head those of their units."""
        today = today or timezone.localdate()
        if Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self
        own = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        return self.filter(unit__in=own)

    def open(self):
        """Not finished yet."""
        return self.filter(finished_on__isnull=True)


class Handling(models.Model):
    """One application from the day on which it was accepted to the day on which it was finished; counted, and read by nobody's name."""

    matter = models.ForeignKey("archives.PowerItem", models.PROTECT, related_name="+", verbose_name=_("matter"))
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("unit"))
    number = models.CharField(_("number of the application"), max_length=60)
    accepted_on = models.DateField(_("accepted on"))
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    asked_again = models.PositiveSmallIntegerField(_("material asked for again, times"), default=0)
    # Days and count are those that a file told, not those of the timer.
    from_file = models.BooleanField(_("told by a file"), default=False, db_default=False, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=STATEMENT, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("finished by")
    )

    objects = HandlingQuerySet.as_manager()

    class Meta:
        verbose_name = _("handling time")
        verbose_name_plural = _("handling times")
        ordering = ["-accepted_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="handling_once", fields=["unit", "number"]),
            models.CheckConstraint(name="handling_has_a_number", condition=Q(number__gt="")),
            models.CheckConstraint(
                name="handling_ends_after", condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("accepted_on"))
            ),
            models.CheckConstraint(
                name="handling_end_is_whole",
                condition=Q(finished_on__isnull=True, finished_by__isnull=True) | Q(finished_on__isnull=False, finished_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["matter", "finished_on"], name="handling_of_matter", include=["accepted_on", "asked_again"])]

    def __str__(self) -> str:
        return self.number

    @property
    def deadline(self) -> Deadline:
        """The promised time of the matter as it read when the application was accepted."""
        return add_workdays(self.accepted_on, self.matter.promised_days)

    def used(self, today) -> int:
        """Working days used: until it was finished, else until ``today``."""
        return workdays_between(self.accepted_on, self.finished_on or today)


class MaterialAsked(models.Model):
    """A further request for material after the one-time notification, by the names on the list of the matter; only ever added."""

    handling = models.ForeignKey(Handling, models.PROTECT, related_name="requests", verbose_name=_("handling time"))
    on = models.DateField(_("on"))
    materials = ArrayField(models.CharField(max_length=200), verbose_name=_("material asked for again"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("at"), db_default=STATEMENT, editable=False)

    class Meta:
        verbose_name = _("further request for material")
        verbose_name_plural = _("further requests for material")
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(name="material_asked_names_some", condition=Q(materials__len__gte=1))]

    def __str__(self) -> str:
        return f"{self.handling_id} {self.on}"
