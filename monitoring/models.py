"""Warnings 预警: a finding that somebody is asked to answer for, from the day it was raised until the fact is gone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from integrity import findings

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())


class Level(models.TextChoices):
    RED = findings.RED, _("red")
    YELLOW = findings.YELLOW, _("yellow")


class WarningQuerySet(models.QuerySet):
    def open(self):
        """The fact stands."""
        return self.filter(closed_on__isnull=True)

    def visible_to(self, user, today=None):
        """The auditor all; the office what left its unit; clerk and head those of their units; the addressee its own.

        What is about a natural person is seen by the personnel organ that filed it instead of clerk and head.
        """
        roles = Role.of(user, today)
        if Role.AUDITOR in roles:
            return self
        held = Membership.objects.held(today).filter(user=user)
        own = held.filter(role__in=[Role.CLERK, Role.HEAD]).values("unit")
        seen = Q(personal=False, unit__in=own) | Q(personal=True, unit__in=held.filter(role=Role.PERSONNEL).values("unit"))
        if Role.OFFICER in roles:
            seen |= Q(inside=False)
        return self.filter(seen | _addressed(user, today)) if roles - {Role.SECURITY} else self.none()

    def addressed_to(self, user, today=None):
        """Those that ask ``user`` to act; whoever brought a thing about is not asked, a colleague is."""
        return self.filter(_addressed(user, today)).exclude(caused_by=user)


def _addressed(user, today) -> Q:
    asked = Q(pk__in=[])
    if user.is_active:
        for role, unit in Membership.objects.held(today).filter(user=user).values_list("role", "unit"):
            asked |= Q(role=role, acts_in=unit) | Q(role=role, acts_in__isnull=True)
    return asked


class Warning(models.Model):
    """One finding, raised once, answered for by its addressee, closed by itself on the day when the fact is gone.

    ``kind`` names the check and ``thing`` what it found; at most one stands open of each. ``level``, ``facts`` and the addressee
    (``role`` in ``acts_in``, or in any unit) are those of the last look, ``seen_on`` its day.
    """

    class Outcome(models.TextChoices):
        PUT_RIGHT = "put_right", _("put right")
        EXPLAINED = "explained", _("explained; nothing to put right")
        UNFOUNDED = "unfounded", _("unfounded")
        PASSED_ON = "passed_on", _("passed on to whoever is responsible")

    kind = models.CharField(_("check"), max_length=30)
    thing = models.CharField(max_length=80)
    level = models.CharField(_("level"), max_length=6, choices=Level)
    facts = models.JSONField(default=dict)
    unit = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    acts_in = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("addressed to"))
    inside = models.BooleanField(default=False)
    personal = models.BooleanField(default=False)
    caused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField(_("raised on"))
    raised_at = models.DateTimeField(_("raised at"), db_default=STATEMENT)
    seen_on = models.DateField(_("last seen on"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acknowledged by")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    acknowledged_note = models.TextField(_("note"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, null=True)
    outcome_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome_at = models.DateTimeField(null=True)
    outcome_note = models.TextField(null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = WarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="warning_once_while_open", fields=["kind", "thing"], condition=Q(closed_on__isnull=True)),
            models.CheckConstraint(name="warning_level", condition=Q(level__in=["red", "yellow"])),
            models.CheckConstraint(
                name="warning_acknowledgement_is_whole",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, acknowledged_note__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, acknowledged_note__gt=""),
            ),
            models.CheckConstraint(
                name="warning_outcome_is_whole",
                condition=Q(outcome__isnull=True, outcome_at__isnull=True, outcome_by__isnull=True, outcome_note__isnull=True)
                | Q(
                    outcome__in=["put_right", "explained", "unfounded", "passed_on"],
                    outcome_at__isnull=False,
                    outcome_by__isnull=False,
                    outcome_note__gt="",
                    acknowledged_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="warning_closing_is_whole",
                condition=Q(closed_on__isnull=True, closed_at__isnull=True)
                | Q(closed_on__isnull=False, closed_at__isnull=False, closed_on__gte=F("raised_on")),
            ),
            models.CheckConstraint(
                name="warning_four_eyes",
                condition=Q(caused_by__isnull=True)
                | (Q(acknowledged_by__isnull=True) | ~Q(acknowledged_by=F("caused_by")))
                & (Q(outcome_by__isnull=True) | ~Q(outcome_by=F("caused_by"))),
            ),
        ]
        indexes = [models.Index(fields=["unit", "closed_on"], name="warnings_of_unit")]

    def __str__(self) -> str:
        return str(_("Warning %(number)s") % {"number": self.number})

    @property
    def number(self) -> str:
        return f"{self.raised_on:%Y}-{self.pk:05d}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def check_of(self) -> findings.Check:
        return findings.CHECKS[self.kind]

    @property
    def label(self) -> str:
        return str(self.check_of.label)

    @property
    def sentence(self) -> str:
        """What was found, as one sentence in the language of the reader."""
        return self.check_of.says(self.facts, str(self.unit or ""))

    @property
    def basis(self) -> str:
        return self.check_of.basis(self.facts)

    @property
    def evidence_url(self) -> str:
        return self.check_of.shows(self.facts)

    @property
    def addressee(self) -> str:
        """Who is asked: a role, in a unit or in any."""
        return f"{self.acts_in} · {self.get_role_display()}" if self.acts_in_id else self.get_role_display()

    def may_answer(self, by, today) -> bool:
        """Whether ``by`` is of the addressee on ``today``."""
        return Membership.holds(by, self.role, today, unit=self.acts_in_id)


class WarningEvent(models.Model):
    """What happened to a warning; only ever added. ``by`` is empty where the register itself did it."""

    class What(models.TextChoices):
        RAISED = "raised", _("Raised")
        WORSENED = "worsened", _("Became red")
        EASED = "eased", _("Became yellow")
        READDRESSED = "readdressed", _("Addressed anew")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        OUTCOME = "outcome", _("Outcome recorded")
        CLOSED = "closed", _("Closed by itself: the fact is gone")

    warning = models.ForeignKey(Warning, models.PROTECT, related_name="events", verbose_name=_("warning"))
    what = models.CharField(max_length=12, choices=What)
    on = models.DateField()
    at = models.DateTimeField(db_default=STATEMENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="")

    class Meta:
        verbose_name = _("event of a warning")
        verbose_name_plural = _("events of warnings")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.what}"
