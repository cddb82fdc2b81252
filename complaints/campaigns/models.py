"""A campaign, the talks held in it with their minutes and re-checks, and the rule that says which bodies have many tickets."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Membership, Role
from archives.models.catalogue import InForce


def overseers(user, today: date) -> bool:
    return bool(Role.of(user, today) & {Role.OFFICER, Role.AUDITOR})


def own_units(user, today: date):
    """The units in which ``user`` holds a role: of what is said of them here nothing is shown."""
    return Membership.objects.held(today).filter(user=user).values("unit")


class HotspotRule(models.Model):
    """From how many tickets, founded or by petition, within how many months a body is a hot spot 信访热点; loaded with the law, dated."""

    tickets = models.PositiveSmallIntegerField(_("tickets, at least"))
    months = models.PositiveSmallIntegerField(_("within months"))
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("rule of hot spots")
        verbose_name_plural = _("rules of hot spots")
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(name="hotspot_values", condition=Q(tickets__gte=1, months__gte=1)),
            models.CheckConstraint(name="hotspot_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.tickets} / {self.months} ({self.valid_from})"


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers of the credit office and auditors."""
        return self.all() if overseers(user, today or timezone.localdate()) else self.none()

    def running(self, today: date):
        return self.filter(from_on__lte=today, until_on__gt=today)


class Campaign(models.Model):
    """A campaign of the credit office between two days, under one officer; which bodies it is about is asked, not written down."""

    name = models.CharField(_("name"), max_length=100)
    ground = models.CharField(_("ground"), max_length=400)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), help_text=_("The first day on which it is over."))
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer in charge"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(name="campaign_says_something", condition=Q(name__gt="", ground__gt="")),
            models.CheckConstraint(name="campaign_ends_after_it_begins", condition=Q(until_on__gt=F("from_on"))),
        ]

    def __str__(self) -> str:
        return self.name


class TalkQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors, but for talks with a body in which they hold a role."""
        today = today or timezone.localdate()
        return self.exclude(body__in=own_units(user, today)) if overseers(user, today) else self.none()

    def told_to(self, user, today: date | None = None):
        """The talks held with a unit whose head or clerk ``user`` is; of these the minutes are shown and nothing else."""
        held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
        return self.filter(body__in=held.values("unit"))


class Talk(models.Model):
    """One talk 约谈 with one body in a campaign, with its minutes; later, by another person, whether the matter was put right."""

    class Result(models.TextChoices):
        PUT_RIGHT = "put_right", _("put right")
        NOT_YET = "not_yet", _("not put right")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="talks", verbose_name=_("campaign"))
    body = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("body"))
    held_on = models.DateField(_("held on"))
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by"))
    minutes = models.TextField(_("minutes"))
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)
    rechecked_on = models.DateField(_("re-checked on"), null=True)
    rechecked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("re-checked by"))
    result = models.CharField(pgettext_lazy("re-check", "result"), max_length=10, choices=Result, null=True)
    found = models.TextField(_("what the re-check found"), null=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(name="talk_says_something", condition=Q(minutes__gt="")),
            models.CheckConstraint(
                name="talk_recheck_is_whole",
                condition=Q(rechecked_on__isnull=True, rechecked_by__isnull=True, result__isnull=True, found__isnull=True)
                | Q(rechecked_on__isnull=False, rechecked_by__isnull=False, result__isnull=False, found__isnull=False)
                & Q(rechecked_on__gte=F("held_on"), result__in=["put_right", "not_yet"], found__gt=""),
            ),
            models.CheckConstraint(
                name="talk_rechecked_by_another", condition=Q(rechecked_by__isnull=True) | ~Q(rechecked_by=F("held_by"))
            ),
            models.UniqueConstraint(name="talk_one_open", fields=["campaign", "body"], condition=Q(result__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.held_on}"
